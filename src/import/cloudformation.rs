//! CloudFormation and SAM templates: `AWS::Events::Rule`, and the event sources of SAM's functions and state
//! machines (SAM developer guide, "EventBridgeRule" and "CloudWatchEvent").

use super::{FileRule, pattern_of};
use crate::json::pointer_part;
use serde_json::{Map, Value, json};

/// The rules of a template, whose intrinsic functions are texts by then.
pub(super) fn rules(template: &Value) -> Vec<FileRule> {
    let Some(Value::Object(resources)) = template.get("Resources") else { return Vec::new() };
    let mut found = Vec::new();
    for (id, resource) in resources {
        let kind = resource.get("Type").and_then(Value::as_str).unwrap_or_default();
        let properties = resolved(resource.get("Properties").unwrap_or(&Value::Null));
        match kind {
            "AWS::Events::Rule" => found.push(rule(id, &properties)),
            "AWS::Serverless::Function" | "AWS::Serverless::StateMachine" => {
                let events = properties.get("Events").and_then(Value::as_object);
                for (event, source) in events.into_iter().flatten() {
                    found.extend(event_source(id, event, source));
                }
            }
            _ => {}
        }
    }
    found
}

/// The rules of what was copied out of a template: one resource or event source alone, or several by their
/// names; nothing where it is none.
pub(super) fn fragment(value: &Value) -> Option<Vec<FileRule>> {
    let kind =
        |value: &Value| value.get("Properties").and_then(|_| value.get("Type")?.as_str().map(str::to_owned));
    let is_resource = |value: &Value| {
        let kinds = ["AWS::Events::Rule", "AWS::Serverless::Function", "AWS::Serverless::StateMachine"];
        kind(value).is_some_and(|kind| kinds.contains(&kind.as_str()))
    };
    if kind(value).is_some_and(|kind| matches!(kind.as_str(), "EventBridgeRule" | "CloudWatchEvent")) {
        let rule = event_source("", "rule", &resolved(value))?;
        return Some(vec![FileRule { pointer: Some("/Properties/Pattern".to_owned()), ..rule }]);
    }
    let (resources, above) = if is_resource(value) {
        (json!({ "rule": value }), "/Resources/rule")
    } else if value.as_object().is_some_and(|members| members.values().any(is_resource)) {
        (value.clone(), "/Resources")
    } else {
        return None;
    };
    let mut found = rules(&json!({ "Resources": resources }));
    for rule in &mut found {
        let inside = |pointer: String| pointer.strip_prefix(above).map_or(pointer.clone(), str::to_owned);
        rule.pointer = rule.pointer.take().map(inside);
    }
    Some(found)
}

fn rule(id: &str, properties: &Value) -> FileRule {
    let text = |name: &str| properties.get(name).and_then(Value::as_str).map(str::to_owned);
    let (pattern, unknown) = properties.get("EventPattern").map_or((None, Vec::new()), pattern_of);
    FileRule {
        name: text("Name").unwrap_or_else(|| id.to_owned()),
        bus: text("EventBusName"),
        state: text("State"),
        pattern,
        unknown,
        pointer: Some(format!("/Resources/{}/Properties/EventPattern", pointer_part(id))),
        ..FileRule::default()
    }
}

fn event_source(id: &str, event: &str, source: &Value) -> Option<FileRule> {
    let kind = source.get("Type")?.as_str()?;
    if !matches!(kind, "EventBridgeRule" | "CloudWatchEvent") {
        return None;
    }
    let properties = source.get("Properties")?;
    let text = |name: &str| properties.get(name).and_then(Value::as_str).map(str::to_owned);
    let (pattern, unknown) = properties.get("Pattern").map_or((None, Vec::new()), pattern_of);
    // SAM names the rule after both (SAM developer guide, "Generated CloudFormation resources").
    let name = text("RuleName").unwrap_or_else(|| format!("{id}{event}"));
    let pointer = format!(
        "/Resources/{}/Properties/Events/{}/Properties/Pattern",
        pointer_part(id),
        pointer_part(event)
    );
    Some(FileRule {
        name,
        bus: text("EventBusName"),
        state: text("State"),
        pattern,
        unknown,
        pointer: Some(pointer),
        ..FileRule::default()
    })
}

/// A value with each intrinsic function as a text: `{"Ref": "X"}` is `${X}`, as `Fn::Sub` would write it.
pub(super) fn resolved(value: &Value) -> Value {
    match value {
        Value::Object(members) => match members.iter().next() {
            Some((name, argument)) if members.len() == 1 && (name == "Ref" || name.starts_with("Fn::")) => {
                Value::String(text_of(name, argument))
            }
            Some(_) | None => Value::Object(
                members.iter().map(|(name, value)| (name.clone(), resolved(value))).collect::<Map<_, _>>(),
            ),
        },
        Value::Array(list) => list.iter().map(resolved).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "serde_json's enum: the other kinds of JSON are alike here"
)]
fn text_of(function: &str, argument: &Value) -> String {
    let plain = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => resolved(other).to_string(),
    };
    match (function, argument) {
        ("Ref" | "Fn::GetAtt", Value::String(name)) => format!("${{{name}}}"),
        ("Fn::Sub", Value::String(text)) => text.clone(),
        ("Fn::Sub", Value::Array(parts)) => parts.first().map(plain).unwrap_or_default(),
        ("Fn::GetAtt", Value::Array(parts)) => {
            format!("${{{}}}", parts.iter().map(plain).collect::<Vec<_>>().join("."))
        }
        ("Fn::Join", Value::Array(parts)) => match (parts.first(), parts.get(1)) {
            (Some(Value::String(between)), Some(Value::Array(parts))) => {
                parts.iter().map(|part| plain(&resolved(part))).collect::<Vec<_>>().join(between)
            }
            _ => format!("${{Fn::Join {argument}}}"),
        },
        _ => format!(
            "${{{} {}}}",
            function.trim_start_matches("Fn::"),
            plain(argument).replace('}', ")").replace('{', "(")
        ),
    }
}
