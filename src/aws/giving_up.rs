//! Cancelling a change: the calls that AWS has surely not acted on are not sent.
//!
//! It reaches the calls through the task that makes them. A call that is out is not given up, since nothing
//! tells then whether it was done; what is read after a change to see what it came to is read all the same.

use super::attempts::{Fate, Watch};
use crate::model::{CallError, ErrorKind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::watch;

/// How often it is looked whether a call that was out has been refused.
const LOOKED: Duration = Duration::from_millis(50);

tokio::task_local! {
    static GIVING_UP: GivingUp;
}

/// Whether the change that a task makes is given up.
#[derive(Clone, Debug)]
pub struct GivingUp {
    asked: watch::Receiver<bool>,
    /// Something of it may have been done.
    begun: Arc<AtomicBool>,
}

impl GivingUp {
    /// Makes the calls of `work` ones that can be given up, by sending true.
    pub async fn scope<T>(asked: watch::Receiver<bool>, work: impl Future<Output = T>) -> T {
        GIVING_UP.scope(Self { asked, begun: Arc::default() }, work).await
    }

    /// The one of the present task.
    pub(super) fn present() -> Option<Self> {
        GIVING_UP.try_with(Clone::clone).ok()
    }

    /// A call of the change has been acted on, or that is not known.
    pub(super) fn begun(&self) {
        self.begun.store(true, Ordering::Relaxed);
    }

    /// Comes when it is given up and nothing of it has been done; never otherwise.
    async fn before_it_began(mut self) {
        let asked = self.asked.wait_for(|asked| *asked).await.is_ok();
        if !asked || self.begun.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
    }

    /// Comes when it is given up and the service has not acted on this call.
    async fn before_it_was_done(mut self, fate: &Watch) {
        if self.asked.wait_for(|asked| *asked).await.is_err() {
            std::future::pending::<()>().await;
        }
        while !matches!(fate.get(), Fate::NotSent | Fate::Answered(400..=499)) {
            tokio::time::sleep(LOOKED).await;
        }
    }
}

/// The outcome of a read, unless it is given up before.
pub(super) async fn or_given_up<T>(
    operation: &'static str,
    outcome: impl Future<Output = Result<T, CallError>>,
) -> Result<T, CallError> {
    let Some(giving_up) = GivingUp::present() else { return outcome.await };
    tokio::select! {
        biased;
        outcome = outcome => outcome,
        () = giving_up.before_it_began() => Err(given_up(operation)),
    }
}

/// The outcome of a call that changes something, unless it is given up while the service has not acted on it.
pub(super) async fn or_not_done<T>(
    operation: &'static str,
    fate: &Watch,
    outcome: impl Future<Output = Result<T, CallError>>,
) -> Result<T, CallError> {
    let Some(giving_up) = GivingUp::present() else { return outcome.await };
    let outcome = tokio::select! {
        biased;
        outcome = outcome => outcome,
        () = giving_up.clone().before_it_was_done(fate) => return Err(given_up(operation)),
    };
    if outcome.as_ref().map_or_else(|error| error.kind == ErrorKind::NotKnown, |_| true) {
        giving_up.begun();
    }
    outcome
}

fn given_up(operation: &'static str) -> CallError {
    CallError::new(ErrorKind::Refused, operation, "it was cancelled before AWS accepted it")
        .advise("Nothing of it was done.")
}
