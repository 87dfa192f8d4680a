//! Which commands a form carries out.

use super::FormView;
use crate::app::command::{Id, Move, Reason};
use crate::app::form::{Subject, is_value};
use crate::app::handler::{Commands, Handler};
use crate::app::shared::Shared;

type Own = Handler<FormView>;

const COMMANDS: &[Own] = &[
    Own::steps(Id::Save, FormView::review).title(|it, _| {
        let saves = it.form.subject == Subject::SavedEvent;
        Some(if saves { "save" } else { "review" }.to_owned())
    }),
    Own::does(Id::Take, |it, _, _| it.take()).title(|it, _| Some(it.what_taking_does().to_owned())),
    Own::steps(Id::Edit, |it, _, _| it.to_workbench())
        .when(|it, _| it.needs_pattern())
        .title(|_, _| Some("workbench".to_owned())),
    Own::does(Id::NextField, |it, _, _| it.step(1)).title(|_, _| Some("next".to_owned())),
    Own::does(Id::PrevField, |it, _, _| it.step(-1)),
    Own::does(Id::NextChoice, |it, shared, _| it.next_choice(shared)).title(|_, _| Some("choose".to_owned())),
    Own::does(Id::NextEvent, |it, _, _| it.next_event(1)).when(|it, _| it.needs_event()),
    Own::does(Id::PrevEvent, |it, _, _| it.next_event(-1)).when(|it, _| it.needs_event()),
    Own::steps(Id::KeepEvent, |it, _, _| it.save_by_name()).when(|it, _| it.has_event()),
    Own::does(Id::UndoEdit, |it, _, _| it.undo()),
    Own::does(Id::RedoEdit, |it, _, _| it.redo()),
    Own::steps(Id::Back, |it, _, _| it.back()),
];

impl FormView {
    /// An event that is saved by name is in a file of ours.
    pub(in crate::app::screen) fn is_of_our_files(&self, id: Id) -> bool {
        self.form.subject == Subject::SavedEvent && id == Id::Save
    }

    /// The choice that is taken: the best of those that a part of was typed.
    pub(super) fn choice_to_take(&self) -> Option<&str> {
        let typed = self.typed().trim();
        let is_part = !typed.is_empty() && !self.choices.iter().any(|choice| choice == typed);
        let best = self.choices.first().filter(|choice| is_part && !is_value(self.slot(), choice))?;
        Some(best)
    }

    fn what_taking_does(&self) -> &'static str {
        match self.choice_to_take() {
            Some(_) => "take",
            None if self.slot().has_lines() => "new line",
            None => "next",
        }
    }

    fn needs_pattern(&self) -> Result<(), Reason> {
        if self.has_pattern() { Ok(()) } else { Err("this form has no pattern".into()) }
    }

    fn has_event(&self) -> Result<(), Reason> {
        match self.form.subject {
            Subject::Event => Ok(()),
            Subject::SavedEvent => Err("this form saves the event already".into()),
            Subject::New(_)
            | Subject::Settings(..)
            | Subject::Target(..)
            | Subject::Tags(..)
            | Subject::Permission(..)
            | Subject::Policy(..)
            | Subject::Together(_) => Err("this form has no event".into()),
        }
    }

    fn needs_event(&self) -> Result<(), Reason> {
        if self.tries() { Ok(()) } else { Err("this form is not tried on an event".into()) }
    }
}

impl Commands for FormView {
    fn handlers(&self) -> &'static [Handler<Self>] {
        COMMANDS
    }

    fn go(&mut self, _: Move, _: &mut Shared) -> bool {
        false
    }

    fn has_moves(&self) -> bool {
        false
    }
}
