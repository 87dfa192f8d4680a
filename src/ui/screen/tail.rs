//! The live tail: the state of its connection, its events in columns, and the selected one as a tree.

mod row;
#[cfg(test)]
mod tests;

use super::event;
use crate::app::Shared;
use crate::app::page::{Line as PageLine, Page, Role};
use crate::app::screen::tail::columns::Columns;
use crate::app::screen::tail::{
    Focus, NoGroupYet, Stage, Tail, TailSession, how_to_read_all, inside, time, why_no_rows,
};
use crate::tail::StoredItem;
use crate::ui::table;
use crate::ui::theme::Theme;
use crate::ui::widgets;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Clear;

/// Lines before the first of several log groups.
const GROUPS_FROM: usize = 2;

/// Draws the screen into `area`.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &Tail, shared: &Shared, theme: &Theme) {
    let session = match state.stage() {
        Stage::Looking { search, chosen } => {
            let tap = state.tap_offer(shared);
            return self::search(frame, area, search, *chosen, &tap, shared, theme);
        }
        Stage::Watching(session) => session,
    };
    let panes = state.panes(shared.size);
    let mut status = Page::new();
    status.push(session.status(panes.status.width, shared.now, &shared.keymap));
    status.push(session.mode(panes.status.width, &shared.keymap));
    widgets::page(frame, panes.status, &status, 0, theme);
    let mut warnings = Page::new();
    for text in state.warnings() {
        let mark = if text.starts_with(' ') { ' ' } else { '!' };
        warnings.push(PageLine::of(Role::Warn, &format!(" {mark} {text}")));
    }
    marked_where_cut(frame, panes.warnings, &warnings, shared, theme);

    let columns = Columns::new(panes.list.width, state.widest());
    if panes.columns.height > 0 {
        frame.render_widget(row::heads(columns, theme), panes.columns);
    }
    list(frame, panes.list, columns, state, session, shared, theme);
    widgets::scroll_bar(frame, panes.bar, session.view.top(), session.view.rows().len(), theme);
    if panes.event.height > 0 {
        event_pane(frame, panes.event, state, shared, theme);
    }
    if panes.fault.height > 0 {
        let text = Rect { x: panes.fault.x + 1, width: panes.fault.width.saturating_sub(2), ..panes.fault };
        widgets::page(frame, text, &state.fault_page(panes.fault.width), 0, theme);
    }
}

fn list(
    frame: &mut Frame<'_>,
    area: Rect,
    columns: Columns,
    state: &Tail,
    session: &TailSession,
    shared: &Shared,
    theme: &Theme,
) {
    let view = &session.view;
    if view.rows().is_empty() {
        return nothing(frame, area, session, shared, theme);
    }
    let offset = shared.offset();
    let rows = view.rows().iter().enumerate().skip(view.top()).filter_map(|(at, row)| {
        let (item, cells) = (session.store().get(*row)?, state.cells(*row)?);
        let lines = if state.wraps() {
            row::in_full(cells, columns, area.width, theme).collect()
        } else {
            vec![row::cut(cells, columns, area.width, theme)]
        };
        Some(lines.into_iter().enumerate().map(move |(nth, cells)| {
            let mut spans = vec![Span::raw(" ")];
            match item {
                StoredItem::Entry(entry) => {
                    let time = if nth == 0 { time(entry, shared.now, offset) } else { String::new() };
                    spans.push(Span::styled(format!("{time:<0$}", columns.time), theme.dim));
                    spans.push(Span::raw(" "));
                }
                StoredItem::Marker(_) => {}
            }
            spans.extend(cells);
            (at, Line::from(spans))
        }))
    });
    let style = if state.focus() == Focus::List { theme.selected } else { theme.selected_elsewhere };
    table::lines(frame, area, rows.flatten(), view.cursor(), style);
}

fn mark(frame: &mut Frame<'_>, row: Rect, style: Style) {
    frame.buffer_mut().set_style(row, style);
}

/// Why the list is empty.
fn nothing(frame: &mut Frame<'_>, area: Rect, session: &TailSession, shared: &Shared, theme: &Theme) {
    let page = Page::text(Role::Dim, &why_no_rows(session, &shared.keymap));
    paragraph(frame, area, page, shared, theme);
}

/// The text with a margin around it, as far as there is room for one; gives where it stands.
fn paragraph(frame: &mut Frame<'_>, area: Rect, page: Page, shared: &Shared, theme: &Theme) -> Rect {
    let text = inside(area);
    let page = page.wrapped(usize::from(text.width));
    let fits = page.len() <= usize::from(text.height);
    let text = if fits { text } else { Rect { y: area.y, height: area.height, ..text } };
    marked_where_cut(frame, text, &page, shared, theme);
    text
}

/// As much of the text as there is room for; where that is not all, its last line says how to read the rest.
fn marked_where_cut(frame: &mut Frame<'_>, area: Rect, page: &Page, shared: &Shared, theme: &Theme) {
    widgets::page(frame, area, page, 0, theme);
    if page.len() > usize::from(area.height) && area.height > 0 {
        let mark = Page::text(Role::Warn, &how_to_read_all(&shared.keymap));
        let last = Rect { y: area.bottom() - 1, height: 1, ..area };
        frame.render_widget(Clear, last);
        widgets::page(frame, last, &mark, 0, theme);
    }
}

fn event_pane(frame: &mut Frame<'_>, area: Rect, state: &Tail, shared: &Shared, theme: &Theme) {
    let focused = state.focus() == Focus::Event;
    let offset = shared.offset();
    let title = widgets::pane_title("event", &state.event_title(offset), area.width, focused, theme);
    widgets::pane(frame, area, title, focused, theme);
    let text = inside(area);
    let head = state.event_head();
    widgets::page(frame, text, &head, 0, theme);
    let used = u16::try_from(head.len()).unwrap_or(0).min(text.height);
    let tree = Rect { y: text.y + used, height: text.height - used, ..text };
    event::draw(frame, tree, state.event(), focused, theme);
    widgets::scroll_bar(frame, area, state.event().first_row(), state.event().len(), theme);
    event::path(frame, area, state.event(), theme);
}

/// Shown before the tail runs: which log group is opened, or why there is none.
fn search(
    frame: &mut Frame<'_>,
    area: Rect,
    search: &NoGroupYet,
    chosen: usize,
    tap: &str,
    shared: &Shared,
    theme: &Theme,
) {
    let (role, said) = search.text(tap, &shared.keymap);
    let (mut page, mut chosen_at) = (Page::new(), None);
    let width = usize::from(inside(area).width);
    for (at, line) in Page::text(role, &said).lines().iter().enumerate() {
        let mut one = Page::new();
        one.push(line.clone());
        let one = one.wrapped(width);
        if let NoGroupYet::Several(_) = search
            && at == GROUPS_FROM + chosen
        {
            chosen_at = Some((page.len(), one.len()));
        }
        page.append(one);
    }
    let text = paragraph(frame, area, page, shared, theme);
    if let Some((from, rows)) = chosen_at {
        let row = |at: usize| text.y.saturating_add(u16::try_from(at).unwrap_or(u16::MAX)).min(text.bottom());
        let (top, bottom) = (row(from), row(from + rows));
        mark(frame, Rect { y: top, height: bottom - top, ..text }, theme.selected);
    }
}
