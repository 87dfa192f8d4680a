//! Conditions on a part of a text that other languages have, as wildcards: expressions, SQL's `like`, a
//! shell's and IAM's stars. Only what a wildcard says exactly is translated.

use crate::json::quote;
use crate::pattern::explain::{as_exact_wildcards, between_slashes};
use crate::pattern::vocabulary;
use crate::pattern::wildcard::{Wildcard, escape_wildcard};

/// What another language's condition on a part of a text asks, as a wildcard; nothing of what no wildcard
/// says.
pub(super) fn wildcard_of(word: &str, text: &str) -> Option<String> {
    let lower = word.to_ascii_lowercase();
    // A wildcard counts letter case.
    if lower.contains("ilike") || word.trim() == "~*" || text.starts_with("(?") {
        return None;
    }
    if lower.ends_with("wildcard") {
        return Wildcard::read(text.as_bytes()).ok().map(|_| text.to_owned());
    }
    if lower == "glob" || lower.ends_with("like") && lower != "rlike" {
        return wildcard_of_signs(&lower, text);
    }
    let is_expression = !lower.contains("contain");
    let text = match between_slashes(text).filter(|_| is_expression) {
        // Global and Unicode change nothing of what is taken.
        Some((inner, flags)) => flags.chars().all(|flag| "gu".contains(flag)).then_some(inner)?,
        None => text,
    };
    let wildcard = match as_exact_wildcards(text).filter(|_| is_expression).as_deref() {
        Some(_) if takes_any_character(text) => return None,
        // An expression takes what it finds anywhere, unless it is tied to an end.
        Some([wildcard]) => {
            let (begins, ends) = (text.starts_with('^'), text.ends_with('$'));
            let (before, behind) = (if begins { "" } else { "*" }, if ends { "" } else { "*" });
            format!("{before}{wildcard}{behind}").replace("**", "*")
        }
        None if vocabulary::is_hardly_a_field(word) => {
            // `^` and `$` tie an expression to an end, and are no letters of the value.
            let begins = text.strip_prefix('^').filter(|_| is_expression);
            let ends = begins.unwrap_or(text).strip_suffix('$').filter(|_| is_expression);
            let plain = ends.or(begins).unwrap_or(text);
            (!is_expression || !plain.contains(['|', '[', '(', '{', '+', '?', '\\', '*', '.']))
                .then_some(())?;
            let star = |is_tied: bool| if is_tied { "" } else { "*" };
            format!("{}{}{}", star(begins.is_some()), escape_wildcard(plain), star(ends.is_some()))
        }
        Some(_) | None => return None,
    };
    Wildcard::read(wildcard.as_bytes()).ok().map(|_| wildcard)
}

/// Whether a full stop in an expression stands for a character that has to be there, whichever.
fn takes_any_character(text: &str) -> bool {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => drop(chars.next()),
            '.' if chars.peek() != Some(&'*') => return true,
            _ => {}
        }
    }
    false
}

/// What SQL's `like`, a shell or IAM takes, as a wildcard: with percent signs in SQL, and with stars. A sign
/// that takes one character, a class or an escape is said by no wildcard; of percent signs beside stars it is
/// not known which are signs.
fn wildcard_of_signs(lower: &str, text: &str) -> Option<String> {
    let is_of_sql = lower != "glob" && !lower.starts_with("string") && !lower.starts_with("arn");
    let (has_percent, has_star) = (text.contains('%'), text.contains('*'));
    let is_doubtful = is_of_sql && (has_percent && has_star || !has_star && text.contains('_'));
    if is_doubtful || text.contains(['?', '[', '{', '\\']) {
        return None;
    }
    let wildcard = if is_of_sql { text.replace('%', "*") } else { text.to_owned() };
    Wildcard::read(wildcard.as_bytes()).ok().map(|_| wildcard)
}

/// SQL's condition on a text in any letter case, if it has its sign at one end at most.
pub(super) fn in_any_case(text: &str) -> Option<String> {
    let (affix, rest) = match (text.strip_suffix('%'), text.strip_prefix('%')) {
        (Some(rest), _) => ("prefix", rest),
        (None, Some(rest)) => ("suffix", rest),
        (None, None) => ("", text),
    };
    // `%` and `_` stand for other characters, so the text holds more than itself.
    if rest.is_empty() || rest.contains(['%', '_', '\\']) {
        return None;
    }
    let folded = format!("{{\"equals-ignore-case\": {}}}", quote(rest.as_bytes()));
    Some(if affix.is_empty() { folded } else { format!("{{\"{affix}\": {folded}}}") })
}
