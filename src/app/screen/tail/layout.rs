//! Where the tail's parts lie: a pure function of the size and of what is shown, for drawing and for the
//! mouse.

use super::{Focus, Tail};
use crate::app::layout::frame;
use ratatui::layout::Rect;

/// Columns from which the event lies beside the list, and rows from which it lies below.
const BESIDE: u16 = 150;
const BELOW: u16 = 34;

/// Rows of the status, and at least of the list with its columns' names.
const STATUS: u16 = 2;
const LEAST: u16 = 2;

/// The parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panes {
    /// How the tail is doing, and how the list is shown.
    pub status: Rect,
    /// What must be known of this tail before its events are believed; no rows when there is nothing.
    pub warnings: Rect,
    /// The names of the columns; no rows when the event has all the room.
    pub columns: Rect,
    /// The list; no rows when the event has all the room.
    pub list: Rect,
    /// The column of the list's scroll bar, with a row above it and one below as bars have them; no columns
    /// where all rows are in view.
    pub bar: Rect,
    /// The event with its border; no rows when there is no room for it.
    pub event: Rect,
    /// Why what was typed cannot be used; no rows when it can.
    pub fault: Rect,
}

/// The inside of the event's border.
pub fn inside(event: Rect) -> Rect {
    Rect::new(
        event.x.saturating_add(2),
        event.y.saturating_add(1),
        event.width.saturating_sub(4),
        event.height.saturating_sub(2),
    )
}

impl Tail {
    /// The parts at this size.
    pub fn panes(&self, size: (u16, u16)) -> Panes {
        let body = frame(size).body;
        let (mut y, mut left) = (body.y, body.height);
        let mut take = |rows: usize| {
            let rows = u16::try_from(rows).unwrap_or(left).min(left);
            let rect = Rect::new(body.x, y, body.width, rows);
            y += rows;
            left -= rows;
            rect
        };
        let status = take(usize::from(STATUS));
        // However much is to be said, a row of the list or of why it is empty stays.
        let room = usize::from(body.height.saturating_sub(STATUS + LEAST));
        let warnings = take(self.warnings.len().min(room));
        let rest = take(usize::MAX);
        let faults = u16::try_from(self.fault_page(body.width).len()).unwrap_or(0).min(rest.height / 2);
        let (rest, fault) = split_below(rest, rest.height - faults);

        let hidden = Rect::new(rest.x, rest.y, rest.width, 0);
        let (list, event) = if self.focus == Focus::Event && self.zoomed {
            (hidden, rest)
        } else if body.width >= BESIDE {
            let list = rest.width * 55 / 100;
            (Rect { width: list, ..rest }, Rect { x: rest.x + list, width: rest.width - list, ..rest })
        } else if body.height >= BELOW {
            split_below(rest, rest.height * 55 / 100)
        } else {
            (rest, Rect { y: rest.bottom(), ..hidden })
        };
        let (columns, list) = split_below(list, list.height.min(1));
        let rows = self.session().map_or(0, |session| session.view.rows().len());
        let scrolls = rows > usize::from(list.height) && list.height > 0 && list.width > 0;
        let list = if scrolls { Rect { width: list.width - 1, ..list } } else { list };
        let bar = Rect { x: list.right(), y: columns.y, width: u16::from(scrolls), height: list.height + 2 };
        Panes { status, warnings, columns, list, bar, event, fault }
    }
}

fn split_below(area: Rect, rows: u16) -> (Rect, Rect) {
    let above = Rect { height: rows, ..area };
    (above, Rect { y: above.bottom(), height: area.height - rows, ..area })
}
