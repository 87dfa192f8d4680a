//! Live tails: one task each, their news over one bounded channel.

use super::link::Line;
use crate::app::effect::TailId;
use crate::model::{CallError, ErrorKind, TailSource, TailUpdate};
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

    pub(super) fn open(&mut self, tail: TailId, _: TailSource, _: Line) {
        let news = self.news.clone();
        let task = tokio::spawn(async move {
            let error = CallError::new(ErrorKind::Unsupported, "StartLiveTail", "tails come next");
            let _ = news.send((tail, TailUpdate::Ended(Some(error)))).await;
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
