//! Telling an event that came twice from two events that look the same.
//!
//! Whoever feeds a store hands each event on once, but a tail that ended and was opened again starts over, a little
//! earlier. FilterLogEvents gives an event an id, StartLiveTail gives none (CloudWatch Logs API reference,
//! LiveTailSessionLogEvent): without one, an event is known by its stream, timestamp, ingestion time and message. Two real
//! events can agree in all four, so how many there are is counted for each opening apart; what an opening shows more
//! often than all before it is new.

use crate::model::LogEvent;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};

/// Hashing without a random seed: the same messages give the same state wherever they are replayed.
pub(super) type Seedless = BuildHasherDefault<DefaultHasher>;

/// What an event without an id is known by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Content(u64);

impl Content {
    pub(super) fn of(event: &LogEvent) -> Self {
        Self(hash(&(&event.stream, event.timestamp, event.ingested, &event.message)))
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// What was seen of events that agree in everything but their id.
#[derive(Clone, Debug, Default)]
struct Seen {
    opening: u64,
    /// How many the present opening showed.
    times: usize,
    taken: usize,
    ids: Vec<u64>,
    /// How many of them are in the store; with none left, what was seen is forgotten.
    held: usize,
}

/// All events in the store, by content.
#[derive(Clone, Debug, Default)]
pub(super) struct Copies {
    opening: u64,
    seen: HashMap<Content, Seen, Seedless>,
}

impl Copies {
    /// The source starts over: what it shows from now on, it may have shown before.
    pub(super) fn start_over(&mut self) {
        self.opening += 1;
    }

    /// True when the event is one that was not seen before; it then counts as held.
    pub(super) fn is_new(&mut self, content: Content, event: &LogEvent) -> bool {
        let seen = self.seen.entry(content).or_default();
        if seen.opening != self.opening {
            (seen.opening, seen.times) = (self.opening, 0);
        }
        seen.times += 1;
        let id = event.id.as_ref().map(hash);
        let known = id.is_some_and(|id| seen.ids.contains(&id));
        let new = !known && seen.times > seen.taken;
        if new {
            seen.taken += 1;
            seen.held += 1;
        }
        seen.ids.extend(id.filter(|_| !known));
        new
    }

    /// The store let go of one event with that content.
    pub(super) fn forget(&mut self, content: Content) {
        if let Some(seen) = self.seen.get_mut(&content) {
            seen.held = seen.held.saturating_sub(1);
            if seen.held == 0 {
                self.seen.remove(&content);
            }
        }
    }
}
