//! What the rule's own metrics say of invocations and deliveries. They are best effort: absence is no proof.

use crate::diagnose::case::{Case, listed, so_many};
use crate::diagnose::ladder::Ask;
use crate::diagnose::report::Report;
use crate::model::Millis;
use serde_json::json;

const NEEDS: &str = "cloudwatch:GetMetricData";

/// The title of failures that came to an end at `at`, with the day where it is another one.
pub(super) fn until(title: &str, at: Millis, now: Millis) -> String {
    let at = crate::text::time::recently(at, now, 0);
    format!("{title} The last was at {at} UTC, and invocations after it did not fail.")
}

/// The span that was asked for, as in "in the last 3 h".
fn span(case: &Case<'_>) -> String {
    let millis = case.evidence.metrics.seen().map_or(0, |metrics| metrics.to - metrics.from);
    format!("the last {}", crate::text::time::span(millis))
}

fn is_above_zero(count: Option<f64>) -> bool {
    count.is_some_and(|count| count > 0.0)
}

/// R4: whether targets were invoked.
pub(super) fn by_metrics(case: &Case<'_>, report: &mut Report) {
    let records = case.evidence.records.seen().map(Vec::as_slice).unwrap_or_default();
    let of_rule = |kind: &str| {
        records.iter().any(|record| {
            record.kind == kind && record.rule.as_ref().is_none_or(|rule| *rule == case.rule.arn)
        })
    };
    if of_rule("INVOCATION_START") {
        report
            .ok("The bus's log shows that targets were invoked.")
            .with_exhibit("bus log", "INVOCATION_START");
        return;
    }
    if report.see("Whether targets were invoked", NEEDS, &case.evidence.metrics).is_none() {
        return;
    }
    let (matched, invoked) = (case.metric("MatchedEvents"), case.metric("Invocations"));
    let shown = json!({"MatchedEvents": matched, "Invocations": invoked});
    if is_above_zero(invoked) {
        let times = so_many(invoked.unwrap_or_default(), "time", "times");
        let title = format!("Targets were invoked {times} in {}.", span(case));
        report.ok(title).with_exhibit("GetMetricData", shown);
    } else if is_above_zero(matched) && !case.targets().is_empty() {
        report
            .suspect(format!(
                "{} matched, and no invocation was counted.",
                so_many(matched.unwrap_or_default(), "event", "events")
            ))
            .with_exhibit("GetMetricData", shown)
            .fix("Metrics lag a few minutes: look again.");
    } else {
        let why = format!("no points in {}, and absence is no proof", span(case));
        report.cannot_see("Whether targets were invoked", "metrics of a time when events came", &why);
    }
}

/// R5: deliveries that EventBridge gave up.
pub(super) fn failures(case: &Case<'_>, report: &mut Report) {
    let failed_record = case.evidence.records.seen().and_then(|records| {
        records.iter().find(|record| {
            matches!(record.kind.as_str(), "INVOCATION_FAILURE" | "INVOCATION_ATTEMPT_PERMANENT_FAILURE")
                && record.rule.as_ref().is_none_or(|rule| *rule == case.rule.arn)
        })
    });
    if let Some(record) = failed_record {
        let shown = json!({"message_type": record.kind, "target": record.target});
        match &record.error {
            Some((code, message)) => {
                let message = message.trim_end_matches('.');
                report
                    .fault(format!("The bus's log shows that the delivery failed: {code}, {message}."))
                    .with_exhibit("bus log", shown)
                    .fix(super::dead_letter::meaning(code));
            }
            None => {
                report
                    .fault("The bus's log shows that the delivery failed.")
                    .with_exhibit("bus log", shown)
                    .symptom();
            }
        }
        return;
    }
    let (failed, invoked) = (case.metric("FailedInvocations"), case.metric("Invocations"));
    let shown = json!({"FailedInvocations": failed, "Invocations": invoked});
    if is_above_zero(failed) {
        let is_quick = report.is_quick();
        let failed = failed.unwrap_or_default();
        let now = case.evidence.now;
        let given_up = match invoked.filter(|all| *all >= failed) {
            Some(all) => format!("{failed} of {}", so_many(all, "invocation", "invocations")),
            None => so_many(failed, "invocation", "invocations"),
        };
        let title = format!("EventBridge gave up {given_up} in {}", span(case));
        let last = case.evidence.metrics.seen().and_then(|metrics| metrics.newest("FailedInvocations"));
        let last = last.map(|at| crate::text::time::recently(at, now, 0)).unwrap_or_default();
        let still = format!("{title}, the last at {last} UTC.");
        let note = match (case.ended("FailedInvocations"), case.changed_since_failing()) {
            (Some(at), _) => report.suspect(until(&format!("{title}."), at, now)),
            (None, Some(change)) => report.suspect(format!(
                "{still} The rule was changed after that, by {} at {} UTC: whether it still fails shows with the next \
                 event.",
                change.call,
                crate::text::time::recently(change.at, now, 0)
            )),
            (None, None) if case.mostly_fails() => report.fault(still).symptom(),
            (None, None) => report.suspect(still),
        };
        // Where invocations did not fail any more, it has shown.
        let repaired = match case.ended("FailedInvocations") {
            Some(_) => "",
            None => " What was put right since the last failure shows with the next event.",
        };
        let note = note.with_exhibit("GetMetricData", shown);
        match reasons(case, is_quick) {
            Reasons::Said(fix, ask) => note.fix(format!("{fix}{repaired}")).ask(ask),
            Reasons::OtherFindings(more) => note.fix(format!("{more}{repaired}").trim_start()).after_others(),
        };
    } else if is_above_zero(invoked) {
        report
            .ok(format!("No delivery was given up in {}.", span(case)))
            .with_exhibit("GetMetricData", shown);
    } else if case.targets().is_empty() {
        unaccepted(case, report);
    }
}

/// Nothing was delivered that is known of, and there is no target whose policy, role and key tell whether it
/// would be accepted.
fn unaccepted(case: &Case<'_>, report: &mut Report) {
    let what = "Whether a delivery would be accepted";
    let Some(targets) = report.see(what, "events:ListTargetsByRule", &case.evidence.targets) else { return };
    if targets.is_empty() {
        report.cannot_see(what, "a target", "the rule has none");
    } else {
        report.cannot_see(
            what,
            "a look at the targets by hand",
            "those of a managed rule are not looked into",
        );
    }
}

/// Where the reason of failed deliveries stands.
enum Reasons {
    /// There, and what has to be asked for it.
    Said(String, Option<Ask>),
    /// What else is found of deliveries tells; and what more helps.
    OtherFindings(&'static str),
}

fn reasons(case: &Case<'_>, is_quick: bool) -> Reasons {
    if is_quick {
        let why = case.why(&case.rule.name, &case.rule.bus);
        let fix = format!("Look into the targets with {why}: their policies, roles and keys.");
        return Reasons::Said(fix, None);
    }
    let unread = super::dead_letter::unread(case);
    if !unread.is_empty() {
        let fix =
            format!("The reason stands in the dead letters of {}, which were not read.", listed(&unread));
        return Reasons::Said(fix, Some(Ask::DeadLetters));
    }
    let has_queues = case.targets().iter().all(|target| target.dead_letter.is_some());
    Reasons::OtherFindings(if has_queues || super::dead_letter::were_read(case) {
        ""
    } else {
        "Give each target a dead-letter queue: it holds the reason of every delivery that is given up."
    })
}

/// T19: the target refuses, and EventBridge tries again.
pub(super) fn retried(case: &Case<'_>, report: &mut Report) {
    counted_again(case, report);
    super::function::takes_no_calls(case, report);
}

fn counted_again(case: &Case<'_>, report: &mut Report) {
    if let Some(count) = case.metric("RetryInvocationAttempts") {
        if count > 0.0 {
            // What lacks a permission or a target is given up at once ("Using dead-letter queues to process
            // undelivered events"). The metrics are the rule's: only of a single target they say that what
            // was tried again is what was given up.
            let given_up = case.metric("FailedInvocations").unwrap_or_default();
            let tried = so_many(count, "delivery", "deliveries");
            let note = if case.mostly_fails() && count >= given_up && case.targets().len() == 1 {
                report.fault(format!(
                    "EventBridge tried {tried} again and gave up: the target throttles, fails, or does not answer."
                ))
            } else {
                report.suspect(format!(
                    "EventBridge tried {tried} again: a target throttles or fails for a while."
                ))
            };
            let unread = !super::dead_letter::unread(case).is_empty();
            note.with_exhibit("GetMetricData.RetryInvocationAttempts", count)
                .fix(
                    "Look at the target's own throttling and errors; retries delay events by up to 24 hours.",
                )
                .ask(unread.then_some(Ask::DeadLetters));
        } else if case.has_matched() {
            report.ok("No delivery had to be tried again.");
        }
    }
}

/// T20: EventBridge throttles the rule.
pub(super) fn throttled(case: &Case<'_>, report: &mut Report) {
    if let Some(count) = case.metric("ThrottledRules") {
        if count > 0.0 {
            report
                .suspect(format!(
                    "EventBridge held this rule back {}: the account's rate of invocations is used up.",
                    so_many(count, "time", "times")
                ))
                .with_exhibit("GetMetricData.ThrottledRules", count)
                .fix("Events come late and not at all after 24 hours: narrow the patterns, or ask for a higher quota.");
        } else if case.has_matched() {
            report.ok("EventBridge did not hold this rule back.");
        }
    }
}
