//! Why nothing is sent: `PutTargets` refuses the settings, or the service drops what they make of an event.

use std::fmt;
use std::ops::Range;

use crate::json::Flaw;

/// The setting that a flaw is in.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Setting {
    /// The settings together.
    Target,
    /// `Input`.
    Input,
    /// `InputPath`.
    InputPath,
    /// The path of this variable in `InputPathsMap`.
    Variable(String),
    /// `InputTemplate`.
    Template,
}

/// `PutTargets` refuses the settings. `Display` is its sentence (or ours where its text is not known) and
/// what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{flaw}")]
pub struct Refusal {
    /// The setting at fault.
    pub setting: Setting,
    /// Where in the text of that setting, what, and what to do. As a sentence, what is wrong is what
    /// `PutTargets` answers, to the letter if [`recorded`](Self::recorded).
    pub flaw: Box<Flaw>,
    /// Whether the sentence is the service's own.
    pub recorded: bool,
}

impl Refusal {
    /// What `PutTargets` answers, or our own sentence where its answer is not known.
    pub fn message(&self) -> String {
        self.flaw.sentence()
    }
}

/// The settings are accepted, and for this event nothing arrives. No error shows anywhere but in the rule's
/// `FailedInvocations`, if there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotDelivered {
    /// What in the template makes it so, and what to do. Where no place in it can be told, the span is empty.
    pub flaw: Box<Flaw>,
    /// What would have been sent, raw: it is not fit for a terminal.
    pub result: String,
}

impl NotDelivered {
    /// Nothing in the template can be blamed alone.
    pub(super) fn as_a_whole(what: impl Into<String>, remedy: &str, result: String) -> Self {
        Self { flaw: Box::new(Flaw::of("", 0..0, what, remedy)), result }
    }

    /// The bytes of the template that make it so, where they can be told.
    pub fn span(&self) -> Option<Range<usize>> {
        Some(self.flaw.span.clone()).filter(|span| !span.is_empty())
    }
}

impl fmt::Display for NotDelivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Not delivered: {}. {}", self.flaw.what, self.flaw.remedy)
    }
}

/// Why nothing is sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unsent {
    /// The settings cannot be made.
    #[error("{0}")]
    Refused(Refusal),
    /// The settings can be made and this event does not arrive.
    #[error("{0}")]
    NotDelivered(NotDelivered),
}

impl From<Refusal> for Unsent {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<NotDelivered> for Unsent {
    fn from(reason: NotDelivered) -> Self {
        Self::NotDelivered(reason)
    }
}
