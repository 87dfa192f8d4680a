//! Why nothing is sent: `PutTargets` refuses the settings, or the service drops what they make of an event.

use std::fmt;
use std::ops::Range;

/// The setting that a place or a sentence is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
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
#[error("{message} {advice}")]
pub struct Refusal {
    /// The setting at fault.
    pub place: Place,
    /// The bytes at fault in the text of that setting.
    pub span: Range<usize>,
    /// What `PutTargets` answers, to the letter if [`recorded`](Self::recorded), else our own sentence.
    pub message: String,
    /// Whether the message is the service's own text.
    pub recorded: bool,
    /// What to do next, a sentence.
    pub advice: String,
}

/// The settings are accepted, and for this event nothing arrives. No error shows anywhere but in the rule's
/// `FailedInvocations`, if there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotDelivered {
    /// What is wrong, without a full stop.
    pub problem: String,
    /// What to do next, a sentence.
    pub advice: String,
    /// The bytes of the template that make it so, where they can be told.
    pub span: Option<Range<usize>>,
    /// What would have been sent, raw: it is not fit for a terminal.
    pub result: String,
}

impl fmt::Display for NotDelivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Not delivered: {}. {}", self.problem, self.advice)
    }
}

/// Why nothing is sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
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
