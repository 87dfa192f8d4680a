//! Event buses and what else an account's EventBridge lists beside rules.

use super::{Arn, Millis};
use crate::text::grouped;
use serde::{Deserialize, Serialize};

/// An event bus. `ListEventBuses` fills the first fields, `DescribeEventBus` all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bus {
    /// `default`, a custom name, or `aws.partner/…`.
    pub name: String,
    /// The bus's ARN.
    pub arn: Arn,
    /// Its description, if any.
    pub description: Option<String>,
    /// The resource policy, as AWS's JSON text.
    pub policy: Option<String>,
    /// ARN or id of the KMS key that encrypts events at rest on the bus.
    pub kms_key: Option<String>,
    /// Dead-letter queue for events that could not be encrypted.
    pub dead_letter: Option<Arn>,
    /// Level of the bus logs (`OFF`, `ERROR`, `INFO`, `TRACE`), if the service says.
    pub log_level: Option<String>,
    /// Whether the bus logs hold the events themselves (`NONE`, `FULL`), if the service says.
    #[serde(default)]
    pub log_detail: Option<String>,
    /// When it was created.
    pub created: Option<Millis>,
    /// When it was last changed.
    pub modified: Option<Millis>,
}

impl Bus {
    /// The account's default bus.
    pub const DEFAULT: &'static str = "default";

    /// What it logs, as the API has it.
    pub fn log_config(&self) -> Option<serde_json::Value> {
        let level = self.log_level.as_ref()?;
        Some(match &self.log_detail {
            Some(detail) => serde_json::json!({ "Level": level, "IncludeDetail": detail }),
            None => serde_json::json!({ "Level": level }),
        })
    }

    /// True for a bus that a partner event source feeds.
    pub fn is_partner(&self) -> bool {
        self.name.starts_with("aws.partner/")
    }
}

/// A tag of a bus or rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// The key, 1–128 characters.
    pub key: String,
    /// The value, 0–256 characters.
    pub value: String,
}

/// A partner event source, `ListEventSources`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventSource {
    /// `aws.partner/partner/…`.
    pub name: String,
    /// `PENDING`, `ACTIVE`, `DELETED`, or whatever else the service says.
    pub state: String,
    /// The partner's name.
    pub created_by: Option<String>,
    /// When a pending source expires.
    pub expires: Option<Millis>,
}

/// An archive, `ListArchives`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archive {
    /// The archive's name.
    pub name: String,
    /// ARN of the bus it records.
    pub source: Arn,
    /// `ENABLED`, `DISABLED`, `CREATING`, …
    pub state: String,
    /// Days events are kept; 0 means for ever.
    pub retention_days: Option<i32>,
    /// Events held.
    pub events: Option<i64>,
    /// Bytes held.
    pub bytes: Option<i64>,
    /// Why it is in that state.
    #[serde(default)]
    pub reason: Option<String>,
}

/// How long an archive keeps events, in days, of which 0 means for ever (EventBridge API reference,
/// "Archive").
pub fn retention_in_words(days: i64) -> String {
    if days == 0 { "for ever".to_owned() } else { grouped(days) }
}

/// A replay of an archive, `ListReplays`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    /// The replay's name.
    pub name: String,
    /// ARN of the archive it plays.
    pub source: Arn,
    /// `STARTING`, `RUNNING`, `COMPLETED`, …
    pub state: String,
    /// First event time replayed.
    pub from: Option<Millis>,
    /// Last event time replayed.
    pub to: Option<Millis>,
    /// How far it has come: the time of the last event that was replayed.
    #[serde(default)]
    pub reached: Option<Millis>,
    /// Why it is in that state.
    #[serde(default)]
    pub reason: Option<String>,
}

impl Replay {
    /// How much of its window is done, in hundredths.
    pub fn progress(&self) -> Option<i64> {
        let (from, to, reached) = (self.from?, self.to?, self.reached?);
        (to > from).then(|| ((reached - from) * 100 / (to - from)).clamp(0, 100))
    }
}

/// A global endpoint, `ListEndpoints`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GlobalEndpoint {
    /// The endpoint's name.
    pub name: String,
    /// The endpoint's ARN.
    pub arn: Arn,
    /// `ACTIVE`, `CREATING`, …
    pub state: String,
    /// Why it is in that state, where the service says.
    pub reason: Option<String>,
    /// The URL that events are sent to.
    pub url: String,
    /// ARNs of the buses, the primary one first.
    pub buses: Vec<Arn>,
}

/// A connection: the authorization API destinations use, `ListConnections`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connection {
    /// The connection's name.
    pub name: String,
    /// The connection's ARN.
    pub arn: Arn,
    /// `AUTHORIZED`, `DEAUTHORIZED`, …
    pub state: String,
    /// Why it is in that state, where the service says.
    pub reason: Option<String>,
    /// `BASIC`, `API_KEY`, `OAUTH_CLIENT_CREDENTIALS`.
    pub authorization: Option<String>,
}

impl Connection {
    /// Why no API destination calls with it now, in a sentence; none where they do, or where its state does
    /// not tell (API reference, "Connection": ConnectionState).
    pub fn in_the_way(&self) -> Option<String> {
        let Self { name, state, .. } = self;
        let so = match state.as_str() {
            "AUTHORIZING" | "CREATING" => "nothing is called with it before it is AUTHORIZED",
            "DEAUTHORIZED" | "DEAUTHORIZING" => "nothing is called with it until it is authorized anew",
            "DELETING" => "nothing is called with it any more",
            "FAILED_CONNECTIVITY" => "its private endpoint cannot be reached",
            _ => return None,
        };
        let why = self.reason.as_ref().map_or_else(String::new, |reason| format!(" ({reason})"));
        Some(format!("connection {name} is {state}{why}: {so}."))
    }
}

/// An HTTP endpoint used as a target, `ListApiDestinations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiDestination {
    /// The destination's name.
    pub name: String,
    /// The destination's ARN.
    pub arn: Arn,
    /// `ACTIVE` or `INACTIVE`.
    pub state: String,
    /// ARN of the connection that authorizes it.
    pub connection: Arn,
    /// The HTTP method.
    pub method: String,
    /// The URL called.
    pub endpoint: String,
    /// Invocations a second at most.
    pub rate_limit: Option<i32>,
}
