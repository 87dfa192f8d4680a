//! What is subscribed to a topic, with the filters that decide which messages go there.

use crate::aws::client::Client;
use crate::aws::services::Service;
use crate::model::facts::{Subscription, Subscriptions};
use crate::model::{Arn, CallError};
use aws_sdk_sns::types::Subscription as SdkSubscription;
use futures_util::future::join_all;

/// Subscriptions that are looked at, a call each: where a topic has more, none is, for some of them will take
/// what comes.
const LOOKED_AT: usize = 5;

impl Client {
    /// The subscriptions of a topic, ListSubscriptionsByTopic; where they are few, each one's
    /// GetSubscriptionAttributes too, which may fail.
    pub async fn subscriptions(&self, topic: &Arn) -> Result<Subscriptions, CallError> {
        let sns = &self.dependencies().sns;
        let call = sns.list_subscriptions_by_topic().topic_arn(topic.as_str()).send();
        let page = self.call(Service::Sns, "ListSubscriptionsByTopic", call).await?;
        // In the place of an ARN one that is not confirmed, or is deleted, has a word.
        let confirmed =
            |one: &SdkSubscription| one.subscription_arn().is_some_and(|arn| arn.starts_with("arn:"));
        let listed: Vec<SdkSubscription> =
            page.subscriptions.unwrap_or_default().into_iter().filter(confirmed).collect();
        let is_cut = page.next_token.is_some() || listed.len() > LOOKED_AT;
        let named = listed.into_iter().take(LOOKED_AT).map(|one| Subscription {
            arn: Arn::new(one.subscription_arn.unwrap_or_default()),
            protocol: one.protocol.unwrap_or_default(),
            endpoint: one.endpoint.unwrap_or_default(),
            ..Subscription::default()
        });
        let confirmed =
            if is_cut { named.collect() } else { join_all(named.map(|one| self.with_filter(one))).await };
        Ok(Subscriptions { confirmed, is_cut })
    }

    /// A subscription with its filter, or with what would show it.
    async fn with_filter(&self, mut subscription: Subscription) -> Subscription {
        let sns = &self.dependencies().sns;
        let call = sns.get_subscription_attributes().subscription_arn(subscription.arn.as_str()).send();
        match self.call(Service::Sns, "GetSubscriptionAttributes", call).await {
            Ok(read) => {
                let all = read.attributes.unwrap_or_default();
                let text = |name: &str| all.get(name).filter(|text| !text.is_empty()).cloned();
                subscription.filter = text("FilterPolicy").filter(|text| text != "{}");
                subscription.by_body = text("FilterPolicyScope").is_some_and(|text| text == "MessageBody");
            }
            Err(error) => subscription.unseen = Some(error.needed("sns:GetSubscriptionAttributes")),
        }
        subscription
    }
}
