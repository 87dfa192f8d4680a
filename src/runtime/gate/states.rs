//! The state that a rule had before it was disabled here, on disk before the rule is.

use super::Gate;
use crate::config::{Remembered, RuleStates};
use crate::model::{Arn, CallError, ErrorKind, Millis, RuleState};
use std::io;

/// A state that was put on disk, with what stood there before.
pub(super) struct Noted {
    rule: Arn,
    ours: Remembered,
    before: Option<Remembered>,
}

impl Gate {
    /// Puts the rule's state on disk. Where that fails, a rule in a state that plain enabling brings back may
    /// be disabled all the same; one in any other state may not.
    pub(super) async fn remember(
        &self,
        rule: &Arn,
        state: &RuleState,
        now: Millis,
        notices: &mut Vec<String>,
    ) -> Result<Noted, CallError> {
        let ours = Remembered { state: state.clone(), at: now };
        let (arn, new) = (rule.clone(), ours.clone());
        let outcome = self
            .on_disk(move |states| {
                let before = states.standing(&arn)?;
                states.remember(&arn, new).map(|notice| Some((before, notice)))
            })
            .await;
        let mut before = None;
        match outcome {
            Ok(found) => {
                let (stood, notice) = found.unwrap_or_default();
                before = stood;
                notices.extend(notice);
            }
            Err(error) if *state == RuleState::Enabled => {
                tracing::warn!(%error, "the state before could not be recorded");
            }
            Err(error) => {
                let why = format!(
                    "its state {} could not be recorded ({error}), and enabling it later would lose it",
                    state.as_str()
                );
                return Err(CallError::new(ErrorKind::Refused, "DisableRule", why)
                    .advise("Make the state directory writable, or name another in XDG_STATE_HOME."));
            }
        }
        Ok(Noted { rule: rule.clone(), ours, before })
    }

    /// The rule was not disabled after all: what stood of it before stands again.
    pub(super) async fn put_back(&self, Noted { rule, ours, before }: Noted) {
        let done = self.on_disk(move |states| states.put_back(&rule, &ours, before)).await;
        if let Err(error) = done {
            tracing::warn!(%error, "the record of the state before could not be put back");
        }
    }

    pub(super) async fn forget(&self, rule: &Arn) -> Option<String> {
        let arn = rule.clone();
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
