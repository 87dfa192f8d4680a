//! The commands that change a rule as a fix says; all others are [`crate::export`]'s.

use crate::export::{Command, put_rule as put};
use crate::model::{Rule, RuleState};

/// `put-rule` with the rule as it is, but for what is given here.
pub(super) fn put_rule(
    rule: &Rule,
    pattern: Option<&str>,
    schedule: Option<&str>,
    state: &RuleState,
) -> String {
    let mut rule = Rule { state: state.clone(), ..rule.clone() };
    if let Some(pattern) = pattern {
        rule.pattern = Some(pattern.to_owned());
    }
    if let Some(schedule) = schedule {
        rule.schedule = Some(schedule.to_owned());
    }
    put(&rule).region(rule.arn.region())
}

/// `enable-rule`.
pub(super) fn enable_rule(rule: &Rule) -> String {
    Command::new("events enable-rule")
        .option("name", &rule.name)
        .option("event-bus-name", &rule.bus)
        .region(rule.arn.region())
}
