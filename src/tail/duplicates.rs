//! Telling an event that came twice from two events that look the same.
//!
//! Whoever feeds a store hands each event on once, but a tail that ended and was opened again starts over, a
//! little earlier. FilterLogEvents gives an event an id, StartLiveTail gives none (CloudWatch Logs API
//! reference, LiveTailSessionLogEvent): without one, an event is known by its stream, timestamp, ingestion
//! time and message. Two real events can agree in all four, so how many there are is counted for each opening
//! apart; what an opening shows more often than all before it is new.

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
struct Alike {
    opening: u64,
    /// Taken before the present opening, and how many of those it has shown again.
    before: usize,
    again: usize,
    /// Taken in all.
    taken: usize,
    /// Those of them whose id is known; of the others, how many were taken before the present opening.
    ids: Vec<u64>,
    nameless_before: usize,
    nameless: usize,
    /// How many of them are in the store; with none left, what was seen is forgotten.
    held: usize,
}

impl Alike {
    fn open(&mut self, opening: u64) {
        if self.opening != opening {
            self.opening = opening;
            (self.before, self.again) = (self.taken, 0);
            self.nameless_before = self.nameless;
        }
    }

    fn is_new(&mut self, id: Option<u64>) -> bool {
        let is_again = match id {
            Some(id) if self.ids.contains(&id) => true,
            // It may be one that came without its id before.
            Some(id) => {
                self.ids.push(id);
                let named = self.nameless_before > 0 && self.again < self.before;
                if named {
                    self.nameless_before -= 1;
                    self.nameless -= 1;
                }
                named
            }
            None => self.again < self.before,
        };
        if is_again {
            self.again += 1;
            return false;
        }
        self.taken += 1;
        self.nameless += usize::from(id.is_none());
        true
    }
}

/// All events in the store, by content.
#[derive(Clone, Debug, Default)]
pub(super) struct Copies {
    opening: u64,
    seen: HashMap<Content, Alike, Seedless>,
}

impl Copies {
    /// The source starts over: what it shows from now on, it may have shown before.
    pub(super) fn start_over(&mut self) {
        self.opening += 1;
    }

    /// True when the event is one that was not seen before; it then counts as held.
    pub(super) fn is_new(&mut self, content: Content, event: &LogEvent) -> bool {
        let seen = self.seen.entry(content).or_default();
        seen.open(self.opening);
        let new = seen.is_new(event.id.as_ref().map(hash));
        seen.held += usize::from(new);
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
