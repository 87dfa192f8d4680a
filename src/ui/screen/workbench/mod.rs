//! The workbench.

use crate::app::Shared;
use crate::app::screen::workbench::Workbench;
use crate::ui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;

/// Draws the screen into `area`.
pub fn draw(_: &mut Frame<'_>, _: Rect, _: &Workbench, _: &Shared, _: &Theme) {}
