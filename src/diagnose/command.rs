//! The changes of a rule and its targets that a fix gives; all others are [`crate::export`]'s.

use super::case::Case;
use crate::export::Repair;
use crate::model::{Rule, RuleState, Target};

/// The rule as it is, but for what is given here.
pub(super) fn put_rule(
    case: &Case<'_>,
    pattern: Option<&str>,
    schedule: Option<&str>,
    state: &RuleState,
) -> Repair {
    let mut rule = Rule { state: state.clone(), ..case.rule.clone() };
    if let Some(pattern) = pattern {
        rule.pattern = Some(pattern.to_owned());
    }
    if let Some(schedule) = schedule {
        rule.schedule = Some(schedule.to_owned());
    }
    Repair::Rule { rule, targets: case.evidence.targets.seen().cloned() }
}

/// A target as it is, but for what `change` does to it.
pub(super) fn put_target(case: &Case<'_>, target: &Target, change: impl Fn(&mut Target)) -> Repair {
    let mut targets = case.targets().to_vec();
    targets.iter_mut().filter(|one| one.id == target.id).for_each(change);
    Repair::Target { rule: case.rule.clone(), targets, id: target.id.clone() }
}

/// A target that gets the whole event, without an input of its own.
pub(super) fn whole_event(case: &Case<'_>, target: &Target) -> Repair {
    put_target(case, target, |target| {
        (target.input, target.input_path, target.transformer) = (None, None, None);
    })
}

/// The rule switched on.
pub(super) fn enabled(case: &Case<'_>) -> Repair {
    let rule = Rule { state: RuleState::Enabled, ..case.rule.clone() };
    Repair::Enabled { rule, targets: case.evidence.targets.seen().cloned() }
}
