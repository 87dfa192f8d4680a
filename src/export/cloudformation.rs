//! A CloudFormation template in YAML with an `AWS::Events::Rule` for each rule (CloudFormation template
//! reference, that page).

use super::{Whole, identifiers, json};
use crate::text::is_unsafe;
use serde_json::Value;
use std::fmt::Write as _;

/// The template.
pub fn template(rules: &[Whole<'_>]) -> String {
    let names = identifiers(rules, "", "");
    let resources = rules.iter().zip(names).map(|(whole, name)| resource(*whole, &name));
    format!("Resources:\n{}", resources.collect::<String>())
}

fn resource(whole: Whole<'_>, name: &str) -> String {
    let rule = whole.rule;
    let mut out = format!("  {name}:\n    Type: AWS::Events::Rule\n    Properties:\n");
    let mut field = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            let _ = writeln!(out, "      {name}: {}", text(value));
        }
    };
    field("Name", Some(&rule.name));
    field("EventBusName", Some(&rule.bus));
    field("Description", rule.description.as_deref());
    field("State", Some(rule.state.as_str()));
    field("ScheduleExpression", rule.schedule.as_deref());
    field("RoleArn", rule.role.as_ref().map(crate::model::Arn::as_str));
    if let Some(pattern) = &rule.pattern {
        // JSON is YAML's flow style, so the pattern stays as it was written.
        let _ = match crate::json::Document::parse(pattern.as_str()) {
            Ok(document) => writeln!(out, "      EventPattern:\n{}", shifted(&document.pretty(2), 8)),
            Err(_) => writeln!(out, "      EventPattern: {}", text(pattern)),
        };
    }
    if !whole.tags.is_empty() {
        out.push_str("      Tags:\n");
        yaml(&json::tags(whole.tags), 8, &mut out);
    }
    if !whole.targets.is_empty() {
        out.push_str("      Targets:\n");
        let targets = whole.targets.iter().map(|target| renamed(json::target(target))).collect();
        yaml(&targets, 8, &mut out);
    }
    out
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

/// Block style for what is nested, double quotes for every text.
fn yaml(value: &Value, indent: usize, out: &mut String) {
    let blank = " ".repeat(indent);
    match value {
        Value::Array(items) => {
            for item in items {
                let mut inner = String::new();
                yaml(item, indent + 2, &mut inner);
                let _ = write!(out, "{blank}- {}", inner.trim_start());
            }
        }
        Value::Object(members) => {
            for (name, value) in members {
                if is_nested(value) {
                    let _ = writeln!(out, "{blank}{}:", key(name));
                    yaml(value, indent + 2, out);
                } else {
                    let _ = writeln!(out, "{blank}{}: {}", key(name), scalar(value));
                }
            }
        }
        other => {
            let _ = writeln!(out, "{blank}{}", scalar(other));
        }
    }
}

fn is_nested(value: &Value) -> bool {
    match value {
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(string) => text(string),
        other => other.to_string(),
    }
}

fn key(name: &str) -> String {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric())
        && name.starts_with(|c: char| c.is_ascii_alphabetic());
    if plain { name.to_owned() } else { text(name) }
}

/// A double-quoted YAML text; JSON's escapes are among YAML's, and unsafe characters, some of which YAML does
/// not let stand in a document, are escaped too.
fn text(value: &str) -> String {
    let mut out = String::new();
    for c in Value::from(value).to_string().chars() {
        match c {
            c if is_unsafe(c) => {
                let _ = write!(out, "\\U{:08x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

fn shifted(block: &str, indent: usize) -> String {
    block.lines().map(|line| format!("{}{line}", " ".repeat(indent))).collect::<Vec<_>>().join("\n")
}
