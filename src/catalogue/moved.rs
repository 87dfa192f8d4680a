//! A pattern's text with a field in another place.

use crate::pattern::{Fix, Pattern};
use serde_json::{Map, Value};

/// The change that asks for a field under another path; none where the text says more than its values, as
/// with `$or` or a name that stands twice, or where something else is asked for at the new place.
pub(super) fn moved(pattern: &Pattern, from: &str, to: &str) -> Option<Fix> {
    let text = pattern.text();
    let mut whole: Value = serde_json::from_str(text).ok()?;
    // What is written anew must say the same: numbers in other notations and names that stand twice would
    // not.
    let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    if plain(text) != plain(&whole.to_string()) || text.contains("\"$or\"") {
        return None;
    }
    let (from, to): (Vec<&str>, Vec<&str>) = (from.split('.').collect(), to.split('.').collect());
    let list = taken(whole.as_object_mut()?, &from)?;
    put(whole.as_object_mut()?, &to, list)?;
    let after = if text.contains('\n') {
        serde_json::to_string_pretty(&whole)
    } else {
        serde_json::to_string(&whole)
    };
    let after = after.ok().filter(|after| Pattern::parse(after).is_ok())?;
    Some(Fix::rewrite(text, after))
}

/// What stands at a path, taken out with the objects that are empty without it.
fn taken(object: &mut Map<String, Value>, path: &[&str]) -> Option<Value> {
    let (first, rest) = path.split_first()?;
    if rest.is_empty() {
        return object.shift_remove(*first);
    }
    let inner = object.get_mut(*first)?.as_object_mut()?;
    let value = taken(inner, rest)?;
    if inner.is_empty() {
        object.shift_remove(*first);
    }
    Some(value)
}

fn put(object: &mut Map<String, Value>, path: &[&str], value: Value) -> Option<()> {
    let (first, rest) = path.split_first()?;
    if rest.is_empty() {
        return object.insert((*first).to_owned(), value).is_none().then_some(());
    }
    let inner = object.entry(*first).or_insert_with(|| Value::Object(Map::new()));
    put(inner.as_object_mut()?, rest, value)
}

#[cfg(test)]
mod tests {
    use super::moved;
    use crate::pattern::Pattern;

    #[test]
    fn a_field_is_asked_for_in_another_place() {
        for (text, from, to, wanted) in [
            (
                r#"{"detail":{"bucketName":["b"],"size":[1]}}"#,
                "detail.bucketName",
                "detail.bucket.name",
                Some(r#"{"detail":{"size":[1],"bucket":{"name":["b"]}}}"#),
            ),
            (
                r#"{"detail":{"Severity":{"Label":["HIGH"]}}}"#,
                "detail.Severity.Label",
                "detail.findings.Severity.Label",
                Some(r#"{"detail":{"findings":{"Severity":{"Label":["HIGH"]}}}}"#),
            ),
            (r#"{"detail":{"a":["x"],"b":["y"]}}"#, "detail.a", "detail.b", None),
            (r#"{"detail":{"$or":[{"a":["x"]},{"b":["y"]}]}}"#, "detail.a", "detail.c", None),
            (r#"{"detail":{"a":["x"]},"detail":{"a":["x"]}}"#, "detail.a", "detail.c", None),
        ] {
            let Ok(pattern) = Pattern::parse(text) else { continue };
            let after = moved(&pattern, from, to).map(|fix| fix.apply(text));
            assert_eq!(after.as_deref(), wanted, "{text}");
        }
    }
}
