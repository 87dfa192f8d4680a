//! Changes in a few words: what was done, to what, and as far as there is room, how.

use super::{Change, ThingKind, Undoable, policy};
use crate::model::RuleState;
use crate::text::{counted, listed, width};

/// Columns of a value that a few words have room for, at most.
const VALUE: usize = 24;
/// Parts of a thing, and changes, that are named at most.
const NAMED: usize = 3;
/// Things that are named of those that were changed together, at most.
const THINGS: usize = 4;

impl Change {
    /// The title with what is changed of the thing, such as `Change bus lab: tag team`.
    pub fn in_short(&self) -> String {
        if let Some((from, to)) = self.switches() {
            return format!("Switch {}: {} → {}", self.thing, from.word(), to.word());
        }
        match self.parts_in_short() {
            Some(parts) => format!("{}: {parts}", self.title()),
            None => self.title(),
        }
    }

    /// The first of [`Self::parts`], and how many more there are; none where there are none.
    pub fn parts_in_short(&self) -> Option<String> {
        let parts = self.parts();
        (!parts.is_empty()).then(|| listed(parts, "and", NAMED))
    }

    /// What is changed of a thing that was there and stays; of few words also from what to what.
    pub fn parts(&self) -> Vec<String> {
        if self.verb() != "Change" {
            return Vec::new();
        }
        let (Some(was), Some(to)) = (&self.was, &self.to) else { return Vec::new() };
        let differences = was.differences(to);
        let place = differences.iter().position(|(name, ..)| name == "Policy");
        let mut parts: Vec<String> = differences.into_iter().map(|one| self.part(one)).collect();
        if let Some(at) = place {
            parts.splice(at..=at, policy::differing(was, to));
        }
        if self.secret.is_some() {
            parts.push("authorization".to_owned());
        }
        parts
    }

    fn part(&self, (name, was, to): (String, Option<String>, Option<String>)) -> String {
        let in_words = |value: &str| match (self.thing.kind(), name.as_str()) {
            (ThingKind::Rule, "State") => RuleState::from(value.to_owned()).word().to_owned(),
            (_, _) => value.to_owned(),
        };
        let is_short = |value: &str| width(value) <= VALUE && !value.contains(['\n', '{', '[']);
        match (was, to) {
            (Some(was), Some(to)) if is_short(&in_words(&was)) && is_short(&in_words(&to)) => {
                format!("{name} {} → {}", in_words(&was), in_words(&to))
            }
            (Some(_), Some(_)) | (None, None) => name,
            (None, Some(_)) => format!("{name} added"),
            (Some(_), None) => format!("{name} removed"),
        }
    }

    /// The state that a rule had and the one that it is switched to, where nothing else of it is changed.
    fn switches(&self) -> Option<(RuleState, RuleState)> {
        let (ThingKind::Rule, Some(was), Some(to)) = (self.thing.kind(), &self.was, &self.to) else {
            return None;
        };
        match was.differences(to).as_slice() {
            [(name, Some(from), Some(to))] if name == "State" => {
                Some((RuleState::from(from.clone()), RuleState::from(to.clone())))
            }
            _ => None,
        }
    }

    /// What was done, as it stands behind the things that it was done to.
    fn past(&self) -> String {
        if let Some((_, state)) = self.switches() {
            return match state {
                RuleState::Enabled => "switched on".to_owned(),
                RuleState::Disabled => "switched off".to_owned(),
                RuleState::EnabledWithAllCloudTrail => "switched on for read-only API calls too".to_owned(),
                RuleState::Other(other) => format!("switched to {other}"),
            };
        }
        match self.verb() {
            "Create" => "made".to_owned(),
            "Delete" => "deleted".to_owned(),
            "Start" => "started".to_owned(),
            "Cancel" => "cancelled".to_owned(),
            "Change" => self
                .parts_in_short()
                .map_or_else(|| "changed".to_owned(), |parts| format!("changed ({parts})")),
            verb => format!("{}d", verb.to_lowercase()),
        }
    }
}

impl Undoable {
    /// Changes that were made together in a few words, such as `8 rules switched off: a, b, c, d and 4 more`.
    pub fn in_short(group: &[Self]) -> String {
        let (first, many) = match group {
            [] => return String::new(),
            [one] => return one.change.in_short(),
            [first, ..] => (&first.change, group),
        };
        if let Some(moved) = Self::moved(many) {
            return moved;
        }
        let (kind, done) = (first.thing.kind(), first.past());
        if many.iter().all(|one| one.change.thing.kind() == kind && one.change.past() == done) {
            let count = counted(many.len(), kind.noun(), &kind.nouns());
            // The newest come first, and are named last.
            let names = many.iter().rev().map(|one| one.change.thing.name());
            return format!("{count} {done}: {}", listed(names, "and", THINGS));
        }
        let titles = many.iter().rev().map(|one| one.change.title());
        format!("{} changes: {}", many.len(), listed(titles, "and", NAMED))
    }
}
