//! An event made from a pattern: the smallest that it matches ([`Pattern::example`]), with all that an event
//! of its kind has beside that, where AWS's schemas know the kind. Where no event can be found that it
//! matches, it is the nearest that can be made, a beginning to edit.

use crate::app::shared::Shared;
use crate::catalogue::{self, EventKind, FieldType};
use crate::model::Millis;
use crate::pattern::{Event, Pattern, Verdict};
use crate::text::time::rfc3339;
use serde_json::{Map, Value, json};
use std::cmp::Reverse;

/// Whose event it would be, for what the pattern says nothing of.
pub(in crate::app) struct Whose<'a> {
    /// The account, where it is known.
    pub account: Option<&'a str>,
    /// The region; empty where it is not known.
    pub region: &'a str,
    /// The time.
    pub now: Millis,
}

/// The account that is looked at, and now.
pub(in crate::app) fn whose(shared: &Shared) -> Whose<'_> {
    let session = &shared.session;
    Whose { account: session.account.as_deref(), region: &session.region, now: shared.now }
}

/// An event of a kind, as JSON text.
pub(in crate::app) fn of_kind(kind: &EventKind, whose: &Whose<'_>) -> String {
    let sample = kind.sample();
    match serde_json::from_str(&sample) {
        Ok(Value::Object(mut event)) => {
            whose.put(&mut event);
            serde_json::to_string_pretty(&event).unwrap_or(sample)
        }
        Ok(_) | Err(_) => sample,
    }
}

impl Whose<'_> {
    fn put(&self, event: &mut Map<String, Value>) {
        event.insert("time".to_owned(), rfc3339(self.now.div_euclid(1_000) * 1_000).into());
        if let Some(account) = self.account {
            event.insert("account".to_owned(), account.into());
        }
        if !self.region.is_empty() {
            event.insert("region".to_owned(), self.region.into());
        }
    }
}

/// An event for a pattern, as JSON text.
pub(in crate::app) fn event_for(pattern: &Pattern, whose: &Whose<'_>) -> String {
    let example = pattern.example();
    let wanted = match &example {
        Ok(text) => serde_json::from_str(text).unwrap_or_default(),
        Err(_) => texts_of(pattern),
    };
    let mut made: Vec<String> = Vec::new();
    let mut make = |base: Value, wanted: &Map<String, Value>| {
        let Value::Object(mut event) = base else { return };
        whose.put(&mut event);
        lay_over(&mut event, wanted);
        made.push(serde_json::to_string_pretty(&event).unwrap_or_default());
    };
    if let Some(kind) = kind_of(pattern) {
        let sample = || serde_json::from_str(&kind.sample()).unwrap_or_default();
        make(sample(), &of_its_types(&wanted, kind, ""));
        make(sample(), &wanted);
    }
    make(bare(), &wanted);
    // Last resort: the example itself, which matches also where numbers lost precision on the way.
    let last = example.ok();
    let matching = made.iter().chain(&last).find(|text| {
        Event::parse(text.as_bytes()).is_ok_and(|event| pattern.matches(&event) == Verdict::Match)
    });
    matching.or(made.first()).cloned().unwrap_or_default()
}

/// What is wanted, with a value of the field's own type where the smallest one that matches is of another: an
/// exit code that is anything but 0 is a number.
fn of_its_types(wanted: &Map<String, Value>, kind: &EventKind, within: &str) -> Map<String, Value> {
    let one = |(name, value): (&String, &Value)| {
        let path = if within.is_empty() { name.clone() } else { format!("{within}.{name}") };
        let types = kind.field(&path).map(|field| field.types.as_slice()).unwrap_or_default();
        let value = match (value, types) {
            (Value::Object(inner), _) => of_its_types(inner, kind, &path).into(),
            (Value::Bool(_), [FieldType::Number | FieldType::Integer]) => 1.into(),
            (Value::Bool(_), [FieldType::String]) => "example".into(),
            (value, _) => value.clone(),
        };
        (name.clone(), value)
    };
    wanted.iter().map(one).collect()
}

/// Whether an event is of a source that the pattern takes.
pub(in crate::app) fn is_of_its_source(pattern: &Pattern, event: &str) -> bool {
    let event = Event::parse(event.as_bytes()).ok();
    let source = event.as_ref().and_then(|event| event.root().get("source")?.text());
    source.is_some_and(|source| pattern.takes_at("source", &source.to_string_lossy()))
}

/// The kind of event that the first alternative asks for: of its source and detail-type, with most of the
/// fields that it names.
pub(in crate::app) fn kind_of(pattern: &Pattern) -> Option<&'static EventKind> {
    let asks = pattern.asks().next()?;
    let source = asks.at("source")?.texts().into_iter().next()?;
    let takes = |kind: &&EventKind| asks.at("detail-type").is_none_or(|asked| asked.takes(&kind.detail_type));
    let known = |kind: &&EventKind| asks.all().filter(|(path, _)| kind.field(path).is_some()).count();
    catalogue::of_source(&source)
        .iter()
        .filter(takes)
        .min_by_key(|kind| (Reverse(known(kind)), kind.fields.len()))
}

/// An event of no known kind.
fn bare() -> Value {
    json!({
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
}

/// What the first alternative writes out: the texts, and what it wants to be true or false.
fn texts_of(pattern: &Pattern) -> Map<String, Value> {
    let mut wanted = Map::new();
    for (path, asked) in pattern.asks().next().into_iter().flat_map(crate::pattern::Asks::all) {
        if let Some(value) = asked.texts().into_iter().next() {
            put(&mut wanted, &path, Value::String(value));
        } else if asked.takes_bool(true) != asked.takes_bool(false) {
            put(&mut wanted, &path, asked.takes_bool(true).into());
        }
    }
    wanted
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

/// Puts what is wanted over an event, field by field; a list keeps being one.
fn lay_over(event: &mut Map<String, Value>, wanted: &Map<String, Value>) {
    for (name, value) in wanted {
        match (event.get_mut(name), value) {
            (Some(Value::Object(inner)), Value::Object(wanted)) => lay_over(inner, wanted),
            (Some(Value::Array(list)), Value::Object(wanted)) => {
                let mut inner = match list.first() {
                    Some(Value::Object(inner)) => inner.clone(),
                    Some(_) | None => Map::new(),
                };
                lay_over(&mut inner, wanted);
                *list = vec![Value::Object(inner)];
            }
            (Some(Value::Array(list)), value) if !value.is_array() => *list = vec![value.clone()],
            (Some(_) | None, value) => {
                event.insert(name.clone(), value.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Whose, event_for, is_of_its_source};
    use crate::pattern::{Event, Pattern, Verdict};

    const WHOSE: Whose<'_> =
        Whose { account: Some("111122223333"), region: "eu-west-1", now: 1_795_183_200_500 };

    #[test]
    fn an_event_made_from_a_pattern_matches_it_and_is_of_its_source() {
        for text in [
            r#"{"source":["shop.orders"],"detail-type":["Order Placed"],"detail":{"status":["PAID"]}}"#,
            r#"{"source":["aws.codepipeline"],"detail-type":["CodePipeline Pipeline Execution State Change"],"detail":{"state":["FAILED"]}}"#,
            r#"{"source":["aws.ecs"],"detail":{"lastStatus":["STOPPED"]}}"#,
            r#"{"source":["shop"],"detail":{"gift":[true],"a.b":["x"]},"resources":["r"]}"#,
            r#"{"source":["shop"],"detail":{"total":[{"numeric":[">",5]}]}}"#,
            r#"{"source":["aws.ec2"],"resources":[{"prefix":"arn:aws:ec2"}],"detail":{"state":[{"anything-but":["running"]}]}}"#,
            r#"{"source":["aws.ecs"],"detail":{"containers":{"exitCode":[{"anything-but":[0]}]}}}"#,
            r#"{"source":["aws.ec2"],"detail":{"state":[{"exists":false}]}}"#,
            r#"{"source":["shop"],"detail":{"n":[123456789012345678901234567890]}}"#,
            r#"{"account":["999999999999"],"region":["us-east-1"]}"#,
        ] {
            let pattern = Pattern::parse(text).unwrap();
            let made = event_for(&pattern, &WHOSE);
            let event = Event::parse(made.as_bytes()).unwrap();
            assert_eq!(pattern.matches(&event), Verdict::Match, "{text}\n{made}");
            assert!(is_of_its_source(&pattern, &made), "{made}");
        }
    }

    #[test]
    fn a_number_is_wanted_where_the_schema_has_one() {
        let text = r#"{"source":["aws.ecs"],"detail-type":["ECS Task State Change"],"detail":{"containers":{"exitCode":[{"anything-but":0}]}}}"#;
        let made: serde_json::Value =
            serde_json::from_str(&event_for(&Pattern::parse(text).unwrap(), &WHOSE)).unwrap();
        assert_eq!(made["detail"]["containers"]["exitCode"], 1, "{made:#}");
    }

    #[test]
    fn it_is_of_the_kind_that_has_the_fields_and_of_the_account_that_is_looked_at() {
        let pattern = Pattern::parse(r#"{"source":["aws.ec2"],"detail":{"state":["stopped"]}}"#).unwrap();
        let made: serde_json::Value = serde_json::from_str(&event_for(&pattern, &WHOSE)).unwrap();
        assert_eq!(made["detail-type"], "EC2 Instance State-change Notification");
        assert_eq!(made["detail"]["state"], "stopped");
        assert!(made["detail"]["instance-id"].is_string());
        assert_eq!(
            (&made["account"], &made["region"], &made["time"]),
            (&"111122223333".into(), &"eu-west-1".into(), &"2026-11-20T14:00:00Z".into())
        );
    }
}
