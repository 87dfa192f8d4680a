//! Plain data about an account: buses, rules, targets, ARNs, log events, errors of calls.
//!
//! No SDK types, no I/O and no clock: `aws` converts into these, recordings store them, `app` keeps them,
//! `ui` shows them. Everything here is `serde`-serialisable because it travels inside recorded messages.

mod access;
mod accounts;
mod arn;
mod bus;
pub mod bus_log;
mod call;
mod change;
mod conditions;
mod described;
mod entry_json;
mod envelope;
mod error;
pub mod event_lookup;
pub mod facts;
mod further_target;
mod known_kind;
mod live_tail;
mod log;
mod masking;
mod metric;
mod named_bus;
mod near_name;
mod permission;
mod rule;
mod saved_event;
mod session;
mod state_before;
pub mod tap;
mod target;
mod target_json;
mod uses;
mod write;

pub use crate::input::InputTransformer;
pub use access::ReadOnly;
pub use accounts::{AccountSettings, Accounts, Colour};
pub use arn::Arn;
pub use bus::{
    ApiDestination, Archive, Bus, Connection, EventSource, GlobalEndpoint, Replay, Tag, retention_in_words,
};
pub use call::{Call, CallOutcome, Permissions};
#[cfg(test)]
pub(crate) use change::Here;
#[cfg(feature = "internals")]
pub use change::OPERATIONS;
pub use change::{
    AccountPlace, Change, ChangeFault, ChangeOutcome, End, FieldKind, Held, Past, Secret, SettingField,
    TARGETS_OF_A_RULE, Thing, ThingKind, Undoable, Who, counted_things, fields, hide_secrets, is_unsettled,
    move_title, name_fault, no_such_archive, no_such_bus, no_such_connection, replay_ahead,
    replay_to_other_bus, rule_not_there, target_fields, word_to_type,
};
pub(crate) use change::{
    PlannedCall, example_auth, is_organization, letting_in, no_queue, not_json, statements, statements_in,
    wrong_statement_id,
};
pub use conditions::Conditions;
pub use described::{from_seconds, in_words, time_of, with_times};
pub use entry_json::event_content;
pub use envelope::Envelope;
pub use error::{CallError, ErrorKind};
pub(crate) use known_kind::KnownKind;
pub use live_tail::{SEEN_LATE, TailSource, TailUpdate};
pub use log::{LogEvent, LogGroup, RETENTION_DAYS, ResourcePolicy};
pub(crate) use masking::{repeating, typed_as_shown, without_secrets};
pub use metric::{MetricSeries, RuleMetrics};
pub use named_bus::NamedBus;
pub(crate) use named_bus::bus_name_in;
pub(crate) use near_name::nearest_name;
pub(crate) use permission::RolePermission;
pub use rule::{Rule, RuleKey, RuleState, matching_in_words};
pub use saved_event::SavedEvent;
pub use session::{Endpoint, Session};
pub use state_before::StateBefore;
pub use tap::Tap;
pub use target::{Received, RetryPolicy, Target, TargetKind};
pub use uses::Uses;
pub use write::{Changed, EntryOutcome, EventEntry, EventSent, FieldDifference, LeftOpen, RuleWritten};

/// Milliseconds since the Unix epoch, UTC.
pub type Millis = i64;
