//! Draws the [`Model`]: layout, theme, one file per screen, widgets.
//!
//! Reads the model and nothing else: no I/O, no clock, no state of its own.

mod screen;
pub mod text;
pub mod theme;

use crate::app::{Model, Screen, layout};
use ratatui::Frame;
use theme::Theme;

/// Draws everything.
pub fn draw(frame: &mut Frame<'_>, model: &Model, theme: &Theme) {
    let area = frame.area();
    let parts = layout::frame((area.width, area.height));
    let shared = &model.shared;
    match model.screen() {
        Screen::Browse(state) => screen::browse::draw(frame, parts.body, state, shared, theme),
        Screen::Tail(state) => screen::tail::draw(frame, parts.body, state, shared, theme),
        Screen::Event(state) => screen::event::draw(frame, parts.body, state, shared, theme),
        Screen::Workbench(state) => screen::workbench::draw(frame, parts.body, state, shared, theme),
        Screen::Json(state) => screen::json::draw(frame, parts.body, state, shared, theme),
        Screen::Listing(state) => screen::listing::draw(frame, parts.body, state, shared, theme),
    }
}
