//! Which row of a list is selected, and which rows are in view.

use super::command::Id;
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

    /// Carries out a movement command; false when it is none.
    pub fn run(&mut self, id: Id, len: usize, height: usize) -> bool {
        let Some(lines) = lines(id, height) else { return false };
        self.select(self.at.saturating_add_signed(lines), len, height);
        true
    }
}

/// How many lines a movement command moves; `None` when it is none.
pub fn lines(id: Id, height: usize) -> Option<isize> {
    let page = isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(isize::MAX);
    let half = isize::try_from((height / 2).max(1)).unwrap_or(isize::MAX);
    Some(match id {
        Id::Up => -1,
        Id::Down => 1,
        Id::PageUp => -page,
        Id::PageDown => page,
        Id::HalfUp => -half,
        Id::HalfDown => half,
        Id::Top => isize::MIN / 2,
        Id::Bottom => isize::MAX / 2,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Id, Selection};

    #[test]
    fn movement_stays_in_the_list_and_keeps_the_row_in_view() {
        let mut list = Selection::default();
        assert!(list.run(Id::Bottom, 100, 10));
        assert_eq!((list.at, list.view.top), (99, 90));
        list.run(Id::PageUp, 100, 10);
        assert_eq!((list.at, list.view.top), (90, 90));
        list.run(Id::Up, 100, 10);
        assert_eq!((list.at, list.view.top), (89, 89));
        list.run(Id::Top, 100, 10);
        assert_eq!((list.at, list.view.top), (0, 0));
        assert!(!list.run(Id::Help, 100, 10));
        assert!(list.run(Id::Down, 0, 10));
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
