//! A form being filled in: its fields, what is typed, what may stand there and what is wrong with it. What
//! the fields are and what becomes of them is `form`'s; the question before anything is sent is `changing`'s.

mod about_event;
mod against_lists;
mod choosing;
mod commands;
mod deliveries;
mod form_drafts;
mod layout;
mod mouse;
mod notes;
mod part_made;
mod questionable_fields;
mod refresh;
mod review;
mod sent;
#[cfg(test)]
mod tests;
mod tried_events;
mod typing;

pub use layout::{LABEL, layout};
pub use tried_events::OUTCOME;

use crate::app::draft::Keeper;
use crate::app::editor::Editor;
use crate::app::form::{
    Form, FormField, OAUTH, SeenKind, Slot, Subject, is_authorization, is_of_member, label_for, pattern_of,
};
use crate::app::page::{Page, Scroll};
use crate::app::prompt::Prompt;
use crate::app::shared::Shared;
use crate::app::step::{FormPattern, Open, Step, Title};
use crate::model::{ChangeFault, TargetKind};
use deliveries::DeliveryCheck;
use part_made::PartMade;
use questionable_fields::Doubts;
use sent::SentWrites;
use std::collections::BTreeMap;
use std::sync::Arc;
use tried_events::Trying;

/// A form being filled in.
#[derive(Debug)]
pub struct FormView {
    /// What it is made from.
    pub form: Form,
    /// What stands in the fields, in their order.
    pub editors: Vec<Editor>,
    /// The field that the keys go to.
    pub at: usize,
    /// The first field in view.
    pub top: usize,
    /// What may stand in the field, the best first.
    pub choices: Vec<String>,
    /// What is wrong with what stands in the fields now.
    pub faults: Vec<ChangeFault>,
    /// What is said about the field that the keys go to.
    pub notes: Page,
    /// What comes of the event that the form is tried on; empty where it tries none.
    pub outcome: Page,
    /// How far that is scrolled.
    pub scroll: Scroll,
    /// The events to try.
    trying: Trying,
    /// The kinds of events that were captured.
    captured: Vec<SeenKind>,
    /// A new thing of which a part was made before the rest failed: the form goes on from there.
    part_made: Option<PartMade>,
    /// What was sent and is not answered.
    sent: SentWrites,
    /// Fields that were edited, or checked because the form was submitted.
    pub touched: Vec<bool>,
    /// The pattern that was made from the words, as long as nobody has changed it.
    made: String,
    /// The account has been asked for what may stand in the fields.
    asked: bool,
    /// Keeps what is typed on disk.
    keeper: Keeper,
    /// What the keeper was given last, by label.
    kept: BTreeMap<String, String>,
    /// Fields that something was typed in before, and that others have changed since.
    overtaken: Vec<String>,
    /// What is questionable in them.
    doubts: Doubts,
    /// What is known of the targets that are to be written.
    deliveries: DeliveryCheck,
}

impl FormView {
    /// The form, with what was typed in it when it was left before.
    pub fn open(form: Form, kept: Option<BTreeMap<String, String>>) -> Self {
        let editors: Vec<Editor> = form.entries.iter().map(|entry| Editor::new(&entry.text)).collect();
        // An event that is given may be one that cannot be sent, such as one of AWS's own.
        let is_given = |entry: &FormField| entry.slot == Slot::Event && !entry.text.is_empty();
        let touched = form.entries.iter().map(is_given).collect();
        let mut view = Self {
            form,
            editors,
            at: 0,
            top: 0,
            choices: Vec::new(),
            faults: Vec::new(),
            notes: Page::new(),
            outcome: Page::new(),
            scroll: Scroll::default(),
            trying: Trying::default(),
            captured: Vec::new(),
            part_made: None,
            sent: SentWrites::default(),
            touched,
            made: String::new(),
            asked: false,
            keeper: Keeper::default(),
            kept: BTreeMap::new(),
            overtaken: Vec::new(),
            doubts: Doubts::default(),
            deliveries: DeliveryCheck::default(),
        };
        if let Some(kept) = kept {
            view.take_back(&kept);
            // It is on disk too.
            view.keeper.on_found();
            view.at = view.form.entries.iter().position(|entry| view.is_overtaken(entry)).unwrap_or(0);
        }
        view.go_to_end();
        // The name is made from the event: one that is typed takes its place.
        if view.form.subject == Subject::SavedEvent
            && let Some(name) = view.editors.first_mut()
        {
            name.select_all();
        }
        view
    }

    /// What stands in the fields.
    pub fn texts(&self) -> Vec<String> {
        self.editors.iter().map(|editor| editor.text().to_owned()).collect()
    }

    /// The field that the keys go to.
    pub fn entry(&self) -> Option<&FormField> {
        self.form.entries.get(self.at)
    }

    /// What a field is called, by what stands in the others.
    pub fn label(&self, at: usize) -> &str {
        let Some(entry) = self.form.entries.get(at) else { return "" };
        label_for(entry.slot, self.text_where(is_authorization).trim()).unwrap_or(&entry.label)
    }

    fn slot(&self) -> Slot {
        self.entry().map_or(Slot::Name, |entry| entry.slot)
    }

    fn text_of(&self, slot: Slot) -> String {
        self.text_where(|own| own == slot).to_owned()
    }

    /// What stands in the first field of such a slot.
    fn text_where(&self, is_own: impl Fn(Slot) -> bool) -> &str {
        let mut fields = self.form.entries.iter().zip(&self.editors);
        fields.find(|(entry, _)| is_own(entry.slot)).map_or("", |(_, editor)| editor.text())
    }

    fn current_text(&self) -> &str {
        self.editors.get(self.at).map_or("", Editor::text)
    }

    /// What is wrong with a field.
    pub fn fault(&self, at: usize) -> Option<&ChangeFault> {
        let entry = self.form.entries.get(at)?;
        let ids = || self.form.target_ids(&self.texts());
        let id = entry.slot.target().and_then(|nth| ids().into_iter().nth(nth)).unwrap_or_default();
        let place = entry.slot.place(&id);
        // An id may have a full stop in it, and then it is another target's.
        let within = if matches!(entry.slot, Slot::TargetId(_)) { None } else { Some(format!("{place}.")) };
        let about = |fault: &&ChangeFault| {
            let is_here =
                fault.place == place || within.as_ref().is_some_and(|within| fault.place.starts_with(within));
            is_here && is_of_member(entry.slot, &fault.place)
        };
        self.faults.iter().find(about)
    }

    /// Whether what is wrong with a field is to be seen: not before anything is typed in it.
    pub fn shows_fault(&self, at: usize) -> bool {
        self.touched.get(at).copied().unwrap_or(false) && self.fault(at).is_some()
    }

    pub(super) fn title(&self, _: &Shared) -> Title {
        let wrong = (0..self.editors.len()).filter(|at| self.shows_fault(*at)).count();
        let counts = if wrong == 0 { String::new() } else { format!("{wrong} to put right") };
        Title { place: self.form.title.clone(), counts }
    }

    pub(super) fn prompt(&self) -> Option<&Prompt> {
        None
    }

    pub(super) fn is_typing(&self) -> bool {
        false
    }

    /// True when something was typed.
    pub(super) fn is_modified(&self) -> bool {
        self.editors.iter().zip(&self.form.entries).any(|(editor, entry)| editor.text() != entry.text)
    }

    fn go_to_end(&mut self) {
        if let Some(editor) = self.editors.get_mut(self.at) {
            editor.go_to(editor.text().len());
        }
    }

    /// Whether a field is shown: what OAuth alone takes, for that; a further target once there is one before
    /// it, and its settings once it is there; a setting that only some kinds of target have, for those; and
    /// whatever something was typed in.
    pub fn shows(&self, at: usize) -> bool {
        let (Some(entry), Some(editor)) = (self.form.entries.get(at), self.editors.get(at)) else {
            return false;
        };
        if matches!(entry.slot, Slot::AuthEndpoint | Slot::AuthMethod) {
            let authorized_by = self.text_where(is_authorization).trim();
            return authorized_by == OAUTH || editor.text() != entry.text;
        }
        let Some(nth) = entry.slot.target() else { return true };
        let is_of = |kinds: &[TargetKind]| self.kind(nth).is_some_and(|kind| kinds.contains(&kind));
        let (is_given, has_its_kind) = if let Slot::Target(_, field) = entry.slot {
            (!editor.text().is_empty(), field.of.is_empty() || is_of(field.of))
        } else if matches!(entry.slot, Slot::LogPolicy(_)) {
            (false, is_of(&[TargetKind::Logs]))
        } else {
            (!editor.text().is_empty(), true)
        };
        let has_arn = |nth: usize| !self.target_arn(nth).trim().is_empty();
        let is_open = match nth.checked_sub(1) {
            None => true,
            Some(before) if entry.slot.is_target_arn() => has_arn(before),
            Some(_) => has_arn(nth),
        };
        is_given || (is_open && has_its_kind)
    }

    /// The fields that are shown, in their order.
    pub fn visible_fields(&self) -> Vec<usize> {
        (0..self.editors.len()).filter(|at| self.shows(*at)).collect()
    }

    /// What a target invokes, as it is typed.
    fn target_arn(&self, nth: usize) -> &str {
        self.text_where(|slot| slot.is_target_arn() && slot.target() == Some(nth))
    }

    pub(super) fn step(&mut self, by: isize) {
        self.complete_name();
        let shown = self.visible_fields();
        let place = shown.iter().position(|at| *at >= self.at).unwrap_or(0);
        let place = place.saturating_add_signed(by).min(shown.len().saturating_sub(1));
        self.at = shown.get(place).copied().unwrap_or(0);
        self.scroll = Scroll::default();
        self.go_to_end();
    }

    /// Tries the next event, or the one before.
    pub(super) fn next_event(&mut self, by: isize) {
        self.trying.step(by);
        self.scroll = Scroll::default();
    }

    /// The pattern goes to the workbench, with the event that it is tried on.
    pub(super) fn to_workbench(&self) -> Step {
        let pattern = self.text_where(notes::is_pattern).to_owned();
        let event = self.trying.now().map(|tried| Arc::clone(&tried.text));
        Step::Open(Open::OfForm(FormPattern {
            form: self.form.title.clone(),
            key: self.form.key(),
            pattern,
            event,
        }))
    }

    /// The pattern comes back from the workbench.
    pub(in crate::app::screen) fn take_pattern(&mut self, pattern: &str) {
        let Some(at) = self.pattern_at() else { return };
        self.at = at;
        if self.current_text() != pattern {
            self.set_text(pattern);
        }
    }

    fn pattern_at(&self) -> Option<usize> {
        self.form.entries.iter().position(|entry| notes::is_pattern(entry.slot))
    }

    fn set_text(&mut self, text: &str) {
        let text = text.to_owned();
        self.edit(|editor| editor.replace_all(&text));
        self.go_to_end();
    }

    pub(super) fn undo(&mut self) {
        self.edit(|editor| {
            editor.undo();
        });
    }

    pub(super) fn redo(&mut self) {
        self.edit(|editor| {
            editor.redo();
        });
    }

    fn edit(&mut self, act: impl FnOnce(&mut Editor)) {
        let at = self.at;
        if let Some(editor) = self.editors.get_mut(at) {
            let before = editor.revision();
            act(editor);
            if editor.revision() != before
                && let Some(touched) = self.touched.get_mut(at)
            {
                *touched = true;
            }
        }
        if matches!(self.slot(), Slot::Source | Slot::DetailType | Slot::Where) {
            self.make_pattern();
        }
    }

    fn pattern_of_words(&self) -> String {
        pattern_of(&self.text_of(Slot::Source), &self.text_of(Slot::DetailType), &self.text_of(Slot::Where))
    }

    /// Whether somebody has written the pattern that the words made.
    pub(super) fn is_pattern_by_hand(&self) -> bool {
        let pattern = self.text_where(notes::is_pattern);
        !pattern.is_empty() && pattern != self.made
    }

    /// Makes the pattern from the words, unless somebody has written one.
    fn make_pattern(&mut self) {
        let Some(at) = self.pattern_at() else { return };
        let made = self.pattern_of_words();
        let Some(editor) = self.editors.get_mut(at) else { return };
        if editor.text() == self.made || editor.text().is_empty() {
            editor.replace_all(&made);
            self.made = made;
        }
    }
}
