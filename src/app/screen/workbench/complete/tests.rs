//! What completion offers at each place of a pattern, in sound and in broken text.

use super::Completion;

const EVENT: &str = r#"{"source":"aws.ec2","detail-type":"EC2 \"x\"","resources":["r1","r2"],
  "detail":{"state":"stopped","count":3,"items":[{"sku":"A"},{"sku":"B"}],"tags":{"a.b":{"c":true}}}}"#;

/// Completes at `|` and gives the labels.
fn labels(pattern: &str) -> Vec<String> {
    let cursor = pattern.find('|').unwrap();
    let text = pattern.replace('|', "");
    Completion::at(&text, cursor, [EVENT])
        .map_or_else(Vec::new, |c| c.items().iter().map(|i| i.label.clone()).collect())
}

/// Puts the first item in at `|` and gives the text with the cursor as `|`.
fn put(pattern: &str) -> String {
    let cursor = pattern.find('|').unwrap();
    let mut text = pattern.replace('|', "");
    let put = Completion::at(&text, cursor, [EVENT]).expect("items").put().unwrap();
    for (range, with) in put.edits.iter().rev() {
        text.replace_range(range.clone(), with);
    }
    text.insert(put.cursor, '|');
    text
}

#[test]
fn names_are_those_of_the_event_at_that_place() {
    assert_eq!(labels("{|}"), ["source", "detail-type", "resources", "detail"]);
    assert_eq!(labels(r#"{"detail": {|}}"#), ["state", "count", "items", "tags"]);
    assert_eq!(labels(r#"{"detail": {"items": {|}}}"#), ["sku"]);
    assert_eq!(labels(r#"{"detail": {"tags": {"a": {"b": {|}}}}}"#), ["c"]);
    assert_eq!(labels(r#"{"detail.tags": {|}}"#), ["a.b"]);
}

#[test]
fn names_that_are_there_already_are_not_offered() {
    assert_eq!(labels(r#"{"source": ["x"], |, "detail": {}}"#), ["detail-type", "resources"]);
}

#[test]
fn what_is_typed_narrows_the_list_beginnings_first() {
    assert_eq!(labels(r#"{"det|"#), ["detail-type", "detail"]);
    assert_eq!(labels(r#"{"e|"#), ["source", "detail-type", "resources", "detail"]);
    assert_eq!(labels(r#"{"res|"#), ["resources"]);
    assert_eq!(labels(r#"{"none|"#), Vec::<String>::new());
    assert_eq!(labels(r#"{"$|"#), ["$or"]);
}

#[test]
fn a_name_brings_its_brackets_and_the_cursor_goes_between() {
    assert_eq!(put("{|}"), r#"{"source": [|]}"#);
    assert_eq!(put(r#"{"detail|"#), r#"{"detail-type": [|]"#);
    assert_eq!(
        put("{\n  \"source\": [\"aws.ec2\"]\n  |\n}"),
        "{\n  \"source\": [\"aws.ec2\"],\n  \"detail-type\": [|]\n}"
    );
    assert_eq!(put(r#"{| "resources": []}"#), r#"{"source": [|], "resources": []}"#);
    assert_eq!(put(r#"{"sou|rc": ["x"]}"#), r#"{"source"|: ["x"]}"#);
}

#[test]
fn values_are_those_of_the_event_with_their_quotes() {
    assert_eq!(put(r#"{"detail-type": [|]}"#), r#"{"detail-type": ["EC2 \"x\""|]}"#);
    assert_eq!(put(r#"{"detail": {"count": [|]}}"#), r#"{"detail": {"count": [3|]}}"#);
    assert_eq!(put(r#"{"detail": {"state": ["sto|"]}}"#), r#"{"detail": {"state": ["stopped"|]}}"#);
    assert_eq!(put(r#"{"resources": ["r1" |]}"#), r#"{"resources": ["r1", "r2"|]}"#);
    assert_eq!(&labels(r#"{"detail": {"items": {"sku": [|]}}}"#)[..2], ["\"A\"", "\"B\""]);
}

#[test]
fn after_a_colon_the_brackets_come_with_the_value() {
    assert_eq!(put(r#"{"source": |}"#), r#"{"source": ["aws.ec2"]|}"#);
    assert_eq!(put(r#"{"detail": |}"#), r#"{"detail": {|}}"#);
}

#[test]
fn operators_are_offered_where_an_object_stands_in_an_array() {
    assert_eq!(put(r#"{"source": [{|}]}"#), r#"{"source": [{"prefix": "|"}]}"#);
    assert_eq!(put(r#"{"source": [{"any|}]}"#), r#"{"source": [{"anything-but": [|]}]}"#);
    assert_eq!(put(r#"{"source": [{"num|": [1]}]}"#), r#"{"source": [{"numeric"|: [1]}]}"#);
    assert_eq!(labels(r#"{"source": [{"prefix": "a|"}]}"#), Vec::<String>::new());
}

#[test]
fn under_or_the_fields_are_those_of_the_level_around_it() {
    assert_eq!(labels(r#"{"detail": {"$or": [{|}, {"count": [1]}]}}"#), ["state", "count", "items", "tags"]);
    assert_eq!(labels(r#"{"$or": [|]}"#), Vec::<String>::new());
}

#[test]
fn broken_text_is_borne_and_where_nothing_can_stand_nothing_is_offered() {
    for pattern in ["|", "{}|", "}}}|"] {
        assert_eq!(labels(pattern), Vec::<String>::new(), "{pattern}");
    }
    let names = ["source", "detail-type", "resources", "detail"];
    let operators = super::OPERATORS.map(|(name, ..)| format!("{{\"{name}\": …}}")).to_vec();
    assert_eq!(labels("[|"), operators);
    for pattern in ["{\"a\" \"b\" |", "{,,|"] {
        assert_eq!(labels(pattern), names, "{pattern}");
    }
    // Names that no field of the event begins with.
    for pattern in ["{\"a\\|", "{\"\\|\"", "{\"日|"] {
        assert_eq!(labels(pattern), Vec::<String>::new(), "{pattern}");
    }
}

#[test]
fn every_operator_is_offered_with_a_value_that_is_understood() {
    assert_eq!(super::OPERATORS.map(|(name, ..)| name), crate::pattern::OPERATORS);
    for (name, value, ..) in super::OPERATORS {
        let value = if value == "[]" { "[1]" } else { value };
        let text = format!("{{\"a\":[{{\"{name}\":{value}}}]}}");
        assert!(crate::pattern::Pattern::parse(&text).is_ok(), "{text}");
    }
}
