//! Turns the SDK's errors into [`CallError`]s: one sentence of why, one of what to do next, no stack of
//! causes.
//!
//! What a server or a helper program said is data: control characters are taken out, and signatures or whole
//! requests, which some messages repeat, are left out.

use super::causes::{connection_words, denied_action, innermost, looks_like_html, unreadable};
use super::foreign_text::{quoted, sentence, without_userinfo};
use super::profiles::ProfileFacts;
use crate::model::{CallError, ErrorKind};
use crate::text::one_line;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use std::error::Error as StdError;

/// The services buslens calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Service {
    Events,
    Logs,
    CloudWatch,
    Sts,
}

impl Service {
    /// The prefix of its IAM actions.
    fn iam(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Logs => "logs",
            Self::CloudWatch => "cloudwatch",
            Self::Sts => "sts",
        }
    }
}

/// What advice depends on beside the error itself.
#[derive(Clone, Debug, Default)]
pub(super) struct Surroundings {
    pub(super) profile: ProfileFacts,
    pub(super) region: String,
    /// The overridden endpoints, by service: events, logs, cloudwatch, sts.
    pub(super) endpoints: [Option<String>; 4],
    pub(super) embedded: bool,
}

impl Surroundings {
    pub(super) fn endpoint(&self, service: Service) -> Option<&str> {
        let [events, logs, cloudwatch, sts] = &self.endpoints;
        match service {
            Service::Events => events,
            Service::Logs => logs,
            Service::CloudWatch => cloudwatch,
            Service::Sts => sts,
        }
        .as_deref()
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
        tracing::debug!(operation, kind = kind_of(error), innermost = innermost(error), "a call failed");
        match error {
            // The SDK counts a success that it cannot read as an error of the service.
            SdkError::ServiceError(failure) if failure.raw().status().is_success() => {
                unreadable(operation, failure.raw(), &innermost(error))
            }
            SdkError::ServiceError(failure) => {
                let status = failure.raw().status().as_u16();
                let meta = failure.err().meta();
                self.answered(service, operation, status, meta.code(), meta.message(), failure.raw())
            }
            SdkError::ResponseError(failure) => unreadable(operation, failure.raw(), &innermost(error)),
            SdkError::TimeoutError(_) => self.unreachable(service, operation, "gave no answer in time"),
            SdkError::DispatchFailure(failure) if failure.is_timeout() => {
                self.unreachable(service, operation, "gave no answer in time")
            }
            SdkError::DispatchFailure(failure) if failure.is_io() || failure.is_user() => {
                self.unreachable(service, operation, &connection_words(&chain, &innermost(error)))
            }
            SdkError::DispatchFailure(_) | SdkError::ConstructionFailure(_) => {
                self.not_sent(service, operation, &chain, error)
            }
            _ => CallError::new(ErrorKind::Other, operation, sentence(&innermost(error))),
        }
    }

    /// The service answered with an error.
    fn answered(
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
        let said = message.map(sentence).filter(|text| !text.is_empty());
        let kind = kind_of_answer(status, code.as_deref(), said.as_deref());
        let foreign = self.endpoint(service).is_some();
        let mut error =
            CallError::new(kind, operation, said.clone().unwrap_or_else(|| unexplained(status, raw)));
        error.code = code;
        error.advice = match kind {
            ErrorKind::Denied => {
                let action =
                    said.as_deref().and_then(denied_action).unwrap_or_else(|| action(service, operation));
                error.message = match said {
                    Some(said) => format!("not allowed, it needs {action}: {said}"),
                    None => format!("not allowed, it needs {action}"),
                };
                Some(if self.profile.mfa && service == Service::Sts {
                    Self::mfa_advice()
                } else {
                    format!("Ask for {action} in the policy of this user or role, or choose another profile.")
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
                    "Emulators carry only part of AWS; everything else goes on working.".to_owned()
                } else {
                    "The service does not offer it in this region.".to_owned()
                })
            }
            ErrorKind::Changed => Some("Read it again and repeat the change.".to_owned()),
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
            | ErrorKind::Network
            | ErrorKind::Other => None,
        };
        error
    }

    fn unreachable(&self, service: Service, operation: &'static str, why: &str) -> CallError {
        let advice = match self.endpoint(service) {
            Some(_) if self.embedded => "The embedded account has stopped: start buslens again.".to_owned(),
            Some(_) => "Check that a server listens there and that the URL is right.".to_owned(),
            None => format!(
                "Check the network, proxy settings and that {} is a region, or work offline with `buslens \
                    demo`.",
                quoted(&self.region)
            ),
        };
        CallError::new(ErrorKind::Network, operation, format!("{} {why}", self.place(service))).advise(advice)
    }

    /// The request never left: credentials, region or endpoint.
    fn not_sent<E>(
        &self,
        service: Service,
        operation: &'static str,
        chain: &str,
        error: &SdkError<E, HttpResponse>,
    ) -> CallError
    where
        E: StdError + 'static,
    {
        let low = chain.to_ascii_lowercase();
        let says = |needles: &[&str]| needles.iter().any(|needle| low.contains(needle));
        if says(&[
            "no providers in chain provided credentials",
            "credentialsnotloaded",
            "did not contain credential information",
        ]) {
            return CallError::new(ErrorKind::NoCredentials, operation, self.no_credentials())
                .advise(self.credentials_advice());
        }
        // The metadata service is the chain's last resort: that it failed is not the news, that nothing else
        // was found is.
        if self.profile.name.is_none() && says(&["imds", "instance metadata", "instancemetadata"]) {
            return CallError::new(ErrorKind::NoCredentials, operation, self.no_credentials())
                .advise(self.credentials_advice());
        }
        if says(&["invalid region", "a region must be set", "missingregion"]) {
            return no_region(operation);
        }
        if says(&["endpoint", "uri"]) && !says(&["credential", "identity", "token"]) {
            let place = self.place(service);
            return CallError::new(ErrorKind::Invalid, operation, format!("{place} is no usable endpoint"))
                .advise("Give it as http://HOST:PORT or https://HOST.");
        }
        let expired = says(&[
            "expired",
            "unauthorizedexception",
            "session token not found or invalid",
            "invalid_grant",
        ]);
        let never = says(&["sso/cache", "login/cache", "cached sso token", "cached login token"]);
        if self.profile.login_command().is_some() && (expired || never) {
            let word = if expired { "has expired" } else { "is not there" };
            return CallError::new(
                ErrorKind::Expired,
                operation,
                format!("the sign-in of {} {word}", self.profile_words()),
            )
            .advise(self.renew_advice());
        }
        if self.profile.mfa {
            let why = format!("{} assumes a role that asks for an MFA code", self.profile_words());
            return CallError::new(ErrorKind::NoCredentials, operation, why).advise(Self::mfa_advice());
        }
        if expired {
            return CallError::new(ErrorKind::Expired, operation, "the credentials have expired")
                .advise(self.renew_advice());
        }
        if says(&["credential_process", "external process", "credential process"]) {
            let why = format!("the credential_process of {} failed", self.profile_words());
            return CallError::new(ErrorKind::NoCredentials, operation, why)
                .advise("Run that command by hand to see why, or look around first with `buslens demo`.");
        }
        if says(&["accessdenied", "assumerole"]) {
            let why = format!(
                "the role of {} may not be assumed: {}",
                self.profile_words(),
                sentence(&innermost(error))
            );
            return CallError::new(ErrorKind::Denied, operation, why).advise(
                "Check the role's trust policy and the source profile, or look around first with \
                    `buslens demo`.",
            );
        }
        if says(&["credential", "identity", "profile"]) {
            let why = format!(
                "the credentials of {} cannot be had: {}",
                self.profile_words(),
                sentence(&innermost(error))
            );
            return CallError::new(ErrorKind::NoCredentials, operation, why)
                .advise(self.credentials_advice());
        }
        CallError::new(ErrorKind::Other, operation, sentence(&innermost(error)))
    }

    fn profile_words(&self) -> String {
        match &self.profile.name {
            Some(name) => format!("profile {}", quoted(name)),
            None => "the default profile".to_owned(),
        }
    }

    fn no_credentials(&self) -> String {
        match &self.profile.name {
            Some(name) => format!("profile {} holds no AWS credentials", quoted(name)),
            None => "buslens found no AWS credentials in the environment, the shared files, or this \
                machine's role"
                .to_owned(),
        }
    }

    fn credentials_advice(&self) -> String {
        let command = self.profile.login_command().unwrap_or_else(|| match &self.profile.name {
            Some(name) => format!("aws configure --profile {}", one_line(name)),
            None => "aws configure` or `aws sso login --profile NAME".to_owned(),
        });
        format!("Run `{command}`, or look around first with `buslens demo`.")
    }

    fn renew_advice(&self) -> String {
        match self.profile.login_command() {
            Some(command) => format!("Run `{command}`, then refresh; or look around with `buslens demo`."),
            None => {
                "Renew them where they came from and start buslens again; or look around with `buslens demo`."
                    .to_owned()
            }
        }
    }

    fn mfa_advice() -> String {
        "The AWS SDK cannot ask for MFA codes: give the profile a `credential_process` that does, such as \
            `aws-vault`, \
         or look around first with `buslens demo`."
            .to_owned()
    }
}

/// No region is configured anywhere.
pub(super) fn no_region(operation: &'static str) -> CallError {
    CallError::new(ErrorKind::NoRegion, operation, "no AWS region is configured").advise(
        "Give --region, set AWS_REGION, or put `region = …` into the profile; or look around with \
            `buslens demo`.",
    )
}

/// What kind of failure a service's answer is.
fn kind_of_answer(status: u16, code: Option<&str>, message: Option<&str>) -> ErrorKind {
    match code {
        Some(
            "AccessDenied"
            | "AccessDeniedException"
            | "UnauthorizedOperation"
            | "NotAuthorized"
            | "AuthorizationError"
            | "AuthorizationErrorException",
        ) => ErrorKind::Denied,
        Some("ExpiredToken" | "ExpiredTokenException" | "RequestExpired") => ErrorKind::Expired,
        Some(
            "InvalidClientTokenId"
            | "UnrecognizedClientException"
            | "SignatureDoesNotMatch"
            | "InvalidSignatureException"
            | "MissingAuthenticationToken"
            | "MissingAuthenticationTokenException"
            | "IncompleteSignature"
            | "AuthFailure"
            | "IncompleteSignatureException"
            | "InvalidAccessKeyId"
            | "OptInRequired",
        ) => ErrorKind::NoCredentials,
        Some("ResourceNotFoundException" | "ResourceNotFound" | "NotFoundException") => ErrorKind::NotFound,
        Some(
            "ThrottlingException"
            | "Throttling"
            | "TooManyRequestsException"
            | "RequestLimitExceeded"
            | "SlowDown"
            | "ThrottledException"
            | "RequestThrottled"
            | "RequestThrottledException",
        ) => ErrorKind::Throttled,
        Some("ManagedRuleException") => ErrorKind::Managed,
        Some("ConcurrentModificationException") => ErrorKind::Changed,
        Some(
            "UnknownOperationException"
            | "UnknownOperation"
            | "UnknownAction"
            | "NotImplemented"
            | "NotImplementedException"
            | "InvalidAction"
            | "UnsupportedOperation"
            | "UnsupportedOperationException"
            | "UnknownService"
            | "OperationDisabledException"
            | "UnsupportedCommand",
        ) => ErrorKind::Unsupported,
        _ if status == 501 => ErrorKind::Unsupported,
        None if matches!(status, 404 | 405) => ErrorKind::Unsupported,
        None if status == 403 => ErrorKind::Denied,
        None if status == 429 => ErrorKind::Throttled,
        _ if message.is_some_and(|text| {
            text.contains("not yet implemented") || text.contains("not been implemented")
        }) =>
        {
            ErrorKind::Unsupported
        }
        Some(_) if (400..500).contains(&status) => ErrorKind::Invalid,
        _ => ErrorKind::Other,
    }
}

fn unexplained(status: u16, raw: &HttpResponse) -> String {
    let text = raw.body().bytes().map(|body| String::from_utf8_lossy(body)).unwrap_or_default();
    if looks_like_html(raw, &text) {
        format!("the server answered with a web page (HTTP {status}), not as AWS does")
    } else {
        format!("the server answered HTTP {status} without saying why")
    }
}

/// The IAM action of an operation, where its name alone does not tell. Source: Service Authorization
/// Reference.
fn action(service: Service, operation: &str) -> String {
    format!("{}:{operation}", service.iam())
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
