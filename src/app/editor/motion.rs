//! Moving the cursor and the view.

use super::Editor;
use super::rows::{TextRow, cells};
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

impl Editor {
    /// The row the cursor is on; at a wrap, the lower one.
    pub fn cursor_row(&self) -> usize {
        self.row_of(self.cursor)
    }

    /// The row that shows a byte.
    pub fn row_of(&self, at: usize) -> usize {
        self.rows.partition_point(|row| row.start <= at).saturating_sub(1)
    }

    /// The cursor's column in its row.
    pub fn cursor_column(&self) -> usize {
        let Some(row) = self.rows.get(self.cursor_row()) else { return 0 };
        cells(&self.text, row)
            .take_while(|cell| cell.at < self.cursor)
            .last()
            .map_or(row.indent, |cell| cell.column + cell.width)
    }

    /// The cursor's line and column in characters, both from 1, as a person counts them.
    #[cfg(test)]
    pub fn line_and_column(&self) -> (usize, usize) {
        let before = self.text.get(..self.cursor).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.matches('\n').count() + 1;
        (line, before.get(start..).unwrap_or_default().graphemes(true).count() + 1)
    }

    /// Puts the cursor before byte `at`, or the nearest place before it where a cursor can stand; nothing is
    /// selected then.
    pub fn go_to(&mut self, at: usize) {
        self.anchor = None;
        self.put_cursor(at);
    }

    /// Puts the cursor before byte `at`; what is selected reaches to there.
    pub(super) fn put_cursor(&mut self, at: usize) {
        self.cursor = self.boundary(at);
        self.goal = None;
        self.on_move();
    }

    /// Puts the cursor where the mouse clicked: a row and column of the view.
    pub fn click(&mut self, row: usize, column: usize) {
        let at = self.byte_under(row, column);
        self.go_to(at);
    }

    /// The cursor position at a row and column of the view.
    pub(super) fn byte_under(&self, row: usize, column: usize) -> usize {
        self.byte_at((self.scroll + row).min(self.rows.len().saturating_sub(1)), column)
    }

    /// Moves the view alone, as a wheel does.
    pub fn scroll_by(&mut self, rows: isize) {
        let last = self.rows.len().saturating_sub(self.height);
        self.scroll = self.scroll.saturating_add_signed(rows).min(last);
    }

    /// Moves the view so that a byte is in it, with some rows around it.
    pub fn reveal(&mut self, at: usize) {
        let row = self.row_of(at);
        if row < self.scroll || row >= self.scroll + self.height {
            let last = self.rows.len().saturating_sub(self.height);
            self.scroll = row.saturating_sub(self.height / 3).min(last);
        }
    }

    pub(super) fn left(&mut self) {
        self.put_cursor(self.before(self.cursor));
    }

    pub(super) fn right(&mut self) {
        self.put_cursor(self.after(self.cursor));
    }

    /// The cursor position before `at`.
    pub(super) fn before(&self, at: usize) -> usize {
        let head = self.text.get(..at).unwrap_or_default();
        let start = head.rfind('\n').map_or(0, |feed| feed + 1);
        if start == at {
            return at.saturating_sub(1);
        }
        head.get(start..)
            .and_then(|line| line.grapheme_indices(true).next_back())
            .map_or(0, |(offset, _)| start + offset)
    }

    /// The cursor position after `at`.
    pub(super) fn after(&self, at: usize) -> usize {
        let tail = self.text.get(at..).unwrap_or_default();
        let line = tail.split('\n').next().unwrap_or_default();
        match line.graphemes(true).next() {
            Some(cluster) => at + cluster.len(),
            None => (at + 1).min(self.text.len()),
        }
    }

    /// `at` itself, or the nearest cursor position before it.
    pub(super) fn boundary(&self, at: usize) -> usize {
        let mut at = at.min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        // within its line only: the editor lets a cursor stand between a carriage return and its line feed
        let start = self.text.get(..at).and_then(|head| head.rfind('\n')).map_or(0, |feed| feed + 1);
        let end =
            self.text.get(at..).and_then(|tail| tail.find('\n')).map_or(self.text.len(), |feed| at + feed);
        let line = self.text.get(start..end).unwrap_or_default();
        if at == start || at == end || line.is_ascii() {
            return at;
        }
        let mut cursor = GraphemeCursor::new(at - start, line.len(), true);
        match cursor.is_boundary(line, 0) {
            Ok(false) => cursor.prev_boundary(line, 0).ok().flatten().map_or(start, |offset| start + offset),
            Ok(true) | Err(_) => at,
        }
    }

    /// Moves up or down by rows, keeping to the column the movement began in.
    pub(super) fn vertical(&mut self, rows: isize) {
        let row = self.cursor_row();
        let goal = self.goal.unwrap_or_else(|| self.cursor_column());
        let to = row.saturating_add_signed(rows).min(self.rows.len().saturating_sub(1));
        self.cursor = if to == row && rows < 0 {
            0
        } else if to == row {
            self.text.len()
        } else {
            self.byte_at(to, goal)
        };
        self.goal = Some(goal);
        self.on_move();
    }

    /// Rows of a page, one less than are shown so that the eye finds its place.
    pub(super) fn page(&self) -> isize {
        isize::try_from(self.height.saturating_sub(1).max(1)).unwrap_or(1)
    }

    /// To the first character that is no space; from there, to the line's start.
    pub(super) fn home(&mut self) {
        let (start, end) = self.line_bounds(self.cursor);
        let line = self.text.get(start..end).unwrap_or_default();
        let text = start + (line.len() - line.trim_start_matches([' ', '\t']).len());
        self.put_cursor(if self.cursor == text { start } else { text });
    }

    pub(super) fn end(&mut self) {
        let (_, end) = self.line_bounds(self.cursor);
        self.put_cursor(end);
    }

    /// The start of the word before the cursor.
    pub(super) fn word_before(&self) -> usize {
        let head = self.text.get(..self.cursor).unwrap_or_default();
        let head = head.trim_end_matches(|c: char| !is_word(c));
        head.trim_end_matches(is_word).len()
    }

    /// The end of the word after the cursor.
    pub(super) fn word_after(&self) -> usize {
        let tail = self.text.get(self.cursor..).unwrap_or_default();
        let rest = tail.trim_start_matches(|c: char| !is_word(c));
        self.text.len() - rest.trim_start_matches(is_word).len()
    }

    /// The first byte of the line that holds `at`, and the byte behind its last.
    pub(super) fn line_bounds(&self, at: usize) -> (usize, usize) {
        let start = self.text.get(..at).and_then(|head| head.rfind('\n')).map_or(0, |feed| feed + 1);
        let end =
            self.text.get(at..).and_then(|tail| tail.find('\n')).map_or(self.text.len(), |feed| at + feed);
        (start, end)
    }

    /// Scrolls so that the cursor is in view.
    pub(super) fn follow(&mut self) {
        let row = self.cursor_row();
        if row < self.scroll {
            self.scroll = row;
        } else if row >= self.scroll + self.height {
            self.scroll = row + 1 - self.height;
        }
        self.scroll = self.scroll.min(self.rows.len().saturating_sub(self.height));
    }

    fn on_move(&mut self) {
        self.history.close();
        self.follow();
    }

    /// The cursor position nearest to a column of a row.
    fn byte_at(&self, row: usize, column: usize) -> usize {
        let Some(found) = self.rows.get(row) else { return self.text.len() };
        let hit = cells(&self.text, found).find(|cell| column < cell.column + cell.width);
        match hit {
            Some(cell) => cell.at,
            // behind the last cell: the line's end, but on a wrapped row its last cell, or the cursor would
            // be drawn below
            None if self.wraps(row, found) => self.before(found.end),
            None => found.end,
        }
    }

    fn wraps(&self, row: usize, found: &TextRow) -> bool {
        self.rows.get(row + 1).is_some_and(|next| next.start == found.end && next.line == found.line)
    }
}

pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.')
}
