//! Suites: a pattern, targets, and events with what is expected of them, as one file of JSON
//! (`assets/suite.schema.json` has its shape). A suite is read, run and written here; files are others'.

mod read;
mod run;
#[cfg(test)]
mod tests;
mod write;

pub(crate) use read::read;
pub(crate) use run::{CaseOutcome, Surprise};
pub(crate) use write::{NewCase, SuiteHead, begin, is_about, with_case};

use crate::json::Position;
use crate::model::Target;
use crate::pattern::{Event, Pattern};

/// A suite as it was read.
#[derive(Clone, Debug)]
pub(crate) struct Suite {
    /// The ARN of the rule that it is about; empty where none is named.
    pub(crate) rule: String,
    /// The pattern.
    pub(crate) pattern: Pattern,
    /// The targets whose input is looked at; of each the settings that decide over it.
    pub(crate) targets: Vec<Target>,
    /// The cases, in the order of the file.
    pub(crate) cases: Vec<Case>,
}

/// An event and what is expected of it.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// What a person calls it.
    pub(crate) name: String,
    /// Where it begins in the file.
    pub(crate) place: Position,
    /// The event.
    pub(crate) event: Event,
    /// Whether the pattern is to match it.
    pub(crate) matches: bool,
    /// What targets are to receive, by their ids.
    pub(crate) receives: Vec<(String, ExpectedInput)>,
}

/// What a target is to receive.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ExpectedInput {
    /// This text, byte for byte.
    Text(String),
    /// JSON of this value; the order of members and white space do not matter.
    Json(serde_json::Value),
}

/// Why a file is no suite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SuiteFault {
    /// Where.
    pub(crate) place: Position,
    /// What is wrong and what to do.
    pub(crate) sentence: String,
}
