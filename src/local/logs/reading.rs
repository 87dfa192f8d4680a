//! `FilterLogEvents` and `GetLogEvents`.

use super::super::account::shape;
use super::super::error::{ApiError, ApiResult};
use super::super::paging;
use super::super::request::{Request, Text};
use super::filter::Filter;
use super::store::{EVENT_OVERHEAD, Key, Logs, StoredEvent};
use super::{Paging, STREAM, invalid_token, no_group, no_stream, required_group};
use crate::model::Millis;
use serde_json::{Value, json};

/// "Each page returned can contain up to 1 MB of log events or up to 10,000 log events."
const MAX_PAGE_BYTES: usize = 1 << 20;
const MAX_PAGE: i64 = 10_000;
/// Events looked at for one page. So a page may come back empty and more may follow, as on AWS, where
/// the figure is not documented.
const MAX_SCAN: usize = 5_000;

fn event_id((timestamp, arrival): Key) -> String {
    format!("{:037}{:019}", timestamp.max(0), arrival)
}

pub(super) fn filter(logs: &Logs, mut request: Request) -> ApiResult<Value> {
    let pattern = request.text("filterPattern", &Text::len(0, 1024)).unwrap_or_default();
    let streams = request.texts("logStreamNames", 1, 100, &STREAM);
    let prefix = request.text("logStreamNamePrefix", &STREAM);
    let from = request.int("startTime", 0, i64::MAX).unwrap_or(0);
    let to = request.int("endTime", 0, i64::MAX).unwrap_or(i64::MAX);
    let newest_first = request.value("startFromHead") == Some(&Value::Bool(false));
    let paging = Paging::of(&mut request, MAX_PAGE);
    let name = required_group(&mut request)?;
    request.check()?;
    if streams.is_some() && prefix.is_some() {
        return Err(ApiError::parameter(
            "logStreamNames and logStreamNamePrefix are mutually exclusive parameters.",
        ));
    }
    let filter = Filter::parse(&pattern)?;
    let group = logs.groups.get(&name).ok_or_else(no_group)?;
    if !group.is_standard() {
        return Err(ApiError::parameter(format!(
            "FilterLogEvents is not supported for log groups of log class {}.",
            group.class
        )));
    }
    if streams.as_ref().is_some_and(|names| names.iter().any(|stream| !group.streams.contains_key(stream))) {
        return Err(no_stream());
    }
    // The request must be the same for every page, so all of it is in the token's scope.
    let scope = format!("FilterLogEvents/{name}/{pattern}/{streams:?}/{prefix:?}/{from}/{to}");
    let (newest_first, after) = match paging.cursor(&scope)? {
        None => (newest_first, None),
        Some(cursor) => {
            let (order, key) = cursor.split_once('/').ok_or_else(invalid_token)?;
            (order == "newest", Some(parse_key(key).ok_or_else(invalid_token)?))
        }
    };
    let in_span = group.events.range((from, 0)..=(to, u64::MAX).max((from, 0)));
    let candidates: Box<dyn Iterator<Item = (&Key, &StoredEvent)>> =
        if newest_first { Box::new(in_span.rev()) } else { Box::new(in_span) };
    let past =
        |key: &Key| after.is_some_and(|after| if newest_first { *key >= after } else { *key <= after });
    let mut events = Vec::new();
    let (mut bytes, mut seen, mut last) = (0, 0, None);
    let mut rest = candidates.skip_while(|(key, _)| past(key)).peekable();
    while let Some((key, entry)) = rest.peek() {
        let wanted = streams.as_ref().is_none_or(|names| names.iter().any(|name| **name == *entry.stream))
            && prefix.as_ref().is_none_or(|prefix| entry.stream.starts_with(prefix))
            && filter.matches(&entry.message);
        if wanted {
            bytes += entry.message.len() + EVENT_OVERHEAD;
            if events.len() >= paging.limit || (bytes > MAX_PAGE_BYTES && !events.is_empty()) {
                break;
            }
            events.push(json!({
                "logStreamName": &*entry.stream,
                "timestamp": key.0,
                "message": &*entry.message,
                "ingestionTime": entry.ingested,
                "eventId": event_id(**key),
            }));
        }
        last = Some(**key);
        rest.next();
        seen += 1;
        if seen >= MAX_SCAN {
            break;
        }
    }
    let next = rest.peek().and(last).map(|(timestamp, arrival)| {
        let order = if newest_first { "newest" } else { "oldest" };
        paging::token(&scope, &format!("{order}/{timestamp}.{arrival}"))
    });
    Ok(shape([("events", json!(events)), ("searchedLogStreams", json!([])), ("nextToken", json!(next))]))
}

fn parse_key(text: &str) -> Option<Key> {
    let (timestamp, arrival) = text.split_once('.')?;
    Some((timestamp.parse().ok()?, arrival.parse().ok()?))
}

/// The direction and place that a token of `GetLogEvents` stands for.
enum PageToken {
    /// After this event.
    Forward(Key),
    /// Before this event.
    Backward(Key),
}

fn place(token: &str) -> Option<PageToken> {
    let mut parts = token.split('/');
    let (direction, digits, Some("s"), None) = (parts.next()?, parts.next()?, parts.next(), parts.next())
    else {
        return None;
    };
    if digits.len() != 56 {
        return None;
    }
    let key: (Millis, u64) = (digits.get(..37)?.parse().ok()?, digits.get(37..)?.parse().ok()?);
    match direction {
        "f" => Some(PageToken::Forward(key)),
        "b" => Some(PageToken::Backward(key)),
        _ => None,
    }
}

/// Both tokens are always there; at either end the one that was sent comes back.
pub(super) fn get(logs: &Logs, mut request: Request) -> ApiResult<Value> {
    let stream = request.required("logStreamName", &STREAM);
    let from = request.int("startTime", 0, i64::MAX).unwrap_or(0);
    let to = request.int("endTime", 0, i64::MAX).unwrap_or(i64::MAX);
    let from_head = request.flag("startFromHead");
    let token = request.text("nextToken", &Text::len(1, usize::MAX));
    let limit =
        request.int("limit", 1, MAX_PAGE).and_then(|limit| usize::try_from(limit).ok()).unwrap_or(10_000);
    let name = required_group(&mut request)?;
    request.check()?;
    let group = logs.groups.get(&name).ok_or_else(no_group)?;
    if !group.streams.contains_key(&stream) {
        return Err(no_stream());
    }
    let place = token.as_deref().map(|token| place(token).ok_or_else(invalid_token)).transpose()?;
    // endTime is exclusive here ("Events with a timestamp equal to or later than this time are not
    // included").
    let of_stream =
        group.events.range((from, 0)..(to, 0).max((from, 0))).filter(|(_, entry)| *entry.stream == *stream);
    let forward = match place {
        Some(PageToken::Forward(_)) => true,
        Some(PageToken::Backward(_)) => false,
        None => from_head,
    };
    let mut bytes = 0;
    let mut fits = |entry: &StoredEvent| {
        bytes += entry.message.len() + EVENT_OVERHEAD;
        bytes <= MAX_PAGE_BYTES
    };
    let mut page: Vec<(&Key, &StoredEvent)> = match place {
        Some(PageToken::Forward(after)) => of_stream
            .filter(|(key, _)| **key > after)
            .take(limit)
            .take_while(|(_, entry)| fits(entry))
            .collect(),
        Some(PageToken::Backward(before)) => of_stream
            .rev()
            .filter(|(key, _)| **key < before)
            .take(limit)
            .take_while(|(_, entry)| fits(entry))
            .collect(),
        None if from_head => of_stream.take(limit).take_while(|(_, entry)| fits(entry)).collect(),
        None => of_stream.rev().take(limit).take_while(|(_, entry)| fits(entry)).collect(),
    };
    if !forward {
        page.reverse();
    }
    let tokens = if let (Some((first, _)), Some((last, _))) = (page.first(), page.last()) {
        (format!("f/{}/s", event_id(**last)), format!("b/{}/s", event_id(**first)))
    } else {
        let at = token
            .as_deref()
            .and_then(|token| token.get(2..))
            .map_or_else(|| format!("{}/s", event_id((0, 0))), str::to_owned);
        (format!("f/{at}"), format!("b/{at}"))
    };
    let events: Vec<Value> = page
        .into_iter()
        .map(|((timestamp, _), entry)| json!({"timestamp": timestamp, "message": &*entry.message, "ingestionTime": entry.ingested}))
        .collect();
    Ok(json!({"events": events, "nextForwardToken": tokens.0, "nextBackwardToken": tokens.1}))
}
