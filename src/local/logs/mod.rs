//! CloudWatch Logs over the account. Source: CloudWatch Logs API reference, and the service model of botocore
//! 1.44.
//!
//! `store` keeps groups, streams and events; the other files are operations. Who may write to a group is
//! `policies`'.

mod deliveries;
mod filter;
mod groups;
mod policies;
mod reading;
mod store;
mod streams;
mod tail;

#[cfg(test)]
mod tests;

pub(super) use policies::Policy;
pub(super) use store::{Group, Logs};
pub(super) use tail::Started;

use super::account::Account;
use super::error::{ApiError, ApiResult};
use super::paging;
use super::request::{Request, Text};
use crate::model::Millis;
use serde_json::Value;

/// What an operation answers: a value, or a live tail to stream.
pub(super) enum Reply {
    /// An output in the API's shape.
    Value(Value),
    /// A session whose frames the server sends.
    Tail(Started),
}

fn group_name(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | '#'))
}

fn stream_name(text: &str) -> bool {
    !text.contains([':', '*'])
}

fn identifier(text: &str) -> bool {
    text.chars().all(|c| c.is_alphanumeric() || "_#+=/:,.@-*".contains(c))
}

const GROUP: Text = Text::matching(1, 512, "[\\.\\-_/#A-Za-z0-9]+", group_name);
const STREAM: Text = Text::matching(1, 512, "[^:*]*", stream_name);
/// The trailing star of `…:log-group:NAME:*` passes here, so that operations can say what is wrong with it.
const IDENTIFIER: Text = Text::matching(1, 2048, "[\\w#+=/:,.@-]*", identifier);
const ANY: Text = Text::len(0, usize::MAX);

/// Answers one operation.
pub(super) fn call(account: &mut Account, operation: &str, input: Value, now: Millis) -> ApiResult<Reply> {
    let request = Request::new(input, "InvalidParameterException");
    let logs = &mut account.logs;
    logs.expire(now);
    let value = match operation {
        "DescribeLogGroups" => groups::describe(logs, request),
        "ListLogGroups" => groups::list(logs, request),
        "CreateLogGroup" => groups::create(logs, request, now),
        "DeleteLogGroup" => groups::delete(logs, request),
        "PutRetentionPolicy" => groups::put_retention(logs, request),
        "DeleteRetentionPolicy" => groups::delete_retention(logs, request),
        "TagResource" => groups::tag(logs, request),
        "UntagResource" => groups::untag(logs, request),
        "ListTagsForResource" => groups::list_tags(logs, request),
        "DescribeLogStreams" => streams::describe(logs, request),
        "CreateLogStream" => streams::create(logs, request, now),
        "DeleteLogStream" => streams::delete(logs, request),
        "PutLogEvents" => streams::put_events(logs, request, now),
        "FilterLogEvents" => reading::filter(logs, request),
        "GetLogEvents" => reading::get(logs, request),
        "DescribeResourcePolicies" => policies::describe(logs, request),
        "PutResourcePolicy" => policies::put(logs, request, now),
        "DeleteResourcePolicy" => policies::delete(logs, request),
        "PutDeliverySource" => deliveries::put_source(logs, request),
        "PutDeliveryDestination" => deliveries::put_destination(logs, request),
        "CreateDelivery" => deliveries::create(logs, &mut account.ids, request),
        "DeleteDelivery" => deliveries::delete(logs, request),
        "DeleteDeliverySource" => deliveries::delete_source(logs, request),
        "DeleteDeliveryDestination" => deliveries::delete_destination(logs, request),
        "DescribeDeliveries" => deliveries::describe(logs, request),
        "DescribeDeliverySources" => deliveries::describe_sources(logs, request),
        "DescribeDeliveryDestinations" => deliveries::describe_destinations(logs, request),
        "StartLiveTail" => return tail::start(logs, &mut account.ids, request, now).map(Reply::Tail),
        _ => Err(ApiError::unknown_operation(operation)),
    };
    value.map(Reply::Value)
}

/// The group's name in a name or an ARN, the latter with or without `:*`.
pub(super) fn name_in(identifier: &str) -> &str {
    match identifier.split_once(":log-group:") {
        Some((_, rest)) => rest.strip_suffix(":*").unwrap_or(rest),
        None => identifier,
    }
}

fn no_group() -> ApiError {
    ApiError::not_found("The specified log group does not exist.")
}

fn no_stream() -> ApiError {
    ApiError::not_found("The specified log stream does not exist.")
}

/// Reads `logGroupName` or `logGroupIdentifier`, exactly one of which must be there, and gives the name.
fn required_group(request: &mut Request) -> ApiResult<String> {
    let name = request.text("logGroupName", &GROUP);
    let identifier = request.text("logGroupIdentifier", &IDENTIFIER);
    match (name, identifier) {
        (Some(name), None) => Ok(name),
        (None, Some(identifier)) if identifier.ends_with('*') => {
            Err(ApiError::parameter("The logGroupIdentifier must not end with an asterisk (*)."))
        }
        (None, Some(identifier)) => Ok(name_in(&identifier).to_owned()),
        _ => Err(ApiError::parameter(
            "Either logGroupName or logGroupIdentifier must be specified, and not both.",
        )),
    }
}

fn invalid_token() -> ApiError {
    ApiError::parameter("The specified nextToken is invalid.")
}

/// A list's `nextToken` and `limit`.
struct Paging {
    token: Option<String>,
    limit: usize,
}

impl Paging {
    fn of(request: &mut Request, max: i64) -> Self {
        Self {
            token: request.text("nextToken", &Text::len(1, usize::MAX)),
            limit: request
                .int("limit", 1, max)
                .or(Some(max))
                .and_then(|limit| usize::try_from(limit).ok())
                .unwrap_or(50),
        }
    }

    fn cursor(&self, scope: &str) -> ApiResult<Option<String>> {
        self.token.as_deref().map(|token| paging::cursor(scope, token).ok_or_else(invalid_token)).transpose()
    }

    fn cut<T>(
        &self,
        scope: &str,
        items: impl IntoIterator<Item = (String, T)>,
    ) -> ApiResult<paging::Page<T>> {
        Ok(paging::page(scope, items, self.cursor(scope)?.as_deref(), self.limit))
    }
}
