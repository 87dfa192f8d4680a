//! What CloudTrail records that nobody called: a service's own events, under a detail-type of their own.

use crate::catalogue::{CALL, RECORDED, SERVICE_EVENT};
use crate::diagnose::case::{Case, listed};
use crate::diagnose::report::Report;
use crate::pattern::{Asks, Pattern};
use serde_json::json;

/// Events that no call of that name makes, by source (KMS developer guide, "RotateKey", "DeleteKey",
/// "DeleteExpiredKeyMaterial", whose examples have the eventType AwsServiceEvent; Secrets Manager user guide,
/// "AWS CloudTrail entries for Secrets Manager").
const EVENTS: [(&str, &str, &[&str]); 2] = [
    ("aws.kms", "kms.amazonaws.com", &["RotateKey", "DeleteKey", "DeleteExpiredKeyMaterial"]),
    (
        "aws.secretsmanager",
        "secretsmanager.amazonaws.com",
        &[
            "RotationStarted",
            "RotationSucceeded",
            "RotationFailed",
            "RotationAbandoned",
            "TestRotationStarted",
            "TestRotationSucceeded",
            "TestRotationFailed",
            "StartSecretVersionDelete",
            "CancelSecretVersionDelete",
            "EndSecretVersionDelete",
            "ReplicationStarted",
            "ReplicationSucceeded",
            "ReplicationFailed",
        ],
    ),
];

/// The service events of the one service that an alternative asks for.
pub(super) fn events_of(asks: Asks<'_>) -> &'static [&'static str] {
    let is_only = |path: &str, text: &str| asks.at(path).map(|asked| asked.is_only(|only| only == text));
    let is_of = |source: &str, host: &str| {
        let both = [is_only("source", source), is_only("detail.eventSource", host)];
        both.contains(&Some(true)) && !both.contains(&Some(false))
    };
    EVENTS
        .iter()
        .find(|(source, host, _)| is_of(source, host))
        .map(|(_, _, events)| *events)
        .unwrap_or_default()
}

/// The service events that one alternative asks for by name under the detail-type of calls and no other takes
/// as what they are, and whether it asks for nothing else.
fn asked_as_calls(pattern: &Pattern, asks: Asks<'_>) -> Option<(Vec<String>, bool)> {
    let kinds = asks.at("detail-type")?;
    if kinds.takes(SERVICE_EVENT) || !kinds.is_only(|kind| RECORDED.contains(&kind)) {
        return None;
    }
    let names = asks.at("detail.eventName")?;
    let events = events_of(asks);
    let is_taken = |name: &str| {
        pattern.asks().any(|other| {
            other.at("detail-type").is_none_or(|kinds| kinds.takes(SERVICE_EVENT))
                && other.at("detail.eventName").is_none_or(|names| names.takes(name))
        })
    };
    let is_missed = |name: &String| events.contains(&name.as_str()) && !is_taken(name);
    let named: Vec<String> = names.texts().into_iter().filter(is_missed).collect();
    (!named.is_empty()).then(|| (named, names.is_only(|name| events.contains(&name))))
}

/// The part of M27 that is about service events: tells of those that are asked for as if they were calls, and
/// whether it did.
pub(super) fn tell_of_asked_as_calls(case: &Case<'_>, report: &mut Report) -> bool {
    let Some(pattern) = case.own_pattern() else { return false };
    let found: Vec<(Vec<String>, bool)> =
        pattern.asks().filter_map(|asks| asked_as_calls(pattern, asks)).collect();
    let Some((names, _)) = found.first() else { return false };
    let (kinds, one) = (pattern.texts_at("detail-type"), names.len() == 1);
    // Where other calls are asked for as well, the rule takes those.
    let is_whole = found.len() == pattern.alternative_count() && found.iter().all(|(_, only)| *only);
    let title = format!(
        "{} {} of the service itself, which CloudTrail records as `{SERVICE_EVENT}`; the pattern asks for {} as {}.",
        listed(names),
        if one { "is an event" } else { "are events" },
        if one { "it" } else { "them" },
        listed(&kinds)
    );
    let note = if is_whole { report.fault(title) } else { report.suspect(title) };
    let note = note
        .with_exhibit("DescribeRule.EventPattern", json!({"detail-type": kinds, "detail.eventName": names}));
    let after = if is_whole { retyped(pattern, &kinds) } else { None };
    match after {
        Some(after) => {
            super::matching::offer(case, note, &format!("Write \"{SERVICE_EVENT}\" as detail-type."), after);
        }
        None => {
            note.fix(format!(
                "Ask for them under the detail-type \"{SERVICE_EVENT}\", beside the one that is there."
            ));
        }
    }
    true
}

/// The pattern with the detail-type of service events in the place of that of calls, where that is the only
/// one.
fn retyped(pattern: &Pattern, kinds: &[String]) -> Option<String> {
    if kinds != [CALL] {
        return None;
    }
    super::call_names::replaced(pattern, "detail-type", CALL, &json!(SERVICE_EVENT).to_string())
}
