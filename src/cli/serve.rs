//! `buslens serve`: the embedded account alone, for other tools.

use super::account::block_on;
use super::args::Global;
use super::exit::{Exit, Failure};
use super::output::Output;
use super::tail::asked_to_end;
use crate::local::{Clock, Options, Server};
use jiff::Timestamp;

/// Arguments of `serve`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Port on 127.0.0.1; 0 takes a free one.
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,
    /// Where all ids and the stories of the account come from: the same seed and clock give the same account.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The account's time at the start, such as 2026-11-21T14:00:00Z; without it, the machine's.
    #[arg(long, value_name = "TIME")]
    clock: Option<Timestamp>,
    /// How many times as fast as the machine's the account's time goes, from 0.001 to 1000.
    #[arg(long, value_name = "X", default_value_t = 1.0, value_parser = speed)]
    speed: f64,
}

fn speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(speed) if (0.001..=1000.0).contains(&speed) => Ok(speed),
        _ => Err("write a number from 0.001 to 1000".to_owned()),
    }
}

pub(super) fn run(global: &Global, args: &Args) -> Result<Exit, Failure> {
    let why = "`buslens serve` serves the account inside the program";
    global.no_account_of(why)?;
    if global.read_only_flag {
        let why = format!("--read-only cannot be used here: {why}, and whoever calls it may change it.");
        return Err(Failure::new(Exit::Usage, why));
    }
    block_on(async {
        let ended = asked_to_end()?;
        let server = Server::start(Options {
            port: args.port,
            seed: args.seed,
            clock: clock(args),
            ..Options::default()
        })
        .map_err(|error| {
            let port = args.port;
            Failure::bad(if error.kind() == std::io::ErrorKind::AddrInUse {
                format!(
                    "Port {port} on 127.0.0.1 is another program's. Take another --port; 0 finds a free one."
                )
            } else {
                format!("Port {port} on 127.0.0.1 cannot be served: {error}. --port 0 finds a free one.")
            })
        })?;
        let mut out = Output::new();
        out.line(&server.endpoint())?;
        out.flush()?;
        ended.await;
        server.shutdown().await;
        Ok(Exit::Done)
    })
}

fn clock(args: &Args) -> Clock {
    let usual = args.clock.is_none() && (args.speed - 1.0).abs() < f64::EPSILON;
    if usual {
        return Clock::system();
    }
    let start = args.clock.unwrap_or_else(Timestamp::now);
    Clock::starting_at(start.as_millisecond(), args.speed)
}
