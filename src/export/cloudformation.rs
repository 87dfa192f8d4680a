//! A template of CloudFormation, or of SAM, in YAML.

use super::requirements::Parts;
use super::resources::{Resource, resources, too_many};
use super::{Whole, text_of_json};
use serde_json::Value;
use std::fmt::Write as _;

/// The template. SAM takes CloudFormation's resources as they are; what it has of its own for rules stands
/// with a function, whose code is not known here.
pub(super) fn template(parts: &Parts<'_>, rules: &[Whole<'_>], sam: bool) -> String {
    let mut out = String::new();
    let all = resources(rules, parts);
    for line in parts.lines_with_policies() {
        let _ = writeln!(out, "# {line}");
    }
    out.extend(too_many(&all).map(|line| format!("# {line}\n")));
    if !parts.roles.is_empty() {
        out.push_str("# It makes roles with names: deploy it with --capabilities CAPABILITY_NAMED_IAM.\n");
    }
    out.push_str("AWSTemplateFormatVersion: \"2010-09-09\"\n");
    if sam {
        out.push_str("Transform: AWS::Serverless-2016-10-31\n");
    }
    out.push_str("Resources:\n");
    all.iter().for_each(|resource| one(&mut out, resource));
    out
}

pub(super) fn one(out: &mut String, resource: &Resource<'_>) {
    let _ = writeln!(out, "  {}:\n    Type: {}", resource.id, resource.kind);
    if !resource.after.is_empty() {
        out.push_str("    DependsOn:\n");
        for id in &resource.after {
            let _ = writeln!(out, "      - {id}");
        }
    }
    out.push_str("    Properties:\n");
    for (name, value) in &resource.properties {
        member(name, value, 6, out);
    }
    if let Some(pattern) = resource.pattern {
        // JSON is YAML's flow style, so the pattern stays as it was written.
        let _ = match crate::json::Document::parse(pattern) {
            Ok(document) => writeln!(out, "      EventPattern:\n{}", shifted(&document.pretty(2), 8)),
            Err(_) => writeln!(out, "      EventPattern: {}", text(pattern)),
        };
    }
}

fn member(name: &str, value: &Value, indent: usize, out: &mut String) {
    let blank = " ".repeat(indent);
    if is_nested(value) {
        let _ = writeln!(out, "{blank}{}:", key(name));
        yaml(value, indent + 2, out);
    } else {
        let _ = writeln!(out, "{blank}{}: {}", key(name), scalar(value));
    }
}

/// Block style for what is nested, double quotes for every text.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "serde_json's enum: the other kinds of JSON are alike here"
)]
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
                member(name, value, indent, out);
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

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "serde_json's enum: the other kinds of JSON are alike here"
)]
fn scalar(value: &Value) -> String {
    match value {
        Value::String(string) => text(string),
        other => other.to_string(),
    }
}

fn key(name: &str) -> String {
    // Words that YAML reads as null, true or false.
    let is_word = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]
        .contains(&name.to_ascii_lowercase().as_str());
    let plain = !is_word
        && name.chars().all(|c| c.is_ascii_alphanumeric())
        && name.starts_with(|c: char| c.is_ascii_alphabetic());
    if plain { name.to_owned() } else { text(name) }
}

/// A double-quoted YAML text; JSON's escapes are among YAML's, and unsafe characters, some of which YAML does
/// not let stand in a document, are escaped too.
fn text(value: &str) -> String {
    text_of_json(value, |code| format!("\\U{code:08x}"))
}

fn shifted(block: &str, indent: usize) -> String {
    block.lines().map(|line| format!("{}{line}", " ".repeat(indent))).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::key;

    #[test]
    fn names_that_yaml_reads_as_something_else_are_quoted() {
        for name in ["Null", "null", "Yes", "off", "n", "aws:SourceArn"] {
            assert_eq!(key(name), format!("\"{name}\""));
        }
        assert_eq!(key("Condition"), "Condition");
    }
}
