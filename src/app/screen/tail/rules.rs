//! Which of the bus's rules match an event: their patterns compiled once for each state of the rules' list.

use crate::app::shared::Shared;
use crate::model::{Rule, RuleKey};
use crate::pattern::{Pattern, RuleSet, Scratch};

/// The rules of a bus that can match events.
#[derive(Debug, Default)]
pub struct Rules {
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
    /// Not the tail's own rule, which is on: another one has delivered it into the same group. One that matches,
    /// and so many more.
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

/// What of a rule decides whether it matches: its pattern, while it is on.
fn pattern_of(rule: &Rule) -> Option<String> {
    rule.pattern.clone().filter(|_| !rule.state.is_disabled())
}

impl Rules {
    /// Looks whether the rules' list has changed, and compiles it if so.
    pub fn refresh(&mut self, tailed: &RuleKey, shared: &Shared) {
        let list = shared.account.rules.get(&tailed.bus);
        let known = list.is_some_and(|list| list.value().is_some());
        let rules = list.map(crate::app::remote::Remote::rows).unwrap_or_default();
        let unchanged = known == self.known
            && rules.len() == self.read.len()
            && rules.iter().zip(&self.read).all(|(rule, (name, pattern))| {
                rule.name == *name
                    && rule.pattern.as_ref().filter(|_| !rule.state.is_disabled()) == pattern.as_ref()
            });
        if unchanged {
            return;
        }
        self.known = known;
        self.tailed = Some(tailed.name.clone());
        self.revision += 1;
        self.read = rules.iter().map(|rule| (rule.name.clone(), pattern_of(rule))).collect();
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
