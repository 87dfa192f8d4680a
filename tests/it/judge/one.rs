//! One pattern against one event: `match -p FILE -e FILE`.

use super::{Folder, judge_batch, undecidable};
use serde_json::json;

#[test]
fn a_pattern_and_an_event_are_judged() {
    let folder = Folder::new()
        .with("p.json", r#"{"source": ["aws.ec2"]}"#)
        .with("yes.json", r#"{"source": "aws.ec2"}"#)
        .with("no.json", r#"{"source": "aws.s3"}"#);
    let yes = folder.run(&["match", "-p", "p.json", "-e", "yes.json"], "");
    assert_eq!((yes.code, yes.out.as_str(), yes.err.as_str()), (0, "✓ match\n", ""));
    let no = folder.run(&["match", "-p", "p.json", "-e", "-"], r#"{"source": "aws.s3"}"#);
    assert_eq!((no.code, no.out.lines().next(), no.err.as_str()), (1, Some("✗ no match"), ""));
    let json = folder.run(&["match", "-p", "p.json", "-e", "no.json", "--json"], "");
    assert_eq!((json.code, json.lines()), (1, vec![json!({ "result": "nomatch", "warnings": [] })]));
}

#[test]
fn an_invalid_pattern_gets_the_services_sentence_its_place_and_what_to_do() {
    let folder = Folder::new().with("p.json", "{\n  \"source\": \"aws.ec2\"\n}").with("e.json", "{}");
    let outcome = folder.run(&["match", "-p", "p.json", "-e", "e.json"], "");
    assert_eq!((outcome.code, outcome.out.as_str()), (2, ""));
    let wanted = [
        "p.json: Event pattern is not valid. Reason: \"source\" must be an object or an array",
        " at [Source: (String)\"{",
        "  \"source\": \"aws.ec2\"",
        "}\"; line: 2, column: 14]",
        "p.json:2:13: the value of \"source\" stands alone; a field's accepted values are written as a list.",
        "      \"source\": \"aws.ec2\"",
        "                ^^^^^^^^^",
        "    Put the value in brackets: [value].",
        "    Fix: Put it into a list: [\"aws.ec2\"].",
    ];
    assert_eq!(outcome.err.lines().collect::<Vec<_>>(), wanted);
    let without = folder.run(&["match", "-p", "p.json", "-e", "absent.json"], "");
    assert_eq!(
        (without.code, without.err),
        (2, outcome.err),
        "the pattern is told first, and needs no event"
    );
    let answer = folder.run(&["match", "-p", "p.json", "-e", "e.json", "--json"], "");
    assert_eq!(answer.code, 2);
    let error = "Event pattern is not valid. Reason: \"source\" must be an object or an array\n at [Source: \
        (String)\"{\n  \
                 \"source\": \"aws.ec2\"\n}\"; line: 2, column: 14]";
    assert_eq!(answer.lines()[0]["error"], error);
    assert!(answer.lines()[0]["warnings"][0].as_str().unwrap().starts_with("line 2, column 13: the value"));
}

#[test]
fn a_broken_event_is_told_with_its_place() {
    let folder = Folder::new()
        .with("p.json", r#"{"source": ["my.app"]}"#)
        .with("e.json", "{\"a\": 1,\n \"b\" 2}")
        .with("list.json", "[1]");
    let outcome = folder.run(&["match", "-p", "p.json", "-e", "e.json"], "");
    assert_eq!((outcome.code, outcome.out.as_str()), (2, ""));
    assert!(
        outcome
            .err
            .starts_with("e.json:2:6: The event is not JSON: a colon should follow the name, not `2`.\n"),
        "{}",
        outcome.err
    );
    assert!(outcome.err.contains("\n     \"b\" 2}\n         ^\n"), "{}", outcome.err);
    let list = folder.run(&["match", "-p", "p.json", "-e", "list.json", "--json"], "");
    assert_eq!((list.code, list.lines()[0]["result"].as_str()), (2, Some("invalid")));
    assert!(list.lines()[0]["error"].as_str().unwrap().contains("this is an array"));
}

#[test]
fn the_services_limits_warn_and_decide_only_when_told_to() {
    let wildcard = "*:*:*:*:*:event-bus/*";
    let folder = Folder::new()
        .with("p.json", format!(r#"{{"a": [{{"wildcard": "{wildcard}"}}]}}"#))
        .with("e.json", "{}");
    let warned = folder.run(&["match", "-p", "p.json", "-e", "e.json"], "");
    assert_eq!(warned.code, 1);
    assert!(warned.err.contains("p.json:1:1: warning: Rule is too complex"), "{}", warned.err);
    let decided = folder.run(&["match", "-p", "p.json", "-e", "e.json", "--service-limits", "--json"], "");
    assert_eq!((decided.code, decided.lines()[0]["result"].as_str()), (2, Some("invalid")));
    let error = decided.lines()[0]["error"].as_str().unwrap().to_owned();
    assert!(
        error.starts_with(
            "Event pattern is not valid. Reason: Rule is too complex - try using fewer wildcard"
        ),
        "{error}"
    );
}

#[test]
fn what_looks_wrong_with_a_valid_pattern_is_a_warning() {
    let folder = Folder::new()
        .with("p.json", "{\"source\": [\"aws.ec2\"]} rest")
        .with("e.json", r#"{"source": "aws.ec2"}"#);
    let outcome = folder.run(&["match", "-p", "p.json", "-e", "e.json"], "");
    assert_eq!((outcome.code, outcome.out.as_str()), (0, "✓ match\n"));
    assert!(
        outcome.err.starts_with("p.json:1:25: warning: EventBridge stops reading at the closing brace"),
        "{}",
        outcome.err
    );
    assert!(
        outcome.err.contains("\n    {\"source\": [\"aws.ec2\"]} rest\n                            ^^^^\n"),
        "{}",
        outcome.err
    );
    let answer = folder.run(&["match", "-p", "p.json", "-e", "e.json", "--json"], "");
    assert!(
        answer.lines()[0]["warnings"][0]
            .as_str()
            .unwrap()
            .starts_with("line 1, column 25: EventBridge stops"),
        "{}",
        answer.out
    );
}

#[test]
fn what_cannot_be_decided_is_said_to_be_so() {
    let (pattern, event) = undecidable();
    let folder = Folder::new().with("p.json", &pattern).with("e.json", &event);
    let outcome = folder.run(&["match", "-p", "p.json", "-e", "e.json"], "");
    assert_eq!(outcome.code, 2);
    assert!(
        outcome.out.starts_with("Undecided: the event has so many arrays on one path"),
        "{}",
        outcome.out
    );
    let answer = judge_batch(json!({ "id": 7, "pattern": pattern, "event": event }).to_string());
    assert_eq!((answer.code, answer.lines()[0]["result"].as_str()), (0, Some("undecided")));
    assert!(answer.lines()[0]["error"].as_str().unwrap().contains("test-event-pattern"));
}

#[test]
fn standard_input_is_read_once_and_the_forms_exclude_each_other() {
    let folder = Folder::new().with("p.json", "{}");
    for args in [
        &["match", "-p", "-", "-e", "-"][..],
        &["match"],
        &["match", "-p", "p.json"],
        &["match", "-e", "p.json"],
        &["match", "--batch", "-p", "p.json", "-e", "p.json"],
    ] {
        let outcome = folder.run(args, "");
        assert_eq!((outcome.code, outcome.out.as_str()), (3, ""), "{args:?}");
        assert!(!outcome.err.is_empty(), "{args:?}");
    }
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let folder = Folder::new().with("p.json", r#"{"source": ["my.app"]}"#);
    let outcome = folder.run(&["match", "-p", "p.json", "-e", "none.json"], "");
    assert_eq!(
        (outcome.code, outcome.err.as_str()),
        (2, "buslens: none.json: there is no such file. Check the path.\n")
    );
    let outcome = folder.run(&["match", "-p", ".", "-e", "p.json"], "");
    assert_eq!(
        (outcome.code, outcome.err.as_str()),
        (2, "buslens: .: it is a directory. Name a file in it.\n")
    );
}

#[test]
fn control_characters_never_reach_the_terminal() {
    let folder =
        Folder::new().with("p.json", "{\"\u{1b}[31m\u{9b}\u{202e}\": \"x\u{7f}\"}").with("e.json", "{}");
    for args in
        [&["match", "-p", "p.json", "-e", "e.json"][..], &["match", "-p", "p.json", "-e", "e.json", "--json"]]
    {
        let outcome = folder.run(args, "");
        assert_eq!(outcome.code, 2);
        let text = outcome.out + &outcome.err;
        let raw = text.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
        assert_eq!(raw, None, "{text:?}");
    }
}
