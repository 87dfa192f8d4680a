//! Rules from a file: JSON lines `{"name","pattern"}`, the pattern as a text or an object, or what `buslens
//! rules --json` prints; else whatever `import` knows: AWS's own JSON, CloudFormation, SAM, Terraform.

use super::exit::{Failure, complain};
use super::invalid_text::{in_line, invalid_pattern, unknown};
use super::source::{OpenInput, is_blank};
use crate::import::{self, FileRule};
use crate::json::{Document, Kind, Value, quote};
use crate::model::RuleState;
use crate::pattern::Pattern;
use std::path::Path;

/// A rule to judge by.
#[derive(Clone, Debug)]
pub(super) struct NamedRule {
    pub(super) name: String,
    pub(super) bus: Option<String>,
    pub(super) state: Option<RuleState>,
    /// `None` for a rule that has none, such as a schedule.
    pub(super) pattern: Option<Pattern>,
}

/// Reads all rules, or says what is wrong with the first entry that is no rule. What is not known before a
/// template is deployed is said, and taken as the text that stands for it.
pub(super) fn read(path: &Path) -> Result<Vec<NamedRule>, Failure> {
    let source = OpenInput::open(path)?;
    let name = source.name().to_owned();
    let bytes = source.bytes()?;
    let lines = || bytes.split(|byte| *byte == b'\n').enumerate().filter(|(_, line)| !is_blank(line));
    let is_one_a_line = lines().next().is_none_or(|(_, line)| {
        Document::parse_bytes(line).is_ok_and(|line| {
            let root = line.root();
            root.kind() == Kind::Object && root.get("name").is_some() && root.get("pattern").is_some()
        })
    });
    if let Some(text) = std::str::from_utf8(&bytes).ok().filter(|_| !is_one_a_line) {
        match import::rules(text) {
            Ok(found) => return found.into_iter().map(|rule| of_file(&name, rule)).collect(),
            // What is to be JSON is told line by line below.
            Err(why) if !text.trim_start().starts_with(['{', '[']) => {
                return Err(Failure::bad_in(&name, why));
            }
            Err(_) => {}
        }
    }
    lines()
        .map(|(number, line)| {
            let number = u64::try_from(number + 1).unwrap_or(u64::MAX);
            rule(line).map_err(|why| bad(&name, number, &why))
        })
        .collect()
}

fn of_file(file: &str, rule: FileRule) -> Result<NamedRule, Failure> {
    let pattern = rule.pattern.as_deref().map(Pattern::parse).transpose();
    let pattern = pattern.map_err(|error| invalid_pattern(file, &rule, &error))?;
    complain(&unknown(file, &rule));
    let FileRule { name, bus, state, .. } = rule;
    Ok(NamedRule { name, bus, state: state.map(RuleState::from), pattern })
}

fn bad(file: &str, line: u64, why: &str) -> Failure {
    Failure::bad_in(&format_args!("{file}:{line}"), why)
}

fn rule(line: &[u8]) -> Result<NamedRule, String> {
    const SHAPE: &str =
        "A line is an object {\"name\": \"…\", \"pattern\": …}, as `buslens rules --json` prints it.";
    let document = Document::parse_bytes(line)
        .map_err(|error| format!("The line is not JSON: {} {SHAPE}", in_line(&error)))?;
    let root = document.root();
    if root.kind() != Kind::Object {
        return Err(format!("The line is {}. {SHAPE}", root.kind().noun()));
    }
    let text = |key| root.get(key).and_then(Value::owned_text);
    let name =
        text("name").ok_or_else(|| format!("The line has no \"name\", or it is not a text. {SHAPE}"))?;
    let given = root.get("pattern").ok_or_else(|| format!("The line has no \"pattern\". {SHAPE}"))?;
    let pattern = match given.kind() {
        Kind::Null => None,
        Kind::Object => Some(Pattern::parse(given.raw())),
        Kind::String => given.text().map(|text| Pattern::parse_text(&text)),
        Kind::Array | Kind::Number | Kind::True | Kind::False => {
            return Err(format!("\"pattern\" is {}. Give it as a text or an object.", given.kind().noun()));
        }
    };
    let pattern = pattern
        .transpose()
        .map_err(|error| format!("rule {}: {}", quote(name.as_bytes()), error.in_line()))?;
    Ok(NamedRule { name, bus: text("bus"), state: text("state").map(RuleState::from), pattern })
}
