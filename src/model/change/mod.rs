//! A change of something in the account: what it was, and what it is to be.
//!
//! Everything that EventBridge lets an account have is described by the API's own JSON: what a thing is now
//! ([`Held`]) is read, what it is to be is written down, and the calls that lead from one to the other follow
//! from the difference ([`Change::steps`]). So a change says beforehand what will be sent, can be refused
//! when the thing is no longer what it was, and is taken back by exchanging the two. What may be written at
//! all is `fields`' and `check`'s; sending is `aws`'s.

mod check;
mod fields;
mod held;
mod in_short;
mod inverse;
#[cfg(feature = "internals")]
mod operations;
mod others_changes;
mod outcome;
mod policy;
mod secret;
mod steps;
mod target_fields;
mod typed_confirmation;
mod undoable;

#[cfg(test)]
mod tests;

pub use check::{
    ChangeFault, TARGETS_OF_A_RULE, is_unsettled, name_fault, no_such_archive, no_such_bus,
    no_such_connection, replay_ahead, replay_to_other_bus, rule_not_there,
};
pub(crate) use check::{example_auth, no_queue};
use fields::EVENT_SOURCE;
pub(crate) use fields::not_json;
pub use fields::{FieldKind, SettingField, fields};
pub use held::Held;
#[cfg(test)]
pub use operations::Here;
#[cfg(feature = "internals")]
pub use operations::OPERATIONS;
pub use outcome::ChangeOutcome;
pub use policy::Who;
pub(crate) use policy::{is_organization, letting_in, statements, statements_in, wrong_statement_id};
pub use secret::{Secret, hide_secrets};
pub(crate) use steps::PlannedCall;
pub use target_fields::target_fields;
pub use typed_confirmation::{counted_things, word_to_type};
pub use undoable::{AccountPlace, End, Past, Undoable, move_title};

use super::RuleKey;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Something that an account has in EventBridge.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Thing {
    /// An event bus, by its name.
    Bus(String),
    /// A rule with its targets.
    Rule(RuleKey),
    /// An archive.
    Archive(String),
    /// A replay of an archive.
    Replay(String),
    /// A connection.
    Connection(String),
    /// An API destination.
    Destination(String),
    /// A partner's event source.
    Source(String),
    /// A global endpoint; it is read only.
    Endpoint(String),
    /// A resource policy of CloudWatch Logs, which lets EventBridge write to a log group.
    LogPolicy(String),
}

/// The kinds of [`Thing`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum ThingKind {
    Bus,
    Rule,
    Archive,
    Replay,
    Connection,
    Destination,
    Source,
    Endpoint,
    LogPolicy,
}

#[cfg(test)]
impl ThingKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Bus,
        Self::Rule,
        Self::Archive,
        Self::Replay,
        Self::Connection,
        Self::Destination,
        Self::Source,
        Self::Endpoint,
        Self::LogPolicy,
    ];
}

impl Thing {
    /// The thing of that kind and name; a rule's name stands on the default bus.
    pub fn of(kind: ThingKind, name: impl Into<String>) -> Self {
        let name = name.into();
        match kind {
            ThingKind::Bus => Self::Bus(name),
            ThingKind::Rule => Self::Rule(RuleKey::new(super::Bus::DEFAULT, name)),
            ThingKind::Archive => Self::Archive(name),
            ThingKind::Replay => Self::Replay(name),
            ThingKind::Connection => Self::Connection(name),
            ThingKind::Destination => Self::Destination(name),
            ThingKind::Source => Self::Source(name),
            ThingKind::Endpoint => Self::Endpoint(name),
            ThingKind::LogPolicy => Self::LogPolicy(name),
        }
    }

    /// Its kind.
    pub fn kind(&self) -> ThingKind {
        match self {
            Self::Bus(_) => ThingKind::Bus,
            Self::Rule(_) => ThingKind::Rule,
            Self::Archive(_) => ThingKind::Archive,
            Self::Replay(_) => ThingKind::Replay,
            Self::Connection(_) => ThingKind::Connection,
            Self::Destination(_) => ThingKind::Destination,
            Self::Source(_) => ThingKind::Source,
            Self::Endpoint(_) => ThingKind::Endpoint,
            Self::LogPolicy(_) => ThingKind::LogPolicy,
        }
    }

    /// Every account has it, and nobody can delete it.
    pub fn is_never_deleted(&self) -> bool {
        matches!(self, Self::Bus(name) if name == super::Bus::DEFAULT)
    }

    /// Its own name.
    pub fn name(&self) -> &str {
        match self {
            Self::Rule(key) => &key.name,
            Self::Bus(name)
            | Self::Archive(name)
            | Self::Replay(name)
            | Self::Connection(name)
            | Self::Destination(name)
            | Self::Source(name)
            | Self::Endpoint(name)
            | Self::LogPolicy(name) => name,
        }
    }
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind().noun(), self.name())?;
        match self {
            Self::Rule(key) => write!(f, " on bus {}", key.bus),
            Self::Bus(_)
            | Self::Archive(_)
            | Self::Replay(_)
            | Self::Connection(_)
            | Self::Destination(_)
            | Self::Source(_)
            | Self::Endpoint(_)
            | Self::LogPolicy(_) => Ok(()),
        }
    }
}

impl ThingKind {
    /// What one is called in a sentence.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Bus => "bus",
            Self::Rule => "rule",
            Self::Archive => "archive",
            Self::Replay => "replay",
            Self::Connection => "connection",
            Self::Destination => "API destination",
            Self::Source => "event source",
            Self::Endpoint => "endpoint",
            Self::LogPolicy => "log resource policy",
        }
    }

    /// What several are called in a sentence.
    pub fn nouns(self) -> String {
        let noun = self.noun();
        match self {
            Self::Bus => format!("{noun}es"),
            Self::LogPolicy => "log resource policies".to_owned(),
            Self::Rule
            | Self::Archive
            | Self::Replay
            | Self::Connection
            | Self::Destination
            | Self::Source
            | Self::Endpoint => format!("{noun}s"),
        }
    }

    /// The operation that describes one.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Bus => "DescribeEventBus",
            Self::Rule => "DescribeRule",
            Self::Archive => "DescribeArchive",
            Self::Replay => "DescribeReplay",
            Self::Connection => "DescribeConnection",
            Self::Destination => "DescribeApiDestination",
            Self::Source => "DescribeEventSource",
            Self::Endpoint => "DescribeEndpoint",
            // There is no call that describes one.
            Self::LogPolicy => "DescribeResourcePolicies",
        }
    }

    /// The request's member that names one.
    pub fn name_member(self) -> &'static str {
        match self {
            Self::Archive => "ArchiveName",
            Self::Replay => "ReplayName",
            Self::LogPolicy => "policyName",
            Self::Bus | Self::Rule | Self::Connection | Self::Destination | Self::Source | Self::Endpoint => {
                "Name"
            }
        }
    }
}

/// Whether a tag is one of AWS's own, which nobody else may set.
fn is_aws_tag(key: &str) -> bool {
    key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
}

/// A change of one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// What is changed.
    pub thing: Thing,
    /// What it was when it was read, as far as the change is about it; `None` when it was not there.
    pub was: Option<Held>,
    /// What it is to be; `None` when it is to go.
    pub to: Option<Held>,
    /// What authorizes a connection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret>,
}

impl Change {
    /// A new thing.
    pub fn create(thing: Thing, mut to: Held) -> Self {
        // A partner's bus has the name of its event source, which is sent because of the name. Describing the
        // bus does not give it (API reference, "DescribeEventBus"), so as a setting it would never read back.
        let is_own_name = to.text(EVENT_SOURCE).is_some_and(|source| source == thing.name());
        if matches!(&thing, Thing::Bus(name) if is_own_name && name.starts_with("aws.partner/")) {
            to.set(EVENT_SOURCE, None);
        }
        Self { thing, was: None, to: Some(to), secret: None }
    }

    /// Another form of a thing that is there.
    pub fn update(thing: Thing, was: Held, to: Held) -> Self {
        Self { thing, was: Some(was), to: Some(to), secret: None }
    }

    /// A thing is to go.
    pub fn delete(thing: Thing, was: Held) -> Self {
        Self { thing, was: Some(was), to: None, secret: None }
    }

    /// With what authorizes it.
    #[must_use]
    pub fn with_secret(mut self, secret: Option<Secret>) -> Self {
        self.secret = secret;
        self
    }

    /// The change in two or three words, such as `Delete rule orders on bus default`.
    pub fn title(&self) -> String {
        format!("{} {}", self.verb(), self.thing)
    }

    /// Whether it makes what was not there.
    pub fn is_making(&self) -> bool {
        self.was.is_none() && self.to.is_some()
    }

    /// Whether it removes what was there.
    pub fn is_removing(&self) -> bool {
        self.was.is_some() && self.to.is_none()
    }

    /// What is done to the thing, in one word.
    pub fn verb(&self) -> &'static str {
        match (&self.was, &self.to) {
            (None, Some(_)) if self.thing.kind() == ThingKind::Replay => "Start",
            (None, _) => "Create",
            (Some(_), None) if self.thing.kind() == ThingKind::Replay => "Cancel",
            (Some(_), None) => "Delete",
            (Some(_), Some(to)) if to.deauthorized => "Deauthorize",
            (Some(was), Some(to)) => match (was.source_state(), to.source_state()) {
                (_, Some("ACTIVE")) => "Activate",
                (Some("ACTIVE"), Some(_)) => "Deactivate",
                (_, _) => "Change",
            },
        }
    }

    /// What is to be different, line by line: `-` before what goes, `+` before what comes.
    pub fn difference(&self) -> Vec<String> {
        // A replay that is cancelled stays in the list with all that it has.
        if self.thing.kind() == ThingKind::Replay && self.is_removing() {
            return Vec::new();
        }
        let lines = |held: &Option<Held>| held.as_ref().map(Held::lines).unwrap_or_default();
        let (was, to) = (lines(&self.was), lines(&self.to));
        let mut shown: Vec<String> =
            was.iter().filter(|line| !to.contains(line)).map(|line| format!("- {line}")).collect();
        shown.extend(to.iter().filter(|line| !was.contains(line)).map(|line| format!("+ {line}")));
        let secret = self.secret.iter().flat_map(Secret::lines);
        shown.extend(secret.map(|line| format!("+ {line}")));
        shown
    }
}
