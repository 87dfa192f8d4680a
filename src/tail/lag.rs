//! How long events take to get here.

use crate::model::Millis;
use std::collections::VecDeque;

/// Events over which the median is taken.
const SAMPLE: usize = 100;

/// Arrival here minus the event's own time, for the newest events that came live.
#[derive(Clone, Debug, Default)]
pub struct Lags {
    newest: VecDeque<Millis>,
}

impl Lags {
    /// One more event came.
    pub fn add(&mut self, lag: Millis) {
        if self.newest.len() == SAMPLE {
            self.newest.pop_front();
        }
        self.newest.push_back(lag);
    }

    /// The median in milliseconds over the last 100 events; `None` before the first. Below zero when the
    /// clock here is behind the sender's.
    pub fn median(&self) -> Option<Millis> {
        let mut sorted: Vec<_> = self.newest.iter().copied().collect();
        sorted.sort_unstable();
        sorted.get(sorted.len() / 2).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::Lags;

    #[test]
    fn the_median_is_over_the_last_hundred() {
        let mut lags = Lags::default();
        assert_eq!(lags.median(), None);
        lags.add(9_000);
        assert_eq!(lags.median(), Some(9_000));
        for _ in 0..50 {
            lags.add(1_000);
            lags.add(1_400);
        }
        assert_eq!(lags.median(), Some(1_400));
        for _ in 0..60 {
            lags.add(-20);
        }
        assert_eq!(lags.median(), Some(-20), "a clock behind the sender's shows");
    }
}
