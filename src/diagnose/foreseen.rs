//! What a change of a rule leads to that its settings do not say: what the lists would mark of it that they
//! do not mark now, and what is questionable in what its targets receive. Forms and commands tell it before
//! anything is sent.

use super::{Evidence, marks};
use crate::model::{Arn, Held, Rule, RuleKey, RuleState, Target};

/// A rule as a change leaves it.
pub(crate) fn planned_rule(key: &RuleKey, to: &Held, arn: Arn) -> Rule {
    let text = |path: &str| to.text(path).map(str::to_owned);
    Rule {
        bus: key.bus.clone(),
        name: key.name.clone(),
        arn,
        state: text("State").map_or(RuleState::Enabled, RuleState::from),
        pattern: text("EventPattern"),
        schedule: text("ScheduleExpression"),
        description: text("Description"),
        role: to.text("RoleArn").map(Arn::from),
        managed_by: None,
        created_by: None,
    }
}

/// The targets that a change leaves, where it is about them.
pub(crate) fn planned_targets(to: &Held) -> Option<Vec<Target>> {
    Some(to.targets.as_ref()?.values().map(Target::of_map).collect())
}

/// What is marked of a rule as it is to be and is not marked `now`, a line each.
pub(crate) fn new_marks(now: &[String], then: &Evidence) -> Vec<String> {
    let is_new = |mark: &String| !now.contains(mark);
    marks(then).into_iter().filter(is_new).map(|mark| format!("! {mark}")).collect()
}

/// What is questionable in what a target receives, a line each.
pub(crate) fn input_warnings(target: &Target) -> Vec<String> {
    let lints = target.input_lints(None);
    lints.into_iter().map(|lint| format!("! target {}: {}", target.id, lint.flaw)).collect()
}
