//! Texts that nobody vouches for, made fit for a sentence: one line, no control characters.

use crate::model::Endpoint;
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

/// An endpoint's URL as it may be shown.
pub(super) fn without_userinfo(url: &str) -> String {
    Endpoint::from(url).into()
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, sentence};

    #[test]
    fn what_a_server_says_becomes_one_harmless_line() {
        assert_eq!(sentence("bad\u{1b}]0;x\u{7} name\r\n\u{202e}here."), "bad ]0;x name \u{fffd}here");
        assert_eq!(
            sentence("Mismatch. The Canonical String for this request should have been GET…"),
            "Mismatch"
        );
        assert_eq!(sentence(&"x".repeat(9_000)).chars().count(), LONGEST + 1);
    }
}
