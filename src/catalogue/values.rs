//! The values that some fields of AWS's events have, as the services' guides list them, and the detail-types that the
//! guides name beside those of the schemas.
//!
//! A list may grow, so that a value is doubted only where it is one of them in another spelling.

use super::value_rows::{ROWS, Row};
use crate::pattern::{Asks, DETAIL_TYPES};
use crate::text::{edits, letters_and_digits};

/// The detail-type of calls.
pub const CALL: &str = "AWS API Call via CloudTrail";

/// The detail-type of sign-ins to the console.
pub const SIGN_IN: &str = "AWS Console Sign In via CloudTrail";

/// The detail-type of what a service does itself, which nobody called.
pub const SERVICE_EVENT: &str = "AWS Service Event via CloudTrail";

/// The detail-types under which CloudTrail's events come (EventBridge user guide, "AWS service events delivered via
/// AWS CloudTrail").
pub const RECORDED: &[&str] = &[CALL, SIGN_IN, SERVICE_EVENT, "AWS Insight via CloudTrail"];

/// Detail-types without a schema: AWS Backup "Monitoring events using EventBridge", Systems Manager "Event patterns and
/// types".
const TYPES: &[(&str, &str)] = &[
    ("aws.backup", "Backup Job State Change"),
    ("aws.backup", "Backup Plan State Change"),
    ("aws.backup", "Backup Vault State Change"),
    ("aws.backup", "Copy Job State Change"),
    ("aws.backup", "Recovery Point State Change"),
    ("aws.backup", "Restore Job State Change"),
    ("aws.ssm", "Configuration Compliance State Change"),
    ("aws.ssm", "EC2 Automation Execution Status-change Notification"),
    ("aws.ssm", "EC2 Automation Step Status-change Notification"),
    ("aws.ssm", "EC2 Command Invocation Status-change Notification"),
    ("aws.ssm", "EC2 Command Status-change Notification"),
    ("aws.ssm", "Parameter Store Change"),
    ("aws.ssm", "Parameter Store Policy Action"),
];

/// Values that a service itself gives to a field of its events, where they are few and known; `path` begins below
/// `detail`.
pub fn values(source: &str, detail_type: &str, path: &str) -> &'static [&'static str] {
    let is_it = |(own, kinds, field, _): &&Row| {
        *own == Some(source)
            && kinds.contains(&detail_type)
            && field.strip_prefix("detail.").is_some_and(|field| field.eq_ignore_ascii_case(path))
    };
    ROWS.iter().find(is_it).map_or(&[], |(.., values)| values)
}

/// The detail-types of a source that guides name.
pub(super) fn types_of(source: &str) -> impl Iterator<Item = &'static str> {
    senders().filter(move |(sender, _)| *sender == source).map(|(_, detail_type)| detail_type)
}

/// All detail-types that guides name.
pub(super) fn all_types() -> impl Iterator<Item = &'static str> {
    senders().map(|(_, detail_type)| detail_type)
}

fn senders() -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_rows = ROWS.iter().filter_map(|(sender, kinds, ..)| sender.map(|sender| (sender, *kinds)));
    let of_rows = of_rows.flat_map(|(sender, kinds)| kinds.iter().map(move |kind| (sender, *kind)));
    let of_lints = DETAIL_TYPES.iter().map(|(kind, sender)| (*sender, *kind));
    TYPES.iter().copied().chain(of_rows).chain(of_lints)
}

/// A value that is asked for where a field has another one which is spelled nearly so.
pub(super) struct Misspelt {
    pub(super) path: &'static str,
    pub(super) asked: String,
    pub(super) meant: &'static str,
}

/// The values that an alternative asks for and that are known in another spelling. Where one that is known is asked for
/// beside it, somebody has thought of both.
pub(super) fn misspelt(asks: Asks<'_>) -> Vec<Misspelt> {
    let found = rows_for(asks).into_iter().filter_map(|(_, _, path, values)| {
        let asked = asks.at(path).filter(|asked| asked.is_only(|text| !values.contains(&text)))?;
        let texts = asked.texts();
        let near = texts.iter().find_map(|text| Some((text, nearest(text, values)?)));
        near.map(|(asked, meant)| Misspelt { path, asked: asked.clone(), meant })
    });
    found.collect()
}

/// The fields that an alternative asks for by a name that is one of the known fields' but for its letter case.
pub(super) fn miscased(asks: Asks<'_>) -> Vec<(String, &'static str)> {
    let rows = rows_for(asks);
    let in_other_letters =
        |path: &str| rows.iter().find(|(_, _, known, _)| *known != path && known.eq_ignore_ascii_case(path));
    asks.all()
        .filter(|(_, asked)| !asked.takes_absence())
        .filter_map(|(path, _)| in_other_letters(&path).map(|(_, _, known, _)| (path, *known)))
        .collect()
}

/// The rows of the kinds that an alternative asks for, where all of them are known.
fn rows_for(asks: Asks<'_>) -> Vec<&'static Row> {
    let Some(types) = asks.at("detail-type").map(crate::pattern::Asked::texts) else { return Vec::new() };
    let sources = asks.at("source").map(crate::pattern::Asked::texts).unwrap_or_default();
    let is_asked = |(source, kinds, _, _): &&Row| {
        !types.is_empty()
            && types.iter().all(|text| kinds.contains(&text.as_str()))
            && source.is_none_or(|source| sources.iter().all(|text| text == source))
    };
    ROWS.iter().filter(is_asked).collect()
}

/// The values that a field of the events of an alternative is known to have.
pub(super) fn known_at(asks: Asks<'_>, path: &str) -> impl Iterator<Item = &'static str> {
    let rows = rows_for(asks).into_iter().filter(move |(_, _, known, _)| *known == path);
    rows.flat_map(|(.., values)| values.iter().copied())
}

/// The value that comes nearest to a text which is none; none where it may be another one.
fn nearest(text: &str, values: &[&'static str]) -> Option<&'static str> {
    let best = values.iter().filter_map(|value| Some((distance(text, value)?, *value)));
    // Of equally near ones the one that the list has first.
    best.min_by_key(|(distance, _)| *distance).map(|(_, value)| value)
}

/// How far a text is from a value that it may be meant for: 0 in other letters, then by letters and by words.
fn distance(text: &str, value: &str) -> Option<usize> {
    /// Behind whatever differs by letters.
    const BY_WORDS: usize = 10;
    let (asked, whole) = (letters_and_digits(text), letters_and_digits(value));
    let most = usize::from(whole.len() > 4);
    let after_colon = || edits(&asked, &letters_and_digits(value.split_once(':')?.1), most);
    if let Some(edits) = edits(&asked, &whole, most).or_else(after_colon) {
        return Some(edits);
    }
    let is_end = asked.len() >= SHORT_END && whole.ends_with(&asked) && whole.len() - asked.len() <= SERVICE;
    (stems(text) == stems(value) && !are_two_states(text, value) || is_end).then_some(BY_WORDS)
}

/// Whether one of them is under way and the other one done: `CANCELLING` and `CANCELLED`.
fn are_two_states(one: &str, other: &str) -> bool {
    let ends = |text: &str, end: &str| {
        let mut words = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
        words.any(|word| word.ends_with(end))
    };
    let are = |one: &str, other: &str| ends(one, "ing") && !ends(other, "ing") && ends(other, "ed");
    are(one, other) || are(other, one)
}

/// An end of a value that is shorter is that of too many, and no more than so much may stand before it: `ApiCall` for
/// `AwsApiCall`.
const SHORT_END: usize = 6;
const SERVICE: usize = 4;

/// The words of a value without their endings, together: `FAIL`, `FAILURE` and `FAILED` are one.
fn stems(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
    words.filter(|word| !LITTLE.contains(&word.as_str())).map(|word| stem(&word)).collect()
}

/// Words that do not make another value: `IN_ALARM`.
const LITTLE: [&str; 5] = ["", "in", "is", "state", "status"];

fn stem(word: &str) -> String {
    /// What is left has so many letters.
    const LEAST: usize = 3;
    match word {
        "success" | "successful" | "succeed" | "succeeded" => return "success".to_owned(),
        "yes" | "true" => return "yes".to_owned(),
        "no" | "false" => return "no".to_owned(),
        _ => {}
    }
    let cut = |end: &str| word.strip_suffix(end).filter(|stem| stem.len() >= LEAST);
    let ends = ["ures", "ure", "ing", "ion", "ed", "es", "e", "s"];
    let mut stem = ends.iter().find_map(|end| cut(end)).unwrap_or(word).to_owned();
    // `stopped` is `stop` with a letter twice.
    let mut last = stem.chars().rev();
    if stem.len() > LEAST && last.next() == last.next() && stem.len() < word.len() {
        stem.pop();
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::{ROWS, nearest, values};

    #[test]
    fn a_value_is_meant_by_its_other_forms() {
        let of = |kind: &str, path: &str| {
            ROWS.iter().find(|(_, kinds, field, _)| kinds.contains(&kind) && *field == path).unwrap().3
        };
        let batch = of("Batch Job State Change", "detail.status");
        let instance = of("EC2 Instance State-change Notification", "detail.state");
        let build = of("CodeBuild Build State Change", "detail.build-status");
        let alarm = of("CloudWatch Alarm State Change", "detail.state.value");
        let run = of("Step Functions Execution Status Change", "detail.status");
        let stack = of("CloudFormation Stack Status Change", "detail.status-details.status");
        for (values, text, meant) in [
            (batch, "FAIL", Some("FAILED")),
            (batch, "FAILURE", Some("FAILED")),
            (batch, "success", Some("SUCCEEDED")),
            (batch, "DONE", None),
            (instance, "Stopped", Some("stopped")),
            (instance, "stop", Some("stopped")),
            (instance, "shutdown", Some("shutting-down")),
            (instance, "terminate", Some("terminated")),
            (instance, "halted", None),
            (build, "FAILURE", Some("FAILED")),
            (build, "TIMEOUT", Some("TIMED_OUT")),
            (alarm, "Alarm", Some("ALARM")),
            (alarm, "IN_ALARM", Some("ALARM")),
            (alarm, "firing", None),
            (run, "Aborted", Some("ABORTED")),
            (run, "ABORTING", None),
            (instance, "TERMINATING", None),
            (of(super::SIGN_IN, "detail.additionalEventData.MFAUsed"), "true", Some("Yes")),
            (stack, "CREATE_COMPLETED", Some("CREATE_COMPLETE")),
        ] {
            assert_eq!(nearest(text, values), meant, "{text}");
        }
    }

    #[test]
    fn values_of_one_field_are_not_taken_for_each_other() {
        for (_, kinds, path, values) in ROWS {
            for value in *values {
                assert_eq!(nearest(value, values), Some(*value), "{kinds:?} {path}");
            }
        }
        assert_eq!(values("aws.ecr", "ECR Image Action", "result"), ["SUCCESS", "FAILURE"]);
    }
}
