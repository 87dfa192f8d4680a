//! Conditions that other languages have, and the items that say the same here.

use super::foreign_texts::{in_any_case, wildcard_of};
use super::is_valid;
use super::items::OPERATORS;
use super::messages::{ALL_BUT, NUMERIC};
use super::misplaced::both;
use crate::json::{Document, Fix, Kind, Value, is_number, quote};
use crate::pattern::vocabulary::{self, Connective, DATES, Meant, OF_ONE, sign};
use crate::text::{and_list, letters_and_digits};
use std::ops::Range;

/// What stands behind a name in the place of an operator, as far as it decides what says the same here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operand {
    /// A number, also in quotes.
    Number,
    /// A text that begins with a day or a month, as times do.
    Moment,
    /// Another text.
    Text,
    /// An object, such as another condition.
    Object,
    /// A condition of EventBridge's that `anything-but` does not take.
    Unexcludable(&'static str),
    /// A list with a sign that compares and a number.
    Comparison,
    /// false, which turns a condition on there being a value round.
    False,
    /// Anything else.
    Other,
}

impl Operand {
    /// What a value is.
    pub(super) fn of(value: Value<'_>) -> Self {
        match (value.kind(), value.owned_text()) {
            (Kind::Number, _) => Self::Number,
            (Kind::Object, _) => Self::of_condition(value),
            (Kind::False, _) => Self::False,
            (Kind::Array, _) if is_comparison(value) => Self::Comparison,
            (Kind::String, Some(text)) if is_moment(&text) => Self::Moment,
            (_, Some(text)) if is_number(&text) => Self::Number,
            (_, Some(_)) => Self::Text,
            (_, None) => match value.elements().next() {
                Some(first) if first.kind() != Kind::Array => Self::of(first),
                Some(_) | None => Self::Other,
            },
        }
    }

    /// What an object is, by the only condition in it.
    fn of_condition(object: Value<'_>) -> Self {
        let mut members = object.members();
        let only = members.next().filter(|_| members.next().is_none());
        let compares = |word: &str| {
            sign(word).is_some() || matches!(Meant::of(word), Some(Meant::Foreign { ours: "numeric", .. }))
        };
        let own = only.and_then(|member| {
            let key = member.key();
            let word = key.as_str()?;
            let is_exclusion = || Meant::of(word).and_then(Meant::renamed) == Some("anything-but");
            let foreign = || compares(word).then_some("numeric").or(is_exclusion().then_some("anything-but"));
            vocabulary::operator(word).or_else(foreign)
        });
        own.filter(|own| instead_of_excluding(own).is_some()).map_or(Self::Object, Self::Unexcludable)
    }
}

/// What is asked instead of excluding a condition, as a sentence; nothing of those that `anything-but` takes.
pub(super) fn instead_of_excluding(own: &str) -> Option<&'static str> {
    match own {
        "numeric" => Some("Ask for the other numbers: {\"numeric\": [\"<=\", 5]} is all but those above 5."),
        "anything-but" => Some("What is excluded twice is asked for: put the value in the list as it is."),
        "exists" => Some(
            "Write {\"exists\": false} for a field that is not there, {\"exists\": true} for one that is.",
        ),
        "cidr" => Some(
            "No operator takes all addresses outside a block; {\"anything-but\": {\"prefix\": \"10.0.\"}} leaves \
                out those that begin so.",
        ),
        _ => None,
    }
}

/// Whether a list begins with a sign that compares numbers, and a number: what `numeric` takes.
fn is_comparison(list: Value<'_>) -> bool {
    let mut elements = list.elements();
    let is_sign = elements.next().and_then(Value::owned_text).is_some_and(|text| sign(&text).is_some());
    is_sign && elements.next().is_some_and(|number| number.kind() == Kind::Number)
}

/// Whether a text begins with a year and a month, or is a year.
fn is_moment(text: &str) -> bool {
    if text.len() == 4 && (text.starts_with("19") || text.starts_with("20")) && is_number(text) {
        return true;
    }
    let shape: String = text.chars().take(7).map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    matches!(shape.as_str(), "0000-00" | "0000/00")
}

/// What says here what a name in the place of an operator says elsewhere, as sentences.
pub(super) fn advice(name: &str, operand: Operand) -> String {
    const ALL_BUT_TEXTS: &str = "All texts but some are asked for with {\"anything-but\": [\"a\", \"b\"]}.";
    let meant = Meant::of(name);
    if let Some(Meant::Own(own)) = meant {
        return format!("Write \"{own}\".");
    }
    if operand == Operand::Comparison {
        return format!("Here \"numeric\" says it. {NUMERIC}");
    }
    if let Some(Meant::Presence(presence)) = meant {
        let presence = if operand == Operand::False { presence.denied() } else { presence };
        return presence.how_to_ask().to_owned();
    }
    let compares = matches!(meant, Some(Meant::Foreign { ours: "numeric", .. }))
        || sign(name).is_some_and(|sign| sign != "=");
    match operand {
        Operand::Moment if compares || matches!(meant, Some(Meant::Date { .. })) => return DATES.to_owned(),
        Operand::Text if compares => {
            return "Only numbers are compared by their size; texts have no order here. List those that are meant.".to_owned();
        }
        Operand::Number if meant == Some(Meant::Date { sure: true }) => {
            return format!("Times that are numbers are compared with \"numeric\". {NUMERIC}");
        }
        Operand::Number
        | Operand::Moment
        | Operand::Text
        | Operand::Object
        | Operand::Unexcludable(_)
        | Operand::Comparison
        | Operand::False
        | Operand::Other => {}
    }
    match meant {
        Some(Meant::Date { sure: true }) => DATES.to_owned(),
        Some(Meant::Foreign { ours: "wildcard", .. }) => {
            "Here {\"wildcard\": \"*text*\"} says it, with a star where anything may stand.".to_owned()
        }
        Some(Meant::Foreign { ours: "numeric", .. }) => format!("Here \"numeric\" says it. {NUMERIC}"),
        Some(Meant::Foreign { ours: "anything-but", .. }) if operand != Operand::Object => match operand {
            Operand::Unexcludable(own) => instead_of_excluding(own).unwrap_or_default().to_owned(),
            Operand::Number => ALL_BUT.to_owned(),
            Operand::Moment | Operand::Text => ALL_BUT_TEXTS.to_owned(),
            Operand::Object | Operand::Comparison | Operand::False | Operand::Other => {
                "Texts and numbers are excluded with \"anything-but\"; true, false and null cannot be: list the \
                    values that are meant."
                    .to_owned()
            }
        },
        Some(Meant::Values) => "A value that has to be equal stands in the field's list as it is.".to_owned(),
        Some(Meant::Own(ours) | Meant::Foreign { ours, .. }) => format!("Here \"{ours}\" says it."),
        Some(Meant::Presence(presence)) => presence.how_to_ask().to_owned(),
        Some(Meant::Without(_)) => {
            format!("Here {{{}}} says it.", meant.and_then(Meant::member).unwrap_or_default())
        }
        Some(Meant::Date { sure: false }) | None if sign(name).is_some() => {
            format!("Numbers are compared with it. {NUMERIC}")
        }
        Some(Meant::Date { sure: false }) | None
            if name == "$or" || Connective::of(name) == Some(Connective::Or) =>
        {
            "The items of a list are alternatives anyway: put them side by side.".to_owned()
        }
        Some(Meant::Date { sure: false }) | None => {
            format!("Use one of {}, or put a plain value in the list.", and_list(OPERATORS))
        }
    }
}

/// What a condition of another language is here.
pub(super) fn translated(document: &Document, span: &Range<usize>, word: &str) -> Option<Fix> {
    let around = document.root().around(span);
    let object = around.last()?;
    let renamed = Meant::of(word).and_then(Meant::renamed);
    let several = object.members().nth(1).is_some();
    if let Some(own) = renamed.filter(|_| several && items(*object).is_none()) {
        return Some(Fix::write(span.clone(), quote(own.as_bytes())));
    }
    if let Some(fix) = excluding_all(around.get(around.len().checked_sub(2)?)?) {
        return Some(fix);
    }
    Some(Fix::write(object.span(), items(*object)?))
}

/// Several values of a list that are excluded one by one, as one condition: beside each other either would be
/// enough, and any value fit.
fn excluding_all(list: &Value<'_>) -> Option<Fix> {
    let mut values = Vec::new();
    for item in list.elements() {
        let member = item.members().next().filter(|_| item.members().count() == 1)?;
        let own = member.key().as_str().and_then(Meant::of).and_then(Meant::renamed);
        let is_one = matches!(member.value().kind(), Kind::String | Kind::Number);
        (own == Some("anything-but") && is_one).then(|| values.push(member.value().raw()))?;
    }
    let item = format!("{{\"anything-but\": [{}]}}", values.join(", "));
    let helps = values.len() > 1 && is_valid(&format!("{{\"a\": [{item}]}}"));
    helps.then(|| Fix::write(list.span(), format!("[{item}]")))
}

/// Conditions that are written as names, `{">": 5, "<": 10}`, as the items that say them.
pub(super) fn items(object: Value<'_>) -> Option<String> {
    let members = named_members(object)?;
    let items = match members.as_slice() {
        [(name, value)] => alone(name, *value).or_else(|| range(&members))?,
        [one, other] => ends(one, other).or_else(|| range(&members))?,
        _ => range(&members)?,
    };
    is_valid(&format!("{{\"a\": [{items}]}}")).then_some(items)
}

/// A beginning and an end at once.
fn ends<'v>(one: &(String, Value<'v>), other: &(String, Value<'v>)) -> Option<String> {
    let own = |name: &str| Meant::of(name).and_then(Meant::renamed);
    match (own(&one.0)?, own(&other.0)?) {
        ("prefix", "suffix") => both(one.1, other.1),
        ("suffix", "prefix") => both(other.1, one.1),
        _ => None,
    }
}

/// A condition that is no comparison of numbers.
fn alone(name: &str, value: Value<'_>) -> Option<String> {
    let raw = value.raw();
    let meant = Meant::of(name);
    if is_comparison(value) {
        return Some(format!("{{\"numeric\": {raw}}}"));
    }
    if let Some(Meant::Presence(presence)) = meant {
        let presence = if value.kind() == Kind::False { presence.denied() } else { presence };
        return presence.item().map(str::to_owned);
    }
    if let Some(Meant::Without(inner)) = meant {
        if value.kind() == Kind::Array && inner != "wildcard" {
            return Some(format!("{{\"anything-but\": {{\"{inner}\": {raw}}}}}"));
        }
        let text = value.owned_text().filter(|text| !text.is_empty())?;
        let text = if inner == "wildcard" { wildcard_of(name, &text)? } else { text };
        return Some(format!("{{\"anything-but\": {{\"{inner}\": {}}}}}", quote(text.as_bytes())));
    }
    if let (Some("true" | "false"), "bool" | "boolean") =
        (value.owned_text().as_deref(), letters_and_digits(name).as_str())
    {
        return Some(raw.trim_matches('"').to_owned());
    }
    if sign(name) == Some("=") || meant == Some(Meant::Values) {
        return Some(match value.kind() {
            Kind::Array => value.elements().map(Value::raw).collect::<Vec<_>>().join(", "),
            Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null | Kind::Object => {
                raw.to_owned()
            }
        });
    }
    if let (Some(Meant::Foreign { ours: "numeric", .. }), Kind::Object) = (meant, value.kind()) {
        return range(&named_members(value)?);
    }
    let own = meant?.renamed()?;
    if own == "anything-but" && value.kind() == Kind::Object {
        return opposite_of(value);
    }
    if own == "wildcard" {
        let wildcard = wildcard_of(name, &value.owned_text()?)?;
        return Some(format!("{{\"wildcard\": {}}}", quote(wildcard.as_bytes())));
    }
    if OF_ONE.contains(&own) && value.kind() == Kind::Array {
        let each = value.elements().map(|one| format!("{{\"{own}\": {}}}", one.raw()));
        return Some(each.collect::<Vec<_>>().join(", "));
    }
    Some(format!("{{\"{own}\": {raw}}}"))
}

/// The opposite of the condition in an object.
fn opposite_of(object: Value<'_>) -> Option<String> {
    let only = object.members().next().filter(|_| object.members().nth(1).is_none())?;
    let (key, value) = (only.key(), only.value());
    let word = key.as_str()?;
    match (Operand::of_condition(object), Meant::of(word)) {
        (Operand::Unexcludable("exists"), _) => match value.kind() {
            Kind::True => Some("{\"exists\": false}".to_owned()),
            Kind::False => Some("{\"exists\": true}".to_owned()),
            Kind::Object | Kind::Array | Kind::String | Kind::Number | Kind::Null => None,
        },
        (Operand::Unexcludable(_), _) => other_numbers(object),
        (_, Some(Meant::Values)) => Some(format!("{{\"anything-but\": {}}}", value.raw())),
        (_, Some(Meant::Foreign { ours: "wildcard", .. })) => {
            let wildcard = wildcard_of(word, &value.owned_text()?)?;
            Some(format!("{{\"anything-but\": {{\"wildcard\": {}}}}}", quote(wildcard.as_bytes())))
        }
        (_, meant) => {
            let own = meant.and_then(Meant::renamed)?;
            Some(format!("{{\"anything-but\": {{\"{own}\": {}}}}}", value.raw()))
        }
    }
}

/// The members of an object with their names.
fn named_members(object: Value<'_>) -> Option<Vec<(String, Value<'_>)>> {
    object.members().map(|member| Some((member.key().as_str()?.to_owned(), member.value()))).collect()
}

/// A number, also one in quotes, as it is written.
pub(super) fn number(value: Value<'_>) -> Option<String> {
    let text = if value.kind() == Kind::Number { value.raw().to_owned() } else { value.owned_text()? };
    is_number(&text).then_some(text)
}

/// One number, or two, between which a number lies.
fn range(members: &[(String, Value<'_>)]) -> Option<String> {
    let mut terms = Vec::new();
    for (name, value) in members {
        let sign = sign(name)?;
        terms.push((sign.starts_with('<'), format!("\"{sign}\", {}", number(*value)?)));
    }
    // A range begins with its lower bound.
    terms.sort();
    let terms: Vec<String> = terms.into_iter().map(|(_, term)| term).collect();
    Some(format!("{{\"numeric\": [{}]}}", terms.join(", ")))
}

/// Another language's condition on a part of a text, or a regular expression, as a wildcard.
pub(super) fn containing(document: &Document, span: &Range<usize>, word: &str) -> Option<Fix> {
    let around = document.root().around(span);
    let object = around.last()?;
    let text = object.members().next()?.value().owned_text().filter(|text| !text.is_empty())?;
    if word.eq_ignore_ascii_case("ilike") {
        return in_any_case(&text).map(|item| Fix::write(object.span(), item));
    }
    let wildcard = wildcard_of(word, &text)?;
    let item = format!("{{\"wildcard\": {}}}", quote(wildcard.as_bytes()));
    (object.members().count() == 1).then(|| Fix::write(object.span(), item))
}

/// All numbers but those of `numeric` inside `anything-but`, as the items that take them: the ranges beside
/// it.
pub(super) fn other_numbers(inner: Value<'_>) -> Option<String> {
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
    let alone = inner.members().count() == 1 && !items.is_empty();
    alone.then(|| items.join(", "))
}
