//! The one gate for writes to an account: every write of the explorer and of the command line passes here,
//! and the test `layering` holds that nothing else calls them.
//!
//! It refuses all of them in read-only mode, and those to accounts that the configuration closes (as long as it
//! is not known whose account it is, those to all that it might be), wants the proof that somebody said yes and
//! typed the account's label where that is asked for, and sees to it that the
//! state of a rule is on disk before the rule is disabled. How a write is done safely against the service is
//! `aws`'s.

mod taps;

pub use taps::MadeTap;

use crate::app::confirm::{Confirmed, WriteOp};
use crate::app::message::Written;
use crate::aws::Client;
use crate::config::{Remembered, RuleStates};
use crate::model::{
    Accounts, CallError, EntryOutcome, ErrorKind, EventEntry, Millis, ReadOnly, Rule, RuleState, RuleWritten,
    Session,
};
use std::io;

/// Who may write, and where states are remembered.
#[derive(Clone, Debug)]
pub struct Gate {
    /// What makes every write be refused, where something does.
    pub read_only: Option<ReadOnly>,
    /// What is said of single accounts.
    pub accounts: Accounts,
    /// Our own record of rule states; `None` where there is no home to keep it in.
    pub states: Option<RuleStates>,
}

impl Gate {
    /// Makes a confirmed change to a rule.
    ///
    /// Errors: [`ErrorKind::Refused`] here, and whatever the service says.
    pub async fn write(
        &self,
        client: &Client,
        op: WriteOp,
        confirmed: Confirmed,
        now: Millis,
    ) -> Result<Written, CallError> {
        match op {
            WriteOp::SetState { rule, to } => self.set_state(client, rule, to, confirmed, now).await,
            WriteOp::PutRule { was, new } => {
                self.open(client, "PutRule", &confirmed).await?;
                let written = client.put_rule(&was, &new).await?;
                Ok(written_as(written, Vec::new()))
            }
        }
    }

    /// Sends events. `told` hears the outcomes of each batch when it is over, one for each entry, in order,
    /// and says whether to go on.
    ///
    /// Errors: as [`Gate::write`], and what kept the rest from being sent; entries that are refused one by
    /// one are no error of the whole.
    pub async fn send(
        &self,
        client: &Client,
        entries: &[EventEntry],
        confirmed: Confirmed,
        told: impl FnMut(&[EntryOutcome]) -> bool,
    ) -> Result<(), CallError> {
        self.open(client, "PutEvents", &confirmed).await?;
        client.put_events(entries, told).await
    }

    /// The session of this client with what holds for its account: whether it may be changed, and whether its
    /// label is to be typed before.
    pub async fn session(&self, client: &Client) -> Session {
        // Whose account it is need not be asked where that changes nothing.
        let session = if self.accounts.is_empty() { client.session().clone() } else { client.whose().await };
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

    async fn set_state(
        &self,
        client: &Client,
        rule: Rule,
        to: RuleState,
        confirmed: Confirmed,
        now: Millis,
    ) -> Result<Written, CallError> {
        let operation = if to.is_disabled() { "DisableRule" } else { "EnableRule" };
        self.open(client, operation, &confirmed).await?;
        if let Some(owner) = &rule.managed_by {
            return Err(CallError::new(
                ErrorKind::Managed,
                operation,
                format!("rule {} is managed by {owner}", rule.name),
            )
            .advise("Only that service can switch it."));
        }
        let mut surprises = Vec::new();
        if to.is_disabled() && !rule.state.is_disabled() {
            surprises.extend(self.remember(&rule, now).await?);
        }
        let written = client.set_rule_state(&rule, &to).await?;
        if !to.is_disabled() {
            surprises.extend(self.forget(&rule).await);
        }
        Ok(written_as(written, surprises))
    }

    /// Puts the rule's state on disk. Where that fails, a rule in a state that plain enabling brings back may
    /// be disabled all the same; one in any other state may not.
    async fn remember(&self, rule: &Rule, now: Millis) -> Result<Option<String>, CallError> {
        let (arn, remembered) = (rule.arn.clone(), Remembered { state: rule.state.clone(), at: now });
        let outcome = self.on_disk(move |states| states.remember(&arn, remembered)).await;
        match outcome {
            Ok(notice) => Ok(notice),
            Err(error) if rule.state == RuleState::Enabled => {
                tracing::warn!(%error, "the state before could not be recorded");
                Ok(None)
            }
            Err(error) => {
                let why = format!(
                    "its state {} could not be recorded ({error}), and enabling it later would lose it",
                    rule.state.as_str()
                );
                Err(CallError::new(ErrorKind::Refused, "DisableRule", why)
                    .advise("Make the state directory writable, or name another in XDG_STATE_HOME."))
            }
        }
    }

    async fn forget(&self, rule: &Rule) -> Option<String> {
        let arn = rule.arn.clone();
        match self.on_disk(move |states| states.forget(&arn)).await {
            Ok(notice) => notice,
            Err(error) => {
                tracing::warn!(%error, "the record of the state before could not be cleared");
                None
            }
        }
    }

    async fn on_disk<T: Send + 'static>(
        &self,
        act: impl FnOnce(RuleStates) -> io::Result<Option<T>> + Send + 'static,
    ) -> io::Result<Option<T>> {
        let Some(states) = self.states.clone() else {
            return Err(io::Error::other("this user has no home directory"));
        };
        tokio::task::spawn_blocking(move || act(states)).await.map_err(io::Error::other)?
    }
}

/// The rule as it reads back, with a sentence for each field that is not as it was written.
fn written_as(written: RuleWritten, mut surprises: Vec<String>) -> Written {
    let said =
        |value: &Option<String>| value.as_deref().map_or("nothing".to_owned(), |text| format!("`{text}`"));
    surprises.extend(written.differences.iter().map(|difference| {
        format!(
            "{} reads back as {}, where {} was written.",
            difference.field,
            said(&difference.found),
            said(&difference.wanted)
        )
    }));
    Written { rule: written.rule, surprises }
}
