//! The query protocol: form parameters in, XML out. Source: smithy.io, "AWS query protocol".

use super::super::error::{ApiError, ApiResult};
use super::is_moment;
use crate::model::from_seconds;
use crate::text::{form_decoded, xml_escaped};
use jiff::Timestamp;
use serde_json::{Map, Number, Value};
use std::fmt::Write as _;

/// Members that are numbers or booleans; every other text stays a text.
const NUMBERS: [&str; 4] = ["Period", "MaxDatapoints", "MaxItems", "MaxSessionDuration"];
const FLAGS: [&str; 4] = ["ReturnData", "IncludeLinkedAccounts", "SetAsDefault", "ReturnSubscriptionArn"];

/// Reads form parameters into (action, version, input).
pub(super) fn decode(body: &[u8]) -> ApiResult<(String, String, Value)> {
    let text = std::str::from_utf8(body)
        .map_err(|_| ApiError::new("MalformedQueryString", "The request is not UTF-8."))?;
    let mut root = Value::Object(Map::new());
    let (mut action, mut version) = (String::new(), String::new());
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (form_decoded(name), form_decoded(value));
        match name.as_str() {
            "Action" => action = value,
            "Version" => version = value,
            _ => place(&mut root, &name, &value)?,
        }
    }
    if action.is_empty() {
        return Err(ApiError::new("MissingAction", "The request names no operation (Action)."));
    }
    fold_lists(&mut root);
    Ok((action, version, root))
}

/// Puts `value` at the dotted `path`, making structures on the way.
fn place(root: &mut Value, path: &str, value: &str) -> ApiResult<()> {
    let conflict =
        || ApiError::new("MalformedQueryString", format!("The parameter {path} contradicts another one."));
    let mut at = root;
    let mut steps = path.split('.').peekable();
    while let Some(step) = steps.next() {
        let Value::Object(members) = at else { return Err(conflict()) };
        if steps.peek().is_none() {
            members.insert(step.to_owned(), typed(step, value));
            return Ok(());
        }
        at = members.entry(step).or_insert_with(|| Value::Object(Map::new()));
    }
    Ok(())
}

fn typed(name: &str, text: &str) -> Value {
    if is_moment(name)
        && let Ok(moment) = text.parse::<Timestamp>()
    {
        return Number::from_f64(moment.as_duration().as_secs_f64()).map_or(Value::Null, Value::Number);
    }
    if NUMBERS.contains(&name)
        && let Ok(number) = text.parse::<i64>()
    {
        return Value::Number(number.into());
    }
    if FLAGS.contains(&name)
        && let Ok(flag) = text.parse::<bool>()
    {
        return Value::Bool(flag);
    }
    Value::String(text.to_owned())
}

/// Turns `{"member": {"1": a, "2": b}}` into `[a, b]`, and `{"entry": {"1": {"key": k, "value": v}}}` into
/// `{k: v}`, everywhere.
fn fold_lists(value: &mut Value) {
    let Value::Object(members) = value else { return };
    if members.len() == 1
        && let Some(Value::Object(items)) = members.get_mut("entry")
    {
        let mut folded = Map::new();
        for (_, mut item) in std::mem::take(items) {
            let mut take =
                |names: [&str; 2]| names.iter().find_map(|name| item.get_mut(*name).map(Value::take));
            if let (Some(Value::String(key)), Some(mut held)) =
                (take(["key", "Name"]), take(["value", "Value"]))
            {
                fold_lists(&mut held);
                folded.insert(key, held);
            }
        }
        *value = Value::Object(folded);
    } else if members.len() == 1
        && let Some(Value::Object(items)) = members.get_mut("member")
    {
        let mut items: Vec<(usize, Value)> = std::mem::take(items)
            .into_iter()
            .map(|(index, item)| (index.parse().unwrap_or(usize::MAX), item))
            .collect();
        items.sort_by_key(|(index, _)| *index);
        let mut items: Vec<Value> = items.into_iter().map(|(_, item)| item).collect();
        items.iter_mut().for_each(fold_lists);
        *value = Value::Array(items);
    } else {
        members.values_mut().for_each(fold_lists);
    }
}

/// Writes an answer.
pub(super) fn encode(namespace: &str, operation: &str, request_id: &str, output: &Value) -> String {
    let mut out = String::new();
    let _ = write!(out, "<{operation}Response xmlns=\"{namespace}\">");
    if !output.is_null() {
        let _ = write!(out, "<{operation}Result>");
        put(&mut out, output, false);
        let _ = write!(out, "</{operation}Result>");
    }
    let _ = write!(
        out,
        "<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{operation}Response>"
    );
    out
}

/// Writes a document whose one member is its root element.
pub(super) fn encode_document(output: &Value) -> String {
    let mut out = String::new();
    if !output.is_null() {
        out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        put(&mut out, output, false);
    }
    out
}

/// Writes an error.
pub(super) fn encode_error(request_id: &str, error: &ApiError) -> String {
    let mut out = String::from("<ErrorResponse><Error><Type>");
    out.push_str(if error.status < 500 { "Sender" } else { "Receiver" });
    out.push_str("</Type><Code>");
    out.push_str(&xml_escaped(&error.code));
    out.push_str("</Code><Message>");
    out.push_str(&xml_escaped(&error.message));
    let _ = write!(out, "</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>");
    out
}

fn put(out: &mut String, value: &Value, moment: bool) {
    match value {
        Value::Null => {}
        Value::Bool(flag) => {
            let _ = write!(out, "{flag}");
        }
        Value::Number(_) if moment => {
            let at = from_seconds(value).unwrap_or_default();
            let at = Timestamp::from_millisecond(at).unwrap_or_default();
            let _ = write!(out, "{at}");
        }
        Value::Number(number) => {
            let _ = write!(out, "{number}");
        }
        Value::String(text) => out.push_str(&xml_escaped(text)),
        Value::Array(items) => {
            for item in items {
                out.push_str("<member>");
                put(out, item, moment);
                out.push_str("</member>");
            }
        }
        Value::Object(members) => {
            for (name, member) in members.iter().filter(|(_, member)| !member.is_null()) {
                // Entries of maps, and the lists of REST, repeat the element itself.
                if let (Value::Array(items), Some(name)) = (member, flat(name)) {
                    for item in items {
                        let _ = write!(out, "<{name}>");
                        put(out, item, is_moment(name));
                        let _ = write!(out, "</{name}>");
                    }
                    continue;
                }
                let _ = write!(out, "<{name}>");
                put(out, member, is_moment(name));
                let _ = write!(out, "</{name}>");
            }
        }
    }
}

/// The element a list repeats when it has none around it: a member written `name[]`, and `entry`.
fn flat(name: &str) -> Option<&str> {
    if name == "entry" { Some(name) } else { name.strip_suffix("[]") }
}
