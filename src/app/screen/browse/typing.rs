//! The filter while it is typed.

use super::{Browse, Focus};
use crate::app::command::Context;
use crate::app::effect::Effect;
use crate::app::filter::Filter;
use crate::app::prompt::{Prompt, PromptOutcome, SearchKey, search_key, search_paste};
use crate::app::select::Selection;
use crate::app::shared::Shared;
use crate::app::step::Step;
use crossterm::event::KeyEvent;

impl Browse {
    pub(super) fn start_filter(&mut self, shared: &Shared) {
        // In a list what is filtered already is changed; in a page a text is looked for.
        if self.focus() == Focus::Detail {
            return self.start_search(shared);
        }
        let text = self.filter().text().to_owned();
        let hint = shared.keymap.fill("!word leaves out · {accept} keeps · {cancel} clears", Context::Prompt);
        self.prompt = Some(Prompt::new("filter", &text, hint));
    }

    fn filter(&mut self) -> &mut Filter {
        &mut self.list().filter
    }

    fn set_filter(&mut self, text: &str) {
        *self.filter() = Filter::new(text);
        self.seen = None;
        // While a filter is typed, the best match is selected.
        self.list().selection = Selection::default();
        if self.focus() == Focus::Buses {
            self.bus = None;
        } else {
            self.rule = None;
        }
    }

    pub(in crate::app::screen) fn is_typing(&self) -> bool {
        self.prompt.is_some()
    }

    pub(in crate::app::screen) fn key(
        &mut self,
        key: KeyEvent,
        shared: &mut Shared,
        _: &mut Vec<Effect>,
    ) -> Step {
        self.seen = None;
        if self.focus() == Focus::Detail {
            let mut prompt = self.prompt.take();
            let typed = prompt.as_mut().map_or(PromptOutcome::Same, |prompt| prompt.key(key, &shared.keymap));
            self.search_typed(typed, prompt, shared);
            return Step::Stay;
        }
        match search_key(&mut self.prompt, key, &shared.keymap) {
            SearchKey::By(text) => self.set_filter(&text),
            SearchKey::Nothing => *self.filter() = Filter::default(),
            SearchKey::Same => {}
            SearchKey::Move(to) => self.movement(to, shared),
        }
        Step::Stay
    }

    pub(in crate::app::screen) fn paste(
        &mut self,
        text: &str,
        shared: &mut Shared,
        _: &mut Vec<Effect>,
    ) -> Step {
        if self.focus() == Focus::Detail && self.prompt.is_some() {
            let mut prompt = self.prompt.take();
            prompt.iter_mut().for_each(|prompt| prompt.paste(text));
            self.search_typed(PromptOutcome::Changed, prompt, shared);
            return Step::Stay;
        }
        if let Some(text) = search_paste(&mut self.prompt, text) {
            self.set_filter(&text);
        }
        Step::Stay
    }
}
