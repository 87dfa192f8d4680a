//! What is wrong with the rules of the account on screen: what lists mark with `!`.
//!
//! A rule is looked over when something new is known of it, not each time that a list is drawn. What counts
//! as wrong is [`crate::diagnose::marks`]'s to say, as it is for the command line; what is known of a rule is
//! put together where the account's answers are kept.

use crate::diagnose::{Evidence, Forward, marks};
use crate::model::{Arn, Rule, RuleKey, Target, TargetKind};
use std::collections::BTreeMap;

/// Why a list without rows cannot be narrowed to those with problems.
pub(super) const NO_ROWS: &str = "this list has no rows that could have problems";

/// What is wrong with rules, one sentence each, and which rules send to buses.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    found: BTreeMap<RuleKey, Vec<String>>,
    /// The faults that a diagnosis has found, by rule; no entry where it found none.
    looks: BTreeMap<RuleKey, FaultsFound>,
    /// The buses among a rule's targets, for every rule whose targets are known.
    forwards: BTreeMap<RuleKey, Vec<Arn>>,
    /// The targets of all rules are known, so that nothing else forwards to a bus.
    pub(super) is_whole: bool,
}

/// The faults that a diagnosis of a rule has found, with what they were found in.
#[derive(Clone, Debug)]
struct FaultsFound {
    rule: Rule,
    targets: Option<Vec<Target>>,
    faults: Vec<String>,
    /// When that was, in words.
    when: String,
}

impl FaultsFound {
    /// Whether the rule and its targets are still what was looked into.
    fn holds(&self, evidence: &Evidence) -> bool {
        fn settings(rule: &Rule) -> impl PartialEq {
            (&rule.state, &rule.pattern, &rule.schedule, &rule.role)
        }
        let targets = self.targets.as_ref().zip(evidence.targets.seen());
        settings(&self.rule) == settings(&evidence.rule) && targets.is_none_or(|(then, now)| then == now)
    }
}

impl Problems {
    /// Keeps what a look into a rule has found; `when` it was, in words.
    pub(super) fn looked_into(&mut self, evidence: &Evidence, faults: Vec<String>, when: String) {
        let (rule, targets) = (evidence.rule.clone(), evidence.targets.seen().cloned());
        if faults.is_empty() {
            self.looks.remove(&rule.key());
        } else {
            self.looks.insert(rule.key(), FaultsFound { rule, targets, faults, when });
        }
    }

    /// Something of the account was changed here: what was found before may be put right by that.
    pub(super) fn forget_looks(&mut self) {
        self.looks.clear();
    }

    /// Looks a rule over by what is known of it; `unseen` says what of it cannot be seen. No entry means that
    /// nothing is wrong.
    pub(super) fn judge(&mut self, evidence: &Evidence, unseen: Option<String>) {
        let mut found = marks(evidence);
        found.extend(unseen);
        let rule = evidence.rule.key();
        if self.looks.get(&rule).is_some_and(|look| !look.holds(evidence)) {
            self.looks.remove(&rule);
        }
        if found.is_empty() {
            self.found.remove(&rule);
        } else {
            self.found.insert(rule, found);
        }
    }

    /// Keeps which buses a rule sends to.
    pub(super) fn learn_targets(&mut self, rule: &RuleKey, targets: &[Target]) {
        let buses = targets.iter().filter(|target| target.kind() == TargetKind::Bus);
        self.forwards.insert(rule.clone(), buses.map(|target| target.arn.clone()).collect());
    }

    /// Forgets the rules of a bus that are not listed any more.
    pub(super) fn retain(&mut self, bus: &str, listed: impl Fn(&str) -> bool) {
        let gone = |rule: &RuleKey| rule.bus == bus && !listed(&rule.name);
        self.found.retain(|rule, _| !gone(rule));
        self.looks.retain(|rule, _| !gone(rule));
        self.forwards.retain(|rule, _| !gone(rule));
    }

    /// How many rules have targets that are known.
    pub(super) fn rules_with_known_targets(&self) -> usize {
        self.forwards.len()
    }

    /// Rules of one bus, or of any, that send to a bus.
    pub(super) fn forwards<'p>(
        &'p self,
        of: impl Fn(&RuleKey) -> bool + 'p,
    ) -> impl Iterator<Item = Forward> + 'p {
        self.forwards.iter().filter(move |(rule, _)| of(rule)).flat_map(|(rule, buses)| {
            buses.iter().map(|to| Forward {
                bus: rule.bus.clone(),
                rule: rule.name.clone(),
                to: to.clone(),
                ..Forward::default()
            })
        })
    }

    /// True for a rule that sends to a bus, as far as is known.
    pub(super) fn is_forwarding(&self, rule: &RuleKey) -> bool {
        self.forwards.get(rule).is_some_and(|buses| !buses.is_empty())
    }

    /// What is wrong with a rule as far as is known, one sentence each.
    pub(super) fn of(&self, rule: &RuleKey) -> Vec<String> {
        let mut all = self.found.get(rule).cloned().unwrap_or_default();
        if let Some(look) = self.looks.get(rule) {
            let others: Vec<_> = look.faults.iter().filter(|fault| !all.contains(fault)).collect();
            let others: Vec<_> =
                others.into_iter().map(|fault| format!("{fault} (found {})", look.when)).collect();
            all.extend(others);
        }
        all
    }

    /// True when something is wrong with the rule, as far as is known.
    pub(super) fn is_troubled(&self, rule: &RuleKey) -> bool {
        self.found.contains_key(rule) || self.looks.contains_key(rule)
    }

    /// How many rules something is wrong with.
    pub(super) fn count(&self) -> usize {
        self.found.len() + self.looks.keys().filter(|rule| !self.found.contains_key(rule)).count()
    }
}
