//! What describing a thing answers, as it is printed: a line for each member, or the API's JSON as it came.

use super::super::exit::{Exit, Failure};
use super::super::output::Output;
use super::super::times::in_full_with_local;
use crate::json::{Document, Kind};
use crate::model::{in_words, time_of};
use crate::text::{safe, width};
use serde_json::{Map, Value};

/// What is told first, in this order; the others follow as they came.
const FIRST: [&str; 4] = ["Name", "State", "StateReason", "Description"];

/// A member's name in words, and the lines of its value.
type Labelled = (String, Vec<String>);

/// Prints the answer.
pub(in crate::cli) fn print(answer: &Value, json: bool) -> Result<Exit, Failure> {
    let mut out = Output::new();
    if json {
        out.json(answer)?;
        return out.flush().map(|()| Exit::Done);
    }
    let mut labelled = Vec::new();
    if let Value::Object(members) = answer {
        tell(members, "", &mut labelled);
    }
    let widest = labelled.iter().map(|(name, _)| width(name)).max().unwrap_or_default();
    for (name, lines) in labelled {
        let mut name = name;
        for line in lines {
            let gap = " ".repeat(widest.saturating_sub(width(&name)) + 2);
            out.line(&format!("{}{gap}{}", safe(&name), safe(&line)))?;
            name.clear();
        }
    }
    out.flush().map(|()| Exit::Done)
}

/// All members; those of an object within it follow under its name.
fn tell(members: &Map<String, Value>, within: &str, labelled: &mut Vec<Labelled>) {
    let first = FIRST.iter().filter_map(|name| members.get_key_value(*name));
    let others = members.iter().filter(|(name, _)| !FIRST.contains(&name.as_str()));
    for (name, value) in first.chain(others) {
        let label = format!("{within}{}", in_words(name));
        match value.as_object().filter(|inner| !inner.is_empty()) {
            Some(inner) => tell(inner, &format!("{label} "), labelled),
            None => labelled.push((label, lines(name, value))),
        }
    }
}

/// A value in lines: a time as a time, and JSON that is kept as a text laid out.
fn lines(name: &str, value: &Value) -> Vec<String> {
    match value {
        Value::Null => vec!["none".to_owned()],
        Value::Bool(is) => vec![if *is { "yes" } else { "no" }.to_owned()],
        Value::Number(number) => {
            vec![time_of(name, value).map_or_else(|| number.to_string(), in_full_with_local)]
        }
        Value::String(text) => in_lines(text),
        Value::Array(all) if all.iter().all(Value::is_string) => {
            let texts: Vec<String> = all.iter().filter_map(|one| Some(one.as_str()?.to_owned())).collect();
            if texts.is_empty() { vec!["none".to_owned()] } else { texts }
        }
        Value::Array(_) | Value::Object(_) => in_lines(&value.to_string()),
    }
}

fn in_lines(text: &str) -> Vec<String> {
    let laid_out = Document::parse(text)
        .ok()
        .filter(|document| matches!(document.root().kind(), Kind::Object | Kind::Array))
        .map(|document| document.pretty(2));
    let lines: Vec<String> = laid_out.as_deref().unwrap_or(text).lines().map(str::to_owned).collect();
    if lines.is_empty() { vec![String::new()] } else { lines }
}
