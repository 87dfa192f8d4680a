//! What the workbench does with an event that is chosen from the library ([`crate::app::event_library`]).

use super::{Workbench, entries};
use crate::app::event_from_pattern::{of_kind, whose};
use crate::app::event_library;
use crate::app::shared::Shared;
use crate::app::step::Step;
use crate::catalogue;

impl Workbench {
    /// The library, to choose from.
    pub(super) fn library(&self, shared: &Shared) -> Step {
        Step::Popup(event_library::pick(self.events.sample_name(), shared))
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
        let delivered = entries::delivered_one(&event.text, shared);
        self.events.open_once(&event.name, delivered.as_deref().unwrap_or(&event.text));
        self.load_event();
    }

    pub(super) fn go_to_sample(&mut self, n: usize) {
        self.keep_event();
        self.events.go_to_sample(n);
        self.load_event();
    }
}
