//! Turns the SDK's errors into [`CallError`]s: one sentence of why, one of what to do next, no stack of
//! causes.
//!
//! What a server or a helper program said is data: control characters are taken out, and signatures or whole
//! requests, which some messages repeat, are left out.

mod answers;
mod credentials;
mod unreachable;

use self::answers::{denial_advice, is_page, kind_of_answer, unexplained};
pub(super) use self::answers::{is_about_time, may_have_acted, refuses_events};
use self::credentials::is_about_credentials;
use self::unreachable::is_connection;
use super::causes::{EMULATOR, SOUND, connection_words, denied_action, garbled, innermost, unreadable};
use super::clock::ServiceClock;
use super::network::Proxies;
use super::permissions::action;
use super::profiles::ProfileFacts;
use super::services::Service;
use super::untrusted_text::{sentence, without_userinfo};
use crate::model::without_secrets;
use crate::model::{CallError, ErrorKind};
use crate::text::one_line;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use std::error::Error as StdError;

/// What advice depends on beside the error itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Surroundings {
    pub(super) profile: ProfileFacts,
    pub(super) region: String,
    /// The overridden endpoints, in the order of [`Service::ALL`].
    pub(super) endpoints: [Option<String>; Service::ALL.len()],
    pub(super) embedded: bool,
    pub(super) proxies: Proxies,
    /// The file of certificates that are trusted in place of the system's, with what names it.
    pub(super) bundle: Option<String>,
    pub(super) clock: Option<ServiceClock>,
}

impl Surroundings {
    pub(super) fn endpoint(&self, service: Service) -> Option<&str> {
        let all = Service::ALL.iter().zip(&self.endpoints);
        all.filter(|(other, _)| **other == service).find_map(|(_, endpoint)| endpoint.as_deref())
    }

    /// Where a call of that service goes, for a sentence.
    fn place(&self, service: Service) -> String {
        match self.endpoint(service) {
            Some(endpoint) => without_userinfo(endpoint),
            None => format!("the {} endpoint of {}", service.iam(), self.region),
        }
    }

    /// The error of a failed call.
    pub(super) fn error<E>(
        &self,
        service: Service,
        operation: &'static str,
        error: &SdkError<E, HttpResponse>,
    ) -> CallError
    where
        E: StdError + ProvideErrorMetadata + 'static,
    {
        let chain = DisplayErrorContext(error).to_string();
        let why = without_secrets(&innermost(error));
        tracing::debug!(operation, kind = kind_of(error), innermost = why, "a call failed");
        match error {
            // The SDK counts a success that it cannot read as an error of the service.
            SdkError::ServiceError(failure) if failure.raw().status().is_success() => {
                unreadable(operation, failure.raw(), &innermost(error))
            }
            SdkError::ServiceError(failure) => {
                let status = failure.raw().status().as_u16();
                let meta = failure.err().meta();
                self.service_error(service, operation, status, meta.code(), meta.message(), failure.raw())
            }
            SdkError::ResponseError(failure) => unreadable(operation, failure.raw(), &innermost(error)),
            SdkError::TimeoutError(_) => {
                self.unreachable(service, operation, &chain, "gave no answer in time")
            }
            SdkError::DispatchFailure(failure) if failure.is_timeout() => {
                self.unreachable(service, operation, &chain, "gave no answer in time")
            }
            SdkError::DispatchFailure(failure)
                if failure.is_io()
                    || failure.is_user()
                    || is_connection(&chain) && !is_about_credentials(&chain) =>
            {
                self.unreachable(service, operation, &chain, &connection_words(&chain, &innermost(error)))
            }
            SdkError::DispatchFailure(_) if garbled(&chain).is_some() => {
                let who = if is_about_credentials(&chain) { self.giver() } else { self.place(service) };
                let why = format!("{who} {}", garbled(&chain).unwrap_or_default());
                CallError::new(ErrorKind::Network, operation, why).advise(SOUND)
            }
            SdkError::DispatchFailure(_) | SdkError::ConstructionFailure(_) => {
                self.not_sent(service, operation, &chain, error)
            }
            _ => CallError::new(ErrorKind::Other, operation, sentence(&innermost(error))),
        }
    }

    /// The service answered with an error.
    pub(super) fn service_error(
        &self,
        service: Service,
        operation: &'static str,
        status: u16,
        code: Option<&str>,
        message: Option<&str>,
        raw: &HttpResponse,
    ) -> CallError {
        let code = code
            .map(|code| one_line(code.rsplit('#').next().unwrap_or(code).split(':').next().unwrap_or(code)));
        let reply = message.map(sentence).filter(|text| !text.is_empty());
        if code.is_none() && matches!(status, 300..=399 | 401 | 403 | 407 | 511) && is_page(status, raw) {
            return self.a_page_in_between(service, operation, status);
        }
        if let Some(to) =
            raw.headers().get("location").filter(|_| code.is_none() && (300..400).contains(&status))
        {
            return self.redirect_error(service, operation, status, to);
        }
        if is_about_time(code.as_deref(), reply.as_deref()) {
            return self.wrong_time(operation, code, reply.as_deref().unwrap_or_default());
        }
        let kind = kind_of_answer(status, code.as_deref(), reply.as_deref());
        let foreign = self.endpoint(service).is_some();
        let mut error =
            CallError::new(kind, operation, reply.clone().unwrap_or_else(|| unexplained(status, raw)));
        error.code = code;
        error.advice = match kind {
            ErrorKind::Denied => {
                let action =
                    reply.as_deref().and_then(denied_action).unwrap_or_else(|| action(service, operation));
                error.message = match reply {
                    Some(reply) => format!("not allowed, it needs {action}: {reply}"),
                    None => format!("not allowed, it needs {action}"),
                };
                Some(if self.profile.mfa.is_some() && service == Service::Sts {
                    Self::mfa_advice()
                } else {
                    denial_advice(&error.message, &action)
                })
            }
            ErrorKind::Expired => {
                "the credentials have expired".clone_into(&mut error.message);
                Some(self.renew_advice())
            }
            ErrorKind::NoCredentials => {
                error.message = match error.code.as_deref() {
                    Some("SignatureDoesNotMatch" | "InvalidSignatureException") => {
                        "the secret key does not belong to the access key, or this machine's clock is \
                            wrong"
                            .to_owned()
                    }
                    _ => "AWS does not know these credentials, or this region is not switched on for the \
                        account"
                        .to_owned(),
                };
                Some(self.credentials_advice())
            }
            ErrorKind::Throttled => {
                Some("Wait a moment, then refresh; others in the account share the same quota.".to_owned())
            }
            ErrorKind::Managed => Some(
                "An AWS service owns this rule: change it through that service, not through EventBridge."
                    .to_owned(),
            ),
            ErrorKind::Unsupported => {
                error.message = format!("{} does not know this call", self.place(service));
                Some(if foreign {
                    EMULATOR.to_owned()
                } else {
                    "The service does not offer it in this region.".to_owned()
                })
            }
            ErrorKind::Changed => Some(
                "Nothing of it was done, for something else was changing it at the same time. Look at what it is now, \
                 and repeat the change."
                    .to_owned(),
            ),
            ErrorKind::NotFound => Some(
                "It may have been deleted, or be in another region or account: list again to see.".to_owned(),
            ),
            ErrorKind::Other if status >= 500 && foreign => {
                Some("The server failed by itself; emulators do on calls they lack.".to_owned())
            }
            ErrorKind::Other if status >= 500 => Some("AWS had trouble of its own: try again.".to_owned()),
            ErrorKind::NoRegion
            | ErrorKind::Invalid
            | ErrorKind::Refused
            | ErrorKind::NotKnown
            | ErrorKind::Network
            | ErrorKind::Other => None,
        };
        error
    }
}

/// No region is configured anywhere.
pub(super) fn no_region(operation: &'static str) -> CallError {
    CallError::new(ErrorKind::NoRegion, operation, "no AWS region is configured").advise(
        "Give --region, set AWS_REGION, or put `region = …` into the profile; or look around with \
            `buslens demo`.",
    )
}

/// Whether an answer says that the caller may not.
pub(super) fn is_denial(status: u16, code: Option<&str>) -> bool {
    kind_of_answer(status, code, None) == ErrorKind::Denied
}

fn kind_of<E, R>(error: &SdkError<E, R>) -> &'static str {
    match error {
        SdkError::ServiceError(_) => "service",
        SdkError::ResponseError(_) => "response",
        SdkError::TimeoutError(_) => "timeout",
        SdkError::DispatchFailure(_) => "dispatch",
        SdkError::ConstructionFailure(_) => "construction",
        _ => "other",
    }
}
