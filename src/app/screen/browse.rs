//! The explorer's first screen: buses, rules and detail.

use crate::app::command::Id;
use crate::app::effect::Effect;
use crate::app::message::Reply;
use crate::app::model::Shared;
use crate::app::prompt::Prompt;
use crate::app::request::Slot;
use crate::app::screen::{Step, Title};
use crate::model::{CallError, RuleKey};
use crossterm::event::{KeyEvent, MouseEvent};

/// The explorer's first screen: buses, rules and detail.
#[derive(Debug, Default)]
pub struct Browse {}

impl Browse {
    pub(super) fn title(&self, _: &Shared) -> Title {
        Title::default()
    }

    pub(super) fn prompt(&self) -> Option<&Prompt> {
        None
    }

    pub(super) fn rule(&self, _: &Shared) -> Option<RuleKey> {
        None
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
}
