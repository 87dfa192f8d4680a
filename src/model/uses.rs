//! What else in the account rests on a thing, for whoever is about to delete it.

use super::{RuleKey, Thing};
use serde::{Deserialize, Serialize};

/// What rests on a thing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uses {
    /// The rules of a bus: with one of them, the bus cannot be deleted.
    pub rules_on_it: Vec<String>,
    /// Rules that have it as a target.
    pub rules_to_it: Vec<RuleKey>,
    /// Other things that name it.
    pub others: Vec<Thing>,
    /// What could not be looked at, and why.
    pub unseen: Vec<String>,
}

impl Uses {
    /// Why the thing cannot be deleted; none where nothing is in the way.
    pub fn in_the_way(&self, thing: &Thing) -> Option<String> {
        if self.rules_on_it.is_empty() {
            return None;
        }
        let names: Vec<&str> = self.rules_on_it.iter().take(5).map(String::as_str).collect();
        let more = if self.rules_on_it.len() > names.len() { " and others" } else { "" };
        Some(format!(
            "{thing} still has rules: {}{more}. Delete or move them first. EventBridge would answer: EventBus \
                can't be deleted since it has rules.",
            names.join(", ")
        ))
    }

    /// What rests on it, one sentence each, to be read before it is deleted.
    pub fn sentences(&self) -> Vec<String> {
        let rules = self.rules_to_it.iter();
        let mut all: Vec<String> =
            rules.map(|rule| format!("! rule {} on bus {} sends to it", rule.name, rule.bus)).collect();
        all.extend(self.others.iter().map(|other| format!("! {other} uses it")));
        all.extend(self.unseen.iter().map(|why| format!("! {why}")));
        all
    }
}
