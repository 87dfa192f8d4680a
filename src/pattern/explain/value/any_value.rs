//! A word for any value or for none, which as a plain string is only itself.

use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::{Pair, with_type};
use crate::pattern::explain::wording::similarity::quoted;

const ANY: [&str; 8] =
    ["any", "all", "anything", "everything", "any value", "anyvalue", "whatever", "exists"];
/// What other matchers take for any text, and what is hardly a value.
const SIGNS: [&str; 6] = [".*", ".+", "^.*$", "(.*)", "%", "**"];
/// How programs write that there is no value.
const NONE: [&str; 6] = ["None", "null", "nil", "undefined", "NaN", "NULL"];

/// What asks for any value.
const EXISTS: &str = "{\"exists\": true}";

/// Whether a text is a sign that other matchers take for any text.
fn is_sign(text: &str) -> bool {
    let text = text.trim();
    SIGNS.contains(&text) || !text.is_empty() && text.bytes().all(|b| b == b'*')
}

/// Whether a text is a word for any value.
fn is_word(text: &str) -> bool {
    ANY.contains(&text.trim().to_lowercase().as_str())
}

/// Whether a text says elsewhere that any value will do, or has a star for a part of it.
pub(super) fn is_open(text: &str) -> bool {
    is_sign(text) || is_word(text) || text.contains('*')
}

impl Pair<'_> {
    /// A sign or word for any text, where the value is no text. Whether it is one.
    pub(super) fn any_value_of_another_type(&self, nearest: &mut Nearest) -> bool {
        let nested = self.nested_text();
        let text = std::str::from_utf8(&nested).unwrap_or_default();
        let sentence = |how: &str| {
            format!(
                "The event has {}, and the pattern wants the plain string {}, which is only itself. {how}",
                with_type(self.met),
                quoted(&nested)
            )
        };
        if is_sign(text) {
            let kind = if text.trim() == "*" { MissKind::StarIsLiteral } else { MissKind::Syntax };
            nearest.offer(kind, 0, || {
                (sentence(&format!("Any value is asked for with {EXISTS}.")), self.instead(EXISTS.to_owned()))
            });
        } else if is_word(text) && self.all_of_the_list(is_word) {
            nearest.offer(MissKind::Different, 0, || {
                (sentence(&format!("If any value is meant, write {EXISTS} in its place.")), None)
            });
        }
        is_sign(text) || is_word(text)
    }

    /// An operator on texts that takes any text, where the value is no text. Whether it is one.
    pub(super) fn any_text(&self, nearest: &mut Nearest, operator: &str) -> bool {
        let nested = self.nested_text();
        let whole = operator == "equals-ignore-case";
        let any = std::str::from_utf8(&nested).is_ok_and(|text| text.is_empty() && !whole || is_sign(text));
        if any {
            nearest.offer(MissKind::Type, 1, || {
                let sentence = format!(
                    "The event has {}, and \"{operator}\" compares strings only. Any value is asked for with {EXISTS}.",
                    with_type(self.met)
                );
                (sentence, self.instead(EXISTS.to_owned()))
            });
        }
        any
    }

    /// A word for any value or for none in the place of a value.
    pub(super) fn any_value(&self, nearest: &mut Nearest, met_text: &str, wanted_text: &str) {
        let wanted = quoted(wanted_text.as_bytes());
        let both =
            || format!("The event has {}, and the pattern wants the plain string {wanted}", self.met());
        let any = EXISTS;
        if is_sign(wanted_text) && wanted_text.trim() != "*" && !is_sign(met_text) {
            nearest.offer(MissKind::Syntax, 0, || {
                let sentence =
                    format!("{}, which is only itself. Any value is asked for with {any}.", both());
                (sentence, self.instead(any.to_owned()))
            });
        } else if is_word(wanted_text) && !is_word(met_text) && self.all_of_the_list(is_word) {
            nearest.offer(MissKind::Different, 0, || {
                let sentence = format!(
                    "{}, which is only itself. If any value is meant, write {any} in its place.",
                    both()
                );
                (sentence, None)
            });
        } else if NONE.contains(&wanted_text) && self.all_of_the_list(|text| NONE.contains(&text)) {
            nearest.offer(MissKind::Different, 0, || {
                let sentence = format!(
                    "{}: that is what a program writes where it has no value, so it may not have been filled in.",
                    both()
                );
                (sentence, None)
            });
        }
    }
}
