//! What can be told to be wrong with a rule from its own settings, without any event: what lists mark with
//! `!`.
//!
//! Rules and targets are looked over once, when they are read, not each time that a list is drawn. Which of
//! it keeps a rule from firing, and what lies outside the rule (policies, queues, keys), is not asked here.

use super::remote::Remote;
use crate::input::{check, lints};
use crate::model::{Millis, Rule, RuleKey, Target, TargetKind};
use crate::pattern::Pattern;
use crate::schedule::Schedule;
use jiff::Timestamp;
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
    /// Looks a rule's targets over, when something new is known of them. Whether the rule is `managed` matters:
    /// its pattern and targets are its service's own affair then, and nobody here can change them.
    pub(super) fn look_over_targets(
        &mut self,
        rule: &RuleKey,
        targets: Option<&Remote<Vec<Target>>>,
        managed: bool,
    ) {
        let mut found = Vec::new();
        if let Some(targets) = targets {
            if let Some(error) = targets.error() {
                found.push(format!("Its targets cannot be seen: {error}"));
            }
            if targets.at().is_some() && targets.rows().is_empty() {
                found.push("No targets: what matches goes nowhere.".to_owned());
            }
            if !managed {
                found.extend(targets.rows().iter().flat_map(of_target));
            }
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

fn of_rule(rule: &Rule, now: Millis) -> Vec<String> {
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

fn of_target(target: &Target) -> Vec<String> {
    let mut found = Vec::new();
    let is_log_group = target.kind() == TargetKind::Logs;
    if is_log_group && target.arn.as_str().ends_with(":*") {
        found.push(
            "its ARN ends in `:*`, which is accepted and never delivered to; leave that off.".to_owned(),
        );
    }
    if target.role.is_none() && needs_role(target.kind()) {
        found.push("EventBridge needs a role to invoke it, and it has none.".to_owned());
    }
    if target.kind() == TargetKind::Sqs && target.arn.name().strip_suffix(".fifo").is_some() {
        let group =
            target.parameters.get("SqsParameters").and_then(|settings| settings.get("MessageGroupId"));
        if group.is_none() {
            found.push("a FIFO queue takes no message without a MessageGroupId, and none is set.".to_owned());
        }
    }
    let settings = target.target_input();
    match check(&settings) {
        Err(refusal) => found.push(refusal.to_string()),
        Ok(()) => {
            found.extend(lints(&settings, None, is_log_group).into_iter().map(|lint| lint.flaw.to_string()));
        }
    }
    found.into_iter().map(|text| format!("Target {}: {text}", target.id)).collect()
}

/// Targets that EventBridge reaches through a role only (EventBridge user guide, "Amazon EventBridge
/// targets").
fn needs_role(kind: TargetKind) -> bool {
    match kind {
        TargetKind::Kinesis
        | TargetKind::StepFunctions
        | TargetKind::Ecs
        | TargetKind::Batch
        | TargetKind::Ssm
        | TargetKind::ApiDestination => true,
        TargetKind::Lambda
        | TargetKind::Sqs
        | TargetKind::Sns
        | TargetKind::Logs
        | TargetKind::Firehose
        | TargetKind::Bus
        | TargetKind::ApiGateway
        | TargetKind::CodeBuild
        | TargetKind::CodePipeline
        | TargetKind::Redshift
        | TargetKind::SageMaker
        | TargetKind::Inspector
        | TargetKind::AppSync
        | TargetKind::Other => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{of_rule, of_target};
    use crate::app::testing::{NOW, rule, target};
    use crate::model::Rule;

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
        let queue = of_target(&target("q", "sqs:eu-west-1:123456789012:q.fifo"));
        assert!(queue.len() == 1 && queue[0].contains("MessageGroupId"), "{queue:?}");
        let mut constant = target("logs", "logs:eu-west-1:123456789012:log-group:/aws/events/x");
        constant.input = Some("{}".into());
        assert_eq!(of_target(&constant).len(), 1, "a constant on a log group never arrives");
    }
}
