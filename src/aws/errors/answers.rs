//! What a service, or whoever answered in its place, said: which kind of failure that is, and what to do.

use super::Surroundings;
use crate::aws::causes::{looks_like_html, web_page};
use crate::aws::clock::ServiceClock;
use crate::aws::services::Service;
use crate::aws::untrusted_text::{quoted, sentence, without_userinfo};
use crate::model::{CallError, ErrorKind};
use crate::text::time::span;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

impl Surroundings {
    /// Somebody between here and AWS has answered.
    pub(super) fn a_page_in_between(
        &self,
        service: Service,
        operation: &'static str,
        status: u16,
    ) -> CallError {
        let who = match self.proxies.of(&self.url(service)) {
            Some(proxy) => format!("the proxy {} ({})", proxy.without_password(), proxy.variable),
            None => "something between here and AWS".to_owned(),
        };
        let why = format!(
            "{who} answered with a page of its own (HTTP {status}) in place of {}",
            self.place(service)
        );
        let advice = if status == 407 {
            "It wants a user name and a password: put them into its URL, http://USER:PASSWORD@HOST:PORT."
        } else {
            "Sign in to the network or proxy, or ask whoever runs it to let AWS through; permissions in AWS have no \
             part in it."
        };
        CallError::new(ErrorKind::Network, operation, why).advise(advice)
    }

    /// A redirect, as networks answer that want a login first; AWS answers none without a code.
    pub(super) fn redirect_error(
        &self,
        service: Service,
        operation: &'static str,
        status: u16,
        to: &str,
    ) -> CallError {
        // What follows the path may be a secret of the login.
        let to = without_userinfo(to.split(['?', '#']).next().unwrap_or(to));
        let why = format!(
            "what answers in place of {} sends on to {} (HTTP {status})",
            self.place(service),
            quoted(&sentence(&to))
        );
        CallError::new(ErrorKind::Network, operation, why)
            .advise("Sign in to the network there, or check the endpoint and the proxy settings.")
    }

    /// The request was signed at a time that AWS does not take.
    pub(super) fn wrong_time(
        &self,
        operation: &'static str,
        code: Option<String>,
        message: &str,
    ) -> CallError {
        let skew = self.clock.as_ref().map_or(0, ServiceClock::skew);
        let clock = match skew {
            0 => "this machine's clock is wrong".to_owned(),
            ahead if ahead > 0 => format!("this machine's clock is {} behind", span(ahead)),
            behind => format!("this machine's clock is {} ahead", span(-behind)),
        };
        let why = if message.is_empty() { clock } else { format!("{clock}: {message}") };
        let mut error = CallError::new(ErrorKind::Other, operation, why)
            .advise("Set the clock (on Linux: `timedatectl set-ntp true`), then refresh.");
        error.code = code;
        error
    }
}

/// True for an answer that is made for a browser, or for a proxy's own statuses.
pub(super) fn is_page(status: u16, raw: &HttpResponse) -> bool {
    let text = raw.body().bytes().map(|body| String::from_utf8_lossy(body)).unwrap_or_default();
    looks_like_html(raw, &text) || matches!(status, 407 | 511)
}

/// True where the time that a request was signed at is what is wrong with it.
pub(in crate::aws) fn is_about_time(code: Option<&str>, message: Option<&str>) -> bool {
    let codes = ["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"];
    let says = |text: &str| text.contains("Signature expired") || text.contains("Signature not yet current");
    code.is_some_and(|code| codes.iter().any(|wrong| code.starts_with(wrong))) || message.is_some_and(says)
}

/// What to do about a denial, by whose policy it is. Source: IAM user guide, "Troubleshoot access denied
/// error messages".
pub(super) fn denial_advice(message: &str, action: &str) -> String {
    let explicit = message.contains("explicit deny");
    let whose = [
        ("service control policy", "a service control policy of the organization"),
        ("resource control policy", "a resource control policy of the organization"),
        ("permissions boundary", "the permissions boundary of this user or role"),
        ("session policy", "the policy of this session"),
        ("VPC endpoint policy", "the policy of the VPC endpoint"),
        ("resource-based policy", "the policy on the resource"),
    ];
    match whose.into_iter().find(|(name, _)| message.contains(name)) {
        Some((name, whose)) if name.contains("control policy") => format!(
            "It is {whose} that denies {action}: only the organization's administrators can change that; a policy of \
             this user or role cannot."
        ),
        Some((_, whose)) if explicit => {
            format!("It is {whose} that denies {action}: it must be changed there.")
        }
        Some((_, whose)) => format!("Ask for {action} in {whose}."),
        None => format!("Ask for {action} in the policy of this user or role, or choose another profile."),
    }
}

/// Whether a service says by a code that it is in trouble, or came to no end in time, so that it may have
/// acted all the same, whatever the status of the answer. Source: EventBridge API reference, "Common errors".
pub(in crate::aws) fn may_have_acted(code: &str) -> bool {
    matches!(
        code,
        "InternalException"
            | "InternalFailure"
            | "InternalError"
            | "InternalServerError"
            | "InternalServerException"
            | "ServiceUnavailable"
            | "ServiceUnavailableException"
            | "RequestTimeout"
            | "RequestTimeoutException"
    )
}

/// Whether an answer to PutEvents says that nothing was taken. Any other error may be that of what came
/// after: some servers deliver before they answer, and answer with the error of a target. Sources:
/// EventBridge API reference, "Common errors" and "PutEventsResultEntry"; the protocol's own.
pub(in crate::aws) fn refuses_events(error: &CallError) -> bool {
    let Some(code) = error.code.as_deref() else { return true };
    match error.kind {
        ErrorKind::NoCredentials
        | ErrorKind::Expired
        | ErrorKind::NoRegion
        | ErrorKind::Denied
        | ErrorKind::Throttled
        | ErrorKind::Refused
        | ErrorKind::Unsupported => true,
        ErrorKind::NotFound
        | ErrorKind::Invalid
        | ErrorKind::Managed
        | ErrorKind::Changed
        | ErrorKind::NotKnown
        | ErrorKind::Network
        | ErrorKind::Other => matches!(
            code,
            "ValidationException"
                | "ValidationError"
                | "SerializationException"
                | "InvalidArgument"
                | "InvalidParameterCombination"
                | "InvalidParameterValue"
                | "MalformedDetail"
                | "MalformedHttpRequestException"
                | "MissingParameter"
                | "NotAuthorizedForDetailTypeException"
                | "NotAuthorizedForSourceException"
                | "RequestEntityTooLargeException"
                | "RequestExpired"
                | "ResourceNotFoundException"
        ),
    }
}

/// What kind of failure a service's answer is.
pub(super) fn kind_of_answer(status: u16, code: Option<&str>, message: Option<&str>) -> ErrorKind {
    match code {
        Some(
            "AccessDenied"
            | "AccessDeniedException"
            | "UnauthorizedOperation"
            | "NotAuthorized"
            | "AuthorizationError"
            | "AuthorizationErrorException",
        ) => ErrorKind::Denied,
        Some("ExpiredToken" | "ExpiredTokenException") => ErrorKind::Expired,
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
        Some(
            "ResourceNotFoundException"
            | "ResourceNotFound"
            | "NotFoundException"
            | "NotFound"
            | "NoSuchEntity"
            | "NoSuchEntityException"
            | "NoSuchBucket"
            | "QueueDoesNotExist"
            | "AWS.SimpleQueueService.NonExistentQueue"
            | "StateMachineDoesNotExist"
            | "TrailNotFoundException",
        ) => ErrorKind::NotFound,
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

pub(super) fn unexplained(status: u16, raw: &HttpResponse) -> String {
    let text = raw.body().bytes().map(|body| String::from_utf8_lossy(body)).unwrap_or_default();
    if looks_like_html(raw, &text) {
        web_page(status)
    } else {
        format!("the server answered HTTP {status} without saying why")
    }
}
