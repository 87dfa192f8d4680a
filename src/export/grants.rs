//! What lets EventBridge deliver to a target: statements of resource policies, and of what a role must be
//! allowed. The one place that writes it; the fixes of [`crate::diagnose`] and all notations here take it
//! from there.
//!
//! Source: EventBridge user guide, "Using resource-based policies for Amazon EventBridge".

use super::shell::Command;
use crate::model::{Arn, Bus, Permission, Rule};
use crate::policy::{LOG_DELIVERY, SERVICE};
use serde_json::{Value, json};

/// The longest statement id that Lambda takes (API reference, "AddPermission").
const LONGEST_SID: usize = 100;

/// The longest name of an inline policy (IAM API reference, "PutRolePolicy").
const LONGEST_POLICY_NAME: usize = 128;

/// The longest resource policy of CloudWatch Logs (Logs API reference, "PutResourcePolicy").
const LONGEST_LOG_POLICY: usize = 5120;

/// What a role must be allowed, as a statement of a policy.
pub(crate) fn allowing(permission: &Permission) -> Value {
    let resource = match permission.resources.as_slice() {
        [one] => json!(one),
        many => json!(many),
    };
    let mut statement = json!({ "Effect": "Allow", "Action": permission.action, "Resource": resource });
    if let Some(condition) = &permission.condition {
        statement["Condition"] = condition.clone();
    }
    statement
}

/// A policy document.
pub(crate) fn document(statements: impl IntoIterator<Item = Value>) -> Value {
    json!({ "Version": "2012-10-17", "Statement": statements.into_iter().collect::<Vec<_>>() })
}

/// The name of a role's inline policy for an action on a resource, of which it is the ARN or `*`. Putting a
/// policy replaces the one of that name, so what a role has for another resource goes by another name.
pub(crate) fn role_policy_name(action: &str, resource: &str) -> String {
    let on = if resource == "*" {
        "any"
    } else {
        resource.rsplit([':', '/']).find(|part| *part != "*").unwrap_or("any")
    };
    let plain = |c: char| if c.is_ascii_alphanumeric() || "+=,.@_-".contains(c) { c } else { '-' };
    format!("eventbridge-{action}-{on}").chars().map(plain).take(LONGEST_POLICY_NAME).collect()
}

/// The name that IAM's calls want: the last part, without the path.
pub(crate) fn role_name(role: &Arn) -> &str {
    role.resource().rsplit('/').next().unwrap_or_default()
}

/// The statement of a trust policy that lets EventBridge assume a role.
pub(crate) fn trust() -> Value {
    json!({ "Effect": "Allow", "Principal": { "Service": SERVICE }, "Action": "sts:AssumeRole" })
}

/// The statement of a queue's or topic's policy that lets EventBridge in for what has the ARN `source`: a
/// rule, or for the dead letters of a bus, the bus.
pub(crate) fn statement(source: &Arn, action: &str, resource: &Arn) -> Value {
    json!({
        "Effect": "Allow",
        "Principal": { "Service": SERVICE },
        "Action": action,
        "Resource": resource.as_str(),
        "Condition": { "ArnEquals": { "aws:SourceArn": source.as_str() } }
    })
}

/// The statement that every topic is made with, which lets its owner in (SNS API reference, "CreateTopic").
/// Setting a topic's policy replaces it.
pub(super) fn owner_of_topic(topic: &Arn) -> Value {
    json!({
        "Sid": "__default_statement_ID",
        "Effect": "Allow",
        "Principal": { "AWS": "*" },
        "Action": [
            "SNS:GetTopicAttributes",
            "SNS:SetTopicAttributes",
            "SNS:AddPermission",
            "SNS:RemovePermission",
            "SNS:DeleteTopic",
            "SNS:Subscribe",
            "SNS:ListSubscriptionsByTopic",
            "SNS:Publish"
        ],
        "Resource": topic.as_str(),
        "Condition": { "StringEquals": { "AWS:SourceOwner": topic.account() } }
    })
}

/// A policy with one statement more. None where the text is no policy: it is not replaced blindly.
pub(crate) fn with_statement(policy: Option<&str>, statement: Value) -> Option<Value> {
    let Some(text) = policy.filter(|text| !text.trim().is_empty()) else {
        return Some(document([statement]));
    };
    let mut document: Value = serde_json::from_str(text).ok()?;
    match document.get_mut("Statement")? {
        Value::Array(list) => list.push(statement),
        one @ Value::Object(_) => *one = Value::Array(vec![one.clone(), statement]),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
    }
    Some(document)
}

/// A log group's ARN without `:*`, with which EventBridge does not deliver.
pub(crate) fn bare(group: &Arn) -> Arn {
    Arn::new(group.as_str().trim_end_matches(":*"))
}

/// The name and text of the resource policy that lets EventBridge write to a log group. Both services need
/// both actions, and `logs:CreateLogStream` never carries the rule's ARN.
pub(crate) fn log_policy(group: &Arn) -> (String, Value) {
    let streams = json!(streams(group));
    (log_policy_name(group), document([writing_logs(&streams)]))
}

/// The fewest policies that let EventBridge write to these log groups, for a region takes ten of them.
pub(super) fn log_policies(groups: &[Arn]) -> Vec<(String, Value)> {
    let whole = |groups: &[Arn]| match groups {
        [one] => log_policy(one).1,
        many => document([writing_logs(&many.iter().map(streams).collect())]),
    };
    let mut policies: Vec<(String, Value)> = Vec::new();
    let mut together: Vec<Arn> = Vec::new();
    for group in groups {
        together.push(group.clone());
        let document = whole(&together);
        match policies.last_mut() {
            Some((_, last)) if document.to_string().len() <= LONGEST_LOG_POLICY => *last = document,
            _ => {
                together = vec![group.clone()];
                policies.push(log_policy(group));
            }
        }
    }
    policies
}

/// The text of a policy for log groups before the streams of the first one.
pub(super) fn log_policy_start() -> String {
    let whole = document([writing_logs(&json!(""))]).to_string();
    whole.trim_end_matches("\"\"}]}").to_owned()
}

fn writing_logs(streams: &Value) -> Value {
    json!({
        "Effect": "Allow",
        "Principal": { "Service": [SERVICE, LOG_DELIVERY] },
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": streams
    })
}

/// The name of a policy whose first log group this is. Putting a policy replaces the one of that name, so no
/// two groups share one: names keep their slashes.
pub(super) fn log_policy_name(group: &Arn) -> String {
    format!("eventbridge-{}", group.name())
}

/// The ARN of all streams of a log group.
fn streams(group: &Arn) -> String {
    format!("{}:*", bare(group))
}

/// `put-resource-policy`, which replaces a policy of the same name.
pub(crate) fn put_log_policy_text(name: &str, document: &str) -> Command {
    Command::new("logs put-resource-policy").option("policy-name", name).option("policy-document", document)
}

/// The statement id under which a function lets a rule in.
pub(crate) fn statement_id(rule: &Rule) -> String {
    let bus = if rule.bus == Bus::DEFAULT { String::new() } else { format!("-{}", rule.bus) };
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    format!("events-{}{bus}", rule.name).chars().map(plain).take(LONGEST_SID).collect()
}

/// A function's name for Lambda's calls, and the alias or version, which has a policy of its own:
/// `function:NAME:QUALIFIER`.
pub(super) fn qualified(function: &Arn) -> (&str, Option<&str>) {
    match function.resource().split(':').collect::<Vec<_>>().as_slice() {
        ["function", name, qualifier] => (name, Some(qualifier)),
        _ => (function.as_str(), None),
    }
}

/// The name, or the name with a number behind it, that is not taken.
pub(crate) fn free_name(name: &str, taken: &dyn Fn(&str) -> bool) -> String {
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    std::iter::once(name.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

/// `add-permission` that lets a rule invoke a function, under a statement id ([`statement_id`]).
pub(crate) fn add_permission(function: &Arn, rule: &Rule, id: &str) -> Command {
    let (name, qualifier) = qualified(function);
    Command::new("lambda add-permission")
        .option("function-name", name)
        .maybe("qualifier", qualifier)
        .option("statement-id", id)
        .option("action", "lambda:InvokeFunction")
        .option("principal", SERVICE)
        .option("source-arn", rule.arn.as_str())
}

/// Sets the policy of the queue of a URL.
pub(crate) fn set_queue_policy(url: &str, policy: &str) -> Command {
    Command::new("sqs set-queue-attributes")
        .option("queue-url", url)
        .option("attributes", &json!({ "Policy": policy }).to_string())
}

/// Sets a topic's policy.
pub(crate) fn set_topic_policy(topic: &Arn, policy: &str) -> Command {
    Command::new("sns set-topic-attributes")
        .option("topic-arn", topic.as_str())
        .option("attribute-name", "Policy")
        .option("attribute-value", policy)
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(
                with_statement(policy, more()).map(|policy| policy.to_string()).as_deref(),
                Some(wanted)
            );
        }
        for broken in ["{", "[]", r#"{"Statement":"x"}"#, "{}"] {
            assert_eq!(with_statement(Some(broken), more()), None);
        }
    }
}
