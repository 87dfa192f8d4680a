//! Texts of a pattern that exclude a value in another language's way: `!failed`, `not failed`.
//!
//! Almost any value would pass `anything-but`, so the event cannot tell whether a negation was meant. A sign
//! such as `!` is enough; a word, as in `not found`, may be part of the value, and is told only where nothing
//! is nearer.

use crate::json::Kind;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::other_syntax::QUOTES;
use crate::pattern::explain::value::{Pair, is_number};
use crate::pattern::explain::wording::similarity::{literal, quoted};
use crate::pattern::presence::Presence;

/// Signs that mean nothing else before a word.
const SIGNS: [&str; 3] = ["!=", "<>", "!"];
/// What may be part of a value, too.
const WORDS: [&str; 7] = ["~", "not:", "not ", "except ", "all but ", "anything but ", "everything but "];

impl Pair<'_> {
    /// A text that excludes a value.
    pub(super) fn negation(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        let wanted = quoted(wanted_text.as_bytes());
        let both =
            || format!("The event has {}, and the pattern wants the plain string {wanted}", self.met());
        if self.nothing_excluded(nearest, wanted_text) {
            return;
        }
        let signed = behind_one_of(wanted_text, &SIGNS);
        let worded =
            || in_words(wanted_text).filter(|_| self.all_of_the_list(|text| in_words(text).is_some()));
        let Some(value) = signed.or_else(worded) else { return };
        // Where values begin so, it is part of them.
        if behind_one_of(met_text, &SIGNS).is_some() || in_words(met_text).is_some() {
            return;
        }
        let item = format!("{{\"anything-but\": {}}}", literal(value.as_bytes()));
        if value == met_text {
            nearest.offer(MissKind::Syntax, 3, || {
                let sentence = format!(
                    "{}: in a plain string nothing negates, and {item}, which says it, would leave this value out.",
                    both()
                );
                (sentence, None)
            });
        } else if signed.is_some() {
            nearest.offer(MissKind::Syntax, 3, || {
                let sentence = format!(
                    "{}: in a plain string nothing negates; all values but some are asked for with \
                        \"anything-but\".",
                    both()
                );
                (sentence, self.instead(item))
            });
        } else {
            nearest.offer(MissKind::Different, 0, || {
                let value = quoted(value.as_bytes());
                let sentence = format!(
                    "{}, which excludes nothing. If all values but {value} are meant, write {item} in its place.",
                    both()
                );
                (sentence, None)
            });
        }
    }

    /// A text that excludes null, an empty text or a missing field. Whether it is one.
    pub(super) fn nothing_excluded(&self, nearest: &mut Nearest, wanted_text: &str) -> bool {
        let Some(presence) = excluded_nothing(wanted_text).filter(|_| self.met_text() != Some(wanted_text))
        else {
            return false;
        };
        nearest.offer(MissKind::Syntax, 3, || {
            let sentence = format!(
                "The event has {}, and the pattern wants the plain string {}: in a plain string nothing negates. {}",
                self.met(),
                quoted(wanted_text.as_bytes()),
                presence.how_to_ask()
            );
            (sentence, presence.item().and_then(|item| self.instead(item.to_owned())))
        });
        true
    }

    /// Whether that is so of each text in the field's list.
    pub(super) fn all_of_the_list(&self, is: impl Fn(&str) -> bool) -> bool {
        let around = self.wanted.document().root().around(&self.wanted.span());
        let list = around.iter().rev().find(|value| value.kind() == Kind::Array);
        list.is_some_and(|list| list.elements().all(|item| item.owned_text().is_some_and(|text| is(&text))))
    }
}

/// Whether a text excludes what follows, by a sign or by words.
pub(super) fn excludes(text: &str) -> bool {
    behind_one_of(text, &SIGNS).is_some() || behind_one_of(text, &WORDS).is_some()
}

/// What a text says that excludes null, an empty text or a missing field, `not null`.
pub(super) fn excluded_nothing(text: &str) -> Option<Presence> {
    let inner = behind_one_of(text.trim(), &SIGNS).or_else(|| behind_one_of(text.trim(), &WORDS))?;
    match inner.to_lowercase().as_str() {
        "null" | "none" | "nil" => Some(Presence::NotNull),
        "empty" | "blank" => Some(Presence::NotEmpty),
        "missing" | "undefined" | "absent" => Some(Presence::There),
        _ => None,
    }
}

/// The number that a text excludes, `!= 0`.
pub(super) fn excluded_number(text: &str) -> Option<&str> {
    behind_one_of(text.trim(), &SIGNS)
        .or_else(|| behind_one_of(text.trim(), &WORDS))
        .filter(|value| is_number(value))
}

/// What stands behind one of these beginnings.
fn behind_one_of<'t>(text: &'t str, beginnings: &[&str]) -> Option<&'t str> {
    let rest = beginnings.iter().find_map(|not| {
        let head = text.get(..not.len()).filter(|head| head.eq_ignore_ascii_case(not))?;
        text.get(head.len()..)
    })?;
    let value = rest.trim().trim_matches(QUOTES);
    value.starts_with(char::is_alphanumeric).then_some(value)
}

/// The one word that words exclude: a phrase behind them, a path or a version is a value of another sort.
fn in_words(text: &str) -> Option<&str> {
    let is_word = |value: &&str| {
        value.starts_with(char::is_alphabetic) && value.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    behind_one_of(text, &WORDS).filter(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_exclude_are_told_from_values() {
        for (text, value) in [("!FAILED", "FAILED"), ("!= 'on hold'", "on hold"), ("<> failed", "failed")] {
            assert_eq!(behind_one_of(text, &SIGNS), Some(value), "{text}");
        }
        for text in ["!", "<>", "!/bin/sh", "a!b", ""] {
            assert_eq!(behind_one_of(text, &SIGNS), None, "{text}");
        }
        for (text, value) in [("except failed", "failed"), ("NOT Failed", "Failed"), ("~failed", "failed")] {
            assert_eq!(in_words(text), Some(value), "{text}");
        }
        for text in ["~/builds/app.zip", "~1.2.3", "not at home", "notfound", "except the-last", "é"] {
            assert_eq!(in_words(text), None, "{text}");
        }
    }
}
