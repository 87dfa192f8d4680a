//! Marking rules, and showing only those with a problem.

use super::{Browse, Focus};
use crate::app::command::Id;
use crate::app::model::Shared;
use crate::app::remote::Remote;
use crate::model::Rule;

impl Browse {
    /// Marks the selected rule; in the list the next one is selected, so that a run of rules is marked by the same key.
    pub(super) fn mark(&mut self, shared: &Shared) {
        let Some(name) = self.selected(shared).map(|rule| rule.name.clone()) else { return };
        self.marks.flip(&name);
        if self.focus == Focus::Rules {
            self.movement(Id::Down, shared);
        }
    }

    pub(super) fn mark_all(&mut self, shared: &Shared) {
        let rows = self.listed(shared);
        let shown = self.rule_rows.iter().filter_map(|at| rows.get(*at)).map(|rule| rule.name.as_str());
        self.marks.flip_all(shown);
        if self.focus == Focus::Detail {
            self.look_at(Focus::Rules);
        }
    }

    pub(super) fn switch_problems(&mut self) {
        match self.focus {
            Focus::Buses => self.bus_problems = !self.bus_problems,
            Focus::Rules => self.rule_problems = !self.rule_problems,
            Focus::Detail => {
                self.look_at(Focus::Rules);
                self.rule_problems = true;
            }
        }
    }

    /// The selected bus's rules, in the account's order.
    pub(super) fn listed<'a>(&self, shared: &'a Shared) -> &'a [Rule] {
        let rules = self.bus.as_ref().and_then(|bus| shared.account.rules.get(bus));
        rules.map(Remote::rows).unwrap_or_default()
    }

    /// Marks belong to one bus, and to rules that are there.
    pub(super) fn keep_marks(&mut self, shared: &Shared) {
        if self.marked_on != self.bus {
            self.marks.clear();
            self.marked_on.clone_from(&self.bus);
        }
        let rules = self.bus.as_ref().and_then(|bus| shared.account.rules.get(bus));
        if let Some(rules) = rules.filter(|rules| rules.at().is_some() && !rules.is_loading()) {
            self.marks.keep(|name| rules.rows().iter().any(|rule| rule.name == name));
        }
    }
}
