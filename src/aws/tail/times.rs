//! What the times of a tail stand on. They are the service's, as its answers tell them; but the date of an
//! answer may be of somebody in between, and then a time that is past by that clock is still to come for the
//! service. What is told goes by the clock, what is read by the times at which events were taken in.

use super::run::{Fill, TailRun};
use super::source::LogSource;
use crate::model::{CallError, LogEvent, Millis, TailUpdate};
use tokio::time::Instant;

/// Milliseconds by which the service's clock must have moved against this machine's to be said again.
const SKEW_STEP: Millis = 500;
/// What comes of the way of an event through the service, and is read again anyway.
const ON_ITS_WAY: Millis = 5_000;
/// What was not there at a moment that is no longer ago than this has been taken in since, or was on its way
/// then.
const MOMENT: Millis = 10_000;

/// The time that a link was away.
#[derive(Clone, Copy, Debug)]
pub(super) struct Away {
    /// By ticks.
    lasted: Millis,
    /// By the clock, as it is told.
    from: Millis,
    to: Millis,
    /// What is of that time, and not of before it; where the clock is not the service's, with what came after
    /// it.
    since: Millis,
    until: Millis,
}

impl Away {
    pub(super) fn back(self, refilled: Option<usize>, earlier: usize) -> TailUpdate {
        let Self { lasted: away, from, to, .. } = self;
        TailUpdate::Reconnected { away, from, to, refilled, earlier }
    }
}

/// New events that a reading has found, by what is told of them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Found {
    /// All of them.
    pub(super) all: usize,
    /// Of the time that the link was away.
    pub(super) away: usize,
    /// Of before that time.
    pub(super) earlier: usize,
    /// Of the times of which it was said that events may be missing.
    pub(super) announced: usize,
}

impl Found {
    pub(super) fn count(
        &mut self,
        new: &[LogEvent],
        away: Option<Away>,
        announced: Option<(Millis, Millis)>,
    ) {
        let number = |is: &dyn Fn(Millis) -> bool| new.iter().filter(|event| is(event.timestamp)).count();
        self.all += new.len();
        if let Some(Away { since, until, .. }) = away {
            self.away += number(&|at| (since..=until).contains(&at));
            self.earlier += number(&|at| at < since);
        }
        if let Some((from, to)) = announced {
            self.announced += number(&|at| (from..=to).contains(&at));
        }
    }
}

/// The time up to which the log is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct ReadUpTo {
    pub(super) time: Millis,
    /// When it was that time.
    pub(super) at: Instant,
}

impl ReadUpTo {
    pub(super) fn new(time: Millis) -> Self {
        Self { time, at: Instant::now() }
    }

    /// Whether it was that time a moment before it is `now`, by ticks and by the clock alike: there are no
    /// ticks for the time in which a machine sleeps.
    pub(super) fn is_recent(self, now: Millis) -> bool {
        self.away() <= MOMENT && now.abs_diff(self.time) <= MOMENT.unsigned_abs()
    }

    /// For how long it is so, whatever clocks say.
    pub(super) fn away(self) -> Millis {
        Millis::try_from(self.at.elapsed().as_millis()).unwrap_or(Millis::MAX)
    }
}

impl Fill {
    /// From when on events may be missing.
    pub(super) fn missing(&self) -> Millis {
        self.reached.max(self.missing_from)
    }

    /// The times of which it was said, of this reading or one before it, that events may be missing.
    pub(super) fn announced_at_all(&self) -> Option<(Millis, Millis)> {
        let whole = |one: (Millis, Millis), other: (Millis, Millis)| (one.0.min(other.0), one.1.max(other.1));
        self.announced.into_iter().chain(self.announced_before).reduce(whole)
    }
}

impl<S: LogSource, T: Send> TailRun<'_, S, T> {
    /// What these events tell of the service's clock; where they are `fresh`, the newest of them was taken in
    /// a moment before.
    pub(super) fn learn<'e>(&self, events: impl IntoIterator<Item = &'e LogEvent>, fresh: bool) {
        let taken_in = events.into_iter().map(|event| event.ingested).filter(|at| *at > 0);
        if let Some(newest) = taken_in.max() {
            self.source.has_taken_in(newest, fresh);
        }
    }

    /// An answer has come: all times that were taken from the clock go with it.
    pub(super) fn take_time(&mut self) {
        let skew = self.source.skew();
        let by = skew - std::mem::replace(&mut self.skew, skew);
        self.known.time += by;
        if let Some(lost) = &mut self.lost {
            lost.time += by;
        }
        if let Some(fill) = &mut self.fill {
            fill.begun += by;
            if let Some(away) = &mut fill.away {
                (away.from, away.to) = (away.from + by, away.to + by);
            }
        }
    }

    /// Says it when the service's clock stands otherwise against this machine's than was said.
    pub(super) fn tell_skew(&mut self) {
        self.take_time();
        if (self.skew - self.told_skew).abs() >= SKEW_STEP {
            self.told_skew = self.skew;
            self.out.push(TailUpdate::Clock { skew: self.skew });
        }
    }

    /// `since` of this machine's clock by the service's, as far behind as what it has taken in shows this
    /// machine's to be now.
    pub(super) fn in_service_time(source: &S, since: Millis) -> Millis {
        let here = source.now().saturating_sub(source.skew());
        let behind = source.surely().map_or(0, |surely| surely.saturating_sub(here));
        since.saturating_add(behind.max(0))
    }

    /// Nothing older is read. Where this machine's clock and the dates of answers tell two times, it is the
    /// earlier one.
    pub(super) fn since(&self) -> Millis {
        self.asked_since.saturating_add(self.source.skew().min(0))
    }

    /// A time that has surely come for the service when `time` has come by the clock.
    pub(super) fn surely(&self, time: Millis) -> Millis {
        match self.source.surely() {
            Some(surely) => {
                let off = self.source.now().saturating_sub(surely);
                if off <= ON_ITS_WAY { time } else { time.saturating_sub(off) }
            }
            // Nothing has come, so that reading all of it again costs nothing.
            None => time.min(self.since()),
        }
    }

    /// The time from when the link was lost up to now.
    pub(super) fn away(&self, lost: ReadUpTo) -> Away {
        let (now, lasted) = (self.source.now(), lost.away());
        let is_services = |surely: Millis| now.abs_diff(surely) <= ON_ITS_WAY.unsigned_abs();
        let until = if self.source.surely().is_some_and(is_services) { now } else { Millis::MAX };
        let from = lost.time.min(now - lasted);
        Away { lasted, from, to: now, since: self.surely(lost.time).min(from), until }
    }

    /// Says that events of that span may be missing, and gives it. Where its ends come from two clocks,
    /// either may be the earlier one.
    pub(super) fn tell_unfilled(&mut self, from: Millis, to: Millis, error: CallError) -> (Millis, Millis) {
        let (from, to) = (from.min(to), to.max(from));
        self.out.push(TailUpdate::Unfilled { from, to, error });
        (from, to)
    }
}
