//! `buslens replays`: replays of archived events started, cancelled, described and listed. What was recorded
//! of this program is another matter, `buslens replay`.

use super::args::Global;
use super::change::{Action, Create, Describe, List, Look, Named, Replay, act, list_and_describe};
use super::exit::{Exit, Failure};

/// Arguments of `replays`.
#[derive(Clone, Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    action: ReplayAction,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum ReplayAction {
    /// Send the events of a span from an archive to its bus once more; real rules act on them.
    Start(Create<Replay>),
    /// Cancel a replay that runs.
    Cancel(Named),
    /// Print everything about a replay: its state and why, and how far it has come.
    Describe(Describe),
    /// List the replays.
    List(List),
}

pub(super) fn run(global: Global, args: Args) -> Result<Exit, Failure> {
    match args.action {
        ReplayAction::Start(create) => act(global, Action::<Replay>::Create(create, None)),
        ReplayAction::Cancel(named) => act(global, Action::<Replay>::Delete(named)),
        ReplayAction::Describe(which) => list_and_describe::<Replay>(global, Look::Describe(which)),
        ReplayAction::List(list) => list_and_describe::<Replay>(global, Look::List(list)),
    }
}
