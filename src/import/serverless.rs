//! The Serverless Framework's functions: their events of the kind `eventBridge` (Serverless Framework
//! documentation, "EventBridge"), in a whole file or alone.

use super::cloudformation::resolved;
use super::{FileRule, pattern_of};
use crate::json::pointer_part;
use serde_json::Value;

/// The rules of a file; nothing where it has no such event.
pub(super) fn rules(value: &Value) -> Option<Vec<FileRule>> {
    let mut found = Vec::new();
    for (name, function) in value.get("functions").and_then(Value::as_object).into_iter().flatten() {
        let at = format!("/functions/{}/events", pointer_part(name));
        found.extend(events(function.get("events"), name, &at));
    }
    found.extend(events(value.get("events"), "function", "/events"));
    found.extend(events(Some(value), "function", ""));
    (!found.is_empty()).then_some(found)
}

/// Those of a list of events.
fn events(list: Option<&Value>, function: &str, at: &str) -> Vec<FileRule> {
    let list = list.and_then(Value::as_array).into_iter().flatten().enumerate();
    list.filter_map(|(index, event)| {
        // Functions of CloudFormation are passed on as they are.
        let rule = resolved(event.get("eventBridge")?);
        let (pattern, unknown) = rule.get("pattern").map_or((None, Vec::new()), pattern_of);
        Some(FileRule {
            // It numbers the rules of a function from 1.
            name: format!("{function}-rule-{}", index + 1),
            bus: rule.get("eventBus").and_then(Value::as_str).map(str::to_owned),
            pattern,
            unknown,
            pointer: Some(format!("{at}/{index}/eventBridge/pattern")),
            ..FileRule::default()
        })
    })
    .collect()
}
