//! What is selected: by shift and the keys that move, by the mouse, or all of it.

use super::Editor;
use super::history::EditKind;
use super::motion::is_word;
use std::ops::Range;

impl Editor {
    /// The bytes that are selected; nothing where none are.
    pub fn selection(&self) -> Option<Range<usize>> {
        let anchor = self.anchor?.min(self.text.len());
        let range = anchor.min(self.cursor)..anchor.max(self.cursor);
        (!range.is_empty() && self.text.get(range.clone()).is_some()).then_some(range)
    }

    /// The text that is selected.
    pub fn selected(&self) -> Option<&str> {
        self.text.get(self.selection()?)
    }

    /// Selects these bytes; the cursor goes behind them.
    pub fn select(&mut self, range: &Range<usize>) {
        self.put_cursor(range.end);
        self.anchor = Some(self.boundary(range.start));
    }

    /// Selects the whole text.
    pub fn select_all(&mut self) {
        let view = self.scroll();
        self.select(&(0..self.text().len()));
        self.scroll = view;
    }

    /// Nothing is selected any more. False when nothing was.
    pub fn unselect(&mut self) -> bool {
        let was = self.selection().is_some();
        self.anchor = None;
        was
    }

    /// Takes out what is selected. False when nothing is.
    pub fn erase_selection(&mut self) -> bool {
        let Some(range) = self.selection() else { return false };
        let start = range.start;
        self.edit(range, "", EditKind::Whole, start);
        true
    }

    /// The mouse was pressed and went on to a row and column of the view: what lies between is selected.
    pub fn drag(&mut self, row: usize, column: usize) {
        self.anchor.get_or_insert(self.cursor);
        let at = self.byte_under(row, column);
        self.put_cursor(at);
    }

    /// Selects the word at a row and column of the view: letters, digits, `_`, `-` and `.`.
    pub fn select_word(&mut self, row: usize, column: usize) {
        let at = self.byte_under(row, column);
        let (before, after) = self.text.split_at(at);
        let start = before.trim_end_matches(is_word).len();
        let end = self.text.len() - after.trim_start_matches(is_word).len();
        self.select(&(start..end));
    }
}
