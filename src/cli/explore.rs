//! The explorer, on the operator's account or the embedded one.

use super::args::Global;
use super::exit::{Exit, Failure};
use crate::app::given_pattern::GivenPattern;
use crate::config::{self, Places};
use crate::runtime::recorder::Bodies;
use crate::runtime::whose_account::Embedded;
use crate::runtime::{self, End, Options, WhoseAccount};
use std::path::PathBuf;

/// The explorer's own arguments.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Explore {
    /// Record what happens to a new file, for `buslens replay`.
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Leave the bodies of events out of the recording: those of the tail, of files, and what is pasted.
    #[arg(long, requires = "record")]
    pub record_no_bodies: bool,
    /// Fall over at the first key, to try that the terminal survives it.
    #[arg(long, hide = true)]
    pub fault: bool,
}

/// On the account of the profile, or behind the endpoint.
pub(super) fn own(global: Global, explore: Explore) -> Result<Exit, Failure> {
    open(WhoseAccount::Own { endpoint: global.endpoint_url.clone() }, Vec::new(), global, explore)
}

/// In the workbench on patterns of a file, on the account of the profile or the embedded one.
pub(super) fn open_on(
    demo: bool,
    given: Vec<GivenPattern>,
    global: Global,
    explore: Explore,
) -> Result<Exit, Failure> {
    let account = if demo {
        global.no_account_of("--demo opens the account inside the program")?;
        WhoseAccount::Embedded(Embedded::default())
    } else {
        WhoseAccount::Own { endpoint: global.endpoint_url.clone() }
    };
    open(account, given, global, explore)
}

/// On the embedded account; nothing of the environment's AWS settings counts.
pub(super) fn demo(global: Global, explore: Explore) -> Result<Exit, Failure> {
    global.no_account_of("`buslens demo` opens the account inside the program")?;
    open(WhoseAccount::Embedded(Embedded::default()), Vec::new(), global, explore)
}

fn open(
    account: WhoseAccount,
    given: Vec<GivenPattern>,
    global: Global,
    explore: Explore,
) -> Result<Exit, Failure> {
    if !runtime::terminal::is_there() {
        return Err(Failure::new(
            Exit::Usage,
            "The explorer needs a terminal on standard input and output. For scripts there are `buslens \
                buses`, `rules`, \
             `targets` and others: see `buslens --help`.",
        ));
    }
    if runtime::terminal::is_dumb() {
        let says = match std::env::var_os("TERM").filter(|term| !term.is_empty()) {
            Some(_) => "TERM=dumb says that this terminal cannot",
            None => "TERM, which says what this terminal can, is not set",
        };
        return Err(Failure::new(
            Exit::Usage,
            format!(
                "The explorer draws on the whole screen, and {says}. Set TERM to what it is, such as xterm-256color; \
                 or use `buslens rules`, `tail` and others, which print lines."
            ),
        ));
    }
    let places = Places::find();
    let read_only = global.read_only();
    let mut notices = global.open_to_others;
    let log = match places.as_ref().map(|places| config::start_log(&places.state)) {
        Some(Ok(log)) => Some(log),
        Some(Err(error)) => {
            notices.push(format!("No log is written: {error}. All else works."));
            None
        }
        None => None,
    };
    let options = Options {
        account,
        profile: global.profile,
        region: global.region,
        read_only,
        record: explore.record,
        bodies: if explore.record_no_bodies { Bodies::LeftOut } else { Bodies::Held },
        places,
        log: log.as_ref().map(|log| log.path.clone()),
        notices,
        given,
        fault: explore.fault,
    };
    let end = runtime::explore(options).map_err(|error| Failure::bad(format!("{error:#}")))?;
    drop(log);
    match end {
        End::Quit => Ok(Exit::Done),
        // What it is has been said.
        End::QuitNotKnowing => Ok(Exit::NotKnown),
        End::Gone => Ok(Exit::OutputGone),
        End::Signal(signal) => {
            // Whoever sent it sees that it worked.
            let _ = signal_hook::low_level::emulate_default_handler(signal);
            Ok(Exit::Done)
        }
        End::Broken(error) => {
            Err(Failure::new(Exit::OutputGone, format!("The terminal cannot be written to: {error}.")))
        }
    }
}
