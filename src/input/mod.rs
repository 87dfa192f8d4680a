//! What a target receives: `Input`, `InputPath` and `InputTransformer` as pure functions of the event.
//!
//! [`check()`] says what `PutTargets` says of the settings, [`render`] what is sent for an event,
//! [`log_entry`] what a log group gets, [`lints`] what is accepted and goes wrong later. What a target then
//! does with its input is not known here.
//!
//! # What is sent
//!
//! Source: user guide, "Amazon EventBridge input transformation"; API reference, "Target",
//! "InputTransformer", "PutTargets"; and deliveries seen on the service. What none of them shows is marked
//! *inferred*.
//!
//! - No setting: the event. `Input`: that text. More than one of the three: `PutTargets` refuses.
//! - `InputPath`: the JSON of the value found, a string with its quotes; `""` if nothing is found (inferred).
//! - `InputTransformer`: the template with its placeholders filled in.
//!   - Outside quotes a value stands as its JSON, number texts as in the event. A path that finds nothing
//!     gives `""`.
//!   - Inside quotes a string stands as its characters, without any escaping; numbers, booleans and null
//!     (inferred) as their
//!     text; a path that finds nothing as nothing.
//!   - Inside quotes of a text template an object or array stands as its JSON without the double quotes:
//!     `{acc_id:0a787ecb,sf_id:baz}`.
//!   - A JSON template is one that begins with `{`. Its result is minified, and has to be JSON: if it is not,
//!     the event is
//!     **silently not delivered**. So it is with an object or array inside quotes, and with a string inside
//!     quotes whose characters need escaping.
//!   - Any other template is text, and its result is sent as it is, quotes included, valid JSON or not.
//! - A path with `*` gives an array of what it found (inferred). A lone surrogate is sent as `?` where
//!   characters are sent (inferred: what Java's UTF-8 encoder does).

mod check;
mod fill;
mod lint;
mod log;
mod path;
mod predefined;
mod refusal;
mod template;

#[cfg(test)]
mod any_tests;
#[cfg(test)]
mod corpus_tests;
#[cfg(test)]
mod tests;

pub use check::check;
pub use fill::render;
pub use lint::{InputLint, InputLintKind, lints};
pub use log::{LogEntry, log_entry};
pub use path::{JsonPath, PathFault, PathResult};
pub use predefined::Predefined;
pub use refusal::{NotDelivered, Refusal, Setting, Unsent};
pub use template::{Piece, Placeholder, Template};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// `InputTransformer`: up to 100 variables and a template with `<name>` placeholders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputTransformer {
    /// Variable name → JSON path.
    pub paths: BTreeMap<String, String>,
    /// The template, up to 8,192 characters.
    pub template: String,
}

/// The settings of one target that decide what it receives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TargetInput<'a> {
    /// The target's id, for the service's error texts.
    pub id: &'a str,
    /// `Input`.
    pub input: Option<&'a str>,
    /// `InputPath`.
    pub input_path: Option<&'a str>,
    /// `InputTransformer`.
    pub transformer: Option<&'a InputTransformer>,
}

/// What the predefined variables of a template stand for, besides the event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Variables<'a> {
    /// `<aws.events.rule-arn>`.
    pub rule_arn: &'a str,
    /// `<aws.events.rule-name>`.
    pub rule_name: &'a str,
    /// `<aws.events.event.ingestion-time>`, ISO 8601 as in `2024-05-13T12:27:07Z`. Without it the event's own
    /// `time` stands in.
    pub ingestion_time: Option<&'a str>,
}
