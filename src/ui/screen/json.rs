//! Raw JSON.

use crate::app::Shared;
use crate::app::screen::json::JsonView;
use crate::text::safe;
use crate::ui::theme::Theme;
use crate::ui::widgets;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::widgets::Paragraph;

/// Draws the screen into `area`.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &JsonView, _: &Shared, theme: &Theme) {
    let note = state.fault().map(safe).unwrap_or_default();
    let title = widgets::pane_title("JSON", &note, area.width, true, theme);
    let inner = widgets::pane(frame, area, title, true, theme);
    let text = Rect::new(inner.x + 1, inner.y, inner.width.saturating_sub(2), inner.height);
    let lines = state.page.lines().iter().skip(state.scroll.top).take(usize::from(text.height));
    let lines: Vec<_> = lines.map(|line| widgets::line(line, theme)).collect();
    let left = u16::try_from(state.left).unwrap_or(u16::MAX);
    frame.render_widget(Paragraph::new(lines).scroll((0, left)), text);
    widgets::scroll_bar(frame, area, state.scroll.top, state.page.len(), theme);
}
