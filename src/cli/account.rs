//! What the commands on an account have in common.

use super::args::Global;
use super::exit::{Exit, Failure, say};
use super::named_rules;
use crate::aws::{Client, Options, Pages};
use crate::config::{Places, RuleStates, SentLog, UndoLog};
use crate::model::{Conditions, ReadOnly};
use crate::runtime::gate::Gate;
use crate::text::counted;
use futures_util::StreamExt as _;
use std::time::Duration;

/// Runs a command's work.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::No, format!("The program cannot start its runtime: {error}")))?;
    runtime.block_on(work)
}

/// Runs a command's work, for so long at most. For work that changes nothing: it is dropped where it stands.
pub(super) fn block_on_within<T>(
    timeout: Option<Duration>,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    block_on(within(timeout, work))
}

/// The work's outcome, if it comes in time.
pub(super) async fn within<T>(
    timeout: Option<Duration>,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    given_up(timeout, work, "; what was printed so far is incomplete").await
}

/// The same of what is read before a question is asked, which nothing is written without.
pub(super) async fn before_writing<T>(
    timeout: Option<Duration>,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    given_up(timeout, work, ", before anything was changed or sent. Nothing was done").await
}

async fn given_up<T>(
    timeout: Option<Duration>,
    work: impl Future<Output = Result<T, Failure>>,
    then: &str,
) -> Result<T, Failure> {
    let Some(timeout) = timeout else { return work.await };
    // The call under way has the same patience from a little later on: this one is asked first, so that on a
    // busy machine, too, it is the whole of the work that is said to be given up.
    tokio::select! {
        biased;
        () = tokio::time::sleep(timeout) => {
            Err(Failure::new(Exit::Aws, format!("Gave up after {timeout:?}, as --timeout says{then}.")))
        }
        outcome = work => outcome,
    }
}

/// Says on standard error what becomes of calls that take long, each thing once until it is over.
fn say_conditions(client: &Client) {
    let mut conditions = client.conditions();
    tokio::spawn(async move {
        let mut before = Conditions::default();
        while conditions.changed().await.is_ok() {
            let now = conditions.borrow_and_update().clone();
            for sentence in now.news(&before) {
                say(&sentence);
            }
            before = now;
        }
    });
}

/// The account that the command line and the environment name.
pub(super) async fn connect(global: Global) -> Result<Client, Failure> {
    let options = Options {
        profile: global.profile,
        region: global.region,
        endpoint: global.endpoint_url,
        embedded: false,
    };
    let client = Client::connect(options).await?.with_patience(global.timeout);
    say_conditions(&client);
    if let Some(arn) = &global.rule {
        named_rules::check(&client, arn).await?;
    }
    Ok(client)
}

/// The gate for writes.
pub(super) fn gate(global: &Global) -> Gate {
    let places = Places::find();
    Gate {
        read_only: global.read_only(),
        accounts: global.accounts.clone(),
        states: places.as_ref().map(|places| RuleStates::under(&places.state)),
        undo: places.as_ref().map(|places| UndoLog::under(&places.state)).unwrap_or_default(),
        sent: places.map(|places| SentLog::under(&places.state)).unwrap_or_default(),
    }
}

/// What a command that changes the account says when nothing may be changed.
pub(super) fn writes_nothing(why: ReadOnly) -> Failure {
    let text = format!("Read-only: {}. Nothing was done. {}", why.cause(), why.way_out());
    Failure::new(Exit::Refused, text)
}

/// Hands each page to `show` as it comes. An error is said at once, and what still comes after it is shown
/// too.
pub(super) async fn each_page<T>(
    mut pages: Pages<T>,
    mut show: impl FnMut(Vec<T>) -> Result<(), Failure>,
) -> Result<Exit, Failure> {
    let (mut exit, mut shown, mut failed) = (Exit::Done, 0, 0);
    while let Some(page) = pages.next().await {
        match page {
            Ok(rows) => {
                show(rows)?;
                shown += 1;
            }
            Err(error) => {
                let failure = Failure::from(error);
                if failure.is_absent && shown + failed == 0 {
                    return Err(failure);
                }
                failure.report();
                exit = exit.max(failure.exit);
                failed += 1;
            }
        }
    }
    say_incomplete(shown, failed);
    Ok(exit)
}

/// Says that some of the reads have failed, so that what stands on standard output is not taken for all there is.
pub(super) fn say_incomplete(shown: usize, failed: usize) {
    if shown > 0 && failed > 0 {
        say(&format!("what is printed is incomplete: {} failed.", counted(failed, "read", "reads")));
    }
}
