//! Texts from outside, made fit for a sentence: one line, no control characters, no secrets.

use crate::text::one_line;
use std::fmt::Write as _;

/// Longest text of a server that is repeated, in characters.
const LONGEST: usize = 400;

/// A text from outside, made fit for a sentence: one line, no control characters, no more than [`LONGEST`]
/// characters, nothing that looks like a signed request.
pub(super) fn sentence(text: &str) -> String {
    let text = text.split("The Canonical String").next().unwrap_or(text);
    let text = one_line(text);
    if text.chars().count() <= LONGEST {
        return text.trim_end_matches('.').to_owned();
    }
    let mut cut: String = text.chars().take(LONGEST).collect();
    let _ = write!(cut, "…");
    cut
}

pub(super) fn quoted(text: &str) -> String {
    format!("`{}`", one_line(text))
}

/// An endpoint's URL without the `user:password@` that some carry.
pub(super) fn without_userinfo(url: &str) -> String {
    let url = one_line(url);
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
    use super::{LONGEST, sentence, without_userinfo};

    #[test]
    fn what_a_server_says_becomes_one_harmless_line() {
        assert_eq!(sentence("bad\u{1b}]0;x\u{7} name\r\n\u{202e}here."), "bad ]0;x name \u{fffd}here");
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
}
