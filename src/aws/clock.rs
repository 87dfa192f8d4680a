//! What time it is for the service.
//!
//! Every answer carries a time in its `Date` header, to the second; a log event cannot have been taken in
//! later than now, and one that a tail brings has been taken in a moment ago. Together they leave a span in
//! which the service's clock can stand against this machine's. While this machine's own time lies in the
//! span, it is taken to be right.
//!
//! The header may be of somebody between here and the service, with a clock of its own; the time at which an
//! event was taken in is always the service's. Where the two cannot both be right, the event is believed.

use crate::model::{Conditions, Millis};
use crate::text::time::DAY;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;
use tokio::sync::watch;
use tokio::time::Instant;

/// Milliseconds apart from which on it is worth saying.
const WORTH_SAYING: Millis = 3_000;
/// A tail brings an event no later than this after the service has taken it in; the newest of several at
/// least.
const SOON: Millis = 15_000;

/// The service's clock as far as it is known. Clones share it.
///
/// It runs on this machine's steady ticks, so that setting this machine's clock does not move it.
#[derive(Clone)]
pub(super) struct ServiceClock {
    known: Arc<Mutex<ServiceTimes>>,
    conditions: Arc<watch::Sender<Conditions>>,
    here: Arc<dyn Fn() -> Millis + Send + Sync>,
    start: Instant,
}

/// What is known of the service's time at tick 0.
#[derive(Clone, Copy, Default)]
struct ServiceTimes {
    /// Not before, not after, by the dates of answers.
    dated: Option<(Millis, Millis)>,
    /// Not before, by what it has taken in.
    taken_in: Option<Millis>,
    /// Not before, by what it had taken in a moment before.
    fresh: Option<Millis>,
}

impl ServiceTimes {
    fn span(self) -> Option<(Millis, Millis)> {
        let (low, high) = self.dated?;
        let latest = |fresh: Millis| fresh.saturating_add(SOON);
        match (self.taken_in, self.fresh) {
            // The dates are off by so little that it is not worth saying: it is the time nearest to them.
            (Some(taken_in), _) if (1..WORTH_SAYING).contains(&(taken_in - high)) => {
                Some((taken_in, taken_in))
            }
            (_, Some(fresh)) if (1..WORTH_SAYING).contains(&(low - latest(fresh))) => {
                Some((latest(fresh), latest(fresh)))
            }
            (Some(taken_in), _) if taken_in > high => Some((taken_in, latest(taken_in))),
            (_, Some(fresh)) if low > latest(fresh) => Some((fresh, latest(fresh))),
            (taken_in, _) => Some((taken_in.map_or(low, |taken_in| taken_in.max(low)), high)),
        }
    }
}

impl fmt::Debug for ServiceClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServiceClock").field("skew", &self.skew()).finish_non_exhaustive()
    }
}

impl ServiceClock {
    pub(super) fn new(conditions: Arc<watch::Sender<Conditions>>) -> Self {
        Self { known: Arc::default(), conditions, here: Arc::new(machine), start: Instant::now() }
    }

    /// Milliseconds on this machine's steady clock.
    pub(super) fn tick(&self) -> Millis {
        Millis::try_from(self.start.elapsed().as_millis()).unwrap_or(Millis::MAX)
    }

    /// The service's time.
    pub(super) fn now(&self) -> Millis {
        (self.here)() + self.skew()
    }

    /// A time that has come for the service: the earlier one of its own, as far as it is known, and this
    /// machine's, or that by which it has taken something in.
    pub(super) fn has_come(&self) -> Millis {
        let earlier = (self.here)() + self.skew().min(0);
        self.surely().map_or(earlier, |surely| surely.max(earlier))
    }

    /// By how much the service's clock is ahead of this machine's; 0 while nothing speaks against that.
    pub(super) fn skew(&self) -> Millis {
        let known = *self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let here = (self.here)() - self.tick();
        match known.span() {
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
        let (low, high) = (date - self.tick(), date + 999 - sent);
        self.learn(|known| {
            let both = known.dated.map(|before| (before.0.max(low), before.1.min(high)));
            known.dated = match both {
                Some((low, high)) if low <= high => Some((low, high)),
                Some(_) | None => Some((low, high)),
            };
            if both.is_some_and(|(low, high)| low > high) {
                // The service's clock was set, or this machine slept: what was known holds no longer.
                known.taken_in = known.taken_in.filter(|taken_in| *taken_in <= high);
                known.fresh = None;
            }
        });
    }

    /// The service had taken something in at this time of its own before we saw it; where it is `fresh`, a
    /// moment before.
    pub(super) fn learn_past(&self, taken_in: Millis, fresh: bool) {
        if taken_in > self.now().max((self.here)()).saturating_add(DAY) {
            return;
        }
        let taken_in = taken_in.saturating_sub(self.tick());
        self.learn(|known| {
            known.taken_in = known.taken_in.max(Some(taken_in));
            if fresh {
                known.fresh = known.fresh.max(Some(taken_in));
            }
        });
    }

    /// The service's time is this or later, by what it has taken in and whatever the date of an answer says.
    pub(super) fn surely(&self) -> Option<Millis> {
        let known = *self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.taken_in.map(|taken_in| taken_in.saturating_add(self.tick()))
    }

    fn learn(&self, what: impl FnOnce(&mut ServiceTimes)) {
        what(&mut self.known.lock().unwrap_or_else(PoisonError::into_inner));
        let skew = Some(self.skew()).filter(|skew| skew.abs() >= WORTH_SAYING).unwrap_or(0);
        self.conditions.send_if_modified(|conditions| {
            // It narrows with every answer; only what shows is news.
            let news = (conditions.skew == 0) != (skew == 0) || (conditions.skew - skew).abs() >= 2_000;
            if news {
                conditions.skew = skew;
            }
            news
        });
    }
}

#[cfg(test)]
impl ServiceClock {
    /// A clock for tests: `here` is the machine's time.
    pub(super) fn here(here: impl Fn() -> Millis + Send + Sync + 'static) -> Self {
        Self { here: Arc::new(here), ..Self::new(Arc::default()) }
    }
}

fn machine() -> Millis {
    let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Millis::try_from(since_epoch.as_millis()).unwrap_or(Millis::MAX)
}

#[cfg(test)]
mod tests {
    use super::ServiceClock;
    use crate::text::time::{HOUR, MINUTE};
    use std::sync::Arc;

    /// Sat, 28 Nov 2026 12:00:30 GMT.
    const NOON: i64 = 1_795_867_230_000;

    fn clock() -> ServiceClock {
        ServiceClock::here(|| NOON)
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_may_be_right_is_left_alone() {
        let clock = clock();
        clock.learn_date("Sat, 28 Nov 2026 12:00:30 GMT", -200);
        clock.learn_date("Sat, 28 Nov 2026 12:00:29 GMT", -50);
        assert_eq!((clock.skew(), clock.now()), (0, NOON));
        assert_eq!(clock.conditions.borrow().skew, 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_two_minutes_ahead_is_found_out_and_said() {
        let clock = clock();
        clock.learn_date("Sat, 28 Nov 2026 11:58:30 GMT", -100);
        assert!((clock.skew() + 120_000).abs() < 1_000, "{}", clock.skew());
        assert!(clock.conditions.borrow().skew < -110_000);
        clock.learn_date("Sat, 28 Nov 2026 12:00:30 GMT", -100);
        assert_eq!((clock.skew(), clock.conditions.borrow().skew), (0, 0), "the service's clock was set");
    }

    #[tokio::test(start_paused = true)]
    async fn setting_this_machines_clock_does_not_move_the_services_time() {
        let mut clock = clock();
        clock.learn_date("Sat, 28 Nov 2026 12:00:30 GMT", -10);
        clock.here = Arc::new(|| NOON + 600_000);
        assert!((clock.now() - NOON).abs() < 1_000, "{}", clock.now());
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_taken_in_narrows_it_and_nonsense_changes_nothing() {
        let clock = clock();
        clock.learn_date("next week", 0);
        clock.learn_past(NOON + MINUTE, false);
        assert_eq!(clock.skew(), 0, "an event from a clock that is off is no clock");
        clock.learn_date("Sat, 28 Nov 2026 12:01:30 GMT", -4_000);
        let before = clock.skew();
        clock.learn_past(NOON + 62_000, true);
        assert!(clock.skew() > before && clock.skew() <= 65_000, "{} {before}", clock.skew());
    }

    /// What stands between here and the service may date the answers by a clock of its own.
    #[tokio::test(start_paused = true)]
    async fn what_the_service_takes_in_is_believed_before_the_date_of_an_answer() {
        let clock = clock();
        clock.learn_date("Sat, 28 Nov 2026 12:10:30 GMT", -100);
        assert!(clock.skew() > 590_000, "nothing speaks against it: {}", clock.skew());
        assert_eq!(clock.has_come(), NOON);
        clock.learn_past(NOON - 300_000, false);
        assert!(clock.skew() > 590_000, "what is old says nothing of now: {}", clock.skew());
        assert_eq!(clock.surely(), Some(NOON - 300_000));
        clock.learn_past(NOON - 2_000, true);
        assert_eq!((clock.skew(), clock.conditions.borrow().skew), (0, 0), "this machine's clock is right");
        clock.learn_date("Sat, 28 Nov 2026 12:10:30 GMT", -100);
        assert_eq!((clock.skew(), clock.surely()), (0, Some(NOON - 2_000)));

        let behind = self::clock();
        behind.learn_date("Sat, 28 Nov 2026 11:50:30 GMT", -100);
        behind.learn_past(NOON - 2_000, false);
        assert_eq!(behind.skew(), 0, "it has taken something in since");
        assert_eq!(behind.has_come(), NOON);
        behind.learn_past(i64::MAX, true);
        assert_eq!(behind.skew(), 0, "no clock is that far ahead");
    }

    #[tokio::test(start_paused = true)]
    async fn a_time_at_which_something_was_taken_in_has_come_however_far_behind_this_machine_is() {
        let clock = clock();
        clock.learn_date("Sat, 28 Nov 2026 15:00:30 GMT", -100);
        assert_eq!(clock.has_come(), NOON, "the date may be of somebody in between");
        clock.learn_past(NOON + 3 * HOUR - 4_000, true);
        assert_eq!(clock.has_come(), NOON + 3 * HOUR - 4_000);
    }

    /// Two hosts of AWS differ by some milliseconds, and an event may be on its way a little longer.
    #[tokio::test(start_paused = true)]
    async fn dates_that_are_off_by_milliseconds_move_the_clock_by_no_more() {
        let clock = clock();
        clock.learn_date("Sat, 28 Nov 2026 12:00:35 GMT", 0);
        clock.learn_past(NOON + 6_020, true);
        assert!((5_000..7_000).contains(&clock.skew()), "{}", clock.skew());

        let late = self::clock();
        late.learn_date("Sat, 28 Nov 2026 12:00:40 GMT", 0);
        late.learn_past(NOON - 5_020, true);
        assert!((8_000..11_000).contains(&late.skew()), "{}", late.skew());
    }
}
