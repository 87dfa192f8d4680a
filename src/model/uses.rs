//! What else in the account rests on a thing, for whoever is about to delete it.

use super::{Rule, RuleKey, Thing};
use crate::text::listed;
use serde::{Deserialize, Serialize};

/// What rests on a thing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uses {
    /// The rules of a bus: with one of them, the bus cannot be deleted.
    pub rules_on_it: Vec<String>,
    /// The rules of a bus that another service owns, such as that of an archive: they go with what made them.
    #[serde(default)]
    pub managed_on_it: Vec<String>,
    /// Rules that have it as a target.
    pub rules_to_it: Vec<RuleKey>,
    /// Other things that name it.
    pub others: Vec<Thing>,
    /// What could not be looked at, and why.
    pub unseen: Vec<String>,
}

impl Uses {
    /// Takes note of the rules of a bus.
    pub fn has_rules(&mut self, rules: Vec<Rule>) {
        for rule in rules {
            let list =
                if rule.managed_by.is_some() { &mut self.managed_on_it } else { &mut self.rules_on_it };
            list.push(rule.name);
        }
    }

    /// Why the thing cannot be deleted; none where nothing is in the way.
    pub fn in_the_way(&self, thing: &Thing) -> Option<String> {
        const ANSWER: &str = "EventBridge would answer: EventBus can't be deleted since it has rules.";
        let named = |rules: &[String]| listed(rules, "and", 5);
        if !self.rules_on_it.is_empty() {
            let rules = named(&self.rules_on_it);
            return Some(format!("{thing} still has rules: {rules}. Delete or move them first. {ANSWER}"));
        }
        if self.managed_on_it.is_empty() {
            return None;
        }
        let rules = named(&self.managed_on_it);
        let archives: Vec<String> = self
            .others
            .iter()
            .filter(|other| matches!(other, Thing::Archive(_)))
            .map(Thing::to_string)
            .collect();
        let first = if archives.is_empty() { "what made them".to_owned() } else { archives.join(", ") };
        Some(format!(
            "{thing} still has rules that another service owns: {rules}. They go with what made them: delete {first} \
             first. {ANSWER}"
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

#[cfg(test)]
mod tests {
    use super::{Thing, Uses};

    #[test]
    fn a_rule_that_an_archive_made_goes_with_the_archive() {
        let uses = Uses {
            managed_on_it: vec!["Events-Archive-all".to_owned()],
            others: vec![Thing::Archive("all".to_owned())],
            ..Uses::default()
        };
        let why = uses.in_the_way(&Thing::Bus("orders".to_owned())).unwrap();
        assert!(why.contains("Events-Archive-all") && why.contains("delete archive all first"), "{why}");
    }
}
