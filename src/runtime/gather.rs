//! Asking an account the questions that a diagnosis raises.
//!
//! Which questions there are is `diagnose`'s affair; here each becomes the calls that answer it. A question
//! that fails is an answer too: what it was about cannot be seen, or is not there.

mod by_id;
mod forwards;
mod logged_events;
mod sent;

use super::bus_log;
use crate::aws::Client;
use crate::config::{RuleStates, SentLog};
use crate::diagnose::{Evidence, Fact, Forward, Group, NamedKind, Question, RuleCounts};
use crate::model::bus_log::Record;
use crate::model::facts::BusRecord;
use crate::model::{ApiDestination, Arn, CallError, Connection, ErrorKind, Millis, Rule, RuleKey, RuleState};
use crate::text::is_region_code;
use crate::text::time::DAY;
pub(crate) use by_id::{find_events, find_events_at_hand};
pub(crate) use forwards::{may_take_own, senders};
use futures_util::TryStreamExt as _;
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::OnceCell;

/// How far back metrics are looked at: long enough for rules that fire a few times a day, and still a point a
/// minute.
const SPAN: Millis = DAY;

/// Asks what the evidence lacks until no question is left that may be asked without the operator's word.
pub(crate) async fn gather(client: &Client, lists: &Lists, evidence: &mut Evidence) {
    gather_some(client, lists, evidence, |question| !question.is_on_request()).await;
}

/// Asks what the evidence lacks, of the questions that are wanted alone.
pub(crate) async fn gather_some(
    client: &Client,
    lists: &Lists,
    evidence: &mut Evidence,
    is_wanted: impl Fn(&Question) -> bool,
) {
    let key = evidence.rule.key();
    let arn = evidence.rule.arn.clone();
    loop {
        let questions = evidence.questions();
        let mut answers: FuturesUnordered<_> = questions
            .into_iter()
            .filter(|question| is_wanted(question))
            .map(|question| {
                let (key, arn) = (&key, &arn);
                async move { (ask(client, lists, key, arn, &question).await, question) }
            })
            .collect();
        if answers.is_empty() {
            return;
        }
        while let Some((answer, question)) = answers.next().await {
            match answer {
                Ok(answer) => evidence.take(answer),
                Err(error) => evidence.refuse(&question, &error),
            }
        }
    }
}

/// What is read once of each bus.
type ByBus<T> = Mutex<BTreeMap<String, Arc<OnceCell<T>>>>;

/// What several questions of one diagnosis need: lists, read once and kept as long as it lasts, and our own
/// record of switched-off rules.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    states: Option<RuleStates>,
    sent: Option<SentLog>,
    /// What was sent from here to this place, the newest first.
    sent_here: OnceCell<sent::Record>,
    buses: OnceCell<Vec<String>>,
    rules: ByBus<Arc<[Rule]>>,
    /// Rules of buses that send to buses.
    onward: ByBus<Vec<Forward>>,
    destinations: OnceCell<Vec<ApiDestination>>,
    connections: OnceCell<Vec<Connection>>,
}

impl Lists {
    /// With the records of switched-off rules and of what was sent from here, where this user has a home
    /// directory.
    pub(crate) fn new(states: Option<RuleStates>, sent: Option<SentLog>) -> Self {
        Self { states, sent, ..Self::default() }
    }

    async fn former_state(&self, rule: &Arn) -> Result<Option<RuleState>, CallError> {
        let Some(states) = self.states.clone() else { return Ok(None) };
        let rule = rule.clone();
        let read = tokio::task::spawn_blocking(move || states.get(&rule));
        let found = read.await.map_err(std::io::Error::other).and_then(|found| found);
        let failed = |error: std::io::Error| {
            CallError::new(ErrorKind::Other, "Reading rule-states.json", error.to_string())
        };
        Ok(found.map_err(failed)?.map(|found| found.state))
    }

    async fn sent_here(&self, client: &Client) -> Result<&sent::Record, CallError> {
        let read = async || match &self.sent {
            Some(log) => sent::all(client, log.clone()).await,
            None => Ok(sent::Record::default()),
        };
        self.sent_here.get_or_try_init(read).await
    }

    async fn buses(&self, client: &Client) -> Result<&[String], CallError> {
        let read = async || {
            let buses = client.buses().try_concat().await?;
            Ok(buses.into_iter().map(|bus| bus.name).collect())
        };
        self.buses.get_or_try_init(read).await.map(Vec::as_slice)
    }

    async fn rules(&self, client: &Client, bus: &str) -> Result<Arc<[Rule]>, CallError> {
        let cell = {
            let mut cells = self.rules.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(cells.entry(bus.to_owned()).or_default())
        };
        let read = async || Ok(client.rules(bus).try_concat().await?.into());
        cell.get_or_try_init(read).await.cloned()
    }

    async fn onward(&self, client: &Client, bus: &str) -> Result<Vec<Forward>, CallError> {
        let cell = {
            let mut cells = self.onward.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(cells.entry(bus.to_owned()).or_default())
        };
        cell.get_or_try_init(|| forwards::onward(client, self, bus)).await.cloned()
    }

    async fn destinations(&self, client: &Client) -> Result<&[ApiDestination], CallError> {
        let read = || client.api_destinations().try_concat();
        self.destinations.get_or_try_init(read).await.map(Vec::as_slice)
    }

    async fn connections(&self, client: &Client) -> Result<&[Connection], CallError> {
        let read = || client.connections().try_concat();
        self.connections.get_or_try_init(read).await.map(Vec::as_slice)
    }
}

/// Asks one question about a rule.
pub(crate) async fn ask(
    client: &Client,
    lists: &Lists,
    rule: &RuleKey,
    arn: &Arn,
    question: &Question,
) -> Result<Fact, CallError> {
    Ok(match question {
        Question::FormerState => Fact::FormerState(lists.former_state(arn).await?),
        Question::Sent(by) => Fact::Sent(sent::find(lists.sent_here(client).await?, &rule.bus, arn, by)?),
        Question::Bus => Fact::Bus(client.bus(&rule.bus).await?),
        Question::Buses => Fact::Buses(lists.buses(client).await?.to_vec()),
        Question::RuleCounts => {
            let rules = lists.rules(client, &rule.bus).await?;
            let has_wildcard = |text: &str| text.contains("\"wildcard\"");
            let wildcards =
                rules.iter().filter(|rule| rule.pattern.as_deref().is_some_and(has_wildcard)).count();
            Fact::RuleCounts(RuleCounts { rules: rules.len(), wildcards })
        }
        Question::Senders => {
            let feeders = match lists.rules(client, &rule.bus).await {
                Ok(rules) => rules.iter().find(|one| one.name == rule.name).is_none_or(may_take_own),
                Err(_) => true,
            };
            Fact::Senders(senders(client, lists, &rule.bus, arn, feeders).await?)
        }
        Question::Targets => Fact::Targets(client.targets(rule).try_concat().await?),
        Question::Metrics => Fact::Metrics({
            let now = client.service_time();
            client.rule_metrics(rule, now - SPAN, now).await?
        }),
        Question::Kept => Fact::Kept(logged_events::read_logged(client, lists, rule).await?),
        Question::Partner(name) => {
            let sources = client.event_sources().try_concat().await?;
            let found = sources.into_iter().find(|source| source.name == *name);
            Fact::Partner(found.ok_or_else(|| missing("ListEventSources", name))?)
        }
        Question::Group(group) => {
            let group = at_home(client, arn, group)?;
            let found = client.log_group(group.name()).await?;
            let found = found.ok_or_else(|| missing("DescribeLogGroups", group.name()))?;
            let facts = Group {
                class: found.class,
                retention_days: found.retention_days,
                kms_key: found.kms_key,
                ..Group::default()
            };
            Fact::Group(group.clone(), facts)
        }
        Question::Names(kind) => Fact::Names(*kind, names(client, *kind, arn).await?),
        Question::LogPolicies => Fact::LogPolicies(client.log_resource_policies().try_concat().await?),
        Question::GroupPolicies(group) => {
            let group = at_home(client, arn, group)?;
            Fact::GroupPolicies(group.clone(), client.log_group_policy(group).await?)
        }
        Question::TargetBus(bus) => {
            let name = if bus.account() == arn.account() { bus.name() } else { bus.as_str() };
            // No call leads to another partition, nor to what is no region.
            let can_be_asked = bus.partition() == arn.partition() && is_region_code(bus.region());
            let region = if can_be_asked { bus.region() } else { here(client, bus)?.region() };
            let region = if region.is_empty() { &client.session().region } else { region };
            let found = client.bus_in(region, name).await?;
            // Servers other than AWS may answer for another account with the bus of that name of this one.
            if !found.arn.account().is_empty() && found.arn.account() != bus.account() {
                let why = format!("the answer is about another bus, {}", found.arn);
                return Err(CallError::new(ErrorKind::Refused, "DescribeEventBus", why));
            }
            Fact::TargetBus(bus.clone(), found)
        }
        Question::Onward(bus) => Fact::Onward(bus.clone(), lists.onward(client, bus.name()).await?),
        Question::RulesOn(bus) => Fact::RulesOn(bus.clone(), lists.rules(client, bus.name()).await?.to_vec()),
        Question::Destination(destination) => {
            let destination = at_home(client, arn, destination)?;
            let all = lists.destinations(client).await?;
            let found = all.iter().find(|one| one.arn.answers_to(destination)).cloned();
            let found = found.ok_or_else(|| missing("ListApiDestinations", destination.name()))?;
            Fact::Destination(destination.clone(), found)
        }
        Question::Connection(connection) => {
            let connection = at_home(client, arn, connection)?;
            let all = lists.connections(client).await?;
            let found = all.iter().find(|one| one.arn.answers_to(connection)).cloned();
            Fact::Connection(
                connection.clone(),
                found.ok_or_else(|| missing("ListConnections", connection.name()))?,
            )
        }
        Question::Trails => Fact::Trails(client.trails().await?),
        Question::BucketNames => Fact::BucketNames(client.bucket_names().await?),
        Question::Bucket(name) => Fact::Bucket(name.clone(), client.bucket_notices(name).await?),
        Question::Function(arn) => Fact::Function(arn.clone(), client.function(here(client, arn)?).await?),
        Question::FunctionPolicy(arn) => {
            Fact::FunctionPolicy(arn.clone(), client.function_policy(here(client, arn)?).await?)
        }
        Question::FunctionLimit(arn) => {
            Fact::FunctionLimit(arn.clone(), client.function_limit(here(client, arn)?).await?)
        }
        Question::Queue(arn) => Fact::Queue(arn.clone(), client.queue(here(client, arn)?).await?),
        Question::QueueTags(arn) => {
            Fact::QueueTags(arn.clone(), client.queue_tags(here(client, arn)?).await?)
        }
        Question::Topic(arn) => Fact::Topic(arn.clone(), client.topic(here(client, arn)?).await?),
        Question::Subscriptions(topic) => {
            Fact::Subscriptions(topic.clone(), client.subscriptions(here(client, topic)?).await?)
        }
        Question::Key(name) => {
            here(client, &Arn::from(name.as_str()))?;
            Fact::Key(name.clone(), client.key(name).await?)
        }
        Question::KeyPolicy(name) => {
            here(client, &Arn::from(name.as_str()))?;
            Fact::KeyPolicy(name.clone(), client.key_policy(name).await?)
        }
        Question::Role(role) => Fact::Role(role.clone(), client.role(at_home(client, arn, role)?).await?),
        Question::Replay(name) => Fact::Replay(client.replay(name).await?),
        Question::Changes => Fact::Changes(client.changes(rule, client.service_time()).await?),
        Question::DeadLetters(queue) => {
            Fact::DeadLetters(queue.clone(), client.dead_letters(here(client, queue)?).await?)
        }
        Question::Records(event) => Fact::Records(records(client, &arn.bus_beside(&rule.bus), event).await?),
        Question::Machine(arn) => Fact::Machine(arn.clone(), client.state_machine(here(client, arn)?).await?),
    })
}

/// What there is of a kind, not more than can be looked through at once.
async fn names(client: &Client, kind: NamedKind, rule: &Arn) -> Result<Vec<Arn>, CallError> {
    const MOST: usize = 2_000;
    let (partition, region, account) = (rule.partition(), rule.region(), rule.account());
    let group = |name: &str| Arn::new(format!("arn:{partition}:logs:{region}:{account}:log-group:{name}"));
    let mut pages = match kind {
        NamedKind::Functions => client.functions(),
        NamedKind::Queues => client.queues(),
        NamedKind::Topics => client.topics(),
        NamedKind::StateMachines => client.state_machines(),
        NamedKind::Roles => client.roles(),
        NamedKind::Destinations => {
            let mut destinations = client.api_destinations();
            let mut all = Vec::new();
            while all.len() < MOST
                && let Some(page) = destinations.try_next().await?
            {
                all.extend(page.into_iter().map(|found| found.arn));
            }
            return Ok(all);
        }
        NamedKind::Groups => {
            let mut groups = client.log_groups("");
            let mut all = Vec::new();
            while all.len() < MOST
                && let Some(page) = groups.try_next().await?
            {
                all.extend(page.iter().map(|found| group(&found.name)));
            }
            return Ok(all);
        }
    };
    let mut all = Vec::new();
    while all.len() < MOST
        && let Some(page) = pages.try_next().await?
    {
        all.extend(page);
    }
    Ok(all)
}

/// What the log of a bus has of an event, oldest first.
async fn records(client: &Client, bus: &Arn, event: &str) -> Result<Vec<BusRecord>, CallError> {
    let places = client.bus_log_places(bus).await?;
    let groups = bus_log::groups(&places);
    if groups.is_empty() {
        let why = "the bus has a log level, and no log group that its records go to";
        return Err(CallError::new(ErrorKind::Unsupported, "DescribeDeliveries", why));
    }
    let from = client.time_that_has_come() - SPAN;
    let (records, _) = bus_log::records(client, &groups, from, None, &bus_log::of_event(event)?).await?;
    Ok(records.iter().map(Record::fact).collect())
}

/// What is in another region has to be asked there, and this client asks in its own.
fn here<'a>(client: &Client, arn: &'a Arn) -> Result<&'a Arn, CallError> {
    let region = &client.session().region;
    if arn.region().is_empty() || arn.region() == region {
        return Ok(arn);
    }
    let why = format!("it is in {}, and this looks at {region}", arn.region());
    Err(CallError::new(ErrorKind::Refused, "Asking", why))
}

/// As [`here`], for what is looked up by its name alone: one of another account would be taken for its
/// namesake.
fn at_home<'a>(client: &Client, rule: &Arn, arn: &'a Arn) -> Result<&'a Arn, CallError> {
    if arn.account().is_empty() || arn.account() == rule.account() {
        return here(client, arn);
    }
    let why = format!("it is in account {}, and this looks at {}", arn.account(), rule.account());
    Err(CallError::new(ErrorKind::Refused, "Asking", why))
}

fn missing(operation: &str, name: &str) -> CallError {
    CallError::new(ErrorKind::NotFound, operation, format!("there is no {name}"))
}

#[cfg(test)]
mod tests;
