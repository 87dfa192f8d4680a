//! `StartLiveTail`: opening a session and collecting what it shows. The frames, one a second, are the
//! server's to send.

use super::super::error::{ApiError, ApiResult};
use super::super::ids::Ids;
use super::super::request::{Request, Text};
use super::filter::Filter;
use super::store::{Logs, StoredEvent};
use super::{ANY, IDENTIFIER, STREAM, name_in, no_group};
use crate::model::Millis;
use serde_json::{Value, json};
use std::collections::VecDeque;

/// "The array of log events contained in a LiveTailSessionUpdate can include as many as 500 log events."
const MAX_UPDATE: usize = 500;
/// Sessions at one time in an account ("CloudWatch Logs quotas").
const MAX_SESSIONS: usize = 15;

/// An open session.
pub(super) struct Tail {
    pub(super) session: String,
    /// Only what is taken in from here on is shown.
    since: Millis,
    groups: Vec<String>,
    streams: Vec<String>,
    prefixes: Vec<String>,
    filter: Filter,
    queue: VecDeque<Value>,
    sampled: bool,
}

/// A session that was just opened.
pub(in crate::local) struct Started {
    /// The region it was opened in.
    pub(in crate::local) region: String,
    /// The session's id.
    pub(in crate::local) session: String,
    /// The payload of its `sessionStart`.
    pub(in crate::local) start: Value,
}

impl Tail {
    /// Takes an event into the next update if the session shows it; beyond 500 an event is left out and said
    /// to be.
    pub(super) fn offer(&mut self, group: &str, timestamp: Millis, entry: &StoredEvent) {
        let wanted = entry.ingested >= self.since
            && self.groups.iter().any(|name| name == group)
            && (self.streams.is_empty() || self.streams.iter().any(|name| **name == *entry.stream))
            && (self.prefixes.is_empty()
                || self.prefixes.iter().any(|prefix| entry.stream.starts_with(prefix)))
            && self.filter.matches(&entry.message);
        if !wanted {
            return;
        }
        if self.queue.len() >= MAX_UPDATE {
            self.sampled = true;
            return;
        }
        self.queue.push_back(json!({
            "logGroupIdentifier": format!("{}:{group}", super::super::account::ACCOUNT),
            "logStreamName": &*entry.stream,
            "message": &*entry.message,
            "timestamp": timestamp,
            "ingestionTime": entry.ingested,
        }));
    }

    pub(super) fn take(&mut self) -> (VecDeque<Value>, bool) {
        (std::mem::take(&mut self.queue), std::mem::take(&mut self.sampled))
    }
}

pub(super) fn start(logs: &mut Logs, ids: &mut Ids, mut request: Request, now: Millis) -> ApiResult<Started> {
    request.required_list("logGroupIdentifiers", 1, 10);
    let identifiers = request.texts("logGroupIdentifiers", 1, 10, &IDENTIFIER).unwrap_or_default();
    let streams = request.texts("logStreamNames", 1, 100, &STREAM).unwrap_or_default();
    let prefixes = request.texts("logStreamNamePrefixes", 1, 100, &STREAM).unwrap_or_default();
    let pattern = request.text("logEventFilterPattern", &Text::len(0, 1024)).unwrap_or_default();
    request.text("requestId", &ANY);
    request.check()?;
    let mut groups = Vec::with_capacity(identifiers.len());
    for identifier in &identifiers {
        if identifier.ends_with('*') {
            return Err(ApiError::parameter(format!(
                "The ARN {identifier} must not end with an asterisk (*)."
            )));
        }
        if !identifier.starts_with("arn:") {
            return Err(ApiError::parameter(format!(
                "{identifier} is not an ARN. Live Tail takes log groups by ARN."
            )));
        }
        let name = name_in(identifier);
        let group = logs.groups.get(name).filter(|_| logs.arn(name) == *identifier).ok_or_else(no_group)?;
        if !group.is_standard() {
            return Err(ApiError::new(
                "InvalidOperationException",
                format!("Live Tail is not supported for log group {name} of log class {}.", group.class),
            ));
        }
        groups.push(name.to_owned());
    }
    if groups.len() > 1 && !(streams.is_empty() && prefixes.is_empty()) {
        return Err(ApiError::parameter("Log streams can be named only when exactly one log group is."));
    }
    if !streams.is_empty() && !prefixes.is_empty() {
        return Err(ApiError::parameter(
            "logStreamNames and logStreamNamePrefixes cannot both be specified.",
        ));
    }
    let filter = Filter::parse(&pattern)?;
    if logs.tails.len() >= MAX_SESSIONS {
        return Err(ApiError::new(
            "LimitExceededException",
            format!("There are already {MAX_SESSIONS} Live Tail sessions in this account."),
        ));
    }
    let session = ids.uuid();
    let start = json!({
        "requestId": ids.uuid(),
        "sessionId": session,
        "logGroupIdentifiers": identifiers,
        "logStreamNames": streams,
        "logStreamNamePrefixes": prefixes,
        "logEventFilterPattern": pattern,
    });
    logs.tails.push(Tail {
        session: session.clone(),
        since: now,
        groups,
        streams,
        prefixes,
        filter,
        queue: VecDeque::new(),
        sampled: false,
    });
    Ok(Started { region: logs.region.clone(), session, start })
}
