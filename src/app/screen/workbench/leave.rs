//! Leaving the workbench, and the answers to its questions.

use super::subject::Again;
use super::{Focus, Workbench};
use crate::app::effect::Effect;
use crate::app::popup::{Action, Choice, LibraryEvent, Menu, MenuItem, Popup, WorkbenchChoice};
use crate::app::read::Read;
use crate::app::shared::{Level, Shared};
use crate::app::step::Step;

impl Workbench {
    /// `esc`: closes what is open, then leaves; asks first where text would be lost.
    pub(super) fn back(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        if self.inputs.is_some() {
            self.toggle_inputs(shared, out);
            return Step::Stay;
        }
        if self.focus == Focus::Below {
            self.focus = Focus::Pattern;
            return Step::Stay;
        }
        let (searched, selected) = (self.clear_search(), self.focused().editor.unselect());
        if searched || selected {
            return Step::Stay;
        }
        if !self.is_modified() {
            return Step::Pop;
        }
        let item =
            |key, label: &str, choice| MenuItem::new(key, label, Action::Choose(Choice::Workbench(choice)));
        let mut items = vec![
            item('d', "leave; the edit is kept as a draft", WorkbenchChoice::LeaveDraft),
            item('g', "discard the edit", WorkbenchChoice::Discard),
            MenuItem::new('b', "back to the edit", Action::Nothing),
        ];
        if self.subject.form().is_some() {
            items.insert(0, item('s', "take it into the form", WorkbenchChoice::SaveAndLeave));
        } else if self.subject.key().is_none() && shared.session.read_only.is_none() {
            items.insert(0, item('s', "make a rule of it: opens a form", WorkbenchChoice::SaveAndLeave));
        } else if self.may_save(shared).is_ok() {
            items.insert(0, item('s', "save: shows the difference first", WorkbenchChoice::SaveAndLeave));
        }
        Step::Popup(Popup::Menu(Menu::new("The edit is not saved", items)))
    }

    /// The operator answered one of the workbench's questions.
    pub(in crate::app::screen) fn choose(
        &mut self,
        choice: WorkbenchChoice,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> Step {
        match choice {
            WorkbenchChoice::TakeAccount => {
                let base = self.base_text().to_owned();
                self.pattern.editor.replace_all(&base);
                shared.notify(Level::Info, "The edit is gone from the disk; undo still brings it back here.");
                Step::Stay
            }
            WorkbenchChoice::SaveAndLeave => {
                let step = self.save(shared);
                self.leave_when_saved = true;
                step
            }
            WorkbenchChoice::Case(pattern_too) => {
                self.put_case(pattern_too, shared);
                Step::Stay
            }
            WorkbenchChoice::LeaveDraft => Step::Pop,
            WorkbenchChoice::Discard => {
                let base = self.base_text().to_owned();
                self.pattern.editor.replace_all(&base);
                let key = self.event_key();
                self.event_drafts.drop(&key, out);
                Step::Pop
            }
            WorkbenchChoice::Rebase => {
                if let Some(base) = self.subject.base_mut() {
                    base.again = Again::ToCompare;
                    shared.fetch(Read::Rule(base.rule.key()), true, out);
                }
                Step::Stay
            }
        }
    }

    /// An event of the library is tried.
    pub(in crate::app::screen) fn try_event(&mut self, event: LibraryEvent, shared: &mut Shared) {
        match event {
            LibraryEvent::Sample(n) => self.go_to_sample(n),
            LibraryEvent::Saved(n) => self.go_to_saved(n, shared),
            LibraryEvent::Kind(n) => self.go_to_kind(n, shared),
            LibraryEvent::Edited(at) => self.go_to_edited(at),
        }
    }

    /// The screen goes: what is not on disk yet is put there, and a draft that is no longer needed goes.
    pub(in crate::app::screen) fn close(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        let (key, (text, base)) = (self.draft_key(), self.draft());
        self.drafts.on_edit(shared.now);
        self.drafts.flush(&key, &text, &base, out);
        self.flush_event_draft(out);
    }
}
