//! A program for the AWS CDK in TypeScript: each resource of CloudFormation by its own class, whose
//! properties have the same names with a small first letter (API reference of aws-cdk-lib, `CfnRule` and the
//! others).

use super::names::ExportNames;
use super::requirements::Parts;
use super::resources::{Resource, resources, too_many};
use super::{Whole, text_of_json};
use crate::model::Arn;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Properties whose members are the operator's own words.
const FREE: [&str; 7] = [
    "EventPattern",
    "Policy",
    "PolicyDocument",
    "AssumeRolePolicyDocument",
    "InputPathsMap",
    "HeaderParameters",
    "QueryStringParameters",
];

/// The program.
pub(super) fn program(parts: &Parts<'_>, rules: &[Whole<'_>]) -> String {
    let all = resources(rules, parts);
    let mut out = String::new();
    for line in parts.lines_with_policies().into_iter().chain(too_many(&all)) {
        let _ = writeln!(out, "// {line}");
    }
    out.push_str("import { App, Stack } from \"aws-cdk-lib\";\n");
    let modules: BTreeSet<&str> = all.iter().map(|one| class(one.kind).0).collect();
    for module in modules {
        let _ = writeln!(out, "import * as {module} from \"aws-cdk-lib/aws-{module}\";");
    }
    let (account, region) = (parts.place.map_or("", Arn::account), parts.region());
    out.push_str("\nconst app = new App();\nconst stack = new Stack(app, \"EventBridgeRules\"");
    if !account.is_empty() && !region.is_empty() {
        let _ = write!(out, ", {{ env: {{ account: {}, region: {} }} }}", text(account), text(region));
    }
    out.push_str(");\n");
    let mut names = ExportNames::new("", "");
    // Words that are taken in the program.
    for taken in ["app", "stack", "events", "iam", "logs", "lambda", "sqs", "sns"] {
        names.take(taken);
    }
    let constants: BTreeMap<&str, String> =
        all.iter().map(|one| (one.id.as_str(), names.take(&small(&one.id)))).collect();
    all.iter().for_each(|resource| one(&mut out, resource, &constants));
    out
}

/// The module and class of a type.
fn class(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "AWS::Events::EventBus" => ("events", "CfnEventBus"),
        "AWS::IAM::Role" => ("iam", "CfnRole"),
        "AWS::Logs::LogGroup" => ("logs", "CfnLogGroup"),
        "AWS::Logs::ResourcePolicy" => ("logs", "CfnResourcePolicy"),
        "AWS::Lambda::Permission" => ("lambda", "CfnPermission"),
        "AWS::SQS::QueuePolicy" => ("sqs", "CfnQueuePolicy"),
        "AWS::SNS::TopicPolicy" => ("sns", "CfnTopicPolicy"),
        _ => ("events", "CfnRule"),
    }
}

fn one(out: &mut String, resource: &Resource<'_>, constants: &BTreeMap<&str, String>) {
    let (module, class) = class(resource.kind);
    let name = &constants[resource.id.as_str()];
    let _ = writeln!(out, "\nconst {name} = new {module}.{class}(stack, {}, {{", text(&resource.id));
    for (key, value) in &resource.properties {
        let _ = writeln!(out, "  {}: {},", property(key), expression(value, FREE.contains(&key.as_str()), 2));
    }
    if let Some(pattern) = resource.pattern {
        let _ = writeln!(out, "  eventPattern: {},", literal(pattern));
    }
    out.push_str("});\n");
    for before in &resource.after {
        let _ = writeln!(out, "{name}.addDependency({});", constants[before.as_str()]);
    }
}

/// JSON is an expression, but for what JavaScript makes of one name.
fn literal(pattern: &str) -> String {
    match crate::json::Document::parse(pattern) {
        Ok(document) if !pattern.contains("__proto__") => document.pretty(2).replace('\n', "\n  "),
        _ => format!("JSON.parse({})", text(pattern)),
    }
}

/// The name of a property: the CDK writes capitals in a row as one word (`EnableECSManagedTags`,
/// `enableEcsManagedTags`).
fn property(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (n, c) in chars.iter().enumerate() {
        let inside = n > 0
            && chars[n - 1].is_ascii_uppercase()
            && chars.get(n + 1).is_none_or(|next| !next.is_ascii_lowercase());
        if n == 0 || inside { out.push(c.to_ascii_lowercase()) } else { out.push(*c) }
    }
    out
}

fn small(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().into_iter().map(|c| c.to_ascii_lowercase()).chain(chars).collect()
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "serde_json's enum: the other kinds of JSON are alike here"
)]
fn expression(value: &Value, free: bool, indent: usize) -> String {
    let blank = " ".repeat(indent);
    match value {
        Value::String(string) => text(string),
        Value::Array(items) if !items.is_empty() => {
            let items: String = items
                .iter()
                .map(|item| format!("{blank}  {},\n", expression(item, free, indent + 2)))
                .collect();
            format!("[\n{items}{blank}]")
        }
        Value::Object(members) if !members.is_empty() => {
            let members: String = members
                .iter()
                .map(|(name, value)| {
                    let key = if free { text(name) } else { property(name) };
                    let inner = free || FREE.contains(&name.as_str());
                    format!("{blank}  {key}: {},\n", expression(value, inner, indent + 2))
                })
                .collect();
            format!("{{\n{members}{blank}}}")
        }
        other => other.to_string(),
    }
}

/// A text of TypeScript; JSON's escapes are among its own.
fn text(value: &str) -> String {
    text_of_json(value, |code| format!("\\u{{{code:x}}}"))
}
