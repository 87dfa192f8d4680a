//! An operator that stands in a field's list as a value of its own, with its operand beside it: `[">=", 7]`.

use crate::json::{Kind, Value};
use crate::pattern::Pattern;
use crate::pattern::address::Cidr;
use crate::pattern::parse::OPERATORS;
use crate::pattern::vocabulary::OF_LISTS;
use crate::text::safe_json;

/// A list with a loose operator.
pub(in crate::pattern) enum Loose {
    /// The items, as JSON, that say what the list was meant to say, and a pattern that asks them of one
    /// field.
    Meant { items: String, pattern: Pattern },
    /// What is said of an operator that EventBridge takes with none of these operands.
    Refused { hint: String },
}

/// What a list with a loose operator was meant to say; `None` for a list without one.
pub(in crate::pattern) fn loose_operator(items: &[Value<'_>]) -> Option<Loose> {
    let (operator, meant) = operator_and_items(items)?;
    // As it is said and as it is written: characters that are not seen stand escaped in both.
    let items = safe_json(&meant).into_owned();
    Some(match Pattern::parse(&format!("{{\"x\": [{items}]}}")) {
        Ok(pattern) => Loose::Meant { items, pattern },
        Err(_) => Loose::Refused {
            hint: format!(
                "An operator is an object around its operand: {{\"{operator}\": …}}; EventBridge does not take these \
                    operands."
            ),
        },
    })
}

/// The operator, and the items that were meant.
fn operator_and_items(items: &[Value<'_>]) -> Option<(&'static str, String)> {
    let (first, operands) = items.split_first()?;
    if operands.is_empty() {
        return None;
    }
    let word = first.owned_text()?;
    let raw = |values: &[Value<'_>]| values.iter().map(|value| value.raw()).collect::<Vec<_>>().join(", ");
    let sign = |value: &Value<'_>| ["\">\"", "\">=\"", "\"<\"", "\"<=\"", "\"=\""].contains(&value.raw());
    let is_range = |values: &[Value<'_>]| {
        values.len().is_multiple_of(2)
            && values.chunks(2).all(|pair| matches!(pair, [a, b] if sign(a) && b.kind() == Kind::Number))
    };
    if is_range(items) {
        return Some(("numeric", format!("{{\"numeric\": [{}]}}", raw(items))));
    }
    // A sign that only excludes.
    let word = if matches!(word.as_str(), "!=" | "<>" | "!") { "anything-but" } else { word.as_str() };
    let word = OPERATORS.iter().find(|operator| **operator == word)?;
    let fitting = |value: &Value<'_>| match *word {
        "exists" => matches!(value.kind(), Kind::True | Kind::False),
        "anything-but" => {
            let alone = operands.len() == 1 && value.kind() == Kind::Object;
            alone || matches!(value.kind(), Kind::String | Kind::Number)
        }
        // Two plain words may be meant as they are.
        "cidr" => value.text().is_some_and(|text| Cidr::read(text.as_bytes()).is_ok()),
        _ => value.kind() == Kind::String,
    };
    if *word == "numeric" {
        return is_range(operands).then(|| (*word, format!("{{\"numeric\": [{}]}}", raw(operands))));
    }
    if !operands.iter().all(fitting) {
        return None;
    }
    let one = |value: &Value<'_>| format!("{{\"{word}\": {}}}", value.raw());
    let meant = match operands {
        [single] => one(single),
        several if OF_LISTS.contains(word) => format!("{{\"{word}\": [{}]}}", raw(several)),
        several => several.iter().map(one).collect::<Vec<_>>().join(", "),
    };
    Some((*word, meant))
}
