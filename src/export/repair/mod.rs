//! What puts something right, as a command and as the resource of a template. What is wrong is said by
//! [`crate::diagnose`]; which statement lets EventBridge in, by [`super::grants`].
//!
//! A command changes what is there. A template says how it has to be: of what some template makes already,
//! only the settings in question are written, and a comment says so.

mod cloudformation;
mod terraform;
#[cfg(test)]
mod tests;

use super::grants;
use super::json;
use super::shell::{Command, put_rule};
use crate::model::{Arn, ResourcePolicy, Rule, Target};
use serde_json::Value;

/// The forms of templates that a change is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    /// CloudFormation, in YAML.
    CloudFormation,
    /// Terraform.
    Terraform,
}

impl Template {
    /// Both, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::CloudFormation, Self::Terraform];

    /// What a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::CloudFormation => "CloudFormation",
            Self::Terraform => "Terraform",
        }
    }
}

/// A change of one thing in the account.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Repair {
    /// A rule as it has to be, with its targets, where they are known.
    Rule { rule: Rule, targets: Option<Vec<Target>> },
    /// A rule switched on, with its targets, where they are known.
    Enabled { rule: Rule, targets: Option<Vec<Target>> },
    /// A target as it has to be, among all those of its rule.
    Target { rule: Rule, targets: Vec<Target>, id: String },
    /// A function lets a rule in, under a statement id.
    Invoke { function: Arn, rule: Rule, id: String },
    /// The policy of a queue, by its URL, as it has to be.
    QueuePolicy { queue: Arn, url: String, document: Value },
    /// A topic's policy as it has to be.
    TopicPolicy { topic: Arn, document: Value },
    /// A policy for log groups as it has to be, name and text; and the one of their own that these groups
    /// have in a template, where the region takes one more.
    LogPolicy { region: String, put: (String, Value), own: Option<(String, Value)> },
    /// A key's policy as it has to be.
    KeyPolicy { key: Arn, document: Value },
    /// A log group, and for how many days it keeps events.
    LogGroup { group: Arn, days: Option<u32> },
    /// A policy of a role, beside those that it has.
    RolePolicy { role: Arn, name: String, document: Value },
    /// A role's trust policy as it has to be.
    Trust { role: Arn, document: Value },
    /// A statement of a bus's policy that lets an account in.
    LetIn { bus: Arn, account: String, id: String },
    /// A FIFO queue, by its URL, tells duplicates by their content.
    Deduplication { queue: Arn, url: String },
    /// A bucket, which notifies nobody, sends its events to EventBridge.
    Notices { bucket: String, region: String },
    /// The bus of a partner's source.
    PartnerBus { source: String, region: String },
}

impl Repair {
    /// What lets EventBridge write to these log groups, where a region has these policies for such groups.
    /// None where it takes no more of them and none can be extended.
    pub(crate) fn log_policy(groups: &[Arn], there: &[ResourcePolicy]) -> Option<Self> {
        let put = grants::log_policy_beside(groups, there)?;
        let own = grants::takes_log_policy(there).then(|| grants::log_policies(groups).into_iter().next());
        Some(Self::LogPolicy { region: groups.first()?.region().to_owned(), put, own: own.flatten() })
    }

    /// As commands of the AWS CLI, one a line.
    pub(crate) fn command(&self) -> String {
        match self {
            Self::Rule { rule, .. } => put_rule(rule).region(rule.arn.region()),
            Self::Enabled { rule, .. } => Command::new("events enable-rule")
                .option("name", &rule.name)
                .option("event-bus-name", &rule.bus)
                .region(rule.arn.region()),
            Self::Target { rule, targets, id } => {
                let target = targets.iter().filter(|target| target.id == *id).map(json::target);
                Command::new("events put-targets")
                    .option("rule", &rule.name)
                    .option("event-bus-name", &rule.bus)
                    .option("targets", &Value::Array(target.collect()).to_string())
                    .region(rule.arn.region())
            }
            Self::Invoke { function, rule, id } => {
                grants::add_permission(function, rule, id).region(function.region())
            }
            Self::QueuePolicy { queue, url, document } => {
                grants::set_queue_policy(url, &document.to_string()).region(queue.region())
            }
            Self::TopicPolicy { topic, document } => {
                grants::set_topic_policy(topic, &document.to_string()).region(topic.region())
            }
            Self::LogPolicy { region, put: (name, document), .. } => {
                grants::put_log_policy_text(name, &document.to_string()).region(region)
            }
            Self::KeyPolicy { key, document } => Command::new("kms put-key-policy")
                .option("key-id", key.as_str())
                .option("policy-name", "default")
                .option("policy", &document.to_string())
                .region(key.region()),
            Self::LogGroup { group, days: None } => Command::new("logs create-log-group")
                .option("log-group-name", group.name())
                .region(group.region()),
            Self::LogGroup { group, days: Some(days) } => Command::new("logs put-retention-policy")
                .option("log-group-name", group.name())
                .option("retention-in-days", &days.to_string())
                .region(group.region()),
            Self::RolePolicy { role, name, document } => Command::new("iam put-role-policy")
                .option("role-name", role.name_without_path())
                .option("policy-name", name)
                .option("policy-document", &document.to_string())
                .region(""),
            Self::Trust { role, document } => Command::new("iam update-assume-role-policy")
                .option("role-name", role.name_without_path())
                .option("policy-document", &document.to_string())
                .region(""),
            Self::LetIn { bus, account, id } => Command::new("events put-permission")
                .option("event-bus-name", bus.name())
                .option("action", "events:PutEvents")
                .option("principal", account)
                .option("statement-id", id)
                .region(bus.region()),
            Self::Deduplication { queue, url } => Command::new("sqs set-queue-attributes")
                .option("queue-url", url)
                .option("attributes", "ContentBasedDeduplication=true")
                .region(queue.region()),
            Self::Notices { bucket, region } => Command::new("s3api put-bucket-notification-configuration")
                .option("bucket", bucket)
                .option("notification-configuration", r#"{"EventBridgeConfiguration":{}}"#)
                .region(region),
            Self::PartnerBus { source, region } => Command::new("events create-event-bus")
                .option("name", source)
                .option("event-source-name", source)
                .region(region),
        }
    }

    /// What it changes, by its ARN, where that is known.
    pub(crate) fn changed(&self) -> Option<&Arn> {
        match self {
            Self::Rule { rule, .. } | Self::Enabled { rule, .. } | Self::Target { rule, .. } => {
                Some(&rule.arn)
            }
            Self::Invoke { function: arn, .. }
            | Self::QueuePolicy { queue: arn, .. }
            | Self::TopicPolicy { topic: arn, .. }
            | Self::KeyPolicy { key: arn, .. }
            | Self::LogGroup { group: arn, .. }
            | Self::RolePolicy { role: arn, .. }
            | Self::Trust { role: arn, .. }
            | Self::LetIn { bus: arn, .. }
            | Self::Deduplication { queue: arn, .. } => Some(arn),
            Self::LogPolicy { .. } | Self::Notices { .. } | Self::PartnerBus { .. } => None,
        }
    }

    /// What has to be known before it is used, in whatever form.
    pub(crate) fn warning(&self) -> Option<&'static str> {
        match self {
            // A policy of its own takes the place of none.
            Self::LogPolicy { put: (_, document), own: Some((_, own)), .. } if document == own => None,
            Self::QueuePolicy { .. }
            | Self::TopicPolicy { .. }
            | Self::LogPolicy { .. }
            | Self::KeyPolicy { .. }
            | Self::Trust { .. } => Some(WHOLE),
            Self::Notices { .. } => Some(WHOLE_NOTICES),
            Self::Rule { .. }
            | Self::Enabled { .. }
            | Self::Target { .. }
            | Self::Invoke { .. }
            | Self::LogGroup { .. }
            | Self::RolePolicy { .. }
            | Self::LetIn { .. }
            | Self::Deduplication { .. }
            | Self::PartnerBus { .. } => None,
        }
    }

    /// In a form of templates; ends with a line feed.
    pub(crate) fn as_template(&self, template: Template) -> String {
        let mut out: String = self.sentences().iter().map(|line| format!("# {line}\n")).collect();
        out.push_str(&match template {
            Template::CloudFormation => cloudformation::resources(self),
            Template::Terraform => terraform::resources(self),
        });
        out
    }

    /// What a reader of a template must know, a sentence each.
    fn sentences(&self) -> Vec<&'static str> {
        const IN_PART: &str = "Only what has to be so is written: keep whatever else the resource has.";
        match self {
            Self::Rule { targets: None, .. } | Self::Enabled { targets: None, .. } => {
                vec!["The targets of the rule were not read: keep those that it has.", IN_PART, THERE]
            }
            Self::QueuePolicy { .. } | Self::TopicPolicy { .. } => vec![WHOLE],
            Self::KeyPolicy { .. } | Self::LogPolicy { own: None, .. } => vec![WHOLE, THERE],
            Self::Trust { .. } => vec![WHOLE, IN_PART, THERE],
            Self::Rule { .. }
            | Self::Enabled { .. }
            | Self::Target { .. }
            | Self::LogGroup { days: Some(_), .. }
            | Self::Deduplication { .. }
            | Self::Notices { .. } => vec![IN_PART, THERE],
            Self::LogGroup { days: None, .. }
            | Self::LogPolicy { own: Some(_), .. }
            | Self::Invoke { .. }
            | Self::RolePolicy { .. }
            | Self::LetIn { .. }
            | Self::PartnerBus { .. } => Vec::new(),
        }
    }
}

/// Of what replaces a policy: two such changes, made from one reading, undo each other.
const WHOLE: &str = "The policy is written whole, as it was read now. Before you use this later, or after another change \
                     of the same policy, look again: what was changed since would be lost.";
/// Of a bucket's notifications.
const WHOLE_NOTICES: &str = "The bucket's notifications are written whole, as they were read now: there were none. Before \
                             you use this later, look again: notifications that were added since would be lost.";
/// Of what is there already.
const THERE: &str = "The resource exists: change it in the template that makes it, or import it first.";
