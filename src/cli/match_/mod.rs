//! `buslens match`: patterns judged against events, in three forms.

mod batch;
mod chunks;
mod one;
mod stream;

use super::args::Global;
use super::exit::{Exit, Failure};
use std::path::PathBuf;

/// Arguments of `match`.
#[derive(Clone, Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["pattern", "batch", "rules"])))]
#[allow(clippy::struct_excessive_bools)] // flags of a command line are what they are
pub struct Args {
    /// File with the event pattern; - is standard input.
    #[arg(long, short, value_name = "FILE", requires = "event")]
    pattern: Option<PathBuf>,
    /// File with the event in JSON; - is standard input.
    #[arg(long, short, value_name = "FILE", requires = "pattern")]
    event: Option<PathBuf>,
    /// Say for each field of the pattern what it met, and why it does not match.
    #[arg(long, requires = "pattern")]
    explain: bool,
    /// Let the service's own limits decide, which are warnings otherwise: length, complexity of wildcards.
    #[arg(long, conflicts_with = "rules")]
    service_limits: bool,
    /// Ask the service, too (TestEventPattern): its verdict is printed beside ours, and decides. For that the
    /// event needs its whole envelope.
    #[arg(long, requires = "pattern")]
    ask_aws: bool,
    /// One JSON document: {"result","pattern"?,"aws"?,"error"?,"warnings","explain"?}, "result" being match,
    /// nomatch, invalid or undecided. Places and edits count in the pattern's text, which "pattern" has where
    /// the file is a rule's.
    #[arg(long)]
    json: bool,
    /// Judge the pairs on standard input, a line {"id","pattern","event"} each, both as texts; print for
    /// each, in order, a line {"id","result","error"?}.
    #[arg(long)]
    batch: bool,
    /// Judge many events by many rules: this file has the rules, a line {"name","pattern"} each, or what
    /// `buslens rules --json` prints; - is standard input. Prints for each event {"line","rules"}.
    #[arg(long, value_name = "FILE", requires = "events")]
    rules: Option<PathBuf>,
    /// The events, one JSON object a line, packed with gzip or not; - is standard input.
    #[arg(long, value_name = "FILE", requires = "rules")]
    events: Option<PathBuf>,
    /// Print only how many events each rule matches: {"name","count"}.
    #[arg(long, requires = "rules")]
    count: bool,
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    let one = args.pattern.as_ref().zip(args.event.as_ref());
    let many = args.rules.as_ref().zip(args.events.as_ref());
    match (one, many) {
        (Some((pattern, event)), _) => one::run(global, pattern, event, args),
        (None, Some((rules, events))) => stream::run(rules, events, args.count),
        (None, None) => batch::run(args.service_limits),
    }
}

/// What is said of a pair for which the step budget ran out.
const UNDECIDED: &str = "Undecided: the event has so many arrays on one path (by names that occur twice or \
    hold full stops) that trying \
                         all their elements was given up. Ask the service itself: aws events \
                             test-event-pattern.";
