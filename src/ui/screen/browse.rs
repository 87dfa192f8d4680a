//! Buses, rules and detail.

use crate::app::Shared;
use crate::app::screen::browse::Browse;
use crate::ui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;

/// Draws the screen into `area`.
pub fn draw(_: &mut Frame<'_>, _: Rect, _: &Browse, _: &Shared, _: &Theme) {}
