//! Why a text is not a policy document.

use crate::json::Flaw;
use std::fmt;

/// A text that cannot be read as a policy document. `Display` says what, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError {
    /// Where, what is wrong, and what to do.
    pub flaw: Box<Flaw>,
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Flaw { what, position, remedy, .. } = self.flaw.as_ref();
        write!(f, "The policy cannot be read: {what}, at {position}. {remedy}")
    }
}

impl std::error::Error for PolicyError {}
