//! `buslens bus-log`: what a bus's own log says of an event, or which events no rule matched.

use super::account::{block_on_within, connect};
use super::args::Global;
use super::exit::{Exit, Failure, say};
use super::output::{Output, Table};
use super::tap::when;
use crate::aws::Client;
use crate::model::bus_log::{BLIND, LogPlace, Record, steps, unmatched};
use crate::model::{Bus, Millis};
use crate::text::counted;
use crate::text::time::rfc3339;
use futures_util::TryStreamExt as _;
use jiff::SignedDuration;

/// Arguments of `bus-log`.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// The bus.
    #[arg(long, value_name = "NAME", default_value = Bus::DEFAULT)]
    bus: String,
    /// What the bus did with this event, step by step; without it, the events that no rule matched.
    #[arg(long, value_name = "ID")]
    event_id: Option<String>,
    /// How far back to look, such as 30m or 2h.
    #[arg(long, value_name = "SPAN", value_parser = span, default_value = "1h")]
    since: SignedDuration,
    /// One JSON object a line: with --event-id its records {"at","event","kind","level","rule","targets",…}, else
    /// {"at","event","source","detail_type"}; "at" in milliseconds.
    #[arg(long)]
    json: bool,
}

fn span(text: &str) -> Result<SignedDuration, String> {
    match text.parse::<SignedDuration>() {
        Ok(span) if span.is_positive() => Ok(span),
        _ => Err("write a duration such as 30m, 2h or 1h30m".to_owned()),
    }
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    if args.event_id.as_deref().is_some_and(|id| !is_id(id)) {
        return Err(Failure::new(Exit::BadInput, "An event's id has letters, digits and hyphens only."));
    }
    block_on_within(global.timeout, async {
        let client = connect(global).await?;
        look(&client, args).await
    })
}

/// What may stand in a filter pattern without any quoting.
fn is_id(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

async fn look(client: &Client, args: &Args) -> Result<Exit, Failure> {
    let bus = client.bus(&args.bus).await?;
    let level = bus.log_level.clone().filter(|level| level != "OFF");
    let places = client.bus_log_places(&bus.arn).await?;
    let mut groups: Vec<&str> = places.iter().filter_map(LogPlace::group).collect();
    groups.sort_unstable();
    groups.dedup();
    let Some(level) = level else {
        off(&bus, "its log is off");
        return Ok(Exit::No);
    };
    if groups.is_empty() {
        if let Some(place) = places.first() {
            let why = format!(
                "The log of bus {} goes to {}, where it cannot be read from here: only log groups can.",
                bus.name, place.to
            );
            return Err(Failure::new(Exit::No, why));
        }
        off(&bus, "its level is set, and no delivery takes the records anywhere");
        return Ok(Exit::No);
    }
    for place in places.iter().filter(|place| place.inactive.is_some()) {
        let why = place.inactive.as_deref().unwrap_or_default();
        say(&format!("The delivery source {} ({}) is not active: {why}.", place.source, place.records));
    }
    let from = client.service_time() - Millis::try_from(args.since.as_millis()).unwrap_or(Millis::MAX);
    let filter = match &args.event_id {
        Some(id) => format!("{{ $.event_id = \"{id}\" }}"),
        None => "{ ($.message_type = \"NO_STANDARD_RULES_MATCHED\") || ($.message_type = \"EVENT_INGEST_SUCCESS\") }"
            .to_owned(),
    };
    let mut records = Vec::new();
    for group in groups {
        records.extend(client.bus_records(group, from, &filter).try_concat().await?);
    }
    records.sort_by_key(|record| record.at);
    say(&format!("The log of bus {}, which has the level {level}, from {} on:", bus.name, rfc3339(from)));
    let found = match &args.event_id {
        Some(_) => timeline(&records, args.json, client)?,
        None => inbox(&records, args.json, client)?,
    };
    if !found && args.event_id.is_some() {
        BLIND.iter().for_each(|blind| say(blind));
    }
    if args.event_id.is_none() {
        if level == "ERROR" {
            say("Events that no rule matches are logged from INFO on: at ERROR there are none to be seen.");
        }
        say(BLIND[0]);
        say(BLIND[1]);
    }
    Ok(if found { Exit::Done } else { Exit::No })
}

/// How to switch the log on.
fn off(bus: &Bus, why: &str) {
    say(&format!("Bus {} logs nothing that could be read: {why}. To switch it on:", bus.name));
    let lines: Vec<String> =
        steps(&bus.arn, "INFO").into_iter().map(|step| format!("    $ {step}")).collect();
    super::exit::complain(&lines);
    say(
        "AWS bills what the log stores. TRACE in place of INFO logs every step; events before are not logged.",
    );
}

fn timeline(records: &[Record], as_json: bool, client: &Client) -> Result<bool, Failure> {
    let mut out = Output::new();
    let first = records.first().map_or(0, |record| record.at);
    for record in records {
        if as_json {
            out.json(record)?;
        } else {
            let mark = if record.is_failure() { '✗' } else { ' ' };
            let at = when(record.at, client.service_time());
            out.shown(&format!("{at}  +{:>6} ms {mark} {}", record.at - first, record.sentence()))?;
        }
    }
    if records.is_empty() && !as_json {
        out.line("The log has nothing of this event.")?;
    }
    out.flush()?;
    Ok(!records.is_empty())
}

fn inbox(records: &[Record], as_json: bool, client: &Client) -> Result<bool, Failure> {
    let found = unmatched(records);
    let mut out = Output::new();
    if as_json {
        found.iter().try_for_each(|one| out.json(one))?;
        out.flush()?;
        return Ok(!found.is_empty());
    }
    if found.is_empty() {
        out.line("Every event that the log has matched a rule.")?;
        out.flush()?;
        return Ok(false);
    }
    let mut table = Table::new(["time", "source", "detail-type", "event"]);
    table.add(found.iter().map(|one| {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "not logged".to_owned());
        [when(one.at, client.service_time()), text(&one.source), text(&one.detail_type), one.event.clone()]
    }));
    table.show(&mut out)?;
    say(&format!(
        "{} matched no rule. `buslens bus-log --event-id ID` tells the whole way of one event.",
        counted(found.len(), "event", "events")
    ));
    Ok(true)
}
