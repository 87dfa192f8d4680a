//! The reader, the tree with its places, printing, colouring and fixes.

use super::text::cmp_utf16;
use super::*;

fn parse(text: &str) -> Result<Document, SyntaxError> {
    Document::parse(text)
}

#[test]
fn the_tree_keeps_what_was_written() {
    let text = r#" {"a" : [1.0, 1e2, {"b":null}], "a": "x\u0041", "z":{}} "#;
    let d = parse(text).unwrap();
    let root = d.root();
    assert_eq!(root.kind(), Kind::Object);
    assert_eq!(root.members().count(), 3);
    assert_eq!(root.get("a").unwrap().text().unwrap(), "xA", "the last of two equal names wins");
    let first = root.members().next().unwrap();
    assert_eq!(first.key_raw(), "\"a\"");
    let raws: Vec<_> = first.value().elements().map(Value::raw).collect();
    assert_eq!(raws, ["1.0", "1e2", r#"{"b":null}"#]);
    assert_eq!(d.root().leaves().map(Value::raw).collect::<Vec<_>>(), ["1.0", "1e2", "null", r#""x\u0041""#]);
    assert_eq!(d.pointer(root.pointer("/a").unwrap()), "/a");
    assert_eq!(&text[root.span()], text.trim());
    assert_eq!(root.get("z").unwrap().members().count(), 0);
}

#[test]
fn strict_where_the_standard_is() {
    use SyntaxErrorKind as K;
    let cases: &[(&str, usize, K)] = &[
        ("", 0, K::Empty),
        (" \n", 2, K::Empty),
        ("{\"a\":1,}", 6, K::TrailingComma),
        ("[1,]", 2, K::TrailingComma),
        ("[1 2]", 3, K::CommaExpected { found: '2', close: ']' }),
        ("[,1]", 1, K::ValueExpected(',')),
        ("{'a':1}", 1, K::SingleQuote),
        ("{a:1}", 1, K::NameExpected('a')),
        ("{\"a\" 1}", 5, K::ColonExpected('1')),
        ("[01]", 1, K::LeadingZero),
        ("[-01]", 1, K::LeadingZero),
        ("[1.]", 3, K::DigitExpected),
        ("[.5]", 1, K::DigitExpected),
        ("[-]", 2, K::DigitExpected),
        ("[1e+]", 4, K::DigitExpected),
        ("[NaN]", 1, K::UnknownWord("NaN".into())),
        ("[truex]", 1, K::UnknownWord("truex".into())),
        ("[tru]", 1, K::UnknownWord("tru".into())),
        ("[1}", 2, K::WrongClose { found: '}', close: ']' }),
        ("// x\n{}", 0, K::Comment),
        ("[1,/* x */2]", 3, K::Comment),
        ("\u{feff}{}", 0, K::ByteOrderMark),
        ("[\"a\nb\"]", 3, K::ControlInString(10)),
        ("[\"\\x\"]", 2, K::BadEscape('x')),
        ("[\"\\u12g4\"]", 2, K::BadUnicodeEscape),
        ("[...]", 1, K::Ellipsis),
        ("{\"a\":1,…}", 7, K::Ellipsis),
        ("[\"op\"en\"]", 5, K::QuoteInside),
        ("[\"a\" b]", 5, K::CommaExpected { found: 'b', close: ']' }),
        ("{\"a:[\"x\"]}", 6, K::NameNotClosed),
        ("[1,000]", 3, K::Separator),
        ("[1, 000]", 4, K::LeadingZero),
        ("[+5]", 1, K::PlusSign),
        ("{} x", 3, K::TextAfterEnd),
        ("1x", 1, K::TextAfterEnd),
    ];
    for (text, offset, kind) in cases {
        let error = parse(text).expect_err(text);
        assert_eq!((&error.offset, &error.kind), (offset, kind), "{text:?}");
        assert!(!error.to_string().is_empty());
    }
    for (text, unclosed) in [("{\"a\":[1", 1), ("{\"a\"", 0), ("[\"ab", 2), ("{\"a\":", 0), ("[\"a\\", 2)] {
        let error = parse(text).expect_err(text);
        assert_eq!(error.offset, text.len(), "{text:?}");
        let expected = match unclosed {
            0 => matches!(error.kind, K::OpenObject(_)),
            1 => matches!(error.kind, K::OpenArray(_)),
            _ => matches!(error.kind, K::OpenString(_)),
        };
        assert!(expected, "{text:?}: {error:?}");
    }
}

#[test]
fn reading_the_first_value_leaves_the_rest_alone() {
    let limits = Limits::default();
    let d = Document::parse_first("{\"a\":[1]} junk ", &limits).unwrap();
    assert_eq!(&d.text()[d.trailing()], "junk");
    assert!(Document::parse("{\"a\":[1]} junk").is_err());
    assert!(Document::parse_first_bytes(b"{} \xff", &limits).is_ok());
    let error = Document::parse_first_bytes(b"{\"a\":\"\xff\"}", &limits).unwrap_err();
    assert_eq!((error.offset, error.kind), (6, SyntaxErrorKind::NotUtf8));
    assert_eq!(Document::parse_bytes(b"{} \xff").unwrap_err().kind, SyntaxErrorKind::NotUtf8);
}

#[test]
fn strings_are_wtf8() {
    let text = |json: &str| parse(json).unwrap().root().text().unwrap().as_bytes().to_vec();
    assert_eq!(text(r#""\ud83d\ude00""#), "😀".as_bytes());
    assert_eq!(text(r#""\ud83d""#), [0xed, 0xa0, 0xbd]);
    assert_eq!(
        text(r#""\ude00\ud83d\ud83d\ude00""#),
        [&[0xed, 0xb8, 0x80, 0xed, 0xa0, 0xbd][..], "😀".as_bytes()].concat()
    );
    assert_eq!(text(r#""\b\f\n\r\t\"\\\/\u00e9""#), "\u{8}\u{c}\n\r\t\"\\/é".as_bytes());
    let lone = parse(r#""a\ud800b""#).unwrap();
    let lone = lone.root().text().unwrap();
    assert_eq!(lone.as_str(), None);
    assert_eq!(lone.to_string_lossy(), "a\u{fffd}b");
    assert_eq!(quote(lone.as_bytes()), r#""a\ud800b""#);
    assert_eq!(quote("\u{1b}[31m\u{202e}é\u{9b}".as_bytes()), r#""\u001b[31m\u202eé\u009b""#);
}

#[test]
fn names_are_ordered_by_utf16_units() {
    use std::cmp::Ordering::{Equal, Greater, Less};
    for (a, b, order) in [
        ("a", "b", Less),
        ("a", "a.b", Less),
        ("", "", Equal),
        ("\u{ff5e}", "😀", Greater),
        ("😀", "\u{e000}", Less),
        ("\u{d7ff}", "😀", Less),
        ("a\u{fffd}", "a\u{10000}", Greater),
    ] {
        let units = a.encode_utf16().cmp(b.encode_utf16());
        assert_eq!((cmp_utf16(a.as_bytes(), b.as_bytes()), units), (order, order), "{a} {b}");
    }
}

#[test]
fn places_count_utf16_units_and_three_kinds_of_line_ends() {
    let text = "a😀b\r\nc\rd\n\u{e9}e";
    let lines = LineIndex::new(text);
    assert_eq!(lines.lines(), 4);
    for (offset, line, column) in [
        (0, 1, 1),
        (1, 1, 2),
        (3, 1, 2),
        (5, 1, 4),
        (8, 2, 1),
        (10, 3, 1),
        (12, 4, 1),
        (14, 4, 2),
        (99, 4, 3),
    ] {
        let place = lines.position(text, offset);
        assert_eq!((place.line, place.column), (line, column), "{offset}");
    }
    for offset in [0, 1, 5, 6, 8, 10, 12, 14, 15] {
        assert_eq!(lines.offset(text, lines.position(text, offset)), offset);
    }
    assert_eq!(lines.offset(text, Position { line: 1, column: 99 }), 6);
    assert_eq!(&text[lines.line_span(text, 2)], "c");
}

#[test]
fn places_far_down_a_line_are_counted_from_its_start() {
    let text = format!("ab\n{}\nc", "é😀日x".repeat(3_000));
    let lines = LineIndex::new(&text);
    for (index, (offset, c)) in text.char_indices().enumerate() {
        if index % 7 == 0 && (3..text.len() - 2).contains(&offset) {
            let column = text[3..offset].encode_utf16().count() + 1;
            assert_eq!(lines.position(&text, offset), Position { line: 2, column }, "{c}");
        }
    }
    assert_eq!(lines.position(&text, text.len()), Position { line: 3, column: 2 });
}

#[test]
fn a_place_in_the_text_is_a_path_in_the_tree() {
    let text = r#"{"a":{"b/c":[10,{"d":"x"}]}}"#;
    let d = parse(text).unwrap();
    let at = d.value_at(text.find("\"x\"").unwrap());
    assert_eq!(at.raw(), "\"x\"");
    assert_eq!(d.pointer(at), "/a/b~1c/1/d");
    assert_eq!(d.path_at(text.find("10").unwrap()).len(), 3);
    assert_eq!(d.root().pointer("/a/b~1c/1/d").unwrap().raw(), "\"x\"");
    assert_eq!(d.value(at.id()).raw(), "\"x\"");
}

#[test]
fn printing_changes_white_space_only() {
    let d = parse(r#"{"a":[1.0,{}, [] ,"\u0041"],"a":{"b":1E2}}"#).unwrap();
    assert_eq!(
        d.pretty(2),
        "{\n  \"a\": [\n    1.0,\n    {},\n    [],\n    \"\\u0041\"\n  ],\n  \"a\": {\n    \"b\": 1E2\n  }\n}"
    );
    assert_eq!(d.root().compact(), r#"{"a": [1.0, {}, [], "\u0041"], "a": {"b": 1E2}}"#);
    assert_eq!(parse("\"a\u{9b}\"").unwrap().root().compact(), r#""a\u009b""#);
}

#[test]
fn colouring_takes_any_text() {
    use TokenKind as T;
    let kinds =
        |text| tokens(text).into_iter().map(|t| (text[t.span].to_owned(), t.kind)).collect::<Vec<_>>();
    assert_eq!(
        kinds(r#"{"a" : [1.5, tru, true, "x"#).iter().map(|(t, k)| (t.as_str(), *k)).collect::<Vec<_>>(),
        [
            ("{", T::Punctuation),
            ("\"a\"", T::Key),
            (":", T::Punctuation),
            ("[", T::Punctuation),
            ("1.5", T::Number),
            (",", T::Punctuation),
            ("tru", T::Bad),
            (",", T::Punctuation),
            ("true", T::Literal),
            (",", T::Punctuation),
            ("\"x", T::String),
        ]
    );
    assert_eq!(kinds("\"a\nb\"").len(), 3);
    assert_eq!(
        kinds("\u{a0}\u{2003}é '"),
        [("\u{a0}".into(), T::Bad), ("\u{2003}".into(), T::Bad), ("é".into(), T::Bad), ("'".into(), T::Bad)]
    );
    assert_eq!(kinds("\"\\é").len(), 1);
}

#[test]
fn depth_and_length_cost_no_stack_and_are_bounded() {
    let deep = "[".repeat(100_000);
    let error = parse(&deep).unwrap_err();
    assert_eq!((error.offset, error.kind), (1_000, SyntaxErrorKind::TooDeep(1_000)));
    assert!(parse(&format!("{}{}", "[".repeat(1_000), "]".repeat(1_000))).is_ok());
    let free = Limits { depth: usize::MAX, ..Limits::default() };
    let d = Document::parse_with(format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000)), &free).unwrap();
    assert_eq!(d.root().descendants().count(), 100_001);
    assert_eq!(d.root().leaves().count(), 1);
    assert_eq!(d.path_at(100_000).len(), 100_000);
    assert_eq!(d.root().compact().len(), 200_001);
    drop(d);
    assert!(parse(&"9".repeat(1_000)).is_ok());
    assert_eq!(parse(&"9".repeat(1_001)).unwrap_err().kind, SyntaxErrorKind::NumberTooLong(1_000));
    let digits = |before: &str, count: usize| parse(&format!("[-{before}{}]", "1".repeat(count)));
    for (before, most) in
        [("", 1_000), ("2.", 999), ("2e", 999), ("2.2e+", 998), ("0.", 1_000), ("0E-", 1_000), ("0.0e", 998)]
    {
        assert!(digits(before, most).is_ok() && digits(before, most + 1).is_err(), "{before}");
    }
    assert!(parse(&format!("{{\"{}\":1}}", "é".repeat(50_000))).is_ok());
    assert_eq!(
        parse(&format!("{{\"{}\":1}}", "é".repeat(50_001))).unwrap_err().kind,
        SyntaxErrorKind::NameTooLong(50_000)
    );
    let small = Limits { bytes: 3, ..Limits::default() };
    assert_eq!(Document::parse_with("[11]", &small).unwrap_err().kind, SyntaxErrorKind::TooLarge(3));
}

#[test]
fn a_partial_tree_holds_what_was_sound() {
    let partial = |text: &str| Document::parse_partial(text, &Limits::default());
    let p = partial(r#"{"a":[1,"b"],"c":"bro"#);
    assert!(p.error.is_some());
    let root = p.document.root();
    assert!(!root.is_complete());
    let members: Vec<_> = root.members().collect();
    assert_eq!(members.len(), 2);
    assert!(members[0].value().is_complete());
    assert!(!members[1].value().is_complete());
    assert_eq!(root.descendants().count(), 5);
    let p = partial(r#"{"a":tru"#);
    assert_eq!(p.document.root().members().count(), 0);
    assert_eq!(partial("").document.node_count(), 0);
}

#[test]
fn what_a_fix_says_can_reach_a_terminal() {
    let fix = Fix::write(0..1, "\"a\u{202e}b\u{1b}\"");
    assert!(!fix.label.contains(crate::text::is_unsafe), "{}", fix.label);
    assert_eq!(fix.apply("x"), "\"a\u{202e}b\u{1b}\"");
}
