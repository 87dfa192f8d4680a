//! Updates on their way to a reader that may be slow. The session is read on all the same, because a slow
//! reader of StartLiveTail loses events without knowing how many; what is given up here is counted.

use crate::model::TailUpdate;
use std::collections::VecDeque;
use tokio::sync::mpsc::Sender;

/// Events that may wait before the oldest are given up.
const MOST_EVENTS: usize = 20_000;
/// Events that may wait before the log's past is read on.
const ROOM: usize = 2_000;

pub(super) struct Outbox<T> {
    tell: Sender<T>,
    wrap: Box<dyn Fn(TailUpdate) -> T + Send>,
    waiting: VecDeque<TailUpdate>,
    events: usize,
    dropped: u64,
}

impl<T> Outbox<T> {
    /// Updates go to `tell` as `wrap` makes them.
    pub(super) fn new(tell: Sender<T>, wrap: impl Fn(TailUpdate) -> T + Send + 'static) -> Self {
        Self { tell, wrap: Box::new(wrap), waiting: VecDeque::new(), events: 0, dropped: 0 }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// True while there is no hurry to slow down what can wait.
    pub(super) fn has_room(&self) -> bool {
        self.events < ROOM
    }

    pub(super) fn push(&mut self, update: TailUpdate) {
        self.events += events_in(&update);
        self.waiting.push_back(update);
        while self.events > MOST_EVENTS {
            let Some(at) = self.waiting.iter().position(|update| events_in(update) > 0) else { break };
            let given_up = self.waiting.remove(at).as_ref().map_or(0, events_in);
            self.events -= given_up;
            self.dropped += given_up as u64;
        }
    }

    /// Hands on one update, waiting for the reader; with nothing to hand on, waits until the reader goes.
    /// False when it has gone. Safe to cancel.
    pub(super) async fn hand_on(&mut self) -> bool {
        if self.waiting.is_empty() {
            self.tell.closed().await;
            return false;
        }
        let Ok(permit) = self.tell.reserve().await else { return false };
        if self.dropped > 0 {
            permit.send((self.wrap)(TailUpdate::Dropped(std::mem::take(&mut self.dropped))));
        } else if let Some(update) = self.waiting.pop_front() {
            self.events -= events_in(&update);
            permit.send((self.wrap)(update));
        }
        true
    }
}

fn events_in(update: &TailUpdate) -> usize {
    match update {
        TailUpdate::Events { events, .. } => events.len(),
        TailUpdate::Live
        | TailUpdate::Backfilled
        | TailUpdate::Clock { .. }
        | TailUpdate::Polling { .. }
        | TailUpdate::Reconnecting { .. }
        | TailUpdate::Reconnected { .. }
        | TailUpdate::Unfilled { .. }
        | TailUpdate::Filled { .. }
        | TailUpdate::Dropped(_)
        | TailUpdate::Ended(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_EVENTS, Outbox};
    use crate::model::{LogEvent, TailUpdate};
    use tokio::sync::mpsc;

    #[tokio::test]
    async fn the_oldest_are_given_up_counted_and_told_first() {
        let (tell, mut told) = mpsc::channel(10);
        let mut outbox = Outbox::new(tell, |update| update);
        let event =
            LogEvent { stream: String::new(), timestamp: 0, ingested: 0, message: String::new(), id: None };
        let batch =
            |n: usize| TailUpdate::Events { events: vec![event.clone(); n], refilled: false, sampled: false };
        outbox.push(TailUpdate::Live);
        outbox.push(batch(500));
        outbox.push(batch(MOST_EVENTS));
        while !outbox.is_empty() {
            assert!(outbox.hand_on().await);
        }
        drop(outbox);
        assert_eq!(told.recv().await, Some(TailUpdate::Dropped(500)));
        assert_eq!(told.recv().await, Some(TailUpdate::Live));
        assert_eq!(told.recv().await, Some(batch(MOST_EVENTS)));
        assert_eq!(told.recv().await, None);
    }
}
