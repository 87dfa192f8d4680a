//! A form being filled in: its fields, what is typed, what may stand there and what is wrong with it. What the
//! fields are and what becomes of them is `form`'s; the question before anything is sent is `changing`'s.

mod commands;
mod layout;
#[cfg(test)]
mod tests;
mod told;
mod trying;

pub use layout::layout;

use crate::app::changing;
use crate::app::editor::Editor;
use crate::app::effect::Effect;
use crate::app::form::{Entry, Form, Seen, Slot, Subject, choices, offered, pattern_of};
use crate::app::page::{Page, Scroll};
use crate::app::popup::{Action, Choice, Menu, MenuItem, Popup};
use crate::app::prompt::Prompt;
use crate::app::shared::{Level, Shared};
use crate::app::step::{Step, Title};
use crate::model::{CallError, Change, Changed, Fault, ThingKind};
use crossterm::event::{KeyCode, KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use trying::Trying;

/// Rows that a page key scrolls by.
const PAGE: usize = 5;
/// Captured events whose fields are offered.
const LOOKED_AT: usize = 200;

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
    pub faults: Vec<Fault>,
    /// What is said about the field that the keys go to.
    pub notes: Page,
    /// What comes of the event that the form is tried on; empty where it tries none.
    pub outcome: Page,
    /// How far that is scrolled.
    pub scroll: Scroll,
    /// The events to try.
    trying: Trying,
    /// The kinds of events that were captured.
    captured: Vec<Seen>,
    /// Fields that something was typed in, or that were looked over because the whole was to be sent.
    pub touched: Vec<bool>,
    /// The pattern that was made from the words, as long as nobody has changed it.
    made: String,
    /// The account has been asked for what may stand in the fields.
    asked: bool,
}

impl FormView {
    /// The form, with what was typed in it when it was left before.
    pub fn open(form: Form, kept: Option<Vec<String>>) -> Self {
        let texts = kept.filter(|texts| texts.len() == form.entries.len());
        let texts = texts.unwrap_or_else(|| form.entries.iter().map(|entry| entry.text.clone()).collect());
        let editors: Vec<Editor> = texts.iter().map(Editor::new).collect();
        let touched = vec![false; editors.len()];
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
            touched,
            made: String::new(),
            asked: false,
        };
        view.go_to_end();
        view
    }

    /// What stands in the fields.
    pub fn texts(&self) -> Vec<String> {
        self.editors.iter().map(|editor| editor.text().to_owned()).collect()
    }

    /// The field that the keys go to.
    pub fn entry(&self) -> Option<&Entry> {
        self.form.entries.get(self.at)
    }

    fn slot(&self) -> Slot {
        self.entry().map_or(Slot::Name, |entry| entry.slot)
    }

    fn text_of(&self, slot: Slot) -> String {
        let at = self.form.entries.iter().position(|entry| entry.slot == slot);
        at.and_then(|at| self.editors.get(at)).map(|editor| editor.text().to_owned()).unwrap_or_default()
    }

    fn typed(&self) -> &str {
        self.editors.get(self.at).map_or("", Editor::text)
    }

    /// What is wrong with a field.
    pub fn fault(&self, at: usize) -> Option<&Fault> {
        let entry = self.form.entries.get(at)?;
        let place = entry.slot.place(&self.form.target_id(&self.texts()));
        let about = |fault: &&Fault| fault.place == place || fault.place.starts_with(&format!("{place}."));
        self.faults.iter().find(about)
    }

    /// Whether what is wrong with a field is to be seen: not before anything is typed in it.
    pub fn shows_fault(&self, at: usize) -> bool {
        self.touched.get(at).copied().unwrap_or(false) && self.fault(at).is_some()
    }

    /// Whether the field that the keys go to holds a secret.
    pub(in crate::app) fn is_secret(&self) -> bool {
        self.slot().is_secret()
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

    /// Whether a field is shown: one that only some kinds of target have is shown for those, and where something
    /// stands in it.
    pub fn shows(&self, at: usize) -> bool {
        let (Some(entry), Some(editor)) = (self.form.entries.get(at), self.editors.get(at)) else {
            return false;
        };
        match entry.slot {
            Slot::Target(field) if !field.of.is_empty() => {
                !editor.text().is_empty() || self.kind().is_some_and(|kind| field.of.contains(&kind))
            }
            _ => true,
        }
    }

    pub(super) fn step(&mut self, by: isize) {
        let shown: Vec<usize> = (0..self.editors.len()).filter(|at| self.shows(*at)).collect();
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

    /// Takes the best choice, unless what stands there is one; goes on to the next field.
    pub(super) fn take(&mut self) {
        if self.slot().has_lines() {
            self.edit(|editor| {
                editor.key(KeyEvent::from(KeyCode::Enter));
            });
            return;
        }
        let typed = self.typed().trim().to_owned();
        let first =
            self.choices.first().cloned().filter(|_| !typed.is_empty() && !self.choices.contains(&typed));
        if let Some(choice) = first {
            let more = choice.ends_with('=');
            self.put(&choice);
            // The value of a condition is still to be typed.
            if more {
                return;
            }
        }
        self.step(1);
    }

    /// Puts the choice after the one that stands there.
    pub(super) fn next_choice(&mut self, shared: &Shared) {
        let typed = self.typed().to_owned();
        let all =
            if self.choices.contains(&typed) { self.choices_for("", shared) } else { self.choices.clone() };
        let next = all.iter().position(|choice| *choice == typed).map_or(0, |at| at + 1);
        if let Some(choice) = all.get(next).or(all.first()) {
            let choice = choice.clone();
            self.put(&choice);
        }
    }

    fn choices_for(&self, typed: &str, shared: &Shared) -> Vec<String> {
        choices(self.slot(), typed, &|slot| self.text_of(slot), &self.captured, shared)
    }

    fn put(&mut self, text: &str) {
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

    /// Makes the pattern from the words, unless somebody has written one.
    fn make_pattern(&mut self) {
        let is_pattern =
            |entry: &Entry| matches!(entry.slot, Slot::Setting(field) if field.path == "EventPattern");
        let Some(at) = self.form.entries.iter().position(is_pattern) else { return };
        let made = pattern_of(
            &self.text_of(Slot::Source),
            &self.text_of(Slot::DetailType),
            &self.text_of(Slot::Where),
        );
        let Some(editor) = self.editors.get_mut(at) else { return };
        if editor.text() == self.made {
            editor.replace_all(&made);
            self.made = made;
        }
    }

    /// Looks the whole over and asks whether it is to be sent.
    pub(super) fn review(&mut self, shared: &mut Shared) -> Step {
        self.touched.fill(true);
        let account = shared.session.account.clone();
        match self.form.change(&self.texts(), account.as_deref()) {
            Ok(change) => changing::ask(vec![change], shared),
            Err(faults) => {
                self.faults = faults;
                let wrong = (0..self.editors.len()).find(|at| self.fault(*at).is_some());
                if let Some(at) = wrong {
                    self.at = at;
                    self.go_to_end();
                    let text = "This would be refused: what is wrong stands below. Nothing was sent.";
                    shared.notify(Level::Problem, text);
                    return Step::Stay;
                }
                let text: Vec<String> = self.faults.iter().map(Fault::sentence).collect();
                Step::Popup(Popup::message("This would be refused", text.join("\n\n")))
            }
        }
    }

    pub(super) fn back(&mut self) -> Step {
        if !self.is_modified() {
            return Step::Pop;
        }
        Step::Popup(Popup::Menu(Menu::new(
            "Leave the form?",
            vec![
                MenuItem::new('b', "back to the form", Action::Nothing),
                MenuItem::new(
                    'l',
                    "leave; what is typed is here when it is opened again",
                    Action::Choose(Choice::LeaveDraft),
                ),
                MenuItem::new('g', "give up what is typed", Action::Choose(Choice::GiveUp)),
            ],
        )))
    }

    /// The operator answered whether the form is to be left.
    pub(super) fn choose(&mut self, choice: Choice, shared: &mut Shared) -> Step {
        match choice {
            Choice::GiveUp => {
                for (editor, entry) in self.editors.iter_mut().zip(&self.form.entries) {
                    editor.load(entry.text.clone());
                }
                shared.forms.remove(&self.form.title);
                Step::Pop
            }
            Choice::LeaveDraft => Step::Pop,
            Choice::KeepDraft
            | Choice::TakeAccount
            | Choice::SaveAndLeave
            | Choice::Rebase
            | Choice::Sample(_) => Step::Stay,
        }
    }

    /// A change was made, or was not: what this form was for is done.
    pub(super) fn changed(
        &mut self,
        change: &Change,
        outcome: &Result<(Changed, Vec<String>), CallError>,
        shared: &mut Shared,
    ) -> Step {
        let account = shared.session.account.clone();
        let own = self.form.change(&self.texts(), account.as_deref()).is_ok_and(|own| own == *change);
        if !own || outcome.is_err() {
            return Step::Stay;
        }
        for (editor, entry) in self.editors.iter_mut().zip(&self.form.entries) {
            editor.load(entry.text.clone());
        }
        shared.forms.remove(&self.form.title);
        Step::Pop
    }

    /// What is typed is kept for the next time, but for secrets.
    pub(super) fn close(&mut self, shared: &mut Shared) {
        if self.is_modified() {
            let secret = self.form.entries.iter().map(|entry| entry.slot.is_secret());
            let texts = self.texts().into_iter().zip(secret);
            let kept = texts.map(|(text, secret)| if secret { String::new() } else { text }).collect();
            shared.forms.insert(self.form.title.clone(), kept);
        }
    }

    pub(super) fn key(&mut self, key: KeyEvent, _: &mut Shared, _: &mut Vec<Effect>) -> Step {
        let lines = self.slot().has_lines();
        let (row, rows) =
            self.editors.get(self.at).map_or((0, 1), |editor| (editor.cursor_row(), editor.rows().len()));
        match key.code {
            KeyCode::PageUp => self.scroll.top = self.scroll.top.saturating_sub(PAGE),
            // Brought back into view when the page is laid out.
            KeyCode::PageDown => self.scroll.top += PAGE,
            KeyCode::Up if !lines || row == 0 => self.step(-1),
            KeyCode::Down if !lines || row + 1 >= rows => self.step(1),
            _ => self.edit(|editor| {
                editor.key(key);
            }),
        }
        Step::Stay
    }

    pub(super) fn paste(&mut self, text: &str, _: &mut Shared, _: &mut Vec<Effect>) -> Step {
        let text = if self.slot().has_lines() { text.to_owned() } else { text.replace(['\n', '\r'], " ") };
        self.edit(|editor| editor.paste(text.trim_end()));
        Step::Stay
    }

    pub(super) fn mouse(&mut self, mouse: MouseEvent, shared: &mut Shared, _: &mut Vec<Effect>) -> Step {
        let place = layout(self, shared.size);
        match mouse.kind {
            MouseEventKind::ScrollDown if place.is_on_outcome(mouse.column, mouse.row) => {
                self.scroll.top += 3
            }
            MouseEventKind::ScrollUp if place.is_on_outcome(mouse.column, mouse.row) => {
                self.scroll.top = self.scroll.top.saturating_sub(3);
            }
            MouseEventKind::ScrollDown => self.step(1),
            MouseEventKind::ScrollUp => self.step(-1),
            MouseEventKind::Down(MouseButton::Left) => {
                let hit = place
                    .fields
                    .iter()
                    .find(|field| (field.area.y..field.area.bottom()).contains(&mouse.row));
                if let Some(field) = hit {
                    self.at = field.at;
                    let column = usize::from(mouse.column.saturating_sub(field.text.x));
                    let row = usize::from(mouse.row.saturating_sub(field.text.y));
                    if let Some(editor) = self.editors.get_mut(field.at) {
                        editor.click(editor.scroll() + row, column);
                    }
                }
            }
            _ => {}
        }
        Step::Stay
    }

    pub(super) fn refresh(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        if !self.asked {
            self.asked = true;
            for read in self.wants(shared) {
                shared.fetch_idle(read, false, out);
            }
            let events = shared.left.captured(&self.bus()).map(|captured| captured.events);
            let all = self.form.events.iter().chain(events.iter().flatten());
            for seen in all.take(LOOKED_AT).filter_map(|text| Seen::of(text)) {
                if !self.captured.contains(&seen) {
                    self.captured.push(seen);
                }
            }
        }
        // What may be chosen where the cursor is shall be there when it is looked at.
        if let Some(entry) = self.entry() {
            for one in offered(entry.slot, shared) {
                shared.fetch_idle(one.read, true, out);
            }
        }
        let account = shared.session.account.clone();
        self.faults = self.form.change(&self.texts(), account.as_deref()).err().unwrap_or_default();
        self.choices = self.choices_for(self.typed().trim(), shared);
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
        let choices = if shared_pane { 2 } else { rows.saturating_sub(2).max(2) };
        let mut notes = self.about_field(choices, shared);
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
    fn wants(&self, shared: &Shared) -> Vec<crate::app::read::Read> {
        use crate::app::read::Read;
        let slots = self.form.entries.iter().map(|entry| entry.slot);
        let lists = slots.flat_map(|slot| offered(slot, shared)).map(|one| one.read);
        let mut reads: Vec<Read> = lists.collect();
        reads.extend(self.wants_else());
        reads
    }

    /// What else is read.
    fn wants_else(&self) -> Vec<crate::app::read::Read> {
        use crate::app::read::Read;
        match &self.form.subject {
            Subject::New(ThingKind::Destination) => vec![Read::Connections],
            Subject::New(ThingKind::Replay) => vec![Read::Archives],
            Subject::Settings(crate::model::Thing::Rule(key), _) | Subject::Target(key, ..) => {
                vec![Read::Targets(key.clone())]
            }
            Subject::New(_) | Subject::Settings(..) | Subject::Tags(..) | Subject::Permission(..) => {
                Vec::new()
            }
        }
    }
}

/// Columns for text in a pane.
fn inner_width(area: ratatui::layout::Rect) -> usize {
    usize::from(area.width.saturating_sub(4))
}
