//! Why a rule does not fire: the ladder, and the evidence for its selected row.

#[cfg(test)]
mod tests;

use crate::app::Shared;
use crate::app::screen::why::{Focus, Why};
use crate::ui::theme::Theme;
use crate::ui::widgets;
use ratatui::Frame;
use ratatui::layout::Rect;

/// Draws the screen into `area`.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &Why, shared: &Shared, theme: &Theme) {
    if state.ladder().is_none() {
        return nothing(frame, area, state, shared, theme);
    }
    let panes = state.panes();
    ladder(frame, panes.ladder, state, shared, theme);
    evidence(frame, panes.evidence, state, theme);
}

fn ladder(frame: &mut Frame<'_>, area: Rect, state: &Why, shared: &Shared, theme: &Theme) {
    let focused = state.focus() == Focus::Ladder;
    let title = widgets::pane_title("why", &state.event_in_words(), area.width, focused, theme);
    let inner = widgets::pane(frame, area, title, focused, theme);
    let selection = state.selection();
    let rows = state.rows().iter().enumerate().skip(selection.view.top).take(usize::from(inner.height));
    for ((at, row), y) in rows.zip(inner.y..) {
        let place = Rect { y, height: 1, ..inner };
        let line = state.line(row, usize::from(inner.width), widgets::spinner(shared.now));
        frame.render_widget(widgets::line(&line, theme), place);
        if at == selection.at {
            let style = if focused { theme.selected } else { theme.selected_elsewhere };
            frame.buffer_mut().set_style(place, style);
        }
    }
    widgets::scroll_bar(frame, area, selection.view.top, state.rows().len(), theme);
}

fn evidence(frame: &mut Frame<'_>, area: Rect, state: &Why, theme: &Theme) {
    let focused = state.focus() == Focus::Evidence;
    let title = widgets::pane_title(&state.evidence_title(), "", area.width, focused, theme);
    let inner = widgets::pane(frame, area, title, focused, theme);
    let text = Rect::new(inner.x + 1, inner.y, inner.width.saturating_sub(2), inner.height);
    let (page, scroll) = state.evidence();
    widgets::page(frame, text, page, scroll.top, theme);
    widgets::scroll_bar(frame, area, scroll.top, page.len(), theme);
}

/// Shown while the rule is being read, and when it could not be.
fn nothing(frame: &mut Frame<'_>, area: Rect, state: &Why, shared: &Shared, theme: &Theme) {
    let title = widgets::pane_title("why", "", area.width, true, theme);
    let inner = widgets::pane(frame, area, title, true, theme);
    let text = Rect::new(inner.x + 1, inner.y, inner.width.saturating_sub(2), inner.height);
    let page = state.no_ladder(widgets::spinner(shared.now));
    widgets::page(frame, text, &page.wrapped(usize::from(text.width)), 0, theme);
}
