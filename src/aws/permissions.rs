//! Which IAM action each call needs and on what, in one table: the words of a denial, `buslens iam`, the
//! policy for what was used, and the README's table come from it; a test holds that every call made here has
//! its row.
//!
//! Which actions can be narrowed to resources is the Service Authorization Reference's ("Actions, resources,
//! and condition keys for Amazon EventBridge" and the pages of the other services); what a target or source
//! depends on may lie in any account and region.

#[cfg(test)]
mod tests;
mod uses;

pub use self::uses::Use;
use super::services::Service;
use crate::policy::SERVICE;
use crate::text::partition;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What an action is allowed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum On {
    /// Actions that know no resources.
    Anything,
    Buses,
    Rules,
    Archives,
    /// An archive that is made, and the bus that it keeps the events of.
    ArchivesAndBuses,
    Replays,
    /// A replay that is started, its archive, and the bus that gets the events.
    ReplaysAndSources,
    Connections,
    Destinations,
    DestinationsAndConnections,
    EventSources,
    Endpoints,
    BusesAndRules,
    LogGroups,
    Functions,
    Queues,
    Topics,
    StateMachines,
    Keys,
    Roles,
    Policies,
    Trails,
    Buckets,
}

impl On {
    /// The ARNs, with `*` for whatever is not known of the account.
    fn arns(self, place: &ArnScope<'_>) -> Vec<String> {
        let ArnScope { partition, region, account } = place;
        let here = |service: &str, what: &str| format!("arn:{partition}:{service}:{region}:{account}:{what}");
        let there = |service: &str, what: &str| format!("arn:{partition}:{service}:*:*:{what}");
        match self {
            Self::Anything => vec!["*".to_owned()],
            Self::Buses => vec![here("events", "event-bus/*")],
            Self::Rules => vec![here("events", "rule/*")],
            Self::Archives => vec![here("events", "archive/*")],
            Self::ArchivesAndBuses => vec![here("events", "archive/*"), here("events", "event-bus/*")],
            Self::Replays => vec![here("events", "replay/*")],
            Self::ReplaysAndSources => {
                vec![here("events", "replay/*"), here("events", "archive/*"), here("events", "event-bus/*")]
            }
            Self::Connections => vec![here("events", "connection/*")],
            Self::Destinations => vec![here("events", "api-destination/*")],
            Self::DestinationsAndConnections => {
                vec![here("events", "api-destination/*"), here("events", "connection/*")]
            }
            // A partner's source is of no account.
            Self::EventSources => vec![format!("arn:{partition}:events:{region}::event-source/*")],
            Self::Endpoints => vec![here("events", "endpoint/*")],
            Self::BusesAndRules => vec![here("events", "event-bus/*"), here("events", "rule/*")],
            Self::LogGroups => vec![here("logs", "log-group:*")],
            Self::Functions => vec![there("lambda", "function:*")],
            Self::Queues => vec![there("sqs", "*")],
            Self::Topics => vec![there("sns", "*")],
            Self::StateMachines => vec![there("states", "stateMachine:*")],
            Self::Keys => vec![there("kms", "key/*")],
            Self::Roles => vec![format!("arn:{partition}:iam::{account}:role/*")],
            Self::Policies => vec![format!("arn:{partition}:iam::*:policy/*")],
            Self::Trails => vec![there("cloudtrail", "trail/*")],
            Self::Buckets => vec![format!("arn:{partition}:s3:::*")],
        }
    }
}

/// Whose ARNs a policy names.
#[derive(Clone, Copy, Debug)]
pub struct ArnScope<'a> {
    /// `aws`, `aws-cn` or `aws-us-gov`.
    pub partition: &'a str,
    /// The region, or `*`.
    pub region: &'a str,
    /// The account's number, or `*`.
    pub account: &'a str,
}

impl<'a> ArnScope<'a> {
    /// A region and account, as far as they are known.
    pub fn of(region: Option<&'a str>, account: Option<&'a str>) -> Self {
        let region = region.filter(|region| !region.is_empty()).unwrap_or("*");
        let partition = if region == "*" { "*" } else { partition(region) };
        Self { partition, region, account: account.unwrap_or("*") }
    }
}

/// A call and what it takes.
#[derive(Clone, Copy, Debug)]
pub struct Permission {
    service: Service,
    operation: &'static str,
    on: On,
    writes: bool,
    uses: &'static [Use],
}

const fn reads(service: Service, operation: &'static str, on: On, uses: &'static [Use]) -> Permission {
    Permission { service, operation, on, writes: false, uses }
}

const fn writes(service: Service, operation: &'static str, on: On, uses: &'static [Use]) -> Permission {
    Permission { service, operation, on, writes: true, uses }
}

/// The calls.
pub static PERMISSIONS: &[Permission] = {
    use Service::{CloudTrail, CloudWatch, Events, Iam, Kms, Lambda, Logs, S3, Sns, Sqs, StepFunctions, Sts};
    use Use::{Browsing, Changing, Described, Listings, Metrics, Offering, Put, Tail, Taps, Verdict, Why};
    &[
        reads(Events, "ListEventBuses", On::Anything, &[Browsing]),
        reads(Events, "DescribeEventBus", On::Buses, &[Browsing, Put]),
        reads(Events, "ListRules", On::Anything, &[Browsing, Put]),
        reads(Events, "DescribeRule", On::Rules, &[Browsing, Put]),
        reads(Events, "ListTargetsByRule", On::Rules, &[Browsing, Put]),
        reads(Events, "ListRuleNamesByTarget", On::Anything, &[Browsing]),
        reads(Events, "ListTagsForResource", On::BusesAndRules, &[Browsing]),
        reads(Sts, "GetCallerIdentity", On::Anything, &[Browsing]),
        reads(Events, "ListEventSources", On::Anything, &[Listings, Why]),
        reads(Events, "ListArchives", On::Anything, &[Listings]),
        reads(Events, "ListReplays", On::Anything, &[Listings]),
        reads(Events, "ListConnections", On::Anything, &[Listings, Why]),
        reads(Events, "ListApiDestinations", On::Anything, &[Listings, Why]),
        reads(Events, "ListEndpoints", On::Anything, &[Listings]),
        reads(Events, "ListPartnerEventSources", On::Anything, &[Listings]),
        reads(Events, "ListPartnerEventSourceAccounts", On::EventSources, &[Listings]),
        reads(Events, "DescribeArchive", On::Archives, &[Described]),
        reads(Events, "DescribeConnection", On::Connections, &[Described]),
        reads(Events, "DescribeApiDestination", On::DestinationsAndConnections, &[Described]),
        reads(Events, "DescribeEventSource", On::EventSources, &[Described]),
        reads(Events, "DescribeEndpoint", On::Endpoints, &[Described]),
        reads(Events, "DescribePartnerEventSource", On::EventSources, &[Described]),
        reads(CloudWatch, "ListMetrics", On::Anything, &[Metrics, Put]),
        reads(CloudWatch, "GetMetricData", On::Anything, &[Metrics, Put]),
        reads(Logs, "DescribeLogGroups", On::Anything, &[Tail, Offering, Why]),
        reads(Logs, "StartLiveTail", On::LogGroups, &[Tail]),
        reads(Logs, "FilterLogEvents", On::LogGroups, &[Tail, Put, Why]),
        reads(Lambda, "ListFunctions", On::Anything, &[Offering, Why]),
        reads(Sqs, "ListQueues", On::Anything, &[Offering, Why]),
        reads(Sns, "ListTopics", On::Anything, &[Offering, Why]),
        reads(StepFunctions, "ListStateMachines", On::Anything, &[Offering, Why]),
        reads(Iam, "ListRoles", On::Anything, &[Offering, Why]),
        reads(Events, "TestEventPattern", On::Anything, &[Verdict]),
        reads(Logs, "DescribeResourcePolicies", On::Anything, &[Offering, Why]),
        reads(Logs, "DescribeDeliverySources", On::Anything, &[Why]),
        reads(Logs, "DescribeDeliveries", On::Anything, &[Why]),
        reads(Logs, "DescribeDeliveryDestinations", On::Anything, &[Why]),
        reads(Lambda, "GetFunctionConfiguration", On::Functions, &[Why]),
        reads(Lambda, "GetFunctionConcurrency", On::Functions, &[Why]),
        reads(Lambda, "GetPolicy", On::Functions, &[Why]),
        reads(Sqs, "GetQueueAttributes", On::Queues, &[Why]),
        reads(Sqs, "ListQueueTags", On::Queues, &[Why]),
        reads(Sns, "GetTopicAttributes", On::Topics, &[Why]),
        reads(Sns, "ListSubscriptionsByTopic", On::Topics, &[Why]),
        reads(Sns, "GetSubscriptionAttributes", On::Anything, &[Why]),
        reads(StepFunctions, "DescribeStateMachine", On::StateMachines, &[Why]),
        reads(Kms, "DescribeKey", On::Keys, &[Why]),
        reads(Kms, "GetKeyPolicy", On::Keys, &[Why]),
        reads(Iam, "GetRole", On::Roles, &[Why]),
        reads(Iam, "ListRolePolicies", On::Roles, &[Why]),
        reads(Iam, "GetRolePolicy", On::Roles, &[Why]),
        reads(Iam, "ListAttachedRolePolicies", On::Roles, &[Why]),
        reads(Iam, "GetPolicy", On::Policies, &[Why]),
        reads(Iam, "GetPolicyVersion", On::Policies, &[Why]),
        reads(CloudTrail, "LookupEvents", On::Anything, &[Why]),
        reads(Sqs, "ReceiveMessage", On::Queues, &[Why]),
        reads(Events, "DescribeReplay", On::Replays, &[Described, Why]),
        reads(CloudTrail, "DescribeTrails", On::Anything, &[Why]),
        reads(CloudTrail, "GetTrailStatus", On::Trails, &[Why]),
        reads(CloudTrail, "GetEventSelectors", On::Trails, &[Why]),
        reads(S3, "ListBuckets", On::Anything, &[Why]),
        reads(S3, "GetBucketNotificationConfiguration", On::Buckets, &[Why]),
        writes(Events, "EnableRule", On::Rules, &[Changing]),
        writes(Events, "DisableRule", On::Rules, &[Changing]),
        writes(Events, "PutRule", On::Rules, &[Changing, Taps]),
        writes(Events, "CreateEventBus", On::Buses, &[Changing]),
        writes(Events, "UpdateEventBus", On::Buses, &[Changing]),
        writes(Events, "DeleteEventBus", On::Buses, &[Changing]),
        writes(Events, "PutPermission", On::Anything, &[Changing]),
        writes(Events, "RemovePermission", On::Anything, &[Changing]),
        // Making a rule with tags needs it, too.
        writes(Events, "TagResource", On::BusesAndRules, &[Changing, Taps]),
        writes(Events, "UntagResource", On::BusesAndRules, &[Changing]),
        writes(Events, "CreateArchive", On::ArchivesAndBuses, &[Changing]),
        writes(Events, "UpdateArchive", On::Archives, &[Changing]),
        writes(Events, "DeleteArchive", On::Archives, &[Changing]),
        writes(Events, "StartReplay", On::ReplaysAndSources, &[Changing]),
        writes(Events, "CancelReplay", On::Replays, &[Changing]),
        writes(Events, "CreateConnection", On::Connections, &[Changing]),
        writes(Events, "UpdateConnection", On::Connections, &[Changing]),
        writes(Events, "DeauthorizeConnection", On::Connections, &[Changing]),
        writes(Events, "DeleteConnection", On::Connections, &[Changing]),
        writes(Events, "CreateApiDestination", On::DestinationsAndConnections, &[Changing]),
        writes(Events, "UpdateApiDestination", On::Destinations, &[Changing]),
        writes(Events, "DeleteApiDestination", On::Destinations, &[Changing]),
        writes(Events, "ActivateEventSource", On::EventSources, &[Changing]),
        writes(Events, "DeactivateEventSource", On::EventSources, &[Changing]),
        writes(Events, "PutEvents", On::Buses, &[Put]),
        reads(Logs, "ListTagsForResource", On::LogGroups, &[Taps]),
        writes(Logs, "CreateLogGroup", On::LogGroups, &[Taps]),
        writes(Logs, "PutRetentionPolicy", On::LogGroups, &[Taps]),
        writes(Logs, "PutResourcePolicy", On::Anything, &[Changing, Taps]),
        writes(Logs, "DeleteLogGroup", On::LogGroups, &[Taps]),
        writes(Logs, "DeleteResourcePolicy", On::Anything, &[Changing, Taps]),
        writes(Events, "PutTargets", On::Rules, &[Changing, Taps]),
        writes(Events, "RemoveTargets", On::Rules, &[Changing, Taps]),
        writes(Events, "DeleteRule", On::Rules, &[Changing, Taps]),
    ]
};

impl Permission {
    /// The row of a call.
    pub(super) fn of(service: Service, operation: &str) -> Option<&'static Self> {
        PERMISSIONS.iter().find(|row| row.service == service && row.operation == operation)
    }

    /// The IAM action, such as `events:ListRules`.
    pub fn action(&self) -> String {
        action(self.service, self.operation)
    }

    /// The IAM actions that the call takes, its own first.
    pub fn actions(&self) -> Vec<String> {
        let mut all = vec![self.action()];
        // A log group is made with tags, which is a permission of its own and no call (CloudWatch Logs API
        // reference, "CreateLogGroup").
        if self.service == Service::Logs && self.operation == "CreateLogGroup" {
            all.push("logs:TagResource".to_owned());
        }
        all
    }

    /// A rule or target that has a role is saved with it, which takes the right to pass that role
    /// (EventBridge user guide, "Using identity-based policies").
    fn passes_roles(&self) -> bool {
        self.service == Service::Events && matches!(self.operation, "PutRule" | "PutTargets")
    }

    /// It changes the account, or sends events.
    pub fn writes(&self) -> bool {
        self.writes
    }

    /// What it is for.
    pub fn uses(&self) -> &'static [Use] {
        self.uses
    }
}

/// The IAM action of a call. Source: Service Authorization Reference.
pub(super) fn action(service: Service, operation: &str) -> String {
    // S3's permissions are named otherwise than its calls.
    let operation = match (service, operation) {
        (Service::S3, "ListBuckets") => "ListAllMyBuckets",
        (Service::S3, _) => operation.trim_end_matches("Configuration"),
        (_, operation) => operation,
    };
    format!("{}:{operation}", service.iam())
}

/// The IAM actions of a use, each once, and whether they write.
pub fn actions_of(used: Use) -> Vec<(String, bool)> {
    let mut all: Vec<(String, bool)> = Vec::new();
    for row in PERMISSIONS.iter().filter(|row| row.uses().contains(&used)) {
        // A tap has no role.
        let passes = (used != Use::Taps && row.passes_roles()).then(|| PASS_ROLE.to_owned());
        for action in row.actions().into_iter().chain(passes) {
            if !all.iter().any(|(known, _)| *known == action) {
                all.push((action, row.writes()));
            }
        }
    }
    all
}

/// Goes with a condition of its own.
const PASS_ROLE: &str = "iam:PassRole";

/// The smallest policy document that allows these calls: the actions of a kind of resource in one statement.
pub fn policy<'p>(permissions: impl IntoIterator<Item = &'p Permission>, place: &ArnScope<'_>) -> Value {
    let mut statements: BTreeMap<On, Vec<String>> = BTreeMap::new();
    let mut passes_roles = false;
    for permission in permissions {
        let actions = statements.entry(permission.on).or_default();
        for action in permission.actions() {
            if !actions.contains(&action) {
                actions.push(action);
            }
        }
        passes_roles |= permission.passes_roles();
    }
    let mut statements: Vec<Value> = statements
        .into_iter()
        .map(|(on, mut actions)| {
            actions.sort();
            json!({ "Effect": "Allow", "Action": actions, "Resource": one_or_many(on.arns(place)) })
        })
        .collect();
    if passes_roles {
        statements.push(json!({
            "Effect": "Allow",
            "Action": [PASS_ROLE],
            "Resource": one_or_many(On::Roles.arns(place)),
            "Condition": { "StringEquals": { "iam:PassedToService": SERVICE } },
        }));
    }
    json!({ "Version": "2012-10-17", "Statement": statements })
}

fn one_or_many(mut arns: Vec<String>) -> Value {
    if arns.len() == 1 { json!(arns.remove(0)) } else { json!(arns) }
}
