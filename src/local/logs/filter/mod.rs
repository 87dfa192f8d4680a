//! Filter patterns of CloudWatch Logs. Source: user guide, "Filter pattern syntax for metric filters,
//! subscription filters, filter log events, and Live Tail".
//!
//! Understood: terms (all must be there), `"quoted phrases"`, `?any` of several, `-without`, and JSON
//! conditions such as `{ $.detail.state = "stopped" && $.detail.n >= 3 }`. Regular expressions and
//! space-delimited patterns are refused with a sentence that says so: a stand-in that guessed would mislead.

mod parser;
#[cfg(test)]
mod tests;

use crate::local::error::{ApiError, ApiResult};
use parser::Parser;
use serde_json::Value;

/// A filter pattern, ready to judge messages.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::local::logs) enum Filter {
    /// The empty pattern.
    All,
    /// Texts that must, may and must not be in the message.
    Terms { all: Vec<String>, any: Vec<String>, none: Vec<String> },
    /// A condition on a JSON message.
    Json(Condition),
}

/// A condition on a JSON message.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::local::logs) enum Condition {
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Compare(Vec<SelectorStep>, Comparison),
}

/// A step of a selector.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::local::logs) enum SelectorStep {
    Key(String),
    Index(usize),
    Every,
}

/// What is asked of the selected value.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::local::logs) enum Comparison {
    /// `=` or `!=` with a text in which `*` stands for anything.
    Text {
        equal: bool,
        pattern: String,
    },
    /// `=`, `!=`, `<`, `<=`, `>`, `>=` with a number.
    Number {
        operator: String,
        operand: f64,
    },
    IsNull,
    Is(bool),
    Exists(bool),
}

fn refused(why: &str) -> ApiError {
    ApiError::parameter(format!("Invalid filter pattern: {why}"))
}

impl Filter {
    /// Reads a pattern.
    pub(in crate::local::logs) fn parse(text: &str) -> ApiResult<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::All);
        }
        if text.starts_with('{') {
            let mut parser = Parser { rest: text };
            parser.take("{")?;
            let condition = parser.or()?;
            parser.take("}")?;
            parser.space();
            return if parser.rest.is_empty() {
                Ok(Self::Json(condition))
            } else {
                Err(refused("text after the closing brace."))
            };
        }
        if text.starts_with('[') {
            return Err(refused("space-delimited patterns are not supported by the embedded account."));
        }
        let (mut all, mut any, mut none) = (Vec::new(), Vec::new(), Vec::new());
        let mut rest = text;
        while !rest.is_empty() {
            let (list, term) = match rest.chars().next() {
                Some('?') => (&mut any, &rest[1..]),
                Some('-') => (&mut none, &rest[1..]),
                _ => (&mut all, rest),
            };
            let (word, after) = if let Some(quoted) = term.strip_prefix('"') {
                quoted.split_once('"').ok_or_else(|| refused("a quote is not closed."))?
            } else {
                term.split_once(char::is_whitespace).unwrap_or((term, ""))
            };
            if !term.starts_with('"') {
                if word.starts_with('%') {
                    return Err(refused("regular expressions are not supported by the embedded account."));
                }
                if word.is_empty() || !word.chars().all(|c| c.is_alphanumeric() || c == '_') {
                    return Err(refused(&format!(
                        "the term {word:?} has characters that need quotes around it."
                    )));
                }
            }
            list.push(word.to_owned());
            rest = after.trim_start();
        }
        Ok(Self::Terms { all, any, none })
    }

    /// Judges a message.
    pub(in crate::local::logs) fn matches(&self, message: &str) -> bool {
        match self {
            Self::All => true,
            Self::Terms { all, any, none } => {
                all.iter().all(|term| message.contains(term))
                    && (any.is_empty() || any.iter().any(|term| message.contains(term)))
                    && !none.iter().any(|term| message.contains(term))
            }
            Self::Json(condition) => serde_json::from_str(message).is_ok_and(|value| condition.holds(&value)),
        }
    }
}

impl Condition {
    fn holds(&self, message: &Value) -> bool {
        match self {
            Self::And(a, b) => a.holds(message) && b.holds(message),
            Self::Or(a, b) => a.holds(message) || b.holds(message),
            Self::Compare(path, comparison) => {
                let mut found = vec![message];
                for step in path {
                    found = found
                        .into_iter()
                        .flat_map(|value| match step {
                            SelectorStep::Key(key) => value.get(key).into_iter().collect::<Vec<_>>(),
                            SelectorStep::Index(index) => value.get(index).into_iter().collect(),
                            SelectorStep::Every => {
                                value.as_array().map(|items| items.iter().collect()).unwrap_or_default()
                            }
                        })
                        .collect();
                }
                comparison.holds(&found)
            }
        }
    }
}

impl Comparison {
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "serde_json's enum: the other kinds of JSON are alike here"
    )]
    fn holds(&self, found: &[&Value]) -> bool {
        match self {
            Self::Exists(wanted) => found.is_empty() != *wanted,
            Self::IsNull => found.iter().any(|value| value.is_null()),
            Self::Is(wanted) => found.iter().any(|value| value.as_bool() == Some(*wanted)),
            Self::Text { equal, pattern } => found.iter().any(|value| {
                let same = match value {
                    Value::String(text) => glob(pattern, text),
                    Value::Number(number) => glob(pattern, &number.to_string()),
                    _ => return false,
                };
                same == *equal
            }),
            Self::Number { operator, operand } => found.iter().any(|value| {
                let Some(number) = value.as_f64() else { return false };
                match operator.as_str() {
                    "<" => number < *operand,
                    "<=" => number <= *operand,
                    ">" => number > *operand,
                    ">=" => number >= *operand,
                    #[allow(clippy::float_cmp)] // equality of the numbers as written is what is asked
                    "!=" => number != *operand,
                    #[allow(clippy::float_cmp)]
                    _ => number == *operand,
                }
            }),
        }
    }
}

/// Whether `text` is `pattern`, in which `*` stands for any run of characters.
pub(in crate::local::logs) fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        match rest.find(part) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}
