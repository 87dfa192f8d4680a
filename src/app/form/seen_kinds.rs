//! Kinds of events that were seen: in the sample library, and in what was captured. The catalogue does
//! not have them all.

use crate::app::samples::SAMPLES;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

/// How many levels deep fields are offered.
const DEEP: usize = 4;
/// Characters of a value that is offered, at most.
const LONGEST: usize = 80;
/// Fields outside of `detail` of which more than one event has the same value.
const SHARED: [&str; 3] = ["account", "region", "resources"];

/// A kind of event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenKind {
    pub(super) source: String,
    pub(super) detail_type: String,
    /// The values that its fields had, by path.
    pub(super) fields: BTreeMap<String, BTreeSet<String>>,
}

impl SeenKind {
    /// The kind of an event; none where the text is no event.
    pub fn of(event: &str) -> Option<Self> {
        let event: Value = serde_json::from_str(event).ok()?;
        let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let mut fields = BTreeMap::new();
        collect(event.get("detail").unwrap_or(&Value::Null), "detail", DEEP, &mut fields);
        for name in SHARED {
            collect(event.get(name).unwrap_or(&Value::Null), name, 0, &mut fields);
        }
        Some(Self { source: text("source"), detail_type: text("detail-type"), fields })
    }

    /// Puts it among others, together with what was seen of its kind.
    pub fn add_to(self, all: &mut Vec<Self>) {
        let is_same = |one: &&mut Self| one.source == self.source && one.detail_type == self.detail_type;
        let Some(known) = all.iter_mut().find(is_same) else { return all.push(self) };
        for (path, values) in self.fields {
            known.fields.entry(path).or_default().extend(values);
        }
    }
}

/// The paths of all values that are not objects, at most `deep` names deep, each with its values.
fn collect(value: &Value, path: &str, deep: usize, fields: &mut BTreeMap<String, BTreeSet<String>>) {
    match value.as_object().filter(|members| deep > 0 && !members.is_empty()) {
        Some(members) => {
            for (name, value) in members.iter().filter(|(name, _)| !name.contains('.')) {
                collect(value, &format!("{path}.{name}"), deep - 1, fields);
            }
        }
        None if path == "detail" || (value.is_null() && !path.contains('.')) => {}
        None => {
            let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            fields.entry(path.to_owned()).or_default().extend(values.iter().filter_map(as_typed));
        }
    }
}

/// A value as it is typed in a condition; none where it cannot be.
fn as_typed(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(is) => is.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => return None,
    };
    let can_stand = !text.is_empty() && text.trim() == text && !text.contains([',', '|', '\n']);
    (can_stand && text.chars().count() <= LONGEST).then_some(text)
}

/// The kinds of the sample library.
pub(super) fn sampled() -> &'static [SeenKind] {
    static ALL: OnceLock<Vec<SeenKind>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = Vec::new();
        SAMPLES.iter().filter_map(|sample| SeenKind::of(sample.text)).for_each(|seen| seen.add_to(&mut all));
        all
    })
}
