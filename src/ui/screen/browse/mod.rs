//! Buses, rules and detail.

mod lists;

use crate::app::Shared;
use crate::app::screen::browse::layout::{self, Panes};
use crate::app::screen::browse::{Browse, Focus};
use crate::model::CallError;
use crate::ui::theme::Theme;
use crate::ui::widgets;
use ratatui::Frame;
use ratatui::layout::Rect;

/// Draws the screen into `area`.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &Browse, shared: &Shared, theme: &Theme) {
    let unread = shared.account.buses.error().filter(|_| shared.account.buses.rows().is_empty());
    if let Some(error) = shared.connection.error().or(unread) {
        return no_connection(frame, area, error, shared, theme);
    }
    let Panes { buses, rules, detail } = layout::panes(shared.size, state.focus(), state.view.is_full());
    if let Some(area) = buses {
        lists::buses(frame, area, state, shared, theme);
    }
    if let Some(area) = rules {
        lists::rules(frame, area, state, shared, theme);
    }
    if let Some(area) = detail {
        self::detail(frame, area, state, theme);
    }
}

fn detail(frame: &mut Frame<'_>, area: Rect, state: &Browse, theme: &Theme) {
    let focused = state.focus() == Focus::Detail;
    let about_bus = state.view.is_about_bus();
    let name = if about_bus { "bus" } else { "rule" };
    let title = widgets::pane_title(name, "", area.width, focused, theme);
    let inner = widgets::pane(frame, area, title, focused, theme);
    let text = Rect::new(inner.x + 1, inner.y, inner.width.saturating_sub(2), inner.height);
    widgets::page(frame, text, &state.detail, state.scroll.top, theme);
    widgets::scroll_bar(frame, area, state.scroll.top, state.detail.len(), theme);
}

/// Shown while there is no account: why, and what to do.
fn no_connection(frame: &mut Frame<'_>, area: Rect, error: &CallError, shared: &Shared, theme: &Theme) {
    let width = area.width.saturating_sub(8).min(88);
    let page = Browse::no_account(error, shared).wrapped(usize::from(width));
    let height = u16::try_from(page.len()).unwrap_or(area.height).min(area.height);
    let x = area.x + (area.width - width) / 2;
    let y = area.y + (area.height - height) / 3;
    widgets::page(frame, Rect::new(x, y, width, height), &page, 0, theme);
}
