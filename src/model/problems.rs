//! What can be told to be wrong with a rule or a target from its own settings, without any event.
//!
//! Which of it keeps a rule from firing, and what lies outside the rule (policies, queues, keys), is not asked
//! here.

use super::{Arn, Millis, Rule, Target, TargetKind};
use crate::input::check;
use crate::pattern::Pattern;
use crate::schedule::Schedule;
use jiff::Timestamp;

/// What is said of a rule that has no targets.
pub const NO_TARGETS: &str = "No targets: what matches goes nowhere.";

/// What is wrong with a rule in itself, one sentence each. A managed rule's pattern is its service's own affair.
pub fn of_rule(rule: &Rule, now: Millis) -> Vec<String> {
    let mut found = Vec::new();
    if rule.pattern.is_none() && rule.schedule.is_none() {
        found.push("Neither pattern nor schedule: nothing makes this rule fire.".to_owned());
    }
    if let Some(text) = rule.pattern.as_deref().filter(|_| !rule.is_managed()) {
        match Pattern::parse(text) {
            Ok(pattern) => {
                found.extend(pattern.lints().into_iter().map(|lint| lint.flaw.to_string()));
            }
            Err(error) => found.push(format!("The pattern is not valid: {error}")),
        }
    }
    match rule.schedule.as_deref().map(Schedule::parse) {
        Some(Err(error)) => found.push(format!("The schedule is not valid: {error}")),
        Some(Ok(schedule @ Schedule::Cron(_))) => {
            let never =
                Timestamp::from_millisecond(now).is_ok_and(|now| schedule.runs(now, now).next().is_none());
            if never {
                found.push("The schedule never comes again: its last time is past.".to_owned());
            }
        }
        Some(Ok(_)) | None => {}
    }
    found
}

/// What is wrong with the targets of a rule in themselves, one sentence each that begins with the target's id.
/// `rule` is `None` where the rule is not known. A managed rule's targets are its service's own affair.
pub fn of_targets(rule: Option<&Rule>, targets: &[Target]) -> Vec<String> {
    if rule.is_some_and(Rule::is_managed) {
        return Vec::new();
    }
    let home = rule.map(|rule| &rule.arn);
    targets.iter().flat_map(|target| of_target(home, target)).collect()
}

fn of_target(rule: Option<&Arn>, target: &Target) -> Vec<String> {
    let mut found = Vec::new();
    if target.kind() == TargetKind::Logs && target.arn.as_str().ends_with(":*") {
        found.push(
            "its ARN ends in `:*`, which is accepted and never delivered to; leave that off.".to_owned(),
        );
    }
    if target.role.is_none() && target.needs_role(rule) {
        found.push("EventBridge needs a role to invoke it, and it has none.".to_owned());
    }
    if target.kind() == TargetKind::Sqs && Arn::is_fifo(target.arn.name()) {
        let group =
            target.parameters.get("SqsParameters").and_then(|settings| settings.get("MessageGroupId"));
        if group.is_none() {
            found.push("a FIFO queue takes no message without a MessageGroupId, and none is set.".to_owned());
        }
    }
    match check(&target.target_input()) {
        Err(refusal) => found.push(refusal.to_string()),
        Ok(()) => found.extend(target.input_lints(None).into_iter().map(|lint| lint.flaw.to_string())),
    }
    found.into_iter().map(|text| format!("Target {}: {text}", target.id)).collect()
}

#[cfg(test)]
mod tests {
    use super::{of_rule, of_targets};
    use crate::model::{Arn, Rule, RuleState, Target};

    const NOW: i64 = 1_795_788_000_000; // 2026-11-27T14:00:00Z

    fn rule(bus: &str, name: &str, pattern: &str) -> Rule {
        Rule {
            bus: bus.into(),
            name: name.into(),
            arn: Arn::new(format!("arn:aws:events:eu-west-1:123456789012:rule/{name}")),
            state: RuleState::Enabled,
            pattern: (!pattern.is_empty()).then(|| pattern.to_owned()),
            schedule: None,
            description: None,
            role: None,
            managed_by: None,
            created_by: None,
        }
    }

    fn target(id: &str, rest: &str) -> Target {
        Target {
            id: id.into(),
            arn: Arn::new(format!("arn:aws:{rest}")),
            role: None,
            input: None,
            input_path: None,
            transformer: None,
            dead_letter: None,
            retry: None,
            parameters: std::collections::BTreeMap::new(),
        }
    }

    fn of_target(target: &Target) -> Vec<String> {
        of_targets(Some(&rule("default", "r", "{}")), std::slice::from_ref(target))
    }

    fn said(rule: &Rule) -> String {
        of_rule(rule, NOW).join("\n")
    }

    #[test]
    fn a_sound_rule_has_none() {
        assert_eq!(said(&rule("default", "r", r#"{"source":["aws.ec2"]}"#)), "");
        let mut nightly = rule("default", "r", "");
        nightly.schedule = Some("cron(0 3 * * ? *)".into());
        assert_eq!(said(&nightly), "");
    }

    #[test]
    fn patterns_and_schedules_are_judged_by_themselves() {
        assert!(
            said(&rule("default", "r", r#"{"source":"aws.ec2"}"#)).starts_with("The pattern is not valid: ")
        );
        assert!(!said(&rule("default", "r", r#"{"Source":["aws.ec2"]}"#)).is_empty(), "a lint is a problem");
        let mut managed = rule("default", "r", r#"{"Source":["aws.ec2"]}"#);
        managed.managed_by = Some("autoscaling.amazonaws.com".into());
        assert_eq!(said(&managed), "");
        let mut empty = rule("default", "r", "");
        assert!(said(&empty).starts_with("Neither pattern nor schedule"));
        empty.schedule = Some("cron(0 3 * * * *)".into());
        assert!(said(&empty).starts_with("The schedule is not valid: "));
        empty.schedule = Some("cron(0 3 1 1 ? 2020)".into());
        assert!(said(&empty).starts_with("The schedule never comes again"));
    }

    #[test]
    fn targets_are_judged_by_their_settings() {
        assert!(of_target(&target("fn", "lambda:eu-west-1:123456789012:function:f")).is_empty());
        let star = of_target(&target("logs", "logs:eu-west-1:123456789012:log-group:/aws/events/x:*"));
        assert!(star.len() == 1 && star[0].starts_with("Target logs: its ARN ends in `:*`"), "{star:?}");
        let machine = of_target(&target("m", "states:eu-west-1:123456789012:stateMachine:m"));
        assert!(machine.len() == 1 && machine[0].contains("needs a role"), "{machine:?}");
        for (arn, wants) in [
            ("events:eu-west-1:123456789012:event-bus/orders", false),
            ("events:eu-west-1:210987654321:event-bus/orders", true),
            ("events:us-east-1:123456789012:event-bus/orders", true),
            ("firehose:eu-west-1:123456789012:deliverystream/d", true),
            ("codebuild:eu-west-1:123456789012:project/p", true),
            ("sns:eu-west-1:210987654321:topic", false),
        ] {
            let said = of_target(&target("t", arn));
            assert_eq!(said.iter().any(|text| text.contains("needs a role")), wants, "{arn}: {said:?}");
        }
        let queue = of_target(&target("q", "sqs:eu-west-1:123456789012:q.fifo"));
        assert!(queue.len() == 1 && queue[0].contains("MessageGroupId"), "{queue:?}");
        let mut managed = rule("default", "r", "{}");
        managed.managed_by = Some("autoscaling.amazonaws.com".into());
        let fault = target("m", "states:eu-west-1:123456789012:stateMachine:m");
        assert_eq!(of_targets(Some(&managed), &[fault]), Vec::<String>::new());
        let mut constant = target("logs", "logs:eu-west-1:123456789012:log-group:/aws/events/x");
        constant.input = Some("{}".into());
        assert_eq!(of_target(&constant).len(), 1, "a constant on a log group never arrives");
    }
}
