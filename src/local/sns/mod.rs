//! Simple Notification Service: topics, their policies and attributes, and subscriptions, of which those of
//! queues of this account receive what is published. Source: SNS API reference, and the developer guide,
//! "Amazon SNS message and JSON formats".

mod publish;
mod subscriptions;

use super::account::{ACCOUNT, Account, arn, shape};
use super::error::{ApiError, ApiResult};
use super::paging;
use super::request::{Request, Text};
use crate::local::account::last_name;
use crate::model::{Millis, statements_in};
pub(super) use publish::publish;
use publish::publish_call;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use subscriptions::{
    set_subscription_attribute, subscribe, subscription_attributes, subscriptions, unsubscribe,
};

const ANY: Text = Text::len(0, usize::MAX);
/// "Each call returns a limited list of topics, up to 100."
const PAGE: usize = 100;
/// The most bytes that a message may have where the topic says nothing else, and what it may say (developer
/// guide, "Publishing large messages with Amazon SNS").
const MAX_MESSAGE: usize = 262_144;
const MAX_MESSAGES: std::ops::RangeInclusive<usize> = 1_024..=1_048_576;

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
    /// A topic with the policy that every topic begins with: its owner may do everything, nobody else
    /// anything.
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

    /// A subscription more, under the ARN with this last part. Nobody has to confirm it here.
    pub(super) fn subscribe(&mut self, id: &str, subscription: Subscription) -> String {
        let arn = format!("{}:{id}", self.arn);
        self.subscriptions.insert(arn.clone(), subscription);
        arn
    }

    fn name(&self) -> &str {
        last_name(&self.arn)
    }

    /// The most bytes that a message may have.
    fn largest(&self) -> usize {
        let set = self.attributes.get("MaximumMessageSize").and_then(|text| text.parse().ok());
        set.unwrap_or(MAX_MESSAGE)
    }
}

fn missing() -> ApiError {
    ApiError { status: 404, ..ApiError::new("NotFound", "Topic does not exist") }
}

fn invalid(message: impl std::fmt::Display) -> ApiError {
    ApiError::new("InvalidParameter", format!("Invalid parameter: {message}"))
}

/// The topic of this account and region that an ARN names.
fn topic<'a>(account: &'a mut Account, arn: &str) -> ApiResult<&'a mut Topic> {
    if !arn.starts_with("arn:") {
        return Err(invalid("TopicArn Reason: An ARN must have at least 6 elements, not 1"));
    }
    account.topics.get_mut(last_name(arn)).filter(|topic| topic.arn == arn).ok_or_else(missing)
}

fn texts(request: &Request, member: &str) -> BTreeMap<String, String> {
    let members = request.value(member).and_then(Value::as_object).cloned().unwrap_or_default();
    members.into_iter().filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect()
}

/// Answers one operation.
pub(super) fn call(account: &mut Account, operation: &str, input: Value, now: Millis) -> ApiResult<Value> {
    let mut request = Request::new(input, "InvalidParameter");
    match operation {
        "CreateTopic" => create(account, request),
        "DeleteTopic" => {
            let arn = request.required("TopicArn", &ANY);
            request.check()?;
            account.topics.remove(last_name(&arn));
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
            let tags = request.tags();
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

fn create(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let name = request.required("Name", &ANY);
    let attributes = texts(&request, "Attributes");
    let tags = request.tags();
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
) -> ApiResult<(Vec<Value>, Option<String>)> {
    let token = request.text("NextToken", &ANY).filter(|token| !token.is_empty());
    request.check()?;
    let after = match token {
        None => None,
        Some(token) => Some(paging::cursor(scope, &token).ok_or_else(|| invalid("NextToken"))?),
    };
    let page = paging::page(scope, items, after.as_deref(), PAGE);
    Ok((page.items, page.next))
}

fn list(account: &Account, mut request: Request) -> ApiResult<Value> {
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

fn attributes(account: &mut Account, mut request: Request) -> ApiResult<Value> {
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

fn set_attribute(account: &mut Account, mut request: Request) -> ApiResult<Value> {
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
        "MaximumMessageSize",
    ];
    if !known.contains(&name.as_str()) {
        return Err(invalid("AttributeName"));
    }
    if name == "Policy"
        && !serde_json::from_str::<Value>(&value).is_ok_and(|policy| policy["Statement"] != Value::Null)
    {
        return Err(invalid("Policy statement is not valid JSON"));
    }
    if name == "MaximumMessageSize" && !value.parse().is_ok_and(|bytes| MAX_MESSAGES.contains(&bytes)) {
        return Err(invalid("AttributeValue"));
    }
    if value.is_empty() {
        topic.attributes.remove(&name)
    } else {
        topic.attributes.insert(name, value)
    };
    Ok(Value::Null)
}

fn statements(topic: &Topic) -> Vec<Value> {
    topic.attributes.get("Policy").map(|text| statements_in(text)).unwrap_or_default()
}

fn set_statements(topic: &mut Topic, statements: &[Value]) {
    let policy = json!({"Version": "2012-10-17", "Id": "__default_policy_ID", "Statement": statements});
    topic.attributes.insert("Policy".to_owned(), policy.to_string());
}

fn add_permission(account: &mut Account, mut request: Request) -> ApiResult<Value> {
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

fn remove_permission(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let arn = request.required("TopicArn", &ANY);
    let label = request.required("Label", &ANY);
    request.check()?;
    let topic = topic(account, &arn)?;
    let mut statements = statements(topic);
    statements.retain(|statement| statement["Sid"] != label.as_str());
    set_statements(topic, &statements);
    Ok(Value::Null)
}

#[cfg(test)]
mod tests {
    use super::call;
    use crate::local::account::{Account, REGION};
    use serde_json::{Value, json};

    #[test]
    fn a_topic_takes_messages_as_large_as_it_is_set_to() {
        let now = 1_795_262_400_000;
        let mut account = Account::empty(REGION, 1, now);
        let mut ask = |operation: &str, input: Value| call(&mut account, operation, input, now);
        let Ok(made) = ask("CreateTopic", json!({"Name": "t"})) else { panic!("the topic is made") };
        let arn = &made["TopicArn"];
        let sent = json!({"TopicArn": arn, "Message": "x".repeat(300_000)});
        assert!(ask("Publish", sent.clone()).is_err());
        let set = |bytes: &str| json!({"TopicArn": arn, "AttributeName": "MaximumMessageSize", "AttributeValue": bytes});
        assert!(ask("SetTopicAttributes", set("1048577")).is_err());
        assert!(ask("SetTopicAttributes", set("1048576")).is_ok());
        assert!(ask("Publish", sent).is_ok());
    }
}
