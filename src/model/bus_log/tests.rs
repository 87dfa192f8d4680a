//! Lines of a bus's own log as they are read, and the way of an event as they tell it.

use super::{Record, steps, unmatched};
use crate::model::Arn;
use serde_json::json;

fn record(kind: &str, details: &serde_json::Value) -> Record {
    let line = json!({"resource_arn": "arn:aws:events:us-east-1:1:event-bus/b", "event_id": "e1",
        "message_timestamp_ms": 7, "message_type": kind, "log_level": "INFO", "details": details});
    Record::read(&line.to_string(), 1).unwrap()
}

#[test]
fn each_kind_of_record_is_a_sentence() {
    let taken = record("EVENT_INGEST_SUCCESS", &json!({"source": "shop", "detail_type": "Order"}));
    assert_eq!((taken.at, taken.sentence().as_str()), (7, "the bus took the event (shop, Order)"));
    let arns = json!({"rule_arn": "arn:aws:events:us-east-1:1:rule/b/r",
        "target_arns": ["arn:aws:sqs:us-east-1:1:q"]});
    assert_eq!(record("RULE_MATCH", &arns).sentence(), "rule b/r matches; it goes to q");
    let done = json!({"rule_arn": "arn:aws:events:us-east-1:1:rule/b/r", "target_arn": "arn:aws:sqs:us-east-1:1:q",
        "ingestion_to_success_latency_ms": 40});
    let done = record("INVOCATION_SUCCESS", &done);
    assert_eq!(done.sentence(), "rule b/r: delivered to q, 40 ms after its receipt");
    assert!(!done.is_failure() && record("INVOCATION_DLQ", &json!({})).is_failure());
    assert_eq!(record("NEWER_THAN_THIS", &json!({})).sentence(), "NEWER_THAN_THIS");
}

#[test]
fn errors_keep_their_status_and_message_and_other_lines_are_no_records() {
    let line = json!({"event_id": "e", "message_type": "INVOCATION_FAILURE", "details": {},
        "error": {"error_message": "no", "aws_service": "sqs", "http_status_code": 403}});
    let record = Record::read(&line.to_string(), 9).unwrap();
    assert_eq!((record.at, record.error), (9, Some(("403".to_owned(), "no".to_owned()))));
    for line in ["", "START", "{}", r#"{"event_id":"e"}"#, "[1]"] {
        assert_eq!(Record::read(line, 1), None, "{line}");
    }
}

#[test]
fn what_no_rule_matched_is_told_with_what_it_was() {
    let taken = record("EVENT_INGEST_SUCCESS", &json!({"source": "shop", "detail_type": "Order"}));
    let none = record("NO_STANDARD_RULES_MATCHED", &json!({}));
    let other = Record { event: "e2".into(), at: 9, ..none.clone() };
    let found = unmatched(&[taken, none, other]);
    assert_eq!(found.iter().map(|one| one.event.as_str()).collect::<Vec<_>>(), ["e2", "e1"]);
    assert_eq!((found[1].source.as_deref(), found[0].source.as_deref()), (Some("shop"), None));
}

#[test]
fn the_steps_name_every_level_that_is_wanted() {
    let bus = Arn::from("arn:aws:events:us-east-1:111122223333:event-bus/orders");
    let text = steps(&bus, "INFO", false).join("\n");
    assert!(
        text.contains("Level=INFO") && text.contains("ERROR_LOGS") && text.contains("INFO_LOGS"),
        "{text}"
    );
    assert!(!text.contains("TRACE"), "{text}");
    let set = steps(&bus, "TRACE", true).join("\n");
    assert!(
        !set.contains("update-event-bus") && set.contains("TRACE_LOGS"),
        "a level that is set stays: {set}"
    );
}
