//! What a target receives of an event: `render`.

use super::Folder;
use crate::commands::Outcome;
use serde_json::{Value, json};

const EVENT: &str = r#"{"time":"2024-05-13T12:27:07Z","region":"eu-west-1","account":"111122223333","detail":{"state":"on","n":1.50}}"#;

/// What a target with these settings gets for [`EVENT`].
fn rendered(settings: &Value, args: &[&str]) -> Outcome {
    let mut target = json!({ "Id": "t", "Arn": "arn:aws:sqs:us-east-1:111122223333:q" });
    target.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
    let folder = Folder::new().with("t.json", target.to_string()).with("e.json", EVENT);
    folder.run(&[&["render", "--target", "t.json", "-e", "e.json"], args].concat(), "")
}

fn transformer(paths: &Value, template: &str) -> Value {
    json!({ "InputTransformer": { "InputPathsMap": paths, "InputTemplate": template } })
}

#[test]
fn what_a_target_receives_is_printed_as_it_is_sent() {
    let all = rendered(&json!({}), &[]);
    assert_eq!((all.code, all.out.as_str(), all.err.as_str()), (0, format!("{EVENT}\n").as_str(), ""));
    let part = rendered(&json!({ "InputPath": "$.detail" }), &[]);
    assert_eq!((part.code, part.out.as_str()), (0, "{\"state\":\"on\",\"n\":1.50}\n"));
    let text = rendered(&transformer(&json!({ "s": "$.detail.state" }), "\"it is <s>\""), &["--json"]);
    assert_eq!(
        (text.code, text.lines()),
        (0, vec![json!({ "result": "sent", "output": "\"it is on\"", "warnings": [] })])
    );
}

#[test]
fn what_is_not_delivered_or_refused_is_said_with_its_place() {
    let quoted = transformer(&json!({ "d": "$.detail" }), "{\"d\": \"<d>\"}");
    let lost = rendered(&quoted, &[]);
    assert_eq!((lost.code, lost.out.as_str()), (1, ""));
    assert!(
        lost.err.contains("buslens: Not delivered: `<d>` is an object")
            && lost.err.contains("\n           ^^^\n"),
        "{}",
        lost.err
    );
    let lost = rendered(&quoted, &["--json"]);
    assert_eq!((lost.code, lost.lines()[0]["result"].as_str()), (1, Some("not delivered")));
    assert!(lost.lines()[0]["warnings"][0].as_str().unwrap().contains("Fixed: {\"d\": <d>}"), "{}", lost.out);
    let refused = rendered(&transformer(&json!({}), "\"<x>\""), &[]);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert!(
        refused
            .err
            .contains("Refused by PutTargets: InputTemplate for target t contains invalid placeholder x."),
        "{}",
        refused.err
    );
    let both = rendered(&json!({ "Input": "1", "InputPath": "$" }), &["--json"]);
    assert_eq!((both.code, both.lines()[0]["result"].as_str()), (2, Some("refused")));
}

#[test]
fn the_rule_of_predefined_variables_is_asked_for() {
    let settings = transformer(&json!({}), "\"<aws.events.rule-name> <aws.events.rule-arn>\"");
    let guessed = rendered(&settings, &[]);
    assert_eq!(
        (guessed.code, guessed.out.as_str()),
        (0, "\"RULE arn:aws:events:eu-west-1:111122223333:rule/RULE\"\n")
    );
    assert!(guessed.err.contains("--rule-arn"), "{}", guessed.err);
    let told = rendered(&settings, &["--rule-arn", "arn:aws:events:eu-west-1:1:rule/bus/mine"]);
    assert_eq!(
        (told.out.as_str(), told.err.as_str()),
        ("\"mine arn:aws:events:eu-west-1:1:rule/bus/mine\"\n", "")
    );
}

#[test]
fn one_target_of_a_listing_is_named_by_its_id() {
    let listing = json!({ "Targets": [
        { "Id": "logs", "Arn": "arn:aws:logs:eu-west-1:1:log-group:/aws/events/x" },
        { "Id": "queue", "Arn": "arn:aws:sqs:eu-west-1:1:q", "Input": "{\"n\": 1.0}" },
    ] });
    let rows = "{\"bus\":\"b\",\"rule\":\"r\",\"id\":\"logs\",\"arn\":\"arn:aws:logs:eu-west-1:1:log-group:/aws/events/x\",\"input\":null}\n\
                {\"bus\":\"b\",\"rule\":\"r\",\"id\":\"queue\",\"arn\":\"arn:aws:sqs:eu-west-1:1:q\",\"input\":\"{\\\"n\\\": 1.0}\"}\n";
    let folder = Folder::new()
        .with("api", serde_json::to_string_pretty(&listing).unwrap())
        .with("ours", rows)
        .with("e.json", EVENT);
    for file in ["api", "ours"] {
        let queue = folder.run(&["render", "--target", file, "--id", "queue", "-e", "e.json"], "");
        assert_eq!((queue.code, queue.out.as_str()), (0, "{\"n\": 1.0}\n"), "{}", queue.err);
        let logs = folder.run(&["render", "--target", file, "--id", "logs", "-e", "-"], EVENT);
        assert_eq!(
            (logs.code, logs.out),
            (0, format!("timestamp  1715603227000 (2024-05-13T12:27:07Z)\nmessage    {EVENT}\n"))
        );
        let open = folder.run(&["render", "--target", file, "-e", "e.json"], "");
        assert_eq!(open.code, 3);
        assert!(open.err.contains("Say which with --id: logs, queue."), "{}", open.err);
        let none = folder.run(&["render", "--target", file, "-e", "e.json", "--id", "x"], "");
        assert_eq!(none.code, 2);
    }
    for (wrong, wanted) in [
        ("{", "line 1, column 2"),
        ("[{}]", "line 1, column 2: this is not a target"),
        ("{\"Targets\":[]}", "has no target"),
    ] {
        let outcome = folder.run(&["render", "--target", "-", "-e", "e.json"], wrong);
        assert_eq!(outcome.code, 2);
        assert!(
            outcome.err.starts_with("buslens: standard input: ") && outcome.err.contains(wanted),
            "{}",
            outcome.err
        );
    }
}
