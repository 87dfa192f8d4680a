//! `buslens archive`: archives made, changed, removed, described and listed.

use super::args::Global;
use super::change::{Action, Archive, Create, Describe, List, Look, Named, act, list_and_describe};
use super::exit::{Exit, Failure};

/// Arguments of `archive`.
#[derive(Clone, Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    action: Own,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum Own {
    /// Make an archive.
    Create(Create<Archive>),
    /// Change an archive: what is not given stays, what is given empty goes.
    Update(Create<Archive>),
    /// Remove an archive with the events in it.
    Delete(Named),
    /// Print everything about an archive.
    Describe(Describe),
    /// List the archives.
    List(List),
}

pub(super) fn run(global: Global, args: Args) -> Result<Exit, Failure> {
    match args.action {
        Own::Create(create) => act(global, Action::<Archive>::Create(create, None)),
        Own::Update(update) => act(global, Action::<Archive>::Update(update, None)),
        Own::Delete(named) => act(global, Action::<Archive>::Delete(named)),
        Own::Describe(which) => list_and_describe::<Archive>(global, Look::Describe(which)),
        Own::List(list) => list_and_describe::<Archive>(global, Look::List(list)),
    }
}
