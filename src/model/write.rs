//! What writes take and what they answer.

use super::{CallError, ErrorKind, Held, Millis, Rule, Thing};
use serde::{Deserialize, Serialize};

/// A rule after a write, read back from the service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleWritten {
    /// The rule as it is now.
    pub rule: Rule,
    /// What is not as it was asked for; empty when the write took.
    pub differences: Vec<FieldDifference>,
}

/// A thing after a change, read back from the service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Changed {
    /// The thing.
    pub thing: Thing,
    /// What it is now; `None` when it is not there.
    pub now: Option<Held>,
    /// What is not as it was asked for; empty when the change took.
    pub differences: Vec<FieldDifference>,
    /// Nothing was sent, since the thing was so already.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsent: bool,
    /// The file that has a copy of what was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy: Option<String>,
}

impl FieldDifference {
    /// What was found, such as "Description is `words`".
    pub fn now(&self) -> String {
        format!(
            "{} is {}",
            self.field,
            self.found.as_deref().map_or("nothing".into(), |text| format!("`{text}`"))
        )
    }

    /// It in a sentence.
    pub fn sentence(&self) -> String {
        let said = |value: &Option<String>| {
            value.as_deref().map_or("nothing".to_owned(), |text| format!("`{text}`"))
        };
        format!(
            "{} reads back as {}, where {} was written.",
            self.field,
            said(&self.found),
            said(&self.wanted)
        )
    }
}

/// A field that reads back otherwise than it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldDifference {
    /// The API's name of the field, such as `Description`.
    pub field: String,
    /// What was written.
    pub wanted: Option<String>,
    /// What the service holds.
    pub found: Option<String>,
}

/// An event to send, one entry of `PutEvents`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventEntry {
    /// The bus, by name or ARN; `None` means the default bus.
    pub bus: Option<String>,
    /// `source`; `aws.` is reserved for AWS.
    pub source: String,
    /// `detail-type`.
    pub detail_type: String,
    /// `detail`: the text of a JSON object.
    pub detail: String,
    /// `resources`.
    pub resources: Vec<String>,
    /// `time`; `None` means when the call arrives.
    pub time: Option<Millis>,
    /// `TraceHeader`, for X-Ray.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
}

/// An event that was sent from here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventSent {
    /// When.
    pub at: Millis,
    /// Where.
    pub place: super::AccountPlace,
    /// What was sent.
    pub entry: EventEntry,
    /// What became of it.
    pub outcome: EntryOutcome,
}

impl EntryOutcome {
    /// What became of an event whose sending ended so; a lost answer leaves it open.
    pub fn of(ended: &Result<Self, CallError>) -> Self {
        match ended {
            Ok(outcome) => outcome.clone(),
            Err(error) if error.kind == ErrorKind::NotKnown => Self::NotKnown { why: error.to_string() },
            Err(error) => Self::NotSent { why: error.to_string() },
        }
    }
}

/// What became of one entry of a batch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryOutcome {
    /// Taken.
    Done {
        /// The event's id, given by the service.
        id: String,
    },
    /// Refused, although the call as a whole answered 200.
    Failed {
        /// The error code, such as `InternalFailure`.
        code: String,
        /// The service's message.
        message: String,
    },
    /// Sent, and not known whether it was taken.
    NotKnown {
        /// Why.
        why: String,
    },
    /// Not sent.
    NotSent {
        /// Why.
        why: String,
    },
}
