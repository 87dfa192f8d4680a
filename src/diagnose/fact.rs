//! A fact that answers a question, and what it does to the evidence. Facts come one by one, in any order;
//! what they make worth asking is said by [`Evidence::questions`].

use super::evidence::{Evidence, Origin, Piece, RuleCounts, failed};
use super::question::{NamedKind, Question};
use super::seen_event::look_through;
use crate::model::facts::{
    BucketNotices, BusRecord, DeadLetter, Forward, Function, Group, History, Key, LoggedEvents, Machine,
    Queue, ReplayFacts, Role, Sent, Subscriptions, Topic, Trail,
};
use crate::model::{
    ApiDestination, Arn, Bus, CallError, Connection, EventSource, ResourcePolicy, Rule, RuleMetrics,
    RuleState, Target,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What answers a question, with what it is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)] // each answers the question of its name
pub enum Fact {
    /// None where nothing was recorded.
    FormerState(Option<RuleState>),
    Bus(Bus),
    Buses(Vec<String>),
    RuleCounts(RuleCounts),
    Senders(Vec<Forward>),
    Targets(Vec<Target>),
    Metrics(RuleMetrics),
    Kept(LoggedEvents),
    Trails(Vec<Trail>),
    Bucket(String, BucketNotices),
    /// Those of the region.
    BucketNames(Vec<String>),
    Partner(EventSource),
    Replay(ReplayFacts),
    /// None where it was not sent from here.
    Sent(Option<Sent>),
    Function(Arn, Function),
    FunctionPolicy(Arn, String),
    /// None where it has a share of the account's calls.
    FunctionLimit(Arn, Option<i32>),
    Queue(Arn, Queue),
    QueueTags(Arn, BTreeMap<String, String>),
    Topic(Arn, Topic),
    Subscriptions(Arn, Subscriptions),
    Group(Arn, Group),
    Names(NamedKind, Vec<Arn>),
    LogPolicies(Vec<ResourcePolicy>),
    GroupPolicies(Arn, Vec<ResourcePolicy>),
    Key(String, Key),
    KeyPolicy(String, String),
    Role(Arn, Role),
    TargetBus(Arn, Bus),
    Onward(Arn, Vec<Forward>),
    RulesOn(Arn, Vec<Rule>),
    Destination(Arn, ApiDestination),
    Connection(Arn, Connection),
    Machine(Arn, Machine),
    Changes(History),
    DeadLetters(Arn, Vec<DeadLetter>),
    Records(Vec<BusRecord>),
}

impl Fact {
    /// Takes the events out of it. Each kind is named, so that a new one is thought of.
    pub fn leave_out_events(&mut self) {
        match self {
            Self::Kept(kept) => kept.events.clear(),
            Self::FormerState(..)
            | Self::Bus(..)
            | Self::Buses(..)
            | Self::BucketNames(..)
            | Self::FunctionLimit(..)
            | Self::RuleCounts(..)
            | Self::Senders(..)
            | Self::Targets(..)
            | Self::Metrics(..)
            | Self::Trails(..)
            | Self::Bucket(..)
            | Self::Partner(..)
            | Self::Replay(..)
            | Self::Sent(..)
            | Self::Function(..)
            | Self::FunctionPolicy(..)
            | Self::Queue(..)
            | Self::QueueTags(..)
            | Self::Names(..)
            | Self::Topic(..)
            | Self::Subscriptions(..)
            | Self::Group(..)
            | Self::LogPolicies(..)
            | Self::GroupPolicies(..)
            | Self::Key(..)
            | Self::KeyPolicy(..)
            | Self::Role(..)
            | Self::TargetBus(..)
            | Self::Onward(..)
            | Self::RulesOn(..)
            | Self::Destination(..)
            | Self::Connection(..)
            | Self::Machine(..)
            | Self::Changes(..)
            | Self::DeadLetters(..)
            | Self::Records(..) => {}
        }
    }
}

impl Evidence {
    /// Keeps a fact.
    pub fn take(&mut self, fact: Fact) {
        match fact {
            Fact::FormerState(state) => self.former_state = state.map_or(Piece::Missing, Piece::Seen),
            Fact::Bus(bus) => self.bus = Piece::Seen(bus),
            Fact::Buses(names) => self.buses = Piece::Seen(names),
            Fact::RuleCounts(counts) => self.rule_counts = Piece::Seen(counts),
            Fact::Senders(senders) => self.senders = Piece::Seen(senders),
            Fact::Targets(targets) => self.targets = Piece::Seen(targets),
            Fact::Metrics(metrics) => self.metrics = Piece::Seen(metrics),
            Fact::Kept(kept) => self.look_into(kept),
            Fact::Trails(trails) => self.trails = Piece::Seen(trails),
            Fact::BucketNames(names) => self.bucket_names = Piece::Seen(names),
            Fact::Bucket(name, notices) => self.buckets.put(name, Piece::Seen(notices)),
            Fact::Partner(source) => self.partner = Piece::Seen(source),
            Fact::Replay(replay) => self.replay = Piece::Seen(replay),
            Fact::Sent(sent) => self.sent = sent.map_or(Piece::Missing, Piece::Seen),
            Fact::Function(arn, function) => self.functions.put(arn, Piece::Seen(function)),
            Fact::FunctionPolicy(arn, policy) => self.function_policies.put(arn, Piece::Seen(policy)),
            Fact::FunctionLimit(arn, limit) => self.function_limits.put(arn, Piece::Seen(limit)),
            Fact::Queue(arn, queue) => self.queues.put(arn, Piece::Seen(queue)),
            Fact::QueueTags(arn, tags) => self.queue_tags.put(arn, Piece::Seen(tags)),
            Fact::Topic(arn, topic) => self.topics.put(arn, Piece::Seen(topic)),
            Fact::Subscriptions(arn, all) => self.subscriptions.put(arn, Piece::Seen(all)),
            Fact::Group(arn, group) => self.groups.put(arn, Piece::Seen(group)),
            Fact::Names(kind, arns) => self.names.put(kind, Piece::Seen(arns)),
            Fact::LogPolicies(policies) => self.log_policies = Piece::Seen(policies),
            Fact::GroupPolicies(arn, policies) => self.group_policies.put(arn, Piece::Seen(policies)),
            Fact::Key(name, key) => self.keys.put(name, Piece::Seen(key)),
            Fact::KeyPolicy(name, policy) => self.key_policies.put(name, Piece::Seen(policy)),
            Fact::Role(arn, role) => self.roles.put(arn, Piece::Seen(role)),
            Fact::TargetBus(arn, bus) => self.target_buses.put(arn, Piece::Seen(bus)),
            Fact::Onward(arn, rules) => self.onward.put(arn, Piece::Seen(rules)),
            Fact::RulesOn(arn, rules) => self.rules_on.put(arn, Piece::Seen(rules)),
            Fact::Destination(arn, destination) => self.destinations.put(arn, Piece::Seen(destination)),
            Fact::Connection(arn, connection) => self.connections.put(arn, Piece::Seen(connection)),
            Fact::Machine(arn, machine) => self.machines.put(arn, Piece::Seen(machine)),
            Fact::Changes(changes) => self.changes = Piece::Seen(changes),
            Fact::DeadLetters(arn, letters) => self.dead_letters.put(arn, Piece::Seen(letters)),
            Fact::Records(records) => self.records = Piece::Seen(records),
        }
    }

    /// Where nobody named an event, one that was kept takes its place.
    fn look_into(&mut self, kept: LoggedEvents) {
        if self.expected.is_none() {
            let looked = look_through(&self.rule, kept.events.iter(), Origin::Kept);
            self.captured = looked.captured;
            self.expected = looked.event;
            self.taken = looked.taken;
            self.left_out_at = looked.left_out_at;
        }
        self.kept = Piece::Seen(kept);
    }

    /// Keeps that a question was answered by an error: what was asked for is not there, or cannot be seen.
    pub fn refuse(&mut self, question: &Question, error: &CallError) {
        let account = question.account();
        let here = account.is_empty() || self.account.is_empty() || account == self.account;
        let needs = question.needs().join(", ");
        // A file of this machine takes no permission of AWS.
        let is_file = matches!(question, Question::FormerState | Question::Sent(_));
        let needs = match here {
            _ if is_file => needs,
            true => error.needed(&needs),
            false => format!("{needs} in account {account}"),
        };
        let needs = needs.as_str();
        match question.clone() {
            Question::FormerState => self.former_state = failed(error, needs, here),
            Question::Bus => self.bus = failed(error, needs, here),
            Question::Buses => self.buses = failed(error, needs, here),
            Question::RuleCounts => self.rule_counts = failed(error, needs, here),
            Question::Senders => self.senders = failed(error, needs, here),
            Question::Targets => self.targets = failed(error, needs, here),
            Question::Metrics => self.metrics = failed(error, needs, here),
            Question::Kept => self.kept = failed(error, needs, here),
            Question::Trails => self.trails = failed(error, needs, here),
            Question::BucketNames => self.bucket_names = failed(error, needs, here),
            Question::Bucket(name) => self.buckets.put(name, failed(error, needs, here)),
            Question::Partner(_) => self.partner = failed(error, needs, here),
            Question::Replay(_) => self.replay = failed(error, needs, here),
            Question::Sent(_) => self.sent = failed(error, needs, here),
            Question::Function(arn) => self.functions.put(arn, failed(error, needs, here)),
            Question::FunctionPolicy(arn) => self.function_policies.put(arn, failed(error, needs, here)),
            Question::FunctionLimit(arn) => self.function_limits.put(arn, failed(error, needs, here)),
            Question::Queue(arn) => self.queues.put(arn, failed(error, needs, here)),
            Question::QueueTags(arn) => self.queue_tags.put(arn, failed(error, needs, here)),
            Question::Topic(arn) => self.topics.put(arn, failed(error, needs, here)),
            Question::Subscriptions(arn) => self.subscriptions.put(arn, failed(error, needs, here)),
            Question::Group(arn) => self.groups.put(arn, failed(error, needs, here)),
            Question::Names(kind) => self.names.put(kind, failed(error, needs, here)),
            Question::LogPolicies => self.log_policies = failed(error, needs, here),
            Question::GroupPolicies(arn) => self.group_policies.put(arn, failed(error, needs, here)),
            Question::Key(name) => self.keys.put(name, failed(error, needs, here)),
            Question::KeyPolicy(name) => self.key_policies.put(name, failed(error, needs, here)),
            Question::Role(arn) => self.roles.put(arn, failed(error, needs, here)),
            Question::TargetBus(arn) => self.target_buses.put(arn, failed(error, needs, here)),
            Question::Onward(arn) => self.onward.put(arn, failed(error, needs, here)),
            Question::RulesOn(arn) => self.rules_on.put(arn, failed(error, needs, here)),
            Question::Destination(arn) => self.destinations.put(arn, failed(error, needs, here)),
            Question::Connection(arn) => self.connections.put(arn, failed(error, needs, here)),
            Question::Machine(arn) => self.machines.put(arn, failed(error, needs, here)),
            Question::Changes => self.changes = failed(error, needs, here),
            Question::DeadLetters(arn) => self.dead_letters.put(arn, failed(error, needs, here)),
            Question::Records(_) => self.records = failed(error, needs, here),
        }
    }
}
