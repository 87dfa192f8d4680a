//! Simple Notification Service: topics, their policies and attributes, and subscriptions, of which those of
//! queues of this account receive what is published. Source: SNS API reference, and the developer guide,
//! "Amazon SNS message and JSON formats".

use super::account::{ACCOUNT, Account, arn, shape};
use super::delivery::{self, instant};
use super::error::{Answer, ApiError};
use super::ids::Ids;
use super::paging;
use super::request::{Request, Text};
use super::sqs::Outgoing;
use crate::model::Millis;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const ANY: Text = Text::len(0, usize::MAX);
/// "Each call returns a limited list of topics, up to 100."
const PAGE: usize = 100;
/// "The message must be no larger than 256 KB" (Publish).
const MAX_MESSAGE: usize = 262_144;

/// A topic.
pub(super) struct Topic {
    pub(super) arn: String,
    /// The attributes that were set.
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) subscriptions: BTreeMap<String, Subscription>,
    pub(super) tags: BTreeMap<String, String>,
}

/// A subscription of a topic.
pub(super) struct Subscription {
    pub(super) protocol: String,
    pub(super) endpoint: String,
    pub(super) attributes: BTreeMap<String, String>,
}

/// Topics by name.
pub(super) type Topics = BTreeMap<String, Topic>;

impl Topic {
    /// A topic with the policy that every topic begins with: its owner may do everything, nobody else anything.
    pub(super) fn new(region: &str, name: &str) -> Self {
        let arn = arn(region, "sns", name);
        let actions = [
            "GetTopicAttributes",
            "SetTopicAttributes",
            "AddPermission",
            "RemovePermission",
            "DeleteTopic",
            "Subscribe",
            "ListSubscriptionsByTopic",
            "Publish",
        ]
        .map(|action| format!("SNS:{action}"));
        let policy = json!({
            "Version": "2008-10-17",
            "Id": "__default_policy_ID",
            "Statement": [{
                "Sid": "__default_statement_ID",
                "Effect": "Allow",
                "Principal": {"AWS": "*"},
                "Action": actions,
                "Resource": arn,
                "Condition": {"StringEquals": {"AWS:SourceOwner": ACCOUNT}},
            }],
        });
        Self {
            arn,
            attributes: [("Policy".to_owned(), policy.to_string())].into(),
            subscriptions: BTreeMap::new(),
            tags: BTreeMap::new(),
        }
    }

    fn name(&self) -> &str {
        self.arn.rsplit(':').next().unwrap_or_default()
    }
}

fn missing() -> ApiError {
    ApiError { status: 404, ..ApiError::new("NotFound", "Topic does not exist") }
}

fn invalid(message: impl std::fmt::Display) -> ApiError {
    ApiError::new("InvalidParameter", format!("Invalid parameter: {message}"))
}

/// The topic of this account and region that an ARN names.
fn topic<'a>(account: &'a mut Account, arn: &str) -> Answer<&'a mut Topic> {
    if !arn.starts_with("arn:") {
        return Err(invalid("TopicArn Reason: An ARN must have at least 6 elements, not 1"));
    }
    let name = arn.rsplit(':').next().unwrap_or_default();
    account.topics.get_mut(name).filter(|topic| topic.arn == arn).ok_or_else(missing)
}

fn texts(request: &Request, member: &str) -> BTreeMap<String, String> {
    let members = request.value(member).and_then(Value::as_object).cloned().unwrap_or_default();
    members.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect()
}

fn tags(request: &mut Request) -> BTreeMap<String, String> {
    let items = request.list("Tags", 0, 50).unwrap_or_default();
    items
        .iter()
        .filter_map(|tag| Some((tag["Key"].as_str()?.to_owned(), tag["Value"].as_str()?.to_owned())))
        .collect()
}

/// Answers one operation.
pub(super) fn call(account: &mut Account, operation: &str, input: Value, now: Millis) -> Answer<Value> {
    let mut request = Request::new(input, "InvalidParameter");
    match operation {
        "CreateTopic" => create(account, request),
        "DeleteTopic" => {
            let arn = request.required("TopicArn", &ANY);
            request.check()?;
            let name = arn.rsplit(':').next().unwrap_or_default();
            account.topics.remove(name);
            Ok(Value::Null)
        }
        "ListTopics" => list(account, request),
        "GetTopicAttributes" => attributes(account, request),
        "SetTopicAttributes" => set_attribute(account, request),
        "AddPermission" => add_permission(account, request),
        "RemovePermission" => remove_permission(account, request),
        "Subscribe" => subscribe(account, request),
        "Unsubscribe" => unsubscribe(account, request),
        "GetSubscriptionAttributes" => subscription_attributes(account, request),
        "SetSubscriptionAttributes" => set_subscription_attribute(account, request),
        "ListSubscriptions" => subscriptions(account, request, false),
        "ListSubscriptionsByTopic" => subscriptions(account, request, true),
        "Publish" => publish_call(account, request, now),
        "TagResource" => {
            let arn = request.required("ResourceArn", &ANY);
            let tags = tags(&mut request);
            request.check()?;
            topic(account, &arn)?.tags.extend(tags);
            Ok(json!({}))
        }
        "UntagResource" => {
            let arn = request.required("ResourceArn", &ANY);
            let keys = request.texts("TagKeys", 0, 50, &ANY).unwrap_or_default();
            request.check()?;
            topic(account, &arn)?.tags.retain(|key, _| !keys.contains(key));
            Ok(json!({}))
        }
        "ListTagsForResource" => {
            let arn = request.required("ResourceArn", &ANY);
            request.check()?;
            let tags = &topic(account, &arn)?.tags;
            let tags: Vec<Value> =
                tags.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect();
            Ok(json!({"Tags": tags}))
        }
        _ => {
            Err(ApiError::new("InvalidAction", format!("The embedded account has no operation {operation}.")))
        }
    }
}

fn create(account: &mut Account, mut request: Request) -> Answer<Value> {
    let name = request.required("Name", &ANY);
    let attributes = texts(&request, "Attributes");
    let tags = tags(&mut request);
    request.check()?;
    let bare = name.strip_suffix(".fifo").unwrap_or(&name);
    if bare.is_empty()
        || name.len() > 256
        || !bare.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        || attributes
            .get("FifoTopic")
            .is_some_and(|fifo| (fifo == "true") != crate::model::Arn::is_fifo(&name))
    {
        return Err(invalid("Topic Name"));
    }
    let region = account.region.clone();
    let topic = account.topics.entry(name.clone()).or_insert_with(|| Topic::new(&region, &name));
    topic.attributes.extend(attributes);
    topic.tags.extend(tags);
    Ok(json!({"TopicArn": topic.arn}))
}

fn page(
    scope: &str,
    items: Vec<(String, Value)>,
    request: &mut Request,
) -> Answer<(Vec<Value>, Option<String>)> {
    let token = request.text("NextToken", &ANY).filter(|token| !token.is_empty());
    request.check()?;
    let after = match token {
        None => None,
        Some(token) => Some(paging::cursor(scope, &token).ok_or_else(|| invalid("NextToken"))?),
    };
    let page = paging::page(scope, items, after.as_deref(), PAGE);
    Ok((page.items, page.next))
}

fn list(account: &Account, mut request: Request) -> Answer<Value> {
    let topics =
        account.topics.iter().map(|(name, topic)| (name.clone(), json!({"TopicArn": topic.arn}))).collect();
    let (topics, next) = page("ListTopics", topics, &mut request)?;
    Ok(shape([("Topics", json!(topics)), ("NextToken", json!(next))]))
}

/// A map as the query protocol writes it.
fn entries(map: impl IntoIterator<Item = (String, String)>) -> Value {
    let entries: Vec<Value> =
        map.into_iter().map(|(key, value)| json!({"key": key, "value": value})).collect();
    json!({ "entry": entries })
}

fn attributes(account: &mut Account, mut request: Request) -> Answer<Value> {
    let arn = request.required("TopicArn", &ANY);
    request.check()?;
    let topic = topic(account, &arn)?;
    let mut all = topic.attributes.clone();
    let confirmed = topic.subscriptions.len().to_string();
    for (name, value) in [
        ("TopicArn", topic.arn.as_str()),
        ("Owner", ACCOUNT),
        ("SubscriptionsConfirmed", &confirmed),
        ("SubscriptionsPending", "0"),
        ("SubscriptionsDeleted", "0"),
    ] {
        all.insert(name.to_owned(), value.to_owned());
    }
    all.entry("DisplayName".to_owned()).or_default();
    Ok(json!({"Attributes": entries(all)}))
}

fn set_attribute(account: &mut Account, mut request: Request) -> Answer<Value> {
    let arn = request.required("TopicArn", &ANY);
    let name = request.required("AttributeName", &ANY);
    let value = request.text("AttributeValue", &ANY).unwrap_or_default();
    request.check()?;
    let topic = topic(account, &arn)?;
    let known = [
        "Policy",
        "DisplayName",
        "DeliveryPolicy",
        "KmsMasterKeyId",
        "SignatureVersion",
        "TracingConfig",
        "ContentBasedDeduplication",
        "ArchivePolicy",
        "FifoThroughputScope",
        "DataProtectionPolicy",
    ];
    if !known.contains(&name.as_str()) {
        return Err(invalid("AttributeName"));
    }
    if name == "Policy"
        && !serde_json::from_str::<Value>(&value).is_ok_and(|policy| policy["Statement"] != Value::Null)
    {
        return Err(invalid("Policy statement is not valid JSON"));
    }
    if value.is_empty() {
        topic.attributes.remove(&name)
    } else {
        topic.attributes.insert(name, value)
    };
    Ok(Value::Null)
}

fn statements(topic: &Topic) -> Vec<Value> {
    let policy = topic.attributes.get("Policy").and_then(|text| serde_json::from_str::<Value>(text).ok());
    match policy.map(|mut policy| policy["Statement"].take()) {
        Some(Value::Array(statements)) => statements,
        Some(statement @ Value::Object(_)) => vec![statement],
        _ => Vec::new(),
    }
}

fn set_statements(topic: &mut Topic, statements: &[Value]) {
    let policy = json!({"Version": "2012-10-17", "Id": "__default_policy_ID", "Statement": statements});
    topic.attributes.insert("Policy".to_owned(), policy.to_string());
}

fn add_permission(account: &mut Account, mut request: Request) -> Answer<Value> {
    let arn = request.required("TopicArn", &ANY);
    let label = request.required("Label", &ANY);
    let accounts = request.texts("AWSAccountId", 1, 50, &ANY).unwrap_or_default();
    let actions = request.texts("ActionName", 1, 50, &ANY).unwrap_or_default();
    request.check()?;
    let topic = topic(account, &arn)?;
    let mut statements = statements(topic);
    if statements.iter().any(|statement| statement["Sid"] == label.as_str()) {
        return Err(invalid("Statement already exists"));
    }
    let principals: Vec<String> = accounts.iter().map(|id| format!("arn:aws:iam::{id}:root")).collect();
    let actions: Vec<String> = actions.iter().map(|action| format!("SNS:{action}")).collect();
    statements
        .push(json!({"Sid": label, "Effect": "Allow", "Principal": {"AWS": principals}, "Action": actions,
        "Resource": topic.arn}));
    set_statements(topic, &statements);
    Ok(Value::Null)
}

fn remove_permission(account: &mut Account, mut request: Request) -> Answer<Value> {
    let arn = request.required("TopicArn", &ANY);
    let label = request.required("Label", &ANY);
    request.check()?;
    let topic = topic(account, &arn)?;
    let mut statements = statements(topic);
    statements.retain(|statement| statement["Sid"] != label.as_str());
    set_statements(topic, &statements);
    Ok(Value::Null)
}

fn subscribe(account: &mut Account, mut request: Request) -> Answer<Value> {
    let arn = request.required("TopicArn", &ANY);
    let protocol = request.required("Protocol", &ANY);
    let endpoint = request.text("Endpoint", &ANY).unwrap_or_default();
    let attributes = texts(&request, "Attributes");
    request.check()?;
    let id = account.ids.uuid();
    let topic = topic(account, &arn)?;
    let known = topic
        .subscriptions
        .iter()
        .find(|(_, known)| known.protocol == protocol && known.endpoint == endpoint)
        .map(|(arn, _)| arn.clone());
    let subscription = known.unwrap_or_else(|| format!("{arn}:{id}"));
    topic.subscriptions.insert(subscription.clone(), Subscription { protocol, endpoint, attributes });
    Ok(json!({"SubscriptionArn": subscription}))
}

/// The topic's ARN in a subscription's.
fn topic_of(subscription: &str) -> &str {
    subscription.rsplit_once(':').map_or("", |(topic, _)| topic)
}

fn unsubscribe(account: &mut Account, mut request: Request) -> Answer<Value> {
    let arn = request.required("SubscriptionArn", &ANY);
    request.check()?;
    if let Ok(topic) = topic(account, topic_of(&arn)) {
        topic.subscriptions.remove(&arn);
    }
    Ok(Value::Null)
}

fn subscription<'a>(account: &'a mut Account, arn: &str) -> Answer<&'a mut Subscription> {
    let none = || ApiError { status: 404, ..ApiError::new("NotFound", "Subscription does not exist") };
    topic(account, topic_of(arn)).map_err(|_| none())?.subscriptions.get_mut(arn).ok_or_else(none)
}

fn subscription_attributes(account: &mut Account, mut request: Request) -> Answer<Value> {
    let arn = request.required("SubscriptionArn", &ANY);
    request.check()?;
    let subscription = subscription(account, &arn)?;
    let mut all = subscription.attributes.clone();
    for (name, value) in [
        ("SubscriptionArn", arn.as_str()),
        ("TopicArn", topic_of(&arn)),
        ("Protocol", &subscription.protocol),
        ("Endpoint", &subscription.endpoint),
        ("Owner", ACCOUNT),
        ("PendingConfirmation", "false"),
    ] {
        all.insert(name.to_owned(), value.to_owned());
    }
    all.entry("RawMessageDelivery".to_owned()).or_insert_with(|| "false".to_owned());
    Ok(json!({"Attributes": entries(all)}))
}

fn set_subscription_attribute(account: &mut Account, mut request: Request) -> Answer<Value> {
    let arn = request.required("SubscriptionArn", &ANY);
    let name = request.required("AttributeName", &ANY);
    let value = request.text("AttributeValue", &ANY).unwrap_or_default();
    request.check()?;
    subscription(account, &arn)?.attributes.insert(name, value);
    Ok(Value::Null)
}

fn subscriptions(account: &mut Account, mut request: Request, of_topic: bool) -> Answer<Value> {
    let wanted = if of_topic { Some(request.required("TopicArn", &ANY)) } else { None };
    request.check()?;
    if let Some(arn) = &wanted {
        topic(account, arn)?;
    }
    let items = account
        .topics
        .values()
        .filter(|topic| wanted.as_ref().is_none_or(|arn| topic.arn == *arn))
        .flat_map(|topic| {
            topic.subscriptions.iter().map(|(arn, subscription)| {
                let shown = json!({
                    "SubscriptionArn": arn,
                    "Owner": ACCOUNT,
                    "Protocol": subscription.protocol,
                    "Endpoint": subscription.endpoint,
                    "TopicArn": topic.arn,
                });
                (arn.clone(), shown)
            })
        })
        .collect();
    let (items, next) = page(&format!("ListSubscriptions/{wanted:?}"), items, &mut request)?;
    Ok(shape([("Subscriptions", json!(items)), ("NextToken", json!(next))]))
}

fn publish_call(account: &mut Account, mut request: Request, now: Millis) -> Answer<Value> {
    let arn = request.text("TopicArn", &ANY).or_else(|| request.text("TargetArn", &ANY)).unwrap_or_default();
    let message = request.required("Message", &ANY);
    let subject = request.text("Subject", &Text::len(0, 100));
    let group = request.text("MessageGroupId", &ANY);
    let attributes =
        request.value("MessageAttributes").and_then(Value::as_object).cloned().unwrap_or_default();
    request.check()?;
    if message.is_empty() {
        return Err(invalid("Empty message"));
    }
    if message.len() > MAX_MESSAGE {
        return Err(invalid("Message too long"));
    }
    let topic = topic(account, &arn)?;
    if crate::model::Arn::is_fifo(topic.name()) && group.is_none() {
        return Err(invalid("The MessageGroupId parameter is required for FIFO topics"));
    }
    let name = topic.name().to_owned();
    let id = publish(account, &name, &message, subject.as_deref(), &attributes, now);
    Ok(json!({ "MessageId": id }))
}

/// Publishes to a topic: its queues get the message, in SNS's envelope or raw, where their policies let SNS in.
pub(super) fn publish(
    account: &mut Account,
    name: &str,
    message: &str,
    subject: Option<&str>,
    attributes: &Map<String, Value>,
    now: Millis,
) -> String {
    let id = account.ids.uuid();
    let Some(topic) = account.topics.get(name) else { return id };
    let topic_arn = topic.arn.clone();
    let queues: Vec<(String, bool)> = topic
        .subscriptions
        .values()
        .filter(|subscription| subscription.protocol == "sqs")
        .map(|subscription| {
            let raw = subscription.attributes.get("RawMessageDelivery").is_some_and(|raw| raw == "true");
            (subscription.endpoint.clone(), raw)
        })
        .collect();
    for (queue, raw) in queues {
        if !delivery::topic_may_send(account, &topic_arn, &queue) {
            continue;
        }
        let envelope = envelope(&topic_arn, &id, message, subject, attributes, now);
        let body = if raw { message } else { &envelope };
        let mut out = Outgoing::of_service(body, &[]);
        if raw {
            out.attributes.clone_from(attributes);
        }
        let mut ids = Ids::named(now.unsigned_abs(), &id);
        if let Some(queue) = queue.rsplit(':').next().and_then(|name| account.queues.get_mut(name)) {
            queue.send(out, &mut ids, now);
        }
    }
    id
}

fn envelope(
    topic: &str,
    id: &str,
    message: &str,
    subject: Option<&str>,
    attributes: &Map<String, Value>,
    now: Millis,
) -> String {
    let attributes: Map<String, Value> = attributes
        .iter()
        .map(|(name, value)| {
            (name.clone(), json!({"Type": value["DataType"], "Value": value["StringValue"]}))
        })
        .collect();
    shape([
        ("Type", json!("Notification")),
        ("MessageId", json!(id)),
        ("TopicArn", json!(topic)),
        ("Subject", json!(subject)),
        ("Message", json!(message)),
        ("Timestamp", json!(instant(now))),
        ("MessageAttributes", if attributes.is_empty() { Value::Null } else { Value::Object(attributes) }),
    ])
    .to_string()
}
