//! Log streams, and putting events into them.

use super::super::account::shape;
use super::super::error::{ApiError, ApiResult};
use super::super::paging;
use super::super::request::Request;
use super::store::{EVENT_OVERHEAD, Logs, MAX_EVENT_BYTES, Rejection, Stream};
use super::{GROUP, Paging, STREAM, no_group, no_stream, required_group};
use crate::model::Millis;
use serde_json::{Value, json};

pub(super) fn describe(logs: &Logs, mut request: Request) -> ApiResult<Value> {
    let prefix = request.text("logStreamNamePrefix", &STREAM);
    let by_time = request
        .choice("orderBy", &["LogStreamName", "LastEventTime"])
        .is_some_and(|order| order == "LastEventTime");
    let descending = request.flag("descending");
    let paging = Paging::of(&mut request, 50);
    let name = required_group(&mut request)?;
    request.check()?;
    if by_time && prefix.is_some() {
        return Err(ApiError::parameter("Cannot order by LastEventTime with a logStreamNamePrefix."));
    }
    let group = logs.groups.get(&name).ok_or_else(no_group)?;
    let mut streams: Vec<(String, Value)> = group
        .streams
        .iter()
        .filter(|(stream, _)| prefix.as_ref().is_none_or(|prefix| stream.starts_with(prefix)))
        .map(|(stream, about)| {
            let key =
                if by_time { format!("{:020}/{stream}", about.last.unwrap_or(0)) } else { stream.clone() };
            let arn = format!("{}:log-stream:{stream}", logs.arn(&name));
            let summary = shape([
                ("logStreamName", json!(stream)),
                ("creationTime", json!(about.created)),
                ("firstEventTimestamp", json!(about.first)),
                ("lastEventTimestamp", json!(about.last)),
                ("lastIngestionTime", json!(about.last_ingestion)),
                (
                    "uploadSequenceToken",
                    json!(format!("{:056}", about.last_ingestion.unwrap_or(about.created))),
                ),
                ("arn", json!(arn)),
                ("storedBytes", json!(0)),
            ]);
            (key, summary)
        })
        .collect();
    streams.sort_by(|a, b| a.0.cmp(&b.0));
    let scope = format!("DescribeLogStreams/{name}/{prefix:?}/{by_time}/{descending}");
    let page = if descending {
        // Pages follow rising keys, so a falling order is cut by hand.
        streams.reverse();
        let after = paging.cursor(&scope)?;
        let mut rest =
            streams.into_iter().skip_while(|(key, _)| after.as_ref().is_some_and(|after| key >= after));
        let mut items = Vec::new();
        let mut last = String::new();
        for (key, summary) in rest.by_ref().take(paging.limit) {
            last = key;
            items.push(summary);
        }
        paging::Page { items, next: rest.next().map(|_| paging::token(&scope, &last)) }
    } else {
        paging.cut(&scope, streams)?
    };
    Ok(shape([("logStreams", json!(page.items)), ("nextToken", json!(page.next))]))
}

pub(super) fn create(logs: &mut Logs, mut request: Request, now: Millis) -> ApiResult<Value> {
    let group = request.required("logGroupName", &GROUP);
    let stream = request.required("logStreamName", &STREAM);
    request.check()?;
    let group = logs.groups.get_mut(&group).ok_or_else(no_group)?;
    if group.streams.contains_key(&stream) {
        return Err(ApiError::exists("The specified log stream already exists"));
    }
    group.streams.insert(stream, Stream::new(now));
    Ok(Value::Null)
}

pub(super) fn delete(logs: &mut Logs, mut request: Request) -> ApiResult<Value> {
    let group = request.required("logGroupName", &GROUP);
    let stream = request.required("logStreamName", &STREAM);
    request.check()?;
    let group = logs.groups.get_mut(&group).ok_or_else(no_group)?;
    group.streams.remove(&stream).ok_or_else(no_stream)?;
    group.remove_events_of(&stream);
    Ok(Value::Null)
}

/// Rejected events are named by index in a call that succeeds; the sequence token is ignored, as it is on
/// AWS.
pub(super) fn put_events(logs: &mut Logs, mut request: Request, now: Millis) -> ApiResult<Value> {
    let group = request.required("logGroupName", &GROUP);
    let stream = request.required("logStreamName", &STREAM);
    let items = request.required_list("logEvents", 1, 10_000);
    request.check()?;
    let mut events = Vec::with_capacity(items.len());
    for item in &items {
        let (Some(timestamp), Some(message)) = (item["timestamp"].as_i64(), item["message"].as_str()) else {
            return Err(ApiError::parameter(
                "Every log event needs a timestamp (a whole number of milliseconds) and a message.",
            ));
        };
        if message.is_empty() {
            return Err(ApiError::parameter("Log event message must have a length of at least 1."));
        }
        events.push((timestamp, message));
    }
    let bytes: usize = events.iter().map(|(_, message)| message.len() + EVENT_OVERHEAD).sum();
    if bytes > MAX_EVENT_BYTES {
        return Err(ApiError::parameter(format!(
            "Upload too large: {bytes} bytes exceeds limit of {MAX_EVENT_BYTES}"
        )));
    }
    if !events.is_sorted_by_key(|(timestamp, _)| *timestamp) {
        return Err(ApiError::parameter(
            "Log events in a single PutLogEvents request must be in chronological order.",
        ));
    }
    if !logs.groups.get(&group).ok_or_else(no_group)?.streams.contains_key(&stream) {
        return Err(no_stream());
    }
    let (mut too_new, mut too_old, mut expired) = (None, None, None);
    for (at, (timestamp, message)) in events.into_iter().enumerate() {
        match logs.append(&group, &stream, timestamp, message, now) {
            Ok(()) | Err(Rejection::TooLarge) => {}
            Err(Rejection::TooNew) => too_new = too_new.or(Some(at)),
            Err(Rejection::TooOld) => too_old = Some(at + 1),
            Err(Rejection::Expired) => expired = Some(at + 1),
        }
    }
    let rejected = shape([
        ("tooNewLogEventStartIndex", json!(too_new)),
        ("tooOldLogEventEndIndex", json!(too_old)),
        ("expiredLogEventEndIndex", json!(expired)),
    ]);
    let rejected =
        if rejected.as_object().is_some_and(serde_json::Map::is_empty) { Value::Null } else { rejected };
    Ok(shape([("nextSequenceToken", json!(format!("{now:056}"))), ("rejectedLogEventsInfo", rejected)]))
}
