//! The change as a resource of Terraform.

use super::Repair;
use crate::export::Whole;
use crate::export::hcl::text;
use crate::export::requirements::{BusPart, RolePart};
use crate::export::terraform::{self, Resources};
use serde_json::Value;

/// The resource.
pub(super) fn resources(repair: &Repair) -> String {
    let mut all = Resources::new();
    match repair {
        Repair::Rule { rule, .. } | Repair::Enabled { rule, .. } => {
            let name = all.name(&rule.name);
            terraform::rule(&mut all, Whole::of(rule), &name, None);
        }
        Repair::Target { rule, targets, id } => {
            let (name, bus) = (text(&rule.name), text(&rule.bus));
            for target in targets.iter().filter(|target| target.id == *id) {
                let label = format!("{}_{id}", rule.name);
                terraform::target(&mut all, target, &label, (&name, &bus));
            }
        }
        Repair::Invoke { function, rule, id } => terraform::permission(&mut all, function, rule, id, None),
        Repair::QueuePolicy { queue, url, document } => {
            terraform::queue_policy(&mut all, queue, url, document);
        }
        Repair::TopicPolicy { topic, document } => terraform::topic_policy(&mut all, topic, document),
        Repair::LogPolicy { put, own, .. } => {
            let (name, document) = own.as_ref().unwrap_or(put);
            terraform::log_policy(&mut all, name, name, document);
        }
        Repair::KeyPolicy { key, document } => {
            let (mut out, _) = all.open("aws_kms_key_policy", &format!("key_{}", key.name()));
            out.text("key_id", Some(key.as_str()));
            out.json("policy", document);
            all.close(out);
        }
        Repair::LogGroup { group, days } => {
            let (mut out, _) = all.open("aws_cloudwatch_log_group", group.name().trim_start_matches('/'));
            out.text("name", Some(group.name()));
            out.value("retention_in_days", days.map(Value::from).as_ref());
            all.close(out);
        }
        Repair::RolePolicy { role, name, document } => {
            let role = RolePart { arn: role.clone(), permissions: Vec::new() };
            let (mut out, _) = all.open("aws_iam_role_policy", &format!("{}_{name}", role.name()));
            out.text("name", Some(name));
            out.text("role", Some(role.name()));
            out.json("policy", document);
            all.close(out);
        }
        Repair::Trust { role, document } => {
            let role = RolePart { arn: role.clone(), permissions: Vec::new() };
            let (mut out, _) = all.open("aws_iam_role", role.name());
            out.text("name", Some(role.name()));
            out.text("path", Some(role.path()));
            out.json("assume_role_policy", document);
            all.close(out);
        }
        Repair::LetIn { bus, account, id } => {
            let (mut out, _) = all.open("aws_cloudwatch_event_permission", id);
            out.text("event_bus_name", Some(bus.name()));
            out.text("action", Some("events:PutEvents"));
            out.text("principal", Some(account));
            out.text("statement_id", Some(id));
            all.close(out);
        }
        Repair::Deduplication { queue, .. } => {
            let (mut out, _) = all.open("aws_sqs_queue", queue.name());
            out.text("name", Some(queue.name()));
            out.value("fifo_queue", Some(&Value::Bool(true)));
            out.value("content_based_deduplication", Some(&Value::Bool(true)));
            all.close(out);
        }
        Repair::Notices { bucket, .. } => {
            let (mut out, _) = all.open("aws_s3_bucket_notification", bucket);
            out.text("bucket", Some(bucket));
            out.value("eventbridge", Some(&Value::Bool(true)));
            all.close(out);
        }
        Repair::PartnerBus { source, .. } => {
            terraform::bus(&mut all, &BusPart { name: source, known: None, tags: &[] }, &[]);
        }
    }
    all.out.trim_start().to_owned()
}
