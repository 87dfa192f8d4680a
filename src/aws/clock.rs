//! What time it is for the service.
//!
//! Every answer carries the service's time in its `Date` header, to the second; a log event cannot have been
//! taken in later than now. Together they leave a span in which the service's clock can stand against this
//! machine's. While this machine's own time lies in the span, it is taken to be right.

use crate::model::{Conditions, Millis};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;
use tokio::sync::watch;
use tokio::time::Instant;

/// Milliseconds apart from which on it is worth saying.
const WORTH_SAYING: Millis = 3_000;

/// The service's clock as far as it is known. Clones share it.
///
/// It runs on this machine's steady ticks, so that setting this machine's clock does not move it.
#[derive(Clone)]
pub(super) struct ServiceClock {
    /// The service's time at tick 0: not before, not after.
    known: Arc<Mutex<Option<(Millis, Millis)>>>,
    told: Arc<watch::Sender<Conditions>>,
    here: fn() -> Millis,
    start: Instant,
}

impl fmt::Debug for ServiceClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceClock").field("skew", &self.skew()).finish_non_exhaustive()
    }
}

impl ServiceClock {
    pub(super) fn new(told: Arc<watch::Sender<Conditions>>) -> Self {
        Self { known: Arc::default(), told, here: machine, start: Instant::now() }
    }

    /// Milliseconds on this machine's steady clock.
    pub(super) fn tick(&self) -> Millis {
        Millis::try_from(self.start.elapsed().as_millis()).unwrap_or(Millis::MAX)
    }

    /// The service's time.
    pub(super) fn now(&self) -> Millis {
        (self.here)() + self.skew()
    }

    /// By how much the service's clock is ahead of this machine's; 0 while nothing speaks against that.
    pub(super) fn skew(&self) -> Millis {
        let known = *self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let here = (self.here)() - self.tick();
        match known {
            Some((low, high)) if here < low || here > high => i64::midpoint(low, high) - here,
            Some(_) | None => 0,
        }
    }

    /// An answer to a request sent at tick `sent` carried this `Date`.
    pub(super) fn learn_date(&self, date: &str, sent: Millis) {
        let Some(date) =
            DateTime::from_str(date, Format::HttpDate).ok().and_then(|date| date.to_millis().ok())
        else {
            return;
        };
        // It was that second at some moment between the sending and now.
        self.learn(date - self.tick(), Some(date + 999 - sent));
    }

    /// The service had taken something in at this time of its own before we saw it.
    pub(super) fn learn_past(&self, taken_in: Millis) {
        self.learn(taken_in - self.tick(), None);
    }

    fn learn(&self, low: Millis, high: Option<Millis>) {
        {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            *known = match (*known, high) {
                (Some(before), high) => {
                    let both = (before.0.max(low), high.map_or(before.1, |high| before.1.min(high)));
                    if both.0 <= both.1 {
                        Some(both)
                    } else {
                        // The service's clock was set, or this machine slept: what was known holds no longer.
                        high.map(|high| (low, high)).or(Some(before))
                    }
                }
                (None, Some(high)) => Some((low, high)),
                (None, None) => None,
            };
        }
        let skew = Some(self.skew()).filter(|skew| skew.abs() >= WORTH_SAYING).unwrap_or(0);
        self.told.send_if_modified(|told| {
            // It narrows with every answer; only what shows is news.
            let news = (told.skew == 0) != (skew == 0) || (told.skew - skew).abs() >= 2_000;
            if news {
                told.skew = skew;
            }
            news
        });
    }
}

fn machine() -> Millis {
    let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since_epoch.as_millis()).unwrap_or(Millis::MAX)
}

#[cfg(test)]
mod tests {
    use super::ServiceClock;
    use std::sync::Arc;

    /// Sat, 28 Nov 2026 12:00:30 GMT.
    const NOON: i64 = 1_795_867_230_000;

    fn clock() -> ServiceClock {
        ServiceClock { here: || NOON, ..ServiceClock::new(Arc::default()) }
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_may_be_right_is_left_alone() {
        let clock = clock();
        clock.learn_date("Sat, 28 Nov 2026 12:00:30 GMT", -200);
        clock.learn_date("Sat, 28 Nov 2026 12:00:29 GMT", -50);
        assert_eq!((clock.skew(), clock.now()), (0, NOON));
        assert_eq!(clock.told.borrow().skew, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_two_minutes_ahead_is_found_out_and_said() {
        let clock = clock();
        clock.learn_date("Sat, 28 Nov 2026 11:58:30 GMT", -100);
        assert!((clock.skew() + 120_000).abs() < 1_000, "{}", clock.skew());
        assert!(clock.told.borrow().skew < -110_000);
        clock.learn_date("Sat, 28 Nov 2026 12:00:30 GMT", -100);
        assert_eq!((clock.skew(), clock.told.borrow().skew), (0, 0), "the service's clock was set");
    }

    #[tokio::test(start_paused = true)]
    async fn setting_this_machines_clock_does_not_move_the_services_time() {
        let mut clock = clock();
        clock.learn_date("Sat, 28 Nov 2026 12:00:30 GMT", -10);
        clock.here = || NOON + 600_000;
        assert!((clock.now() - NOON).abs() < 1_000, "{}", clock.now());
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_taken_in_narrows_it_and_nonsense_changes_nothing() {
        let clock = clock();
        clock.learn_date("next week", 0);
        clock.learn_past(NOON + 60_000);
        assert_eq!(clock.skew(), 0, "an event from a clock that is off is no clock");
        clock.learn_date("Sat, 28 Nov 2026 12:01:30 GMT", -4_000);
        let before = clock.skew();
        clock.learn_past(NOON + 62_000);
        assert!(clock.skew() > before && clock.skew() <= 65_000, "{} {before}", clock.skew());
    }
}
