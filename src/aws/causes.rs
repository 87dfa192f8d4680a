//! Why a call failed, out of what came back broken: the innermost cause, an answer that is no answer of AWS,
//! a connection that was not made.

use super::bounded_answer::NO_END;
use super::untrusted_text::sentence;
use crate::model::{CallError, ErrorKind};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use std::error::Error as StdError;

/// What to do where an answer is none of AWS.
pub(super) const SOUND: &str = "Check that the endpoint is AWS or a sound emulator, and that no proxy or login page \
    answers in its place.";

/// What to know where a server does not carry a call.
pub(super) const EMULATOR: &str = "Emulators carry only part of AWS; everything else goes on working.";

/// A web page in the place of an answer.
pub(super) fn web_page(status: u16) -> String {
    format!("the server answered with a web page (HTTP {status}), not as AWS does")
}

/// An answer that the SDK cannot read.
pub(super) fn unreadable(operation: &'static str, raw: &HttpResponse, cause: &str) -> CallError {
    let status = raw.status().as_u16();
    if matches!(status, 404 | 405 | 501) {
        return CallError::new(
            ErrorKind::Unsupported,
            operation,
            format!("the server does not know this call (HTTP {status})"),
        )
        .advise(EMULATOR);
    }
    if raw.body().bytes().is_none() && !cause.starts_with(NO_END) && !cause.contains("minimum throughput") {
        let what = format!("the connection broke off in the middle of the answer: {}", sentence(cause));
        return CallError::new(ErrorKind::Network, operation, what)
            .advise("Check the network, and try again.");
    }
    let text = raw.body().bytes().map(|body| String::from_utf8_lossy(body)).unwrap_or_default();
    let xml = raw.headers().get("content-type").is_some_and(|kind| kind.contains("xml"));
    if xml && operation != "GetCallerIdentity" && !text.trim_start().starts_with("<!") {
        let why = "the server answers this call in an older protocol than the AWS SDK speaks";
        return CallError::new(ErrorKind::Unsupported, operation, why).advise(EMULATOR);
    }
    let what = if !text.is_empty() && looks_like_html(raw, &text) {
        web_page(status)
    } else if cause.contains("invalid number") {
        "the answer holds a fraction where AWS sends a whole number, so it cannot be read".to_owned()
    } else if cause.contains("minimum throughput") {
        "the answer stopped half way".to_owned()
    } else if cause.starts_with(NO_END) {
        cause.to_owned()
    } else {
        format!("the answer cannot be read: {}", sentence(cause))
    };
    CallError::new(ErrorKind::Network, operation, what).advise(SOUND)
}

/// What came in place of an answer where it is not even HTTP, in words that go on after the server's name.
pub(super) fn garbled(chain: &str) -> Option<&'static str> {
    let low = chain.to_ascii_lowercase();
    let says = |needles: &[&str]| needles.iter().any(|needle| low.contains(needle));
    if says(&["message head is too large"]) {
        return Some("answered with a head that is larger than any of AWS's");
    }
    let nonsense = ["invalid http", "invalid status", "invalid header", "invalid content-length"];
    says(&nonsense).then_some("answered with something that is not HTTP")
}

/// Whether an answer is a web page. A content type of HTML is believed only of a body that is neither JSON
/// nor a service's XML: moto gives that type to its JSON too, and to what it says where a permission lacks.
pub(super) fn looks_like_html(raw: &HttpResponse, text: &str) -> bool {
    let called = raw.headers().get("content-type").is_some_and(|kind| kind.contains("html"));
    is_page(text) || called && !is_data(text)
}

/// Whether a body is JSON or XML of a service.
fn is_data(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with('{') || text.starts_with("<?xml") && !text.to_ascii_lowercase().contains("<html")
}

/// Whether a body is a web page, whatever it is called.
pub(super) fn is_page(text: &str) -> bool {
    let start = text.trim_start().get(..5).unwrap_or_default();
    start.starts_with("<!") || start.eq_ignore_ascii_case("<html")
}

/// The IAM action a denial names: "… is not authorized to perform: events:ListRules on resource …".
pub(super) fn denied_action(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("perform: ")?;
    let action: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == ':').collect();
    action.contains(':').then_some(action)
}

/// What a connection ended with, in words that go on after the server's name.
pub(super) fn connection_words(chain: &str, innermost: &str) -> String {
    let low = chain.to_ascii_lowercase();
    if low.contains("connection refused") {
        "refused the connection: nothing listens there".to_owned()
    } else if low.contains("dns error")
        || low.contains("failed to lookup")
        || low.contains("name or service not known")
    {
        "cannot be found: its name has no address".to_owned()
    } else if low.contains("certificate") {
        let not_trusted = low.contains("unknownissuer") || low.contains("badsignature");
        let what = if not_trusted { "that is not trusted" } else { "that does not hold" };
        format!("shows a certificate {what}: {}", sentence(innermost))
    } else if low.contains("invalidcontenttype") {
        "answers without the TLS that https:// asks for".to_owned()
    } else if (low.contains("connection reset") || low.contains("connection closed"))
        && !low.contains("(connect)")
    {
        format!("broke the connection off before it answered: {}", sentence(innermost))
    } else {
        format!("cannot be reached: {}", sentence(innermost))
    }
}

/// The text of the last cause in the chain.
pub(super) fn innermost(error: &(dyn StdError + 'static)) -> String {
    let mut last = error;
    while let Some(next) = last.source() {
        last = next;
    }
    last.to_string()
}

#[cfg(test)]
mod tests {
    use super::denied_action;

    #[test]
    fn the_action_that_is_missing_is_read_from_the_denial() {
        let said =
            "User: arn:aws:iam::1:user/u is not authorized to perform: logs:StartLiveTail on resource: x";
        assert_eq!(denied_action(said).as_deref(), Some("logs:StartLiveTail"));
        assert_eq!(denied_action("is not authorized to perform: nothing"), None);
    }
}
