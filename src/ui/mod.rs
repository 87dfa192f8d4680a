//! Draws the [`Model`]: layout, theme, one file per screen, widgets.
//!
//! Reads the model and nothing else: no I/O, no clock, no state of its own.

mod footer;
mod header;
mod popup;
mod screen;
pub mod table;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
pub mod theme;
pub mod widgets;

use crate::app::page::{Page, Role};
use crate::app::{Model, Screen, layout};
use ratatui::Frame;
use ratatui::layout::Rect;
use theme::Theme;

/// Draws everything.
pub fn draw(frame: &mut Frame<'_>, model: &Model, theme: &Theme) {
    let area = frame.area();
    let size = (area.width, area.height);
    if layout::is_too_small(size) {
        return too_small(frame, area, model);
    }
    let parts = layout::frame(size);
    let shared = &model.shared;
    header::draw(frame, parts.header, model, theme);
    match model.screen() {
        Screen::Browse(state) => screen::browse::draw(frame, parts.body, state, shared, theme),
        Screen::Tail(state) => screen::tail::draw(frame, parts.body, state, shared, theme),
        Screen::Workbench(state) => screen::workbench::draw(frame, parts.body, state, shared, theme),
        Screen::Json(state) => screen::json::draw(frame, parts.body, state, shared, theme),
        Screen::Why(state) => screen::why::draw(frame, parts.body, state, shared, theme),
        Screen::Which(state) => screen::which::draw(frame, parts.body, state, shared, theme),
        Screen::Form(state) => screen::form::draw(frame, parts.body, state, shared, theme),
        Screen::Listing(state) => screen::listing::draw(frame, parts.body, state, shared, theme),
    }
    footer::draw(frame, parts.footer, model, theme);
    popup::draw(frame, model, theme);
    footer::draw_aside(frame, parts.footer, model, theme);
}

/// Shown instead of everything else where the terminal is too small.
fn too_small(frame: &mut Frame<'_>, area: Rect, model: &Model) {
    let page = Page::text(Role::Text, &model.too_small()).wrapped(usize::from(area.width));
    let top = area.height.saturating_sub(u16::try_from(page.len()).unwrap_or(area.height)) / 2;
    let middle = Rect::new(area.x, area.y + top, area.width, area.height - top);
    widgets::page(frame, middle, &page, 0, &Theme::plain());
}
