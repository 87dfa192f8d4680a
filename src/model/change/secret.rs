//! What authorizes a connection, and what of it may be shown: who it is for and where it is asked for, never
//! what must stay secret.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// What stands in the place of a secret where a change is shown.
pub const HIDDEN: &str = "(not shown)";

/// The members whose value is no secret: describing a connection gives them too (API reference,
/// "DescribeConnection"). A member that is not among them is taken for a secret.
const OPEN: [&str; 9] = [
    "ApiKeyName",
    "Username",
    "AuthorizationEndpoint",
    "HttpMethod",
    "ClientID",
    "Key",
    "IsValueSecret",
    "ResourceConfigurationArn",
    "ResourceAssociationArn",
];

/// What authorizes a connection: sent once; what is secret in it is never shown, kept or logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret {
    parameters: Value,
    /// What is secret is in it: it is as it was given, and not as it was kept.
    is_whole: bool,
}

impl Secret {
    /// `AuthParameters` in the API's own JSON.
    pub fn new(parameters: Value) -> Self {
        Self { parameters, is_whole: true }
    }

    /// What may be shown of it: the same JSON, with [`HIDDEN`] in the place of each secret.
    pub(super) fn without_secrets(&self) -> Value {
        without_secrets_in(&self.parameters)
    }

    /// What may be shown of it, line by line.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        push_lines("AuthParameters", &self.without_secrets(), &mut lines);
        lines
    }

    /// The value itself, for the one who sends it; nothing where it was kept without what is secret.
    pub fn reveal(&self) -> &Value {
        if self.is_whole { &self.parameters } else { &Value::Null }
    }
}

/// An answer about a connection without what is secret. AWS leaves it out; other servers give back all that
/// they were sent.
pub fn hide_secrets(answer: &mut Value) {
    if let Some(parameters) = answer.get_mut("AuthParameters") {
        *parameters = without_secrets_in(parameters);
    }
}

fn without_secrets_in(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            // Describing a connection gives the value of a parameter unless it is said to be secret.
            let is_open = |name: &str| {
                let says = members.get("IsValueSecret");
                let is_secret = says.is_some_and(|says| *says != json!(false));
                OPEN.contains(&name) || (name == "Value" && members.contains_key("Key") && !is_secret)
            };
            let member = |(name, value): (&String, &Value)| {
                let value = match value {
                    Value::Object(_) | Value::Array(_) => without_secrets_in(value),
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) if is_open(name) => {
                        value.clone()
                    }
                    Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => json!(HIDDEN),
                };
                (name.clone(), value)
            };
            members.iter().map(member).collect::<Map<_, _>>().into()
        }
        Value::Array(items) => items.iter().map(without_secrets_in).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => json!(HIDDEN),
    }
}

fn push_lines(path: &str, value: &Value, lines: &mut Vec<String>) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            members.iter().for_each(|(name, value)| push_lines(&format!("{path}.{name}"), value, lines));
        }
        Value::Array(items) if !items.is_empty() => {
            let each = items.iter().enumerate();
            each.for_each(|(at, value)| push_lines(&format!("{path}[{at}]"), value, lines));
        }
        Value::String(text) => lines.push(format!("{path}: {text}")),
        Value::Object(_) | Value::Array(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {
            lines.push(format!("{path}: {value}"));
        }
    }
}

// What is kept of it is what may be shown.
impl Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.without_secrets().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(|parameters| Self { parameters, is_whole: false })
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;
    use serde_json::json;

    #[test]
    fn what_is_no_secret_is_shown_and_kept() {
        let secret = Secret::new(json!({
            "ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "s3cret"},
            "InvocationHttpParameters": {"HeaderParameters": [
                {"Key": "stage", "Value": "prod", "IsValueSecret": false},
                {"Key": "plain", "Value": "seen"},
                {"Key": "token", "Value": "s3cret", "IsValueSecret": true},
            ]},
            "SomethingNew": {"Value": "s3cret", "Other": 7},
        }));
        let header = "AuthParameters.InvocationHttpParameters.HeaderParameters";
        let expected = [
            "AuthParameters.ApiKeyAuthParameters.ApiKeyName: x-key".to_owned(),
            "AuthParameters.ApiKeyAuthParameters.ApiKeyValue: (not shown)".to_owned(),
            format!("{header}[0].Key: stage"),
            format!("{header}[0].Value: prod"),
            format!("{header}[0].IsValueSecret: false"),
            format!("{header}[1].Key: plain"),
            format!("{header}[1].Value: seen"),
            format!("{header}[2].Key: token"),
            format!("{header}[2].Value: (not shown)"),
            format!("{header}[2].IsValueSecret: true"),
            "AuthParameters.SomethingNew.Value: (not shown)".to_owned(),
            "AuthParameters.SomethingNew.Other: (not shown)".to_owned(),
        ];
        let mut lines = secret.lines();
        let mut wanted = expected.to_vec();
        lines.sort();
        wanted.sort();
        assert_eq!(lines, wanted);
        let kept = serde_json::to_string(&secret).unwrap();
        assert!(!kept.contains("s3cret") && kept.contains("x-key"), "{kept}");
        let read: Secret = serde_json::from_str(&kept).unwrap();
        assert_eq!((read.lines().len(), read.reveal()), (wanted.len(), &json!(null)));
        let before: Secret = serde_json::from_str("\"(not shown)\"").unwrap();
        assert_eq!(before.lines(), ["AuthParameters: (not shown)"]);
    }
}
