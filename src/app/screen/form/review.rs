//! A form as a whole: it is looked over and asked about, left, and done with.

use super::FormView;
use crate::app::changing::{self, sending};
use crate::app::effect::Effect;
use crate::app::form::{Form, FormField, GOES, Slot, Subject, is_asked_for};
use crate::app::intent::Intent;
use crate::app::popup::{Action, Choice, FormChoice, Menu, MenuItem, Popup};
use crate::app::request::Req;
use crate::app::saved_events;
use crate::app::shared::{Level, Shared};
use crate::app::step::{Open, Step};
use crate::diagnose::may_write;
use crate::model::{
    Arn, CallError, Change, ChangeFault, Changed, ErrorKind, EventEntry, RuleKey, SavedEvent,
    TARGETS_OF_A_RULE, Thing,
};

impl FormView {
    /// Looks the whole over and asks whether it is to be sent.
    pub(super) fn review(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        self.complete_name();
        self.name_the_bus(shared);
        self.touched.fill(true);
        if self.form.subject == Subject::SavedEvent {
            return match self.event_to_save() {
                Ok(event) => saved_events::ask(event, shared, out),
                Err(faults) => self.refuse(faults, shared),
            };
        }
        if self.form.subject == Subject::Event {
            return match sending::entry(&self.text_of(Slot::Bus), &self.text_of(Slot::Event)) {
                Ok(entry) => sending::ask(entry, shared),
                Err(faults) => self.refuse(faults, shared),
            };
        }
        for (read, _) in self.against_lists(shared) {
            // The thing may have been made or deleted since the list was read.
            shared.fetch_anew(read, out);
        }
        if self.reads_part(shared, out) {
            return Step::Stay;
        }
        match self.changes(shared) {
            Ok(changes) if self.looks_up(&changes, shared, out) => Step::Stay,
            Ok(changes) => self.ask_to_send(changes, shared),
            Err(faults) => self.refuse(faults, shared),
        }
    }

    /// Asks whether these changes are to be made, with all that is known of them.
    pub(super) fn ask_to_send(&self, changes: Vec<Change>, shared: &mut Shared) -> Step {
        let mut notes: Vec<String> =
            self.moves_from().map(|from| self.first_step(from)).into_iter().collect();
        notes.extend(self.about_values());
        notes.extend(self.about_log_policies(shared));
        notes.extend(self.about_deliveries(&changes, shared));
        let step = changing::ask_noting(changes, &notes, shared);
        self.with_first_part(step)
    }

    /// That a resource policy was asked for that is there already.
    fn about_log_policies(&self, shared: &Shared) -> Vec<String> {
        let policies = &shared.account.log_policies;
        let Some(all) = policies.value().filter(|_| policies.at().is_some()) else { return Vec::new() };
        let rule = self.rule_arn(shared);
        let asked = (0..TARGETS_OF_A_RULE).filter(|nth| is_asked_for(&self.text_of(Slot::LogPolicy(*nth))));
        let groups = asked.map(|nth| Arn::from(self.target_arn(nth).trim()));
        let covered = groups.filter(|group| may_write(group, &rule, all) == Some(true));
        covered.map(|group| already_lets_in(&group)).collect()
    }

    /// Says what is wrong, at its field where it has one.
    fn refuse(&mut self, faults: Vec<ChangeFault>, shared: &mut Shared) -> Step {
        self.faults = faults;
        let wrong = (0..self.editors.len()).find(|at| self.fault(*at).is_some());
        if let Some(at) = wrong {
            self.at = at;
            self.go_to_end();
            let text = if self.form.subject == Subject::SavedEvent {
                "It cannot be saved so: the selected field says why."
            } else {
                "This would be refused: the selected field says why. Nothing was sent."
            };
            shared.notify(Level::Problem, text);
            return Step::Stay;
        }
        let text: Vec<String> = self.faults.iter().map(ChangeFault::sentence).collect();
        Step::Popup(Popup::message("This would be refused", text.join("\n\n")))
    }

    /// An event is with EventBridge: what this form was for is done.
    pub(in crate::app::screen) fn on_sent(
        &mut self,
        entry: &EventEntry,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> Step {
        let own = || sending::entry(&self.text_of(Slot::Bus), &self.text_of(Slot::Event));
        if self.form.subject != Subject::Event || !own().is_ok_and(|own| own == *entry) {
            return Step::Stay;
        }
        self.discard(shared, out);
        Step::Pop
    }

    /// The event of this form was saved by name.
    pub(in crate::app::screen) fn event_saved(
        &mut self,
        event: &SavedEvent,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> Step {
        let is_own = || self.event_to_save().is_ok_and(|own| own == *event);
        if self.form.subject != Subject::SavedEvent || !is_own() {
            return Step::Stay;
        }
        self.discard(shared, out);
        Step::Pop
    }

    /// What a form that saves an event is to save.
    pub(super) fn event_to_save(&self) -> Result<SavedEvent, Vec<ChangeFault>> {
        saved_events::event(&self.text_of(Slot::Name), &self.text_of(Slot::Event))
    }

    /// A form that saves the event of this one by name.
    pub(super) fn save_by_name(&self) -> Step {
        Step::Open(Open::Form(Box::new(Form::saved_event(&self.text_of(Slot::Event)))))
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
                    Action::Choose(Choice::Form(FormChoice::LeaveDraft)),
                ),
                MenuItem::new(
                    'g',
                    "discard what is typed",
                    Action::Choose(Choice::Form(FormChoice::Discard)),
                ),
            ],
        )))
    }

    /// The operator answered a question of the form.
    pub(in crate::app::screen) fn choose(
        &mut self,
        choice: FormChoice,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> Step {
        match choice {
            FormChoice::Discard => {
                self.discard(shared, out);
                Step::Pop
            }
            FormChoice::LeaveDraft => Step::Pop,
            FormChoice::ReplaceEvent => {
                if let Ok(event) = self.event_to_save() {
                    saved_events::save(event, true, shared, out);
                }
                Step::Stay
            }
        }
    }

    /// A change was made, or was not: what this form was for is done.
    pub(in crate::app::screen) fn on_changed(
        &mut self,
        req: Req,
        change: &Change,
        outcome: &Result<(Changed, Vec<String>), CallError>,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> Step {
        if !self.is_own(req, change, shared) {
            return Step::Stay;
        }
        let stays = self.one_answered(req, change, outcome.is_ok(), shared, out);
        match outcome {
            Ok(_) if stays => return Step::Stay,
            Ok(_) => {}
            Err(error) if self.made_in_part(req, change, error, shared, out) => return Step::Stay,
            // It is opened again on what the thing is now, with what was typed.
            Err(error) if error.kind == ErrorKind::Changed => return self.begin_again(),
            Err(_) => return Step::Stay,
        }
        let (original, req) = (self.moves_from().cloned(), self.made_by(req));
        self.discard(shared, out);
        if let (Some(original), Thing::Rule(new)) = (original, &change.thing) {
            return Step::PopTo(Intent::EndMove(new.clone(), req), Thing::Rule(original));
        }
        Step::Pop
    }

    /// The rule that is moved, where it is deleted once the other is made.
    fn moves_from(&self) -> Option<&RuleKey> {
        self.form.subject.rule().filter(|_| self.text_of(Slot::Original).trim() == GOES)
    }

    /// What is to be known before the rule that takes the place of another is made.
    fn first_step(&self, from: &RuleKey) -> String {
        format!(
            "Step 1 of 2 of a move: the rule is made on {}. Step 2 asks whether {} on {} is deleted.",
            self.text_of(Slot::Bus).trim(),
            from.name,
            from.bus
        )
    }

    /// Leaves the form for the same one on what its thing is now; what is typed comes back there.
    fn begin_again(&self) -> Step {
        let goes = |entry: &FormField| entry.slot == Slot::Original && entry.text == GOES;
        let (intent, thing) = match &self.form.subject {
            Subject::Settings(thing, _) if self.form.entries.iter().any(goes) => {
                (Intent::Move, thing.clone())
            }
            Subject::Settings(thing, _) => {
                (if self.has_name() { Intent::Copy } else { Intent::Settings }, thing.clone())
            }
            Subject::Target(rule, _, id) => (Intent::Target(id.clone()), Thing::Rule(rule.clone())),
            Subject::Tags(thing, _) => (Intent::Tags, thing.clone()),
            Subject::Permission(bus, _) => (Intent::Permission, Thing::Bus(bus.clone())),
            Subject::Policy(bus, _) => (Intent::Policy, Thing::Bus(bus.clone())),
            Subject::New(_) | Subject::Event | Subject::SavedEvent | Subject::Together(_) => {
                return Step::Stay;
            }
        };
        Step::PopTo(intent, thing)
    }
}

fn already_lets_in(group: &Arn) -> String {
    format!("A resource policy lets EventBridge write to {} already: no other is made.", group.name())
}
