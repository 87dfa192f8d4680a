//! Which events have been handed on already, so that none is handed on twice.
//!
//! Live Tail gives its events no id, so an event is known by its stream, times and text. Two that are alike
//! in all of them may still be two: the same text logged twice within a millisecond. So each source counts
//! how often it has shown one, and an event is new when its source has shown it more often than we have
//! handed it on. An event of EventBridge carries an id of its own: two that are alike are one.
//!
//! What is remembered is sorted by the second of the events' own times, because that is how the log's past is
//! read again: from a time on. When memory is full the oldest seconds are forgotten, and [`HandedOn::reach`]
//! says how far back the log can be read without showing anything twice.

use crate::model::{LogEvent, Millis};
use crate::text::time::SECOND;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Events remembered at most, in some 30 MB: five minutes at 2,000 a second, half a minute at 20,000.
const REMEMBERED: usize = 600_000;

/// Where an event was seen. The two run side by side and count apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SeenIn {
    /// A session, or a poll.
    Live,
    /// A reading of the log's past.
    Past,
}

/// How often a lane has shown an event in its present pass.
#[derive(Clone, Copy, Debug, Default)]
struct Shown {
    pass: u32,
    times: u16,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    live: Shown,
    past: Shown,
    handed_on: u16,
}

/// The memory.
#[derive(Debug)]
pub(super) struct HandedOn {
    seconds: BTreeMap<Millis, HashMap<u64, Counts>>,
    remembered: usize,
    most: usize,
    /// Of what was handed on, all from this time on is remembered.
    floor: Millis,
    live_pass: u32,
    past_pass: u32,
}

impl HandedOn {
    pub(super) fn new() -> Self {
        Self::remembering(REMEMBERED)
    }

    pub(super) fn remembering(most: usize) -> Self {
        let seconds = BTreeMap::new();
        Self { seconds, remembered: 0, most, floor: Millis::MIN, live_pass: 0, past_pass: 0 }
    }

    /// The lane starts over: what it shows from now on it may have shown before.
    pub(super) fn start_pass(&mut self, lane: SeenIn) {
        match lane {
            SeenIn::Live => self.live_pass = self.live_pass.wrapping_add(1),
            SeenIn::Past => self.past_pass = self.past_pass.wrapping_add(1),
        }
    }

    /// True when the event is to be handed on.
    pub(super) fn is_new(&mut self, lane: SeenIn, event: &LogEvent) -> bool {
        let mut hasher = DefaultHasher::new();
        (&event.stream, event.timestamp, event.ingested, &event.message).hash(&mut hasher);
        let second = self.seconds.entry(event.timestamp.div_euclid(SECOND)).or_default();
        let before = second.len();
        let counts = second.entry(hasher.finish()).or_default();
        let (shown, pass) = match lane {
            SeenIn::Live => (&mut counts.live, self.live_pass),
            SeenIn::Past => (&mut counts.past, self.past_pass),
        };
        if shown.pass != pass {
            *shown = Shown { pass, times: 0 };
        }
        shown.times = shown.times.saturating_add(1);
        let new = shown.times > counts.handed_on && (counts.handed_on == 0 || !has_id(&event.message));
        if new {
            counts.handed_on = shown.times;
        }
        self.remembered += second.len() - before;
        self.forget();
        new
    }

    fn forget(&mut self) {
        while self.remembered > self.most
            && self.seconds.len() > 1
            && let Some((second, forgotten)) = self.seconds.pop_first()
        {
            self.remembered -= forgotten.len();
            self.floor = self.floor.max((second + 1) * SECOND);
        }
    }

    /// Of what was handed on, all from this time on is remembered.
    pub(super) fn floor(&self) -> Millis {
        self.floor
    }

    /// From which time on the log may be read again: at most `most` before `known`, less where more than
    /// `events` were handed on in that time, at least `least` before it, and never before what is remembered,
    /// for events would come twice.
    pub(super) fn reach(&self, known: Millis, least: Millis, most: Millis, events: usize) -> Millis {
        let farthest = known.saturating_sub(most);
        let mut from = farthest;
        let mut passed = 0;
        let seconds = farthest.div_euclid(SECOND)..=known.div_euclid(SECOND);
        for (second, seen) in self.seconds.range(seconds).rev() {
            passed += seen.len();
            if passed > events {
                from = (second + 1) * SECOND;
                break;
            }
        }
        from.min(known.saturating_sub(least)).max(farthest).max(self.floor).min(known)
    }
}

/// True for an event as EventBridge delivers it, whose id no other has.
fn has_id(message: &str) -> bool {
    #[derive(Deserialize)]
    struct Envelope {
        #[serde(rename = "id")]
        _id: IgnoredAny,
        #[serde(rename = "source")]
        _source: IgnoredAny,
        #[serde(rename = "detail-type")]
        _detail_type: IgnoredAny,
    }
    serde_json::from_str::<Envelope>(message).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{HandedOn, SeenIn};
    use crate::model::{LogEvent, Millis};

    fn at(timestamp: Millis, message: &str) -> LogEvent {
        let (stream, message) = ("s".to_owned(), message.to_owned());
        LogEvent { stream, timestamp, ingested: timestamp + 2, message, id: None }
    }

    fn event(message: &str) -> LogEvent {
        at(1, message)
    }

    #[test]
    fn an_event_is_handed_on_as_often_as_it_happened() {
        let mut seen = HandedOn::new();
        seen.start_pass(SeenIn::Live);
        assert!(seen.is_new(SeenIn::Live, &event("a")));
        assert!(seen.is_new(SeenIn::Live, &event("a")), "the same source shows it twice: it happened twice");
        seen.start_pass(SeenIn::Past);
        let past: Vec<bool> = (0..3).map(|_| seen.is_new(SeenIn::Past, &event("a"))).collect();
        assert_eq!(past, [false, false, true]);
        assert!(!seen.is_new(SeenIn::Live, &event("a")), "the past has shown this third one already");
        seen.start_pass(SeenIn::Past);
        assert!(
            !seen.is_new(SeenIn::Past, &event("a")),
            "a second reading of the past shows what the first did"
        );
    }

    #[test]
    fn an_event_with_an_id_of_its_own_happened_once_however_often_it_is_shown() {
        let mut seen = HandedOn::new();
        seen.start_pass(SeenIn::Live);
        let shown = |seen: &mut HandedOn, id: &str| {
            let text = format!(r#"{{"id":"{id}","source":"a","detail-type":"b","detail":{{}}}}"#);
            seen.is_new(SeenIn::Live, &event(&text))
        };
        assert!(shown(&mut seen, "1") && !shown(&mut seen, "1") && shown(&mut seen, "2"));
    }

    #[test]
    fn the_two_lanes_do_not_disturb_each_other() {
        let mut seen = HandedOn::new();
        seen.start_pass(SeenIn::Live);
        seen.start_pass(SeenIn::Past);
        assert!(seen.is_new(SeenIn::Live, &event("a")));
        assert!(!seen.is_new(SeenIn::Past, &event("a")));
        assert!(seen.is_new(SeenIn::Live, &event("a")));
    }

    #[test]
    fn memory_is_bounded_and_says_from_when_on_it_is_whole() {
        let mut seen = HandedOn::remembering(100);
        seen.start_pass(SeenIn::Live);
        let name = |n: Millis| at(n * 100, &n.to_string());
        for n in 0..1_000 {
            assert!(seen.is_new(SeenIn::Live, &name(n)));
        }
        assert!(seen.remembered <= 100);
        let from = seen.reach(100_000, 30_000, 300_000, 1_000_000);
        assert!((90_000..=91_000).contains(&from), "{from}");
        seen.start_pass(SeenIn::Past);
        assert!((from / 100..1_000).all(|n| !seen.is_new(SeenIn::Past, &name(n))), "all of it is remembered");
    }

    #[test]
    fn reading_again_costs_no_more_than_it_may() {
        let mut seen = HandedOn::new();
        seen.start_pass(SeenIn::Live);
        for n in 0..40_000 {
            seen.is_new(SeenIn::Live, &at(n * 2, &n.to_string()));
        }
        assert_eq!(seen.reach(80_000, 1_000, 300_000, usize::MAX), 80_000 - 300_000, "all of it");
        assert_eq!(seen.reach(80_000, 1_000, 30_000, usize::MAX), 50_000, "as far as is of use");
        let from = seen.reach(80_000, 1_000, 300_000, 5_000);
        assert!((70_000..=71_000).contains(&from), "5,000 events are 10 s: {from}");
        assert_eq!(seen.reach(80_000, 20_000, 300_000, 5_000), 60_000, "but no less than is needed");
    }
}
