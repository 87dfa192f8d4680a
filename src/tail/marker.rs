//! What an operator must know about the stream itself, as rows among the events.

use crate::model::{CallError, Millis};
use crate::text::counted;
use crate::text::time::span;
use std::fmt;

/// A row that is no event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Marker {
    /// The connection was lost, and what is missing since is not known yet.
    Lost {
        /// Why.
        reason: String,
    },
    /// The connection came back.
    Reconnected {
        /// Milliseconds it was away.
        away: Millis,
        /// Events of that span fetched from the log; `None` when they could not be, which leaves a gap.
        refilled: Option<usize>,
    },
    /// A part of the log's past could not be read: a gap.
    Unfilled {
        /// Milliseconds of the span.
        span: Millis,
        /// Why.
        error: CallError,
    },
    /// Seconds in a row in which the service sent only a part of what it had.
    Sampled {
        /// How many.
        seconds: u64,
    },
    /// What was left out of sampled seconds was fetched from the log.
    Filled {
        /// Events fetched.
        events: usize,
        /// False where that is not all.
        whole: bool,
    },
    /// Events dropped on our side.
    Dropped {
        /// How many.
        events: u64,
    },
    /// There is no live tail here: events are fetched every so often.
    Polling {
        /// Why.
        reason: String,
        /// Seconds between two fetches.
        every: u32,
    },
    /// The tail is over.
    Ended {
        /// Why, unless it was closed.
        error: Option<CallError>,
    },
    /// The tail was opened again after it had ended.
    Reopened,
}

impl Marker {
    /// True when events are, or may be, missing here.
    pub fn is_loss(&self) -> bool {
        match self {
            Self::Lost { .. } | Self::Unfilled { .. } | Self::Sampled { .. } | Self::Dropped { .. } => true,
            Self::Reconnected { refilled, .. } => refilled.is_none(),
            Self::Filled { whole, .. } => !whole,
            Self::Ended { error } => error.is_some(),
            Self::Polling { .. } | Self::Reopened => false,
        }
    }
}

impl Marker {
    /// True where it tells that the connection is another one from here on, or none.
    pub fn is_of_the_connection(&self) -> bool {
        match self {
            Self::Lost { .. }
            | Self::Reconnected { .. }
            | Self::Polling { .. }
            | Self::Ended { .. }
            | Self::Reopened => true,
            Self::Unfilled { .. } | Self::Sampled { .. } | Self::Filled { .. } | Self::Dropped { .. } => {
                false
            }
        }
    }

    /// True where it tells the reason of something that went wrong.
    pub fn has_reason(&self) -> bool {
        match self {
            Self::Lost { .. } | Self::Unfilled { .. } | Self::Polling { .. } => true,
            Self::Ended { error } => error.is_some(),
            Self::Reconnected { .. }
            | Self::Sampled { .. }
            | Self::Filled { .. }
            | Self::Dropped { .. }
            | Self::Reopened => false,
        }
    }
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lost { reason } => write!(f, "connection lost: {reason}"),
            Self::Reconnected { away, refilled: Some(0) } => {
                write!(f, "reconnected after {}, nothing was missed", span(*away))
            }
            Self::Reconnected { away, refilled: Some(n) } => {
                write!(f, "reconnected after {}, {} refilled", span(*away), counted(*n, "event", "events"))
            }
            Self::Reconnected { away, refilled: None } => {
                write!(f, "gap: reconnected after {}, events of that time could not be refilled", span(*away))
            }
            Self::Unfilled { span: time, error } => {
                write!(f, "gap: {} of the log could not be read: {error}", span(*time))
            }
            Self::Sampled { seconds } => {
                write!(
                    f,
                    "sampled for {}: AWS sends at most 500 events a second and left the rest out",
                    span(seconds_to_millis(*seconds))
                )
            }
            Self::Filled { events, whole } => {
                let events = counted(*events, "event", "events");
                let rest = if *whole { "" } else { "; there were more than can be read" };
                write!(f, "{events} that had been missing, fetched from the log{rest}")
            }
            Self::Dropped { events } => {
                write!(
                    f,
                    "{} dropped here: they came faster than this screen could take them",
                    counted(*events, "event", "events")
                )
            }
            Self::Polling { reason, every } => {
                write!(f, "not live: {reason}; the log is read every {every} s")
            }
            Self::Ended { error: Some(error) } => write!(f, "the tail ended: {error}"),
            Self::Ended { error: None } => f.write_str("the tail ended"),
            Self::Reopened => f.write_str("the tail was opened again"),
        }
    }
}

fn seconds_to_millis(seconds: u64) -> Millis {
    Millis::try_from(seconds).unwrap_or(Millis::MAX).saturating_mul(1_000)
}
