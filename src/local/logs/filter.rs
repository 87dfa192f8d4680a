//! Filter patterns of CloudWatch Logs. Source: user guide, "Filter pattern syntax for metric filters,
//! subscription filters, filter log events, and Live Tail".
//!
//! Understood: terms (all must be there), `"quoted phrases"`, `?any` of several, `-without`, and JSON
//! conditions such as `{ $.detail.state = "stopped" && $.detail.n >= 3 }`. Regular expressions and
//! space-delimited patterns are refused with a sentence that says so: a stand-in that guessed would mislead.

use super::super::error::{Answer, ApiError};
use serde_json::Value;

/// A filter pattern, ready to judge messages.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Filter {
    /// The empty pattern.
    All,
    /// Texts that must, may and must not be in the message.
    Terms { all: Vec<String>, any: Vec<String>, none: Vec<String> },
    /// A condition on a JSON message.
    Json(Condition),
}

/// A condition on a JSON message.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
    Compare(Vec<Step>, Comparison),
}

/// A step of a selector.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
    Every,
}

/// What is asked of the selected value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Comparison {
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
    pub(super) fn parse(text: &str) -> Answer<Self> {
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
    pub(super) fn matches(&self, message: &str) -> bool {
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
                            Step::Key(key) => value.get(key).into_iter().collect::<Vec<_>>(),
                            Step::Index(index) => value.get(index).into_iter().collect(),
                            Step::Every => {
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
pub(super) fn glob(pattern: &str, text: &str) -> bool {
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

/// Reads the inside of `{ … }`.
struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn try_take(&mut self, token: &str) -> bool {
        self.space();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn take(&mut self, token: &str) -> Answer<()> {
        if self.try_take(token) {
            Ok(())
        } else {
            Err(refused(&format!("{token} expected before {:?}.", head(self.rest))))
        }
    }

    fn or(&mut self) -> Answer<Condition> {
        let mut left = self.and()?;
        while self.try_take("||") {
            left = Condition::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Answer<Condition> {
        let mut left = self.one()?;
        while self.try_take("&&") {
            left = Condition::And(Box::new(left), Box::new(self.one()?));
        }
        Ok(left)
    }

    fn one(&mut self) -> Answer<Condition> {
        if self.try_take("(") {
            let inner = self.or()?;
            self.take(")")?;
            return Ok(inner);
        }
        let path = self.selector()?;
        self.space();
        let word: String = self.rest.chars().take_while(char::is_ascii_alphabetic).collect();
        if word.eq_ignore_ascii_case("IS")
            || word.eq_ignore_ascii_case("EXISTS")
            || word.eq_ignore_ascii_case("NOT")
        {
            return Ok(Condition::Compare(path, self.words(&word)?));
        }
        let operator = ["!=", "<=", ">=", "=", "<", ">"]
            .into_iter()
            .find(|operator| self.try_take(operator))
            .ok_or_else(|| refused(&format!("an operator expected before {:?}.", head(self.rest))))?;
        self.space();
        let (quoted, operand) = self.operand()?;
        if let (false, Ok(number)) = (quoted, operand.parse::<f64>()) {
            return Ok(Condition::Compare(
                path,
                Comparison::Number { operator: operator.to_owned(), operand: number },
            ));
        }
        match operator {
            "=" | "!=" => {
                Ok(Condition::Compare(path, Comparison::Text { equal: operator == "=", pattern: operand }))
            }
            _ => Err(refused(&format!("{operator} needs a number."))),
        }
    }

    fn words(&mut self, first: &str) -> Answer<Comparison> {
        self.rest = &self.rest[first.len()..];
        if first.eq_ignore_ascii_case("EXISTS") {
            return Ok(Comparison::Exists(true));
        }
        self.space();
        let word: String = self.rest.chars().take_while(char::is_ascii_alphabetic).collect();
        self.rest = &self.rest[word.len()..];
        match (first.to_ascii_uppercase().as_str(), word.to_ascii_uppercase().as_str()) {
            ("NOT", "EXISTS") => Ok(Comparison::Exists(false)),
            ("IS", "NULL") => Ok(Comparison::IsNull),
            ("IS", "TRUE") => Ok(Comparison::Is(true)),
            ("IS", "FALSE") => Ok(Comparison::Is(false)),
            _ => Err(refused(&format!("{first} {word} is not a condition."))),
        }
    }

    fn selector(&mut self) -> Answer<Vec<Step>> {
        self.take("$")?;
        let mut path = Vec::new();
        loop {
            if let Some(rest) = self.rest.strip_prefix('.') {
                let end =
                    rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-')).unwrap_or(rest.len());
                if end == 0 {
                    return Err(refused("a name is missing after a dot."));
                }
                path.push(Step::Key(rest[..end].to_owned()));
                self.rest = &rest[end..];
            } else if let Some(rest) = self.rest.strip_prefix('[') {
                let (inside, rest) =
                    rest.split_once(']').ok_or_else(|| refused("a bracket is not closed."))?;
                path.push(match inside.trim() {
                    "*" => Step::Every,
                    text => match text.parse() {
                        Ok(index) => Step::Index(index),
                        Err(_) => Step::Key(text.trim_matches(['"', '\'']).to_owned()),
                    },
                });
                self.rest = rest;
            } else {
                return if path.is_empty() {
                    Err(refused("a selector such as $.detail.state expected."))
                } else {
                    Ok(path)
                };
            }
        }
    }

    fn operand(&mut self) -> Answer<(bool, String)> {
        if let Some(rest) = self.rest.strip_prefix('"') {
            let (text, rest) = rest.split_once('"').ok_or_else(|| refused("a quote is not closed."))?;
            self.rest = rest;
            return Ok((true, text.to_owned()));
        }
        if self.rest.starts_with('%') {
            return Err(refused("regular expressions are not supported by the embedded account."));
        }
        let end =
            self.rest.find(|c: char| c.is_whitespace() || "&|(){}".contains(c)).unwrap_or(self.rest.len());
        if end == 0 {
            return Err(refused(&format!("a value expected before {:?}.", head(self.rest))));
        }
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        Ok((false, text.to_owned()))
    }
}

fn head(text: &str) -> String {
    text.chars().take(20).collect()
}

#[cfg(test)]
mod tests {
    use super::{Filter, glob};

    const EVENT: &str = r#"{"detail-type":"Order Placed","detail":{"state":"stopped","n":3,"gone":null,"ok":true,"items":[{"sku":"A"},{"sku":"B"}],"ip":"10.0.0.7"}}"#;

    #[test]
    fn patterns_judge_as_the_user_guide_says() {
        for (pattern, expected) in [
            ("", true),
            ("stopped", true),
            ("stopped Placed", true),
            ("stopped running", false),
            ("?running ?stopped", true),
            ("?running ?pending", false),
            ("stopped -Placed", false),
            ("\"Order Placed\"", true),
            ("\"Placed Order\"", false),
            ("STOPPED", false),
            ("{ $.detail.state = \"stopped\" }", true),
            ("{ $.detail.state = stopped }", true),
            ("{ $.detail.state != \"stopped\" }", false),
            ("{ $.detail-type = \"Order*\" }", true),
            ("{ $.detail.ip = 10.0.* }", true),
            ("{ $.detail.n >= 3 && $.detail.n < 4 }", true),
            ("{ $.detail.n = 4 || ($.detail.ok IS TRUE) }", true),
            ("{ $.detail.gone IS NULL }", true),
            ("{ $.detail.missing NOT EXISTS }", true),
            ("{ $.detail.state EXISTS }", true),
            ("{ $.detail.items[1].sku = \"B\" }", true),
            ("{ $.detail.items[*].sku = \"C\" }", false),
            ("{ $.detail.missing = \"x\" }", false),
        ] {
            assert_eq!(Filter::parse(pattern).unwrap().matches(EVENT), expected, "{pattern}");
        }
        assert!(!Filter::parse("{ $.a = 1 }").unwrap().matches("not json"));
    }

    #[test]
    fn what_is_not_understood_is_refused_and_not_guessed() {
        for (pattern, says) in [
            ("[ip, user]", "space-delimited"),
            ("%err.r%", "regular expressions"),
            ("a.b", "need quotes"),
            ("\"open", "a quote is not closed"),
            ("{ $.a }", "an operator expected"),
            ("{ a = 1 }", "$ expected"),
            ("{ $.a = 1", "} expected"),
            ("{ $.a > x }", "> needs a number"),
            ("{ $.a = %x% }", "regular expressions"),
            ("{ $.a IS 3 }", "is not a condition"),
            ("{ $. = 3 }", "a name is missing"),
        ] {
            let error = Filter::parse(pattern).unwrap_err();
            assert_eq!(error.code, "InvalidParameterException");
            assert!(error.message.contains(says), "{pattern}: {}", error.message);
        }
    }

    #[test]
    fn stars_stand_for_any_run() {
        for (pattern, text, expected) in [
            ("a*c", "abc", true),
            ("a*c", "ac", true),
            ("*b*", "abc", true),
            ("a*b*c", "a-c-b-c", true),
            ("a*b", "abc", false),
            ("ab", "abc", false),
            ("*", "", true),
        ] {
            assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
        }
    }
}
