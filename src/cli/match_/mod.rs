//! `buslens match`: patterns judged against events, in three forms.

mod batch;
mod one;

use super::exit::{Exit, Failure};
use std::path::PathBuf;

/// Arguments of `match`.
#[derive(Clone, Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["pattern", "batch"])))]
pub struct Args {
    /// File with the event pattern; - is standard input.
    #[arg(long, short, value_name = "FILE", requires = "event")]
    pattern: Option<PathBuf>,
    /// File with the event in JSON; - is standard input.
    #[arg(long, short, value_name = "FILE", requires = "pattern")]
    event: Option<PathBuf>,
    /// Let the service's own limits decide, which are warnings otherwise: length, complexity of wildcards.
    #[arg(long, requires = "pattern")]
    service_limits: bool,
    /// One JSON document: {"result","error"?,"warnings"}.
    #[arg(long)]
    json: bool,
    /// Judge the pairs on standard input, a line {"id","pattern","event"} each, both as texts; print for each, in order, a
    /// line {"id","result","error"?}.
    #[arg(long)]
    batch: bool,
}

pub(super) fn run(args: &Args) -> Result<Exit, Failure> {
    match (&args.pattern, &args.event) {
        (Some(pattern), Some(event)) => one::run(pattern, event, args),
        _ => batch::run(),
    }
}

/// What is said of a pair for which the step budget ran out.
const UNDECIDED: &str = "Undecided: the event has so many arrays on one path (by names that occur twice or hold full stops) that trying \
                         all their elements was given up. Ask the service itself: aws events test-event-pattern.";
