//! The live tail.

use crate::app::Shared;
use crate::app::screen::tail::Tail;
use crate::ui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;

/// Draws the screen into `area`.
pub fn draw(_: &mut Frame<'_>, _: Rect, _: &Tail, _: &Shared, _: &Theme) {}
