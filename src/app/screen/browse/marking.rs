//! What commands take: the selected row or the marked ones; showing only rows with a problem; and taking such
//! things back one at a time.

use super::{Browse, Focus};
use crate::app::command::Move;
use crate::app::filter::Filter;
use crate::app::remote::Remote;
use crate::app::shared::Shared;
use crate::app::step::Narrowed;
use crate::model::Rule;

impl Browse {
    /// True when the pane that has the keys holds something to act on.
    pub(in crate::app::screen) fn has_selection(&self, shared: &Shared) -> bool {
        match self.focus() {
            Focus::Buses => self.selected_bus(shared).is_some(),
            Focus::Rules => self.selected(shared).is_some() || !self.marks.is_empty(),
            Focus::Detail if self.view.is_about_bus() => self.selected_bus(shared).is_some(),
            Focus::Detail => self.selected(shared).is_some(),
        }
    }

    /// How many marked rules commands take. In the detail they take the rule that is read there.
    pub fn marked_count(&self) -> usize {
        if self.focus() == Focus::Rules { self.marks.len() } else { 0 }
    }

    /// What narrows or marks the rows of the pane that has the keys.
    pub(in crate::app::screen) fn narrowed(&self) -> Option<Narrowed> {
        match self.focus() {
            Focus::Rules if !self.marks.is_empty() => Some(Narrowed::Marks),
            Focus::Rules if !self.rules.filter.is_empty() => Some(Narrowed::Filter),
            Focus::Rules if self.rules.problems => Some(Narrowed::Problems),
            Focus::Buses if !self.buses.filter.is_empty() => Some(Narrowed::Filter),
            Focus::Buses if self.buses.problems => Some(Narrowed::Problems),
            Focus::Buses | Focus::Rules | Focus::Detail => None,
        }
    }

    pub(super) fn back(&mut self) {
        if self.is_searched() {
            self.clear_search();
            return;
        }
        match self.narrowed() {
            Some(Narrowed::Marks) => self.marks.clear(),
            Some(Narrowed::Filter) => self.list().filter = Filter::default(),
            Some(Narrowed::Problems) => self.list().problems = false,
            None if self.focus() != Focus::Buses => self.back_pane(),
            None => {}
        }
    }

    /// Marks the selected rule; in the list the next one is selected, so that a run of rules is marked by the
    /// same key.
    pub(super) fn mark(&mut self, shared: &Shared) {
        let Some(name) = self.selected(shared).map(|rule| rule.name.clone()) else { return };
        self.marks.flip(&name);
        if self.focus() == Focus::Rules {
            self.movement(Move::Down, shared);
        }
    }

    pub(super) fn mark_all(&mut self, shared: &Shared) {
        let rows = self.rules_of_bus(shared);
        let shown = self.rules.rows.iter().filter_map(|at| rows.get(*at)).map(|rule| rule.name.as_str());
        self.marks.flip_all(shown);
        if self.focus() == Focus::Detail {
            self.look_at(Focus::Rules);
        }
    }

    pub(super) fn switch_problems(&mut self) {
        match self.focus() {
            Focus::Buses => self.buses.problems = !self.buses.problems,
            Focus::Rules => self.rules.problems = !self.rules.problems,
            Focus::Detail => {
                self.look_at(Focus::Rules);
                self.rules.problems = true;
            }
        }
    }

    /// The selected bus's rules, in the account's order.
    pub(super) fn rules_of_bus<'a>(&self, shared: &'a Shared) -> &'a [Rule] {
        let rules = self.bus.as_ref().and_then(|bus| shared.account.rules.get(bus));
        rules.map(Remote::rows).unwrap_or_default()
    }

    /// Marks belong to one bus, and to rules that are there.
    pub(super) fn keep_marks(&mut self, shared: &Shared) {
        self.marks.belong_to(self.bus.as_deref());
        let rules = self.bus.as_ref().and_then(|bus| shared.account.rules.get(bus));
        if let Some(rules) = rules.filter(|rules| rules.at().is_some() && !rules.is_loading()) {
            self.marks.keep(|name| rules.rows().iter().any(|rule| rule.name == name));
        }
    }
}
