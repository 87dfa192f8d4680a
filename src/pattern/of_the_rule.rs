//! Notes and settings of a rule, which people write among the fields of its pattern: each name there is a condition, and
//! no event has these.

use crate::json::{Fix, Kind, Value};
use std::ops::Range;

/// Their names, without marks and in small letters, each with whether it is hardly that of a field which a sender has.
const NAMES: [(&str, bool); 14] = [
    ("comment", true),
    ("comments", true),
    ("note", true),
    ("notes", true),
    ("description", false),
    ("schedule", false),
    ("scheduleexpression", true),
    ("eventbus", true),
    ("eventbusname", true),
    ("rulename", true),
    ("targets", false),
    ("rolearn", true),
    ("managedby", true),
    ("isenabled", true),
];

/// Names that the API gives to settings and senders give to fields in small letters.
const EXACT: [&str; 6] = ["Name", "State", "Arn", "Tags", "//", "#"];

/// Why they do not belong there, as the rest of a sentence without its full stop.
pub(super) const WHAT: &str = "is no field of an event: a pattern has no notes and no settings of its rule";

fn known(name: &str) -> Option<bool> {
    let bare: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    NAMES.iter().find(|(known, _)| *known == bare).map(|(_, sure)| *sure)
}

/// Whether a name at the top of a pattern is one of these, its value being alone and in no list.
pub(super) fn is_one(name: &str) -> bool {
    known(name).is_some() || EXACT.contains(&name)
}

/// Whether a name with a list is one of these, and surely: perhaps it is a field that belongs inside `detail`.
pub(super) fn is_one_with_list(name: &str, list: Value<'_>) -> Option<bool> {
    let states = || {
        let mut texts = list.elements().map(Value::owned_text).peekable();
        let is_state =
            |text: Option<String>| text.is_some_and(|text| text.starts_with("ENABLED") || text == "DISABLED");
        texts.peek().is_some() && texts.all(is_state)
    };
    let sure = known(name).or_else(|| matches!(name, "//" | "#").then_some(true));
    let sure = sure.or_else(|| (name.eq_ignore_ascii_case("state") && states()).then_some(true));
    sure.filter(|_| list.kind() == Kind::Array)
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
