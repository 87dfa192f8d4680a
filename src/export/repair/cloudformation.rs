//! The change as a resource of a CloudFormation template, in YAML.

use super::Repair;
use crate::export::names::ExportNames;
use crate::export::requirements::{BusPart, RolePart};
use crate::export::resources::{self, Resource};
use crate::export::{Whole, cloudformation};
use crate::model::{Arn, Rule, Target};
use crate::model::{Who, letting_in};
use serde_json::{Map, Value, json};

/// The template's resources.
pub(super) fn resources(repair: &Repair) -> String {
    let (name, kind, properties, pattern) = resource(repair);
    let properties: Map<String, Value> = match properties {
        Value::Object(properties) => properties,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    };
    let id = ExportNames::new("", "").take(&name);
    let mut out = String::from("Resources:\n");
    cloudformation::one(&mut out, &Resource { id, kind, after: Vec::new(), properties, pattern });
    out
}

/// Name, type and properties of the resource, and the pattern where it is a rule.
fn resource(repair: &Repair) -> (String, &'static str, Value, Option<&str>) {
    match repair {
        Repair::Rule { rule, targets } | Repair::Enabled { rule, targets } => {
            whole_rule(rule, targets.as_deref().unwrap_or_default())
        }
        Repair::Target { rule, targets, .. } => whole_rule(rule, targets),
        Repair::Invoke { function, rule, .. } => {
            let name = format!("Invoke-{}-{}", function.name(), rule.name);
            (name, "AWS::Lambda::Permission", resources::permission(function, rule), None)
        }
        Repair::QueuePolicy { queue, url, document } => {
            let name = format!("QueuePolicy-{}", queue.name());
            (name, "AWS::SQS::QueuePolicy", resources::queue_policy(url, document), None)
        }
        Repair::TopicPolicy { topic, document } => {
            let name = format!("TopicPolicy-{}", topic.name());
            (name, "AWS::SNS::TopicPolicy", resources::topic_policy(topic, document), None)
        }
        Repair::LogPolicy { put, own, .. } => {
            let (name, document) = own.as_ref().unwrap_or(put);
            let properties = resources::log_policy(name, document);
            (format!("LogsPolicy-{name}"), "AWS::Logs::ResourcePolicy", properties, None)
        }
        Repair::KeyPolicy { key, document } => {
            (format!("Key-{}", key.name()), "AWS::KMS::Key", json!({ "KeyPolicy": document }), None)
        }
        Repair::LogGroup { group, days } => {
            let mut properties = json!({ "LogGroupName": group.name() });
            if let Some(days) = days {
                properties["RetentionInDays"] = json!(days);
            }
            (format!("Logs-{}", group.name()), "AWS::Logs::LogGroup", properties, None)
        }
        Repair::RolePolicy { role, name, document } => {
            let role = of(role);
            let properties =
                json!({ "RoleName": role.name(), "PolicyName": name, "PolicyDocument": document });
            (format!("RolePolicy-{}", role.name()), "AWS::IAM::RolePolicy", properties, None)
        }
        Repair::Trust { role, document } => {
            let role = of(role);
            let properties = json!({
                "RoleName": role.name(),
                "Path": role.path(),
                "AssumeRolePolicyDocument": document,
            });
            (format!("Role-{}", role.name()), "AWS::IAM::Role", properties, None)
        }
        Repair::LetIn { bus, account, id } => {
            let statement = letting_in(id, bus.as_str(), &Who::Account(account.clone()));
            let properties = json!({ "EventBusName": bus.name(), "StatementId": id, "Statement": statement });
            (format!("BusPolicy-{id}"), "AWS::Events::EventBusPolicy", properties, None)
        }
        Repair::Deduplication { queue, .. } => {
            let properties = json!({
                "QueueName": queue.name(),
                "FifoQueue": true,
                "ContentBasedDeduplication": true,
            });
            (format!("Queue-{}", queue.name()), "AWS::SQS::Queue", properties, None)
        }
        Repair::Notices { bucket, .. } => {
            let properties = json!({
                "BucketName": bucket,
                "NotificationConfiguration": { "EventBridgeConfiguration": { "EventBridgeEnabled": true } },
            });
            (format!("Bucket-{bucket}"), "AWS::S3::Bucket", properties, None)
        }
        Repair::PartnerBus { source, .. } => {
            let properties = resources::bus(&BusPart { name: source, known: None, tags: &[] });
            (format!("Bus-{source}"), "AWS::Events::EventBus", properties, None)
        }
    }
}

fn whole_rule<'r>(rule: &'r Rule, targets: &'r [Target]) -> (String, &'static str, Value, Option<&'r str>) {
    let whole = Whole { targets, ..Whole::of(rule) };
    (rule.name.clone(), "AWS::Events::Rule", Value::Object(resources::rule(&whole)), rule.pattern.as_deref())
}

/// A role by its name and path.
fn of(role: &Arn) -> RolePart {
    RolePart { arn: role.clone(), permissions: Vec::new() }
}
