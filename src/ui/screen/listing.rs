//! A plain listing: archives, connections, calls and the like.

use crate::app::Shared;
use crate::app::layout::below_titles;
use crate::app::rows_shown::RowCounts;
use crate::app::screen::listing::{COLUMN_GAP, ListingRow, ListingView};
use crate::text::{safe, width};
use crate::ui::table::{self, Cell, Column, Room};
use crate::ui::theme::Theme;
use crate::ui::widgets;
use ratatui::Frame;
use ratatui::layout::Rect;

/// Draws the screen into `area`.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &ListingView, shared: &Shared, theme: &Theme) {
    let shown = state.shown.iter().filter_map(|at| state.rows.get(*at)).map(ListingRow::name);
    let counts = RowCounts {
        shown: state.shown.len(),
        all: state.rows.len(),
        filter: &state.filter,
        problems: state.problems,
        marks: state.marks.note(shown),
    };
    let name = state.about().title;
    let title = widgets::pane_title(name, &counts.note(), area.width, true, theme);
    let inner = widgets::pane(frame, area, title, true, theme);
    let text = Rect::new(inner.x + 2, inner.y, inner.width.saturating_sub(3), inner.height);
    if state.shown.is_empty() {
        let place = state.listing.where_none(shared);
        return table::empty(frame, text, (name, &place), &state.standing, &counts, shared, theme);
    }
    let columns = columns(state, area.width);
    frame.render_widget(table::titles(&columns, 2, theme), Rect { height: 1, ..inner });
    let below = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    let row = |(at, row): (usize, &usize)| {
        let row = state.rows.get(*row)?;
        let lead = widgets::lead(state.marks.has(row.name()), row.problem, theme).to_vec();
        let cells = row.cells.iter().map(|text| Cell::text(text, theme.text));
        Some((at, table::row(&columns, usize::from(inner.width), lead, cells, theme)))
    };
    let rows = state.shown.iter().enumerate().skip(state.selection.view.top).filter_map(row);
    table::lines(frame, below, rows, state.selection.at, theme.selected);
    widgets::scroll_bar(frame, below_titles(area), state.selection.view.top, state.shown.len(), theme);
    let taken = widgets::trouble(frame, area, &state.standing, state.rows.len(), shared, theme);
    if let Some(why) = reason_that_is_cut(state, area.width) {
        widgets::reason(frame, area, taken, &why, theme);
    }
}

fn columns(state: &ListingView, width: u16) -> Vec<Column> {
    let column = |(at, (title, room)): (usize, (&&'static str, usize))| Column {
        title,
        room: Room::Columns(room),
        gap: COLUMN_GAP,
        sorted: at == state.sort,
        reversed: state.reversed,
        ..Column::default()
    };
    state.about().columns.iter().zip(state.widths(width)).enumerate().map(column).collect()
}

/// Why the selected row is in its state, where no column shows that whole.
fn reason_that_is_cut(state: &ListingView, pane: u16) -> Option<String> {
    let row = state.selected()?;
    let why = row.reason.as_ref()?;
    let column = state.about().columns.iter().position(|title| *title == "reason");
    let room = column.and_then(|at| state.widths(pane).get(at).copied()).unwrap_or(0);
    let is_whole = room >= width(&safe(why));
    let word = row.state.as_deref().unwrap_or_default();
    (!is_whole).then(|| format!("{word}: {why}"))
}
