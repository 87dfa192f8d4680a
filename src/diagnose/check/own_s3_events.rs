//! S3's own events in the place of recorded calls on objects: such calls are data events, which most trails
//! do not take, and a bucket that sends its own events needs no trail. Source: S3 user guide, "EventBridge
//! event message structure".

use super::cloudtrail;
use super::matching::offer;
use super::recorded_calls::{AskedCalls, OBJECTS};
use crate::diagnose::case::{Case, listed};
use crate::diagnose::report::Note;
use crate::model::Target;
use crate::pattern::Pattern;
use serde_json::json;

/// Calls on objects that make an event of S3's own, with its detail-type; the call's name is its `reason`.
const CALLS: [(&str, &str); 4] = [
    ("PutObject", "Object Created"),
    ("CopyObject", "Object Created"),
    ("CompleteMultipartUpload", "Object Created"),
    ("DeleteObject", "Object Deleted"),
];
const BUCKET: &str = "detail.requestParameters.bucketName";
const KEY: &str = "detail.requestParameters.key";

/// The buckets that are named by a pattern for recorded calls on objects, and the pattern for S3's own events
/// of the same, where these have all that is asked for.
fn in_place_of_calls(case: &Case<'_>) -> Option<(Vec<String>, String)> {
    let wanted =
        AskedCalls::of(case).filter(|wanted| wanted.data() == Some(OBJECTS) && !wanted.buckets.is_empty())?;
    // S3 sends to the default bus. What a target takes out of a call's record, S3's own event does not have.
    let takes_parts = |target: &Target| target.input_path.is_some() || target.transformer.is_some();
    if !case.is_on_default() || case.targets().iter().any(takes_parts) {
        return None;
    }
    Some((wanted.buckets, asking_for_events(case.own_pattern()?)?))
}

/// The buckets whose own events can be asked for in the place of recorded calls that no trail takes.
pub(super) fn buckets(case: &Case<'_>) -> Vec<String> {
    let found = in_place_of_calls(case).filter(|_| cloudtrail::wants_another_trail(case));
    found.map(|(buckets, _)| buckets).unwrap_or_default()
}

/// Offers the pattern for the buckets' own events, where they are known to send those and it can be written;
/// else gives the note back.
pub(super) fn offer_instead<'n>(case: &Case<'_>, note: Note<'n>) -> Result<(), Note<'n>> {
    let Some((buckets, after)) = in_place_of_calls(case) else { return Err(note) };
    let sends = |name: &String| {
        case.evidence.buckets.get(name.as_str()).seen().is_some_and(|notices| notices.to_eventbridge)
    };
    if !buckets.iter().all(sends) {
        return Err(note);
    }
    let (name, it) = if buckets.len() == 1 { ("bucket", "sends") } else { ("buckets", "send") };
    let what = format!(
        "The {name} {} {it} S3's own events to EventBridge, which come without a trail and much sooner than a record of the \
         call: ask for these in place of the calls. The targets then get another event, with detail.bucket.name and \
         detail.object.key in place of detail.requestParameters.",
        listed(&buckets)
    );
    offer(case, note, &what, after);
    Ok(())
}

/// The pattern that asks for S3's own events of what this one asks for as calls; none where it asks for more
/// than those have.
fn asking_for_events(pattern: &Pattern) -> Option<String> {
    let mut alternatives = pattern.asks();
    let (Some(asks), None) = (alternatives.next(), alternatives.next()) else { return None };
    let known = ["source", "detail-type", "detail.eventSource", "detail.eventName", BUCKET, KEY];
    if asks.all().any(|(path, _)| !known.contains(&path.as_str())) {
        return None;
    }
    let calls = asks.at("detail.eventName")?;
    let kind_of = |call: &str| CALLS.iter().find(|(name, _)| *name == call).map(|(_, kind)| *kind);
    if !calls.is_only(|call| kind_of(call).is_some()) {
        return None;
    }
    let mut kinds: Vec<&str> = calls.texts().iter().filter_map(|call| kind_of(call)).collect();
    kinds.sort_unstable();
    kinds.dedup();
    // Of buckets that are not named whole it is not known whether they send.
    if !asks.at(BUCKET)?.is_only(|_| true) {
        return None;
    }
    let list = |path: &str| asks.at(path).and_then(|asked| pattern.text().get(asked.span()));
    let key = list(KEY).map(|key| format!(r#","object":{{"key":{key}}}"#)).unwrap_or_default();
    let (kinds, bucket, calls) = (json!(kinds), list(BUCKET)?, list("detail.eventName")?);
    Some(format!(
        r#"{{"source":["aws.s3"],"detail-type":{kinds},"detail":{{"bucket":{{"name":{bucket}}}{key},"reason":{calls}}}}}"#
    ))
}
