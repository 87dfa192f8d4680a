//! What an event sets off: the rules of its bus that match, and their targets.
//!
//! - `attempt` hands an event to one target: log groups, queues, topics, functions and buses of the account
//!   receive it, everything else is only counted.
//! - `permit` says whether a target lets EventBridge in, by the policies of everything that is involved.
//! - `held_kind` says which kinds of targets the account holds things of.
//! - `failure` is what becomes of a delivery that did not work: retried, counted, sent to a dead-letter
//!   queue.

mod attempt;
mod failure;
mod permit;

#[cfg(test)]
mod tests;

pub(super) use failure::Retries;
pub(super) use permit::{ORGANIZATION, Permits, topic_may_send};

use super::account::{ACCOUNT, Account, Departure, Rule};
use super::bus_log::{self, LoggedStep};
use super::matching;
use crate::json::{Document, Kind};
use crate::model::{Envelope, Millis, RuleState, Target};
use failure::Failure;
use jiff::Timestamp;
use serde_json::json;
use std::cell::OnceCell;
use std::sync::Arc;

/// Milliseconds from an event's receipt to its delivery, as metrics and logs tell it.
pub(super) const LATENCY: u32 = 40;

/// An event as it is delivered: its whole JSON, and its tree once a target's input is made of it.
#[derive(Clone, Debug)]
pub(super) struct Event {
    text: Arc<str>,
    /// Its time, to the second as the envelope has it.
    time: Millis,
    document: OnceCell<Option<Arc<Document>>>,
}

/// One target of one rule that an event goes to.
#[derive(Clone, Debug)]
pub(super) struct Invocation {
    pub(super) bus: String,
    pub(super) rule: String,
    pub(super) rule_arn: String,
    pub(super) target: Target,
    /// Buses the event has come through before this one.
    hops: u32,
}

impl Event {
    /// An event with this detail, which is minified JSON text.
    pub(super) fn new(envelope: &Envelope<'_>, detail: &str) -> Self {
        Self::of(Arc::from(envelope.around(detail)), envelope.time)
    }

    /// An event that was written before, with its time.
    pub(super) fn of(text: Arc<str>, time: Millis) -> Self {
        Self { text, time: time.div_euclid(1000) * 1000, document: OnceCell::new() }
    }

    /// Its JSON.
    pub(super) fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// When it happened.
    pub(super) fn time(&self) -> Millis {
        self.time
    }

    fn document(&self) -> Result<&Document, Failure> {
        let read = || Document::parse(&*self.text).ok().map(Arc::new);
        let document = self.document.get_or_init(read).as_deref();
        document.ok_or_else(|| Failure::permanent("INVALID_JSON", "The event is not JSON."))
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

/// Takes an event onto a bus: archives keep it, rules that match deliver it.
pub(super) fn ingest(account: &mut Account, bus: &str, event: &Event, now: Millis) {
    super::events::archive(account, bus, event, now);
    pass(account, bus, event, now, 0, None);
}

/// Sends an event of an archive to a bus once more; `only` holds the ARNs of the rules that may see it, all
/// where it is empty.
pub(super) fn replay(account: &mut Account, bus: &str, event: &Event, only: &[String], now: Millis) {
    pass(account, bus, event, now, 0, Some(only));
}

/// `hops` counts the buses the event has come through already.
fn pass(
    account: &mut Account,
    bus_name: &str,
    event: &Event,
    now: Millis,
    hops: u32,
    only: Option<&[String]>,
) {
    if let Err(failure) = permit::bus_key(account, bus_name, now) {
        let details = bus_log::of_event(account, bus_name, event);
        let step = LoggedStep::failed("EVENT_INGEST_FAILURE", details, &failure.code, &failure.message);
        bus_log::write(account, bus_name, event, &step, now);
        failure::not_taken(account, bus_name, event, &failure, now);
        return;
    }
    let Some(bus) = account.buses.get_mut(bus_name) else { return };
    let rules = &bus.rules;
    let compiled = bus.matcher.get_or_insert_with(|| super::events::compiled(rules));
    let mut names = compiled.matches(&event.text);
    if !names.is_empty() && matching::is_read_only_call(&event.text) {
        names.retain(|name| {
            rules.get(name).is_some_and(|rule| rule.state == RuleState::EnabledWithAllCloudTrail)
        });
    }
    if !names.is_empty() && matching::is_public_health(&event.text) {
        let names_health = |rule: &Rule| rule.pattern.as_deref().is_some_and(matching::names_health);
        names.retain(|name| rules.get(name).is_some_and(names_health));
    }
    if let Some(only) = only.filter(|only| !only.is_empty()) {
        names.retain(|name| only.contains(&bus.rule_arn(name)));
    }
    if bus_log::is_on(account, bus_name) {
        log_matches(account, bus_name, event, &names, now);
    }
    for name in names {
        account.metrics.rule("MatchedEvents", bus_name, &name, now, 1.0);
        fire(account, bus_name, &name, event, now, hops);
    }
}

/// Logs what came in and which rules it goes to.
fn log_matches(account: &mut Account, bus_name: &str, event: &Event, names: &[String], now: Millis) {
    let of_service = bus_log::is_of_service(event);
    let Some(bus) = account.buses.get(bus_name) else { return };
    let managed = |name: &String| bus.rules.get(name).is_some_and(|rule| rule.managed_by.is_some());
    let own: Vec<&String> = names.iter().filter(|name| !managed(name)).collect();
    if own.is_empty() && (of_service || !names.is_empty()) {
        return;
    }
    let matched: Vec<_> = own
        .iter()
        .filter_map(|name| {
            let targets: Vec<_> =
                bus.rules.get(*name)?.targets.values().map(|target| &target["Arn"]).collect();
            Some(json!({"rule_arn": bus.rule_arn(name), "target_arns": targets}))
        })
        .collect();
    let facts = bus_log::of_event(account, bus_name, event);
    let receipt = if of_service { "EVENT_RECEIPT" } else { "EVENT_INGEST_SUCCESS" };
    let mut steps = vec![LoggedStep::of(receipt, facts.clone()), LoggedStep::of("RULE_MATCH_START", facts)];
    if matched.is_empty() {
        steps.push(LoggedStep::of("NO_STANDARD_RULES_MATCHED", json!({})));
    }
    steps.extend(matched.into_iter().map(|details| LoggedStep::of("RULE_MATCH", details)));
    for step in steps {
        bus_log::write(account, bus_name, event, &step, now);
    }
}

/// A run of a scheduled rule: an event of its own that only this rule sees.
pub(super) fn tick(account: &mut Account, rule: &str, run: Millis, id: &str) {
    let Some(arn) = account.buses.get("default").map(|bus| bus.rule_arn(rule)) else { return };
    let envelope = Envelope {
        id,
        detail_type: "Scheduled Event",
        source: "aws.events",
        account: ACCOUNT,
        time: run,
        region: &account.region,
        resources: &[arn],
    };
    let event = Event::new(&envelope, "{}");
    fire(account, "default", rule, &event, run, 0);
}

fn fire(account: &mut Account, bus: &str, rule: &str, event: &Event, now: Millis, hops: u32) {
    let Some(about) = account.buses.get(bus) else { return };
    let Some(found) = about.rules.get(rule) else { return };
    let targets: Vec<Target> = found.targets.values().map(Target::of_map).collect();
    let rule_arn = about.rule_arn(rule);
    if !targets.is_empty() {
        account.metrics.rule("TriggeredRules", bus, rule, now, 1.0);
    }
    for target in targets {
        account.metrics.rule("Invocations", bus, rule, now, 1.0);
        let (bus, rule, rule_arn) = (bus.to_owned(), rule.to_owned(), rule_arn.clone());
        let invocation = Invocation { bus, rule, rule_arn, target, hops };
        // Most buses log nothing: for them nothing is put together.
        let steps: &[&str] = if bus_log::is_on(account, &invocation.bus) {
            &["INVOCATION_START", "INVOCATION_ATTEMPT_START"]
        } else {
            &[]
        };
        for kind in steps {
            bus_log::write(
                account,
                &invocation.bus,
                event,
                &LoggedStep::of(kind, bus_log::invocation_members(&invocation)),
                now,
            );
        }
        match attempt::deliver(account, &invocation, event, now) {
            Ok(()) => {
                failure::log_success(account, &invocation, event, 1, Millis::from(LATENCY), now);
                // What the service reports for a quiet account; the stand-in delivers at once.
                let Invocation { bus, rule, .. } = &invocation;
                let latency = f64::from(LATENCY);
                account.metrics.rule("IngestionToInvocationStartLatency", bus, rule, now, latency);
            }
            Err(failure) => failure::settle(account, invocation, event, &failure, now),
        }
    }
}

/// Lets retries happen that are due by `now`.
pub(super) fn retry(account: &mut Account, now: Millis) {
    failure::retry(account, now);
}

/// Takes an event from another region onto a bus of this one; false when there is no such bus.
pub(super) fn arrive(account: &mut Account, departure: &Departure, now: Millis) -> bool {
    let there = account.buses.contains_key(&departure.bus);
    if there {
        super::events::archive(account, &departure.bus, &departure.event, now);
        pass(account, &departure.bus, &departure.event, now, departure.invocation.hops + 1, None);
    }
    there
}

/// Counts an event as failed that found no bus in another region.
pub(super) fn fail_without_bus(account: &mut Account, departure: Departure, now: Millis) {
    let failure = Failure::permanent("NO_RESOURCE", "The event bus does not exist in that region.");
    failure::settle(account, departure.invocation, &departure.event, &failure, now);
}

/// The enabled scheduled rules of the default bus.
pub(super) fn scheduled(account: &Account) -> Vec<&Rule> {
    account
        .buses
        .get("default")
        .map(|bus| {
            // A schedule does not run in the state for read-only events.
            let runs = |rule: &&Rule| rule.schedule.is_some() && rule.state == RuleState::Enabled;
            bus.rules.values().filter(runs).collect()
        })
        .unwrap_or_default()
}
