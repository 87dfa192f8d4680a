//! The values that some fields of AWS's events have, as the services' guides list them, and the detail-types
//! that the guides name beside those of the schemas.

use super::value_rows::{ValueRow, rows};
use super::{detail_types, kinds};
use crate::pattern::{Asks, DETAIL_TYPES};
use crate::text::{edits, letters_and_digits};

/// The detail-type of calls.
pub const CALL: &str = "AWS API Call via CloudTrail";

/// The detail-type of sign-ins to the console.
pub const SIGN_IN: &str = "AWS Console Sign In via CloudTrail";

/// The detail-type of what a service does itself, which nobody called.
pub const SERVICE_EVENT: &str = "AWS Service Event via CloudTrail";

/// The detail-types under which CloudTrail's events come (EventBridge user guide, "AWS service events
/// delivered via AWS CloudTrail").
pub const RECORDED: &[&str] = &[
    CALL,
    SIGN_IN,
    SERVICE_EVENT,
    "AWS Insight via CloudTrail",
    "AWS Console Action via CloudTrail",
    "AWS Network Activity Event via CloudTrail",
];

/// Values that a service itself gives to a field of its events, where they are few and known; `path` begins
/// below `detail`.
pub fn values(source: &str, detail_type: &str, path: &str) -> &'static [&'static str] {
    let is_it = |row: &&ValueRow| {
        row.source == Some(source)
            && row.kinds.contains(&detail_type)
            && row.path.strip_prefix("detail.").is_some_and(|field| field.eq_ignore_ascii_case(path))
    };
    rows().iter().find(is_it).map_or(&[], |row| row.values.as_slice())
}

/// The detail-types of a source that guides name.
pub(super) fn types_of(source: &str) -> impl Iterator<Item = &'static str> {
    senders().filter(move |(sender, _)| *sender == source).map(|(_, detail_type)| detail_type)
}

/// All detail-types that guides name.
pub(super) fn all_types() -> impl Iterator<Item = &'static str> {
    senders().map(|(_, detail_type)| detail_type)
}

/// The sources that send a detail-type, by schemas or guides, each once.
pub(super) fn senders_of(detail_type: &str) -> Vec<&'static str> {
    let of_kinds = kinds().iter().map(|kind| (kind.source.as_str(), kind.detail_type.as_str()));
    let all = of_kinds.chain(senders()).filter(|(_, known)| *known == detail_type);
    let mut sources: Vec<&str> = Vec::new();
    for (source, _) in all {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    sources
}

/// Every source with the detail-types that guides and the Events Reference name.
pub(super) fn senders() -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_rows = rows().iter().filter_map(|row| Some((row.source?, &row.kinds)));
    let of_rows = of_rows.flat_map(|(sender, kinds)| kinds.iter().map(move |kind| (sender, *kind)));
    let of_lints = DETAIL_TYPES.iter().map(|(kind, sender)| (*sender, *kind));
    detail_types::senders().chain(of_rows).chain(of_lints)
}

/// The fields that an alternative asks for by a name that is one of the known fields' but for its letter
/// case.
pub(super) fn miscased(asks: Asks<'_>) -> Vec<(String, &'static str)> {
    let rows = rows_for(asks);
    let in_other_letters =
        |path: &str| rows.iter().find(|row| row.path != path && row.path.eq_ignore_ascii_case(path));
    asks.all()
        .filter(|(_, asked)| !asked.takes_absence())
        .filter_map(|(path, _)| in_other_letters(&path).map(|row| (path, row.path.as_str())))
        .collect()
}

/// The rows of the kinds that an alternative asks for, where all of them are known.
pub(super) fn rows_for(asks: Asks<'_>) -> Vec<&'static ValueRow> {
    let Some(types) = asks.at("detail-type").map(crate::pattern::Asked::texts) else { return Vec::new() };
    let sources = asks.at("source").map(crate::pattern::Asked::texts).unwrap_or_default();
    let is_asked = |row: &&ValueRow| {
        !types.is_empty()
            && types.iter().all(|text| row.kinds.contains(&text.as_str()))
            && row.source.is_none_or(|source| sources.iter().all(|text| text == source))
    };
    rows().iter().filter(is_asked).collect()
}

/// The values that a field of the events of an alternative is known to have.
pub(super) fn known_at(asks: Asks<'_>, path: &str) -> impl Iterator<Item = &'static str> {
    let rows = rows_for(asks).into_iter().filter(move |row| row.path == path);
    rows.flat_map(|row| row.values.iter().copied())
}

/// The page that documents a field of the events of an alternative.
pub(super) fn page_of(asks: Asks<'_>, path: &str) -> String {
    rows_for(asks).into_iter().find(|row| row.path == path).map_or("", |row| row.page).to_owned()
}

/// The value that comes nearest to a text which is none; none where it may be another one.
pub(super) fn nearest(text: &str, values: &[&'static str]) -> Option<&'static str> {
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
    let before = whole.strip_suffix(&asked).filter(|before| !TURNED.contains(before));
    let is_end = asked.len() >= SHORT_END && before.is_some_and(|before| before.len() <= SERVICE);
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

/// An end of a value that is shorter is that of too many, and no more than so much may stand before it:
/// `ApiCall` for `AwsApiCall`.
const SHORT_END: usize = 6;
const SERVICE: usize = 4;

/// What makes another word of one: `DISCONNECTED`.
const TURNED: [&str; 5] = ["de", "dis", "in", "non", "un"];

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
    use super::{nearest, rows, values};

    #[test]
    fn a_value_is_meant_by_its_other_forms() {
        let of = |kind: &str, path: &str| {
            let mut all = rows().iter();
            let row = all.find(|row| row.kinds.contains(&kind) && row.path == path).unwrap();
            row.values.as_slice()
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
        for row in rows() {
            for value in &row.values {
                assert_eq!(nearest(value, &row.values), Some(*value), "{row:?}");
            }
        }
        assert_eq!(values("aws.ecr", "ECR Image Action", "result"), ["SUCCESS", "FAILURE"]);
    }
}
