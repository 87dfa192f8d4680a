//! The event that a rule is looked into with where nobody named one: which of those that were seen it is.

use super::evidence::{Captured, Expected, Origin};
use crate::catalogue::is_name_of_aws;
use crate::model::Rule;
use crate::pattern::{Asks, Event, Miss, MissKind, Node, Pattern, Verdict, explain};
use std::collections::BTreeSet;

/// Events that are looked through.
pub(crate) const LOOKED_AT: usize = 2_000;
/// Events whose misses are laid out to find the nearest.
const EXPLAINED: usize = 200;
/// Other kinds of event that are compared with the one that the rule asks for; one event tells of all of a
/// kind.
const OTHER_KINDS: usize = 50;
/// Events that a rule takes, which are kept for judging changes of its pattern.
const TAKEN: usize = 200;

/// What events that were seen say of a rule.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    /// How those of the rule's source and detail-type stand to it.
    pub(crate) captured: Captured,
    /// One to look into it with: the newest that it takes; where it takes none, the one that comes nearest to
    /// matching; where there is none of its source and detail-type, the nearest of those whose own are these
    /// but for their spelling.
    pub(crate) event: Option<Expected>,
    /// The newest that it takes as it is.
    pub(crate) taken: Vec<Event>,
    /// The paths at which it takes none of those of its kind; empty where it takes some.
    pub(crate) left_out_at: Vec<String>,
}

/// Looks through the texts of events, the newest first. What is no event is passed over.
pub(crate) fn look_through<T: AsRef<str>>(
    rule: &Rule,
    events: impl Iterator<Item = T>,
    origin: Origin,
) -> Looked {
    let mut looked = Looked::default();
    let Some(pattern) = rule.pattern.as_deref().and_then(|text| Pattern::parse(text).ok()) else {
        return looked;
    };
    let is_of_no_kind = !KIND.iter().any(|field| pattern.ever_asks(field, |_| true));
    let mut nearest: Option<((bool, usize, u32), Event)> = None;
    let mut explained = 0;
    let mut others = BTreeSet::new();
    let mut left_out_at: Option<BTreeSet<String>> = None;
    for text in events.take(LOOKED_AT) {
        let Ok(event) = Event::parse(text.as_ref().as_bytes()) else { continue };
        if pattern.matches(&event) == Verdict::Match {
            looked.captured.all += 1;
            looked.captured.taken += 1;
            if looked.taken.len() < TAKEN {
                looked.taken.push(event);
            }
            continue;
        }
        if is_of_no_kind && !has_some_of(&pattern, &event) {
            continue;
        }
        let is_of_kind = KIND.iter().all(|field| takes(&pattern, &event, field));
        looked.captured.all += usize::from(is_of_kind);
        if !looked.taken.is_empty() {
            continue;
        }
        if is_of_kind {
            explained += 1;
        }
        let mut is_new =
            || others.len() < OTHER_KINDS && others.insert(KIND.map(|field| text_at(&event, field)));
        if explained > EXPLAINED || !is_of_kind && !is_new() {
            continue;
        }
        let explanation = explain(&pattern, &event);
        let misses = explanation.misses();
        // What is written for other events says nothing of this one.
        if misses.iter().any(|(_, miss)| miss.kind == MissKind::OtherKind) {
            continue;
        }
        if is_of_kind {
            let paths: BTreeSet<String> = misses.iter().map(|(node, _)| node.path.clone()).collect();
            left_out_at = Some(match left_out_at {
                Some(before) => before.intersection(&paths).cloned().collect(),
                None => paths,
            });
        } else if !is_misspelt(&pattern, &event, &misses) {
            continue;
        }
        let far = misses.iter().map(|(_, miss)| miss.rank).sum();
        let distance = (!is_of_kind, misses.len(), far);
        if nearest.as_ref().is_none_or(|(least, _)| distance < *least) {
            nearest = Some((distance, event));
        }
    }
    if looked.taken.is_empty() {
        looked.left_out_at = left_out_at.into_iter().flatten().collect();
    }
    let event = looked.taken.first().cloned().or(nearest.map(|(_, event)| event));
    looked.event = event.map(|event| Expected { event, origin });
    looked
}

/// What tells one kind of event from another.
const KIND: [&str; 2] = ["source", "detail-type"];

/// Whether an event has one of the fields of `detail` that are asked for, or none is. Where a pattern names
/// no kind, the others are none that it waits for.
fn has_some_of(pattern: &Pattern, event: &Event) -> bool {
    let detail = event.root().get("detail");
    let outermost = |path: &str| path.strip_prefix("detail.")?.split('.').next().map(str::to_owned);
    let names = |asks: Asks<'_>| asks.all().filter_map(|(path, _)| outermost(&path)).collect::<Vec<_>>();
    let mut asked = pattern.asks().flat_map(names).peekable();
    asked.peek().is_none() || asked.any(|name| detail.is_some_and(|detail| detail.get(&name).is_some()))
}

/// Whether an alternative of the pattern takes the event's text in a field, or leaves the field open.
fn takes(pattern: &Pattern, event: &Event, field: &str) -> bool {
    text_at(event, field).is_some_and(|text| pattern.takes_at(field, &text))
}

fn text_at(event: &Event, field: &str) -> Option<String> {
    event.root().get(field).and_then(crate::json::Value::owned_text)
}

/// Whether the event's source and detail-type are those that the pattern asks for but for their spelling. A
/// name that AWS is known to use is no other one misspelt.
fn is_misspelt(pattern: &Pattern, event: &Event, misses: &[(&Node, &Miss)]) -> bool {
    KIND.iter().filter(|field| !takes(pattern, event, field)).all(|field| {
        misses.iter().any(|(node, miss)| node.path == **field && miss.kind.is_of_writing())
            && !pattern.texts_at(field).iter().any(|text| is_name_of_aws(text))
    })
}
