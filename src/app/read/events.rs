//! What of an answer is an event, or may be: a recording without bodies has a word in its place. Each row of
//! the table names one of these.

use super::{Draft, PatternTest};
use crate::diagnose::Fact;
use crate::model::event_lookup::EventLookup;
use crate::model::{CallError, EventSent, SavedEvent};

type Outcome<A> = Result<A, CallError>;

/// Nothing of it.
pub(super) fn none<K, A>(_: &mut K, _: &mut Outcome<A>, _: &str) {}

pub(super) fn saved<K>(_: &mut K, outcome: &mut Outcome<Vec<SavedEvent>>, word: &str) {
    for event in outcome.iter_mut().flatten() {
        word.clone_into(&mut event.text);
    }
}

pub(super) fn sent<K>(_: &mut K, outcome: &mut Outcome<Vec<EventSent>>, word: &str) {
    for sent in outcome.iter_mut().flatten() {
        word.clone_into(&mut sent.entry.detail);
    }
}

/// Asked about was an event; answered is a yes or no.
pub(super) fn tested(asked: &mut PatternTest, _: &mut Outcome<Option<bool>>, word: &str) {
    word.clone_into(&mut asked.event);
}

/// What was typed into a form is kept as a draft is, and it may be an event.
pub(super) fn draft<K>(_: &mut K, outcome: &mut Outcome<Option<Draft>>, word: &str) {
    if let Ok(Some(draft)) = outcome {
        word.clone_into(&mut draft.text);
        word.clone_into(&mut draft.base);
    }
}

pub(super) fn file<K>(_: &mut K, outcome: &mut Outcome<String>, word: &str) {
    if let Ok(text) = outcome {
        word.clone_into(text);
    }
}

pub(super) fn evidence<K>(_: &mut K, outcome: &mut Outcome<Fact>, _: &str) {
    if let Ok(fact) = outcome {
        fact.leave_out_events();
    }
}

pub(super) fn looked_up<K>(_: &mut K, outcome: &mut Outcome<EventLookup>, word: &str) {
    for event in outcome.iter_mut().flat_map(|lookup| &mut lookup.found) {
        word.clone_into(&mut event.text);
    }
}
