//! `which`, and the explanations that it shares with `match`.

use super::Folder;
use crate::commands::{Served, buslens, run};
use crate::stand_in::{Act, StandIn};
use serde_json::json;

const PATTERN: &str = r#"{
  "source": ["aws.ec2"],
  "detail": {
    "state": ["Stopped"],
    "tag": [{"exists": true}],
    "$or": [{"odd key": [1]}, {"n": [{"numeric": [">", 5]}]}]
  }
}"#;
const EVENT: &str =
    r#"{"source": "aws.ec2", "detail": {"state": "stopped", "tag": [1.0, "\u001b"], "n": 9}}"#;

#[test]
fn an_explanation_is_a_tree_over_the_pattern() {
    let folder = Folder::new().with("p.json", PATTERN).with("e.json", EVENT);
    let outcome = folder.run(&["match", "-p", "p.json", "-e", "e.json", "--explain"], "");
    assert_eq!(outcome.code, 1);
    let wanted = [
        "✗ no match",
        "detail.state: The event has \"stopped\", and the pattern wants \"Stopped\": only the letter case \
            differs, and it counts.",
        "  Fix: Write \"stopped\".",
        "",
        "✓ source  p.json:2:13  \"aws.ec2\"",
        "✗ detail  p.json:3:13",
        "  ✗ state  p.json:4:14  \"stopped\"",
        "  ✓ tag  p.json:5:12",
        "      ✓ 1.0  /detail/tag/0",
        "      ✓ \"\\u001b\"  /detail/tag/1",
        "  ✓ $or  p.json:6:12",
        "    ✗ branch 1  p.json:6:13",
        "      ✗ \"odd key\"  p.json:6:25",
    ];
    let lines: Vec<&str> = outcome.out.lines().collect();
    assert_eq!(&lines[..wanted.len()], wanted);
    assert_eq!(&lines[lines.len() - 2..], ["    ✓ branch 2  p.json:6:31", "      ✓ n  p.json:6:37  9"]);
    let matching =
        folder.run(&["match", "-p", "-", "-e", "e.json", "--explain"], "{\"source\": [\"aws.ec2\"]}");
    assert_eq!(
        (matching.code, matching.out.as_str()),
        (0, "✓ match\n✓ source  standard input:1:12  \"aws.ec2\"\n")
    );
}

#[test]
fn an_explanation_for_programs_has_places_values_and_fixes() {
    let folder = Folder::new().with("p.json", PATTERN).with("e.json", EVENT);
    let outcome = folder.run(&["match", "-p", "p.json", "-e", "e.json", "--explain", "--json"], "");
    let answer = &outcome.lines()[0];
    assert_eq!((outcome.code, answer["result"].as_str()), (1, Some("nomatch")));
    let top = &answer["explain"];
    assert_eq!((&top["path"], &top["matched"], &top["found"]), (&json!(""), &json!(false), &json!([])));
    let state = &top["children"][1]["children"][0];
    assert_eq!(state["path"], "detail.state");
    assert_eq!(state["at"], json!({ "start": 54, "end": 65, "line": 4, "column": 14 }));
    assert_eq!(state["found"], json!([{ "pointer": "/detail/state", "value": "stopped" }]));
    assert_eq!(state["miss"]["kind"], "letter-case");
    assert_eq!(state["miss"]["fix"]["edits"], json!([{ "start": 55, "end": 64, "text": "\"stopped\"" }]));
    assert_eq!(top["children"][1]["children"][2]["children"][1]["matched"], json!(true));
    assert!(
        outcome.out.contains(r#"{"pointer":"/detail/tag/0","value":1.0}"#),
        "numbers stay as they were written: {}",
        outcome.out
    );
}

const RULES: &str = r#"{"name": "far", "pattern": {"source": ["aws.s3"], "detail": {"state": ["gone"]}}}
{"name": "near", "state": "DISABLED", "pattern": {"source": ["aws.ec2"], "detail": {"state": ["Stopped"]}}}
{"name": "hit", "bus": "default", "pattern": {"source": ["aws.ec2"]}}
{"name": "nightly", "pattern": null}
"#;

#[test]
fn rules_that_match_come_first_and_then_the_nearest_misses() {
    let folder = Folder::new().with("rules", RULES).with("e.json", EVENT);
    let outcome = folder.run(&["which", "-e", "e.json", "--rules", "rules"], "");
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    let wanted = [
        "1 of 4 rules matches.",
        "✓ hit",
        "Nearest misses:",
        "✗ near (off)  1 field fails",
        "    detail.state: The event has \"stopped\", and the pattern wants \"Stopped\": only the letter \
            case differs, and it counts.",
        "      Fix: Write \"stopped\".",
        "✗ far  2 fields fail",
        "    source: The event has \"aws.ec2\", and the pattern wants \"aws.s3\": it comes from another \
            service.",
        "1 rule has no pattern.",
    ];
    assert_eq!(outcome.out.lines().collect::<Vec<_>>(), wanted);
    let answer =
        &folder.run(&["which", "-e", "-", "--rules", "rules", "--json", "--misses", "1"], EVENT).lines()[0];
    assert_eq!(answer["matching"], json!([{ "name": "hit", "bus": "default" }]));
    let near = &answer["misses"];
    assert_eq!(
        (near.as_array().unwrap().len(), &near[0]["name"], &near[0]["failing"]),
        (1, &json!("near"), &json!(1))
    );
    assert_eq!((&near[0]["path"], &near[0]["state"]), (&json!("detail.state"), &json!("DISABLED")));
    assert_eq!(near[0]["miss"]["kind"], "letter-case");
    let off = r#"{"source": "aws.ec2", "detail": {"state": "Stopped"}}"#;
    let both = folder.run(&["which", "-e", "-", "--rules", "rules"], off);
    let wanted = ["2 of 4 rules match, 1 of them off.", "✓ hit", "✓ near (off)"];
    assert_eq!(
        both.out.lines().take(3).collect::<Vec<_>>(),
        wanted,
        "those that would have fired come first"
    );
    let none = folder.run(&["which", "-e", "-", "--rules", "rules"], "{}");
    assert_eq!((none.code, none.out.lines().next()), (1, Some("0 of 4 rules match.")));
}

#[test]
fn bad_input_is_told_and_forms_exclude_each_other() {
    let folder = Folder::new().with("rules", RULES);
    let event = folder.run(&["which", "-e", "-", "--rules", "rules"], "{\"a\": 1,}");
    assert_eq!((event.code, event.out.as_str()), (2, ""));
    assert!(event.err.starts_with("standard input:1:8: The event is not JSON: "), "{}", event.err);
    assert_eq!(folder.run(&["which", "-e", "-", "--rules", "-"], "").code, 3);
    assert_eq!(folder.run(&["which", "-e", "-", "--rules", "rules", "--bus", "b"], "").code, 3);
    assert_eq!(folder.run(&["which", "--rules", "rules"], "").code, 3);
}

#[test]
fn the_rules_of_a_bus_are_asked_as_a_file_of_them_is() {
    let served = Served::start();
    let rules = served.run(&["rules", "--json"]);
    assert_eq!(rules.code, 0);
    let folder = Folder::new().with("rules", rules.out).with("e.json", EVENT);
    let event = folder.path().join("e.json").display().to_string();
    let on_bus = served.run(&["which", "-e", &event, "--json"]);
    let in_file = folder.run(&["which", "-e", "e.json", "--rules", "rules", "--json"], "");
    assert_eq!((on_bus.code, &on_bus.out), (in_file.code, &in_file.out), "{} {}", on_bus.err, in_file.err);
    assert_eq!(on_bus.lines()[0]["misses"].as_array().unwrap().len(), 10);
    let nowhere = served.run(&["which", "-e", &event, "--bus", "none-such"]);
    assert_eq!((nowhere.code, nowhere.err.is_empty()), (2, false));
}

#[test]
fn a_rule_whose_pattern_cannot_be_read_is_listed_with_the_others() {
    let rule = |name: &str, pattern: &str| {
        json!({"Name": name, "Arn": format!("arn:aws:events:us-east-1:111122223333:rule/{name}"),
            "State": "ENABLED", "EventBusName": "default", "EventPattern": pattern})
    };
    let rules = json!([rule("odd", r#"{"source":"aws.ec2"}"#), rule("hit", r#"{"source":["aws.ec2"]}"#)]);
    let account = StandIn::start(None, move |asked| {
        let answer = if asked.operation == "ListRules" { json!({ "Rules": rules }) } else { json!({}) };
        Act::Answer(200, Vec::new(), answer.to_string().into_bytes())
    });
    let folder = Folder::new().with("e.json", EVENT);
    let event = folder.path().join("e.json").display().to_string();
    let args = ["which", "-e", &event, "--endpoint-url", account.endpoint()];
    let told = run(&mut buslens(folder.path(), &args));
    let lines: Vec<&str> = told.out.lines().collect();
    assert_eq!((told.code, &lines[..2]), (0, &["1 of 2 rules matches.", "✓ hit"][..]), "{}", told.err);
    assert!(
        lines[2].starts_with("! odd  its pattern cannot be read: Event pattern is not valid."),
        "{lines:?}"
    );
    let told = run(&mut buslens(folder.path(), &[&args[..], &["--json"]].concat()));
    let unreadable = &told.lines()[0]["unreadable"];
    assert_eq!(
        (&unreadable[0]["name"], unreadable[0]["why"].is_string()),
        (&json!("odd"), true),
        "{}",
        told.out
    );
}
