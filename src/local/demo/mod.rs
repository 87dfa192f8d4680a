//! The account that newcomers meet: read from the data files under `assets/demo/`.
//!
//! - `account.json`: buses, partner sources, archives, replays, connections, API destinations, and the
//!   targets of other accounts that fail.
//! - `rules.json`: rules with their targets, by bus.
//! - `logs.json`: log groups and resource policies.
//! - `services.json`: what the rules deliver to; see [`services`].
//! - `eu-central-1.json`: what there is in the second region: buses, queues, rules.
//! - `stories.json`: what happens in the company, over and over; see [`story`].
//!
//! Ages are in days before the start; a number in a member called `…Time` is seconds from it, negative for
//! the past.

mod services;
pub(super) mod story;

#[cfg(test)]
mod tests;

use super::account::{Account, Bus, Rule, arn};
use super::events::Archive;
use super::ids::Ids;
use super::logs::{Group, Policy};
use crate::model::{Millis, RuleState};
use crate::schedule::Schedule;
use crate::text::time::DAY;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use story::Story;

const ACCOUNT: &str = include_str!("../../../assets/demo/account.json");
const RULES: &str = include_str!("../../../assets/demo/rules.json");
const LOGS: &str = include_str!("../../../assets/demo/logs.json");
const STORIES: &str = include_str!("../../../assets/demo/stories.json");

const ABROAD: &str = include_str!("../../../assets/demo/eu-central-1.json");

/// The company's second region.
pub(super) const ABROAD_REGION: &str = "eu-central-1";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountFile {
    buses: Vec<BusFile>,
    sources: Vec<Map<String, Value>>,
    archives: Vec<Map<String, Value>>,
    replays: Vec<Map<String, Value>>,
    connections: Vec<Map<String, Value>>,
    destinations: Vec<Map<String, Value>>,
    undeliverable: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BusFile {
    name: String,
    description: Option<String>,
    kms_key: Option<String>,
    dead_letter: Option<String>,
    log_config: Option<Value>,
    #[serde(default)]
    policy: Vec<Value>,
    age_days: i64,
    #[serde(default)]
    tags: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    name: String,
    /// The pattern as JSON, or as a text where its layout matters.
    pattern: Option<Value>,
    schedule: Option<String>,
    state: Option<String>,
    description: Option<String>,
    role: Option<String>,
    managed_by: Option<String>,
    age_days: i64,
    #[serde(default)]
    tags: BTreeMap<String, String>,
    #[serde(default)]
    targets: Vec<Map<String, Value>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LogsFile {
    groups: Vec<GroupFile>,
    /// The log group that a bus's log is delivered to, by bus.
    bus_logs: BTreeMap<String, String>,
    policies: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AbroadFile {
    buses: Vec<BusFile>,
    queues: Vec<services::QueueFile>,
    rules: BTreeMap<String, Vec<RuleFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupFile {
    name: String,
    class: Option<String>,
    retention_days: Option<i64>,
    kms_key: Option<String>,
    age_days: i64,
    #[serde(default)]
    tags: BTreeMap<String, String>,
    /// A policy attached to the group itself.
    policy: Option<Value>,
}

/// Fills an empty account and gives the stories that keep it alive. Fails only when a data file is broken.
pub(super) fn load(account: &mut Account, now: Millis) -> Result<Vec<Story>, String> {
    let broken = |file: &str, error: &dyn std::fmt::Display| format!("assets/demo/{file} is broken: {error}");
    let file: AccountFile = serde_json::from_str(ACCOUNT).map_err(|error| broken("account.json", &error))?;
    for bus in file.buses {
        account.buses.insert(bus.name.clone(), bus.build(&account.region, now));
    }
    account.sources = by_name(file.sources, "Name", now);
    account.archives = by_name(file.archives, "ArchiveName", now)
        .into_iter()
        .map(|(name, about)| (name, Archive::new(about)))
        .collect();
    account.replays = by_name(file.replays, "ReplayName", now);
    account.connections = by_name(file.connections, "Name", now);
    account.destinations = by_name(file.destinations, "Name", now);
    account.undeliverable = file.undeliverable.into_iter().collect();

    services::load(account, now).map_err(|error| broken("services.json", &error))?;

    let rules: BTreeMap<String, Vec<RuleFile>> =
        serde_json::from_str(RULES).map_err(|error| broken("rules.json", &error))?;
    add_rules(account, rules, now).map_err(|error| broken("rules.json", &error))?;

    let logs: LogsFile = serde_json::from_str(LOGS).map_err(|error| broken("logs.json", &error))?;
    for file in logs.groups {
        let mut group =
            Group::new(&file.name, file.class.as_deref().unwrap_or("STANDARD"), now - file.age_days * DAY);
        group.retention_days = file.retention_days;
        group.kms_key = file.kms_key;
        group.tags = file.tags;
        group.policy = file.policy.map(|document| Policy::new("", document.to_string(), group.created));
        account.logs.groups.insert(file.name, group);
    }
    for (bus, group) in logs.bus_logs {
        let group = arn(&account.region, "logs", &format!("log-group:{group}"));
        let about = account.buses.get(&bus).ok_or_else(|| broken("logs.json", &format!("no bus {bus}")))?;
        account.logs.deliveries.deliver(&bus, &about.arn(), &group);
    }
    for (name, document) in logs.policies {
        let policy = Policy::new(&name, document.to_string(), now - 90 * DAY);
        account.logs.policies.insert(name, policy);
    }
    story::read(STORIES).map_err(|error| broken("stories.json", &error))
}

/// Fills the second region. Fails only when its file is broken.
pub(super) fn load_abroad(account: &mut Account, now: Millis) -> Result<(), String> {
    let broken = |error: &dyn std::fmt::Display| format!("assets/demo/eu-central-1.json is broken: {error}");
    let file: AbroadFile = serde_json::from_str(ABROAD).map_err(|error| broken(&error))?;
    for bus in file.buses {
        account.buses.insert(bus.name.clone(), bus.build(&account.region, now));
    }
    for queue in file.queues {
        services::add_queue(account, queue, now);
    }
    add_rules(account, file.rules, now).map_err(|error| broken(&error))
}

/// Makes rules, by bus. One that is new today was made by a call that CloudTrail's history shows.
fn add_rules(
    account: &mut Account,
    rules: BTreeMap<String, Vec<RuleFile>>,
    now: Millis,
) -> Result<(), String> {
    for (name, rules) in rules {
        let bus = account.buses.get_mut(&name).ok_or_else(|| format!("no bus {name}"))?;
        for file in rules {
            let rule = file.build(now)?;
            if rule.created == now {
                let input = json!({"Name": rule.name, "EventBusName": name, "EventPattern": rule.pattern});
                let id = Ids::by_name(now.unsigned_abs(), &rule.name).uuid();
                account.cloudtrail.record(("events", "PutRule"), &input, id, &account.region, now);
            }
            bus.rules.insert(rule.name.clone(), rule);
        }
    }
    Ok(())
}

impl BusFile {
    fn build(self, region: &str, now: Millis) -> Bus {
        let mut bus = Bus::new(region, &self.name, now - self.age_days * DAY);
        bus.description = self.description;
        bus.kms_key = self.kms_key;
        bus.dead_letter = self.dead_letter.map(|arn| json!({"Arn": arn}));
        bus.log_config = self.log_config;
        bus.policy = self.policy;
        bus.tags = self.tags;
        bus
    }
}

impl RuleFile {
    #[allow(
        clippy::wildcard_enum_match_arm,
        reason = "serde_json's enum: the other kinds of JSON are alike here"
    )]
    fn build(self, now: Millis) -> Result<Rule, String> {
        let schedule = match self.schedule {
            None => None,
            Some(text) => {
                let parsed =
                    Schedule::parse(&text).map_err(|error| format!("rule {}: {error}", self.name))?;
                Some((text, parsed))
            }
        };
        let id = |target: &Map<String, Value>| target.get("Id").and_then(Value::as_str).map(str::to_owned);
        Ok(Rule {
            name: self.name,
            pattern: self.pattern.map(|pattern| match pattern {
                Value::String(text) => text,
                json => json.to_string(),
            }),
            schedule,
            state: self.state.map_or(RuleState::Enabled, RuleState::from),
            description: self.description,
            role: self.role,
            created_by: super::account::ACCOUNT.to_owned(),
            managed_by: self.managed_by,
            created: now - self.age_days * DAY,
            tags: self.tags,
            targets: self.targets.into_iter().filter_map(|target| Some((id(&target)?, target))).collect(),
        })
    }
}

/// Items by the member that names them, with their relative moments made absolute.
fn by_name(items: Vec<Map<String, Value>>, name: &str, now: Millis) -> BTreeMap<String, Map<String, Value>> {
    items
        .into_iter()
        .filter_map(|mut item| {
            for (member, value) in &mut item {
                if let (true, Some(seconds)) = (member.ends_with("Time"), value.as_i64()) {
                    *value = super::account::seconds(now + seconds * 1000);
                }
            }
            Some((item.get(name)?.as_str()?.to_owned(), item))
        })
        .collect()
}
