//! Where keys and pasted text go: to the list of completions or the line being typed while there is one, else
//! to the pane that has the focus. Keys that are commands come here only from the list of completions, which
//! they close.

use super::{TextPane, Workbench};
use crate::app::command::{Context, Move};
use crate::app::effect::Effect;
use crate::app::handler::Commands as _;
use crate::app::keymap::Chord;
use crate::app::prompt::Prompt;
use crate::app::shared::{Level, Shared};
use crate::app::step::Step;
use crossterm::event::{KeyCode, KeyEvent};

/// The pane that the keys go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Focus {
    /// The pattern.
    Pattern,
    /// The event.
    Event,
    /// The targets' input: keys scroll.
    Inputs,
    /// What is said below the panes: keys go from line to line.
    Below,
}

/// A line being typed.
#[derive(Debug)]
pub(super) struct OpenPrompt {
    pub(super) wanted: PromptFor,
    pub(super) prompt: Prompt,
}

/// What is being typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PromptFor {
    /// The path of a file with events.
    Events,
    /// A text that is looked for, from this byte on.
    Needle { from: usize },
    /// What takes its place.
    Replacement,
    /// The path of a suite.
    Suite,
}

impl Workbench {
    /// Whether what is typed goes into the event, or looks for something in it.
    pub(in crate::app) fn types_event(&self, _ahead: bool) -> bool {
        self.focus == Focus::Event
    }

    /// While the list of completions is open or a path is typed, all keys come here first.
    pub(in crate::app::screen) fn is_typing(&self) -> bool {
        self.completion.is_some() || self.asking.is_some()
    }

    pub(in crate::app::screen) fn key(
        &mut self,
        key: KeyEvent,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> Step {
        self.leave_when_saved = false;
        if self.asking.is_some() {
            self.asking_key(key, shared, out);
            return Step::Stay;
        }
        if self.completion.is_some() && self.completion_key(key, &shared.keymap) {
            return Step::Stay;
        }
        if self.completion.take().is_some()
            && let Some(id) = shared.keymap.command(Chord::of(key), Context::Workbench)
        {
            // the list is closed by the command that ends it; what the app itself carries out needs a second
            // press
            return match self.can(id, shared) {
                Some(Err(reason)) => {
                    shared.notify(Level::Info, reason);
                    Step::Stay
                }
                Some(Ok(())) => self.run(id, shared, out).unwrap_or_default(),
                None => Step::Stay,
            };
        }
        match self.focus {
            Focus::Inputs => self.inputs_key(key, shared),
            Focus::Below => self.below_key(key, shared),
            Focus::Pattern | Focus::Event => {
                if self.editable(shared) {
                    self.focused().editor.key(key);
                }
            }
        }
        Step::Stay
    }

    pub(in crate::app::screen) fn paste(
        &mut self,
        text: &str,
        shared: &mut Shared,
        _: &mut Vec<Effect>,
    ) -> Step {
        self.completion = None;
        if self.asking.is_some() {
            self.asking_paste(text, shared);
        } else if self.editable(shared) && matches!(self.focus, Focus::Pattern | Focus::Event) {
            self.paste_text(text, shared);
        }
        Step::Stay
    }

    pub(super) fn focused(&mut self) -> &mut TextPane {
        match self.focus {
            Focus::Pattern | Focus::Inputs | Focus::Below => &mut self.pattern,
            Focus::Event => &mut self.event,
        }
    }

    /// Whether the focused text can be edited now.
    pub(super) fn editable(&self, shared: &mut Shared) -> bool {
        if self.focus == Focus::Pattern && self.subject.is_underway() {
            shared.notify(
                Level::Info,
                "The rule is still being read; its pattern can be edited once it is here.",
            );
            return false;
        }
        true
    }

    pub(super) fn switch_pane(&mut self) {
        self.focus = self.next_pane();
    }

    /// The pane that the keys go to next.
    pub fn next_pane(&self) -> Focus {
        let event_shown = self.inputs.is_none() || self.focus == Focus::Event;
        match self.focus {
            Focus::Pattern if event_shown => Focus::Event,
            Focus::Pattern => Focus::Inputs,
            Focus::Event if self.inputs.is_some() => Focus::Inputs,
            Focus::Event | Focus::Inputs | Focus::Below => Focus::Pattern,
        }
    }
}

/// The movement that a key is in a pane that scrolls.
#[allow(clippy::wildcard_enum_match_arm, reason = "crossterm's enum: other keys mean nothing here")]
pub(super) fn movement(code: KeyCode) -> Option<Move> {
    match code {
        KeyCode::Up => Some(Move::Up),
        KeyCode::Down => Some(Move::Down),
        KeyCode::PageUp => Some(Move::PageUp),
        KeyCode::PageDown => Some(Move::PageDown),
        KeyCode::Home => Some(Move::Top),
        KeyCode::End => Some(Move::Bottom),
        _ => None,
    }
}
