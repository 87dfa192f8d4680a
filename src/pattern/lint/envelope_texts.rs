//! The texts of the fields that every event has: accounts, times and ids (EventBridge user guide, "Event
//! structure").

use super::envelope::plain_texts;
use super::{LintKind, Lints};
use crate::json;
use crate::pattern::Leaf;
use crate::pattern::explain::is_unfilled;
use crate::text::is_account_number;

/// A time as an event has it, each digit a nought.
const TIME: &str = "0000-00-00T00:00:00Z";

/// An id, each digit of its own a nought.
const ID: &str = "00000000-0000-0000-0000-000000000000";

impl Lints<'_> {
    pub(super) fn accounts(&mut self, leaf: &Leaf) {
        let none = self.has_no_account(leaf) && !leaf.wants_absence();
        let kind = if none { LintKind::NeverMatches } else { LintKind::UnlikelyValue };
        self.texts(leaf, kind, |text| {
            let remedy = if is_unfilled(text) {
                "Write the account's number: this is a placeholder that was not filled in."
            } else if text == "*" {
                "Leave \"account\" out: a star stands for itself, and a pattern that asks for no account takes \
                 events of all."
            } else {
                "See whether digits are missing, or dashes too many."
            };
            (!is_account_number(text))
                .then(|| ("An account is a string of twelve digits.".into(), remedy.into(), None))
        });
    }

    /// Whether a list is nothing but texts that are no account.
    fn has_no_account(&self, leaf: &Leaf) -> bool {
        let wrong: Vec<bool> =
            plain_texts(self.pattern, leaf).map(|(text, _)| !is_account_number(&text)).collect();
        wrong.len() == leaf.clauses.len() && wrong.iter().all(|wrong| *wrong)
    }

    /// Texts that are no time of an event.
    pub(super) fn times(&mut self, leaf: &Leaf) {
        self.texts(leaf, LintKind::UnlikelyValue, |text| {
            let digits = in_noughts(text, |c| c.is_ascii_digit());
            if digits == TIME || text.contains('*') || is_unfilled(text) {
                return None;
            }
            let what =
                "The time of an event is a whole timestamp in UTC, such as 2026-11-30T12:34:56Z.".to_owned();
            let is_begun = !text.is_empty() && TIME.starts_with(&digits);
            let begin = is_begun.then(|| format!("{{\"prefix\": {}}}", json::quote(text.as_bytes())));
            let remedy = match &begin {
                Some(item) => format!("Write {item} for all times that begin so."),
                None => "Write the time so, or how it begins with \"prefix\".".to_owned(),
            };
            Some((what, remedy, begin))
        });
    }

    /// Texts that are no id of an event.
    pub(super) fn ids(&mut self, leaf: &Leaf) {
        self.texts(leaf, LintKind::UnlikelyValue, |text| {
            if in_noughts(text, |c| c.is_ascii_hexdigit()) == ID || text.contains('*') || is_unfilled(text) {
                return None;
            }
            let what =
                "The id of an event is given to it anew, such as 6a7e8feb-b491-4cf7-a9f1-bf3703467718.";
            let remedy = "Ask inside \"detail\", or in \"resources\", for the id of what the event is about.";
            Some((what.to_owned(), remedy.to_owned(), None))
        });
    }
}

/// A text with noughts in the places of its digits.
fn in_noughts(text: &str, is_digit: impl Fn(char) -> bool) -> String {
    text.chars().map(|c| if is_digit(c) { '0' } else { c }).collect()
}
