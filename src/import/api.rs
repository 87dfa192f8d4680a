//! The JSON of the API and its command line: one rule (`describe-rule`, `put-rule`), a list (`list-rules`),
//! what `buslens rules --json` prints, or a pattern alone.

use super::FileRule;
use crate::json::{Kind, Value};

/// The rules of a JSON text.
pub(super) fn rules(root: Value<'_>) -> Result<Vec<FileRule>, String> {
    if root.kind() == Kind::Object {
        if let Some(list) = root.get("Rules").filter(|list| list.kind() == Kind::Array) {
            return list.elements().map(rule).collect();
        }
        if let Some(rule) = root.get("Rule").filter(|rule| rule.kind() == Kind::Object) {
            return Ok(vec![self::rule(rule)?]);
        }
        if is_rule(root) {
            return Ok(vec![rule(root)?]);
        }
        let pattern = Some(root.raw().to_owned());
        let name = super::PATTERN_ALONE.to_owned();
        let pointer = Some(String::new());
        return Ok(vec![FileRule { name, pattern, is_alone: true, pointer, ..FileRule::default() }]);
    }
    if root.kind() == Kind::Array {
        let is_named = |value: Value<'_>| {
            ["Name", "name"]
                .iter()
                .any(|name| value.get(name).is_some_and(|name| name.kind() == Kind::String))
        };
        let is_other = |value: Value<'_>| value.kind() == Kind::Object && !is_rule(value) && !is_named(value);
        if root.elements().next().is_some() && root.elements().all(is_other) {
            return Err("Nothing in this list is a rule: a rule has a name and a pattern or a schedule. A \
                        pattern alone is one object, not a list."
                .to_owned());
        }
        return root.elements().map(rule).collect();
    }
    Err(format!("It is {}: a rule or a pattern is an object.", root.kind().noun()))
}

/// Every field of a pattern is an object or a list; these are texts.
fn is_rule(object: Value<'_>) -> bool {
    let texts = ["EventPattern", "event_pattern", "eventPattern", "ScheduleExpression"];
    let named = |name: &str| object.get(name).is_some_and(|value| value.kind() == Kind::String);
    texts.into_iter().any(named)
        || (named("Name") && object.get("EventPattern").is_some())
        || (named("name") && object.get("pattern").is_some())
}

fn rule(value: Value<'_>) -> Result<FileRule, String> {
    if value.kind() != Kind::Object {
        return Err(format!("A rule in it is {}: a rule is an object.", value.kind().noun()));
    }
    let any = |names: &[&str]| names.iter().find_map(|name| value.get(name));
    let text = |names: &[&str]| any(names).and_then(Value::owned_text);
    let name = text(&["Name", "name"]).unwrap_or_else(|| "rule".to_owned());
    let given = any(&["EventPattern", "event_pattern", "eventPattern", "pattern"]);
    let pointer = given.map(|given| given.document().pointer(given));
    let pattern = match given {
        None => None,
        Some(given) => match given.kind() {
            Kind::Null => None,
            Kind::Object => Some(given.raw().to_owned()),
            Kind::String => given.owned_text(),
            Kind::Array | Kind::Number | Kind::True | Kind::False => {
                return Err(format!(
                    "The pattern of {name} is {}: it is an object, or a text that holds one.",
                    given.kind().noun()
                ));
            }
        },
    };
    Ok(FileRule {
        name,
        bus: text(&["EventBusName", "event_bus_name", "bus"]),
        state: text(&["State", "state"]),
        pattern,
        pointer,
        ..FileRule::default()
    })
}
