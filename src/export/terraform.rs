//! Terraform's resources (documentation of the provider hashicorp/aws, the page of each).

use super::hcl::{Block, pretty, text};
use super::names::ExportNames;
use super::requirements::{BusPart, Parts, RolePart};
use super::{Whole, grants};
use crate::model::{Arn, Bus, Rule, Target};
use crate::policy::SERVICE;
use serde_json::Value;
use std::fmt::Write as _;

/// A resource's block, and how others refer to it.
pub(super) struct Resources {
    names: ExportNames,
    pub(super) out: String,
    /// References to what a target needs.
    made: Vec<String>,
}

impl Resources {
    pub(super) fn new() -> Self {
        Self { names: ExportNames::new("_-", "_"), out: String::new(), made: Vec::new() }
    }

    /// A name that is near to this one and that no resource has yet.
    pub(super) fn name(&mut self, name: &str) -> String {
        self.names.take(name)
    }

    /// A block of a type, with a name that is near to this one; gives the reference to it.
    pub(super) fn open(&mut self, kind: &str, name: &str) -> (Block, String) {
        let name = self.names.take(name);
        let block = Block::open(0, &format!("resource {} {}", text(kind), text(&name)));
        (block, format!("{kind}.{name}"))
    }

    pub(super) fn close(&mut self, block: Block) {
        self.out.push('\n');
        self.out.push_str(&block.close());
    }

    fn needed(&mut self, block: Block, reference: String) {
        self.close(block);
        self.made.push(reference);
    }
}

/// The resources of the rules.
pub(super) fn resources(parts: &Parts<'_>, rules: &[Whole<'_>]) -> String {
    let mut all = Resources::new();
    for line in parts.lines_with_policies() {
        let _ = writeln!(all.out, "# {line}");
    }
    // The rules have the plainest names.
    let names: Vec<_> = rules.iter().map(|whole| all.name(&whole.rule.name)).collect();
    let roles: Vec<_> = parts.roles.iter().map(|part| (part, role(&mut all, part))).collect();
    let buses: Vec<_> = parts.buses.iter().map(|part| (part.name, bus(&mut all, part, &roles))).collect();
    parts.groups.iter().for_each(|group| log_group(&mut all, group));
    for (name, document) in grants::log_policies(&parts.groups) {
        log_policy(&mut all, &name, &name, &document);
    }
    for (whole, name) in rules.iter().zip(&names) {
        let on =
            buses.iter().find(|(bus, _)| *bus == whole.rule.bus).map(|(_, reference)| reference.as_str());
        rule(&mut all, *whole, name, on);
    }
    for (function, of) in &parts.functions {
        let at = rules.iter().position(|whole| whole.rule.arn == of.arn);
        let source = at.map(|at| format!("aws_cloudwatch_event_rule.{}.arn", names[at]));
        permission(&mut all, function, of, &grants::statement_id(of), source.as_deref());
    }
    for queue in &parts.queues {
        let document = grants::document(queue.statements.values().cloned());
        queue_policy(&mut all, &queue.arn, &queue.arn.queue_url(), &document);
    }
    parts.topics.iter().for_each(|topic| topic_policy(&mut all, &topic.arn, &topic.with_owner()));
    for (whole, name) in rules.iter().zip(&names) {
        let (rule, bus) = (
            format!("aws_cloudwatch_event_rule.{name}.name"),
            format!("aws_cloudwatch_event_rule.{name}.event_bus_name"),
        );
        for (n, one) in whole.targets.iter().enumerate() {
            target(&mut all, one, &format!("{name}_{}", n + 1), (&rule, &bus));
        }
    }
    all.out.trim_start().to_owned()
}

/// A bus and its policy, with the roles that are made beside it, and the references to those.
pub(super) fn bus(all: &mut Resources, part: &BusPart<'_>, roles: &[(&RolePart, String)]) -> String {
    let (mut out, reference) = all.open("aws_cloudwatch_event_bus", part.name);
    let known = part.known;
    out.text("name", Some(part.name));
    out.text("event_source_name", part.name.starts_with("aws.partner/").then_some(part.name));
    out.text("description", known.and_then(|bus| bus.description.as_deref()));
    out.text("kms_key_identifier", known.and_then(|bus| bus.kms_key.as_deref()));
    if let Some(queue) = known.and_then(|bus| bus.dead_letter.as_ref()) {
        let mut block = Block::open(1, "dead_letter_config");
        block.text("arn", Some(queue.as_str()));
        out.block(block);
    }
    if let Some(level) = known.and_then(|bus| bus.log_level.as_deref()) {
        let mut block = Block::open(1, "log_config");
        block.text("level", Some(level));
        block.text("include_detail", known.and_then(|bus| bus.log_detail.as_deref()));
        out.block(block);
    }
    if !part.tags.is_empty() {
        out.map("tags", part.tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_str())));
    }
    all.needed(out, reference.clone());
    if let Some(policy) = known.and_then(|bus| bus.policy.as_deref()) {
        let (mut out, policy_reference) = all.open("aws_cloudwatch_event_bus_policy", part.name);
        out.line("event_bus_name", &format!("{reference}.name"));
        out.heredoc("policy", &pretty(policy));
        let named = roles.iter().filter(|(role, _)| part.names(role)).map(|(_, reference)| reference.clone());
        out.references("depends_on", &named.collect::<Vec<_>>());
        all.needed(out, policy_reference);
    }
    reference
}

fn role(all: &mut Resources, part: &RolePart) -> String {
    let (mut out, reference) = all.open("aws_iam_role", part.name());
    out.text("name", Some(part.name()));
    out.text("path", Some(part.path()));
    out.json("assume_role_policy", &grants::document([grants::trust()]));
    all.needed(out, reference.clone());
    for (name, document) in part.policies() {
        let (mut out, policy) = all.open("aws_iam_role_policy", &format!("{}_{name}", part.name()));
        out.text("name", Some(&name));
        out.line("role", &format!("{reference}.name"));
        out.json("policy", &document);
        all.needed(out, policy);
    }
    reference
}

fn log_group(all: &mut Resources, group: &Arn) {
    let label = group.name().trim_start_matches('/');
    let (mut out, reference) = all.open("aws_cloudwatch_log_group", label);
    out.text("name", Some(group.name()));
    all.needed(out, reference);
}

pub(super) fn log_policy(all: &mut Resources, label: &str, name: &str, document: &Value) {
    let (mut out, reference) = all.open("aws_cloudwatch_log_resource_policy", label);
    out.text("policy_name", Some(name));
    out.json("policy_document", document);
    all.needed(out, reference);
}

pub(super) fn permission(all: &mut Resources, function: &Arn, rule: &Rule, id: &str, source: Option<&str>) {
    let (name, qualifier) = grants::qualified(function);
    let label = format!("{}_{}", function.name(), rule.name);
    let (mut out, reference) = all.open("aws_lambda_permission", &label);
    out.text("statement_id", Some(id));
    out.text("action", Some("lambda:InvokeFunction"));
    out.text("function_name", Some(name));
    out.text("qualifier", qualifier);
    out.text("principal", Some(SERVICE));
    match source {
        Some(source) => out.line("source_arn", source),
        None => out.text("source_arn", Some(rule.arn.as_str())),
    }
    all.needed(out, reference);
}

pub(super) fn queue_policy(all: &mut Resources, queue: &Arn, url: &str, document: &Value) {
    let (mut out, reference) = all.open("aws_sqs_queue_policy", queue.name());
    out.text("queue_url", Some(url));
    out.json("policy", document);
    all.needed(out, reference);
}

pub(super) fn topic_policy(all: &mut Resources, topic: &Arn, document: &Value) {
    let (mut out, reference) = all.open("aws_sns_topic_policy", topic.name());
    out.text("arn", Some(topic.as_str()));
    out.json("policy", document);
    all.needed(out, reference);
}

pub(super) fn rule(all: &mut Resources, whole: Whole<'_>, name: &str, bus: Option<&str>) {
    let rule = whole.rule;
    let mut out = Block::open(0, &format!("resource \"aws_cloudwatch_event_rule\" {}", text(name)));
    out.text("name", Some(&rule.name));
    match bus {
        Some(reference) => out.line("event_bus_name", &format!("{reference}.name")),
        None => out.text("event_bus_name", (rule.bus != Bus::DEFAULT).then_some(rule.bus.as_str())),
    }
    out.text("description", rule.description.as_deref());
    out.text("state", Some(rule.state.as_str()));
    out.text("schedule_expression", rule.schedule.as_deref());
    out.text("role_arn", rule.role.as_ref().map(Arn::as_str));
    if let Some(pattern) = &rule.pattern {
        out.heredoc("event_pattern", &pretty(pattern));
    }
    if !whole.tags.is_empty() {
        out.map("tags", whole.tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_str())));
    }
    all.close(out);
}

/// A target by the name of its block, with the expressions for its rule and bus.
pub(super) fn target(all: &mut Resources, target: &Target, label: &str, (rule, bus): (&str, &str)) {
    let (mut out, _) = all.open("aws_cloudwatch_event_target", label);
    out.line("rule", rule);
    out.line("event_bus_name", bus);
    out.text("target_id", Some(&target.id));
    out.text("arn", Some(target.arn.as_str()));
    out.text("role_arn", target.role.as_ref().map(Arn::as_str));
    match target.input.as_deref() {
        Some(input) if input.contains('\n') => out.heredoc("input", input),
        input => out.text("input", input),
    }
    out.text("input_path", target.input_path.as_deref());
    if let Some(transformer) = &target.transformer {
        let mut block = Block::open(1, "input_transformer");
        if !transformer.paths.is_empty() {
            block.map(
                "input_paths",
                transformer.paths.iter().map(|(name, path)| (name.as_str(), path.as_str())),
            );
        }
        block.text("input_template", Some(&transformer.template));
        out.block(block);
    }
    if let Some(queue) = &target.dead_letter {
        let mut block = Block::open(1, "dead_letter_config");
        block.text("arn", Some(queue.as_str()));
        out.block(block);
    }
    if let Some(retry) = &target.retry {
        let mut block = Block::open(1, "retry_policy");
        let number = |n: Option<i32>| n.map(Value::from);
        block.value("maximum_event_age_in_seconds", number(retry.age_seconds).as_ref());
        block.value("maximum_retry_attempts", number(retry.attempts).as_ref());
        out.block(block);
    }
    for (kind, value) in &target.parameters {
        parameters(&mut out, kind, value);
    }
    out.references("depends_on", &all.made);
    all.close(out);
}

/// Settings of one kind of target; those that Terraform has no place for are said in a comment.
fn parameters(out: &mut Block, kind: &str, value: &Value) {
    let fields: &[(&str, &str)] = match kind {
        "SqsParameters" => &[("MessageGroupId", "message_group_id")],
        "KinesisParameters" => &[("PartitionKeyPath", "partition_key_path")],
        "AppSyncParameters" => &[("GraphQLOperation", "graphql_operation")],
        "HttpParameters" => &[
            ("PathParameterValues", "path_parameter_values"),
            ("HeaderParameters", "header_parameters"),
            ("QueryStringParameters", "query_string_parameters"),
        ],
        "BatchParameters" => &[
            ("JobDefinition", "job_definition"),
            ("JobName", "job_name"),
            ("ArrayProperties/Size", "array_size"),
            ("RetryStrategy/Attempts", "job_attempts"),
        ],
        "RedshiftDataParameters" => &[
            ("Database", "database"),
            ("DbUser", "db_user"),
            ("SecretManagerArn", "secrets_manager_arn"),
            ("Sql", "sql"),
            ("StatementName", "statement_name"),
            ("WithEvent", "with_event"),
        ],
        "EcsParameters" => &[
            ("TaskDefinitionArn", "task_definition_arn"),
            ("TaskCount", "task_count"),
            ("LaunchType", "launch_type"),
            ("PlatformVersion", "platform_version"),
            ("Group", "group"),
            ("PropagateTags", "propagate_tags"),
            ("EnableECSManagedTags", "enable_ecs_managed_tags"),
            ("EnableExecuteCommand", "enable_execute_command"),
        ],
        "RunCommandParameters" => {
            for item in list(value, "RunCommandTargets") {
                out.fields(1, "run_command_targets", item, &[("Key", "key"), ("Values", "values")]);
            }
            return;
        }
        "SageMakerPipelineParameters" => {
            let mut block = Block::open(1, "sagemaker_pipeline_target");
            for item in list(value, "PipelineParameterList") {
                block.fields(2, "pipeline_parameter_list", item, &[("Name", "name"), ("Value", "value")]);
            }
            return out.block(block);
        }
        _ => return out.comment(&format!("{kind} cannot be used here: {value}")),
    };
    let name = match kind {
        "SqsParameters" => "sqs_target",
        "KinesisParameters" => "kinesis_target",
        "AppSyncParameters" => "appsync_target",
        "HttpParameters" => "http_target",
        "BatchParameters" => "batch_target",
        "RedshiftDataParameters" => "redshift_target",
        _ => "ecs_target",
    };
    for (member, value) in value.as_object().into_iter().flatten() {
        let is_written = fields.iter().any(|(path, _)| path.split('/').next() == Some(member))
            || kind == "EcsParameters" && ECS_BLOCKS.contains(&member.as_str());
        if !is_written {
            out.comment(&format!("{kind}.{member} cannot be used here: {value}"));
        }
    }
    let mut block = Block::open(1, name);
    block.members(value, fields);
    if kind == "EcsParameters" {
        ecs(&mut block, value);
    }
    out.block(block);
}

/// The members of EcsParameters that are blocks of their own.
const ECS_BLOCKS: [&str; 5] =
    ["NetworkConfiguration", "CapacityProviderStrategy", "PlacementConstraints", "PlacementStrategy", "Tags"];

fn ecs(block: &mut Block, value: &Value) {
    if let Some(network) = value.pointer("/NetworkConfiguration/awsvpcConfiguration") {
        let fields = [("Subnets", "subnets"), ("SecurityGroups", "security_groups")];
        let mut inner = Block::open(2, "network_configuration");
        inner.members(network, &fields);
        if let Some(public) = network.get("AssignPublicIp") {
            inner.value("assign_public_ip", Some(&Value::from(public == "ENABLED")));
        }
        block.block(inner);
    }
    for item in list(value, "CapacityProviderStrategy") {
        let fields = [("capacityProvider", "capacity_provider"), ("weight", "weight"), ("base", "base")];
        block.fields(2, "capacity_provider_strategy", item, &fields);
    }
    for item in list(value, "PlacementConstraints") {
        block.fields(2, "placement_constraint", item, &[("type", "type"), ("expression", "expression")]);
    }
    for item in list(value, "PlacementStrategy") {
        block.fields(2, "ordered_placement_strategy", item, &[("type", "type"), ("field", "field")]);
    }
    let tags = list(value, "Tags");
    if !tags.is_empty() {
        let text =
            |tag: &'_ Value, name: &str| tag.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let pairs: Vec<_> = tags.iter().map(|tag| (text(tag, "Key"), text(tag, "Value"))).collect();
        block.map("tags", pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    }
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}
