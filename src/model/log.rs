//! CloudWatch Logs: groups and the events in them.

use super::{Arn, Millis};
use serde::{Deserialize, Serialize};

/// For how many days a group may keep events (CloudWatch Logs API reference, "PutRetentionPolicy").
pub const RETENTION_DAYS: [i64; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/// One log event, from StartLiveTail, FilterLogEvents or GetLogEvents.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LogEvent {
    /// The log stream it is in.
    pub stream: String,
    /// The event time that the log carries.
    pub timestamp: Millis,
    /// When CloudWatch Logs took it in.
    pub ingested: Millis,
    /// The text, as it came.
    pub message: String,
    /// FilterLogEvents gives an id; StartLiveTail does not.
    pub id: Option<String>,
}

/// A log group, `DescribeLogGroups`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogGroup {
    /// The group's name.
    pub name: String,
    /// The group's ARN, without a trailing `:*` (StartLiveTail refuses that form).
    pub arn: Arn,
    /// `STANDARD`, `INFREQUENT_ACCESS`, `DELIVERY`, or whatever else the service says.
    pub class: Option<String>,
    /// Days events are kept; `None` means for ever.
    pub retention_days: Option<i32>,
    /// Bytes stored.
    pub stored_bytes: Option<i64>,
    /// The ARN of the KMS key that encrypts it; `None` for CloudWatch Logs' own key.
    pub kms_key: Option<String>,
}

/// A resource policy of CloudWatch Logs, `DescribeResourcePolicies`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourcePolicy {
    /// The policy's name; empty for a policy on one log group.
    pub name: String,
    /// The policy document, as AWS's JSON text.
    pub document: String,
    /// The log group it is attached to; `None` for the account's policies.
    pub resource: Option<Arn>,
    /// When it was last changed.
    pub modified: Option<Millis>,
}
