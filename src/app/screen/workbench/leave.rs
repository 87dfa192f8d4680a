//! Leaving the workbench, and the answers to its questions.

use super::subject::Again;
use super::{Focus, Workbench};
use crate::app::effect::Effect;
use crate::app::popup::{Action, Choice, Menu, MenuItem, Popup};
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
        let item = |key, label: &str, choice| MenuItem::new(key, label, Action::Choose(choice));
        let mut items = vec![
            item('d', "leave; the edit is kept as a draft", Choice::LeaveDraft),
            item('g', "discard the edit", Choice::GiveUp),
            MenuItem::new('b', "back to the edit", Action::Nothing),
        ];
        if self.of_form.is_some() {
            items.insert(0, item('s', "take it into the form", Choice::SaveAndLeave));
        } else if self.subject.key().is_none() && shared.session.read_only.is_none() {
            items.insert(0, item('s', "make a rule of it: opens a form", Choice::SaveAndLeave));
        } else if self.may_save(shared).is_ok() {
            items.insert(0, item('s', "save: shows the difference first", Choice::SaveAndLeave));
        }
        Step::Popup(Popup::Menu(Menu::new("The edit is not saved", items)))
    }

    /// The operator answered one of the workbench's questions.
    pub(in crate::app::screen) fn choose(
        &mut self,
        choice: Choice,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> Step {
        match choice {
            Choice::TakeAccount => {
                let base = self.base_text().to_owned();
                self.pattern.editor.replace_all(&base);
                shared.notify(Level::Info, "The edit is gone from the disk; undo still brings it back here.");
                Step::Stay
            }
            Choice::SaveAndLeave => {
                let step = self.save(shared);
                self.leave_when_saved = true;
                step
            }
            Choice::Sample(n) => {
                self.go_to_sample(n);
                Step::Stay
            }
            Choice::Saved(n) => {
                self.go_to_saved(n, shared);
                Step::Stay
            }
            Choice::KeepDraft | Choice::ReplaceEvent | Choice::Lead(_) => Step::Stay,
            Choice::Case(pattern_too) => {
                self.put_case(pattern_too, shared);
                Step::Stay
            }
            Choice::Kind(n) => {
                self.go_to_kind(n, shared);
                Step::Stay
            }
            Choice::LeaveDraft => Step::Pop,
            Choice::GiveUp => {
                let base = self.base_text().to_owned();
                self.pattern.editor.replace_all(&base);
                let key = self.event_key();
                self.event_drafts.drop(&key, out);
                Step::Pop
            }
            Choice::Rebase => {
                if let Some(base) = self.subject.base_mut() {
                    base.again = Again::ToCompare;
                    shared.fetch(Read::Rule(base.rule.key()), true, out);
                }
                Step::Stay
            }
        }
    }

    /// The screen goes: what is not on disk yet is put there, and a draft that is no longer needed goes.
    pub(in crate::app::screen) fn close(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        let (key, (text, base)) = (self.draft_key(), self.draft());
        self.drafts.edited(shared.now);
        self.drafts.flush(&key, &text, &base, out);
        self.flush_event(out);
    }
}
