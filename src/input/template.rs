//! `InputTemplate` taken apart into text and placeholders.
//!
//! A placeholder is `<name>` anywhere, since "the characters < and > cannot be escaped" (user guide, "Amazon
//! EventBridge input transformation"). Whether it stands inside double quotes decides how its value is
//! written, so the quotes are followed through the whole template. A template whose first character is `{` is
//! a JSON template: its result must be JSON. Any other is a text template: one quoted string or several, each
//! on a line of its own, and its result is sent as it is.

use super::predefined::Predefined;
use std::ops::Range;

/// A template that was taken apart. Every text is one; whether `PutTargets` takes it is
/// [`check`](fn@super::check)'s to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template<'a> {
    text: &'a str,
    pieces: Vec<Piece<'a>>,
}

/// One piece of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text that is copied.
    Text(&'a str),
    /// `<name>`.
    Placeholder(Placeholder<'a>),
}

/// A placeholder in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder<'a> {
    /// What stands between `<` and `>`.
    pub name: &'a str,
    /// The bytes from `<` to `>`, both included.
    pub span: Range<usize>,
    /// Whether it stands inside double quotes.
    pub quoted: bool,
    /// The predefined variable of that name.
    pub predefined: Option<Predefined>,
}

impl<'a> Template<'a> {
    /// Takes a template apart.
    pub fn new(text: &'a str) -> Self {
        let mut pieces = Vec::new();
        let (mut quoted, mut escaped) = (false, false);
        let (mut from, mut at) = (0, 0);
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            if let Some(name) = placeholder(rest) {
                let span = at..at + name.len() + 2;
                pieces.push(Piece::Text(text.get(from..at).unwrap_or_default()));
                let predefined = Predefined::by_name(name);
                pieces.push(Piece::Placeholder(Placeholder { name, span: span.clone(), quoted, predefined }));
                (from, at) = (span.end, span.end);
                escaped = false;
                continue;
            }
            match rest.chars().next() {
                _ if escaped => escaped = false,
                Some('\\') => escaped = quoted,
                Some('"') => quoted = !quoted,
                Some(_) | None => {}
            }
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
        pieces.push(Piece::Text(text.get(from..).unwrap_or_default()));
        pieces.retain(|piece| *piece != Piece::Text(""));
        Self { text, pieces }
    }

    /// The template as it was given.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The pieces in order; no text piece is empty.
    pub fn pieces(&self) -> &[Piece<'a>] {
        &self.pieces
    }

    /// The placeholders in order.
    pub fn placeholders(&self) -> impl Iterator<Item = &Placeholder<'a>> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Placeholder(placeholder) => Some(placeholder),
        })
    }

    /// Whether the result has to be JSON.
    pub fn is_json(&self) -> bool {
        self.text.trim_start().starts_with('{')
    }

    /// The template with every placeholder filled in by an empty string: `""`, or nothing inside quotes.
    /// `places` maps each byte of the result that begins a piece to its byte in the template.
    pub(super) fn skeleton(&self) -> (String, Vec<(usize, usize)>) {
        let (mut out, mut places, mut at) = (String::new(), Vec::new(), 0);
        for piece in &self.pieces {
            places.push((out.len(), at));
            match piece {
                Piece::Text(text) => {
                    out.push_str(text);
                    at += text.len();
                }
                Piece::Placeholder(placeholder) => {
                    if !placeholder.quoted {
                        out.push_str("\"\"");
                    }
                    at = placeholder.span.end;
                }
            }
        }
        (out, places)
    }
}

/// The name of the placeholder that begins here: up to the first `>`, on one line, with no further `<`.
fn placeholder(rest: &str) -> Option<&str> {
    let inner = rest.strip_prefix('<')?;
    let end = inner.find(['<', '>', '\n', '\r'])?;
    inner.get(end..)?.starts_with('>').then(|| inner.get(..end)).flatten()
}
