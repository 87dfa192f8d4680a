//! Which of the bus's rules match an event of a tail, and so whether it was another rule than the tail's own
//! that delivered it, or may have been: the patterns compiled once for each state of the rules' list. The
//! screen and the command share it.

use crate::model::{Rule, RuleKey};
use crate::pattern::{Pattern, RuleSet, Scratch};
use serde_json::json;
use std::borrow::Cow;

/// Before the name of a rule that is not the tail's own.
pub const OTHER: &str = "other: ";

/// Before the name of the tail's own rule where another may have delivered the event.
pub const UNSURE: &str = "? ";

/// Another rule that delivers into the log group of a tail.
#[derive(Clone, Copy, Debug)]
pub struct Sharer<'a> {
    /// The rule.
    pub key: &'a RuleKey,
    /// All of it, where its bus's list has been read.
    pub rule: Option<&'a Rule>,
}

/// What is kept of a sharer: its name beside the tail's bus, and its pattern while it is on; no second part
/// where it has not been read.
type SharerRead = (String, Option<Option<String>>);

/// The rules of a bus that can match events.
#[derive(Debug, Default)]
pub struct TailRules {
    /// What the rules were compiled from.
    read: Vec<(String, Option<String>)>,
    /// What is known of the rules that share the log group.
    sharers: Vec<SharerRead>,
    /// Those of them that match, by their place among these.
    compiled_sharers: RuleSet<usize>,
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
    /// The tail's own rule, and rules that deliver into the same group: which of them delivered it, nobody
    /// can tell.
    Unsure {
        /// The tail's own rule.
        own: String,
        /// The first that shares the group.
        or: String,
        /// How many others share it.
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
    /// `sharers` are the other rules that are known to deliver into the log group.
    pub fn refresh(&mut self, tailed: &RuleKey, rules: Option<&[Rule]>, sharers: &[Sharer<'_>]) {
        self.refresh_sharers(&tailed.bus, sharers);
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

    fn refresh_sharers(&mut self, bus: &str, sharers: &[Sharer<'_>]) {
        let read = |sharer: &Sharer<'_>| -> SharerRead {
            (sharer.key.label_beside(bus), sharer.rule.map(|rule| pattern_of(rule).map(Cow::into_owned)))
        };
        let read: Vec<SharerRead> = sharers.iter().map(read).collect();
        if read == self.sharers {
            return;
        }
        self.revision += 1;
        self.compiled_sharers = RuleSet::new();
        for (place, (_, pattern)) in read.iter().enumerate() {
            if let Some(Some(pattern)) = pattern
                && let Ok(pattern) = Pattern::parse(pattern)
            {
                self.compiled_sharers.add(place, &pattern);
            }
        }
        self.sharers = read;
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
        let (own_is_on, own) =
            (self.tailed.is_some() && self.names.first() == self.tailed.as_ref(), &self.tailed);
        let first = matching.first().and_then(|first| self.names.get(*first)).cloned();
        let is_own = first.is_some() && first == *own;
        // What has not been read may match.
        let mut sharing = self.sharers_matching(event);
        if is_own || sharing.is_empty() {
            sharing
                .extend(self.sharers.iter().filter(|(_, read)| read.is_none()).map(|(name, _)| name.clone()));
        }
        let more = sharing.len().saturating_sub(1);
        match (first, sharing.into_iter().next()) {
            (Some(own), Some(or)) if is_own => Matching::Unsure { own, or, more },
            (_, Some(first)) if !is_own => Matching::Others { first, more },
            (None, _) => Matching::None,
            (Some(first), _) if own_is_on && !is_own => Matching::Others { first, more: matching.len() - 1 },
            (Some(first), _) => Matching::Some { first, more: matching.len() - 1 },
        }
    }

    /// The names of the rules that share the group and match an event.
    fn sharers_matching(&mut self, event: &str) -> Vec<String> {
        let mut matching = Vec::new();
        // What is no event was told before.
        let read = self.compiled_sharers.matches(&mut self.scratch, event.as_bytes(), &mut matching);
        matching.truncate(read.map_or(0, |()| usize::MAX));
        matching.sort_unstable();
        matching.iter().filter_map(|place| Some(self.sharers.get(*place)?.0.clone())).collect()
    }
}
