//! An explorer without a runtime: messages in, and every effect answered from an account made of plain data.

mod facts;
mod things;
mod writes;

use super::confirm::WriteOp;
use super::copy_state::CopyOutcome;
use super::effect::{Effect, LoopEffect, Work};
use super::keymap::{Chord, Keymap};
use super::message::{Message, Stamped};
use super::model::{Model, Start};
use super::read::{Answer, Draft, METRICS_SPAN, Read};
use super::update;
use crate::diagnose::{Fact, Question};
use crate::model::bus_log::BusLog;
use crate::model::event_lookup::EventLookup;
use crate::model::tap::Sighting;
use crate::model::{
    Arn, Bus, CallError, End, ErrorKind, Held, InputTransformer, LogGroup, MetricSeries, Millis, Past,
    ResourcePolicy, RetryPolicy, Rule, RuleKey, RuleMetrics, RuleState, Session, Tag, Target, Thing,
    Undoable, Uses,
};
use crate::pattern::Scratch;
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseEvent, MouseEventKind};
use serde_json::json;
use std::collections::BTreeMap;
use things::{api_destinations, archives, calls, endpoints, permissions, probe_plan, sent, tap_of, taps};

/// 2026-11-30 14:03:20 UTC.
pub(crate) const NOW: Millis = 1_796_047_400_000;

/// Keys written as in the configuration, with blanks between; a word that names none is typed letter by
/// letter.
pub(crate) fn keys_of(text: &str) -> Vec<KeyEvent> {
    let typed = |word: &str| word.chars().map(|c| KeyEvent::from(KeyCode::Char(c))).collect();
    let one = |word: &str| word.parse::<Chord>().map_or_else(|_| typed(word), |chord| vec![chord.event()]);
    text.split_whitespace().flat_map(one).collect()
}

/// What the account holds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fake {
    pub buses: Vec<Bus>,
    pub rules: BTreeMap<String, Vec<Rule>>,
    pub targets: BTreeMap<RuleKey, Vec<Target>>,
    pub tags: BTreeMap<Arn, Vec<Tag>>,
    pub remembered: BTreeMap<Arn, RuleState>,
    pub surprises: Vec<String>,
    /// Metrics of every rule beside MatchedEvents.
    pub metrics: Vec<MetricSeries>,
    /// Rules of which failed deliveries were counted.
    pub failing_rules: Vec<RuleKey>,
    /// Events that were saved by name.
    pub saved_events: Vec<crate::model::SavedEvent>,
    /// Operations that fail, and how.
    pub failing: BTreeMap<&'static str, CallError>,
    /// What questions of a diagnosis are answered with.
    pub facts: BTreeMap<Question, Fact>,
    /// What other things are, where something was changed.
    pub things: BTreeMap<Thing, Held>,
    /// What rests on other things.
    pub uses: BTreeMap<Thing, Uses>,
    /// What was changed here, the newest first.
    pub changes: Vec<Undoable>,
    /// Resource policies of CloudWatch Logs.
    pub log_policies: Vec<ResourcePolicy>,
    /// What the logs of buses hold.
    pub bus_logs: BTreeMap<String, BusLog>,
    /// What events that are known by their ids are found as.
    pub lookup: EventLookup,
    /// What a search for taps comes upon.
    pub taps: Vec<Sighting>,
    /// Edits that an earlier run has kept.
    pub drafts: BTreeMap<RuleKey, Draft>,
    /// Rules whose writes fail, and how.
    pub refusing: BTreeMap<String, CallError>,
}

pub(crate) fn arn(text: &str) -> Arn {
    Arn::new(format!("arn:aws:{text}"))
}

pub(crate) fn bus(name: &str) -> Bus {
    Bus {
        name: name.into(),
        arn: arn(&format!("events:eu-west-1:123456789012:event-bus/{name}")),
        ..Bus::default()
    }
}

pub(crate) fn rule(bus: &str, name: &str, pattern: &str) -> Rule {
    let place = if bus == "default" { name.to_owned() } else { format!("{bus}/{name}") };
    Rule {
        bus: bus.into(),
        name: name.into(),
        arn: arn(&format!("events:eu-west-1:123456789012:rule/{place}")),
        state: RuleState::Enabled,
        pattern: Some(pattern.into()).filter(|pattern: &String| !pattern.is_empty()),
        ..Rule::default()
    }
}

pub(crate) fn target(id: &str, arn_text: &str) -> Target {
    Target { id: id.into(), arn: arn(arn_text), ..Target::default() }
}

impl Fake {
    /// A small account with something of everything.
    pub(crate) fn small() -> Self {
        let mut fake = Self {
            buses: vec![bus("default"), bus("lab"), bus("orders"), bus("aws.partner/shop.example/17")],
            taps: taps(),
            ..Self::default()
        };
        fake.buses[2].description = Some("orders of the web shop".into());
        let mut stopped = rule(
            "default",
            "ec2-stopped-to-slack",
            r#"{"source":["aws.ec2"],"detail-type":["EC2 Instance State-change Notification"],"detail":{"state":["stopped"]}}"#,
        );
        stopped.description = Some("page the team".into());
        let mut nightly = rule("default", "nightly-report", "");
        nightly.schedule = Some("cron(0 3 * * ? *)".into());
        nightly.state = RuleState::Disabled;
        let mut managed = rule("default", "AutoScalingManagedRule", r#"{"source":["aws.autoscaling"]}"#);
        managed.managed_by = Some("autoscaling.amazonaws.com".into());
        let mut watch = rule("default", "iam-readonly-watch", r#"{"source":["aws.iam"]}"#);
        watch.state = RuleState::EnabledWithAllCloudTrail;
        let mut future = rule("default", "from-the-future", r#"{"source":["x"]}"#);
        future.state = RuleState::Other("ENABLED_ON_TUESDAYS".into());
        let audit = rule("orders", "orders-audit", r#"{"detail":{"status":["PLACED"]}}"#);
        fake.rules.insert("default".into(), vec![stopped.clone(), nightly.clone(), managed, watch, future]);
        fake.rules.insert(
            "orders".into(),
            vec![audit.clone(), rule("orders", "orders-evil\u{1b}[2J", r#"{"a":[1]}"#)],
        );

        let logs = target("logs", "logs:eu-west-1:123456789012:log-group:/aws/events/ec2-stopped");
        let mut pager = target("pager", "sns:eu-west-1:123456789012:ops-pager");
        pager.transformer = Some(InputTransformer {
            paths: BTreeMap::from([("id".into(), "$.detail.instance-id".into())]),
            template: r#"{"text": "<id> stopped"}"#.into(),
        });
        pager.dead_letter = Some(arn("sqs:eu-west-1:123456789012:dlq"));
        pager.retry = Some(RetryPolicy { attempts: Some(3), age_seconds: Some(3600) });
        let mut queue = target("queue", "sqs:eu-west-1:123456789012:audit.fifo");
        queue.parameters.insert("SqsParameters".into(), json!({ "MessageGroupId": "audit" }));
        queue.role = Some(arn("iam::123456789012:role/events"));
        fake.targets.insert(stopped.key(), vec![logs.clone(), pager]);
        fake.targets.insert(nightly.key(), vec![logs]);
        fake.targets.insert(audit.key(), vec![queue]);
        fake.tags.insert(stopped.arn, vec![Tag { key: "team".into(), value: "platform".into() }]);
        fake
    }

    /// `buses` buses with `rules` rules each.
    pub(crate) fn large(buses: usize, rules: usize) -> Self {
        let mut fake = Self::default();
        for b in 0..buses {
            let name = if b == 0 { "default".to_owned() } else { format!("bus-{b:02}") };
            fake.buses.push(bus(&name));
            let list = (0..rules)
                .map(|r| rule(&name, &format!("rule-{r:04}-of-{name}"), r#"{"source":["shop"]}"#))
                .collect();
            fake.rules.insert(name, list);
        }
        fake
    }

    /// What the account says to a question.
    pub(crate) fn read(&self, read: &Read, now: Millis) -> Answer {
        if let Some(error) = self.failing.get(read.operation()) {
            return read.clone().failed(error.clone());
        }
        match read.clone() {
            Read::Buses => Answer::Buses(Ok(self.buses.clone())),
            Read::EventSources => Answer::EventSources(Ok(self.event_sources())),
            Read::Archives => Answer::Archives(Ok(archives())),
            Read::Replays => Answer::Replays(Ok(self.replays())),
            Read::Connections => Answer::Connections(Ok(self.connections())),
            Read::ApiDestinations => Answer::ApiDestinations(Ok(api_destinations())),
            Read::Endpoints => Answer::Endpoints(Ok(endpoints())),
            Read::Functions => {
                Answer::Functions(Ok(vec![arn("lambda:eu-west-1:123456789012:function:notify")]))
            }
            Read::Queues => Answer::Queues(Ok(vec![
                arn("sqs:eu-west-1:123456789012:dlq"),
                arn("sqs:eu-west-1:123456789012:audit.fifo"),
            ])),
            Read::StateMachines => {
                Answer::StateMachines(Ok(vec![arn("states:eu-west-1:123456789012:stateMachine:refunds")]))
            }
            Read::Topics => Answer::Topics(Ok(vec![arn("sns:eu-west-1:123456789012:ops-pager")])),
            Read::LogGroups => {
                let group = arn("logs:eu-west-1:123456789012:log-group:/aws/events/all");
                Answer::LogGroups(Ok(vec![LogGroup {
                    name: "/aws/events/all".into(),
                    arn: group,
                    class: None,
                    retention_days: None,
                    stored_bytes: None,
                    kms_key: None,
                }]))
            }
            Read::LogPolicies => Answer::LogPolicies(Ok(self.log_policies.clone())),
            Read::Roles => Answer::Roles(Ok(vec![arn("iam::123456789012:role/events")])),
            Read::Whole(thing) => {
                let held = self.whole(&thing);
                Answer::Whole(thing, Ok(held))
            }
            Read::WhoChanged(thing) => Answer::WhoChanged(
                thing,
                Ok("CloudTrail has, the newest first: PutRule by eve at noon".into()),
            ),
            Read::Described(thing) => {
                let held = self.whole(&thing);
                let settings = held.and_then(|held| held.settings).unwrap_or_default();
                Answer::Described(thing, Ok(settings.into()))
            }
            Read::Uses(thing) => {
                let uses = self.uses.get(&thing).cloned().unwrap_or_default();
                Answer::Uses(thing, Ok(uses))
            }
            Read::Past(thing) => {
                let of_it = self.changes.iter().filter(|one| one.change.thing == thing);
                let past = |one: &Undoable| Past {
                    at: one.at,
                    change: one.change.clone(),
                    end: one.known.then_some(End::Done),
                    of_no_account: false,
                };
                let past = of_it.map(past).collect();
                Answer::Past(thing, Ok(past))
            }
            Read::Undoable(asked) => Answer::Undoable(asked, Ok(self.changes.clone())),
            Read::Failing => Answer::Failing(Ok(self.failing_rules.clone())),
            Read::Sent => Answer::Sent(Ok(sent())),
            Read::SavedEvents => Answer::SavedEvents(Ok(self.saved_events.clone())),
            Read::Taps => Answer::Taps(Ok(self.taps.clone())),
            Read::Calls => Answer::Calls(Ok(calls(now))),
            Read::Permissions(()) => Answer::Permissions((), Ok(permissions())),
            Read::Profiles => Answer::Profiles(Ok(vec!["prod".into(), "staging".into()])),
            Read::Bus(name) => {
                let mut bus = self.buses.iter().find(|bus| bus.name == name).cloned().unwrap_or_default();
                bus.policy = (name == "orders").then(|| r#"{"Version":"2012-10-17","Statement":[]}"#.into());
                Answer::Bus(name, Ok(bus))
            }
            Read::Rules(bus) => {
                let rules = self.rules.get(&bus).cloned().unwrap_or_default();
                Answer::Rules(bus, Ok(rules))
            }
            Read::Targets(rule) => {
                let targets = self.targets.get(&rule).cloned().unwrap_or_default();
                Answer::Targets(rule, Ok(targets))
            }
            Read::Tags(arn) => {
                let tags = self.tags.get(&arn).cloned().unwrap_or_default();
                Answer::Tags(arn, Ok(tags))
            }
            Read::Metrics(rule) => {
                let from = now - METRICS_SPAN;
                let points = (0..30_u32).map(|n| (from + i64::from(n) * 120_000, f64::from(n % 7))).collect();
                let matched = MetricSeries { name: "MatchedEvents".into(), points };
                Answer::Metrics(
                    rule,
                    Ok(RuleMetrics {
                        from,
                        to: now,
                        period: 60,
                        series: [vec![matched], self.metrics.clone()].concat(),
                    }),
                )
            }
            Read::Rule(key) => {
                let rules = self.rules.get(&key.bus).into_iter().flatten();
                let found = rules.into_iter().find(|rule| rule.name == key.name).cloned();
                let missing = || CallError::new(ErrorKind::NotFound, "DescribeRule", "no such rule");
                Answer::Rule(key, found.ok_or_else(missing))
            }
            Read::ProbePlan(of) => {
                let plan = || probe_plan(&of, tap_of(&RuleKey::new(&of.bus, "any"), now));
                let outcome = self.failing.get("Planning a probe").cloned().map_or_else(|| Ok(plan()), Err);
                Answer::ProbePlan(of, outcome)
            }
            Read::BusLog(of) => {
                let log = self.bus_logs.get(&of.bus).cloned();
                let off =
                    || BusLog::Off { why: "its log is off".into(), steps: vec!["aws events update".into()] };
                Answer::BusLog(of, Ok(log.unwrap_or_else(off)))
            }
            Read::EventsById(of) => Answer::EventsById(of, Ok(self.lookup.clone())),
            Read::TapPlan(rule) => {
                let outcome = match self.failing.get("Planning a tap") {
                    Some(error) => Err(error.clone()),
                    None => Ok(tap_of(&rule, now)),
                };
                Answer::TapPlan(rule, outcome)
            }
            Read::UsedBy(of) => {
                let has_target = |targets: &[Target]| targets.iter().any(|target| target.arn == of.target);
                let rules =
                    self.targets.iter().filter(|(rule, targets)| rule.bus == of.bus && has_target(targets));
                let names = rules.map(|(rule, _)| rule.name.clone()).collect();
                Answer::UsedBy(of, Ok(names))
            }
            Read::Evidence(raised) => {
                let outcome = self.evidence(&raised, now);
                Answer::Evidence(raised, outcome)
            }
            Read::TestPattern(test) => Answer::TestPattern(test, Ok(None)),
            Read::RecordedState(of) => {
                let state = self.remembered.get(&of.arn).cloned();
                Answer::RecordedState(of, Ok(state))
            }
            Read::Draft(rule) => {
                let draft = self.drafts.get(&rule).cloned();
                Answer::Draft(rule, Ok(draft))
            }
            Read::EventFile(path) => Answer::EventFile(path, Ok(r#"{"source":"shop"}"#.into())),
        }
    }

    /// All of a thing: of rules and what was changed here.
    pub(crate) fn whole(&self, thing: &Thing) -> Option<Held> {
        match thing {
            Thing::Rule(key) => {
                let rules = self.rules.get(&key.bus).into_iter().flatten();
                let rule = rules.into_iter().find(|rule| rule.name == key.name)?;
                let target = |target: &Target| {
                    let json = crate::export::json::target(target);
                    (target.id.clone(), json.as_object().cloned().unwrap_or_default())
                };
                let tag = |tag: &Tag| (tag.key.clone(), tag.value.clone());
                Some(Held {
                    targets: Some(self.targets.get(key).into_iter().flatten().map(target).collect()),
                    tags: Some(self.tags.get(&rule.arn).into_iter().flatten().map(tag).collect()),
                    ..rule.as_held()
                })
            }
            other => self.things.get(other).cloned(),
        }
    }
}

/// A model, the account it talks to, and what it asked for beside calls to that account.
#[derive(Debug)]
pub(crate) struct Explorer {
    pub model: Model,
    pub fake: Fake,
    pub now: Millis,
    /// Effects not yet carried out.
    pub waiting: Vec<Effect>,
    /// Effects other than calls and wake-ups, in order.
    pub done: Vec<Effect>,
    /// Writes that were sent.
    pub writes: Vec<WriteOp>,
    /// Most reads that were under way at once.
    pub most_pending: usize,
}

impl Explorer {
    /// An explorer that has not connected yet.
    pub(crate) fn cold(fake: Fake, size: (u16, u16), session: Session) -> Self {
        let start = Start { size, now: NOW, session, keymap: Keymap::default(), local_offset: 3600 };
        let mut model = Model::new(start);
        let waiting = model.start();
        Self { model, fake, now: NOW, waiting, done: Vec::new(), writes: Vec::new(), most_pending: 0 }
    }

    /// An explorer with everything loaded.
    pub(crate) fn over(fake: Fake, size: (u16, u16)) -> Self {
        let mut it = Self::cold(fake, size, session());
        it.settle();
        it
    }

    /// Over the small account.
    pub(crate) fn small(size: (u16, u16)) -> Self {
        Self::over(Fake::small(), size)
    }

    pub(crate) fn send(&mut self, message: Message) {
        let effects = update(&mut self.model, Stamped { at: self.now, message });
        self.waiting.extend(effects);
    }

    /// Presses keys, written as in the configuration, with blanks between, answering everything asked for
    /// after each.
    pub(crate) fn press(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            self.strike(key);
            self.settle();
        }
    }

    /// Presses one key and answers nothing.
    pub(crate) fn strike(&mut self, key: &str) {
        let chord: Chord = key.parse().unwrap();
        self.send(Message::Key(chord.event()));
    }

    /// Types a text.
    pub(crate) fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            let key = if c == ' ' { "space".to_owned() } else { c.to_string() };
            self.strike(&key);
            self.settle();
        }
    }

    pub(crate) fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) {
        self.send(Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
        self.settle();
    }

    /// Carries out one effect; false when none is left.
    pub(crate) fn step(&mut self) -> bool {
        let reads =
            self.waiting.iter().filter(|effect| matches!(effect, Effect::Work(Work::Read { .. }))).count();
        self.most_pending = self.most_pending.max(reads);
        // Wake-ups come last: answers are faster than time passes.
        let at = self
            .waiting
            .iter()
            .position(|effect| !matches!(effect, Effect::Loop(LoopEffect::Wake { .. })))
            .unwrap_or(0);
        if self.waiting.is_empty() {
            return false;
        }
        match self.waiting.remove(at) {
            Effect::Work(Work::Connect { req, profile, region }) => {
                let old = self.model.shared.session.clone();
                let outcome = match self.fake.failing.get("Connect") {
                    Some(error) => Err(error.clone()),
                    None => Ok(Session {
                        profile,
                        region: region.unwrap_or_else(|| "eu-central-1".into()),
                        account: Some("123456789012".into()),
                        ..old
                    }),
                };
                self.send(Message::Connected { req, last: true, outcome });
            }
            Effect::Work(Work::Read { req, read, .. }) => {
                let answer = self.fake.read(&read, self.now);
                self.send(Message::Answer { req, last: true, answer });
            }
            Effect::Work(Work::Judge(judging)) => {
                let verdicts = judging.judge(judging.from..judging.events.len(), &mut Scratch::new());
                self.send(Message::Judged { req: judging.req, last: true, verdicts });
            }
            Effect::Work(Work::Write(write)) => {
                self.writes.push(write.op.clone());
                let outcome = self.fake.written(&write, self.now);
                self.send(Message::Written { req: write.req, outcome });
            }
            Effect::Loop(LoopEffect::Wake { at }) => {
                self.now = self.now.max(at);
                self.send(Message::Tick);
            }
            Effect::Loop(LoopEffect::Copy { req, text }) => {
                self.done.push(Effect::Loop(LoopEffect::Copy { req, text }));
                self.send(Message::Copied { req, outcome: CopyOutcome::Taken { place: String::new() } });
            }
            Effect::Work(Work::SaveEvent { req, event, replace }) => {
                let outcome = self.fake.save_event(&event, replace);
                self.send(Message::EventSaved { req, name: event.name.clone(), saved: Some(event), outcome });
            }
            Effect::Work(Work::DeleteEvent { req, name }) => {
                self.fake.saved_events.retain(|event| event.name != name);
                self.send(Message::EventSaved { req, name, saved: None, outcome: Ok(()) });
            }
            // Old lists are a matter of the test that waits for them.
            Effect::Loop(LoopEffect::LookAgain { .. }) => {}
            other => self.done.push(other),
        }
        true
    }

    /// Carries out effects until none is left, or only the test can give the answer that is awaited.
    pub(crate) fn settle(&mut self) {
        for _ in 0..100_000 {
            let asleep =
                self.waiting.iter().all(|effect| matches!(effect, Effect::Loop(LoopEffect::Wake { .. })));
            if asleep && self.model.shared.requests.pending() > 0 || !self.step() {
                return;
            }
        }
        panic!("never comes to rest; waiting: {:?}", self.waiting);
    }

    /// The texts that were copied, in order.
    pub(crate) fn copied(&self) -> Vec<&str> {
        self.done
            .iter()
            .filter_map(|effect| match effect {
                Effect::Loop(LoopEffect::Copy { text, .. }) => Some(text.as_str()),
                _ => None,
            })
            .collect()
    }

    pub(crate) fn notice(&self) -> &str {
        self.model.shared.notice.as_ref().map_or("", |notice| notice.text.as_str())
    }
}

pub(crate) fn session() -> Session {
    Session { profile: Some("prod".into()), region: "eu-west-1".into(), ..Session::default() }
}
