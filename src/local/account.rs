//! The account's state in a region: buses with their rules and targets, what else EventBridge lists, log
//! groups and metrics.
//!
//! Plain maps under one lock. Operations live in `events`, `logs` and `cloudwatch`; what an event sets off
//! lives in `delivery`.

use super::cloudtrail::{CloudTrail, Trail};
use super::delivery::{Event, Invocation, Permits, Retries};
use super::error::{ApiError, ApiResult};
use super::events::Archive;
use super::iam::Iam;
use super::ids::Ids;
use super::kms::Kms;
use super::lambda::Functions;
use super::logs::Logs;
use super::matching::Matcher;
use super::metrics::Metrics;
use super::s3::Buckets;
use super::sns::Topics;
use super::sqs::Queues;
use super::step_functions::Machines;
use crate::model::{Millis, RuleKey, RuleState, bus_name_in, from_seconds};
use crate::schedule::Schedule;
use crate::text::arn_parts;
use crate::text::partition;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The twelve digits of the embedded account.
pub(super) const ACCOUNT: &str = "111122223333";
/// The region of the demo, and of calls that are signed for none.
pub(super) const REGION: &str = "us-east-1";

/// Everything the account has in one region.
pub(super) struct Account {
    pub(super) region: String,
    pub(super) buses: BTreeMap<String, Bus>,
    /// Partner event sources by name, in the shape of `DescribeEventSource`.
    pub(super) sources: BTreeMap<String, Map<String, Value>>,
    /// Archives by name.
    pub(super) archives: BTreeMap<String, Archive>,
    /// Replays by name, in the shape of `DescribeReplay`.
    pub(super) replays: BTreeMap<String, Map<String, Value>>,
    /// Connections by name, in the shape of `DescribeConnection`.
    pub(super) connections: BTreeMap<String, Map<String, Value>>,
    /// API destinations by name, in the shape of `DescribeApiDestination`.
    pub(super) destinations: BTreeMap<String, Map<String, Value>>,
    /// Global endpoints by name, in the shape of `DescribeEndpoint`.
    pub(super) endpoints: BTreeMap<String, Map<String, Value>>,
    pub(super) logs: Logs,
    pub(super) metrics: Metrics,
    pub(super) queues: Queues,
    pub(super) topics: Topics,
    pub(super) functions: Functions,
    pub(super) kms: Kms,
    pub(super) cloudtrail: CloudTrail,
    pub(super) machines: Machines,
    /// What every region sees.
    pub(super) global: Shared,
    /// Deliveries to be tried again.
    pub(super) retries: Retries,
    /// Who may deliver to what, found out once.
    pub(super) permits: Permits,
    /// Targets of other accounts that cannot be delivered to, by ARN, with the error code EventBridge would
    /// give a dead-letter queue.
    pub(super) undeliverable: HashMap<String, String>,
    pub(super) ids: Ids,
    /// Events on their way to buses of other regions.
    pub(super) departures: Vec<Departure>,
}

/// What an account has once for all its regions.
#[derive(Default)]
pub(super) struct Global {
    pub(super) iam: Iam,
    pub(super) buckets: Buckets,
    /// By ARN; trails of all regions are seen from each.
    pub(super) trails: BTreeMap<String, Trail>,
}

/// What all regions share, as each region holds it.
#[derive(Clone, Default)]
pub(super) struct Shared(Arc<Mutex<Global>>);

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, Global> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An event that a rule sends to a bus of another region.
pub(super) struct Departure {
    /// The region it is sent to, and the bus there.
    pub(super) region: String,
    pub(super) bus: String,
    pub(super) event: Event,
    /// The region it comes from, and what it is counted for when it does not arrive.
    pub(super) origin: String,
    pub(super) invocation: Invocation,
}

/// An event bus.
pub(super) struct Bus {
    pub(super) region: String,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) kms_key: Option<String>,
    pub(super) dead_letter: Option<Value>,
    pub(super) log_config: Option<Value>,
    /// The statements of its resource policy.
    pub(super) policy: Vec<Value>,
    pub(super) created: Millis,
    pub(super) modified: Millis,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) rules: BTreeMap<String, Rule>,
    /// The enabled rules' patterns, compiled together; empty when the rules changed since.
    pub(super) matcher: Option<Matcher>,
}

/// A rule with its targets.
pub(super) struct Rule {
    pub(super) name: String,
    pub(super) pattern: Option<String>,
    pub(super) schedule: Option<(String, Schedule)>,
    pub(super) state: RuleState,
    pub(super) description: Option<String>,
    pub(super) role: Option<String>,
    pub(super) managed_by: Option<String>,
    pub(super) created_by: String,
    /// When it was created: the anchor of its rate.
    pub(super) created: Millis,
    pub(super) tags: BTreeMap<String, String>,
    /// By id, each in the API's own shape, byte for byte as it was put.
    pub(super) targets: BTreeMap<String, Map<String, Value>>,
}

impl Account {
    /// A region with nothing in it but the default bus.
    pub(super) fn empty(region: &str, seed: u64, now: Millis) -> Self {
        let mut buses = BTreeMap::new();
        buses.insert("default".to_owned(), Bus::new(region, "default", now));
        Self {
            region: region.to_owned(),
            buses,
            sources: BTreeMap::new(),
            archives: BTreeMap::new(),
            replays: BTreeMap::new(),
            connections: BTreeMap::new(),
            destinations: BTreeMap::new(),
            endpoints: BTreeMap::new(),
            logs: Logs::new(region),
            metrics: Metrics::default(),
            queues: BTreeMap::new(),
            topics: BTreeMap::new(),
            functions: BTreeMap::new(),
            kms: Kms::new(region, now),
            cloudtrail: CloudTrail::default(),
            machines: BTreeMap::new(),
            global: Shared::default(),
            retries: Retries::default(),
            permits: Permits::default(),
            undeliverable: HashMap::new(),
            ids: Ids::new(seed),
            departures: Vec::new(),
        }
    }

    /// The bus of that name or ARN; the default bus when none is named.
    pub(super) fn bus(&self, name_or_arn: Option<&str>) -> ApiResult<&Bus> {
        let name = bus_name(name_or_arn);
        if let Some(arn) = name_or_arn.filter(|text| is_of_another_account(text)) {
            let what = "is not authorized to perform this operation on resource";
            let why = "because no resource-based policy allows the action";
            return Err(ApiError::new("AccessDeniedException", format!("User {what}: {arn} {why}")));
        }
        self.buses.get(name).ok_or_else(|| no_bus(name))
    }

    /// As [`Account::bus`], to change it.
    pub(super) fn bus_mut(&mut self, name_or_arn: Option<&str>) -> ApiResult<&mut Bus> {
        let name = bus_name(name_or_arn);
        self.buses.get_mut(name).ok_or_else(|| no_bus(name))
    }
}

/// The name in a bus's name or ARN.
pub(super) fn bus_name(name_or_arn: Option<&str>) -> &str {
    name_or_arn.map_or("default", bus_name_in)
}

/// Whether an ARN is one of another account.
fn is_of_another_account(arn: &str) -> bool {
    arn_parts(arn).is_some_and(|[_, _, _, _, account, _]| account != ACCOUNT)
}

/// The name behind the last colon of an ARN: of a queue, a topic, a state machine, a destination of logs.
pub(super) fn last_name(arn: &str) -> &str {
    arn.rsplit_once(':').map_or(arn, |(_, name)| name)
}

pub(super) fn no_bus(name: &str) -> ApiError {
    ApiError::not_found(format!("Event bus {name} does not exist."))
}

impl Bus {
    /// A bus without rules.
    pub(super) fn new(region: &str, name: &str, now: Millis) -> Self {
        Self {
            region: region.to_owned(),
            name: name.to_owned(),
            description: None,
            kms_key: None,
            dead_letter: None,
            log_config: None,
            policy: Vec::new(),
            created: now,
            modified: now,
            tags: BTreeMap::new(),
            rules: BTreeMap::new(),
            matcher: None,
        }
    }

    /// The bus's ARN.
    pub(super) fn arn(&self) -> String {
        arn(&self.region, "events", &format!("event-bus/{}", self.name))
    }

    /// The ARN of a rule on it: rules of the default bus do not name it.
    pub(super) fn rule_arn(&self, rule: &str) -> String {
        RuleKey::new(&self.name, rule).arn(&self.region, ACCOUNT).to_string()
    }

    /// Its resource policy as the text that `DescribeEventBus` gives.
    pub(super) fn policy_text(&self) -> Option<String> {
        (!self.policy.is_empty())
            .then(|| serde_json::json!({"Version": "2012-10-17", "Statement": self.policy}).to_string())
    }

    /// The rule of that name.
    pub(super) fn rule(&self, name: &str) -> ApiResult<&Rule> {
        self.rules.get(name).ok_or_else(|| no_rule(name, &self.name))
    }

    /// As [`Bus::rule`], to change it; the caller forgets the matcher where patterns or states change.
    pub(super) fn rule_mut(&mut self, name: &str) -> ApiResult<&mut Rule> {
        match self.rules.get_mut(name) {
            Some(rule) => Ok(rule),
            None => Err(no_rule(name, &self.name)),
        }
    }
}

fn no_rule(name: &str, bus: &str) -> ApiError {
    ApiError::not_found(format!("Rule {name} does not exist on EventBus {bus}."))
}

impl Rule {
    /// Fails when an AWS service owns the rule. `force` is what DeleteRule and RemoveTargets may carry.
    pub(super) fn writable(&self, force: bool) -> ApiResult<()> {
        match &self.managed_by {
            Some(owner) if !force => Err(ApiError::new(
                "ManagedRuleException",
                format!(
                    "Rule {} is managed by {owner}. It can be deleted, and its targets removed, with Force \
                        only.",
                    self.name
                ),
            )),
            _ => Ok(()),
        }
    }
}

/// The ARN of a resource of this account.
pub(super) fn arn(region: &str, service: &str, resource: &str) -> String {
    format!("arn:{}:{service}:{region}:{ACCOUNT}:{resource}", partition(region))
}

/// A moment as the JSON protocols write it: seconds since the epoch.
pub(super) fn seconds(moment: Millis) -> Value {
    #[allow(clippy::cast_precision_loss)] // milliseconds of this millennium fit a double exactly
    let seconds = moment as f64 / 1000.0;
    serde_json::Number::from_f64(seconds).map_or(Value::Null, Value::Number)
}

/// The moment that a member of an object holds, as [`seconds`] wrote it; the epoch where it is not there.
pub(super) fn millis(object: &Map<String, Value>, member: &str) -> Millis {
    object.get(member).and_then(from_seconds).unwrap_or_default()
}

/// An object of the members that are not null: what a service leaves out of an answer.
pub(super) fn shape<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Object(
        members
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.to_owned(), value))
            .collect(),
    )
}
