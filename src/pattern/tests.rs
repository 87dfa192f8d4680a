//! The meaning of patterns in tables: what the recorded cases do not show by name.

use super::*;

fn judge(pattern: &str, event: &str) -> Verdict {
    let pattern = Pattern::parse(pattern).unwrap_or_else(|error| panic!("{pattern}: {error}"));
    let event = Event::parse(event.as_bytes()).unwrap_or_else(|error| panic!("{event}: {error}"));
    let verdict = pattern.matches(&event);
    assert_eq!(explain(&pattern, &event).matched, verdict);
    verdict
}

#[track_caller]
fn matches(pattern: &str, event: &str) {
    assert_eq!(judge(pattern, event), Verdict::Match, "{pattern} {event}");
}

#[track_caller]
fn differs(pattern: &str, event: &str) {
    assert_eq!(judge(pattern, event), Verdict::NoMatch, "{pattern} {event}");
}

#[test]
fn paths_are_joined_names() {
    for pattern in [r#"{"a":{"b":[1]}}"#, r#"{"a.b":[1]}"#] {
        matches(pattern, r#"{"a.b":1}"#);
        matches(pattern, r#"{"a":{"b":1}}"#);
    }
    matches(r#"{"":[1]}"#, r#"{"":1}"#);
    matches(r#"{"a.":[1]}"#, r#"{"a":{"":1}}"#);
    differs(r#"{"a":[1],"a":[2]}"#, r#"{"a":1}"#);
    differs(r#"{"a":[1],"a":{"b":[2]}}"#, r#"{"a":{"b":2}}"#);
    matches(r#"{"a":[1],"a":{"b":[2]}}"#, r#"{"a":[1,{"b":2}]}"#);
}

#[test]
fn or_unfolds_in_document_order() {
    let before = r#"{"a":[3],"$or":[{"a":[1]},{"b":[2]}]}"#;
    matches(before, r#"{"a":1}"#);
    matches(before, r#"{"a":3,"b":2}"#);
    differs(before, r#"{"a":2,"b":2}"#);
    let behind = r#"{"$or":[{"a":[1]},{"b":[2]}],"a":[3]}"#;
    differs(behind, r#"{"a":1}"#);
    matches(behind, r#"{"a":3}"#);
    let nested = Pattern::parse(
        r#"{"$or":[{"a":[1]},{"$or":[{"b":[1]},{"c":[1]}]}],"x":{"$or":[{"d":[1]},{"e":[1]}]}}"#,
    )
    .unwrap();
    assert_eq!(nested.alternative_count(), 6);
}

#[test]
fn arrays_are_consistent() {
    let pattern = r#"{"a":{"b":[1],"c":[2]}}"#;
    differs(pattern, r#"{"a":[{"b":1},{"c":2}]}"#);
    matches(pattern, r#"{"a":[{"b":1,"c":2}]}"#);
    matches(pattern, r#"{"a":{"b":[1,5],"c":[5,2]}}"#);
    matches(pattern, r#"{"a":{"b":[[1],[5]],"c":[[5],[2]]}}"#);
    matches(pattern, r#"{"a":[{"b":1}],"a":[{},{"c":2}]}"#);
    matches(r#"{"a":{"b":[1],"c":[{"exists":false}]}}"#, r#"{"a":[{"b":1},{"c":2}]}"#);
    differs(r#"{"a":{"b":[{"exists":false}],"c":[2]}}"#, r#"{"a":[{"b":1},{"c":2}]}"#);
}

#[test]
fn lone_surrogates_are_characters() {
    matches(r#"{"a":["\ud800"]}"#, r#"{"a":"\ud800"}"#);
    differs(r#"{"a":["\ud800"]}"#, r#"{"a":"\ud801"}"#);
    matches(r#"{"\ud800":["😀"]}"#, r#"{"\ud800":"\ud83d\ude00"}"#);
    matches(r#"{"a":[{"suffix":"\udc00"}]}"#, r#"{"a":"x\udc00"}"#);
    let error = Pattern::parse(r#"{"\ud800":1}"#).unwrap_err();
    assert!(error.message().starts_with("\"?\" must be an object or an array\n at "), "{}", error.message());
}

#[test]
fn all_faults_are_found_and_the_first_is_eventbridges() {
    let text = "{\"a\": 1,\n \"b\": [{\"foo\": 1}, {\"prefix\": 2}],\n \"$or\": [{\"c\": []}]}";
    let error = Pattern::parse(text).unwrap_err();
    assert_eq!(
        error.message(),
        format!("\"a\" must be an object or an array\n at [Source: (String)\"{text}\"; line: 1, column: 8]")
    );
    let spans: Vec<_> = error.flaws().iter().map(|flaw| &text[flaw.span.clone()]).collect();
    assert_eq!(spans, ["1", "\"foo\"", "2", "[{\"c\": []}]", "[]"]);
    assert_eq!(error.flaws()[1].position.line, 2);
    assert!(error.to_string().starts_with("Event pattern is not valid. Reason: \"a\" must"));
    assert!(error.flaws().iter().all(|flaw| !flaw.what.is_empty() && flaw.remedy.ends_with('.')));
}

#[test]
fn what_is_wrong_first_wins_over_broken_json_behind_it() {
    let error = Pattern::parse(r#"{"a":1,"#).unwrap_err();
    assert!(!error.is_syntax());
    assert_eq!(error.flaws().len(), 2);
    assert!(Pattern::parse(r#"{"a":tru"#).unwrap_err().is_syntax());
    assert!(
        !Pattern::parse(r#"{"a":"never closed"#).unwrap_err().is_syntax(),
        "the string's beginning is enough to refuse it"
    );
    assert!(Pattern::parse(r#"{"a":["never closed"#).unwrap_err().is_syntax());
    for behind in ["$", "\"", "-", "²", "Ⓐ", "𐐀", "😀", "{"] {
        let error = Pattern::parse(&format!("{{\"a\":true{behind}}}")).unwrap_err();
        assert!(
            error.message().ends_with("column: 10]"),
            "the word counts before what is behind it: {error}"
        );
    }
    for behind in ["x", "_", "0", "é", "日"] {
        assert!(Pattern::parse(&format!("{{\"a\":true{behind}}}")).unwrap_err().is_syntax(), "{behind}");
    }
    assert!(Pattern::parse(r#"{"a":[1]} junk"#).is_ok());
}

#[test]
fn places_are_cut_and_escaped_as_eventbridge_does() {
    let text = format!("{{\"a\":1,\t\"x\":\"{}😀😀\"}}", "y".repeat(486));
    let error = Pattern::parse(&text).unwrap_err();
    let units = text.encode_utf16().count();
    let tail = format!("y?\"[truncated {} chars]; line: 1, column: 7]", units - 500);
    assert!(error.message().contains("{\"a\":1,\\u0009\"x\":\"yyy"), "{}", error.message());
    assert!(error.message().ends_with(&tail), "{}", error.message());
}

#[test]
fn the_place_of_a_top_that_is_no_object() {
    for (text, line, column) in [
        ("", 1, 1),
        (" \n ", 2, 2),
        ("[1] ", 1, 2),
        ("\"a\" ", 1, 2),
        ("true ", 1, 5),
        ("12", 1, 3),
        ("12 ", 1, 4),
        ("-1e2\t\t", 1, 6),
        ("12\n\n", 2, 1),
        ("12\r\n", 1, 3),
        ("\r\n12\r", 2, 3),
    ] {
        let error = Pattern::parse(text).unwrap_err();
        let place = format!("; line: {line}, column: {column}]");
        assert!(
            error.message().starts_with("Filter is not an object\n at ") && error.message().ends_with(&place),
            "{text:?} {error}"
        );
    }
}

#[test]
fn limits_make_a_pattern_invalid() {
    let fields = |count: usize| {
        format!("{{{}}}", (0..count).map(|n| format!("\"f{n}\":[1]")).collect::<Vec<_>>().join(","))
    };
    assert!(Pattern::parse(&fields(256)).is_ok());
    assert_eq!(
        Pattern::parse(&fields(257)).unwrap_err().message(),
        "Size of rule 'rule' exceeds max value of 256"
    );
    let ors = |count: usize| {
        let or = |n: usize| {
            format!(
                "\"o{n}\":{{\"$or\":[{}]}}",
                (0..10).map(|b| format!("{{\"b{b}\":[1]}}")).collect::<Vec<_>>().join(",")
            )
        };
        format!("{{{}}}", (0..count).map(or).collect::<Vec<_>>().join(","))
    };
    assert_eq!(Pattern::parse(&ors(3)).unwrap().alternative_count(), 1_000);
    assert!(Pattern::parse(&ors(4)).is_err());
    let doubling = format!(
        "{{{}}}",
        (0..40)
            .map(|n| format!("\"o{n}\":{{\"$or\":[{{\"a\":[1]}},{{\"b\":[1]}}]}}"))
            .collect::<Vec<_>>()
            .join(",")
    );
    assert!(Pattern::parse(&doubling).is_err(), "and soon");
    let deep = |depth: usize| format!("{}[1]{}", "{\"a\":".repeat(depth), "}".repeat(depth));
    assert!(Pattern::parse(&deep(999)).is_ok());
    assert!(Pattern::parse(&deep(1_000)).is_err());
    assert!(Pattern::parse(&deep(100_000)).unwrap_err().is_syntax());
}

#[test]
fn long_arrays_take_linear_time() {
    // Each of these would take billions of steps if elements were tried against elements.
    let objects =
        |body: &dyn Fn(usize) -> String, count: usize| (0..count).map(body).collect::<Vec<_>>().join(",");
    let split = |count: usize| {
        format!(
            "{{\"a\":[{}]}}",
            objects(
                &|n| if n % 2 == 0 { "{\"b\":1,\"c\":3}".into() } else { "{\"b\":3,\"c\":2}".into() },
                count
            )
        )
    };
    differs(r#"{"a":{"b":[1],"c":[2]}}"#, &split(10_000));
    let three = format!(
        "{{\"x\":[{0}],\"y\":[{0}],\"z\":[{1}]}}",
        objects(&|_| "{\"p\":1,\"q\":1}".into(), 3_000),
        objects(&|n| if n % 2 == 0 { "{\"p\":1,\"q\":2}".into() } else { "{\"p\":2,\"q\":1}".into() }, 3_000)
    );
    differs(r#"{"x":{"p":[1],"q":[1]},"y":{"p":[1],"q":[1]},"z":{"p":[1],"q":[1]}}"#, &three);
    let nested = format!(
        "{{\"a\":[{{\"c\":[{0}],\"f\":[{1}]}}]}}",
        objects(&|_| "{\"d\":1,\"e\":1}".into(), 3_000),
        objects(&|n| if n % 2 == 0 { "{\"g\":1,\"h\":2}".into() } else { "{\"g\":2,\"h\":1}".into() }, 3_000)
    );
    differs(r#"{"a":{"c":{"d":[1],"e":[1]},"f":{"g":[1],"h":[1]}}}"#, &nested);
    let absent = format!("{{\"a\":[{}]}}", objects(&|_| "{\"b\":1,\"c\":1}".into(), 20_000));
    differs(r#"{"a":{"b":[1],"c":[{"exists":false}]}}"#, &absent);
}

#[test]
fn many_arrays_on_one_path_end_undecided() {
    // Pigeons and holes: in the array of each hole, each pigeon has an element of its own, and there is one
    // hole too few.
    let case = |pigeons: usize, holes: usize| {
        let hole = (0..pigeons).map(|p| format!("{{\"p{p}\":1}}")).collect::<Vec<_>>().join(",");
        let event = format!("{{{}}}", vec![format!("\"a\":[{hole}]"); holes].join(","));
        let fields: Vec<_> = (0..pigeons).map(|p| format!("\"p{p}\":[1]")).collect();
        (format!("{{\"a\":{{{}}}}}", fields.join(",")), event)
    };
    let (pattern, event) = case(6, 6);
    matches(&pattern, &event);
    let (pattern, event) = case(6, 5);
    differs(&pattern, &event);
    let (pattern, event) = case(14, 13);
    assert_eq!(judge(&pattern, &event), Verdict::Undecided);
}

#[test]
fn hostile_events_are_answered() {
    let pattern = Pattern::parse(r#"{"a":{"b":["x"]}}"#).unwrap();
    let deep = "{\"a\":".repeat(100_000);
    assert!(matches!(Event::parse(deep.as_bytes()), Err(EventError::Syntax(_))));
    assert!(Event::parse(b"{\"a\":\"\xff\"}").is_err());
    assert_eq!(Event::parse(b"[]").unwrap_err(), EventError::NotAnObject("an array"));
    let keys: Vec<_> = (0..300_000).map(|n| format!("\"k{n}\":{n}")).collect();
    let wide = format!("{{{},\"a\":{{\"b\":\"x\"}}}}", keys.join(","));
    assert_eq!(pattern.matches(&Event::parse(wide.as_bytes()).unwrap()), Verdict::Match);
    let same = format!("{{{}}}", vec!["\"a\":{\"b\":1}"; 30_000].join(","));
    let event = Event::parse(same.as_bytes()).unwrap();
    assert_eq!(pattern.matches(&event), Verdict::NoMatch);
    assert_eq!(explain(&pattern, &event).matched, Verdict::NoMatch);
    assert_eq!(pattern.matches(&Event::parse(b"{\"a\":{\"b\":\"x\"}} \xff\xfe").unwrap()), Verdict::Match);
}

#[test]
fn limits_of_the_service_are_a_second_pass() {
    let limits = |text: &str| Pattern::parse(text).unwrap().service_limits();
    assert_eq!(limits(r#"{"a":[{"wildcard":"*/dir/*"}]}"#), []);
    assert_eq!(
        limits(r#"{"a":[{"wildcard":"*:*:*:*:*:event-bus/*"}]}"#),
        [ServiceLimit::WildcardComplexity { complexity: 11 }]
    );
    let long = |count: usize| format!("{{\"a\":[\"{}\"]}}", "é".repeat(count - 10));
    assert_eq!(limits(&long(2_048)), []);
    assert_eq!(limits(&long(2_049)), [ServiceLimit::Length { characters: 2_049 }]);
    assert_eq!(limits(&long(4_097)), [ServiceLimit::MaximumLength { characters: 4_097 }]);
}

#[test]
fn the_complexity_of_wildcards() {
    for (pattern, complexity) in [
        (r#"{"a":["*"]}"#, 0),
        (r#"{"a":[{"wildcard":"b.c"}]}"#, 1),
        (r#"{"a":[{"wildcard":"*or*"}]}"#, 3),
        (r#"{"a":[{"wildcard":"*or*"},{"wildcard":"o*"}]}"#, 5),
        (r#"{"a":[{"wildcard":"*or*"}],"b":[{"wildcard":"o*"}]}"#, 3),
        (r#"{"a":[{"anything-but":{"wildcard":["x*","y*"]}}]}"#, 2),
        // Two alternatives bring one wildcard to one field: a digit is found again, a letter is not.
        (r#"{"a":[{"wildcard":"*1*"}],"$or":[{"b":[1]},{"b":[2]}]}"#, 3),
        (r#"{"a":[{"wildcard":"*x*"}],"$or":[{"b":[1]},{"b":[2]}]}"#, 5),
        (r#"{"a":[{"wildcard":"*x*"}],"$or":[{"b":[1]},{"b":[2]},{"c":[3]}]}"#, 7),
        (r#"{"a":[{"wildcard":"1*x*"}],"$or":[{"b":[1]},{"b":[2]}]}"#, 5),
        (r#"{"a":[{"wildcard":"x*"}],"$or":[{"b":[1]},{"b":[2]}]}"#, 2),
        (r#"{"a":[{"wildcard":"*日*"}],"$or":[{"b":[1]},{"b":[2]}]}"#, 3),
        (r#"{"a":[{"wildcard":"*σ*"}],"$or":[{"b":[1]},{"b":[2]}]}"#, 5),
        // Here the alternatives part before they come to the wildcard.
        (r#"{"b":[{"wildcard":"*x*"}],"$or":[{"a":[1]},{"a":[2]}]}"#, 3),
        // And each copy leads on to a state of its own, which keeps later wildcards apart.
        (r#"{"a":[{"wildcard":"*x*"}],"b":[{"wildcard":"*y*"}],"$or":[{"c":[1]},{"c":[2]}]}"#, 5),
        (r#"{"a":[{"wildcard":"*1*"}],"b":[{"wildcard":"*y*z*"}],"$or":[{"c":[1]},{"c":[2]}]}"#, 7),
        (r#"{"a":[{"wildcard":"*x*"}],"b":[{"wildcard":"*y*z*"}],"$or":[{"c":[1]},{"c":[2]}]}"#, 5),
    ] {
        assert_eq!(Pattern::parse(pattern).unwrap().wildcard_complexity(), complexity, "{pattern}");
    }
}

#[test]
fn the_complexity_of_hostile_wildcards_is_bounded_below() {
    let long = format!(r#"{{"a":[{{"wildcard":"{}"}}]}}"#, "a*b*".repeat(500));
    let wildcard = |n: usize| {
        let letters: Vec<_> =
            format!("{n:08b}").chars().map(|bit| if bit == '0' { "a" } else { "b" }).collect();
        format!(r#"{{"wildcard":"*{}*"}}"#, letters.join("*"))
    };
    let many = format!(r#"{{"a":[{}]}}"#, (0..150).map(wildcard).collect::<Vec<_>>().join(","));
    for text in [long, many] {
        let limits = Pattern::parse(&text).unwrap().service_limits();
        assert!(
            matches!(limits.first(), Some(ServiceLimit::WildcardComplexity { complexity: 100.. })),
            "{limits:?}"
        );
    }
}

#[test]
fn a_pattern_full_of_faults_is_refused_in_linear_time() {
    let many = |part: &str| vec![part; 20_000].join(",");
    for text in [
        format!("{{\"a\":[{}]}}", many("[]")),
        format!("{{{}}}", many("\"k\":1")),
        format!("{{\"$or\":[{}]}}", many("1")),
        format!("{{\"a\":[{{\"anything-but\":{{\"wildcard\":[{}]}}}}]}}", many("\"**\"")),
        format!("{{{}}}", many("\"or\":[{\"x\":1}]")),
        format!("{{\"a\":[{}],\"or\":[{}]}}", many("[]"), many("{\"x\":1}")),
    ] {
        assert!(Pattern::parse(&text).unwrap_err().flaws().len() >= 20_000);
    }
    // All of them are one mistake.
    let operators = format!("{{\"f\":{{{}}}}}", many("\"prefix\":1"));
    assert_eq!(Pattern::parse(&operators).unwrap_err().flaws().len(), 1);
}

#[test]
fn what_is_said_of_a_pattern_holds_no_control_character() {
    let all = [
        "{\"a\u{7f}\": {\"prefix\": \"x\u{9b}\"}}",
        "{\"a\u{7f}\": {\"prefix\": \"x\u{9b}\", \"suffix\": \"y\"}}",
        "{\"a\u{7f}\": {\"values\": [\"x\u{9b}\"]}}",
        "{\"a\u{7f}\": {\"startsWith\": \"x\u{9b}\"}}",
        "{\"a\u{7f}\": {\"Fn::Sub\": \"x\u{9b}\"}}",
        "{\"a\u{7f}\": [{\"Ref\": \"x\u{9b}\"}]}",
        "{\"or\": [{\"a\u{7f}\": [\"x\u{9b}\"]}, {\"b\u{9b}\": [1]}]}",
        "{\"and\": [{\"a\u{7f}\": [\"x\u{9b}\"]}, {\"b\u{9b}\": [1]}]}",
        "{\"a\u{7f}\": [\"prefix\", \"x\u{9b}\"]}",
        "{\"a\u{7f}\": [\"anything-but\", \"x\u{9b}\", \"y\"]}",
        "{\"equals-ignore-cas\u{7f}_-\": {numeric\"^\\\\\\\\.}",
    ];
    for text in all {
        let mut flaws = Vec::new();
        match Pattern::parse(text) {
            Ok(pattern) => flaws.extend(pattern.lints().into_iter().map(|lint| lint.flaw)),
            Err(error) => flaws.extend(error.flaws().iter().cloned()),
        }
        assert!(!flaws.is_empty(), "{text:?} is found well");
        for flaw in flaws {
            let label = flaw.fix.as_ref().map_or("", |fix| &fix.label);
            let said = format!("{} {} {label}", flaw.what, flaw.remedy);
            assert!(!said.contains(char::is_control), "{text:?}: {said:?}");
        }
    }
}
