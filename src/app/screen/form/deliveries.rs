//! Whether EventBridge may deliver to the targets that a form writes: asked of the account before the review,
//! which tells what is in the way as the commands tell it.

use super::FormView;
use crate::app::changing::{log_policy_made_by, rule_after};
use crate::app::command::Context;
use crate::app::effect::Effect;
use crate::app::read::{Answer, Read, RuleQuestion};
use crate::app::shared::Shared;
use crate::app::step::Step;
use crate::diagnose::{
    Evidence, Piece, Question, bears_on_deliveries, delivery_outlook, not_wholly_seen, targets_written_by,
};
use crate::model::{Change, Millis, ResourcePolicy};
use std::collections::BTreeSet;

/// What is known of the targets that are to be written.
#[derive(Debug, Default)]
pub(super) struct DeliveryCheck {
    /// When it was asked: the answers name it.
    run: Option<Millis>,
    rules: Vec<RuleDeliveries>,
}

/// What is known of one rule's targets.
#[derive(Debug)]
struct RuleDeliveries {
    evidence: Evidence,
    /// The targets that are new, or otherwise than before.
    written: BTreeSet<String>,
    /// Questions whose answers are on their way.
    asked: BTreeSet<Question>,
}

impl RuleDeliveries {
    /// What is to be known of the targets of a change; nothing where it writes none.
    fn of(change: &Change, shared: &Shared) -> Option<Self> {
        let (key, ids) = targets_written_by(change)?;
        let (rule, targets) = rule_after(key, change.to.as_ref()?, shared)?;
        let mut evidence = Evidence::within(rule, &shared.session, shared.now);
        evidence.targets = Piece::Seen(targets.unwrap_or_default());
        let written = ids.into_iter().map(str::to_owned).collect();
        Some(Self { evidence, written, asked: BTreeSet::new() })
    }

    /// What is still to be asked.
    fn next(&self) -> Vec<Question> {
        let mut open = self.evidence.questions();
        open.retain(|question| bears_on_deliveries(question) && !self.asked.contains(question));
        open
    }
}

impl DeliveryCheck {
    /// Begins anew, for the targets of these changes.
    fn begin(&mut self, changes: &[Change], shared: &Shared) {
        self.run = Some(shared.now);
        self.rules = changes.iter().filter_map(|change| RuleDeliveries::of(change, shared)).collect();
    }

    /// Asks the questions that are still open; keys are held back until they are answered.
    fn ask(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        let Some(run) = self.run else { return };
        for one in &mut self.rules {
            for question in one.next() {
                one.asked.insert(question.clone());
                let (rule, arn) = (one.evidence.rule.key(), one.evidence.rule.arn.clone());
                let raised = RuleQuestion { rule, arn, run, question };
                shared.fetch_to_open(Read::Evidence(raised), "what the targets need", out);
            }
        }
    }

    fn is_waiting(&self) -> bool {
        self.rules.iter().any(|one| !one.asked.is_empty() || !one.next().is_empty())
    }

    /// What was found and what could not be seen, where the log policies that `changes` make are there.
    fn lines(&self, changes: &[Change], shared: &Shared) -> Vec<String> {
        let policies: Vec<ResourcePolicy> = changes.iter().filter_map(log_policy_made_by).collect();
        // `foreseen` warns of it already, next to the field that makes the policy.
        let is_told = |id: &str| id == "L1" && shared.account.log_policies.at().is_some();
        let mut lines = Vec::new();
        let mut needs = BTreeSet::new();
        for one in &self.rules {
            let mut evidence = one.evidence.clone();
            if let Piece::Seen(all) = &mut evidence.log_policies {
                all.extend(policies.iter().cloned());
            }
            let ids = one.written.iter().map(String::as_str).collect();
            let outlook = delivery_outlook(&evidence, &ids);
            let found = outlook.in_the_way.into_iter().filter(|found| !is_told(found.id));
            lines.extend(found.flat_map(|found| found.lines));
            needs.extend(outlook.needs);
        }
        let why = shared.keymap.fill("{why} on the rule", Context::Browse);
        lines.extend(not_wholly_seen(&needs, &why));
        lines
    }
}

impl FormView {
    /// Begins to look up what the targets of these changes need; false where nothing is to be asked for that.
    pub(super) fn looks_up(
        &mut self,
        changes: &[Change],
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> bool {
        self.deliveries.begin(changes, shared);
        self.deliveries.ask(shared, out);
        self.deliveries.is_waiting()
    }

    /// Asks the follow-up questions; stops where the operator has cancelled.
    pub(super) fn look_up_more(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        if !self.deliveries.is_waiting() {
            return;
        }
        if shared.awaited.is_none() {
            self.deliveries = DeliveryCheck::default();
        }
        self.deliveries.ask(shared, out);
    }

    /// What the targets need has been looked up: once all is known, the review is shown.
    pub(super) fn looked_up(&mut self, answer: &Answer, shared: &mut Shared) -> Option<Step> {
        let Answer::Evidence(raised, outcome) = answer else { return None };
        if Some(raised.run) != self.deliveries.run {
            return None;
        }
        let is_own = |one: &&mut RuleDeliveries| one.evidence.rule.key() == raised.rule;
        let one = self.deliveries.rules.iter_mut().find(is_own)?;
        if !one.asked.remove(&raised.question) {
            return None;
        }
        match outcome {
            Ok(fact) => one.evidence.take(fact.clone()),
            Err(error) => one.evidence.refuse(&raised.question, error),
        }
        if self.deliveries.is_waiting() {
            return Some(Step::Stay);
        }
        Some(match self.changes(shared) {
            Ok(changes) => self.ask_to_send(changes, shared),
            Err(_) => Step::Stay,
        })
    }

    /// What is in the way of deliveries to the targets that are written, and what of that could not be seen.
    pub(super) fn about_deliveries(&self, changes: &[Change], shared: &Shared) -> Vec<String> {
        self.deliveries.lines(changes, shared)
    }
}
