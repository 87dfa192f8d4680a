//! The event that a rule is looked into with where nobody named one: which of those that were seen it is.

use super::evidence::{Captured, Expected, Origin};
use crate::model::Rule;
use crate::pattern::{Event, MissKind, Pattern, Verdict, explain};

/// Events that are looked through.
pub(crate) const LOOKED_AT: usize = 2_000;
/// Events whose misses are laid out to find the nearest.
const EXPLAINED: usize = 200;
/// Events that a rule takes, which are kept for judging changes of its pattern.
const TAKEN: usize = 200;

/// What events that were seen say of a rule.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    /// How those of the rule's source and detail-type stand to it.
    pub(crate) captured: Captured,
    /// One to look into it with: the newest that it takes; where it takes none, the one that comes nearest to
    /// matching; where there is none of that type, the nearest of its source.
    pub(crate) event: Option<Expected>,
    /// The newest that it takes as it is.
    pub(crate) taken: Vec<Event>,
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
    let mut nearest: Option<((bool, usize, u32), Event)> = None;
    let mut explained = 0;
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
        if !of_kind(&pattern, &event, "source") {
            continue;
        }
        let is_of_kind = of_kind(&pattern, &event, "detail-type");
        looked.captured.all += usize::from(is_of_kind);
        if !looked.taken.is_empty() || explained >= EXPLAINED {
            continue;
        }
        explained += 1;
        let explanation = explain(&pattern, &event);
        let misses = explanation.misses();
        // What is written for other events says nothing of this one.
        if misses.iter().any(|(_, miss)| miss.kind == MissKind::OtherKind) {
            continue;
        }
        let far = misses.iter().map(|(_, miss)| miss.rank).sum();
        let distance = (!is_of_kind, misses.len(), far);
        if nearest.as_ref().is_none_or(|(least, _)| distance < *least) {
            nearest = Some((distance, event));
        }
    }
    let event = looked.taken.first().cloned().or(nearest.map(|(_, event)| event));
    looked.event = event.map(|event| Expected { event, origin });
    looked
}

/// Whether an alternative of the pattern takes the event's text in a field, or leaves the field open.
fn of_kind(pattern: &Pattern, event: &Event, field: &str) -> bool {
    let text = event.root().get(field).and_then(crate::json::Value::owned_text);
    text.is_some_and(|text| pattern.takes_at(field, &text))
}
