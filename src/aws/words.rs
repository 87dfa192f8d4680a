//! Words for what came back broken or from far: plain sentences out of causes, answers and URLs.

use crate::model::{CallError, ErrorKind};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use std::error::Error as StdError;
use std::fmt::Write as _;

/// Longest text of a server that is repeated, in characters.
const LONGEST: usize = 400;

/// An answer that the SDK cannot read.
pub(super) fn unreadable(operation: &'static str, raw: &HttpResponse, cause: &str) -> CallError {
    let status = raw.status().as_u16();
    if matches!(status, 404 | 405 | 501) {
        return CallError::new(
            ErrorKind::Unsupported,
            operation,
            format!("the server does not know this call (HTTP {status})"),
        )
        .advise("Emulators carry only part of AWS; everything else goes on working.");
    }
    let text = raw.body().bytes().map(|body| String::from_utf8_lossy(body)).unwrap_or_default();
    let xml = raw.headers().get("content-type").is_some_and(|kind| kind.contains("xml"));
    if xml && operation != "GetCallerIdentity" && !text.trim_start().starts_with("<!") {
        let why = "the server answers this call in an older protocol than the AWS SDK speaks";
        return CallError::new(ErrorKind::Unsupported, operation, why)
            .advise("Emulators carry only part of AWS; everything else goes on working.");
    }
    let what = if looks_like_html(raw, &text) {
        format!("the server answered with a web page (HTTP {status}), not as AWS does")
    } else if cause.contains("invalid number") {
        "the answer holds a fraction where AWS sends a whole number, so it cannot be read".to_owned()
    } else {
        format!("the answer cannot be read: {}", sentence(cause))
    };
    CallError::new(ErrorKind::Network, operation, what).advise(
        "Check that the endpoint is AWS or a sound emulator, and that no proxy or login page \
            answers in its place.",
    )
}

pub(super) fn looks_like_html(raw: &HttpResponse, text: &str) -> bool {
    raw.headers().get("content-type").is_some_and(|kind| kind.contains("html"))
        || text.trim_start().starts_with("<!")
}

/// The IAM action a denial names: "… is not authorized to perform: events:ListRules on resource …".
pub(super) fn denied_action(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("perform: ")?;
    let action: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == ':').collect();
    action.contains(':').then_some(action)
}

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
        format!("shows a certificate that is not trusted: {}", sentence(innermost))
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

/// A text from outside, made fit for a sentence: one line, no control characters, no more than [`LONGEST`]
/// characters, nothing that looks like a signed request.
pub(super) fn sentence(text: &str) -> String {
    let text = text.split("The Canonical String").next().unwrap_or(text);
    let text = plain(text);
    if text.chars().count() <= LONGEST {
        return text.trim_end_matches('.').to_owned();
    }
    let mut cut: String = text.chars().take(LONGEST).collect();
    let _ = write!(cut, "…");
    cut
}

/// One line without control or direction-changing characters.
pub(super) fn plain(text: &str) -> String {
    let kept: String =
        text.chars().map(|c| if c.is_control() || c.is_whitespace() { ' ' } else { c }).collect();
    let kept: String = kept
        .chars()
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
        .collect();
    kept.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

pub(super) fn quoted(text: &str) -> String {
    format!("`{}`", plain(text))
}

/// An endpoint's URL without the `user:password@` that some carry.
pub(super) fn without_userinfo(url: &str) -> String {
    let url = plain(url);
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let end = rest.find('/').unwrap_or(rest.len());
            match rest.get(..end).and_then(|host| host.rfind('@')) {
                Some(at) => format!("{scheme}://{}", rest.get(at + 1..).unwrap_or_default()),
                None => url,
            }
        }
        None => url,
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, denied_action, sentence, without_userinfo};

    #[test]
    fn what_a_server_says_becomes_one_harmless_line() {
        assert_eq!(sentence("bad\u{1b}]0;x\u{7} name\r\n\u{202e}here."), "bad ]0;x name here");
        assert_eq!(
            sentence("Mismatch. The Canonical String for this request should have been GET…"),
            "Mismatch"
        );
        assert_eq!(sentence(&"x".repeat(9_000)).chars().count(), LONGEST + 1);
    }

    #[test]
    fn secrets_in_urls_are_not_shown() {
        assert_eq!(without_userinfo("http://me:pass@host:1/a@b"), "http://host:1/a@b");
        assert_eq!(without_userinfo("http://host/a@b"), "http://host/a@b");
    }

    #[test]
    fn the_action_that_is_missing_is_read_from_the_denial() {
        let said =
            "User: arn:aws:iam::1:user/u is not authorized to perform: logs:StartLiveTail on resource: x";
        assert_eq!(denied_action(said).as_deref(), Some("logs:StartLiveTail"));
        assert_eq!(denied_action("is not authorized to perform: nothing"), None);
    }
}
