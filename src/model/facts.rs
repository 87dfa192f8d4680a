//! Plain facts about what stands around a rule, as other services tell them.
//!
//! Policies are kept as the text that the service gave, so that evidence can show it and a text that is no
//! policy is a finding and not a loss.

use super::{Arn, Millis};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A Lambda function, `GetFunctionConfiguration`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Function {
    /// `Active`, `Inactive`, `Pending`, `Failed`, or whatever else the service says.
    pub state: Option<String>,
    /// Why it is in that state.
    pub reason: Option<String>,
}

/// A queue, `GetQueueAttributes`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// Its policy.
    pub policy: Option<String>,
    /// `KmsMasterKeyId`: a key's ARN, id or alias. None for no encryption, or with SQS's own keys.
    pub kms_key: Option<String>,
    /// `FifoQueue`.
    pub fifo: bool,
    /// `ContentBasedDeduplication`.
    pub content_deduplication: bool,
    /// `MaximumMessageSize`: the most bytes that a message may have.
    #[serde(default)]
    pub largest: Option<usize>,
    /// `DelaySeconds`: how long each message is hidden at first.
    #[serde(default)]
    pub delay: Option<u32>,
    /// `MessageRetentionPeriod`: the seconds that a message is kept, counted from when it was sent.
    #[serde(default)]
    pub retention: Option<u32>,
}

/// A topic, `GetTopicAttributes`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// Its policy.
    pub policy: Option<String>,
    /// `KmsMasterKeyId`.
    pub kms_key: Option<String>,
    /// `FifoTopic`.
    pub fifo: bool,
    /// `SubscriptionsConfirmed`, where it was told.
    #[serde(default)]
    pub subscribers: Option<u32>,
    /// `MaximumMessageSize`: the most bytes that a message may have, where it was told.
    #[serde(default)]
    pub largest: Option<usize>,
}

/// The first subscriptions of a topic, `ListSubscriptionsByTopic` and `GetSubscriptionAttributes`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscriptions {
    /// Those that are confirmed.
    pub confirmed: Vec<Subscription>,
    /// There are more of them, and no filter was read.
    pub is_cut: bool,
}

/// A subscription of a topic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subscription {
    /// Its ARN.
    pub arn: Arn,
    /// `sqs`, `lambda`, `email` and others.
    pub protocol: String,
    /// Where messages go.
    pub endpoint: String,
    /// `FilterPolicy`: the messages that it takes; none where it takes all.
    pub filter: Option<String>,
    /// `FilterPolicyScope` is `MessageBody`; else a message is filtered by its attributes.
    pub by_body: bool,
    /// What would show its filter, where that could not be read.
    pub unseen: Option<String>,
}

/// A log group, `DescribeLogGroups`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// `logGroupClass`.
    pub class: Option<String>,
    /// `retentionInDays`; none means for ever.
    pub retention_days: Option<i32>,
    /// The account's policy that decides the retention instead, where one does.
    pub retention_policy: Option<String>,
    /// `kmsKeyId`.
    pub kms_key: Option<String>,
}

/// What a bucket notifies of, `GetBucketNotificationConfiguration`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketNotices {
    /// The region that it is in, where that is another than the one that was asked: nothing else is known of
    /// it then.
    #[serde(default)]
    pub elsewhere: Option<String>,
    /// Its events go to EventBridge.
    pub to_eventbridge: bool,
    /// The functions, queues and topics that it notifies as well, as the configuration has them.
    #[serde(default)]
    pub others: Map<String, Value>,
}

/// A KMS key, `DescribeKey`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// The key's own ARN, whatever name it is used under.
    pub arn: Arn,
    /// `Enabled`, `Disabled`, `PendingDeletion`, …
    pub state: String,
    /// True for a key that AWS manages, whose policy nobody can change.
    pub aws_managed: bool,
}

/// A role with all of its policies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Role {
    /// The role's own ARN, with its path; empty where that was not told.
    #[serde(default)]
    pub arn: Arn,
    /// The trust policy, as JSON.
    pub trust: String,
    /// Inline and attached policies by name.
    pub policies: BTreeMap<String, String>,
    /// Its tags, where they were told.
    #[serde(default)]
    pub tags: Option<BTreeMap<String, String>>,
    /// The permissions boundary, as JSON.
    pub boundary: Option<String>,
    /// Which calls for its policies failed; empty when all of them were seen.
    pub unseen: Vec<String>,
    /// The call that failed for its permissions boundary, where it has one that was not seen.
    #[serde(default)]
    pub unseen_boundary: Option<String>,
}

impl Role {
    /// What says what it may do: its policies and its permissions boundary, as far as they were seen.
    pub fn documents(&self) -> impl Iterator<Item = &str> {
        self.policies.values().chain(&self.boundary).map(String::as_str)
    }
}

/// A state machine, `DescribeStateMachine`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// `ACTIVE` or `DELETING`.
    pub status: String,
}

/// A rule that sends events on to a bus.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forward {
    /// The bus that the rule is on.
    pub bus: String,
    /// The rule.
    pub rule: String,
    /// The bus it sends to.
    pub to: Arn,
    /// It is switched off.
    #[serde(default)]
    pub off: bool,
    /// Its pattern; none where it has none, or that was not read.
    #[serde(default)]
    pub pattern: Option<String>,
    /// It runs by a schedule and takes no events.
    #[serde(default)]
    pub scheduled: bool,
    /// The role that it sends with; none where it has none, or that was not read.
    #[serde(default)]
    pub role: Option<Arn>,
    /// Its target has an input of its own in the place of the event.
    #[serde(default)]
    pub reshapes: bool,
    /// Its state leaves out the management events that only read.
    #[serde(default)]
    pub without_reads: bool,
    /// The rules that send to the bus which this one is on.
    #[serde(default)]
    pub fed_by: Vec<Forward>,
    /// What would show its state, pattern and role, where these could not be read.
    #[serde(default)]
    pub unseen: Option<String>,
}

/// A trail, `DescribeTrails`, `GetTrailStatus` and `GetEventSelectors`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trail {
    /// Its name.
    pub name: String,
    /// Its home region.
    pub home_region: String,
    /// It covers all regions.
    pub multi_region: bool,
    /// It takes events of global services along.
    pub global_events: bool,
    /// Whether it logs now; none where that could not be seen.
    pub logging: Option<bool>,
    /// What it takes; none where that could not be seen.
    pub selectors: Option<Vec<Selector>>,
}

/// One event selector of a trail. It takes an event when all of its parts agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Selector {
    /// A basic selector.
    Basic {
        /// `All`, `ReadOnly` or `WriteOnly`.
        read_write: String,
        /// It takes management events.
        management: bool,
        /// Event sources whose management events are left out.
        excluded: Vec<String>,
        /// Data events: the resource's type, such as `AWS::S3::Object`, and the beginnings of ARNs.
        data: Vec<(String, Vec<String>)>,
    },
    /// An advanced selector: the conditions on its fields.
    Advanced(Vec<FieldCondition>),
}

/// A condition of an advanced event selector.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldCondition {
    /// `eventCategory`, `readOnly`, `eventSource`, `eventName`, `resources.type`, `resources.ARN`, …
    pub field: String,
    /// `Equals`.
    pub equals: Vec<String>,
    /// `NotEquals`.
    pub not_equals: Vec<String>,
    /// `StartsWith`.
    pub starts_with: Vec<String>,
    /// `EndsWith`.
    pub ends_with: Vec<String>,
    /// `NotStartsWith` and `NotEndsWith`, which only narrow.
    pub narrowed: bool,
}

/// A change of a rule, its targets or its bus, `LookupEvents`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastCall {
    /// When.
    pub at: Millis,
    /// The call, such as `DisableRule`.
    pub call: String,
    /// Who made it.
    pub who: Option<String>,
}

/// By what an event is found among those that were sent from here.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SentAs {
    /// By the id that the service gave it.
    Id(String),
    /// Without an id, by what it says.
    Content(u64),
}

/// What `PutEvents` answered to the sender of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// When it was sent.
    #[serde(default)]
    pub at: Millis,
    /// The bus that the sender named; none means the default bus.
    pub bus: Option<String>,
    /// The entry's error code and message, if it failed.
    pub failed: Option<(String, String)>,
    /// The entry's size in bytes, counted as the API reference of `PutEvents` says.
    pub bytes: usize,
}

/// A replay, `DescribeReplay`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReplayFacts {
    /// Its name.
    pub name: String,
    /// The rules it is limited to; empty means all.
    pub filter_arns: Vec<Arn>,
}

/// A message in a dead-letter queue, by its attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeadLetter {
    /// `ERROR_CODE`.
    pub code: String,
    /// `ERROR_MESSAGE`.
    pub message: String,
    /// `RULE_ARN`.
    pub rule: Arn,
    /// `TARGET_ARN`.
    pub target: Arn,
    /// `SentTimestamp`: when it came into the queue.
    #[serde(default)]
    pub sent: Option<Millis>,
}

/// The changes of a rule that CloudTrail tells of, `LookupEvents`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// The changes, newest first.
    pub changes: Vec<PastCall>,
    /// From when on the history was read to the end: what is older was not looked at.
    pub from: Millis,
}

/// A record of the bus's logs ("EventBridge event log schema").
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusRecord {
    /// When.
    pub at: Millis,
    /// The event's id.
    pub event: String,
    /// `message_type`, such as `RULE_MATCH`.
    pub kind: String,
    /// The rule's ARN, where the record is about one.
    pub rule: Option<Arn>,
    /// The target's ARN, where the record is about one.
    pub target: Option<Arn>,
    /// The error's code and message, where there is one.
    pub error: Option<(String, String)>,
}

/// Events of a rule's sources that log groups hold which other rules of its bus deliver to,
/// `FilterLogEvents`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedEvents {
    /// The log groups that were looked into, each with a rule that delivers to it.
    pub places: Vec<LoggedIn>,
    /// The events' texts, the newest first.
    pub events: Vec<String>,
    /// From when on they were looked for.
    pub from: Millis,
    /// There were more than were read, and of them the newest are missing.
    #[serde(default)]
    pub is_cut: bool,
}

/// A log group that a rule delivers to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedIn {
    /// The rule's name.
    pub rule: String,
    /// The log group's name.
    pub group: String,
    /// Whether it had such an event.
    #[serde(default)]
    pub had: bool,
}
