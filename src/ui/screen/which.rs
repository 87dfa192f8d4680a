//! Which rules of a bus take an event.

#[cfg(test)]
mod tests;

use crate::app::Shared;
use crate::app::page::Page;
use crate::app::screen::which::Which;
use crate::ui::theme::Theme;
use crate::ui::widgets;
use ratatui::Frame;
use ratatui::layout::Rect;

/// Draws the screen into `area`.
pub fn draw(frame: &mut Frame<'_>, _: Rect, state: &Which, shared: &Shared, theme: &Theme) {
    let panes = state.panes();
    let title = widgets::pane_title(Which::TITLE, &state.event_in_words(), panes.rules.width, true, theme);
    let inner = widgets::pane(frame, panes.rules, title, true, theme);
    let selection = state.selection();
    if state.rows().is_empty() {
        nothing(frame, inner, state, shared, theme);
    }
    let rows = state.rows().iter().enumerate().skip(selection.view.top).take(usize::from(inner.height));
    for ((at, row), y) in rows.zip(inner.y..) {
        let place = Rect { y, height: 1, ..inner };
        frame.render_widget(widgets::line(&row.line(usize::from(inner.width)), theme), place);
        if at == selection.at {
            frame.buffer_mut().set_style(place, theme.selected);
        }
    }
    widgets::scroll_bar(frame, panes.rules, selection.view.top, state.rows().len(), theme);
    widgets::trouble(frame, panes.rules, state.standing(), state.rows().len(), shared, theme);

    let title = widgets::pane_title("reason", state.left_out(), panes.reason.width, false, theme);
    let inner = widgets::pane(frame, panes.reason, title, false, theme);
    let text = Rect::new(inner.x + 1, inner.y, inner.width.saturating_sub(2), inner.height);
    let (page, scroll) = state.reason();
    widgets::page(frame, text, page, scroll.top, theme);
    widgets::scroll_bar(frame, panes.reason, scroll.top, page.len(), theme);
}

fn nothing(frame: &mut Frame<'_>, area: Rect, state: &Which, shared: &Shared, theme: &Theme) {
    let text = Rect::new(area.x + 1, area.y, area.width.saturating_sub(2), area.height);
    let (role, reason) = state.why_no_rows(widgets::spinner(shared.now));
    let page = Page::text(role, &reason);
    widgets::page(frame, text, &page.wrapped(usize::from(text.width)), 0, theme);
}
