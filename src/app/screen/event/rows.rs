//! The rows of a tree or text, and what each looks like.

use super::push_found;
use crate::app::page::{Line, Role};
use crate::json::{Document, Elements, Kind, Member, Members, NodeId, Value, pointer_part};
use crate::text;
use std::collections::BTreeSet;
use std::ops::Range;

/// A row.
#[derive(Clone, Debug)]
pub(super) enum EventRow {
    /// A value of the tree.
    Node(TreeRow),
    /// A line of a text, by its bytes.
    Text(Range<usize>),
}

impl EventRow {
    /// The value, where it is one of the tree.
    pub(super) fn id(&self) -> Option<NodeId> {
        match self {
            Self::Node(node) => Some(node.id),
            Self::Text(_) => None,
        }
    }
}

/// A value of the tree.
#[derive(Clone, Debug)]
pub(super) struct TreeRow {
    pub(super) id: NodeId,
    label: Label,
    pub(super) depth: u16,
    /// Columns that names take among those beside it.
    names: u16,
    /// Whether what is in it is shown; `None` where nothing is.
    pub(super) open: Option<bool>,
}

#[derive(Clone, Debug)]
enum Label {
    /// The whole document, where it has nothing in it.
    Whole,
    Name(Range<usize>),
    Index(usize),
}

/// Columns that names are made equally wide for, at most.
const NAMES: usize = 28;
/// Characters of what is folded that are shown beside it.
const PREVIEW: usize = 200;

/// What is left of a container.
enum ContainerRest<'d> {
    Members(Members<'d>),
    Elements(Elements<'d>, usize),
}

fn content(value: Value<'_>) -> ContainerRest<'_> {
    if value.kind() == Kind::Object {
        ContainerRest::Members(value.members())
    } else {
        ContainerRest::Elements(value.elements(), 0)
    }
}

fn has_content(value: Value<'_>) -> bool {
    value.members().next().is_some() || value.elements().next().is_some()
}

fn name_width(member: &Member<'_>) -> usize {
    let raw = member.key_raw();
    if raw.is_ascii() && !raw.contains('\\') { raw.len() - 2 } else { text::width(&member.key().to_string()) }
}

/// The width that makes the values of an object's plain members begin in one column.
fn names_of(value: Value<'_>) -> u16 {
    let plain = value.members().filter(|member| !has_content(member.value()));
    let widest = plain.map(|member| name_width(&member)).filter(|width| *width <= NAMES).max().unwrap_or(0);
    u16::try_from(widest).unwrap_or(0)
}

/// The rows of a tree with some of it folded.
pub(super) fn of(document: &Document, folded: &BTreeSet<String>) -> Vec<EventRow> {
    let mut rows = Vec::new();
    walk(document, |pointer| folded.contains(pointer), |node| rows.push(EventRow::Node(node)));
    rows
}

/// The pointers of everything that folds.
pub(super) fn folded_everywhere(document: &Document) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let note = |pointer: &str| {
        all.insert(pointer.to_owned());
        false
    };
    walk(document, note, |_| {});
    all
}

/// Visits the values in document order; goes into a container unless `is_folded` says so of its pointer.
fn walk(document: &Document, mut is_folded: impl FnMut(&str) -> bool, mut visit: impl FnMut(TreeRow)) {
    let root = document.root();
    if !has_content(root) {
        return visit(TreeRow { id: root.id(), label: Label::Whole, depth: 0, names: 0, open: None });
    }
    let mut pointer = String::new();
    let mut inside = vec![(content(root), 0, names_of(root))];
    while let Some((rest, length, names)) = inside.last_mut() {
        let (length, names) = (*length, *names);
        pointer.truncate(length);
        let next = match rest {
            ContainerRest::Members(members) => {
                members.next().map(|member| (Label::Name(member.key_span()), member.value()))
            }
            ContainerRest::Elements(elements, index) => {
                *index += 1;
                elements.next().map(|value| (Label::Index(*index - 1), value))
            }
        };
        let Some((label, value)) = next else {
            inside.pop();
            continue;
        };
        let opens = has_content(value);
        if opens {
            push_step(&mut pointer, document, &label);
        }
        let open = opens.then(|| !is_folded(&pointer));
        let depth = u16::try_from(inside.len() - 1).unwrap_or(u16::MAX);
        visit(TreeRow { id: value.id(), label, depth, names, open });
        if open == Some(true) {
            inside.push((content(value), pointer.len(), names_of(value)));
        }
    }
}

fn push_step(pointer: &mut String, document: &Document, label: &Label) {
    pointer.push('/');
    match label {
        Label::Name(span) => {
            let name = name(document, span);
            pointer.push_str(&pointer_part(&name));
        }
        Label::Index(index) => pointer.push_str(&index.to_string()),
        Label::Whole => {}
    }
}

fn name(document: &Document, span: &Range<usize>) -> String {
    let raw = document.text().get(span.clone()).unwrap_or_default();
    if raw.contains('\\') {
        let string = Document::parse(raw).ok();
        string.and_then(|string| string.root().owned_text()).unwrap_or_default()
    } else {
        raw.trim_matches('"').to_owned()
    }
}

/// The rows of a text: its lines.
pub(super) fn of_text(text: &str) -> Vec<EventRow> {
    let mut rows = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.trim_end_matches(['\n', '\r']).len();
        rows.push(EventRow::Text(start..end));
        start += line.len();
    }
    if rows.is_empty() {
        rows.push(EventRow::Text(0..0));
    }
    rows
}

/// A line of a text, with the place of its fault marked.
pub(super) fn text_line(text: &str, range: Range<usize>, fault: Option<usize>, search: &str) -> Line {
    let mut line = Line::new();
    let shown = text.get(range.clone()).unwrap_or_default();
    let Some(at) = fault.filter(|at| range.contains(at) || *at == range.end) else {
        push_found(&mut line, Role::Text, shown, search);
        return line;
    };
    let (before, after) = shown.split_at_checked(at - range.start).unwrap_or((shown, ""));
    push_found(&mut line, Role::Text, before, search);
    let length = after.chars().next().map_or(0, char::len_utf8);
    line.push(Role::Found, if length == 0 { " " } else { &after[..length] });
    push_found(&mut line, Role::Text, &after[length..], search);
    line
}

impl TreeRow {
    /// Its name and its value, for the search.
    pub(super) fn words(&self, document: &Document) -> String {
        let value = document.value(self.id);
        let shown = if self.open.is_some() { String::new() } else { value.for_sentence() };
        format!("{} {shown}", self.shown_label(document))
    }

    fn shown_label(&self, document: &Document) -> String {
        match &self.label {
            Label::Whole => String::new(),
            Label::Name(span) => {
                let quoted = crate::json::quote(name(document, span).as_bytes());
                quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default().to_owned()
            }
            Label::Index(index) => index.to_string(),
        }
    }

    pub(super) fn line(&self, document: &Document, search: &str) -> Line {
        let value = document.value(self.id);
        let indent = usize::from(self.depth) * 2;
        let mark = match self.open {
            Some(true) => "▾ ",
            Some(false) => "▸ ",
            None => "  ",
        };
        let label = self.shown_label(document);
        let mut line = Line::of(Role::Text, &" ".repeat(indent));
        line.push(Role::Accent, mark);
        let role = if matches!(self.label, Label::Index(_)) { Role::Dim } else { Role::JsonKey };
        push_found(&mut line, role, &label, search);
        let columns = text::width(&label);
        let gap = match self.label {
            Label::Whole => 0,
            Label::Index(_) => 2,
            Label::Name(_) => usize::from(self.names).saturating_sub(columns) + 2,
        };
        if self.open != Some(true) {
            line.push(Role::Text, &" ".repeat(if self.open.is_some() { 2 } else { gap }));
        }
        match (self.open, value.kind()) {
            (Some(true), _) => {}
            (Some(false), _) => {
                let all = value.compact();
                let preview: String = all.chars().take(PREVIEW).collect();
                let more = if preview.len() < all.len() { "…" } else { "" };
                line.push(Role::Dim, &preview);
                line.push(Role::Dim, more);
            }
            (None, Kind::String) => push_found(&mut line, Role::JsonString, &value.for_sentence(), search),
            (None, Kind::Number) => push_found(&mut line, Role::JsonNumber, &value.for_sentence(), search),
            (None, Kind::True | Kind::False | Kind::Null) => {
                push_found(&mut line, Role::JsonLiteral, &value.for_sentence(), search);
            }
            (None, Kind::Object | Kind::Array) => line.push(Role::JsonPunctuation, &value.for_sentence()),
        }
        line.hang(indent + 2 + if self.open.is_some() { 2 } else { columns + gap })
    }
}
