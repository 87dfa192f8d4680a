//! Reading a request's members under the constraints of the service model.
//!
//! The services judge all members first and answer with one error that lists every violation, in the wording
//! of the framework they share ("1 validation error detected: Value 'x' at 'name' failed to satisfy
//! constraint: …"). What a member means is the operation's business, not this module's.

use super::error::{ApiError, ApiResult};
use crate::model::{Millis, from_seconds};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Whether a text has the characters it may have.
type Test = fn(&str) -> bool;

/// Length and character constraints of a text, from the service model.
#[derive(Clone, Copy)]
pub(super) struct Text {
    min: usize,
    max: usize,
    pattern: Option<(&'static str, Test)>,
}

impl Text {
    /// Between `min` and `max` characters, anything in them.
    pub(super) const fn len(min: usize, max: usize) -> Self {
        Self { min, max, pattern: None }
    }

    /// As [`Text::len`], and `test` must hold; `regex` is what the error says.
    pub(super) const fn matching(min: usize, max: usize, regex: &'static str, test: Test) -> Self {
        Self { min, max, pattern: Some((regex, test)) }
    }

    fn violations(&self, text: &str, path: &str, out: &mut Vec<String>) {
        let mut violated = |constraint: String| {
            out.push(format!("Value '{text}' at '{path}' failed to satisfy constraint: {constraint}"));
        };
        let count = text.chars().count();
        if count > self.max {
            violated(format!("Member must have length less than or equal to {}", self.max));
        }
        if count < self.min {
            violated(format!("Member must have length greater than or equal to {}", self.min));
        }
        if let Some((regex, test)) = self.pattern
            && !test(text)
        {
            violated(format!("Member must satisfy regular expression pattern: {regex}"));
        }
    }
}

/// The members of one structure in a request, and what is wrong with them.
pub(super) struct Request {
    members: Map<String, Value>,
    prefix: String,
    code: &'static str,
    violations: Vec<String>,
    serialization: Option<String>,
}

impl Request {
    /// Reads `input`; `code` is the error code the service uses for invalid requests.
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "serde_json's enum: the other kinds of JSON are alike here"
    )]
    pub(super) fn new(input: Value, code: &'static str) -> Self {
        let mut request = Self {
            members: Map::new(),
            prefix: String::new(),
            code,
            violations: Vec::new(),
            serialization: None,
        };
        match input {
            Value::Object(members) => request.members = members,
            Value::Null => {}
            other => request.mistyped("request", "a structure", &other),
        }
        request
    }

    /// Reads a structure that is a member of this one; violations name it by `path`.
    pub(super) fn nested(&self, input: Value, path: String) -> Self {
        let mut request = Self::new(input, self.code);
        request.prefix = path;
        request
    }

    /// Takes the violations of a nested structure over.
    pub(super) fn absorb(&mut self, nested: Self) {
        self.violations.extend(nested.violations);
        if self.serialization.is_none() {
            self.serialization = nested.serialization;
        }
    }

    /// Where a member is, in the wording of errors: lower camel case, with the structure it is in before it.
    fn path(&self, name: &str) -> String {
        let mut chars = name.chars();
        let lower: String =
            chars.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(chars).collect();
        if self.prefix.is_empty() { lower } else { format!("{}.{lower}", self.prefix) }
    }

    fn mistyped(&mut self, name: &str, wanted: &str, got: &Value) {
        let got = match got {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "a structure",
        };
        self.serialization.get_or_insert_with(|| format!("{name} must be {wanted}, not {got}."));
    }

    fn missing(&mut self, name: &str) {
        let path = self.path(name);
        self.violations
            .push(format!("Value null at '{path}' failed to satisfy constraint: Member must not be null"));
    }

    /// The member as it came; null counts as absent.
    pub(super) fn value(&self, name: &str) -> Option<&Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    /// A moment: seconds since the epoch.
    pub(super) fn moment(&self, name: &str) -> Option<Millis> {
        self.value(name).and_then(from_seconds)
    }

    /// Tags by key, each `{"Key": …, "Value": …}`; what is otherwise is left out.
    pub(super) fn tags(&mut self) -> BTreeMap<String, String> {
        let items = self.list("Tags", 0, 50).unwrap_or_default();
        let pair = |tag: &Value| Some((tag["Key"].as_str()?.to_owned(), tag["Value"].as_str()?.to_owned()));
        items.iter().filter_map(pair).collect()
    }

    /// All members as they came.
    pub(super) fn members(&self) -> &Map<String, Value> {
        &self.members
    }

    /// An optional text.
    pub(super) fn text(&mut self, name: &str, constraint: &Text) -> Option<String> {
        match self.members.get(name) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => {
                let text = text.clone();
                let path = self.path(name);
                constraint.violations(&text, &path, &mut self.violations);
                Some(text)
            }
            Some(other) => {
                let other = other.clone();
                self.mistyped(name, "a string", &other);
                None
            }
        }
    }

    /// A text that must be there; empty when it is not, and then [`Request::check`] fails.
    pub(super) fn required(&mut self, name: &str, constraint: &Text) -> String {
        self.text(name, constraint).unwrap_or_else(|| {
            self.missing(name);
            String::new()
        })
    }

    /// An optional text out of a closed set.
    pub(super) fn choice(&mut self, name: &str, choices: &[&str]) -> Option<String> {
        let text = self.text(name, &Text::len(0, usize::MAX))?;
        if !choices.contains(&text.as_str()) {
            let path = self.path(name);
            let choices = choices.join(", ");
            self.violations.push(format!(
                "Value '{text}' at '{path}' failed to satisfy constraint: Member must satisfy enum value \
                    set: [{choices}]"
            ));
        }
        Some(text)
    }

    /// An optional whole number between `min` and `max`.
    pub(super) fn int(&mut self, name: &str, min: i64, max: i64) -> Option<i64> {
        let value = self.value(name)?.clone();
        // Some SDKs send whole numbers with a fraction of zero.
        #[allow(clippy::cast_possible_truncation)] // a float beyond i64 saturates and then violates `max`
        let Some(number) = value.as_i64().or_else(|| value.as_f64().map(|float| float as i64)) else {
            self.mistyped(name, "a number", &value);
            return None;
        };
        let path = self.path(name);
        if number > max {
            self.violations.push(format!(
                "Value '{number}' at '{path}' failed to satisfy constraint: Member must have value less \
                    than or equal to {max}"
            ));
        }
        if number < min {
            self.violations.push(format!(
                "Value '{number}' at '{path}' failed to satisfy constraint: Member must have value greater \
                    than or equal to {min}"
            ));
        }
        Some(number)
    }

    /// An optional boolean; absent is false.
    pub(super) fn flag(&mut self, name: &str) -> bool {
        match self.value(name).cloned() {
            None => false,
            Some(Value::Bool(flag)) => flag,
            Some(other) => {
                self.mistyped(name, "a boolean", &other);
                false
            }
        }
    }

    /// An optional list whose length lies between `min` and `max`. The service prints its own representation
    /// of the members where there are too few or too many; the count says as much.
    pub(super) fn list(&mut self, name: &str, min: usize, max: usize) -> Option<Vec<Value>> {
        self.list_as(name, min, max, |items| format!("[{} members]", items.len()))
    }

    /// As [`Request::list`], shown by `show` where there are too few or too many.
    pub(super) fn list_as(
        &mut self,
        name: &str,
        min: usize,
        max: usize,
        show: impl Fn(&[Value]) -> String,
    ) -> Option<Vec<Value>> {
        match self.value(name).cloned() {
            None => None,
            Some(Value::Array(items)) => {
                let path = self.path(name);
                let shown = if (min..=max).contains(&items.len()) { String::new() } else { show(&items) };
                if items.len() > max {
                    self.violations.push(format!(
                        "Value '{shown}' at '{path}' failed to satisfy constraint: Member must have length \
                            less than or equal to {max}"
                    ));
                }
                if items.len() < min {
                    self.violations.push(format!(
                        "Value '{shown}' at '{path}' failed to satisfy constraint: Member must have length \
                            greater than or equal to {min}"
                    ));
                }
                Some(items)
            }
            Some(other) => {
                self.mistyped(name, "a list", &other);
                None
            }
        }
    }

    /// A list that must be there.
    pub(super) fn required_list(&mut self, name: &str, min: usize, max: usize) -> Vec<Value> {
        self.there(name, |request| request.list(name, min, max))
    }

    /// A member that must be there, read by `read`.
    pub(super) fn there<T: Default>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> Option<T>) -> T {
        let read = read(self);
        if read.is_none() && self.value(name).is_none() {
            self.missing(name);
        }
        read.unwrap_or_default()
    }

    /// An optional list of texts, each under `constraint`.
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "serde_json's enum: the other kinds of JSON are alike here"
    )]
    pub(super) fn texts(
        &mut self,
        name: &str,
        min: usize,
        max: usize,
        constraint: &Text,
    ) -> Option<Vec<String>> {
        let items = self.list(name, min, max)?;
        let path = self.path(name);
        let mut texts = Vec::with_capacity(items.len());
        for (at, item) in items.into_iter().enumerate() {
            match item {
                Value::String(text) => {
                    constraint.violations(&text, &format!("{path}.{}.member", at + 1), &mut self.violations);
                    texts.push(text);
                }
                other => self.mistyped(name, "a list of strings", &other),
            }
        }
        Some(texts)
    }

    /// A structure that may be there, read by `read`.
    pub(super) fn structure<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let value = self.value(name)?.clone();
        let mut nested = self.nested(value, self.path(name));
        let out = read(&mut nested);
        self.absorb(nested);
        Some(out)
    }

    /// Adds a violation of the operation's own, already worded after "Value … at … failed to satisfy
    /// constraint: ".
    pub(super) fn violate(&mut self, sentence: String) {
        self.violations.push(sentence);
    }

    /// Fails with everything that was wrong so far.
    pub(super) fn check(&self) -> ApiResult<()> {
        if let Some(message) = &self.serialization {
            return Err(ApiError::new("SerializationException", message));
        }
        match self.violations.len() {
            0 => Ok(()),
            1 => Err(ApiError::new(
                self.code,
                format!("1 validation error detected: {}", self.violations.join("; ")),
            )),
            n => Err(ApiError::new(
                self.code,
                format!("{n} validation errors detected: {}", self.violations.join("; ")),
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Request, Text};
    use serde_json::json;

    const NAME: Text = Text::matching(1, 4, "[a-z]+", |text| text.chars().all(|c| c.is_ascii_lowercase()));

    #[test]
    fn every_violation_is_in_the_one_answer() {
        let mut request = Request::new(json!({"Name": "Much too long", "Limit": 101}), "ValidationException");
        request.required("Name", &NAME);
        request.int("Limit", 1, 100);
        request.required("Other", &NAME);
        let error = request.check().unwrap_err();
        assert_eq!(error.code, "ValidationException");
        assert_eq!(
            error.message,
            "4 validation errors detected: \
             Value 'Much too long' at 'name' failed to satisfy constraint: Member must have length less \
                 than or equal to 4; \
             Value 'Much too long' at 'name' failed to satisfy constraint: Member must satisfy regular \
                 expression pattern: [a-z]+; \
             Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal \
                 to 100; \
             Value null at 'other' failed to satisfy constraint: Member must not be null"
        );
    }

    #[test]
    fn a_member_of_another_type_is_a_serialization_fault() {
        let mut request = Request::new(json!({"Name": 5}), "ValidationException");
        request.text("Name", &NAME);
        let error = request.check().unwrap_err();
        assert_eq!(
            (error.code.as_str(), error.message.as_str()),
            ("SerializationException", "Name must be a string, not a number.")
        );
    }

    #[test]
    fn nested_members_are_named_with_their_place() {
        let mut request = Request::new(json!({"Policy": {"Age": 1}}), "ValidationException");
        request.structure("Policy", |policy| policy.int("Age", 60, 100));
        assert_eq!(
            request.check().unwrap_err().message,
            "1 validation error detected: Value '1' at 'policy.age' failed to satisfy constraint: Member \
                must have value greater than or equal to 60"
        );
    }
}
