//! Everything that can happen, as facts.

use super::copy_state::CopyOutcome;
use super::effect::TailId;
use super::given_pattern::GivenPattern;
use super::judging::Verdicts;
use super::read::Answer;
use super::request::Req;
use super::shared::Level;
pub use super::write::{ReadBack, WriteOutcome};
use crate::diagnose::ProbeStage;
use crate::model::{CallError, Millis, SavedEvent, Session, TailUpdate};
use crossterm::event::{KeyEvent, MouseEvent};
use serde::{Deserialize, Serialize};

/// A message and the time it is stamped with; what a recording holds, one a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stamped {
    /// When it came.
    pub at: Millis,
    /// What came.
    pub message: Message,
}

/// A fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// The mouse did something.
    Mouse(MouseEvent),
    /// Text was pasted.
    Paste(String),
    /// The terminal has a new size, in columns and rows.
    Resize(u16, u16),
    /// Time has passed; sent when an effect asked for it, or once a second while a tail is open.
    Tick,
    /// Something outside `update` has a line for the operator: a file that could not be written, a setting
    /// that is wrong.
    Notice {
        /// How bad it is.
        level: Level,
        /// The sentence.
        text: String,
    },
    /// A tap that was made here has been removed: nothing of it is left.
    TapGone {
        /// Its id.
        id: String,
        /// What it was a tap of.
        subject: String,
    },
    /// A connection has a line for the operator: its calls are slowed down, or nothing answers; an empty one
    /// when that is over.
    Told {
        /// The request that made the connection.
        req: Req,
        /// The sentence.
        text: String,
    },
    /// The connection to an account stands, or does not.
    Connected {
        /// The request it answers.
        req: Req,
        /// False while more is found out about the account.
        last: bool,
        /// What is known of the account.
        outcome: Result<Session, CallError>,
    },
    /// Something was read, or one page of it.
    Answer {
        /// The request it answers.
        req: Req,
        /// False while more pages follow.
        last: bool,
        /// What was read.
        answer: Answer,
    },
    /// Captured events were judged: a part of them, in order.
    Judged {
        /// The request it answers.
        req: Req,
        /// False while more parts follow.
        last: bool,
        /// The verdicts.
        verdicts: Verdicts,
    },
    /// A write was carried out, or was not.
    Written {
        /// The request it answers.
        req: Req,
        /// What came of it.
        outcome: WriteOutcome,
    },
    /// A probe has come to a stage, or not.
    ProbeStage {
        /// The write that it belongs to.
        req: Req,
        /// What was seen.
        stage: ProbeStage,
    },
    /// A text was copied, or was not.
    Copied {
        /// The request it answers.
        req: Req,
        /// What became of it.
        outcome: CopyOutcome,
    },
    /// A file was written for the operator, or was not.
    FileSaved {
        /// The request it answers.
        req: Req,
        /// The path that was asked for.
        path: String,
        /// The full path of the file.
        outcome: Result<String, CallError>,
    },
    /// An event was saved by name, or deleted, or was not.
    #[serde(alias = "EventKept")]
    EventSaved {
        /// The request it answers.
        req: Req,
        /// The name.
        name: String,
        /// What was to be saved; none where it was to be deleted.
        saved: Option<SavedEvent>,
        /// Whether that was done.
        outcome: Result<(), CallError>,
    },
    /// Patterns of a file, to be tried in the workbench: all that it has.
    Given(Vec<GivenPattern>),
    /// The operator's own editor has ended: the text as it left it.
    EditedOutside(Result<String, CallError>),
    /// News from a live tail.
    Tail {
        /// The tail.
        tail: TailId,
        /// The news.
        update: TailUpdate,
    },
}
