//! A text edited in the operator's own editor (`$VISUAL`, `$EDITOR`), and back.

use super::{Focus, Workbench};
use crate::app::effect::{Effect, LoopEffect};
use crate::app::shared::{Level, Shared};
use crate::model::CallError;

/// The text that is being edited outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ExternalEdit {
    focus: Focus,
    /// Its revision then: what comes back takes the place of that text and of no other.
    revision: u64,
}

impl Workbench {
    /// Hands the focused text to the operator's editor.
    pub(super) fn edit_outside(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        if !matches!(self.focus, Focus::Pattern | Focus::Event) {
            self.focus = Focus::Pattern;
        }
        if !self.editable(shared) {
            return;
        }
        let (focus, editor) = (self.focus, &self.focused().editor);
        let (revision, text) = (editor.revision(), editor.text().to_owned());
        let name = if focus == Focus::Pattern { "pattern" } else { "event" };
        self.outside = Some(ExternalEdit { focus, revision });
        out.push(Effect::Loop(LoopEffect::EditOutside { name: format!("{name}.json"), text }));
    }

    /// The operator's editor has ended.
    pub(in crate::app::screen) fn edited_outside(
        &mut self,
        outcome: &Result<String, CallError>,
        shared: &mut Shared,
    ) -> bool {
        let Some(ExternalEdit { focus, revision }) = self.outside.take() else { return false };
        self.focus = focus;
        let editor = &mut self.focused().editor;
        match outcome {
            Err(error) => shared.alert("The text is as it was", error.to_string()),
            Ok(text) if editor.text() == text => {
                shared.notify(Level::Info, "Back from the editor: nothing was changed there.");
            }
            Ok(text) => {
                let same = editor.revision() == revision;
                editor.replace_all(text);
                let sentence = if same {
                    "The text is as the editor left it; undo brings the earlier one."
                } else {
                    "The text is as the editor left it; it had changed here meanwhile, and undo brings that."
                };
                shared.notify(Level::Done, sentence);
            }
        }
        true
    }
}
