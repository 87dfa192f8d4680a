//! The fix of a finding, made here: the rule is read whole, changed in the one setting that the finding is
//! about, and the difference is asked about like every other change; then everything is looked into again.
//!
//! Only settings of the rule and its targets are changed so. Policies, keys and queues are other services',
//! and stay with the command that the finding gives.

use super::Why;
use crate::app::changing;
use crate::app::command::Reason;
use crate::app::effect::Effect;
use crate::app::popup::Popup;
use crate::app::read::Read;
use crate::app::shared::{Level, Shared};
use crate::app::step::Step;
use crate::diagnose::{Finding, SettingChange};
use crate::model::{CallError, Held, Thing};
use serde_json::Value;

/// Settings of a rule that are changed here.
const OF_RULE: [&str; 3] = ["State", "EventPattern", "ScheduleExpression"];
/// What a setting of a target begins with.
const OF_TARGET: &str = "Target.";

/// A fix that is about to be made.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fixing {
    change: SettingChange,
    /// The target it is about.
    target: Option<String>,
}

impl Fixing {
    /// The fix of a finding, where it is one that is made here.
    fn of(found: &Finding) -> Option<Self> {
        let change = found.to_do()?.change.clone()?;
        let of_target = change.setting.starts_with(OF_TARGET) && found.target.is_some();
        (of_target || OF_RULE.contains(&change.setting.as_str()))
            .then(|| Self { change, target: found.target.clone() })
    }

    /// What is held, with the change made.
    fn apply(&self, was: &Held) -> Result<Held, String> {
        let mut to = was.clone();
        let after = self.change.after.clone().map(Value::String);
        match self.change.setting.strip_prefix(OF_TARGET) {
            None => to.set(&self.change.setting, after),
            Some(path) => {
                let id = self.target.as_deref().unwrap_or_default();
                if !to.set_of_target(id, path, after) {
                    return Err(format!("there is no target {id} any more"));
                }
            }
        }
        Ok(to.tidy())
    }
}

impl Why {
    pub(super) fn can_fix(&self, shared: &Shared) -> Result<(), Reason> {
        let Some(case) = self.case() else { return Err("the rule has not been read".into()) };
        let Some(found) = self.finding() else { return Err("select a finding first".into()) };
        if Fixing::of(found).is_none() {
            let calls: Vec<&str> = found.to_do().map_or_else(Vec::new, |remedy| {
                remedy.commands().filter(|line| !line.starts_with('#')).collect()
            });
            return Err(if calls.is_empty() {
                "this finding cannot be fixed from here".into()
            } else if calls.iter().all(|call| call.starts_with("aws events ")) {
                "this changes something else than the rule: the command that does it can be copied".into()
            } else {
                "this is changed outside EventBridge: the command that does it can be copied".into()
            });
        }
        shared.session.writable()?;
        case.evidence.rule.may("change")
    }

    /// Reads the rule whole; the question comes when it is there.
    pub(super) fn fix(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        self.fixing = self.finding().and_then(Fixing::of);
        self.selected = self.rows.get(self.selection.at).cloned();
        if self.fixing.is_some() {
            let thing = Thing::Rule(self.rule.clone());
            let what = thing.to_string();
            shared.fetch_to_open(Read::Whole(thing), what, out);
        }
    }

    /// The rule has been read whole.
    pub(super) fn on_read(&mut self, outcome: &Result<Option<Held>, CallError>, shared: &mut Shared) -> Step {
        let Some(fixing) = self.fixing.take() else { return Step::Stay };
        let was = match outcome {
            Ok(Some(held)) => held.clone(),
            Ok(None) => {
                shared.notify(Level::Problem, format!("The rule {} is not there any more.", self.rule.name));
                return Step::Stay;
            }
            Err(error) => return Step::Popup(Popup::message("The rule cannot be read", error.to_string())),
        };
        match fixing.apply(&was) {
            Ok(to) => {
                let change = crate::model::Change::update(Thing::Rule(self.rule.clone()), was, to);
                changing::ask(vec![change], shared)
            }
            Err(why) => {
                shared.notify(Level::Problem, format!("Nothing was changed: {why}."));
                Step::Stay
            }
        }
    }
}
