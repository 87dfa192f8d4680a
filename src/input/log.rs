//! What arrives in a log group.
//!
//! Source: API reference, "`InputLogEvent`"; user guide, "Amazon EventBridge input transformation", example
//! "Amazon CloudWatch log group": a transformer has to yield `{"timestamp":…,"message":…}`, and `Input` and
//! `InputPath` are not for log groups. Without a transformer the message is the whole event and the timestamp
//! its `time`.

use super::fill::{characters, render};
use super::refusal::{NotDelivered, Refusal, Setting, Unsent};
use super::{TargetInput, Variables};
use crate::json::{Document, Flaw, Kind, Value};
use jiff::Timestamp;

/// One event in a log stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Milliseconds since 1970, UTC.
    pub timestamp_millis: i64,
    /// The message.
    pub message: String,
}

/// What a log group gets for an event, or why it gets nothing.
///
/// A timestamp is a time in RFC 3339 as in the event, or a whole number of milliseconds. A message that is no
/// string arrives as its JSON (inferred; the CDK's reference says only that it "will be incorrect").
///
/// ```
/// use buslens::input::{TargetInput, Variables, log_entry};
/// use buslens::json::Document;
///
/// let event = Document::parse(r#"{"time": "2024-05-13T12:27:07Z", "detail": {}}"#)?;
/// let entry = log_entry(&TargetInput::default(), &event, &Variables::default())?;
/// assert_eq!(entry.timestamp_millis, 1_715_603_227_000);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn log_entry(
    target: &TargetInput<'_>,
    event: &Document,
    variables: &Variables<'_>,
) -> Result<LogEntry, Unsent> {
    refuse_constants(target)?;
    let rendered = render(target, event, variables)?;
    if target.transformer.is_none() {
        let time = event.root().get("time").and_then(millis);
        let timestamp_millis = time.ok_or_else(|| {
            NotDelivered::as_a_whole(
                "the event has no `time` to be logged under",
                "Give the event a `time` such as `2024-05-13T12:27:07Z`.",
                rendered.clone(),
            )
        })?;
        return Ok(LogEntry { timestamp_millis, message: rendered });
    }
    entry_of(&rendered).map_err(|problem| {
        let advice = "Write the template as `{\"timestamp\": <time>, \"message\": <text>}`.";
        Unsent::from(NotDelivered::as_a_whole(problem, advice, rendered.clone()))
    })
}

fn entry_of(rendered: &str) -> Result<LogEntry, String> {
    let document =
        Document::parse(rendered).map_err(|error| format!("the result is not JSON: {}", error.what()))?;
    let root = document.root();
    let part = |key: &str| {
        root.get(key).ok_or_else(|| format!("the result has no `{key}`, which a log group wants"))
    };
    let timestamp = part("timestamp")?;
    let message = part("message")?;
    let timestamp_millis = millis(timestamp)
        .ok_or_else(|| format!("the `timestamp` {} is not a time", timestamp.for_sentence()))?;
    let message = match message.text() {
        Some(text) => characters(&text),
        None => message.minified(),
    };
    if message.is_empty() {
        return Err("the `message` is empty, which CloudWatch Logs does not take".to_owned());
    }
    Ok(LogEntry { timestamp_millis, message })
}

/// A time as milliseconds.
pub(super) fn millis(value: Value<'_>) -> Option<i64> {
    match value.kind() {
        Kind::String => Some(value.text()?.as_str()?.parse::<Timestamp>().ok()?.as_millisecond()),
        Kind::Number => value.raw().parse().ok(),
        Kind::Object | Kind::Array | Kind::True | Kind::False | Kind::Null => None,
    }
}

/// `Input` and `InputPath` are not available for log groups.
pub(super) fn refuse_constants(target: &TargetInput<'_>) -> Result<(), Refusal> {
    let (setting, name, text) = match (target.input, target.input_path) {
        (Some(input), _) => (Setting::Input, "Input", input),
        (None, Some(path)) => (Setting::InputPath, "InputPath", path),
        (None, None) => return Ok(()),
    };
    Err(Refusal {
        setting,
        flaw: Box::new(Flaw::of(
            text,
            0..text.len(),
            format!("A log group takes no {name}."),
            "Use an InputTransformer that yields `{\"timestamp\": <time>, \"message\": <text>}`.",
        )),
        recorded: false,
    })
}
