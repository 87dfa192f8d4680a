//! What is wrong with a text, in one shape for every reader: where, what, what to do, and the change that
//! does it.

use std::fmt;
use std::ops::Range;

use serde::Serialize;

use super::position::{LineIndex, Position};

/// Something that is wrong with a text, or that its writer should look at.
///
/// `Display` is what is wrong and what to do, as sentences and without the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The bytes to underline.
    pub span: Range<usize>,
    /// Where the span begins.
    pub position: Position,
    /// What is wrong: a clause that ends without a full stop.
    pub what: String,
    /// What to do about it: one or two sentences.
    pub remedy: String,
    /// A change of the text that does it.
    pub fix: Option<Fix>,
}

impl Flaw {
    /// A flaw whose place is known as line and column. Both texts may be clauses; `remedy` becomes a
    /// sentence.
    pub(crate) fn at(
        span: Range<usize>,
        position: Position,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        let mut what = what.into();
        if what.ends_with('.') && !what.ends_with("..") {
            what.pop();
        }
        Self { span, position, what, remedy: sentence(&remedy.into()), fix: None }
    }

    /// A flaw of this text.
    pub(crate) fn of(
        text: &str,
        span: Range<usize>,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        let position = LineIndex::new(text).position(text, span.start);
        Self::at(span, position, what, remedy)
    }

    pub(crate) fn with(mut self, fix: Option<Fix>) -> Self {
        self.fix = fix;
        self
    }

    /// What is wrong, as a sentence.
    pub fn sentence(&self) -> String {
        sentence(&self.what)
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())?;
        if self.remedy.is_empty() { Ok(()) } else { write!(f, " {}", self.remedy) }
    }
}

/// A clause with a capital and a full stop.
fn sentence(clause: &str) -> String {
    let mut out = crate::text::capitalised(clause);
    if !out.is_empty() && !out.ends_with(['.', '!', '?']) {
        out.push('.');
    }
    out
}

/// A change of a text that leaves the rest of it untouched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// What it does, as a command: "Write "Running"".
    pub label: String,
    /// The replacements, in order, not overlapping.
    pub edits: Vec<Edit>,
}

/// One replacement in a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// The first byte that is replaced.
    pub start: usize,
    /// One past the last byte; the same as `start` to insert.
    pub end: usize,
    /// What takes its place.
    pub text: String,
}

impl Fix {
    pub(crate) fn replace(label: String, span: Range<usize>, text: String) -> Self {
        Self { label, edits: vec![Edit { start: span.start, end: span.end, text }] }
    }

    /// Writes this text there, and says so.
    pub(crate) fn write(span: Range<usize>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self::replace(format!("Write {}", crate::text::safe_json(&text)), span, text)
    }

    /// Writes another text in the place of the whole.
    pub(crate) fn rewrite(whole: &str, text: String) -> Self {
        Self::replace(format!("Write `{}`", crate::text::safe(&text)), 0..whole.len(), text)
    }

    /// What it does, within a sentence: "write "Running"".
    pub fn clause(&self) -> String {
        let mut chars = self.label.chars();
        chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
    }

    /// The text with the change; unchanged where an edit does not fit it.
    pub fn apply(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for edit in self.edits.iter().rev() {
            if out.get(edit.start..edit.end).is_some() {
                out.replace_range(edit.start..edit.end, &edit.text);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_become_sentences_and_the_place_is_that_of_the_text() {
        let flaw = Flaw::of("ab\ncd", 4..5, "no `d` can stand here.", "take it away");
        assert_eq!((flaw.position.line, flaw.position.column), (2, 2));
        assert_eq!(flaw.what, "no `d` can stand here");
        assert_eq!(flaw.to_string(), "No `d` can stand here. Take it away.");
        let fix = Fix::rewrite("ab", "c".to_owned());
        assert_eq!((fix.apply("ab"), fix.apply("a")), ("c".to_owned(), "a".to_owned()));
    }
}
