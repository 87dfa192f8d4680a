//! What is typed into the footer: words to filter by, a pattern to filter by, a text to search for in
//! the event.

use super::{Focus, Stage, Tail};
use crate::app::command::{Context, Id};
use crate::app::effect::Effect;
use crate::app::prompt::{Prompt, PromptOutcome};
use crate::app::shared::Shared;
use crate::app::step::Step;
use crate::json::Document;
use crate::pattern::Pattern;
use crate::tail::{ByPattern, Filter, Words};
use crossterm::event::KeyEvent;
use std::sync::Arc;

/// What is asked for.
#[derive(Clone, Debug)]
pub(super) enum TailPrompt {
    /// Words; applied while they are typed. Holds the filter before.
    Words(Filter),
    /// A pattern; applied with enter.
    Pattern,
    /// A text to search for in the event. Holds the search before.
    Search(String),
}

impl Tail {
    pub(super) fn ask_words(&mut self, shared: &Shared) {
        let Stage::Watching(session) = &self.stage else { return };
        let filter = session.view.filter();
        let hint = shared.keymap.fill("word !word · {accept} keep · {cancel} undo", Context::Prompt);
        let prompt = Prompt::new("filter", filter.words.text(), hint);
        self.asking = Some((TailPrompt::Words(filter.clone()), prompt));
    }

    pub(super) fn ask_pattern(&mut self, shared: &Shared) {
        let Stage::Watching(session) = &self.stage else { return };
        let pattern = session.view.filter().pattern.as_ref();
        let text = pattern.map(|pattern| pattern_on_one_line(pattern.pattern().text())).unwrap_or_default();
        let hint = "{complete} the rule's · {accept} apply · empty: all · {cancel} leave";
        let hint = shared.keymap.fill(hint, Context::Prompt);
        self.asking = Some((TailPrompt::Pattern, Prompt::new("pattern", &text, hint)));
    }

    pub(super) fn ask_search(&mut self, shared: &Shared) {
        let before = self.event.search().to_owned();
        let keymap = &shared.keymap;
        let (next, back) =
            (keymap.name(Id::SearchNext, Context::Event), keymap.name(Id::SearchPrev, Context::Event));
        let keys = keymap.fill("{accept} keep, then * · {cancel} undo", Context::Prompt);
        let prompt = Prompt::new("search", "", keys.replace('*', &format!("{next} {back}")));
        self.asking = Some((TailPrompt::Search(before), prompt));
    }

    pub(in crate::app::screen) fn key(
        &mut self,
        key: KeyEvent,
        shared: &mut Shared,
        _: &mut Vec<Effect>,
    ) -> Step {
        let Some((asking, mut prompt)) = self.asking.take() else { return Step::Stay };
        let typed = prompt.key(key, &shared.keymap);
        if let (TailPrompt::Pattern, PromptOutcome::Complete) = (&asking, typed) {
            let rule = shared.account.rule(&self.rule);
            match rule.and_then(|rule| rule.pattern.as_deref()) {
                Some(pattern) => {
                    prompt = Prompt::new(prompt.label, &pattern_on_one_line(pattern), prompt.hint);
                }
                None => self.fault = Some("The rule has no pattern.".into()),
            }
            self.asking = Some((asking, prompt));
            self.on_change();
            return Step::Stay;
        }
        match typed {
            PromptOutcome::Accepted => self.accept(&asking, prompt),
            PromptOutcome::Cancelled => self.cancel(asking),
            PromptOutcome::Changed
            | PromptOutcome::Same
            | PromptOutcome::Complete
            | PromptOutcome::Move(_) => {
                self.asking = Some((asking, prompt));
            }
        }
        match typed {
            PromptOutcome::Changed => self.on_change(),
            PromptOutcome::Move(to) => match self.focus {
                Focus::List => self.go_in_list(to),
                Focus::Event => self.go_in_event(to),
            },
            PromptOutcome::Accepted
            | PromptOutcome::Cancelled
            | PromptOutcome::Same
            | PromptOutcome::Complete => {}
        }
        Step::Stay
    }

    pub(in crate::app::screen) fn paste(&mut self, text: &str, _: &mut Shared, _: &mut Vec<Effect>) -> Step {
        if let Some((_, prompt)) = &mut self.asking {
            prompt.paste(text);
            self.on_change();
        }
        Step::Stay
    }

    /// What is typed is another text now.
    fn on_change(&mut self) {
        let Some((asking, prompt)) = &self.asking else { return };
        match asking {
            TailPrompt::Words(_) => {
                if let Stage::Watching(session) = &mut self.stage {
                    let words = Words::parse(prompt.text());
                    let filter = Filter { words, ..session.view.filter().clone() };
                    session.set_filter(filter);
                }
            }
            // A fault is told with enter, and from then on while it is being fixed.
            TailPrompt::Pattern if self.fault.is_some() => self.fault = parse(prompt.text()).err(),
            TailPrompt::Pattern => {}
            TailPrompt::Search(_) => {
                self.event.set_search(prompt.text());
                self.event.search_from_here();
            }
        }
    }

    fn accept(&mut self, asking: &TailPrompt, prompt: Prompt) {
        match asking {
            TailPrompt::Words(_) | TailPrompt::Search(_) => {}
            TailPrompt::Pattern => match parse(prompt.text()) {
                Ok(pattern) => {
                    self.fault = None;
                    if let Stage::Watching(session) = &mut self.stage {
                        let filter = Filter { pattern, ..session.view.filter().clone() };
                        session.set_filter(filter);
                    }
                }
                Err(fault) => {
                    self.fault = Some(fault);
                    self.asking = Some((TailPrompt::Pattern, prompt));
                }
            },
        }
    }

    fn cancel(&mut self, asking: TailPrompt) {
        self.fault = None;
        match asking {
            TailPrompt::Words(before) => {
                if let Stage::Watching(session) = &mut self.stage {
                    session.set_filter(before);
                }
            }
            TailPrompt::Pattern => {}
            TailPrompt::Search(before) => self.event.set_search(&before),
        }
    }
}

/// The pattern typed, none for an empty line; or what is wrong with it.
fn parse(text: &str) -> Result<Option<Arc<ByPattern>>, String> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    match Pattern::parse(text) {
        Ok(pattern) => Ok(Some(Arc::new(ByPattern::new(pattern)))),
        Err(error) => {
            let first = error.first();
            Err(format!("Column {}: {}. {}", first.position.column, first.what, first.remedy))
        }
    }
}

/// A pattern's text on one line.
fn pattern_on_one_line(text: &str) -> String {
    Document::parse(text)
        .map_or_else(|_| text.split_whitespace().collect::<Vec<_>>().join(" "), |read| read.root().compact())
}
