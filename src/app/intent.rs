//! What an operator means to do with things, while all of each is being read. Data alone; what comes of it is
//! `changing`'s.

use super::request::Req;
use crate::model::{CallError, Held, RuleKey, RuleState, Thing, Undoable, Uses};

/// What is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Remove it; cancel it, where it is a replay.
    Delete,
    /// Take a connection's authorization away.
    Deauthorize,
    /// Let a partner's events in.
    Activate,
    /// Keep a partner's events out.
    Deactivate,
    /// Give a rule this state.
    SetState(RuleState),
    /// Change its settings in a form.
    Settings,
    /// Change its tags in a form.
    Tags,
    /// Give the targets of rules a dead-letter queue, in a form.
    DeadLetter,
    /// Make another one like it.
    Copy,
    /// Make a rule on another bus, and delete it here.
    Move,
    /// Delete a rule that was moved, once this one was made for it, by this request.
    EndMove(RuleKey, Req),
    /// Let somebody send events to a bus.
    Permission,
    /// Change the whole policy of a bus in a form.
    Policy,
    /// Choose one of a rule's targets, or a new one.
    Targets,
    /// Change one of a rule's targets in a form; without an id, make a new one.
    Target(Option<String>),
    /// Take one of a rule's targets away.
    RemoveTarget(String),
    /// Keep the events of a bus in an archive.
    Archive,
    /// Send the events of an archive once more.
    Replay,
    /// Take these changes back, which were made together.
    TakeBack(Vec<Undoable>),
}

/// Things being read for what is meant.
#[derive(Debug)]
pub(super) struct Gathering {
    pub(super) intent: Intent,
    /// Each thing, with what is known of it so far.
    pub(super) things: Vec<Gathered>,
}

/// A thing being read.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) thing: Thing,
    /// What it is.
    pub(super) held: Option<ThingRead>,
    /// What rests on it; at once where that does not matter.
    pub(super) uses: Option<Result<Uses, CallError>>,
}

/// What a thing is in the account; none where there is no such thing.
pub(super) type ThingRead = Result<Option<Held>, CallError>;
