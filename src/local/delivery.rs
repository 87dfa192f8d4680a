//! What an event sets off: the rules of its bus that match, and their targets.
//!
//! Log groups of the account receive events for real, buses of the account pass them on once; every other
//! target is only counted. Failures are counted as EventBridge counts them and shown nowhere else, which is
//! what makes them hard to find.

use super::account::{ACCOUNT, Account, Departure, Rule};
use super::ids::Ids;
use super::logs::{self, may_deliver};
use super::matching;
use crate::input::{self, InputTransformer, LogEntry, TargetInput, Variables};
use crate::json::{Document, Kind};
use crate::model::{Arn, Millis, RetryPolicy, RuleState, Target, TargetKind};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::cell::OnceCell;
use std::collections::BTreeMap;

/// An event as it is delivered: its whole JSON, and its tree once a target's input is made of it.
#[derive(Clone, Debug)]
pub(super) struct Event {
    text: String,
    /// Its time, to the second as the envelope has it.
    time: Millis,
    document: OnceCell<Option<Document>>,
}

impl Event {
    /// Writes the envelope around a detail, which is minified JSON text and keeps its numbers as they are
    /// written.
    pub(super) fn new(
        region: &str,
        id: &str,
        time: Millis,
        source: &str,
        detail_type: &str,
        resources: &[String],
        detail: &str,
    ) -> Self {
        let envelope = json!({
            "version": "0",
            "id": id,
            "detail-type": detail_type,
            "source": source,
            "account": ACCOUNT,
            "time": instant(time),
            "region": region,
            "resources": resources,
        })
        .to_string();
        let text = format!("{},\"detail\":{detail}}}", envelope.strip_suffix('}').unwrap_or(&envelope));
        Self { text, time: time.div_euclid(1000) * 1000, document: OnceCell::new() }
    }

    /// Its JSON.
    #[cfg(test)]
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    fn document(&self) -> Result<&Document, Failed> {
        self.document.get_or_init(|| Document::parse(self.text.as_str()).ok()).as_ref().ok_or(Failed)
    }
}

/// A detail without white space around its tokens; `None` when the text is not one JSON object.
pub(super) fn minified(detail: &str) -> Option<String> {
    let document = Document::parse(detail).ok()?;
    (document.root().kind() == Kind::Object).then(|| document.root().minified())
}

/// A moment as events write it: whole seconds, UTC.
pub(super) fn instant(moment: Millis) -> String {
    Timestamp::from_second(moment.div_euclid(1000)).unwrap_or_default().to_string()
}

/// A target in the API's shape as plain data.
pub(super) fn target_of(raw: &Map<String, Value>) -> Target {
    let text = |name: &str| raw.get(name).and_then(Value::as_str).map(str::to_owned);
    let transformer = raw.get("InputTransformer").map(|transformer| InputTransformer {
        paths: transformer["InputPathsMap"]
            .as_object()
            .map(|paths| {
                paths
                    .iter()
                    .filter_map(|(name, path)| Some((name.clone(), path.as_str()?.to_owned())))
                    .collect()
            })
            .unwrap_or_default(),
        template: transformer["InputTemplate"].as_str().unwrap_or_default().to_owned(),
    });
    let number = |value: &Value| value.as_i64().and_then(|number| i32::try_from(number).ok());
    Target {
        id: text("Id").unwrap_or_default(),
        arn: Arn::from(text("Arn").unwrap_or_default()),
        role: text("RoleArn").map(Arn::from),
        input: text("Input"),
        input_path: text("InputPath"),
        transformer,
        dead_letter: raw.get("DeadLetterConfig").and_then(|config| config["Arn"].as_str()).map(Arn::from),
        retry: raw.get("RetryPolicy").map(|policy| RetryPolicy {
            attempts: number(&policy["MaximumRetryAttempts"]),
            age_seconds: number(&policy["MaximumEventAgeInSeconds"]),
        }),
        parameters: raw
            .iter()
            .filter(|(name, _)| name.ends_with("Parameters"))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect::<BTreeMap<_, _>>(),
    }
}

/// The settings of a target that decide what it receives.
pub(super) fn input_of(target: &Target) -> TargetInput<'_> {
    TargetInput {
        id: &target.id,
        input: target.input.as_deref(),
        input_path: target.input_path.as_deref(),
        transformer: target.transformer.as_ref(),
    }
}

/// Takes an event onto a bus and delivers it to the rules that match.
pub(super) fn ingest(account: &mut Account, bus: &str, event: &Event, now: Millis) {
    pass(account, bus, event, now, 0);
}

/// `hops` counts the buses the event has come through already.
fn pass(account: &mut Account, bus_name: &str, event: &Event, now: Millis, hops: u32) {
    let Some(bus) = account.buses.get_mut(bus_name) else { return };
    let rules = &bus.rules;
    let compiled = bus.matcher.get_or_insert_with(|| super::events::compiled(rules));
    let mut names = compiled.matches(&event.text);
    if !names.is_empty() && matching::is_read_only_call(&event.text) {
        names.retain(|name| {
            rules.get(name).is_some_and(|rule| rule.state == RuleState::EnabledWithAllCloudTrail)
        });
    }
    for name in names {
        account.metrics.rule("MatchedEvents", bus_name, &name, now, 1.0);
        fire(account, bus_name, &name, event, now, hops);
    }
}

/// A run of a scheduled rule: an event of its own that only this rule sees.
pub(super) fn tick(account: &mut Account, rule: &str, run: Millis, id: &str) {
    let Some(arn) = account.buses.get("default").map(|bus| bus.rule_arn(rule)) else { return };
    let event = Event::new(&account.region, id, run, "aws.events", "Scheduled Event", &[arn], "{}");
    fire(account, "default", rule, &event, run, 0);
}

fn fire(account: &mut Account, bus: &str, rule: &str, event: &Event, now: Millis, hops: u32) {
    let Some(about) = account.buses.get(bus) else { return };
    let Some(found) = about.rules.get(rule) else { return };
    let targets: Vec<Target> = found.targets.values().map(target_of).collect();
    let rule_arn = about.rule_arn(rule);
    if !targets.is_empty() {
        account.metrics.rule("TriggeredRules", bus, rule, now, 1.0);
    }
    for target in targets {
        account.metrics.rule("Invocations", bus, rule, now, 1.0);
        if invoke(account, &target, (bus, rule), &rule_arn, event, now, hops).is_ok() {
            // What the service reports for a quiet account; the stand-in delivers at once.
            account.metrics.rule("IngestionToInvocationStartLatency", bus, rule, now, 40.0);
            continue;
        }
        give_up(account, (bus, rule), target.dead_letter.as_ref(), now);
    }
}

/// Counts a delivery that failed for good, and sends it to the dead-letter queue.
fn give_up(account: &mut Account, (bus, rule): (&str, &str), queue: Option<&Arn>, now: Millis) {
    account.metrics.rule("FailedInvocations", bus, rule, now, 1.0);
    if let Some(queue) = queue {
        let lost = queue.region() != account.region || account.undeliverable.contains_key(queue.as_str());
        let name = if lost { "InvocationsFailedToBeSentToDlq" } else { "InvocationsSentToDlq" };
        account.metrics.rule(name, bus, rule, now, 1.0);
    }
}

/// Takes an event from another region onto a bus of this one; false when there is no such bus.
pub(super) fn arrive(account: &mut Account, departure: &Departure, now: Millis) -> bool {
    let there = account.buses.contains_key(&departure.bus);
    if there {
        pass(account, &departure.bus, &departure.event, now, 1);
    }
    there
}

/// Counts an event as failed that found no bus in another region.
pub(super) fn lost(account: &mut Account, departure: &Departure, now: Millis) {
    let (bus, rule) = (&departure.from.0, &departure.from.1);
    give_up(account, (bus, rule), departure.dead_letter.as_ref(), now);
}

/// A delivery that EventBridge gave up.
struct Failed;

/// Whether a target receives the event as it is, so that no input has to be made for it.
fn sends_whole_event(target: &Target) -> bool {
    target.input.is_none() && target.input_path.is_none() && target.transformer.is_none()
}

fn invoke(
    account: &mut Account,
    target: &Target,
    (bus, rule): (&str, &str),
    rule_arn: &str,
    event: &Event,
    now: Millis,
    hops: u32,
) -> Result<(), Failed> {
    if account.undeliverable.contains_key(target.arn.as_str()) {
        return Err(Failed);
    }
    match target.kind() {
        TargetKind::Logs => to_log_group(account, target, rule, rule_arn, event, now),
        // "Sending events between event buses": an event is not passed on a second time.
        TargetKind::Bus if hops > 0 => Err(Failed),
        TargetKind::Bus if target.arn.account() == ACCOUNT && target.arn.region() == account.region => {
            let next = target.arn.name().to_owned();
            if !account.buses.contains_key(&next) {
                return Err(Failed);
            }
            pass(account, &next, event, now, hops + 1);
            Ok(())
        }
        TargetKind::Bus if target.arn.account() == ACCOUNT => {
            account.departures.push(Departure {
                region: target.arn.region().to_owned(),
                bus: target.arn.name().to_owned(),
                event: event.clone(),
                origin: account.region.clone(),
                from: (bus.to_owned(), rule.to_owned()),
                dead_letter: target.dead_letter.clone(),
            });
            Ok(())
        }
        TargetKind::Bus
        | TargetKind::Lambda
        | TargetKind::Sqs
        | TargetKind::Sns
        | TargetKind::StepFunctions
        | TargetKind::Kinesis
        | TargetKind::Firehose
        | TargetKind::Ecs
        | TargetKind::Batch
        | TargetKind::ApiDestination
        | TargetKind::ApiGateway
        | TargetKind::CodeBuild
        | TargetKind::CodePipeline
        | TargetKind::Ssm
        | TargetKind::Redshift
        | TargetKind::SageMaker
        | TargetKind::Inspector
        | TargetKind::AppSync
        | TargetKind::Other => {
            if sends_whole_event(target) {
                return Ok(());
            }
            // An input that cannot be made is given up whatever the target is.
            let ingestion = instant(now);
            let variables = Variables { rule_arn, rule_name: rule, ingestion_time: Some(&ingestion) };
            input::render(&input_of(target), event.document()?, &variables).map(|_| ()).map_err(|_| Failed)
        }
    }
}

fn to_log_group(
    account: &mut Account,
    target: &Target,
    rule: &str,
    rule_arn: &str,
    event: &Event,
    now: Millis,
) -> Result<(), Failed> {
    let group = logs::name_in(target.arn.as_str()).to_owned();
    // An ARN that ends in `:*` is accepted as a target and never delivered to; a role makes EventBridge skip
    // the resource policy.
    if target.arn.as_str().ends_with(":*") || target.role.is_some() {
        return Err(Failed);
    }
    if !account.logs.groups.contains_key(&group) || !may_deliver(&account.logs, &group, rule_arn) {
        return Err(Failed);
    }
    let entry = if sends_whole_event(target) {
        LogEntry { timestamp_millis: event.time, message: event.text.clone() }
    } else {
        let ingestion = instant(now);
        let variables = Variables { rule_arn, rule_name: rule, ingestion_time: Some(&ingestion) };
        input::log_entry(&input_of(target), event.document()?, &variables).map_err(|_| Failed)?
    };
    // One stream a rule and hour; EventBridge names its streams by ids too.
    let hour = now.div_euclid(3_600_000).unsigned_abs();
    let stream = Ids::named(hour, rule_arn).uuid();
    // What Logs rejects for its age or size is lost without EventBridge knowing.
    let _ = account.logs.append(&group, &stream, entry.timestamp_millis, &entry.message, now);
    Ok(())
}

/// The enabled scheduled rules of the default bus.
pub(super) fn scheduled(account: &Account) -> Vec<&Rule> {
    account
        .buses
        .get("default")
        .map(|bus| {
            bus.rules.values().filter(|rule| rule.schedule.is_some() && !rule.state.is_disabled()).collect()
        })
        .unwrap_or_default()
}
