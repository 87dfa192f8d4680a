//! Publishing: which queues get a message, and in which form.

use super::{ANY, Subscription, invalid, topic};
use crate::local::account::last_name;
use crate::local::account::{Account, shape};
use crate::local::delivery::{self, instant};
use crate::local::error::ApiResult;
use crate::local::ids::Ids;
use crate::local::request::{Request, Text};
use crate::local::sqs::Outgoing;
use crate::model::Millis;
use crate::pattern::{Event, Pattern, Verdict};
use serde_json::{Map, Value, json};

pub(super) fn publish_call(account: &mut Account, mut request: Request, now: Millis) -> ApiResult<Value> {
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
    let topic = topic(account, &arn)?;
    if message.len() > topic.largest() {
        return Err(invalid("Message too long"));
    }
    if crate::model::Arn::is_fifo(topic.name()) && group.is_none() {
        return Err(invalid("The MessageGroupId parameter is required for FIFO topics"));
    }
    let name = topic.name().to_owned();
    let id = publish(account, &name, &message, subject.as_deref(), &attributes, now);
    Ok(json!({ "MessageId": id }))
}

/// Publishes to a topic: its queues get the message, in SNS's envelope or raw, where their policies let SNS
/// in.
pub(in crate::local) fn publish(
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
        .filter(|subscription| subscription.protocol == "sqs" && takes(subscription, message, attributes))
        .map(|subscription| {
            let raw = subscription.attributes.get("RawMessageDelivery").is_some_and(|raw| raw == "true");
            (subscription.endpoint.clone(), raw)
        })
        .collect();
    for (queue, raw) in queues {
        if !delivery::topic_may_send(account, &topic_arn, &queue, now) {
            continue;
        }
        let envelope = envelope(&topic_arn, &id, message, subject, attributes, now);
        let body = if raw { message } else { &envelope };
        let mut out = Outgoing::of_service(body, &[]);
        if raw {
            out.attributes.clone_from(attributes);
        }
        let name = last_name(&queue);
        let mut ids = Ids::of(now.unsigned_abs(), &[Ids::key(&id), Ids::key(name)]);
        if let Some(queue) = account.queues.get_mut(name) {
            queue.send(out, &mut ids, now);
        }
    }
    id
}

/// Whether a subscription's filter takes a message (developer guide, "Amazon SNS subscription filter
/// policies"): by its attributes, or by its body as if that were an event.
fn takes(subscription: &Subscription, message: &str, attributes: &Map<String, Value>) -> bool {
    let set = |name: &str| subscription.attributes.get(name).map(String::as_str);
    let Some(filter) = set("FilterPolicy").filter(|filter| !filter.is_empty() && *filter != "{}") else {
        return true;
    };
    let of_attributes = || {
        let values = attributes.iter().map(|(name, value)| (name.clone(), value["StringValue"].clone()));
        Value::Object(values.collect()).to_string()
    };
    let by_body = set("FilterPolicyScope") == Some("MessageBody");
    let filtered = if by_body { message.to_owned() } else { of_attributes() };
    match (Pattern::parse(filter), Event::parse(filtered.as_bytes())) {
        (Ok(filter), Ok(event)) => filter.matches(&event) == Verdict::Match,
        (Ok(_), Err(_)) | (Err(_), _) => false,
    }
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
