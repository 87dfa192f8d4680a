//! What the commands on an account have in common.

use super::args::Global;
use super::exit::{Exit, Failure, say};
use super::named_rules;
use crate::aws::{Client, Options, Pages, of_no_profile};
use crate::config::{Places, RuleStates, SentLog, UndoLog};
use crate::model::{Conditions, ErrorKind, ReadOnly};
use crate::runtime::gate::Gate;
use crate::text::counted;
use futures_util::{Stream, StreamExt as _};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// How long a command may take to print what it knows once its time is over.
const TO_PRINT: Duration = Duration::from_secs(5);
/// How long before its time is over what was read is brought together.
const BEFORE: Duration = Duration::from_millis(100);
/// How long the end of a command waits for files that are being written or read.
const TO_END: Duration = Duration::from_secs(2);

tokio::task_local! {
    /// The time limit of the work that the present task does.
    static LIMIT: Arc<TimeLimit>;
}

/// When work is given up, and whether it comes to an end of its own then.
struct TimeLimit {
    given: Duration,
    ends: Instant,
    is_heeded: AtomicBool,
}

/// Refuses a bus that is not there. Asked where a list of a bus is empty: AWS refuses to list what is on a
/// bus that it does not have, and other servers list nothing. Who may not ask, or gets no answer, has the
/// list all the same.
pub(super) async fn refuse_absent_bus(client: &Client, bus: &str) -> Result<(), Failure> {
    match client.bus(bus).await {
        Err(error) if error.kind == ErrorKind::NotFound => Err(error.into()),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Runs a command's work.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::No, format!("The program cannot start its runtime: {error}")))?;
    let outcome = runtime.block_on(work);
    // A file of a network folder that does not answer is not waited for.
    runtime.shutdown_timeout(TO_END);
    outcome
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

/// Reads what has to be known before a question is asked, within the time; nothing is written without the
/// answer.
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
    let ends = Instant::now() + timeout;
    let limit = Arc::new(TimeLimit { given: timeout, ends, is_heeded: AtomicBool::new(false) });
    let mut work = pin!(LIMIT.scope(Arc::clone(&limit), work));
    let gave_up = || Err(Failure::new(Exit::Aws, format!("{}{then}.", over(timeout))));
    // The call under way has the same patience from a little later on: this one is asked first, so that on a
    // busy machine, too, it is the whole of the work that is said to be given up.
    tokio::select! {
        biased;
        () = tokio::time::sleep_until(ends) => {
            if limit.is_heeded.load(Ordering::Relaxed) {
                return tokio::time::timeout(TO_PRINT, work).await.unwrap_or_else(|_| gave_up());
            }
            gave_up()
        }
        outcome = &mut work => outcome,
    }
}

fn over(timeout: Duration) -> String {
    format!("Gave up after {timeout:?}, as --timeout says")
}

/// What comes next of something that is read bit by bit; nothing at its end, or where the command's time is
/// over, which is said and is what it ends with, after it has printed what it has.
pub(super) async fn next_in_time<T>(of: &mut (impl Stream<Item = T> + Unpin), exit: &mut Exit) -> Option<T> {
    let Ok(limit) = LIMIT.try_with(Arc::clone) else { return of.next().await };
    limit.is_heeded.store(true, Ordering::Relaxed);
    let Ok(next) = tokio::time::timeout_at(limit.ends, of.next()).await else {
        *exit = (*exit).max(say_time_over());
        return None;
    };
    limit.is_heeded.store(false, Ordering::Relaxed);
    next
}

/// Shortly before the command's time is over: what has been read until then is still printed.
pub(super) fn time_over() -> Option<Instant> {
    LIMIT.try_with(|limit| limit.ends.checked_sub(BEFORE).unwrap_or(limit.ends)).ok()
}

/// Like [`time_over`], for work that keeps to it by itself: from here on the watcher ends nothing.
pub(super) fn time_over_of_its_own() -> Option<Instant> {
    let _ = LIMIT.try_with(|limit| limit.is_heeded.store(true, Ordering::Relaxed));
    time_over()
}

/// That the time is over, said of what is printed then; answers what the command ends with.
pub(super) fn say_time_over() -> Exit {
    if let Ok(given) = LIMIT.try_with(|limit| limit.given) {
        let why = format!("{}; what is printed is incomplete.", over(given));
        Failure::new(Exit::Aws, why).report();
    }
    Exit::Aws
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
    of_no_profile(&global.accounts).await.iter().for_each(|sentence| say(sentence));
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
    loop {
        let Some(page) = next_in_time(&mut pages, &mut exit).await else { break };
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

/// Says that some of the reads have failed, so that what stands on standard output is not taken for all there
/// is.
pub(super) fn say_incomplete(shown: usize, failed: usize) {
    if shown > 0 && failed > 0 {
        say(&format!("what is printed is incomplete: {} failed.", counted(failed, "read", "reads")));
    }
}
