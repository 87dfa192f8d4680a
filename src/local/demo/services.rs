//! What the demo's rules deliver to: queues, topics, functions, state machines, roles, keys, trails and
//! buckets, read from `services.json`.
//!
//! The subscriptions of a topic are addresses of e-mail, which have been confirmed. A queue or topic without
//! a `policy` lets EventBridge in, a function without `permissions` too; `null` and an empty list mean what a
//! resource has when it was just made.

use super::super::account::{ACCOUNT, Account};
use super::super::cloudtrail::Trail;
use super::super::iam::Role;
use super::super::kms::Key;
use super::super::lambda::{self, Function};
use super::super::s3::Bucket;
use super::super::sns::{Subscription, Topic};
use super::super::sqs::Queue;
use super::super::step_functions::Machine;
use crate::local::account::arn;
use crate::model::Millis;
use crate::policy::SERVICE;
use crate::text::time::DAY;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

const SERVICES: &str = include_str!("../../../assets/demo/services.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Services {
    queues: Vec<QueueFile>,
    topics: Vec<TopicFile>,
    functions: Vec<FunctionFile>,
    machines: Vec<String>,
    roles: Vec<RoleFile>,
    keys: Vec<KeyFile>,
    trails: Vec<TrailFile>,
    buckets: Vec<BucketFile>,
}

/// A policy in `services.json`: left out, null, or given.
#[derive(Default)]
enum GivenPolicy {
    #[default]
    Usual,
    None,
    This(Value),
}

impl GivenPolicy {
    /// The policy, as a text; where none is given, the usual one.
    fn text(self, usual: impl FnOnce() -> Value) -> Option<String> {
        match self {
            Self::Usual => Some(usual().to_string()),
            Self::None => None,
            Self::This(policy) => Some(policy.to_string()),
        }
    }
}

fn given_policy<'de, D: Deserializer<'de>>(from: D) -> Result<GivenPolicy, D::Error> {
    Ok(Option::<Value>::deserialize(from)?.map_or(GivenPolicy::None, GivenPolicy::This))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QueueFile {
    name: String,
    #[serde(default)]
    attributes: BTreeMap<String, String>,
    #[serde(default, deserialize_with = "given_policy")]
    policy: GivenPolicy,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicFile {
    name: String,
    #[serde(default, deserialize_with = "given_policy")]
    policy: GivenPolicy,
    subscriptions: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FunctionFile {
    name: String,
    permissions: Option<Vec<Map<String, Value>>>,
    concurrency: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleFile {
    name: String,
    path: String,
    trust: Option<Value>,
    #[serde(default)]
    policies: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyFile {
    id: String,
    alias: String,
    description: String,
    policy: Value,
    enabled: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TrailFile {
    name: String,
    bucket: String,
    logging: bool,
    selectors: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BucketFile {
    name: String,
    eventbridge: bool,
}

/// The usual policy of a topic: EventBridge may publish. Conditions are not met there (user guide,
/// "Using resource-based policies for Amazon EventBridge").
fn lets_publish(topic: &str) -> Value {
    letting_in("sns:Publish", topic)
}

/// The usual policy of a queue: EventBridge may send for any rule of the account.
fn lets_send(account: &Account, queue: &str) -> Value {
    let mut policy = letting_in("sqs:SendMessage", queue);
    let rules = arn(&account.region, "events", "rule/*");
    policy["Statement"][0]["Condition"] = json!({"ArnLike": {"aws:SourceArn": rules}});
    policy
}

fn letting_in(action: &str, resource: &str) -> Value {
    json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "eventbridge",
            "Effect": "Allow",
            "Principal": {"Service": SERVICE},
            "Action": action,
            "Resource": resource,
        }],
    })
}

/// Fills the account. Fails only when the file is broken.
pub(super) fn load(account: &mut Account, now: Millis) -> Result<(), serde_json::Error> {
    let file: Services = serde_json::from_str(SERVICES)?;
    let region = account.region.clone();
    let made = now - 300 * DAY;
    for item in file.queues {
        add_queue(account, item, made);
    }
    for item in file.topics {
        let mut topic = Topic::new(&region, &item.name);
        for endpoint in item.subscriptions {
            let id = account.ids.uuid();
            let protocol = "email".to_owned();
            topic.subscribe(&id, Subscription { protocol, endpoint, attributes: BTreeMap::new() });
        }
        let policy = item.policy.text(|| lets_publish(&topic.arn));
        topic.attributes.extend(policy.map(|policy| ("Policy".to_owned(), policy)));
        account.topics.insert(item.name, topic);
    }
    for item in file.functions {
        let function = item.build(&region, made);
        account.functions.insert(function.name.clone(), function);
    }
    for name in file.machines {
        let role = format!("arn:aws:iam::{ACCOUNT}:role/{name}");
        let machine = Machine::new(&region, &name, &role, made);
        account.machines.insert(name, machine);
    }
    for key in file.keys {
        account.kms.aliases.insert(key.alias, key.id.clone());
        let built = Key {
            arn: arn(&region, "kms", &format!("key/{}", key.id)),
            description: key.description,
            policy: key.policy.to_string(),
            enabled: key.enabled.unwrap_or(true),
            deletion: None,
            of_aws: false,
            created: made,
        };
        account.kms.keys.insert(key.id, built);
    }
    let global = account.global.clone();
    let mut global = global.lock();
    for item in file.trails {
        let mut trail = Trail::new(&region, &item.name, &item.bucket);
        (trail.logging, trail.started, trail.selectors) = (item.logging, Some(made), item.selectors);
        global.trails.insert(trail.arn.clone(), trail);
    }
    for item in file.roles {
        let role = item.build(made);
        global.iam.roles.insert(role.name.clone(), role);
    }
    for item in file.buckets {
        let mut bucket = Bucket::new(&region, made);
        if item.eventbridge {
            bucket.notification.insert("EventBridgeConfiguration".to_owned(), json!([""]));
        }
        global.buckets.insert(item.name, bucket);
    }
    Ok(())
}

/// Makes a queue.
pub(super) fn add_queue(account: &mut Account, file: QueueFile, made: Millis) {
    let mut queue = Queue::new(&account.region, &file.name, made);
    queue.attributes = file.attributes;
    let policy = file.policy.text(|| lets_send(account, &queue.arn));
    queue.attributes.extend(policy.map(|policy| ("Policy".to_owned(), policy)));
    account.queues.insert(file.name, queue);
}

impl FunctionFile {
    fn build(self, region: &str, made: Millis) -> Function {
        let mut function = Function::new(region, &self.name, made);
        let usual = || {
            let members = json!({
                "StatementId": "eventbridge",
                "Action": "lambda:InvokeFunction",
                "Principal": SERVICE,
                "SourceArn": arn(region, "events", "rule/*"),
            });
            vec![members.as_object().cloned().unwrap_or_default()]
        };
        let statements = self
            .permissions
            .unwrap_or_else(usual)
            .iter()
            .map(|members| {
                let sid = members.get("StatementId").and_then(Value::as_str).unwrap_or_default();
                lambda::statement(sid, &function.arn, members)
            })
            .collect();
        function.policies.insert("$LATEST".to_owned(), statements);
        function.concurrency = self.concurrency;
        for (name, value) in [
            ("Runtime", "nodejs24.x"),
            ("Handler", "index.handler"),
            ("Role", "arn:aws:iam::111122223333:role/functions"),
        ] {
            function.settings.insert(name.to_owned(), json!(value));
        }
        function
    }
}

impl RoleFile {
    fn build(self, made: Millis) -> Role {
        let mut role = Role::new(&self.name, &self.path, made);
        let trust = self.trust.unwrap_or_else(|| {
            json!({
                "Version": "2012-10-17",
                "Statement": [{
                    "Effect": "Allow",
                    "Principal": {"Service": SERVICE},
                    "Action": "sts:AssumeRole",
                }],
            })
        });
        role.trust = trust.to_string();
        role.inline = self.policies.into_iter().map(|(name, policy)| (name, policy.to_string())).collect();
        role
    }
}
