//! Many rules against many events: `match --rules FILE --events FILE`.

use super::{Folder, undecidable};
use serde_json::json;
use std::io::Write as _;

pub const RULES: &str = concat!(
    r#"{"name": "text", "pattern": "{\"a\":[1]}"}"#,
    "\n",
    r#"{"name": "object", "pattern": {"a": [{"numeric": [">", 0]}]}}"#,
    "\n\n",
    r#"{"bus":"default","name":"nightly","arn":"arn","state":"ENABLED","pattern":null,"schedule":"rate(1 day)"}"#,
    "\r\n",
    r#"{"bus":"default","name":"\u001bodd\"","arn":"arn","state":"DISABLED","pattern":"{\"b\":[{\"exists\":true}]}","schedule":null}"#,
);

#[test]
fn many_rules_are_judged_over_many_events() {
    let events = b"{\"a\":1}\n{\"a\":2}\r\n\n[1]\n{\"b\":\n{\"b\":null} rest\xff\n{\"b\":1, \"a\":1}";
    let folder = Folder::new().with("rules", RULES).with("events", events);
    let outcome = folder.run(&["match", "--rules", "rules", "--events", "events"], "");
    assert_eq!(outcome.code, 2);
    let lines = outcome.lines();
    assert_eq!(lines[0], json!({ "line": 1, "rules": ["text", "object"] }));
    assert_eq!(lines[1], json!({ "line": 2, "rules": ["object"] }));
    assert_eq!(
        lines[2],
        json!({ "line": 4, "error": "An event is a JSON object, and this is an array. Write { … }." })
    );
    assert!(
        lines[3]["line"] == 5
            && lines[3]["error"].as_str().unwrap().starts_with("The event is not JSON: column 6"),
        "{}",
        lines[3]
    );
    assert_eq!(lines[4], json!({ "line": 6, "rules": ["\u{1b}odd\""] }));
    assert_eq!(lines[5], json!({ "line": 7, "rules": ["text", "object", "\u{1b}odd\""] }));
    assert_eq!((lines.len(), outcome.out.contains('\u{1b}')), (6, false));
    assert_eq!(outcome.err, "buslens: events: 2 lines are not events; standard output says which and why.\n");
}

#[test]
fn counts_come_in_the_order_of_the_rules() {
    let folder = Folder::new().with("rules", RULES);
    let outcome =
        folder.run(&["match", "--rules", "rules", "--events", "-", "--count"], "{\"a\":1}\n{\"a\":2}\n");
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    let counts = [("text", 1), ("object", 2), ("nightly", 0), ("\u{1b}odd\"", 0)]
        .map(|(name, count)| json!({ "name": name, "count": count }));
    assert_eq!(outcome.lines(), counts);
}

#[test]
fn packed_events_are_unpacked_all_members_of_them() {
    let packed = |text: &str| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let events = [packed("{\"a\":1}\n{\"a\""), packed(":1}\n")].concat();
    let folder = Folder::new().with("rules", packed(RULES)).with("cut", &events[..events.len() - 12]);
    let outcome = folder.run(&["match", "--rules", "rules", "--events", "-", "--count"], events);
    assert_eq!((outcome.code, outcome.lines()[0]["count"].as_u64()), (0, Some(2)));
    let cut = folder.run(&["match", "--rules", "rules", "--events", "cut"], "");
    assert_eq!(cut.code, 2);
    assert!(cut.err.starts_with("buslens: cut: it cannot be read: "), "{}", cut.err);
}

#[test]
fn many_events_are_answered_in_their_order() {
    let events: Vec<String> = (1..=20_000)
        .map(|n| {
            let padding = "x".repeat(n % 97);
            if n % 5_000 == 0 { format!("[{n}]") } else { format!("{{\"a\":{},\"p\":\"{padding}\"}}", n % 2) }
        })
        .collect();
    let folder = Folder::new().with("rules", RULES).with("events", events.join("\n"));
    let outcome = folder.run(&["match", "--rules", "rules", "--events", "events"], "");
    let lines = outcome.lines();
    assert_eq!((outcome.code, lines.len()), (2, 20_000));
    for (line, n) in lines.iter().zip(1..) {
        let rules = if n % 2 == 1 { json!(["text", "object"]) } else { json!([]) };
        assert_eq!(line["line"], n);
        assert!(if n % 5_000 == 0 { line["error"].is_string() } else { line["rules"] == rules }, "{line}");
    }
    let counted = folder.run(&["match", "--rules", "rules", "--events", "-", "--count"], events.join("\n"));
    let counts: Vec<_> = counted.lines().iter().filter_map(|line| line["count"].as_u64()).collect();
    assert_eq!(counts, [10_000, 10_000, 0, 0]);
}

#[test]
fn a_bad_rule_is_named_by_file_line_and_reason() {
    for (line, wanted) in [
        ("[1]", "The line is an array. A line is an object"),
        ("{\"name\": \"r\", ", "The line is not JSON: column 15"),
        ("{\"pattern\": {\"a\": [1]}}", "no \"name\""),
        ("{\"name\": \"r\"}", "no \"pattern\""),
        ("{\"name\": \"r\", \"pattern\": [1]}", "\"pattern\" is an array"),
        (
            "{\"name\": \"r\", \"pattern\": \"{\\\"a\\\": 1}\"}",
            "rule \"r\": Event pattern is not valid. Reason: \"a\" must be an object or an array (line 1, \
                column 7 of the pattern:",
        ),
        (
            "{\"name\": \"r\", \"pattern\": \"{\"}",
            "rule \"r\": Event pattern is not valid. Reason: line 1, column 2: the text ends",
        ),
    ] {
        let folder =
            Folder::new().with("rules", format!("{{\"name\":\"ok\",\"pattern\":{{\"a\":[1]}}}}\n{line}\n"));
        let outcome = folder.run(&["match", "--rules", "rules", "--events", "-"], "{}");
        assert_eq!((outcome.code, outcome.out.as_str()), (2, ""));
        assert!(
            outcome.err.starts_with("buslens: rules:2: ") && outcome.err.contains(wanted),
            "{}",
            outcome.err
        );
    }
}

#[test]
fn events_that_no_rule_set_can_decide_are_told() {
    let (pattern, event) = undecidable();
    let rules = format!(
        "{{\"name\":\"hard\",\"pattern\":{pattern}}}\n{{\"name\":\"easy\",\"pattern\":{{\"a\":{{\"p00\":[1]}}}}}}\n"
    );
    let outcome =
        Folder::new().with("rules", rules).run(&["match", "--rules", "rules", "--events", "-"], event);
    assert_eq!(
        (outcome.code, outcome.lines()),
        (2, vec![json!({ "line": 1, "rules": ["easy"], "undecided": ["hard"] })])
    );
    assert!(outcome.err.contains("1 event could not be decided"), "{}", outcome.err);
}
