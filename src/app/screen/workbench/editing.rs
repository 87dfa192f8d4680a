//! What the commands do to the two texts: another event, a fix, another layout, back to what was.

use super::{Focus, Judgement, Verdict, Workbench, ask, entries, envelope, reading};
use crate::app::command::{Context, Id};
use crate::app::effect::Effect;
use crate::app::json_layout;
use crate::app::read::{PatternTest, Read};
use crate::app::shared::{Level, Shared};
use crate::json::{Document, Fix, Limits};

impl Workbench {
    pub(super) fn step_event(&mut self, forward: bool) {
        self.put_event_back();
        self.events.step(forward);
        self.load_event();
    }

    /// Puts the text of the pane back into the ring, edited or not.
    pub(super) fn put_event_back(&mut self) {
        let edited = self.is_event_edited();
        self.events.keep(self.event.editor.text(), edited);
    }

    pub(super) fn load_event(&mut self) {
        self.event_was = self.events.original();
        self.event.editor.load(self.events.text());
    }

    pub(super) fn ask_aws(&mut self, shared: &mut Shared, out: &mut Vec<Effect>) {
        let pattern = self.pattern.editor.text().to_owned();
        let complete = envelope::complete(self.event.editor.text(), &shared.session, shared.now);
        let ours = ask::Ours::of(&self.read_pattern(), &reading::read_event(&complete.text));
        let stamp = self.stamp();
        self.ask.asking(ask::AskedAws { stamp, ours, filled: complete.added });
        let test = PatternTest { revision: stamp, pattern, event: complete.text };
        shared.fetch(Read::TestPattern(test), true, out);
    }

    /// The fix that is offered, and of which text: what is wrong with the pattern comes first, then what is
    /// wrong with the event, then what would make the one match the other.
    pub(super) fn offered_fix(&self) -> Option<(Focus, &Fix)> {
        let judged = &self.judged;
        let (pattern, event) = (self.pattern.editor.cursor(), self.event.editor.cursor());
        if !judged.pattern_faults.is_empty() {
            Judgement::fault_fix(&judged.pattern_faults, pattern).map(|fix| (Focus::Pattern, fix))
        } else if !judged.event_faults.is_empty() {
            Judgement::fault_fix(&judged.event_faults, event).map(|fix| (Focus::Event, fix))
        } else {
            judged.fix(pattern).map(|fix| (Focus::Pattern, fix))
        }
    }

    /// Whether there is a fix to apply, and if not, why.
    pub fn may_fix(&self) -> Result<(), String> {
        if self.is_judging() {
            return Err("still judging; try again in a moment".to_owned());
        }
        if self.offered_fix().is_some() {
            return Ok(());
        }
        Err(match self.judged.verdict {
            Some(Verdict::Match) => "nothing to fix: the pattern matches",
            Some(Verdict::NoMatch | Verdict::Undecided) => "no single edit is known that would fix this",
            None => "no single fix is certain here: the lines below say how to correct it",
        }
        .to_owned())
    }

    /// Pastes. A whole JSON object pasted before or behind a text is meant to take its place: two of them in
    /// one text mean nothing.
    pub(super) fn paste_text(&mut self, text: &str, shared: &mut Shared) {
        let editor = &mut self.focused().editor;
        let outside =
            editor.selection().is_none() && (editor.cursor() == 0 || editor.cursor() == editor.text().len());
        if outside
            && self.focus == Focus::Event
            && let Some((found, note)) = entries::delivered_events(text, shared)
        {
            return self.take_events("pasted", found, note, shared);
        }
        let editor = &mut self.focused().editor;
        let read = if text.trim_start().starts_with('{') { Document::parse(text).ok() } else { None };
        if outside && read.is_some() && !editor.text().trim().is_empty() {
            editor.paste_over(text);
            shared.notify(Level::Info, "Pasted over the whole text; undo restores it.");
        } else {
            editor.paste(text);
        }
        // An event that was pasted as a pattern is told by its `source` and `detail-type`, which are texts.
        let holds_text = |name: &str| {
            read.as_ref().is_some_and(|read| read.root().get(name).is_some_and(|it| it.text().is_some()))
        };
        if self.focus == Focus::Pattern && holds_text("source") && holds_text("detail-type") {
            let key = |id| shared.keymap.name(id, Context::Workbench);
            let (undo, pane) = (key(Id::UndoEdit), key(Id::OpenEvent));
            let sentence = format!(
                "This is an event, not a pattern: {undo} undoes it, {pane} goes to where events are pasted."
            );
            shared.notify(Level::Problem, sentence);
        }
    }

    pub(super) fn fix(&mut self, shared: &mut Shared) {
        if let Err(why) = self.may_fix() {
            return shared.notify(Level::Info, why);
        }
        let Some((focus, fix)) = self.offered_fix().map(|(focus, fix)| (focus, fix.clone())) else { return };
        let editor = match focus {
            Focus::Event => &mut self.event.editor,
            Focus::Pattern | Focus::Inputs | Focus::Below => &mut self.pattern.editor,
        };
        if editor.replace_each(fix.edits.iter().map(|edit| (edit.start..edit.end, edit.text.as_str()))) {
            self.focus = focus;
            let undo = shared.keymap.name(Id::UndoEdit, Context::Workbench);
            shared.notify(Level::Done, format!("Fixed: {}. {undo} undoes it.", fix.clause()));
        }
    }

    pub(super) fn format(&mut self, shared: &mut Shared) {
        if !self.editable(shared) {
            return;
        }
        let text = self.focused().editor.text().to_owned();
        match Document::parse_first(text.as_str(), &Limits::default()) {
            Ok(document) => {
                let span = document.root().span();
                let (before, after) =
                    (text.get(..span.start).unwrap_or_default(), text.get(span.end..).unwrap_or_default());
                let new = format!("{before}{}{after}", json_layout::laid_out(&document));
                self.focused().editor.replace_all(&new);
            }
            Err(error) => shared.notify(Level::Problem, format!("Cannot lay it out: {error}")),
        }
    }

    pub(super) fn revert(&mut self, shared: &mut Shared) {
        if !self.editable(shared) {
            return;
        }
        let was = match self.focus {
            Focus::Pattern | Focus::Inputs | Focus::Below => self.base_text().to_owned(),
            Focus::Event => self.event_was.clone(),
        };
        if self.focused().editor.text() == was {
            return shared.notify(Level::Info, "Nothing to revert: this is the text as it was.");
        }
        self.focused().editor.replace_all(&was);
        shared.notify(Level::Done, "Back to the text as it was; undo brings your edit again.");
    }
}
