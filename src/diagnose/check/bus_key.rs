//! The KMS key that a bus's events are encrypted with: that of the rule's bus, and those of buses that it
//! sends to.

use super::kms_key::{DESCRIBE, Use, arn, is_of_aws, judge, statement};
use super::often;
use super::rule_metrics::until;
use crate::diagnose::case::{Case, only_aws};
use crate::diagnose::report::Report;
use crate::model::{Bus, Target, TargetKind};
use crate::pattern::Pattern;
use crate::policy::{KEY_USES, KeyValue, Request};
use serde_json::json;

/// K3: the bus's key cannot be used, so events on it cannot be read.
pub(super) fn of_bus(case: &Case<'_>, report: &mut Report) {
    let is_right = key_of_bus(case, report);
    if !case.metric("EventBusEncryptionFailed").is_some_and(|count| count > 0.0) {
        return;
    }
    let title = "EventBridge could not encrypt events of this bus with its key.";
    let now = case.evidence.now;
    let last = case.evidence.metrics.seen().and_then(|metrics| metrics.newest("EventBusEncryptionFailed"));
    let last = last.map(|at| crate::text::time::recently(at, now, 0)).unwrap_or_default();
    let mut fix = "Look at the key: is it enabled, and does its policy let events.amazonaws.com use it.";
    let note = match case.ended("EventBusEncryptionFailed") {
        Some(at) => report.suspect(until(title, at, now)),
        None if is_right => {
            fix = "What was put right since shows with the next event.";
            report.suspect(format!(
                "{title} The last was at {last} UTC, and the key lets EventBridge use it now."
            ))
        }
        // What keeps the key from being used comes first, where that is known.
        None => report.fault(format!("{title} The last was at {last} UTC.")),
    };
    note.often(often::ENCRYPTION_FAILS)
        .with_exhibit("GetMetricData.EventBusEncryptionFailed", case.metric("EventBusEncryptionFailed"))
        .fix(fix);
}

/// Looks at the bus's key, and says whether it surely can be used.
fn key_of_bus(case: &Case<'_>, report: &mut Report) -> bool {
    let what = "Whether the bus has a key of its own";
    let Some(bus) = report.see(what, "events:DescribeEventBus", &case.evidence.bus) else { return false };
    can_be_used(case, report, bus, case.delivers() && !may_be_of_aws(case))
}

/// The key of another bus here that a rule sends to. What AWS's services send is not encrypted with it.
pub(super) fn of_target(case: &Case<'_>, report: &mut Report, target: &Target) {
    let is_other =
        target.kind() == TargetKind::Bus && case.is_near(&target.arn) && !case.is_own_bus(&target.arn);
    let bus = case.evidence.target_buses.get(&target.arn).seen();
    let is_of_aws = case.only_sources(only_aws);
    let Some(bus) = bus.filter(|bus| is_other && !is_of_aws && bus.kms_key.is_some()) else { return };
    report.about(target);
    // What the other bus took is not seen by what this rule delivers.
    can_be_used(case, report, bus, false);
}

/// Whether a bus's key surely can be used.
fn can_be_used(case: &Case<'_>, report: &mut Report, bus: &Bus, is_shown: bool) -> bool {
    // Without one it is AWS's own, which everybody may use who may use the bus.
    let Some(key) = bus.kms_key.as_deref().filter(|key| !key.is_empty()) else { return true };
    let name = format!("the bus {}", bus.name);
    if is_of_aws(key, case) {
        report
            .fault(format!(
                "The bus {} is encrypted with {key}, a key of AWS that EventBridge cannot use.",
                bus.name
            ))
            .with_exhibit("DescribeEventBus.KmsKeyIdentifier", key)
            .fix("Use a key of yours that lets events.amazonaws.com use it, or the key that AWS owns.");
        return false;
    }
    let request = |action: &&str| case.delivery().bus_key(arn(case, key), action, bus.arn.as_str());
    // The guide's own policy has conditions on the use and none on the description ("Encrypting EventBridge
    // event buses").
    let mut lets_in = statement();
    lets_in["Condition"] = json!({"ArnEquals": {"aws:SourceArn": bus.arn.as_str()}});
    let mut lets_describe = statement();
    lets_describe["Action"] = json!(DESCRIBE);
    let usage = Use {
        made: KEY_USES.iter().map(request).collect(),
        advised: vec![as_description(request(&DESCRIBE))],
        statements: vec![lets_in, lets_describe],
        is_shown,
    };
    judge(case, report, &name, key, &usage)
}

/// A request that describes the key: it has no encryption context, and whether it names the bus is not
/// documented.
fn as_description(mut request: Request) -> Request {
    for key in ["aws:SourceArn", "aws:SourceAccount"] {
        let why = format!("whether a request that describes a bus's key carries {key} is not documented");
        request.context = request.context.with(key, KeyValue::Unknown(why));
    }
    request.context = request.context.without("kms:EncryptionContext:aws:events:event-bus:arn");
    request
}

/// Whether the rule may get events of AWS services, which a bus does not encrypt with its key (user guide,
/// "Encrypting EventBridge event buses").
fn may_be_of_aws(case: &Case<'_>) -> bool {
    let is_own = |pattern: &Pattern| {
        pattern.always_asks("source", |asked| asked.is_only(|source| !source.starts_with("aws.")))
    };
    !case.pattern().is_some_and(is_own)
}
