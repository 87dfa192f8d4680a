//! The state that a rule had before it was disabled here, on disk before the rule is.

use super::Gate;
use crate::config::{Remembered, RuleStates};
use crate::model::{Arn, CallError, ErrorKind, Millis, RuleState};
use std::io;

impl Gate {
    /// Puts the rule's state on disk. Where that fails, a rule in a state that plain enabling brings back may
    /// be disabled all the same; one in any other state may not.
    pub(super) async fn remember(
        &self,
        rule: &Arn,
        state: &RuleState,
        now: Millis,
    ) -> Result<Option<String>, CallError> {
        let (arn, remembered) = (rule.clone(), Remembered { state: state.clone(), at: now });
        let outcome = self.on_disk(move |states| states.remember(&arn, remembered)).await;
        match outcome {
            Ok(notice) => Ok(notice),
            Err(error) if *state == RuleState::Enabled => {
                tracing::warn!(%error, "the state before could not be recorded");
                Ok(None)
            }
            Err(error) => {
                let why = format!(
                    "its state {} could not be recorded ({error}), and enabling it later would lose it",
                    state.as_str()
                );
                Err(CallError::new(ErrorKind::Refused, "DisableRule", why)
                    .advise("Make the state directory writable, or name another in XDG_STATE_HOME."))
            }
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
