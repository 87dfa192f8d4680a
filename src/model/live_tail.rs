//! What a live tail is asked for and what it says: events, and everything an operator must know about gaps
//! between them.

use super::{Arn, CallError, LogEvent, Millis};
use serde::{Deserialize, Serialize};

/// What a tail reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TailSource {
    /// The log group's name.
    pub group: String,
    /// The log group's ARN as the target has it.
    pub arn: Option<Arn>,
    /// Events from this time on are fetched first.
    pub since: Millis,
}

/// Where there is no session, events that the log takes in more than this after their time are not seen: its
/// reading goes by the events' own times.
pub const SEEN_LATE: Millis = 300_000;

/// News from a live tail. Each event is handed on once, whatever the overlap of sessions, backfill and
/// refill.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TailUpdate {
    /// The session is open; said again after each reconnection.
    Live,
    /// The server has no live tail, or the group's class does not allow it: events are fetched every so often
    /// instead.
    Polling {
        /// Why.
        reason: String,
        /// Seconds between two fetches.
        every: u32,
        /// Milliseconds until a live session is tried again.
        #[serde(default)]
        retry: Millis,
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
    /// The connection is back, and the events of the time it was away have been fetched as far as can be.
    Reconnected {
        /// Milliseconds it was away.
        away: Millis,
        /// Up to when the events before are known.
        #[serde(default)]
        from: Millis,
        /// When it was back.
        #[serde(default)]
        to: Millis,
        /// Events fetched for that span; `None` when the gap could not be refilled.
        refilled: Option<usize>,
        /// Events fetched along with them that are of before that span.
        #[serde(default)]
        earlier: usize,
    },
    /// The log's past could not be read: events of this span may be missing.
    Unfilled {
        /// Start of the span.
        from: Millis,
        /// End of the span.
        to: Millis,
        /// Why.
        error: CallError,
    },
    /// What had been missing was fetched from the log: the rest of sampled seconds, or what could not be read
    /// before.
    Filled {
        /// Start of the span that was read.
        from: Millis,
        /// End of it.
        to: Millis,
        /// Events that had been left out.
        events: usize,
        /// False where there were more than can be read; what lies behind `to` stays left out.
        whole: bool,
    },
    /// What the log had taken in before the tail was opened has been read, as far back as was asked for.
    Backfilled,
    /// Milliseconds by which the service's clock is ahead of this machine's now; said when it changes.
    Clock {
        /// 0 while nothing speaks against this machine's clock.
        skew: Millis,
    },
    /// Events that we, not the service, had to drop because the screen was too slow.
    Dropped(u64),
    /// The tail is over.
    Ended(Option<CallError>),
}
