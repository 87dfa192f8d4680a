//! `buslens buses`.

use super::account::{block_on_within, connect, each_page};
use super::args::Global;
use super::exit::{Exit, Failure};
use super::output::{Output, Table};
use crate::model::Bus;

/// Arguments of `buses`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    block_on_within(global.timeout, async {
        let client = connect(global).await?;
        let mut out = Output::new();
        let mut table = Table::new(["name", "arn", "description"]);
        let exit = each_page(client.buses(), |buses| {
            if args.json {
                buses.iter().try_for_each(|bus| out.json(bus))?;
                return out.flush();
            }
            table.add(buses.into_iter().map(row));
            Ok(())
        })
        .await;
        table.show(&mut out)?;
        exit
    })
}

fn row(bus: Bus) -> [String; 3] {
    [bus.name, bus.arn.to_string(), bus.description.unwrap_or_default()]
}
