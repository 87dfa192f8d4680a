//! The tree: a flat list of spans in document order over the text it owns.
//!
//! A node is twelve bytes (begin, end, and where the next sibling is), so a tree costs little beside its
//! text. A container is followed by its content; an object's content alternates between names and values. The
//! kind of a node is the byte it begins with.

use std::ops::Range;
use std::sync::Arc;

use super::error::SyntaxError;
use super::position::{LineIndex, Position};
use super::reader::{self, Limits, Until};
use super::text::{Text, quote};

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
                    out.push_str(&key.to_string_lossy().replace('~', "~0").replace('/', "~1"))
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

/// A value inside a [`Document`].
#[derive(Debug, Clone, Copy)]
pub struct Value<'d> {
    document: &'d Document,
    index: u32,
}

impl<'d> Value<'d> {
    fn node(&self) -> Node {
        self.document.nodes.get(self.index as usize).copied().unwrap_or(Node { start: 0, end: 0, next: 1 })
    }

    /// The index of the first node behind it; an open container reaches to the end of the tree.
    fn end_index(self) -> u32 {
        self.node().next.min(u32::try_from(self.document.nodes.len()).unwrap_or(OPEN))
    }

    fn at(self, index: u32) -> Self {
        Self { index, ..self }
    }

    /// What names this node without borrowing the document.
    pub fn id(self) -> NodeId {
        NodeId(self.index)
    }

    /// The document that the value is part of.
    pub fn document(self) -> &'d Document {
        self.document
    }

    /// What kind of value it is.
    pub fn kind(self) -> Kind {
        match self.document.text.as_bytes().get(self.node().start as usize) {
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::Array,
            Some(b'"') => Kind::String,
            Some(b't') => Kind::True,
            Some(b'f') => Kind::False,
            Some(b'n') | None => Kind::Null,
            Some(_) => Kind::Number,
        }
    }

    /// Its bytes in the text, brackets and quotes included.
    pub fn span(self) -> Range<usize> {
        let node = self.node();
        let end = if node.end == OPEN { self.document.text.len() } else { node.end as usize };
        node.start as usize..end
    }

    /// Whether the reader saw its end; always so in a document that was read without error.
    pub(crate) fn is_complete(self) -> bool {
        self.node().end != OPEN
    }

    /// Its text as it stands in the document: `1.0e2`, `"a\u0062"`.
    pub fn raw(self) -> &'d str {
        self.document.text.get(self.span()).unwrap_or_default()
    }

    /// The decoded characters, if it is a string.
    pub fn text(self) -> Option<Text<'d>> {
        (self.kind() == Kind::String).then(|| self.decoded())
    }

    fn decoded(self) -> Text<'d> {
        let raw = self.raw();
        let inner = raw.strip_prefix('"').unwrap_or(raw);
        Text::decode(inner.strip_suffix('"').unwrap_or(inner))
    }

    /// Its text as one operator would say it to another: a string with its quotes and without anything a
    /// terminal would obey, all else as it stands; objects and arrays whole.
    pub fn shown(self) -> String {
        match self.kind() {
            Kind::String => quote(self.decoded().as_bytes()),
            Kind::Object | Kind::Array => self.compact(),
            Kind::Number | Kind::True | Kind::False | Kind::Null => self.raw().to_owned(),
        }
    }

    /// The members, if it is an object, in document order; none otherwise.
    pub fn members(self) -> Members<'d> {
        Members { inner: self.content(Kind::Object) }
    }

    /// The elements, if it is an array, in order; none otherwise.
    pub fn elements(self) -> Elements<'d> {
        self.content(Kind::Array)
    }

    fn content(self, kind: Kind) -> Elements<'d> {
        let first = self.index + 1;
        let end = if self.kind() == kind { self.end_index() } else { first };
        Elements { next: self.at(first), end }
    }

    /// The value of a name, if it is an object that has it; the last one when the name occurs more than once.
    pub fn get(self, key: &str) -> Option<Value<'d>> {
        self.members().filter(|member| member.key() == *key).last().map(|member| member.value())
    }

    /// The element with that index (from 0), if it is an array that has it.
    pub fn element(self, index: usize) -> Option<Value<'d>> {
        self.elements().nth(index)
    }

    /// The value at a JSON pointer (RFC 6901) below this one.
    pub fn pointer(self, pointer: &str) -> Option<Value<'d>> {
        let mut steps = pointer.split('/');
        if steps.next() != Some("") {
            return None;
        }
        steps.try_fold(self, |at, step| match at.kind() {
            Kind::Object => at.get(&step.replace("~1", "/").replace("~0", "~")),
            Kind::Array => at.element(step.parse().ok()?),
            Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null => None,
        })
    }

    /// Everything inside it that is neither object nor array, itself included, in document order.
    pub fn leaves(self) -> impl Iterator<Item = Value<'d>> {
        self.descendants().filter(|value| !matches!(value.kind(), Kind::Object | Kind::Array))
    }

    /// It and every value inside it, in document order; names of members are not values.
    pub fn descendants(self) -> impl Iterator<Item = Value<'d>> {
        let mut open: Vec<(u32, bool)> = Vec::new();
        let mut index = self.index;
        let end = self.end_index();
        std::iter::from_fn(move || {
            while open.last().is_some_and(|&(until, _)| until <= index) {
                open.pop();
            }
            if index >= end {
                return None;
            }
            if open.last().is_some_and(|&(_, object)| object) {
                index += 1;
            }
            let value = self.at(index);
            let kind = value.kind();
            if matches!(kind, Kind::Object | Kind::Array) {
                open.push((value.end_index(), kind == Kind::Object));
            }
            index += 1;
            Some(value)
        })
    }
}

/// The elements of an array.
#[derive(Debug, Clone)]
pub struct Elements<'d> {
    next: Value<'d>,
    end: u32,
}

impl<'d> Iterator for Elements<'d> {
    type Item = Value<'d>;

    fn next(&mut self) -> Option<Value<'d>> {
        (self.next.index < self.end).then(|| {
            let value = self.next;
            self.next = value.at(value.node().next);
            value
        })
    }
}

/// The members of an object.
#[derive(Debug, Clone)]
pub struct Members<'d> {
    inner: Elements<'d>,
}

impl<'d> Iterator for Members<'d> {
    type Item = Member<'d>;

    fn next(&mut self) -> Option<Member<'d>> {
        let key = self.inner.next()?;
        let value = self.inner.next()?;
        Some(Member { key, value })
    }
}

/// A name and its value.
#[derive(Debug, Clone, Copy)]
pub struct Member<'d> {
    key: Value<'d>,
    value: Value<'d>,
}

impl<'d> Member<'d> {
    /// The decoded name.
    pub fn key(&self) -> Text<'d> {
        self.key.decoded()
    }

    /// The bytes of the name, quotes included.
    pub fn key_span(&self) -> Range<usize> {
        self.key.span()
    }

    /// The name as it stands in the text, quotes included.
    pub fn key_raw(&self) -> &'d str {
        self.key.raw()
    }

    /// The value.
    pub fn value(&self) -> Value<'d> {
        self.value
    }

    /// From the name's opening quote to the end of the value.
    pub fn span(&self) -> Range<usize> {
        self.key.span().start..self.value.span().end
    }
}
