//! An event that is known by its id: read where a rule of the bus has logged it.

use super::exit::{Failure, say};
use crate::aws::Client;
use crate::diagnose::{Evidence, Expected, Origin};
use crate::json::Value;
use crate::model::EventEntry;
use crate::model::facts::LoggedEvents;
use crate::pattern::Event;
use crate::runtime::gather::{Lists, find_event};
use crate::text::and_list;
use crate::text::time::date_and_time;

/// Takes the event of an id for the one that is asked about, and says where it was not found.
pub(super) async fn look_up(
    client: &Client,
    lists: &Lists,
    evidence: &mut Evidence,
    id: &str,
) -> Result<(), Failure> {
    evidence.asked_id = Some(id.to_owned());
    let kept = find_event(client, lists, &evidence.rule.bus, id).await?;
    if meet(evidence, &kept) {
        return Ok(());
    }
    let groups: Vec<&str> = kept.places.iter().map(|place| place.group.as_str()).collect();
    let from = date_and_time(kept.from, 0);
    let bus = &evidence.rule.bus;
    say(&if groups.is_empty() {
        format!("No rule of the bus {bus} delivers to a log group, where the event {id} could be read.")
    } else {
        let groups = and_list(&groups);
        format!("The event {id} was not found in {groups}, since {from} UTC. `--event FILE` gives it.")
    });
    Ok(())
}

/// Whether the event that was brought has come to the bus all the same; where nothing can be read, it is not known.
pub(super) async fn look_for_brought(client: &Client, lists: &Lists, evidence: &mut Evidence) {
    let event = evidence.expected.as_ref().map(|expected| &expected.event);
    let id = event.and_then(|event| event.root().get("id").and_then(Value::owned_text));
    let Some(id) = id.filter(|id| id != EventEntry::NO_ID) else { return };
    if let Ok(kept) = find_event(client, lists, &evidence.rule.bus, &id).await {
        meet(evidence, &kept);
    }
}

/// Takes an event that was found for the one that is asked about; whether one was.
fn meet(evidence: &mut Evidence, kept: &LoggedEvents) -> bool {
    let found = kept.events.first().and_then(|text| Event::parse(text.as_bytes()).ok());
    let Some(event) = found else { return false };
    evidence.expected = Some(Expected { event, origin: Origin::Bus });
    evidence.met = kept.places.iter().find(|place| place.had).cloned();
    true
}
