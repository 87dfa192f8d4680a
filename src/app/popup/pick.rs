//! One of many things, chosen by typing a part of its name.

use super::Action;
use crate::app::filter::{Filter, Scratch};
use std::cmp::Reverse;

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
    /// What happens.
    pub action: Action,
}

impl Pick {
    /// All of the things; `selected` is the position of the one to begin with.
    pub fn new(title: impl Into<String>, items: Vec<PickItem>, selected: usize) -> Self {
        let shown = (0..items.len()).collect();
        Self { title: title.into(), input: tui_input::Input::default(), items, shown, selected }
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
                let score = filter.score(
                    &item.label,
                    &[item.note.as_str(), item.also.as_str()].into_iter(),
                    &mut scratch,
                )?;
                Some((Reverse(score), at))
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
