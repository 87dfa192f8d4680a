//! A key: whether it is a command where it was pressed, or goes into what is being typed.

use super::run::{carry_out, end, on_screen, run};
use super::unopened;
use crate::app::command::{Context, Id};
use crate::app::dialog;
use crate::app::effect::Effect;
use crate::app::keymap::Chord;
use crate::app::model::Model;
use crossterm::event::KeyEvent;

pub(super) fn on_key(model: &mut Model, key: KeyEvent, out: &mut Vec<Effect>) {
    model.shared.notice = None;
    if unopened::takes(model, key) {
        return;
    }
    let typing = model.screen().is_typing();
    let context = match &model.popup {
        Some(popup) => popup.context(),
        None if typing => Context::Prompt,
        None => model.context(),
    };
    let command = model.shared.keymap.command(Chord::of(key), context);
    if let Some(id @ (Id::Suspend | Id::Redraw)) = command {
        return run(model, id, out);
    }
    if let Some(popup) = model.popup.take() {
        let then = dialog::on_key(popup, key, &model.visible());
        return carry_out(model, then, out);
    }
    match command.filter(|_| !typing) {
        Some(id) => unopened::run_struck(model, id, out),
        None => {
            on_screen(model, out, |screen, shared, out| screen.key(key, shared, out));
            if !typing {
                unopened::without_command(model, key);
            }
        }
    }
}

/// A key while the terminal is too small to show what it would do: nothing is carried out unseen, and nothing
/// is lost.
pub(super) fn on_key_unseen(model: &mut Model, key: KeyEvent, out: &mut Vec<Effect>) {
    let context = model.context();
    match model.shared.keymap.command(Chord::of(key), context) {
        Some(id @ (Id::Suspend | Id::Redraw)) => run(model, id, out),
        Some(Id::Quit) if !model.is_modified() => end(model, out),
        Some(_) | None => {}
    }
}
