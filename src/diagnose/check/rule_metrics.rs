//! What the rule's own metrics say of invocations and deliveries. They are best effort: absence is no proof.

use crate::diagnose::case::Case;
use crate::diagnose::evidence::Piece;
use crate::diagnose::report::Report;
use crate::model::Millis;
use serde_json::json;

const NEEDS: &str = "cloudwatch:GetMetricData";

/// The title of failures that came to an end at `at`, with the day where it is another one.
pub(super) fn until(title: &str, at: Millis, now: Millis) -> String {
    let at = crate::text::time::recently(at, now, 0);
    format!("{title} The last was at {at} UTC, and invocations after it did not fail.")
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
        report.ok("The bus's log shows that targets were invoked.").shown("bus log", "INVOCATION_START");
        return;
    }
    if report.see("Whether targets were invoked", NEEDS, &case.evidence.metrics).is_none() {
        return;
    }
    let (matched, invoked) = (case.metric("MatchedEvents"), case.metric("Invocations"));
    let shown = json!({"MatchedEvents": matched, "Invocations": invoked});
    if is_above_zero(invoked) {
        let title =
            format!("Targets were invoked {} times in the span looked at.", invoked.unwrap_or_default());
        report.ok(title).shown("GetMetricData", shown);
    } else if is_above_zero(matched) && !case.targets().is_empty() {
        report
            .suspect(format!(
                "{} events matched, and no invocation was counted.",
                matched.unwrap_or_default()
            ))
            .shown("GetMetricData", shown)
            .fix("Metrics lag a few minutes: look again.");
    } else {
        let why = "no points in the span looked at, and absence is no proof";
        report.cannot_see("Whether targets were invoked", "metrics of a time when events came", why);
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
        let why =
            record.error.as_ref().map(|(code, message)| format!(": {code}, {message}")).unwrap_or_default();
        report
            .fault(format!("The bus's log shows that the delivery failed{why}."))
            .shown("bus log", json!({"message_type": record.kind, "target": record.target}));
        return;
    }
    if case.evidence.metrics.seen().is_none() {
        return;
    }
    let (failed, invoked) = (case.metric("FailedInvocations"), case.metric("Invocations"));
    let shown = json!({"FailedInvocations": failed, "Invocations": invoked});
    if is_above_zero(failed) {
        let failed = failed.unwrap_or_default();
        let of = invoked.filter(|all| *all >= failed).map(|all| format!(" of {all}")).unwrap_or_default();
        let title = format!("EventBridge gave up {failed}{of} invocations in the span looked at.");
        // A few among many are lost events, and no reason that the rule does not fire.
        let most = invoked.is_none_or(|all| failed * 2.0 >= all);
        let note = match case.ended("FailedInvocations") {
            Some(at) => report.suspect(until(&title, at, case.evidence.now)),
            None if most => report.fault(title),
            None => report.suspect(title),
        };
        note.shown("GetMetricData", shown).fix(format!(
            "Look into the targets with `buslens why {} --bus {}`: their policies, roles and keys. A \
                 dead-letter queue on each would hold the reason.",
            case.rule.name, case.rule.bus
        ));
    } else if is_above_zero(invoked) {
        report.ok("No delivery was given up in the span looked at.").shown("GetMetricData", shown);
    }
}

/// T19: the target refuses, and EventBridge tries again.
pub(super) fn retried(case: &Case<'_>, report: &mut Report) {
    if let Some(count) = case.metric("RetryInvocationAttempts") {
        if count > 0.0 {
            report
                .suspect(format!(
                    "EventBridge tried {count} deliveries again: a target throttles or fails for a while."
                ))
                .shown("GetMetricData.RetryInvocationAttempts", count)
                .fix(
                    "Look at the target's own throttling and errors; retries delay events by up to 24 hours.",
                );
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
                .suspect(format!("EventBridge held this rule back {count} times: the account's rate of invocations is used up."))
                .shown("GetMetricData.ThrottledRules", count)
                .fix("Events come late and not at all after 24 hours: narrow the patterns, or ask for a higher quota.");
        } else if case.has_matched() {
            report.ok("EventBridge did not hold this rule back.");
        }
    }
}

/// T24: the rule's own deliveries make it fire again.
pub(super) fn circle(case: &Case<'_>, report: &mut Report) {
    if let Some(count) = case.metric("DeadLetterInvocations").filter(|count| *count > 0.0) {
        report
            .suspect(format!("EventBridge left out {count} invocations that would have run in a circle."))
            .shown("GetMetricData.DeadLetterInvocations", count)
            .fix("Narrow the pattern so that what the target causes does not match.");
    }
    for target in case.targets().iter().filter(|target| case.is_own_bus(&target.arn)) {
        report.about(&target.id);
        report
            .suspect("The target is the rule's own bus: what it sends may match again.")
            .shown("Target.Arn", target.arn.as_str())
            .fix("Send to another bus, or narrow the pattern.");
    }
    if matches!(case.evidence.metrics, Piece::Seen(_))
        && case.metric("DeadLetterInvocations") == Some(0.0)
        && case.has_matched()
    {
        report.ok("Nothing runs in a circle.");
    }
}
