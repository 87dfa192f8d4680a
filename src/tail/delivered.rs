//! Which of the bus's rules match an event of a tail, and so whether it was another rule than the tail's own
//! that delivered it: the patterns compiled once for each state of the rules' list. The screen and the
//! command share it.

use crate::model::{Rule, RuleKey};
use crate::pattern::{Pattern, RuleSet, Scratch};
use serde_json::json;
use std::borrow::Cow;

/// Before the name of a rule that is not the tail's own.
pub const OTHER: &str = "other: ";

/// The rules of a bus that can match events.
#[derive(Debug, Default)]
pub struct TailRules {
    /// What the rules were compiled from.
    read: Vec<(String, Option<String>)>,
    /// The tail's own first, then by name.
    names: Vec<String>,
    compiled: RuleSet<usize>,
    scratch: Scratch,
    known: bool,
    /// The tail's own rule.
    tailed: Option<String>,
    revision: u64,
}

/// The rules that match an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matching {
    /// The rules are not known yet.
    Unknown,
    /// The line is no event.
    NoEvent,
    /// None of the rules that are on.
    None,
    /// Not the tail's own rule, which is on: another one has delivered it into the same group. One that
    /// matches, and so many more.
    Others {
        /// The first by name.
        first: String,
        /// How many others.
        more: usize,
    },
    /// One, and so many more.
    Some {
        /// The tail's own rule if it is among them, else the first by name.
        first: String,
        /// How many others.
        more: usize,
    },
}

/// What of a rule decides whether it matches, while it is on: its pattern, or for a schedule what its own
/// events are known by (EventBridge user guide, "Creating a rule that runs on a schedule": the rule's ARN is
/// in `resources`).
fn pattern_of(rule: &Rule) -> Option<Cow<'_, str>> {
    if rule.state.is_disabled() {
        return None;
    }
    match (&rule.pattern, &rule.schedule) {
        (Some(pattern), _) => Some(Cow::Borrowed(pattern)),
        (None, Some(_)) => {
            let of_its_own = json!({
                "source": ["aws.events"], "detail-type": ["Scheduled Event"], "resources": [rule.arn.as_str()],
            });
            Some(Cow::Owned(of_its_own.to_string()))
        }
        (None, None) => None,
    }
}

impl TailRules {
    /// Looks whether the rules' list has changed, and compiles it if so. None where it is not known.
    pub fn refresh(&mut self, tailed: &RuleKey, rules: Option<&[Rule]>) {
        let known = rules.is_some();
        let rules = rules.unwrap_or_default();
        let unchanged = known == self.known
            && rules.len() == self.read.len()
            && rules.iter().zip(&self.read).all(|(rule, (name, pattern))| {
                rule.name == *name && pattern_of(rule).as_deref() == pattern.as_deref()
            });
        if unchanged {
            return;
        }
        self.known = known;
        self.tailed = Some(tailed.name.clone());
        self.revision += 1;
        self.read =
            rules.iter().map(|rule| (rule.name.clone(), pattern_of(rule).map(Cow::into_owned))).collect();
        // A pattern that cannot be read matches nothing; the rule's own screens say what is wrong with it.
        let compile = |(name, pattern): &(String, Option<String>)| {
            Some((name.clone(), Pattern::parse(pattern.as_deref()?).ok()?))
        };
        let mut sound: Vec<_> = self.read.iter().filter_map(compile).collect();
        sound.sort_by(|(a, _), (b, _)| (*a != tailed.name, a).cmp(&(*b != tailed.name, b)));
        self.compiled = RuleSet::new();
        for (number, (_, pattern)) in sound.iter().enumerate() {
            self.compiled.add(number, pattern);
        }
        self.names = sound.into_iter().map(|(name, _)| name).collect();
    }

    /// Changes whenever another rule may match.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Which rules match an event.
    pub fn matching(&mut self, event: &str) -> Matching {
        if !self.known {
            return Matching::Unknown;
        }
        let mut matching = Vec::new();
        if self.compiled.matches(&mut self.scratch, event.as_bytes(), &mut matching).is_err() {
            return Matching::NoEvent;
        }
        match matching.first().and_then(|first| self.names.get(*first)) {
            None => Matching::None,
            Some(first) => {
                let (more, first_of_all) = (matching.len() - 1, self.names.first());
                let own_is_on = self.tailed.is_some() && first_of_all == self.tailed.as_ref();
                let first = first.clone();
                if own_is_on && Some(&first) != self.tailed.as_ref() {
                    Matching::Others { first, more }
                } else {
                    Matching::Some { first, more }
                }
            }
        }
    }
}
