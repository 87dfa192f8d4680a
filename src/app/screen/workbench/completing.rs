//! The list of completions while it is open: what opens it, what its keys do, and putting the chosen one in.

use super::{Completion, Focus, Workbench};
use crate::app::keymap::Chord;
use crate::app::shared::{Level, Shared};
use crossterm::event::{KeyCode, KeyEvent};

/// Captured events that completion looks into beside the one shown.
const NEARBY: usize = 24;

impl Workbench {
    pub(super) fn complete(&mut self, shared: &mut Shared) {
        if self.focus != Focus::Pattern {
            return shared
                .notify(Level::Info, "Completion works in the pattern: it offers what the event has.");
        }
        if !self.editable(shared) {
            return;
        }
        self.open_completion();
        match self.completion.as_ref().map(|completion| completion.items().len()) {
            None => shared.notify(Level::Info, "Nothing known that could stand here."),
            Some(1) => self.accept_completion(),
            Some(_) => {}
        }
    }

    pub(super) fn open_completion(&mut self) {
        let pattern = self.pattern.editor.text();
        let texts = std::iter::once(self.event.editor.text()).chain(self.events.nearby(NEARBY));
        self.completion = Completion::at(pattern, self.pattern.editor.cursor(), texts);
    }

    pub(super) fn accept_completion(&mut self) {
        let Some(put) = self.completion.take().and_then(|completion| completion.put()) else { return };
        if self
            .pattern
            .editor
            .replace_each(put.edits.iter().map(|(range, text)| (range.clone(), text.as_str())))
        {
            self.pattern.editor.go_to(put.cursor);
        }
    }

    /// A key while the list of completions is open. False when the list takes no notice of it and closes.
    pub(super) fn completion_key(&mut self, key: KeyEvent) -> bool {
        let chord = Chord::of(key);
        let step = match key.code {
            KeyCode::Esc => {
                self.completion = None;
                return true;
            }
            KeyCode::Enter if key.modifiers.is_empty() => {
                self.accept_completion();
                return true;
            }
            KeyCode::Down | KeyCode::Tab => 1,
            KeyCode::Up | KeyCode::BackTab => -1,
            KeyCode::Backspace => {
                self.pattern.editor.key(key);
                self.open_completion();
                return true;
            }
            KeyCode::Char(_) if chord.types() => {
                self.pattern.editor.key(key);
                self.open_completion();
                return true;
            }
            _ => return false,
        };
        if let Some(completion) = &mut self.completion {
            completion.step(step);
        }
        true
    }
}
