//! Rules from a file: JSON lines `{"name","pattern"}`, the pattern as a text or an object, or what `buslens
//! rules --json` prints.

use super::exit::{Exit, Failure};
use super::invalid_text::{in_line, refusal_in_line};
use super::source::{Lines, Source, is_blank, too_long};
use crate::json::{Document, Kind, quote};
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

/// Reads all rules, or names the first line that holds none.
pub(super) fn read(path: &Path) -> Result<Vec<NamedRule>, Failure> {
    let mut lines: Lines = Source::open(path)?.lines(false)?;
    let mut rules = Vec::new();
    let name = lines.name().to_owned();
    while let Some(line) = lines.next()? {
        let Some(bytes) = line.bytes else { return Err(bad(&name, line.number, &too_long())) };
        if !is_blank(bytes) {
            rules.push(rule(bytes).map_err(|why| bad(&name, line.number, &why))?);
        }
    }
    Ok(rules)
}

fn bad(file: &str, line: u64, why: &str) -> Failure {
    Failure::new(Exit::BadInput, format!("{file}:{line}: {why}"))
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
    let text = |key| root.get(key).and_then(|value| Some(value.text()?.to_string_lossy().into_owned()));
    let name = text("name").ok_or_else(|| format!("The line has no \"name\", or it is no text. {SHAPE}"))?;
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
        .map_err(|error| format!("rule {}: {}", quote(name.as_bytes()), refusal_in_line(&error)))?;
    Ok(NamedRule { name, bus: text("bus"), state: text("state").map(RuleState::from), pattern })
}
