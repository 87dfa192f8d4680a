//! What is typed in a form is kept: for the next time that the form is opened, over the end of the program
//! and over a crash. Secrets are not. Only what was typed is kept, so that fields that somebody else has
//! changed meanwhile show what they are now; with it what stood there before, so that it is seen where others
//! have changed the very same field.

use super::FormView;
use super::notes::is_pattern;
use crate::app::effect::Effect;
use crate::app::form::{FormField, Slot, merged_tags};
use crate::app::read::Answer;
use crate::app::shared::{Level, Shared};
use crate::app::step::Step;
use crate::model::RuleKey;
use crate::text::and_list;
use std::collections::BTreeMap;

impl FormView {
    /// Whether the field that the keys go to holds a secret.
    pub(in crate::app) fn is_secret(&self) -> bool {
        self.slot().is_secret()
    }

    /// Whether one of its fields holds a secret.
    pub(in crate::app) fn has_secrets(&self) -> bool {
        self.form.entries.iter().any(|entry| entry.slot.is_secret())
    }

    /// Whether what is typed goes into an event; struck `ahead`, it may go into any field.
    pub(in crate::app) fn types_event(&self, ahead: bool) -> bool {
        self.slot() == Slot::Event || ahead && self.form.entries.iter().any(|entry| entry.slot == Slot::Event)
    }

    /// The name that its draft goes by: no bus has an empty name, and no rule a blank in its own.
    pub(super) fn draft_key(&self) -> RuleKey {
        RuleKey::new("", format!("form {}", self.form.key()))
    }

    /// What was typed, by the fields' labels, and what stood there before.
    fn typed_in(&self) -> BTreeMap<String, String> {
        let fields = self.form.entries.iter().zip(&self.editors);
        let typed = fields.filter(|(entry, editor)| editor.text() != entry.text && !entry.slot.is_secret());
        let both = typed.flat_map(|(entry, editor)| {
            [(entry.label.to_string(), editor.text().to_owned()), (before(&entry.label), entry.text.clone())]
        });
        both.collect()
    }

    /// Puts what was typed before into the fields. Of tags, those that others have changed stay as they are
    /// now; in any other field that others have changed what was typed stands, and it is told.
    pub(super) fn take_back(&mut self, kept: &BTreeMap<String, String>) {
        for (at, entry) in self.form.entries.iter().enumerate() {
            if let (Some(text), Some(editor)) = (kept.get(entry.label.as_ref()), self.editors.get_mut(at)) {
                let base = kept
                    .get(&before(&entry.label))
                    .filter(|base| **base != entry.text && *text != entry.text);
                match base {
                    Some(base) if entry.slot == Slot::Tags => {
                        editor.load(merged_tags(base, text, &entry.text));
                    }
                    Some(_) => {
                        self.overtaken.push(entry.label.to_string());
                        editor.load(text.clone());
                    }
                    None => editor.load(text.clone()),
                }
                if let Some(touched) = self.touched.get_mut(at) {
                    *touched = true;
                }
            }
        }
        let made = self.pattern_of_words();
        if self.has_pattern() && self.text_where(is_pattern) == made {
            self.made = made;
        }
        self.kept = self.typed_in();
    }

    /// Whether others have changed a field since it was typed in.
    pub(super) fn is_overtaken(&self, entry: &FormField) -> bool {
        self.overtaken.iter().any(|label| *label == entry.label)
    }

    /// Sees to it that what is typed is on disk soon.
    pub(super) fn keep(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        let typed = self.typed_in();
        if typed != self.kept {
            self.kept = typed;
            self.keeper.on_edit(shared.now);
        }
        self.keeper.refresh(&self.draft_key(), &as_json(&self.kept), NOTHING, shared, out);
    }

    /// What was typed is done with.
    pub(super) fn discard(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        for (editor, entry) in self.editors.iter_mut().zip(&self.form.entries) {
            editor.load(entry.text.clone());
        }
        self.kept = BTreeMap::new();
        shared.forms.remove(&self.form.key());
        self.keeper.drop(&self.draft_key(), out);
    }

    /// The form is left: what is typed is kept for the next time.
    pub(in crate::app::screen) fn close(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        self.keep(shared, out);
        self.keeper.flush(&self.draft_key(), &as_json(&self.kept), NOTHING, out);
        self.leave_unanswered(shared);
        if !self.kept.is_empty() {
            shared.forms.insert(self.form.key(), self.kept.clone());
        }
    }

    /// What an earlier run has kept has come, or what there is of a new thing that was made in part.
    pub(in crate::app) fn answer(&mut self, answer: &Answer, shared: &mut Shared) -> Step {
        if let Some(step) = self.part_read(answer, shared).or_else(|| self.looked_up(answer, shared)) {
            return step;
        }
        let Answer::Draft(key, Ok(Some(draft))) = answer else { return Step::Stay };
        if *key != self.draft_key() || self.is_modified() {
            return Step::Stay;
        }
        if let Ok(kept) = serde_json::from_str::<BTreeMap<String, String>>(&draft.text) {
            self.keeper.on_found();
            self.take_back(&kept);
            self.tell_back(shared);
        }
        Step::Stay
    }

    /// Says that what was typed before is back, and where others have changed the same. It covers no problem
    /// that is still unread, such as that a change was not made: the fields say who else changed them.
    pub(in crate::app) fn tell_back(&self, shared: &mut Shared) {
        if !shared.alerts.is_empty() {
            return;
        }
        if self.overtaken.is_empty() {
            return shared.notify(Level::Info, "What was typed here before is back.");
        }
        let fields = and_list(&self.overtaken);
        let text = format!(
            "What was typed here before is back; others have changed {fields} since: look before you send."
        );
        shared.notify(Level::Problem, text);
    }
}

/// Where it is kept what stood in a field before.
fn before(label: &str) -> String {
    format!("{label} before")
}

/// As it is kept where nothing is typed.
const NOTHING: &str = "{}";

fn as_json(kept: &BTreeMap<String, String>) -> String {
    serde_json::to_string(kept).unwrap_or_default()
}
