//! A plain listing.

use crate::app::Shared;
use crate::app::screen::listing::ListingView;
use crate::ui::theme::Theme;
use ratatui::Frame;
use ratatui::layout::Rect;

/// Draws the screen into `area`.
pub fn draw(_: &mut Frame<'_>, _: Rect, _: &ListingView, _: &Shared, _: &Theme) {}
