//! The one gate for writes to an account: every write of the explorer and of the command line passes here,
//! and the test `layering` holds that nothing else calls them.
//!
//! It refuses all of them in read-only mode, and those to accounts that the configuration closes (as long as
//! it is not known whose account it is, those to all that it might be), wants the proof that somebody said
//! yes and typed the account's label where that is asked for, sees to it that the state of a rule is on disk
//! before the rule is disabled, and keeps every change so that it can be taken back. How a write is done
//! safely against the service is `aws`'s.

mod record;
mod sending;
mod states;
mod taps;

pub use taps::MadeTap;
pub(crate) use taps::with_removal;

use super::probe::OPERATION;
use crate::app::confirm::{Confirmed, WriteOp};
use crate::app::message::{ReadBack, WriteOutcome};
use crate::aws::Client;
use crate::config::{RuleStates, SentLog, UndoLog};
use crate::model::{
    Accounts, CallError, Change, Changed, ErrorKind, FieldDifference, Held, Millis, ReadOnly, Rule,
    RuleState, RuleWritten, Session, Thing,
};
pub(super) use record::place_to_read;
use record::{Became, became, became_of};

#[cfg(test)]
mod tests;

/// Who may write, and where states and changes are remembered.
#[derive(Clone, Debug)]
pub struct Gate {
    /// What makes every write be refused, where something does.
    pub read_only: Option<ReadOnly>,
    /// What is said of single accounts.
    pub accounts: Accounts,
    /// Our own record of rule states; `None` where this user has no home directory.
    pub states: Option<RuleStates>,
    /// Our own record of changes.
    pub undo: UndoLog,
    /// Our own record of events that were sent, from the screen or by a command.
    pub sent: SentLog,
}

/// The change in our record that a write takes back, or the group of those that a new one belongs to.
#[derive(Clone, Debug, Default)]
pub struct UndoLink {
    /// What it takes back.
    pub undoes: Option<String>,
    /// Changes that one yes makes have the same.
    pub group: String,
}

impl Gate {
    /// Makes a confirmed change.
    ///
    /// What the operator must know beside the outcome comes into `notices`, a sentence each.
    ///
    /// Errors: [`ErrorKind::Refused`] here, and whatever the service says.
    pub async fn write(
        &self,
        client: &Client,
        op: WriteOp,
        kept: &UndoLink,
        confirmed: Confirmed,
        now: Millis,
        notices: &mut Vec<String>,
    ) -> WriteOutcome {
        match op {
            WriteOp::SetState { rule, to } => {
                let key = rule.key();
                let outcome = self.set_state(client, rule, to, kept, confirmed, now).await;
                WriteOutcome::Switched(key, outcome)
            }
            WriteOp::PutRule { was, new } => {
                WriteOutcome::Saved(new.key(), self.put_rule(client, &was, &new, kept, confirmed, now).await)
            }
            WriteOp::Change(change) => {
                let outcome = self.change(client, &change, kept, confirmed, now).await;
                WriteOutcome::Changed(Box::new(change), outcome)
            }
            WriteOp::Send(entry) => {
                let outcome = self.send_one(client, &entry, confirmed, now).await;
                let outcome = outcome.map(|(outcome, unkept)| {
                    notices.extend(unkept);
                    outcome
                });
                WriteOutcome::Sent(entry, outcome)
            }
            WriteOp::Tap(tap) => {
                let why = "a tap is made only where somebody sees to it that it is removed";
                WriteOutcome::Tapped(tap, Err(CallError::new(ErrorKind::Refused, "Making a tap", why)))
            }
            WriteOp::Probe(plan) => {
                let why = "a probe is made only where somebody sees to it that its tap is removed";
                WriteOutcome::Probed(plan, Err(CallError::new(ErrorKind::Refused, OPERATION, why)))
            }
            WriteOp::RemoveTaps(taps) => {
                let outcome = self.clean_taps(client, &taps, confirmed).await;
                let left = outcome
                    .map(|(each, policy)| each.into_iter().chain([policy]).filter_map(Result::err).collect());
                WriteOutcome::TapsRemoved(taps, left)
            }
        }
    }

    /// Makes any change of any thing; answers what it is now, and sentences for the operator.
    ///
    /// Errors: [`ErrorKind::Refused`] here, also for a deletion of which no copy can be kept, and whatever
    /// the service says.
    pub async fn change(
        &self,
        client: &Client,
        change: &Change,
        kept: &UndoLink,
        confirmed: Confirmed,
        now: Millis,
    ) -> Result<(Changed, Vec<String>), CallError> {
        let operation = change.steps().first().map_or("Writing", |step| step.operation);
        self.open(client, operation, &confirmed).await?;
        let claim = self.claim(client, kept, operation).await?;
        let mut notices = Vec::new();
        let states = (state(change.was.as_ref()), state(change.to.as_ref()));
        let mut remembered = None;
        if let (Some(was), Some(RuleState::Disabled)) = &states
            && !was.is_disabled()
            && let (Thing::Rule(_), Some(held)) = (&change.thing, &change.was)
        {
            remembered = Some(self.remember(&held.arn, was, now, &mut notices).await?);
        }
        let id = self.begin(client, change, kept, claim.as_ref(), now, &mut notices).await?;
        let outcome = client.carry_out(change).await;
        let became = became(client, change, &outcome).await;
        if let Some(remembered) = remembered.filter(|_| became.is_still_on()) {
            self.put_back(remembered).await;
        }
        self.end(id, kept, change, &became, &mut notices);
        let changed = match outcome {
            Ok(mut changed) => {
                if change.to.is_none() && changed.differences.is_empty() {
                    changed.copy = self.copy_of(client, change, now, &mut notices).await;
                }
                changed
            }
            Err(error) => {
                let back = self.back_already(client, change, kept, &error).await.ok_or(error)?;
                notices.push(format!("{} is as it was before already. Nothing was sent.", change.thing));
                let back = Changed { unsent: true, ..back };
                self.end(None, kept, change, &Became::Made(back.now.clone()), &mut notices);
                back
            }
        };
        if let (Some(RuleState::Disabled), Some(to), Some(found)) = (states.0, states.1, &changed.now)
            && !to.is_disabled()
            && state(Some(found)).as_ref() == Some(&to)
        {
            notices.extend(self.forget(&found.arn).await);
        }
        notices.extend(changed.differences.iter().map(FieldDifference::sentence));
        Ok((changed, notices))
    }

    /// Switches a rule that was listed in some state, and keeps its state before.
    ///
    /// Errors: as [`Gate::change`].
    pub async fn set_state(
        &self,
        client: &Client,
        listed: Rule,
        to: RuleState,
        kept: &UndoLink,
        confirmed: Confirmed,
        now: Millis,
    ) -> Result<ReadBack, CallError> {
        let operation = if to.is_disabled() { "DisableRule" } else { "EnableRule" };
        self.open(client, operation, &confirmed).await?;
        refuse_managed(&listed, operation)?;
        // What is kept is what is there, however old the list is: others may have changed more than the
        // state.
        let rule = client.rule_to_switch(&listed, &to).await?;
        refuse_managed(&rule, operation)?;
        let mut surprises = Vec::new();
        let mut remembered = None;
        if to.is_disabled() && !rule.state.is_disabled() {
            remembered = Some(self.remember(&rule.arn, &rule.state, now, &mut surprises).await?);
        }
        let change = rule.change_into(&Rule { state: to.clone(), ..rule.clone() });
        let id = self.begin(client, &change, kept, None, now, &mut surprises).await?;
        let outcome = client.switch_rule(&rule, &to).await;
        let became = became_of(&rule, &outcome);
        if let Some(remembered) = remembered.filter(|_| became.is_still_on()) {
            self.put_back(remembered).await;
        }
        self.end(id, kept, &change, &became, &mut surprises);
        let written = outcome?;
        // What is on record is needed as long as the rule is not what it was to be.
        if !to.is_disabled() && written.rule.state == to {
            surprises.extend(self.forget(&rule.arn).await);
        }
        Ok(read_back(written, surprises))
    }

    async fn put_rule(
        &self,
        client: &Client,
        was: &Rule,
        new: &Rule,
        kept: &UndoLink,
        confirmed: Confirmed,
        now: Millis,
    ) -> Result<ReadBack, CallError> {
        self.open(client, "PutRule", &confirmed).await?;
        let mut surprises = Vec::new();
        let change = was.change_into(new);
        let id = self.begin(client, &change, kept, None, now, &mut surprises).await?;
        let outcome = client.put_rule(was, new).await;
        self.end(id, kept, &change, &became_of(was, &outcome), &mut surprises);
        Ok(read_back(outcome?, surprises))
    }

    /// The session of this client with what holds for its account: whether it may be changed, and whether its
    /// label is to be typed before.
    pub async fn session(&self, client: &Client) -> Session {
        // Whose account it is need not be asked where that changes nothing.
        let session =
            if self.accounts.is_empty() { client.session().clone() } else { client.session_if_known().await };
        self.accounts.applied(session, self.read_only)
    }

    async fn open(&self, client: &Client, operation: &str, confirmed: &Confirmed) -> Result<(), CallError> {
        let refused = |why: String, advice: String| {
            Err(CallError::new(ErrorKind::Refused, operation, why).advise(advice))
        };
        let session = self.session(client).await;
        if let Some(why) = session.read_only {
            let refusal = format!("read-only ({}), so nothing in the account is changed", why.cause());
            return refused(refusal, why.way_out().to_owned());
        }
        match session.settings.label_to_type() {
            Some(label) if confirmed.label() != Some(label) => refused(
                format!("the account's label, {label}, was not typed, and config.toml asks for it"),
                "Try again, and type the label when asked.".to_owned(),
            ),
            Some(_) | None => Ok(()),
        }
    }
}

/// The state of a rule, as far as a change is about it.
fn state(held: Option<&Held>) -> Option<RuleState> {
    held.and_then(|held| held.text("State")).map(|state| RuleState::from(state.to_owned()))
}

fn refuse_managed(rule: &Rule, operation: &str) -> Result<(), CallError> {
    let Some(owner) = &rule.managed_by else { return Ok(()) };
    let why = format!("rule {} is managed by {owner}", rule.name);
    Err(CallError::new(ErrorKind::Managed, operation, why).advise("Only that service can switch it."))
}

/// The rule as it reads back, with a sentence for each field that is not as it was written.
fn read_back(written: RuleWritten, mut surprises: Vec<String>) -> ReadBack {
    surprises.extend(written.differences.iter().map(FieldDifference::sentence));
    ReadBack { rule: written.rule, surprises }
}
