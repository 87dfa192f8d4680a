//! The account's clock, handed in by whoever starts the server.
//!
//! Three kinds: the system's time, time that starts at a chosen moment and may run faster or slower, and time
//! that stands still until a test moves it. Nothing else in `local` asks what time it is. Built on tokio's
//! instants, so a runtime with paused time drives it too.

use crate::model::Millis;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::watch;
use tokio::time::Instant;

/// The account's clock; clones share it.
#[derive(Clone, Debug)]
pub struct Clock(Arc<ClockKind>);

#[derive(Debug)]
enum ClockKind {
    Running { since: Instant, start: Millis, speed: f64 },
    Manual(watch::Sender<Millis>),
}

impl Clock {
    /// The system's time at its own pace.
    pub fn system() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self::starting_at(millis(now), 1.0)
    }

    /// Time that is `start` now and runs `speed` times as fast as the wall's. A speed that is not a positive
    /// number counts as 1.
    pub fn starting_at(start: Millis, speed: f64) -> Self {
        let speed = if speed.is_finite() && speed > 0.0 { speed } else { 1.0 };
        Self(Arc::new(ClockKind::Running { since: Instant::now(), start, speed }))
    }

    /// Time that stands still at `start` until [`Clock::advance`] moves it.
    pub fn manual(start: Millis) -> Self {
        Self(Arc::new(ClockKind::Manual(watch::Sender::new(start))))
    }

    /// The moment it shows.
    pub fn now(&self) -> Millis {
        match &*self.0 {
            ClockKind::Running { since, start, speed } => start + millis(since.elapsed().mul_f64(*speed)),
            ClockKind::Manual(now) => *now.borrow(),
        }
    }

    /// `span`, lengthened where a fast clock would otherwise let it pass more than `most` times a real
    /// second.
    pub(super) fn stride(&self, span: Millis, most: f64) -> Millis {
        match &*self.0 {
            #[allow(clippy::cast_possible_truncation)]
            // seconds of a clock that runs a few thousand times too fast
            ClockKind::Running { speed, .. } => span.max((speed * 1000.0 / most) as Millis),
            ClockKind::Manual(_) => span,
        }
    }

    /// Whether it stands still until it is moved.
    pub(super) fn is_manual(&self) -> bool {
        matches!(*self.0, ClockKind::Manual(_))
    }

    /// Moves a manual clock on and answers true; a running clock cannot be moved and answers false.
    pub fn advance(&self, by: Duration) -> bool {
        match &*self.0 {
            ClockKind::Running { .. } => false,
            ClockKind::Manual(now) => {
                now.send_modify(|now| *now += millis(by));
                true
            }
        }
    }

    /// Returns once the clock shows `moment` or later.
    pub async fn sleep_until(&self, moment: Millis) {
        match &*self.0 {
            ClockKind::Running { speed, .. } => loop {
                let left = moment - self.now();
                if left <= 0 {
                    return;
                }
                let wall = Duration::from_millis(left.unsigned_abs()).div_f64(*speed);
                tokio::time::sleep(wall.max(Duration::from_millis(1))).await;
            },
            ClockKind::Manual(now) => {
                let mut now = now.subscribe();
                // The sender lives as long as `self`, so waiting cannot fail.
                let _ = now.wait_for(|now| *now >= moment).await;
            }
        }
    }
}

fn millis(span: Duration) -> Millis {
    Millis::try_from(span.as_millis()).unwrap_or(Millis::MAX)
}

#[cfg(test)]
mod tests {
    use super::Clock;
    use std::time::Duration;

    #[tokio::test(start_paused = true)]
    async fn a_scaled_clock_runs_that_much_faster() {
        let clock = Clock::starting_at(1_000, 60.0);
        tokio::time::advance(Duration::from_secs(2)).await;
        assert_eq!(clock.now(), 121_000);
        assert!(!clock.advance(Duration::from_secs(1)));
    }

    #[tokio::test(start_paused = true)]
    async fn sleeping_ends_at_the_moment_asked_for() {
        let clock = Clock::starting_at(0, 10.0);
        let began = tokio::time::Instant::now();
        clock.sleep_until(5_000).await;
        assert!(clock.now() >= 5_000);
        assert!(began.elapsed() < Duration::from_millis(510));
    }

    #[tokio::test]
    async fn a_manual_clock_moves_only_when_told() {
        let clock = Clock::manual(7);
        let sleeper = tokio::spawn({
            let clock = clock.clone();
            async move {
                clock.sleep_until(1_007).await;
                clock.now()
            }
        });
        assert_eq!(clock.now(), 7);
        assert!(clock.advance(Duration::from_secs(1)));
        assert_eq!(sleeper.await.unwrap(), 1_007);
    }
}
