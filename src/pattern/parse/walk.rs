//! The way through a pattern: objects, `$or` and lists, with what is wrong with them.
//!
//! It follows EventBridge's compiler step by step, because which fault comes first, and where its reader
//! stood by then, is part of the answer. A reading step that EventBridge would take is a look at the tree
//! here: `entered` is where its reader stands after taking a value's first token, and a container whose end
//! the tree does not know is where the reader would have met broken JSON.
//!
//! After a fault the walk goes on with the next part, to find all others. What stands in a list is judged by
//! [`super::items`]; the parts are put together by [`super::assemble()`].

use super::error::{FaultAt, What};
use super::fixes;
use super::messages::{Misplaced, PatternFault, plain};
use super::misplaced::{FunctionMet, is_of_operators};
use crate::json::{Document, Elements, Kind, Member, Members, Value};
use crate::pattern::path::{PathNode, PathTree};
use crate::pattern::rule_settings;
use crate::pattern::vocabulary::{Connective, RESERVED_IN_OR, is_function};
use crate::pattern::{Clause, Leaf, LeafId, Part, PartKind, PathId};
use std::collections::BTreeMap;
use std::ops::Range;

/// EventBridge's limit on the fields of one alternative.
const MAX_PATHS: usize = 256;
/// EventBridge's limit on the combinations of `$or` branches (EventBridge user guide, "Using $or").
const MAX_ALTERNATIVES: usize = 1_000;

/// The reader met broken JSON: nothing more can be said about the pattern.
pub(super) struct Stop;

/// One alternative while it is being put together; the last leaf of a path replaces those before it.
pub(super) type Fields = BTreeMap<PathNode, LeafId>;

pub(super) struct Walk<'d> {
    pub(super) document: &'d Document,
    pub(super) found: Vec<FaultAt>,
    /// Faults that EventBridge meets only after it has read the whole pattern.
    pub(super) deferred: Vec<FaultAt>,
    pub(super) leaves: Vec<Leaf>,
    pub(super) parts: Vec<Part>,
    pub(super) paths: PathTree,
    pub(super) alternatives: Vec<Fields>,
    /// Off once a limit is passed: the pattern is invalid, and its alternatives must not grow further.
    tracking: bool,
    /// What the name of the list at hand would join, were it a word of the language.
    pub(super) joining: Option<Joining>,
    /// Whether the list at hand is that of `detail` at the top.
    pub(super) of_detail: bool,
}

/// A list whose name is a word that joins conditions elsewhere.
pub(super) struct Joining {
    pub(super) word: String,
    pub(super) connective: Connective,
    /// The name and the list.
    pub(super) span: Range<usize>,
    /// Whether nothing else stands in the object.
    pub(super) alone: bool,
    /// Whether it has been recorded that the name is wrong.
    pub(super) is_told: bool,
}

/// An object or `$or` list that the walk is in.
enum Frame<'d> {
    Object(ObjectFrame<'d>),
    Or(OrFrame<'d>),
}

struct ObjectFrame<'d> {
    node: Value<'d>,
    members: Members<'d>,
    path: PathNode,
    part: usize,
    in_or: bool,
    empty: bool,
    /// Whether it holds nothing but operators; asked at its first bare value.
    of_operators: Option<bool>,
    /// Whether it has been recorded that its operators are misplaced.
    is_told: bool,
}

impl<'d> ObjectFrame<'d> {
    fn new(node: Value<'d>, path: PathNode, part: usize, in_or: bool) -> Self {
        let members = node.members();
        Self { node, members, path, part, in_or, empty: true, of_operators: None, is_told: false }
    }
}

struct OrFrame<'d> {
    node: Value<'d>,
    branches: Elements<'d>,
    path: PathNode,
    part: usize,
    count: usize,
    key: Range<usize>,
    /// The alternatives from before the `$or`; each branch extends a copy of them.
    base: Vec<Fields>,
    gathered: Vec<Fields>,
}

impl<'d> Walk<'d> {
    pub(super) fn new(document: &'d Document) -> Self {
        Self {
            document,
            found: Vec::new(),
            deferred: Vec::new(),
            leaves: Vec::new(),
            parts: Vec::new(),
            paths: PathTree::new(),
            alternatives: vec![Fields::new()],
            tracking: true,
            joining: None,
            of_detail: false,
        }
    }

    /// Records a fault; `span` is what to underline, `unread` where EventBridge's reader stood.
    pub(super) fn fault(&mut self, fault: PatternFault, span: Range<usize>, unread: usize) {
        self.found.push(FaultAt { what: What::Fault(fault), span, unread });
    }

    pub(super) fn defer(&mut self, fault: PatternFault, span: Range<usize>, unread: usize) {
        self.deferred.push(FaultAt { what: What::Fault(fault), span, unread });
    }

    /// Goes through the whole pattern, or as far as the text is JSON.
    pub(super) fn top(&mut self) -> Result<(), Stop> {
        let text = self.document.text();
        if self.document.node_count() == 0 {
            return if text.trim_matches([' ', '\t', '\n', '\r']).is_empty() {
                self.fault(PatternFault::NotAnObject, 0..text.len(), text.len());
                Ok(())
            } else {
                Err(Stop)
            };
        }
        let root = self.document.root();
        if root.kind() != Kind::Object {
            let fault = match fixes::object_in_text(root) {
                Some(_) => PatternFault::ObjectInText,
                None => PatternFault::NotAnObject,
            };
            self.fault(fault, root.span(), self.behind_top(root));
            return if root.is_complete() { Ok(()) } else { Err(Stop) };
        }
        let part = self.part(PartKind::Object, None, root, 0..0, PathTree::ROOT);
        let mut frames = vec![Frame::Object(ObjectFrame::new(root, PathTree::ROOT, part, false))];
        while let Some(frame) = frames.last_mut() {
            let inner = match frame {
                Frame::Object(frame) => self.object(frame)?,
                Frame::Or(frame) => self.or(frame)?,
            };
            match inner {
                WalkStep::Enter(frame) => frames.push(frame),
                WalkStep::Stay => {}
                WalkStep::Leave => {
                    if let Some(Frame::Or(or)) = frames.pop() {
                        self.alternatives = or.gathered;
                    }
                }
            }
        }
        Ok(())
    }

    /// Where EventBridge's reader stands when the top is no object. It looks at what follows a number there,
    /// and takes it along unless it is a carriage return.
    fn behind_top(&self, root: Value<'_>) -> usize {
        let end = entered(root);
        let next = self.document.text().as_bytes().get(end);
        if root.kind() == Kind::Number && matches!(next, Some(b' ' | b'\t' | b'\n')) { end + 1 } else { end }
    }

    fn object(&mut self, frame: &mut ObjectFrame<'d>) -> Result<WalkStep<'d>, Stop> {
        let Some(member) = frame.members.next() else {
            closed(frame.node)?;
            if std::mem::take(&mut frame.empty) {
                self.fault(PatternFault::EmptyObject, frame.node.span(), frame.node.span().end);
            }
            return Ok(WalkStep::Leave);
        };
        frame.empty = false;
        let (key, value) = (member.key(), member.value());
        if key == "$or" {
            return Ok(self.begin_or(frame, &member));
        }
        if !matches!(value.kind(), Kind::Array | Kind::Object) && self.misplaced(frame, &member) {
            return Ok(WalkStep::Stay);
        }
        if frame.in_or && key.as_str().is_some_and(|key| RESERVED_IN_OR.contains(&key)) {
            self.fault(PatternFault::ReservedInOr(plain(key.as_bytes())), member.key_span(), entered(value));
            return Ok(WalkStep::Stay);
        }
        match value.kind() {
            Kind::Object => {
                let path = self.grow(frame.path, key.as_bytes());
                let part = self.part(PartKind::Object, Some(frame.part), value, member.key_span(), path);
                Ok(WalkStep::Enter(Frame::Object(ObjectFrame::new(value, path, part, frame.in_or))))
            }
            Kind::Array => {
                let path = self.grow(frame.path, key.as_bytes());
                self.leaf(frame, path, &member)?;
                Ok(WalkStep::Stay)
            }
            Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null => {
                let fault = if fixes::object_in_text(value).is_some() {
                    PatternFault::JsonInText(plain(key.as_bytes()))
                } else if frame.part == 0
                    && let Some(sure) = key.as_str().and_then(|name| rule_settings::reading(name, value))
                {
                    PatternFault::Misplaced(Misplaced::OfTheRule { name: plain(key.as_bytes()), sure })
                } else if key == "detail" && self.is_at_top(frame.part) {
                    PatternFault::BareDetail
                } else {
                    PatternFault::BareValue(plain(key.as_bytes()))
                };
                self.fault(fault, value.span(), entered(value));
                Ok(WalkStep::Stay)
            }
        }
    }

    /// Whether a part is the whole pattern, or a branch of an `$or` at its top.
    fn is_at_top(&self, part: usize) -> bool {
        let parent = |part: &&Part| part.parent.and_then(|at| self.parts.get(at));
        let mut around = std::iter::successors(self.parts.get(part), parent);
        around.all(|part| part.parent.is_none() || matches!(part.kind, PartKind::Or | PartKind::Branch))
    }

    /// Whether a name with a single value is no field's name, which is then recorded.
    fn misplaced(&mut self, frame: &mut ObjectFrame<'d>, member: &Member<'d>) -> bool {
        let word = plain(member.key().as_bytes());
        let value = member.value();
        if is_function(&word) {
            let fault = Misplaced::Function { word, met: FunctionMet::Bare };
            self.fault(PatternFault::Misplaced(fault), value.span(), entered(value));
            return true;
        }
        let part = self.parts.get(frame.part);
        let field = self.document.text().get(part.map_or(0..0, |part| part.key.clone()));
        let field = field.unwrap_or_default().trim_matches('"');
        let of_detail = field == "detail"
            && part.and_then(|part| part.parent).is_some_and(|around| self.is_at_top(around));
        let node = frame.node;
        if field.is_empty() || of_detail || !*frame.of_operators.get_or_insert_with(|| is_of_operators(node))
        {
            return false;
        }
        // Several operators in the place of one list are one mistake.
        if !std::mem::replace(&mut frame.is_told, true) {
            let (field, several) = (field.to_owned(), node.members().nth(1).is_some());
            let fault = Misplaced::Operator { word, field, several, in_or: frame.in_or };
            self.fault(PatternFault::Misplaced(fault), node.span(), entered(value));
        }
        true
    }

    /// Paths of a pattern that is already past a limit are not kept.
    fn grow(&mut self, from: PathNode, key: &[u8]) -> PathNode {
        if self.tracking { self.paths.grow(from, key) } else { from }
    }

    fn begin_or(&mut self, frame: &ObjectFrame<'d>, member: &Member<'d>) -> WalkStep<'d> {
        let value = member.value();
        if value.kind() != Kind::Array {
            self.fault(PatternFault::OrNotArray, value.span(), entered(value));
            return WalkStep::Stay;
        }
        let part = self.part(PartKind::Or, Some(frame.part), value, member.key_span(), frame.path);
        WalkStep::Enter(Frame::Or(OrFrame {
            node: value,
            branches: value.elements(),
            path: frame.path,
            part,
            count: 0,
            key: member.key_span(),
            base: std::mem::take(&mut self.alternatives),
            gathered: Vec::new(),
        }))
    }

    fn or(&mut self, frame: &mut OrFrame<'d>) -> Result<WalkStep<'d>, Stop> {
        frame.gathered.append(&mut self.alternatives);
        if self.tracking && frame.gathered.len() > MAX_ALTERNATIVES {
            self.tracking = false;
            self.defer(PatternFault::TooManyAlternatives, frame.key.clone(), frame.key.start);
        }
        if !self.tracking {
            frame.gathered.clear();
            frame.base.clear();
        }
        let Some(branch) = frame.branches.next() else {
            closed(frame.node)?;
            if frame.count < 2 {
                self.fault(PatternFault::OrTooFew, frame.node.span(), frame.node.span().end);
            }
            return Ok(WalkStep::Leave);
        };
        frame.count += 1;
        if branch.kind() != Kind::Object {
            self.fault(PatternFault::OrBranchNotObject, branch.span(), entered(branch));
            return Ok(WalkStep::Stay);
        }
        self.alternatives.clone_from(&frame.base);
        let part = self.part(PartKind::Branch, Some(frame.part), branch, 0..0, frame.path);
        Ok(WalkStep::Enter(Frame::Object(ObjectFrame::new(branch, frame.path, part, true))))
    }

    fn part(
        &mut self,
        kind: PartKind,
        parent: Option<usize>,
        value: Value<'d>,
        key: Range<usize>,
        path: PathNode,
    ) -> usize {
        self.parts.push(Part { kind, parent, node: value.id(), key, path });
        self.parts.len() - 1
    }

    fn leaf(&mut self, frame: &ObjectFrame<'d>, path: PathNode, member: &Member<'d>) -> Result<(), Stop> {
        let list = member.value();
        self.joining = member.key().as_str().and_then(|word| {
            let connective = Connective::of(word)?;
            let span = member.key_span().start..list.span().end;
            let alone = frame.node.members().nth(1).is_none();
            Some(Joining { word: word.to_owned(), connective, span, alone, is_told: false })
        });
        let mut clauses = Vec::new();
        let mut empty = true;
        let key = member.key();
        self.of_detail = key == "detail" && self.is_at_top(frame.part);
        let function = key.as_str().filter(|word| is_function(word));
        for value in list.elements() {
            empty = false;
            if let (Some(word), Kind::Array) = (function, value.kind()) {
                let fault = Misplaced::Function { word: word.to_owned(), met: FunctionMet::List };
                self.fault(PatternFault::Misplaced(fault), value.span(), entered(value));
                closed(value)?;
                continue;
            }
            if let Some(item) = self.item(value)? {
                clauses.push(Clause { item, node: value.id() });
            }
        }
        closed(list)?;
        if empty {
            self.fault(PatternFault::EmptyArray, list.span(), list.span().end);
        }
        if !self.tracking {
            return Ok(());
        }
        let id = LeafId(u32::try_from(self.leaves.len()).unwrap_or(u32::MAX));
        let part = self.part(PartKind::Leaf(id), Some(frame.part), list, member.key_span(), path);
        self.leaves.push(Leaf { path: PathId(0), node: path, part, clauses });
        for fields in &mut self.alternatives {
            fields.insert(path, id);
        }
        if self.alternatives.iter().any(|fields| fields.len() > MAX_PATHS) {
            self.tracking = false;
            self.defer(PatternFault::TooManyPaths, member.key_span(), member.key_span().start);
        }
        Ok(())
    }
}

/// Where the walk goes next.
enum WalkStep<'d> {
    Enter(Frame<'d>),
    Stay,
    Leave,
}

/// Where EventBridge's reader stands once it has taken a value's first token: inside a container or string,
/// behind anything else.
pub(super) fn entered(value: Value<'_>) -> usize {
    let span = value.span();
    match value.kind() {
        Kind::Object | Kind::Array | Kind::String => span.start + 1,
        Kind::Number | Kind::True | Kind::False | Kind::Null => span.end,
    }
}

/// Stops where a container or string does not end.
pub(super) fn closed(value: Value<'_>) -> Result<(), Stop> {
    if value.is_complete() { Ok(()) } else { Err(Stop) }
}
