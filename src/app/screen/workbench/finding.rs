//! Finding a text in a pane, and putting another one in its place.

use super::keys::{OpenPrompt, PromptFor};
use super::{Focus, Workbench};
use crate::app::command::{Context, Id, Reason};
use crate::app::prompt::{Prompt, PromptOutcome};
use crate::app::shared::{Level, Shared};
use crate::text::counted;
use std::ops::Range;

impl Workbench {
    /// Asks for what is looked for: what is selected, or what was looked for last.
    pub(super) fn ask_needle(&mut self, shared: &Shared) {
        self.focus_a_text();
        let editor = &self.focused().editor;
        let from = editor.selection().map_or(editor.cursor(), |range| range.start);
        if let Some(selected) = editor.selected().filter(|text| !text.contains('\n')) {
            self.needle = selected.to_owned();
        }
        let keys = "{accept} goes there · {down} next · {complete} replaces · {cancel} goes back";
        let hint = shared.keymap.fill(keys, Context::Prompt);
        let prompt = Prompt::new("find", &self.needle, hint).offered();
        self.asking = Some(OpenPrompt { wanted: PromptFor::Needle { from }, prompt });
        self.show_found(from);
    }

    /// Asks for what takes the place of what is found.
    pub(super) fn ask_replacement(&mut self, shared: &mut Shared) {
        self.focus_a_text();
        if !self.editable(shared) {
            return;
        }
        if self.needle.is_empty() {
            return self.ask_needle(shared);
        }
        let found = self.focused().hits().len();
        let hint = format!(
            "for `{}` · {}",
            self.needle,
            shared.keymap.fill(
                &format!("{{accept}} all {found} · {{complete}} this one · {{down}} next"),
                Context::Prompt
            )
        );
        let prompt = Prompt::new("replace", &self.replacement, hint).offered();
        self.asking = Some(OpenPrompt { wanted: PromptFor::Replacement, prompt });
    }

    /// A key did something to the text that is looked for.
    pub(super) fn needle_typed(
        &mut self,
        typed: PromptOutcome,
        from: usize,
        prompt: Prompt,
        shared: &mut Shared,
    ) {
        prompt.text().clone_into(&mut self.needle);
        match typed {
            PromptOutcome::Changed => self.show_found(from),
            PromptOutcome::Same => {}
            PromptOutcome::Accepted => {
                if self.needle.is_empty() {
                    return;
                }
                return match self.focused().hits().len() {
                    0 => shared.notify(Level::Info, format!("`{}` was not found.", self.needle)),
                    found => {
                        let key = shared.keymap.name(Id::FindNext, Context::Workbench);
                        let found = counted(found, "place", "places");
                        shared.notify(
                            Level::Info,
                            format!("{found} of `{}`; {key} goes to the next.", self.needle),
                        );
                    }
                };
            }
            PromptOutcome::Cancelled => {
                self.clear_search();
                self.focused().editor.go_to(from);
                return;
            }
            PromptOutcome::Complete => return self.ask_replacement(shared),
            PromptOutcome::Move(to) => self.step_found(to.lines(1) > 0, shared),
        }
        self.asking = Some(OpenPrompt { wanted: PromptFor::Needle { from }, prompt });
    }

    /// A key did something to the text that takes the place of what is found.
    pub(super) fn replacement_typed(&mut self, typed: PromptOutcome, prompt: Prompt, shared: &mut Shared) {
        prompt.text().clone_into(&mut self.replacement);
        match typed {
            PromptOutcome::Accepted => return self.replace_all(shared),
            PromptOutcome::Cancelled => return,
            PromptOutcome::Complete => self.replace_one(shared),
            PromptOutcome::Move(to) => self.step_found(to.lines(1) > 0, shared),
            PromptOutcome::Changed | PromptOutcome::Same => {}
        }
        self.asking = Some(OpenPrompt { wanted: PromptFor::Replacement, prompt });
    }

    fn replace_all(&mut self, shared: &mut Shared) {
        let places = self.found_now();
        let with = self.replacement.clone();
        let (count, needle) = (places.len(), self.needle.clone());
        if count == 0 {
            return shared.notify(Level::Info, format!("`{needle}` was not found: nothing was replaced."));
        }
        self.focused().editor.replace_each(places.into_iter().map(|place| (place, with.as_str())));
        let undo = shared.keymap.name(Id::UndoEdit, Context::Workbench);
        let places = counted(count, "place", "places");
        shared.notify(Level::Done, format!("Replaced `{needle}` in {places}. {undo} undoes it."));
    }

    /// Replaces the place at the cursor, and goes to the next.
    fn replace_one(&mut self, shared: &mut Shared) {
        let places = self.found_now();
        let editor = &mut self.focused().editor;
        let here = editor.selection().filter(|range| places.contains(range));
        match here {
            Some(place) => {
                let (start, with) = (place.start, self.replacement.clone());
                self.focused().editor.replace(place, &with);
                self.show_found(start + with.len());
            }
            None => self.step_found(true, shared),
        }
    }

    /// Goes to the next place found, or the one before, round and round.
    pub(super) fn step_found(&mut self, forward: bool, shared: &mut Shared) {
        self.focus_a_text();
        let places = self.found_now();
        let editor = &self.focused().editor;
        let (start, end) =
            editor.selection().map_or((editor.cursor(), editor.cursor()), |range| (range.start, range.end));
        let next = if forward {
            places.iter().find(|place| place.start >= end).or(places.first())
        } else {
            places.iter().rev().find(|place| place.end <= start).or(places.last())
        };
        match next {
            Some(place) => self.focused().editor.select(place),
            None => shared.notify(Level::Info, format!("`{}` was not found.", self.needle)),
        }
    }

    pub(super) fn can_step_found(&self, shared: &Shared) -> Result<(), Reason> {
        if self.needle.is_empty() {
            let key = shared.keymap.name(Id::Find, Context::Workbench);
            return Err(format!("nothing is looked for: {key} finds a text"));
        }
        Ok(())
    }

    /// Selects the first place at or behind `from`; where there is none, the first of all.
    fn show_found(&mut self, from: usize) {
        let places = self.found_now();
        let place = places.iter().find(|place| place.start >= from).or(places.first());
        match place {
            Some(place) => self.focused().editor.select(place),
            None => self.focused().editor.go_to(from),
        }
    }

    /// Nothing is looked for any more. False when nothing was.
    pub(super) fn clear_search(&mut self) -> bool {
        !std::mem::take(&mut self.needle).is_empty()
    }

    fn found_now(&mut self) -> Vec<Range<usize>> {
        let needle = self.needle.clone();
        let pane = self.focused();
        pane.look_for(&needle);
        pane.hits().to_vec()
    }

    /// What has lines that cannot be edited gives way to the pattern.
    fn focus_a_text(&mut self) {
        if !matches!(self.focus, Focus::Pattern | Focus::Event) {
            self.focus = Focus::Pattern;
        }
    }
}
