//! One line of the log to be read: a folding tree where it is JSON, its text as it came where it is not.
//!
//! Only the rows in the window are ever laid out, and what was laid out is kept until something about it
//! changes, so that an event of a megabyte moves like any other. Where the pane lies, and which line it
//! shows, is the tail's business.

mod path;
mod rows;
mod window;

#[cfg(test)]
mod tests;

use crate::app::find::places;
use crate::app::page::{Line, Role};
use crate::json::{Document, NodeId, SyntaxError, Value};
use crate::tail::LineKind;
use rows::{EventRow, folded_everywhere};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One line of the log, to be read.
#[derive(Clone, Debug)]
pub struct EventView {
    text: Arc<str>,
    body: Body,
    /// What is folded, by JSON pointer, so that it stays so from one event to the next.
    folded: BTreeSet<String>,
    rows: Vec<EventRow>,
    selected: usize,
    /// The first row in the window, and how many of its lines are above it.
    top: (usize, usize),
    wrap: bool,
    search: String,
    size: (usize, usize),
    laid_out: BTreeMap<usize, Vec<Line>>,
}

impl Default for EventView {
    fn default() -> Self {
        Self {
            text: "".into(),
            body: Body::Nothing,
            folded: BTreeSet::new(),
            rows: Vec::new(),
            selected: 0,
            top: (0, 0),
            wrap: true,
            search: String::new(),
            size: (0, 0),
            laid_out: BTreeMap::new(),
        }
    }
}

#[derive(Clone, Debug)]
enum Body {
    Nothing,
    Tree {
        document: Document,
        is_event: bool,
    },
    Text(Option<Box<SyntaxError>>),
    /// A sentence of our own.
    Note,
}

impl EventView {
    /// Shows a line. What is folded and which field is selected stay as they are, as far as the line has
    /// them.
    pub fn show(&mut self, text: &Arc<str>, kind: &LineKind) {
        let place = self.value().map(|value| value.document().pointer(value));
        self.text = Arc::clone(text);
        self.body = match kind {
            LineKind::Event(_) | LineKind::Json | LineKind::Broken { .. } => {
                match Document::parse(Arc::clone(text)) {
                    Ok(document) => Body::Tree { document, is_event: matches!(kind, LineKind::Event(_)) },
                    Err(error) => Body::Text(Some(Box::new(error))),
                }
            }
            LineKind::Text => Body::Text(None),
        };
        self.top = (0, 0);
        self.lay_rows();
        self.selected = match &self.body {
            Body::Tree { document, .. } => {
                let same = place.and_then(|place| document.root().pointer(&place)).map(Value::id);
                let id = same.or_else(|| document.root().get("detail").map(Value::id));
                id.and_then(|id| self.row_of(id)).unwrap_or(0)
            }
            Body::Text(Some(fault)) => fault.position.line.saturating_sub(1),
            Body::Text(None) | Body::Note | Body::Nothing => 0,
        };
        self.keep_visible();
    }

    /// Shows a sentence of our own, or with `""` nothing.
    pub fn say(&mut self, text: &str) {
        self.text = text.into();
        self.body = if text.is_empty() { Body::Nothing } else { Body::Note };
        self.top = (0, 0);
        self.lay_rows();
        self.keep_visible();
    }

    /// What must be said of the line before it is read: why it is no event.
    pub fn remark(&self) -> Option<String> {
        match &self.body {
            Body::Nothing | Body::Note | Body::Tree { is_event: true, .. } => None,
            Body::Tree { is_event: false, .. } => Some(
                "JSON, but no event: source and detail-type are missing. An input transformer makes \
                    such lines."
                    .into(),
            ),
            Body::Text(Some(fault)) => Some(format!("Not JSON. {fault}")),
            Body::Text(None) => Some("Not JSON: shown as it came.".into()),
        }
    }

    /// Whether long values run over several lines.
    pub fn wraps(&self) -> bool {
        self.wrap
    }

    /// Wraps long values, or cuts them.
    pub fn toggle_wrap(&mut self) {
        self.wrap = !self.wrap;
        self.forget_layout();
        self.keep_visible();
    }

    /// The selected value.
    pub(super) fn value(&self) -> Option<Value<'_>> {
        match (&self.body, self.rows.get(self.selected)?) {
            (Body::Tree { document, .. }, EventRow::Node(node)) => Some(document.value(node.id)),
            _ => None,
        }
    }

    /// Folds what is selected, or else goes to what it is in.
    pub fn fold(&mut self) {
        match self.rows.get(self.selected) {
            Some(EventRow::Node(node)) if node.open == Some(true) => self.set_folded(true),
            Some(EventRow::Node(node)) => {
                let depth = node.depth;
                let outer = |row: &EventRow| matches!(row, EventRow::Node(node) if node.depth < depth);
                if let Some(at) = self.rows[..self.selected].iter().rposition(outer) {
                    self.select(at);
                }
            }
            Some(EventRow::Text(_)) | None => {}
        }
    }

    /// Unfolds what is selected, or else goes into it.
    pub fn unfold(&mut self) {
        match self.rows.get(self.selected) {
            Some(EventRow::Node(node)) if node.open == Some(false) => self.set_folded(false),
            Some(EventRow::Node(node)) if node.open == Some(true) => self.select(self.selected + 1),
            Some(EventRow::Node(_) | EventRow::Text(_)) | None => {}
        }
    }

    /// Folds or unfolds what is selected; false when it does not fold.
    pub fn toggle_fold(&mut self) -> bool {
        match self.rows.get(self.selected) {
            Some(EventRow::Node(node)) if node.open.is_some() => {
                self.set_folded(node.open == Some(true));
                true
            }
            _ => false,
        }
    }

    fn set_folded(&mut self, folded: bool) {
        let Some((pointer, id)) = self.value().map(|value| (value.document().pointer(value), value.id()))
        else {
            return;
        };
        if folded {
            self.folded.insert(pointer);
        } else {
            self.folded.remove(&pointer);
        }
        self.lay_rows_around(Some(id));
    }

    /// Folds every object and array, or none.
    pub fn fold_all(&mut self, folded: bool) {
        let Body::Tree { document, .. } = &self.body else { return };
        self.folded = if folded { folded_everywhere(document) } else { BTreeSet::new() };
        // What was selected is in what is now folded: its outermost part stays selected.
        let stays = |row: &&EventRow| matches!(row, EventRow::Node(node) if node.depth == 0 || !folded);
        let rows = self.rows.get(..=self.selected).unwrap_or_default();
        let id = rows.iter().rev().find(stays).and_then(EventRow::id);
        self.lay_rows_around(id);
    }

    fn lay_rows_around(&mut self, id: Option<NodeId>) {
        self.lay_rows();
        if let Some(at) = id.and_then(|id| self.row_of(id)) {
            self.selected = at;
        }
        self.keep_visible();
    }

    fn row_of(&self, id: NodeId) -> Option<usize> {
        self.rows.iter().position(|row| matches!(row, EventRow::Node(node) if node.id == id))
    }

    fn lay_rows(&mut self) {
        self.rows = match &self.body {
            Body::Nothing => Vec::new(),
            Body::Tree { document, .. } => rows::of(document, &self.folded),
            Body::Text(_) | Body::Note => rows::of_text(&self.text),
        };
        self.selected = self.selected.min(self.rows.len().saturating_sub(1));
        self.forget_layout();
    }

    /// Looks for a text in names and values, in what is folded, too; `""` ends the search.
    pub fn set_search(&mut self, text: &str) {
        text.clone_into(&mut self.search);
        self.forget_layout();
        self.keep_visible();
    }

    /// The text that is looked for.
    pub fn search(&self) -> &str {
        &self.search
    }

    /// Selects the first place found at or after the selected row, as is done while typing.
    pub fn search_from_here(&mut self) -> bool {
        let found = self.hits();
        let here = self.place();
        let next = found.iter().find(|place| **place >= here).or_else(|| found.first());
        next.copied().is_some_and(|place| self.go(place))
    }

    /// Selects the next place found, or the one before, round the ends. Answers which of how many it is.
    pub fn search_next(&mut self, forward: bool) -> Option<(usize, usize)> {
        let found = self.hits();
        let here = self.place();
        let at = if forward {
            found.iter().position(|place| *place > here).unwrap_or(0)
        } else {
            found.iter().rposition(|place| *place < here).unwrap_or(found.len().saturating_sub(1))
        };
        self.go(*found.get(at)?);
        Some((at + 1, found.len()))
    }

    /// All places found, in order: nodes of a tree, or lines of a text.
    fn hits(&self) -> Vec<Hit> {
        if self.search.is_empty() {
            return Vec::new();
        }
        let all = match &self.body {
            Body::Nothing => Vec::new(),
            Body::Tree { document, .. } => rows::of(document, &BTreeSet::new()),
            Body::Text(_) | Body::Note => rows::of_text(&self.text),
        };
        let places = all.iter().enumerate().filter(|(_, row)| {
            let whole = match (&self.body, row) {
                (Body::Tree { document, .. }, EventRow::Node(node)) => node.words(document),
                (_, EventRow::Text(range)) => self.text.get(range.clone()).unwrap_or_default().to_owned(),
                (Body::Nothing | Body::Text(_) | Body::Note, EventRow::Node(_)) => String::new(),
            };
            !places(&whole, &self.search).is_empty()
        });
        places.map(|(at, row)| Hit::of(at, row)).collect()
    }

    fn place(&self) -> Hit {
        self.rows.get(self.selected).map_or(Hit::Line(0), |row| Hit::of(self.selected, row))
    }

    fn go(&mut self, place: Hit) -> bool {
        match (place, &self.body) {
            (Hit::Node(id), Body::Tree { document, .. }) => {
                let mut pointer = document.pointer(document.value(id));
                while let Some(end) = pointer.rfind('/') {
                    pointer.truncate(end);
                    self.folded.remove(&pointer);
                }
                self.lay_rows_around(Some(id));
            }
            (Hit::Line(at), _) => self.select(at),
            (Hit::Node(_), Body::Nothing | Body::Text(_) | Body::Note) => {}
        }
        true
    }

    /// A row as it is shown, before it is wrapped or cut.
    fn line(&self, row: &EventRow) -> Line {
        match (&self.body, row) {
            (Body::Tree { document, .. }, EventRow::Node(node)) => node.line(document, &self.search),
            (Body::Text(fault), EventRow::Text(range)) => {
                let at = fault.as_ref().map(|fault| fault.offset);
                rows::text_line(&self.text, range.clone(), at, &self.search)
            }
            (Body::Note, EventRow::Text(range)) => {
                rows::text_line(&self.text, range.clone(), None, &self.search)
            }
            (Body::Nothing | Body::Text(_) | Body::Note, EventRow::Node(_))
            | (Body::Nothing | Body::Tree { .. }, EventRow::Text(_)) => Line::new(),
        }
    }
}

/// What the search finds, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Hit {
    Line(usize),
    Node(NodeId),
}

impl Hit {
    fn of(at: usize, row: &EventRow) -> Self {
        match row {
            EventRow::Node(node) => Self::Node(node.id),
            EventRow::Text(_) => Self::Line(at),
        }
    }
}

/// Adds a text to a line, with what the search finds in it marked.
fn push_found(line: &mut Line, role: Role, text: &str, search: &str) {
    let mut from = 0;
    for found in places(text, search) {
        line.push(role, text.get(from..found.start).unwrap_or_default());
        line.push(Role::Found, text.get(found.clone()).unwrap_or_default());
        from = found.end;
    }
    line.push(role, text.get(from..).unwrap_or_default());
}
