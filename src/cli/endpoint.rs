//! `buslens endpoint`: global endpoints described and listed. They are read only here.

use super::args::Global;
use super::change::{Describe, Endpoint, List, Look, list_and_describe};
use super::exit::{Exit, Failure};

/// Arguments of `endpoint`.
#[derive(Clone, Debug, clap::Args)]
#[command(arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    action: EndpointAction,
}

#[derive(Clone, Debug, clap::Subcommand)]
enum EndpointAction {
    /// Print everything about a global endpoint.
    Describe(Describe),
    /// List the global endpoints.
    List(List),
}

pub(super) fn run(global: Global, args: Args) -> Result<Exit, Failure> {
    match args.action {
        EndpointAction::Describe(which) => list_and_describe::<Endpoint>(global, Look::Describe(which)),
        EndpointAction::List(list) => list_and_describe::<Endpoint>(global, Look::List(list)),
    }
}
