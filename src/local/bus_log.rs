//! What a bus logs of the events on it, where its `LogConfig` asks for that and a delivery takes it to a log
//! group. Source: EventBridge user guide, "Amazon EventBridge event bus log schema", "What Amazon EventBridge
//! logs for event buses".
//!
//! Which level a step belongs to is documented as a picture; here failures are ERROR, what arrived, matched
//! and was delivered INFO, and every other step TRACE. Events of AWS services that no rule matches are not
//! logged, nor events that only managed rules match.

use super::account::{ACCOUNT, Account};
use super::delivery::{Event, Invocation, LATENCY};
use crate::model::Millis;
use crate::pattern::services::is_of_aws;
use crate::text::arn_parts;
use serde_json::{Value, json};

/// The stream that AWS writes to.
const STREAM: &str = "EventBridgeEventBusLogs";

/// A step that is logged.
pub(super) struct LoggedStep {
    /// `message_type`.
    pub(super) kind: &'static str,
    /// `details`, beside what every record of its kind has.
    pub(super) details: Value,
    /// The code and message of what went wrong.
    pub(super) error: Option<(String, String)>,
}

impl LoggedStep {
    /// A step without an error.
    pub(super) fn of(kind: &'static str, details: Value) -> Self {
        Self { kind, details, error: None }
    }

    /// A step that failed.
    pub(super) fn failed(kind: &'static str, details: Value, code: &str, message: &str) -> Self {
        Self { kind, details, error: Some((code.to_owned(), message.to_owned())) }
    }

    fn level(&self) -> &'static str {
        match self.kind {
            "EVENT_INGEST_FAILURE"
            | "INVOCATION_ATTEMPT_PERMANENT_FAILURE"
            | "INVOCATION_ATTEMPT_RETRYABLE_FAILURE"
            | "INVOCATION_ATTEMPT_THROTTLE"
            | "INVOCATION_DLQ"
            | "INVOCATION_FAILURE" => "ERROR",
            "EVENT_INGEST_SUCCESS" | "INVOCATION_SUCCESS" | "NO_STANDARD_RULES_MATCHED" | "RULE_MATCH" => {
                "INFO"
            }
            _ => "TRACE",
        }
    }
}

impl LoggedStep {
    /// Milliseconds from the event's receipt, or from the attempt where it is a later one, to this step. Here
    /// all happens at once, and what takes time on AWS takes as long as the metrics say that it does.
    fn after(&self) -> Millis {
        match self.kind {
            "EVENT_RECEIPT" | "EVENT_INGEST_SUCCESS" | "EVENT_INGEST_FAILURE" => 0,
            "RULE_MATCH_START" => 2,
            "RULE_MATCH" | "NO_STANDARD_RULES_MATCHED" => 6,
            "INVOCATION_START" => 8,
            "INVOCATION_ATTEMPT_START" => 10,
            _ => Millis::from(LATENCY),
        }
    }
}

/// True when a bus logs anything at all, so that nothing is put together for nothing.
pub(super) fn is_on(account: &Account, bus: &str) -> bool {
    !account.logs.deliveries.is_empty() && level(account, bus) != "OFF"
}

fn level<'a>(account: &'a Account, bus: &str) -> &'a str {
    let config = account.buses.get(bus).and_then(|bus| bus.log_config.as_ref());
    config.and_then(|config| config["Level"].as_str()).unwrap_or("OFF")
}

fn has_details(account: &Account, bus: &str) -> bool {
    let config = account.buses.get(bus).and_then(|bus| bus.log_config.as_ref());
    config.is_some_and(|config| config["IncludeDetail"] == "FULL")
}

/// The rule and target of an invocation, as its records have them.
pub(super) fn invocation_members(invocation: &Invocation) -> Value {
    let mut details = json!({"rule_arn": invocation.rule_arn, "target_arn": invocation.target.arn.as_str()});
    if let Some(role) = &invocation.target.role {
        details["role_arn"] = json!(role.as_str());
    }
    details
}

/// The event's own facts, as the records of its receipt have them.
pub(super) fn of_event(account: &Account, bus: &str, event: &Event) -> Value {
    let read: Value = serde_json::from_str(event.text()).unwrap_or_default();
    let mut details = json!({
        "caller_account_id": ACCOUNT,
        "source_time_ms": event.time(),
        "source": read["source"],
        "detail_type": read["detail-type"],
        "resources": read["resources"],
    });
    if has_details(account, bus) {
        details["event_detail"] = json!(read["detail"].to_string());
    }
    details
}

/// True for an event that an AWS service sent.
pub(super) fn is_of_service(event: &Event) -> bool {
    let read: Value = serde_json::from_str(event.text()).unwrap_or_default();
    read["source"].as_str().is_some_and(is_of_aws)
}

/// Writes one record, where the bus's level takes it.
pub(super) fn write(account: &mut Account, bus: &str, event: &Event, step: &LoggedStep, now: Millis) {
    let takes = match level(account, bus) {
        "ERROR" => step.level() == "ERROR",
        "INFO" => step.level() != "TRACE",
        "TRACE" => true,
        _ => false,
    };
    let Some(arn) = account.buses.get(bus).filter(|_| takes).map(super::account::Bus::arn) else { return };
    let groups = account.logs.deliveries.groups(&arn, step.level());
    if groups.is_empty() {
        return;
    }
    let read: Value = serde_json::from_str(event.text()).unwrap_or_default();
    let mut record = json!({
        "resource_arn": arn,
        "event_bus_name": bus,
        "request_id": account.ids.uuid(),
        "event_id": read["id"],
        "message_timestamp_ms": now + step.after(),
        "message_type": step.kind,
        "log_level": step.level(),
        "details": step.details,
    });
    if let Some((code, message)) = &step.error {
        let service = step.details["target_arn"]
            .as_str()
            .and_then(arn_parts)
            .map_or("events", |[_, _, service, ..]| service);
        record["error"] = json!({"error_message": message, "aws_service": service});
        record["details"]["invocation_status"] = json!(code);
    }
    let line = record.to_string();
    for group in groups {
        // All that happens to an event comes to the log at once; when each step was stands in its record.
        let _ = account.logs.append(&group, STREAM, now, &line, now);
    }
}
