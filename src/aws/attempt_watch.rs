//! What stands around the HTTP client (`network` builds it) and sees every attempt of every call: its turn,
//! the seconds without an answer, the service's clock.

use super::attempts::Attempts;
use super::bounded_answer::bounded;
use super::clock::ServiceClock;
use crate::model::Conditions;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::connector_metadata::ConnectorMetadata;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::{RuntimeComponents, RuntimeComponentsBuilder};
use aws_smithy_types::config_bag::ConfigBag;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// After so long without anything of an answer, that is said.
const PATIENCE: Duration = Duration::from_secs(Conditions::PATIENCE);

/// The client as calls see it: each attempt takes its turn, and its answer tells the service's time.
#[derive(Clone)]
pub(super) struct Watched {
    inner: SharedHttpClient,
    clock: ServiceClock,
    conditions: Arc<watch::Sender<Conditions>>,
}

impl Watched {
    pub(super) fn new(
        inner: SharedHttpClient,
        clock: ServiceClock,
        conditions: Arc<watch::Sender<Conditions>>,
    ) -> Self {
        Self { inner, clock, conditions }
    }
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watched").finish_non_exhaustive()
    }
}

impl HttpClient for Watched {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(WatchedConnector {
            inner,
            clock: self.clock.clone(),
            conditions: Arc::clone(&self.conditions),
        })
    }

    fn validate_base_client_config(
        &self,
        components: &RuntimeComponentsBuilder,
        cfg: &ConfigBag,
    ) -> Result<(), BoxError> {
        self.inner.validate_base_client_config(components, cfg)
    }

    fn connector_metadata(&self) -> Option<ConnectorMetadata> {
        self.inner.connector_metadata()
    }
}

struct WatchedConnector {
    inner: SharedHttpConnector,
    clock: ServiceClock,
    conditions: Arc<watch::Sender<Conditions>>,
}

impl fmt::Debug for WatchedConnector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WatchedConnector").finish_non_exhaustive()
    }
}

impl HttpConnector for WatchedConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let Some(call) = Attempts::present() else {
            let answer = self.inner.call(request);
            return HttpConnectorFuture::new(async move { Ok(bounded(answer.await?, PATIENCE, || {})) });
        };
        let (inner, clock, conditions) =
            (self.inner.clone(), self.clock.clone(), Arc::clone(&self.conditions));
        HttpConnectorFuture::new(async move {
            call.begin(&request).await;
            let sent = clock.tick();
            let answer = inner.call(request);
            tokio::pin!(answer);
            let outcome = loop {
                tokio::select! {
                    biased;
                    outcome = &mut answer => break outcome,
                    // Repeated, because the end of any other call clears the message.
                    () = tokio::time::sleep(PATIENCE) => call.is_unanswered(&conditions),
                }
            };
            call.on_end(&outcome);
            if let Ok(response) = &outcome
                && let Some(date) = response.headers().get("date")
            {
                clock.learn_date(date, sent);
            }
            Ok(bounded(outcome?, PATIENCE, move || call.is_unanswered(&conditions)))
        })
    }
}

/// The message that a call has no answer yet; cleared when this is dropped.
pub(super) struct SlowAnswer {
    operation: &'static str,
    conditions: Arc<watch::Sender<Conditions>>,
}

impl SlowAnswer {
    pub(super) fn new(operation: &'static str, conditions: Arc<watch::Sender<Conditions>>) -> Self {
        Self { operation, conditions }
    }

    pub(super) fn say(&self) {
        self.conditions.send_if_modified(|conditions| {
            let news = conditions.unanswered.is_none();
            conditions.unanswered.get_or_insert_with(|| self.operation.to_owned());
            news
        });
    }
}

impl Drop for SlowAnswer {
    fn drop(&mut self) {
        self.conditions.send_if_modified(|conditions| {
            let mine = conditions.unanswered.as_deref() == Some(self.operation);
            if mine {
                conditions.unanswered = None;
            }
            mine
        });
    }
}
