//! Cancelling a change: the calls that AWS has surely not acted on are not sent.
//!
//! It reaches the calls through the task that makes them. A call that is out is not cancelled, since nothing
//! tells then whether it was done; what is read after a change to see what it came to is read all the same.

use super::attempts::{Fate, Watch};
use crate::model::{CallError, ErrorKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// How often it is looked whether a call that was out has been refused.
const LOOK_EVERY: Duration = Duration::from_millis(50);

tokio::task_local! {
    static CANCELLATION: Cancellation;
}

/// Whether the change that a task makes is cancelled.
#[derive(Clone, Debug)]
pub struct Cancellation {
    cancelled: watch::Receiver<bool>,
    /// Something of it may have been done.
    acted_on: Arc<AtomicBool>,
}

impl Cancellation {
    /// Makes the calls of `work` ones that can be cancelled, by sending true.
    pub async fn scope<T>(cancelled: watch::Receiver<bool>, work: impl Future<Output = T>) -> T {
        CANCELLATION.scope(Self { cancelled, acted_on: Arc::default() }, work).await
    }

    /// The one of the present task.
    pub(super) fn present() -> Option<Self> {
        CANCELLATION.try_with(Clone::clone).ok()
    }

    /// A call of the change has been acted on, or that is not known.
    pub(super) fn note_acted_on(&self) {
        self.acted_on.store(true, Ordering::Relaxed);
    }

    /// Comes when it is cancelled and nothing of it has been done; never otherwise.
    async fn cancelled_before_it_began(mut self) {
        let cancelled = self.cancelled.wait_for(|cancelled| *cancelled).await.is_ok();
        if !cancelled || self.acted_on.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
    }

    /// Comes when it is cancelled and the service has not acted on this call.
    async fn cancelled_before_it_was_done(mut self, fate: &Watch) {
        if self.cancelled.wait_for(|cancelled| *cancelled).await.is_err() {
            std::future::pending::<()>().await;
        }
        while !matches!(fate.get(), Fate::NotSent | Fate::Answered(400..=499)) {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

/// The outcome of a read, unless it is cancelled before.
pub(super) async fn unless_cancelled<T>(
    operation: &'static str,
    outcome: impl Future<Output = Result<T, CallError>>,
) -> Result<T, CallError> {
    let Some(cancellation) = Cancellation::present() else { return outcome.await };
    tokio::select! {
        biased;
        outcome = outcome => outcome,
        () = cancellation.cancelled_before_it_began() => Err(cancelled(operation)),
    }
}

/// The outcome of a call that changes something, unless it is cancelled while the service has not acted on
/// it.
pub(super) async fn unless_cancelled_before_it_is_done<T>(
    operation: &'static str,
    fate: &Watch,
    outcome: impl Future<Output = Result<T, CallError>>,
) -> Result<T, CallError> {
    let Some(cancellation) = Cancellation::present() else { return outcome.await };
    let outcome = tokio::select! {
        biased;
        outcome = outcome => outcome,
        () = cancellation.clone().cancelled_before_it_was_done(fate) => return Err(cancelled(operation)),
    };
    if outcome.as_ref().map_or_else(|error| error.kind == ErrorKind::NotKnown, |_| true) {
        cancellation.note_acted_on();
    }
    outcome
}

fn cancelled(operation: &'static str) -> CallError {
    CallError::new(ErrorKind::Refused, operation, "it was cancelled before AWS accepted it")
        .advise("Nothing of it was done.")
}
