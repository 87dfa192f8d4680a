//! Undo and redo, as the edits themselves: what was taken out and what was put in, where.
//!
//! Typing a word, and erasing a run, are one step each; a step ends when the cursor goes elsewhere. The
//! oldest steps are forgotten when all of them together hold more than [`LIMIT`] bytes.

/// Bytes of text that the history may hold.
const LIMIT: usize = 16 << 20;

/// One change of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Where, in bytes.
    pub at: usize,
    /// What was there.
    pub removed: String,
    /// What is there now.
    pub inserted: String,
    /// The cursor before.
    pub before: usize,
}

/// What an edit came from, which decides whether it joins the step before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditKind {
    /// A character typed.
    Typed,
    /// A character erased.
    Erased,
    /// Anything else: always a step of its own.
    Whole,
}

#[derive(Clone, Debug, Default)]
pub(super) struct History {
    done: Vec<Edit>,
    undone: Vec<Edit>,
    /// Which edits may still join the last step.
    open: Option<EditKind>,
    bytes: usize,
}

impl History {
    /// The cursor went elsewhere: the next edit begins a step.
    pub fn close(&mut self) {
        self.open = None;
    }

    pub fn record(&mut self, edit: Edit, kind: EditKind) {
        self.bytes -= self.undone.drain(..).map(|edit| size(&edit)).sum::<usize>();
        self.bytes += size(&edit);
        let joined =
            self.open == Some(kind) && self.done.last_mut().is_some_and(|last| join(last, &edit, kind));
        if !joined {
            self.done.push(edit);
        }
        self.open = (kind != EditKind::Whole).then_some(kind);
        let mut surplus = 0;
        while self.bytes > LIMIT && surplus + 1 < self.done.len() {
            self.bytes -= self.done.get(surplus).map_or(0, size);
            surplus += 1;
        }
        self.done.drain(..surplus);
    }

    /// The step to take back.
    pub fn undo(&mut self) -> Option<&Edit> {
        self.open = None;
        self.undone.push(self.done.pop()?);
        self.undone.last()
    }

    /// The step to make again.
    pub fn redo(&mut self) -> Option<&Edit> {
        self.open = None;
        self.done.push(self.undone.pop()?);
        self.done.last()
    }
}

fn size(edit: &Edit) -> usize {
    edit.removed.len() + edit.inserted.len()
}

fn join(last: &mut Edit, next: &Edit, kind: EditKind) -> bool {
    match kind {
        EditKind::Typed => {
            let touches = next.removed.is_empty() && next.at == last.at + last.inserted.len();
            let new_word = last.inserted.ends_with(char::is_whitespace)
                && !next.inserted.starts_with(char::is_whitespace);
            if touches && !new_word {
                last.inserted.push_str(&next.inserted);
            }
            touches && !new_word
        }
        EditKind::Erased => {
            if next.at + next.removed.len() == last.at {
                last.at = next.at;
                last.removed.insert_str(0, &next.removed);
            } else if next.at == last.at {
                last.removed.push_str(&next.removed);
            } else {
                return false;
            }
            true
        }
        EditKind::Whole => false,
    }
}
