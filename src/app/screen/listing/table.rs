//! The plain listings as tables: their columns, their rows as texts, and each row as the API's JSON.

use crate::app::account::{Account, Listing};
use crate::app::model::Shared;
use crate::app::remote::Remote;
use crate::model::{ApiDestination, Archive, Arn, CallError, Connection, EventSource, Millis, Replay};
use crate::text::time::rfc3339;
use crate::text::{counted, size};
use serde_json::{Map, Value, json};

/// A row: its texts by column, its ARN where the listing gives one, and the API's JSON of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// One text for each column.
    pub cells: Vec<String>,
    /// The ARN.
    pub arn: Option<Arn>,
    /// As the API lists it.
    pub json: Value,
    /// Its state says that it does not do what it is for.
    pub problem: bool,
}

impl Row {
    /// The name.
    pub fn name(&self) -> &str {
        self.cells.first().map_or("", String::as_str)
    }
}

/// How the reading of a listing stands, whatever is in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Status {
    /// Nobody has asked for it.
    pub idle: bool,
    /// It is being read.
    pub loading: bool,
    /// Why the last reading failed.
    pub error: Option<CallError>,
    /// When it was last complete.
    pub at: Option<Millis>,
}

impl Listing {
    /// The listing's name, as the palette has it.
    pub fn title(self) -> &'static str {
        match self {
            Self::EventSources => "partner event sources",
            Self::Archives => "archives",
            Self::Replays => "replays",
            Self::Connections => "connections",
            Self::ApiDestinations => "API destinations",
        }
    }

    /// The titles of its columns; the first is the name.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::EventSources => &["name", "state", "created by", "expires"],
            Self::Archives => &["name", "state", "source", "kept", "events", "size"],
            Self::Replays => &["name", "state", "archive", "from", "to"],
            Self::Connections => &["name", "state", "authorization", "reason"],
            Self::ApiDestinations => &["name", "state", "method", "endpoint", "connection", "per second"],
        }
    }

    /// The rows.
    pub fn rows(self, shared: &Shared) -> Vec<Row> {
        let account = &shared.account;
        match self {
            Self::EventSources => {
                account.event_sources.rows().iter().map(|row| source(row, shared)).collect()
            }
            Self::Archives => account.archives.rows().iter().map(archive).collect(),
            Self::Replays => account.replays.rows().iter().map(|row| replay(row, shared)).collect(),
            Self::Connections => account.connections.rows().iter().map(connection).collect(),
            Self::ApiDestinations => account.api_destinations.rows().iter().map(destination).collect(),
        }
    }

    /// How its reading stands.
    pub fn status(self, account: &Account) -> Status {
        match self {
            Self::EventSources => status(&account.event_sources),
            Self::Archives => status(&account.archives),
            Self::Replays => status(&account.replays),
            Self::Connections => status(&account.connections),
            Self::ApiDestinations => status(&account.api_destinations),
        }
    }
}

fn status<T>(list: &Remote<Vec<T>>) -> Status {
    Status { idle: list.is_idle(), loading: list.is_loading(), error: list.error().cloned(), at: list.at() }
}

fn row(cells: Vec<String>, arn: Option<&Arn>, members: Vec<(&str, Value)>) -> Row {
    let members: Map<_, _> =
        members.into_iter().filter(|(_, value)| !value.is_null()).map(|(k, v)| (k.to_owned(), v)).collect();
    let problem = cells.get(STATE).is_some_and(|state| is_problem(state));
    Row { cells, arn: arn.cloned(), json: Value::Object(members), problem }
}

/// The column of the state, in every listing.
const STATE: usize = 1;

/// The states in which events do not flow and nothing is under way that would change it (EventBridge API
/// reference: ConnectionState, ApiDestinationState, ArchiveState, ReplayState, EventSourceState).
fn is_problem(state: &str) -> bool {
    [
        "DEAUTHORIZED",
        "FAILED_CONNECTIVITY",
        "INACTIVE",
        "DISABLED",
        "CREATE_FAILED",
        "UPDATE_FAILED",
        "FAILED",
        "PENDING",
        "DELETED",
    ]
    .contains(&state)
}

fn source(source: &EventSource, shared: &Shared) -> Row {
    row(
        vec![
            source.name.clone(),
            source.state.clone(),
            source.created_by.clone().unwrap_or_default(),
            source.expires.map(|at| shared.date_and_time(at)).unwrap_or_default(),
        ],
        None,
        vec![
            ("Name", json!(source.name)),
            ("State", json!(source.state)),
            ("CreatedBy", json!(source.created_by)),
            ("ExpirationTime", json!(source.expires.map(rfc3339))),
        ],
    )
}

fn archive(archive: &Archive) -> Row {
    let kept = match archive.retention_days {
        None => String::new(),
        // ArchiveRetention: 0 keeps events for ever (EventBridge API reference, "Archive").
        Some(0) => "for ever".into(),
        Some(days) => counted(days, "day", "days"),
    };
    row(
        vec![
            archive.name.clone(),
            archive.state.clone(),
            archive.source.name().to_owned(),
            kept,
            archive.events.map(|n| n.to_string()).unwrap_or_default(),
            archive.bytes.map(|bytes| size(u64::try_from(bytes).unwrap_or(0))).unwrap_or_default(),
        ],
        None,
        vec![
            ("ArchiveName", json!(archive.name)),
            ("EventSourceArn", json!(archive.source.as_str())),
            ("State", json!(archive.state)),
            ("RetentionDays", json!(archive.retention_days)),
            ("SizeBytes", json!(archive.bytes)),
            ("EventCount", json!(archive.events)),
        ],
    )
}

fn replay(replay: &Replay, shared: &Shared) -> Row {
    let at = |at: Option<Millis>| at.map(|at| shared.date_and_time(at)).unwrap_or_default();
    row(
        vec![
            replay.name.clone(),
            replay.state.clone(),
            replay.source.name().to_owned(),
            at(replay.from),
            at(replay.to),
        ],
        None,
        vec![
            ("ReplayName", json!(replay.name)),
            ("EventSourceArn", json!(replay.source.as_str())),
            ("State", json!(replay.state)),
            ("EventStartTime", json!(replay.from.map(rfc3339))),
            ("EventEndTime", json!(replay.to.map(rfc3339))),
        ],
    )
}

fn connection(connection: &Connection) -> Row {
    row(
        vec![
            connection.name.clone(),
            connection.state.clone(),
            connection.authorization.clone().unwrap_or_default(),
            connection.reason.clone().unwrap_or_default(),
        ],
        Some(&connection.arn),
        vec![
            ("ConnectionArn", json!(connection.arn.as_str())),
            ("Name", json!(connection.name)),
            ("ConnectionState", json!(connection.state)),
            ("StateReason", json!(connection.reason)),
            ("AuthorizationType", json!(connection.authorization)),
        ],
    )
}

fn destination(destination: &ApiDestination) -> Row {
    row(
        vec![
            destination.name.clone(),
            destination.state.clone(),
            destination.method.clone(),
            destination.endpoint.clone(),
            destination.connection.name().to_owned(),
            destination.rate_limit.map(|n| n.to_string()).unwrap_or_default(),
        ],
        Some(&destination.arn),
        vec![
            ("ApiDestinationArn", json!(destination.arn.as_str())),
            ("Name", json!(destination.name)),
            ("ApiDestinationState", json!(destination.state)),
            ("ConnectionArn", json!(destination.connection.as_str())),
            ("InvocationEndpoint", json!(destination.endpoint)),
            ("HttpMethod", json!(destination.method)),
            ("InvocationRateLimitPerSecond", json!(destination.rate_limit)),
        ],
    )
}
