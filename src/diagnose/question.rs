//! What must be asked of an account to diagnose a rule, and what the answers do to the evidence.
//!
//! [`Evidence::questions`] is pure: for what is known so far it gives the questions that would tell more, each
//! with the permission that it needs. Answers come one by one, in any order; each may raise new questions (a
//! queue's key, a destination's connection).

use super::case::Case;
use super::check;
use super::evidence::{Evidence, Piece, RuleCounts, failed};
use crate::model::facts::{
    BucketNotices, BusRecord, DeadLetter, Forward, Function, Group, History, Key, Machine, Queue,
    ReplayFacts, Role, Topic, Trail,
};
use crate::model::{
    ApiDestination, Arn, Bus, CallError, Connection, EventSource, ResourcePolicy, RuleMetrics, RuleState,
    Target, TargetKind,
};
use serde::{Deserialize, Serialize};

/// One question to the account.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Question {
    /// The state that the rule had before it was switched off here.
    FormerState,
    /// The rule's bus.
    Bus,
    /// The names of all buses.
    Buses,
    /// How many rules the bus has.
    RuleCounts,
    /// Which rules forward to the rule's bus.
    Senders,
    /// The rule's targets.
    Targets,
    /// The rule's metrics.
    Metrics,
    /// The account's trails.
    Trails,
    /// Whether a bucket, by name, sends events to EventBridge.
    Bucket(String),
    /// The partner source of the bus.
    Partner,
    /// The replay that the event comes from, by name.
    Replay(String),
    /// A function.
    Function(Arn),
    /// A function's policy.
    FunctionPolicy(Arn),
    /// A queue.
    Queue(Arn),
    /// A topic.
    Topic(Arn),
    /// A log group, by its ARN without `:*`.
    Group(Arn),
    /// The account's policies for log groups.
    LogPolicies,
    /// The policies on one log group.
    GroupPolicies(Arn),
    /// A key, by the name that it is used under.
    Key(String),
    /// A key's policy, by the same name.
    KeyPolicy(String),
    /// A role with its policies.
    Role(Arn),
    /// A bus that is a target.
    TargetBus(Arn),
    /// Rules on such a bus that forward further.
    Onward(Arn),
    /// An API destination.
    Destination(Arn),
    /// A connection.
    Connection(Arn),
    /// A state machine.
    Machine(Arn),
    /// Who changed the rule. Asked for only: two look-ups a second are allowed.
    Changes,
    /// Messages in a dead-letter queue. Asked for only: reading counts as receiving.
    DeadLetters(Arn),
    /// The bus's log records of the event, by its id.
    Records(String),
}

impl Question {
    /// The permissions that the question's calls need, the first one first.
    pub fn needs(&self) -> &'static [&'static str] {
        match self {
            Self::FormerState => &["the record of switched-off rules (rule-states.json)"],
            Self::Bus | Self::TargetBus(_) => &["events:DescribeEventBus"],
            Self::Buses => &["events:ListEventBuses"],
            Self::RuleCounts => &["events:ListRules"],
            Self::Senders => &["events:ListRuleNamesByTarget", "events:ListEventBuses"],
            Self::Targets => &["events:ListTargetsByRule"],
            Self::Metrics => &["cloudwatch:GetMetricData", "cloudwatch:ListMetrics"],
            Self::Trails => {
                &["cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors"]
            }
            Self::Bucket(_) => &["s3:GetBucketNotification"],
            Self::Partner => &["events:ListEventSources"],
            Self::Replay(_) => &["events:DescribeReplay"],
            Self::Function(_) => &["lambda:GetFunctionConfiguration"],
            Self::FunctionPolicy(_) => &["lambda:GetPolicy"],
            Self::Queue(_) => &["sqs:GetQueueAttributes"],
            Self::Topic(_) => &["sns:GetTopicAttributes"],
            Self::Group(_) => &["logs:DescribeLogGroups"],
            Self::LogPolicies | Self::GroupPolicies(_) => &["logs:DescribeResourcePolicies"],
            Self::Key(_) => &["kms:DescribeKey"],
            Self::KeyPolicy(_) => &["kms:GetKeyPolicy"],
            Self::Role(_) => &[
                "iam:GetRole",
                "iam:ListRolePolicies",
                "iam:GetRolePolicy",
                "iam:ListAttachedRolePolicies",
                "iam:GetPolicy",
                "iam:GetPolicyVersion",
            ],
            Self::Onward(_) => &["events:ListRules", "events:ListTargetsByRule"],
            Self::Destination(_) => &["events:ListApiDestinations"],
            Self::Connection(_) => &["events:ListConnections"],
            Self::Machine(_) => &["states:DescribeStateMachine"],
            Self::Changes => &["cloudtrail:LookupEvents"],
            Self::DeadLetters(_) => &["sqs:ReceiveMessage"],
            Self::Records(_) => {
                &["logs:DescribeDeliverySources", "logs:DescribeDeliveries", "logs:FilterLogEvents"]
            }
        }
    }

    /// The rungs that its answer may change.
    pub fn rungs(&self) -> &'static [u8] {
        match self {
            Self::Bus | Self::Trails => &[1, 2],
            Self::Buses | Self::Senders | Self::Bucket(_) | Self::Partner | Self::Replay(_) => &[1],
            Self::RuleCounts | Self::FormerState => &[2],
            Self::Targets => &[4, 5, 6],
            Self::Metrics => &[0, 1, 4, 5],
            Self::Function(_)
            | Self::FunctionPolicy(_)
            | Self::Queue(_)
            | Self::Topic(_)
            | Self::LogPolicies
            | Self::GroupPolicies(_)
            | Self::Role(_)
            | Self::TargetBus(_)
            | Self::Destination(_)
            | Self::Connection(_)
            | Self::Machine(_)
            | Self::DeadLetters(_) => &[5],
            Self::Group(_) => &[5, 6],
            Self::Key(_) | Self::KeyPolicy(_) => &[2, 5],
            Self::Onward(_) => &[4],
            Self::Changes => &[0],
            Self::Records(_) => &[1, 4, 5],
        }
    }

    /// True for what the quick checks of whole buses rest on.
    pub fn is_quick(&self) -> bool {
        match self {
            Self::Bus
            | Self::Senders
            | Self::Targets
            | Self::Metrics
            | Self::Onward(_)
            | Self::Destination(_)
            | Self::Connection(_) => true,
            Self::FormerState
            | Self::Buses
            | Self::RuleCounts
            | Self::Trails
            | Self::Bucket(_)
            | Self::Partner
            | Self::Replay(_)
            | Self::Function(_)
            | Self::FunctionPolicy(_)
            | Self::Queue(_)
            | Self::Topic(_)
            | Self::Group(_)
            | Self::LogPolicies
            | Self::GroupPolicies(_)
            | Self::Key(_)
            | Self::KeyPolicy(_)
            | Self::Role(_)
            | Self::TargetBus(_)
            | Self::Machine(_)
            | Self::Changes
            | Self::DeadLetters(_)
            | Self::Records(_) => false,
        }
    }

    /// True for what is asked only when the operator says so.
    pub fn is_on_request(&self) -> bool {
        matches!(self, Self::Changes | Self::DeadLetters(_))
    }

    /// The account of what it asks about, where its ARN says.
    fn account(&self) -> &str {
        match self {
            Self::Function(arn)
            | Self::FunctionPolicy(arn)
            | Self::Queue(arn)
            | Self::Topic(arn)
            | Self::Group(arn)
            | Self::GroupPolicies(arn)
            | Self::Role(arn)
            | Self::TargetBus(arn)
            | Self::Onward(arn)
            | Self::Destination(arn)
            | Self::Connection(arn)
            | Self::Machine(arn)
            | Self::DeadLetters(arn) => arn.account(),
            Self::Key(name) | Self::KeyPolicy(name) => name.split(':').nth(4).unwrap_or(""),
            Self::FormerState
            | Self::Bus
            | Self::Buses
            | Self::RuleCounts
            | Self::Senders
            | Self::Targets
            | Self::Metrics
            | Self::Trails
            | Self::Bucket(_)
            | Self::Partner
            | Self::Replay(_)
            | Self::LogPolicies
            | Self::Changes
            | Self::Records(_) => "",
        }
    }
}

/// An answer, with what it is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)] // each is the answer to the question of its name
#[allow(dead_code)] // checks wait for answers that no call brings yet; `gather` says which
pub enum Answer {
    /// None where nothing was recorded.
    FormerState(Option<RuleState>),
    Bus(Bus),
    Buses(Vec<String>),
    RuleCounts(RuleCounts),
    Senders(Vec<Forward>),
    Targets(Vec<Target>),
    Metrics(RuleMetrics),
    Trails(Vec<Trail>),
    Bucket(String, BucketNotices),
    Partner(EventSource),
    Replay(ReplayFacts),
    Function(Arn, Function),
    FunctionPolicy(Arn, String),
    Queue(Arn, Queue),
    Topic(Arn, Topic),
    Group(Arn, Group),
    LogPolicies(Vec<ResourcePolicy>),
    GroupPolicies(Arn, Vec<ResourcePolicy>),
    Key(String, Key),
    KeyPolicy(String, String),
    Role(Arn, Role),
    TargetBus(Arn, Bus),
    Onward(Arn, Vec<Forward>),
    Destination(Arn, ApiDestination),
    Connection(Arn, Connection),
    Machine(Arn, Machine),
    Changes(History),
    DeadLetters(Arn, Vec<DeadLetter>),
    Records(Vec<BusRecord>),
}

impl Evidence {
    /// Keeps an answer.
    pub fn take(&mut self, answer: Answer) {
        match answer {
            Answer::FormerState(state) => self.former_state = state.map_or(Piece::Missing, Piece::Seen),
            Answer::Bus(bus) => self.bus = Piece::Seen(bus),
            Answer::Buses(names) => self.buses = Piece::Seen(names),
            Answer::RuleCounts(counts) => self.rule_counts = Piece::Seen(counts),
            Answer::Senders(senders) => self.senders = Piece::Seen(senders),
            Answer::Targets(targets) => self.targets = Piece::Seen(targets),
            Answer::Metrics(metrics) => self.metrics = Piece::Seen(metrics),
            Answer::Trails(trails) => self.trails = Piece::Seen(trails),
            Answer::Bucket(name, notices) => self.buckets.put(name, Piece::Seen(notices)),
            Answer::Partner(source) => self.partner = Piece::Seen(source),
            Answer::Replay(replay) => self.replay = Piece::Seen(replay),
            Answer::Function(arn, function) => self.functions.put(arn, Piece::Seen(function)),
            Answer::FunctionPolicy(arn, policy) => self.function_policies.put(arn, Piece::Seen(policy)),
            Answer::Queue(arn, queue) => self.queues.put(arn, Piece::Seen(queue)),
            Answer::Topic(arn, topic) => self.topics.put(arn, Piece::Seen(topic)),
            Answer::Group(arn, group) => self.groups.put(arn, Piece::Seen(group)),
            Answer::LogPolicies(policies) => self.log_policies = Piece::Seen(policies),
            Answer::GroupPolicies(arn, policies) => self.group_policies.put(arn, Piece::Seen(policies)),
            Answer::Key(name, key) => self.keys.put(name, Piece::Seen(key)),
            Answer::KeyPolicy(name, policy) => self.key_policies.put(name, Piece::Seen(policy)),
            Answer::Role(arn, role) => self.roles.put(arn, Piece::Seen(role)),
            Answer::TargetBus(arn, bus) => self.target_buses.put(arn, Piece::Seen(bus)),
            Answer::Onward(arn, rules) => self.onward.put(arn, Piece::Seen(rules)),
            Answer::Destination(arn, destination) => self.destinations.put(arn, Piece::Seen(destination)),
            Answer::Connection(arn, connection) => self.connections.put(arn, Piece::Seen(connection)),
            Answer::Machine(arn, machine) => self.machines.put(arn, Piece::Seen(machine)),
            Answer::Changes(changes) => self.changes = Piece::Seen(changes),
            Answer::DeadLetters(arn, letters) => self.dead_letters.put(arn, Piece::Seen(letters)),
            Answer::Records(records) => self.records = Piece::Seen(records),
        }
    }

    /// Keeps that a question was answered by an error: what was asked for is not there, or cannot be seen.
    pub fn refuse(&mut self, question: &Question, error: &CallError) {
        let account = question.account();
        let here = account.is_empty() || self.account.is_empty() || account == self.account;
        let needs = question.needs().join(", ");
        let needs = needs.as_str();
        match question.clone() {
            Question::FormerState => self.former_state = failed(error, needs, here),
            Question::Bus => self.bus = failed(error, needs, here),
            Question::Buses => self.buses = failed(error, needs, here),
            Question::RuleCounts => self.rule_counts = failed(error, needs, here),
            Question::Senders => self.senders = failed(error, needs, here),
            Question::Targets => self.targets = failed(error, needs, here),
            Question::Metrics => self.metrics = failed(error, needs, here),
            Question::Trails => self.trails = failed(error, needs, here),
            Question::Bucket(name) => self.buckets.put(name, failed(error, needs, here)),
            Question::Partner => self.partner = failed(error, needs, here),
            Question::Replay(_) => self.replay = failed(error, needs, here),
            Question::Function(arn) => self.functions.put(arn, failed(error, needs, here)),
            Question::FunctionPolicy(arn) => self.function_policies.put(arn, failed(error, needs, here)),
            Question::Queue(arn) => self.queues.put(arn, failed(error, needs, here)),
            Question::Topic(arn) => self.topics.put(arn, failed(error, needs, here)),
            Question::Group(arn) => self.groups.put(arn, failed(error, needs, here)),
            Question::LogPolicies => self.log_policies = failed(error, needs, here),
            Question::GroupPolicies(arn) => self.group_policies.put(arn, failed(error, needs, here)),
            Question::Key(name) => self.keys.put(name, failed(error, needs, here)),
            Question::KeyPolicy(name) => self.key_policies.put(name, failed(error, needs, here)),
            Question::Role(arn) => self.roles.put(arn, failed(error, needs, here)),
            Question::TargetBus(arn) => self.target_buses.put(arn, failed(error, needs, here)),
            Question::Onward(arn) => self.onward.put(arn, failed(error, needs, here)),
            Question::Destination(arn) => self.destinations.put(arn, failed(error, needs, here)),
            Question::Connection(arn) => self.connections.put(arn, failed(error, needs, here)),
            Question::Machine(arn) => self.machines.put(arn, failed(error, needs, here)),
            Question::Changes => self.changes = failed(error, needs, here),
            Question::DeadLetters(arn) => self.dead_letters.put(arn, failed(error, needs, here)),
            Question::Records(_) => self.records = failed(error, needs, here),
        }
    }

    /// What was not asked yet and would tell more, the rule's own things first.
    pub fn questions(&self) -> Vec<Question> {
        let case = Case::new(self);
        let mut asked = Asked(Vec::new());
        if self.rule.state.is_disabled() {
            asked.when(&self.former_state, Question::FormerState);
        }
        asked.when(&self.targets, Question::Targets);
        asked.when(&self.bus, Question::Bus);
        asked.when(&self.metrics, Question::Metrics);
        asked.when(&self.senders, Question::Senders);
        asked.when(&self.rule_counts, Question::RuleCounts);
        if self.sent.is_some() {
            asked.when(&self.buses, Question::Buses);
        }
        if check::needs_trails(&case) {
            asked.when(&self.trails, Question::Trails);
        }
        for name in check::buckets(&case).unwrap_or_default() {
            asked.when(self.buckets.get(name.as_str()), Question::Bucket(name.clone()));
        }
        if case.is_on_partner_bus() {
            asked.when(&self.partner, Question::Partner);
        }
        if let Some(name) = case.event_text("replay-name") {
            asked.when(&self.replay, Question::Replay(name));
        }
        let level = self.bus.seen().and_then(|bus| bus.log_level.as_deref());
        if let (Some(id), false) = (case.event_text("id"), matches!(level, None | Some("OFF"))) {
            asked.when(&self.records, Question::Records(id));
        }
        asked.key(self, self.bus.seen().and_then(|bus| bus.kms_key.as_deref()));
        for target in case.targets() {
            self.of_target(target, &mut asked);
        }
        asked.when(&self.changes, Question::Changes);
        asked.0
    }

    fn of_target(&self, target: &Target, asked: &mut Asked) {
        let arn = target.arn.clone();
        match target.kind() {
            TargetKind::Lambda => {
                asked.when(self.functions.get(&arn), Question::Function(arn.clone()));
                asked.when(self.function_policies.get(&arn), Question::FunctionPolicy(arn));
            }
            TargetKind::Sqs => {
                asked.key(self, self.queues.get(&arn).seen().and_then(|queue| queue.kms_key.as_deref()));
                asked.when(self.queues.get(&arn), Question::Queue(arn));
            }
            TargetKind::Sns => {
                asked.key(self, self.topics.get(&arn).seen().and_then(|topic| topic.kms_key.as_deref()));
                asked.when(self.topics.get(&arn), Question::Topic(arn));
            }
            TargetKind::Logs => {
                let group = crate::export::bare(&arn);
                asked.when(self.groups.get(&group), Question::Group(group.clone()));
                asked.when(&self.log_policies, Question::LogPolicies);
                asked.when(self.group_policies.get(&group), Question::GroupPolicies(group.clone()));
                asked.key(self, self.groups.get(&group).seen().and_then(|group| group.kms_key.as_deref()));
            }
            TargetKind::Bus => {
                asked.when(self.target_buses.get(&arn), Question::TargetBus(arn.clone()));
                if arn.account() == self.rule.arn.account() && arn.region() == self.rule.arn.region() {
                    asked.when(self.onward.get(&arn), Question::Onward(arn));
                }
            }
            TargetKind::ApiDestination => {
                if let Some(destination) = self.destinations.get(&arn).seen() {
                    let connection = destination.connection.clone();
                    asked.when(self.connections.get(&connection), Question::Connection(connection.clone()));
                }
                asked.when(self.destinations.get(&arn), Question::Destination(arn));
            }
            TargetKind::StepFunctions => asked.when(self.machines.get(&arn), Question::Machine(arn)),
            TargetKind::Kinesis
            | TargetKind::Firehose
            | TargetKind::Ecs
            | TargetKind::Batch
            | TargetKind::ApiGateway
            | TargetKind::CodeBuild
            | TargetKind::CodePipeline
            | TargetKind::Ssm
            | TargetKind::Redshift
            | TargetKind::SageMaker
            | TargetKind::Inspector
            | TargetKind::AppSync
            | TargetKind::Other => {}
        }
        if let Some(role) = target.role.clone().filter(|_| target.kind() != TargetKind::Logs) {
            asked.when(self.roles.get(&role), Question::Role(role.clone()));
        }
        if let Some(queue) = target.dead_letter.clone().filter(|queue| queue.service() == "sqs") {
            asked.when(self.queues.get(&queue), Question::Queue(queue.clone()));
            asked.key(self, self.queues.get(&queue).seen().and_then(|queue| queue.kms_key.as_deref()));
            asked.when(self.dead_letters.get(&queue), Question::DeadLetters(queue.clone()));
        }
    }
}

/// Questions so far, each once.
struct Asked(Vec<Question>);

impl Asked {
    fn when<T>(&mut self, piece: &Piece<T>, question: Question) {
        if piece.is_not_asked() && !self.0.contains(&question) {
            self.0.push(question);
        }
    }

    fn key(&mut self, evidence: &Evidence, key: Option<&str>) {
        let Some(key) = key.filter(|key| !key.is_empty() && !key.contains("alias/aws/")) else { return };
        self.when(evidence.keys.get(key), Question::Key(key.to_owned()));
        self.when(evidence.key_policies.get(key), Question::KeyPolicy(key.to_owned()));
    }
}
