//! The workbench: a pattern beside an event, judged at every keystroke.

mod complete;
mod envelope;
mod events;
mod samples;

pub use events::Captured;

use crate::app::command::Id;
use crate::app::effect::Effect;
use crate::app::message::Reply;
use crate::app::model::Shared;
use crate::app::request::Slot;
use crate::app::screen::Step;
use crate::model::{CallError, RuleKey};
use crossterm::event::{KeyEvent, MouseEvent};

/// The workbench: a pattern beside an event, judged at every keystroke.
#[derive(Debug, Default)]
pub struct Workbench {
    rule: Option<RuleKey>,
}

/// An answer that the operator gave to one of the workbench's questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Go on with the kept draft.
    KeepDraft,
    /// Start from what the account holds; the draft goes.
    TakeAccount,
    /// Save, and leave once it is saved.
    SaveAndLeave,
    /// The account's newer pattern becomes what the edit is compared with; the text stays.
    Rebase,
}

impl Workbench {
    /// A workbench on a rule, on captured events, or on both; with neither, on an empty pattern and the samples.
    pub fn open(rule: Option<RuleKey>, captured: Option<Captured>) -> Self {
        let _ = captured;
        Self { rule }
    }

    /// The operator answered one of the workbench's questions.
    pub(super) fn choose(&mut self, _: Choice, _: &mut Shared, _: &mut Vec<Effect>) -> Step {
        Step::Stay
    }

    pub(super) fn rule(&self, _: &Shared) -> Option<RuleKey> {
        self.rule.clone()
    }

    pub(super) fn run(&mut self, _: Id, _: &mut Shared, _: &mut Vec<Effect>) -> Step {
        Step::Stay
    }

    pub(super) fn is_typing(&self) -> bool {
        false
    }

    pub(super) fn key(&mut self, _: KeyEvent, _: &mut Shared, _: &mut Vec<Effect>) -> Step {
        Step::Stay
    }

    pub(super) fn paste(&mut self, _: &str, _: &mut Shared, _: &mut Vec<Effect>) -> Step {
        Step::Stay
    }

    pub(super) fn mouse(&mut self, _: MouseEvent, _: &mut Shared, _: &mut Vec<Effect>) -> Step {
        Step::Stay
    }

    pub(super) fn reply(&mut self, _: &Slot, _: &Result<Reply, CallError>, _: &mut Shared, _: &mut Vec<Effect>) -> Step {
        Step::Stay
    }

    pub(super) fn refresh(&mut self, _: &mut Shared, _: &mut Vec<Effect>) {}

    pub(super) fn close(&mut self, _: &mut Shared, _: &mut Vec<Effect>) {}

    pub(super) fn is_modified(&self) -> bool {
        false
    }
}
