//! What can be written to the account, and what comes of it.

use super::request::Pending;
use crate::model::{CallError, Change, Changed, EntryOutcome, EventEntry, Rule, RuleKey, RuleState, Tap};
use serde::{Deserialize, Serialize};

/// Something to write.
#[derive(Clone, Debug, PartialEq)]
#[allow(clippy::large_enum_variant, reason = "writes are rare, and one lives at a time")]
pub enum WriteOp {
    /// Switch a rule. To `DISABLED`: what it was is recorded first. To the special CloudTrail state: by
    /// PutRule, every other field kept, because EnableRule cannot set it.
    SetState {
        /// The rule as last read.
        rule: Rule,
        /// The state to reach.
        to: RuleState,
    },
    /// PutRule with a re-read before (refused when it changed meanwhile) and a comparison after.
    PutRule {
        /// The rule as last read.
        was: Rule,
        /// The rule to be.
        new: Rule,
    },
    /// Any change of any thing.
    Change(Change),
    /// Send an event.
    Send(Box<EventEntry>),
    /// Make a tap. That it is removed again is part of it.
    Tap(Box<Tap>),
}

impl WriteOp {
    /// What is awaited once it was sent.
    pub fn pending(&self) -> Pending {
        match self {
            Self::SetState { rule, .. } => Pending::Switch(rule.key()),
            Self::PutRule { new, .. } => Pending::Save(new.key()),
            Self::Change(change) => Pending::Change(change.thing.clone()),
            Self::Send(_) => Pending::Sending,
            Self::Tap(tap) => Pending::Tap(tap.id.clone()),
        }
    }

    /// Its end without success.
    pub fn failed(&self, error: CallError) -> WriteOutcome {
        match self {
            Self::SetState { rule, .. } => WriteOutcome::Switched(rule.key(), Err(error)),
            Self::PutRule { new, .. } => WriteOutcome::Saved(new.key(), Err(error)),
            Self::Change(change) => WriteOutcome::Changed(Box::new(change.clone()), Err(error)),
            Self::Send(entry) => WriteOutcome::Sent(entry.clone(), Err(error)),
            Self::Tap(tap) => WriteOutcome::Tapped(tap.clone(), Err(error)),
        }
    }

    /// The change that it makes; none for a tap, which is not undone but always removed, and for an event, which
    /// cannot be called back.
    #[cfg(test)]
    pub fn change(&self) -> Option<Change> {
        Some(match self {
            Self::SetState { rule, to } => rule.change_into(&Rule { state: to.clone(), ..rule.clone() }),
            Self::PutRule { was, new } => was.change_into(new),
            Self::Change(change) => change.clone(),
            Self::Send(_) | Self::Tap(_) => return None,
        })
    }
}

/// What came of a write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum WriteOutcome {
    /// Of the switching of this rule.
    Switched(RuleKey, Result<Written, CallError>),
    /// Of the saving of this rule.
    Saved(RuleKey, Result<Written, CallError>),
    /// Of this change; sentences for the operator come with it.
    Changed(Box<Change>, Result<(Changed, Vec<String>), CallError>),
    /// Of the sending of this event.
    Sent(Box<EventEntry>, Result<EntryOutcome, CallError>),
    /// Of the making of this tap.
    Tapped(Box<Tap>, Result<(), CallError>),
}

/// A rule after a write, and what the operator should know about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// The rule, read back.
    pub rule: Rule,
    /// What differs from what was written, and what else went otherwise: one sentence each.
    pub surprises: Vec<String>,
}

impl WriteOutcome {
    /// The write that it is the end of.
    pub fn pending(&self) -> Pending {
        match self {
            Self::Switched(rule, _) => Pending::Switch(rule.clone()),
            Self::Saved(rule, _) => Pending::Save(rule.clone()),
            Self::Changed(change, _) => Pending::Change(change.thing.clone()),
            Self::Sent(..) => Pending::Sending,
            Self::Tapped(tap, _) => Pending::Tap(tap.id.clone()),
        }
    }
}
