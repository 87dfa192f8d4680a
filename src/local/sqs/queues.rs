//! Queues: making, finding, deleting, attributes, permissions and tags.

use super::queue::Queue;
use super::{ANY, SqsContext, invalid, missing, queue, requested_name};
use crate::local::account::{ACCOUNT, Account, shape};
use crate::local::error::{ApiError, ApiResult};
use crate::local::paging;
use crate::local::request::{Request, Text};
use crate::model::{Millis, statements_in};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The attributes that can be set, each with what it may be.
const SETTABLE: [(&str, AttributeKind); 15] = [
    ("DelaySeconds", AttributeKind::Number(0, 900)),
    ("MaximumMessageSize", AttributeKind::Number(1_024, 1_048_576)),
    ("MessageRetentionPeriod", AttributeKind::Number(60, 1_209_600)),
    ("Policy", AttributeKind::Json),
    ("ReceiveMessageWaitTimeSeconds", AttributeKind::Number(0, 20)),
    ("VisibilityTimeout", AttributeKind::Number(0, 43_200)),
    ("RedrivePolicy", AttributeKind::Json),
    ("RedriveAllowPolicy", AttributeKind::Json),
    ("KmsMasterKeyId", AttributeKind::Any),
    ("KmsDataKeyReusePeriodSeconds", AttributeKind::Number(60, 86_400)),
    ("SqsManagedSseEnabled", AttributeKind::Flag),
    ("FifoQueue", AttributeKind::Flag),
    ("ContentBasedDeduplication", AttributeKind::Flag),
    ("DeduplicationScope", AttributeKind::Any),
    ("FifoThroughputLimit", AttributeKind::Any),
];

#[derive(Clone, Copy)]
enum AttributeKind {
    Number(i64, i64),
    Flag,
    Json,
    Any,
}

fn words(text: &str) -> bool {
    let name = text.strip_suffix(".fifo").unwrap_or(text);
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

const NAME: Text = Text::len(1, 80);

/// A map of texts.
fn texts(request: &Request, member: &str) -> BTreeMap<String, String> {
    let members = request.value(member).and_then(Value::as_object).cloned().unwrap_or_default();
    members
        .into_iter()
        .filter_map(|(name, value)| match value {
            Value::String(text) => Some((name, text)),
            Value::Bool(_) | Value::Number(_) => Some((name, value.to_string())),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        })
        .collect()
}

fn url(host: &str, region: &str, name: &str) -> String {
    if host.is_empty() {
        format!("https://sqs.{region}.amazonaws.com/{ACCOUNT}/{name}")
    } else {
        format!("http://{host}/{ACCOUNT}/{name}")
    }
}

/// Judges attributes to be set on a queue of that name.
fn check(name: &str, attributes: &BTreeMap<String, String>) -> ApiResult<()> {
    for (attribute, value) in attributes {
        let Some((_, kind)) = SETTABLE.iter().find(|(known, _)| known == attribute) else {
            return Err(ApiError::new("InvalidAttributeName", format!("Unknown Attribute {attribute}.")));
        };
        let fits = match kind {
            AttributeKind::Number(least, most) => {
                value.parse::<i64>().is_ok_and(|number| (*least..=*most).contains(&number))
            }
            AttributeKind::Flag => matches!(value.as_str(), "true" | "false"),
            AttributeKind::Json => {
                value.is_empty() || serde_json::from_str::<Value>(value).is_ok_and(|v| v.is_object())
            }
            AttributeKind::Any => true,
        };
        if !fits {
            let message = format!("Invalid value for the parameter {attribute}.");
            return Err(ApiError::new("InvalidAttributeValue", message));
        }
    }
    let fifo = crate::model::Arn::is_fifo(name);
    if attributes.get("FifoQueue").is_some_and(|value| (value == "true") != fifo) {
        return Err(invalid(
            "The name of a FIFO queue can only include alphanumeric characters, hyphens, or \
            underscores, must end with .fifo suffix and be 1 to 80 in length.",
        ));
    }
    if !fifo && attributes.contains_key("ContentBasedDeduplication") {
        return Err(ApiError::new("InvalidAttributeName", "Unknown Attribute ContentBasedDeduplication."));
    }
    Ok(())
}

pub(super) fn create(
    account: &mut Account,
    mut request: Request,
    context: &SqsContext<'_>,
) -> ApiResult<Value> {
    let name = request.required("QueueName", &NAME);
    let attributes = texts(&request, "Attributes");
    let tags = texts(&request, "tags");
    request.check()?;
    if !words(&name) {
        return Err(invalid(
            "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
        ));
    }
    check(&name, &attributes)?;
    let fifo = attributes.get("FifoQueue").is_some_and(|value| value == "true");
    if crate::model::Arn::is_fifo(&name) && !fifo {
        return Err(invalid(
            "The name of a FIFO queue ends with .fifo, and its attribute FifoQueue is true.",
        ));
    }
    let url = url(context.host, &account.region, &name);
    if let Some(known) = account.queues.get(&name) {
        if attributes.iter().any(|(name, value)| known.attributes.get(name) != Some(value)) {
            return Err(ApiError::new(
                "QueueNameExists",
                "A queue already exists with the same name and a different value for attribute(s).",
            ));
        }
        return Ok(json!({"QueueUrl": url}));
    }
    let mut queue = Queue::new(&account.region, &name, context.now);
    queue.attributes = attributes;
    queue.tags = tags;
    account.queues.insert(name, queue);
    Ok(json!({"QueueUrl": url}))
}

pub(super) fn delete(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let name = requested_name(&mut request)?;
    account.queues.remove(&name).map(|_| Value::Null).ok_or_else(missing)
}

pub(super) fn list(account: &Account, mut request: Request, context: &SqsContext<'_>) -> ApiResult<Value> {
    let prefix = request.text("QueueNamePrefix", &ANY).unwrap_or_default();
    let most = request.int("MaxResults", 1, 1000).and_then(|most| usize::try_from(most).ok());
    let token = request.text("NextToken", &ANY);
    request.check()?;
    let scope = format!("ListQueues/{prefix}");
    let after = match token {
        None => None,
        Some(token) => {
            Some(paging::cursor(&scope, &token).ok_or_else(|| invalid("Invalid NextToken parameter."))?)
        }
    };
    let found = account.queues.keys().filter(|name| name.starts_with(&prefix));
    let urls = found.map(|name| (name.clone(), url(context.host, &account.region, name)));
    let page = paging::page(&scope, urls, after.as_deref(), most.unwrap_or(1000));
    let urls = if page.items.is_empty() { Value::Null } else { json!(page.items) };
    Ok(shape([("QueueUrls", urls), ("NextToken", json!(page.next))]))
}

pub(super) fn url_of(account: &Account, mut request: Request, context: &SqsContext<'_>) -> ApiResult<Value> {
    let name = request.required("QueueName", &NAME);
    let owner = request.text("QueueOwnerAWSAccountId", &ANY);
    request.check()?;
    if owner.is_some_and(|owner| owner != ACCOUNT) || !account.queues.contains_key(&name) {
        return Err(missing());
    }
    Ok(json!({"QueueUrl": url(context.host, &account.region, &name)}))
}

/// Every attribute of a queue, in the API's order of names.
fn all(queue: &Queue, now: Millis) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, String> = [
        ("DelaySeconds", "0"),
        ("MaximumMessageSize", "1048576"),
        ("MessageRetentionPeriod", "345600"),
        ("ReceiveMessageWaitTimeSeconds", "0"),
        ("VisibilityTimeout", "30"),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    // A queue without a key of KMS is encrypted with SQS's own.
    let managed = !queue.attributes.contains_key("KmsMasterKeyId");
    all.insert("SqsManagedSseEnabled".to_owned(), managed.to_string());
    if queue.is_fifo() {
        for (name, value) in [
            ("ContentBasedDeduplication", "false"),
            ("DeduplicationScope", "queue"),
            ("FifoThroughputLimit", "perQueue"),
        ] {
            all.insert(name.to_owned(), value.to_owned());
        }
    }
    all.extend(
        queue.attributes.iter().filter(|(_, value)| !value.is_empty()).map(|(n, v)| (n.clone(), v.clone())),
    );
    let [visible, hidden, delayed] = queue.counts(now);
    for (name, count) in [
        ("ApproximateNumberOfMessages", visible),
        ("ApproximateNumberOfMessagesNotVisible", hidden),
        ("ApproximateNumberOfMessagesDelayed", delayed),
    ] {
        all.insert(name.to_owned(), count.to_string());
    }
    all.insert("QueueArn".to_owned(), queue.arn.clone());
    all.insert("CreatedTimestamp".to_owned(), (queue.created / 1000).to_string());
    all.insert("LastModifiedTimestamp".to_owned(), (queue.modified / 1000).to_string());
    all
}

pub(super) fn attributes(account: &mut Account, mut request: Request, now: Millis) -> ApiResult<Value> {
    let names = request.texts("AttributeNames", 0, 100, &ANY).unwrap_or_default();
    let queue = queue(account, &mut request)?;
    queue.expire(now);
    let known = all(queue, now);
    let every = names.iter().any(|name| name == "All");
    if let Some(unknown) = names.iter().find(|name| {
        *name != "All" && !known.contains_key(*name) && SETTABLE.iter().all(|(known, _)| known != name)
    }) {
        return Err(ApiError::new("InvalidAttributeName", format!("Unknown Attribute {unknown}.")));
    }
    let shown: Map<String, Value> = known
        .into_iter()
        .filter(|(name, _)| every || names.contains(name))
        .map(|(name, value)| (name, Value::String(value)))
        .collect();
    Ok(if shown.is_empty() { json!({}) } else { json!({"Attributes": shown}) })
}

pub(super) fn set_attributes(account: &mut Account, mut request: Request, now: Millis) -> ApiResult<Value> {
    let attributes = texts(&request, "Attributes");
    let queue = queue(account, &mut request)?;
    check(&queue.name, &attributes)?;
    for (name, value) in attributes {
        // An empty text takes a policy or a key away.
        if value.is_empty() {
            queue.attributes.remove(&name)
        } else {
            queue.attributes.insert(name, value)
        };
    }
    queue.modified = now;
    Ok(Value::Null)
}

/// The statements of a queue's policy.
fn statements(queue: &Queue) -> Vec<Value> {
    queue.attributes.get("Policy").map(|text| statements_in(text)).unwrap_or_default()
}

fn set_statements(queue: &mut Queue, statements: &[Value]) {
    if statements.is_empty() {
        queue.attributes.remove("Policy");
    } else {
        let id = format!("{}/SQSDefaultPolicy", queue.arn);
        let policy = json!({"Version": "2012-10-17", "Id": id, "Statement": statements}).to_string();
        queue.attributes.insert("Policy".to_owned(), policy);
    }
}

pub(super) fn add_permission(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let label = request.required("Label", &NAME);
    let accounts = request.texts("AWSAccountIds", 1, 50, &ANY).unwrap_or_default();
    let actions = request.texts("Actions", 1, 7, &ANY).unwrap_or_default();
    let queue = queue(account, &mut request)?;
    let mut statements = statements(queue);
    if statements.iter().any(|statement| statement["Sid"] == label.as_str()) {
        return Err(invalid(format!(
            "Value {label} for parameter Label is invalid. Reason: Already exists."
        )));
    }
    let principals: Vec<String> = accounts.iter().map(|id| format!("arn:aws:iam::{id}:root")).collect();
    let actions: Vec<String> = actions.iter().map(|action| format!("SQS:{action}")).collect();
    statements
        .push(json!({"Sid": label, "Effect": "Allow", "Principal": {"AWS": principals}, "Action": actions,
        "Resource": queue.arn}));
    set_statements(queue, &statements);
    Ok(Value::Null)
}

pub(super) fn remove_permission(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let label = request.required("Label", &NAME);
    let queue = queue(account, &mut request)?;
    let mut statements = statements(queue);
    let before = statements.len();
    statements.retain(|statement| statement["Sid"] != label.as_str());
    if statements.len() == before {
        let message = format!("Value {label} for parameter Label is invalid. Reason: can't find label.");
        return Err(invalid(message));
    }
    set_statements(queue, &statements);
    Ok(Value::Null)
}

pub(super) fn purge(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    queue(account, &mut request)?.purge();
    Ok(Value::Null)
}

pub(super) fn tag(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let tags = texts(&request, "Tags");
    queue(account, &mut request)?.tags.extend(tags);
    Ok(Value::Null)
}

pub(super) fn untag(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let keys = request.texts("TagKeys", 0, 50, &ANY).unwrap_or_default();
    queue(account, &mut request)?.tags.retain(|key, _| !keys.contains(key));
    Ok(Value::Null)
}

pub(super) fn tags(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let tags = &queue(account, &mut request)?.tags;
    Ok(if tags.is_empty() { json!({}) } else { json!({"Tags": tags}) })
}

/// `ListDeadLetterSourceQueues`: the queues whose redrive policy names this one.
pub(super) fn sources(
    account: &mut Account,
    mut request: Request,
    context: &SqsContext<'_>,
) -> ApiResult<Value> {
    let arn = queue(account, &mut request)?.arn.clone();
    let sources: Vec<String> = account
        .queues
        .values()
        .filter(|queue| queue.redrive().is_some_and(|(dead, _)| dead == arn))
        .map(|queue| url(context.host, &account.region, &queue.name))
        .collect();
    Ok(json!({"queueUrls": sources}))
}
