//! The place of the selected value, in the ways it is written in.

use super::EventView;
use crate::json::{Kind, PathStep, Text, Value, quote};

impl EventView {
    fn steps(&self) -> Vec<PathStep<'_>> {
        self.value().map(|value| value.document().path_to(value)).unwrap_or_default()
    }

    /// For people: `detail.items[0].id`.
    pub fn path(&self) -> String {
        let mut out = String::new();
        for step in self.steps() {
            match step {
                PathStep::Key(key) => {
                    if !out.is_empty() {
                        out.push('.');
                    }
                    out.push_str(&key.to_string());
                }
                PathStep::Index(index) => {
                    out.push('[');
                    out.push_str(&index.to_string());
                    out.push(']');
                }
            }
        }
        out
    }

    /// As InputPath and InputTransformer want it: `$.detail.instance-id`. They know no brackets with names,
    /// and do without quotes (EventBridge user guide, "Amazon EventBridge input transformation").
    pub fn json_path(&self) -> String {
        let path = self.path();
        if path.is_empty() { "$".into() } else { format!("$.{path}") }
    }

    /// The pattern that wants the selected value where it is, if a pattern can say so:
    /// `{"detail":{"state":["stopped"]}}`.
    pub fn pattern(&self) -> Option<String> {
        let value = self.value()?;
        if matches!(value.kind(), Kind::Object | Kind::Array) {
            return None;
        }
        let keys: Vec<Text<'_>> = self
            .steps()
            .into_iter()
            .filter_map(|step| match step {
                PathStep::Key(key) => Some(key),
                // An array adds nothing to a pattern's path.
                PathStep::Index(_) => None,
            })
            .collect();
        let mut out = String::new();
        for key in &keys {
            out.push('{');
            out.push_str(&quote(key.as_bytes()));
            out.push(':');
        }
        (!keys.is_empty()).then(|| format!("{out}[{}]{}", value.raw(), "}".repeat(keys.len())))
    }

    /// The selected value: a string's characters, the JSON of all else.
    pub fn value_text(&self) -> Option<String> {
        let value: Value<'_> = self.value()?;
        Some(value.owned_text().unwrap_or_else(|| value.pretty(2)))
    }
}
