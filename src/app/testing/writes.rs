//! Writes to the account of plain data, and what comes of them.

use super::{Fake, rule};
use crate::app::confirm::{Write, WriteOp};
use crate::app::message::{ReadBack, WriteOutcome};
use crate::model::tap::Sighting;
use crate::model::{
    AccountPlace, CallError, Change, Changed, EntryOutcome, Millis, Rule, RuleState, Tag, Target, Thing,
    Undoable,
};

impl Fake {
    /// Carries a write out, and keeps it so that it can be taken back.
    pub(super) fn written(&mut self, write: &Write, at: Millis) -> WriteOutcome {
        let plain = self.failing.get("Write").cloned().map_or(Ok(()), Err);
        let outcome = match &write.op {
            WriteOp::SetState { rule, .. } => WriteOutcome::Switched(rule.key(), self.write(write)),
            WriteOp::PutRule { new, .. } => WriteOutcome::Saved(new.key(), self.write(write)),
            WriteOp::Change(change) => WriteOutcome::Changed(Box::new(change.clone()), self.change(change)),
            WriteOp::Send(entry) => {
                let done = EntryOutcome::Done { id: "11112222".into() };
                WriteOutcome::Sent(entry.clone(), plain.map(|()| done))
            }
            WriteOp::Tap(tap) => WriteOutcome::Tapped(tap.clone(), plain),
            WriteOp::Probe(plan) => WriteOutcome::Probed(plan.clone(), plain),
            WriteOp::RemoveTaps(taps) => {
                let gone = |seen: &Sighting| matches!(seen, Sighting::Tap(tap, _) if taps.contains(tap));
                if plain.is_ok() {
                    self.taps.retain(|seen| !gone(seen));
                }
                WriteOutcome::TapsRemoved(taps.clone(), plain.map(|()| Vec::new()))
            }
        };
        match (&write.undoes, !outcome.is_failure()) {
            (Some(id), true) => self.changes.retain(|one| one.id != *id),
            (None, true) => {
                let (id, group) = (format!("{}", write.req.0), format!("{}", write.group.0));
                if let Some(change) = write.op.change() {
                    let place = AccountPlace::default();
                    let one = Undoable { id, group, at, place, change, known: true, undoes: None };
                    self.changes.insert(0, one);
                }
            }
            (_, false) => {}
        }
        outcome
    }

    fn change(&mut self, change: &Change) -> Result<(Changed, Vec<String>), CallError> {
        if let Some(error) = self.failing.get("Write").or_else(|| self.refusing.get(change.thing.name())) {
            return Err(error.clone());
        }
        if let (Thing::Rule(key), Some(to)) = (&change.thing, &change.to) {
            let rules = self.rules.entry(key.bus.clone()).or_default();
            match rules.iter_mut().find(|rule| rule.name == key.name) {
                Some(rule) => {
                    if let Some(state) = to.text("State") {
                        rule.state = RuleState::from(state.to_owned());
                    }
                }
                None => {
                    let made = Rule {
                        state: to.text("State").map_or(RuleState::Enabled, |state| state.to_owned().into()),
                        description: to.text("Description").map(str::to_owned),
                        schedule: to.text("ScheduleExpression").map(str::to_owned),
                        ..rule(&key.bus, &key.name, to.text("EventPattern").unwrap_or_default())
                    };
                    let tag =
                        |(key, value): (&String, &String)| Tag { key: key.clone(), value: value.clone() };
                    self.tags.insert(made.arn.clone(), to.tags.iter().flatten().map(tag).collect());
                    rules.push(made);
                    let targets = to.targets.iter().flatten().map(|(_, target)| Target::of_map(target));
                    self.targets.insert(key.clone(), targets.collect());
                }
            }
        }
        if let (Thing::Rule(key), None) = (&change.thing, &change.to) {
            self.rules.entry(key.bus.clone()).or_default().retain(|rule| rule.name != key.name);
        }
        match &change.to {
            Some(to) => self.things.insert(change.thing.clone(), to.clone()),
            None => self.things.remove(&change.thing),
        };
        let changed = Changed {
            thing: change.thing.clone(),
            now: change.to.clone(),
            differences: Vec::new(),
            unsent: false,
            copy: None,
        };
        Ok((changed, self.surprises.clone()))
    }

    fn write(&mut self, write: &Write) -> Result<ReadBack, CallError> {
        if let Some(error) = self.failing.get("Write") {
            return Err(error.clone());
        }
        let mut new = match &write.op {
            WriteOp::SetState { rule, to } => Rule { state: to.clone(), ..rule.clone() },
            WriteOp::PutRule { new, .. } => new.clone(),
            WriteOp::Change(_)
            | WriteOp::Send(_)
            | WriteOp::Tap(_)
            | WriteOp::Probe(_)
            | WriteOp::RemoveTaps(_) => {
                unreachable!("{write:?} is no writing of a rule as a whole")
            }
        };
        if let Some(error) = self.refusing.get(&new.name) {
            return Err(error.clone());
        }
        if !self.surprises.is_empty() {
            new.state = RuleState::Enabled;
        }
        if let Some(old) =
            self.rules.get_mut(&new.bus).and_then(|rules| rules.iter_mut().find(|old| old.name == new.name))
        {
            *old = new.clone();
        }
        Ok(ReadBack { rule: new, surprises: self.surprises.clone() })
    }
}
