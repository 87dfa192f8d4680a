//! Operands that an operator takes in another shape: a comparison in one text, a block with its mask written
//! out, operators in a list, `$or` around an object.

use super::cidr_fault::CidrFault;
use super::fixes::object_in_text;
use super::foreign_conditions::number;
use super::is_valid;
use super::messages::{Described, for_sentence, say};
use crate::json::{Document, Fix, Kind, Value, quote};
use crate::pattern::address::{Address, Cidr};
use crate::pattern::explain::each_alternative;
use crate::pattern::vocabulary::{is_around_patterns, sign};
use crate::pattern::wildcard::{escape_wildcard, with_single_stars};
use std::ops::Range;

/// What is said of a text that holds an object as JSON, in the place of that object.
pub(super) fn in_text(key: &str) -> Described {
    let remedy = if is_around_patterns(key) {
        "The pattern is what that text holds, with nothing around it."
    } else {
        "Write the object itself, without the quotes around it and the backslashes inside."
    };
    let what = format!(
        "the value of {} is a text that holds JSON, and EventBridge does not look into it",
        for_sentence(key)
    );
    say(format!("\"{key}\" must be an object or an array"), what, remedy)
}

/// Two operators the other way round: the `inner` one around the other.
pub(super) fn turned_round(
    document: &Document,
    span: &Range<usize>,
    operator: &str,
    inner: &str,
) -> Option<Fix> {
    let around = document.root().around(span);
    let (object, held) = (around.get(around.len().checked_sub(2)?)?, around.last()?);
    let operand = held.get(inner)?;
    let item = if operator == "wildcard" {
        let text = operand.owned_text()?;
        let (affix, rest) = match (text.strip_suffix('*'), text.strip_prefix('*')) {
            (Some(rest), _) => ("prefix", rest),
            (None, Some(rest)) => ("suffix", rest),
            (None, None) => return None,
        };
        (!rest.is_empty() && !rest.contains(['*', '\\'])).then_some(())?;
        format!("{{\"{affix}\": {{\"{inner}\": {}}}}}", quote(rest.as_bytes()))
    } else {
        format!("{{\"{inner}\": {{\"{operator}\": {}}}}}", operand.raw())
    };
    let alone = object.members().count() == 1 && held.members().count() == 1;
    (alone && is_valid(&format!("{{\"a\": [{item}]}}"))).then(|| Fix::write(object.span(), item))
}

/// The object that such a text holds, in its place; in the place of all where it is the pattern.
pub(super) fn out_of_text(key: &str, span: &Range<usize>, text: &str, written: &str) -> Option<Fix> {
    let inside = object_in_text(Document::parse(written).ok()?.root())?;
    let place = if is_around_patterns(key) { 0..text.len() } else { span.clone() };
    Some(Fix::replace("Take it out of its quotes".to_owned(), place, inside))
}

/// The condition on numbers that an operand of `numeric` was meant as, in the place of the object with the
/// operator.
pub(super) fn numeric(document: &Document, span: &Range<usize>) -> Option<Fix> {
    let around = document.root().around(span);
    let object = around.iter().rev().find(|value| value.get("numeric").is_some())?;
    let operand = object.get("numeric").filter(|_| object.members().count() == 1)?;
    let mut terms = Vec::new();
    if operand.kind() == Kind::Object {
        for member in operand.members() {
            terms.push((sign(member.key().as_str()?)?, number(member.value())?));
        }
    } else {
        let mut before = if operand.kind() == Kind::Number { Some("=") } else { None };
        for leaf in operand.leaves() {
            match (before.take(), leaf.owned_text()) {
                (Some(sign), _) => terms.push((sign, number(leaf)?)),
                (None, Some(text)) => match sign(&text) {
                    Some(sign) => before = Some(sign),
                    None => terms.push(comparison(&text)?),
                },
                (None, None) => return None,
            }
        }
        before.is_none().then_some(())?;
    }
    // A range begins with its lower bound.
    terms.sort_by_key(|(sign, _)| sign.starts_with('<'));
    let terms: Vec<String> = terms.iter().map(|(sign, number)| format!("\"{sign}\", {number}")).collect();
    let item = format!("{{\"numeric\": [{}]}}", terms.join(", "));
    is_valid(&format!("{{\"a\": [{item}]}}")).then(|| Fix::write(object.span(), item))
}

/// Several numbers that are to be equal, in the place of the object with `numeric`.
pub(super) fn one_by_one(document: &Document, span: &Range<usize>) -> Option<Fix> {
    let around = document.root().around(span);
    let object = around.iter().rev().find(|value| value.get("numeric").is_some())?;
    let operand = object.get("numeric").filter(|_| object.members().count() == 1)?;
    let terms: Vec<Value<'_>> = operand.elements().collect();
    let [sign, list] = terms.as_slice() else { return None };
    let numbers: Vec<&str> = list.elements().map(Value::raw).collect();
    let all = list.elements().all(|number| number.kind() == Kind::Number) && !numbers.is_empty();
    (all && sign.owned_text().as_deref() == Some("=")).then(|| Fix::write(object.span(), numbers.join(", ")))
}

/// A sign and a number in one text.
pub(super) fn comparison(text: &str) -> Option<(&'static str, String)> {
    let number = text.trim_start_matches(['<', '>', '=', ' ', '≤', '≥']).trim();
    let is_number = serde_json::from_str::<serde_json::Number>(number).is_ok();
    let sign = sign(text.trim().strip_suffix(number)?).filter(|_| is_number)?;
    Some((sign, number.to_owned()))
}

/// A block that `cidr` does not take as it takes it, or the single address that it is.
pub(super) fn block(fault: &CidrFault, document: &Document, span: &Range<usize>) -> Option<Fix> {
    let around = document.root().around(span);
    let object = around.get(around.len().checked_sub(2)?)?;
    let text = object.get("cidr").filter(|_| object.members().count() == 1)?.owned_text()?;
    if let Some(block) = named_block(&text) {
        return Some(Fix::write(span.clone(), quote(block.as_bytes())));
    }
    let (address, mask) = text.split_once('/').unwrap_or((text.as_str(), ""));
    let read = Address::read(address.as_bytes())?;
    match fault {
        // An address that ends in nought is a network's, of which the length is not known.
        CidrFault::Slash
            if mask.is_empty() && ![".0", ":0", ":"].iter().any(|end| address.ends_with(end)) => {}
        CidrFault::TooManyBitsV4 if mask == "32" => {}
        CidrFault::TooManyBitsV6 if mask == "128" => {}
        CidrFault::BitsNotInteger => {
            let (Address::V4(_), Some(Address::V4(mask))) = (read, Address::read(mask.as_bytes())) else {
                return None;
            };
            let bits = mask.leading_ones();
            let block = format!("{address}/{bits}");
            let is_mask = mask.count_ones() == bits && Cidr::read(block.as_bytes()).is_ok();
            return is_mask.then(|| Fix::write(span.clone(), quote(block.as_bytes())));
        }
        CidrFault::Slash
        | CidrFault::TooManyBitsV4
        | CidrFault::TooManyBitsV6
        | CidrFault::BitsNegative
        | CidrFault::Invalid(_)
        | CidrFault::Nonstandard(_) => return None,
    }
    Some(Fix::write(object.span(), quote(address.as_bytes())))
}

/// The block that a text names in another way: `10.0.0.*`, or its first and last address.
fn named_block(text: &str) -> Option<String> {
    if let Some((first, last)) = text.split_once('-') {
        let read = |text: &str| match Address::read(text.trim().as_bytes()) {
            Some(Address::V4(address)) => Some(address),
            Some(Address::V6(_)) | None => None,
        };
        let (low, high) = (read(first)?, read(last)?);
        let differing = low ^ high;
        // All that differs counts from nought to its end.
        let is_block = low & differing == 0 && (u64::from(differing) + 1).is_power_of_two();
        return (is_block && differing > 0)
            .then(|| format!("{}/{}", first.trim(), differing.leading_zeros()));
    }
    let parts: Vec<&str> = text.split('.').collect();
    let known = parts.iter().take_while(|part| part.parse::<u8>().is_ok()).count();
    let open = |part: &&str| matches!(*part, "*" | "x" | "X");
    let is_open = parts.len() > known && parts.len() <= 4 && parts.iter().skip(known).all(open);
    (is_open && known > 0).then(|| {
        let mut address: Vec<&str> = parts.into_iter().take(known).collect();
        address.resize(4, "0");
        format!("{}/{}", address.join("."), known * 8)
    })
}

/// Operators in a list of `anything-but`, of one sort, as that operator with a list. Texts beside wildcards
/// are wildcards without a star.
pub(super) fn joined_exclusions(document: &Document, span: &Range<usize>) -> Option<Fix> {
    let around = document.root().around(span);
    let list = around.get(around.len().checked_sub(2)?).filter(|list| list.kind() == Kind::Array)?;
    let mut texts = Vec::new();
    let mut operator: Option<String> = None;
    let mut plain = false;
    for entry in list.elements() {
        if let Some(text) = entry.owned_text() {
            plain = true;
            texts.push(quote(escape_wildcard(&text).as_bytes()));
            continue;
        }
        let member = entry.members().next().filter(|_| entry.members().count() == 1)?;
        let name = member.key().as_str()?.to_owned();
        let value = member.value();
        (operator.get_or_insert_with(|| name.clone()) == &name && value.kind() == Kind::String)
            .then_some(())?;
        texts.push(value.raw().to_owned());
    }
    let operator = operator.filter(|name| !plain || name == "wildcard")?;
    let inner = format!("{{{}: [{}]}}", quote(operator.as_bytes()), texts.join(", "));
    is_valid(&format!("{{\"a\": [{{\"anything-but\": {inner}}}]}}")).then(|| Fix::write(list.span(), inner))
}

/// The fields of an object in the place of `$or`'s list, each as a branch.
pub(super) fn branches(document: &Document, span: &Range<usize>) -> Option<Fix> {
    let around = document.root().around(span);
    let object = around.last().filter(|object| object.kind() == Kind::Object)?;
    let each = object.members().map(|member| {
        let field = document.text().get(member.key_span().start..member.value().span().end)?;
        Some(format!("{{{field}}}"))
    });
    let each: Vec<String> = each.collect::<Option<_>>()?;
    let list = format!("[{}]", each.join(", "));
    (each.len() > 1).then(|| Fix::replace("Make each field a branch".to_owned(), object.span(), list))
}

/// A wildcard with one star in the place of two, and each of the alternatives in it as one of its own.
pub(super) fn without_double_stars(document: &Document, span: &Range<usize>, written: &str) -> Option<Fix> {
    let wildcard = Document::parse(written).ok()?.root().owned_text()?;
    let each = each_alternative(&wildcard).unwrap_or_else(|| vec![wildcard]);
    let singles: Option<Vec<Vec<String>>> = each.iter().map(|text| with_single_stars(text)).collect();
    in_place_of_one(document, span, &singles?.concat())
}

/// Several wildcards where the pattern has one.
fn in_place_of_one(document: &Document, span: &Range<usize>, wildcards: &[String]) -> Option<Fix> {
    let quoted = |wildcard: &String| quote(wildcard.as_bytes());
    if let [wildcard] = wildcards {
        return Some(Fix::write(span.clone(), quoted(wildcard)));
    }
    let around = document.root().around(span);
    let (at, object) = around.iter().enumerate().rev().find(|(_, value)| value.kind() == Kind::Object)?;
    let holder = at.checked_sub(1).and_then(|above| around.get(above))?;
    if holder.kind() == Kind::Array && object.members().count() == 1 {
        let items = wildcards.iter().map(|wildcard| format!("{{\"wildcard\": {}}}", quoted(wildcard)));
        return Some(Fix::write(object.span(), items.collect::<Vec<_>>().join(", ")));
    }
    // What is excluded is a list by itself.
    let inner = wildcards.iter().map(quoted).collect::<Vec<_>>().join(", ");
    let is_listed = around.iter().rev().nth(1).is_some_and(|value| value.kind() == Kind::Array);
    Some(Fix::write(span.clone(), if is_listed { inner } else { format!("[{inner}]") }))
}
