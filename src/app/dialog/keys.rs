//! What the footer says while a popup is open, and which key a click there stands for.

use super::layout::layout;
use crate::app::command::Id;
use crate::app::footer::at_column;
use crate::app::popup::Popup;
use crate::app::visible::Visible;
use crate::text::safe;
use crossterm::event::{KeyCode, KeyEvent};

/// A key of an open popup: what a click on it presses, and its two texts, the key's and what it does.
pub type PopupKey = (Option<KeyEvent>, (String, String));

/// The keys of an open popup.
pub fn keys(popup: &Popup, visible: &Visible<'_>) -> Vec<PopupKey> {
    let keymap = &visible.shared.keymap;
    // Of several keys, a click presses the last: of those that move, the one that goes down.
    let pair = |ids: &[Id], title: &str| -> PopupKey {
        let names: Vec<String> = ids.iter().map(|id| keymap.name(*id, popup.context())).collect();
        let last = ids.last().and_then(|id| keymap.keys(*id, popup.context()).first().copied());
        (last.map(crate::app::keymap::Chord::event), (names.join(" "), title.to_owned()))
    };
    let lines = [Id::Up, Id::Down];
    match popup {
        Popup::Confirm(confirm) if confirm.typing.is_some() => {
            vec![pair(&[Id::Accept], &safe(confirm.accepts())), pair(&[Id::Cancel], "cancel")]
        }
        Popup::Confirm(confirm) => {
            let mut keys = vec![pair(&[Id::Yes], &safe(&confirm.accept))];
            keys.extend(confirm.other.iter().map(|other| {
                let key = KeyEvent::from(KeyCode::Char(other.key));
                (Some(key), (other.key.to_string(), safe(&other.label)))
            }));
            let (next, _) = pair(&[Id::NextPane], "");
            let (_, choose) = pair(&[Id::NextPane, Id::Accept], "choose");
            keys.push((next, choose));
            let place = layout(popup, visible);
            if place.page.len() > usize::from(place.text.height) {
                keys.push(pair(&lines, "scroll"));
            }
            keys.push(pair(&[Id::Cancel], "cancel"));
            keys
        }
        Popup::Typed(typed) => vec![
            pair(&[Id::Accept], &safe(&typed.confirm.accept)),
            pair(&lines, "scroll"),
            pair(&[Id::Cancel], "cancel"),
        ],
        Popup::Help(_) => vec![pair(&lines, "scroll"), pair(&[Id::Cancel], "close")],
        Popup::Palette(_) => vec![
            pair(&[Id::Accept], "run"),
            pair(&[Id::Complete], "complete"),
            pair(&lines, "choose"),
            pair(&[Id::Cancel], "close"),
        ],
        Popup::Menu(_) | Popup::Pick(_) => {
            vec![pair(&[Id::Accept], "choose"), pair(&lines, "move"), pair(&[Id::Cancel], "close")]
        }
        Popup::Message(_) => {
            vec![pair(&lines, "scroll"), pair(&[Id::Copy], "copy"), pair(&[Id::Cancel], "close")]
        }
    }
}

/// The key that stands at a column of the footer.
pub(super) fn key_at(popup: &Popup, visible: &Visible<'_>, column: u16) -> Option<KeyEvent> {
    at_column(keys(popup, visible), visible, column)?
}
