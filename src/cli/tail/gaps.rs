//! Spans of a tail whose events have not been read yet: what is still open at its end is said, since nobody
//! fetches it any more.

use super::super::exit::say;
use super::super::output::Output;
use super::lines::clock_time;
use crate::model::{Millis, TailUpdate};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The open spans of all groups that are watched, by group: where each begins.
#[derive(Debug, Default)]
pub(super) struct Gaps(Mutex<BTreeMap<String, Open>>);

#[derive(Debug, Default)]
struct Open {
    /// The time of the newest event that was handed on.
    newest: Option<Millis>,
    /// The connection is away, or was and what came meanwhile is being read.
    away: Option<Millis>,
    /// A sample was sent, and the rest is being read.
    sampled: Option<Millis>,
}

impl Gaps {
    /// Takes in what a group's tail tells.
    pub(super) fn heed(&self, group: &str, update: &TailUpdate, now: Millis) {
        let mut all = self.lock();
        let open = all.entry(group.to_owned()).or_default();
        match update {
            TailUpdate::Events { events, sampled, .. } => {
                let times = events.iter().map(|event| event.timestamp);
                if *sampled {
                    let first = times.clone().min().unwrap_or(now);
                    open.sampled = open.sampled.or(Some(first));
                }
                open.newest = times.max().max(open.newest);
            }
            TailUpdate::Reconnecting { .. } => open.away = open.away.or(open.newest).or(Some(now)),
            TailUpdate::Reconnected { .. } => open.away = None,
            TailUpdate::Unfilled { .. } => (open.away, open.sampled) = (None, None),
            TailUpdate::Filled { .. } => open.sampled = None,
            TailUpdate::Live
            | TailUpdate::Polling { .. }
            | TailUpdate::Clock { .. }
            | TailUpdate::Dropped(_)
            | TailUpdate::Ended(_) => {}
        }
    }

    /// What is open, as an object for programs and as a sentence.
    fn told(&self, now: Millis) -> Vec<(Value, String)> {
        let all = self.lock();
        let many = all.len() > 1;
        let open = all.iter().filter_map(|(group, open)| {
            let from = [open.away, open.sampled].into_iter().flatten().min()?;
            let mut object = json!({"gap": {"from": from, "to": now}});
            let mut about = String::new();
            if many {
                object["group"] = json!(group);
                about = format!("{group}: ");
            }
            let from = clock_time(from);
            Some((
                object,
                format!("{about}events from {from} on may be missing: it ended before they were read."),
            ))
        });
        open.collect()
    }

    /// Says at the end what is still open.
    pub(super) fn tell(&self, as_json: bool, now: Millis) {
        let mut out = Output::new();
        for (object, sentence) in self.told(now) {
            if as_json {
                // Who has gone away reads nothing.
                let _ = out.json(&object);
            }
            say(&sentence);
        }
        let _ = out.flush();
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Open>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::Gaps;
    use crate::model::{LogEvent, TailUpdate};

    fn events(at: i64, sampled: bool) -> TailUpdate {
        let event =
            LogEvent { stream: String::new(), timestamp: at, ingested: at, message: String::new(), id: None };
        TailUpdate::Events { events: vec![event], refilled: false, sampled }
    }

    #[test]
    fn what_was_not_read_before_the_end_is_told_with_its_span() {
        let lost = || TailUpdate::Reconnecting { reason: "cut".into(), wait: 1_000 };
        let told = |updates: Vec<TailUpdate>| {
            let gaps = Gaps::default();
            updates.iter().for_each(|update| gaps.heed("g", update, 9_000));
            gaps.told(12_000).into_iter().map(|(object, _)| object.to_string()).collect::<Vec<_>>()
        };
        let gap = |from: i64| vec![format!(r#"{{"gap":{{"from":{from},"to":12000}}}}"#)];
        assert_eq!(told(vec![events(5_000, false)]), Vec::<String>::new());
        assert_eq!(
            told(vec![events(5_000, false), lost(), TailUpdate::Live, events(8_000, false)]),
            gap(5_000)
        );
        assert_eq!(told(vec![lost()]), gap(9_000));
        let back = TailUpdate::Reconnected { away: 1, refilled: Some(0) };
        assert_eq!(told(vec![lost(), TailUpdate::Live, back]), Vec::<String>::new());
        assert_eq!(told(vec![events(5_000, true)]), gap(5_000));
        let filled = TailUpdate::Filled { from: 0, to: 1, events: 0, whole: true };
        assert_eq!(told(vec![events(5_000, true), filled]), Vec::<String>::new());
    }
}
