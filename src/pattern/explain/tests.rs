//! Explanations as a whole: what is named first, branches and array elements, the JSON, and where no fix is
//! offered.

use super::*;
use MissKind as K;

const EC2: &str = r#"{"version":"0","id":"1","detail-type":"EC2 Instance State-change Notification","source":"aws.ec2","account":"111122223333",
"time":"2026-01-01T00:00:00Z","region":"us-east-1","resources":["arn:aws:ec2:us-east-1:111122223333:instance/i-1"],
"detail":{"instance-id":"i-1","state":"running","count":12,"ratio":0.30000000000000001,"note":"","owner":null,"public":true,
"address":"10.1.2.3","name":"web server 1","tags":[],"meta":{"created-by":{"userName":"Ann"}},"logGroup":"arn:aws:logs:us-east-1:1:log-group:x"}}"#;

/// The nearest miss, with the text that its fix makes of the pattern.
fn nearest(pattern: &str, event: &str) -> (MissKind, String, Option<String>) {
    let parsed = Pattern::parse(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    let event = Event::parse(event.as_bytes()).unwrap();
    let explanation = explain(&parsed, &event);
    assert_eq!(explanation.matched, Verdict::NoMatch, "{pattern}");
    let misses = explanation.misses();
    let (_, miss) = misses.first().unwrap_or_else(|| panic!("no reason for {pattern}"));
    let fixed = miss.fix.as_ref().map(|fix| fix.apply(pattern));
    if let Some(fixed) = &fixed {
        // Every fix makes the pattern a sound one that comes nearer to the event.
        let again =
            Pattern::parse(fixed).unwrap_or_else(|error| panic!("{pattern} fixed to {fixed}: {error}"));
        let before = explanation.nearness();
        assert!(explain(&again, &event).nearness() < before, "the fix does not help: {fixed}");
    }
    (miss.kind, miss.sentence.clone(), fixed)
}

#[test]
fn planted_mistakes_are_named() {
    let cases: &[(&str, MissKind, &str)] = &[
        (r#"{"detail":{"state":["Running"]}}"#, K::LetterCase, "letter case"),
        (r#"{"detail":{"state":["running "]}}"#, K::WhiteSpace, "white space at the end of the pattern"),
        (r#"{"detail":{"name":["web  server 1"]}}"#, K::WhiteSpace, "white space"),
        (r#"{"source":["aws.ec2\u200b"]}"#, K::LookAlike, "U+200B"),
        (r#"{"detail-type":["EC2 Instance State–change Notification"]}"#, K::LookAlike, "U+2013"),
        (
            r#"{"resources":["arn:aws:ec2:us-east-1:111122223333:instance:i-1"]}"#,
            K::Separator,
            "has \"/\" where the pattern has \":\"",
        ),
        (r#"{"account":[111122223333]}"#, K::Type, "number 111122223333"),
        (r#"{"detail":{"count":["12"]}}"#, K::Type, "the number 12"),
        (r#"{"detail":{"public":["true"]}}"#, K::Type, "true"),
        (r#"{"detail":{"count":["12.0"]}}"#, K::Type, "12"),
        (r#"{"detail":{"ratio":[0.3]}}"#, K::Precision, "15 digits"),
        (r#"{"detail":{"ratio":[{"numeric":[">",0]}]}}"#, K::Precision, "too many digits"),
        (r#"{"detail":{"owner":[""]}}"#, K::Empty, "null"),
        (r#"{"detail":{"note":[null]}}"#, K::Empty, "empty string"),
        (r#"{"detail":{"missing":[null]}}"#, K::Empty, "absent"),
        (r#"{"state":["running"]}"#, K::Level, "\"detail\" is missing"),
        (r#"{"detail":{"source":["aws.ec2"]}}"#, K::Level, "outside"),
        (r#"{"detail":{"State":["running"]}}"#, K::NameCase, "detail.state"),
        (r#"{"Source":["aws.ec2"]}"#, K::NameCase, "\"source\""),
        (r#"{"detailType":["EC2 Instance State-change Notification"]}"#, K::NameSpelling, "detail-type"),
        (r#"{"detail":{"instance_id":["i-1"]}}"#, K::NameSpelling, "instance-id"),
        (r#"{"detail":{"instnace-id":["i-1"]}}"#, K::NameSpelling, "instance-id"),
        (r#"{"resource":["x"]}"#, K::NameSpelling, "resources"),
        (r#"{"detail":{"userName":["Ann"]}}"#, K::Elsewhere, "detail.meta.created-by.userName"),
        (r#"{"detail":{"state":["run*"]}}"#, K::StarIsLiteral, "wildcard"),
        (r#"{"detail":{"state":[{"prefix":"run*"}]}}"#, K::StarIsLiteral, "star"),
        (r#"{"detail":{"state":["runing"]}}"#, K::Spelling, "more behind \"run\""),
        (r#"{"detail":{"name":["web server"]}}"#, K::Part, "begins with"),
        (r#"{"detail":{"name":["server"]}}"#, K::Part, "contains"),
        (r#"{"detail":{"name":[{"prefix":"server 1"}]}}"#, K::Part, "does not begin"),
        (r#"{"detail":{"name":[{"suffix":"web"}]}}"#, K::Part, "does not end"),
        (r#"{"detail":{"state":[{"prefix":"Run"}]}}"#, K::LetterCase, "letter case"),
        (r#"{"detail":{"name":[{"prefix":"web client"}]}}"#, K::BreaksOff, "\"server\" where"),
        (r#"{"detail":{"name":[{"wildcard":"web*server"}]}}"#, K::Part, "more at the end"),
        (r#"{"detail":{"name":[{"wildcard":"web*client*"}]}}"#, K::BreaksOff, "\"client\""),
        (r#"{"detail":{"name":[{"wildcard":"WEB*"}]}}"#, K::LetterCase, "letter case"),
        (r#"{"detail":{"state":[{"equals-ignore-case":"RUNING"}]}}"#, K::Spelling, "any letter case"),
        (r#"{"detail":{"count":[{"numeric":[">",12]}]}}"#, K::Range, "just the bound"),
        (r#"{"detail":{"count":[{"numeric":[">=",0,"<",10]}]}}"#, K::Range, "2 above it"),
        (r#"{"account":[{"numeric":["=",111122223333]}]}"#, K::Type, "number in quotes"),
        (r#"{"detail":{"address":[{"cidr":"10.0.0.0/16"}]}}"#, K::Block, "10.0.0.0 to 10.0.255.255"),
        (r#"{"detail":{"state":[{"cidr":"10.0.0.0/16"}]}}"#, K::Different, "not an IP address"),
        (r#"{"detail":{"state":[{"anything-but":["stopped","running"]}]}}"#, K::Excluded, "in the list"),
        (r#"{"detail":{"state":[{"anything-but":{"prefix":"run"}}]}}"#, K::Excluded, "begins with"),
        (r#"{"detail":{"missing":[{"anything-but":"x"}]}}"#, K::Absent, "wants the field to be there"),
        (r#"{"detail":{"state":[{"exists":false}]}}"#, K::Present, "running"),
        (r#"{"detail":{"owner":[{"exists":false}]}}"#, K::Present, "null counts"),
        (r#"{"detail":{"meta":[{"exists":true}]}}"#, K::Container, "created-by"),
        (r#"{"detail":{"tags":[{"exists":true}]}}"#, K::Container, "counts as absent"),
        (r#"{"detail":{"state":["terminated"]}}"#, K::Different, "terminated"),
        (r#"{"detail":{"nothing":["x"]}}"#, K::Absent, "In \"detail\" it has"),
        (r#"{"detail":{"logGroup":["arn:aws:logs:us-east-1:1:log-group:x:*"]}}"#, K::Part, "has only"),
    ];
    let mut wrong = Vec::new();
    for (pattern, kind, words) in cases {
        let (got, sentence, fixed) = nearest(pattern, EC2);
        if got != *kind || !sentence.contains(words) {
            wrong.push(format!(
                "{pattern}\n  wanted {kind:?} with {words:?}\n  got {got:?}: {sentence} -> {fixed:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn mistakes_of_the_sender_and_of_two_lists_are_named() {
    for (pattern, event, kind, words) in [
        (
            r#"{"source":["a"],"source":["b"]}"#,
            r#"{"source":"a"}"#,
            K::Overridden,
            "only the last list counts",
        ),
        (
            r#"{"detail":{"message":{"level":["error"]}}}"#,
            r#"{"detail":{"message":"{\"level\":\"error\"}"}}"#,
            K::InsideText,
            "JSON as text",
        ),
        (
            r#"{"detail":{"state":{"name":["x"]}}}"#,
            r#"{"detail":{"state":"x1"}}"#,
            K::Container,
            "has no fields inside",
        ),
        (
            r#"{"resources":["arn:x"]}"#,
            r#"{"detail-type":"AWS API Call via CloudTrail","resources":[],"detail":{}}"#,
            K::Container,
            "carry no resources",
        ),
        (r#"{"account":["*"]}"#, r#"{"account":"111122223333"}"#, K::StarIsLiteral, "wildcard"),
        (
            r#"{"detail":{"tags":{"env":["prod"]}}}"#,
            r#"{"detail":{"tags":[{"key":"env","value":"prod"}]}}"#,
            K::NameSpelling,
            "list of objects with \"key\" and \"value\"",
        ),
        (r#"{"source":["aws.ec2"]}"#, r#"{"event":{"source":"aws.ec2"}}"#, K::Elsewhere, "\"event.source\""),
    ] {
        let (got, sentence, _) = nearest(pattern, event);
        assert!(got == kind && sentence.contains(words), "{pattern}: {got:?} {sentence}");
    }
}

#[test]
fn elements_that_each_satisfy_a_part_are_named() {
    let event = r#"{"detail":{"containers":[{"name":"app","exit":0},{"name":"db","exit":1},{"name":"app","exit":2}]}}"#;
    let pattern = r#"{"detail":{"containers":{"name":["db"],"exit":[0]}}}"#;
    let (kind, sentence, _) = nearest(pattern, event);
    assert_eq!(kind, K::Elements);
    let words = "in element 0 \"exit\" is 0, but \"name\" is \"app\"; \"db\" is in element 1";
    assert!(sentence.contains(words), "{sentence}");
    let explanation = explain(&Pattern::parse(pattern).unwrap(), &Event::parse(event.as_bytes()).unwrap());
    let place = explanation.nodes.iter().position(|node| node.miss.is_some()).unwrap();
    assert_eq!(explanation.nodes[place].path, "detail.containers");
    assert!(explanation.children(place).all(|child| explanation.nodes[child].matched == Some(true)));
}

#[test]
fn the_branch_that_came_closest_is_explained() {
    let pattern = r#"{"source":["aws.ec2"],"$or":[{"detail":{"state":["stopped"],"count":[1]}},{"detail":{"state":["Running"]}}]}"#;
    let (kind, sentence, fixed) = nearest(pattern, EC2);
    assert_eq!(kind, K::LetterCase, "{sentence}");
    assert_eq!(fixed.unwrap(), pattern.replace("Running", "running"));
    let explanation = explain(&Pattern::parse(pattern).unwrap(), &Event::parse(EC2.as_bytes()).unwrap());
    let or = explanation.nodes.iter().find(|node| node.kind == NodeKind::Or).unwrap();
    assert_eq!((or.matched, or.miss.as_ref().unwrap().kind), (Some(false), K::Branches));
}

#[test]
fn a_branch_whose_fields_match_apart_is_not_marked_as_one_that_matches() {
    // The nearest branch fails by letter case; the other one only by the choice of elements.
    let pattern = r#"{"items":{"sku":["X"],"$or":[{"color":["blue"]},{"color":["Red"]}]}}"#;
    let event = r#"{"items":[{"sku":"X","color":"red"},{"sku":"Y","color":"blue"}]}"#;
    let explanation = explain(&Pattern::parse(pattern).unwrap(), &Event::parse(event.as_bytes()).unwrap());
    assert_eq!(explanation.misses().len(), 1);
    let marks = |kind: NodeKind| -> Vec<_> {
        let of_kind = explanation.nodes.iter().filter(|node| node.kind == kind);
        of_kind.map(|node| (node.matched, node.miss.as_ref().map(|miss| miss.kind))).collect()
    };
    assert_eq!(marks(NodeKind::Branch), [(Some(false), Some(K::Elements)), (Some(false), None)]);
    assert_eq!(marks(NodeKind::Or), [(Some(false), Some(K::Branches))]);
    let or = explanation.nodes.iter().find(|node| node.kind == NodeKind::Or).unwrap();
    assert!(or.miss.as_ref().unwrap().sentence.ends_with("Branch 2 came closest."));
}

#[test]
fn two_causes_are_both_named_the_nearer_first() {
    let pattern = r#"{"detail":{"items":{"sku":["X"],"color":["blue"]}},"source":["Shop"]}"#;
    let event =
        r#"{"source":"shop","detail":{"items":[{"sku":"X","color":"red"},{"sku":"Y","color":"blue"}]}}"#;
    let explanation = explain(&Pattern::parse(pattern).unwrap(), &Event::parse(event.as_bytes()).unwrap());
    let kinds: Vec<_> = explanation.misses().iter().map(|(_, miss)| miss.kind).collect();
    assert_eq!(kinds, [K::LetterCase, K::Elements]);
    assert_eq!(explanation.nearness().failing, 1, "one field fails in itself");
}

#[test]
fn names_that_a_branch_may_not_use_are_no_fix() {
    let pattern = Pattern::parse(r#"{"$or":[{"y":["10.0.0.1"]},{"x":[1]}]}"#).unwrap();
    for event in [r#"{"$or":{"y":"10.0.0.1"}}"#, r#"{"prefix":"10.0.0.1"}"#] {
        let explanation = explain(&pattern, &Event::parse(event.as_bytes()).unwrap());
        let (_, miss) = explanation.misses()[0];
        assert_eq!((miss.kind, &miss.fix), (K::Elsewhere, &None), "{event}");
    }
}

#[test]
fn texts_of_any_length_are_told_in_short_sentences() {
    let long = "x".repeat(3_000_000);
    let event =
        Event::parse(format!(r#"{{"a":"{long}","b":"{long}","c":["{long}",1]}}"#).as_bytes()).unwrap();
    let items: Vec<String> = (0..500).map(|n| format!("\"{n}y\"")).collect();
    let pattern = format!(
        r#"{{"a":["xxx"],"b":[{{"wildcard":"*y*"}}],"c":[{}],"d":["{}"]}}"#,
        items.join(","),
        "z".repeat(50_000)
    );
    let explanation = explain(&Pattern::parse(&pattern).unwrap(), &event);
    assert_eq!(explanation.misses().len(), 4);
    for (node, miss) in explanation.misses() {
        assert!(miss.sentence.chars().count() < 800, "{}", miss.sentence);
        assert!(
            miss.fix.as_ref().is_none_or(|fix| fix.edits.iter().all(|edit| edit.text.len() < 3_000)),
            "{miss:?}"
        );
        assert!(node.found.iter().all(|found| found.value.len() < 11_000));
    }
}

#[test]
fn a_list_that_is_replaced_does_no_harm() {
    let explanation =
        explain(&Pattern::parse(r#"{"a":[1],"a":[2]}"#).unwrap(), &Event::parse(br#"{"a":2}"#).unwrap());
    assert_eq!(explanation.matched, Verdict::Match);
    assert_eq!(explanation.nodes[1].miss.as_ref().unwrap().kind, K::Overridden);
    assert!(explanation.misses().is_empty());
}

#[test]
fn absence_may_follow_from_the_choice_of_elements() {
    let pattern = Pattern::parse(r#"{"a":{"b":[1],"c":[{"exists":false}],"d":["x"]}}"#).unwrap();
    let event = Event::parse(br#"{"a":[{"b":1,"d":"y"},{"c":2}]}"#).unwrap();
    let explanation = explain(&pattern, &event);
    let failing: Vec<_> = explanation.misses().iter().map(|(node, _)| node.path.clone()).collect();
    assert_eq!(failing, ["a.d"], "a.c is absent from the element that a.b chooses");
}

#[test]
fn the_json_has_the_documented_shape_and_keeps_texts() {
    let pattern = Pattern::parse(r#"{"a":{"b":["x"]},"$or":[{"c":[1]},{"d":[2]}]}"#).unwrap();
    let event = Event::parse(br#"{"a":{"b":["X","\ud800",1.00,"\u009b"]},"c":1}"#).unwrap();
    let json = explain(&pattern, &event).to_json();
    assert_eq!(
        json,
        concat!(
            r#"{"path":"","at":{"start":0,"end":45,"line":1,"column":1},"matched":false,"found":[],"children":["#,
            r#"{"path":"a","at":{"start":5,"end":16,"line":1,"column":6},"matched":false,"found":[],"children":["#,
            r#"{"path":"a.b","at":{"start":10,"end":15,"line":1,"column":11},"matched":false,"#,
            r#""found":[{"pointer":"/a/b/0","value":"X"},{"pointer":"/a/b/1","value":"\ud800"},{"pointer":"/a/b/2","value":1.00},"#,
            r#"{"pointer":"/a/b/3","value":"\u009b"}],"#,
            r#""miss":{"kind":"letter-case","sentence":"The event has \"X\", and the pattern wants \"x\": only the letter case differs, "#,
            r#"and it counts.","fix":{"label":"Write \"X\"","edits":[{"start":11,"end":14,"text":"\"X\""}]}},"children":[]}]},"#,
            r#"{"path":"","at":{"start":23,"end":44,"line":1,"column":24},"matched":true,"found":[],"children":["#,
            r#"{"path":"","at":{"start":24,"end":33,"line":1,"column":25},"matched":true,"found":[],"children":["#,
            r#"{"path":"c","at":{"start":29,"end":32,"line":1,"column":30},"matched":true,"found":[{"pointer":"/c","value":1}],"children":[]}]},"#,
            r#"{"path":"","at":{"start":34,"end":43,"line":1,"column":35},"matched":false,"found":[],"children":["#,
            r#"{"path":"d","at":{"start":39,"end":42,"line":1,"column":40},"matched":false,"found":[],"#,
            r#""miss":{"kind":"absent","sentence":"The event has no \"d\". At the top it has: \"a\" and \"c\"."},"children":[]}]}]}]}"#,
        )
    );
    assert!(crate::json::Document::parse(json).is_ok());
}

#[test]
fn a_fix_of_several_items_keeps_the_condition_of_one() {
    for (pattern, event, label) in [
        (r#"{"a":["one_two"]}"#, r#"{"a":"one-two"}"#, "Write \"one-two\", if the two are one"),
        (
            r#"{"a":["one_two","three_four"]}"#,
            r#"{"a":"one-two"}"#,
            "Write \"one-two\", \"three-four\", if each two are one",
        ),
        // How one's own sender writes one value does not show how it writes the others.
        (r#"{"a":["UP","DOWN"]}"#, r#"{"a":"up"}"#, "Write \"up\""),
        (r#"{"a":["UP","DOWN"]}"#, r#"{"a":"up","source":"aws.ec2"}"#, "Write \"up\", \"down\""),
    ] {
        let (pattern, event) = (Pattern::parse(pattern).unwrap(), Event::parse(event.as_bytes()).unwrap());
        let explanation = explain(&pattern, &event);
        let fix = explanation.misses().first().and_then(|(_, miss)| miss.fix.clone());
        assert_eq!(fix.map(|fix| fix.label).as_deref(), Some(label));
    }
}

#[test]
fn a_match_of_what_is_simply_not_excluded_is_told_without_doubts() {
    let event = Event::parse(
        br#"{"detail":{"state":"STOPPING","env":"staging","service":"orders-api","key":"logs/app.log","n":30000,
            "containers":[{"exitCode":0},{"exitCode":137}]}}"#,
    )
    .unwrap();
    for pattern in [
        r#"{"detail":{"state":[{"anything-but":["STOPPED","TERMINATED"]}]}}"#,
        r#"{"detail":{"env":[{"anything-but":["prod","dev"]}]}}"#,
        r#"{"detail":{"service":[{"anything-but":["orders","api"]}]}}"#,
        r#"{"detail":{"key":[{"anything-but":{"prefix":"log/"}}]}}"#,
        r#"{"detail":{"n":[{"anything-but":[30]}]}}"#,
        r#"{"detail":{"containers":{"exitCode":[{"anything-but":0}]}}}"#,
    ] {
        let explanation = explain(&Pattern::parse(pattern).unwrap(), &event);
        assert_eq!(explanation.matched, Verdict::Match, "{pattern}");
        let said: Vec<_> = explanation.nodes.iter().filter_map(|node| node.miss.as_ref()).collect();
        assert!(said.is_empty(), "{pattern}: {said:?}");
    }
}

#[test]
fn a_value_that_is_another_is_offered_no_fix() {
    let event = r#"{"source":"shop","region":"eu-west-1","account":"111122223333",
        "resources":["arn:aws:ec2:eu-west-1:111122223333:instance/i-1"],
        "detail":{"status":"payment_failed","state":"running","tier":"gold","count":2,"key":"logs/2026/a.csv","ok":true,
        "queue":"orders","lang":"de","previous":{"status":"paid"}}}"#;
    for pattern in [
        r#"{"source":["billing"]}"#,
        r#"{"region":["us-east-1"]}"#,
        r#"{"account":["444455556666"]}"#,
        r#"{"resources":["arn:aws:ec2:eu-west-1:111122223333:instance/i-2"]}"#,
        r#"{"detail":{"status":["payment_succeeded"]}}"#,
        r#"{"detail":{"status":["paid"]}}"#,
        r#"{"detail":{"state":["stopped","terminated"]}}"#,
        r#"{"detail":{"tier":["goldplus"]}}"#,
        r#"{"detail":{"count":[1]}}"#,
        r#"{"detail":{"count":[{"numeric":["=",3]}]}}"#,
        r#"{"detail":{"key":[{"prefix":"logs/2025/"}]}}"#,
        r#"{"detail":{"key":[{"suffix":".json"}]}}"#,
        r#"{"detail":{"ok":[false]}}"#,
        r#"{"detail":{"queue":["orders-dlq"]}}"#,
        r#"{"detail":{"lang":["en"]}}"#,
    ] {
        let (_, sentence, fixed) = nearest(pattern, event);
        assert_eq!(fixed, None, "{pattern}: {sentence}");
    }
}
