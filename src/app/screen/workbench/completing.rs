//! The list of completions while it is open: what opens it, what its keys do, and putting the chosen one in.

use super::{Completion, Focus, Workbench};
use crate::app::command::{Context, Id, Move};
use crate::app::keymap::{Chord, Keymap};
use crate::app::shared::{Level, Shared};
use crossterm::event::{KeyCode, KeyEvent};

/// Captured events that completion looks into beside the one shown.
const NEARBY: usize = 24;

/// What a command does in the list, movements left out.
#[derive(Clone, Copy)]
enum Own {
    Take,
    Close,
    Next,
}

const COMMANDS: [(Id, Own); 4] =
    [(Id::Accept, Own::Take), (Id::Cancel, Own::Close), (Id::Quit, Own::Close), (Id::Complete, Own::Next)];

/// Whether the list does something with a command.
#[cfg(test)]
pub(crate) fn completion_answers(id: Id) -> bool {
    Move::of(id).is_some() || COMMANDS.iter().any(|(own, _)| *own == id)
}

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
            None => shared.notify(Level::Info, "There is nothing known to complete here."),
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
    pub(super) fn completion_key(&mut self, key: KeyEvent, keymap: &Keymap) -> bool {
        let chord = Chord::of(key);
        let command = keymap.command(chord, Context::Completion);
        let Some(command) = command else {
            if key.code != KeyCode::Backspace && !chord.types() {
                return false;
            }
            self.pattern.editor.key(key);
            self.open_completion();
            return true;
        };
        let own = COMMANDS.iter().find(|(id, _)| *id == command).map(|(_, own)| *own);
        let step = match (own, Move::of(command)) {
            (Some(Own::Take), _) => {
                self.accept_completion();
                return true;
            }
            (Some(Own::Close), _) => {
                self.completion = None;
                return true;
            }
            (Some(Own::Next), _) => 1,
            (None, Some(to)) => to.lines(1).signum(),
            (None, None) => return false,
        };
        if let Some(completion) = &mut self.completion {
            completion.step(step);
        }
        true
    }
}
