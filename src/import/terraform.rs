//! Terraform: `aws_cloudwatch_event_rule`, its pattern by `jsonencode({…})`, as a text, or as a heredoc.

use super::{FileRule, pattern_of, placeholders};
use crate::json::LineIndex;
use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Block, Body};
use hcl_edit::template::{Element, Template};
use serde_json::{Map, Value};

const RESOURCE: &str = "aws_cloudwatch_event_rule";

/// Whether a text looks like Terraform's language rather than YAML.
pub(super) fn is_one(text: &str) -> bool {
    let begins = |line: &str| {
        let line = line.trim_start();
        ["resource", "module", "variable", "data", "locals", "provider", "terraform", "output"]
            .iter()
            .any(|word| line.strip_prefix(word).is_some_and(|rest| rest.trim_start().starts_with(['"', '{'])))
    };
    text.lines().any(begins)
}

/// The rules of a file.
pub(super) fn rules(text: &str) -> Result<Vec<FileRule>, String> {
    let body: Body = text.parse().map_err(|error: hcl_edit::parser::Error| {
        let place = error.location();
        format!(
            "It is not Terraform at line {}, column {}: {}.",
            place.line(),
            place.column(),
            error.message()
        )
    })?;
    let lines = LineIndex::new(text);
    body.get_blocks("resource")
        .filter(|block| block.labels.first().is_some_and(|label| label.as_str() == RESOURCE))
        .map(|block| rule(block, text, &lines))
        .collect()
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "serde_json's enum: the other kinds of JSON are alike here"
)]
fn rule(block: &Block, file: &str, lines: &LineIndex) -> Result<FileRule, String> {
    let label = block.labels.get(1).map_or("rule", |label| label.as_str());
    let attribute = |name: &str| block.body.get_attribute(name).map(|attribute| &attribute.value);
    let text = |name: &str| match value_of(attribute(name)?) {
        Value::String(text) => Some(text),
        other => Some(other.to_string()),
    };
    let state = text("state").or_else(|| {
        let enabled = attribute("is_enabled")?.as_bool()?;
        Some(if enabled { "ENABLED" } else { "DISABLED" }.to_owned())
    });
    let (pattern, unknown) = match attribute("event_pattern").map(value_of) {
        None => (None, Vec::new()),
        Some(Value::String(text)) if text.starts_with("${") && placeholders(&text).concat() == text => {
            return Err(format!(
                "The pattern of {RESOURCE}.{label} is {text}, which is not in this file: `terraform show -json` of a \
                    plan has it."
            ));
        }
        Some(value) => pattern_of(&value),
    };
    Ok(FileRule {
        name: text("name").unwrap_or_else(|| label.to_owned()),
        bus: text("event_bus_name"),
        state,
        pattern,
        unknown,
        places: attribute("event_pattern").and_then(|value| place(value, file, lines)).into_iter().collect(),
        ..FileRule::default()
    })
}

/// Where an expression begins in the file; nothing is known of what is in it.
fn place(expression: &Expression, file: &str, lines: &LineIndex) -> Option<(String, (usize, usize))> {
    let start = expression.span()?.start;
    let at = lines.position(file, start);
    Some((String::new(), (at.line, at.column)))
}

/// What an expression stands for, as far as the file says it; what it does not is `${…}`, as a template has
/// it.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "serde_json's enum: the other kinds of JSON are alike here"
)]
fn value_of(expression: &Expression) -> Value {
    match expression {
        Expression::Null(_) => Value::Null,
        Expression::Bool(value) => Value::Bool(*value.value()),
        Expression::Number(number) => {
            serde_json::from_str(&number.value().to_string()).unwrap_or_else(|_| open(expression))
        }
        Expression::String(text) => Value::String(text.value().clone()),
        Expression::Array(list) => list.iter().map(value_of).collect(),
        Expression::Object(object) => {
            let member = |(key, value): (&ObjectKey, &hcl_edit::expr::ObjectValue)| {
                let key = match key {
                    ObjectKey::Ident(name) | ObjectKey::Expression(Expression::Variable(name)) => {
                        name.as_str().to_owned()
                    }
                    ObjectKey::Expression(key) => match value_of(key) {
                        Value::String(text) => text,
                        other => other.to_string(),
                    },
                };
                (key, value_of(value.expr()))
            };
            Value::Object(object.iter().map(member).collect::<Map<_, _>>())
        }
        Expression::StringTemplate(template) => Value::String(text_of(template.iter())),
        Expression::HeredocTemplate(heredoc) => Value::String(text_of(template(&heredoc.template))),
        Expression::Parenthesis(inner) => value_of(inner.inner()),
        Expression::FuncCall(call) => {
            let name = call.name.name.as_str();
            match (name, call.args.iter().next()) {
                ("jsonencode", Some(argument)) if call.args.len() == 1 => value_of(argument),
                _ => open(expression),
            }
        }
        Expression::Variable(_)
        | Expression::Conditional(_)
        | Expression::Traversal(_)
        | Expression::UnaryOp(_)
        | Expression::BinaryOp(_)
        | Expression::ForExpr(_) => open(expression),
    }
}

fn template(template: &Template) -> impl Iterator<Item = &Element> {
    template.iter()
}

/// An expression whose value is not known here.
fn open(expression: &Expression) -> Value {
    Value::String(format!("${{{}}}", expression.to_string().trim()))
}

#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "serde_json's enum: the other kinds of JSON are alike here"
)]
fn text_of<'t>(elements: impl Iterator<Item = &'t Element>) -> String {
    let part = |element: &Element| match element {
        Element::Literal(text) => text.as_str().to_owned(),
        Element::Interpolation(inner) => match value_of(&inner.expr) {
            Value::String(text) => text,
            other => other.to_string(),
        },
        Element::Directive(_) => "${a directive}".to_owned(),
    };
    elements.map(part).collect()
}
