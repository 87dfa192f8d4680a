//! How fast attempts may follow each other: a rate that falls when the service refuses attempts for coming
//! too fast, and rises again while it takes them.

use crate::model::{Conditions, Millis};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::Instant;

/// What is left of the rate that was refused.
const CUT: f64 = 0.7;
/// Refusals closer together than this tell of the same rush: the rate is cut once for them.
const SAME_RUSH: Duration = Duration::from_millis(500);
/// Attempts must be taken for this long before the rate rises.
const CALM: Duration = Duration::from_secs(1);
/// Attempts a second that each attempt taken adds.
const RISE: f64 = 0.5;
/// The part of the usual rate that we never fall below.
const LEAST: f64 = 0.2;
/// Attempts a second from which on a rate is no longer limited, where nothing else limits it.
const FREE: f64 = 40.0;
/// The lowest rate where there is no usual one.
const LEAST_FREE: f64 = 4.0;
/// How long a refused call waits: at first, and at most unless the service asks for more.
const WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_secs(4);
/// A wait that the service asks for and that is said.
const SAID: Duration = Duration::from_secs(3);

#[derive(Debug)]
pub(super) struct Pace {
    /// Attempts a second while all is well; `None` where they are not limited.
    usual: Option<f64>,
    /// Attempts a second now, where the service has asked for fewer.
    slowed: Option<f64>,
    burst: u32,
    /// When the next turn is due, without the burst allowance.
    next: Instant,
    /// No turn before this: the service has said so.
    not_before: Instant,
    cut: Option<Instant>,
    refused: Option<Instant>,
    /// How long the service has asked to be left alone, where that is long.
    asked: Option<Duration>,
    /// When turns were given in the last second.
    turns: VecDeque<Instant>,
}

impl Pace {
    pub(super) fn new(per_second: Option<u32>, burst: u32, now: Instant) -> Self {
        Self {
            usual: per_second.map(|rate| f64::from(rate.max(1))),
            slowed: None,
            burst,
            next: now,
            not_before: now,
            cut: None,
            refused: None,
            asked: None,
            turns: VecDeque::new(),
        }
    }

    /// Takes a turn; or answers when to ask again.
    pub(super) fn turn(&mut self, now: Instant) -> Option<Instant> {
        if now < self.not_before {
            return Some(self.not_before);
        }
        if let Some(rate) = self.slowed.or(self.usual) {
            let pace = Duration::from_secs_f64(1.0 / rate);
            let burst = if self.slowed.is_some() { 1 } else { self.burst };
            let saved = pace * burst.saturating_sub(1);
            if self.next > now + saved {
                return Some(self.next - saved);
            }
            self.next = self.next.max(now) + pace;
        }
        self.forget(now);
        self.turns.push_back(now);
        None
    }

    fn forget(&mut self, now: Instant) {
        while self.turns.front().is_some_and(|at| now.duration_since(*at) > Duration::from_secs(1)) {
            self.turns.pop_front();
        }
    }

    /// An attempt was refused for coming too fast, the call's `refusals`th (from 1). Answers how long that
    /// call waits before its next turn.
    pub(super) fn throttled(&mut self, now: Instant, refusals: u32, asked: Option<Duration>) -> Duration {
        self.refused = Some(now);
        if self.cut.is_none_or(|cut| now.duration_since(cut) >= SAME_RUSH) {
            self.cut = Some(now);
            self.forget(now);
            #[allow(clippy::cast_precision_loss)] // turns of one second
            let made = (self.turns.len() as f64).max(1.0);
            let least = self.usual.map_or(LEAST_FREE, |usual| (usual * LEAST).max(1.0));
            let before = self.slowed.or(self.usual).map_or(made, |rate| rate.min(made));
            self.slowed = Some((before * CUT).max(least));
            self.next = self.next.max(now);
        }
        let own = (WAIT * 2_u32.saturating_pow(refusals.saturating_sub(1).min(8))).min(LONGEST_WAIT);
        if now >= self.not_before {
            self.asked = None;
        }
        // A refusal without Retry-After does not shorten a wait that others were told.
        self.asked = self.asked.max(asked.filter(|asked| *asked >= SAID));
        let longest = Duration::from_millis(Conditions::LONGEST_WAIT.unsigned_abs());
        match asked.map(|asked| asked.min(longest)) {
            Some(asked) => {
                self.not_before = self.not_before.max(now + asked);
                own.max(asked)
            }
            None => own,
        }
    }

    /// An attempt was taken.
    pub(super) fn on_attempt(&mut self, now: Instant) {
        self.asked = None;
        let Some(rate) = self.slowed else { return };
        if self.refused.is_none_or(|refused| now.duration_since(refused) >= CALM) {
            let rate = rate + RISE;
            self.slowed = Some(rate).filter(|rate| *rate < self.usual.unwrap_or(FREE));
        }
    }

    /// Milliseconds for which the service has asked to be left alone, where that is long.
    pub(super) fn wait(&self) -> Option<Millis> {
        self.asked.map(|asked| Millis::try_from(asked.as_millis()).unwrap_or(Millis::MAX))
    }

    /// Attempts a second, rounded, while there are fewer than usual.
    pub(super) fn slowed(&self) -> Option<u32> {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // between 1 and 50
        self.slowed.map(|rate| rate.round() as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::Pace;
    use std::time::Duration;
    use tokio::time::Instant;

    #[test]
    fn a_rush_of_refusals_counts_once_and_the_rate_never_falls_to_nothing() {
        let start = Instant::now();
        let mut pace = Pace::new(Some(20), 10, start);
        for _ in 0..20 {
            let _ = pace.turn(start);
        }
        for _ in 0..10 {
            pace.throttled(start, 1, None);
        }
        assert_eq!(pace.slowed(), Some(7), "7 of the 10 turns that were made");
        for n in 1..60 {
            pace.throttled(start + Duration::from_secs(n), 1, None);
        }
        assert_eq!(pace.slowed(), Some(4));
    }

    #[test]
    fn what_the_service_asks_for_holds_for_all_and_has_a_bound() {
        let start = Instant::now();
        let mut pace = Pace::new(None, 1, start);
        assert_eq!(pace.turn(start), None);
        assert_eq!(pace.throttled(start, 1, Some(Duration::from_secs(7))), Duration::from_secs(7));
        assert_eq!(pace.turn(start), Some(start + Duration::from_secs(7)));
        let long = pace.throttled(start, 30, Some(Duration::from_hours(24)));
        assert_eq!(long, Duration::from_mins(2));
        assert_eq!(pace.throttled(start, 30, None), Duration::from_secs(4));
        assert_eq!(pace.wait(), Some(24 * 60 * 60 * 1000), "the other's wish stands");
        assert_eq!(pace.throttled(start + Duration::from_mins(3), 1, None), Duration::from_millis(250));
        assert_eq!(pace.wait(), None, "it is over");
    }
}
