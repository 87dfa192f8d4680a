//! One attempt to hand an event to a target.

use super::failure::Failure;
use super::{Event, Invocation, instant, permit};
use crate::input::{self, LogEntry, Variables};
use crate::local::account::last_name;
use crate::local::account::{ACCOUNT, Account, Departure};
use crate::local::ids::Ids;
use crate::local::sqs::Outgoing;
use crate::local::{lambda, logs, sns};
use crate::model::{Arn, KnownKind, Millis, Target, TargetKind};
use crate::text::time::HOUR;
use serde_json::Map;
use std::borrow::Cow;

fn no_input(unsent: &input::Unsent) -> Failure {
    Failure::permanent("INVALID_JSON", unsent.to_string())
}

/// What the target receives.
fn payload<'e>(invocation: &Invocation, event: &'e Event, now: Millis) -> Result<Cow<'e, str>, Failure> {
    let target = &invocation.target;
    if target.gets_whole_event() {
        return Ok(Cow::Borrowed(event.text()));
    }
    let ingestion = instant(now);
    let variables = Variables {
        rule_arn: &invocation.rule_arn,
        rule_name: &invocation.rule,
        ingestion_time: Some(&ingestion),
    };
    let rendered = input::render(&target.target_input(), event.document()?, &variables);
    rendered.map(Cow::Owned).map_err(|unsent| no_input(&unsent))
}

/// Hands the event over, or says why not.
pub(super) fn deliver(
    account: &mut Account,
    invocation: &Invocation,
    event: &Event,
    now: Millis,
) -> Result<(), Failure> {
    let target = &invocation.target;
    // "Sending events between event buses": an event is not passed on a second time.
    if target.kind() == TargetKind::Bus && invocation.hops > 0 {
        return Err(third_hop(account, target));
    }
    permit::check(account, invocation, event, now)?;
    let here = target.arn.account() == ACCOUNT && target.arn.region() == account.region;
    match KnownKind::of(target.kind()) {
        KnownKind::LogGroup => to_log_group(account, invocation, event, now),
        KnownKind::Bus if here => {
            let next = target.arn.name().to_owned();
            super::super::events::archive(account, &next, event, now);
            super::pass(account, &next, event, now, invocation.hops + 1, None);
            Ok(())
        }
        KnownKind::Bus if target.arn.account() == ACCOUNT => {
            account.departures.push(Departure {
                region: target.arn.region().to_owned(),
                bus: target.arn.name().to_owned(),
                event: event.clone(),
                origin: account.region.clone(),
                invocation: invocation.clone(),
            });
            Ok(())
        }
        KnownKind::Queue if here => to_queue(account, invocation, event, now),
        KnownKind::Topic if here && Arn::is_fifo(target.arn.name()) => Err(Failure::permanent(
            "INVALID_PARAMETER",
            "Invalid parameter: The MessageGroupId parameter is required for FIFO topics",
        )),
        KnownKind::Topic if here => {
            let body = payload(invocation, event, now)?;
            sns::publish(account, target.arn.resource(), &body, None, &Map::new(), now);
            Ok(())
        }
        KnownKind::Function if here => {
            let body = payload(invocation, event, now)?;
            let (name, _) = lambda::parts(target.arn.as_str());
            let Some(function) = account.functions.get_mut(name) else { return Ok(()) };
            if function.concurrency == Some(0) {
                return Err(Failure::passing(
                    "THROTTLING",
                    "Rate Exceeded. (The function's reserved concurrency is 0.)",
                ));
            }
            function.invoke(&body);
            Ok(())
        }
        KnownKind::StateMachine if here => {
            payload(invocation, event, now)?;
            let (machine, _) = target.arn.unqualified_machine();
            let name = last_name(machine);
            if let Some(machine) = account.machines.get_mut(name) {
                machine.started += 1;
            }
            Ok(())
        }
        KnownKind::Bus
        | KnownKind::Function
        | KnownKind::Queue
        | KnownKind::Topic
        | KnownKind::StateMachine
        | KnownKind::ApiDestination
        | KnownKind::Other => payload(invocation, event, now).map(|_| ()),
    }
}

fn third_hop(account: &Account, target: &Target) -> Failure {
    let code = if target.arn.account() != ACCOUNT {
        "THIRD_ACCOUNT_HOP_DETECTED"
    } else if target.arn.region() == account.region {
        "THIRD_BUS_HOP_DETECTED"
    } else {
        "THIRD_REGION_HOP_DETECTED"
    };
    Failure::permanent(code, "The event came from another event bus and is not passed on a second time.")
}

fn to_queue(
    account: &mut Account,
    invocation: &Invocation,
    event: &Event,
    now: Millis,
) -> Result<(), Failure> {
    let target = &invocation.target;
    let body = &*payload(invocation, event, now)?;
    let Some(queue) = account.queues.get_mut(target.arn.resource()) else { return Ok(()) };
    if body.len() > queue.largest() {
        return Err(Failure::permanent(
            "INVALID_PARAMETER",
            format!(
                "One or more parameters are invalid. Reason: Message must be shorter than {} bytes.",
                queue.largest()
            ),
        ));
    }
    let mut out = Outgoing::of_service(body, &[]);
    // The group is a fixed text, also where it looks like a path.
    out.group = target
        .parameters
        .get("SqsParameters")
        .and_then(|parameters| parameters["MessageGroupId"].as_str())
        .map(str::to_owned);
    if queue.is_fifo() {
        if out.group.is_none() {
            return Err(Failure::permanent(
                "INVALID_PARAMETER",
                "The request must contain the parameter MessageGroupId.",
            ));
        }
        if !queue.is_true("ContentBasedDeduplication") {
            return Err(Failure::permanent(
                "INVALID_PARAMETER",
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId \
                    provided explicitly",
            ));
        }
    }
    // Ids of messages do not depend on what else the account draws, and each message has its own.
    let of = [&invocation.rule_arn, &target.id, target.arn.as_str(), &**event.text()];
    let mut ids = Ids::of(now.unsigned_abs(), &of.map(Ids::key));
    queue.send(out, &mut ids, now);
    Ok(())
}

fn to_log_group(
    account: &mut Account,
    invocation: &Invocation,
    event: &Event,
    now: Millis,
) -> Result<(), Failure> {
    let target = &invocation.target;
    let group = logs::name_in(target.arn.as_str()).to_owned();
    let entry = if target.gets_whole_event() {
        LogEntry { timestamp_millis: event.time(), message: event.text().to_string() }
    } else {
        let ingestion = instant(now);
        let variables = Variables {
            rule_arn: &invocation.rule_arn,
            rule_name: &invocation.rule,
            ingestion_time: Some(&ingestion),
        };
        input::log_entry(&target.target_input(), event.document()?, &variables)
            .map_err(|unsent| no_input(&unsent))?
    };
    // One stream a rule and hour; EventBridge names its streams by ids too.
    let hour = now.div_euclid(HOUR).unsigned_abs();
    let stream = Ids::by_name(hour, &invocation.rule_arn).uuid();
    // What Logs rejects for its age or size is lost without EventBridge knowing.
    let _ = account.logs.append(&group, &stream, entry.timestamp_millis, &entry.message, now);
    Ok(())
}
