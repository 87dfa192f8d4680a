//! Keeping the text of an edit on disk within 300 ms, so that a crash does not lose it: a third of that
//! passes here, the rest is for the writer. Whose text it is and when it changes is the screens'.

use crate::app::effect::{Effect, Work};
use crate::app::shared::Shared;
use crate::model::{Millis, RuleKey};

/// Milliseconds from an edit until it is on its way to the disk.
const DELAY: Millis = 100;

/// What is on disk and what is not yet.
#[derive(Debug, Default)]
pub(in crate::app) struct Keeper {
    /// When the text has to be saved.
    due: Option<Millis>,
    /// A draft is on disk.
    kept: bool,
}

impl Keeper {
    /// A draft was found on disk.
    pub(in crate::app) fn on_found(&mut self) {
        self.kept = true;
    }

    /// The text was edited.
    pub(in crate::app) fn on_edit(&mut self, now: Millis) {
        self.due.get_or_insert(now + DELAY);
    }

    /// Saves what is due, and asks to be woken for what is not yet. A text that is no longer modified needs
    /// no draft.
    pub(in crate::app) fn refresh(
        &mut self,
        rule: &RuleKey,
        text: &str,
        base: &str,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) {
        match self.due {
            Some(due) if due <= shared.now => self.flush(rule, text, base, out),
            Some(due) => shared.wake(due, out),
            None => {}
        }
    }

    /// Saves now what is not yet on disk.
    pub(in crate::app) fn flush(&mut self, rule: &RuleKey, text: &str, base: &str, out: &mut Vec<Effect>) {
        if self.due.take().is_none() {
            return;
        }
        if text == base {
            self.drop(rule, out);
        } else {
            self.kept = true;
            out.push(Effect::Work(Work::SaveDraft {
                rule: rule.clone(),
                text: text.to_owned(),
                base: base.to_owned(),
            }));
        }
    }

    /// The edit is saved or given up.
    pub(in crate::app) fn drop(&mut self, rule: &RuleKey, out: &mut Vec<Effect>) {
        self.due = None;
        if std::mem::take(&mut self.kept) {
            out.push(Effect::Work(Work::DropDraft { rule: rule.clone() }));
        }
    }
}
