//! The times at which the model asked to be woken. With none there is no timer at all, so an idle program
//! never wakes.

use crate::model::Millis;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::Instant;

/// The wakes that are due some time.
#[derive(Debug, Default)]
pub struct Wakes {
    times: BTreeSet<Millis>,
}

impl Wakes {
    /// Adds one.
    pub fn add(&mut self, at: Millis) {
        self.times.insert(at);
    }

    /// Takes out all that are due at `now`; true when there were any.
    pub fn take_due(&mut self, now: Millis) -> bool {
        let later = self.times.split_off(&(now + 1));
        let due = std::mem::replace(&mut self.times, later);
        !due.is_empty()
    }

    /// When the next one is due, for a clock that shows `now`.
    pub fn next(&self, now: Millis) -> Option<Instant> {
        let wait = self.times.first()?.saturating_sub(now).max(0);
        Some(Instant::now() + Duration::from_millis(wait.unsigned_abs()))
    }
}

#[cfg(test)]
mod tests {
    use super::Wakes;

    #[test]
    fn wakes_that_are_due_together_wake_once() {
        let mut wakes = Wakes::default();
        assert!(wakes.next(0).is_none());
        for at in [30, 10, 20, 10] {
            wakes.add(at);
        }
        assert!(!wakes.take_due(9));
        assert!(wakes.take_due(20));
        assert!(!wakes.take_due(20));
        assert!(wakes.next(20).is_some());
        assert!(wakes.take_due(31));
        assert!(wakes.next(31).is_none());
    }
}
