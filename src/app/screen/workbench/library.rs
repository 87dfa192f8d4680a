//! The library of events to try: those that were saved by name, whole samples, and one of every kind that AWS's
//! schemas have.

use super::Workbench;
use crate::app::event_from_pattern::{of_kind, whose};
use crate::app::popup::{Action, Choice, Pick, PickItem, Popup};
use crate::app::samples::SAMPLES;
use crate::app::shared::Shared;
use crate::app::step::Step;
use crate::catalogue;

impl Workbench {
    /// The library, to choose from.
    pub(super) fn library(&self, shared: &Shared) -> Step {
        let present = self.events.sample_name();
        let saved = shared.account.saved_events.rows().iter().enumerate().map(|(n, event)| PickItem {
            label: event.name.clone(),
            note: "saved".to_owned(),
            also: String::new(),
            action: Action::Choose(Choice::Saved(n)),
        });
        let samples = SAMPLES.iter().enumerate().map(|(n, sample)| PickItem {
            label: sample.name.to_owned(),
            note: "sample".to_owned(),
            also: String::new(),
            action: Action::Choose(Choice::Sample(n)),
        });
        let kinds = catalogue::kinds().iter().enumerate().map(|(n, kind)| PickItem {
            label: kind.detail_type.clone(),
            note: kind.source.clone(),
            also: String::new(),
            action: Action::Choose(Choice::Kind(n)),
        });
        let before = saved.len();
        let sample = SAMPLES.iter().position(|sample| Some(sample.name) == present);
        let selected = sample.map_or(0, |at| before + at);
        let items: Vec<_> = saved.chain(samples).chain(kinds).collect();
        let title = format!("an event to try: type to find one of {}", items.len());
        Step::Popup(Popup::Pick(Pick::new(title, items, selected)))
    }

    /// Tries an event of a kind of the catalogue, which takes the place of one that was made before.
    pub(super) fn go_to_kind(&mut self, n: usize, shared: &Shared) {
        let Some(kind) = catalogue::kinds().get(n) else { return };
        self.keep_event();
        self.events.make(of_kind(kind, &whose(shared)), format!("made: {}", kind.detail_type));
        self.load_event();
    }

    /// Tries an event that was saved by name.
    pub(super) fn go_to_saved(&mut self, n: usize, shared: &Shared) {
        let Some(event) = shared.account.saved_events.rows().get(n) else { return };
        self.keep_event();
        self.events.open_once(&event.name, &event.text);
        self.load_event();
    }

    pub(super) fn go_to_sample(&mut self, n: usize) {
        self.keep_event();
        self.events.go_to_sample(n);
        self.load_event();
    }
}
