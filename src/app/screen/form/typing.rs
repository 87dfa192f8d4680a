//! Keys and pasted text in the fields of a form.

use super::FormView;
use crate::app::effect::Effect;
use crate::app::shared::Shared;
use crate::app::step::Step;
use crossterm::event::{KeyCode, KeyEvent};

/// Rows that a page key scrolls by.
const PAGE: usize = 5;

impl FormView {
    #[allow(clippy::wildcard_enum_match_arm, reason = "crossterm's enum: other keys mean nothing here")]
    pub(in crate::app::screen) fn key(&mut self, key: KeyEvent, _: &mut Shared, _: &mut Vec<Effect>) -> Step {
        let lines = self.slot().has_lines();
        let (row, rows) =
            self.editors.get(self.at).map_or((0, 1), |editor| (editor.cursor_row(), editor.rows().len()));
        match key.code {
            KeyCode::PageUp => self.scroll.top = self.scroll.top.saturating_sub(PAGE),
            // Brought back into view when the page is laid out.
            KeyCode::PageDown => self.scroll.top += PAGE,
            KeyCode::Up if !lines || row == 0 => self.step(-1),
            KeyCode::Down if !lines || row + 1 >= rows => self.step(1),
            _ => self.edit(|editor| {
                editor.key(key);
            }),
        }
        Step::Stay
    }

    pub(in crate::app::screen) fn paste(&mut self, text: &str, _: &mut Shared, _: &mut Vec<Effect>) -> Step {
        let text = if self.slot().has_lines() { text.to_owned() } else { text.replace(['\n', '\r'], " ") };
        self.edit(|editor| editor.paste(text.trim_end()));
        Step::Stay
    }
}
