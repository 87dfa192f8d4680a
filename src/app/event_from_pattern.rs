//! An event made from a pattern: of the kind that it asks for, where AWS's schemas have it, with the values that it
//! writes out. It is a beginning to edit, and may still not match: what a pattern only describes, such as a range of
//! numbers, is left as it is.

use crate::catalogue;
use crate::pattern::Pattern;
use serde_json::{Map, Value, json};

/// An event for the first alternative of a pattern, as JSON text.
pub(in crate::app) fn event_for(pattern: &Pattern) -> String {
    let first = |path: &str| pattern.texts_at(path).into_iter().next();
    let (source, detail_type) = (first("source"), first("detail-type"));
    let kind = source.as_deref().and_then(|source| {
        let of_source = catalogue::of_source(source);
        let named = detail_type.as_deref().and_then(|detail_type| catalogue::of(source, detail_type));
        named.or(of_source.first().filter(|_| detail_type.is_none()))
    });
    let text = match kind {
        Some(kind) => kind.sample(),
        None => json!({
            "version": "0",
            "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
            "detail-type": "Example",
            "source": "example.app",
            "account": "123456789012",
            "time": "2026-11-28T12:00:00Z",
            "region": "us-east-1",
            "resources": [],
            "detail": {},
        })
        .to_string(),
    };
    let Ok(Value::Object(mut event)) = serde_json::from_str(&text) else { return text };
    if let Some(asks) = pattern.asks().next() {
        for (path, asked) in asks.all() {
            if let Some(value) = asked.texts().into_iter().next() {
                let value = Value::String(value);
                put(&mut event, &path, if path == "resources" { json!([value]) } else { value });
            } else if asked.takes_bool(true) != asked.takes_bool(false) {
                put(&mut event, &path, asked.takes_bool(true).into());
            }
        }
    }
    serde_json::to_string_pretty(&event).unwrap_or(text)
}

/// Puts a value at a path of names, in the place of what is there.
fn put(object: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        Some((name, rest)) if !object.contains_key(path) => {
            let inner = object.entry(name).or_insert_with(|| json!({}));
            if !inner.is_object() {
                *inner = json!({});
            }
            if let Value::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
        Some(_) | None => {
            object.insert(path.to_owned(), value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::event_for;
    use crate::pattern::{Event, Pattern, Verdict};

    #[test]
    fn what_is_written_out_matches_and_is_never_of_another_source() {
        for (text, matches) in [
            (
                r#"{"source":["shop.orders"],"detail-type":["Order Placed"],"detail":{"status":["PAID"]}}"#,
                true,
            ),
            (
                r#"{"source":["aws.codepipeline"],"detail-type":["CodePipeline Pipeline Execution State Change"],"detail":{"state":["FAILED"]}}"#,
                true,
            ),
            (r#"{"source":["aws.ecs"],"detail":{"lastStatus":["STOPPED"]}}"#, true),
            (r#"{"source":["shop"],"detail":{"gift":[true],"a.b":["x"]},"resources":["r"]}"#, true),
            (r#"{"source":["shop"],"detail":{"total":[{"numeric":[">",5]}]}}"#, false),
        ] {
            let pattern = Pattern::parse(text).unwrap();
            let made = event_for(&pattern);
            let event = Event::parse(made.as_bytes()).unwrap();
            let source = event.root().get("source").unwrap().text().unwrap().to_string_lossy().into_owned();
            assert_eq!(pattern.texts_at("source"), [source]);
            assert_eq!(pattern.matches(&event) == Verdict::Match, matches, "{text}\n{made}");
        }
    }
}
