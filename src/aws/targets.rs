//! Reading targets.
//!
//! Targets go past the SDK's types on both ways: a setting that is newer than the SDK is kept and written
//! back, so that an edit of one setting never loses another.

use super::client::Client;
use super::interceptors::AnswerBody;
use super::paging::{Pages, pages};
use super::rules::PAGE;
use super::services::Service;
use crate::model::{Arn, RuleKey, Target};
use futures_util::TryStreamExt as _;
use serde_json::{Map, Value};

impl Client {
    /// A rule's targets with all their settings, ListTargetsByRule.
    pub fn targets(&self, key: &RuleKey) -> Pages<Target> {
        let raw = self.raw_targets(key);
        Box::pin(raw.map_ok(|page| page.iter().map(Target::of_map).collect()))
    }

    /// A rule's targets in the API's own JSON, ListTargetsByRule.
    pub(super) fn raw_targets(&self, key: &RuleKey) -> Pages<Map<String, Value>> {
        let (client, key) = (self.clone(), key.clone());
        pages("ListTargetsByRule", move |token| {
            let (client, key) = (client.clone(), key.clone());
            async move {
                let answer = AnswerBody::default();
                let call =
                    client.parts().events.list_targets_by_rule().rule(&key.name).event_bus_name(&key.bus);
                let call =
                    call.limit(PAGE).set_next_token(token).customize().interceptor(answer.clone()).send();
                let page = client.call(Service::Events, "ListTargetsByRule", call).await?;
                let body = answer.json().unwrap_or_default();
                let found = body.get("Targets").and_then(Value::as_array);
                Ok((
                    found.into_iter().flatten().filter_map(|target| target.as_object().cloned()).collect(),
                    page.next_token,
                ))
            }
        })
    }

    /// Names of the rules on `bus` that have this target, ListRuleNamesByTarget.
    pub fn rule_names_by_target(&self, target: &Arn, bus: &str) -> Pages<String> {
        let (client, target, bus) = (self.clone(), target.clone(), bus.to_owned());
        pages("ListRuleNamesByTarget", move |token| {
            let (client, target, bus) = (client.clone(), target.clone(), bus.clone());
            async move {
                let call = client
                    .parts()
                    .events
                    .list_rule_names_by_target()
                    .target_arn(target.as_str())
                    .event_bus_name(&bus);
                let call = call.limit(PAGE).set_next_token(token).send();
                let page = client.call(Service::Events, "ListRuleNamesByTarget", call).await?;
                Ok((page.rule_names.unwrap_or_default(), page.next_token))
            }
        })
    }
}
