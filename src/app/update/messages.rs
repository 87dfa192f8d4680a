//! The messages: what went wrong and has not been read, and what was read before.

use crate::app::model::Model;
use crate::app::popup::Popup;
use crate::app::shared::{Alert, Shared};
use crate::text::counted;

/// What went wrong, in full; reading it acknowledges it. What was acknowledged before comes last, the newest
/// of it first.
pub(super) fn all(model: &mut Model) -> Option<Popup> {
    let earlier = earlier(&model.shared);
    let unread = model.shared.acknowledge_all();
    let own_text = model.screen().message_in_full(&model.shared);
    // What the screen says of itself is not about what was told before.
    let is_of_screen = unread.is_empty() && own_text.is_some();
    let heading = if is_of_screen { "Other messages, read before:" } else { "Read before:" };
    let note = |title: String, mut text: String| {
        if !earlier.is_empty() {
            let gap = if text.is_empty() { "" } else { "\n\n" };
            text = format!("{text}{gap}{heading}\n\n{}", earlier.join("\n\n"));
        }
        Some(Popup::message(title, text))
    };
    match (unread.as_slice(), own_text) {
        ([], Some(Popup::Message(own_text))) => note(own_text.title, own_text.text),
        ([], Some(other)) => Some(other),
        ([], None) if earlier.is_empty() => None,
        ([], None) => note("Messages".to_owned(), String::new()),
        ([one], _) => note(one.title.clone(), one.text.clone()),
        (all, _) => {
            let text: Vec<_> = all.iter().map(|alert| format!("{}\n{}", alert.title, alert.text)).collect();
            note(counted(all.len(), "message", "messages"), text.join("\n\n"))
        }
    }
}

/// The acknowledged messages, the newest first, each with its time.
fn earlier(shared: &Shared) -> Vec<String> {
    let entry = |alert: &Alert| {
        let gap = if alert.title.is_empty() { "" } else { "\n" };
        format!("{} {}{gap}{}", shared.time_of_day(alert.at), alert.title, alert.text)
    };
    shared.acknowledged.iter().rev().map(entry).collect()
}
