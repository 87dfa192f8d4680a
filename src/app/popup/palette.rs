//! The command palette: a command, or a word with an argument, by typing part of it.

use super::Popup;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crossterm::event::KeyEvent;

/// The command palette: what is typed and which row is selected.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    /// What is typed.
    pub input: tui_input::Input,
    /// The selected row.
    pub selected: usize,
}

impl Palette {
    pub(super) fn step(&mut self, _: isize) {}

    pub(super) fn paste(&mut self, _: &str, _: &Model) {}
}

pub(super) fn on_key(model: &mut Model, palette: Palette, _: KeyEvent, _: &mut Vec<Effect>) {
    model.popup = Some(Popup::Palette(palette));
}
