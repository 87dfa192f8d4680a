//! An event as a folding tree.

use crate::app::Shared;
use crate::app::screen::event::EventView;
use crate::ui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;

/// Draws the screen into `area`.
pub fn draw(_: &mut Frame<'_>, _: Rect, _: &EventView, _: &Shared, _: &Theme) {}
