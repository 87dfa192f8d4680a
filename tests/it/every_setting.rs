//! Things that a command makes with every setting they can have: each is there as it was given, and nothing
//! else is said.

use super::commands::{Outcome, Served, json_lines};
use buslens::internals::model::{ThingKind, fields};
use serde_json::Value;

const AUTH: &str = r#"{"BasicAuthParameters": {"Username": "me", "Password": "s3cret"}}"#;

/// Runs a command that must succeed and find everything as it was written.
fn done(served: &Served, args: &[&str], input: &str) -> Outcome {
    let outcome = served.run_with(args, input);
    assert_eq!(outcome.code, 0, "{args:?}: {} {}", outcome.out, outcome.err);
    assert!(!outcome.err.contains("reads back"), "{args:?}: {}", outcome.err);
    outcome
}

fn json(served: &Served, args: &[&str]) -> Value {
    serde_json::from_str(&done(served, args, "").out).unwrap()
}

/// A kind of thing, the command's word for it, its name, and its flags with what is given.
type Made = (ThingKind, &'static str, String, Vec<(&'static str, String)>);

#[test]
fn each_kind_of_thing_is_made_with_every_setting_that_it_has() {
    use ThingKind::{Archive, Bus, Connection, Destination, Replay, Rule};
    let served = Served::start();
    let place = |service: &str, what: &str| format!("arn:aws:{service}:us-east-1:111122223333:{what}");
    let (queue, role) = (place("sqs", "lost"), "arn:aws:iam::111122223333:role/events".to_owned());
    let sources = json_lines(&done(&served, &["partner", "list", "--json"], "").out);
    let source =
        sources.iter().find(|source| source["state"] == "PENDING").unwrap()["name"].as_str().unwrap();
    let source = source.to_owned();
    let (pattern, key) = (r#"{"source":["s"]}"#.to_owned(), place("kms", "key/1"));
    let some = |texts: &[(&'static str, &str)]| -> Vec<(&'static str, String)> {
        texts.iter().map(|(flag, text)| (*flag, (*text).to_owned())).collect()
    };
    let made: Vec<Made> = vec![
        (
            ThingKind::Bus,
            "bus|create",
            source.clone(),
            some(&[
                ("event-source", &source),
                ("description", "d"),
                ("dead-letter", &queue),
                ("kms-key", &key),
                ("log-level", "INFO"),
                ("log-detail", "FULL"),
            ]),
        ),
        (ThingKind::Bus, "bus|create", "shop".to_owned(), some(&[("description", "d")])),
        (
            ThingKind::Rule,
            "rule|put",
            "night".to_owned(),
            some(&[
                ("description", "d"),
                ("state", "DISABLED"),
                ("pattern", &pattern),
                ("schedule", "rate(5 minutes)"),
                ("role", &role),
            ]),
        ),
        (
            ThingKind::Archive,
            "archive|create",
            "kept".to_owned(),
            some(&[
                ("bus", &place("events", "event-bus/shop")),
                ("description", "d"),
                ("pattern", &pattern),
                ("days", "3"),
                ("kms-key", &key),
            ]),
        ),
        (
            ThingKind::Replay,
            "replays|start",
            "again".to_owned(),
            some(&[
                ("archive", &place("events", "archive/kept")),
                ("bus", &place("events", "event-bus/shop")),
                ("rules", &place("events", "rule/shop/r")),
                ("from", "2026-11-01T00:00:00Z"),
                ("to", "2026-11-02T00:00:00Z"),
                ("description", "d"),
            ]),
        ),
        (
            ThingKind::Connection,
            "connection|create",
            "pager".to_owned(),
            some(&[
                ("authorization", "BASIC"),
                ("description", "d"),
                ("kms-key", &key),
                ("private-resource", &place("vpc-lattice", "resourceconfiguration/rcfg-0123456789abcdef0")),
                ("auth", "-"),
            ]),
        ),
        (
            ThingKind::Destination,
            "destination|create",
            "page".to_owned(),
            some(&[
                ("connection", "pager"),
                ("endpoint", "https://a.example/*"),
                ("method", "PUT"),
                ("rate", "7"),
                ("description", "d"),
            ]),
        ),
    ];
    // Partners make sources; endpoints are read here; a log group's policy has no command.
    for kind in [Bus, Rule, Archive, Replay, Connection, Destination] {
        let given = made.iter().filter(|(one, ..)| *one == kind).flat_map(|(.., given)| given);
        let flags: Vec<&str> = given.map(|(flag, _)| *flag).collect();
        for field in fields(kind) {
            assert!(flags.contains(&field.flag), "{kind:?} without --{}", field.flag);
        }
    }
    for (kind, command, name, given) in &made {
        let mut args: Vec<&str> = command.split('|').chain([name.as_str()]).collect();
        let flags: Vec<String> = given.iter().map(|(flag, _)| format!("--{flag}")).collect();
        for (flag, (_, value)) in flags.iter().zip(given) {
            args.extend([flag, value.as_str()]);
        }
        args.push("--yes");
        done(&served, &args, AUTH);
        if name == "shop" {
            let pattern = ["rule", "put", "r", "--bus", "shop", "--pattern", r#"{"source":["s"]}"#, "--yes"];
            done(&served, &pattern, "");
        }
        let describe = match kind {
            ThingKind::Replay => "replays",
            ThingKind::Bus => "bus",
            ThingKind::Rule => "rule",
            ThingKind::Archive => "archive",
            ThingKind::Connection => "connection",
            ThingKind::Destination => "destination",
            ThingKind::Source | ThingKind::Endpoint | ThingKind::LogPolicy => panic!("{kind:?} is not made"),
        };
        assert_eq!(json(&served, &[describe, "describe", name, "--json"])["Description"], "d", "{name}");
    }
    // The partner's bus goes and comes back with its source, whatever was given the first time.
    let bus = json(&served, &["bus", "describe", &source, "--json"]);
    done(&served, &["bus", "delete", &source, "--yes"], "");
    done(&served, &["undo", "--yes"], "");
    let again = json(&served, &["bus", "describe", &source, "--json"]);
    assert_eq!(
        (&again["LogConfig"], &again["DeadLetterConfig"]),
        (&bus["LogConfig"], &bus["DeadLetterConfig"])
    );
    let wrong = served.run(&["bus", "create", "other", "--event-source", &source, "--yes"]);
    assert!(wrong.code == 2 && wrong.err.contains("has the name of its event source"), "{}", wrong.err);
}

#[test]
fn the_whole_policy_of_a_bus_is_written_by_one_command_and_taken_back() {
    let served = Served::start();
    done(&served, &["bus", "create", "shop", "--yes"], "");
    let put = |id: &str, account: &str| {
        done(&served, &["permission", "put", "--bus", "shop", "--id", id, "--account", account, "--yes"], "");
    };
    put("old", "222233334444");
    let policy_now = || -> Value {
        let bus = json(&served, &["bus", "describe", "shop", "--json"]);
        serde_json::from_str(bus["Policy"].as_str().unwrap()).unwrap()
    };
    let before = policy_now();
    let bus = "arn:aws:events:us-east-1:111122223333:event-bus/shop";
    let whole = serde_json::json!({"Version": "2012-10-17", "Statement": [
        {"Sid": "in", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::333344445555:root"},
         "Action": "events:PutEvents", "Resource": bus,
         "Condition": {"StringEquals": {"events:source": ["shop.orders"]}}},
        {"Sid": "out", "Effect": "Deny", "Principal": "*", "Action": "events:PutEvents", "Resource": bus,
         "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
    ]});
    let write = ["permission", "put", "--bus", "shop", "--policy", "-", "--yes"];
    done(&served, &write, &whole.to_string());
    assert_eq!(policy_now()["Statement"], whole["Statement"]);
    for (text, why) in [("{", "it is not JSON"), (r#"{"Statement": "x"}"#, "statement 1 is a string")] {
        let refused = served.run_with(&write, text);
        assert!(refused.code == 2 && refused.err.contains(why), "{} {}", refused.code, refused.err);
        assert_eq!(policy_now()["Statement"], whole["Statement"]);
    }
    done(&served, &["undo", "--yes"], "");
    assert_eq!(policy_now(), before);
}
