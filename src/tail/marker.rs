//! What an operator must know about the stream itself, as rows among the events.

use crate::model::{CallError, Millis, SEEN_LATE};
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
        /// Events fetched along with them that are of before that span.
        earlier: usize,
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
            Self::Reconnected { away, refilled: None, .. } => {
                write!(f, "gap: reconnected after {}, events of that time could not be refilled", span(*away))
            }
            Self::Reconnected { away, refilled: Some(events), earlier } => {
                let (away, counted) = (span(*away), |events| counted(events, "event", "events"));
                match (events, earlier) {
                    (0, 0) => write!(f, "reconnected after {away}, nothing was missed"),
                    (0, earlier) => {
                        write!(f, "reconnected after {away}, {} from before it refilled", counted(*earlier))
                    }
                    (events, 0) => write!(f, "reconnected after {away}, {} refilled", counted(*events)),
                    (events, earlier) => write!(
                        f,
                        "reconnected after {away}, {} refilled, and {} from before it",
                        counted(*events),
                        counted(*earlier)
                    ),
                }
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
                let late = span(SEEN_LATE);
                write!(
                    f,
                    "not live: {reason}; the log is read every {every} s, and what it takes in more than {late} after its \
                     time does not appear"
                )
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
