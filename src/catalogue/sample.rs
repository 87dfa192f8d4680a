//! A plausible event of a kind, as small as its schema allows.

use super::{EventKind, FieldType, values};
use serde_json::{Map, Value, json};

/// How many optional fields a sample has, where the schema requires none.
const OPTIONAL: usize = 3;

impl EventKind {
    /// An event of this kind, as JSON text: the envelope, and of `detail` what the schema requires. Values
    /// are made up.
    pub fn sample(&self) -> String {
        let mut detail = Map::new();
        let required = self.fields.iter().filter(|field| !field.optional);
        let optional = self.fields.iter().filter(|field| field.optional).take(OPTIONAL);
        let none_required = self.fields.iter().all(|field| field.optional);
        for field in required.chain(optional.filter(|_| none_required)) {
            let Some(path) = field.path.strip_prefix("detail.") else { continue };
            let name = path.rsplit('.').next().unwrap_or(path);
            let value = match values(&self.source, &self.detail_type, path).first() {
                Some(real) => json!(real),
                None => value(field.types.first().copied().unwrap_or(FieldType::Json), name),
            };
            put(&mut detail, path, if field.array { json!([value]) } else { value });
        }
        let event = json!({
            "version": "0",
            "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
            "detail-type": self.detail_type,
            "source": self.source,
            "account": "123456789012",
            "time": "2026-11-28T12:00:00Z",
            "region": "us-east-1",
            "resources": [],
            "detail": detail,
        });
        serde_json::to_string_pretty(&event).unwrap_or_default()
    }
}

/// Puts a value at a path of names. Where a name is taken by something that is no object, it stays.
fn put(object: &mut Map<String, Value>, path: &str, value: Value) {
    match path.split_once('.') {
        None => {
            object.entry(path).or_insert(value);
        }
        Some((name, rest)) => {
            if let Value::Object(inner) = object.entry(name).or_insert_with(|| json!({})) {
                put(inner, rest, value);
            }
        }
    }
}

fn value(kind: FieldType, name: &str) -> Value {
    match kind {
        FieldType::String => Value::String(text(name)),
        FieldType::Number | FieldType::Integer => json!(1),
        FieldType::Boolean => json!(true),
        FieldType::Object | FieldType::Map => json!({"name": "value"}),
        FieldType::Json => json!("value"),
    }
}

/// A text that fits a field's name.
fn text(name: &str) -> String {
    let lower = name.to_lowercase();
    let ends = |end: &str| lower.ends_with(end);
    if ends("arn") {
        "arn:aws:service:us-east-1:123456789012:resource/example".to_owned()
    } else if ends("time") || ends("timestamp") || ends("date") || ends("at") && name.ends_with("At") {
        "2026-11-28T12:00:00Z".to_owned()
    } else if lower.contains("account") {
        "123456789012".to_owned()
    } else if ends("region") {
        "us-east-1".to_owned()
    } else if ends("id") {
        "example-0123456789".to_owned()
    } else if ends("version") {
        "1".to_owned()
    } else {
        "example".to_owned()
    }
}
