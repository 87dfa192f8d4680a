//! What a tail that ends still owes: the times of which it was to read the log and has not, or not to their
//! end.

use super::run::{Fill, Link, TailRun};
use super::source::LogSource;
use crate::model::{CallError, ErrorKind, Millis};
use std::time::Duration;

/// A session sends something every second; one that has been silent for longer may be dead.
const QUIET: Duration = Duration::from_secs(3);

impl<S: LogSource, T: Send> TailRun<'_, S, T> {
    /// Tells the times that nobody will read any more; `link` is what was under way, nothing where it has
    /// failed for good.
    pub(super) fn tell_owed(&mut self, link: Option<&Link<'_>>) {
        self.take_time();
        let now = self.source.now();
        let mut owed: Vec<(Millis, Millis)> = Vec::new();
        let unannounced = |fill: &&Fill| fill.announced.is_none();
        owed.extend(
            self.fill
                .as_ref()
                .filter(unannounced)
                .map(|fill| (fill.missing(), fill.to.unwrap_or(fill.begun))),
        );
        owed.extend(self.sampled.map(|sampled| (sampled.from, sampled.to)));
        match link {
            Some(Link::Open { heard, .. }) if heard.elapsed() < QUIET => {}
            Some(Link::Open { .. }) => owed.push((self.known.time, now)),
            Some(Link::Polling(polling)) if self.lost.is_none() && !polling.catching_up => {}
            Some(Link::Polling(polling)) => owed.push((self.known.time.max(polling.reached), now)),
            Some(Link::Opening(_) | Link::Pausing { .. }) => {
                owed.push((self.lost.unwrap_or(self.known).time, now));
            }
            // A log that was never read needs no gap: the error says it all.
            None if !self.was_there => {}
            None => owed.push((self.lost.unwrap_or(self.known).time, now)),
        }
        for (from, to) in merged_spans(owed) {
            let why = "the tail ended first";
            let error = CallError::new(ErrorKind::NotKnown, "not read", why);
            self.tell_unfilled(from, to, error);
        }
    }
}

/// The same times in their order, none of which touches another.
fn merged_spans(mut times: Vec<(Millis, Millis)>) -> Vec<(Millis, Millis)> {
    // The ends may come from two clocks, so that either is the earlier one.
    times.iter_mut().for_each(|(from, to)| (*from, *to) = ((*from).min(*to), (*from).max(*to)));
    times.retain(|(from, to)| from < to);
    times.sort_unstable();
    let mut merged: Vec<(Millis, Millis)> = Vec::new();
    for (from, to) in times {
        match merged.last_mut() {
            Some((_, end)) if *end >= from => *end = to.max(*end),
            Some(_) | None => merged.push((from, to)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::merged_spans;

    #[test]
    fn times_that_touch_are_told_as_one() {
        assert_eq!(merged_spans(vec![(5, 9), (1, 3), (3, 4), (12, 8), (20, 20)]), [(1, 4), (5, 12)]);
    }
}
