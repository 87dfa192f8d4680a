//! What `terraform show -json` prints of a plan or a state ("JSON Output Format" of Terraform's
//! documentation).

use super::{FileRule, pattern_of};
use serde_json::Value;

/// The rules of a plan or state; nothing where the value is neither.
pub(super) fn rules(value: &Value) -> Option<Vec<FileRule>> {
    let root = ["planned_values", "values"].iter().find_map(|name| value.get(name)?.get("root_module"))?;
    let changes = value.get("resource_changes").and_then(Value::as_array);
    let mut found = Vec::new();
    let mut modules = vec![root];
    while let Some(module) = modules.pop() {
        let list = |name: &str| module.get(name).and_then(Value::as_array).into_iter().flatten();
        modules.extend(list("child_modules"));
        for resource in list("resources") {
            if resource.get("type").and_then(Value::as_str) != Some("aws_cloudwatch_event_rule") {
                continue;
            }
            let address = resource.get("address").and_then(Value::as_str).unwrap_or_default();
            let change = changes
                .into_iter()
                .flatten()
                .find(|change| change.get("address").and_then(Value::as_str) == Some(address));
            found.push(rule(address, resource.get("values").unwrap_or(&Value::Null), change));
        }
    }
    Some(found)
}

fn rule(address: &str, values: &Value, change: Option<&Value>) -> FileRule {
    let text = |name: &str| {
        values.get(name).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
    };
    let (pattern, mut unknown) = values.get("event_pattern").map_or((None, Vec::new()), pattern_of);
    let open = change.and_then(|change| change.get("change")?.get("after_unknown")?.get("event_pattern"));
    if open == Some(&Value::Bool(true)) {
        unknown.push("event_pattern".to_owned());
    }
    let state = text("state").or_else(|| {
        let enabled = values.get("is_enabled")?.as_bool()?;
        Some(if enabled { "ENABLED" } else { "DISABLED" }.to_owned())
    });
    FileRule {
        name: text("name").unwrap_or_else(|| address.to_owned()),
        bus: text("event_bus_name"),
        state,
        pattern: pattern.filter(|text| !text.is_empty()),
        unknown,
        ..FileRule::default()
    }
}
