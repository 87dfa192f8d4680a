//! The tree: a flat list of spans in document order over the text it owns.
//!
//! A node is twelve bytes (begin, end, and where the next sibling is), so a tree costs little beside its
//! text. A container is followed by its content; an object's content alternates between names and values. The
//! kind of a node is the byte it begins with.

use std::ops::Range;
use std::sync::Arc;

use super::error::SyntaxError;
use super::limits::Limits;
use super::pointer::pointer_part;
use super::position::{LineIndex, Position};
use super::reader::{self, Until};
use super::text::Text;
use super::value::Value;

/// One JSON value with everything inside it, and its text.
///
/// Cloning copies the tree but shares the text.
#[derive(Debug, Clone)]
pub struct Document {
    pub(super) text: Arc<str>,
    pub(super) nodes: Vec<Node>,
}

/// A node of a [`Document`], to be kept instead of a [`Value`] where a borrow is in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) start: u32,
    /// One past the last byte; [`OPEN`] where the text ended or went wrong first.
    pub(super) end: u32,
    /// The index of the first node that is not inside this one.
    pub(super) next: u32,
}

pub(super) const OPEN: u32 = u32::MAX;

/// What a reader understood before the text went wrong, if it did: open containers hold what was complete in
/// them.
///
/// A string that goes wrong inside is in the tree (its kind is known), and is the last node.
#[derive(Debug, Clone)]
pub(crate) struct Partial {
    /// Without nodes when not even the kind of the top value is known.
    pub(crate) document: Document,
    pub(crate) error: Option<SyntaxError>,
}

/// The kinds of JSON values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `{…}`
    Object,
    /// `[…]`
    Array,
    /// `"…"`
    String,
    /// Digits.
    Number,
    /// `true`
    True,
    /// `false`
    False,
    /// `null`
    Null,
}

impl Kind {
    /// The kind in a sentence: "a string", "null".
    pub fn noun(self) -> &'static str {
        match self {
            Self::Object => "an object",
            Self::Array => "an array",
            Self::String => "a string",
            Self::Number => "a number",
            Self::True => "true",
            Self::False => "false",
            Self::Null => "null",
        }
    }
}

/// One step from a value to a value inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathStep<'d> {
    /// Into an object, by name.
    Key(Text<'d>),
    /// Into an array, from 0.
    Index(usize),
}

impl Document {
    /// Reads a text that is one JSON value and nothing else but white space, within [`Limits::default`].
    pub fn parse(text: impl Into<Arc<str>>) -> Result<Self, SyntaxError> {
        Self::parse_with(text, &Limits::default())
    }

    /// [`Document::parse`] within other limits.
    pub fn parse_with(text: impl Into<Arc<str>>, limits: &Limits) -> Result<Self, SyntaxError> {
        reader::read(text.into(), limits, Until::End).into_result()
    }

    /// Reads the first JSON value of a text and stops at its end, as EventBridge does; what follows is kept
    /// in the text and not looked at.
    pub fn parse_first(text: impl Into<Arc<str>>, limits: &Limits) -> Result<Self, SyntaxError> {
        reader::read(text.into(), limits, Until::FirstValue).into_result()
    }

    /// [`Document::parse_first`] for bytes; those behind the first value need not be UTF-8 and are dropped
    /// from where they are not.
    pub fn parse_first_bytes(bytes: &[u8], limits: &Limits) -> Result<Self, SyntaxError> {
        reader::read_bytes(bytes, limits, Until::FirstValue).into_result()
    }

    /// [`Document::parse`] for bytes.
    pub fn parse_bytes(bytes: &[u8]) -> Result<Self, SyntaxError> {
        reader::read_bytes(bytes, &Limits::default(), Until::End).into_result()
    }

    /// Reads as far as the text is sound.
    pub(crate) fn parse_partial(text: impl Into<Arc<str>>, limits: &Limits) -> Partial {
        reader::read(text.into(), limits, Until::FirstValue)
    }

    /// The whole text, also what follows the value.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text, to be shared.
    pub fn shared_text(&self) -> Arc<str> {
        Arc::clone(&self.text)
    }

    /// What follows the value, without white space at both ends.
    pub fn trailing(&self) -> Range<usize> {
        let end = self.root().span().end;
        let rest = self.text.get(end..).unwrap_or_default();
        let start = end + (rest.len() - rest.trim_start_matches(WHITE_SPACE).len());
        start..start.max(end + rest.trim_end_matches(WHITE_SPACE).len())
    }

    /// The value itself.
    pub fn root(&self) -> Value<'_> {
        Value { document: self, index: 0 }
    }

    /// The node that an id of this document names; the root for an id of another document that has no such
    /// node.
    pub fn value(&self, id: NodeId) -> Value<'_> {
        Value { document: self, index: if (id.0 as usize) < self.nodes.len() { id.0 } else { 0 } }
    }

    /// The number of nodes; the names of members count as nodes.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// A table of this text's lines.
    pub fn lines(&self) -> LineIndex {
        LineIndex::new(&self.text)
    }

    /// The place of a byte; for many places make [`Document::lines`] once.
    pub fn position(&self, offset: usize) -> Position {
        self.lines().position(&self.text, offset)
    }

    /// The innermost value whose span, its end included, holds the byte offset. A name belongs to its
    /// member's value.
    pub fn value_at(&self, offset: usize) -> Value<'_> {
        self.walk_to(offset, |_| {})
    }

    /// The steps from the root to [`Document::value_at`].
    pub fn path_at(&self, offset: usize) -> Vec<PathStep<'_>> {
        let mut steps = Vec::new();
        self.walk_to(offset, |step| steps.push(step));
        steps
    }

    fn walk_to<'d>(&'d self, offset: usize, mut step: impl FnMut(PathStep<'d>)) -> Value<'d> {
        let holds = |range: Range<usize>| range.start <= offset && offset <= range.end;
        let mut at = self.root();
        loop {
            let inner = if at.kind() == Kind::Object {
                at.members().find(|m| holds(m.span())).map(|m| (PathStep::Key(m.key()), m.value()))
            } else {
                at.elements().enumerate().find(|(_, e)| holds(e.span())).map(|(i, e)| (PathStep::Index(i), e))
            };
            let Some((taken, value)) = inner else {
                return at;
            };
            step(taken);
            at = value;
        }
    }

    /// The steps from the root to a value of this document.
    pub fn path_to(&self, target: Value<'_>) -> Vec<PathStep<'_>> {
        let mut steps = Vec::new();
        let mut at = self.root();
        while at.index != target.index {
            let inside = |v: &Value<'_>| v.index <= target.index && target.index < v.end_index();
            let inner = if at.kind() == Kind::Object {
                at.members().find(|m| inside(&m.value())).map(|m| (PathStep::Key(m.key()), m.value()))
            } else {
                at.elements().enumerate().find(|(_, e)| inside(e)).map(|(i, e)| (PathStep::Index(i), e))
            };
            let Some((taken, value)) = inner else { break };
            steps.push(taken);
            at = value;
        }
        steps
    }

    /// The JSON pointer (RFC 6901) of a value of this document; lone surrogates in names show as U+FFFD.
    pub fn pointer(&self, target: Value<'_>) -> String {
        let mut out = String::new();
        for step in self.path_to(target) {
            out.push('/');
            match step {
                PathStep::Key(key) => {
                    out.push_str(&pointer_part(&key.to_string_lossy()));
                }
                PathStep::Index(index) => out.push_str(&index.to_string()),
            }
        }
        out
    }
}

const WHITE_SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

impl Partial {
    fn into_result(self) -> Result<Document, SyntaxError> {
        self.error.map_or(Ok(self.document), Err)
    }
}
