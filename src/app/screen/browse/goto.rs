//! Going to a bus or a rule by its name: one that was asked for, or that was just made.

use super::{Browse, View};
use crate::app::filter::{Filter, Scratch};
use crate::model::{RuleKey, Thing};

impl Browse {
    /// Selects a rule, wherever it is; its bus's list may not have been read yet.
    pub(in crate::app) fn goto(&mut self, rule: &RuleKey) {
        self.goto_bus(&rule.bus);
        self.rule = Some(rule.name.clone());
        self.view = View::Rules;
    }

    /// Selects a bus.
    pub(in crate::app) fn goto_bus(&mut self, bus: &str) {
        self.change_bus(Some(bus.to_owned()));
        self.rule = None;
        self.buses.filter = Filter::default();
        self.buses.problems = false;
        self.rules.filter = Filter::default();
        self.rules.problems = false;
        self.view = View::Buses;
        self.seen = None;
    }

    /// What was made is selected: the next key is about that. What is marked, or typed here, stays as it is.
    pub(in crate::app::screen) fn select_made(&mut self, thing: &Thing) {
        if self.marked_count() > 0 || self.is_typing() {
            return;
        }
        if let Thing::Rule(key) = thing {
            self.go_to_made(key);
        }
        if let Thing::Bus(name) = thing {
            self.goto_bus(name);
        }
    }

    /// Selects a rule that was made: where it can be seen as the screen is, the rest stays as it is.
    fn go_to_made(&mut self, rule: &RuleKey) {
        let filter = &self.rules.filter;
        let passes = filter.score(&rule.name, &std::iter::empty(), &mut Scratch::default()).is_some();
        let is_in_view = self.bus.as_ref() == Some(&rule.bus)
            && !self.view.is_about_bus()
            && passes
            && !self.rules.problems;
        if is_in_view {
            self.rule = Some(rule.name.clone());
        } else {
            self.goto(rule);
        }
    }
}
