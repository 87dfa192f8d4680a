//! What an operator means to do with things, while all of each is being read. Data alone; what comes of it is
//! `changing`'s.

use crate::model::{CallError, Held, Thing};

/// What is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Remove it; cancel it, where it is a replay.
    Delete,
}

/// Things being read for what is meant.
#[derive(Debug)]
pub(super) struct Gathering {
    pub(super) intent: Intent,
    /// Each thing, with what it is once that is known.
    pub(super) things: Vec<(Thing, Option<Found>)>,
}

/// What a thing is in the account; none where there is no such thing.
type Found = Result<Option<Held>, CallError>;
