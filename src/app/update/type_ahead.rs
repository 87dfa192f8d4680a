//! Keys that were struck before what they are meant for was there (`shared::waiting`): they are kept, and
//! carried out when it opens.

use super::run::run;
use super::update;
use crate::app::command::Id;
use crate::app::effect::Effect;
use crate::app::keymap::Chord;
use crate::app::message::{Message, Stamped};
use crate::app::model::Model;
use crate::app::popup::Popup;
use crate::app::screen::Screen;
use crate::app::shared::Level;
use crate::app::shared::waiting::{KeyFate, Struck};
use crate::model::Millis;
use crate::text::{counted, plural};
use crossterm::event::KeyEvent;

/// A key while something is awaited.
pub(super) fn on_key_held(model: &mut Model, key: KeyEvent, out: &mut Vec<Effect>) {
    match model.shared.hold(key) {
        KeyFate::Waits => {}
        KeyFate::Cancels => model.shared.cancel_awaited(out),
        KeyFate::Runs(id) => run(model, id, out),
    }
}

/// What was struck for something that has come now is carried out, where something was opened, or the form
/// that was sent is still there: there were so many screens before. Where they were covered, what has come
/// was told and not opened, and what lies there is something else.
pub(super) fn carry_out_struck(
    model: &mut Model,
    screens: usize,
    covered: bool,
    at: Millis,
    out: &mut Vec<Effect>,
) {
    let Some(come) = model.shared.take_what_has_come().filter(|come| !come.struck.is_empty()) else { return };
    let struck = come.struck;
    let is_opened = match model.popup {
        _ if covered => false,
        None => {
            let is_form = matches!(model.screen(), Screen::Form(_));
            let stays = is_form && !come.writes.is_empty() && model.stack.len() == screens;
            model.stack.len() > screens || stays
        }
        Some(Popup::Message(_)) => model.stack.len() > screens,
        Some(_) => true,
    };
    if !is_opened {
        // It came to nothing, which is said: what was meant for it would act on something else.
        let ignored = counted(
            struck.len(),
            "key was pressed for it and ignored",
            "keys were pressed for it and ignored",
        );
        let before = model.shared.notice.take().map(|notice| notice.text + " ").unwrap_or_default();
        return model.shared.notify(Level::Info, format!("{before}{ignored}."));
    }
    let mut struck = struck.into_iter();
    while let Some(one) = struck.next() {
        if would_answer(model, &one) {
            return leave_unanswered(model, struck.len() + 1);
        }
        let message = match one {
            Struck::Key(key) => Message::Key(key),
            Struck::Paste(text) => Message::Paste(text),
        };
        out.extend(update(model, Stamped { at, message }));
    }
}

/// Whether this would answer a question, or choose something, that was not on the screen when it was struck.
/// What is typed into it is no answer yet.
fn would_answer(model: &Model, struck: &Struck) -> bool {
    let Struck::Key(key) = struck else { return false };
    match &model.popup {
        Some(Popup::Confirm(_) | Popup::Menu(_)) => true,
        Some(popup @ (Popup::Typed(_) | Popup::Pick(_))) => {
            model.shared.keymap.command(Chord::of(*key), popup.context()) == Some(Id::Accept)
        }
        Some(Popup::Help(_) | Popup::Palette(_) | Popup::Message(_)) | None => false,
    }
}

/// So many keys are not carried out, which the question itself says, or a line below what there is to choose.
fn leave_unanswered(model: &mut Model, keys: usize) {
    let were = counted(keys, "key was pressed", "keys were pressed");
    let ignored = plural(keys, "was ignored", "were ignored");
    let sentence = |what: &str| format!("{were} before this {what} appeared, and {ignored}.");
    let question = || [format!("! {}", sentence("question"))];
    match &mut model.popup {
        Some(Popup::Confirm(confirm)) => confirm.note(question()),
        Some(Popup::Typed(typed)) => typed.confirm.note(question()),
        Some(Popup::Menu(_) | Popup::Help(_) | Popup::Palette(_) | Popup::Pick(_) | Popup::Message(_))
        | None => model.shared.tell_aside(sentence("choice")),
    }
}
