//! Rung 2: is the rule able to match at all.

use super::often;
use crate::diagnose::case::Case;
use crate::diagnose::command;
use crate::diagnose::report::Report;
use crate::model::RuleState;
use crate::schedule::Schedule;
use jiff::Timestamp;

/// Rules a bus may have, unless the quota was raised, and wildcard rules ("Amazon EventBridge quotas").
const RULES: usize = 300;
const WILDCARDS: usize = 30;

/// M1: the rule is disabled.
pub(super) fn disabled(case: &Case<'_>, report: &mut Report) {
    let rule = case.rule;
    match &rule.state {
        RuleState::Disabled => {
            let what = if rule.schedule.is_some() && rule.pattern.is_none() {
                "does not run"
            } else {
                "takes no events"
            };
            let former = case.evidence.former_state.seen();
            let mut note = report
                .fault(format!("The rule is disabled, so it {what}."))
                .with_exhibit("DescribeRule.State", rule.state.as_str());
            if let Some(former) = former {
                note = note.with_exhibit("rule-states.json, the state before", former.as_str());
            }
            match former {
                Some(RuleState::EnabledWithAllCloudTrail) => note
                    .fix("Put it back into the state it had, with all CloudTrail management events.")
                    .change("State", Some(rule.state.as_str()), RuleState::EnabledWithAllCloudTrail.as_str())
                    .repair(command::put_rule(case, None, None, &RuleState::EnabledWithAllCloudTrail)),
                Some(RuleState::Enabled) => note
                    .fix("Enable it: that is the state it had.")
                    .change("State", Some(rule.state.as_str()), RuleState::Enabled.as_str())
                    .repair(command::enabled(case)),
                // Until the record was looked into, a plain `ENABLED` may take something from it.
                None if case.evidence.former_state.is_not_asked() => {
                    note.fix("Enable it, in the state that it had.")
                }
                Some(RuleState::Disabled | RuleState::Other(_)) | None => note
                    .fix(
                        "Enable it. If it also took read-only CloudTrail events before, put it into \
                         ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS with put-rule instead: enable-rule \
                         cannot.",
                    )
                    .change("State", Some(rule.state.as_str()), RuleState::Enabled.as_str())
                    .repair(command::enabled(case)),
            };
        }
        RuleState::Enabled | RuleState::EnabledWithAllCloudTrail => {
            report.ok("The rule is enabled.").with_exhibit("DescribeRule.State", rule.state.as_str());
        }
        RuleState::Other(state) => {
            report
                .suspect(format!("The rule is in the state {state}, which this version does not know."))
                .with_exhibit("DescribeRule.State", state.as_str());
        }
    }
    if rule.pattern.is_none() && rule.schedule.is_none() {
        report
            .fault("The rule has neither a pattern nor a schedule: nothing makes it fire.")
            .fix("Give it one of them with put-rule.");
    }
}

/// Whether the pattern asks for what a schedule sends.
pub(super) fn waits_for_ticks(case: &Case<'_>) -> bool {
    case.own_pattern().is_some_and(|pattern| {
        // A calendar of one's own may send events of that name.
        pattern.always_asks("detail-type", |asked| asked.is_only(|text| text == "Scheduled Event"))
            && pattern.takes_at("source", "aws.events")
    })
}

/// M23: the schedule cannot be read, never comes again, or stands on a bus that has none.
pub(super) fn schedule(case: &Case<'_>, report: &mut Report) {
    let rule = case.rule;
    let Some(text) = &rule.schedule else {
        if waits_for_ticks(case) && !case.has_matched() {
            report
                .suspect("A schedule sends to the targets of its own rule, and is not known to send to other rules.")
                .with_exhibit("DescribeRule.EventPattern", rule.pattern.clone())
                .fix("Give the rule that has the schedule this target, or give this rule a schedule of its own.");
        }
        return;
    };
    let shown = "DescribeRule.ScheduleExpression";
    if !case.is_on_default() {
        report
            .fault("Schedules run on the default bus only, and this rule is on another.")
            .with_exhibit(shown, text.as_str())
            .fix("Make the rule on the default bus, or use EventBridge Scheduler.");
    }
    let schedule = match Schedule::parse(text) {
        Ok(schedule) => schedule,
        Err(error) => {
            let note = report
                .fault(format!("The schedule cannot be read: {error}"))
                .with_exhibit(shown, text.as_str())
                .fix("Correct the expression.");
            if let Some(fixed) = error.corrected(text) {
                note.change("ScheduleExpression", Some(text), fixed.clone()).repair(command::put_rule(
                    case,
                    None,
                    Some(&fixed),
                    &rule.state,
                ));
            }
            return;
        }
    };
    let Ok(now) = Timestamp::from_millisecond(case.evidence.now) else { return };
    let runs: Vec<String> = schedule.runs(now, now).take(5).map(|run| run.to_string()).collect();
    let year = jiff::SignedDuration::from_hours(366 * 24);
    let every_year = text.trim_end_matches([')', ' ']).ends_with('*');
    let is_far =
        !every_year && schedule.runs(now, now).next().is_some_and(|next| next.duration_since(now) > year);
    match &schedule {
        Schedule::Cron(_) if runs.is_empty() => {
            let ever =
                Timestamp::from_second(0).is_ok_and(|first| schedule.runs(first, first).next().is_some());
            let (title, fix) = if ever {
                (
                    "The schedule never comes again: its last time is past.",
                    "Write a year that is still to come, or `*`.",
                )
            } else {
                (
                    "The schedule never comes: no month that it names has that day.",
                    "Write a day that each of its months has; `L` as the day of the month is its last one.",
                )
            };
            report.fault(title).with_exhibit(shown, text.as_str()).fix(fix);
        }
        Schedule::Cron(_) if is_far => {
            let next = runs.first().map(String::as_str).unwrap_or_default();
            report
                .suspect(format!("The schedule does not run for more than a year: it runs next at {next}."))
                .often(often::PASSES)
                .with_exhibit(shown, text.as_str())
                .fix("Where it should run before, write that year, or `*`.");
        }
        Schedule::Cron(_) => {
            let title = format!("The schedule runs {}, in UTC.", schedule.sentence());
            report.ok(title).with_exhibit(shown, text.as_str()).with_exhibit("next runs, UTC", runs);
        }
        Schedule::Rate(_) => {
            report
                .ok(format!("The schedule runs {}.", schedule.sentence()))
                .with_exhibit(shown, text.as_str());
        }
    }
}

/// M29: the state for CloudTrail's read-only events stops a schedule.
pub(super) fn schedule_state(case: &Case<'_>, report: &mut Report) {
    let rule = case.rule;
    if rule.schedule.is_none() {
        return;
    }
    if rule.state == RuleState::EnabledWithAllCloudTrail {
        report
            .fault("A schedule does not run in the state for all CloudTrail management events.")
            .with_exhibit("DescribeRule.State", rule.state.as_str())
            .fix("Set the state to ENABLED.")
            .change("State", Some(rule.state.as_str()), RuleState::Enabled.as_str())
            .repair(command::put_rule(case, None, None, &RuleState::Enabled));
    } else {
        report.ok("The state lets a schedule run.");
    }
}

/// M24: quotas of the bus. A rule that exists is not stopped by them.
pub(super) fn quota(case: &Case<'_>, report: &mut Report) {
    let Some(counts) = report.see("How full the bus is", "events:ListRules", &case.evidence.rule_counts)
    else {
        return;
    };
    let shown = serde_json::json!({"rules": counts.rules, "with wildcards": counts.wildcards});
    for (count, most, what) in
        [(counts.rules, RULES, "rules"), (counts.wildcards, WILDCARDS, "wildcard rules")]
    {
        if count >= most {
            report
                .ok(format!(
                    "The bus has {count} {what}, and the quota is {most} unless it was raised. That stops no rule \
                     that exists; a further one may be refused."
                ))
                .with_exhibit("ListRules", shown);
            return;
        }
    }
    report.ok("The bus has room for more rules.").with_exhibit("ListRules", shown);
}

/// M30: public Health events come only to rules that name `aws.health`.
pub(super) fn public_health(case: &Case<'_>, report: &mut Report) {
    let Some(pattern) = case.pattern() else { return };
    if pattern.always_asks("source", |asked| asked.texts().iter().any(|text| text == "aws.health")) {
        report.ok("The pattern names aws.health.");
        return;
    }
    let wants_health = pattern
        .ever_asks("detail-type", |asked| asked.texts().iter().any(|text| text == "AWS Health Event"))
        || case.event_text("source").as_deref() == Some("aws.health");
    if !wants_health || !pattern.takes_at("source", "aws.health") {
        return;
    }
    let public = case.event_text("detail.eventScopeCode").as_deref() == Some("PUBLIC");
    let title = "Public Health events go only to rules whose pattern names the source aws.health, and this one \
                 does not.";
    let note = if public { report.fault(title) } else { report.suspect(title) };
    note.fix(r#"Add "source": ["aws.health"] to the pattern."#);
}

/// T25: a service manages the rule.
pub(super) fn managed(case: &Case<'_>, report: &mut Report) {
    if let Some(by) = &case.rule.managed_by {
        report
            .ok(format!(
                "The rule is managed by {by}: its pattern and targets are that service's own affair."
            ))
            .with_exhibit("DescribeRule.ManagedBy", by.as_str());
    }
}
