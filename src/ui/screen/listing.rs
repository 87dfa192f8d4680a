//! A plain listing.

use crate::app::Shared;
use crate::app::page::{Page, Role};
use crate::app::screen::listing::{ListingView, Row};
use crate::text::{fit, safe, width};
use crate::ui::theme::Theme;
use crate::ui::widgets;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Draws the screen into `area`.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &ListingView, shared: &Shared, theme: &Theme) {
    let shown = state.shown.iter().filter_map(|at| state.rows.get(*at)).map(Row::name);
    let note = widgets::count_note(&widgets::Counts {
        shown: state.shown.len(),
        all: state.rows.len(),
        filter: &state.filter,
        problems: state.problems,
        marks: state.marks.note(shown),
    });
    let title = widgets::pane_title(state.listing.title(), &note, area.width, true, theme);
    let inner = widgets::pane(frame, area, title, true, theme);
    let text = Rect::new(inner.x + 2, inner.y, inner.width.saturating_sub(3), inner.height);
    if state.shown.is_empty() {
        let (role, sentence) = if let Some(error) = &state.status.error {
            (Role::Bad, error.to_string())
        } else if state.status.loading {
            (Role::Dim, format!("{} reading…", widgets::spinner(shared.now)))
        } else if state.rows.is_empty() {
            (Role::Dim, format!("There are no {} in this account and region.", state.listing.title()))
        } else {
            (Role::Dim, widgets::nothing_shown(state.listing.title(), &state.filter, state.problems))
        };
        let page = Page::text(role, &sentence).wrapped(usize::from(text.width));
        return widgets::page(frame, text, &page, 0, theme);
    }
    let widths = columns(state, usize::from(text.width));
    let titles = state.listing.columns().iter().zip(&widths).enumerate().flat_map(|(at, (title, room))| {
        let sorted = at == state.sort;
        let mark = if sorted { "▾" } else { "" };
        let style = if sorted { theme.heading } else { theme.dim };
        [Span::styled(cell(&format!("{title}{mark}"), *room), style), Span::raw("  ")]
    });
    frame.render_widget(titles.collect::<Line<'_>>(), Rect { height: 1, ..text });
    let height = usize::from(text.height.saturating_sub(1));
    let rows = state.shown.iter().enumerate().skip(state.selection.view.top).take(height);
    for (y, (at, row)) in (text.y + 1..).zip(rows) {
        let Some(row) = state.rows.get(*row) else { continue };
        let spans = row
            .cells
            .iter()
            .zip(&widths)
            .flat_map(|(text, room)| [Span::raw(cell(&safe(text), *room)), Span::raw("  ")]);
        frame.render_widget(spans.collect::<Line<'_>>(), Rect::new(text.x, y, text.width, 1));
        let lead = widgets::lead(state.marks.has(row.name()), row.problem, theme);
        frame.render_widget(Line::from_iter(lead), Rect::new(inner.x, y, 2, 1));
        if at == state.selection.at {
            frame.buffer_mut().set_style(Rect::new(inner.x, y, inner.width, 1), theme.selected);
        }
    }
    let bar = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    widgets::scroll_bar(frame, bar, state.selection.view.top, state.shown.len(), theme);
    let status = &state.status;
    widgets::trouble(
        frame,
        area,
        status.error.as_ref(),
        status.at,
        (status.loading, state.rows.len()),
        shared,
        theme,
    );
}

fn cell(text: &str, room: usize) -> String {
    let text = fit(text, room);
    let gap = room.saturating_sub(width(&text));
    text + &" ".repeat(gap)
}

/// Each column as wide as its widest text, the widest ones cut until all fit.
fn columns(state: &ListingView, room: usize) -> Vec<usize> {
    let titles = state.listing.columns();
    let mut widths: Vec<usize> = titles.iter().map(|title| title.len() + 1).collect();
    for row in &state.rows {
        for (width, text) in widths.iter_mut().zip(&row.cells) {
            *width = (*width).max(self::width(&safe(text)));
        }
    }
    let room = room.saturating_sub(2 * titles.len());
    while widths.iter().sum::<usize>() > room {
        let Some(widest) = widths.iter_mut().max() else { break };
        if *widest <= 1 {
            break;
        }
        *widest -= 1;
    }
    widths
}
