//! The handle everything goes through: SDK clients, limits, and the words for errors.

use super::attempts::{Attempts, Fate};
use super::call_log::CallLog;
use super::cancellation::{unless_cancelled, unless_cancelled_before_it_is_done};
use super::clock::ServiceClock;
use super::dependencies::Dependencies;
use super::errors::{Surroundings, is_about_time, may_have_acted};
use super::limiter::Limiter;
use super::services::Service;
use crate::model::{Call, CallError, Conditions, ErrorKind, Millis, Permissions, Session};
use crate::text::time::span;
use aws_config::SdkConfig;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::DateTime;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use futures_util::future::BoxFuture;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

pub use super::limiter::Lane;

/// After this at the latest, a service that did not answer whose account it is is asked again.
const ASKED_AGAIN: Duration = Duration::from_mins(1);
/// After a failed attempt, how many times its duration passes before it is asked again.
const TIMES_AS_LONG: u32 = 10;

/// One account and region. Cheap to clone; clones share connections and limits.
#[derive(Clone)]
pub struct Client {
    parts: Arc<Parts>,
    lane: Lane,
    /// How long a call may take with all its attempts, where somebody has set an end to it.
    patience: Option<Duration>,
}

/// A failed GetCallerIdentity.
pub(super) struct UnknownAccount {
    at: Instant,
    /// How long an answer was waited for.
    waited: Duration,
    error: CallError,
}

impl UnknownAccount {
    /// The failure of before, for a caller who asks while it is too early to wait for an answer again: what
    /// is refused at once may be asked for soon, as when a network comes back.
    fn still(&self, now: Instant) -> Option<CallError> {
        let again = self.at + (self.waited * TIMES_AS_LONG).min(ASKED_AGAIN);
        let seconds = again.checked_duration_since(now).filter(|left| !left.is_zero())?.as_secs() + 1;
        let ago = now.duration_since(self.at).as_secs();
        let of = |seconds: u64| span(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1_000));
        let when =
            format!("It was asked {} ago, and is asked again in {} at the latest", of(ago), of(seconds));
        Some(self.error.clone().and_also(&when))
    }
}

/// What a client is made of.
pub(super) struct Parts {
    pub(super) session: Session,
    /// The session with account and caller, once GetCallerIdentity has told them.
    pub(super) known: OnceLock<Session>,
    /// When it was asked for last and nothing answered, and how that was told.
    pub(super) unanswered: Mutex<Option<UnknownAccount>>,
    pub(super) surroundings: Surroundings,
    pub(super) events: aws_sdk_eventbridge::Client,
    pub(super) logs: aws_sdk_cloudwatchlogs::Client,
    pub(super) cloudwatch: aws_sdk_cloudwatch::Client,
    pub(super) sts: aws_sdk_sts::Client,
    /// The services that targets and sources depend on, made when one of them is first asked.
    pub(super) dependencies: OnceLock<Dependencies>,
    pub(super) config: SdkConfig,
    pub(super) limits: Limits,
    /// The server is on this machine.
    pub(super) on_this_machine: bool,
    pub(super) clock: ServiceClock,
    pub(super) conditions: Arc<watch::Sender<Conditions>>,
    pub(super) log: CallLog,
}

/// A limiter for each service: each has quotas of its own. Those that are asked rarely share one.
pub(super) struct Limits {
    pub(super) events: Limiter,
    pub(super) logs: Limiter,
    pub(super) cloudwatch: Limiter,
    pub(super) sts: Limiter,
    pub(super) dependencies: Limiter,
}

impl Client {
    pub(super) fn new(parts: Parts) -> Self {
        Self { parts: Arc::new(parts), lane: Lane::Screen, patience: None }
    }

    /// The same client, whose calls stand in that lane. A new client stands in [`Lane::Screen`].
    #[must_use]
    pub fn in_lane(&self, lane: Lane) -> Self {
        Self { lane, ..self.clone() }
    }

    /// The same client, whose calls are given up after this long: throttling is waited out no longer.
    #[must_use]
    pub fn with_patience(&self, patience: Option<Duration>) -> Self {
        Self { patience, ..self.clone() }
    }

    /// After how long calls are given up; none where they are waited for.
    pub fn patience(&self) -> Option<Duration> {
        self.patience
    }

    /// What is known without a call: profile, region, endpoint. [`Client::identity`] adds account and caller.
    pub fn session(&self) -> &Session {
        &self.parts.session
    }

    /// The session with account and caller, as GetCallerIdentity tells them, or has told them; the first
    /// proof that credentials work.
    pub async fn identity(&self) -> Result<Session, CallError> {
        if let Some(known) = self.parts.known.get() {
            return Ok(known.clone());
        }
        let unanswered = || self.parts.unanswered.lock().unwrap_or_else(PoisonError::into_inner);
        // Who has just waited for it in vain is not to wait again.
        if let Some(error) = unanswered().as_ref().and_then(|before| before.still(Instant::now())) {
            return Err(error);
        }
        let begun = Instant::now();
        let call = self.parts.sts.get_caller_identity().send();
        let caller = match self.call(Service::Sts, "GetCallerIdentity", call).await {
            Ok(caller) => caller,
            Err(error) => {
                if error.kind == ErrorKind::Network {
                    let (at, waited) = (Instant::now(), begun.elapsed());
                    *unanswered() = Some(UnknownAccount { at, waited, error: error.clone() });
                }
                return Err(error);
            }
        };
        let known = Session { account: caller.account, caller: caller.arn, ..self.parts.session.clone() };
        if known.account.is_some() {
            // A second question gets the same answer.
            let _ = self.parts.known.set(known.clone());
        }
        Ok(known)
    }

    /// The session with account and caller where they are known already, or can be asked for now; without
    /// them where they cannot.
    pub async fn session_if_known(&self) -> Session {
        self.identity().await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the account's number stays unknown");
            self.parts.session.clone()
        })
    }

    /// From where it can be told which bus is named so: only an ARN takes the account's number.
    pub async fn to_see(&self, bus: &str) -> Session {
        if bus.starts_with("arn:") { self.session_if_known().await } else { self.session().clone() }
    }

    /// The account's twelve digits; `None` where they cannot be known.
    pub async fn account(&self) -> Option<String> {
        self.session_if_known().await.account
    }

    /// The account, or why it is not known. `None`: the server is not AWS and has none.
    ///
    /// Errors: STS, or what gives the credentials, cannot be asked at present, or gives none.
    pub async fn account_if_told(&self) -> Result<Option<String>, CallError> {
        match self.identity().await {
            Ok(session) => Ok(session.account),
            // The call itself needs no permission: what is denied is the credentials.
            Err(error)
                if self.parts.surroundings.endpoint(Service::Sts).is_none()
                    || is_about_time(error.code.as_deref(), Some(&error.message))
                    || matches!(
                        error.kind,
                        ErrorKind::Network
                            | ErrorKind::NoCredentials
                            | ErrorKind::Expired
                            | ErrorKind::Throttled
                            | ErrorKind::Denied
                    ) =>
            {
                Err(error)
            }
            Err(_) => Ok(None),
        }
    }

    /// The clients of the services that targets and sources depend on.
    pub(super) fn dependencies(&self) -> &Dependencies {
        let make = || Dependencies::new(&self.parts.config, &self.parts.surroundings);
        self.parts.dependencies.get_or_init(make)
    }

    pub(super) fn parts(&self) -> &Parts {
        &self.parts
    }

    pub(super) fn error<E>(
        &self,
        service: Service,
        operation: &'static str,
        error: &SdkError<E, HttpResponse>,
    ) -> CallError
    where
        E: std::error::Error + ProvideErrorMetadata + 'static,
    {
        self.parts.surroundings.error(service, operation, error)
    }

    /// How calls fare, now and from now on.
    pub fn conditions(&self) -> watch::Receiver<Conditions> {
        self.parts.conditions.subscribe()
    }

    /// The newest calls that were made, the newest first.
    pub fn calls(&self) -> Vec<Call> {
        self.parts.log.calls()
    }

    /// The IAM policies for the calls made so far, and for all that are.
    pub fn permissions(&self) -> Permissions {
        let session = self.parts.known.get().unwrap_or(&self.parts.session);
        self.parts.log.permissions(session)
    }

    /// What time it is for the service, as far as its answers have told.
    pub fn service_time(&self) -> Millis {
        self.parts.clock.now()
    }

    /// A time that has come for the service, whether this machine's clock or the dates of its answers are
    /// ahead: where what is read back from the present begins.
    pub fn time_that_has_come(&self) -> Millis {
        self.parts.clock.has_come()
    }

    /// A call of any service, in its turn and with all its attempts.
    pub(super) fn call<'a, T, E>(
        &'a self,
        service: Service,
        operation: &'static str,
        call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>> + Send + 'a,
    ) -> BoxFuture<'a, Result<T, CallError>>
    where
        T: Send + 'a,
        E: std::error::Error + ProvideErrorMetadata + Send + 'static,
    {
        let outcome = self.outcome(service, operation, call);
        Box::pin(unless_cancelled(operation, async move {
            let outcome =
                within(self.patience, outcome).await.map_err(|patience| gave_up(operation, patience))?;
            outcome.map_err(|error| self.error(service, operation, &error))
        }))
    }

    /// The outcome of a call, with the SDK's own error.
    pub(super) fn outcome<'a, T: Send + 'a>(
        &self,
        service: Service,
        operation: &'static str,
        call: impl Future<Output = T> + Send + 'a,
    ) -> BoxFuture<'a, T> {
        self.attempts(service, operation).make(Box::pin(call))
    }

    fn attempts(&self, service: Service, operation: &'static str) -> Attempts {
        let limits = &self.parts.limits;
        let limiter = match service {
            Service::Events => &limits.events,
            Service::Logs => &limits.logs,
            Service::CloudWatch => &limits.cloudwatch,
            Service::Sts => &limits.sts,
            Service::Lambda
            | Service::Sqs
            | Service::Sns
            | Service::StepFunctions
            | Service::Iam
            | Service::Kms
            | Service::CloudTrail
            | Service::S3 => &limits.dependencies,
        };
        Attempts::new((service, operation), limiter, self.lane, self.parts.on_this_machine, &self.parts.log)
    }

    /// A call of any service that changes something. It is made once: again only where the service surely did
    /// not act on it.
    ///
    /// [`ErrorKind::NotKnown`] when it went out and no answer tells what became of it.
    pub(super) fn write<'a, T, E>(
        &'a self,
        service: Service,
        operation: &'static str,
        call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>> + Send + 'a,
    ) -> BoxFuture<'a, Result<T, CallError>>
    where
        T: Send + 'a,
        E: std::error::Error + ProvideErrorMetadata + Send + 'static,
    {
        let attempts = self.attempts(service, operation).once();
        let fate = attempts.watch_fate();
        let outcome = attempts.make(Box::pin(call));
        Box::pin(async move {
            let outcome = async {
                let outcome = within(self.patience, outcome).await.map_err(|patience| {
                    let error = gave_up(operation, patience);
                    match fate.get() {
                        Fate::Lost | Fate::Answered(200..=299) => error.not_known(),
                        Fate::NotSent | Fate::Answered(_) => error.and_also("Nothing of it was done"),
                    }
                })?;
                outcome.map_err(|error| {
                    let error = self.error(service, operation, &error);
                    let may_be_done = match fate.get() {
                        Fate::Lost => true,
                        // A success that cannot be read is one all the same; a server in trouble may have
                        // acted.
                        Fate::Answered(200..=299 | 408 | 500..) => error.kind != ErrorKind::Throttled,
                        Fate::Answered(_) => error.code.as_deref().is_some_and(may_have_acted),
                        Fate::NotSent => false,
                    };
                    if may_be_done { error.not_known() } else { error }
                })
            };
            unless_cancelled_before_it_is_done(operation, &fate, outcome).await
        })
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("session", &self.parts.session)
            .field("lane", &self.lane)
            .finish_non_exhaustive()
    }
}

/// The outcome, if it comes within the patience that there is; else how long that was.
async fn within<T>(patience: Option<Duration>, outcome: impl Future<Output = T>) -> Result<T, Duration> {
    match patience {
        Some(patience) => tokio::time::timeout(patience, outcome).await.map_err(|_| patience),
        None => Ok(outcome.await),
    }
}

fn gave_up(operation: &'static str, patience: Duration) -> CallError {
    let why = format!("no conclusive answer within {patience:?} (--timeout)");
    CallError::new(ErrorKind::Network, operation, why)
}

/// The SDK's time in ours; a time beyond all calendars is no time.
pub(super) fn millis(time: Option<DateTime>) -> Option<crate::model::Millis> {
    time.and_then(|time| time.to_millis().ok())
}

#[cfg(test)]
mod tests {
    use super::UnknownAccount;
    use crate::model::{CallError, ErrorKind};
    use std::time::Duration;
    use tokio::time::Instant;

    #[test]
    fn a_refusal_is_asked_about_again_sooner_than_a_silence() {
        let error = CallError::new(ErrorKind::Network, "GetCallerIdentity", "no answer");
        let at = Instant::now();
        let told = |waited: u64, later: u64| {
            let before = UnknownAccount { at, waited: Duration::from_millis(waited), error: error.clone() };
            before.still(at + Duration::from_millis(later)).map(|error| error.to_string())
        };
        assert!(
            told(20, 100)
                .is_some_and(|said| said.contains("It was asked 0 s ago, and is asked again in 1 s"))
        );
        assert_eq!(told(20, 200), None);
        assert!(
            told(30_000, 12_000).is_some_and(|said| said.contains("12 s ago, and is asked again in 49 s"))
        );
        assert_eq!(told(30_000, 60_000), None);
    }
}
