//! Which lines of which rows are in the window. Rows may be higher than the window, when a long value is
//! wrapped.

use super::EventView;
use crate::app::page::{Line, Page, Scroll};

/// Rows laid out that are kept; more than any window shows.
const KEPT: usize = 1_000;

impl EventView {
    /// The window has this size now, in columns and lines.
    pub fn set_size(&mut self, width: usize, height: usize) {
        if self.size == (width, height) {
            return;
        }
        if self.size.0 != width {
            self.forget_layout();
        }
        self.size = (width, height);
        self.keep_visible();
    }

    pub(super) fn forget_layout(&mut self) {
        self.laid_out.clear();
    }

    fn lay_out(&mut self, at: usize) -> usize {
        if self.laid_out.len() > KEPT {
            self.forget_layout();
        }
        if !self.laid_out.contains_key(&at)
            && let Some(row) = self.rows.get(at)
        {
            let line = self.line(row);
            let mut page = Page::new();
            page.push(line);
            let page = if self.wrap { page.wrapped(self.size.0.max(1)) } else { page };
            self.laid_out.insert(at, page.lines().to_vec());
        }
        self.laid_out.get(&at).map_or(1, Vec::len).max(1)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The first row in the window.
    pub fn first_row(&self) -> usize {
        self.top.0
    }

    /// The selected row.
    pub fn cursor(&self) -> usize {
        self.selected
    }

    /// The lines in the window, from the top, each with its row.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &Line)> {
        let rows = self.laid_out.range(self.top.0..);
        let lines = rows.flat_map(|(at, lines)| lines.iter().map(move |line| (*at, line)));
        lines.skip(self.top.1).take(self.size.1)
    }

    /// Scrolls so that the bar's thumb is where the pointer is: `row` of a track of `track` rows. The
    /// track is higher than the window where something stands above the event.
    pub fn drag(&mut self, row: usize, track: usize) {
        let at = Scroll::dragged(row, self.rows.len(), track);
        self.top = (at, 0);
        self.select(self.selected.clamp(at, at + self.size.1.saturating_sub(1)));
    }

    /// Selects a row.
    pub fn select(&mut self, at: usize) {
        self.selected = at.min(self.rows.len().saturating_sub(1));
        self.keep_visible();
    }

    /// Selects the row of a line of the window, counted from the top; answers whether that row was selected
    /// already.
    pub fn select_line(&mut self, line: usize) -> bool {
        let Some(at) = self.lines().nth(line).map(|(at, _)| at) else { return false };
        let again = at == self.selected;
        self.selected = at;
        again
    }

    /// Moves the window so that the selected row is in it; of a row higher than the window, some of it.
    pub(super) fn keep_visible(&mut self) {
        let height = self.size.1;
        if height == 0 || self.rows.is_empty() {
            return;
        }
        self.top.0 = self.top.0.min(self.rows.len() - 1);
        if self.selected < self.top.0 {
            let lines = self.lay_out(self.selected);
            self.top = (self.selected, lines.saturating_sub(height));
        }
        let selected = self.lay_out(self.selected);
        // From the selected row upwards, as many lines as fit above its last one.
        let mut room = height.saturating_sub(selected);
        let mut highest = (self.selected, 0);
        while room > 0 && highest.0 > self.top.0 {
            let lines = self.lay_out(highest.0 - 1);
            highest = if lines > room { (highest.0 - 1, lines - room) } else { (highest.0 - 1, 0) };
            room = room.saturating_sub(lines);
        }
        if self.top < highest && self.top.0 != self.selected {
            self.top = highest;
        }
        let lines = self.lay_out(self.top.0);
        self.top.1 = self.top.1.min(lines - 1);
        self.fill();
    }

    /// Lays out what the window shows, and leaves no room below the last row that rows above could take.
    fn fill(&mut self) {
        let height = self.size.1;
        let mut have = 0;
        let mut at = self.top.0;
        while have < height + self.top.1 && at < self.rows.len() {
            have += self.lay_out(at);
            at += 1;
        }
        let mut empty = (height + self.top.1).saturating_sub(have);
        while empty > 0 && self.top > (0, 0) {
            if self.top.1 == 0 {
                self.top = (self.top.0 - 1, self.lay_out(self.top.0 - 1));
            }
            let step = empty.min(self.top.1);
            self.top.1 -= step;
            empty -= step;
        }
    }

    /// One row up; within a row that is higher than the window, one line.
    pub fn up(&mut self) {
        if self.top.0 == self.selected && self.top.1 > 0 {
            self.top.1 -= 1;
            return;
        }
        self.select(self.selected.saturating_sub(1));
    }

    /// One row down; within a row that is higher than the window, one line.
    pub fn down(&mut self) {
        let lines = self.lay_out(self.selected);
        if self.top.0 == self.selected && lines - self.top.1.min(lines) > self.size.1 {
            self.top.1 += 1;
            self.fill();
            return;
        }
        self.select(self.selected + 1);
    }

    /// Moves by lines of the window, as far as there are rows.
    pub fn step(&mut self, lines: isize) {
        for _ in 0..lines.unsigned_abs() {
            if lines < 0 {
                self.up();
            } else {
                self.down();
            }
        }
    }

    /// The window's height in lines.
    pub fn height(&self) -> usize {
        self.size.1
    }
}
