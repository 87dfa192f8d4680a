//! What the operator has asked for and has not come yet: a form, a question, a text that is being read, or what
//! becomes of a form that was sent. What is struck meanwhile is meant for that, and not for what is beneath. It
//! waits, and is carried out once the thing is there. Data alone; what is done with it is `awaiting`'s.

use super::request::{Pending, Req};
use crate::model::Millis;
use crossterm::event::KeyEvent;
use std::fmt;

/// What is being read to be opened.
#[derive(Debug)]
pub struct Awaited {
    /// What it is waited for, in words, such as `Reading rule orders`.
    pub(super) what: String,
    /// When it was asked for.
    pub(super) since: Millis,
    /// What is read for it.
    pub(super) reads: Vec<Pending>,
    /// The writes of a form whose end is waited for.
    pub(super) writes: Vec<Pending>,
    /// What was struck since, in its order.
    pub(super) struck: Vec<Struck>,
}

/// A write whose answer has not come yet.
#[derive(Debug)]
pub(super) struct Unanswered {
    pub(super) req: Req,
    pub(super) pending: Pending,
    /// What it does, in a few words.
    pub(super) title: String,
    /// When it was sent.
    pub(super) since: Millis,
    /// The operator has given it up.
    pub(super) given_up: bool,
}

/// A key, or a text that was pasted.
#[derive(Debug)]
pub(super) enum Struck {
    Key(KeyEvent),
    Paste(String),
}

/// A line about something that takes its time: what it is, which may be cut, and what can be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// What it is.
    pub what: String,
    /// How it stands, and which key does what.
    pub end: String,
}

impl fmt::Display for Waiting {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{}", self.what, self.end)
    }
}
