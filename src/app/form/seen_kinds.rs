//! Kinds of events that were seen: in the sample library, and in what was captured. The catalogue does
//! not have them all.

use crate::app::samples::SAMPLES;
use serde_json::Value;
use std::sync::OnceLock;

/// Names within names, as deep as fields are offered.
const DEEP: usize = 4;

/// A kind of event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub(super) source: String,
    pub(super) detail_type: String,
    /// Paths of its fields, from `detail` on.
    pub(super) fields: Vec<String>,
}

impl Seen {
    /// The kind of an event; none where the text is no event.
    pub fn of(event: &str) -> Option<Self> {
        let event: Value = serde_json::from_str(event).ok()?;
        let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (mut fields, detail) = (Vec::new(), event.get("detail"));
        collect(detail.unwrap_or(&Value::Null), "detail", DEEP, &mut fields);
        Some(Self { source: text("source"), detail_type: text("detail-type"), fields })
    }
}

/// The paths of all values that are not objects, at most `deep` names deep.
fn collect(value: &Value, path: &str, deep: usize, fields: &mut Vec<String>) {
    match value.as_object().filter(|members| deep > 0 && !members.is_empty()) {
        Some(members) => {
            for (name, value) in members.iter().filter(|(name, _)| !name.contains('.')) {
                collect(value, &format!("{path}.{name}"), deep - 1, fields);
            }
        }
        None if path.contains('.') => fields.push(path.to_owned()),
        None => {}
    }
}

/// The kinds of the sample library.
pub(super) fn sampled() -> &'static [Seen] {
    static ALL: OnceLock<Vec<Seen>> = OnceLock::new();
    ALL.get_or_init(|| SAMPLES.iter().filter_map(|sample| Seen::of(sample.text)).collect())
}
