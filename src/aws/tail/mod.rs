//! A live tail of one log group that outlives its connections.
//!
//! A StartLiveTail session has no resume token, ends after 3 h, and may fall silent; a server may lack it
//! altogether. This module opens sessions one after the other, reads what was missed from the log's past,
//! falls back to reading the log every few seconds, hands every event on once, and says all of it: see
//! [`TailUpdate`].
//!
//! Source: CloudWatch Logs API reference, "StartLiveTail" and "FilterLogEvents".

mod handed_on;
mod outbox;
mod reading;
mod run;
mod source;
#[cfg(test)]
mod tests;
mod times;
mod unread_times;

use super::client::Client;
use crate::model::{Millis, TailSource, TailUpdate};
use handed_on::HandedOn;
use outbox::Outbox;
use std::sync::Arc;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;

/// Updates that may wait for the reader before they are kept back (and, in the end, dropped and counted).
const WAITING_UPDATES: usize = 16;

/// A running tail; dropping it ends the session, which is billed by the minute.
#[derive(Debug)]
pub struct Tail {
    updates: mpsc::Receiver<TailUpdate>,
    end: Arc<Notify>,
    task: JoinHandle<()>,
}

impl Client {
    /// Starts a tail. It never fails as such: what goes wrong comes as updates, the last one being
    /// [`TailUpdate::Ended`]. Must be called within a tokio runtime.
    pub fn tail(&self, source: &TailSource) -> Tail {
        Tail::start(source::SessionGroup::new(self.clone(), source), source.since)
    }

    /// Runs such a tail whose updates go to `tell`, made into what is told there by `wrap`; it ends with the
    /// tail, or when nobody listens any more. There is no other queue on the way.
    pub async fn tail_to<T: Send>(
        &self,
        source: &TailSource,
        tell: mpsc::Sender<T>,
        wrap: impl Fn(TailUpdate) -> T + Send + 'static,
    ) {
        let group = source::SessionGroup::new(self.clone(), source);
        run::run(group, source.since, HandedOn::new(), Outbox::new(tell, wrap), Arc::default()).await;
    }
}

impl Tail {
    fn start(source: impl source::LogSource, since: Millis) -> Self {
        Self::remembering(source, since, HandedOn::new())
    }

    fn remembering(source: impl source::LogSource, since: Millis, seen: HandedOn) -> Self {
        let (tell, updates) = mpsc::channel(WAITING_UPDATES);
        let out = Outbox::new(tell, |update| update);
        let end = Arc::<Notify>::default();
        let task = tokio::spawn(run::run(source, since, seen, out, Arc::clone(&end)));
        Self { updates, end, task }
    }

    /// Ends the tail, when it is notified, in good order: what it still owes is told as
    /// [`TailUpdate::Unfilled`], and no update comes after that.
    pub fn ender(&self) -> Arc<Notify> {
        Arc::clone(&self.end)
    }

    /// The next update; `None` after the last. Safe to cancel.
    pub async fn next(&mut self) -> Option<TailUpdate> {
        self.updates.recv().await
    }
}

impl Drop for Tail {
    fn drop(&mut self) {
        self.task.abort();
    }
}
