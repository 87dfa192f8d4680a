//! What the commands on an account have in common.

use super::args::Global;
use super::exit::{Exit, Failure};
use crate::aws::{Client, Options, Pages};
use crate::config::{Places, RuleStates, Settings};
use crate::runtime::gate::Gate;
use futures_util::StreamExt as _;

/// Runs a command's work.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| {
        Failure::new(Exit::No, format!("The program cannot start its clockwork: {error}"))
    })?;
    runtime.block_on(work)
}

/// The account that the command line and the environment name.
pub(super) async fn connect(global: Global) -> Result<Client, Failure> {
    let options = Options {
        profile: global.profile,
        region: global.region,
        endpoint: global.endpoint_url,
        embedded: false,
    };
    Ok(Client::connect(options).await?)
}

/// The gate for writes, with what the configuration says of them.
pub(super) fn gate(global: &Global) -> Gate {
    let places = Places::find();
    let settings = places.as_ref().map(|places| Settings::load(&places.settings())).unwrap_or_default();
    Gate {
        read_only: global.read_only || settings.read_only,
        states: places.map(|places| RuleStates::under(&places.state)),
    }
}

/// Hands each page to `show` as it comes. An error is said at once, and what still comes after it is shown
/// too.
pub(super) async fn each_page<T>(
    mut pages: Pages<T>,
    mut show: impl FnMut(Vec<T>) -> Result<(), Failure>,
) -> Result<Exit, Failure> {
    let mut exit = Exit::Done;
    while let Some(page) = pages.next().await {
        match page {
            Ok(rows) => show(rows)?,
            Err(error) => {
                let failure = Failure::from(error);
                failure.report();
                exit = failure.exit;
            }
        }
    }
    Ok(exit)
}
