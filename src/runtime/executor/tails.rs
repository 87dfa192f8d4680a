//! Live tails: one task each, their news over one bounded channel.
//!
//! While the loop is behind, the channel is full and the tasks wait; what then no longer fits into the tail
//! itself, `aws` drops and counts, and says so in its news.

use super::link::Wire;
use crate::app::effect::TailId;
use crate::model::{CallError, TailSource, TailUpdate};
use std::collections::BTreeMap;
use tokio::sync::mpsc::Sender;
use tokio::task::AbortHandle;

/// The open tails.
pub(super) struct Tails {
    news: Sender<(TailId, TailUpdate)>,
    open: BTreeMap<TailId, AbortHandle>,
}

impl Tails {
    pub(super) fn new(news: Sender<(TailId, TailUpdate)>) -> Self {
        Self { news, open: BTreeMap::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    pub(super) fn open(&mut self, tail: TailId, source: TailSource, wire: Wire) {
        let news = self.news.clone();
        let task = tokio::spawn(async move {
            if let Err(error) = run(tail, &source, wire, &news).await {
                let _ = news.send((tail, TailUpdate::Ended(Some(error)))).await;
            }
        });
        self.open.insert(tail, task.abort_handle());
    }

    pub(super) fn close(&mut self, tail: TailId) {
        if let Some(task) = self.open.remove(&tail) {
            task.abort();
        }
    }

    pub(super) fn close_all(&mut self) {
        for task in std::mem::take(&mut self.open).into_values() {
            task.abort();
        }
    }
}

impl Drop for Tails {
    fn drop(&mut self) {
        self.close_all();
    }
}

async fn run(
    tail: TailId,
    source: &TailSource,
    mut wire: Wire,
    news: &Sender<(TailId, TailUpdate)>,
) -> Result<(), CallError> {
    let Some(client) = wire.client().await else { return Ok(()) };
    let mut updates = client?.tail(source);
    while let Some(update) = updates.next().await {
        if news.send((tail, update)).await.is_err() {
            break;
        }
    }
    Ok(())
}
