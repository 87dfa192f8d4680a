//! What came in place of an answer that can be used, and what that says of another attempt: too fast, a clock
//! that is wrong, broken for now, or final. How often and when it is tried again is for `attempts`.

use super::bounded_answer::NO_END;
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::retries::classifiers::{RetryAction, RetryReason};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::retry::ErrorKind;
use hyper_util::client::legacy::Error as HttpError;
use serde_json::Value;
use std::error::Error as StdError;
use std::time::{Duration, SystemTime};

/// What came in place of an answer that can be used.
pub(super) enum Trouble {
    /// Refused for coming too fast; with how long to wait, where that was said.
    Throttled(Option<Duration>),
    /// Out of service for now, with how long to wait: whether it acted before it said so is not known.
    Unavailable(Option<Duration>),
    /// Signed at a time that is not the service's. The SDK corrects its clock by the answer.
    Clock,
    /// Asking again may help.
    Broken,
    /// Asking again will not help.
    Final,
}

#[allow(clippy::wildcard_enum_match_arm, reason = "the SDK's enum, which grows")]
pub(super) fn trouble(ctx: &InterceptorContext, previous: &RetryAction) -> Trouble {
    let kind = match previous {
        RetryAction::RetryIndicated(RetryReason::RetryableError { kind, .. }) => Some(*kind),
        _ => None,
    };
    let code = ctx.response().and_then(code);
    let code = code.as_deref().map(|code| code.strip_suffix("Exception").unwrap_or(code));
    let wait = ctx.response().and_then(retry_after);
    let status = ctx.response().map(|response| response.status().as_u16());
    match (code, status, kind) {
        // A quota that is used up, not a rate: the SDK counts it among the rates.
        (Some("LimitExceeded"), ..) => Trouble::Final,
        (Some("RequestTimeTooSkewed" | "RequestExpired" | "RequestInTheFuture"), ..)
        | (Some("SignatureDoesNotMatch" | "InvalidSignature" | "AuthFailure"), _, Some(_)) => Trouble::Clock,
        (_, Some(429), _) | (_, _, Some(ErrorKind::ThrottlingError)) => Trouble::Throttled(wait),
        (_, Some(503), _) if wait.is_some() => Trouble::Unavailable(wait),
        (_, Some(200..=299), _) if broke_off(ctx) => Trouble::Broken,
        // What has come and cannot be read will not read better the next time.
        (_, Some(200..=299), _) | (_, _, None) => Trouble::Final,
        (_, _, Some(_)) => Trouble::Broken,
    }
}

/// True where the connection ended within an answer. What goes on without an end will do so the next time,
/// too.
fn broke_off(ctx: &InterceptorContext) -> bool {
    let Some(Err(error)) = ctx.output_or_error() else { return false };
    let read = ctx.response().is_some_and(|response| response.body().bytes().is_some());
    error.is_response_error() && !read && !DisplayErrorContext(error).to_string().contains(NO_END)
}

/// The error code of an answer: from its header, else from its JSON.
pub(super) fn code(response: &HttpResponse) -> Option<String> {
    let plain = |code: &str| {
        let code = code.rsplit('#').next().unwrap_or(code);
        code.split(':').next().unwrap_or(code).to_owned()
    };
    if let Some(code) = response.headers().get("x-amzn-errortype") {
        return Some(plain(code));
    }
    let body: Value = serde_json::from_slice(response.body().bytes()?).ok()?;
    body.get("__type").or_else(|| body.get("code")).and_then(Value::as_str).map(plain)
}

/// How long to wait, as the answer has it in `Retry-After`, in seconds or as a date (RFC 9110, section
/// 10.2.3), or in AWS's own `x-amz-retry-after`, in milliseconds. A date is counted from the answer's own
/// `Date`, since this machine's clock may be another.
fn retry_after(response: &HttpResponse) -> Option<Duration> {
    let header = |name: &str| response.headers().get(name).map(str::trim);
    let number = |name: &str| header(name)?.parse::<u64>().ok();
    let date = |name: &str| DateTime::from_str(header(name)?, Format::HttpDate).ok();
    let until = || {
        let now = date("date").unwrap_or_else(|| DateTime::from(SystemTime::now()));
        let seconds = date("retry-after")?.secs().saturating_sub(now.secs());
        Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
    };
    let wait_of_aws = number("x-amz-retry-after").map(Duration::from_millis);
    wait_of_aws.or(number("retry-after").map(Duration::from_secs)).or_else(until)
}

/// True when no connection came about, so that nothing of the request can have arrived.
pub(super) fn was_not_sent(error: &ConnectorError) -> bool {
    let mut next: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(cause) = next {
        if cause.downcast_ref::<HttpError>().is_some_and(HttpError::is_connect) {
            return true;
        }
        next = cause.source();
    }
    error.is_user()
}

#[cfg(test)]
mod tests {
    use super::retry_after;
    use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
    use aws_smithy_runtime_api::http::StatusCode;
    use aws_smithy_types::body::SdkBody;
    use std::time::Duration;

    #[test]
    fn how_long_to_wait_is_read_in_each_of_its_forms() {
        let asked = |headers: &[(&'static str, &'static str)]| {
            let mut response = HttpResponse::new(StatusCode::try_from(429).unwrap(), SdkBody::empty());
            for (name, value) in headers {
                response.headers_mut().insert(*name, *value);
            }
            retry_after(&response)
        };
        let date = ("date", "Sat, 28 Nov 2026 12:00:00 GMT");
        let seconds = |n| Some(Duration::from_secs(n));
        assert_eq!(asked(&[]), None);
        assert_eq!(asked(&[("retry-after", " 7 ")]), seconds(7));
        let both = asked(&[("x-amz-retry-after", "1500"), ("retry-after", "7")]);
        assert_eq!(both, Some(Duration::from_millis(1_500)));
        assert_eq!(asked(&[date, ("retry-after", "Sat, 28 Nov 2026 12:00:09 GMT")]), seconds(9));
        assert_eq!(
            asked(&[date, ("retry-after", "Sat, 28 Nov 2026 11:00:00 GMT")]),
            seconds(0),
            "it is over"
        );
        assert_eq!(asked(&[date, ("retry-after", "soon")]), None);
    }
}
