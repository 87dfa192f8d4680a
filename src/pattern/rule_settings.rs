//! Notes and settings of a rule, which people write among the fields of its pattern: each name there is a
//! condition, and no event has these.

use crate::json::{Fix, Kind, Value};
use crate::text::letters_and_digits;
use std::ops::Range;

/// Settings whose names no sender is likely to have for a field, without marks and in small letters.
const SETTINGS: [&str; 5] = ["scheduleexpression", "eventbusname", "rulename", "rolearn", "managedby"];
/// Notes: a sender may have them, too, but hardly with a sign before the name, and a pattern asks for no
/// whole sentence.
const NOTES: [&str; 4] = ["comment", "comments", "note", "notes"];
/// What is as well a sender's field.
const PERHAPS: [&str; 4] = ["description", "targets", "eventbus", "isenabled"];
/// Names that the API gives to settings and senders give to fields in small letters.
const EXACT: [&str; 4] = ["Name", "State", "Arn", "Tags"];

/// Why they do not belong there, as the rest of a sentence without its full stop.
pub(super) const WHAT: &str = "is no field of an event: a pattern has no notes and no settings of its rule";

/// Whether a name at the top of a pattern is that of a note or setting, and surely: perhaps it is a field
/// that belongs inside `detail`.
pub(super) fn reading(name: &str, value: Value<'_>) -> Option<bool> {
    let states = |text: &str| text.starts_with("ENABLED") || text == "DISABLED";
    let times = |text: &str| ["rate(", "cron("].iter().any(|begin| text.starts_with(begin));
    let known = letters_and_digits(name);
    let known = known.as_str();
    if matches!(name, "//" | "#") || SETTINGS.contains(&known) {
        Some(true)
    } else if NOTES.contains(&known) {
        let has_sign = !name.starts_with(char::is_alphabetic);
        Some(has_sign || all(value, |text| text.split_whitespace().nth(1).is_some()))
    } else if known == "schedule" {
        Some(all(value, times))
    } else if EXACT.contains(&name) || PERHAPS.contains(&known) {
        Some(name == "State" && all(value, states))
    } else {
        None
    }
}

/// Whether a value, or each item of a list, is a text of some kind.
fn all(value: Value<'_>, is_one: impl Fn(&str) -> bool) -> bool {
    let mut values = value.one_or_each().peekable();
    values.peek().is_some() && values.all(|value| value.owned_text().is_some_and(|text| is_one(&text)))
}

/// Whether a name with a list is surely one of these.
pub(super) fn is_one_with_list(name: &str, list: Value<'_>) -> bool {
    list.kind() == Kind::Array && reading(name, list) == Some(true)
}

/// Takes a member out of an object that has others.
pub(super) fn without(object: Value<'_>, key: &Range<usize>) -> Option<Fix> {
    let members: Vec<_> = object.members().collect();
    let at = members.iter().position(|member| member.key_span() == *key)?;
    let member = members.get(at)?;
    let before = at.checked_sub(1).and_then(|at| members.get(at));
    let (start, end) = match (members.get(at + 1), before) {
        (Some(next), _) => (member.key_span().start, next.key_span().start),
        (None, Some(before)) => (before.value().span().end, member.value().span().end),
        (None, None) => return None,
    };
    Some(Fix::replace("Take it out".to_owned(), start..end, String::new()))
}
