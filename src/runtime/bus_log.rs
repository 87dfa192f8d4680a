//! A bus's own log, read: the way of one event, or the events that no rule matched. The command and the screen share
//! it.
//!
//! What the records say is `model`'s, the calls are `aws`'s.

use crate::aws::Client;
use crate::model::bus_log::{BusLog, BusLogOf, LogPlace, steps};
use crate::model::{CallError, ErrorKind, Millis};
use futures_util::TryStreamExt as _;

/// The level that the steps switch on: failures, and what arrived, matched and was delivered.
const LEVEL: &str = "INFO";

/// Reads a bus's log, from that long ago on.
///
/// Errors: what could not be read; [`ErrorKind::Refused`] for what cannot be an event's id.
pub async fn read(client: &Client, of: &BusLogOf, since: Millis) -> Result<BusLog, CallError> {
    if let Some(id) = &of.event
        && !is_id(id)
    {
        let why = "an event's id has letters, digits and hyphens only";
        return Err(CallError::new(ErrorKind::Refused, "Reading the bus's log", why));
    }
    let bus = client.bus(&of.bus).await?;
    let level = bus.log_level.clone().filter(|level| level != "OFF");
    let places = client.bus_log_places(&bus.arn).await?;
    let Some(level) = level else {
        let steps = steps(&bus.arn, LEVEL, false);
        return Ok(BusLog::Off { why: "its log is off".to_owned(), steps });
    };
    let mut groups: Vec<&str> = places.iter().filter_map(LogPlace::group).collect();
    groups.sort_unstable();
    groups.dedup();
    if groups.is_empty() {
        return Ok(match places.first() {
            Some(place) => BusLog::Elsewhere { to: place.to.clone() },
            None => BusLog::Off {
                why: "its level is set, and no delivery takes the records anywhere".to_owned(),
                steps: steps(&bus.arn, &level, true),
            },
        });
    }
    let from = client.service_time().saturating_sub(since);
    let filter = match &of.event {
        Some(id) => format!("{{ $.event_id = \"{id}\" }}"),
        None => "{ ($.message_type = \"NO_STANDARD_RULES_MATCHED\") || ($.message_type = \"EVENT_INGEST_SUCCESS\") }"
            .to_owned(),
    };
    let mut records = Vec::new();
    for group in groups {
        records.extend(client.bus_records(group, from, &filter).try_concat().await?);
    }
    records.sort_by_key(|record| record.at);
    let inactive = places.iter().filter_map(|place| {
        let why = place.inactive.as_deref()?;
        Some(format!("The delivery source {} ({}) is not active: {why}.", place.source, place.records))
    });
    Ok(BusLog::Read { level, from, inactive: inactive.collect(), records })
}

/// What may stand in a filter pattern without any quoting.
fn is_id(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}
