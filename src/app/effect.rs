//! What `update` asks the world to do: plain data that tests can compare.
//!
//! Writes to an account are a type of their own. A [`Write`] holds proof of a yes, which only the
//! confirmation's accept branch (or `--yes` on the command line) can make; the executor is the one gate that
//! lets writes through, and it refuses all of them in read-only mode.

use super::confirm::Write;
use super::judging::Judging;
use super::read::Read;
use super::request::Req;
use crate::model::{Millis, RuleKey, SavedEvent, TailSource};
use serde::{Deserialize, Serialize};

/// A request to the world.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "writes are rare, and one lives at a time")]
pub enum Effect {
    /// The loop does it, which has the terminal and the time.
    Loop(LoopEffect),
    /// The executor does it, which has the account and the files.
    Work(Work),
}

/// What the executor does: calls, tails, files, judging.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "writes are rare, and one lives at a time")]
pub enum Work {
    /// Connect to an account; answered by `Message::Connected`.
    Connect {
        /// The request.
        req: Req,
        /// The profile, or the environment's.
        profile: Option<String>,
        /// The region, or the profile's.
        region: Option<String>,
    },
    /// Read from the account or from a file, answered by `Message::Answer`; changes nothing.
    Read {
        /// The request.
        req: Req,
        /// What to read.
        read: Read,
        /// It is on screen now, and goes before the rest where many wait.
        urgent: bool,
    },
    /// Change something in the account; answered by `Message::Written`.
    Write(Write),
    /// Cancel what the service has not acted on of these writes; what comes of each is its answer.
    CancelWrites(Vec<Req>),
    /// Judge captured events, on as many cores as there are; answered part by part by `Message::Judged`. The
    /// newest request ends the ones before it.
    Judge(Judging),
    /// Start a live tail.
    OpenTail {
        /// The tail's id, chosen by `update`.
        tail: TailId,
        /// What to tail.
        source: TailSource,
    },
    /// End a live tail.
    CloseTail {
        /// The tail's id.
        tail: TailId,
    },
    /// Remove a tap that was made here, by its id; what comes of it is a `Message::TapGone` or
    /// `Message::Notice`.
    RemoveTap(String),
    /// Keep the text of an edit; done within a second, mode 0600.
    SaveDraft {
        /// The rule being edited.
        rule: RuleKey,
        /// The whole text.
        text: String,
        /// What the account held when the edit began.
        base: String,
    },
    /// The edit is saved or given up: drop its draft.
    DropDraft {
        /// The rule that was edited.
        rule: RuleKey,
    },
    /// Write a file for the operator; never overwrites what it was not told of. Answered by
    /// `Message::FileSaved`.
    SaveFile {
        /// The request.
        req: Req,
        /// Where, relative to the working directory.
        path: String,
        /// What.
        text: String,
        /// What the file holds, where it is to be replaced: one that holds anything else by then stays.
        instead_of: Option<String>,
    },
    /// Save an event by its name; answered by `Message::EventSaved`.
    SaveEvent {
        /// The request.
        req: Req,
        /// The event.
        event: SavedEvent,
        /// In the place of one that is there under that name.
        replace: bool,
    },
    /// Delete an event that was saved by name; answered by `Message::EventSaved`.
    DeleteEvent {
        /// The request.
        req: Req,
        /// The name.
        name: String,
    },
}

/// What the loop does: the terminal, the clipboard, the time.
#[derive(Clone, Debug, PartialEq)]
pub enum LoopEffect {
    /// Put a text on the clipboard of whoever sits before the screen; answered by `Message::Copied`.
    Copy {
        /// The request.
        req: Req,
        /// The text.
        text: String,
    },
    /// Send `Message::Tick` at that time, once. A later `Wake` does not cancel an earlier one.
    Wake {
        /// When.
        at: Millis,
    },
    /// Send `Message::Tick` at that time, once: something on screen will be old by then.
    LookAgain {
        /// When.
        at: Millis,
    },
    /// Hand a text to the operator's own editor, and the terminal with it, until that ends; answered by
    /// `Message::EditedOutside`.
    EditOutside {
        /// What a file with it may be called.
        name: String,
        /// The text.
        text: String,
    },
    /// Suspend to the shell (ctrl-z).
    Suspend,
    /// Draw everything anew (ctrl-l).
    Redraw,
    /// Leave.
    Quit,
}

/// The id of a tail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TailId(pub u64);
