//! Which events have been handed on.
//!
//! Live Tail gives its events no id, so an event is known by its stream, times and text. Two that are alike
//! in all of them may still be two: the same event sent twice within a millisecond. So each source counts how
//! often it has shown one, and an event is new when its source has shown it more often than we have handed it
//! on.

use crate::model::LogEvent;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Events remembered at the least; twice as many at the most.
const REMEMBERED: usize = 1 << 16;

/// Where an event was seen. The two run side by side and count apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lane {
    /// A session, or a poll.
    Live,
    /// A reading of the log's past.
    Past,
}

#[derive(Clone, Copy, Debug, Default)]
struct Shown {
    pass: u64,
    times: u32,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    handed_on: u32,
    live: Shown,
    past: Shown,
}

/// The memory: a younger and an older half, so that forgetting costs nothing.
#[derive(Debug)]
pub(super) struct Seen {
    young: HashMap<u64, Counts>,
    old: HashMap<u64, Counts>,
    half: usize,
    live_pass: u64,
    past_pass: u64,
}

impl Seen {
    pub(super) fn new() -> Self {
        Self::remembering(REMEMBERED)
    }

    fn remembering(half: usize) -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), half, live_pass: 0, past_pass: 0 }
    }

    /// The lane starts over: what it shows from now on it may have shown before.
    pub(super) fn start_pass(&mut self, lane: Lane) {
        match lane {
            Lane::Live => self.live_pass += 1,
            Lane::Past => self.past_pass += 1,
        }
    }

    /// True when the event is to be handed on.
    pub(super) fn is_new(&mut self, lane: Lane, event: &LogEvent) -> bool {
        let mut hasher = DefaultHasher::new();
        (&event.stream, event.timestamp, event.ingested, &event.message).hash(&mut hasher);
        let key = hasher.finish();
        let mut counts = match self.young.get(&key) {
            Some(counts) => *counts,
            None => self.old.remove(&key).unwrap_or_default(),
        };
        let (shown, pass) = match lane {
            Lane::Live => (&mut counts.live, self.live_pass),
            Lane::Past => (&mut counts.past, self.past_pass),
        };
        if shown.pass != pass {
            *shown = Shown { pass, times: 0 };
        }
        shown.times = shown.times.saturating_add(1);
        let new = shown.times > counts.handed_on;
        if new {
            counts.handed_on = shown.times;
        }
        self.young.insert(key, counts);
        if self.young.len() >= self.half {
            self.old = std::mem::take(&mut self.young);
        }
        new
    }
}

#[cfg(test)]
mod tests {
    use super::{Lane, Seen};
    use crate::model::LogEvent;

    fn event(message: &str) -> LogEvent {
        LogEvent { stream: "s".to_owned(), timestamp: 1, ingested: 2, message: message.to_owned(), id: None }
    }

    #[test]
    fn an_event_is_handed_on_as_often_as_it_happened() {
        let mut seen = Seen::new();
        seen.start_pass(Lane::Live);
        assert!(seen.is_new(Lane::Live, &event("a")));
        assert!(seen.is_new(Lane::Live, &event("a")), "the same source shows it twice: it happened twice");
        seen.start_pass(Lane::Past);
        let past: Vec<bool> = (0..3).map(|_| seen.is_new(Lane::Past, &event("a"))).collect();
        assert_eq!(past, [false, false, true]);
        assert!(!seen.is_new(Lane::Live, &event("a")), "the past has shown this third one already");
        seen.start_pass(Lane::Past);
        assert!(
            !seen.is_new(Lane::Past, &event("a")),
            "a second reading of the past shows what the first did"
        );
    }

    #[test]
    fn the_two_lanes_do_not_disturb_each_other() {
        let mut seen = Seen::new();
        seen.start_pass(Lane::Live);
        seen.start_pass(Lane::Past);
        assert!(seen.is_new(Lane::Live, &event("a")));
        assert!(!seen.is_new(Lane::Past, &event("a")));
        assert!(seen.is_new(Lane::Live, &event("a")));
    }

    #[test]
    fn memory_is_bounded_and_forgets_the_oldest_first() {
        let mut seen = Seen::remembering(10);
        for n in 0..25 {
            assert!(seen.is_new(Lane::Live, &event(&n.to_string())));
        }
        assert!(seen.young.len() + seen.old.len() <= 20);
        seen.start_pass(Lane::Past);
        assert!(!seen.is_new(Lane::Past, &event("24")));
        assert!(seen.is_new(Lane::Past, &event("0")));
    }
}
