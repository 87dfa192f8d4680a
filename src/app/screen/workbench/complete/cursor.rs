//! Where in a pattern the cursor is, told from the text before it, however broken the rest may be.

use crate::json::{Token, TokenKind, tokens};
use std::ops::Range;

/// Where the cursor is and what is typed there.
#[derive(Debug)]
pub(super) struct Cursor {
    pub expected: ExpectedPart,
    /// What completion replaces.
    pub replaces: Range<usize>,
    /// What of it stands before the cursor.
    pub typed: String,
    /// A comma is missing behind this byte.
    pub comma_before: Option<usize>,
    /// What follows needs a comma first.
    pub comma_after: bool,
}

/// What belongs there.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum ExpectedPart {
    /// The name of a field; `used` are the names that its object has already.
    Name {
        path: Vec<String>,
        used: Vec<String>,
        /// A colon follows, so the field has its value.
        followed: bool,
    },
    /// The name of an operator.
    Operator { followed: bool },
    /// A value in a field's array.
    Item { path: Vec<String>, used: Vec<String> },
    /// A field's array or object.
    Value { path: Vec<String> },
}

/// What a bracket opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum BracketKind {
    /// An object of fields.
    Fields,
    /// An object that is an item of a field's array: its one name is an operator.
    Operator,
    /// A field's array, or an operator's.
    List,
    /// The array of `$or`.
    Or,
}

#[derive(Debug)]
struct Nesting {
    shape: BracketKind,
    /// The names that lead into it from the level around it: one, or none for an array's element and under
    /// `$or`.
    name: Option<String>,
    used: Vec<String>,
    /// The name whose value is awaited.
    key: Option<String>,
    after_colon: bool,
    /// A value stands complete, no comma after it yet; its end.
    complete: Option<usize>,
}

impl Cursor {
    pub fn find(text: &str, cursor: usize) -> Option<Self> {
        let all = tokens(text);
        let mut levels: Vec<Nesting> = Vec::new();
        let mut typed: Option<&Token> = None;
        let mut next = all.len();
        for (n, token) in all.iter().enumerate() {
            if token.span.start >= cursor
                || (token.kind != TokenKind::Punctuation && touches(text, token, cursor))
            {
                typed = Some(token).filter(|token| token.span.start < cursor);
                next = if typed.is_some() { n + 1 } else { n };
                break;
            }
            step(text, token, &mut levels);
        }
        let rest = all.get(next..).unwrap_or_default();
        let replaces = match typed {
            Some(token) if is_closed(text, token) || token.kind != TokenKind::String => token.span.clone(),
            Some(token) => token.span.start..cursor,
            None => cursor..cursor,
        };
        let path: Vec<String> = levels.iter().filter_map(|level| level.name.clone()).collect();
        let level = levels.last()?;
        let after: Vec<(String, bool)> = siblings(text, rest);
        let expected =
            if matches!(level.shape, BracketKind::Fields | BracketKind::Operator) && !level.after_colon {
                let followed = rest.first().is_some_and(|token| text.get(token.span.clone()) == Some(":"));
                if level.shape == BracketKind::Operator {
                    ExpectedPart::Operator { followed }
                } else {
                    let mut used = level.used.clone();
                    used.extend(after.into_iter().filter(|(_, key)| *key).map(|(raw, _)| decoded(&raw)));
                    ExpectedPart::Name { path, used, followed }
                }
            } else if level.shape == BracketKind::Fields {
                let path = path.into_iter().chain(level.key.clone()).collect();
                ExpectedPart::Value { path }
            } else if level.shape == BracketKind::List
                && !levels.iter().any(|level| level.shape == BracketKind::Operator)
            {
                let mut used = level.used.clone();
                used.extend(after.into_iter().map(|(raw, _)| raw));
                ExpectedPart::Item { path, used }
            } else {
                return None;
            };
        let comma_after = match &expected {
            ExpectedPart::Name { followed, .. } | ExpectedPart::Operator { followed } if *followed => false,
            ExpectedPart::Name { .. }
            | ExpectedPart::Operator { .. }
            | ExpectedPart::Item { .. }
            | ExpectedPart::Value { .. } => rest
                .first()
                .is_some_and(|token| !matches!(text.get(token.span.clone()), Some("}" | "]" | "," | ":"))),
        };
        let typed = text.get(replaces.start..cursor).unwrap_or_default().to_owned();
        Some(Self { expected, replaces, typed, comma_before: level.complete, comma_after })
    }
}

/// True when the cursor is in a token or at the end of one that may go on.
fn touches(text: &str, token: &Token, cursor: usize) -> bool {
    cursor < token.span.end || (cursor == token.span.end && !is_closed(text, token))
}

fn is_closed(text: &str, token: &Token) -> bool {
    match token.kind {
        TokenKind::Key => true,
        TokenKind::String => {
            let raw = text.get(token.span.clone()).unwrap_or_default();
            let body = raw.strip_suffix('"').filter(|body| !body.is_empty());
            body.is_some_and(|body| (body.len() - body.trim_end_matches('\\').len()).is_multiple_of(2))
        }
        TokenKind::Number | TokenKind::Literal | TokenKind::Punctuation | TokenKind::Bad => false,
    }
}

fn step(text: &str, token: &Token, levels: &mut Vec<Nesting>) {
    let raw = text.get(token.span.clone()).unwrap_or_default();
    match raw {
        "{" | "[" => {
            let parent = levels.last();
            let name = parent.and_then(|parent| if parent.after_colon { parent.key.clone() } else { None });
            let in_operator = parent.is_some_and(|parent| parent.shape == BracketKind::Operator);
            let in_list = parent.is_some_and(|parent| parent.shape == BracketKind::List);
            let shape = match raw {
                "{" if in_list || in_operator => BracketKind::Operator,
                "{" => BracketKind::Fields,
                _ if name.as_deref() == Some("$or") => BracketKind::Or,
                _ => BracketKind::List,
            };
            let name = name.filter(|_| shape != BracketKind::Or && !in_operator);
            levels.push(Nesting {
                shape,
                name,
                used: Vec::new(),
                key: None,
                after_colon: false,
                complete: None,
            });
        }
        "}" | "]" => {
            levels.pop();
            complete(levels, token.span.end);
        }
        ":" => {
            if let Some(level) = levels.last_mut() {
                level.after_colon = true;
                level.complete = None;
            }
        }
        "," => {
            if let Some(level) = levels.last_mut() {
                level.after_colon = false;
                level.key = None;
                level.complete = None;
            }
        }
        _ => {
            let key = token.kind == TokenKind::Key;
            if let Some(level) = levels.last_mut() {
                let shown = if key { decoded(raw) } else { raw.to_owned() };
                level.key = Some(shown.clone()).filter(|_| key);
                level.used.push(shown);
            }
            if !key {
                complete(levels, token.span.end);
            }
        }
    }
}

fn complete(levels: &mut [Nesting], end: usize) {
    if let Some(level) = levels.last_mut() {
        level.complete = Some(end);
        level.after_colon = false;
    }
}

/// What stands behind the cursor in the same object or array: each text, and whether it is a name.
fn siblings(text: &str, rest: &[Token]) -> Vec<(String, bool)> {
    let mut depth = 0usize;
    let mut found = Vec::new();
    for token in rest {
        match text.get(token.span.clone()) {
            Some("{" | "[") => depth += 1,
            Some("}" | "]") if depth == 0 => break,
            Some("}" | "]") => depth -= 1,
            Some(raw) if depth == 0 && token.kind != TokenKind::Punctuation => {
                found.push((raw.to_owned(), token.kind == TokenKind::Key));
            }
            Some(_) | None => {}
        }
    }
    found
}

/// A name without its quotes and escapes.
fn decoded(raw: &str) -> String {
    match crate::json::Document::parse(raw) {
        Ok(name) => name.root().owned_text().unwrap_or_else(|| raw.to_owned()),
        Err(_) => raw.trim_matches('"').to_owned(),
    }
}
