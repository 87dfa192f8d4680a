//! What the SDK's types cannot say, read from and written to the HTTP messages beneath them.

use super::attempts::Attempts;
use super::causes::is_page;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    AfterDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextMut,
    BeforeTransmitInterceptorContextRef,
};
use aws_smithy_runtime_api::client::interceptors::{Intercept, dyn_dispatch_hint};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::config_bag::ConfigBag;
use aws_types::endpoint_config::EndpointUrl;
use serde_json::Value;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Keeps a copy of an answer's body: fields newer than the SDK, and fields that were not there at all.
#[derive(Clone, Debug, Default)]
pub(super) struct AnswerBody(Arc<Mutex<Option<Vec<u8>>>>);

impl AnswerBody {
    /// The answer's JSON, once there was one.
    pub(super) fn json(&self) -> Option<Value> {
        let body = self.0.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        serde_json::from_slice(&body).ok()
    }
}

#[dyn_dispatch_hint]
impl Intercept for AnswerBody {
    fn name(&self) -> &'static str {
        "AnswerBody"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let body = context.response().body().bytes().map(<[u8]>::to_vec);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = body;
        Ok(())
    }
}

/// Sees whether it is moto that answers, by the web server that it runs in.
#[derive(Clone, Debug, Default)]
pub(super) struct ByMoto(Arc<AtomicBool>);

impl ByMoto {
    /// Whether it was.
    pub(super) fn is_so(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

#[dyn_dispatch_hint]
impl Intercept for ByMoto {
    fn name(&self) -> &'static str {
        "ByMoto"
    }

    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let mut servers = context.response().headers().get_all("server");
        self.0.store(servers.any(|server| server.starts_with("Werkzeug")), Ordering::Relaxed);
        Ok(())
    }
}

/// Sends this body in place of the one that the SDK has made: members that are newer than the SDK, and the
/// values as they were read.
#[derive(Clone)]
pub(super) struct Body(pub(super) Vec<u8>);

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // There may be a secret in it.
        f.write_str("Body")
    }
}

#[dyn_dispatch_hint]
impl Intercept for Body {
    fn name(&self) -> &'static str {
        "Body"
    }

    fn modify_before_retry_loop(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        request.headers_mut().insert("content-length", self.0.len().to_string());
        *request.body_mut() = SdkBody::from(self.0.clone());
        Ok(())
    }
}

/// Tells the call of the task that another attempt of it begins. Whoever judges an attempt is asked by the
/// SDK's strategy and by its care for connections, and must not count it twice.
#[derive(Debug)]
pub(super) struct EachAttempt;

#[dyn_dispatch_hint]
impl Intercept for EachAttempt {
    fn name(&self) -> &'static str {
        "EachAttempt"
    }

    fn read_before_attempt(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(call) = Attempts::present() {
            call.another();
        }
        Ok(())
    }

    /// The SDK does not look into an answer that carries nothing, and takes an empty one for one in which
    /// nothing is: the page of a login that stands before the network would be a success.
    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        let Some(body) = response.body().bytes().filter(|_| response.status().is_success()) else {
            return Ok(());
        };
        if is_page(&String::from_utf8_lossy(body)) {
            return Err("a web page".into());
        }
        match Attempts::present().and_then(|call| call.fault(body)) {
            Some(fault) => Err(fault.into()),
            None => Ok(()),
        }
    }
}

/// Takes the `stream-` that StartLiveTail puts before the host off again where the endpoint is not AWS's own:
/// an emulator on 127.0.0.1 has no other name, and no setting of the SDK keeps the prefix away.
#[derive(Debug)]
pub(super) struct KeepHost;

#[dyn_dispatch_hint]
impl Intercept for KeepHost {
    fn name(&self) -> &'static str {
        "KeepHost"
    }

    fn modify_before_signing(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        cfg: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if cfg.load::<EndpointUrl>().is_none() {
            return Ok(());
        }
        let request = context.request_mut();
        if let Some(uri) = without_stream_prefix(request.uri()) {
            request.set_uri(uri)?;
        }
        Ok(())
    }
}

fn without_stream_prefix(uri: &str) -> Option<String> {
    let (scheme, rest) = uri.split_once("://")?;
    Some(format!("{scheme}://{}", rest.strip_prefix("stream-")?))
}

#[cfg(test)]
mod tests {
    use super::without_stream_prefix;

    #[test]
    fn only_the_prefix_of_the_host_goes() {
        assert_eq!(
            without_stream_prefix("http://stream-127.0.0.1:4566/").as_deref(),
            Some("http://127.0.0.1:4566/")
        );
        assert_eq!(without_stream_prefix("http://127.0.0.1:4566/stream-"), None);
    }
}
