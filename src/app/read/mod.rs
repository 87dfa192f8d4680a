//! Everything that can be read, from the account or from a file: one row of the table below says what tells
//! one from another, what comes back, which call brings it, where in the account it is kept, what of it is an
//! event, and what it tells of rules.
//!
//! The rest follows from the row: [`Read`] asks for it, [`Answer`] brings it together with what it answers
//! (so that an answer of the wrong kind cannot be written down), [`Account`] keeps it, as loading, failed or
//! stale where it is. How the call is made is `runtime`'s and `aws`'s; when it is made is the screens'.

#[macro_use]
mod declare;
mod account;
mod events;
mod judged;

use self::account::{News, nothing};
use super::problems::Problems;
use super::remote::Remote;
use crate::diagnose::{Fact, ProbeOf, ProbePlan, Question};
use crate::model::bus_log::{BusLog, BusLogOf};
use crate::model::event_lookup::{EventIds, EventLookup};
use crate::model::tap::Sighting;
use crate::model::{
    ApiDestination, Archive, Arn, Bus, Call, CallError, Connection, EventSent, EventSource, GlobalEndpoint,
    Held, LogGroup, Millis, Past, Permissions, Replay, ResourcePolicy, Rule, RuleKey, RuleMetrics, RuleState,
    SavedEvent, Tag, Tap, Target, Thing, Undoable, Uses,
};
use crate::text::time::HOUR;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// One kind of thing that can be read.
pub trait Readable: Copy + Send + Sync + 'static {
    /// What tells one of the kind from another.
    type Key: Clone + Send + Sync + 'static;
    /// What comes back.
    type Answer: Send + 'static;
    /// The call that reads it, as AWS names it; for a file, what is done, in words.
    const OPERATION: &'static str;

    /// The answer for this key.
    fn answer(key: Self::Key, outcome: Result<Self::Answer, CallError>) -> Answer;
}

reads! {
    // There is one of each in an account. `pages` are shown as they come, `whole` is there at once. Behind
    // the answer stands what of it is an event (`events.rs`), and what it tells of rules (`News`).
    one {
        /// The buses.
        Buses = "ListEventBuses" => pages in buses: Vec<Bus>, events none, news News::Buses;
        /// Partner event sources.
        EventSources = "ListEventSources" => pages in event_sources: Vec<EventSource>,
            events none, news News::Nothing;
        /// Archives.
        Archives = "ListArchives" => pages in archives: Vec<Archive>, events none, news News::Nothing;
        /// Replays.
        Replays = "ListReplays" => pages in replays: Vec<Replay>, events none, news News::Nothing;
        /// Connections.
        Connections = "ListConnections" => pages in connections: Vec<Connection>,
            events none, news News::Destinations;
        /// API destinations.
        ApiDestinations = "ListApiDestinations" => pages in api_destinations: Vec<ApiDestination>,
            events none, news News::Destinations;
        /// Global endpoints.
        Endpoints = "ListEndpoints" => pages in endpoints: Vec<GlobalEndpoint>,
            events none, news News::Nothing;
        /// Functions.
        Functions = "ListFunctions" => pages in functions: Vec<Arn>, events none, news News::Nothing;
        /// Queues.
        Queues = "ListQueues" => pages in queues: Vec<Arn>, events none, news News::Nothing;
        /// Topics.
        Topics = "ListTopics" => pages in topics: Vec<Arn>, events none, news News::Nothing;
        /// State machines.
        StateMachines = "ListStateMachines" => pages in state_machines: Vec<Arn>,
            events none, news News::Nothing;
        /// Log groups, all of them.
        LogGroups = "DescribeLogGroups" => pages in log_groups: Vec<LogGroup>,
            events none, news News::Nothing;
        /// The account's resource policies of CloudWatch Logs.
        LogPolicies = "DescribeResourcePolicies" => pages in log_policies: Vec<ResourcePolicy>,
            events none, news News::Nothing;
        /// Roles that trust EventBridge.
        Roles = "ListRoles" => pages in roles: Vec<Arn>, events none, news News::Nothing;
        /// Rules that EventBridge counted failed deliveries of within the last hours.
        Failing = "ListMetrics" => pages in failing: Vec<RuleKey>, events none, news News::Nothing;
        /// The names of the profiles in the shared configuration files.
        Profiles = "Reading the profiles" => whole in profiles: Vec<String>, events none, news News::Nothing;
        /// Events that were sent from here, from our own record, the newest first.
        Sent = "Reading sent.jsonl" => whole in sent: Vec<EventSent>, events sent, news News::Nothing;
        /// Events that the operator has saved by name.
        SavedEvents = "Reading the saved events" => whole in saved_events: Vec<SavedEvent>,
            events saved, news News::Nothing;
        /// Taps, whoever made them, with what is named like one and where nobody could look.
        Taps = "Looking for taps" => whole in taps: Vec<Sighting>, events none, news News::Nothing;
        /// The calls made to this account, the newest first.
        Calls = "Reading the log of calls" => whole in calls: Vec<Call>, events none, news News::Nothing;
    }
    // There is one for each key.
    each {
        /// A bus in full, by its name.
        Bus(String) = "DescribeEventBus" => whole in bus: Bus, events none, news News::Bus;
        /// The rules of a bus, by its name.
        Rules(String) = "ListRules" => pages in rules: Vec<Rule>, events none, news News::Rules;
        /// The targets of a rule.
        Targets(RuleKey) = "ListTargetsByRule" => pages in targets: Vec<Target>,
            events none, news News::Targets;
        /// The tags of a bus or rule.
        Tags(Arn) = "ListTagsForResource" => whole in tags: Vec<Tag>, events none, news nothing;
        /// The metrics of a rule, over the last `METRICS_SPAN`.
        Metrics(RuleKey) = "GetMetricData" => whole in metrics: RuleMetrics, events none, news News::Rule;
    }
    // Not kept, so it tells nothing of rules: whoever asked takes the answer.
    asked {
        /// A rule, read again.
        Rule(RuleKey) = "DescribeRule" => Rule, events none;
        /// All of a thing that a change may touch; `None` when it is not there.
        Whole(Thing) = "Reading it before a change" => Option<Held>, events none;
        /// Who has changed a thing lately, in a sentence without its full stop.
        WhoChanged(Thing) = "LookupEvents" => String, events none;
        /// What else rests on a thing.
        Uses(Thing) = "Looking for what uses it" => Uses, events none;
        /// What was changed of a thing here, from our own record, the newest first.
        Past(Thing) = "Reading undo.jsonl" => Vec<Past>, events none;
        /// Everything that describing a thing tells, in the API's JSON.
        Described(Thing) = "Describing it" => Value, events none;
        /// What was changed here and can be taken back, from our own record, the newest first.
        Undoable(UndoAsked) = "Reading undo.jsonl" => Vec<Undoable>, events none;
        /// The names of the rules of a bus that share a target.
        UsedBy(SharedTarget) = "ListRuleNamesByTarget" => Vec<String>, events none;
        /// What a tap of a rule would consist of.
        TapPlan(RuleKey) = "Planning a tap" => Tap, events none;
        /// What a probe would consist of, and which rules would act on its event.
        ProbePlan(ProbeOf) = "Planning a probe" => ProbePlan, events none;
        /// What a bus's own log tells of an event, or of those that no rule matched, over the last
        /// `LOG_SPAN`.
        BusLog(BusLogOf) = "Reading the bus's log" => BusLog, events none;
        /// What the logs of a bus have of events that are known by their ids.
        EventsById(EventIds) = "Looking events up" => EventLookup, events looked_up;
        /// A piece of evidence for the diagnosis of a rule.
        Evidence(RuleQuestion) = "Gathering evidence" => Fact, events evidence;
        /// AWS's verdict on a pattern and an event; `None` when the server gave none.
        TestPattern(PatternTest) = "TestEventPattern" => Option<bool>, events tested;
        /// The state a rule had before it was disabled here, from our own record.
        RecordedState(SwitchedOff) = "Reading rule-states.json" => Option<RuleState>, events none;
        /// An edit that was kept, from our own file.
        Draft(RuleKey) = "Reading the draft" => Option<Draft>, events draft;
        /// IAM policies for the calls made so far, and for all that are.
        Permissions(()) = "Reading the log of calls" => Permissions, events none;
        /// The text of a file of events, by its path; `~/` stands for the home directory.
        EventFile(String) = "Opening a file of events" => String, events file;
    }
}

/// The span of the metrics shown with a rule.
pub const METRICS_SPAN: Millis = HOUR;

/// The span of a bus's log that is shown.
pub const LOG_SPAN: Millis = HOUR;

/// The record of changes is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoAsked;

/// A target, and the bus whose rules are looked through for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SharedTarget {
    /// The target's ARN.
    pub target: Arn,
    /// The bus's name.
    pub bus: String,
}

/// A question that the diagnosis of a rule raises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleQuestion {
    /// The rule.
    pub rule: RuleKey,
    /// Its ARN.
    pub arn: Arn,
    /// When the diagnosis began: what was read for one is not taken for another.
    pub run: Millis,
    /// The question.
    pub question: Question,
}

/// The texts that AWS is asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternTest {
    /// Which version of the texts on screen they were taken from.
    pub revision: u64,
    /// The pattern's text.
    pub pattern: String,
    /// The event's text, its envelope complete.
    pub event: String,
}

/// A rule that was switched off, and the ARN that its state before is recorded under.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SwitchedOff {
    /// The rule.
    pub rule: RuleKey,
    /// Its ARN.
    pub arn: Arn,
}

/// An edit that was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The text as it was left.
    pub text: String,
    /// What the account held when the edit began.
    pub base: String,
    /// When it was kept; none where that is not known, since its file was cut short before that.
    pub saved: Option<Millis>,
}
