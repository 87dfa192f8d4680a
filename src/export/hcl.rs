//! HCL, the language of Terraform, being written.

use crate::text::is_unsafe;
use serde_json::Value;
use std::fmt::Write as _;

/// A block being written.
pub(super) struct Block {
    out: String,
    depth: usize,
}

impl Block {
    pub(super) fn open(depth: usize, head: &str) -> Self {
        Self { out: format!("{}{head} {{\n", "  ".repeat(depth)), depth: depth + 1 }
    }

    pub(super) fn close(mut self) -> String {
        let _ = writeln!(self.out, "{}}}", "  ".repeat(self.depth - 1));
        self.out
    }

    pub(super) fn line(&mut self, name: &str, expression: &str) {
        let _ = writeln!(self.out, "{}{name} = {expression}", "  ".repeat(self.depth));
    }

    pub(super) fn comment(&mut self, text: &str) {
        let _ = writeln!(self.out, "{}# {text}", "  ".repeat(self.depth));
    }

    pub(super) fn text(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.line(name, &text(value));
        }
    }

    /// A value that HCL's `jsonencode` makes a text of.
    pub(super) fn json(&mut self, name: &str, value: &Value) {
        let expression = laid_out(value, self.depth);
        self.line(name, &format!("jsonencode({expression})"));
    }

    /// A list of references.
    pub(super) fn references(&mut self, name: &str, references: &[String]) {
        if !references.is_empty() {
            self.line(name, &format!("[{}]", references.join(", ")));
        }
    }

    pub(super) fn value(&mut self, name: &str, value: Option<&Value>) {
        if let Some(value) = value {
            let expression = expression(value);
            self.line(name, &expression);
        }
    }

    pub(super) fn map<'t>(&mut self, name: &str, pairs: impl Iterator<Item = (&'t str, &'t str)>) {
        let blank = "  ".repeat(self.depth);
        let _ = writeln!(self.out, "{blank}{name} = {{");
        for (key, value) in pairs {
            let _ = writeln!(self.out, "{blank}  {} = {}", text(key), text(value));
        }
        let _ = writeln!(self.out, "{blank}}}");
    }

    pub(super) fn heredoc(&mut self, name: &str, value: &str) {
        // The mark must not stand alone on a line of the text, and unsafe characters cannot be escaped in a
        // heredoc.
        if value.lines().any(|line| line.trim() == "JSON")
            || value.contains(|c: char| is_unsafe(c) && c != '\n')
        {
            return self.text(name, Some(value));
        }
        self.line(name, &format!("<<JSON\n{}\nJSON", interpolation(value)));
    }

    pub(super) fn members(&mut self, value: &Value, fields: &[(&str, &str)]) {
        for (api, name) in fields {
            self.value(name, value.pointer(&format!("/{api}")));
        }
    }

    pub(super) fn fields(&mut self, depth: usize, name: &str, value: &Value, fields: &[(&str, &str)]) {
        let mut block = Self::open(depth, name);
        block.members(value, fields);
        self.block(block);
    }

    pub(super) fn block(&mut self, inner: Self) {
        self.out.push('\n');
        self.out.push_str(&inner.close());
    }
}

/// A value as an HCL expression; JSON's syntax for lists and objects is HCL's, its texts are not.
pub(super) fn expression(value: &Value) -> String {
    match value {
        Value::String(string) => text(string),
        Value::Array(items) => format!("[{}]", items.iter().map(expression).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members: Vec<_> = members
                .iter()
                .map(|(name, value)| format!("{} = {}", text(name), expression(value)))
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}

/// A value of Terraform's language, a member or item a line.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "serde_json's enum: the other kinds of JSON are alike here"
)]
fn laid_out(value: &Value, depth: usize) -> String {
    let (inner, blank) = ("  ".repeat(depth + 1), "  ".repeat(depth));
    match value {
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            let items: String =
                items.iter().map(|item| format!("{inner}{},\n", laid_out(item, depth + 1))).collect();
            format!("[\n{items}{blank}]")
        }
        Value::Object(members) if !members.is_empty() => {
            let members: String = members
                .iter()
                .map(|(name, value)| format!("{inner}{} = {}\n", text(name), laid_out(value, depth + 1)))
                .collect();
            format!("{{\n{members}{blank}}}")
        }
        other => expression(other),
    }
}

/// A quoted HCL text: JSON's escapes but for those HCL does not know, and no interpolation.
pub(super) fn text(value: &str) -> String {
    let mut out = String::from("\"");
    for c in interpolation(value).chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if is_unsafe(c) => {
                let _ = write!(out, "\\U{:08x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `${` and `%{` begin a template in HCL; doubled signs stand for themselves.
fn interpolation(value: &str) -> String {
    value.replace("${", "$${").replace("%{", "%%{")
}

/// The text laid out when it is JSON, else as it is.
pub(super) fn pretty(text: &str) -> String {
    crate::json::Document::parse(text).map_or_else(|_| text.to_owned(), |document| document.pretty(2))
}
