//! The parts as resources of CloudFormation, from which its template, SAM's and the CDK's program are written
//! (CloudFormation template reference, the page of each type).

use super::names::ExportNames;
use super::requirements::{BusPart, Parts, RolePart};
use super::{Whole, grants, json};
use crate::model::{Arn, Bus, Rule};
use crate::policy::SERVICE;
use serde_json::{Map, Value, json};

/// A resource.
pub(super) struct Resource<'a> {
    /// Its logical id: letters and digits, no two alike.
    pub(super) id: String,
    /// Such as `AWS::Events::Rule`.
    pub(super) kind: &'static str,
    /// Logical ids of what must be there first.
    pub(super) after: Vec<String>,
    /// Its properties but for the pattern.
    pub(super) properties: Map<String, Value>,
    /// A rule's pattern, as it was written.
    pub(super) pattern: Option<&'a str>,
}

/// Resources that a template holds at most (CloudFormation user guide, "quotas").
const MOST: usize = 500;

/// That there are too many for a template.
pub(super) fn too_many(all: &[Resource<'_>]) -> Option<String> {
    let count = all.len();
    (count > MOST).then(|| {
        format!("CloudFormation takes {MOST} resources in a template, and these are {count}: export fewer rules in one.")
    })
}

struct Maker<'a> {
    names: ExportNames,
    all: Vec<Resource<'a>>,
}

impl Maker<'_> {
    /// Makes one, and gives its id.
    fn add(&mut self, kind: &'static str, name: &str, properties: Value) -> String {
        let id = self.names.take(name);
        let Value::Object(properties) = properties else { return id };
        let made = Resource { id: id.clone(), kind, after: Vec::new(), properties, pattern: None };
        self.all.push(made);
        id
    }
}

/// What is to be made, in order.
pub(super) fn resources<'a>(rules: &[Whole<'a>], parts: &Parts<'a>) -> Vec<Resource<'a>> {
    let mut make = Maker { names: ExportNames::new("", ""), all: Vec::new() };
    // The rules have the plainest names.
    let ids: Vec<_> = rules.iter().map(|whole| make.names.take(&whole.rule.name)).collect();
    let mut roles = Vec::new();
    for part in &parts.roles {
        roles.push((part, make.add("AWS::IAM::Role", &format!("Role-{}", part.name()), role(part))));
    }
    for part in &parts.buses {
        make.add("AWS::Events::EventBus", &format!("Bus-{}", part.name), bus(part));
        if let Some(made) = make.all.last_mut() {
            made.after =
                roles.iter().filter(|(role, _)| part.names(role)).map(|(_, id)| id.clone()).collect();
        }
    }
    for group in &parts.groups {
        let properties = json!({ "LogGroupName": group.name() });
        make.add("AWS::Logs::LogGroup", &format!("Logs-{}", group.name()), properties);
    }
    for (name, document) in grants::log_policies(&parts.groups) {
        make.add("AWS::Logs::ResourcePolicy", &format!("LogsPolicy-{name}"), log_policy(&name, &document));
    }
    for (function, rule) in &parts.functions {
        let name = format!("Invoke-{}-{}", function.name(), rule.name);
        make.add("AWS::Lambda::Permission", &name, permission(function, rule));
    }
    for queue in &parts.queues {
        let name = format!("QueuePolicy-{}", queue.arn.name());
        let document = grants::document(queue.statements.values().cloned());
        make.add("AWS::SQS::QueuePolicy", &name, queue_policy(&queue.arn.queue_url(), &document));
    }
    for topic in &parts.topics {
        let name = format!("TopicPolicy-{}", topic.arn.name());
        make.add("AWS::SNS::TopicPolicy", &name, topic_policy(&topic.arn, &topic.with_owner()));
    }
    let mut all = make.all;
    let before: Vec<_> = all.iter().map(|one| one.id.clone()).collect();
    all.extend(rules.iter().zip(ids).map(|(whole, id)| Resource {
        id,
        kind: "AWS::Events::Rule",
        after: before.clone(),
        properties: rule(whole),
        pattern: whole.rule.pattern.as_deref(),
    }));
    all
}

/// An object without the members that are null.
fn object(members: Value) -> Map<String, Value> {
    let Value::Object(mut members) = members else { return Map::new() };
    members.retain(|_, value| !value.is_null());
    members
}

pub(super) fn bus(part: &BusPart<'_>) -> Value {
    let known = part.known;
    let policy = known.and_then(|bus| bus.policy.as_deref());
    let dead_letter = known.and_then(|bus| bus.dead_letter.as_ref());
    Value::Object(object(json!({
        "Name": part.name,
        "EventSourceName": part.name.starts_with("aws.partner/").then_some(part.name),
        "Description": known.and_then(|bus| bus.description.as_deref()),
        "KmsKeyIdentifier": known.and_then(|bus| bus.kms_key.as_deref()),
        "DeadLetterConfig": dead_letter.map(|queue| json!({ "Arn": queue.as_str() })),
        "LogConfig": known.and_then(Bus::log_config),
        "Tags": (!part.tags.is_empty()).then(|| json::tags(part.tags)),
        "Policy": policy.and_then(|text| serde_json::from_str::<Value>(text).ok()),
    })))
}

fn role(part: &RolePart) -> Value {
    let policies: Vec<_> = part
        .policies()
        .map(|(name, document)| json!({ "PolicyName": name, "PolicyDocument": document }))
        .collect();
    json!({
        "RoleName": part.name(),
        "Path": part.path(),
        "AssumeRolePolicyDocument": grants::document([grants::trust()]),
        "Policies": policies,
    })
}

pub(super) fn log_policy(name: &str, document: &Value) -> Value {
    json!({ "PolicyName": name, "PolicyDocument": document.to_string() })
}

pub(super) fn permission(function: &Arn, rule: &Rule) -> Value {
    json!({
        "FunctionName": function.as_str(),
        "Action": "lambda:InvokeFunction",
        "Principal": SERVICE,
        "SourceArn": rule.arn.as_str(),
    })
}

pub(super) fn queue_policy(url: &str, document: &Value) -> Value {
    json!({ "Queues": [url], "PolicyDocument": document })
}

pub(super) fn topic_policy(topic: &Arn, document: &Value) -> Value {
    json!({ "Topics": [topic.as_str()], "PolicyDocument": document })
}

pub(super) fn rule(whole: &Whole<'_>) -> Map<String, Value> {
    let rule = whole.rule;
    let targets: Vec<_> = whole.targets.iter().map(|target| renamed(json::target(target))).collect();
    object(json!({
        "Name": rule.name,
        "EventBusName": (rule.bus != Bus::DEFAULT).then_some(rule.bus.as_str()),
        "Description": rule.description,
        "State": rule.state.as_str(),
        "ScheduleExpression": rule.schedule,
        "RoleArn": rule.role.as_ref().map(Arn::as_str),
        "Tags": (!whole.tags.is_empty()).then(|| json::tags(whole.tags)),
        "Targets": (!targets.is_empty()).then_some(targets),
    }))
}

/// A few settings have other names in templates than in the API.
fn renamed(mut target: Value) -> Value {
    if let Some(Value::Object(ecs)) = target.get_mut("EcsParameters") {
        for (api, template) in [("Tags", "TagList"), ("PlacementStrategy", "PlacementStrategies")] {
            if let Some(value) = ecs.shift_remove(api) {
                ecs.insert(template.into(), value);
            }
        }
        for name in ["PlacementStrategies", "PlacementConstraints", "CapacityProviderStrategy"] {
            if let Some(Value::Array(items)) = ecs.get_mut(name) {
                items.iter_mut().for_each(capitalise);
            }
        }
        if let Some(Value::Object(network)) = ecs.get_mut("NetworkConfiguration")
            && let Some(value) = network.shift_remove("awsvpcConfiguration")
        {
            network.insert("AwsVpcConfiguration".into(), value);
        }
    }
    target
}

/// The API has these members' names in lower case, templates do not.
fn capitalise(item: &mut Value) {
    if let Value::Object(members) = item {
        *members = std::mem::take(members)
            .into_iter()
            .map(|(name, value)| {
                let mut chars = name.chars();
                let first = chars.next().map(|c| c.to_ascii_uppercase());
                (first.into_iter().chain(chars).collect(), value)
            })
            .collect();
    }
}
