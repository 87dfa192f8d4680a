//! Judging captured events on all cores, so that the whole answer to a keystroke comes in a fraction of the
//! time that one core takes. The parts are handed out one by one and answered in their order.

use super::Executor;
use crate::app::Message;
use crate::app::judging::{Judging, Verdicts};
use crate::app::request::Req;
use crate::pattern::Scratch;
use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{available_parallelism, scope};

/// Bytes of events in one part: about a millisecond of one core.
const PART: usize = 1 << 20;

impl Executor {
    pub(super) fn judge(&self, judging: Judging) {
        let (newest, answers) = (Arc::clone(&self.judging), self.answers.clone());
        newest.store(judging.req.0, Ordering::Relaxed);
        tokio::task::spawn_blocking(move || {
            let is_wanted = || newest.load(Ordering::Relaxed) == judging.req.0;
            judge_on_all_cores(&judging, is_wanted, |message| answers.give(message));
        });
    }
}

/// Judges all of it, or until it is no longer wanted. The answers come in the order of the events, from
/// whichever thread was last to be waited for.
pub fn judge_on_all_cores(
    judging: &Judging,
    is_wanted: impl Fn() -> bool + Sync,
    answer: impl FnMut(Message) + Send,
) {
    let parts = judging.parts(PART);
    let next = AtomicUsize::new(0);
    let order = Mutex::new(InOrder {
        req: judging.req,
        parts: parts.len(),
        given: 0,
        early: BTreeMap::new(),
        answer,
    });
    let work = || {
        let mut scratch = Scratch::new();
        while is_wanted() {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(part) = parts.get(at) else { return };
            let verdicts = judging.judge(part.clone(), &mut scratch);
            order.lock().unwrap_or_else(PoisonError::into_inner).give(at, verdicts);
        }
    };
    scope(|scope| {
        let cores = available_parallelism().map_or(1, NonZero::get);
        for _ in 1..cores.min(parts.len()) {
            scope.spawn(work);
        }
        work();
    });
}

/// Passes on verdicts in the order of the events, whichever core was first.
struct InOrder<F> {
    req: Req,
    parts: usize,
    given: usize,
    early: BTreeMap<usize, Verdicts>,
    answer: F,
}

impl<F: FnMut(Message)> InOrder<F> {
    fn give(&mut self, at: usize, verdicts: Verdicts) {
        self.early.insert(at, verdicts);
        while let Some(verdicts) = self.early.remove(&self.given) {
            self.given += 1;
            let last = self.given == self.parts;
            (self.answer)(Message::Judged { req: self.req, last, verdicts });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::judging::Side;
    use crate::pattern::{Pattern, RuleSet};

    /// Enough events for many parts, every third of which matches.
    fn judging() -> Judging {
        let filler = "x".repeat(20_000);
        let event = |n: usize| format!(r#"{{"detail":{{"n":{},"filler":"{filler}"}}}}"#, n % 3);
        let mut rules = RuleSet::new();
        rules.add(Side::Edited, &Pattern::parse(r#"{"detail":{"n":[1]}}"#).unwrap());
        let events = (0..600).map(|n| event(n).into()).collect();
        Judging { req: Req(7), rules: Arc::new(rules), events: Arc::new(events), from: 0 }
    }

    #[test]
    fn every_event_is_judged_once_and_answered_in_order() {
        let (mut met, mut ends) = (Vec::new(), 0);
        judge_on_all_cores(
            &judging(),
            || true,
            |message| match message {
                Message::Judged { req: Req(7), last, verdicts } => {
                    met.extend(verdicts.0);
                    ends += usize::from(last);
                }
                other => panic!("{other:?}"),
            },
        );
        assert_eq!((met.len(), ends), (600, 1));
        assert!(met.iter().enumerate().all(|(n, met)| met.edited == (n % 3 == 1)));
    }

    #[test]
    fn a_newer_edit_ends_it() {
        let (asked, mut parts) = (AtomicUsize::new(0), 0);
        judge_on_all_cores(&judging(), || asked.fetch_add(1, Ordering::Relaxed) < 2, |_| parts += 1);
        assert_eq!(parts, 2);
    }
}
