//! The event that a rule is looked into with where nobody named one: one that a tail of its bus has captured.

use crate::app::left_tails::LeftTails;
use crate::diagnose::{Looked, Origin, look_through};
use crate::model::Rule;
use crate::tail::Entry;

/// Looks through the newest captured events of a rule's bus.
pub(super) fn captured(rule: &Rule, tails: &LeftTails) -> Looked {
    let entries = tails.of_bus(&rule.bus).flat_map(|session| {
        let store = session.store();
        store.rows().iter().rev().filter_map(|row| store.entry(*row))
    });
    let events = entries.filter(|entry| entry.is_event()).map(Entry::text);
    look_through(rule, events, Origin::Captured)
}
