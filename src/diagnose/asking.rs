//! What must be asked of an account to know more. [`Evidence::questions`] is pure: for what is known so far
//! it gives the questions that would tell more. What is answered may raise new ones (a queue's key, a
//! destination's connection).

use super::case::Case;
use super::check;
use super::evidence::{Evidence, Piece};
use super::question::{NamedKind, Question};
use crate::model::{Arn, KnownKind, NamedBus, Target, TargetKind};

impl Evidence {
    /// What was not asked yet and would tell more, the rule's own things first.
    pub fn questions(&self) -> Vec<Question> {
        let case = Case::new(self);
        let mut asked = Questions(Vec::new());
        if self.rule.state.is_disabled() {
            asked.when(&self.former_state, Question::FormerState);
        }
        asked.when(&self.targets, Question::Targets);
        asked.when(&self.bus, Question::Bus);
        asked.when(&self.metrics, Question::Metrics);
        // An event is looked for where none was named, and none is known to match or what matches fails.
        if self.expected.is_none()
            && case.own_pattern().is_some()
            && !self.rule.state.is_disabled()
            && !self.metrics.is_not_asked()
            && (!case.has_matched() || case.mostly_fails())
        {
            asked.when(&self.kept, Question::Kept);
        }
        // Events that came over two buses are not sent to a third one.
        let sends_on = case.targets().iter().any(|target| target.kind() == TargetKind::Bus);
        let may_come_over = check::waits_for_senders(&case)
            || check::may_be_handed_on(&case)
            || check::sends_to_another_bus(&case);
        if sends_on || may_come_over {
            asked.when(&self.senders, Question::Senders);
        }
        for role in check::roles_of_senders(&case) {
            asked.when(self.roles.get(&role), Question::Role(role.clone()));
        }
        asked.when(&self.rule_counts, Question::RuleCounts);
        if let Some(by) = case.sent_as() {
            asked.when(&self.sent, Question::Sent(by));
        }
        let is_gone = |target: &Target| {
            target.kind() == TargetKind::Bus
                && target.arn.region() != case.region()
                && matches!(self.target_buses.get(&target.arn), Piece::Missing)
        };
        if self.sent.seen().is_some() || self.addressed.is_some() || case.targets().iter().any(is_gone) {
            asked.when(&self.buses, Question::Buses);
        }
        if check::needs_trails(&case) {
            asked.when(&self.trails, Question::Trails);
        }
        let of_buckets = check::buckets_to_ask(&case);
        if of_buckets.list {
            asked.when(&self.bucket_names, Question::BucketNames);
        }
        for name in of_buckets.names {
            asked.when(self.buckets.get(name.as_str()), Question::Bucket(name.clone()));
        }
        if let Some(name) = check::partner_of(&case) {
            asked.when(&self.partner, Question::Partner(name));
        }
        if let Some(name) = case.named_text("replay-name") {
            asked.when(&self.replay, Question::Replay(name));
        }
        let level = self.bus.seen().and_then(|bus| bus.log_level.as_deref());
        if let (Some(id), false) = (case.event_id(), matches!(level, None | Some("OFF"))) {
            asked.when(&self.records, Question::Records(id));
        }
        asked.key(self, self.bus.seen().and_then(|bus| bus.kms_key.as_deref()));
        for target in case.targets() {
            self.of_target(&case, target, &mut asked);
        }
        for queue in check::tagged_queues(&case) {
            asked.when(self.queue_tags.get(&queue), Question::QueueTags(queue.clone()));
        }
        for kind in case.targets().iter().filter_map(|target| check::wants_names(&case, target)) {
            asked.when(self.names.get(&kind), Question::Names(kind));
        }
        asked.when(&self.changes, Question::Changes);
        asked.0
    }

    fn of_target(&self, case: &Case<'_>, target: &Target, asked: &mut Questions) {
        let arn = target.arn.clone();
        if let Some(here) = check::meant_here(case, target) {
            match KnownKind::of(target.kind()) {
                KnownKind::Queue => asked.when(self.queues.get(&here), Question::Queue(here.clone())),
                KnownKind::Topic => asked.when(self.topics.get(&here), Question::Topic(here.clone())),
                KnownKind::Function => {
                    asked.when(self.functions.get(&here), Question::Function(here.clone()));
                }
                KnownKind::Bus
                | KnownKind::LogGroup
                | KnownKind::StateMachine
                | KnownKind::ApiDestination
                | KnownKind::Other => {}
            }
        }
        match KnownKind::of(target.kind()) {
            KnownKind::Function => {
                asked.when(self.functions.get(&arn), Question::Function(arn.clone()));
                // Where an alias or version is not there, the function may be.
                let whole = Arn::new(arn.unqualified_function());
                if whole != arn && matches!(self.functions.get(&arn), Piece::Missing) {
                    asked.when(self.functions.get(&whole), Question::Function(whole.clone()));
                }
                asked.when(self.function_limits.get(&arn), Question::FunctionLimit(arn.clone()));
                asked.when(self.function_policies.get(&arn), Question::FunctionPolicy(arn));
            }
            KnownKind::Queue => {
                asked.key_of(
                    self,
                    &arn,
                    self.queues.get(&arn).seen().and_then(|queue| queue.kms_key.as_deref()),
                );
                asked.when(self.queues.get(&arn), Question::Queue(arn));
            }
            KnownKind::Topic if target.is_no_topic() => {}
            KnownKind::Topic => {
                asked.key_of(
                    self,
                    &arn,
                    self.topics.get(&arn).seen().and_then(|topic| topic.kms_key.as_deref()),
                );
                if check::wants_subscriptions(case, &arn) {
                    asked.when(self.subscriptions.get(&arn), Question::Subscriptions(arn.clone()));
                }
                for queue in check::subscribed_queues(case, &arn) {
                    let seen = self.queues.get(&queue);
                    asked.key_of(self, &queue, seen.seen().and_then(|queue| queue.kms_key.as_deref()));
                    asked.when(seen, Question::Queue(queue.clone()));
                }
                for function in check::subscribed_functions(case, &arn) {
                    asked.when(self.functions.get(&function), Question::Function(function.clone()));
                    let policy = self.function_policies.get(&function);
                    asked.when(policy, Question::FunctionPolicy(function));
                }
                asked.when(self.topics.get(&arn), Question::Topic(arn));
            }
            KnownKind::LogGroup => {
                let group = crate::export::bare(&arn);
                asked.when(self.groups.get(&group), Question::Group(group.clone()));
                asked.when(&self.log_policies, Question::LogPolicies);
                asked.when(self.group_policies.get(&group), Question::GroupPolicies(group.clone()));
                asked.key(self, self.groups.get(&group).seen().and_then(|group| group.kms_key.as_deref()));
            }
            KnownKind::Bus => {
                asked.when(self.target_buses.get(&arn), Question::TargetBus(arn.clone()));
                if matches!(case.bus(arn.as_str()), NamedBus::Here(_)) {
                    if !case.is_own_bus(&arn) {
                        asked.when(self.rules_on.get(&arn), Question::RulesOn(arn.clone()));
                        let bus = self.target_buses.get(&arn).seen();
                        asked.key(self, bus.and_then(|bus| bus.kms_key.as_deref()));
                    }
                    asked.when(self.onward.get(&arn), Question::Onward(arn));
                }
            }
            KnownKind::ApiDestination => {
                if let Some(destination) = self.destinations.get(&arn).seen() {
                    let connection = destination.connection.clone();
                    asked.when(self.connections.get(&connection), Question::Connection(connection.clone()));
                }
                asked.when(self.destinations.get(&arn), Question::Destination(arn));
            }
            KnownKind::StateMachine => {
                // As with functions.
                let whole = Arn::from(arn.unqualified_machine().0);
                if whole != arn && matches!(self.machines.get(&arn), Piece::Missing) {
                    asked.when(self.machines.get(&whole), Question::Machine(whole.clone()));
                }
                asked.when(self.machines.get(&arn), Question::Machine(arn));
            }
            KnownKind::Other => {}
        }
        if let Some(role) = target.role.clone().filter(|_| target.kind() != TargetKind::Logs) {
            if matches!(self.roles.get(&role), Piece::Missing) {
                asked.when(self.names.get(&NamedKind::Roles), Question::Names(NamedKind::Roles));
            }
            asked.when(self.roles.get(&role), Question::Role(role.clone()));
        }
        if let Some(queue) = target.dead_letter.clone().filter(|queue| queue.service() == "sqs") {
            asked.when(self.queues.get(&queue), Question::Queue(queue.clone()));
            let key = self.queues.get(&queue).seen().and_then(|queue| queue.kms_key.as_deref());
            asked.key_of(self, &queue, key);
            asked.when(self.dead_letters.get(&queue), Question::DeadLetters(queue.clone()));
        }
    }
}

/// Questions so far, each once.
struct Questions(Vec<Question>);

impl Questions {
    fn when<T>(&mut self, piece: &Piece<T>, question: Question) {
        if piece.is_not_asked() && !self.0.contains(&question) {
            self.0.push(question);
        }
    }

    /// The key of a resource, which is named for the resource's own account where it is no ARN.
    fn key_of(&mut self, evidence: &Evidence, resource: &Arn, key: Option<&str>) {
        let is_here = resource.account() == evidence.rule.arn.account();
        self.key(evidence, key.filter(|key| is_here || key.starts_with("arn:")));
    }

    fn key(&mut self, evidence: &Evidence, key: Option<&str>) {
        let Some(key) = key.filter(|key| !key.is_empty() && !key.contains("alias/aws/")) else { return };
        self.when(evidence.keys.get(key), Question::Key(key.to_owned()));
        self.when(evidence.key_policies.get(key), Question::KeyPolicy(key.to_owned()));
    }
}
