//! `buslens connection`: connections of API destinations made, changed, removed, described and listed.
//!
//! What authorizes a connection comes from a file or standard input, because a command line is seen by others
//! and kept by shells.

use super::args::Global;
use super::change::{Action, Auth, Connection, Create, Describe, List, Look, Named, act, list_and_describe};
use super::exit::{Exit, Failure};

/// Arguments of `connection`.
#[derive(Clone, Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    action: ConnectionAction,
}

#[derive(Clone, Debug, clap::Args)]
struct WithAuth<const NEW: bool> {
    #[command(flatten)]
    create: Create<Connection, NEW>,
    #[command(flatten)]
    auth: Auth,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum ConnectionAction {
    /// Make a connection.
    Create(WithAuth<true>),
    /// Change a connection: what is not given stays, what is given empty goes.
    Update(WithAuth<false>),
    /// Take a connection's authorization away; its secret goes with it.
    Deauthorize(Named),
    /// Remove a connection.
    Delete(Named),
    /// Print everything about a connection but its secret.
    Describe(Describe),
    /// List the connections.
    List(List),
}

pub(super) fn run(global: Global, args: Args) -> Result<Exit, Failure> {
    match args.action {
        ConnectionAction::Create(WithAuth { create, auth }) => {
            act(global, Action::<Connection>::Create(create, Some(auth)))
        }
        ConnectionAction::Update(WithAuth { create, auth }) => {
            act(global, Action::<Connection>::Update(create, Some(auth)))
        }
        ConnectionAction::Deauthorize(named) => act(global, Action::<Connection>::Deauthorize(named)),
        ConnectionAction::Delete(named) => act(global, Action::<Connection>::Delete(named)),
        ConnectionAction::Describe(which) => list_and_describe::<Connection>(global, Look::Describe(which)),
        ConnectionAction::List(list) => list_and_describe::<Connection>(global, Look::List(list)),
    }
}
