//! Everything that can happen, as facts.

use super::effect::TailId;
use super::model::Level;
use super::request::Req;
use crate::model::{
    ApiDestination, Archive, Bus, CallError, Connection, EventSource, LogGroup, Millis, Replay, Rule,
    RuleMetrics, RuleState, Session, Tag, TailUpdate, Target,
};
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
    /// An answer, or one page of it.
    Reply {
        /// The request it answers.
        req: Req,
        /// False while more pages follow.
        last: bool,
        /// The answer.
        outcome: Result<Reply, CallError>,
    },
    /// News from a live tail.
    Tail {
        /// The tail.
        tail: TailId,
        /// The news.
        update: TailUpdate,
    },
}

/// The answer to a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Reply {
    Connected(Session),
    Buses(Vec<Bus>),
    Bus(Bus),
    Rules(Vec<Rule>),
    Rule(Rule),
    Targets(Vec<Target>),
    Tags(Vec<Tag>),
    Metrics(RuleMetrics),
    LogGroup(Option<LogGroup>),
    EventSources(Vec<EventSource>),
    Archives(Vec<Archive>),
    Replays(Vec<Replay>),
    Connections(Vec<Connection>),
    ApiDestinations(Vec<ApiDestination>),
    /// Names of the rules that share a target.
    UsedBy(Vec<String>),
    /// TestEventPattern's verdict; `None` when the server gave none.
    Tested(Option<bool>),
    RememberedState(Option<RuleState>),
    Draft(Option<Draft>),
    Profiles(Vec<String>),
    /// The rule after a write, read back, and what differs from what was written, one sentence each.
    Written {
        rule: Rule,
        surprises: Vec<String>,
    },
    /// The file's full path.
    FileWritten(String),
    /// A file of events: its path as it was asked for, and what it holds.
    EventFile {
        path: String,
        text: String,
    },
}

/// An edit that was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The text as it was left.
    pub text: String,
    /// What the account held when the edit began.
    pub base: String,
    /// When it was kept.
    pub saved: Millis,
}
