//! Texts from outside, made fit for a sentence: one line, no control characters, no secrets.

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

/// Shortest word that is looked at for a secret, in characters.
const SECRET: usize = 16;

/// The text with `***` for what looks like a key or a token: what follows the name of one, and long words of letters
/// of both cases and digits, as nothing that is meant for people has them.
pub(super) fn without_secrets(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "+/=_-.~%".contains(c);
    let mut out = String::with_capacity(text.len());
    let (mut rest, mut is_named) = (text, false);
    while let Some(first) = rest.chars().next() {
        let length = rest.find(|c| is_part(c) != is_part(first)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(length);
        rest = after;
        if !is_part(first) {
            out.push_str(word);
            // A name goes on to its value over a sign, quotation marks and blanks.
            is_named &= word.chars().all(|c| " \"':>".contains(c));
            continue;
        }
        match word.split_once('=') {
            Some((name, value)) if names_a_secret(name) && !value.is_empty() => {
                out.push_str(name);
                out.push_str("=***");
                is_named = false;
            }
            Some((name, value)) if value.is_empty() && names_a_secret(name) => {
                out.push_str(word);
                is_named = true;
            }
            _ if word == "=" || is_named && word.eq_ignore_ascii_case("bearer") => out.push_str(word),
            _ if is_named && after_a_sign(&out) || looks_secret(word) && !is_in_an_arn(&out) => {
                out.push_str("***");
                is_named = false;
            }
            _ => {
                out.push_str(word);
                is_named = names_a_secret(word);
            }
        }
    }
    out
}

/// Whether what was written last can stand between a name and its value.
fn after_a_sign(written: &str) -> bool {
    written.trim_end_matches([' ', '"', '\'']).ends_with([':', '=', '>'])
        || written.to_ascii_lowercase().trim_end().ends_with("bearer")
}

/// Whether what goes on from here is an ARN.
fn is_in_an_arn(written: &str) -> bool {
    written.rsplit(|c: char| " \"'`(".contains(c)).next().is_some_and(|word| word.starts_with("arn:"))
}

fn names_a_secret(word: &str) -> bool {
    let word: String = word.to_ascii_lowercase().replace(['-', '_', '.'], "");
    [
        "secret",
        "token",
        "password",
        "passwd",
        "passphrase",
        "secretaccesskey",
        "accesskey",
        "apikey",
        "authorization",
    ]
    .iter()
    .any(|name| word.ends_with(name))
        || word.ends_with("accesskeyid")
}

fn looks_secret(word: &str) -> bool {
    let has = |is: fn(&char) -> bool| word.chars().any(|c| is(&c));
    let is_key_id = ["AKIA", "ASIA"].iter().any(|start| word.starts_with(start))
        && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let is_mixed =
        has(char::is_ascii_digit) && has(char::is_ascii_uppercase) && has(char::is_ascii_lowercase);
    // A secret key has 40 characters, slashes among them; other words with slashes or dots are names of files.
    let is_name = word.contains('.') || word.starts_with('/') || word.contains('/') && word.len() != 40;
    let is_jwt = word.starts_with("eyJ");
    let is_hex = word.len() >= 32 && word.chars().all(|c| c.is_ascii_hexdigit());
    word.len() >= SECRET && (is_key_id || is_jwt || is_hex || word.len() >= 20 && is_mixed && !is_name)
}

/// An endpoint's URL as it may be shown.
pub(super) fn without_userinfo(url: &str) -> String {
    Endpoint::from(url).into()
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, sentence, without_secrets};

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
    fn keys_and_tokens_are_masked_and_words_are_left() {
        for (said, told) in [
            ("no session for user@example.com, run: vault login", None),
            ("arn:aws:iam::111122223333:role/Deploy-Role2026Main is not allowed", None),
            ("open /home/Me/Projects2026/bin/get-creds.sh: no such file", None),
            ("request 3f2b1c9e-8d7a-4b5c-9e0f-112233445566 timed out", None),
            ("the token has expired", None),
            ("token: hunter2", Some("token: ***")),
            ("password=hunter2 refused", Some("password=*** refused")),
            ("AWS_SECRET_ACCESS_KEY = hunter2", Some("AWS_SECRET_ACCESS_KEY = ***")),
            ("Authorization: Bearer abc", Some("Authorization: Bearer ***")),
            (r#"{"SecretAccessKey": "s3", "a": 1}"#, Some(r#"{"SecretAccessKey": "***", "a": 1}"#)),
            ("bad key AKIAIOSFODNN7EXAMPLE", Some("bad key ***")),
            ("got wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", Some("got ***")),
            ("jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", Some("jwt ***")),
        ] {
            assert_eq!(without_secrets(said), told.unwrap_or(said));
        }
    }
}
