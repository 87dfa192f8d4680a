//! Targets from the API's own JSON.

use super::{Arn, InputTransformer, RetryPolicy, Target};
use serde_json::{Map, Value};

/// The names of the settings that have a field of their own in [`Target`].
const NAMED: [&str; 8] =
    ["Id", "Arn", "RoleArn", "Input", "InputPath", "InputTransformer", "DeadLetterConfig", "RetryPolicy"];

fn text(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(str::to_owned)
}

fn number(value: Option<&Value>) -> Option<i32> {
    value.and_then(Value::as_i64).and_then(|n| i32::try_from(n).ok())
}

impl Target {
    /// A target from the API's JSON. Source: EventBridge API reference, "Target".
    pub fn from_api(json: &Value) -> Self {
        Self::of_map(json.as_object().unwrap_or(&Map::new()))
    }

    /// A target from the members of the API's JSON object.
    pub fn of_map(raw: &Map<String, Value>) -> Self {
        let some = |name: &str| raw.get(name).filter(|value| !value.is_null());
        let transformer = some("InputTransformer").map(|value| InputTransformer {
            paths: value
                .get("InputPathsMap")
                .and_then(Value::as_object)
                .into_iter()
                .flatten()
                .filter_map(|(name, path)| Some((name.clone(), path.as_str()?.to_owned())))
                .collect(),
            template: text(value.get("InputTemplate")).unwrap_or_default(),
        });
        Self {
            id: text(some("Id")).unwrap_or_default(),
            arn: Arn::new(text(some("Arn")).unwrap_or_default()),
            role: text(some("RoleArn")).map(Arn::new),
            input: text(some("Input")),
            input_path: text(some("InputPath")),
            transformer,
            dead_letter: some("DeadLetterConfig").and_then(|config| text(config.get("Arn"))).map(Arn::new),
            retry: some("RetryPolicy").map(|policy| RetryPolicy {
                attempts: number(policy.get("MaximumRetryAttempts")),
                age_seconds: number(policy.get("MaximumEventAgeInSeconds")),
            }),
            parameters: raw
                .iter()
                .filter(|(name, value)| !NAMED.contains(&name.as_str()) && !value.is_null())
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::model::{Arn, Target};
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
        let target = Target::from_api(&json);
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
        let target = Target::from_api(&json);
        assert_eq!(
            (target.input.as_deref(), target.input_path.as_deref()),
            (Some("{\"a\":1}"), Some("$.detail"))
        );
    }

    #[test]
    fn a_target_with_nothing_in_it_is_still_a_target() {
        let target = Target::from_api(&json!({"Id": 7, "Arn": null, "RetryPolicy": null}));
        assert_eq!((target.id.as_str(), target.arn.as_str(), target.retry), ("", "", None));
    }
}
