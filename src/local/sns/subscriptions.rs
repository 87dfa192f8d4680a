//! Subscriptions of topics: their operations and attributes.

use super::{ANY, Subscription, entries, page, texts, topic};
use crate::local::account::{ACCOUNT, Account, shape};
use crate::local::error::{ApiError, ApiResult};
use crate::local::request::Request;
use serde_json::{Value, json};

pub(super) fn subscribe(account: &mut Account, mut request: Request) -> ApiResult<Value> {
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
        .and_then(|(arn, _)| Some(arn.rsplit_once(':')?.1.to_owned()));
    let subscription = Subscription { protocol, endpoint, attributes };
    Ok(json!({"SubscriptionArn": topic.subscribe(&known.unwrap_or(id), subscription)}))
}

/// The ARN of the topic, taken from a subscription's.
fn topic_of(subscription: &str) -> &str {
    subscription.rsplit_once(':').map_or("", |(topic, _)| topic)
}

pub(super) fn unsubscribe(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let arn = request.required("SubscriptionArn", &ANY);
    request.check()?;
    if let Ok(topic) = topic(account, topic_of(&arn)) {
        topic.subscriptions.remove(&arn);
    }
    Ok(Value::Null)
}

fn subscription<'a>(account: &'a mut Account, arn: &str) -> ApiResult<&'a mut Subscription> {
    let none = || ApiError { status: 404, ..ApiError::new("NotFound", "Subscription does not exist") };
    topic(account, topic_of(arn)).map_err(|_| none())?.subscriptions.get_mut(arn).ok_or_else(none)
}

pub(super) fn subscription_attributes(account: &mut Account, mut request: Request) -> ApiResult<Value> {
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

pub(super) fn set_subscription_attribute(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let arn = request.required("SubscriptionArn", &ANY);
    let name = request.required("AttributeName", &ANY);
    let value = request.text("AttributeValue", &ANY).unwrap_or_default();
    request.check()?;
    subscription(account, &arn)?.attributes.insert(name, value);
    Ok(Value::Null)
}

pub(super) fn subscriptions(account: &mut Account, mut request: Request, of_topic: bool) -> ApiResult<Value> {
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
