//! A value inside a tree, and the way through what it holds.

use super::document::{Document, Kind, Node, NodeId, OPEN};
use super::pointer::name_of;
use super::text::{Text, quote};
use std::ops::Range;

/// A value inside a [`Document`].
#[derive(Debug, Clone, Copy)]
pub struct Value<'d> {
    pub(super) document: &'d Document,
    pub(super) index: u32,
}

impl<'d> Value<'d> {
    fn node(&self) -> Node {
        self.document.nodes.get(self.index as usize).copied().unwrap_or(Node { start: 0, end: 0, next: 1 })
    }

    /// The index of the first node behind it; an open container reaches to the end of the tree.
    pub(super) fn end_index(self) -> u32 {
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

    /// The decoded characters of a string as a text of its own; half a surrogate pair, which no text can
    /// hold, is U+FFFD in it.
    pub fn owned_text(self) -> Option<String> {
        self.text().map(|text| text.to_string_lossy().into_owned())
    }

    fn decoded(self) -> Text<'d> {
        let raw = self.raw();
        let inner = raw.strip_prefix('"').unwrap_or(raw);
        Text::decode(inner.strip_suffix('"').unwrap_or(inner))
    }

    /// Its text for a sentence: a string with its quotes and without anything a terminal would obey, all else
    /// as it stands; objects and arrays whole.
    pub fn for_sentence(self) -> String {
        match self.kind() {
            Kind::String => quote(self.decoded().as_bytes()),
            Kind::Object | Kind::Array => self.compact(),
            Kind::Number | Kind::True | Kind::False | Kind::Null => self.raw().to_owned(),
        }
    }

    /// It and the values inside it that some bytes of the text lie in, the outermost first.
    pub(crate) fn around(self, span: &Range<usize>) -> Vec<Value<'d>> {
        let holds = |value: &Value<'d>| value.span().start <= span.start && span.end <= value.span().end;
        let inside = |value: Value<'d>| {
            value.members().map(|member| member.value()).chain(value.elements()).find(holds)
        };
        std::iter::successors(Some(self).filter(holds), |value| inside(*value)).collect()
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

    /// The elements of an array, or the value itself where it is no array.
    pub(crate) fn one_or_each(self) -> impl Iterator<Item = Value<'d>> {
        let is_array = self.kind() == Kind::Array;
        let alone = (!is_array).then_some(self);
        alone.into_iter().chain(self.elements().filter(move |_| is_array))
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
            Kind::Object => at.get(&name_of(step)),
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
