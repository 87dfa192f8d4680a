//! A pattern from words: a source, a detail-type, and fields with their values.

use super::seen_kinds::sampled;
use crate::catalogue::{self, FieldType};
use crate::pattern::{ENVELOPE, Kinds, Pattern};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The pattern for them; empty where nothing is said.
///
/// In `wants`, conditions have commas between them, and values of one field `|`: `state=available|failed,
/// region=us-east-1`; a value may be an operator. A field stands in `detail` unless it is one of the
/// envelope's.
pub fn pattern_of(source: &str, detail_type: &str, wants: &str) -> String {
    let mut pattern = Map::new();
    for (name, value) in [("source", source.trim()), ("detail-type", detail_type.trim())] {
        if !value.is_empty() {
            pattern.insert(name.to_owned(), json!([value]));
        }
    }
    let (source, detail_type) = (source.trim(), detail_type.trim());
    let kind = catalogue::of(source, detail_type);
    for (field, values) in conditions(wants).filter_map(Result::ok) {
        let path = path_in(source, detail_type, field);
        let types =
            kind.and_then(|kind| kind.field(&path)).map(|field| field.types.clone()).unwrap_or_default();
        let values: Vec<Value> =
            parts(values, '|').into_iter().map(|value| literal(value.trim(), &types)).collect();
        put(&mut pattern, &path.split('.').collect::<Vec<_>>(), Value::Array(values));
    }
    if pattern.is_empty() { String::new() } else { Value::Object(pattern).to_string() }
}

/// A value that a condition asks for and that the field is not known to have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownValue {
    /// The value, as typed.
    pub value: String,
    /// The few that the field is known to have.
    pub known: &'static [&'static str],
}

impl UnknownValue {
    /// What is said of it.
    pub fn line(&self) -> String {
        format!("! `{}` is none of the values known there: {}.", self.value, self.known.join(", "))
    }
}

/// Values that conditions ask for and that the field is not known to have, where the few that it has are
/// known.
pub fn unknown_values(source: &str, detail_type: &str, wants: &str) -> Vec<UnknownValue> {
    let (source, detail_type) = (source.trim(), detail_type.trim());
    let mut unknown = Vec::new();
    for (field, values) in conditions(wants).filter_map(Result::ok) {
        let path = path_in(source, detail_type, field);
        let known =
            path.strip_prefix("detail.").map_or(&[][..], |path| catalogue::values(source, detail_type, path));
        let values = parts(values, '|').into_iter().map(str::trim).filter(|value| !value.starts_with('{'));
        let others = values.filter(|value| !known.is_empty() && !known.contains(value));
        unknown.extend(others.map(|value| UnknownValue { value: value.to_owned(), known }));
    }
    unknown
}

/// The first condition that would be lost or not mean what is typed, and why; nothing where there is none.
pub(super) fn condition_fault(source: &str, detail_type: &str, wants: &str) -> Option<String> {
    let (source, detail_type) = (source.trim(), detail_type.trim());
    let mut paths: Vec<String> = Vec::new();
    let mut before = None;
    for condition in conditions(wants) {
        let (field, values) = match condition {
            Ok(condition) => condition,
            Err(typed) => return Some(no_condition(typed, before)),
        };
        before = Some((field, values));
        if let Some(why) = other_sign(field, values, "=") {
            return Some(why);
        }
        let open = parts(values, '|').into_iter().map(str::trim).find(|value| is_broken_operator(value));
        if let Some(value) = open {
            return Some(format!(
                "`{value}` begins as an operator and is not JSON: see to its quotes and braces."
            ));
        }
        if let Some(why) = parts(values, '|').into_iter().find_map(|value| refused_value(value.trim(), field))
        {
            return Some(why);
        }
        let path = path_in(source, detail_type, field);
        let is_within =
            |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('.'));
        // These two have fields of their own in the form.
        let given = [("source", source), ("detail-type", detail_type)];
        if let Some((own, value)) = given.into_iter().find(|(own, value)| path == *own && !value.is_empty()) {
            return Some(format!(
                "`{own}` stands above already, as `{value}`: leave this condition out, or empty that field."
            ));
        }
        if paths.contains(&path) {
            return Some(format!("`{path}` has two conditions: write its values together, {field}=A|B."));
        }
        if let Some(other) = paths.iter().find(|other| is_within(&path, other) || is_within(other, &path)) {
            return Some(format!(
                "`{path}` and `{other}` cannot both have a value: one stands inside of the other."
            ));
        }
        paths.push(path);
    }
    None
}

/// What is said of a text that is no condition, behind the one before it.
fn no_condition(typed: &str, before: Option<(&str, &str)>) -> String {
    if let Some((field, value)) = typed.split_once(['<', '>', '!'])
        && let Some(sign) = typed.get(field.len()..typed.len() - value.len())
        && !field.trim().is_empty()
        && let Some(why) = other_sign(&format!("{}{sign}", field.trim()), value.trim(), "")
    {
        return why;
    }
    match before {
        Some((field, values)) => format!(
            "`{typed}` is not a condition: write FIELD=VALUE. Several values of one field have `|` between them: \
                {field}={values}|{typed}."
        ),
        None => format!("`{typed}` is not a condition: write FIELD=VALUE."),
    }
}

/// What is said of a sign other than `=` between a field and its value, with how that is asked; `equal` is
/// the `=` behind the field, where there is one.
fn other_sign(field: &str, value: &str, equal: &str) -> Option<String> {
    let name = field.trim_end_matches(['!', '<', '>', '~', ':']).trim_end();
    let sign = format!("{}{equal}", field.get(name.len()..).unwrap_or_default().trim());
    if sign == "="
        && let Some(once) = value.strip_prefix('=')
    {
        return Some(format!("`{field}={value}` has two signs: write {field}={}.", once.trim()));
    }
    if sign == equal {
        return None;
    }
    let number = serde_json::from_str::<Value>(value).ok().filter(Value::is_number);
    let meant = match (sign.as_str(), number) {
        ("!=" | "!" | "<>", number) => {
            Some(json!({ "anything-but": number.unwrap_or_else(|| json!(value)) }))
        }
        ("<" | "<=" | ">" | ">=", Some(number)) => Some(json!({ "numeric": [sign, number] })),
        _ => None,
    };
    let instead = meant.map(|meant| format!(" Write {name}={meant}.")).unwrap_or_default();
    Some(format!(
        "`{sign}` is no sign of a condition: there is only FIELD=VALUE, where VALUE may be an operator.{instead}"
    ))
}

/// Why EventBridge would not take a value: an empty one between `|`, an operator that there is not.
fn refused_value(value: &str, field: &str) -> Option<String> {
    if value.is_empty() {
        return Some(format!("One of the values of `{field}` is empty: `|` stands between two values."));
    }
    if !value.starts_with('{') {
        return None;
    }
    let error = Pattern::parse(&format!("{{\"x\": [{value}]}}")).err()?;
    Some(format!("`{value}` is no operator that EventBridge takes: {}", error.message()))
}

/// Whether a value begins as an operator does, such as `{"prefix": "a"}`, and is none.
fn is_broken_operator(value: &str) -> bool {
    value.starts_with('{') && serde_json::from_str::<Map<String, Value>>(value).is_err()
}

/// The conditions, each a field and its values, or the text that is no condition.
fn conditions(wants: &str) -> impl Iterator<Item = Result<(&str, &str), &str>> {
    parts(wants, ',').into_iter().map(str::trim).filter(|typed| !typed.is_empty()).map(condition)
}

/// The parts of a text between these characters, but for those within an operator or a text of JSON.
fn parts(text: &str, between: char) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    let (mut is_quoted, mut is_escaped) = (false, false);
    for (at, c) in text.char_indices() {
        let escapes = is_quoted && c == '\\' && !is_escaped;
        match c {
            '"' if depth > 0 && !is_escaped => is_quoted = !is_quoted,
            '{' | '[' if !is_quoted => depth += 1,
            '}' | ']' if !is_quoted => depth = depth.saturating_sub(1),
            _ if c == between && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
        is_escaped = escapes;
    }
    parts.push(&text[start..]);
    parts
}

fn condition(typed: &str) -> Result<(&str, &str), &str> {
    let sides = typed.split_once('=').map(|(field, values)| (field.trim(), values.trim()));
    sides.filter(|(field, values)| !field.is_empty() && !values.is_empty()).ok_or(typed)
}

/// Where a field stands in the event: as events of that kind have it, where only capitals are different.
pub(super) fn path_in(source: &str, detail_type: &str, field: &str) -> String {
    let path = path(field);
    let of_kind = catalogue::of(source, detail_type).map_or(&[][..], |kind| &kind.fields);
    let seen = sampled().iter().filter(|one| one.source == source && one.detail_type == detail_type);
    let known: BTreeSet<&str> = of_kind
        .iter()
        .map(|field| field.path.as_str())
        .chain(seen.flat_map(|one| one.fields.keys().map(String::as_str)))
        .collect();
    if known.contains(path.as_str()) {
        return path;
    }
    let mut alike = known.into_iter().filter(|known| known.eq_ignore_ascii_case(&path));
    match (alike.next(), alike.next()) {
        (Some(known), None) => known.to_owned(),
        (_, _) => path,
    }
}

/// Where a field stands in the event.
pub(super) fn path(field: &str) -> String {
    let first = field.split('.').next().unwrap_or(field);
    if ENVELOPE.contains(&first) { field.to_owned() } else { format!("detail.{field}") }
}

/// A value as the field has it: text, unless the field is known to hold numbers or truth.
fn literal(value: &str, types: &[FieldType]) -> Value {
    let holds = |wanted: fn(Kinds) -> bool| types.iter().any(|one| wanted(one.kinds()));
    match serde_json::from_str::<Value>(value) {
        Ok(value @ Value::Number(_)) if holds(|kinds| kinds.number) => value,
        Ok(value @ Value::Bool(_)) if holds(|kinds| kinds.boolean) => value,
        // An object is an operator of the pattern language.
        Ok(value @ Value::Object(_)) => value,
        Ok(_) | Err(_) => json!(value),
    }
}

fn put(members: &mut Map<String, Value>, path: &[&str], value: Value) {
    let Some((first, rest)) = path.split_first() else { return };
    if rest.is_empty() {
        members.insert((*first).to_owned(), value);
        return;
    }
    let within = members.entry((*first).to_owned()).or_insert_with(|| json!({}));
    if let Value::Object(within) = within {
        put(within, rest, value);
    }
}
