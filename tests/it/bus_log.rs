//! A bus's own log as commands read it: what became of an event, what no rule matched, and how it is switched
//! on; and a probe, which goes the whole way.

use crate::commands::{Outcome, Served, json_lines};
use crate::taps::{events, logs, whole};
use serde_json::{Value, json};

const BUS: &str = "orders";

/// Switches the log of the bus on, as the steps say that `bus-log` prints.
fn switch_on(served: &Served, level: &str) {
    let bus = events(served, "DescribeEventBus", json!({"Name": BUS}))["Arn"].clone();
    let group = "/aws/vendedlogs/events/event-bus/orders";
    events(
        served,
        "UpdateEventBus",
        json!({"Name": BUS, "LogConfig": {"Level": level, "IncludeDetail": "FULL"}}),
    );
    logs(served, "CreateLogGroup", json!({"logGroupName": group}));
    let to = format!("arn:aws:logs:us-east-1:111122223333:log-group:{group}");
    let to =
        json!({"name": "orders-log", "deliveryDestinationConfiguration": {"destinationResourceArn": to}});
    let to = logs(served, "PutDeliveryDestination", to)["deliveryDestination"]["arn"].clone();
    for level in ["ERROR", "INFO", "TRACE"] {
        let name = format!("orders-{level}");
        let source = json!({"name": name, "resourceArn": bus, "logType": format!("{level}_LOGS")});
        logs(served, "PutDeliverySource", source);
        logs(served, "CreateDelivery", json!({"deliverySourceName": name, "deliveryDestinationArn": to}));
    }
}

/// A rule with one target, and what the bus has done with an event for it.
fn put(served: &Served, source: &str) -> String {
    let event = format!(r#"{{"source":"{source}","detail-type":"T","detail":{{"n":1}}}}"#);
    let sent = served.run_with(&["put", "-e", "-", "--bus", BUS, "--yes"], &event);
    assert_eq!(sent.code, 0, "{}", sent.err);
    sent.out.trim().to_owned()
}

fn rule(served: &Served, name: &str, source: &str, target: &str) {
    let pattern = json!({"source": [source]}).to_string();
    events(served, "PutRule", json!({"Name": name, "EventBusName": BUS, "EventPattern": pattern}));
    let targets = json!([{"Id": "t", "Arn": target}]);
    events(served, "PutTargets", json!({"Rule": name, "EventBusName": BUS, "Targets": targets}));
}

fn kinds(outcome: &Outcome) -> Vec<String> {
    json_lines(&outcome.out).iter().map(|line| line["kind"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_bus_that_logs_nothing_says_how_to_switch_it_on() {
    let served = Served::start();
    let off = served.run(&["bus-log", "--bus", "payments"]);
    assert_eq!((off.code, off.out.as_str()), (1, ""));
    for part in ["its log is off", "update-event-bus", "put-delivery-source", "create-delivery", "INFO_LOGS"]
    {
        assert!(off.err.contains(part), "{part}: {}", off.err);
    }
    let nowhere = served.run(&["bus-log", "--bus", BUS]);
    assert!(nowhere.code == 1 && nowhere.err.contains("no delivery takes"), "{}", nowhere.err);
    assert_eq!(served.run(&["bus-log", "--bus", BUS, "--event-id", "a\" }"]).code, 2);
}

#[test]
fn the_way_of_an_event_is_told_step_by_step() {
    let served = Served::start();
    switch_on(&served, "TRACE");
    rule(&served, "to-nobody", "only.here", "arn:aws:lambda:us-east-1:111122223333:function:not-there");
    let id = put(&served, "only.here");
    let way = served.run(&["bus-log", "--bus", BUS, "--event-id", &id, "--json"]);
    assert_eq!(way.code, 0, "{}", way.err);
    assert_eq!(
        kinds(&way),
        [
            "EVENT_INGEST_SUCCESS",
            "RULE_MATCH_START",
            "RULE_MATCH",
            "INVOCATION_START",
            "INVOCATION_ATTEMPT_START",
            "INVOCATION_ATTEMPT_PERMANENT_FAILURE",
            "INVOCATION_FAILURE",
        ]
    );
    let at: Vec<i64> = json_lines(&way.out).iter().map(|line| line["at"].as_i64().unwrap()).collect();
    assert!(at.is_sorted() && at[6] - at[0] == 40, "each step has its own time: {at:?}");
    let told = served.run(&["bus-log", "--bus", BUS, "--event-id", &id]);
    assert!(told.out.contains("orders/to-nobody matches; it goes to not-there"), "{}", told.out);
    assert!(told.out.contains("✗") && told.out.contains("was given up: NO_RESOURCE"), "{}", told.out);
    let unknown =
        served.run(&["bus-log", "--bus", BUS, "--event-id", "00000000-0000-0000-0000-000000000000"]);
    assert!(unknown.code == 1 && unknown.err.contains("no rule matches are not logged"), "{}", unknown.err);
}

#[test]
fn what_no_rule_matched_has_its_own_list() {
    let served = Served::start();
    switch_on(&served, "INFO");
    let id = put(&served, "nobody.wants");
    let list = served.run(&["bus-log", "--bus", BUS, "--json"]);
    assert_eq!(list.code, 0, "{}", list.err);
    let lines = json_lines(&list.out);
    let of = lines.iter().find(|line| line["event"] == id.as_str()).expect("a line for it");
    assert_eq!((&of["source"], &of["detail_type"]), (&json!("nobody.wants"), &json!("T")));
    let way = served.run(&["bus-log", "--bus", BUS, "--event-id", &id, "--json"]);
    assert_eq!(kinds(&way), ["EVENT_INGEST_SUCCESS", "NO_STANDARD_RULES_MATCHED"]);
}

#[test]
fn the_log_is_evidence_for_why() {
    let served = Served::start();
    switch_on(&served, "INFO");
    rule(&served, "to-nobody", "only.here", "arn:aws:lambda:us-east-1:111122223333:function:not-there");
    let id = put(&served, "only.here");
    let event = format!(
        r#"{{"version":"0","id":"{id}","source":"only.here","detail-type":"T","account":"111122223333",
        "time":"2026-11-28T00:00:00Z","region":"us-east-1","resources":[],"detail":{{"n":1}}}}"#
    );
    let why = served.run_with(&["why", "to-nobody", "--bus", BUS, "--event", "-", "--json"], &event);
    let ladder: Value = serde_json::from_str(&why.out).unwrap_or_else(|error| panic!("{error}: {}", why.err));
    let text = ladder["rungs"].to_string();
    assert!(text.contains("The bus's log has the event."), "{text}");
    assert!(text.contains("The bus's log shows that the delivery failed: NO_RESOURCE"), "{text}");
}

#[test]
fn a_probe_tells_each_stage_and_leaves_nothing() {
    let served = Served::start();
    rule(&served, "tried", "only.here", "arn:aws:logs:us-east-1:111122223333:log-group:/aws/events/orders");
    let before = whole(&served);
    let fast = ["--settle", "0s", "--wait", "20s"];
    let asked = served.run(&[&["probe", "tried", "--bus", BUS], &fast[..]].concat());
    assert!(
        asked.code == 5 && asked.err.contains("really act on it") && asked.err.contains("tried → "),
        "{}",
        asked.err
    );
    let probe = served.run(&[&["probe", "tried", "--bus", BUS, "--yes", "--json"], &fast[..]].concat());
    let stages: Vec<(String, Value)> = json_lines(&probe.out)
        .iter()
        .map(|line| (line["stage"].as_str().unwrap().to_owned(), line["ok"].clone()))
        .collect();
    let names: Vec<&str> = stages.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["put", "bus", "matched", "invoked"], "{}{}", probe.out, probe.err);
    assert!(stages[..3].iter().all(|(_, ok)| *ok == json!(true)), "{}", probe.out);
    assert_eq!(whole(&served), before);

    assert_eq!(served.run(&["rule", "disable", "tried", "--bus", BUS, "--yes"]).code, 0);
    let before = whole(&served);
    let off = served.run(&[&["probe", "tried", "--bus", BUS, "--yes"], &fast[..]].concat());
    for part in ["Rule tried is off", "rule enable tried", "--even-off", "Nothing was sent"] {
        assert!(off.code == 5 && off.err.contains(part), "{part}: {}", off.err);
    }
    assert!(!off.err.contains("Waiting") && off.out.is_empty(), "no event is sent: {}{}", off.out, off.err);
    assert_eq!(whole(&served), before);
    let even_off =
        served.run(&[&["probe", "tried", "--bus", BUS, "--yes", "--even-off"], &fast[..]].concat());
    assert!(even_off.out.contains("the rule is off, and matches nothing"), "{}", even_off.out);

    let service = served.run(&["probe", "ec2-stopped-opens-ticket", "--yes"]);
    assert!(service.code == 2 && service.err.contains("only AWS sends"), "{}", service.err);
}
