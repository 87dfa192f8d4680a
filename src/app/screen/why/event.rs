//! The event that a rule is looked into with where nobody named one: which of the captured ones it is.

use crate::app::left_tails::LeftTails;
use crate::diagnose::{Captured, Expected, Origin};
use crate::model::Rule;
use crate::pattern::{Event, Pattern, Verdict, explain};

/// Captured events that are looked through.
const LOOKED_AT: usize = 2_000;

/// Events whose misses are laid out to find the nearest.
const EXPLAINED: usize = 200;

/// Events that a rule takes, which are kept for judging changes of its pattern.
const TAKEN: usize = 200;

/// The newest captured events of a rule's bus that it takes as it is.
pub(super) fn taken(rule: &Rule, tails: &LeftTails) -> Vec<Event> {
    let Some(pattern) = rule.pattern.as_deref().and_then(|text| Pattern::parse(text).ok()) else {
        return Vec::new();
    };
    let entries = tails.of_bus(&rule.bus).flat_map(|session| {
        let store = session.store();
        store.rows().iter().rev().filter_map(|row| store.entry(*row))
    });
    entries
        .filter(|entry| entry.is_event())
        .take(LOOKED_AT)
        .filter_map(|entry| Event::parse(entry.text().as_bytes()).ok())
        .filter(|event| pattern.matches(event) == Verdict::Match)
        .take(TAKEN)
        .collect()
}

/// How the captured events of the rule's source and detail-type stand to it, and one to look into it with: the newest
/// that it takes; where it takes none, the one that comes nearest to matching; where there is none of that type, the
/// nearest of its source.
pub(super) fn of_its_kind(rule: &Rule, tails: &LeftTails) -> (Captured, Option<Expected>) {
    let mut captured = Captured::default();
    let Some(pattern) = rule.pattern.as_deref().and_then(|text| Pattern::parse(text).ok()) else {
        return (captured, None);
    };
    let entries = tails.of_bus(&rule.bus).flat_map(|session| {
        let store = session.store();
        store.rows().iter().rev().filter_map(|row| store.entry(*row))
    });
    let mut taken: Option<Event> = None;
    let mut nearest: Option<((bool, usize, u32), Event)> = None;
    let mut explained = 0;
    for entry in entries.filter(|entry| entry.is_event()).take(LOOKED_AT) {
        let Ok(event) = Event::parse(entry.text().as_bytes()) else { continue };
        if pattern.matches(&event) == Verdict::Match {
            captured.all += 1;
            captured.taken += 1;
            taken.get_or_insert(event);
            continue;
        }
        if !of_kind(&pattern, &event, "source") {
            continue;
        }
        let is_of_kind = of_kind(&pattern, &event, "detail-type");
        captured.all += usize::from(is_of_kind);
        if taken.is_some() || explained >= EXPLAINED {
            continue;
        }
        explained += 1;
        let explanation = explain(&pattern, &event);
        let misses = explanation.misses();
        let far = misses.iter().map(|(_, miss)| miss.rank).sum();
        let distance = (!is_of_kind, misses.len(), far);
        if nearest.as_ref().is_none_or(|(least, _)| distance < *least) {
            nearest = Some((distance, event));
        }
    }
    let event = taken.or(nearest.map(|(_, event)| event));
    (captured, event.map(|event| Expected { event, origin: Origin::Captured }))
}

/// Whether an alternative of the pattern takes the event's text in a field, or leaves the field open.
fn of_kind(pattern: &Pattern, event: &Event, field: &str) -> bool {
    let text = event.root().get(field).and_then(crate::json::Value::owned_text);
    let Some(text) = text else { return false };
    pattern.asks().any(|asks| asks.at(field).is_none_or(|asked| asked.takes(&text)))
}
