//! What is wrong with the rules and targets of the account on screen: what lists mark with `!`.
//!
//! Rules and targets are looked over once, when they are read, not each time that a list is drawn. What
//! counts as wrong is [`crate::model::problems`]'s to say.

use super::remote::Remote;
use crate::model::problems::{NO_TARGETS, of_rule, of_targets};
use crate::model::{Millis, Rule, RuleKey, Target};
use std::collections::BTreeMap;

/// What is wrong with rules in themselves, one sentence each, for those that were read.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    rules: BTreeMap<RuleKey, Vec<String>>,
    targets: BTreeMap<RuleKey, Vec<String>>,
}

impl Problems {
    /// Looks rules over that were just read.
    pub(super) fn read<'r>(&mut self, rules: impl IntoIterator<Item = &'r Rule>, now: Millis) {
        for rule in rules {
            keep(&mut self.rules, rule.key(), of_rule(rule, now));
        }
    }
}

/// No entry means that nothing is wrong.
fn keep(all: &mut BTreeMap<RuleKey, Vec<String>>, rule: RuleKey, found: Vec<String>) {
    if found.is_empty() {
        all.remove(&rule);
    } else {
        all.insert(rule, found);
    }
}

impl Problems {
    /// Looks a rule's targets over, when something new is known of them; `known` is the rule, where it has been
    /// read.
    pub(super) fn look_over_targets(
        &mut self,
        rule: &RuleKey,
        targets: Option<&Remote<Vec<Target>>>,
        known: Option<&Rule>,
    ) {
        let mut found = Vec::new();
        if let Some(targets) = targets {
            if let Some(error) = targets.error() {
                found.push(format!("Its targets cannot be seen: {error}"));
            }
            if targets.at().is_some() && targets.rows().is_empty() {
                found.push(NO_TARGETS.to_owned());
            }
            found.extend(of_targets(known, targets.rows()));
        }
        keep(&mut self.targets, rule.clone(), found);
    }

    /// What is wrong with a rule and its targets as far as they are known, one sentence each.
    pub(super) fn of(&self, rule: &RuleKey) -> Vec<String> {
        let Self { rules, targets } = self;
        rules.get(rule).into_iter().chain(targets.get(rule)).flatten().cloned().collect()
    }

    /// True when something is wrong with the rule, as far as is known.
    pub(super) fn is_troubled(&self, rule: &RuleKey) -> bool {
        self.rules.contains_key(rule) || self.targets.contains_key(rule)
    }
}
