//! What the edit means for the events that were carried here: each is judged again by the deployed pattern
//! and by the one being edited. The first are judged at once, so that the screen has something to say with
//! the key; the rest is [`judging`](crate::app::judging)'s, so that no key waits for it.

use super::reading::ReadPattern;
use crate::app::judging::{EventVerdict, Judging, Side, Verdicts, judge};
use crate::app::request::Req;
use crate::pattern::{RuleSet, Scratch};
use crate::text::grouped;
use std::sync::Arc;

/// Bytes of events judged with the key itself: some half a millisecond.
const AT_ONCE: usize = 512 << 10;

/// The captured events' verdicts, as far as they have been judged since the last edit.
#[derive(Debug, Default)]
pub(super) struct Retest {
    /// What is judged by; `None` before the first pattern.
    patterns: Option<(Option<Arc<ReadPattern>>, Arc<ReadPattern>)>,
    rules: Arc<RuleSet<Side>>,
    scratch: Scratch,
    met: Vec<EventVerdict>,
    /// How many events the verdicts that were asked for last go up to.
    asked: usize,
    /// Under which request.
    req: Option<Req>,
}

/// How the events fall.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Events judged so far.
    pub judged: usize,
    /// Those the deployed pattern matches; `None` where there is none.
    pub deployed: Option<usize>,
    /// Those the edited pattern matches.
    pub edited: usize,
    /// Those only the edited pattern matches.
    pub gained: usize,
    /// Those only the deployed pattern matches.
    pub lost: usize,
    /// Those that are no events at all.
    pub unread: usize,
}

impl Retest {
    /// Starts again if one of the patterns was read anew. One that is not valid ends the judging.
    pub fn set(&mut self, deployed: Option<&Arc<ReadPattern>>, edited: &Arc<ReadPattern>) {
        let same = |(was, now): &(Option<Arc<ReadPattern>>, Arc<ReadPattern>)| {
            was.as_ref().map(Arc::as_ptr) == deployed.map(Arc::as_ptr) && Arc::ptr_eq(now, edited)
        };
        if self.patterns.as_ref().is_some_and(same) {
            return;
        }
        self.patterns = Some((deployed.cloned(), Arc::clone(edited)));
        self.met.clear();
        (self.asked, self.req) = (0, None);
        let mut rules = RuleSet::new();
        if let Ok(pattern) = &edited.outcome {
            rules.add(Side::Edited, pattern);
        }
        // A deployed pattern that cannot be read here is AWS's to judge.
        if let Some(Ok(pattern)) = deployed.map(|deployed| &deployed.outcome) {
            rules.add(Side::Deployed, pattern);
        }
        self.rules = Arc::new(rules);
    }

    fn is_valid(&self) -> bool {
        self.patterns.as_ref().is_some_and(|(_, edited)| edited.outcome.is_ok())
    }

    /// Judges the first events; true while there are more, for which nobody has been asked yet.
    pub fn begin(&mut self, events: &[Arc<str>]) -> bool {
        if !self.is_valid() || self.asked >= events.len() {
            return false;
        }
        if self.met.is_empty() {
            let mut size = 0;
            let fits = |event: &&Arc<str>| {
                let fits = size < AT_ONCE;
                size += event.len();
                fits
            };
            let first = events.iter().take_while(fits).count();
            self.met = judge(&self.rules, &events[..first], &mut self.scratch).0;
        }
        self.asked = events.len();
        self.met.len() < events.len()
    }

    /// What is to be judged elsewhere, under this request.
    pub fn rest(&mut self, req: Req, events: &Arc<Vec<Arc<str>>>) -> Judging {
        self.req = Some(req);
        Judging { req, rules: Arc::clone(&self.rules), events: Arc::clone(events), from: self.met.len() }
    }

    /// Takes the verdicts of the next events, unless they are about a pattern of before.
    pub fn take(&mut self, req: Req, Verdicts(met): &Verdicts) {
        if self.req == Some(req) {
            self.met.extend(met);
        }
    }

    /// How the events fall; `None` while the edited text is no pattern.
    pub fn tally(&self) -> Option<Tally> {
        let (deployed, _) = self.patterns.as_ref().filter(|_| self.is_valid())?;
        let deployed = deployed.as_ref().filter(|pattern| pattern.outcome.is_ok());
        let count = |wanted: fn(&EventVerdict) -> bool| self.met.iter().filter(|met| wanted(met)).count();
        Some(Tally {
            judged: self.met.len(),
            deployed: deployed.map(|_| count(|met| met.deployed)),
            edited: count(|met| met.edited),
            gained: count(|met| met.edited && !met.deployed),
            lost: count(|met| met.deployed && !met.edited),
            unread: count(|met| met.unreadable),
        })
    }

    /// The next event after `at`, round and round, that only one of the two patterns matches.
    pub fn next_changed(&self, at: usize) -> Option<usize> {
        let (before, after) = self.met.split_at(self.met.len().min(at + 1));
        let changed = |met: &EventVerdict| met.deployed != met.edited;
        after.iter().position(changed).map(|n| n + before.len()).or_else(|| before.iter().position(changed))
    }
}

impl Tally {
    /// In a line: `captured 312: deployed matches 48, this edit 0 · gained 0 · lost 48`.
    pub fn line(&self, all: usize) -> String {
        let of = if self.judged == all { String::new() } else { format!(" of {}", grouped(all)) };
        let judged = grouped(self.judged) + &of;
        let (edited, gained, lost) = (grouped(self.edited), grouped(self.gained), grouped(self.lost));
        let found = match self.deployed {
            Some(deployed) => {
                let deployed = grouped(deployed);
                format!("deployed matches {deployed}, this edit {edited} · gained {gained} · lost {lost}")
            }
            None => format!("this pattern matches {edited}"),
        };
        let unread = if self.unread > 0 {
            format!(" · not readable {}", grouped(self.unread))
        } else {
            String::new()
        };
        format!("captured {judged}: {found}{unread}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(states: &[&str]) -> Vec<Arc<str>> {
        states.iter().map(|state| format!(r#"{{"detail":{{"state":"{state}"}}}}"#).into()).collect()
    }

    fn read(text: &str) -> Arc<ReadPattern> {
        Arc::new(crate::app::screen::workbench::reading::read_pattern(text))
    }

    fn pattern(state: &str) -> Arc<ReadPattern> {
        read(&format!(r#"{{"detail":{{"state":["{state}"]}}}}"#))
    }

    #[test]
    fn what_an_edit_gains_and_loses_is_counted_and_found() {
        let mut events = events(&["on", "off", "on", "gone"]);
        events.push("no event".into());
        let mut retest = Retest::default();
        retest.set(Some(&pattern("on")), &pattern("off"));
        assert!(!retest.begin(&events));
        let tally = retest.tally().unwrap();
        assert_eq!(
            tally.line(5),
            "captured 5: deployed matches 2, this edit 1 · gained 1 · lost 2 · not readable 1"
        );
        assert_eq!([0, 1, 2, 4].map(|at| retest.next_changed(at)), [Some(1), Some(2), Some(0), Some(0)]);
        retest.set(Some(&pattern("on")), &pattern("on"));
        retest.begin(&events);
        assert_eq!((retest.tally().unwrap().lost, retest.next_changed(0)), (0, None));
        retest.set(None, &pattern("on"));
        retest.begin(&events[..4]);
        assert_eq!(retest.tally().unwrap().line(4), "captured 4: this pattern matches 2");
        retest.set(None, &read("{"));
        assert!(!retest.begin(&events) && retest.tally().is_none());
    }

    #[test]
    fn the_first_events_are_judged_at_once_and_the_rest_elsewhere() {
        let long = "x".repeat(AT_ONCE / 2);
        let mut events = Arc::new(events(&[&long, &long, "on", "on"]));
        let mut retest = Retest::default();
        retest.set(None, &pattern("on"));
        assert!(retest.begin(&events));
        assert_eq!(retest.tally().unwrap().line(4), "captured 2 of 4: this pattern matches 0");
        assert!(!retest.begin(&events), "they are asked for once");
        let rest = retest.rest(Req(1), &events);
        for part in rest.parts(1) {
            retest.take(Req(1), &rest.judge(part.clone(), &mut Scratch::new()));
            retest.take(Req(0), &rest.judge(part, &mut Scratch::new()));
        }
        assert_eq!(retest.tally().unwrap().line(4), "captured 4: this pattern matches 2");
        // More events came, from a file.
        Arc::make_mut(&mut events).push(Arc::clone(&rest.events[3]));
        assert!(retest.begin(&events));
        assert_eq!(retest.rest(Req(2), &events).parts(1), std::slice::from_ref(&(4..5)));
    }
}
