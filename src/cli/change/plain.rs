//! Kinds of things with the five plain commands and no other: make, change, remove, describe, list.
//! `buslens archive`, `buslens destination`.

use super::super::args::Global;
use super::super::exit::{Exit, Failure};
use super::things::{
    Action, Archive, Create, Describe, Destination, List, Look, Named, Things, act, list_and_describe,
};

/// What is said of each action on things of a kind.
pub(in crate::cli) trait Plain: Things {
    /// Make one.
    const CREATE: &'static str;
    /// Change one.
    const UPDATE: &'static str;
    /// Remove one.
    const DELETE: &'static str;
    /// Print one.
    const DESCRIBE: &'static str;
    /// List all.
    const LIST: &'static str;
}

impl Plain for Archive {
    const CREATE: &'static str = "Make an archive";
    const UPDATE: &'static str = "Change an archive: what is not given stays, what is given empty goes";
    const DELETE: &'static str = "Remove an archive with the events in it";
    const DESCRIBE: &'static str = "Print everything about an archive";
    const LIST: &'static str = "List the archives";
}

impl Plain for Destination {
    const CREATE: &'static str = "Make an API destination";
    const UPDATE: &'static str =
        "Change an API destination: what is not given stays, what is given empty goes";
    const DELETE: &'static str = "Remove an API destination";
    const DESCRIBE: &'static str = "Print everything about an API destination";
    const LIST: &'static str = "List the API destinations";
}

/// Arguments of the command of a kind.
#[derive(Clone, Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub(in crate::cli) struct Args<K: Plain> {
    #[command(subcommand)]
    action: PlainAction<K>,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum PlainAction<K: Plain> {
    #[command(about = K::CREATE)]
    Create(Create<K>),
    #[command(about = K::UPDATE)]
    Update(Create<K, false>),
    #[command(about = K::DELETE)]
    Delete(Named),
    #[command(about = K::DESCRIBE)]
    Describe(Describe),
    #[command(about = K::LIST)]
    List(List),
}

pub(in crate::cli) fn run<K: Plain>(global: Global, args: Args<K>) -> Result<Exit, Failure> {
    match args.action {
        PlainAction::Create(create) => act(global, Action::<K>::Create(create, None)),
        PlainAction::Update(update) => act(global, Action::<K>::Update(update, None)),
        PlainAction::Delete(named) => act(global, Action::<K>::Delete(named)),
        PlainAction::Describe(which) => list_and_describe::<K>(global, Look::Describe(which)),
        PlainAction::List(list) => list_and_describe::<K>(global, Look::List(list)),
    }
}
