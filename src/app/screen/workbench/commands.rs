//! Which commands the workbench carries out, whether it can, and what they do.

use super::{Focus, Workbench};
use crate::app::command::{Id, Move, Reason};
use crate::app::form::Form;
use crate::app::handler::{Commands, Handler};
use crate::app::popup::Popup;
use crate::app::shared::{Level, Shared};
use crate::app::step::{CLEAR_SEARCH, Open, Step};
use crate::diagnose::{Expected, Origin};
use crate::model::Bus;

type Own = Handler<Workbench>;

const COMMANDS: &[Own] = &[
    Own::steps(Id::Back, Workbench::back).title(|it, _| it.back_title().map(str::to_owned)),
    Own::steps(Id::Save, |it, shared, _| it.save(shared))
        .title(|it, _| it.subject.form().is_some().then(|| "into the form".to_owned()))
        .rank(|it| it.is_managed().then_some(0)),
    Own::steps(Id::Why, |it, _, _| it.to_why()).when(|it, _| it.can_ask_why()),
    Own::steps(Id::Which, |it, shared, _| it.open_which(shared)),
    Own::steps(Id::Send, |it, _, _| it.send()),
    Own::does(Id::AskAws, Workbench::ask_aws),
    Own::does(Id::NextEvent, |it, _, _| it.step_event(true)),
    Own::does(Id::PrevEvent, |it, _, _| it.step_event(false)),
    Own::does(Id::NextChanged, |it, shared, _| it.next_changed(shared)),
    Own::does(Id::OpenEvent, |it, _, _| it.switch_pane())
        .title(|it, _| Some(it.next_pane_title().to_owned())),
    Own::does(Id::OpenFile, |it, shared, _| it.ask_path(shared)),
    Own::steps(Id::Samples, |it, shared, _| it.library(shared)),
    Own::steps(Id::SaveEventByName, |it, _, _| it.save_by_name()),
    Own::does(Id::Fix, |it, shared, _| it.fix(shared)).when(|it, _| it.may_fix()),
    Own::does(Id::Complete, |it, shared, _| it.complete(shared)),
    Own::does(Id::Find, |it, shared, _| it.ask_needle(shared)),
    Own::does(Id::FindNext, |it, shared, _| it.step_found(true, shared)).when(Workbench::can_step_found),
    Own::does(Id::FindPrev, |it, shared, _| it.step_found(false, shared)).when(Workbench::can_step_found),
    Own::does(Id::Replace, |it, shared, _| it.ask_replacement(shared)),
    Own::does(Id::SelectAll, |it, _, _| it.select_all()),
    Own::steps(Id::Copy, |it, shared, _| it.copy(shared)),
    Own::steps(Id::Cut, |it, shared, _| it.cut(shared)),
    Own::does(Id::SaveCase, |it, shared, _| it.ask_case(shared)).when(Workbench::can_save_case),
    Own::does(Id::OutsideEditor, Workbench::edit_outside),
    Own::does(Id::ReadBelow, |it, _, _| it.read_below())
        .title(|it, _| (it.focus() == Focus::Below).then(|| "edit pattern".to_owned())),
    Own::does(Id::UndoEdit, |it, shared, _| it.undo_edit(shared)),
    Own::does(Id::RedoEdit, |it, shared, _| it.redo_edit(shared)),
    Own::does(Id::Format, |it, shared, _| it.format(shared)),
    Own::does(Id::Revert, |it, shared, _| it.revert(shared)),
    Own::does(Id::TargetsInput, Workbench::toggle_inputs),
];

impl Commands for Workbench {
    fn handlers(&self) -> &'static [Handler<Self>] {
        COMMANDS
    }

    fn before(&mut self) {
        self.leave_when_saved = false;
    }

    /// The cursor keys are the editor's.
    fn has_moves(&self) -> bool {
        false
    }

    fn go(&mut self, _: Move, _: &mut Shared) -> bool {
        false
    }
}

impl Workbench {
    /// All that is said below the panes.
    pub(in crate::app) fn message_in_full(&self, shared: &Shared) -> Popup {
        let text = self.status(shared, usize::MAX).plain();
        Popup::message("What is said below the panes, in full", text)
    }

    /// Why the rule, as the account has it, does not fire for the event beside it.
    fn to_why(&self) -> Step {
        let Some(rule) = self.subject.key().cloned() else { return Step::Stay };
        Step::Open(Open::Why { rule, event: self.expected() })
    }

    /// Which rules of the bus take the event beside the pattern.
    fn open_which(&self, shared: &mut Shared) -> Step {
        let Some(event) = self.expected() else {
            shared.notify(Level::Info, "The text beside the pattern is not an event: correct it first.");
            return Step::Stay;
        };
        let (bus, rule) = match self.subject.key() {
            Some(key) => (key.bus.clone(), Some(key.name.clone())),
            None => (Bus::DEFAULT.to_owned(), None),
        };
        Step::Open(Open::Which { bus, rule, event })
    }

    /// A form that sends the event beside the pattern.
    fn send(&self) -> Step {
        let bus = self.subject.key().map_or(Bus::DEFAULT, |key| key.bus.as_str());
        Step::Open(Open::Form(Box::new(Form::event(bus, self.event.editor.text()))))
    }

    /// A form that saves the event beside the pattern by name.
    fn save_by_name(&self) -> Step {
        Step::Open(Open::Form(Box::new(Form::saved_event(self.event.editor.text()))))
    }

    /// The event beside the pattern, where it is one.
    fn expected(&self) -> Option<Expected> {
        let captured = self.events.is_from_tail() && !self.is_event_edited();
        let origin = if captured { Origin::Bus } else { Origin::Brought };
        let event = super::reading::read_event(self.event.editor.text()).ok()?;
        Some(Expected { event, origin })
    }

    fn can_ask_why(&self) -> Result<(), Reason> {
        match self.subject.key() {
            Some(_) => Ok(()),
            None => Err("there is no rule here, only a pattern: why is asked of a rule".into()),
        }
    }

    /// What going to the next pane is for.
    fn next_pane_title(&self) -> &'static str {
        match self.next_pane() {
            Focus::Pattern => "edit pattern",
            Focus::Event => "edit event",
            Focus::Inputs => "read input",
            Focus::Below => "read below",
        }
    }

    /// What `back` does first, where that is not leaving.
    fn back_title(&self) -> Option<&'static str> {
        if self.inputs().is_some() {
            Some("close input")
        } else if self.focus == Focus::Below {
            Some("edit pattern")
        } else if !self.needle.is_empty() {
            Some(CLEAR_SEARCH)
        } else {
            None
        }
    }

    fn select_all(&mut self) {
        if matches!(self.focus, Focus::Pattern | Focus::Event) {
            self.focused().editor.select_all();
        }
    }

    fn undo_edit(&mut self, shared: &mut Shared) {
        if self.editable(shared) && !self.focused().editor.undo() {
            shared.notify(Level::Info, "Nothing to undo here.");
        }
    }

    fn redo_edit(&mut self, shared: &mut Shared) {
        if self.editable(shared) && !self.focused().editor.redo() {
            shared.notify(Level::Info, "Nothing to redo here.");
        }
    }
}
