//! `buslens partner`: the event sources that partners offer this account, activated, deactivated, described and
//! listed. A partner's bus is made by `buslens bus create` with the source's name.

use super::args::Global;
use super::change::{Action, Describe, List, Look, Named, Partner, act, list_and_describe};
use super::exit::{Exit, Failure};

/// Arguments of `partner`.
#[derive(Clone, Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    action: Own,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum Own {
    /// Let a partner's events in; its bus must be there.
    Activate(Named),
    /// Keep a partner's events out.
    Deactivate(Named),
    /// Print everything about an event source.
    Describe(Describe),
    /// List the event sources.
    List(List),
}

pub(super) fn run(global: Global, args: Args) -> Result<Exit, Failure> {
    match args.action {
        Own::Activate(named) => act(global, Action::<Partner>::Set(named, "ACTIVE")),
        Own::Deactivate(named) => act(global, Action::<Partner>::Set(named, "PENDING")),
        Own::Describe(which) => list_and_describe::<Partner>(global, Look::Describe(which)),
        Own::List(list) => list_and_describe::<Partner>(global, Look::List(list)),
    }
}
