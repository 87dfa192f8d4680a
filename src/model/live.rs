//! What a live tail is asked for and what it says: events, and everything an operator must know about gaps between them.

use super::{CallError, LogEvent, Millis};
use serde::{Deserialize, Serialize};

/// What to tail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TailSource {
    /// The log group's name or ARN; a trailing `:*` is taken off.
    pub group: String,
    /// Show what the log already holds from this moment on; `None` starts with what arrives now.
    pub since: Option<Millis>,
    /// A CloudWatch Logs filter pattern, up to 1,024 characters.
    pub filter: Option<String>,
}

/// How events reach the tail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TailMode {
    /// A StartLiveTail session: events within a second or so.
    Live,
    /// FilterLogEvents every few seconds.
    Polling,
}

/// Why events were fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TailOrigin {
    /// They have just arrived.
    Live,
    /// They were in the log before the tail was opened.
    Backfill,
    /// They arrived while the link was down.
    Refill,
}

/// One thing a tail says. Each event is handed on once, whatever the overlap of sessions, backfill and refill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TailUpdate {
    /// Events flow from now on: the first time, and again after each reconnection.
    Started {
        /// How they arrive.
        mode: TailMode,
    },
    /// Live Tail is not to be had here; the log is read every few seconds instead.
    Polling {
        /// Why, and what would change it, in words.
        reason: String,
    },
    /// Events, in the order they came; never empty.
    Events {
        /// The events.
        events: Vec<LogEvent>,
        /// Why they were fetched.
        origin: TailOrigin,
        /// True when the service held some back: more than 500 matched within the second.
        sampled: bool,
    },
    /// The link is alive and nothing new arrived.
    Heartbeat,
    /// All that the log held since the moment asked for has been handed on.
    Backfilled {
        /// Events handed on for it.
        events: usize,
    },
    /// The link was down; events of this span are being fetched.
    Gap {
        /// The last sign of life.
        from: Millis,
        /// When events flowed again.
        to: Millis,
    },
    /// The gap is closed.
    Refilled {
        /// Start of the gap.
        from: Millis,
        /// End of the gap.
        to: Millis,
        /// Events that had been missing.
        events: usize,
    },
    /// The log's past could not be read: events of this span may be missing for good.
    Unfilled {
        /// Start of the span.
        from: Millis,
        /// End of the span.
        to: Millis,
        /// Why.
        error: CallError,
    },
    /// The link is lost and will be tried again.
    Reconnecting {
        /// Tries in a row that failed, this one included.
        attempt: u32,
        /// Milliseconds until the next try.
        wait: Millis,
        /// What happened.
        error: CallError,
    },
    /// The reader was too slow: this many of the oldest waiting events were given up on our side.
    Dropped {
        /// How many.
        events: u64,
    },
    /// The tail is over.
    Ended {
        /// Why.
        error: CallError,
    },
}
