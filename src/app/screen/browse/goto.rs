//! Going to a bus or a rule by its name: one that was asked for, or that was just made.

use super::{Browse, View};
use crate::app::effect::Effect;
use crate::app::filter::Filter;
use crate::app::request::Req;
use crate::app::shared::Shared;
use crate::app::step::Step;
use crate::model::{CallError, Change, Changed, RuleKey, Thing};

impl Browse {
    /// Selects a rule, wherever it is; its bus's list may not have been read yet.
    pub(in crate::app) fn goto(&mut self, rule: &RuleKey) {
        self.goto_bus(&rule.bus);
        self.rule = Some(rule.name.clone());
        self.view = View::Rules;
    }

    /// Selects a bus.
    pub(in crate::app) fn goto_bus(&mut self, bus: &str) {
        self.bus = Some(bus.to_owned());
        self.rule = None;
        self.buses.filter = Filter::default();
        self.buses.problems = false;
        self.rules.filter = Filter::default();
        self.rules.problems = false;
        self.view = View::Buses;
        self.seen = None;
    }

    /// What was made is selected: the next key is about that.
    pub(in crate::app::screen) fn changed(
        &mut self,
        _: Req,
        change: &Change,
        outcome: &Result<(Changed, Vec<String>), CallError>,
        _: &mut Shared,
        _: &mut Vec<Effect>,
    ) -> Step {
        let is_made = change.is_making() && outcome.is_ok();
        if let Thing::Rule(key) = &change.thing
            && is_made
            && self.marked() == 0
        {
            self.go_to_made(key);
        }
        if let Thing::Bus(name) = &change.thing
            && is_made
            && self.marked() == 0
        {
            self.goto_bus(name);
        }
        Step::Stay
    }

    /// Selects a rule that was made: where it can be seen as the screen is, the rest stays as it is.
    fn go_to_made(&mut self, rule: &RuleKey) {
        let is_in_view = self.bus.as_ref() == Some(&rule.bus)
            && !self.view.is_about_bus()
            && self.rules.filter.is_empty()
            && !self.rules.problems;
        if is_in_view {
            self.rule = Some(rule.name.clone());
        } else {
            self.goto(rule);
        }
    }
}
