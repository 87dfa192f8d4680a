//! One question to an account: the permissions that its calls need, the rungs that its answer may change, and
//! when it is asked. Which are to be asked is [`super::asking`]'s, what the answers do [`super::fact`]'s.

use crate::model::Arn;
use crate::model::facts::SentAs;
use crate::text::arn_parts;
use serde::{Deserialize, Serialize};

/// What an account has many of, and a target may name with a slip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum NamedKind {
    /// Functions.
    Functions,
    /// Queues.
    Queues,
    /// Topics.
    Topics,
    /// State machines.
    StateMachines,
    /// Log groups.
    Groups,
    /// Roles that trust EventBridge.
    Roles,
    /// API destinations.
    Destinations,
}

/// One question to the account.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Question {
    /// The state that the rule had before it was switched off here.
    FormerState,
    /// The rule's bus.
    Bus,
    /// The names of all buses.
    Buses,
    /// How many rules the bus has.
    RuleCounts,
    /// Which rules forward to the rule's bus.
    Senders,
    /// The rule's targets.
    Targets,
    /// The rule's metrics.
    Metrics,
    /// Events of its sources, in log groups that other rules of the bus deliver to.
    Kept,
    /// The account's trails.
    Trails,
    /// The names of the account's buckets in the region.
    BucketNames,
    /// Whether a bucket, by name, sends events to EventBridge.
    Bucket(String),
    /// A partner's source, by its name.
    Partner(String),
    /// The replay that the event comes from, by name.
    Replay(String),
    /// What became of the event, where it was sent from here. Our own record.
    Sent(SentAs),
    /// A function.
    Function(Arn),
    /// A function's policy.
    FunctionPolicy(Arn),
    /// How many calls a function takes at a time.
    FunctionLimit(Arn),
    /// A queue.
    Queue(Arn),
    /// The tags of a queue, where a policy asks for them.
    QueueTags(Arn),
    /// A topic.
    Topic(Arn),
    /// The first subscriptions of a topic.
    Subscriptions(Arn),
    /// A log group, by its ARN without `:*`.
    Group(Arn),
    /// The names of what there is of a kind, where a target of it is not there.
    Names(NamedKind),
    /// The account's policies for log groups.
    LogPolicies,
    /// The policies on one log group.
    GroupPolicies(Arn),
    /// A key, by the name that it is used under.
    Key(String),
    /// A key's policy, by the same name.
    KeyPolicy(String),
    /// A role with its policies.
    Role(Arn),
    /// A bus that is a target.
    TargetBus(Arn),
    /// Rules on such a bus that forward further.
    Onward(Arn),
    /// All rules on such a bus.
    RulesOn(Arn),
    /// An API destination.
    Destination(Arn),
    /// A connection.
    Connection(Arn),
    /// A state machine.
    Machine(Arn),
    /// Who changed the rule. Asked for only: two look-ups a second are allowed.
    Changes,
    /// Messages in a dead-letter queue. Asked for only: reading counts as receiving.
    DeadLetters(Arn),
    /// The bus's log records of the event, by its id.
    Records(String),
}

impl Question {
    /// The permissions that the question's calls need, the first one first.
    pub fn needs(&self) -> &'static [&'static str] {
        match self {
            Self::FormerState => &["the record of switched-off rules (rule-states.json)"],
            Self::Sent(_) => &["the record of what was sent from here (sent.jsonl)"],
            Self::Bus | Self::TargetBus(_) => &["events:DescribeEventBus"],
            Self::Buses => &["events:ListEventBuses"],
            Self::RuleCounts | Self::RulesOn(_) => &["events:ListRules"],
            Self::Senders => &["events:ListRuleNamesByTarget", "events:ListEventBuses"],
            Self::Targets => &["events:ListTargetsByRule"],
            Self::Metrics => &["cloudwatch:GetMetricData", "cloudwatch:ListMetrics"],
            Self::Kept => &["events:ListRules", "events:ListTargetsByRule", "logs:FilterLogEvents"],
            Self::Trails => {
                &["cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors"]
            }
            Self::BucketNames => &["s3:ListAllMyBuckets"],
            Self::Bucket(_) => &["s3:GetBucketNotification"],
            Self::Partner(_) => &["events:ListEventSources"],
            Self::Replay(_) => &["events:DescribeReplay"],
            Self::Function(_) => &["lambda:GetFunctionConfiguration"],
            Self::FunctionPolicy(_) => &["lambda:GetPolicy"],
            Self::FunctionLimit(_) => &["lambda:GetFunctionConcurrency"],
            Self::Queue(_) => &["sqs:GetQueueAttributes"],
            Self::QueueTags(_) => &["sqs:ListQueueTags"],
            Self::Topic(_) => &["sns:GetTopicAttributes"],
            Self::Subscriptions(_) => &["sns:ListSubscriptionsByTopic", "sns:GetSubscriptionAttributes"],
            Self::Group(_) | Self::Names(NamedKind::Groups) => &["logs:DescribeLogGroups"],
            Self::Names(NamedKind::Functions) => &["lambda:ListFunctions"],
            Self::Names(NamedKind::Queues) => &["sqs:ListQueues"],
            Self::Names(NamedKind::Topics) => &["sns:ListTopics"],
            Self::Names(NamedKind::StateMachines) => &["states:ListStateMachines"],
            Self::Names(NamedKind::Roles) => &["iam:ListRoles"],
            Self::LogPolicies | Self::GroupPolicies(_) => &["logs:DescribeResourcePolicies"],
            Self::Key(_) => &["kms:DescribeKey"],
            Self::KeyPolicy(_) => &["kms:GetKeyPolicy"],
            Self::Role(_) => &[
                "iam:GetRole",
                "iam:ListRolePolicies",
                "iam:GetRolePolicy",
                "iam:ListAttachedRolePolicies",
                "iam:GetPolicy",
                "iam:GetPolicyVersion",
            ],
            Self::Onward(_) => &["events:ListRules", "events:ListTargetsByRule"],
            Self::Destination(_) | Self::Names(NamedKind::Destinations) => &["events:ListApiDestinations"],
            Self::Connection(_) => &["events:ListConnections"],
            Self::Machine(_) => &["states:DescribeStateMachine"],
            Self::Changes => &["cloudtrail:LookupEvents"],
            Self::DeadLetters(_) => &["sqs:ReceiveMessage"],
            Self::Records(_) => {
                &["logs:DescribeDeliverySources", "logs:DescribeDeliveries", "logs:FilterLogEvents"]
            }
        }
    }

    /// The rungs that its answer may change.
    pub fn rungs(&self) -> &'static [u8] {
        match self {
            Self::Bus | Self::Trails => &[1, 2],
            Self::Senders => &[1, 4],
            Self::Sent(_)
            | Self::Buses
            | Self::BucketNames
            | Self::Bucket(_)
            | Self::Partner(_)
            | Self::Replay(_) => &[1],
            // The event that is looked into may be one of them.
            Self::Kept => &[1, 2, 3, 5, 6],
            Self::RuleCounts | Self::FormerState => &[2],
            Self::Targets | Self::Function(_) => &[4, 5, 6],
            // That events matched, or that deliveries fail, says something of most things.
            Self::Metrics => &[0, 1, 2, 3, 4, 5],
            Self::DeadLetters(_) => &[4, 5],
            Self::QueueTags(_)
            | Self::Topic(_)
            | Self::Names(_)
            | Self::LogPolicies
            | Self::GroupPolicies(_)
            | Self::TargetBus(_)
            | Self::Destination(_)
            | Self::Connection(_)
            | Self::Machine(_) => &[5],
            Self::Role(_) => &[1, 5],
            // A queue or function may be what is behind a topic.
            Self::Group(_) | Self::Queue(_) | Self::FunctionPolicy(_) | Self::Subscriptions(_) => &[5, 6],
            Self::Key(_) | Self::KeyPolicy(_) => &[2, 5, 6],
            Self::Onward(_) | Self::FunctionLimit(_) => &[4],
            Self::RulesOn(_) => &[6],
            Self::Changes => &[0, 4, 5],
            Self::Records(_) => &[1, 4, 5],
        }
    }

    /// True for what the quick checks of whole buses rest on.
    pub fn is_quick(&self) -> bool {
        match self {
            Self::Bus
            | Self::Senders
            | Self::FormerState
            | Self::Targets
            | Self::Metrics
            | Self::Onward(_)
            | Self::TargetBus(_)
            | Self::Destination(_)
            | Self::Connection(_) => true,
            Self::Sent(_)
            | Self::Buses
            | Self::RuleCounts
            | Self::Kept
            | Self::Trails
            | Self::BucketNames
            | Self::Bucket(_)
            | Self::Partner(_)
            | Self::Replay(_)
            | Self::Function(_)
            | Self::FunctionPolicy(_)
            | Self::FunctionLimit(_)
            | Self::Queue(_)
            | Self::QueueTags(_)
            | Self::Topic(_)
            | Self::Subscriptions(_)
            | Self::Names(_)
            | Self::Group(_)
            | Self::LogPolicies
            | Self::GroupPolicies(_)
            | Self::Key(_)
            | Self::KeyPolicy(_)
            | Self::Role(_)
            | Self::RulesOn(_)
            | Self::Machine(_)
            | Self::Changes
            | Self::DeadLetters(_)
            | Self::Records(_) => false,
        }
    }

    /// True for what is asked only when the operator says so.
    pub fn is_on_request(&self) -> bool {
        matches!(self, Self::Changes | Self::DeadLetters(_))
    }

    /// The account of what it asks about, where its ARN says.
    pub(super) fn account(&self) -> &str {
        match self {
            Self::Function(arn)
            | Self::FunctionPolicy(arn)
            | Self::FunctionLimit(arn)
            | Self::Queue(arn)
            | Self::QueueTags(arn)
            | Self::Topic(arn)
            | Self::Subscriptions(arn)
            | Self::Group(arn)
            | Self::GroupPolicies(arn)
            | Self::Role(arn)
            | Self::TargetBus(arn)
            | Self::Onward(arn)
            | Self::RulesOn(arn)
            | Self::Destination(arn)
            | Self::Connection(arn)
            | Self::Machine(arn)
            | Self::DeadLetters(arn) => arn.account(),
            Self::Key(name) | Self::KeyPolicy(name) => {
                arn_parts(name).map_or("", |[_, _, _, _, account, _]| account)
            }
            Self::FormerState
            | Self::Sent(_)
            | Self::Bus
            | Self::Buses
            | Self::RuleCounts
            | Self::Senders
            | Self::Targets
            | Self::Metrics
            | Self::Kept
            | Self::Trails
            | Self::BucketNames
            | Self::Bucket(_)
            | Self::Partner(_)
            | Self::Replay(_)
            | Self::Names(_)
            | Self::LogPolicies
            | Self::Changes
            | Self::Records(_) => "",
        }
    }
}
