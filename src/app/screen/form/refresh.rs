//! A form keeps up with the account: what is read for it, what may stand in its fields, what is said beside
//! them.

use super::{FormView, layout};
use crate::app::changing::sending;
use crate::app::effect::Effect;
use crate::app::form::{EventUse, SeenKind, Slot, Subject, offers_for};
use crate::app::page::Page;
use crate::app::read::Read;
use crate::app::shared::Shared;
use crate::model::{Arn, TARGETS_OF_A_RULE, TargetKind, Thing, ThingKind};
use ratatui::layout::Rect;

/// Captured events whose fields are offered.
const LOOKED_AT: usize = 200;

impl FormView {
    pub(in crate::app::screen) fn refresh(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        self.keep(shared, out);
        self.look_up_more(shared, out);
        if self.slot() != Slot::Bus {
            self.name_the_bus(shared);
        }
        if !self.asked {
            self.asked = true;
            if !self.is_modified() {
                shared.fetch(Read::Draft(self.draft_key()), true, out);
            }
            for read in self.wants(shared) {
                shared.fetch_idle(read, false, out);
            }
            let events = shared.left.captured(&self.bus()).map(|captured| captured.events);
            let all = self.form.events.iter().chain(events.iter().flatten());
            for seen in all.take(LOOKED_AT).filter_map(|text| SeenKind::of(text)) {
                seen.add_to(&mut self.captured);
            }
        }
        if (0..TARGETS_OF_A_RULE).any(|nth| self.kind(nth) == Some(TargetKind::Logs)) {
            shared.fetch_idle(Read::LogPolicies, true, out);
        }
        if self.form.subject == Subject::New(ThingKind::Replay) {
            let is_bus = |slot: Slot| matches!(slot, Slot::Setting(field) if field.path == "Destination.Arn");
            let bus = Arn::from(self.text_where(is_bus).trim());
            // Only once the typed bus exists: every beginning of its name would otherwise cost a call.
            let is_whole =
                !is_bus(self.slot()) || shared.account.buses.rows().iter().any(|one| one.arn == bus);
            if is_whole && bus.is_well_formed() && bus.resource().starts_with("event-bus/") {
                shared.fetch_idle(Read::Rules(bus.name().to_owned()), true, out);
            }
        }
        if let Some(read) = self.new_thing().and_then(|thing| self.list_of(&thing, shared)) {
            shared.fetch_idle(read, true, out);
        }
        // What may be chosen where the cursor is shall be there when it is looked at.
        if let Some(entry) = self.entry() {
            for one in offers_for(entry.slot, shared) {
                shared.fetch_idle(one.read, true, out);
            }
        }
        let outcome = match self.form.subject.event_use() {
            Some(EventUse::Sent) => {
                sending::entry(&self.text_of(Slot::Bus), &self.text_of(Slot::Event)).map(|_| ())
            }
            Some(EventUse::Saved) => self.event_to_save().map(|_| ()),
            None => self.changes(shared).map(|_| ()),
        };
        self.faults = outcome.err().unwrap_or_default();
        self.offer(shared);
        self.doubt(shared);
        self.say(shared);
        let place = layout(self, shared.size);
        self.top = place.top;
        for field in &place.fields {
            if let Some(editor) = self.editors.get_mut(field.at) {
                editor.set_view(usize::from(field.text.width), usize::from(field.text.height));
            }
        }
    }

    /// What is said, laid out for the panes that it is in.
    fn say(&mut self, shared: &Shared) {
        if self.tries() {
            let (pattern, own, bus) = (self.pattern(shared), self.form.events.clone(), self.bus());
            self.trying.choose(&pattern, &own, &bus, shared);
        }
        let outcome = self.about_event(shared);
        let place = layout(self, shared.size);
        let rows = usize::from(place.notes.height.saturating_sub(2));
        let shared_pane = place.outcome.is_none() && !outcome.lines().is_empty() && self.is_tried_here();
        let choices = rows.saturating_sub(if shared_pane { 6 } else { 2 }).max(2);
        let mut notes = self.about_field(choices, inner_width(place.notes), shared);
        self.outcome = Page::new();
        match place.outcome {
            Some(area) => self.outcome = outcome.wrapped(inner_width(area)),
            None if shared_pane => {
                notes.gap();
                notes.append(outcome);
            }
            None => {}
        }
        self.notes = notes.wrapped(inner_width(place.notes));
        let (page, area) = match place.outcome {
            Some(area) => (&self.outcome, area),
            None => (&self.notes, place.notes),
        };
        self.scroll.clamp(page.len(), usize::from(area.height.saturating_sub(2)));
    }

    /// What is read so that it can be offered.
    fn wants(&self, shared: &Shared) -> Vec<Read> {
        let slots = self.form.entries.iter().map(|entry| entry.slot);
        let lists = slots.flat_map(|slot| offers_for(slot, shared)).map(|one| one.read);
        let mut reads: Vec<Read> = lists.collect();
        reads.extend(self.wants_else());
        reads
    }

    /// What else is read.
    fn wants_else(&self) -> Vec<Read> {
        match &self.form.subject {
            Subject::New(ThingKind::Destination) => vec![Read::Connections],
            Subject::New(ThingKind::Replay) => vec![Read::Archives],
            Subject::Settings(Thing::Rule(key), _) | Subject::Target(key, ..) => {
                vec![Read::Targets(key.clone())]
            }
            Subject::New(_)
            | Subject::Settings(..)
            | Subject::Tags(..)
            | Subject::Permission(..)
            | Subject::Policy(..)
            | Subject::Together(_) => Vec::new(),
            // Whether the same was sent before.
            Subject::Event => vec![Read::Rules(self.text_of(Slot::Bus).trim().to_owned()), Read::Sent],
            Subject::SavedEvent => vec![Read::SavedEvents],
        }
    }
}

/// Columns for text in a pane.
fn inner_width(area: Rect) -> usize {
    usize::from(area.width.saturating_sub(4))
}
