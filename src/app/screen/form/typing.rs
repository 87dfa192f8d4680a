//! Keys and pasted text in the fields of a form.

use super::FormView;
use crate::app::effect::Effect;
use crate::app::form::{Slot, Subject};
use crate::app::keymap::Chord;
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
            _ => {
                // One of a few texts is replaced by what is typed, not made longer.
                let replaces = self.replaces_choice(key);
                let begins = self.begins_line(key);
                self.edit(|editor| {
                    if replaces {
                        editor.replace_all("");
                    }
                    if begins {
                        editor.key(KeyEvent::from(KeyCode::Enter));
                    }
                    editor.key(key);
                });
            }
        }
        Step::Stay
    }

    /// Whether a key begins another of a few texts in the place of the one that stands there, or another name
    /// in the place of one that is proposed.
    fn replaces_choice(&self, key: KeyEvent) -> bool {
        let (KeyCode::Char(c), true) = (key.code, Chord::of(key).types()) else { return false };
        let Some(options) = self.slot().options() else { return self.is_proposed() };
        let typed = self.current_text().trim();
        let longer = format!("{typed}{c}");
        options.contains(&typed) && !options.iter().any(|option| option.starts_with(&longer))
    }

    /// Whether the name of a thing stands there that was proposed for a new one, and that nobody has touched.
    fn is_proposed(&self) -> bool {
        let is_new = matches!(self.form.subject, Subject::New(_));
        let is_name = self.slot() == Slot::Bus || self.slot().is_arn();
        is_new
            && is_name
            && !self.touched.get(self.at).copied().unwrap_or(true)
            && !self.current_text().is_empty()
    }

    /// Whether a key begins another line of a list, behind one that stands there whole.
    fn begins_line(&self, key: KeyEvent) -> bool {
        let (KeyCode::Char(_), true) = (key.code, Chord::of(key).types()) else { return false };
        let typed = self.current_text();
        let is_at_end = self.editors.get(self.at).is_some_and(|editor| editor.cursor() == typed.len());
        let goes_on = |choice: &String| choice.strip_prefix(typed).is_some_and(|more| more.starts_with('\n'));
        self.slot().is_list() && is_at_end && !typed.is_empty() && self.choices.iter().any(goes_on)
    }

    pub(in crate::app::screen) fn paste(&mut self, text: &str, _: &mut Shared, _: &mut Vec<Effect>) -> Step {
        let text = if self.slot().has_lines() { text.to_owned() } else { text.replace(['\n', '\r'], " ") };
        self.edit(|editor| editor.paste(text.trim_end()));
        Step::Stay
    }
}
