//! Events that are known by their ids are looked up together, and what cannot be read hides nothing of the
//! rest.

use super::{ACCOUNT, Bench, NOON, arn};
use crate::aws::Client;
use crate::local::{Fault, FaultKind};
use crate::model::event_lookup::{EventIds, EventLookup, OwnLog};
use crate::model::{Arn, ErrorKind};
use crate::runtime::gather::{Lists, find_events};
use crate::text::time::MINUTE;
use serde_json::{Value, json};

fn event(id: &str, source: &str) -> Value {
    json!({"version": "0", "id": id, "source": source, "account": ACCOUNT, "region": "us-east-1",
        "time": "2026-11-21T11:55:00Z", "detail-type": "Order", "resources": [], "detail": {}})
}

/// A log group with these events in it.
async fn group(bench: &Bench, group: &str, events: &[(i64, Value)]) {
    bench.logs("CreateLogGroup", json!({"logGroupName": group})).await;
    bench.logs("CreateLogStream", json!({"logGroupName": group, "logStreamName": "s"})).await;
    let events: Vec<Value> =
        events.iter().map(|(at, event)| json!({"timestamp": at, "message": event.to_string()})).collect();
    bench
        .logs("PutLogEvents", json!({"logGroupName": group, "logStreamName": "s", "logEvents": events}))
        .await;
}

async fn logging(bench: &Bench, rule: &str, source: &str, group: &str) {
    let pattern = json!({"EventPattern": json!({"source": [source]}).to_string()});
    bench.rule("shop", rule, pattern, json!({"Arn": arn("logs", &format!("log-group:{group}"))})).await;
}

fn of(ids: &[&str]) -> EventIds {
    let rule = Arn::new(arn("events", "rule/shop/mine"));
    EventIds::new("shop", &rule, ids.iter().map(|id| (*id).to_owned()))
}

async fn found(client: &Client, ids: &[&str]) -> EventLookup {
    find_events(client, &Lists::default(), &of(ids)).await.unwrap()
}

#[tokio::test]
async fn several_ids_are_looked_up_in_one_pass_over_each_log_group() {
    let bench = Bench::start().await;
    group(&bench, "/a", &[(NOON - 3 * MINUTE, event("a-1", "a")), (NOON - 2 * MINUTE, event("a-2", "a"))])
        .await;
    group(&bench, "/b", &[(NOON - MINUTE, event("b-1", "b"))]).await;
    logging(&bench, "a", "a", "/a").await;
    logging(&bench, "b", "b", "/b").await;
    let client = bench.client().await;
    let lookup = found(&client, &["a-1", "b-1", "a-2", "b-1"]).await;
    let places: Vec<_> = lookup
        .found
        .iter()
        .map(|one| (one.id.as_str(), one.place.group.as_str(), one.place.rule.as_str()))
        .collect();
    assert_eq!(places, [("a-1", "/a", "a"), ("a-2", "/a", "a"), ("b-1", "/b", "b")]);
    let reads = client.calls().iter().filter(|call| call.line.contains("filter-log-events")).count();
    assert_eq!(reads, 2, "one for each group");
    assert_eq!(lookup.own_log, OwnLog::Nowhere);
    assert_eq!(lookup.sentences(&of(&["a-1", "b-1"])), [""; 0]);
}

#[tokio::test]
async fn a_group_that_is_gone_and_targets_elsewhere_are_told_one_by_one_and_hide_nothing() {
    let bench = Bench::start().await;
    group(&bench, "/b", &[(NOON - 30 * MINUTE, event("b-1", "b"))]).await;
    logging(&bench, "gone", "a", "/gone").await;
    logging(&bench, "b", "b", "/b").await;
    let far = json!({"Arn": "arn:aws:logs:us-east-1:444455556666:log-group:/far"});
    bench.rule("shop", "far", json!({"EventPattern": r#"{"source":["c"]}"#}), far).await;
    let lookup = found(&bench.client().await, &["b-1", "0-0"]).await;
    assert_eq!(lookup.event("b-1").map(|found| found.place.group.as_str()), Some("/b"));
    assert_eq!(
        lookup.sentences(&of(&["b-1", "0-0"])),
        [
            "The log group /far, which the rule far delivers to, could not be read: it is in account 444455556666, and \
             this looks at 111122223333. There it takes logs:FilterLogEvents.",
            "The log group /gone, which the rule gone delivers to, could not be read: it is not there.",
            "The event 0-0 was not found in /b, since 2026-11-20 12:00 UTC. The bus has no log of its own in a log group.",
        ]
    );
}

#[tokio::test]
async fn what_a_rule_that_is_off_now_has_logged_is_found() {
    let bench = Bench::start().await;
    group(&bench, "/a", &[(NOON - MINUTE, event("a-1", "a"))]).await;
    logging(&bench, "a", "a", "/a").await;
    bench.events("DisableRule", json!({"Name": "a", "EventBusName": "shop"})).await;
    assert!(found(&bench.client().await, &["a-1"]).await.event("a-1").is_some());
}

#[tokio::test]
async fn what_a_rule_has_logged_is_found_after_its_pattern_was_changed() {
    let bench = Bench::start().await;
    group(&bench, "/a", &[(NOON - MINUTE, event("a-1", "a"))]).await;
    logging(&bench, "a", "b", "/a").await;
    assert!(found(&bench.client().await, &["a-1"]).await.event("a-1").is_some());
}

#[tokio::test]
async fn denied_calls_are_told_with_what_would_show_it() {
    let bench = Bench::start().await;
    group(&bench, "/a", &[(NOON - MINUTE, event("a-1", "a"))]).await;
    logging(&bench, "a", "a", "/a").await;
    for operation in ["FilterLogEvents", "DescribeDeliverySources"] {
        bench.server.faults().plant(Fault::of(operation, FaultKind::Deny));
    }
    let client = bench.client().await;
    let said = found(&client, &["a-1"]).await.sentences(&of(&["a-1"]));
    assert_eq!(
        said,
        [
            "The log group /a, which the rule a delivers to, could not be read: not allowed: no identity-based \
             policy allows the logs:FilterLogEvents action. It takes logs:FilterLogEvents.",
            "Where the bus shop logs to could not be read: not allowed: no identity-based policy allows the \
             logs:DescribeDeliverySources action. It takes logs:DescribeDeliverySources, \
             logs:DescribeDeliveries and logs:DescribeDeliveryDestinations.",
            "No rule of the bus shop delivers to a log group that could be read, where the event a-1 could be.",
        ]
    );
}

#[tokio::test]
async fn what_is_no_id_is_refused_before_anything_is_asked() {
    let bench = Bench::start().await;
    let client = bench.client().await;
    let asked = find_events(&client, &Lists::default(), &of(&["a\" || \"b"])).await;
    assert_eq!(asked.unwrap_err().kind, ErrorKind::Refused);
    assert!(client.calls().is_empty());
}
