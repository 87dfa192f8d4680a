//! Faults to plant for tests: latency, throttling, denied calls, errors of one's own choice, failing entries
//! of batches, live tails that break off or fall silent.

use super::error::ApiError;
use serde::Deserialize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
#[non_exhaustive]
pub enum FaultKind {
    /// The answer comes this much later, by the wall's clock.
    Delay {
        /// Milliseconds.
        millis: u64,
    },
    /// The answer is `ThrottlingException`.
    Throttle,
    /// The answer is `AccessDeniedException` in AWS's wording.
    Deny,
    /// The answer is this error.
    Error {
        /// HTTP status.
        status: u16,
        /// Error code.
        code: String,
        /// The sentence.
        message: String,
    },
    /// The call succeeds and every entry in it fails (`PutTargets`, `RemoveTargets`, `PutEvents`).
    FailEntries {
        /// Error code of each entry.
        code: String,
        /// The sentence of each entry.
        message: String,
    },
    /// The connection is closed in place of an answer, and nothing is done.
    Disconnect,
    /// What was asked for is done, and the connection is closed in place of the answer.
    LoseAnswer,
}

/// A fault to plant.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Fault {
    /// The operation it befalls, such as `ListRules`; every operation where none is named.
    #[serde(default)]
    pub operation: Option<String>,
    /// How often; for ever where no number is given.
    #[serde(default)]
    pub times: Option<u32>,
    /// What goes wrong.
    #[serde(flatten)]
    pub kind: FaultKind,
}

impl Fault {
    /// A fault of every call of `operation` from now on.
    pub fn of(operation: &str, kind: FaultKind) -> Self {
        Self { operation: Some(operation.to_owned()), times: None, kind }
    }

    /// The same fault, `times` times.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }
}

/// What single entries of a batch are refused with.
#[derive(Clone, Debug)]
pub(super) struct EntryRefusal {
    pub(super) code: String,
    pub(super) message: String,
}

/// What befalls one call.
#[derive(Debug, Default)]
pub(super) struct CallFaults {
    pub(super) delay: Duration,
    pub(super) error: Option<ApiError>,
    pub(super) entry_refusal: Option<EntryRefusal>,
    pub(super) disconnect: bool,
    pub(super) lose_answer: bool,
}

/// How open live tails behave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct TailFaults {
    /// Raised by one whenever all open sessions are to break off.
    pub(super) drops: u64,
    /// Sessions stay open and send nothing.
    pub(super) silent: bool,
}

/// The faults planted in a server; clones share them.
#[derive(Clone, Debug)]
pub struct Faults {
    planted: Arc<Mutex<Vec<Fault>>>,
    tails: Arc<watch::Sender<TailFaults>>,
}

impl Default for Faults {
    fn default() -> Self {
        Self { planted: Arc::default(), tails: Arc::new(watch::Sender::new(TailFaults::default())) }
    }
}

impl Faults {
    fn lock(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.planted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Plants a fault.
    pub fn plant(&self, fault: Fault) {
        self.lock().push(fault);
    }

    /// Takes every planted fault away, and lets silent live tails speak again.
    pub fn clear(&self) {
        self.lock().clear();
        self.silence_live_tails(false);
    }

    /// Breaks off every open live tail, as a lost connection does.
    pub fn drop_live_tails(&self) {
        self.tails.send_modify(|tails| tails.drops += 1);
    }

    /// Makes live tails, open ones and later ones, send nothing at all while their connection stays up.
    pub fn silence_live_tails(&self, silent: bool) {
        self.tails.send_modify(|tails| tails.silent = silent);
    }

    pub(super) fn tails(&self) -> watch::Receiver<TailFaults> {
        self.tails.subscribe()
    }

    /// What befalls a call of `operation` now; faults that come a number of times are counted down.
    pub(super) fn plan(&self, service: &str, operation: &str) -> CallFaults {
        let mut plan = CallFaults::default();
        self.lock().retain_mut(|fault| {
            if fault.operation.as_deref().is_some_and(|wanted| wanted != operation) {
                return true;
            }
            match &fault.kind {
                FaultKind::Delay { millis } => plan.delay += Duration::from_millis(*millis),
                FaultKind::Throttle => {
                    plan.error = Some(ApiError::new("ThrottlingException", "Rate exceeded"));
                }
                FaultKind::Deny => {
                    plan.error = Some(ApiError::new(
                        "AccessDeniedException",
                        format!(
                            "User: {} is not authorized to perform: {service}:{operation} because no \
                                identity-based policy allows the {service}:{operation} action",
                            super::sts::CALLER
                        ),
                    ));
                }
                FaultKind::Error { status, code, message } => {
                    plan.error = Some(ApiError { status: *status, ..ApiError::new(code, message) });
                }
                FaultKind::FailEntries { code, message } => {
                    plan.entry_refusal = Some(EntryRefusal { code: code.clone(), message: message.clone() });
                }
                FaultKind::Disconnect => plan.disconnect = true,
                FaultKind::LoseAnswer => plan.lose_answer = true,
            }
            match &mut fault.times {
                None => true,
                Some(left) => {
                    *left = left.saturating_sub(1);
                    *left > 0
                }
            }
        });
        plan
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, FaultKind, Faults};

    #[test]
    fn a_fault_befalls_its_operation_as_often_as_asked() {
        let faults = Faults::default();
        faults.plant(Fault::of("ListRules", FaultKind::Throttle).times(2));
        assert!(faults.plan("events", "PutRule").error.is_none());
        for _ in 0..2 {
            assert_eq!(faults.plan("events", "ListRules").error.unwrap().code, "ThrottlingException");
        }
        assert!(faults.plan("events", "ListRules").error.is_none());
    }

    #[test]
    fn faults_can_be_written_as_json() {
        let fault: Fault =
            serde_json::from_str(r#"{"operation":"PutRule","kind":"delay","millis":20,"times":1}"#).unwrap();
        assert_eq!(fault, Fault::of("PutRule", FaultKind::Delay { millis: 20 }).times(1));
    }
}
