//! What a tail that ends still owes: the times of which it was to read the log and has not, or not to their end.

use super::run::{Link, Run};
use super::source::LogSource;
use crate::model::{CallError, ErrorKind, Millis, TailUpdate};
use std::time::Duration;

/// A session sends something every second; one that has been silent for longer may be dead.
const QUIET: Duration = Duration::from_secs(3);

impl<S: LogSource, T: Send> Run<'_, S, T> {
    /// Tells the times that nobody will read any more; `link` is what was under way, nothing where it has
    /// failed for good.
    pub(super) fn tell_owed(&mut self, link: Option<&Link<'_>>) {
        self.take_time();
        let now = self.source.now();
        let mut owed: Vec<(Millis, Millis)> = Vec::new();
        owed.extend(self.fill.as_ref().map(|fill| (fill.reached, fill.to.unwrap_or(fill.begun))));
        owed.extend(self.sampled.map(|sampled| (sampled.from, sampled.to)));
        match link {
            Some(Link::Open { heard, .. }) if heard.elapsed() < QUIET => {}
            Some(Link::Open { .. }) => owed.push((self.known, now)),
            Some(Link::Polling(polling)) if self.lost.is_none() && !polling.catching_up => {}
            Some(Link::Polling(polling)) => owed.push((self.known.max(polling.reached), now)),
            Some(Link::Opening(_) | Link::Pausing { .. }) => {
                owed.push((self.lost.unwrap_or(self.known), now));
            }
            // A log that was never read needs no gap: the error says it all.
            None if !self.was_there => {}
            None => owed.push((self.lost.unwrap_or(self.known), now)),
        }
        for (from, to) in apart(owed) {
            let why = "the tail ended first";
            let error = CallError::new(ErrorKind::NotKnown, "not read", why);
            self.out.push(TailUpdate::Unfilled { from, to, error });
        }
    }
}

/// The same times in their order, none of which touches another.
fn apart(mut times: Vec<(Millis, Millis)>) -> Vec<(Millis, Millis)> {
    times.retain(|(from, to)| from < to);
    times.sort_unstable();
    let mut apart: Vec<(Millis, Millis)> = Vec::new();
    for (from, to) in times {
        match apart.last_mut() {
            Some((_, end)) if *end >= from => *end = to.max(*end),
            Some(_) | None => apart.push((from, to)),
        }
    }
    apart
}

#[cfg(test)]
mod tests {
    use super::apart;

    #[test]
    fn times_that_touch_are_told_as_one() {
        assert_eq!(apart(vec![(5, 9), (1, 3), (3, 4), (8, 12), (20, 20)]), [(1, 4), (5, 12)]);
    }
}
