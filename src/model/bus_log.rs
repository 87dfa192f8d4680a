//! What a bus logs of the events on it: the records, what each says, and where they go. Source: EventBridge
//! user guide, "Amazon EventBridge event bus log schema", "Configuring logs for Amazon EventBridge event
//! buses".

use super::facts::BusRecord;
use super::{Arn, Millis};
use crate::text::counted;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;

/// What is never in a bus's log.
pub const BLIND: [&str; 3] = [
    "Events of AWS services that no rule matches are not logged.",
    "Events that only managed rules match are not logged.",
    "A record is cut at 1 MB, and a level leaves out what is below it: ERROR has failures only, INFO adds what arrived, \
     matched and was delivered, TRACE every step.",
];

/// Where a bus sends its records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LogPlace {
    /// The delivery source's name.
    pub source: String,
    /// Its log type, such as `INFO_LOGS`.
    pub records: String,
    /// Where to: a log group, bucket or stream.
    pub to: Arn,
    /// What keeps the source from sending; none while it is active.
    pub inactive: Option<String>,
}

impl LogPlace {
    /// The name of the log group; none where the records go elsewhere.
    pub fn group(&self) -> Option<&str> {
        (self.to.service() == "logs").then(|| self.to.name())
    }
}

/// What is asked of a bus's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BusLogOf {
    /// The bus's name.
    pub bus: String,
    /// The event, by its id; none for those that no rule matched.
    pub event: Option<String>,
}

/// What a bus's log tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum BusLog {
    /// Nothing is logged that could be read.
    Off {
        /// Why, a clause.
        why: String,
        /// The commands that switch it on.
        steps: Vec<String>,
    },
    /// The records go where they cannot be read from here.
    Elsewhere {
        /// A bucket or stream.
        to: Arn,
    },
    /// What it holds.
    Read {
        /// The bus's level.
        level: String,
        /// From when on.
        from: Millis,
        /// Which sources of the log do not send, a sentence each.
        inactive: Vec<String>,
        /// The records, the oldest first.
        records: Vec<Record>,
        /// There were more than are read, and the newest are missing.
        #[serde(default)]
        is_cut: bool,
    },
}

/// How many records of one kind are read of a log at most.
pub const MOST: usize = 10_000;

/// Why nothing of a bus's log can be read, where it is off.
pub fn log_is_off(bus: &str, why: &str) -> String {
    format!("Bus {bus} logs nothing that could be read: {why}. To switch it on:")
}

/// Why nothing of a bus's log can be read, where it goes to something that is no log group.
pub fn elsewhere(bus: &str, to: &Arn) -> String {
    format!("The log of bus {bus} goes to {to}, where it cannot be read from here: only log groups can.")
}

/// What was read of a bus's log; `from` is a time in words.
pub fn head(bus: &str, level: &str, from: &str, is_cut: bool) -> String {
    let cut = if is_cut {
        format!(
            " It holds more than is read: only the oldest {} of a kind, not the newest.",
            counted(MOST, "record", "records")
        )
    } else {
        String::new()
    };
    format!("The log of bus {bus}, which has the level {level}, from {from} on.{cut}")
}

/// What a log that names no event as unmatched tells, at that level.
pub fn none_unmatched(level: &str) -> &'static str {
    if level == "ERROR" {
        "The log has no unmatched events: at this level they are not logged."
    } else {
        "The log has no event of this time that no rule matched."
    }
}

/// What a log without a record of an event tells.
pub const NOTHING_OF_IT: &str = "The log has no record of this event.";

/// What stands for the source or detail-type of an event where none of the records that were read has it: it
/// may not be logged, or not be read.
pub const NOT_KNOWN: &str = "not known";

/// What switching a bus's log on means.
pub const SWITCHED_ON: &str =
    "AWS bills what the log stores. TRACE in place of INFO logs every step; events before are not logged.";

/// What is to be known of a list of the events that no rule matched, at that level.
pub fn limits(level: &str) -> Vec<&'static str> {
    let errors = (level == "ERROR").then_some(
        "Events that no rule matches are logged from INFO on: at ERROR there are none to be seen.",
    );
    errors.into_iter().chain(BLIND.into_iter().take(2)).collect()
}

/// One record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// When, in milliseconds since the epoch.
    pub at: Millis,
    /// The event's id.
    pub event: String,
    /// `message_type`, such as `RULE_MATCH`.
    pub kind: String,
    /// `log_level`.
    pub level: String,
    /// The event's source, where the record has it.
    pub source: Option<String>,
    /// The event's detail-type, where the record has it.
    pub detail_type: Option<String>,
    /// The rule, where it is about one.
    pub rule: Option<Arn>,
    /// The target, where it is about one; of a match all of them.
    pub targets: Vec<Arn>,
    /// How many attempts were made, or which one this is.
    pub attempts: Option<i64>,
    /// Milliseconds from receipt to success.
    pub latency: Option<i64>,
    /// How the service put the outcome, such as `SUCCESS`.
    pub status: Option<String>,
    /// The called service's code or status, and its message.
    pub error: Option<(String, String)>,
}

impl Record {
    /// Reads a line of the log; `logged` is the time that the log itself has. None for what is no record.
    pub fn read(line: &str, logged: Millis) -> Option<Self> {
        let record: Value = serde_json::from_str(line).ok()?;
        let text = |value: &Value| value.as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let details = &record["details"];
        let number = |name: &str| details[name].as_i64();
        let at = &record["message_timestamp_ms"];
        let targets = details["target_arns"].as_array().map(Vec::as_slice).unwrap_or_default();
        let one = std::slice::from_ref(&details["target_arn"]);
        let error = &record["error"];
        let code = text(&error["http_status_code"])
            .or_else(|| error["http_status_code"].as_i64().map(|code| code.to_string()))
            .or_else(|| text(&details["final_invocation_status"]))
            .or_else(|| text(&details["invocation_status"]));
        Some(Self {
            at: at.as_i64().or_else(|| at.as_str()?.parse().ok()).unwrap_or(logged),
            event: text(&record["event_id"])?,
            kind: text(&record["message_type"])?,
            level: text(&record["log_level"]).unwrap_or_default(),
            source: text(&details["source"]),
            detail_type: text(&details["detail_type"]),
            rule: text(&details["rule_arn"]).map(Arn::new),
            targets: targets.iter().chain(one).filter_map(|arn| Some(Arn::new(text(arn)?))).collect(),
            attempts: number("total_attempts").or(number("attempt_count")),
            latency: number("ingestion_to_success_latency_ms").or(number("ingestion_to_complete_latency_ms")),
            status: text(&details["final_invocation_status"]).or_else(|| text(&details["invocation_status"])),
            error: text(&error["error_message"]).map(|message| (code.unwrap_or_default(), message)),
        })
    }

    /// The fact that a diagnosis takes.
    pub fn fact(&self) -> BusRecord {
        BusRecord {
            at: self.at,
            event: self.event.clone(),
            kind: self.kind.clone(),
            rule: self.rule.clone(),
            target: self.targets.first().cloned(),
            error: self.error.clone(),
        }
    }

    /// What happened, in words; a kind that this version does not know keeps its name.
    pub fn sentence(&self) -> String {
        let rule = self.rule.as_ref().map_or("a rule", |rule| rule.name());
        let to = self.targets.iter().map(Arn::name).collect::<Vec<_>>().join(", ");
        let target = if to.is_empty() { "its target".to_owned() } else { to };
        let attempt = self.attempts.map(|n| format!(", attempt {n}")).unwrap_or_default();
        let why = match &self.error {
            Some((code, message)) if code.is_empty() => format!(": {message}"),
            Some((code, message)) => format!(": {code}, {message}"),
            None => String::new(),
        };
        let what = match (&self.source, &self.detail_type) {
            (Some(source), Some(kind)) => format!(" ({source}, {kind})"),
            (Some(one), None) | (None, Some(one)) => format!(" ({one})"),
            (None, None) => String::new(),
        };
        let after = self.latency.map(|ms| format!(", {ms} ms after its receipt")).unwrap_or_default();
        match self.kind.as_str() {
            "EVENT_INGEST_SUCCESS" => format!("the bus took the event{what}"),
            "EVENT_INGEST_FAILURE" => format!("the bus did not take the event{what}{why}"),
            "EVENT_RECEIPT" => format!("the bus received the event{what}"),
            "RULE_MATCH_START" => "the rules are being matched".to_owned(),
            "RULE_MATCH" => format!("rule {rule} matches; it goes to {target}"),
            "NO_STANDARD_RULES_MATCHED" => "no rule matches".to_owned(),
            "INVOCATION_START" => format!("rule {rule}: delivery to {target} begins"),
            "INVOCATION_ATTEMPT_START" => format!("rule {rule}: {target} is called{attempt}"),
            "INVOCATION_ATTEMPT_SUCCESS" => format!("rule {rule}: {target} took it{attempt}"),
            "INVOCATION_ATTEMPT_RETRYABLE_FAILURE" => {
                format!("rule {rule}: {target} failed, and is tried again{attempt}{why}")
            }
            "INVOCATION_ATTEMPT_PERMANENT_FAILURE" => {
                format!("rule {rule}: {target} failed for good{attempt}{why}")
            }
            "INVOCATION_ATTEMPT_THROTTLE" => format!("rule {rule}: {target} throttled{attempt}{why}"),
            "INVOCATION_THROTTLE_START" => format!("rule {rule}: delivery to {target} waits, throttled"),
            "INVOCATION_SUCCESS" => format!("rule {rule}: delivered to {target}{after}"),
            "INVOCATION_FAILURE" => format!("rule {rule}: delivery to {target} was given up{why}"),
            "INVOCATION_DLQ" => {
                format!("rule {rule}: sent to the dead-letter queue instead of {target}{why}")
            }
            other => format!("{other}{why}"),
        }
    }

    /// The record in a line: `at` is its time in words, `first` that of the first record.
    pub fn line(&self, at: &str, first: Millis) -> String {
        let mark = if self.is_failure() { '✗' } else { ' ' };
        format!("{at}  +{:>6} ms {mark} {}", self.at - first, self.sentence())
    }

    /// True for what tells that something did not work.
    pub fn is_failure(&self) -> bool {
        self.error.is_some()
            || self.kind.ends_with("FAILURE")
            || matches!(self.kind.as_str(), "INVOCATION_DLQ" | "INVOCATION_ATTEMPT_THROTTLE")
    }
}

/// An event that no rule matched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unmatched {
    /// When the bus said so.
    pub at: Millis,
    /// The event's id.
    pub event: String,
    /// Its source, where another record has it.
    pub source: Option<String>,
    /// Its detail-type, where another record has it.
    pub detail_type: Option<String>,
}

/// The events that no rule matched, the newest first; what each was is in the records of its receipt.
pub fn unmatched(records: &[Record]) -> Vec<Unmatched> {
    let mut known: HashMap<&str, (Option<&String>, Option<&String>)> = HashMap::new();
    for record in records {
        let (source, detail_type) = known.entry(&record.event).or_default();
        *source = source.or(record.source.as_ref());
        *detail_type = detail_type.or(record.detail_type.as_ref());
    }
    let mut found: Vec<Unmatched> = records
        .iter()
        .filter(|record| record.kind == "NO_STANDARD_RULES_MATCHED")
        .map(|record| {
            let (source, detail_type) = known.get(record.event.as_str()).copied().unwrap_or_default();
            Unmatched {
                at: record.at,
                event: record.event.clone(),
                source: source.cloned(),
                detail_type: detail_type.cloned(),
            }
        })
        .collect();
    found.sort_by_key(|one| std::cmp::Reverse(one.at));
    found
}

/// The commands that switch the log of a bus on, in order: the level where none is set yet, a log group, and
/// for each level that is wanted a delivery source and a delivery.
pub fn steps(bus: &Arn, level: &str, is_set: bool) -> Vec<String> {
    let (name, region) = (bus.name(), bus.region());
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(40).collect();
    let group = format!("/aws/vendedlogs/events/event-bus/{name}");
    let arn = |service: &str, rest: &str| {
        format!("arn:{}:{service}:{region}:{}:{rest}", bus.partition(), bus.account())
    };
    let set = format!(
        "aws events update-event-bus --name {name} --log-config Level={level},IncludeDetail=NONE --region {region}"
    );
    let mut steps: Vec<String> = (!is_set).then_some(set).into_iter().collect();
    steps.extend([
        format!("aws logs create-log-group --log-group-name {group} --region {region}"),
        format!(
            "aws logs put-delivery-destination --name {plain}-log --delivery-destination-configuration \
             destinationResourceArn={} --region {region}",
            arn("logs", &format!("log-group:{group}"))
        ),
    ]);
    let levels: &[&str] = match level {
        "ERROR" => &["ERROR"],
        "INFO" => &["ERROR", "INFO"],
        _ => &["ERROR", "INFO", "TRACE"],
    };
    for level in levels {
        let source = format!("{plain}-{}", level.to_lowercase());
        steps.push(format!(
            "aws logs put-delivery-source --name {source} --resource-arn {bus} --log-type {level}_LOGS --region {region}"
        ));
        steps.push(format!(
            "aws logs create-delivery --delivery-source-name {source} --delivery-destination-arn {} --region {region}",
            arn("logs", &format!("delivery-destination:{plain}-log"))
        ));
    }
    steps
}

#[cfg(test)]
mod tests;
