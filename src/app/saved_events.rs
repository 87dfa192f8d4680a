//! Events that the operator saves by name: what one must have, the question before one takes another one's
//! place or goes, and what is said of it. Where they are kept is `config`'s; the form to fill in is `form`'s.

#[cfg(test)]
mod tests;

use super::effect::{Effect, Work};
use super::popup::{Action, Choice, FormChoice, Menu, MenuItem, Popup};
use super::read::Read;
use super::request::Pending;
use super::shared::{Level, Shared};
use super::step::Step;
use crate::json::{Document, Kind};
use crate::model::{CallError, ChangeFault, SavedEvent};
use crate::text::counted;

/// The event that a name and a text stand for.
///
/// # Errors
///
/// What is wrong with them.
pub(crate) fn event(name: &str, text: &str) -> Result<SavedEvent, Vec<ChangeFault>> {
    let name = name.trim();
    let mut faults: Vec<ChangeFault> =
        SavedEvent::wrong_name(name).into_iter().map(|why| ChangeFault::at("Name", why)).collect();
    match Document::parse(text) {
        Ok(event) if event.root().kind() == Kind::Object => {}
        Ok(_) => faults.push(ChangeFault::at(
            "Event",
            "this is JSON, but not an object: an event is one, with `source`, `detail-type` and `detail`.",
        )),
        Err(error) => {
            let (line, column) = (error.position.line, error.position.column);
            let why = format!("this is not JSON at line {line}, column {column}: {}.", error.what());
            faults.push(ChangeFault::at("Event", why));
        }
    }
    if faults.is_empty() {
        Ok(SavedEvent { name: name.to_owned(), text: text.to_owned() })
    } else {
        Err(faults)
    }
}

/// Saves an event; asks first where another one has its name.
pub(in crate::app) fn ask(event: SavedEvent, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
    if shared.requests.is_pending(&Pending::SavedEvent(event.name.clone())) {
        shared.notify(Level::Info, "Still saving.");
        return Step::Stay;
    }
    let other = shared.account.saved_events.rows().iter().find(|one| one.name == event.name);
    if other.is_none_or(|other| other.text == event.text) {
        let there = other.is_some();
        save(event, there, shared, out);
        return Step::Stay;
    }
    Step::Popup(Popup::Menu(Menu::new(
        format!("There is a saved event {} already", event.name),
        vec![
            MenuItem::new('b', "back, to choose another name", Action::Nothing),
            MenuItem::new(
                'r',
                "replace it with this one",
                Action::Choose(Choice::Form(FormChoice::ReplaceEvent)),
            ),
        ],
    )))
}

/// Saves an event, with `replace` in the place of one that has its name.
pub(in crate::app) fn save(event: SavedEvent, replace: bool, shared: &mut Shared, out: &mut Vec<Effect>) {
    let req = shared.requests.start(Pending::SavedEvent(event.name.clone()));
    out.push(Effect::Work(Work::SaveEvent { req, event, replace }));
}

/// Asks whether saved events are to go.
pub(in crate::app) fn ask_delete(names: Vec<String>) -> Step {
    let title = match names.as_slice() {
        [] => return Step::Stay,
        [one] => format!("Delete the saved event {one}?"),
        all => format!("Delete {}?", counted(all.len(), "saved event", "saved events")),
    };
    let items = vec![
        MenuItem::new('b', "back", Action::Nothing),
        MenuItem::new('d', "delete; this cannot be undone", Action::DeleteEvents(names)),
    ];
    Step::Popup(Popup::Menu(Menu::new(title, items)))
}

/// Deletes saved events.
pub(in crate::app) fn delete(names: Vec<String>, shared: &mut Shared, out: &mut Vec<Effect>) {
    for name in names {
        let req = shared.requests.start(Pending::SavedEvent(name.clone()));
        out.push(Effect::Work(Work::DeleteEvent { req, name }));
    }
}

/// An event was saved, or deleted, or was not.
pub(in crate::app) fn on_saved(
    name: &str,
    there: bool,
    outcome: &Result<(), CallError>,
    shared: &mut Shared,
    out: &mut Vec<Effect>,
) {
    match outcome {
        Ok(()) if there => {
            shared.notify(
                Level::Done,
                format!("Saved as {name}; `saved` in the palette lists the saved events."),
            );
        }
        Ok(()) => shared.notify(Level::Done, format!("Deleted the saved event {name}.")),
        Err(error) => shared.alert(format!("The saved event {name} is as it was"), error.to_string()),
    }
    // Of several that go, the last has the list read again.
    if !shared.requests.is_keeping_events() {
        shared.fetch_anew(Read::SavedEvents, out);
    }
}
