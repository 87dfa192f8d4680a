//! What can be written to the account, and what comes of it.

use super::request::Pending;
use crate::diagnose::ProbePlan;
use crate::model::tap::FoundTap;
use crate::model::{
    CallError, Change, Changed, EntryOutcome, ErrorKind, EventEntry, Rule, RuleKey, RuleState, Tap,
};
use crate::text::{and_list, counted};
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
    /// Make a tap, send the event of a probe, follow it, and remove the tap.
    Probe(Box<ProbePlan>),
    /// Remove taps that were found, whoever made them.
    RemoveTaps(Vec<FoundTap>),
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
            Self::Probe(_) => Pending::Probing,
            Self::RemoveTaps(_) => Pending::RemovingTaps,
        }
    }

    /// What it does, in a few words.
    pub fn title(&self) -> String {
        match self {
            Self::SetState { rule, to } => format!("Switch rule {} to {}", rule.name, to.as_str()),
            Self::PutRule { new, .. } => format!("Save rule {}", new.name),
            Self::Change(change) => change.title(),
            Self::Send(entry) => {
                let bus = entry.bus.as_deref().unwrap_or(crate::model::Bus::DEFAULT);
                format!("Send an event ({}, {}) to bus {bus}", entry.source, entry.detail_type)
            }
            Self::Tap(tap) => format!("Make the tap of {}", tap.subject()),
            Self::Probe(plan) => format!("Probe {}", plan.of),
            Self::RemoveTaps(taps) => removal(taps),
        }
    }

    /// Whether it makes something that was not there.
    pub fn makes(&self) -> bool {
        matches!(self, Self::Change(change) if change.is_making())
    }

    /// Whether it removes something.
    pub fn removes(&self) -> bool {
        matches!(self, Self::Change(change) if change.to.is_none())
    }

    /// Its end without success.
    pub fn failed(&self, error: CallError) -> WriteOutcome {
        match self {
            Self::SetState { rule, .. } => WriteOutcome::Switched(rule.key(), Err(error)),
            Self::PutRule { new, .. } => WriteOutcome::Saved(new.key(), Err(error)),
            Self::Change(change) => WriteOutcome::Changed(Box::new(change.clone()), Err(error)),
            Self::Send(entry) => WriteOutcome::Sent(entry.clone(), Err(error)),
            Self::Tap(tap) => WriteOutcome::Tapped(tap.clone(), Err(error)),
            Self::Probe(plan) => WriteOutcome::Probed(plan.clone(), Err(error)),
            Self::RemoveTaps(taps) => WriteOutcome::TapsRemoved(taps.clone(), Err(error)),
        }
    }

    /// The change that it makes; none for a tap, which is not undone but always removed, and does not come
    /// back, and for an event, which cannot be called back.
    #[cfg(test)]
    pub fn change(&self) -> Option<Change> {
        Some(match self {
            Self::SetState { rule, to } => rule.change_into(&Rule { state: to.clone(), ..rule.clone() }),
            Self::PutRule { was, new } => was.change_into(new),
            Self::Change(change) => change.clone(),
            Self::Send(_) | Self::Tap(_) | Self::Probe(_) | Self::RemoveTaps(_) => return None,
        })
    }
}

/// What came of a write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum WriteOutcome {
    /// Of the switching of this rule.
    Switched(RuleKey, Result<ReadBack, CallError>),
    /// Of the saving of this rule.
    Saved(RuleKey, Result<ReadBack, CallError>),
    /// Of this change; sentences for the operator come with it.
    Changed(Box<Change>, Result<(Changed, Vec<String>), CallError>),
    /// Of the sending of this event.
    Sent(Box<EventEntry>, Result<EntryOutcome, CallError>),
    /// Of the making of this tap.
    Tapped(Box<Tap>, Result<(), CallError>),
    /// Of this probe, with the removal of its tap; what was seen on the way came before.
    Probed(Box<ProbePlan>, Result<(), CallError>),
    /// Of the removal of these taps: what could not be removed, each with what is left.
    TapsRemoved(Vec<FoundTap>, Result<Vec<CallError>, CallError>),
}

/// A rule after a write, and what the operator should know about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadBack {
    /// The rule, read back.
    pub rule: Rule,
    /// What differs from what was written, and what else went otherwise: one sentence each.
    pub surprises: Vec<String>,
}

impl WriteOutcome {
    /// Whether it was not done, or that is not known.
    pub fn is_failure(&self) -> bool {
        match self {
            Self::Switched(_, outcome) | Self::Saved(_, outcome) => outcome.is_err(),
            Self::Changed(_, outcome) => outcome.is_err(),
            Self::Sent(_, outcome) => !matches!(outcome, Ok(EntryOutcome::Done { .. })),
            Self::Tapped(_, outcome) | Self::Probed(_, outcome) => outcome.is_err(),
            Self::TapsRemoved(_, outcome) => !matches!(outcome.as_deref(), Ok([])),
        }
    }

    /// Whether nobody knows if it was done.
    pub fn is_not_known(&self) -> bool {
        let error = match self {
            Self::Switched(_, outcome) | Self::Saved(_, outcome) => outcome.as_ref().err(),
            Self::Changed(_, outcome) => outcome.as_ref().err(),
            Self::Sent(_, outcome) => {
                return matches!(EntryOutcome::of(outcome), EntryOutcome::NotKnown { .. });
            }
            Self::Tapped(_, outcome) | Self::Probed(_, outcome) => outcome.as_ref().err(),
            Self::TapsRemoved(_, outcome) => outcome.as_ref().err(),
        };
        error.is_some_and(|error| error.kind == ErrorKind::NotKnown)
    }

    /// It in a sentence, for whoever sees no screen any more. Taps tell their own end.
    pub fn sentence(&self) -> Option<String> {
        let (title, outcome) = match self {
            Self::Switched(rule, outcome) => {
                let surprises = outcome.as_ref().map(|written| written.surprises.as_slice());
                let state = outcome.as_ref().map_or("", |written| written.rule.state.as_str());
                (
                    format!("Switch rule {}{}{state}", rule.name, if state.is_empty() { "" } else { " to " }),
                    surprises,
                )
            }
            Self::Saved(rule, outcome) => {
                let surprises = outcome.as_ref().map(|written| written.surprises.as_slice());
                (format!("Save rule {}", rule.name), surprises)
            }
            Self::Changed(change, outcome) => {
                (change.title(), outcome.as_ref().map(|(_, surprises)| surprises.as_slice()))
            }
            Self::Sent(entry, outcome) => {
                let title = WriteOp::Send(entry.clone()).title();
                return Some(match EntryOutcome::of(outcome) {
                    EntryOutcome::Done { id } => format!("Done: {title}, as {id}."),
                    EntryOutcome::Failed { code, message } => {
                        format!("Not done: {title}. {code}: {message}")
                    }
                    EntryOutcome::NotKnown { why } => {
                        format!("Not known whether it was done: {title}. {why}")
                    }
                    EntryOutcome::NotSent { why } => format!("Not done: {title}. {why}"),
                });
            }
            Self::Probed(plan, outcome) => {
                let title = WriteOp::Probe(plan.clone()).title();
                return Some(match outcome {
                    Ok(()) => format!("Ended, and its tap is removed: {title}."),
                    Err(error) if error.kind == ErrorKind::NotKnown => {
                        format!("Not known how far it got: {title}. {error}")
                    }
                    Err(error) => format!("Not done to its end: {title}. {error}"),
                });
            }
            Self::Tapped(_, Ok(())) => return None,
            Self::Tapped(tap, Err(error)) => {
                return Some(format!("Not done: {}. {error}", WriteOp::Tap(tap.clone()).title()));
            }
            Self::TapsRemoved(taps, outcome) => {
                let title = removal(taps);
                return Some(match outcome.as_deref() {
                    Ok([]) => format!("Done: {title}."),
                    Ok(left) => {
                        let left: Vec<String> = left.iter().map(ToString::to_string).collect();
                        format!("Not wholly done: {title}. {}", left.join(" "))
                    }
                    Err(error) => format!("Not done: {title}. {error}"),
                });
            }
        };
        Some(match outcome {
            Ok([]) => format!("Done: {title}."),
            Ok(told) => format!("Done: {title}. {}", told.join(" ")),
            Err(error) if error.kind == ErrorKind::NotKnown => {
                format!("Not known whether it was done: {title}. {error}")
            }
            Err(error) => format!("Not done: {title}. {error}"),
        })
    }

    /// The write that it is the end of.
    pub fn pending(&self) -> Pending {
        match self {
            Self::Switched(rule, _) => Pending::Switch(rule.clone()),
            Self::Saved(rule, _) => Pending::Save(rule.clone()),
            Self::Changed(change, _) => Pending::Change(change.thing.clone()),
            Self::Sent(..) => Pending::Sending,
            Self::Tapped(tap, _) => Pending::Tap(tap.id.clone()),
            Self::Probed(..) => Pending::Probing,
            Self::TapsRemoved(..) => Pending::RemovingTaps,
        }
    }
}

/// The removal of taps in a few words.
fn removal(taps: &[FoundTap]) -> String {
    format!("Remove {}", ids_of(taps))
}

/// Taps by their ids, where they are few.
pub(in crate::app) fn ids_of(taps: &[FoundTap]) -> String {
    match taps {
        [one] => format!("tap {}", one.id),
        [_, _] | [_, _, _] => format!("taps {}", and_list(taps.iter().map(|tap| &tap.id))),
        many => counted(many.len(), "tap", "taps"),
    }
}
