//! Which row of a list is selected, and which rows are in view.

use super::command::Move;
use super::page::Scroll;

/// A selection in a list of known length shown through a window of known height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// The selected row.
    pub at: usize,
    /// The rows in view.
    pub view: Scroll,
}

impl Selection {
    /// Selects a row, or the last one when there are fewer, and brings it into view.
    pub fn select(&mut self, at: usize, len: usize, height: usize) {
        self.at = at.min(len.saturating_sub(1));
        self.view.show(self.at, height);
        self.view.clamp(len, height);
    }

    /// Scrolls by `lines`; the selection stays in view.
    pub fn scroll(&mut self, lines: isize, len: usize, height: usize) {
        self.view.by(lines, len, height);
        let last = (self.view.top + height.max(1) - 1).min(len.saturating_sub(1));
        self.at = self.at.clamp(self.view.top.min(last), last);
    }

    /// The row of the list that stands on a row of the screen; `first` is the screen's row of the window's
    /// first.
    pub fn row_at(&self, row: u16, first: u16, len: usize, height: usize) -> Option<usize> {
        let below = row.checked_sub(first).map(usize::from).filter(|below| *below < height)?;
        Some(below + self.view.top).filter(|row| *row < len)
    }

    /// Scrolls so that the bar's thumb is where the pointer is: `row` of a track of `height` rows.
    pub fn drag(&mut self, row: usize, len: usize, height: usize) {
        let top = crate::app::page::Scroll::dragged(row, len, height);
        self.scroll(
            isize::try_from(top).unwrap_or(0) - isize::try_from(self.view.top).unwrap_or(0),
            len,
            height,
        );
    }

    /// Carries out a movement.
    pub fn go(&mut self, to: Move, len: usize, height: usize) {
        self.select(self.at.saturating_add_signed(to.lines(height)), len, height);
    }
}

#[cfg(test)]
mod tests {
    use super::{Move, Selection};

    #[test]
    fn movement_stays_in_the_list_and_keeps_the_row_in_view() {
        let mut list = Selection::default();
        list.go(Move::Bottom, 100, 10);
        assert_eq!((list.at, list.view.top), (99, 90));
        list.go(Move::PageUp, 100, 10);
        assert_eq!((list.at, list.view.top), (90, 90));
        list.go(Move::Up, 100, 10);
        assert_eq!((list.at, list.view.top), (89, 89));
        list.go(Move::Top, 100, 10);
        assert_eq!((list.at, list.view.top), (0, 0));
        list.go(Move::Down, 0, 10);
        assert_eq!(list.at, 0);
    }

    #[test]
    fn scrolling_carries_the_selection_along() {
        let mut list = Selection::default();
        list.scroll(3, 100, 10);
        assert_eq!((list.at, list.view.top), (3, 3));
        list.scroll(1000, 100, 10);
        assert_eq!((list.at, list.view.top), (90, 90));
        list.scroll(5, 0, 10);
        assert_eq!((list.at, list.view.top), (0, 0));
    }
}
