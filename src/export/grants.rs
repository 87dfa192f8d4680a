//! What lets EventBridge deliver to a target: statements of resource policies, and what a role must be allowed.
//! The one place that knows it; the fixes of [`crate::diagnose`] and all notations here take it from there.
//!
//! Sources: EventBridge user guide, "Using resource-based policies for Amazon EventBridge" and "Using
//! identity-based policies for Amazon EventBridge".

use super::shell::Command;
use crate::model::{Arn, Bus, Rule, Target, TargetKind};
use crate::policy::{LOG_DELIVERY, SERVICE};
use serde_json::{Value, json};

/// The longest statement id that Lambda takes (API reference, "AddPermission").
const LONGEST_SID: usize = 100;

/// The longest name of an inline policy (IAM API reference, "PutRolePolicy").
const LONGEST_POLICY_NAME: usize = 128;

/// Something a role must be allowed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Permission {
    /// Such as `states:StartExecution`.
    pub(crate) action: &'static str,
    /// ARNs, or `*`.
    pub(crate) resources: Vec<String>,
    /// A condition that keeps it narrow.
    pub(super) condition: Option<Value>,
}

impl Permission {
    fn new(action: &'static str, resource: impl Into<String>) -> Self {
        Self { action, resources: vec![resource.into()], condition: None }
    }

    fn and(mut self, resource: impl Into<String>) -> Self {
        self.resources.push(resource.into());
        self
    }

    fn when(mut self, condition: Value) -> Self {
        self.condition = Some(condition);
        self
    }

    /// As a statement of a policy.
    pub(super) fn statement(&self) -> Value {
        let resource = match self.resources.as_slice() {
            [one] => json!(one),
            many => json!(many),
        };
        let mut statement = json!({ "Effect": "Allow", "Action": self.action, "Resource": resource });
        if let Some(condition) = &self.condition {
            statement["Condition"] = condition.clone();
        }
        statement
    }
}

/// The text at `GROUP.NAME` of a target's own settings.
fn parameter<'t>(target: &'t Target, group: &str, name: &str) -> Option<&'t str> {
    target.parameters.get(group)?.get(name)?.as_str()
}

/// What EventBridge does with a target in a role, and on what; none where that is not documented, or the kind
/// takes no role. `region` and `account` are the rule's.
pub(crate) fn action(target: &Target, region: &str, account: &str) -> Option<Permission> {
    let arn = target.arn.as_str();
    let on = |action| Some(Permission::new(action, arn));
    match target.kind() {
        TargetKind::Lambda => on("lambda:InvokeFunction"),
        TargetKind::Sqs => on("sqs:SendMessage"),
        TargetKind::Sns => on("sns:Publish"),
        TargetKind::StepFunctions => on("states:StartExecution"),
        TargetKind::Kinesis => on("kinesis:PutRecord"),
        TargetKind::Firehose => on("firehose:PutRecord"),
        TargetKind::Ecs => {
            let task = parameter(target, "EcsParameters", "TaskDefinitionArn")?;
            Some(Permission::new("ecs:RunTask", task))
        }
        TargetKind::Batch => on("batch:SubmitJob"),
        TargetKind::Bus => on("events:PutEvents"),
        TargetKind::ApiDestination => on("events:InvokeApiDestination"),
        TargetKind::ApiGateway => on("execute-api:Invoke"),
        TargetKind::CodeBuild => on("codebuild:StartBuild"),
        TargetKind::CodePipeline => on("codepipeline:StartPipelineExecution"),
        TargetKind::Ssm if arn.contains(":document/") => on("ssm:SendCommand"),
        TargetKind::Ssm => on("ssm:StartAutomationExecution"),
        TargetKind::Redshift => on("redshift-data:ExecuteStatement"),
        TargetKind::SageMaker => on("sagemaker:StartPipelineExecution"),
        TargetKind::AppSync => {
            // The actions are about `apis/ID`, and a target's ARN says `endpoints/graphql-api/ID`.
            let id = target.arn.resource().rsplit('/').next().unwrap_or_default();
            let api = format!("arn:{}:appsync:{region}:{account}:apis/{id}", target.arn.partition());
            Some(Permission::new("appsync:GraphQL", format!("{api}/types/Mutation/fields/any")))
        }
        TargetKind::Inspector => Some(Permission::new("inspector:StartAssessmentRun", "*")),
        TargetKind::Logs | TargetKind::Other => None,
    }
}

/// All that a target's role must be allowed, the main thing first.
pub(crate) fn permissions(target: &Target, rule: &Arn) -> Vec<Permission> {
    let Some(mut main) = action(target, rule.region(), rule.account()) else { return Vec::new() };
    let mut more = Vec::new();
    let partition = target.arn.partition();
    match target.kind() {
        TargetKind::Ecs => {
            // Without a revision the newest is run, and the check is about that one.
            if let [task] = main.resources.as_slice()
                && !task.rsplit('/').next().unwrap_or_default().contains(':')
            {
                let all = format!("{task}:*");
                main = main.and(all);
            }
            let to_tasks = json!({"StringLike": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}});
            more.push(Permission::new("iam:PassRole", "*").when(to_tasks));
        }
        TargetKind::Batch => {
            if let Some(job) = parameter(target, "BatchParameters", "JobDefinition") {
                let (region, account) = (target.arn.region(), target.arn.account());
                let named = format!("arn:{partition}:batch:{region}:{account}:job-definition/{job}");
                main = main.and(if job.starts_with("arn:") { job.to_owned() } else { named });
            }
        }
        TargetKind::AppSync => {
            if let [field] = main.resources.as_slice() {
                // Which field the operation asks for is in its GraphQL text.
                main.resources = vec![field.replace("/fields/any", "/*")];
            }
        }
        TargetKind::Ssm if main.action == "ssm:SendCommand" => {
            main = main.and(format!("arn:{partition}:ec2:{}:{}:instance/*", rule.region(), rule.account()));
        }
        TargetKind::Redshift => {
            if let Some(secret) = parameter(target, "RedshiftDataParameters", "SecretManagerArn") {
                more.push(Permission::new("secretsmanager:GetSecretValue", secret));
            } else if target.arn.service() == "redshift-serverless" {
                more.push(Permission::new("redshift-serverless:GetCredentials", target.arn.as_str()));
            } else {
                more.push(Permission::new("redshift:GetClusterCredentials", "*"));
            }
        }
        TargetKind::Lambda
        | TargetKind::Sqs
        | TargetKind::Sns
        | TargetKind::Logs
        | TargetKind::StepFunctions
        | TargetKind::Kinesis
        | TargetKind::Firehose
        | TargetKind::Bus
        | TargetKind::ApiDestination
        | TargetKind::ApiGateway
        | TargetKind::CodeBuild
        | TargetKind::CodePipeline
        | TargetKind::Ssm
        | TargetKind::SageMaker
        | TargetKind::Inspector
        | TargetKind::Other => {}
    }
    std::iter::once(main).chain(more).collect()
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

/// The statement of a queue's or topic's policy that lets EventBridge in for what has the ARN `source`: a rule,
/// or for the dead letters of a bus, the bus.
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
pub(crate) fn with_statement(policy: Option<&str>, statement: Value) -> Option<String> {
    let Some(text) = policy.filter(|text| !text.trim().is_empty()) else {
        return Some(document([statement]).to_string());
    };
    let mut document: Value = serde_json::from_str(text).ok()?;
    match document.get_mut("Statement")? {
        Value::Array(list) => list.push(statement),
        one @ Value::Object(_) => *one = Value::Array(vec![one.clone(), statement]),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
    }
    Some(document.to_string())
}

/// A log group's ARN without `:*`, with which EventBridge does not deliver.
pub(crate) fn bare(group: &Arn) -> Arn {
    Arn::new(group.as_str().trim_end_matches(":*"))
}

/// The name and text of the resource policy that lets EventBridge write to a log group. Both services need both
/// actions, and `logs:CreateLogStream` never carries the rule's ARN.
pub(crate) fn log_policy(group: &Arn) -> (String, Value) {
    let name = format!("eventbridge-{}", group.name().trim_start_matches('/').replace('/', "-"));
    let statement = json!({
        "Effect": "Allow",
        "Principal": { "Service": [SERVICE, LOG_DELIVERY] },
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": format!("{}:*", bare(group))
    });
    (name, document([statement]))
}

/// `put-resource-policy` for a log group.
pub(crate) fn put_log_policy(group: &Arn) -> Command {
    let (name, document) = log_policy(group);
    put_log_policy_text(&name, &document.to_string())
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

/// The URL of a queue, which SQS's calls want in place of its ARN.
pub(crate) fn queue_url(queue: &Arn) -> String {
    let suffix = if queue.partition() == "aws-cn" { "amazonaws.com.cn" } else { "amazonaws.com" };
    format!("https://sqs.{}.{suffix}/{}/{}", queue.region(), queue.account(), queue.resource())
}

/// Sets a queue's policy.
pub(crate) fn set_queue_policy(queue: &Arn, policy: &str) -> Command {
    Command::new("sqs set-queue-attributes")
        .option("queue-url", &queue_url(queue))
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
            assert_eq!(with_statement(policy, more()).as_deref(), Some(wanted));
        }
        for broken in ["{", "[]", r#"{"Statement":"x"}"#, "{}"] {
            assert_eq!(with_statement(Some(broken), more()), None);
        }
    }
}
