//! Filter patterns against one event, and what is refused.

use super::{Filter, glob};

const EVENT: &str = r#"{"detail-type":"Order Placed","detail":{"state":"stopped","n":3,"gone":null,"ok":true,"items":[{"sku":"A"},{"sku":"B"}],"ip":"10.0.0.7"}}"#;

#[test]
fn patterns_judge_as_the_user_guide_says() {
    for (pattern, expected) in [
        ("", true),
        ("stopped", true),
        ("stopped Placed", true),
        ("stopped running", false),
        ("?running ?stopped", true),
        ("?running ?pending", false),
        ("stopped -Placed", false),
        ("\"Order Placed\"", true),
        ("\"Placed Order\"", false),
        ("STOPPED", false),
        ("{ $.detail.state = \"stopped\" }", true),
        ("{ $.detail.state = stopped }", true),
        ("{ $.detail.state != \"stopped\" }", false),
        ("{ $.detail-type = \"Order*\" }", true),
        ("{ $.detail.ip = 10.0.* }", true),
        ("{ $.detail.n >= 3 && $.detail.n < 4 }", true),
        ("{ $.detail.n = 4 || ($.detail.ok IS TRUE) }", true),
        ("{ $.detail.gone IS NULL }", true),
        ("{ $.detail.missing NOT EXISTS }", true),
        ("{ $.detail.state EXISTS }", true),
        ("{ $.detail.items[1].sku = \"B\" }", true),
        ("{ $.detail.items[*].sku = \"C\" }", false),
        ("{ $.detail.missing = \"x\" }", false),
    ] {
        assert_eq!(Filter::parse(pattern).unwrap().matches(EVENT), expected, "{pattern}");
    }
    assert!(!Filter::parse("{ $.a = 1 }").unwrap().matches("not json"));
}

#[test]
fn what_is_not_understood_is_refused_and_not_guessed() {
    for (pattern, says) in [
        ("[ip, user]", "space-delimited"),
        ("%err.r%", "regular expressions"),
        ("a.b", "need quotes"),
        ("\"open", "a quote is not closed"),
        ("{ $.a }", "an operator expected"),
        ("{ a = 1 }", "$ expected"),
        ("{ $.a = 1", "} expected"),
        ("{ $.a > x }", "> needs a number"),
        ("{ $.a = %x% }", "regular expressions"),
        ("{ $.a IS 3 }", "is not a condition"),
        ("{ $. = 3 }", "a name is missing"),
    ] {
        let error = Filter::parse(pattern).unwrap_err();
        assert_eq!(error.code, "InvalidParameterException");
        assert!(error.message.contains(says), "{pattern}: {}", error.message);
    }
}

#[test]
fn stars_stand_for_any_run() {
    for (pattern, text, expected) in [
        ("a*c", "abc", true),
        ("a*c", "ac", true),
        ("*b*", "abc", true),
        ("a*b*c", "a-c-b-c", true),
        ("a*b", "abc", false),
        ("ab", "abc", false),
        ("*", "", true),
    ] {
        assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
    }
}
