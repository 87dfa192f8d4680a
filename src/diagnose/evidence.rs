//! What is known of a rule and of what it depends on.
//!
//! Each piece was not asked for, could not be seen, is surely not there, or was seen. A check says the same
//! of its answer; nothing is taken for granted because nobody looked.

use super::fact::Fact;
use super::question::NamedKind;
use crate::model::event_lookup::EventLookup;
use crate::model::facts::{
    BucketNotices, BusRecord, DeadLetter, Function, Group, History, Key, LoggedEvents, LoggedIn, Machine,
    ReplayFacts, Role, Sent, Subscriptions, Topic, Trail,
};
use crate::model::facts::{Forward, Queue};
use crate::model::{
    ApiDestination, Arn, Bus, CallError, Connection, ErrorKind, EventSource, Millis, ResourcePolicy, Rule,
    RuleMetrics, RuleState, Session, Target,
};
use crate::pattern::Event;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Why something could not be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blind {
    /// What would show it, such as `sqs:GetQueueAttributes`.
    pub needs: String,
    /// Why it was not seen, a clause.
    pub why: String,
}

/// One piece of evidence.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Piece<T> {
    /// Nobody asked yet.
    #[default]
    NotAsked,
    /// Asked, and not seen.
    CannotSee(Blind),
    /// Asked, and it does not exist.
    Missing,
    /// Seen.
    Seen(T),
}

impl<T> Piece<T> {
    /// What was seen.
    pub fn seen(&self) -> Option<&T> {
        match self {
            Self::Seen(value) => Some(value),
            Self::NotAsked | Self::CannotSee(_) | Self::Missing => None,
        }
    }

    /// A part of what was seen; what was not, for the same reason.
    pub(super) fn map<'p, U>(&'p self, part: impl FnOnce(&'p T) -> U) -> Piece<U> {
        match self {
            Self::NotAsked => Piece::NotAsked,
            Self::CannotSee(blind) => Piece::CannotSee(blind.clone()),
            Self::Missing => Piece::Missing,
            Self::Seen(value) => Piece::Seen(part(value)),
        }
    }

    /// True while nobody asked.
    pub fn is_not_asked(&self) -> bool {
        matches!(self, Self::NotAsked)
    }
}

/// Pieces of one sort by their key. What is not in it was not asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Pieces<K: Ord, T>(BTreeMap<K, Piece<T>>);

impl<K: Ord, T> Default for Pieces<K, T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord, T> Pieces<K, T> {
    /// The piece of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> &Piece<T>
    where
        K: std::borrow::Borrow<Q>,
    {
        self.0.get(key).unwrap_or(&Piece::NotAsked)
    }

    /// Keeps a piece.
    pub fn put(&mut self, key: K, piece: Piece<T>) {
        self.0.insert(key, piece);
    }
}

/// Where the event that is asked about comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It was seen on this very bus: in a tail or in the bus's logs.
    Bus,
    /// It was brought along: a file, a sample, the clipboard.
    Brought,
    /// One of its kind that a tail of this bus has seen: the newest that the rule takes, or the nearest.
    /// Nobody said that the rule should take it.
    Captured,
    /// One of its kind, from a log group that another rule of this bus delivers to: the newest that the rule
    /// takes, or the nearest.
    Kept,
}

/// The event that should have made the rule fire.
#[derive(Clone, Debug)]
pub struct Expected {
    /// The event.
    pub event: Event,
    /// Where it comes from.
    pub origin: Origin,
}

/// How many of the events that were seen on this bus are of the kind that the rule asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Captured {
    /// Of the kind.
    pub all: usize,
    /// Of these, those that the rule takes.
    pub taken: usize,
}

/// Everything that is known when a rule is diagnosed.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Now.
    pub now: Millis,
    /// The account that is looked at, twelve digits; empty until known.
    pub account: String,
    /// The region that is looked at.
    pub region: String,
    /// The session that it was asked in: commands have to reach the same account.
    pub session: Session,
    /// The organization's id (`o-…`), where it is known.
    pub organization: Option<String>,
    /// The rule.
    pub rule: Rule,
    /// The state it had before it was switched off here, as recorded in `rule-states.json`; missing where
    /// nothing was recorded.
    pub former_state: Piece<RuleState>,
    /// The event that is asked about.
    pub expected: Option<Expected>,
    /// The id that was given in the place of an event.
    pub asked_id: Option<String>,
    /// The log group that has the event, where a rule of the bus has delivered it to one.
    pub met: Option<LoggedIn>,
    /// How the captured events of its kind stand to the rule.
    pub captured: Captured,
    /// Captured events that the rule takes as it is: what a changed pattern must not lose.
    pub taken: Vec<Event>,
    /// The paths at which the rule takes none of the captured events of its kind.
    pub left_out_at: Vec<String>,
    /// The bus that an entry names which was not sent yet.
    pub addressed: Option<String>,
    /// What the sender was told; missing where the event was not sent from here.
    pub sent: Piece<Sent>,
    /// The rule's bus. `DescribeEventBus`.
    pub bus: Piece<Bus>,
    /// The names of all buses. `ListEventBuses`.
    pub buses: Piece<Vec<String>>,
    /// How many rules the bus has, and how many of them have wildcards. `ListRules`.
    pub rule_counts: Piece<RuleCounts>,
    /// Rules of this account whose target is the rule's bus. `ListRuleNamesByTarget`, on each bus.
    pub senders: Piece<Vec<Forward>>,
    /// Its targets. `ListTargetsByRule`.
    pub targets: Piece<Vec<Target>>,
    /// Its metrics. `GetMetricData`.
    pub metrics: Piece<RuleMetrics>,
    /// Events of its sources in log groups that other rules of the bus deliver to. `ListRules`,
    /// `ListTargetsByRule`, `FilterLogEvents`.
    pub kept: Piece<LoggedEvents>,
    /// Who changed it. `LookupEvents`.
    pub changes: Piece<History>,
    /// The account's trails. `DescribeTrails`, `GetTrailStatus`, `GetEventSelectors`.
    pub trails: Piece<Vec<Trail>>,
    /// The names of the buckets in the region. `ListBuckets`.
    pub bucket_names: Piece<Vec<String>>,
    /// What buckets, by name, notify of. `GetBucketNotificationConfiguration`.
    pub buckets: Pieces<String, BucketNotices>,
    /// The partner source of the bus. `ListEventSources`.
    pub partner: Piece<EventSource>,
    /// The replay that the event comes from. `DescribeReplay`.
    pub replay: Piece<ReplayFacts>,
    /// Functions. `GetFunctionConfiguration`.
    pub functions: Pieces<Arn, Function>,
    /// Policies of functions; missing when a function has none. `GetPolicy`.
    pub function_policies: Pieces<Arn, String>,
    /// How many calls at a time are reserved for functions; none where they share the account's.
    /// `GetFunctionConcurrency`.
    pub function_limits: Pieces<Arn, Option<i32>>,
    /// Queues, of targets and for dead letters. `GetQueueAttributes`.
    pub queues: Pieces<Arn, Queue>,
    /// Tags of queues, where a policy asks for them. `ListQueueTags`.
    pub queue_tags: Pieces<Arn, BTreeMap<String, String>>,
    /// Topics. `GetTopicAttributes`.
    pub topics: Pieces<Arn, Topic>,
    /// Subscriptions of topics. `ListSubscriptionsByTopic`, `GetSubscriptionAttributes`.
    pub subscriptions: Pieces<Arn, Subscriptions>,
    /// Log groups. `DescribeLogGroups`.
    pub groups: Pieces<Arn, Group>,
    /// What there is of a kind, where a target of it is not there. `ListFunctions`, `ListQueues`,
    /// `ListTopics`, `DescribeLogGroups`.
    pub names: Pieces<NamedKind, Vec<Arn>>,
    /// The account's policies for log groups. `DescribeResourcePolicies`.
    pub log_policies: Piece<Vec<ResourcePolicy>>,
    /// Policies on one log group. The same call with the group's ARN.
    pub group_policies: Pieces<Arn, Vec<ResourcePolicy>>,
    /// Keys by the name that they are used under: ARN, id or alias. `DescribeKey`.
    pub keys: Pieces<String, Key>,
    /// Policies of keys, by the same names. `GetKeyPolicy`.
    pub key_policies: Pieces<String, String>,
    /// Roles. `GetRole` and the calls for their policies.
    pub roles: Pieces<Arn, Role>,
    /// Buses that are targets. `DescribeEventBus`.
    pub target_buses: Pieces<Arn, Bus>,
    /// Rules on such a bus whose targets are buses again. `ListRules`, `ListTargetsByRule`.
    pub onward: Pieces<Arn, Vec<Forward>>,
    /// All rules on such a bus. `ListRules`.
    pub rules_on: Pieces<Arn, Vec<Rule>>,
    /// API destinations. `ListApiDestinations`.
    pub destinations: Pieces<Arn, ApiDestination>,
    /// Connections. `ListConnections`.
    pub connections: Pieces<Arn, Connection>,
    /// State machines. `DescribeStateMachine`.
    pub machines: Pieces<Arn, Machine>,
    /// Messages in dead-letter queues. `ReceiveMessage`, after asking.
    pub dead_letters: Pieces<Arn, Vec<DeadLetter>>,
    /// The bus's log records of the event. `FilterLogEvents`.
    pub records: Piece<Vec<BusRecord>>,
}

/// How full a bus is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCounts {
    /// Its rules.
    pub rules: usize,
    /// Those whose pattern has a wildcard.
    pub wildcards: usize,
}

impl Evidence {
    /// Nothing known but the rule and the session it was read in.
    pub(crate) fn within(rule: Rule, session: &Session, now: Millis) -> Self {
        let account = session.account.clone().unwrap_or_else(|| rule.arn.account().to_owned());
        Self { session: session.clone(), ..Self::of(rule, account, session.region.clone(), now) }
    }

    /// The evidence for another event that is asked about: what does not depend on one is kept.
    pub(crate) fn for_event(&self, expected: Expected, addressed: Option<String>) -> Self {
        Self {
            expected: Some(expected),
            addressed,
            met: None,
            captured: Captured::default(),
            left_out_at: Vec::new(),
            sent: Piece::NotAsked,
            replay: Piece::NotAsked,
            records: Piece::NotAsked,
            ..self.clone()
        }
    }

    /// The evidence for an event that is known by its id, with what was found by that. Where nothing was,
    /// what other rules of the bus have kept of its kind takes its place again.
    pub(crate) fn for_event_id(&self, id: &str, lookup: &EventLookup) -> Self {
        let found = lookup.event(id);
        let event = found.and_then(|found| Event::parse(found.text.as_bytes()).ok());
        let mut about = Self {
            asked_id: Some(id.to_owned()),
            expected: event.map(|event| Expected { event, origin: Origin::Bus }),
            addressed: None,
            met: found.map(|found| found.place.clone()),
            captured: Captured::default(),
            taken: Vec::new(),
            left_out_at: Vec::new(),
            sent: Piece::NotAsked,
            replay: Piece::NotAsked,
            records: lookup.records(id).map_or(Piece::NotAsked, Piece::Seen),
            ..self.clone()
        };
        if let Piece::Seen(kept) = self.kept.clone() {
            about.take(Fact::Kept(kept));
        }
        about
    }

    /// The policy of the rule's bus, where it has one and that was seen.
    pub(super) fn bus_policy(&self) -> Option<&str> {
        self.bus.seen()?.policy.as_deref().filter(|text| !text.trim().is_empty())
    }

    /// Nothing known but the rule.
    pub fn of(rule: Rule, account: impl Into<String>, region: impl Into<String>, now: Millis) -> Self {
        Self {
            now,
            account: account.into(),
            region: region.into(),
            session: Session::default(),
            organization: None,
            rule,
            former_state: Piece::NotAsked,
            expected: None,
            asked_id: None,
            met: None,
            captured: Captured::default(),
            taken: Vec::new(),
            left_out_at: Vec::new(),
            addressed: None,
            sent: Piece::NotAsked,
            bus: Piece::NotAsked,
            buses: Piece::NotAsked,
            rule_counts: Piece::NotAsked,
            senders: Piece::NotAsked,
            targets: Piece::NotAsked,
            metrics: Piece::NotAsked,
            kept: Piece::NotAsked,
            changes: Piece::NotAsked,
            trails: Piece::NotAsked,
            bucket_names: Piece::NotAsked,
            buckets: Pieces::default(),
            partner: Piece::NotAsked,
            replay: Piece::NotAsked,
            functions: Pieces::default(),
            function_policies: Pieces::default(),
            function_limits: Pieces::default(),
            queues: Pieces::default(),
            queue_tags: Pieces::default(),
            topics: Pieces::default(),
            subscriptions: Pieces::default(),
            groups: Pieces::default(),
            names: Pieces::default(),
            log_policies: Piece::NotAsked,
            group_policies: Pieces::default(),
            keys: Pieces::default(),
            key_policies: Pieces::default(),
            roles: Pieces::default(),
            target_buses: Pieces::default(),
            onward: Pieces::default(),
            rules_on: Pieces::default(),
            destinations: Pieces::default(),
            connections: Pieces::default(),
            machines: Pieces::default(),
            dead_letters: Pieces::default(),
            records: Piece::NotAsked,
        }
    }
}

/// What a failed call means: the thing does not exist, or it could not be seen, and `needs` would show it.
/// `here` says that it would be in the account that was asked; of another account's a service may say "not
/// found" and mean "not for you".
pub(super) fn failed<T>(error: &CallError, needs: &str, here: bool) -> Piece<T> {
    if error.kind == ErrorKind::NotFound && here {
        return Piece::Missing;
    }
    let why = if here {
        error.why_unseen()
    } else {
        "it is in another account, which has to be asked itself".to_owned()
    };
    Piece::CannotSee(Blind { needs: needs.to_owned(), why })
}
