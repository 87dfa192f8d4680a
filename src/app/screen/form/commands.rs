//! Which commands a form carries out.

use super::FormView;
use super::notes::is_pattern;
use crate::app::command::{Id, Move, Reason};
use crate::app::form::{EventUse, Subject};
use crate::app::handler::{Commands, Handler};
use crate::app::shared::Shared;

type Own = Handler<FormView>;

/// Ranks in the footer right after the key that sends the form: the way on, and what is for this field.
const SOON: u8 = 2;
/// What leads to the next field.
const NEXT: &str = "next";
/// Behind the way out.
const LATER: u8 = 7;

const COMMANDS: &[Own] = &[
    Own::steps(Id::Save, FormView::review).title(|it, _| {
        let saves = it.form.subject == Subject::SavedEvent;
        Some(if saves { "save" } else { "review" }.to_owned())
    }),
    Own::does(Id::Take, |it, _, _| it.take())
        .title(|it, _| Some(it.what_taking_does().to_owned()))
        .rank(|it| it.breaks_lines().then_some(LATER)),
    Own::steps(Id::Edit, |it, _, _| it.to_workbench())
        .when(|it, _| it.needs_pattern())
        .title(|_, _| Some("workbench".to_owned()))
        .rank(|it| is_pattern(it.slot()).then_some(SOON)),
    Own::does(Id::NextField, |it, _, _| it.step(1))
        .title(|_, _| Some(NEXT.to_owned()))
        .rank(FormView::rank_of_next),
    Own::does(Id::PrevField, |it, _, _| it.step(-1)),
    Own::does(Id::NextChoice, |it, shared, _| it.next_choice(shared))
        .when(|it, _| it.needs_choices())
        .title(|it, _| Some(if it.slot().is_list() { "add" } else { "choose" }.to_owned())),
    Own::does(Id::EmptyField, |it, _, _| it.set_text("")).when(|it, _| it.needs_text()),
    Own::does(Id::NextEvent, |it, _, _| it.next_event(1)).when(|it, _| it.needs_event()),
    Own::does(Id::PrevEvent, |it, _, _| it.next_event(-1)).when(|it, _| it.needs_event()),
    Own::steps(Id::SaveEventByName, |it, _, _| it.save_by_name()).when(|it, _| it.has_event()),
    Own::does(Id::UndoEdit, |it, _, _| it.undo()),
    Own::does(Id::RedoEdit, |it, _, _| it.redo()),
    Own::steps(Id::Back, |it, _, _| it.back()),
];

impl FormView {
    /// An event that is saved by name is in a file of ours.
    pub(in crate::app::screen) fn is_of_our_files(&self, id: Id) -> bool {
        self.form.subject == Subject::SavedEvent && id == Id::Save
    }

    fn what_taking_does(&self) -> &'static str {
        match self.choice_to_take() {
            Some(_) => "take",
            None if self.breaks_lines() => "new line",
            None => NEXT,
        }
    }

    /// The footer's rank of the key that leads to the next field: none where another one before it does so.
    fn rank_of_next(&self) -> Option<u8> {
        match self.what_taking_does() {
            NEXT => Some(0),
            _ => self.breaks_lines().then_some(SOON),
        }
    }

    /// Whether the key that leads on elsewhere breaks the line in this field.
    fn breaks_lines(&self) -> bool {
        self.slot().has_lines() && !self.slot().is_list() && self.choice_to_take().is_none()
    }

    fn needs_choices(&self) -> Result<(), Reason> {
        if self.choices.is_empty() && self.slot().options().is_none() {
            return Err("there is nothing to choose from here: type it".into());
        }
        Ok(())
    }

    fn needs_text(&self) -> Result<(), Reason> {
        if self.current_text().is_empty() { Err("the field is empty already".into()) } else { Ok(()) }
    }

    fn needs_pattern(&self) -> Result<(), Reason> {
        if self.has_pattern() { Ok(()) } else { Err("this form has no pattern".into()) }
    }

    fn has_event(&self) -> Result<(), Reason> {
        match self.form.subject.event_use() {
            Some(EventUse::Sent) => Ok(()),
            Some(EventUse::Saved) => Err("this form saves the event already".into()),
            None => Err("this form has no event".into()),
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
