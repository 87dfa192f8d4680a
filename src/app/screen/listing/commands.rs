//! Which commands a listing carries out, whether it can, and what they do.

use super::{ListingRow, ListingView, height};
use crate::app::carried_events::CarriedEvents;
use crate::app::changing::{from_intent, menus, undoing};
use crate::app::command::{Id, Move, Reason};
use crate::app::effect::Effect;
use crate::app::filter::Filter;
use crate::app::form::Form;
use crate::app::handler::{Commands, Handler, NOTHING_SELECTED};
use crate::app::intent::Intent;
use crate::app::listing::RowsAre;
use crate::app::marked_rows::title_with_marks;
use crate::app::popup::Popup;
use crate::app::problems::NO_ROWS;
use crate::app::read::{Answer, Read};
use crate::app::saved_events;
use crate::app::shared::Shared;
use crate::app::step::{Narrowed, Open, Step};
use crate::app::tap_removal;
use crate::model::{Bus, Thing, ThingKind, with_times};
use crate::text::grouped;

type Own = Handler<ListingView>;

/// What a saved event begins as.
const EVENT: &str = r#"{"source":"","detail-type":"","resources":[],"detail":{}}"#;

const COMMANDS: &[Own] = &[
    Own::steps(Id::Open, super::ListingView::describe).when(|it, _| it.can_open()),
    Own::steps(Id::OpenTarget, super::ListingView::follow)
        .when(|it, _| it.can_follow())
        .title(|it, _| it.lead_title()),
    Own::steps(Id::New, |it, _, _| it.make()).when(|it, _| it.can_make()),
    Own::steps(Id::Change, |it, _, _| it.change()).when(|it, _| it.can_change()),
    Own::steps(Id::Json, |it, shared, _| it.json(shared))
        .when(|it, _| it.needs_selection())
        .title(|it, _| title_with_marks("JSON", it.marks.len())),
    Own::steps(Id::Copy, |it, shared, _| it.copy(shared))
        .when(|it, _| it.needs_selection())
        .title(|it, _| title_with_marks("copy", it.marks.len())),
    Own::steps(Id::Delete, |it, shared, out| it.delete(shared, out))
        .when(|it, _| it.can_delete())
        .title(|it, _| title_with_marks(if it.has_replays() { "cancel" } else { "delete" }, it.marks.len())),
    Own::steps(Id::Send, |it, shared, _| it.send(shared)).when(|it, _| it.has_events()),
    Own::steps(Id::Test, |it, shared, _| it.test(shared)).when(|it, _| it.has_events()),
    Own::steps(Id::SaveEventByName, |it, shared, _| it.save_by_name(shared)).when(|it, _| it.has_events()),
    Own::steps(Id::Undo, |_, shared, out| undoing::list(shared, out)),
    Own::steps(Id::Back, |it, _, _| it.back())
        .title(|it, _| it.narrowed().map(|narrowed| narrowed.back_title().to_owned())),
    Own::steps(Id::BackOrQuit, |_, _, _| Step::Pop),
    Own::does(Id::Mark, |it, shared, _| it.mark(shared)).when(|it, _| it.needs_selection()),
    Own::does(Id::MarkAll, |it, _, _| it.mark_all()).when(|it, _| it.needs_selection()),
    Own::does(Id::Problems, |it, _, _| it.problems = !it.problems)
        .when(|it, _| it.has_rows())
        .title(|it, _| it.problems.then(|| "show all".to_owned())),
    Own::does(Id::Filter, |it, shared, _| it.start_filter(shared)),
    Own::does(Id::Sort, |it, _, _| it.sort = (it.sort + 1) % (it.about().columns.len() + 1)),
    Own::does(Id::Reverse, |it, _, _| it.reversed = !it.reversed),
    Own::does(Id::Refresh, ListingView::read_again),
];

impl Commands for ListingView {
    fn handlers(&self) -> &'static [Handler<Self>] {
        COMMANDS
    }

    fn go(&mut self, to: Move, shared: &mut Shared) -> bool {
        self.movement(to, shared);
        true
    }
}

impl ListingView {
    pub(super) fn movement(&mut self, to: Move, shared: &Shared) {
        self.selection.go(to, self.shown.len(), height(shared));
        self.take();
    }

    /// What narrows or marks the rows.
    fn narrowed(&self) -> Option<Narrowed> {
        match (self.marks.is_empty(), self.filter.is_empty(), self.problems) {
            (false, _, _) => Some(Narrowed::Marks),
            (true, false, _) => Some(Narrowed::Filter),
            (true, true, true) => Some(Narrowed::Problems),
            (true, true, false) => None,
        }
    }

    fn back(&mut self) -> Step {
        match self.narrowed() {
            Some(Narrowed::Marks) => self.marks.clear(),
            Some(Narrowed::Filter) => self.filter = Filter::default(),
            Some(Narrowed::Problems) => self.problems = false,
            None => return Step::Pop,
        }
        Step::Stay
    }

    fn mark(&mut self, shared: &Shared) {
        if let Some(name) = self.selected().map(|row| row.name().to_owned()) {
            self.marks.flip(&name);
            self.movement(Move::Down, shared);
        }
    }

    fn mark_all(&mut self) {
        let shown = self.shown.iter().filter_map(|at| self.rows.get(*at)).map(ListingRow::name);
        self.marks.flip_all(shown);
    }

    fn read_again(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        for read in self.reads() {
            shared.fetch_anew(read, out);
        }
    }

    /// What went wrong, in full.
    pub(in crate::app) fn message_in_full(&self) -> Option<Popup> {
        let error = self.standing.error.as_ref()?;
        Some(Popup::message("What went wrong", error.to_string()))
    }

    /// What is selected, or all that is marked.
    fn things(&self) -> Vec<Thing> {
        let Some(kind) = self.about().kind() else { return Vec::new() };
        self.marked_or_selected().into_iter().map(|row| Thing::of(kind, row.name())).collect()
    }

    /// Everything that describing the selected thing tells, with the reason of what has failed.
    fn describe(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        let (Some(row), Some(kind)) = (self.selected(), self.about().kind()) else {
            return self.json(shared);
        };
        let thing = Thing::of(kind, row.name());
        self.ask_described(thing, shared, out);
        Step::Stay
    }

    pub(super) fn ask_described(&mut self, thing: Thing, shared: &mut Shared, out: &mut Vec<Effect>) {
        self.opening = Some(thing.clone());
        let what = thing.to_string();
        shared.fetch_to_open(Read::Described(thing), what, out);
    }

    /// What was asked for has come.
    pub(in crate::app::screen) fn answer(&mut self, answer: &Answer, shared: &mut Shared) -> Step {
        let Answer::Described(thing, outcome) = answer else { return Step::Stay };
        if self.opening.as_ref() != Some(thing) {
            return Step::Stay;
        }
        self.opening = None;
        match outcome {
            Ok(value) => {
                let title = format!("{} › {}", self.about().title, thing);
                Step::Open(Open::Json { title, text: format!("{:#}", with_times(value.clone())) })
            }
            Err(error) => {
                shared.alert(format!("{thing} cannot be described"), error.to_string());
                Step::Stay
            }
        }
    }

    pub(in crate::app::screen) fn is_of_our_files(&self, id: Id) -> bool {
        self.about().is_of_our_files() && matches!(id, Id::New | Id::Delete)
    }

    /// The event of a row, as it was saved or sent.
    fn event(&self, row: &ListingRow, shared: &Shared) -> String {
        match self.about().rows {
            RowsAre::SavedEvents => {
                let saved = shared.account.saved_events.rows().iter().find(|event| event.name == row.name());
                saved.map(|event| event.text.clone()).unwrap_or_default()
            }
            RowsAre::SentEvents => {
                let mut event = row.json.clone();
                // When it was sent is told of it, and is no part of it.
                if let Some(members) = event.as_object_mut() {
                    members.remove("sent");
                }
                event.to_string()
            }
            RowsAre::Things(_) | RowsAre::Taps | RowsAre::Calls => String::new(),
        }
    }

    fn send(&self, shared: &Shared) -> Step {
        let Some(row) = self.selected() else { return Step::Stay };
        let bus = match self.about().rows {
            RowsAre::SentEvents => row.cells.get(2).map(String::as_str),
            RowsAre::SavedEvents | RowsAre::Things(_) | RowsAre::Taps | RowsAre::Calls => None,
        };
        let form = Form::event(bus.unwrap_or(Bus::DEFAULT), &self.event(row, shared));
        Step::Open(Open::Form(Box::new(form)))
    }

    /// Takes the events to the workbench.
    fn test(&self, shared: &Shared) -> Step {
        let events =
            self.marked_or_selected().into_iter().map(|row| self.event(row, shared).into()).collect();
        let from = match self.about().rows {
            RowsAre::SentEvents => "sent",
            RowsAre::SavedEvents => "saved",
            RowsAre::Things(_) | RowsAre::Taps | RowsAre::Calls => return Step::Stay,
        };
        Step::Open(Open::Workbench {
            rule: None,
            captured: Some(CarriedEvents { from, events, at: Some(0) }),
        })
    }

    fn save_by_name(&self, shared: &Shared) -> Step {
        let Some(row) = self.selected() else { return Step::Stay };
        Step::Open(Open::Form(Box::new(Form::saved_event(&self.event(row, shared)))))
    }

    fn has_events(&self) -> Result<(), Reason> {
        if self.about().has_events() {
            self.needs_selection()
        } else {
            Err("there are no events here".into())
        }
    }

    fn make(&self) -> Step {
        let form = match self.about().rows {
            RowsAre::SavedEvents => Form::saved_event(EVENT),
            RowsAre::Things(kind) => Form::new(kind, None),
            RowsAre::SentEvents | RowsAre::Taps | RowsAre::Calls => return Step::Stay,
        };
        Step::Open(Open::Form(Box::new(form)))
    }

    fn can_make(&self) -> Result<(), Reason> {
        self.about().no_new.map_or(Ok(()), |why| Err(why.into()))
    }

    fn can_change(&self) -> Result<(), Reason> {
        self.about().no_change.map_or_else(|| self.needs_selection(), |why| Err(why.into()))
    }

    fn change(&self) -> Step {
        let things = self.things();
        let what = match things.as_slice() {
            [one] => one.to_string(),
            many => format!("{} marked {}", grouped(many.len()), self.about().title),
        };
        let state = self.state_of_one();
        menus::menu(things, &what, menus::MenuSubject { owner: None, state: state.as_deref() })
    }

    fn delete(&self, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        let names: Vec<String> =
            self.marked_or_selected().into_iter().map(|row| row.name().to_owned()).collect();
        match self.about().rows {
            RowsAre::SavedEvents => saved_events::ask_delete(names),
            RowsAre::Taps => tap_removal::ask(&names, shared),
            RowsAre::Things(_) => from_intent::start_reading(Intent::Delete, self.things(), shared, out),
            RowsAre::SentEvents | RowsAre::Calls => Step::Stay,
        }
    }

    /// The state of the one thing that is taken.
    fn state_of_one(&self) -> Option<String> {
        match self.marked_or_selected().as_slice() {
            [row] => row.state.clone(),
            _ => None,
        }
    }

    fn has_replays(&self) -> bool {
        self.about().kind() == Some(ThingKind::Replay)
    }

    fn can_delete(&self) -> Result<(), Reason> {
        if let Some(state) =
            self.state_of_one().filter(|state| self.has_replays() && !menus::is_under_way(state))
        {
            return Err(format!("it is {state}: only a replay that is starting or running can be cancelled"));
        }
        self.about().no_delete.map_or_else(|| self.needs_selection(), |why| Err(why.into()))
    }

    fn can_open(&self) -> Result<(), Reason> {
        // Without rows, it tells why there are none.
        if self.standing.error.is_some() { Ok(()) } else { self.needs_selection() }
    }

    fn has_rows(&self) -> Result<(), Reason> {
        if self.rows.is_empty() { Err(NO_ROWS.into()) } else { Ok(()) }
    }

    fn needs_selection(&self) -> Result<(), Reason> {
        if self.selected().is_some() || !self.marks.is_empty() {
            Ok(())
        } else {
            Err(NOTHING_SELECTED.into())
        }
    }
}
