//! Printing a tree as it was written: number texts, escapes and duplicate keys stay, only white space
//! changes.

use super::document::{Document, Kind};
use super::value::Value;
use crate::text::safe_json;

impl Document {
    /// The value on several lines, `indent` spaces a level; see [`Value::pretty`].
    pub fn pretty(&self, indent: usize) -> String {
        self.root().pretty(indent)
    }
}

impl Value<'_> {
    /// The value on several lines, `indent` spaces a level, no line end after it. Characters that a terminal
    /// would obey are escaped, which changes nothing in the value.
    pub fn pretty(self, indent: usize) -> String {
        print(self, Some(indent))
    }

    /// The value on one line with single spaces after commas and colons; otherwise like [`Value::pretty`].
    pub fn compact(self) -> String {
        print(self, None)
    }

    /// The value as it stands, without the white space between its parts; nothing is escaped anew.
    pub fn minified(self) -> String {
        let (mut quoted, mut escaped) = (false, false);
        let mut out = self.raw().to_owned();
        out.retain(|c| {
            let keep = quoted || !matches!(c, ' ' | '\t' | '\n' | '\r');
            quoted ^= c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            keep
        });
        out
    }
}

/// What is left to print, innermost last.
enum OpenContainer<'d> {
    Object(super::Members<'d>, bool),
    Array(super::Elements<'d>, bool),
}

fn print(value: Value<'_>, indent: Option<usize>) -> String {
    let mut out = String::with_capacity(value.raw().len() + 16);
    let mut open: Vec<OpenContainer<'_>> = Vec::new();
    begin(value, &mut out, &mut open);
    while let Some(level) = open.last_mut() {
        let (next, first, close) = match level {
            OpenContainer::Object(members, first) => {
                let next = members.next().map(|m| (Some(m.key_raw()), m.value()));
                (next, std::mem::take(first), '}')
            }
            OpenContainer::Array(elements, first) => {
                (elements.next().map(|e| (None, e)), std::mem::take(first), ']')
            }
        };
        let depth = open.len();
        if let Some((key, value)) = next {
            if !first {
                out.push(',');
            }
            match indent {
                Some(indent) => new_line(&mut out, indent * depth),
                None if first => {}
                None => out.push(' '),
            }
            if let Some(key) = key {
                out.push_str(&safe_json(key));
                out.push_str(": ");
            }
            begin(value, &mut out, &mut open);
        } else {
            if let (Some(indent), false) = (indent, first) {
                new_line(&mut out, indent * (depth - 1));
            }
            out.push(close);
            open.pop();
        }
    }
    out
}

fn begin<'d>(value: Value<'d>, out: &mut String, open: &mut Vec<OpenContainer<'d>>) {
    match value.kind() {
        Kind::Object => {
            out.push('{');
            open.push(OpenContainer::Object(value.members(), true));
        }
        Kind::Array => {
            out.push('[');
            open.push(OpenContainer::Array(value.elements(), true));
        }
        Kind::String => out.push_str(&safe_json(value.raw())),
        Kind::Number | Kind::True | Kind::False | Kind::Null => out.push_str(value.raw()),
    }
}

fn new_line(out: &mut String, spaces: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n(' ', spaces));
}
