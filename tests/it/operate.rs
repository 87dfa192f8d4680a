//! The commands that change an account: each operation, seen by another command, and taken back.

use super::commands::{Outcome, Served};
use buslens::internals::model::OPERATIONS;
use serde_json::Value;
use std::io::{Read as _, Write as _};

fn json(outcome: &Outcome) -> Value {
    assert_eq!(outcome.code, 0, "{}", outcome.err);
    serde_json::from_str(outcome.out.lines().next().unwrap()).unwrap()
}

/// Runs a command that must succeed.
fn done(served: &Served, args: &str) -> Outcome {
    let outcome = served.run(&args.split('|').collect::<Vec<_>>());
    assert_eq!(outcome.code, 0, "{args}: {} {}", outcome.out, outcome.err);
    outcome
}

const BUS: &str = "arn:aws:events:us-east-1:111122223333:event-bus/shop";

#[test]
fn a_bus_with_all_it_can_have_from_nothing_to_nothing() {
    let served = Served::start();
    done(&served, "bus|create|shop|--description|Orders|--log-level|INFO|--tag|team=web shop|--yes");
    let bus = json(&done(&served, "bus|describe|shop|--json"));
    assert_eq!((&bus["Description"], &bus["LogConfig"]["Level"]), (&"Orders".into(), &"INFO".into()));
    done(&served, "bus|update|shop|--description||--yes");
    let bus = json(&done(&served, "bus|describe|shop|--json"));
    assert_eq!((bus.get("Description"), &bus["LogConfig"]["Level"]), (None, &"INFO".into()));
    done(&served, "permission|put|--bus|shop|--id|partner|--account|222233334444|--yes");
    done(&served, "permission|put|--bus|shop|--id|org|--organization|o-a1b2c3d4e5|--yes");
    let policy = json(&done(&served, "bus|describe|shop|--json"))["Policy"].as_str().unwrap().to_owned();
    assert!(policy.contains("222233334444") && policy.contains("o-a1b2c3d4e5"), "{policy}");
    done(&served, "permission|remove|--bus|shop|--id|partner|--yes");
    let policy = json(&done(&served, "bus|describe|shop|--json"))["Policy"].as_str().unwrap().to_owned();
    assert!(!policy.contains("222233334444") && policy.contains("o-a1b2c3d4e5"), "{policy}");
    done(&served, "tag|--bus|shop|cost=7|--yes");
    done(&served, "untag|--bus|shop|team|--yes");

    let pattern = r#"{"source":["shop.orders"]}"#;
    done(&served, &format!("rule|put|audit|--bus|shop|--pattern|{pattern}|--tag|a=b|--yes"));
    let queue = "arn:aws:sqs:us-east-1:111122223333:audit";
    done(&served, &format!("target|put|audit|q|--bus|shop|--arn|{queue}|--retries|3|--yes"));
    done(&served, "target|put|audit|q|--bus|shop|--input-path|$.detail|--yes");
    let target = json(&done(&served, "targets|--bus|shop|--rule|audit|--json"));
    assert_eq!((&target["input_path"], &target["retry"]["attempts"]), (&"$.detail".into(), &3.into()));
    done(&served, "rule|put|audit|--bus|shop|--description|All orders|--state|off|--yes");
    let rule = json(&done(&served, "rule|describe|audit|--bus|shop|--json"));
    assert_eq!((&rule["State"], &rule["EventPattern"]), (&"DISABLED".into(), &pattern.into()));
    done(&served, "rule|copy|audit|--bus|shop|--to|audit-2|--yes");
    done(&served, "target|remove|audit-2|q|--bus|shop|--yes");
    let refused = served.run(&["bus", "delete", "shop", "--yes"]);
    assert!(
        refused.code == 2 && refused.err.contains("still has rules: audit and audit-2"),
        "{}",
        refused.err
    );
    let before = done(&served, "rules|--bus|shop|--json").out;
    done(&served, "rule|delete|audit|--bus|shop|--yes");
    done(&served, "undo|--yes");
    assert_eq!(done(&served, "rules|--bus|shop|--json").out, before);
    let target = json(&done(&served, "targets|--bus|shop|--rule|audit|--json"));
    assert_eq!(target["input_path"], "$.detail");
    for rule in ["audit", "audit-2"] {
        done(&served, &format!("rule|delete|{rule}|--bus|shop|--yes"));
    }
    done(&served, "bus|delete|shop|--yes");
    assert_eq!(served.run(&["bus", "describe", "shop"]).code, 2);
}

#[test]
fn what_looks_wrong_in_a_targets_input_is_said_before_it_is_sent() {
    let served = Served::start();
    done(&served, r#"rule|put|audit|--pattern|{"source":["shop"]}|--yes"#);
    let queue = "arn:aws:sqs:us-east-1:111122223333:audit";
    let put = format!(
        r#"target|put|audit|q|--arn|{queue}|--paths|{{"x":"$.id"}}|--template|{{"a":"\u003cx\u003e"}}|--yes"#
    );
    let told = done(&served, &put).err;
    let (warning, sent) = (told.find("! target q: "), told.find("To be sent"));
    assert!(warning.is_some() && sent.is_some(), "{told}");
    let refused = served.run(&["target", "put", "audit", "q", "--input", "{}", "--yes"]);
    let way = "is taken away in the same call with `--template '' --paths ''`";
    assert!(refused.code == 2 && refused.err.contains(way), "{}", refused.err);
    let both = "target|put|audit|q|--input|{}|--template||--paths||--yes";
    done(&served, both);
    let tagged = served.run(&["tag", "audit"]);
    assert!(tagged.code == 2 && tagged.err.contains("`--rule audit`"), "{}", tagged.err);
}

#[test]
fn archives_replays_connections_and_destinations_come_and_go() {
    let served = Served::start_slowly();
    done(&served, "bus|create|shop|--yes");
    done(&served, &format!("archive|create|kept|--bus|{BUS}|--days|7|--yes"));
    done(&served, "archive|update|kept|--days|30|--yes");
    let archive = json(&done(&served, "archive|describe|kept|--json"));
    assert_eq!(archive["RetentionDays"], 30);
    let of = archive["ArchiveArn"].as_str().unwrap();
    let times = "--from|2026-11-01T00:00:00Z|--to|2026-11-02T00:00:00Z";
    done(&served, &format!("replays|start|again|--archive|{of}|--bus|{BUS}|{times}|--yes"));
    let told = done(&served, "archive|describe|kept").out;
    let line = |name: &str| {
        told.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{told}"))
    };
    assert_eq!(line("event source ARN").trim(), BUS);
    assert_eq!(line("retention days").trim(), "30");
    let made = line("creation time").trim();
    assert!(made.starts_with("20") && made.contains(" UTC"), "{made}");
    done(&served, "replays|cancel|again|--yes");
    let replay = json(&done(&served, "replays|describe|again|--json"));
    assert!(replay["State"].as_str().unwrap().starts_with("CANCEL"), "{replay}");

    let auth = r#"{"ApiKeyAuthParameters": {"ApiKeyName": "key", "ApiKeyValue": "s3cret"}}"#;
    let create = ["connection", "create", "pager", "--authorization", "API_KEY", "--auth", "-", "--yes"];
    let made = served.run_with(&create, auth);
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(!made.err.contains("s3cret") && made.err.contains("(not shown)"), "{}", made.err);
    let connection = json(&done(&served, "connection|describe|pager|--json"));
    let of = connection["ConnectionArn"].as_str().unwrap();
    let create =
        format!("destination|create|page|--connection|{of}|--endpoint|https://a.example|--method|POST|--yes");
    done(&served, &create);
    done(&served, "destination|update|page|--rate|5|--yes");
    assert_eq!(json(&done(&served, "destination|describe|page|--json"))["InvocationRateLimitPerSecond"], 5);
    done(&served, "connection|deauthorize|pager|--yes");
    let again = done(&served, "connection|deauthorize|pager|--yes");
    assert!(again.out.contains("There is nothing to change."), "{}", again.out);
    let undone = served.run(&["undo", "--yes"]);
    assert!(undone.code == 5 && undone.err.contains("secret"), "{} {}", undone.code, undone.err);
    let listed = done(&served, "undo|--list|--json").out;
    assert!(!listed.contains("s3cret") && listed.lines().count() >= 7, "{listed}");
    done(&served, "destination|delete|page|--yes");
    done(&served, "connection|delete|pager|--yes");
    done(&served, "archive|delete|kept|--yes");
    for list in ["archive", "connection", "destination", "replays", "partner", "endpoint"] {
        done(&served, &format!("{list}|list"));
        done(&served, &format!("{list}|list|--json"));
    }
}

#[test]
fn who_acts_on_a_replay_is_said_before_it_is_started() {
    let served = Served::start();
    done(&served, "bus|create|shop|--yes");
    done(&served, &format!("archive|create|kept|--bus|{BUS}|--yes"));
    done(&served, r#"rule|put|audit|--bus|shop|--pattern|{"source":["s"]}|--yes"#);
    let queue = "arn:aws:sqs:us-east-1:111122223333:late";
    done(&served, &format!("target|put|audit|t|--bus|shop|--arn|{queue}|--yes"));
    let of = "arn:aws:events:us-east-1:111122223333:archive/kept";
    let times = "--from|2026-11-01T00:00:00Z|--to|2026-11-02T00:00:00Z";
    let start = format!("replays|start|again|--archive|{of}|--bus|{BUS}|{times}");
    let asked = served.run(&start.split('|').collect::<Vec<_>>());
    assert_eq!(asked.code, 5, "{}", asked.err);
    for told in ["The archive kept has 0 events in all.", "Their targets act for real", "!   audit → "] {
        assert!(asked.err.contains(told), "{told}: {}", asked.err);
    }
    done(&served, "rule|disable|audit|--bus|shop|--yes");
    let off = done(&served, &format!("{start}|--yes")).err;
    assert!(!off.contains("audit"), "a rule that is off gets nothing: {off}");
    assert!(off.contains("was made at") && off.contains("that their sender dated back"), "{off}");
    done(&served, "tag|--bus|shop|team=a|--yes");
    assert_eq!(done(&served, "tag|--bus|shop|--json").out, "{\"key\":\"team\",\"value\":\"a\"}\n");
    let organization = "permission|put|--bus|shop|--id|s|--organization|abc|--yes";
    let refused = served.run(&organization.split('|').collect::<Vec<_>>());
    assert_eq!(refused.code, 2, "{}", refused.err);
    assert!(refused.err.contains("`abc` is not the id of an organization"), "{}", refused.err);
    let late = "permission|put|--bus|shop|--id|s 1|--everybody|--yes";
    let refused = served.run(&late.split('|').collect::<Vec<_>>());
    assert!(refused.code == 2 && refused.err.contains("64 letters, digits, `-` and `_`"), "{}", refused.err);
    let of_none = of.replace("kept", "none");
    let to_another = BUS.replace("shop", "default");
    for (args, said) in [
        (start.replace("again", "other").replace(of, &of_none), "there is no archive none"),
        (
            format!(
                "{}|--rules|{}",
                start.replace("again", "other"),
                BUS.replace("event-bus/shop", "rule/daily")
            ),
            "--rules: rule daily is of bus default, and a replay to bus shop reaches the rules of that bus alone",
        ),
        (
            format!(
                "{}|--rules|{}",
                start.replace("again", "other"),
                BUS.replace("event-bus/shop", "rule/shop/none")
            ),
            "--rules: bus shop has no rule with the ARN",
        ),
        (
            format!("archive|create|lost|--bus|{}", BUS.replace("shop", "gone")),
            "--bus: there is no bus gone in this account and region: choose one that is, or make it first. \
             EventBridge would answer: Event bus gone does not exist.",
        ),
        (
            format!(
                "destination|create|lost|--endpoint|https://a.example/|--method|POST|--connection|{}/1",
                BUS.replace("event-bus/shop", "connection/gone")
            ),
            "--connection: there is no connection gone",
        ),
        ("archive|create|lost|--bus|gone".to_owned(), "--bus: there is no bus gone in this account"),
        (
            "destination|create|lost|--endpoint|https://a.example/|--method|POST|--connection|gone"
                .to_owned(),
            "--connection: there is no connection gone",
        ),
        (
            format!("replays|start|other|--archive|gone|--bus|shop|{times}"),
            "EventBridge would answer: Parameter EventSourceArn is not valid. Reason: Archive gone does not exist.",
        ),
        (r#"rule|put|late|--bus|gone|--pattern|{"source":["s"]}"#.to_owned(), "--bus: there is no bus gone"),
        (
            start.replace("again", "other").replace(BUS, &to_another),
            "events of bus shop, and they go back to that alone",
        ),
    ] {
        let outcome = served.run(&format!("{args}|--yes").split('|').collect::<Vec<_>>());
        assert_eq!(outcome.code, 2, "{}", outcome.err);
        assert!(outcome.err.contains(said) && outcome.err.contains("Nothing was sent"), "{}", outcome.err);
    }
}

#[test]
fn what_is_not_there_is_bad_input_in_every_command() {
    let served = Served::start();
    let gone = "arn:aws:events:us-east-1:111122223333:event-bus/nope";
    for args in [
        "bus|describe|nope",
        "bus|update|nope|--description|d|--yes",
        "rules|--bus|nope",
        "rule|describe|nope",
        "rule|enable|nope|--yes",
        "rule|disable|nope|--yes",
        "rule|delete|nope|--yes",
        "targets|--rule|nope",
        "target|remove|nope|t|--yes",
        &format!("archive|create|a1|--bus|{gone}|--yes"),
        "archive|describe|nope",
        "archive|delete|nope|--yes",
        "replays|describe|nope",
        "replays|cancel|nope|--yes",
        "connection|describe|nope",
        "destination|delete|nope|--yes",
        "tag|--rule|nope|a=1|--yes",
        "tag|--bus|nope",
        "why|nope",
        "export|nope",
        "undo|zzz|--yes",
    ] {
        let outcome = served.run(&args.split('|').collect::<Vec<_>>());
        assert_eq!((outcome.code, outcome.out.as_str()), (2, ""), "{args}: {}", outcome.err);
    }
}

#[test]
fn a_change_that_could_not_be_noted_is_done_all_the_same() {
    let served = Served::start();
    let nowhere = served.home().join("a file");
    std::fs::write(&nowhere, "").unwrap();
    for args in [
        r#"rule|put|al|--pattern|{"source":["s"]}|--yes"#,
        "rule|put|al|--description|d|--yes",
        "rule|disable|al|--yes",
    ] {
        let args: Vec<_> = args.split('|').collect();
        let mut command = super::commands::buslens(served.home(), &args);
        command.env("XDG_STATE_HOME", &nowhere).args(["--endpoint-url", served.endpoint()]);
        let outcome = super::commands::run(&mut command);
        assert_eq!(outcome.code, 0, "{args:?}: {}", outcome.err);
        let said = "The change is done, but could not be noted for undo: ";
        assert!(outcome.err.contains(said), "{args:?}: {}", outcome.err);
    }
    let rule = json(&done(&served, "rule|describe|al|--json"));
    assert_eq!((&rule["Description"], &rule["State"]), (&"d".into(), &"DISABLED".into()));
}

#[test]
fn what_the_service_would_take_and_nobody_could_use_is_refused_before() {
    let served = Served::start();
    let create = ["connection", "create", "c", "--authorization", "BASIC", "--auth", "-", "--yes"];
    let lacking = served.run_with(&create, r#"{"BasicAuthParameters": {"Username": "s3cret"}}"#);
    assert!(lacking.code == 2 && lacking.err.contains("Password: it is needed"), "{}", lacking.err);
    assert!(!lacking.err.contains("s3cret"), "{}", lacking.err);
    let topic = "arn:aws:sns:us-east-1:111122223333:x";
    for args in ["bus|update|orders|--dead-letter|", "bus|create|lab|--dead-letter|"] {
        let args = format!("{args}{topic}|--yes");
        let refused = served.run(&args.split('|').collect::<Vec<_>>());
        assert!(refused.code == 2 && refused.err.contains("is not the ARN of a queue"), "{}", refused.err);
    }
    let called = calls(&served);
    for operation in ["CreateConnection", "UpdateEventBus", "CreateEventBus"] {
        assert!(called.get(operation).is_none_or(|times| *times == 0), "{operation}: {called}");
    }
}

#[test]
fn nothing_is_changed_without_a_yes_or_in_read_only_mode() {
    let served = Served::start();
    for (args, code) in
        [("bus|create|shop", 5), ("bus|create|shop|--yes|--read-only", 5), ("bus|create|with space|--yes", 2)]
    {
        let outcome = served.run(&args.split('|').collect::<Vec<_>>());
        assert_eq!(outcome.code, code, "{args}: {}", outcome.err);
        assert!(outcome.out.is_empty(), "{}", outcome.out);
    }
    assert!(
        served.run(&["bus", "create", "shop"]).err.contains("CreateEventBus"),
        "the question shows what is sent"
    );
    assert!(!done(&served, "buses").out.contains("shop"));
    let nothing = served.run(&["undo", "--yes"]);
    assert!(nothing.code == 1 && nothing.err.contains("Nothing to undo in this account"), "{}", nothing.err);
}

#[test]
fn what_is_only_read_has_its_commands_too() {
    let served = Served::start();
    let queue = "arn:aws:sqs:us-east-1:111122223333:audit";
    for rule in ["one", "two", "three"] {
        done(
            &served,
            &format!("rule|put|{rule}|--bus|default|--pattern|{{\"source\":[\"s\"]}}|--tag|a=b|--yes"),
        );
    }
    for rule in ["one", "three"] {
        done(&served, &format!("target|put|{rule}|q|--arn|{queue}|--yes"));
    }
    let listed = done(&served, &format!("rules|--target|{queue}")).out;
    let names: Vec<_> = listed.lines().skip(1).map(|line| line.split_whitespace().nth(1).unwrap()).collect();
    assert_eq!(names, ["one", "three"]);

    assert_eq!(done(&served, "tag|--rule|two").out, "KEY  VALUE\na    b\n");
    let none = served.run(&["untag", "--rule", "two"]);
    assert!(none.code == 3 && none.err.contains("Which tags?"), "{} {}", none.code, none.err);

    // This account is no partner: it offers nothing, and says so as AWS does.
    assert_eq!(done(&served, "partner|offered|list|aws.partner/me").out, "NAME  ARN\n");
    for look in ["describe", "accounts"] {
        let refused = served.run(&["partner", "offered", look, "aws.partner/me/x"]);
        assert_eq!(refused.code, 2, "{}", refused.out);
        assert!(refused.err.contains("aws.partner/me/x does not exist"), "{}", refused.err);
    }
}

#[test]
fn the_service_is_asked_beside_us_and_decides() {
    let served = Served::start();
    let dir = tempfile::tempdir().unwrap();
    let (pattern, event) = (dir.path().join("pattern.json"), dir.path().join("event.json"));
    std::fs::write(&pattern, r#"{"source": ["shop"]}"#).unwrap();
    let envelope = |source: &str| {
        format!(
            r#"{{"version": "0", "id": "1", "detail-type": "t", "source": "{source}", "account": "111122223333",
                "time": "2026-01-01T00:00:00Z", "region": "us-east-1", "resources": [], "detail": {{}}}}"#
        )
    };
    let pair = ["match", "-p", pattern.to_str().unwrap(), "-e", event.to_str().unwrap(), "--ask-aws"];
    std::fs::write(&event, envelope("shop")).unwrap();
    let both = served.run(&pair);
    assert_eq!((both.code, both.out.as_str()), (0, "✓ match\nAWS says match\n"), "{}", both.err);
    std::fs::write(&event, envelope("other")).unwrap();
    let neither = json_lines(&served.run(&[&pair[..], &["--json"]].concat()).out);
    assert_eq!((&neither["result"], &neither["aws"]), (&"nomatch".into(), &"nomatch".into()));
    // Without its envelope we judge an event, and the service refuses it.
    std::fs::write(&event, r#"{"source": "shop"}"#).unwrap();
    let refused = served.run(&pair);
    assert!(
        refused.code == 2 && refused.err.contains("TestEventPattern"),
        "{} {}",
        refused.code,
        refused.err
    );
    // What both refuse is still answered, with our places.
    std::fs::write(&pattern, r#"{"source": "shop"}"#).unwrap();
    let invalid = served.run(&pair);
    assert_eq!((invalid.code, invalid.out.as_str()), (2, ""));
    for told in ["pattern.json:1:12:", "AWS refuses it too: "] {
        assert!(invalid.err.contains(told), "{told}: {}", invalid.err);
    }
    let invalid = json_lines(&served.run(&[&pair[..], &["--json"]].concat()).out);
    assert_eq!((&invalid["result"], &invalid["aws"]), (&"invalid".into(), &serde_json::Value::Null));
}

fn json_lines(out: &str) -> Value {
    serde_json::from_str(out.lines().next().unwrap()).unwrap()
}

/// How often each operation was called.
fn calls(served: &Served) -> Value {
    let endpoint = served.endpoint().trim_start_matches("http://");
    let mut stream = std::net::TcpStream::connect(endpoint).unwrap();
    write!(stream, "GET /_buslens/calls HTTP/1.1\r\nHost: {endpoint}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let (from, to) = (body.find('{').unwrap(), body.rfind('}').unwrap());
    serde_json::from_str(&body[from..=to]).unwrap()
}

#[test]
fn every_operation_with_a_command_is_called_by_it() {
    let served = Served::start_slowly();
    let arn = |kind: &str| format!("arn:aws:events:us-east-1:111122223333:{kind}");
    let times = "--from|2026-11-01T00:00:00Z|--to|2026-11-02T00:00:00Z";
    let queue = "arn:aws:sqs:us-east-1:111122223333:q";
    for args in [
        "bus|create|shop|--yes",
        "bus|update|shop|--description|d|--yes",
        "permission|put|--bus|shop|--id|a|--account|222233334444|--yes",
        "permission|remove|--bus|shop|--id|a|--yes",
        "tag|--bus|shop|a=b|--yes",
        "untag|--bus|shop|a|--yes",
        r#"rule|put|r|--bus|shop|--pattern|{"source":["s"]}|--yes"#,
        "rule|disable|r|--bus|shop|--yes",
        "rule|enable|r|--bus|shop|--yes",
        "rule|describe|r|--bus|shop",
        &format!("target|put|r|t|--bus|shop|--arn|{queue}|--yes"),
        "targets|--bus|shop|--rule|r",
        "target|remove|r|t|--bus|shop|--yes",
        "rules|--bus|shop",
        "buses",
        "rule|delete|r|--bus|shop|--yes",
        &format!("archive|create|kept|--bus|{}|--yes", arn("event-bus/shop")),
        "archive|update|kept|--days|3|--yes",
        "archive|describe|kept",
        "archive|list",
        &format!(
            "replays|start|again|--archive|{}|--bus|{}|{times}|--yes",
            arn("archive/kept"),
            arn("event-bus/shop")
        ),
        "replays|describe|again",
        "replays|list",
        "bus|describe|shop",
        "endpoint|list",
        "partner|list",
        "partner|offered|list|aws.partner/me",
        &format!("rules|--target|{queue}"),
        "tag|--bus|default",
    ] {
        done(&served, args);
    }
    done(&served, "replays|cancel|again|--yes");
    done(&served, "archive|delete|kept|--yes");
    done(&served, "bus|delete|shop|--yes");
    let auth = r#"{"BasicAuthParameters": {"Username": "me", "Password": "s3cret"}}"#;
    let create = ["connection", "create", "c", "--authorization", "BASIC", "--auth", "-", "--yes"];
    assert_eq!(served.run_with(&create, auth).code, 0);
    let connection = json(&done(&served, "connection|describe|c|--json"));
    let of = connection["ConnectionArn"].as_str().unwrap();
    done(
        &served,
        &format!("destination|create|d|--connection|{of}|--endpoint|https://a.example|--method|POST|--yes"),
    );
    for args in [
        "destination|update|d|--rate|5|--yes",
        "destination|describe|d",
        "destination|list",
        "connection|list",
        "connection|update|c|--description|d|--yes",
        "connection|deauthorize|c|--yes",
        "destination|delete|d|--yes",
        "connection|delete|c|--yes",
    ] {
        done(&served, args);
    }
    let event = r#"{"source":"s","detail-type":"d","detail":{}}"#;
    assert_eq!(served.run_with(&["put", "--event", "-", "--bus", "default", "--yes"], event).code, 0);
    // A partner's source is there in the account that is served.
    let sources = super::commands::json_lines(&done(&served, "partner|list|--json").out);
    let source = sources.iter().find(|source| source["state"] == "ACTIVE").unwrap()["name"].as_str().unwrap();
    done(&served, &format!("partner|describe|{source}"));
    for state in ["deactivate", "activate"] {
        done(&served, &format!("partner|{state}|{source}|--yes"));
    }
    // None is there, and it is asked for all the same.
    served.run(&["endpoint", "describe", "none"]);
    served.run(&["partner", "offered", "describe", "aws.partner/me/x"]);
    served.run(&["partner", "offered", "accounts", "aws.partner/me/x"]);
    let dir = tempfile::tempdir().unwrap();
    let (pattern, whole) = (dir.path().join("pattern.json"), dir.path().join("event.json"));
    std::fs::write(&pattern, r#"{"source": ["s"]}"#).unwrap();
    std::fs::write(&whole, event).unwrap();
    served.run(&["match", "-p", pattern.to_str().unwrap(), "-e", whole.to_str().unwrap(), "--ask-aws"]);
    let calls = calls(&served);
    let missing: Vec<&str> = OPERATIONS
        .iter()
        .filter(|one| one.here.words().starts_with("`buslens") && calls.get(one.name).is_none())
        .map(|one| one.name)
        .collect();
    assert!(missing.is_empty(), "{missing:?} were never called: {calls}");
}

/// What would be refused is refused before the call, with our reason, and with the service's words where they
/// are known; the same as forms have it, which ask the same checks.
#[test]
fn what_the_service_would_refuse_is_refused_before_the_call() {
    let served = Served::start();
    let arn = |service: &str, what: &str| format!("arn:aws:{service}:us-east-1:111122223333:{what}");
    done(&served, "bus|create|shop|--yes");
    done(&served, r#"rule|put|r|--bus|shop|--pattern|{"source":["s"]}|--yes"#);
    for n in 0..5 {
        done(&served, &format!("target|put|r|t{n}|--bus|shop|--arn|{}|--yes", arn("sqs", &format!("q{n}"))));
    }
    let long = format!(r#"{{"source":["{}"]}}"#, "x".repeat(5_000));
    let role = "arn:aws:iam::999988887777:role/theirs";
    let sixth = format!("target|put|r|t6|--bus|shop|--arn|{}|--yes", arn("sqs", "q6"));
    let no_json = "target|put|r|t0|--bus|shop|--input|{no json|--yes";
    let their_role = format!("target|put|r|t0|--bus|shop|--role|{role}|--yes");
    let before = calls(&served);
    for (args, operation, ours, theirs) in [
        (
            "rule|put|with space|--schedule|rate(1 day)|--yes",
            "PutRule",
            "this one has a space",
            Some("failed to satisfy constraint"),
        ),
        (
            &format!("rule|put|long|--pattern|{long}|--yes"),
            "PutRule",
            "",
            Some("length less than or equal to 4096"),
        ),
        (&sixth, "PutTargets", "a rule has 5 targets at most", Some("exceeds the maximum number allowed")),
        (no_json, "PutTargets", "JSON", None),
        (
            &their_role,
            "PutTargets",
            "the role is of account 999988887777",
            Some("Cross-account pass role is not allowed"),
        ),
        (
            "bus|delete|shop|--yes",
            "DeleteEventBus",
            "still has rules: r",
            Some("can't be deleted since it has rules"),
        ),
    ] {
        let refused = served.run(&args.split('|').collect::<Vec<_>>());
        assert_eq!(refused.code, 2, "{args}: {} {}", refused.out, refused.err);
        assert!(refused.err.contains(ours), "{args}: {}", refused.err);
        assert!(theirs.is_none_or(|theirs| refused.err.contains(theirs)), "{args}: {}", refused.err);
        let now = calls(&served);
        assert_eq!(now.get(operation), before.get(operation), "{args}: {operation} was called");
    }
}
