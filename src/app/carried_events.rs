//! Events carried from one screen to another.

use std::sync::Arc;

/// Events carried to the workbench from another screen, and the one to begin with.
#[derive(Clone, Debug)]
pub struct CarriedEvents {
    /// Where they are from, in one word for the operator, such as `tail`.
    pub from: &'static str,
    /// Their texts, in the order they have there; shared, so that carrying thousands costs little.
    pub events: Vec<Arc<str>>,
    /// The one to begin with; without it, the one that the pattern comes closest to.
    pub at: Option<usize>,
}
