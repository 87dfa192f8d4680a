//! `buslens destination`: API destinations made, changed, removed, described and listed.

use super::args::Global;
use super::change::{Action, Create, Describe, Destination, List, Look, Named, act, list_and_describe};
use super::exit::{Exit, Failure};

/// Arguments of `destination`.
#[derive(Clone, Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    action: Own,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum Own {
    /// Make an API destination.
    Create(Create<Destination>),
    /// Change an API destination: what is not given stays, what is given empty goes.
    Update(Create<Destination>),
    /// Remove an API destination.
    Delete(Named),
    /// Print everything about an API destination.
    Describe(Describe),
    /// List the API destinations.
    List(List),
}

pub(super) fn run(global: Global, args: Args) -> Result<Exit, Failure> {
    match args.action {
        Own::Create(create) => act(global, Action::<Destination>::Create(create, None)),
        Own::Update(update) => act(global, Action::<Destination>::Update(update, None)),
        Own::Delete(named) => act(global, Action::<Destination>::Delete(named)),
        Own::Describe(which) => list_and_describe::<Destination>(global, Look::Describe(which)),
        Own::List(list) => list_and_describe::<Destination>(global, Look::List(list)),
    }
}
