//! What is subscribed to a topic, with the filters that decide which messages go there.

use crate::aws::client::Client;
use crate::aws::errors::Service;
use crate::model::facts::{Subscription, Subscriptions};
use crate::model::{Arn, CallError};
use aws_sdk_sns::types::Subscription as SdkSubscription;

/// Subscriptions that are looked at, a call each: where a topic has more, some of them will take what comes.
const LOOKED_AT: usize = 5;

impl Client {
    /// The first subscriptions of a topic, ListSubscriptionsByTopic and GetSubscriptionAttributes, which may fail for each.
    pub async fn subscriptions(&self, topic: &Arn) -> Result<Subscriptions, CallError> {
        let sns = &self.dependencies().sns;
        let call = sns.list_subscriptions_by_topic().topic_arn(topic.as_str()).send();
        let page = self.call(Service::Sns, "ListSubscriptionsByTopic", call).await?;
        let mut found = Subscriptions { is_cut: page.next_token.is_some(), ..Subscriptions::default() };
        // In the place of an ARN one that is not confirmed, or is deleted, has a word.
        let listed = page.subscriptions.unwrap_or_default().into_iter();
        let confirmed =
            |one: &SdkSubscription| one.subscription_arn().is_some_and(|arn| arn.starts_with("arn:"));
        for one in listed.filter(confirmed) {
            if found.confirmed.len() == LOOKED_AT {
                found.is_cut = true;
                break;
            }
            let arn = one.subscription_arn.unwrap_or_default();
            let call = sns.get_subscription_attributes().subscription_arn(&arn).send();
            let read = self.call(Service::Sns, "GetSubscriptionAttributes", call).await;
            let mut subscription = Subscription {
                arn: Arn::new(arn),
                protocol: one.protocol.unwrap_or_default(),
                endpoint: one.endpoint.unwrap_or_default(),
                ..Subscription::default()
            };
            match read {
                Ok(read) => {
                    let all = read.attributes.unwrap_or_default();
                    let text = |name: &str| all.get(name).filter(|text| !text.is_empty()).cloned();
                    subscription.filter = text("FilterPolicy").filter(|text| text != "{}");
                    subscription.by_body =
                        text("FilterPolicyScope").is_some_and(|text| text == "MessageBody");
                }
                Err(error) => subscription.unseen = Some(error.needed("sns:GetSubscriptionAttributes")),
            }
            found.confirmed.push(subscription);
        }
        Ok(found)
    }
}
