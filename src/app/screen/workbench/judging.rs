//! When the texts are judged, and what is then brought into view.

use super::reading::ReadPattern;
use super::{Focus, Judgement, Workbench, reading};
use crate::app::command::{Context, Id};
use crate::app::effect::{Effect, Work};
use crate::app::judging::Verdicts;
use crate::app::request::{Pending, Req};
use crate::app::shared::{Level, Shared};
use crate::model::Millis;
use crate::pattern::Event;
use std::sync::Arc;

/// Texts of more bytes than this together are judged only once the keys have rested.
const LARGE: usize = 256 << 10;
/// A byte of the pattern costs so many times one of the event: each of its values looks for the nearest miss.
const PATTERN: usize = 4;
/// An event that was read before costs so many times less than one that must be read.
const READ: usize = 8;
/// For how long they must have rested, in milliseconds.
const REST: Millis = 250;

impl Workbench {
    /// Judges what has changed: small texts at once, large ones when the keys have rested.
    pub(super) fn judge(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        let Some(since) = self.unjudged else { return };
        let unread = self.read_event.as_ref().is_none_or(|(of, _)| *of != self.event.editor.revision());
        let event = self.event.editor.text().len() / if unread { 1 } else { READ };
        let size = self.pattern.editor.text().len() * PATTERN + event;
        if size > LARGE && since + REST > shared.now && self.judged_once() {
            return shared.wake(since + REST, out);
        }
        self.judge_now();
    }

    /// Judges the texts as they are, unless that has been done.
    pub(super) fn judge_now(&mut self) {
        if self.unjudged.take().is_none() {
            return;
        }
        let pattern = self.read_pattern();
        let revision = self.event.editor.revision();
        let event = match self.read_event.take() {
            Some((of, read)) if of == revision => read,
            Some(_) | None => reading::read_event(self.event.editor.text()),
        };
        self.judged = Judgement::of(&pattern, &event);
        self.read_event = Some((revision, event));
        self.shown = None;
        self.retest_pattern();
    }

    /// The event as it was judged last, where it could be read.
    pub(super) fn last_event(&self) -> Option<&Event> {
        self.read_event.as_ref().and_then(|(_, read)| read.as_ref().ok())
    }

    /// The pattern, read once for each revision of its text.
    pub(super) fn read_pattern(&mut self) -> Arc<ReadPattern> {
        let revision = self.pattern.editor.revision();
        match &self.read_pattern {
            Some((of, read)) if *of == revision => Arc::clone(read),
            Some(_) | None => {
                let read = Arc::new(reading::read_pattern(self.pattern.editor.text()));
                self.read_pattern = Some((revision, Arc::clone(&read)));
                read
            }
        }
    }

    /// Has the captured events judged by the deployed pattern and by the one that was judged last.
    fn retest_pattern(&mut self) {
        let Some((_, edited)) = &self.read_pattern else { return };
        self.retest.set(self.subject.base().and_then(|base| base.pattern.as_ref()), edited);
    }

    /// Has the captured events judged that were not yet.
    pub(super) fn judge_captured(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        self.retest_pattern();
        if self.retest.begin(self.events.captured()) {
            let req = shared.requests.start(Pending::Judging);
            out.push(Effect::Work(Work::Judge(self.retest.rest(req, self.events.captured()))));
        }
    }

    /// More of the captured events were judged.
    pub(in crate::app) fn take_verdicts(&mut self, req: Req, verdicts: &Verdicts) {
        self.retest.take(req, verdicts);
    }

    /// Goes to the next captured event that the edit gains or loses.
    pub(super) fn next_changed(&mut self, shared: &mut Shared) {
        match self.retest.next_changed(self.events.at()) {
            Some(at) => {
                self.put_event_back();
                self.events.go_to(at);
                self.load_event();
            }
            None if self.events.captured().is_empty() => {
                let key = shared.keymap.name(Id::Test, Context::Tail);
                let text =
                    format!("Only samples are here: {key} in a tail brings some, and files can be opened.");
                shared.notify(Level::Info, text);
            }
            None => shared.notify(Level::Info, "The edit gains and loses none of the captured events."),
        }
    }

    /// Brings what the leaf at the cursor met into view, or else what the failing leaf met that is spoken of:
    /// once for each leaf, verdict and size, so that the event stays where the operator scrolls it.
    pub(super) fn reveal_met(&mut self, size: (u16, u16)) {
        let cursor = self.pattern.editor.cursor();
        let leaf = self.judged.at(cursor).or_else(|| self.judged.failing(cursor));
        let now = (leaf.map_or(0, |leaf| leaf.span.start), size);
        if self.focus != Focus::Pattern || self.is_judging() || self.shown == Some(now) {
            return;
        }
        self.shown = Some(now);
        if let Some(place) = leaf.and_then(|leaf| leaf.met.first()) {
            self.event.editor.reveal(place.start);
        }
    }

    pub(super) fn judged_once(&self) -> bool {
        self.judged.verdict.is_some()
            || !self.judged.pattern_faults.is_empty()
            || !self.judged.event_faults.is_empty()
    }
}
