//! Live tails: one task each, their news over one bounded channel.
//!
//! The channel is the only queue between a tail and the screen. While the loop is behind it is full, and what
//! then no longer fits into the tail itself, `aws` drops and counts, and says so in its news.

use super::link::Wire;
use crate::app::effect::TailId;
use crate::model::{TailSource, TailUpdate};
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

    pub(super) fn open(&mut self, tail: TailId, source: TailSource, mut wire: Wire) {
        let news = self.news.clone();
        let task = tokio::spawn(async move {
            match wire.client().await {
                Some(Ok(client)) => client.tail_to(&source, news, move |update| (tail, update)).await,
                Some(Err(error)) => {
                    let _ = news.send((tail, TailUpdate::Ended(Some(error)))).await;
                }
                None => {}
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
