//! The event that a rule is looked into with where nobody named one: which of the captured ones it is.

use crate::app::left_tails::LeftTails;
use crate::diagnose::{Expected, Origin};
use crate::model::Rule;
use crate::pattern::{Event, Pattern, Verdict, explain};

/// Captured events that are looked through.
const LOOKED_AT: usize = 2_000;

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

/// The newest event of the rule's source and detail-type that a tail of its bus has seen; where there is none
/// of that type, the one of its source that comes nearest to matching.
pub(super) fn newest(rule: &Rule, tails: &LeftTails) -> Option<Expected> {
    let pattern = Pattern::parse(rule.pattern.as_deref()?).ok()?;
    let mut nearest: Option<(usize, Event)> = None;
    let texts = tails.of_bus(&rule.bus).flat_map(|session| {
        let store = session.store();
        store.rows().iter().rev().filter_map(|row| store.entry(*row))
    });
    for entry in texts.filter(|entry| entry.is_event()).take(LOOKED_AT) {
        let Ok(event) = Event::parse(entry.text().as_bytes()) else { continue };
        let explanation = explain(&pattern, &event);
        let fits = |path: &str| {
            let mut leaves = explanation.nodes.iter().filter(|node| node.path == path && node.decisive);
            leaves.all(|node| node.matched == Some(true))
        };
        if fits("source") && fits("detail-type") {
            return Some(Expected { event, origin: Origin::Newest });
        }
        let far = explanation.misses().len();
        if fits("source") && nearest.as_ref().is_none_or(|(least, _)| far < *least) {
            nearest = Some((far, event));
        }
    }
    nearest.map(|(_, event)| Expected { event, origin: Origin::Newest })
}
