//! An account with what terminals act on in every field that can hold it, shown by every command that reads
//! things other than events: nothing raw is printed, in no notation.

use crate::commands::{Served, json_lines};
use crate::terminal_safety::{SEQUENCES, assert_clean, call, payloads, raw_json};
use serde_json::{Value, json};

const BUS: &str = "arn:aws:events:us-east-1:111122223333:event-bus/hostile";

#[test]
fn every_kind_of_thing_and_every_notation() {
    let served = Served::start();
    let all: String = payloads().concat().chars().take(500).collect();
    let short: String = SEQUENCES.concat().chars().take(60).collect();
    let make = |operation: &str, input: Value| {
        call(served.endpoint(), &format!("AWSEvents.{operation}"), &input.to_string());
    };
    let tags = json!([{"Key": short, "Value": short}]);
    make("CreateEventBus", json!({"Name": "hostile", "Description": all}));
    let pattern = json!({"source": [short], "detail": {&short: [{"prefix": short}]}});
    make(
        "PutRule",
        json!({"Name": "rule", "EventBusName": "hostile", "Description": all, "EventPattern": pattern.to_string()}),
    );
    let rule = "arn:aws:events:us-east-1:111122223333:rule/hostile/rule";
    for arn in [rule, BUS] {
        make("TagResource", json!({"ResourceARN": arn, "Tags": tags}));
    }
    let targets = json!([
        {"Id": "1", "Arn": "arn:aws:lambda:us-east-1:111122223333:function:f", "Input": raw_json(&all)},
        {"Id": "2", "Arn": "arn:aws:sqs:us-east-1:111122223333:q", "InputTransformer": {
            "InputPathsMap": {"x": "$.source"}, "InputTemplate": raw_json(&format!("{short} <x>"))}},
    ]);
    make("PutTargets", json!({"Rule": "rule", "EventBusName": "hostile", "Targets": targets}));
    let policy = json!({"Version": "2012-10-17", "Statement": [{"Sid": "s", "Effect": "Allow",
        "Principal": {"AWS": "222233334444"}, "Action": "events:PutEvents", "Resource": BUS,
        "Condition": {"StringEquals": {"events:source": short}}}]});
    make("PutPermission", json!({"EventBusName": "hostile", "Policy": policy.to_string()}));
    make(
        "CreateArchive",
        json!({"ArchiveName": "kept", "EventSourceArn": BUS, "Description": all,
            "EventPattern": json!({"source": [short]}).to_string()}),
    );
    make(
        "CreateConnection",
        json!({"Name": "line", "Description": all, "AuthorizationType": "BASIC", "AuthParameters":
            {"BasicAuthParameters": {"Username": short, "Password": "x"}}}),
    );
    let event = json!({"id": "1", "source": short, "detail-type": short, "detail": {&short: all},
        "resources": [short], "account": "1", "region": "r", "time": "2026-01-01T00:00:00Z"});
    let suite = json!({"pattern": pattern, "cases": [{"name": short, "event": event, "matches": true},
        {"name": all, "event": event, "matches": true}]});
    std::fs::write(served.home().join("event.json"), event.to_string()).unwrap();
    std::fs::write(served.home().join("suite.json"), suite.to_string()).unwrap();
    let changed = served.run(&["rule", "disable", "rule", "--bus", "hostile", "--yes"]);
    assert_clean("a change", &changed);

    let bus = |args: &[&'static str]| [args, &["--bus", "hostile"]].concat();
    let mut commands = vec![
        vec!["buses"],
        vec!["buses", "--json"],
        bus(&["targets", "--rule", "rule"]),
        bus(&["targets", "--rule", "rule", "--json"]),
        bus(&["why"]),
        bus(&["why", "rule"]),
        bus(&["why", "rule", "--json"]),
        bus(&["why", "rule", "--event", "event.json"]),
        bus(&["why", "rule", "--event", "event.json", "--json", "--mask"]),
        bus(&["which", "--event", "event.json"]),
        bus(&["which", "--event", "event.json", "--json"]),
        bus(&["bus-log"]),
        bus(&["probe", "rule"]),
        vec!["bus", "describe", "hostile"],
        vec!["archive", "describe", "kept"],
        vec!["archive", "list"],
        vec!["archive", "list", "--json"],
        vec!["connection", "describe", "line"],
        vec!["connection", "list"],
        vec!["connection", "list", "--json"],
        vec!["undo", "--list"],
        vec!["undo", "--list", "--json"],
        vec!["check", "suite.json"],
        vec!["check", "suite.json", "--json"],
    ];
    for notation in ["cli", "cloudformation", "terraform", "cdk", "sam", "json"] {
        commands.push(bus(&["export", "rule", "--as", notation]));
    }
    for args in commands {
        let outcome = if args[0] == "check" {
            crate::commands::run(&mut crate::commands::buslens(served.home(), &args))
        } else {
            served.run(&args)
        };
        let what = args.join(" ");
        assert_clean(&what, &outcome);
        assert_ne!(outcome.code, 3, "{what}: {}", outcome.err);
        if args.contains(&"--json") {
            json_lines(&outcome.out);
        }
    }
    let exported = served.run(&bus(&["export", "rule", "--as", "json"]));
    assert_eq!(
        json_lines(&exported.out)[0]["Rule"]["Description"],
        all.as_str(),
        "an export keeps the meaning"
    );
}
