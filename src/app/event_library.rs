//! The library of events, to choose one from: those that were saved by name, whole samples, and one of every
//! kind that AWS's schemas have. The workbench tries them, and a rule is looked into with them.

use super::event_from_pattern::{kind_of, of_kind, whose};
use super::popup::{Action, Choice, LibraryEvent, Pick, PickItem, Popup};
use super::samples::SAMPLES;
use super::shared::Shared;
use crate::catalogue;
use crate::pattern::Pattern;
use serde_json::Value;

/// What is chosen from; `sample` is the sample that is tried at present, and `edited` are those that were
/// typed or changed by hand, by their places and in a few words.
pub(in crate::app) fn pick(sample: Option<&str>, edited: &[(usize, String)], shared: &Shared) -> Popup {
    let by_hand = edited.iter().map(|(at, label)| item(label, "edited here", LibraryEvent::Edited(*at)));
    let items: Vec<PickItem> = by_hand.chain(items(shared)).collect();
    let present = items.iter().position(|item| item.note == SAMPLE && Some(item.label.as_str()) == sample);
    menu(items, present)
}

/// What is chosen from, beginning at the kind of event that a pattern asks for.
pub(in crate::app) fn pick_for(pattern: &Pattern, shared: &Shared) -> Popup {
    let items = items(shared);
    let wanted = kind_of(pattern);
    let present = wanted.and_then(|kind| {
        items.iter().position(|item| item.label == kind.detail_type && item.note == kind.source)
    });
    menu(items, present)
}

/// What is said beside a sample.
const SAMPLE: &str = "sample";

fn item(label: &str, note: &str, event: LibraryEvent) -> PickItem {
    PickItem {
        label: label.to_owned(),
        note: note.to_owned(),
        also: String::new(),
        arn: None,
        action: Action::Choose(Choice::Event(event)),
    }
}

fn items(shared: &Shared) -> Vec<PickItem> {
    let saved = shared.account.saved_events.rows().iter().enumerate();
    let saved = saved.map(|(n, event)| PickItem {
        also: kind_in(&event.text),
        ..item(&event.name, "saved", LibraryEvent::Saved(n))
    });
    let samples = SAMPLES.iter().enumerate();
    let samples = samples.map(|(n, sample)| PickItem {
        also: kind_in(sample.text),
        ..item(sample.name, SAMPLE, LibraryEvent::Sample(n))
    });
    let kinds = catalogue::kinds().iter().enumerate();
    let kinds = kinds.map(|(n, kind)| item(&kind.detail_type, &kind.source, LibraryEvent::Kind(n)));
    saved.chain(samples).chain(kinds).collect()
}

/// The source and detail-type of an event, by which it is found as well as by its name.
fn kind_in(event: &str) -> String {
    let event: Value = serde_json::from_str(event).unwrap_or_default();
    let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    format!("{} {}", text("source"), text("detail-type"))
}

fn menu(items: Vec<PickItem>, present: Option<usize>) -> Popup {
    let title = format!("an event to try: type to find one of {}", items.len());
    Popup::Pick(Pick::new(title, items, present.unwrap_or(0)))
}

/// The event that was chosen, as JSON text; nothing for what is not there any more.
pub(in crate::app) fn text_of(event: LibraryEvent, shared: &Shared) -> Option<String> {
    match event {
        LibraryEvent::Saved(n) => shared.account.saved_events.rows().get(n).map(|event| event.text.clone()),
        LibraryEvent::Sample(n) => SAMPLES.get(n).map(|sample| sample.text.to_owned()),
        // The workbench has it.
        LibraryEvent::Edited(_) => None,
        LibraryEvent::Kind(n) => catalogue::kinds().get(n).map(|kind| of_kind(kind, &whose(shared))),
    }
}
