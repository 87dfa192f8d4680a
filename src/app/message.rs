//! Everything that can happen, as facts.

use super::effect::TailId;
use super::request::Req;
use crate::model::{
    ApiDestination, Archive, Bus, CallError, Connection, EventSource, LogEvent, LogGroup, Millis, Replay, Rule, RuleMetrics,
    RuleState, Session, Tag, Target,
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

/// News from a live tail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TailUpdate {
    /// The session is open.
    Live,
    /// The server has no live tail, or the group's class does not allow it: events are fetched every so often instead.
    Polling {
        /// Why.
        reason: String,
        /// Seconds between two fetches.
        every: u32,
    },
    /// Events, oldest first.
    Events {
        /// The events.
        events: Vec<LogEvent>,
        /// True for events fetched from the log after the fact: the backfill on opening, or a gap refilled.
        refilled: bool,
        /// True when the service sent only a sample of what it had in this second.
        sampled: bool,
    },
    /// The connection was lost; the next attempt follows.
    Reconnecting {
        /// Why.
        reason: String,
        /// Milliseconds until the next attempt.
        wait: Millis,
    },
    /// The connection is back.
    Reconnected {
        /// Milliseconds it was away.
        away: Millis,
        /// Events fetched for that span; `None` when the gap could not be refilled.
        refilled: Option<usize>,
    },
    /// Events that we, not the service, had to drop because the screen was too slow.
    Dropped(u64),
    /// The tail is over.
    Ended(Option<CallError>),
}
