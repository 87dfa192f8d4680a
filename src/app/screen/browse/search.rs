//! Looking for a text in the detail of a rule or bus.

use super::{Browse, Focus, layout};
use crate::app::command::Context;
use crate::app::page::{Page, Role};
use crate::app::prompt::{Prompt, PromptOutcome};
use crate::app::shared::{Level, Shared};

/// What is looked for, and where it stands in the page as it is shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Search {
    wanted: String,
    /// The line, and the characters of it.
    places: Vec<(usize, usize, usize)>,
    current: usize,
}

impl Search {
    pub(super) fn is_on(&self) -> bool {
        !self.wanted.is_empty()
    }

    /// Finds the places in a page anew, and marks them.
    pub(super) fn mark(&mut self, page: &mut Page) {
        self.places = page.places(&self.wanted);
        self.current = self.current.min(self.places.len().saturating_sub(1));
        for (n, (line, from, to)) in self.places.iter().enumerate() {
            page.mark(*line, *from, *to, if n == self.current { Role::Selected } else { Role::Found });
        }
    }
}

impl Browse {
    /// The line in which one types what is looked for in the detail.
    pub(super) fn start_search(&mut self, shared: &Shared) {
        let hint = shared
            .keymap
            .fill("{down} next · {up} before · {accept} keeps · {cancel} clears", Context::Prompt);
        self.prompt = Some(Prompt::new("search", &self.search.wanted, hint));
    }

    pub(super) fn search_typed(
        &mut self,
        typed: PromptOutcome,
        mut prompt: Option<Prompt>,
        shared: &mut Shared,
    ) {
        self.seen = None;
        match typed {
            PromptOutcome::Changed => {
                let wanted = prompt.as_ref().map(|prompt| prompt.text().to_owned()).unwrap_or_default();
                self.search = Search { wanted, ..Search::default() };
                self.lay_out_detail(shared);
                self.show_found(shared);
            }
            PromptOutcome::Same | PromptOutcome::Complete => {}
            PromptOutcome::Accepted => {
                prompt = None;
                if self.search.is_on() && self.search.places.is_empty() {
                    shared.notify(Level::Info, format!("`{}` was not found.", self.search.wanted));
                }
            }
            PromptOutcome::Cancelled => {
                prompt = None;
                self.search = Search::default();
            }
            PromptOutcome::Move(to) => {
                self.next_found(to.lines(1) >= 0, shared);
            }
        }
        self.prompt = prompt;
    }

    /// Goes to the next place found, or the one before.
    pub(super) fn next_found(&mut self, forward: bool, shared: &Shared) {
        self.seen = None;
        let all = self.search.places.len().max(1);
        let by = if forward { 1 } else { all - 1 };
        self.search.current = (self.search.current + by) % all;
        self.lay_out_detail(shared);
        self.show_found(shared);
    }

    fn show_found(&mut self, shared: &Shared) {
        let Some((line, ..)) = self.search.places.get(self.search.current) else { return };
        let area = layout::panes(shared.size, self.focus(), self.view.is_full()).detail;
        if let Some(area) = area {
            let height = layout::rows(area, Focus::Detail);
            self.scroll.show(*line, height);
            self.scroll.clamp(self.detail.len(), height);
        }
    }

    /// Nothing is looked for any more. False when nothing was.
    pub(super) fn clear_search(&mut self) -> bool {
        self.seen = None;
        let was = self.search.is_on();
        self.search = Search::default();
        was
    }

    /// What is looked for in the detail.
    pub(super) fn is_searched(&self) -> bool {
        self.focus() == Focus::Detail && self.search.is_on()
    }
}
