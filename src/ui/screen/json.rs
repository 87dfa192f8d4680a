//! Raw JSON.

use crate::app::Shared;
use crate::app::screen::json::JsonView;
use crate::ui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;

/// Draws the screen into `area`.
pub fn draw(_: &mut Frame<'_>, _: Rect, _: &JsonView, _: &Shared, _: &Theme) {}
