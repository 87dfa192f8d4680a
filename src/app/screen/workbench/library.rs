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
        let here = self.is_event_edited().then(|| self.event.editor.text());
        Step::Popup(event_library::pick(self.events.sample_name(), &self.events.edited(here), shared))
    }

    /// Tries an event that was edited here, as it was left.
    pub(super) fn go_to_edited(&mut self, at: usize) {
        self.put_event_back();
        self.events.go_to(at);
        self.load_event();
    }

    /// Tries an event of a kind of the catalogue, which takes the place of one that was made before.
    pub(super) fn go_to_kind(&mut self, n: usize, shared: &Shared) {
        let Some(kind) = catalogue::kinds().get(n) else { return };
        self.put_event_back();
        self.events.make(of_kind(kind, &whose(shared)), format!("made: {}", kind.detail_type));
        self.load_event();
    }

    /// Tries an event that was saved by name.
    pub(super) fn go_to_saved(&mut self, n: usize, shared: &Shared) {
        let Some(event) = shared.account.saved_events.rows().get(n) else { return };
        self.put_event_back();
        let delivered = entries::delivered_event(&event.text, shared);
        self.events.open_once(&event.name, delivered.as_deref().unwrap_or(&event.text));
        self.load_event();
    }

    pub(super) fn go_to_sample(&mut self, n: usize) {
        self.put_event_back();
        self.events.go_to_sample(n);
        self.load_event();
    }
}

#[cfg(test)]
mod tests {
    use crate::app::popup::Popup;
    use crate::app::screen::workbench::testing::{Bench, PATTERN};

    #[test]
    fn an_event_that_was_typed_by_hand_is_found_again_in_the_library() {
        let mut bench = Bench::on(PATTERN);
        bench.keys("F2 x ctrl-n");
        let typed = |bench: &mut Bench| bench.bench().event.editor.text().starts_with('x');
        assert!(!typed(&mut bench));
        bench.keys("F7");
        let Some(Popup::Pick(pick)) = &bench.model.popup else { panic!("{:?}", bench.model.popup) };
        let first = &pick.items[pick.shown[0]];
        assert_eq!(first.note, "edited here", "{first:?}");
        bench.keys("e d i t e d space h e r e enter");
        assert!(typed(&mut bench));
    }
}
