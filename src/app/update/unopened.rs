//! What is typed for a line that did not open: the command was refused, and whoever types on without looking
//! must not have each letter taken for a command. And a key that has no command where it was pressed.

use super::run::run;
use crate::app::command::{Context, Id, TABLE};
use crate::app::effect::Effect;
use crate::app::keymap::Chord;
use crate::app::model::Model;
use crate::app::shared::Level;
use crate::app::shared::unopened::Unopened;
use crate::model::Millis;
use crate::text::{capitalised, counted};
use crossterm::event::KeyEvent;

/// What opens a line, or a name, to type in.
const OPENERS: [Id; 4] = [Id::Filter, Id::PatternFilter, Id::LookUpEvents, Id::SaveEventByName];

/// As long after the key before it a key still belongs to what is being typed.
const STILL_TYPING: Millis = 1_000;

/// Runs a command that was struck: where it opens something to type in and nothing has opened, what follows
/// is no command.
pub(super) fn run_struck(model: &mut Model, id: Id, out: &mut Vec<Effect>) {
    let screens = model.stack.len();
    run(model, id, out);
    let is_open = model.popup.is_some() || model.stack.len() != screens || model.shared.awaited.is_some();
    if !OPENERS.contains(&id) || is_open || model.screen().is_typing() || model.context().is_text() {
        return;
    }
    // Where nothing is said, it did something else.
    let why = model.shared.notice.as_ref().map(|notice| notice.text.clone());
    let at = model.shared.now;
    model.shared.unopened = why.map(|why| Unopened { id, why, at, ignored: 0 });
}

/// Whether a key belongs to what is typed for something that did not open; it is then ignored, which is told.
pub(super) fn takes(model: &mut Model, key: KeyEvent) -> bool {
    let Some(mut unopened) = model.shared.unopened.take() else { return false };
    let chord = Chord::of(key);
    // What ends a line is meant for it too, and the command itself is tried again.
    let ends = matches!(model.shared.keymap.command(chord, Context::Prompt), Some(Id::Accept | Id::Cancel));
    let is_late = model.shared.now - unopened.at > STILL_TYPING;
    let is_again = model.shared.keymap.command(chord, model.context()) == Some(unopened.id);
    if !(chord.types() || ends) || is_late || is_again || model.popup.is_some() {
        return false;
    }
    unopened.ignored += 1;
    unopened.at = model.shared.now;
    let why = capitalised(unopened.why.trim_end_matches('.'));
    let keys = counted(unopened.ignored, "key typed for it was ignored", "keys typed for it were ignored");
    model.shared.notify(Level::Info, format!("{why}. {keys}."));
    if !ends {
        model.shared.unopened = Some(unopened);
    }
    true
}

/// A key that has no command where it was pressed: that is said, with what it does elsewhere.
pub(super) fn without_command(model: &mut Model, key: KeyEvent) {
    let (chord, context) = (Chord::of(key), model.context());
    if context.is_text() || !chord.has_character() {
        return;
    }
    let keymap = &model.shared.keymap;
    let mut elsewhere = Context::ALL.into_iter().filter(|context| !context.is_text());
    let id = elsewhere.find_map(|other| keymap.command(chord, other));
    let row = id.and_then(|id| TABLE.iter().find(|row| row.id == id));
    let what = row.map(|row| format!(" ({})", row.title.trim_end_matches(" …"))).unwrap_or_default();
    let why = format!("{chord}{what} does nothing here. {} lists the keys.", keymap.name(Id::Help, context));
    model.shared.notify(Level::Info, why.clone());
    let at = model.shared.now;
    model.shared.unopened =
        id.filter(|id| OPENERS.contains(id)).map(|id| Unopened { id, why, at, ignored: 0 });
}
