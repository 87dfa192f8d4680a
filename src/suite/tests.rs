//! What a suite says of its cases, and what is said of a file that is none.

use super::{Surprise, read};
use crate::pattern::Verdict;

const SUITE: &str = r#"{
  "rule": "arn:aws:events:eu-west-1:123456789012:rule/orders/large",
  "pattern": {"source": ["shop"], "detail": {"total": [{"numeric": [">", 100]}]}},
  "targets": [
    {"Id": "queue", "InputTransformer": {"InputPathsMap": {"n": "$.detail.total"}, "InputTemplate": "{\"total\": <n>, \"rule\": <aws.events.rule-name>}"}},
    {"Id": "mail", "Input": "\"a large order\""},
    {"Id": "part", "InputPath": "$.detail"}
  ],
  "cases": [
    {"name": "large", "matches": true,
     "event": {"source": "shop", "detail": {"total": 120}},
     "receives": {"queue": {"rule": "large", "total": 120}, "mail": "\"a large order\"", "part": {"total": 120}}},
    {"name": "small", "matches": false, "event": {"source": "shop", "detail": {"total": 20}}}
  ]
}"#;

#[test]
fn what_is_as_expected_is_no_surprise() {
    let suite = read(SUITE).unwrap();
    let outcomes = suite.run();
    assert_eq!(outcomes.len(), 2);
    for outcome in outcomes {
        assert!(outcome.surprises.is_empty(), "{outcome:?}");
    }
}

#[test]
fn another_verdict_and_another_input_are_surprises() {
    let suite = read(
        &SUITE
            .replace("\"total\": 20", "\"total\": 200")
            .replace("\"part\": {\"total\": 120}", "\"part\": {\"total\": 121}"),
    )
    .unwrap();
    let outcomes = suite.run();
    let [Surprise::Received { target, expected, found }] = outcomes[0].surprises.as_slice() else {
        panic!("{:?}", outcomes[0]);
    };
    assert_eq!(
        (target.as_str(), expected.as_str(), found.as_str()),
        ("part", "{\"total\":121}", "{\"total\":120}")
    );
    let [Surprise::Verdict { found, .. }] = outcomes[1].surprises.as_slice() else {
        panic!("{:?}", outcomes[1])
    };
    assert_eq!(*found, Verdict::Match);
}

#[test]
fn an_input_that_is_not_delivered_is_a_surprise() {
    let suite = read(&SUITE.replace("$.detail\"}", "$.nothing\"}")).unwrap();
    let outcomes = suite.run();
    let surprises = &outcomes[0].surprises;
    assert!(
        matches!(surprises.as_slice(), [Surprise::NotSent { target, .. } | Surprise::Received { target, .. }] if target == "part"),
        "{surprises:?}"
    );
}

#[test]
fn all_faults_of_a_file_are_told_with_their_places() {
    for (text, wanted) in [
        ("{", vec!["1:2: The suite is not JSON"]),
        (
            "[]",
            vec![
                "A suite is an array: make it an object.",
                "\"pattern\", the event pattern, is missing.",
                "\"cases\"",
            ],
        ),
        (
            "{\"pattern\": {\"source\": \"x\"},\n \"cases\": [{\"name\": 1, \"mtches\": true, \"event\": []}]}",
            vec![
                "1:24: The pattern is not valid",
                "2:12: A case's \"matches\" is missing.",
                "2:21: \"name\" is a number: make it a text.",
                "2:24: A case has no \"mtches\"",
                "\"event\" is an array",
            ],
        ),
        (
            r#"{"pattern": "{\"a\":1}", "cases": [{"name": "n", "event": {}, "matches": false, "receives": {"q": 1}}]}"#,
            vec!["of it: ", "take \"receives\" out", "no target with the Id \"q\""],
        ),
        (
            r#"{"pattern": {"a":[1]}, "targets": [{"Input": "1"}], "cases": []}"#,
            vec!["A target's \"Id\" is missing."],
        ),
    ] {
        let faults = read(text).unwrap_err();
        let said: Vec<_> = faults
            .iter()
            .map(|fault| format!("{}:{}: {}", fault.place.line, fault.place.column, fault.sentence))
            .collect();
        for sentence in wanted {
            assert!(said.iter().any(|said| said.contains(sentence)), "{sentence}\n{said:#?}");
        }
    }
}

/// The members that the schema names are those that are read, so that neither knows more than the other.
#[test]
fn the_schema_has_the_members_that_are_read() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../assets/suite.schema.json")).unwrap();
    let names = |at: &str| {
        let members = schema.pointer(at).and_then(|it| it["properties"].as_object()).unwrap();
        members.keys().cloned().collect::<Vec<_>>().join(", ")
    };
    for (text, at) in [
        (r#"{"pattern": {"a": [1]}, "cases": [], "more": 1}"#, ""),
        (r#"{"pattern": {"a": [1]}, "cases": [{"more": 1}]}"#, "/properties/cases/items"),
    ] {
        let faults = read(text).unwrap_err();
        let known = format!("it may have {}.", names(at));
        assert!(faults.iter().any(|fault| fault.sentence.ends_with(&known)), "{known} {faults:?}");
    }
}
