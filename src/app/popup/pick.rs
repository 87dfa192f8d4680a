//! One of many things, chosen by typing a part of its name.

use super::action::Action;
use crate::app::filter::{Filter, Scratch};
use crate::model::{Arn, RuleKey};
use std::cmp::Reverse;

/// What stands in the place of the rows where nothing has what is typed.
pub const NOTHING_FOUND: &str = "nothing has what is typed";

/// Many things to choose from, and what of them the typed text leaves.
#[derive(Debug, Default)]
pub struct Pick {
    /// The heading.
    pub title: String,
    /// What is typed.
    pub input: tui_input::Input,
    /// The things, in the order they are offered.
    pub items: Vec<PickItem>,
    /// Those that have what is typed, the best match first, as positions in `items`.
    pub shown: Vec<usize>,
    /// The selected one of those shown.
    pub selected: usize,
    /// They are the rules of all buses, of which more is read meanwhile.
    pub is_of_all_rules: bool,
    /// Some are not read yet, or could not be.
    pub is_partly_read: bool,
}

/// One thing to choose.
#[derive(Debug)]
pub struct PickItem {
    /// Its name.
    pub label: String,
    /// What is said beside it.
    pub note: String,
    /// Other texts that it is found by, and that are not shown.
    pub also: String,
    /// The ARN that it is found by, where it has one.
    pub arn: Option<Arn>,
    /// What happens.
    pub action: Action,
}

impl Pick {
    /// All of the things; `selected` is the position of the one to begin with.
    pub fn new(title: impl Into<String>, items: Vec<PickItem>, selected: usize) -> Self {
        let shown = (0..items.len()).collect();
        let input = tui_input::Input::default();
        Self {
            title: title.into(),
            input,
            items,
            shown,
            selected,
            is_of_all_rules: false,
            is_partly_read: false,
        }
    }

    /// What stands in the place of the rows where none is left.
    pub fn nothing_found(&self) -> &'static str {
        if self.is_partly_read { "nothing that is read so far has what is typed" } else { NOTHING_FOUND }
    }

    /// More is known of the things: what is typed stays, and the same one is selected as far as it is there.
    pub(in crate::app) fn renew(&mut self, title: String, items: Vec<PickItem>) {
        let selected = self.rule_at(self.selected).cloned();
        (self.title, self.items) = (title, items);
        self.find();
        let is_same = |at: &usize| self.rule_at(*at) == selected.as_ref();
        self.selected = (0..self.shown.len()).find(is_same).unwrap_or(0);
    }

    /// The rule that one of those shown leads to.
    fn rule_at(&self, at: usize) -> Option<&RuleKey> {
        let item = self.shown.get(at).and_then(|at| self.items.get(*at))?;
        if let Action::Goto(rule) = &item.action { Some(rule) } else { None }
    }

    /// Something was typed.
    pub(in crate::app) fn find(&mut self) {
        let filter = Filter::new(self.input.value());
        let mut scratch = Scratch::default();
        let mut found: Vec<_> = self
            .items
            .iter()
            .enumerate()
            .filter_map(|(at, item)| {
                let arn = item.arn.as_ref().filter(|_| filter.names_arn()).map(Arn::as_str);
                let others = [item.note.as_str(), item.also.as_str()].into_iter().chain(arn);
                let score = filter.score(&item.label, &others, &mut scratch)?;
                filter.is_near(&item.label, &others, &mut scratch).then_some((Reverse(score), at))
            })
            .collect();
        found.sort_unstable();
        self.shown = found.into_iter().map(|(_, at)| at).collect();
        self.selected = 0;
    }

    pub(in crate::app) fn step(&mut self, by: isize) {
        self.selected = self.selected.saturating_add_signed(by).min(self.shown.len().saturating_sub(1));
    }

    pub(in crate::app) fn paste(&mut self, text: &str) {
        for c in text.chars().filter(|c| !crate::text::is_unsafe(*c)) {
            self.input.handle(tui_input::InputRequest::InsertChar(c));
        }
        self.find();
    }
}
