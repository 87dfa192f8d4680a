//! The handle everything goes through: SDK clients, limits, and the words for errors.

use super::errors::{Service, Surroundings};
use super::limiter::Limiter;
use crate::model::{CallError, Session};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::DateTime;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use std::sync::Arc;

pub use super::limiter::Lane;

/// One account and region. Cheap to clone; clones share connections and limits.
#[derive(Clone)]
pub struct Client {
    parts: Arc<Parts>,
    lane: Lane,
}

/// What a client is made of.
pub(super) struct Parts {
    pub(super) session: Session,
    pub(super) surroundings: Surroundings,
    pub(super) events: aws_sdk_eventbridge::Client,
    pub(super) logs: aws_sdk_cloudwatchlogs::Client,
    pub(super) cloudwatch: aws_sdk_cloudwatch::Client,
    pub(super) sts: aws_sdk_sts::Client,
    pub(super) events_limit: Limiter,
    pub(super) logs_limit: Limiter,
}

impl Client {
    pub(super) fn new(parts: Parts) -> Self {
        Self { parts: Arc::new(parts), lane: Lane::Screen }
    }

    /// The same client, whose calls stand in that lane. A new client stands in [`Lane::Screen`].
    #[must_use]
    pub fn in_lane(&self, lane: Lane) -> Self {
        Self { parts: self.parts.clone(), lane }
    }

    /// What is known without a call: profile, region, endpoint. [`Client::identity`] adds account and caller.
    pub fn session(&self) -> &Session {
        &self.parts.session
    }

    /// The session with account and caller, as GetCallerIdentity tells them; the first proof that credentials
    /// work.
    pub async fn identity(&self) -> Result<Session, CallError> {
        let outcome = self.parts.sts.get_caller_identity().send().await;
        let caller = outcome.map_err(|error| self.error(Service::Sts, "GetCallerIdentity", &error))?;
        Ok(Session { account: caller.account, caller: caller.arn, ..self.parts.session.clone() })
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

    /// A call to the EventBridge control plane, in its turn.
    pub(super) async fn events_call<T, E>(
        &self,
        operation: &'static str,
        call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<T, CallError>
    where
        E: std::error::Error + ProvideErrorMetadata + 'static,
    {
        let _permit = self.parts.events_limit.permit(self.lane).await;
        call.await.map_err(|error| self.error(Service::Events, operation, &error))
    }

    /// A call to CloudWatch Logs, in its turn.
    pub(super) async fn logs_call<T, E>(
        &self,
        operation: &'static str,
        call: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<T, CallError>
    where
        E: std::error::Error + ProvideErrorMetadata + 'static,
    {
        call.await.map_err(|error| self.error(Service::Logs, operation, &error))
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

/// The SDK's time in ours; a time beyond all calendars is no time.
pub(super) fn millis(time: Option<DateTime>) -> Option<crate::model::Millis> {
    time.and_then(|time| time.to_millis().ok())
}
