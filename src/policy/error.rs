//! Why a text is not a policy document.

use crate::json::Position;
use std::fmt;
use std::ops::Range;

/// A text that cannot be read as a policy document. `Display` says what, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// What is wrong, a clause without a full stop.
    pub what: String,
    /// What to do about it, a sentence.
    pub remedy: String,
    /// The bytes at fault.
    pub span: Range<usize>,
    /// Where they begin.
    pub position: Position,
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The policy cannot be read: {}, at {}. {}", self.what, self.position, self.remedy)
    }
}

impl std::error::Error for PolicyError {}
