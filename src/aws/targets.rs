//! Reading targets, and their way from and to the API's own JSON.
//!
//! Targets go past the SDK's types on both ways: a setting that is newer than the SDK is kept and written
//! back, so that an edit of one setting never loses another.

use super::client::Client;
use super::interceptors::Answer;
use super::paging::{Pages, pages};
use super::rules::PAGE;
use crate::model::{Arn, InputTransformer, RetryPolicy, RuleKey, Target};
use serde_json::Value;

impl Client {
    /// A rule's targets with all their settings, ListTargetsByRule.
    pub fn targets(&self, key: &RuleKey) -> Pages<Target> {
        let (client, key) = (self.clone(), key.clone());
        pages("ListTargetsByRule", move |token| {
            let (client, key) = (client.clone(), key.clone());
            async move {
                let answer = Answer::default();
                let call =
                    client.parts().events.list_targets_by_rule().rule(&key.name).event_bus_name(&key.bus);
                let call =
                    call.limit(PAGE).set_next_token(token).customize().interceptor(answer.clone()).send();
                let page = client.events_call("ListTargetsByRule", call).await?;
                let body = answer.json().unwrap_or_default();
                let found = body.get("Targets").and_then(Value::as_array);
                Ok((found.into_iter().flatten().map(from_json).collect(), page.next_token))
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
                let page = client.events_call("ListRuleNamesByTarget", call).await?;
                Ok((page.rule_names.unwrap_or_default(), page.next_token))
            }
        })
    }
}

/// The names of the settings that have a field of their own in [`Target`].
const NAMED: [&str; 8] =
    ["Id", "Arn", "RoleArn", "Input", "InputPath", "InputTransformer", "DeadLetterConfig", "RetryPolicy"];

fn text(json: &Value, name: &str) -> Option<String> {
    json.get(name).and_then(Value::as_str).map(str::to_owned)
}

fn number(json: &Value, name: &str) -> Option<i32> {
    json.get(name).and_then(Value::as_i64).and_then(|n| i32::try_from(n).ok())
}

/// A target from the API's JSON. Source: EventBridge API reference, "Target".
pub(super) fn from_json(json: &Value) -> Target {
    let some = |name: &str| json.get(name).filter(|value| !value.is_null());
    let transformer = some("InputTransformer").map(|value| InputTransformer {
        paths: value
            .get("InputPathsMap")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .filter_map(|(name, path)| Some((name.clone(), path.as_str()?.to_owned())))
            .collect(),
        template: text(value, "InputTemplate").unwrap_or_default(),
    });
    let rest = json.as_object().into_iter().flatten();
    Target {
        id: text(json, "Id").unwrap_or_default(),
        arn: Arn::new(text(json, "Arn").unwrap_or_default()),
        role: text(json, "RoleArn").map(Arn::new),
        input: text(json, "Input"),
        input_path: text(json, "InputPath"),
        transformer,
        dead_letter: some("DeadLetterConfig").and_then(|config| text(config, "Arn")).map(Arn::new),
        retry: some("RetryPolicy").map(|policy| RetryPolicy {
            attempts: number(policy, "MaximumRetryAttempts"),
            age_seconds: number(policy, "MaximumEventAgeInSeconds"),
        }),
        parameters: rest
            .filter(|(name, value)| !NAMED.contains(&name.as_str()) && !value.is_null())
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::from_json;
    use crate::model::Arn;
    use serde_json::json;

    #[test]
    fn every_setting_is_read_known_or_not() {
        let json = json!({
            "Id": "1", "Arn": "arn:aws:ecs:us-east-1:1:cluster/c", "RoleArn": "arn:aws:iam::1:role/r",
            "InputTransformer": {"InputPathsMap": {"a": "$.detail.a"}, "InputTemplate": "<a>"},
            "DeadLetterConfig": {"Arn": "arn:aws:sqs:us-east-1:1:dlq"},
            "RetryPolicy": {"MaximumRetryAttempts": 3, "MaximumEventAgeInSeconds": 600},
            "EcsParameters": {"TaskDefinitionArn": "t", "NewerThanTheSdk": [1, 2]},
            "BrandNewParameters": {"Deep": {"er": true}}
        });
        let target = from_json(&json);
        assert_eq!(
            (target.id.as_str(), target.role.as_ref().map(Arn::as_str)),
            ("1", Some("arn:aws:iam::1:role/r"))
        );
        let transformer = target.transformer.unwrap();
        assert_eq!((transformer.paths["a"].as_str(), transformer.template.as_str()), ("$.detail.a", "<a>"));
        assert_eq!(target.dead_letter.as_ref().map(Arn::as_str), Some("arn:aws:sqs:us-east-1:1:dlq"));
        let retry = target.retry.unwrap();
        assert_eq!((retry.attempts, retry.age_seconds), (Some(3), Some(600)));
        assert_eq!(target.parameters["EcsParameters"]["NewerThanTheSdk"], json!([1, 2]));
        assert_eq!(target.parameters["BrandNewParameters"]["Deep"]["er"], json!(true));
        assert_eq!(target.parameters.len(), 2);
        let json = json!({ "Id": "2", "Arn": "arn:aws:sqs:us-east-1:1:q", "Input": "{\"a\":1}", "InputPath": "$.detail" });
        let target = from_json(&json);
        assert_eq!(
            (target.input.as_deref(), target.input_path.as_deref()),
            (Some("{\"a\":1}"), Some("$.detail"))
        );
    }

    #[test]
    fn a_target_with_nothing_in_it_is_still_a_target() {
        let target = from_json(&json!({"Id": 7, "Arn": null, "RetryPolicy": null}));
        assert_eq!((target.id.as_str(), target.arn.as_str(), target.retry), ("", "", None));
    }
}
