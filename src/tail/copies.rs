//! Telling an event that came twice from two events that look the same.
//!
//! FilterLogEvents gives every event an id; StartLiveTail gives none, so between the two ways an event is known by its
//! stream, timestamp, ingestion time and message (CloudWatch Logs API reference, LiveTailSessionLogEvent). Two real events can
//! agree in all four. Each way hands an event on once, so of events that agree there are as many as the way that saw
//! more of them saw.

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

/// The copies seen of events that agree in everything but their id.
#[derive(Clone, Debug, Default)]
struct Seen {
    without_id: usize,
    ids: Vec<u64>,
    /// How many of them are in the store; with none left, what was seen is forgotten.
    held: usize,
}

/// All events in the store, by content.
#[derive(Clone, Debug, Default)]
pub(super) struct Copies {
    seen: HashMap<Content, Seen, Seedless>,
}

impl Copies {
    /// True when the event is one that was not seen before; it then counts as held.
    pub(super) fn is_new(&mut self, content: Content, event: &LogEvent) -> bool {
        let seen = self.seen.entry(content).or_default();
        let before = seen.without_id.max(seen.ids.len());
        match &event.id {
            None => seen.without_id += 1,
            Some(id) => {
                let id = hash(id);
                if !seen.ids.contains(&id) {
                    seen.ids.push(id);
                }
            }
        }
        let new = seen.without_id.max(seen.ids.len()) > before;
        if new {
            seen.held += 1;
        }
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
