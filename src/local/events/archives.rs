//! Archives and replays. An archive keeps the events of its bus that its pattern takes; a replay sends those
//! of a span to the bus once more. Source: API reference, and the user guide, "Archiving and replaying
//! events".

use super::super::account::{Account, arn, bus_name, millis, no_bus, seconds, shape};
use super::super::delivery::{self, Event};
use super::super::error::{ApiError, ApiResult};
use super::super::matching::{self, Matcher};
use super::super::request::{Request, Text};
use super::{ARN, DESCRIPTION, words};
use crate::model::Millis;
use crate::text::time::DAY;
use serde_json::{Map, Value, json};
use std::collections::VecDeque;
use std::sync::Arc;

/// A replay begins to send this long after it was asked for.
const BEGINS_AFTER: Millis = 1_500;
/// Replays that are starting or running at a time (user guide, "Amazon EventBridge quotas": 10 concurrent
/// replays).
const MAX_ACTIVE: usize = 10;
/// Events an archive can replay; older ones are counted still.
const MAX_EVENTS: usize = 5_000;
/// Their bytes.
const MAX_BYTES: usize = 4 << 20;
const NAME: Text = Text::matching(1, 48, "[\\.\\-_A-Za-z0-9]+", words);
const REPLAY_NAME: Text = Text::matching(1, 64, "[\\.\\-_A-Za-z0-9]+", words);

/// An archive with what it holds.
pub(in crate::local) struct Archive {
    /// In the shape of `DescribeArchive`.
    pub(in crate::local) about: Map<String, Value>,
    /// The pattern, compiled when the first event comes.
    matcher: Option<Matcher>,
    events: VecDeque<(Millis, Arc<str>)>,
    bytes: usize,
}

impl Archive {
    /// An archive in the shape of `DescribeArchive`, with nothing in it that could be replayed.
    pub(in crate::local) fn new(about: Map<String, Value>) -> Self {
        Self { about, matcher: None, events: VecDeque::new(), bytes: 0 }
    }

    fn text(&self, member: &str) -> &str {
        self.about.get(member).and_then(Value::as_str).unwrap_or_default()
    }

    fn number(&self, member: &str) -> u64 {
        self.about.get(member).and_then(Value::as_u64).unwrap_or(0)
    }

    fn takes(&mut self, event: &str) -> bool {
        let Some(Value::String(pattern)) = self.about.get("EventPattern") else { return true };
        let matcher =
            self.matcher.get_or_insert_with(|| Matcher::new([("archive", pattern.as_str())].into_iter()));
        !matcher.matches(event).is_empty()
    }

    fn keep(&mut self, event: &Event, now: Millis) {
        let size = event.text().len();
        let (count, bytes) = (self.number("EventCount") + 1, self.number("SizeBytes") + size as u64);
        self.about.insert("EventCount".to_owned(), json!(count));
        self.about.insert("SizeBytes".to_owned(), json!(bytes));
        self.events.push_back((event.time(), Arc::clone(event.text())));
        self.bytes += size;
        let days = i64::try_from(self.number("RetentionDays")).unwrap_or(0);
        let expired = |first: &(Millis, Arc<str>)| days > 0 && first.0 < now - days * DAY;
        while self.events.len() > MAX_EVENTS
            || self.bytes > MAX_BYTES
            || self.events.front().is_some_and(expired)
        {
            let Some((_, text)) = self.events.pop_front() else { break };
            self.bytes -= text.len();
        }
    }
}

/// Lets the archives of a bus keep an event.
pub(in crate::local) fn archive(account: &mut Account, bus: &str, event: &Event, now: Millis) {
    let Some(arn) = account.buses.get(bus).map(super::super::account::Bus::arn) else { return };
    for archive in account.archives.values_mut() {
        if archive.text("EventSourceArn") == arn
            && archive.text("State") == "ENABLED"
            && archive.takes(event.text())
        {
            archive.keep(event, now);
        }
    }
}

pub(super) fn missing(name: &str) -> ApiError {
    ApiError::not_found(format!("Archive {name} does not exist."))
}

/// Answers what describing shows of making and changing an archive.
fn answer(archive: &Archive) -> Value {
    let member = |name: &str| archive.about.get(name).cloned().unwrap_or(Value::Null);
    shape([
        ("ArchiveArn", member("ArchiveArn")),
        ("State", member("State")),
        ("StateReason", member("StateReason")),
        ("CreationTime", member("CreationTime")),
    ])
}

/// The members that making and changing share.
fn settings(request: &mut Request) -> ApiResult<Map<String, Value>> {
    let description = request.text("Description", &DESCRIPTION);
    let pattern = request.text("EventPattern", &Text::len(0, 4096));
    let days = request.int("RetentionDays", 0, i64::MAX);
    let key = request.text("KmsKeyIdentifier", &Text::len(0, 2048));
    request.check()?;
    // An empty one takes the pattern away (inferred: what is left out stays).
    if let Some(pattern) = pattern.as_ref().filter(|pattern| !pattern.is_empty()) {
        matching::check(pattern)?;
    }
    let settings = shape([
        ("Description", json!(description)),
        ("EventPattern", json!(pattern)),
        ("RetentionDays", json!(days)),
        ("KmsKeyIdentifier", json!(key)),
    ]);
    Ok(settings.as_object().cloned().unwrap_or_default())
}

pub(super) fn create(account: &mut Account, mut request: Request, now: Millis) -> ApiResult<Value> {
    let name = request.required("ArchiveName", &NAME);
    let source = request.required("EventSourceArn", &ARN);
    let settings = settings(&mut request)?;
    // As recorded: also one of another account is not there.
    if !account.buses.values().any(|bus| bus.arn() == source) {
        return Err(no_bus(bus_name(Some(&source))));
    }
    if account.archives.contains_key(&name) {
        return Err(ApiError::exists(format!("Archive {name} already exists.")));
    }
    let mut about = Map::new();
    for (member, value) in [
        ("ArchiveArn", json!(arn(&account.region, "events", &format!("archive/{name}")))),
        ("ArchiveName", json!(name)),
        ("EventSourceArn", json!(source)),
        ("State", json!("ENABLED")),
        ("RetentionDays", json!(0)),
        ("SizeBytes", json!(0)),
        ("EventCount", json!(0)),
        ("CreationTime", seconds(now)),
    ] {
        about.insert(member.to_owned(), value);
    }
    about.extend(settings.into_iter().filter(|(_, value)| value != ""));
    let archive = Archive::new(about);
    let answer = answer(&archive);
    account.archives.insert(name, archive);
    Ok(answer)
}

pub(super) fn update(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let name = request.required("ArchiveName", &NAME);
    let settings = settings(&mut request)?;
    // As recorded: changing one that is not there is an error of the service's own, unlike describing or
    // deleting it.
    let archive = account.archives.get_mut(&name).ok_or_else(|| ApiError {
        status: 500,
        ..ApiError::new("InternalException", "Service encountered unexpected problem. Please try again.")
    })?;
    archive.about.extend(settings);
    archive.about.retain(|_, value| value != "");
    archive.matcher = None;
    Ok(answer(archive))
}

pub(super) fn delete(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let name = request.required("ArchiveName", &NAME);
    request.check()?;
    account.archives.remove(&name).map(|_| json!({})).ok_or_else(|| missing(&name))
}

pub(super) fn start_replay(account: &mut Account, mut request: Request, now: Millis) -> ApiResult<Value> {
    let name = request.required("ReplayName", &REPLAY_NAME);
    let source = request.required("EventSourceArn", &ARN);
    let description = request.text("Description", &DESCRIPTION);
    let destination = request.value("Destination").cloned().unwrap_or_default();
    let (bus, filters) = request
        .structure("Destination", |destination| {
            (destination.required("Arn", &ARN), destination.texts("FilterArns", 0, usize::MAX, &ARN))
        })
        .unwrap_or_default();
    let from = request.there("EventStartTime", |request| request.moment("EventStartTime"));
    let to = request.there("EventEndTime", |request| request.moment("EventEndTime"));
    request.check()?;
    account.bus(Some(&bus))?;
    let archive_name = source.rsplit('/').next().unwrap_or_default();
    let archive = account.archives.get(archive_name).ok_or_else(|| {
        ApiError::validation(format!(
            "Parameter EventSourceArn is not valid. Reason: Archive {archive_name} does not exist."
        ))
    })?;
    if to <= from {
        return Err(ApiError::validation(
            "Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.",
        ));
    }
    if archive.text("EventSourceArn") != bus {
        return Err(ApiError::validation(
            "Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.",
        ));
    }
    if account.replays.contains_key(&name) {
        return Err(ApiError::exists(format!("Replay {name} already exists.")));
    }
    if let Some(unknown) = filters.unwrap_or_default().iter().find(|filter| {
        account.bus(Some(&bus)).is_ok_and(|bus| bus.rules.keys().all(|rule| bus.rule_arn(rule) != **filter))
    }) {
        return Err(ApiError::validation(format!(
            "Parameter Destination.FilterArns is not valid. Reason: Rule {unknown} does not exist."
        )));
    }
    let active = |about: &&Map<String, Value>| {
        matches!(about.get("State").and_then(Value::as_str), Some("STARTING" | "RUNNING"))
    };
    if account.replays.values().filter(active).count() >= MAX_ACTIVE {
        return Err(ApiError::new(
            "LimitExceededException",
            "The requested resource exceeds the maximum number allowed.",
        ));
    }
    let replay_arn = arn(&account.region, "events", &format!("replay/{name}"));
    let about = shape([
        ("ReplayName", json!(name)),
        ("ReplayArn", json!(replay_arn)),
        ("Description", json!(description)),
        ("State", json!("STARTING")),
        ("EventSourceArn", json!(source)),
        ("Destination", destination),
        ("EventStartTime", seconds(from)),
        ("EventEndTime", seconds(to)),
        ("ReplayStartTime", seconds(now)),
    ]);
    account.replays.insert(name, about.as_object().cloned().unwrap_or_default());
    Ok(json!({"ReplayArn": replay_arn, "State": "STARTING", "ReplayStartTime": seconds(now)}))
}

pub(super) fn cancel_replay(account: &mut Account, mut request: Request) -> ApiResult<Value> {
    let name = request.required("ReplayName", &REPLAY_NAME);
    request.check()?;
    let replay = account
        .replays
        .get_mut(&name)
        .ok_or_else(|| ApiError::not_found(format!("Replay {name} does not exist.")))?;
    let state = replay.get("State").and_then(Value::as_str).unwrap_or_default();
    if !matches!(state, "STARTING" | "RUNNING") {
        return Err(ApiError::new(
            "IllegalStatusException",
            format!("Replay {name} is not in a valid state for this operation."),
        ));
    }
    replay.insert("State".to_owned(), json!("CANCELLING"));
    Ok(json!({"ReplayArn": replay.get("ReplayArn"), "State": "CANCELLING"}))
}

/// Lets the replays happen that are due by `now`.
pub(in crate::local) fn run_replays(account: &mut Account, now: Millis) {
    let due: Vec<String> = account
        .replays
        .iter()
        .filter(|(_, about)| {
            matches!(about.get("State").and_then(Value::as_str), Some("STARTING" | "CANCELLING"))
                && millis(about, "ReplayStartTime") + BEGINS_AFTER <= now
        })
        .map(|(name, _)| name.clone())
        .collect();
    for name in due {
        let Some(about) = account.replays.get_mut(&name) else { continue };
        let cancelled = about.get("State").and_then(Value::as_str) == Some("CANCELLING");
        about.insert("State".to_owned(), json!(if cancelled { "CANCELLED" } else { "COMPLETED" }));
        about.insert("ReplayEndTime".to_owned(), seconds(now));
        if cancelled {
            continue;
        }
        let (from, to) = (millis(about, "EventStartTime"), millis(about, "EventEndTime"));
        let destination = about.get("Destination").cloned().unwrap_or_default();
        let source = about.get("EventSourceArn").and_then(Value::as_str).unwrap_or_default().to_owned();
        let archive = source.rsplit('/').next().unwrap_or_default();
        let events: Vec<(Millis, Arc<str>)> = account
            .archives
            .get(archive)
            .map(|archive| {
                let within =
                    |event: &&(Millis, Arc<str>)| event.0 >= from.div_euclid(1000) * 1000 && event.0 <= to;
                archive.events.iter().filter(within).cloned().collect()
            })
            .unwrap_or_default();
        let only: Vec<String> = destination["FilterArns"]
            .as_array()
            .map(|filters| filters.iter().filter_map(Value::as_str).map(str::to_owned).collect())
            .unwrap_or_default();
        let bus = bus_name(destination["Arn"].as_str()).to_owned();
        if let (Some((last, _)), Some(about)) = (events.last(), account.replays.get_mut(&name)) {
            about.insert("EventLastReplayedTime".to_owned(), seconds(*last));
        }
        for (time, text) in events {
            // The envelope's own member: quotes inside of texts are escaped.
            let marked =
                text.replacen(",\"resources\":", &format!(",\"replay-name\":\"{name}\",\"resources\":"), 1);
            delivery::replay(account, &bus, &Event::of(Arc::from(marked), time), &only, now);
        }
    }
}
