//! EventBridge's classic API over the account. Source: Amazon EventBridge API reference, and the service
//! model of botocore 1.44 for constraints; sentences of errors as recorded from the service where a record
//! was found.
//!
//! Each operation validates, changes or reads the account, and answers in the API's shape. What an event sets
//! off is `delivery`'s.

mod archives;
mod buses;
mod catalogue;
mod connections;
mod endpoints;
mod permissions;
mod put_events;
mod rules;
mod tags;
mod targets;

#[cfg(test)]
mod tests;

pub(super) use archives::{Archive, archive, run_replays};
pub(super) use connections::authorize;
pub(super) use rules::compiled;

use super::account::Account;
use super::error::{ApiError, ApiResult};
use super::faults::EntryRefusal;
use super::paging;
use super::request::{Request, Text};
use crate::model::Millis;
use serde_json::Value;

/// What an operation needs beside the account.
pub(super) struct EventsContext {
    /// The account's time.
    pub(super) now: Millis,
    /// An error planted for single entries of a batch.
    pub(super) entry_refusal: Option<EntryRefusal>,
}

const fn word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')
}

fn words(text: &str) -> bool {
    text.chars().all(word)
}

fn bus_words(text: &str) -> bool {
    text.chars().all(|c| word(c) || c == '/')
}

fn bus_name_or_arn(text: &str) -> bool {
    let name = match text.strip_prefix("arn:aws") {
        Some(_) => text.split_once(":event-bus/").map_or("", |(_, name)| name),
        None => text,
    };
    !name.is_empty() && bus_words(name)
}

const RULE_NAME: Text = Text::matching(1, 64, "[\\.\\-_A-Za-z0-9]+", words);
const BUS_NAME: Text = Text::matching(1, 256, "[/\\.\\-_A-Za-z0-9]+", bus_words);
const BUS: Text = Text::matching(
    1,
    1600,
    "(arn:aws[\\w-]*:events:[a-z]+-[a-z]+-[\\w-]+:[0-9]{12}:event-bus\\/)?[/\\.\\-_A-Za-z0-9]+",
    bus_name_or_arn,
);
const ARN: Text = Text::len(1, 1600);
const DESCRIPTION: Text = Text::len(0, 512);
const TOKEN: Text = Text::len(1, 2048);

/// Answers one operation.
pub(super) fn call(
    account: &mut Account,
    operation: &str,
    input: Value,
    context: &EventsContext,
) -> ApiResult<Value> {
    let request = Request::new(input, "ValidationException");
    match operation {
        "CreateEventBus" => buses::create(account, request, context.now),
        "UpdateEventBus" => buses::update(account, request, context.now),
        "DeleteEventBus" => buses::delete(account, request),
        "DescribeEventBus" => buses::describe(account, request),
        "ListEventBuses" => buses::list(account, request),
        "PutRule" => rules::put(account, request, context.now),
        "DescribeRule" => rules::describe(account, request),
        "ListRules" => rules::list(account, request),
        "DeleteRule" => rules::delete(account, request),
        "EnableRule" => rules::enable(account, request),
        "DisableRule" => rules::disable(account, request),
        "PutTargets" => targets::put(account, request, context),
        "RemoveTargets" => targets::remove(account, request, context),
        "ListTargetsByRule" => targets::list(account, request),
        "ListRuleNamesByTarget" => targets::rules_of(account, request),
        "PutPermission" => permissions::put(account, request, context.now),
        "RemovePermission" => permissions::remove(account, request, context.now),
        "TagResource" => tags::tag(account, request),
        "UntagResource" => tags::untag(account, request),
        "ListTagsForResource" => tags::list(account, request),
        "PutEvents" => put_events::put(account, request, context),
        "TestEventPattern" => put_events::test_pattern(request),
        "CreateArchive" => archives::create(account, request, context.now),
        "UpdateArchive" => archives::update(account, request),
        "DeleteArchive" => archives::delete(account, request),
        "StartReplay" => archives::start_replay(account, request, context.now),
        "CancelReplay" => archives::cancel_replay(account, request),
        "CreateConnection" => connections::create(account, request, context.now),
        "UpdateConnection" => connections::update(account, request, context.now),
        "DeauthorizeConnection" => connections::deauthorize(account, request, context.now),
        "DeleteConnection" => connections::delete(account, request),
        "CreateApiDestination" => connections::create_destination(account, request, context.now),
        "UpdateApiDestination" => connections::update_destination(account, request, context.now),
        "DeleteApiDestination" => connections::delete_destination(account, request),
        "CreateEndpoint" => endpoints::create(account, request, context.now),
        "UpdateEndpoint" => endpoints::update(account, request, context.now),
        "DeleteEndpoint" => endpoints::delete(account, request),
        "ActivateEventSource" => catalogue::set_source_state(account, request, "ACTIVE"),
        "DeactivateEventSource" => catalogue::set_source_state(account, request, "PENDING"),
        _ => catalogue::read(account, operation, request),
    }
}

/// A list's `NextToken` and `Limit` (1–100).
struct Paging {
    token: Option<String>,
    limit: usize,
}

impl Paging {
    fn of(request: &mut Request) -> Self {
        Self {
            token: request.text("NextToken", &TOKEN),
            limit: request.int("Limit", 1, 100).and_then(|limit| usize::try_from(limit).ok()).unwrap_or(100),
        }
    }

    /// One page of `items`, which are in the order of their keys.
    fn cut<T>(
        &self,
        scope: &str,
        items: impl IntoIterator<Item = (String, T)>,
    ) -> ApiResult<paging::Page<T>> {
        let after = match &self.token {
            None => None,
            Some(token) => Some(paging::cursor(scope, token).ok_or_else(|| {
                ApiError::validation("Parameter NextToken is not valid. Reason: Invalid NextToken.")
            })?),
        };
        Ok(paging::page(scope, items, after.as_deref(), self.limit))
    }
}
