//! JSON in which the pattern is a part: a rule, a template's resource, a filter of Lambda's, a list.

use super::{OtherForm, has_envelope, is_object};
use crate::json::{Document, Kind, Value};
use crate::pattern::vocabulary::{AROUND, is_around_patterns};
use crate::text::safe_json;

/// What is said of such an object or list.
pub(super) fn form_in_container(document: &Document) -> Option<OtherForm> {
    let root = document.root();
    match root.kind() {
        Kind::Array => in_brackets(root),
        Kind::Object => rule(root)
            .or_else(|| resource(root))
            .or_else(|| lambda_filter(root))
            .or_else(|| wrapped_list(root)),
        Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null => None,
    }
}

/// The only element of a list, where it is an object.
fn only(list: Value<'_>) -> Option<Value<'_>> {
    let mut elements = list.elements();
    elements.next().filter(|only| only.kind() == Kind::Object && elements.next().is_none())
}

/// A pattern's text: an object, or a text that holds one.
fn pattern_text(value: Value<'_>) -> Option<String> {
    if value.kind() == Kind::Object {
        return Some(value.raw().to_owned());
    }
    value.owned_text().filter(|text| is_object(text))
}

/// One object, or several, in a list.
fn in_brackets(root: Value<'_>) -> Option<OtherForm> {
    let first = root.elements().next().filter(|first| first.kind() == Kind::Object)?;
    has_envelope(first).then_some(())?;
    if let Some(only) = only(root) {
        let what = "a pattern is an object, and this one stands in brackets";
        let form = OtherForm::new(what, "Take the brackets around it away.");
        return Some(form.meaning("Take the brackets away", Some(only.raw().to_owned())));
    }
    Some(OtherForm::new(
        "a pattern is one object, and this is a list of several",
        "Give each a rule of its own, or put them into one pattern as {\"$or\": [{…}, {…}]}.",
    ))
}

/// `{"Name": "r", "EventPattern": {…}}`, as the API has a rule.
fn rule(root: Value<'_>) -> Option<OtherForm> {
    let name = ["EventPattern", "event_pattern", "eventPattern"]
        .into_iter()
        .find(|name| root.get(name).is_some())?;
    let pattern = root.get(name).and_then(pattern_text).filter(|_| root.members().nth(1).is_some())?;
    Some(
        OtherForm::new(
            "this is a rule, and the pattern is a part of it",
            format!("Write only what stands in its \"{name}\", as an object."),
        )
        .meaning("Write what is inside", Some(pattern)),
    )
}

/// `{"Type": "AWS::Events::Rule", "Properties": {"EventPattern": {…}}}`.
fn resource(root: Value<'_>) -> Option<OtherForm> {
    let properties = root.get("Properties").filter(|_| root.get("Type").is_some())?;
    let name = ["EventPattern", "Pattern"].into_iter().find(|name| properties.get(name).is_some())?;
    let pattern = properties.get(name).and_then(pattern_text);
    Some(
        OtherForm::new(
            "this is a resource of a template, and the pattern is a part of it",
            format!("Write only what stands in its \"Properties\" as \"{name}\"."),
        )
        .meaning("Write what is inside", pattern),
    )
}

/// `{"Filters": [{"Pattern": "…"}]}`, as Lambda has it for what a function reads from a queue or stream.
fn lambda_filter(root: Value<'_>) -> Option<OtherForm> {
    let inside = root.get("FilterCriteria").unwrap_or(root);
    let filters = inside.get("Filters")?;
    let first = filters.elements().next()?.get("Pattern")?;
    let pattern = only(filters).and_then(|_| pattern_text(first));
    Some(
        OtherForm::new(
            "this is a filter of Lambda's for queues and streams, and the pattern is a part of it",
            "Write only what stands in its \"Pattern\", as an object.",
        )
        .meaning("Write what is inside", pattern),
    )
}

/// `{"pattern": [{…}]}`.
fn wrapped_list(root: Value<'_>) -> Option<OtherForm> {
    let mut members = root.members();
    let member = members.next().filter(|_| members.next().is_none())?;
    let name = member.key().as_str().filter(|name| is_around_patterns(name))?.to_owned();
    let pattern = only(member.value()).filter(|pattern| has_envelope(*pattern))?;
    Some(
        OtherForm::new(format!("\"{}\" {AROUND}", safe_json(&name)), "Write only the object that is inside.")
            .meaning("Write what is inside", Some(pattern.raw().to_owned())),
    )
}
