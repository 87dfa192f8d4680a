//! An operator that stands in a field's list as a value of its own, with its operand beside it: `[">=", 7]`.

use crate::json::{Kind, Value};
use crate::pattern::Pattern;
use crate::pattern::parse::OPERATORS;
use crate::pattern::vocabulary::OF_LISTS;
use crate::text::safe_json;

/// The items, as JSON, that say what a list with a loose operator was meant to say, and a pattern that asks them of one
/// field; `None` for a list without one, and for items that EventBridge refuses.
pub(in crate::pattern) fn wrapped(items: &[Value<'_>]) -> Option<(String, Pattern)> {
    // As it is said and as it is written: characters that are not seen stand escaped in both.
    let meant = safe_json(&meant(items)?).into_owned();
    let pattern = Pattern::parse(&format!("{{\"x\": [{meant}]}}")).ok()?;
    Some((meant, pattern))
}

fn meant(items: &[Value<'_>]) -> Option<String> {
    let (first, operands) = items.split_first()?;
    if operands.is_empty() {
        return None;
    }
    let word = first.text().map(|text| text.to_string_lossy().into_owned())?;
    let raw = |values: &[Value<'_>]| values.iter().map(|value| value.raw()).collect::<Vec<_>>().join(", ");
    let sign = |value: &Value<'_>| ["\">\"", "\">=\"", "\"<\"", "\"<=\"", "\"=\""].contains(&value.raw());
    let is_range = |values: &[Value<'_>]| {
        values.len().is_multiple_of(2)
            && values.chunks(2).all(|pair| matches!(pair, [a, b] if sign(a) && b.kind() == Kind::Number))
    };
    if is_range(items) {
        return Some(format!("{{\"numeric\": [{}]}}", raw(items)));
    }
    let word = OPERATORS.iter().find(|operator| **operator == word)?;
    let fitting = |value: &Value<'_>| match *word {
        "exists" => matches!(value.kind(), Kind::True | Kind::False),
        "anything-but" => matches!(value.kind(), Kind::String | Kind::Number),
        _ => value.kind() == Kind::String,
    };
    if *word == "numeric" {
        return is_range(operands).then(|| format!("{{\"numeric\": [{}]}}", raw(operands)));
    }
    if !operands.iter().all(fitting) {
        return None;
    }
    let one = |value: &Value<'_>| format!("{{\"{word}\": {}}}", value.raw());
    Some(match operands {
        [single] => one(single),
        several if OF_LISTS.contains(word) => format!("{{\"{word}\": [{}]}}", raw(several)),
        several => several.iter().map(one).collect::<Vec<_>>().join(", "),
    })
}
