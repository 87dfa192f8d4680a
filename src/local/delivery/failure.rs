//! What becomes of a delivery that did not work.
//!
//! "Some events are dropped or sent to a DLQ without any retry attempts": what a missing permission or a
//! missing resource stops goes to the dead-letter queue at once, everything else is tried again under the
//! target's retry policy (user guide, "How EventBridge retries delivering events", "Using dead-letter
//! queues").

use super::attempt;
use super::permit;
use super::{Event, Invocation};
use crate::local::account::Account;
use crate::local::account::last_name;
use crate::local::bus_log::{self, LoggedStep};
use crate::local::ids::Ids;
use crate::local::sqs::{Outgoing, TextAttribute};
use crate::model::Millis;
use crate::text::time::DAY;
use serde_json::json;
use std::collections::BTreeMap;

/// Retries where the target sets none.
const ATTEMPTS: u32 = 185;
/// The age at which an event is given up where the target sets none.
const AGE: Millis = DAY;
/// The longest pause between two attempts, so that 185 of them take the day they are said to take.
const LONGEST_PAUSE: Millis = 480_000;
/// Retries held at a time; more are given up at once.
const MAX_HELD: usize = 20_000;

/// Why a delivery did not work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::local) struct Failure {
    /// The code that a dead-letter queue is told.
    pub(in crate::local) code: String,
    /// The sentence beside it.
    pub(in crate::local) message: String,
    /// Whether it is tried again.
    pub(in crate::local) retried: bool,
}

impl Failure {
    /// One that trying again cannot help.
    pub(in crate::local) fn permanent(code: &str, message: impl Into<String>) -> Self {
        Self { code: code.to_owned(), message: message.into(), retried: false }
    }

    /// One that may pass.
    pub(in crate::local) fn passing(code: &str, message: impl Into<String>) -> Self {
        Self { retried: true, ..Self::permanent(code, message) }
    }
}

/// A delivery to be tried again.
struct Pending {
    invocation: Invocation,
    event: Event,
    /// When the first attempt was.
    since: Millis,
    /// Retries made so far.
    made: u32,
}

/// Deliveries to be tried again, by the moment they are due.
#[derive(Default)]
pub(in crate::local) struct Retries {
    due: BTreeMap<(Millis, u64), Pending>,
    count: u64,
}

/// The pause before a retry: doubling from a second, with jitter.
fn pause(invocation: &Invocation, made: u32, count: u64) -> Millis {
    let base = (1_000_i64 << made.min(20)).min(LONGEST_PAUSE);
    base + Ids::of(count, &[Ids::key(&invocation.rule_arn)]).int(0, base / 4)
}

/// What becomes of a first attempt that failed.
pub(super) fn settle(
    account: &mut Account,
    invocation: Invocation,
    event: &Event,
    failure: &Failure,
    now: Millis,
) {
    let pending = Pending { invocation, event: event.clone(), since: now, made: 0 };
    settle_pending(account, pending, failure, now);
}

fn settle_pending(account: &mut Account, pending: Pending, failure: &Failure, now: Millis) {
    let kind = if failure.retried {
        "INVOCATION_ATTEMPT_RETRYABLE_FAILURE"
    } else {
        "INVOCATION_ATTEMPT_PERMANENT_FAILURE"
    };
    log_failure(account, kind, &pending, failure, now);
    let policy = pending.invocation.target.retry.clone().unwrap_or_default();
    let attempts = policy.attempts.and_then(|most| u32::try_from(most).ok()).unwrap_or(ATTEMPTS);
    let age = policy.age_seconds.map_or(AGE, |seconds| Millis::from(seconds) * 1000);
    let count = account.retries.count;
    let due = now + pause(&pending.invocation, pending.made, count);
    let exhausted = if !failure.retried {
        None
    } else if pending.made >= attempts {
        Some("MaximumRetryAttempts")
    } else if due - pending.since > age {
        Some("MaximumEventAgeInSeconds")
    } else if account.retries.due.len() < MAX_HELD {
        account.retries.count += 1;
        account.retries.due.insert((due, count), pending);
        return;
    } else {
        None
    };
    give_up(account, &pending, failure, exhausted, now);
}

/// Tries again what is due, in the order of the moments it is due at.
pub(super) fn retry(account: &mut Account, now: Millis) {
    while let Some(first) = account.retries.due.first_entry() {
        let (due, _) = *first.key();
        if due > now {
            return;
        }
        let mut pending = first.remove();
        pending.made += 1;
        let (bus, rule) = (&pending.invocation.bus, &pending.invocation.rule);
        account.metrics.rule("RetryInvocationAttempts", bus, rule, due, 1.0);
        match attempt::deliver(account, &pending.invocation, &pending.event, due) {
            Ok(()) => {
                let after = due - pending.since;
                log_success(account, &pending.invocation, &pending.event, pending.made + 1, after, due);
            }
            Err(failure) => settle_pending(account, pending, &failure, due),
        }
    }
}

/// Counts a delivery that failed for good, and sends the event to the target's dead-letter queue.
fn give_up(
    account: &mut Account,
    pending: &Pending,
    failure: &Failure,
    exhausted: Option<&str>,
    now: Millis,
) {
    let Invocation { bus, rule, rule_arn, target, .. } = &pending.invocation;
    account.metrics.rule("FailedInvocations", bus, rule, now, 1.0);
    log_failure(account, "INVOCATION_FAILURE", pending, failure, now);
    let Some(queue) = &target.dead_letter else { return };
    let mut attributes: Vec<TextAttribute> = vec![
        ("RULE_ARN", rule_arn.clone()),
        ("TARGET_ARN", target.arn.to_string()),
        ("ERROR_CODE", failure.code.clone()),
        ("ERROR_MESSAGE", failure.message.clone()),
        ("RETRY_ATTEMPTS", pending.made.to_string()),
    ];
    attributes.extend(exhausted.map(|condition| ("EXHAUSTED_RETRY_CONDITION", condition.to_owned())));
    let sent = bury(account, queue.as_str(), rule_arn, &pending.event, &attributes, now);
    let name = if sent { "InvocationsSentToDlq" } else { "InvocationsFailedToBeSentToDlq" };
    account.metrics.rule(name, bus, rule, now, 1.0);
    if sent {
        log_failure(account, "INVOCATION_DLQ", pending, failure, now);
    }
}

/// Logs that a target took the event at that attempt, so long after it came.
pub(super) fn log_success(
    account: &mut Account,
    invocation: &Invocation,
    event: &Event,
    attempts: u32,
    after: Millis,
    now: Millis,
) {
    if !bus_log::is_on(account, &invocation.bus) {
        return;
    }
    let mut details = bus_log::invocation_members(invocation);
    details["attempt_count"] = json!(attempts);
    bus_log::write(
        account,
        &invocation.bus,
        event,
        &LoggedStep::of("INVOCATION_ATTEMPT_SUCCESS", details),
        now,
    );
    let mut details = bus_log::invocation_members(invocation);
    details["total_attempts"] = json!(attempts);
    details["final_invocation_status"] = json!("SUCCESS");
    details["ingestion_to_success_latency_ms"] = json!(after);
    bus_log::write(account, &invocation.bus, event, &LoggedStep::of("INVOCATION_SUCCESS", details), now);
}

fn log_failure(account: &mut Account, kind: &'static str, pending: &Pending, failure: &Failure, now: Millis) {
    let mut details = bus_log::invocation_members(&pending.invocation);
    details["attempt_count"] = json!(pending.made + 1);
    let step = LoggedStep::failed(kind, details, &failure.code, &failure.message);
    bus_log::write(account, &pending.invocation.bus, &pending.event, &step, now);
}

/// Puts an event into a dead-letter queue; false when the queue does not take it.
fn bury(
    account: &mut Account,
    queue: &str,
    source: &str,
    event: &Event,
    attributes: &[TextAttribute],
    now: Millis,
) -> bool {
    if permit::dead_letter(account, queue, source, now).is_err() {
        return false;
    }
    let name = last_name(queue);
    let Some(queue) = account.queues.get_mut(name) else { return false };
    if event.text().len() > queue.largest() {
        return false;
    }
    let about = attributes.iter().map(|(_, value)| value.as_str());
    let of: Vec<u64> = about.chain([source, name, &**event.text()]).map(Ids::key).collect();
    let mut ids = Ids::of(now.unsigned_abs(), &of);
    queue.send(Outgoing::of_service(event.text(), attributes), &mut ids, now);
    true
}

/// An event that its bus could not take because of the bus's key: it goes to the dead-letter queue of the
/// bus.
pub(super) fn not_taken(account: &mut Account, bus: &str, event: &Event, failure: &Failure, now: Millis) {
    account.metrics.bus("EventBusEncryptionFailed", bus, now, 1.0);
    let Some(about) = account.buses.get(bus) else { return };
    let arn = about.arn();
    let queue = about.dead_letter.as_ref().and_then(|config| config["Arn"].as_str()).map(str::to_owned);
    let Some(queue) = queue else { return };
    let attributes = [
        ("EVENT_BUS_ARN", arn.clone()),
        ("ERROR_CODE", failure.code.clone()),
        ("ERROR_MESSAGE", failure.message.clone()),
    ];
    bury(account, &queue, &arn, event, &attributes, now);
}
