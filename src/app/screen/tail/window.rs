//! What of the tail is in the window: which rows, and the selected one's event beside them.

use super::{Stage, Tail, inside};
use crate::tail::StoredItem;

impl Tail {
    /// Scrolls the list so that the selected row is in the window, and makes the rows in the window ready.
    pub(super) fn keep_in_view(&mut self) {
        let panes = self.panes(self.size);
        let (height, width) = (usize::from(panes.list.height), panes.list.width);
        let Stage::Watching(session) = &self.stage else { return };
        let view = &session.view;
        let (cursor, top) = (view.cursor(), view.top());
        let near = cursor.saturating_sub(height).min(top)..(cursor + 1).max(top.saturating_add(height));
        let rows = view.rows();
        let ready = near.filter(|at| (top..top + height).contains(at) || (at.abs_diff(cursor) <= height));
        self.cells.prepare(ready.filter_map(|at| rows.get(at).copied()), session.store(), &mut self.rules);

        let mut first = top.min(cursor);
        let mut used = self.row_height(cursor, width);
        let mut lowest = cursor;
        while lowest > first {
            used += self.row_height(lowest - 1, width);
            if used > height {
                first = lowest;
                break;
            }
            lowest -= 1;
        }
        // No room is left empty below the last row while there are rows above.
        let rows = rows.len();
        let mut shown = 0;
        let mut at = first;
        while at < rows && shown < height {
            shown += self.row_height(at, width);
            at += 1;
        }
        while first > 0 && shown < height {
            let more = self.row_height(first - 1, width);
            if shown + more > height {
                break;
            }
            shown += more;
            first -= 1;
        }
        let Stage::Watching(session) = &mut self.stage else { return };
        session.view.scroll_to(first);
        let shown = session.view.rows().iter().skip(first).take(height).copied();
        self.cells.prepare(shown, session.store(), &mut self.rules);
    }

    /// Puts the selected row into the event's pane, where one is shown.
    pub(super) fn show_selected(&mut self) {
        let Stage::Watching(session) = &self.stage else { return };
        let pane = self.panes(self.size).event;
        let row = session.view.selected().filter(|_| pane.height > 0);
        match row.and_then(|row| session.store().get(row)) {
            Some(StoredItem::Entry(entry)) => {
                if self.shown != row {
                    self.event.show(entry.text(), entry.line());
                }
            }
            Some(StoredItem::Marker(marker)) => self.event.say(&marker.to_string()),
            None => self.event.say(""),
        }
        self.shown = row;
        let inside = inside(pane);
        let head = self.event_head().len();
        self.event.set_size(usize::from(inside.width), usize::from(inside.height).saturating_sub(head));
    }
}
