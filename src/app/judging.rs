//! Captured events judged again by two patterns, away from `update`: what is asked of the executor, and the
//! judging itself, which is pure and knows of no thread. How it is shared out among cores is the executor's;
//! what the verdicts amount to is the workbench's.

use super::request::Req;
use crate::pattern::{RuleSet, Scratch};
use serde::{Deserialize, Serialize};
use std::ops::Range;
use std::sync::Arc;

/// The two patterns an event is judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// What the account holds.
    Deployed,
    /// What is being edited.
    Edited,
}

/// Which of the two patterns match one event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EventVerdict {
    /// The deployed pattern matches it.
    pub deployed: bool,
    /// The edited one does.
    pub edited: bool,
    /// It is no event at all.
    pub unreadable: bool,
}

/// Events to be judged. A newer request makes an older one pointless.
#[derive(Clone, Debug)]
pub struct Judging {
    /// The request, which every part of the answer carries.
    pub req: Req,
    /// The patterns.
    pub rules: Arc<RuleSet<Side>>,
    /// All events.
    pub events: Arc<Vec<Arc<str>>>,
    /// How many of them were judged before; the answers begin with the next.
    pub from: usize,
}

impl PartialEq for Judging {
    fn eq(&self, other: &Self) -> bool {
        (self.req, self.from) == (other.req, other.from)
            && Arc::ptr_eq(&self.rules, &other.rules)
            && Arc::ptr_eq(&self.events, &other.events)
    }
}

impl Judging {
    /// The events that are left, in parts of about so many bytes.
    pub fn parts(&self, bytes: usize) -> Vec<Range<usize>> {
        let (mut parts, mut start, mut size) = (Vec::new(), self.from, 0);
        for (at, event) in self.events.iter().enumerate().skip(self.from) {
            size += event.len();
            if size >= bytes {
                parts.push(start..at + 1);
                (start, size) = (at + 1, 0);
            }
        }
        if start < self.events.len() {
            parts.push(start..self.events.len());
        }
        parts
    }

    /// The verdicts of one part.
    pub fn judge(&self, part: Range<usize>, scratch: &mut Scratch) -> Verdicts {
        judge(&self.rules, self.events.get(part).unwrap_or_default(), scratch)
    }
}

/// The verdicts of these events, in order.
pub fn judge(rules: &RuleSet<Side>, events: &[Arc<str>], scratch: &mut Scratch) -> Verdicts {
    let mut sides = Vec::with_capacity(2);
    let one = |event: &Arc<str>| {
        sides.clear();
        let unreadable = rules.matches(scratch, event.as_bytes(), &mut sides).is_err();
        EventVerdict {
            deployed: sides.contains(&Side::Deployed),
            edited: sides.contains(&Side::Edited),
            unreadable,
        }
    };
    Verdicts(events.iter().map(one).collect())
}

/// The verdicts of some events, in order. A recording holds a letter for each: `-` neither pattern, `d` the
/// deployed one, `e` the edited one, `b` both, `u` unreadable.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Verdicts(pub Vec<EventVerdict>);

impl From<Verdicts> for String {
    fn from(Verdicts(all): Verdicts) -> Self {
        let letter = |met: EventVerdict| match met {
            EventVerdict { unreadable: true, .. } => 'u',
            EventVerdict { deployed: true, edited: true, .. } => 'b',
            EventVerdict { deployed: true, .. } => 'd',
            EventVerdict { edited: true, .. } => 'e',
            EventVerdict { .. } => '-',
        };
        all.into_iter().map(letter).collect()
    }
}

impl TryFrom<String> for Verdicts {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let met = |letter: char| {
            let (deployed, edited, unreadable) = match letter {
                'u' => (false, false, true),
                'b' => (true, true, false),
                'd' => (true, false, false),
                'e' => (false, true, false),
                '-' => (false, false, false),
                other => return Err(format!("`{other}` is not a verdict: one of `-debu` was expected")),
            };
            Ok(EventVerdict { deployed, edited, unreadable })
        };
        text.chars().map(met).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_hold_each_event_that_is_left_once() {
        let events: Vec<Arc<str>> = [1, 30, 5, 5, 40, 2].map(|n| "x".repeat(n).into()).to_vec();
        let judging =
            Judging { req: Req(1), rules: Arc::new(RuleSet::new()), events: Arc::new(events), from: 1 };
        assert_eq!(judging.parts(32), [1..3, 3..5, 5..6]);
        assert_eq!(judging.parts(1 << 20), std::slice::from_ref(&(1..6)));
        assert_eq!(Judging { from: 6, ..judging }.parts(32), Vec::<Range<usize>>::new());
    }

    #[test]
    fn verdicts_are_recorded_as_letters() {
        let text = "-debu".to_owned();
        let verdicts = Verdicts::try_from(text.clone()).unwrap();
        assert_eq!(verdicts.0.iter().filter(|met| met.edited).count(), 2);
        assert_eq!(String::from(verdicts), text);
        assert_eq!(
            Verdicts::try_from("x".to_owned()).unwrap_err(),
            "`x` is not a verdict: one of `-debu` was expected"
        );
    }
}
