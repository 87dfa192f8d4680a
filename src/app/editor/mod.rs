//! A text editor's state: a text, a cursor, what can be undone, and how it lies on the screen.
//!
//! It knows bytes, characters and rows; the only thing it knows of JSON is where brackets open and close, for
//! indentation. Colours, errors and marks are the business of whoever draws it: everything here is addressed
//! by byte, the same addresses that the reader of JSON and the engine use. The cursor stands between grapheme
//! clusters, never inside.

mod history;
mod indent;
mod keys;
mod motion;
mod rows;
mod selection;
#[cfg(test)]
mod tests;

use history::{Edit, EditKind, History};
pub use rows::{Cell, TextRow, cells};
use std::ops::Range;

/// A text being edited.
#[derive(Clone, Debug)]
pub struct Editor {
    text: String,
    cursor: usize,
    /// The other end of what is selected; what is selected lies between it and the cursor.
    anchor: Option<usize>,
    /// The column that moving up and down aims for.
    goal: Option<usize>,
    history: History,
    revision: u64,
    rows: Vec<TextRow>,
    width: usize,
    height: usize,
    scroll: usize,
}

impl Default for Editor {
    fn default() -> Self {
        Self::new(String::new())
    }
}

impl Editor {
    /// An editor on a text, byte for byte, with the cursor at its start and nothing to undo.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let width = 80;
        let rows = rows::wrap(&text, width);
        Self {
            text,
            cursor: 0,
            anchor: None,
            goal: None,
            history: History::default(),
            revision: 0,
            rows,
            width,
            height: 1,
            scroll: 0,
        }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Grows with every change of the text, also by undo.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The cursor, as the byte it stands before.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The text as rows of the present width.
    pub fn rows(&self) -> &[TextRow] {
        &self.rows
    }

    /// Rows that the text takes in so many columns.
    pub fn rows_in(&self, width: usize) -> usize {
        if width == self.width { self.rows.len() } else { rows::wrap(&self.text, width).len() }
    }

    /// Lines of the text, at least one.
    pub fn lines(&self) -> usize {
        self.rows.last().map_or(0, |row| row.line) + 1
    }

    /// The first row in view.
    pub fn scroll(&self) -> usize {
        self.scroll
    }

    /// The columns and rows there are to show it in.
    pub fn set_view(&mut self, width: usize, height: usize) {
        let height = height.max(1);
        if width != self.width {
            self.width = width;
            self.rows = rows::wrap(&self.text, width);
            self.height = height;
            self.follow();
        } else if height != self.height {
            self.height = height;
            self.follow();
        }
    }

    /// Starts afresh on another text; nothing of the old one can be undone.
    pub fn load(&mut self, text: impl Into<String>) {
        self.text = text.into();
        self.history = History::default();
        self.cursor = 0;
        self.scroll = 0;
        self.on_change();
    }

    /// Puts `with` in the place of `range`, as one step that can be undone; the cursor goes behind it. A
    /// range that is not within the text, or that cuts a character, changes nothing.
    pub fn replace(&mut self, range: Range<usize>, with: &str) {
        let after = range.start + with.len();
        self.edit(range, with, EditKind::Whole, after);
    }

    /// Puts `with` in the place of the whole text, as one step; the cursor keeps its line.
    pub fn replace_all(&mut self, with: &str) {
        if with == self.text {
            return;
        }
        let line = self.text.get(..self.cursor).unwrap_or_default().matches('\n').count();
        let start = if line == 0 {
            0
        } else {
            with.match_indices('\n').nth(line - 1).map_or(with.len(), |(at, _)| at + 1)
        };
        let column =
            with.get(start..).map_or(0, |rest| rest.len() - rest.trim_start_matches([' ', '\t']).len());
        self.edit(0..self.text.len(), with, EditKind::Whole, start + column);
    }

    /// Several replacements at once, in one step: ranges in ascending order that do not overlap. Where one of
    /// them is not within the text, nothing changes and the answer is false.
    pub fn replace_each<'e>(&mut self, edits: impl IntoIterator<Item = (Range<usize>, &'e str)>) -> bool {
        let mut span: Option<Range<usize>> = None;
        let mut with = String::new();
        for (range, text) in edits {
            let from = span.as_ref().map_or(range.start, |span| span.end);
            let Some(kept) = self.text.get(from..range.start) else { return false };
            if self.text.get(range.clone()).is_none() {
                return false;
            }
            with.push_str(kept);
            with.push_str(text);
            span = Some(span.map_or(range.start, |span| span.start)..range.end);
        }
        let Some(span) = span else { return false };
        self.replace(span, &with);
        true
    }

    /// Takes the last step back. False when there is none.
    pub fn undo(&mut self) -> bool {
        let Some(edit) = self.history.undo() else { return false };
        self.text.replace_range(edit.at..edit.at + edit.inserted.len(), &edit.removed);
        self.cursor = edit.before;
        self.on_change();
        true
    }

    /// Makes the last step taken back again. False when there is none.
    pub fn redo(&mut self) -> bool {
        let Some(edit) = self.history.redo() else { return false };
        self.text.replace_range(edit.at..edit.at + edit.removed.len(), &edit.inserted);
        self.cursor = edit.at + edit.inserted.len();
        self.on_change();
        true
    }

    /// Puts in a pasted text in the place of what is selected, as one step. Terminals send a carriage return
    /// for each line break, and what was copied on Windows has both; all become line feeds.
    pub fn paste(&mut self, text: &str) {
        let place = self.selection().unwrap_or(self.cursor..self.cursor);
        self.replace(place, &line_feeds(text));
    }

    /// Puts a pasted text in the place of the whole, as one step.
    pub fn paste_over(&mut self, text: &str) {
        self.replace(0..self.text.len(), &line_feeds(text));
    }

    fn edit(&mut self, range: Range<usize>, with: &str, kind: EditKind, cursor: usize) {
        let Some(removed) = self.text.get(range.clone()) else { return };
        if removed.is_empty() && with.is_empty() {
            return;
        }
        let edit = Edit {
            at: range.start,
            removed: removed.to_owned(),
            inserted: with.to_owned(),
            before: self.cursor,
        };
        self.text.replace_range(range, with);
        self.history.record(edit, kind);
        self.cursor = cursor;
        self.on_change();
    }

    fn on_change(&mut self) {
        self.revision += 1;
        self.goal = None;
        self.anchor = None;
        self.cursor = self.boundary(self.cursor);
        self.rows = rows::wrap(&self.text, self.width);
        self.follow();
    }
}

fn line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}
