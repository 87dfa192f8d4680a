//! Events that are known by their ids: looked up where a rule of the bus has logged them, and in the bus's
//! own log.

use super::exit::{Failure, say};
use crate::aws::Client;
use crate::diagnose::{Evidence, Expected, Origin};
use crate::json::Value;
use crate::model::EventEntry;
use crate::model::event_lookup::{EventIds, EventLookup};
use crate::pattern::Event;
use crate::runtime::bus_log::LOOKING_UP;
use crate::runtime::gather::{Lists, find_events, find_events_at_hand};

/// Looks up the events of these ids, and says what was not found, where it was looked for, and what could not
/// be read.
pub(super) async fn look_up(
    client: &Client,
    lists: &Lists,
    evidence: &Evidence,
    ids: &[String],
) -> Result<(EventIds, EventLookup), Failure> {
    let of = EventIds::new(&evidence.rule.bus, &evidence.rule.arn, ids.iter().cloned());
    let lookup =
        find_events(client, lists, &of).await.map_err(|error| Failure::refused_by(error, LOOKING_UP))?;
    lookup.sentences(&of).iter().for_each(|sentence| say(sentence));
    if of.ids.iter().any(|id| lookup.event(id).is_none()) {
        say("`--event FILE` gives an event that is at hand.");
    }
    Ok((of, lookup))
}

/// Which of the events that were brought have come to the bus all the same; where nothing can be read, it is
/// not known.
pub(super) async fn look_for_brought(
    client: &Client,
    lists: &Lists,
    evidence: &Evidence,
    events: &[&Event],
) -> EventLookup {
    let ids = events.iter().filter_map(|event| id_of(event));
    let mut of = EventIds::new(&evidence.rule.bus, &evidence.rule.arn, ids);
    // What cannot be an id of EventBridge's is left out, or the whole look-up would be refused.
    of.ids.retain(|id| EventIds::may_be_id(id));
    if of.ids.is_empty() {
        return EventLookup::default();
    }
    find_events_at_hand(client, lists, &of).await.unwrap_or_default()
}

fn id_of(event: &Event) -> Option<String> {
    let id = event.root().get("id").and_then(Value::owned_text)?;
    Some(id).filter(|id| id != EventEntry::NO_ID)
}

/// Takes an event that was found for the one that was brought.
pub(super) fn meet(evidence: &mut Evidence, lookup: &EventLookup) {
    let id = evidence.expected.as_ref().and_then(|expected| id_of(&expected.event));
    let Some(found) = id.and_then(|id| lookup.event(&id)) else { return };
    let Ok(event) = Event::parse(found.text.as_bytes()) else { return };
    evidence.expected = Some(Expected { event, origin: Origin::Bus });
    evidence.met = Some(found.place.clone());
}
