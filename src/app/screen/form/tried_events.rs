//! The events that a form is tried on: captured ones, one made from the pattern, and those of the sample
//! library that the pattern takes. `notes` says what comes of it.

use crate::app::event_from_pattern::{event_for, whose};
use crate::app::samples::SAMPLES;
use crate::app::shared::Shared;
use crate::json::Document;
use crate::pattern::{Event, Pattern, Verdict};
use std::sync::Arc;

/// What the pane of what came of it is called.
pub const OUTCOME: &str = "tried on an event";

/// Where an event is from that was made to fit the pattern.
pub(super) const MADE: &str = "made from the pattern";
/// Captured events that are gone through at most.
const CAPTURED: usize = 50;

/// An event to try, and where it is from.
#[derive(Clone, Debug)]
pub struct TriedEvent {
    pub(super) from: String,
    pub(super) text: Arc<str>,
    pub(super) event: Document,
}

/// The events to try, and the one that is tried now.
#[derive(Debug, Default)]
pub struct Trying {
    /// The pattern that they were chosen for.
    pattern: Option<String>,
    all: Vec<TriedEvent>,
    at: usize,
}

impl Trying {
    /// The one that is tried now.
    pub fn now(&self) -> Option<&TriedEvent> {
        self.all.get(self.at)
    }

    /// Which one that is, from 1, and of how many.
    pub fn place(&self) -> (usize, usize) {
        (self.at + 1, self.all.len())
    }

    pub(super) fn step(&mut self, by: isize) {
        let last = self.all.len().saturating_sub(1);
        self.at = match self.at.checked_add_signed(by) {
            Some(at) if at <= last => at,
            Some(_) => 0,
            None => last,
        };
    }

    /// Chooses the events for a pattern, unless that has been done; `own` were captured where the form was
    /// opened, on a rule or bus of that name.
    pub(super) fn choose(&mut self, pattern: &str, own: &[Arc<str>], bus: &str, shared: &Shared) {
        if self.pattern.as_deref() == Some(pattern) {
            return;
        }
        self.pattern = Some(pattern.to_owned());
        let before = self.now().map(|tried| Arc::clone(&tried.text));
        let read = Pattern::parse(pattern).ok();
        let takes = |text: &str| match (&read, Event::parse(text.as_bytes())) {
            (Some(read), Ok(event)) => read.matches(&event) == Verdict::Match,
            (_, _) => false,
        };
        let mut all: Vec<(String, Arc<str>)> =
            own.iter().map(|text| ("captured".to_owned(), Arc::clone(text))).collect();
        if let Some(captured) = shared.left.captured(bus) {
            let left = CAPTURED.saturating_sub(all.len());
            let events = captured.events.into_iter().take(left);
            all.extend(events.map(|text| (captured.from.to_owned(), text)));
        }
        if let Some(read) = &read {
            all.push((MADE.to_owned(), event_for(read, &whose(shared)).into()));
        }
        let samples = SAMPLES.iter().filter(|sample| takes(sample.text));
        all.extend(samples.map(|sample| (format!("sample: {}", sample.name), sample.text.into())));
        self.all = all
            .into_iter()
            .filter_map(|(from, text)| {
                Some(TriedEvent { from, event: Document::parse(Arc::clone(&text)).ok()?, text })
            })
            .collect();
        let same = |tried: &TriedEvent| before.as_ref() == Some(&tried.text);
        let kept = self.all.iter().position(same).filter(|at| takes(&self.all[*at].text));
        let fits = || self.all.iter().position(|tried| takes(&tried.text));
        self.at = kept.or_else(fits).unwrap_or(0);
    }
}
