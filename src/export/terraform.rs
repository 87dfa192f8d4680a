//! Terraform resources `aws_cloudwatch_event_rule` and `aws_cloudwatch_event_target` (documentation of the
//! provider hashicorp/aws, those two pages).

use super::{Whole, identifiers};
use crate::model::Target;
use crate::text::is_unsafe;
use serde_json::Value;
use std::fmt::Write as _;

/// The resources of each of the rules.
pub fn resources(rules: &[Whole<'_>]) -> String {
    let names = identifiers(rules, "_-", "_");
    rules.iter().zip(names).map(|(whole, name)| of_one(*whole, &name)).collect::<Vec<_>>().join("\n")
}

fn of_one(whole: Whole<'_>, name: &str) -> String {
    let rule = whole.rule;
    let mut out = Block::open(0, &format!("resource \"aws_cloudwatch_event_rule\" {}", text(name)));
    out.text("name", Some(&rule.name));
    out.text("event_bus_name", Some(&rule.bus));
    out.text("description", rule.description.as_deref());
    out.text("state", Some(rule.state.as_str()));
    out.text("schedule_expression", rule.schedule.as_deref());
    out.text("role_arn", rule.role.as_ref().map(crate::model::Arn::as_str));
    if let Some(pattern) = &rule.pattern {
        out.heredoc("event_pattern", &pretty(pattern));
    }
    if !whole.tags.is_empty() {
        out.map("tags", whole.tags.iter().map(|tag| (tag.key.as_str(), tag.value.as_str())));
    }
    let mut all = out.close();
    for (n, target) in whole.targets.iter().enumerate() {
        all.push('\n');
        all.push_str(&resource(target, name, n));
    }
    all
}

fn resource(target: &Target, rule: &str, n: usize) -> String {
    let name = format!("{rule}_{}", n + 1);
    let mut out = Block::open(0, &format!("resource \"aws_cloudwatch_event_target\" {}", text(&name)));
    out.line("rule", &format!("aws_cloudwatch_event_rule.{rule}.name"));
    out.line("event_bus_name", &format!("aws_cloudwatch_event_rule.{rule}.event_bus_name"));
    out.text("target_id", Some(&target.id));
    out.text("arn", Some(target.arn.as_str()));
    out.text("role_arn", target.role.as_ref().map(crate::model::Arn::as_str));
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
    out.close()
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
        _ => return out.comment(&format!("{kind} has no place here: {value}")),
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
    let mut block = Block::open(1, name);
    block.members(value, fields);
    if kind == "EcsParameters" {
        ecs(&mut block, value);
    }
    out.block(block);
}

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

/// A block being written.
struct Block {
    out: String,
    depth: usize,
}

impl Block {
    fn open(depth: usize, head: &str) -> Self {
        Self { out: format!("{}{head} {{\n", "  ".repeat(depth)), depth: depth + 1 }
    }

    fn close(mut self) -> String {
        let _ = writeln!(self.out, "{}}}", "  ".repeat(self.depth - 1));
        self.out
    }

    fn line(&mut self, name: &str, expression: &str) {
        let _ = writeln!(self.out, "{}{name} = {expression}", "  ".repeat(self.depth));
    }

    fn comment(&mut self, text: &str) {
        let _ = writeln!(self.out, "{}# {text}", "  ".repeat(self.depth));
    }

    fn text(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.line(name, &text(value));
        }
    }

    fn value(&mut self, name: &str, value: Option<&Value>) {
        if let Some(value) = value {
            let expression = expression(value);
            self.line(name, &expression);
        }
    }

    fn map<'t>(&mut self, name: &str, pairs: impl Iterator<Item = (&'t str, &'t str)>) {
        let blank = "  ".repeat(self.depth);
        let _ = writeln!(self.out, "{blank}{name} = {{");
        for (key, value) in pairs {
            let _ = writeln!(self.out, "{blank}  {} = {}", text(key), text(value));
        }
        let _ = writeln!(self.out, "{blank}}}");
    }

    fn heredoc(&mut self, name: &str, value: &str) {
        // The mark must not stand alone on a line of the text, and unsafe characters cannot be escaped in a
        // heredoc.
        if value.lines().any(|line| line.trim() == "JSON")
            || value.contains(|c: char| is_unsafe(c) && c != '\n')
        {
            return self.text(name, Some(value));
        }
        self.line(name, &format!("<<JSON\n{}\nJSON", interpolation(value)));
    }

    fn members(&mut self, value: &Value, fields: &[(&str, &str)]) {
        for (api, name) in fields {
            self.value(name, value.pointer(&format!("/{api}")));
        }
    }

    fn fields(&mut self, depth: usize, name: &str, value: &Value, fields: &[(&str, &str)]) {
        let mut block = Self::open(depth, name);
        block.members(value, fields);
        self.block(block);
    }

    fn block(&mut self, inner: Self) {
        self.out.push('\n');
        self.out.push_str(&inner.close());
    }
}

/// A value as an HCL expression; JSON's syntax for lists and objects is HCL's, its texts are not.
fn expression(value: &Value) -> String {
    match value {
        Value::String(string) => text(string),
        Value::Array(items) => format!("[{}]", items.iter().map(expression).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members: Vec<_> = members
                .iter()
                .map(|(name, value)| format!("{} = {}", text(name), expression(value)))
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// A quoted HCL text: JSON's escapes but for those HCL does not know, and no interpolation.
fn text(value: &str) -> String {
    let mut out = String::from("\"");
    for c in interpolation(value).chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_unsafe(c) => {
                let _ = write!(out, "\\U{:08x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `${` and `%{` begin a template in HCL; doubled signs stand for themselves.
fn interpolation(value: &str) -> String {
    value.replace("${", "$${").replace("%{", "%%{")
}

/// The text laid out when it is JSON, else as it is.
fn pretty(text: &str) -> String {
    crate::json::Document::parse(text).map_or_else(|_| text.to_owned(), |document| document.pretty(2))
}
