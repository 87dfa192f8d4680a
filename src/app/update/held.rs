//! Keys that wait for what is being read to be opened, and what becomes of them when it is there.

use super::run::run;
use super::update;
use crate::app::awaited::Struck;
use crate::app::awaiting::Held;
use crate::app::effect::Effect;
use crate::app::message::{Message, Stamped};
use crate::app::model::Model;
use crate::app::popup::Popup;
use crate::app::shared::Level;
use crate::model::Millis;
use crate::text::counted;
use crossterm::event::KeyEvent;

/// A key while something is awaited.
pub(super) fn on_key_held(model: &mut Model, key: KeyEvent, out: &mut Vec<Effect>) {
    match model.shared.hold(key) {
        Held::Waits => {}
        Held::GivesUp => model.shared.give_up_awaited(),
        Held::Runs(id) => run(model, id, out),
    }
}

/// What was struck for something that has come now is carried out, where something was opened: there were so
/// many screens before.
pub(super) fn carry_out_struck(model: &mut Model, screens: usize, at: Millis, out: &mut Vec<Effect>) {
    let struck = model.shared.struck_for_it().unwrap_or_default();
    if struck.is_empty() {
        return;
    }
    if model.stack.len() <= screens && matches!(model.popup, None | Some(Popup::Message(_))) {
        // It came to nothing, which is said: what was meant for it would act on something else.
        let lost = counted(struck.len(), "key was struck for it and is", "keys were struck for it and are");
        let said = model.shared.notice.take().map(|notice| notice.text + " ").unwrap_or_default();
        return model.shared.notify(Level::Info, format!("{said}{lost} not carried out."));
    }
    for one in struck {
        let message = match one {
            Struck::Key(key) => Message::Key(key),
            Struck::Paste(text) => Message::Paste(text),
        };
        out.extend(update(model, Stamped { at, message }));
    }
}
