//! YAML as JSON, with CloudFormation's short tags written out: `!Sub a` is `{"Fn::Sub": "a"}`.

use super::Places;
use crate::json::pointer_part;
use saphyr_parser::{Event, Parser, ScalarStyle, Tag};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// How deep a document may be.
const DEEPEST: usize = 200;
/// Values that aliases may unfold into.
const MOST: usize = 1 << 20;

/// A list or mapping being read.
enum Collection {
    List(Vec<Value>),
    Mapping(Map<String, Value>, Option<String>),
}

struct OpenNode {
    open: Collection,
    tag: Option<String>,
    anchor: usize,
}

/// The first document of a text, and where its values are: line and column, from 1, by JSON pointers.
///
/// # Errors
///
/// Where it is no YAML, in a sentence.
pub(super) fn read(text: &str) -> Result<(Value, Places), String> {
    let mut levels: Vec<OpenNode> = Vec::new();
    let mut places = Places::new();
    let mut anchors: BTreeMap<usize, (Value, usize)> = BTreeMap::new();
    let mut unfolded = 0;
    let mut parser = Parser::new_from_str(text);
    while let Some(next) = parser.next_event() {
        let (event, span) = next.map_err(|error| format!("It is not YAML: {error}."))?;
        if let Some(pointer) = pointer(&levels).filter(|_| is_value(&event)) {
            places.entry(pointer).or_insert((span.start.line(), span.start.col() + 1));
        }
        let done = match event {
            Event::SequenceStart(anchor, tag) => {
                levels.push(OpenNode {
                    open: Collection::List(Vec::new()),
                    tag: name_of(tag.as_ref()),
                    anchor,
                });
                None
            }
            Event::MappingStart(anchor, tag) => {
                levels.push(OpenNode {
                    open: Collection::Mapping(Map::new(), None),
                    tag: name_of(tag.as_ref()),
                    anchor,
                });
                None
            }
            Event::SequenceEnd | Event::MappingEnd => levels.pop().map(|level| {
                let value = match level.open {
                    Collection::List(list) => Value::Array(list),
                    Collection::Mapping(members, _) => Value::Object(members),
                };
                (value, level.tag, level.anchor)
            }),
            Event::Scalar(text, style, anchor, tag) => {
                let name = name_of(tag.as_ref());
                let is_text =
                    tag.as_ref().is_some_and(|tag| tag.is_yaml_core_schema() && tag.suffix == "str");
                let value = if is_text || name.is_some() {
                    Value::String(text.into_owned())
                } else {
                    scalar(&text, style)
                };
                Some((value, name, anchor))
            }
            Event::Alias(anchor) => {
                let (value, size) = anchors.get(&anchor).cloned().unwrap_or((Value::Null, 1));
                unfolded += size;
                if unfolded > MOST {
                    return Err("Its aliases expand into too much.".to_owned());
                }
                Some((value, None, 0))
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => None,
        };
        if levels.len() > DEEPEST {
            return Err(format!("It is nested more than {DEEPEST} deep at line {}.", span.start.line()));
        }
        let Some((value, tag, anchor)) = done else { continue };
        let value = match tag {
            Some(tag) => long_form(&tag, value),
            None => value,
        };
        if anchor > 0 {
            let size = size(&value);
            anchors.insert(anchor, (value.clone(), size));
        }
        match levels.last_mut().map(|level| &mut level.open) {
            None => return Ok((value, places)),
            Some(Collection::List(list)) => list.push(value),
            Some(Collection::Mapping(members, key)) => match key.take() {
                None => *key = Some(key_of(&value)),
                // A merge key takes in what is not there yet (YAML 1.1, "Merge Key").
                Some(key) if key == "<<" && value.is_object() => {
                    for (name, value) in value.as_object().into_iter().flatten() {
                        members.entry(name.clone()).or_insert_with(|| value.clone());
                    }
                }
                Some(key) => {
                    members.insert(key, value);
                }
            },
        }
    }
    Err("It is empty.".to_owned())
}

/// Whether a value begins with this.
fn is_value(event: &Event<'_>) -> bool {
    matches!(event, Event::SequenceStart(..) | Event::MappingStart(..) | Event::Scalar(..) | Event::Alias(_))
}

/// The JSON pointer of the value that comes next; none where it is a key.
fn pointer(levels: &[OpenNode]) -> Option<String> {
    let mut pointer = String::new();
    for level in levels {
        pointer.push('/');
        match &level.open {
            Collection::List(list) => pointer.push_str(&list.len().to_string()),
            Collection::Mapping(_, key) => pointer.push_str(&pointer_part(key.as_deref()?)),
        }
    }
    Some(pointer)
}

fn key_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn size(value: &Value) -> usize {
    match value {
        Value::Array(list) => 1 + list.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
    }
}

/// The name of a tag of the document's own, such as `Sub`.
fn name_of(tag: Option<&Cow<'_, Tag>>) -> Option<String> {
    let tag = tag?;
    (!tag.is_yaml_core_schema()).then(|| tag.suffix.trim_start_matches('!').to_owned())
}

/// CloudFormation's long form of a short tag (CloudFormation user guide, "Intrinsic function reference").
fn long_form(tag: &str, value: Value) -> Value {
    let name = match tag {
        "Ref" | "Condition" => tag.to_owned(),
        other => format!("Fn::{other}"),
    };
    Value::Object([(name, value)].into_iter().collect())
}

/// A plain scalar by YAML's core schema (YAML 1.2, 10.3.2); one in quotes is a text.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        // CloudFormation reads YAML 1.1, where these are words too, but not yes and no.
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }
    let digits = text.trim_start_matches(['-', '+']);
    let is_number = digits.starts_with(|c: char| c.is_ascii_digit())
        && !(digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0."));
    match serde_json::from_str::<serde_json::Number>(text.trim_start_matches('+')) {
        Ok(number) if is_number => Value::Number(number),
        Ok(_) | Err(_) => Value::String(text.to_owned()),
    }
}
