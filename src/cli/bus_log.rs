//! `buslens bus-log`: what a bus's own log says of an event, or which events no rule matched.

use super::account::{block_on_within, connect, say_time_over, time_over_of_its_own};
use super::args::Global;
use super::commands_in_sentences::with_chosen_options;
use super::exit::{Exit, Failure, say};
use super::output::{Output, Table};
use super::tap::local_time;
use super::times::some_span;
use crate::aws::Client;
use crate::model::bus_log::{
    BLIND, BusLog, BusLogOf, NOT_KNOWN, NOTHING_OF_IT, Record, SWITCHED_ON, elsewhere, head, limits,
    log_is_off, none_unmatched, unmatched,
};
use crate::model::{Bus, Millis};
use crate::runtime::bus_log::{OPERATION, read};
use crate::text::counted;
use crate::text::time::rfc3339;
use std::time::Duration;

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
    #[arg(long, value_name = "SPAN", value_parser = some_span, default_value = "1h")]
    since: Duration,
    /// One JSON object a line: with --event-id its records {"at","event","kind","level","rule","targets",…},
    /// else {"at","event","source","detail_type"}; "at" in milliseconds.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: Global, args: &Args) -> Result<Exit, Failure> {
    block_on_within(global.timeout, async {
        let client = connect(global).await?;
        look(&client, args).await
    })
}

async fn look(client: &Client, args: &Args) -> Result<Exit, Failure> {
    let of = BusLogOf { bus: args.bus.clone(), event: args.event_id.clone() };
    let since = Millis::try_from(args.since.as_millis()).unwrap_or(Millis::MAX);
    let (read, is_unfinished) = read(client, &of, since, time_over_of_its_own)
        .await
        .map_err(|error| Failure::refused_by(error, OPERATION))?;
    let (level, inactive, records) = match read {
        BusLog::Off { why, steps } => {
            say(&log_is_off(&of.bus, &why));
            let lines: Vec<String> = steps.into_iter().map(|step| format!("    $ {step}")).collect();
            super::exit::complain(&lines);
            say(SWITCHED_ON);
            return Ok(Exit::No);
        }
        BusLog::Elsewhere { to } => return Err(Failure::new(Exit::No, elsewhere(&of.bus, &to))),
        BusLog::Read { level, from, inactive, records, is_cut } => {
            say(&head(&of.bus, &level, &rfc3339(from), is_cut));
            (level, inactive, records)
        }
    };
    inactive.iter().for_each(|sentence| say(sentence));
    if is_unfinished && records.is_empty() {
        // That there is nothing cannot be said of what was not read.
        return Ok(say_time_over());
    }
    let found = match &args.event_id {
        Some(_) => timeline(&records, args.json, client)?,
        None => inbox(&records, &level, args.json, client)?,
    };
    if !found && args.event_id.is_some() {
        BLIND.iter().for_each(|blind| say(blind));
    }
    if args.event_id.is_none() {
        limits(&level).into_iter().for_each(say);
    }
    Ok(if is_unfinished {
        say_time_over()
    } else if found {
        Exit::Done
    } else {
        Exit::No
    })
}

fn timeline(records: &[Record], as_json: bool, client: &Client) -> Result<bool, Failure> {
    let mut out = Output::new();
    let first = records.first().map_or(0, |record| record.at);
    for record in records {
        if as_json {
            out.json(record)?;
        } else {
            out.safe_line(&record.line(&local_time(record.at, client.service_time()), first))?;
        }
    }
    if records.is_empty() && !as_json {
        out.line(NOTHING_OF_IT)?;
    }
    out.flush()?;
    Ok(!records.is_empty())
}

fn inbox(records: &[Record], level: &str, as_json: bool, client: &Client) -> Result<bool, Failure> {
    let found = unmatched(records);
    let mut out = Output::new();
    if as_json {
        found.iter().try_for_each(|one| out.json(one))?;
        out.flush()?;
        return Ok(!found.is_empty());
    }
    if found.is_empty() {
        out.line(none_unmatched(level))?;
        out.flush()?;
        return Ok(false);
    }
    let mut table = Table::new(["time", "source", "detail-type", "event"]);
    table.add(found.iter().map(|one| {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| NOT_KNOWN.to_owned());
        [
            local_time(one.at, client.service_time()),
            text(&one.source),
            text(&one.detail_type),
            one.event.clone(),
        ]
    }));
    table.show(&mut out)?;
    say(&format!(
        "{} matched no rule. {} tells the whole way of one event.",
        counted(found.len(), "event", "events"),
        with_chosen_options("bus-log --event-id ID")
    ));
    Ok(true)
}
