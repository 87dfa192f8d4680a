//! Simple Queue Service. Source: SQS API reference, the service model of botocore 1.44, and the developer
//! guide for visibility, FIFO queues and dead-letter queues.
//!
//! `queue` holds messages, `queues` and `messages` are the operations. Who may send is `delivery`'s to judge:
//! whoever calls here is the account's own user.

mod messages;
mod queue;
mod queues;

#[cfg(test)]
mod tests;

pub(super) use queue::{Outgoing, Queue, TextAttribute};

use super::account::{ACCOUNT, Account};
use super::error::{ApiError, ApiResult};
use super::request::{Request, Text};
use crate::local::account::last_name;
use crate::model::Millis;
use serde_json::Value;
use std::collections::BTreeMap;

const ANY: Text = Text::len(0, usize::MAX);

/// The queues of a region, by name.
pub(super) type Queues = BTreeMap<String, Queue>;

/// What an operation needs beside the account.
pub(super) struct SqsContext<'a> {
    pub(super) now: Millis,
    /// Host and port of the server, for queue URLs.
    pub(super) host: &'a str,
}

/// Answers one operation.
pub(super) fn call(
    account: &mut Account,
    operation: &str,
    input: Value,
    context: &SqsContext<'_>,
) -> ApiResult<Value> {
    let request = Request::new(input, "InvalidParameterValue");
    match operation {
        "CreateQueue" => queues::create(account, request, context),
        "DeleteQueue" => queues::delete(account, request),
        "ListQueues" => queues::list(account, request, context),
        "GetQueueUrl" => queues::url_of(account, request, context),
        "GetQueueAttributes" => queues::attributes(account, request, context.now),
        "SetQueueAttributes" => queues::set_attributes(account, request, context.now),
        "AddPermission" => queues::add_permission(account, request),
        "RemovePermission" => queues::remove_permission(account, request),
        "PurgeQueue" => queues::purge(account, request),
        "TagQueue" => queues::tag(account, request),
        "UntagQueue" => queues::untag(account, request),
        "ListQueueTags" => queues::tags(account, request),
        "ListDeadLetterSourceQueues" => queues::sources(account, request, context),
        "SendMessage" => messages::send(account, request, context.now),
        "SendMessageBatch" => messages::send_batch(account, request, context.now),
        "ReceiveMessage" => messages::receive(account, request, context.now),
        "DeleteMessage" => messages::delete(account, request),
        "DeleteMessageBatch" => messages::delete_batch(account, request),
        "ChangeMessageVisibility" => messages::change_visibility(account, request, context.now),
        "ChangeMessageVisibilityBatch" => messages::change_visibility_batch(account, request, context.now),
        _ => Err(ApiError::unknown_operation(operation)),
    }
}

fn missing() -> ApiError {
    ApiError::new("QueueDoesNotExist", "The specified queue does not exist.")
}

fn invalid(message: impl std::fmt::Display) -> ApiError {
    ApiError::new("InvalidParameterValue", message)
}

/// The name in a queue's URL; whatever the host, the account must be this one.
fn name_in_url(url: &str) -> Option<&str> {
    let (rest, name) = url.rsplit_once('/')?;
    rest.ends_with(&format!("/{ACCOUNT}")).then_some(name)
}

/// Reads `QueueUrl` and gives the queue's name. Some clients send the bare name or the ARN.
fn requested_name(request: &mut Request) -> ApiResult<String> {
    let url = request.required("QueueUrl", &ANY);
    request.check()?;
    if url.starts_with("arn:") {
        return Ok(last_name(&url).to_owned());
    }
    if url.contains('/') { name_in_url(&url).map(str::to_owned).ok_or_else(missing) } else { Ok(url) }
}

/// The queue that `QueueUrl` names.
fn queue<'a>(account: &'a mut Account, request: &mut Request) -> ApiResult<&'a mut Queue> {
    let name = requested_name(request)?;
    account.queues.get_mut(&name).ok_or_else(missing)
}

/// How long a ReceiveMessage that found nothing waits: what it asks for, or what its queue says.
pub(super) fn patience(account: &Account, input: &Value) -> Millis {
    let asked = input["WaitTimeSeconds"].as_i64();
    let queue = || {
        let name = name_in_url(input["QueueUrl"].as_str()?)?;
        account.queues.get(name)?.number("ReceiveMessageWaitTimeSeconds")
    };
    asked.or_else(queue).unwrap_or(0).clamp(0, 20) * 1000
}
