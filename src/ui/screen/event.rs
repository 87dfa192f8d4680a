//! An event as a folding tree.

use crate::app::screen::event::EventView;
use crate::text::{cut_front, width};
use crate::ui::theme::Theme;
use crate::ui::widgets;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Draws the lines in view into `area`.
pub fn draw(frame: &mut Frame<'_>, area: Rect, state: &EventView, focused: bool, theme: &Theme) {
    for (at, (row, line)) in state.lines().enumerate() {
        let Some(y) = u16::try_from(at).ok().map(|at| area.y + at).filter(|y| *y < area.bottom()) else {
            break;
        };
        let place = Rect { y, height: 1, ..area };
        frame.render_widget(widgets::line(line, theme), place);
        if focused && row == state.cursor() {
            frame.buffer_mut().set_style(place, theme.selected);
        }
        if !state.wraps() && line.width() > usize::from(area.width) && area.width > 0 {
            frame.render_widget(Line::raw("…"), Rect { x: area.right() - 1, width: 1, ..place });
        }
    }
}

/// Writes the path of the selected value into the lower border of the pane.
pub fn path(frame: &mut Frame<'_>, pane: Rect, state: &EventView, theme: &Theme) {
    let path = state.path();
    let room = usize::from(pane.width.saturating_sub(6));
    if path.is_empty() || pane.height < 2 || room == 0 {
        return;
    }
    let text = format!(" {} ", cut_front(&path, room));
    let columns = u16::try_from(width(&text)).unwrap_or(0);
    frame.render_widget(
        Line::styled(text, theme.accent),
        Rect::new(pane.x + 2, pane.bottom() - 1, columns, 1),
    );
}
