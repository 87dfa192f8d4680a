//! A plausible event of a kind, as small as its schema allows.

use super::{EventKind, FieldType};
use serde_json::{Map, Value, json};

/// How many optional fields a sample has, where the schema requires none.
const OPTIONAL: usize = 3;

impl EventKind {
    /// An event of this kind, as JSON text: the envelope, and of `detail` what the schema requires. Values
    /// are made up.
    pub fn sample(&self) -> String {
        let mut detail = Map::new();
        let required = self.fields.iter().filter(|field| !field.optional);
        let optional = self.fields.iter().filter(|field| field.optional).take(OPTIONAL);
        let none_required = self.fields.iter().all(|field| field.optional);
        for field in required.chain(optional.filter(|_| none_required)) {
            let Some(path) = field.path.strip_prefix("detail.") else { continue };
            let name = path.rsplit('.').next().unwrap_or(path);
            let value = match values(&self.source, &self.detail_type, path).first() {
                Some(real) => json!(real),
                None => value(field.types.first().copied().unwrap_or(FieldType::Json), name),
            };
            put(&mut detail, path, if field.array { json!([value]) } else { value });
        }
        let event = json!({
            "version": "0",
            "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
            "detail-type": self.detail_type,
            "source": self.source,
            "account": "123456789012",
            "time": "2026-11-28T12:00:00Z",
            "region": "us-east-1",
            "resources": [],
            "detail": detail,
        });
        serde_json::to_string_pretty(&event).unwrap_or_default()
    }
}

/// Values of fields whose values are few, by source, detail-type (all of the source's where it is empty) and
/// the path below `detail`: from the services' pages on their events. A sample has the first.
const FEW: &[(&str, &str, &str, &[&str])] = &[
    (
        "aws.ec2",
        "EC2 Instance State-change Notification",
        "state",
        &["stopped", "pending", "running", "shutting-down", "stopping", "terminated"],
    ),
    ("aws.ec2", "EC2 AMI State Change", "state", &["available", "deregistered", "disabled", "failed"]),
    ("aws.ec2", "EBS Volume Notification", "result", &["available", "deleted", "failed"]),
    ("aws.ec2", "EBS Snapshot Notification", "result", &["succeeded", "failed"]),
    (
        "aws.ec2",
        "EC2 Spot Instance Interruption Warning",
        "instance-action",
        &["terminate", "hibernate", "stop"],
    ),
    (
        "aws.ecs",
        "ECS Task State Change",
        "lastStatus",
        &[
            "STOPPED",
            "PROVISIONING",
            "PENDING",
            "ACTIVATING",
            "RUNNING",
            "DEACTIVATING",
            "STOPPING",
            "DEPROVISIONING",
        ],
    ),
    ("aws.ecs", "ECS Task State Change", "desiredStatus", &["STOPPED", "RUNNING"]),
    ("aws.ecs", "ECS Container Instance State Change", "status", &["ACTIVE", "DRAINING", "INACTIVE"]),
    ("aws.codepipeline", "", "state", &["FAILED", "STARTED", "SUCCEEDED", "CANCELED"]),
    (
        "aws.codebuild",
        "CodeBuild Build State Change",
        "build-status",
        &["FAILED", "IN_PROGRESS", "STOPPED", "SUCCEEDED"],
    ),
    (
        "aws.codebuild",
        "CodeBuild Build Phase Change",
        "completed-phase-status",
        &["FAILED", "STOPPED", "SUCCEEDED"],
    ),
    ("aws.codedeploy", "", "state", &["FAILURE", "READY", "START", "STOP", "SUCCESS"]),
    (
        "aws.batch",
        "Batch Job State Change",
        "status",
        &["FAILED", "SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING", "SUCCEEDED"],
    ),
    ("aws.glue", "Glue Job State Change", "state", &["FAILED", "STOPPED", "SUCCEEDED", "TIMEOUT"]),
    (
        "aws.states",
        "Step Functions Execution Status Change",
        "status",
        &["FAILED", "ABORTED", "RUNNING", "SUCCEEDED", "TIMED_OUT"],
    ),
    ("aws.cloudwatch", "CloudWatch Alarm State Change", "state.value", &["ALARM", "INSUFFICIENT_DATA", "OK"]),
    (
        "aws.cloudwatch",
        "CloudWatch Alarm State Change",
        "previousState.value",
        &["OK", "ALARM", "INSUFFICIENT_DATA"],
    ),
    ("aws.health", "AWS Health Event", "statusCode", &["open", "closed", "upcoming"]),
    (
        "aws.sagemaker",
        "SageMaker Training Job State Change",
        "TrainingJobStatus",
        &["Failed", "Completed", "InProgress", "Stopped", "Stopping"],
    ),
];

/// Values that a service itself gives to a field of its events, where they are few and known; `path` begins below
/// `detail`.
pub fn values(source: &str, detail_type: &str, path: &str) -> &'static [&'static str] {
    let is_it = |(own, kind, field, _): &&(&str, &str, &str, &[&str])| {
        *own == source && (kind.is_empty() || *kind == detail_type) && field.eq_ignore_ascii_case(path)
    };
    FEW.iter().find(is_it).map_or(&[], |(.., values)| values)
}

/// Puts a value at a path of names. Where a name is taken by something that is no object, it stays.
fn put(object: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            object.entry(path).or_insert(value);
        }
        Some((name, rest)) => {
            if let Value::Object(inner) = object.entry(name).or_insert_with(|| json!({})) {
                put(inner, rest, value);
            }
        }
    }
}

fn value(kind: FieldType, name: &str) -> Value {
    match kind {
        FieldType::String => Value::String(text(name)),
        FieldType::Number | FieldType::Integer => json!(1),
        FieldType::Boolean => json!(true),
        FieldType::Object | FieldType::Map => json!({"name": "value"}),
        FieldType::Json => json!("value"),
    }
}

/// A text that fits a field's name.
fn text(name: &str) -> String {
    let lower = name.to_lowercase();
    let ends = |end: &str| lower.ends_with(end);
    if ends("arn") {
        "arn:aws:service:us-east-1:123456789012:resource/example".to_owned()
    } else if ends("time") || ends("timestamp") || ends("date") || ends("at") && name.ends_with("At") {
        "2026-11-28T12:00:00Z".to_owned()
    } else if lower.contains("account") {
        "123456789012".to_owned()
    } else if ends("region") {
        "us-east-1".to_owned()
    } else if ends("id") {
        "example-0123456789".to_owned()
    } else if ends("version") {
        "1".to_owned()
    } else {
        "example".to_owned()
    }
}
