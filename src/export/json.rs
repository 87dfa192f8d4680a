//! The API's own JSON, by its field names (EventBridge API reference: DescribeRule, Target,
//! DescribeEventBus).

use super::Whole;
use crate::model::{Bus, Rule, Tag, Target};
use serde_json::{Map, Value, json};

/// Members in the order they are added, without those that are absent.
#[derive(Default)]
struct Object(Map<String, Value>);

impl Object {
    fn add(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    fn maybe(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.add(name, value),
            None => self,
        }
    }
}

/// A rule as DescribeRule answers it.
pub fn rule(rule: &Rule) -> Value {
    let object = Object::default()
        .add("Name", rule.name.as_str())
        .add("Arn", rule.arn.as_str())
        .add("EventBusName", rule.bus.as_str())
        .add("State", rule.state.as_str())
        .maybe("EventPattern", rule.pattern.as_deref())
        .maybe("ScheduleExpression", rule.schedule.as_deref())
        .maybe("Description", rule.description.as_deref())
        .maybe("RoleArn", rule.role.as_ref().map(crate::model::Arn::as_str))
        .maybe("ManagedBy", rule.managed_by.as_deref())
        .maybe("CreatedBy", rule.created_by.as_deref());
    Value::Object(object.0)
}

/// A target as ListTargetsByRule answers it and PutTargets takes it.
pub fn target(target: &Target) -> Value {
    let transformer = target.transformer.as_ref().map(|transformer| {
        let mut object = Object::default();
        if !transformer.paths.is_empty() {
            object = object.add("InputPathsMap", json!(transformer.paths));
        }
        Value::Object(object.add("InputTemplate", transformer.template.as_str()).0)
    });
    let retry = target.retry.as_ref().map(|retry| {
        let object = Object::default()
            .maybe("MaximumRetryAttempts", retry.attempts)
            .maybe("MaximumEventAgeInSeconds", retry.age_seconds);
        Value::Object(object.0)
    });
    let mut object = Object::default()
        .add("Id", target.id.as_str())
        .add("Arn", target.arn.as_str())
        .maybe("RoleArn", target.role.as_ref().map(crate::model::Arn::as_str))
        .maybe("Input", target.input.as_deref())
        .maybe("InputPath", target.input_path.as_deref())
        .maybe("InputTransformer", transformer)
        .maybe("DeadLetterConfig", target.dead_letter.as_ref().map(|queue| json!({ "Arn": queue.as_str() })))
        .maybe("RetryPolicy", retry);
    for (name, value) in &target.parameters {
        object = object.add(name, value.clone());
    }
    Value::Object(object.0)
}

/// Tags as the API lists them.
pub fn tags(tags: &[Tag]) -> Value {
    tags.iter().map(|tag| json!({ "Key": tag.key, "Value": tag.value })).collect()
}

/// A rule with its targets and tags in one document.
pub fn whole(whole: Whole<'_>) -> Value {
    let targets: Value = whole.targets.iter().map(target).collect();
    json!({ "Rule": rule(whole.rule), "Targets": targets, "Tags": tags(whole.tags) })
}

/// A bus as DescribeEventBus answers it.
pub fn bus(bus: &Bus) -> String {
    let object = Object::default()
        .add("Name", bus.name.as_str())
        .add("Arn", bus.arn.as_str())
        .maybe("Description", bus.description.as_deref())
        .maybe("KmsKeyIdentifier", bus.kms_key.as_deref())
        .maybe("DeadLetterConfig", bus.dead_letter.as_ref().map(|queue| json!({ "Arn": queue.as_str() })))
        .maybe("Policy", bus.policy.as_deref())
        .maybe("LogConfig", bus.log_config());
    format!("{:#}", Value::Object(object.0))
}
