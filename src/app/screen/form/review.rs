//! A form as a whole: it is looked over and asked about, left, and done with.

use super::FormView;
use crate::app::changing::{self, sending};
use crate::app::effect::Effect;
use crate::app::form::{Slot, Subject};
use crate::app::popup::{Action, Choice, Menu, MenuItem, Popup};
use crate::app::shared::{Level, Shared};
use crate::app::step::Step;
use crate::model::{CallError, Change, ChangeFault, Changed};

impl FormView {
    /// Looks the whole over and asks whether it is to be sent.
    pub(super) fn review(&mut self, shared: &mut Shared) -> Step {
        self.touched.fill(true);
        if self.form.subject == Subject::Event {
            return match sending::entry(&self.text_of(Slot::Bus), &self.text_of(Slot::Event)) {
                Ok(entry) => sending::ask(entry, &self.text_of(Slot::Event), shared),
                Err(faults) => self.refuse(faults, shared),
            };
        }
        let account = shared.session.account.clone();
        match self.form.changes(&self.texts(), account.as_deref()) {
            Ok(changes) => changing::ask(changes, shared),
            Err(faults) => self.refuse(faults, shared),
        }
    }

    /// Says what is wrong, at its field where it has one.
    fn refuse(&mut self, faults: Vec<ChangeFault>, shared: &mut Shared) -> Step {
        self.faults = faults;
        let wrong = (0..self.editors.len()).find(|at| self.fault(*at).is_some());
        if let Some(at) = wrong {
            self.at = at;
            self.go_to_end();
            let text = "This would be refused: what is wrong stands below. Nothing was sent.";
            shared.notify(Level::Problem, text);
            return Step::Stay;
        }
        let text: Vec<String> = self.faults.iter().map(ChangeFault::sentence).collect();
        Step::Popup(Popup::message("This would be refused", text.join("\n\n")))
    }

    /// An event is with EventBridge: what this form was for is done.
    pub(in crate::app::screen) fn sent(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        if self.form.subject != Subject::Event {
            return Step::Stay;
        }
        self.give_up(shared, out);
        Step::Pop
    }

    pub(super) fn back(&mut self) -> Step {
        if !self.is_modified() {
            return Step::Pop;
        }
        Step::Popup(Popup::Menu(Menu::new(
            "Leave the form?",
            vec![
                MenuItem::new('b', "back to the form", Action::Nothing),
                MenuItem::new(
                    'l',
                    "leave; what is typed is here when it is opened again",
                    Action::Choose(Choice::LeaveDraft),
                ),
                MenuItem::new('g', "discard what is typed", Action::Choose(Choice::GiveUp)),
            ],
        )))
    }

    /// The operator answered whether the form is to be left.
    pub(in crate::app::screen) fn choose(
        &mut self,
        choice: Choice,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> Step {
        match choice {
            Choice::GiveUp => {
                self.give_up(shared, out);
                Step::Pop
            }
            Choice::LeaveDraft => Step::Pop,
            Choice::KeepDraft
            | Choice::TakeAccount
            | Choice::SaveAndLeave
            | Choice::Rebase
            | Choice::Case(_)
            | Choice::Sample(_)
            | Choice::Kind(_) => Step::Stay,
        }
    }

    /// A change was made, or was not: what this form was for is done.
    pub(in crate::app::screen) fn changed(
        &mut self,
        change: &Change,
        outcome: &Result<(Changed, Vec<String>), CallError>,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> Step {
        let account = shared.session.account.clone();
        let own = self.form.changes(&self.texts(), account.as_deref());
        // Of several things each is one; what goes with one thing only goes with it.
        let together = matches!(self.form.subject, Subject::Together(_));
        let is_own =
            |own: Vec<Change>| if together { own.contains(change) } else { own.first() == Some(change) };
        if !own.is_ok_and(is_own) || outcome.is_err() {
            return Step::Stay;
        }
        self.give_up(shared, out);
        Step::Pop
    }
}
