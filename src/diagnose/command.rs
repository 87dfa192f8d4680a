//! Commands of the AWS CLI, version 2, quoted for a POSIX shell.

use crate::model::{Arn, Rule, RuleState};
use serde_json::{Value, json};

/// A command that is being put together.
pub(super) struct Command(String);

impl Command {
    /// `aws SERVICE VERB`.
    pub(super) fn new(words: &str) -> Self {
        Self(format!("aws {words}"))
    }

    /// `--name value`.
    pub(super) fn option(mut self, name: &str, value: &str) -> Self {
        self.0.push_str(" --");
        self.0.push_str(name);
        self.0.push(' ');
        self.0.push_str(&quoted(value));
        self
    }

    /// `--region`, where there is one.
    pub(super) fn region(self, region: &str) -> String {
        if region.is_empty() { self.0 } else { self.option("region", region).0 }
    }
}

/// A word as a POSIX shell takes it for itself.
pub(super) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@,+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// `put-rule` with everything the rule has, for PutRule drops what it is not told.
pub(super) fn put_rule(
    rule: &Rule,
    pattern: Option<&str>,
    schedule: Option<&str>,
    state: &RuleState,
) -> String {
    let mut command =
        Command::new("events put-rule").option("name", &rule.name).option("event-bus-name", &rule.bus);
    if let Some(pattern) = pattern.or(rule.pattern.as_deref()) {
        command = command.option("event-pattern", pattern);
    }
    if let Some(schedule) = schedule.or(rule.schedule.as_deref()) {
        command = command.option("schedule-expression", schedule);
    }
    command = command.option("state", state.as_str());
    if let Some(description) = &rule.description {
        command = command.option("description", description);
    }
    if let Some(role) = &rule.role {
        command = command.option("role-arn", role.as_str());
    }
    command.region(rule.arn.region())
}

/// `enable-rule`.
pub(super) fn enable_rule(rule: &Rule) -> String {
    Command::new("events enable-rule")
        .option("name", &rule.name)
        .option("event-bus-name", &rule.bus)
        .region(rule.arn.region())
}

/// A policy with one statement more. None where the text is no policy: it is not replaced blindly.
pub(super) fn with_statement(policy: Option<&str>, statement: Value) -> Option<String> {
    let Some(text) = policy.filter(|text| !text.trim().is_empty()) else {
        return Some(json!({"Version": "2012-10-17", "Statement": [statement]}).to_string());
    };
    let mut document: Value = serde_json::from_str(text).ok()?;
    match document.get_mut("Statement")? {
        Value::Array(list) => list.push(statement),
        one @ Value::Object(_) => *one = Value::Array(vec![one.clone(), statement]),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
    }
    Some(document.to_string())
}

/// The URL of a queue, which SQS's calls want in place of its ARN.
pub(super) fn queue_url(queue: &Arn) -> String {
    let suffix = if queue.partition() == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" };
    format!("https://sqs.{}.{suffix}/{}/{}", queue.region(), queue.account(), queue.resource())
}

/// Sets a queue's policy.
pub(super) fn set_queue_policy(queue: &Arn, policy: &str) -> String {
    let attributes = json!({"Policy": policy}).to_string();
    Command::new("sqs set-queue-attributes")
        .option("queue-url", &queue_url(queue))
        .option("attributes", &attributes)
        .region(queue.region())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_so_that_a_shell_takes_them_for_themselves() {
        for (word, wanted) in [
            ("plain-1.x/y:z", "plain-1.x/y:z"),
            ("", "''"),
            ("two words", "'two words'"),
            ("$HOME `x` \"y\"", "'$HOME `x` \"y\"'"),
            ("it's", r"'it'\''s'"),
            ("line\nend", "'line\nend'"),
        ] {
            assert_eq!(quoted(word), wanted);
        }
    }

    #[test]
    fn a_statement_is_added_to_those_that_are_there() {
        let more = || json!({"Sid": "b"});
        for (policy, wanted) in [
            (None, r#"{"Version":"2012-10-17","Statement":[{"Sid":"b"}]}"#),
            (Some(" "), r#"{"Version":"2012-10-17","Statement":[{"Sid":"b"}]}"#),
            (
                Some(r#"{"Id":"x","Statement":[{"Sid":"a"}]}"#),
                r#"{"Id":"x","Statement":[{"Sid":"a"},{"Sid":"b"}]}"#,
            ),
            (Some(r#"{"Statement":{"Sid":"a"}}"#), r#"{"Statement":[{"Sid":"a"},{"Sid":"b"}]}"#),
        ] {
            assert_eq!(with_statement(policy, more()).as_deref(), Some(wanted));
        }
        for broken in ["{", "[]", r#"{"Statement":"x"}"#, "{}"] {
            assert_eq!(with_statement(Some(broken), more()), None);
        }
    }
}
