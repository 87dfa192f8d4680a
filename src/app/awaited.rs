//! What the operator has asked to see and is still being read: a form, a question, a text. What is struck
//! meanwhile is meant for that, and not for the list beneath, where it would act on whatever row is selected.
//! It waits, and is carried out once the thing is there. Data alone; what is done with it is `awaiting`'s.

use super::request::Pending;
use crate::model::Millis;
use crossterm::event::KeyEvent;

/// What is being read to be opened.
#[derive(Debug)]
pub struct Awaited {
    /// What it is, in words.
    pub(super) what: String,
    /// When it was asked for.
    pub(super) since: Millis,
    /// What is read for it.
    pub(super) reads: Vec<Pending>,
    /// What was struck since, in its order.
    pub(super) struck: Vec<Struck>,
}

/// A key, or a text that was pasted.
#[derive(Debug)]
pub(super) enum Struck {
    Key(KeyEvent),
    Paste(String),
}
