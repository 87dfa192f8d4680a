//! Something to type in that a command did not open, while what is typed may still be meant for it.

use crate::app::command::Id;
use crate::model::Millis;

/// Something to type in that did not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unopened {
    /// The command that was to open it.
    pub id: Id,
    /// Why it did not.
    pub why: String,
    /// When the last key came.
    pub at: Millis,
    /// Keys that were ignored.
    pub ignored: usize,
}
