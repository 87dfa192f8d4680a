//! Choosing one of many things by typing.

use super::{Keys, Layout, Then};
use crate::app::command::Id;
use crate::app::popup::{Pick, Popup};
use crossterm::event::{Event, KeyEvent};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler as _;

pub(super) const KEYS: Keys<Pick> = Keys {
    popup: Popup::Pick,
    go: |mut pick, to, place| {
        pick.step(to.lines(place.height()));
        Then::Stay(Popup::Pick(pick))
    },
    own: &[
        (Id::Accept, |pick, _| {
            let at = pick.selected;
            take(pick, at)
        }),
        (Id::Complete, |mut pick, _| {
            let label = pick
                .shown
                .get(pick.selected)
                .and_then(|at| pick.items.get(*at))
                .map(|item| item.label.clone());
            if let Some(label) = label {
                pick.input = Input::new(label);
                pick.find();
            }
            Then::Stay(Popup::Pick(pick))
        }),
        (Id::Cancel, |_, _| Then::Close),
        (Id::Quit, |_, _| Then::Close),
    ],
};

pub(super) fn on_key(mut pick: Pick, key: KeyEvent, command: Option<Id>, place: &Layout) -> Then {
    if command.is_some() {
        return KEYS.press(pick, command, place);
    }
    if pick.input.handle_event(&Event::Key(key)).is_some_and(|change| change.value) {
        pick.find();
    }
    Then::Stay(Popup::Pick(pick))
}

/// Takes one of those shown. Where nothing has what is typed, the list stays and says so.
pub(super) fn take(mut pick: Pick, shown: usize) -> Then {
    match pick.shown.get(shown).copied() {
        Some(at) if at < pick.items.len() => Then::Do(pick.items.swap_remove(at).action),
        Some(_) | None => Then::Stay(Popup::Pick(pick)),
    }
}
