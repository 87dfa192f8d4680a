//! The plain listings as tables: their columns, their rows as texts, and each row as the API's JSON.

mod about;
mod archives;
mod calls;
mod saved;
mod sent;
mod taps;

pub use about::{About, RowsAre};

use super::command::Context;
use super::read::{Account, Read};
use super::remote::ReadingState;
use super::shared::Shared;
use crate::model::tap::Sighting;
use crate::model::{
    ApiDestination, Archive, Arn, Call, Connection, EventSent, EventSource, GlobalEndpoint, Millis, Replay,
    SavedEvent, ThingKind,
};
use crate::text::time::rfc3339;
use serde_json::{Map, Value, json};

/// A row: its texts by column, its ARN where the listing gives one, and the API's JSON of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ListingRow {
    /// One text for each column.
    pub cells: Vec<String>,
    /// The ARN.
    pub arn: Option<Arn>,
    /// As the API lists it.
    pub json: Value,
    /// Its state as the service has it, where it is a thing of the account.
    pub state: Option<String>,
    /// Its state says that it does not work.
    pub problem: bool,
    /// The command line that asks for the same, where it is one.
    pub command: Option<String>,
    /// What it rests on: the bus of an archive, the connection of a destination.
    pub leads: Vec<Arn>,
    /// Why it is in its state, where the service says so.
    pub reason: Option<String>,
    /// The column that has a time as of the day that is shown, and the time: rows sort by that there.
    pub time: Option<(usize, Millis)>,
}

impl ListingRow {
    /// The name.
    pub fn name(&self) -> &str {
        self.cells.first().map_or("", String::as_str)
    }
}

/// How one kind of thing is listed.
trait Listed: Sized {
    /// What is declared of the listing.
    const ABOUT: About;

    /// One of them.
    fn row(&self, shared: &Shared) -> ListingRow;
}

impl Listing {
    /// Where there are none, and how the first one is made, behind "There are no archives".
    pub fn where_none(self, shared: &Shared) -> String {
        let About { where_none, first, .. } = self.about();
        let is_withheld = self.makes_things() && shared.session.read_only.is_some();
        if first.is_empty() || is_withheld {
            return (*where_none).to_owned();
        }
        format!("{where_none}: {}", shared.keymap.fill(first, Context::Listing))
    }

    /// Things of the account are made here.
    fn makes_things(self) -> bool {
        self.about().no_new.is_none() && self.about().kind().is_some()
    }
}

/// Makes [`Listing`] from the names of what is read, where the account keeps it, and what it consists of.
macro_rules! listings {
    ($($(#[$doc:meta])* $Name:ident, $word:literal, $kept:ident: $Item:ty;)*) => {
        /// A plain listing beside buses and rules.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Listing {
            $($(#[$doc])* $Name,)*
        }

        impl Listing {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$Name),*];

            /// The palette's word for it.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$Name => $word,)*
                }
            }

            /// What is read for it.
            pub fn read(self) -> Read {
                match self {
                    $(Self::$Name => Read::$Name,)*
                }
            }

            /// What is declared of it.
            pub fn about(self) -> &'static About {
                match self {
                    $(Self::$Name => const { &<$Item as Listed>::ABOUT },)*
                }
            }

            /// The rows.
            pub fn rows(self, shared: &Shared) -> Vec<ListingRow> {
                match self {
                    $(Self::$Name => shared.account.$kept.rows().iter().map(|item| item.row(shared)).collect(),)*
                }
            }

            /// How many there are.
            pub fn count(self, account: &Account) -> usize {
                match self {
                    $(Self::$Name => account.$kept.rows().len(),)*
                }
            }

            /// How its reading stands.
            pub fn standing(self, account: &Account) -> ReadingState {
                match self {
                    $(Self::$Name => account.$kept.standing(),)*
                }
            }
        }
    };
}

listings! {
    /// Archives.
    Archives, "archives", archives: Archive;
    /// Replays of archives.
    Replays, "replays", replays: Replay;
    /// Connections.
    Connections, "connections", connections: Connection;
    /// API destinations.
    ApiDestinations, "destinations", api_destinations: ApiDestination;
    /// Partner event sources.
    EventSources, "sources", event_sources: EventSource;
    /// Global endpoints.
    Endpoints, "endpoints", endpoints: GlobalEndpoint;
    /// Events that the operator has saved by name.
    SavedEvents, "saved", saved_events: SavedEvent;
    /// Events that were sent from here.
    Sent, "sent", sent: EventSent;
    /// Temporary rules and log groups of ours.
    Taps, "taps", taps: Sighting;
    /// The calls made to AWS.
    Calls, "calls", calls: Call;
}

impl ListingRow {
    /// The same row, of a thing in this state.
    fn in_state(self, state: &str) -> Self {
        Self { state: Some(state.to_owned()), problem: is_problem(state), ..self }
    }

    /// The same row, which leads to these.
    fn leading_to(self, leads: impl IntoIterator<Item = Arn>) -> Self {
        Self { leads: leads.into_iter().filter(Arn::is_well_formed).collect(), ..self }
    }

    /// The same row, whose state has this reason. Where the service gives none for one that means trouble,
    /// that is said.
    fn because(self, reason: Option<&String>) -> Self {
        let given = reason.filter(|reason| !reason.is_empty()).cloned();
        let none = || self.problem.then(|| "the service gives no reason".to_owned());
        Self { reason: given.or_else(none), ..self }
    }
}

fn row(cells: Vec<String>, arn: Option<&Arn>, members: Vec<(&str, Value)>) -> ListingRow {
    let members: Map<_, _> =
        members.into_iter().filter(|(_, value)| !value.is_null()).map(|(k, v)| (k.to_owned(), v)).collect();
    ListingRow {
        cells,
        arn: arn.cloned(),
        json: Value::Object(members),
        state: None,
        problem: false,
        command: None,
        leads: Vec::new(),
        reason: None,
        time: None,
    }
}

/// The column of the state, in listings of things of the account.
pub(in crate::app) const STATE: usize = 1;

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

impl Listed for EventSource {
    const ABOUT: About = About::things(
        ThingKind::Source,
        "partner event sources",
        &["name", "state", "created by", "expires"],
    )
    .first("a partner makes them, in its own console")
    .no_new("partners make their event sources themselves")
    // It can be activated and deactivated, and is the partner's to delete.
    .no_delete("only the partner can delete its event source");

    fn row(&self, shared: &Shared) -> ListingRow {
        row(
            vec![
                self.name.clone(),
                self.state.clone(),
                self.created_by.clone().unwrap_or_default(),
                self.expires.map(|at| shared.date_and_time(at)).unwrap_or_default(),
            ],
            None,
            vec![
                ("Name", json!(self.name)),
                ("State", json!(self.state)),
                ("CreatedBy", json!(self.created_by)),
                ("ExpirationTime", json!(self.expires.map(rfc3339))),
            ],
        )
        .in_state(&self.state)
    }
}

impl Listed for GlobalEndpoint {
    const ABOUT: About =
        About::things(ThingKind::Endpoint, "global endpoints", &["name", "state", "buses", "URL"])
            .only_read("global endpoints can only be read here");

    fn row(&self, _: &Shared) -> ListingRow {
        let buses: Vec<&str> = self.buses.iter().map(Arn::region).collect();
        row(
            vec![self.name.clone(), self.state.clone(), buses.join(", "), self.url.clone()],
            Some(&self.arn),
            vec![
                ("Name", json!(self.name)),
                ("Arn", json!(self.arn.as_str())),
                ("State", json!(self.state)),
                ("StateReason", json!(self.reason)),
                ("EndpointUrl", json!(self.url)),
                ("EventBuses", json!(self.buses)),
            ],
        )
        .in_state(&self.state)
        .leading_to(self.buses.iter().cloned())
        .because(self.reason.as_ref())
    }
}

impl Listed for Connection {
    const ABOUT: About =
        About::things(ThingKind::Connection, "connections", &["name", "state", "authorization", "reason"]);

    fn row(&self, _: &Shared) -> ListingRow {
        row(
            vec![
                self.name.clone(),
                self.state.clone(),
                self.authorization.as_deref().map(authorized_by).unwrap_or_default(),
                self.reason.clone().unwrap_or_default(),
            ],
            Some(&self.arn),
            vec![
                ("ConnectionArn", json!(self.arn.as_str())),
                ("Name", json!(self.name)),
                ("ConnectionState", json!(self.state)),
                ("StateReason", json!(self.reason)),
                ("AuthorizationType", json!(self.authorization)),
            ],
        )
        .in_state(&self.state)
        .because(self.reason.as_ref())
    }
}

/// How a connection is authorized, in few columns (API reference, "Connection": AuthorizationType).
fn authorized_by(kind: &str) -> String {
    match kind {
        "BASIC" => "basic",
        "API_KEY" => "API key",
        "OAUTH_CLIENT_CREDENTIALS" => "OAuth",
        other => other,
    }
    .to_owned()
}

impl Listed for ApiDestination {
    const ABOUT: About = About::things(
        ThingKind::Destination,
        "API destinations",
        &["name", "state", "method", "endpoint", "connection", "rate"],
    )
    // Whether anything is called is told by the connection.
    .also_reads(&[Read::Connections]);

    fn row(&self, shared: &Shared) -> ListingRow {
        let connection = shared.account.connection(&self.connection);
        let idle = connection.filter(|connection| connection.in_the_way().is_some());
        let name = connection.map_or_else(|| self.connection.name(), |connection| &connection.name);
        let state = idle.map_or_else(String::new, |connection| format!(" {}", connection.state));
        let row = row(
            vec![
                self.name.clone(),
                self.state.clone(),
                self.method.clone(),
                self.endpoint.clone(),
                format!("{name}{state}"),
                self.rate_limit.map(|n| format!("{n}/s")).unwrap_or_default(),
            ],
            Some(&self.arn),
            vec![
                ("ApiDestinationArn", json!(self.arn.as_str())),
                ("Name", json!(self.name)),
                ("ApiDestinationState", json!(self.state)),
                ("ConnectionArn", json!(self.connection.as_str())),
                ("InvocationEndpoint", json!(self.endpoint)),
                ("HttpMethod", json!(self.method)),
                ("InvocationRateLimitPerSecond", json!(self.rate_limit)),
            ],
        )
        .in_state(&self.state);
        ListingRow { problem: row.problem || idle.is_some(), ..row }.leading_to([self.connection.clone()])
    }
}
