//! Conditions that other languages have, and the items that say the same here.

use super::items::OPERATORS;
use super::messages::{ALL_BUT, NUMERIC};
use crate::json::{Document, Fix, Kind, Value, quote};
use crate::pattern::explain::as_wildcards;
use crate::pattern::vocabulary::{self, Connective, is_unequal, sign};
use crate::pattern::wildcard::{Wildcard, escape_wildcard};
use crate::text::and_list;
use std::ops::Range;

/// What says here what a name in the place of an operator says elsewhere, as a sentence.
pub(super) fn said(name: &str) -> String {
    match (vocabulary::operator(name), vocabulary::translated(name)) {
        (Some(own), _) => format!("Write \"{own}\"."),
        (None, Some("\"wildcard\"")) => {
            "Here {\"wildcard\": \"*text*\"} says it, with a star where anything may stand.".to_owned()
        }
        (None, Some("\"numeric\"")) => format!("Here \"numeric\" says it. {NUMERIC}"),
        (None, Some(ours)) => format!("Here {ours} says it."),
        (None, None) if is_unequal(name) => ALL_BUT.to_owned(),
        (None, None) if sign(name).is_some() => {
            format!("Numbers are compared with it. {NUMERIC}")
        }
        (None, None) if name == "$or" || Connective::of(name) == Some(Connective::Or) => {
            "The items of a list are alternatives anyway: put them side by side.".to_owned()
        }
        (None, None) => {
            format!("Use one of {}, or put a plain value in the list.", and_list(OPERATORS))
        }
    }
}

/// Comparisons that are written as names, `{">": 5, "<": 10}`, as the item that says them.
pub(super) fn compared(document: &Document, span: &Range<usize>) -> Option<Fix> {
    let around = document.root().around(span);
    let object = around.last()?;
    let members: Vec<(String, Value<'_>)> = object
        .members()
        .map(|member| Some((member.key().as_str()?.to_owned(), member.value())))
        .collect::<Option<_>>()?;
    let number = |value: Value<'_>| {
        let text = if value.kind() == Kind::Number { value.raw().to_owned() } else { value.owned_text()? };
        serde_json::from_str::<serde_json::Number>(&text).is_ok().then_some(text)
    };
    if let [(name, value)] = members.as_slice()
        && is_unequal(name)
    {
        let plain = matches!(value.kind(), Kind::Number | Kind::String);
        return plain.then(|| Fix::write(object.span(), format!("{{\"anything-but\": {}}}", value.raw())));
    }
    let mut terms = Vec::new();
    for (name, value) in &members {
        let sign = sign(name)?;
        terms.push((sign.starts_with('<'), format!("\"{sign}\", {}", number(*value)?)));
    }
    // A range begins with its lower bound.
    terms.sort();
    let terms: Vec<String> = terms.into_iter().map(|(_, term)| term).collect();
    Some(Fix::write(object.span(), format!("{{\"numeric\": [{}]}}", terms.join(", "))))
}

/// Another language's condition on a part of a text, or a regular expression, as a wildcard.
pub(super) fn containing(document: &Document, span: &Range<usize>, word: &str) -> Option<Fix> {
    let around = document.root().around(span);
    let object = around.last()?;
    let text = object.members().next()?.value().owned_text().filter(|text| !text.is_empty())?;
    let wildcard = match as_wildcards(&text).as_deref() {
        // An expression takes what it finds anywhere, unless it is tied to an end.
        Some([wildcard]) => {
            let (begins, ends) = (text.starts_with('^'), text.ends_with('$'));
            let (before, behind) = (if begins { "" } else { "*" }, if ends { "" } else { "*" });
            format!("{before}{wildcard}{behind}").replace("**", "*")
        }
        None if word.eq_ignore_ascii_case("contains") || word.eq_ignore_ascii_case("regex") => {
            format!("*{}*", escape_wildcard(&text))
        }
        Some(_) | None => return None,
    };
    Wildcard::read(wildcard.as_bytes()).ok()?;
    let item = format!("{{\"wildcard\": {}}}", quote(wildcard.as_bytes()));
    (object.members().count() == 1).then(|| Fix::write(object.span(), item))
}

/// All numbers but those of a range, as the ranges beside it.
pub(super) fn other_numbers(document: &Document, span: &Range<usize>) -> Option<Fix> {
    let around = document.root().around(span);
    let (object, inner) = (around.get(around.len().checked_sub(2)?)?, around.last()?);
    let terms: Vec<Value<'_>> = inner.get("numeric")?.elements().collect();
    let mut items = Vec::new();
    for term in terms.chunks(2) {
        let [sign, number] = term else { return None };
        let number = Some(number.raw()).filter(|_| number.kind() == Kind::Number)?;
        items.push(match sign.text()?.as_str()? {
            "=" => format!("{{\"anything-but\": {number}}}"),
            ">" => format!("{{\"numeric\": [\"<=\", {number}]}}"),
            ">=" => format!("{{\"numeric\": [\"<\", {number}]}}"),
            "<" => format!("{{\"numeric\": [\">=\", {number}]}}"),
            "<=" => format!("{{\"numeric\": [\">\", {number}]}}"),
            _ => return None,
        });
    }
    let alone = object.members().count() == 1 && inner.members().count() == 1 && !items.is_empty();
    alone.then(|| Fix::write(object.span(), items.join(", ")))
}
