//! What may stand in the field that the keys go to is taken, one after another, or added to a list.

use super::FormView;
use crate::app::form::{Slot, before_choice, choices, is_value};
use crate::app::shared::Shared;
use crate::model::Arn;
use crossterm::event::{KeyCode, KeyEvent};

impl FormView {
    fn choices_for(&self, typed: &str, shared: &Shared) -> Vec<String> {
        choices(self.slot(), typed, &|slot| self.text_of(slot), &self.captured, shared)
    }

    /// What is offered: the choices that what is typed is a part of. Where one of them stands there whole,
    /// all of them, from that one on; below a list, what it does not have yet.
    pub(super) fn offer(&mut self, shared: &Shared) {
        let (slot, typed) = (self.slot(), self.current_text().trim().to_owned());
        let mut found = self.choices_for(&typed, shared);
        let stands = found.contains(&typed);
        if slot.is_list() && stands {
            found = self.choices_for(&format!("{typed}\n"), shared);
        } else if stands && slot != Slot::Where && slot.options().is_none() {
            found = self.choices_for("", shared);
            let at = found.iter().position(|choice| *choice == typed).unwrap_or(0);
            found.rotate_left(at);
        }
        self.choices = found;
    }

    /// The choice that is taken: the best of those that a part of was typed.
    pub(super) fn choice_to_take(&self) -> Option<&str> {
        let typed = self.current_text().trim_start();
        let part = if self.slot().is_list() { typed.rsplit('\n').next().unwrap_or_default() } else { typed };
        let is_whole = |choice: &String| choice == typed.trim_end();
        // A list is offered what it does not have: what stands there is whole where a line has been begun
        // below it.
        let adds = |choice: &String| choice.lines().count() > typed.lines().count();
        let is_part = !part.trim().is_empty() && !self.choices.iter().any(is_whole);
        let may_be_taken = |choice: &String| !is_value(self.slot(), choice) || self.completes_value(choice);
        let best = self.choices.first().filter(|choice| is_part && may_be_taken(choice))?;
        (!(self.slot().is_list() && adds(best))).then_some(best)
    }

    /// Whether a choice ends with the one known value of a condition that begins as what is typed, which is
    /// none of those known: what is typed may otherwise be the whole of another value.
    fn completes_value(&self, choice: &str) -> bool {
        let typed = self.current_text();
        let value_in = |text: &str| text.strip_prefix(before_choice(Slot::Where, typed)).map(str::to_owned);
        let (Some(typed), Some(chosen)) = (value_in(typed), value_in(choice)) else { return false };
        let typed = typed.trim();
        let unknown = self.unknown_values();
        let Some(of_typed) = unknown.iter().find(|one| !typed.is_empty() && one.value == typed) else {
            return false;
        };
        let mut begin_so = of_typed.known.iter().filter(|known| known.starts_with(typed));
        (begin_so.next(), begin_so.next()) == (Some(&chosen.as_str()), None)
    }

    /// A name in the place of an ARN becomes the ARN of the one thing that is called so.
    pub(super) fn complete_name(&mut self) {
        let takes_arn = self.slot().is_arn();
        let typed = self.current_text().trim();
        let mut named = self.choices.iter().filter(|choice| Arn::from(choice.as_str()).name() == typed);
        if let (true, Some(one), None) = (takes_arn && !typed.is_empty(), named.next().cloned(), named.next())
        {
            self.set_text(&one);
        }
    }

    /// Takes the best choice, unless what stands there is one; goes on to the next field.
    pub(super) fn take(&mut self) {
        let choice = self.choice_to_take().map(str::to_owned);
        if self.slot().has_lines() && choice.is_none() && !self.slot().is_list() {
            self.edit(|editor| {
                editor.key(KeyEvent::from(KeyCode::Enter));
            });
            return;
        }
        if let Some(choice) = choice {
            let more = choice.ends_with('=') || self.slot().is_list();
            self.set_text(&choice);
            // The value of a condition is still to be typed, and a list may have more.
            if more {
                return;
            }
        }
        self.step(1);
    }

    /// Puts the choice after the one that stands there; a list gets one more.
    pub(super) fn next_choice(&mut self, shared: &Shared) {
        if self.slot().is_list() {
            if let Some(choice) = self.choices.first().cloned() {
                self.set_text(&choice);
            }
            return;
        }
        let typed = self.current_text().to_owned();
        let is_no_option = self.choices.is_empty() && self.slot().options().is_some();
        let all = if self.choices.contains(&typed) || is_no_option {
            self.choices_for(before_choice(self.slot(), &typed), shared)
        } else {
            self.choices.clone()
        };
        let next = all.iter().position(|choice| *choice == typed).map_or(0, |at| at + 1);
        if let Some(choice) = all.get(next).or(all.first()) {
            let choice = choice.clone();
            self.set_text(&choice);
        }
    }
}
