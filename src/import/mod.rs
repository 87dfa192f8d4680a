//! Rules as they stand in files: the API's JSON, CloudFormation and SAM templates, the Serverless Framework's
//! files, Terraform and its plans, a pattern alone. What a file leaves open until it is deployed, such as
//! `!Sub` or `var.x`, is kept as a text and named, for nobody knows it here.
//!
//! What a pattern means is `pattern`'s; the other way is `export`'s.

mod api;
mod cloudformation;
mod serverless;
mod terraform;
mod terraform_plan;
#[cfg(test)]
mod tests;
mod yaml;

use crate::json::{Document, Kind, SyntaxError};
use serde_json::Value;
use std::collections::BTreeMap;

/// What the pattern of a file that holds nothing else is called.
pub(crate) const PATTERN_ALONE: &str = "pattern";

/// A rule that a file has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FileRule {
    /// Its name; where the file leaves that to AWS, what it is called there.
    pub(crate) name: String,
    /// Its bus, where one is named.
    pub(crate) bus: Option<String>,
    /// Its state, as the API writes it, where one is given.
    pub(crate) state: Option<String>,
    /// Its event pattern, as JSON text; none for a rule with a schedule alone.
    pub(crate) pattern: Option<String>,
    /// What of the pattern is not known before it is deployed: what stands in its place, as the file has it.
    pub(crate) unknown: Vec<String>,
    /// It is a pattern and no rule: it has no name of its own, and its places are the file's.
    pub(crate) is_alone: bool,
    /// Where the pattern stands in a file that is a tree: its JSON pointer.
    pub(crate) pointer: Option<String>,
    /// Lines and columns in the file, from 1, of the pattern and of what is in it, by pointers from the
    /// pattern on.
    pub(crate) places: Places,
}

/// Lines and columns, from 1, by JSON pointers.
pub(crate) type Places = BTreeMap<String, (usize, usize)>;

impl FileRule {
    /// The line and column in the file of what begins at this byte of the pattern, or of the nearest thing
    /// around it whose place is known.
    pub(crate) fn place(&self, offset: usize) -> Option<(usize, usize)> {
        let document = Document::parse(self.pattern.as_deref()?).ok();
        let mut pointer =
            document.map_or_else(String::new, |document| document.pointer(document.value_at(offset)));
        loop {
            if let Some(place) = self.places.get(&pointer) {
                return Some(*place);
            }
            pointer.truncate(pointer.rfind('/')?);
        }
    }

    /// Takes over the places of its pattern from those of the whole file.
    fn find_places(&mut self, all: &Places) {
        let Some(pointer) = &self.pointer else { return };
        let below = all.range(pointer.clone()..).take_while(|(path, _)| path.starts_with(pointer.as_str()));
        let own =
            below.filter_map(|(path, place)| Some((path.strip_prefix(pointer.as_str())?.to_owned(), *place)));
        self.places = own.filter(|(path, _)| path.is_empty() || path.starts_with('/')).collect();
    }
}

/// The rules of a file's text. A text that is JSON and nothing else that is known is taken for a pattern.
///
/// # Errors
///
/// Why there is none, in a sentence, with what to do.
pub(crate) fn rules(text: &str) -> Result<Vec<FileRule>, String> {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err("The file is empty.".to_owned());
    }
    let found = match Document::parse(text) {
        Ok(document) => {
            let mut found = of_json(&document)?;
            let root = document.root();
            for rule in &mut found {
                let pattern = rule.pointer.as_deref().and_then(|pointer| root.pointer(pointer));
                let place = |value: crate::json::Value<'_>| {
                    let at = document.position(value.span().start);
                    (document.pointer(value), (at.line, at.column))
                };
                let all = pattern.into_iter().flat_map(crate::json::Value::descendants).map(place).collect();
                rule.find_places(&all);
            }
            found
        }
        Err(_) if terraform::is_one(text) => terraform::rules(text)?,
        Err(error) if text.trim_start().starts_with(['{', '[']) => {
            return Err(format!("It is not JSON: {error}"));
        }
        Err(error) => of_yaml(text, &error)?,
    };
    if found.is_empty() {
        return Err(
            "There is no rule in it: of CloudFormation AWS::Events::Rule and the event sources of SAM are \
            read, of the Serverless Framework eventBridge, of Terraform aws_cloudwatch_event_rule."
                .to_owned(),
        );
    }
    Ok(found)
}

fn of_json(document: &Document) -> Result<Vec<FileRule>, String> {
    let root = document.root();
    if root.kind() == Kind::Object {
        let value: Value =
            serde_json::from_str(root.raw()).map_err(|error| format!("It is not JSON: {error}."))?;
        if value.get("Resources").is_some() {
            return Ok(cloudformation::rules(&value));
        }
        if let Some(found) = cloudformation::fragment(&value).or_else(|| serverless::rules(&value)) {
            return Ok(found);
        }
        if let Some(found) = terraform_plan::rules(&value) {
            return Ok(found);
        }
    }
    api::rules(root)
}

/// `as_json` says why it is not JSON: what is no YAML either, or YAML only by accident, was perhaps meant to
/// be.
fn of_yaml(text: &str, as_json: &SyntaxError) -> Result<Vec<FileRule>, String> {
    let meant_json = |line: &str| line.trim_start().starts_with(['{', '"', '/']);
    let (value, places) = yaml::read(text).map_err(|why| {
        if text.lines().any(meant_json) { format!("{why} As JSON it is wrong at {as_json}") } else { why }
    })?;
    let placed = |mut found: Vec<FileRule>| {
        found.iter_mut().for_each(|rule| rule.find_places(&places));
        found
    };
    if value.get("Resources").is_some() {
        return Ok(placed(cloudformation::rules(&value)));
    }
    if let Some(found) = cloudformation::fragment(&value).or_else(|| serverless::rules(&value)) {
        return Ok(placed(found));
    }
    if !value.is_object() && !value.is_array() {
        return Err(format!(
            "It is neither JSON nor a CloudFormation, SAM, Serverless Framework or Terraform file. As JSON it is wrong at {as_json}"
        ));
    }
    let document = Document::parse(value.to_string()).map_err(|error| error.to_string())?;
    api::rules(document.root()).map(placed)
}

/// Takes out of a value what is not known before it is deployed; answers what stands there in a pattern's
/// place.
fn unknowns(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut left = vec![value];
    while let Some(value) = left.pop() {
        match value {
            Value::String(text) => found.extend(placeholders(text)),
            Value::Array(list) => left.extend(list.iter().rev()),
            Value::Object(members) => left.extend(members.values().rev()),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
    found.dedup();
    found
}

/// The `${…}` of a text.
fn placeholders(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let Some(inner) = rest.get(start..) else { break };
        let Some(end) = inner.find('}') else { break };
        if !inner.starts_with("${!") {
            found.extend(inner.get(..=end).map(str::to_owned));
        }
        rest = inner.get(end + 1..).unwrap_or_default();
    }
    found
}

/// A pattern's object in which what stands for the list of a field, and is not known before it is deployed,
/// is the one text of a list: `"state": "${var.states}"`.
fn with_lists(value: &Value) -> Value {
    let is_unknown = |text: &str| text.starts_with("${") && placeholders(text).concat() == text;
    match value {
        Value::Object(members) => {
            let listed = members.iter().map(|(name, value)| {
                let value = if value.as_str().is_some_and(is_unknown) {
                    Value::Array(vec![value.clone()])
                } else if let (Some(branches), "$or") = (value.as_array(), name.as_str()) {
                    branches.iter().map(with_lists).collect()
                } else {
                    with_lists(value)
                };
                (name.clone(), value)
            });
            Value::Object(listed.collect())
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => value.clone(),
    }
}

/// A pattern that a file gives as an object or as a text of JSON.
fn pattern_of(value: &Value) -> (Option<String>, Vec<String>) {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Object(_) => with_lists(value).to_string(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => return (None, Vec::new()),
    };
    let unknown =
        serde_json::from_str::<Value>(&text).map_or_else(|_| placeholders(&text), |value| unknowns(&value));
    (Some(text), unknown)
}
