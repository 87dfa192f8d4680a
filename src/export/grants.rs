//! What lets EventBridge deliver to a target: statements of resource policies, and of what a role must be
//! allowed. The one place that writes it; the fixes of [`crate::diagnose`] and all notations here take it
//! from there.
//!
//! Source: EventBridge user guide, "Using resource-based policies for Amazon EventBridge".

use super::shell::Command;
use crate::model::{Arn, Bus, ResourcePolicy, RolePermission, Rule};
use crate::policy::{LOG_DELIVERY, SERVICE};
use crate::text::fnv;
use serde_json::{Value, json};

/// The longest statement id that Lambda takes (API reference, "AddPermission").
const LONGEST_SID: usize = 100;

/// The longest name of an inline policy (IAM API reference, "PutRolePolicy").
const LONGEST_POLICY_NAME: usize = 128;

/// The longest resource policy of CloudWatch Logs (Logs API reference, "PutResourcePolicy").
const LONGEST_LOG_POLICY: usize = 5120;

/// How many resource policies an account may have in a region ("CloudWatch Logs quotas").
const MOST_LOG_POLICIES: usize = 10;

/// How the names of policies begin that commands make. `functions.sh` has it too: it extends what is named
/// so.
const BY_COMMAND: &str = "eventbridge-";

/// How the names of log groups' policies begin that templates make. No command extends them: the next
/// deployment would take away what was added.
const BY_TEMPLATE: &str = "events-template-";

/// The longest of a log group's name that is part of a policy's (CloudFormation template reference,
/// "AWS::Logs::ResourcePolicy", takes 255 characters).
const LONGEST_PART: usize = 100;

/// Eight digits that stand for a text in a name. What replaces a thing of the same name has them of all its
/// contents: so it only ever replaces what is the same.
fn mark(text: &str) -> String {
    let hash = fnv(text.bytes());
    format!("{:08x}", (hash >> 32) ^ (hash & 0xffff_ffff))
}

/// What a role must be allowed, as a statement of a policy.
pub(crate) fn allowing(permission: &RolePermission) -> Value {
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

/// The name of a role's inline policy, whose first action is on a resource, the ARN of one or `*`. Putting a
/// policy replaces the one of that name, so the name stands for the whole document: the same resource's name
/// in another region, or an API's mutations beside another's, are a policy of their own.
pub(crate) fn role_policy_name(action: &str, resource: &str, document: &Value) -> String {
    let on = if resource == "*" {
        "any"
    } else {
        resource.rsplit([':', '/']).find(|part| *part != "*").unwrap_or("any")
    };
    let plain = |c: char| if c.is_ascii_alphanumeric() || "+=,.@_-".contains(c) { c } else { '-' };
    let mark = mark(&document.to_string());
    let name = format!("{BY_COMMAND}{action}-{on}");
    let room = LONGEST_POLICY_NAME - mark.len() - 1;
    format!("{}-{mark}", name.chars().map(plain).take(room).collect::<String>())
}

/// The statement of a trust policy that lets EventBridge assume a role.
pub(super) fn trust() -> Value {
    json!({ "Effect": "Allow", "Principal": { "Service": SERVICE }, "Action": "sts:AssumeRole" })
}

/// The statement of a trust policy for the rules of one account alone, as AWS advises against the confused
/// deputy (EventBridge user guide, "Cross-service confused deputy prevention").
pub(crate) fn trust_within(account: &str) -> Value {
    let mut statement = trust();
    if !account.is_empty() {
        statement["Condition"] = json!({ "StringEquals": { "aws:SourceAccount": account } });
    }
    statement
}

/// The statement of a queue's policy that lets EventBridge send for what has the ARN `source`: a rule, or for
/// the dead letters of a bus, the bus.
pub(crate) fn lets_send(source: &Arn, queue: &Arn) -> Value {
    json!({
        "Effect": "Allow",
        "Principal": { "Service": SERVICE },
        "Action": "sqs:SendMessage",
        "Resource": queue.as_str(),
        "Condition": { "ArnEquals": { "aws:SourceArn": source.as_str() } }
    })
}

/// The id of the statement of [`lets_publish`].
pub(super) const LETS_PUBLISH: &str = "EventBridgeMayPublish";

/// What has to be known of the statement of [`lets_publish`]. Without quotation marks, for shells read it.
pub(crate) const OPEN_TOPIC: &str = "AWS documents that conditions do not work in the policy of a topic for EventBridge, \
                                     so the statement lets in every rule there is, of other accounts too. A role on \
                                     the target in its place lets in this rule alone.";

/// The statement that lets EventBridge publish to a topic; none says for which rules ([`OPEN_TOPIC`]).
pub(crate) fn lets_publish(topic: &Arn) -> Value {
    json!({
        "Sid": LETS_PUBLISH,
        "Effect": "Allow",
        "Principal": { "Service": SERVICE },
        "Action": "sns:Publish",
        "Resource": topic.as_str()
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

/// A policy with one statement more, whose id no other one has: services refuse a policy with two of one id.
/// None where the text is no policy: it is not replaced blindly.
pub(crate) fn with_statement(policy: Option<&str>, mut statement: Value) -> Option<Value> {
    let Some(text) = policy.filter(|text| !text.trim().is_empty()) else {
        return Some(document([statement]));
    };
    let mut document: Value = serde_json::from_str(text).ok()?;
    let mut all = match document.get_mut("Statement")?.take() {
        Value::Array(list) => list,
        one @ Value::Object(_) => vec![one],
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
    };
    if let Some(sid) = statement.get("Sid").and_then(Value::as_str) {
        let is_taken = |id: &str| all.iter().any(|other| other.get("Sid").is_some_and(|sid| sid == id));
        statement["Sid"] = json!(free_name(sid, &is_taken));
    }
    all.push(statement);
    document["Statement"] = Value::Array(all);
    Some(document)
}

/// A log group's ARN without `:*`, with which EventBridge does not deliver.
pub(crate) fn bare(group: &Arn) -> Arn {
    Arn::new(group.as_str().trim_end_matches(":*"))
}

/// The name and text of the resource policy by which a command lets EventBridge write to a log group, where
/// there is none yet.
#[cfg(test)]
pub(crate) fn log_policy(group: &Arn) -> (String, Value) {
    (log_policy_name(group), writing_to(std::slice::from_ref(group)))
}

/// The fewest policies by which a template lets EventBridge write to these log groups, for a region takes ten
/// of them. A name stands for all the groups: another template of some of them makes a policy of its own.
pub(super) fn log_policies(groups: &[Arn]) -> Vec<(String, Value)> {
    let mut together: Vec<Vec<Arn>> = Vec::new();
    for group in groups {
        match together.last_mut() {
            Some(last) if fits(&writing_to(&[last.as_slice(), std::slice::from_ref(group)].concat())) => {
                last.push(group.clone());
            }
            Some(_) | None => together.push(vec![group.clone()]),
        }
    }
    together.iter().map(|groups| (name_in_templates(groups), writing_to(groups))).collect()
}

fn name_in_templates(groups: &[Arn]) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '-' };
    let first = groups.first().map_or("", Arn::name).trim_start_matches('/');
    let first: String = first.chars().map(plain).take(LONGEST_PART).collect();
    let all: Vec<String> = groups.iter().map(streams).collect();
    format!("{BY_TEMPLATE}{first}-{}", mark(&all.join("\n")))
}

/// The name and text of the policy that a command puts so that EventBridge may write to these log groups too,
/// where a region has these policies: one that was made here before is extended, for a region takes ten. None
/// where it takes no more.
pub(crate) fn log_policy_beside(groups: &[Arn], there: &[ResourcePolicy]) -> Option<(String, Value)> {
    let more: Vec<String> = groups.iter().map(streams).collect();
    let extended = there.iter().filter(|policy| policy.name.starts_with(BY_COMMAND)).find_map(|policy| {
        let mut all = streams_of(&policy.document)?;
        all.extend(more.iter().filter(|stream| !all.contains(stream)).cloned().collect::<Vec<_>>());
        let document = document([writing_logs(&one_or_list(all))]);
        fits(&document).then(|| (policy.name.clone(), document))
    });
    let is_taken = |name: &str| there.iter().any(|policy| policy.name == name);
    let made = || {
        let name = free_name(&log_policy_name(groups.first()?), &is_taken);
        takes_log_policy(there).then(|| (name, writing_to(groups)))
    };
    extended.or_else(made)
}

/// Whether a region that has these policies for log groups takes one more.
pub(super) fn takes_log_policy(there: &[ResourcePolicy]) -> bool {
    there.len() < MOST_LOG_POLICIES
}

/// The streams that a policy lets EventBridge write to, where it says nothing else: one that was made here.
fn streams_of(policy: &str) -> Option<Vec<String>> {
    let mut policy: Value = serde_json::from_str(policy).ok()?;
    let streams = policy.get_mut("Statement")?.get_mut(0)?.get_mut("Resource")?.take();
    if policy != document([writing_logs(&Value::Null)]) {
        return None;
    }
    serde_json::from_value::<Vec<String>>(streams.clone())
        .or_else(|_| serde_json::from_value(streams).map(|one| vec![one]))
        .ok()
}

fn fits(document: &Value) -> bool {
    document.to_string().len() <= LONGEST_LOG_POLICY
}

/// The text of a policy for log groups before the streams of the first one.
pub(super) fn log_policy_start() -> String {
    let whole = document([writing_logs(&json!(""))]).to_string();
    whole.trim_end_matches("\"\"}]}").to_owned()
}

fn writing_to(groups: &[Arn]) -> Value {
    document([writing_logs(&one_or_list(groups.iter().map(streams).collect()))])
}

/// One as a text, several as a list.
fn one_or_list(mut texts: Vec<String>) -> Value {
    if texts.len() == 1 { json!(texts.remove(0)) } else { json!(texts) }
}

/// Both services need both actions, and `logs:CreateLogStream` never carries the rule's ARN.
fn writing_logs(streams: &Value) -> Value {
    json!({
        "Effect": "Allow",
        "Principal": { "Service": [SERVICE, LOG_DELIVERY] },
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": streams
    })
}

/// The name of a policy that a command makes for this log group; others may be added to it. Names keep their
/// slashes, so no two groups share one.
pub(super) fn log_policy_name(group: &Arn) -> String {
    format!("{BY_COMMAND}{}", group.name())
}

/// The ARN of all streams of a log group.
fn streams(group: &Arn) -> String {
    format!("{}:*", bare(group))
}

/// `put-resource-policy`, which replaces a policy of the same name.
pub(crate) fn put_log_policy_text(name: &str, document: &str) -> Command {
    Command::new("logs put-resource-policy").option("policy-name", name).option("policy-document", document)
}

/// The statement id under which a function lets a rule in. No two rules have the same one: what the function
/// has under it is taken for this rule's.
pub(crate) fn statement_id(rule: &Rule) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "_-".contains(c) { c } else { '-' };
    let own = format!("events-{}", rule.name);
    let is_own = rule.bus == Bus::DEFAULT && own.len() <= LONGEST_SID && own.chars().all(|c| plain(c) == c);
    if is_own {
        return own;
    }
    let mark = mark(&format!("{}/{}", rule.bus, rule.name));
    let room = LONGEST_SID - mark.len() - 1;
    let name = format!("{own}-{}", rule.bus);
    format!("{}-{mark}", name.chars().map(plain).take(room).collect::<String>())
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
            (Some(r#"{"Statement":[{"Sid":"b"}]}"#), r#"{"Statement":[{"Sid":"b"},{"Sid":"b-2"}]}"#),
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
