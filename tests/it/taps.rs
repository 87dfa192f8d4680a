//! Taps, as the real program makes and removes them: what is left after each way out, and what is touched.

use crate::commands::{Served, buslens, json_lines, signal};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};

/// A call of the JSON protocol, without a client of ours in between.
fn call(served: &Served, target: &str, input: &Value) -> Value {
    let host = served.endpoint().trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).unwrap();
    let body = input.to_string();
    write!(
        stream,
        "POST / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nX-Amz-Target: {target}\r\n\
         Content-Type: application/x-amz-json-1.1\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{target}: {answer}");
    if body.is_empty() { Value::Null } else { serde_json::from_str(body).unwrap() }
}

pub fn events(served: &Served, operation: &str, input: Value) -> Value {
    call(served, &format!("AWSEvents.{operation}"), &input)
}

pub fn logs(served: &Served, operation: &str, input: Value) -> Value {
    call(served, &format!("Logs_20140328.{operation}"), &input)
}

/// Everything in the account that a tap could touch: buses, rules, targets, log groups, policies, all with
/// tags. What events leave behind by themselves (bytes, times of their streams) is left out.
pub fn whole(served: &Served) -> BTreeMap<String, Value> {
    let mut all = BTreeMap::new();
    let buses = events(served, "ListEventBuses", json!({"Limit": 100}));
    for bus in buses["EventBuses"].as_array().unwrap() {
        let name = &bus["Name"];
        all.insert(format!("bus {name}"), events(served, "DescribeEventBus", json!({"Name": name})));
        let rules = events(served, "ListRules", json!({"EventBusName": name, "Limit": 100}));
        assert!(rules["NextToken"].is_null(), "one page holds the rules of {name}");
        for rule in rules["Rules"].as_array().unwrap() {
            let of = json!({"Rule": rule["Name"], "EventBusName": name});
            let targets = events(served, "ListTargetsByRule", of);
            let tags = events(served, "ListTagsForResource", json!({"ResourceARN": rule["Arn"]}));
            all.insert(format!("rule {}", rule["Arn"]), json!([rule, targets, tags]));
        }
    }
    let mut groups = logs(served, "DescribeLogGroups", json!({"limit": 50}));
    assert!(groups["nextToken"].is_null(), "one page holds the log groups");
    for group in groups["logGroups"].as_array_mut().unwrap() {
        group.as_object_mut().unwrap().remove("storedBytes");
        let tags = logs(served, "ListTagsForResource", json!({"resourceArn": group["logGroupArn"]}));
        all.insert(format!("group {}", group["logGroupName"]), json!([group, tags]));
    }
    all.insert("policies".into(), logs(served, "DescribeResourcePolicies", json!({})));
    all
}

/// The program with a tap, once it says that it watches.
fn tapping(served: &Served, args: &[&str]) -> Child {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_buslens"));
    let known = buslens(served.home(), &[]);
    for (name, value) in known.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let mut child = command
        .args(["tail", "--tap", "--yes"])
        .args(args)
        .args(["--endpoint-url", served.endpoint()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut err = BufReader::new(child.stderr.take().unwrap());
    while !said.contains("watching") {
        let before = said.len();
        err.read_line(&mut said).unwrap();
        assert!(said.len() > before, "it ended: {said}");
    }
    child.stderr = Some(err.into_inner());
    child
}

fn taps(served: &Served) -> Vec<Value> {
    let outcome = served.run(&["taps", "--json"]);
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    json_lines(&outcome.out)
}

const AUDIT: [&str; 4] = ["--rule", "orders-audit", "--bus", "orders"];

#[test]
fn what_a_killed_run_left_is_removed_and_nothing_else_is_touched() {
    let served = Served::start();
    let before = whole(&served);
    let mut child = tapping(&served, &AUDIT);
    let there = taps(&served);
    assert_eq!((there.len(), &there[0]["in_use"]), (1, &json!(true)), "{there:?}");
    let spared = served.run(&["taps", "--clean", "--yes"]);
    assert!(spared.code == 0 && spared.err.contains("is in use"), "{}{}", spared.out, spared.err);
    assert_eq!(taps(&served), there);

    signal(child.id(), "KILL");
    child.wait().unwrap();
    let left = whole(&served);
    let new: Vec<_> = left.keys().filter(|name| !before.contains_key(*name)).collect();
    assert_eq!(new.len(), 2, "a rule and a group: {new:?}");
    // Things that only look like ours.
    logs(&served, "CreateLogGroup", json!({"logGroupName": "/aws/events/buslens-tap-theirs"}));
    let rule = json!({"Name": "buslens-tap-theirs", "EventBusName": "orders", "EventPattern": "{\"source\":[\"x\"]}"});
    events(&served, "PutRule", rule);

    let cleaned = served.run(&["taps", "--clean", "--yes"]);
    assert!(cleaned.code == 0 && cleaned.out.contains("Removed tap"), "{}{}", cleaned.out, cleaned.err);
    assert!(cleaned.err.contains("buslens-tap-theirs is left alone"), "{}", cleaned.err);
    let mut after = whole(&served);
    let theirs: Vec<_> = after.keys().filter(|name| name.contains("tap-theirs")).cloned().collect();
    assert_eq!(theirs.len(), 2);
    after.retain(|name, _| !theirs.contains(name));
    assert_eq!(after, before);
    assert!(taps(&served).is_empty());
}

#[test]
fn a_tap_shows_the_events_of_its_rule_and_goes_with_the_program() {
    let served = Served::start();
    let rule =
        json!({"Name": "watched", "EventBusName": "orders", "EventPattern": "{\"source\":[\"only.here\"]}"});
    events(&served, "PutRule", rule);
    let before = whole(&served);
    for name in ["TERM", "INT", "HUP"] {
        let mut child = tapping(&served, &["--rule", "watched", "--bus", "orders", "--json"]);
        let put = ["put", "-e", "-", "--bus", "orders", "--yes"];
        let event = r#"{"source":"only.here","detail-type":"T","detail":{"n":7}}"#;
        assert_eq!(served.run_with(&put, event).code, 0);
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let shown: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(shown["event"]["detail"]["n"], 7, "{line}");
        signal(child.id(), name);
        assert_eq!(child.wait().unwrap().code(), Some(0), "{name}");
        assert_eq!(whole(&served), before, "{name}");
    }
}

#[test]
fn nothing_is_made_without_a_yes_or_where_it_cannot_work() {
    let served = Served::start();
    let before = whole(&served);
    let tap = |more: &[&str]| served.run(&[&["tail", "--tap"], more].concat());
    let unasked = tap(&AUDIT);
    assert!(unasked.code == 5 && unasked.err.contains("--yes"), "{}", unasked.err);
    assert!(unasked.err.contains("+ log group /aws/events/buslens-tap-"), "listed first: {}", unasked.err);
    let refused = tap(&[&AUDIT[..], &["--yes", "--read-only"]].concat());
    assert!(refused.code == 5 && refused.err.contains("ead-only"), "{}", refused.err);
    let scheduled = rules(&served).into_iter().find(|rule| rule["EventPattern"].is_null()).unwrap();
    let nothing = tap(&["--rule", scheduled["Name"].as_str().unwrap(), "--yes"]);
    assert!(nothing.code == 5 && nothing.err.contains("schedule"), "{}", nothing.err);
    assert_eq!(whole(&served), before);

    let policy = |n: usize| {
        let document = r#"{"Version":"2012-10-17","Statement":[]}"#;
        logs(&served, "PutResourcePolicy", json!({"policyName": format!("x{n}"), "policyDocument": document}))
    };
    let there = before["policies"]["resourcePolicies"].as_array().unwrap();
    for one in there {
        logs(&served, "DeleteResourcePolicy", json!({"policyName": one["policyName"]}));
    }
    (0..10).for_each(|n| drop(policy(n)));
    let full = tap(&[&AUDIT[..], &["--yes"]].concat());
    assert!(full.code == 5 && full.err.contains("all 10") && full.err.contains("x9"), "{}", full.err);
}

fn rules(served: &Served) -> Vec<Value> {
    events(served, "ListRules", json!({"Limit": 100}))["Rules"].as_array().unwrap().clone()
}

#[test]
fn what_fails_half_way_is_taken_back() {
    let served = Served::start();
    let before = whole(&served);
    for operation in ["PutRetentionPolicy", "PutRule", "PutTargets"] {
        let fault = format!(r#"{{"operation":"{operation}","times":1,"kind":"deny"}}"#);
        crate::put::control(&served, "POST", "faults", &fault);
        let outcome = served.run(&[&["tail", "--tap", "--yes"], &AUDIT[..]].concat());
        assert_eq!(outcome.code, 4, "{operation}: {}", outcome.err);
        assert!(outcome.err.contains(operation) && outcome.err.contains("removed again"), "{}", outcome.err);
        assert_eq!(whole(&served), before, "{operation}");
    }
    // What cannot be taken back is told with what to run, and that works.
    crate::put::control(&served, "POST", "faults", r#"{"operation":"PutTargets","times":1,"kind":"deny"}"#);
    crate::put::control(
        &served,
        "POST",
        "faults",
        r#"{"operation":"DeleteLogGroup","times":1,"kind":"deny"}"#,
    );
    let outcome = served.run(&[&["tail", "--tap", "--yes"], &AUDIT[..]].concat());
    assert!(
        outcome.err.contains("could not be removed") && outcome.err.contains("buslens taps --clean"),
        "{}",
        outcome.err
    );
    assert_ne!(whole(&served), before);
    assert_eq!(served.run(&["taps", "--clean", "--yes"]).code, 0);
    assert_eq!(whole(&served), before);
}

#[test]
fn a_whole_bus_is_tapped_with_a_pattern_of_ones_own() {
    let served = Served::start();
    let before = whole(&served);
    let pattern = served.home().join("pattern.json");
    std::fs::write(&pattern, r#"{"source":["only.here"]}"#).unwrap();
    let mut child = tapping(&served, &["--pattern", pattern.to_str().unwrap(), "--bus", "payments"]);
    let put = ["put", "-e", "-", "--bus", "payments", "--yes"];
    assert_eq!(served.run_with(&put, r#"{"source":"only.here","detail-type":"T","detail":{}}"#).code, 0);
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    assert!(line.contains("only.here"), "{line}");
    signal(child.id(), "TERM");
    child.wait().unwrap();
    assert_eq!(whole(&served), before);
}
