//! What the fixes make of other languages' conditions: it takes what these took there, and nothing else.

use crate::pattern::{Event, Pattern, PatternError, Verdict};

/// In the place of a value: the event has no such field.
const ABSENT: &str = "";

/// The pattern that the fixes of a condition lead to, one after the other; none where none is offered.
fn translated(condition: &str) -> Option<Pattern> {
    let mut text = format!("{{\"detail\": {{\"k\": [{condition}]}}}}");
    let mut fixes = 0;
    loop {
        let error: PatternError = match Pattern::parse(&text) {
            Ok(pattern) => return Some(pattern),
            Err(error) => error,
        };
        match error.flaws().iter().find_map(|flaw| flaw.fix.clone()) {
            Some(fix) => text = fix.apply(&text),
            None if fixes == 0 => return None,
            None => panic!("{condition}: the fixes lead to {text}, which is no pattern"),
        }
        fixes += 1;
        assert!(fixes < 10, "{condition}: the fixes do not end");
    }
}

#[test]
fn a_translated_condition_takes_what_it_took_there() {
    for (condition, taken, refused) in [
        (r#"{"!=": "x"}"#, &[r#""y""#][..], &[r#""x""#][..]),
        (r#"{"nin": ["x", "y"]}"#, &[r#""z""#], &[r#""x""#, r#""y""#]),
        (r#"{"$not": {"$in": ["x"]}}"#, &[r#""z""#], &[r#""x""#]),
        (r#"{"not": {"prefix": "x"}}"#, &[r#""z""#], &[r#""xy""#]),
        (r#"{"not": {"contains": "x"}}"#, &[r#""z""#], &[r#""axy""#]),
        (r#"{"not": {"exists": true}}"#, &[ABSENT], &[r#""x""#]),
        (r#"{"not": {"numeric": [">", 5]}}"#, &["5", "4"], &["6"]),
        (r#"{"not-prefix": ["a", "b"]}"#, &[r#""c""#], &[r#""ax""#, r#""bx""#]),
        (r#"{"not-contains": "b"}"#, &[r#""c""#], &[r#""abc""#]),
        (r#"{"notLike": "a%"}"#, &[r#""ba""#], &[r#""ab""#]),
        (r#"{"not-wildcard": "a*"}"#, &[r#""ba""#], &[r#""ab""#]),
        (r#"{"StringNotLike": "a*"}"#, &[r#""ba""#], &[r#""ab""#]),
        (r#"{"like": "a%"}"#, &[r#""ab""#], &[r#""ba""#]),
        (r#"{"like": "%a%"}"#, &[r#""bac""#], &[r#""b""#]),
        (r#"{"like": "ab"}"#, &[r#""ab""#], &[r#""abc""#]),
        (r#"{"ilike": "AB%"}"#, &[r#""abc""#, r#""ABC""#], &[r#""cab""#]),
        (r#"{"ilike": "%.PDF"}"#, &[r#""a.pdf""#], &[r#""a.doc""#]),
        (r#"{"ilike": "AB"}"#, &[r#""ab""#], &[r#""abc""#]),
        (r#"{"regex": "^abc$"}"#, &[r#""abc""#], &[r#""abcd""#]),
        (r#"{"regex": "abc"}"#, &[r#""xabcd""#], &[r#""ab""#]),
        (r#"{"regexp": ".*abc.*"}"#, &[r#""xabcd""#], &[r#""ab""#]),
        (r#"{"regex": "/^abc.*$/"}"#, &[r#""abcd""#], &[r#""xabc""#]),
        (r#"{"regex": "/^abc.*/g"}"#, &[r#""abcd""#], &[r#""xabc""#]),
        (r#"{"regex": "/api/v1"}"#, &[r#""x/api/v1/y""#], &[r#""api/v1""#]),
        (r#"{"contains": "a.*"}"#, &[r#""xa.*y""#], &[r#""ab""#]),
        (r#"{"contains": "^ab"}"#, &[r#""x^ab""#], &[r#""ab""#]),
        (r#"{"contains": "a*b"}"#, &[r#""xa*by""#], &[r#""axb""#]),
        (r#"{"contains": "A.B"}"#, &[r#""xA.B""#], &[r#""AxB""#]),
        (r#"{"startsWith": ["a", "b"]}"#, &[r#""ax""#, r#""bx""#], &[r#""ca""#]),
        (r#"{"startsWith": "a", "endsWith": "b"}"#, &[r#""axb""#], &[r#""ax""#, r#""xb""#]),
        (r#"{"equalsIgnoreCase": ["a", "b"]}"#, &[r#""A""#, r#""b""#], &[r#""c""#]),
        (r#"{"StringLike": "a*"}"#, &[r#""ab""#], &[r#""ba""#]),
        (r#"{"StringLike": "100%"}"#, &[r#""100%""#], &[r#""1000""#]),
        (r#"{"StringLike": "a_b*"}"#, &[r#""a_bc""#], &[r#""axb""#]),
        (r#"{"glob": "50%"}"#, &[r#""50%""#], &[r#""500""#]),
        (r#"{"Bool": "true"}"#, &["true"], &["false", r#""true""#]),
        (r#"{"gt": 1, "lt": 5}"#, &["2"], &["1", "5"]),
        (r#"{"range": {"gte": 1, "lt": 5}}"#, &["1"], &["0", "5"]),
        (r#"{"$gt": 5, "$lte": 9}"#, &["9"], &["5", "10"]),
        (r#"{"NumericLessThanEquals": "5"}"#, &["5"], &["6"]),
        (r#"{"in": [1, 2]}"#, &["1", "2"], &["3"]),
        (r#"{"numeric": ["!=", 5]}"#, &["6"], &["5"]),
        (r#"{"numeric": {">": 5, "<": 9}}"#, &["6"], &["5", "9"]),
    ] {
        let pattern = translated(condition).unwrap_or_else(|| panic!("{condition}: no fix is offered"));
        let matches = |value: &str| {
            let field = if value == ABSENT { String::new() } else { format!(", \"k\": {value}") };
            let event = format!("{{\"detail\": {{\"a\": 1{field}}}}}");
            pattern.matches(&Event::parse(event.as_bytes()).unwrap()) == Verdict::Match
        };
        for value in taken {
            assert!(matches(value), "{condition} took {value}: {}", pattern.text());
        }
        for value in refused {
            assert!(!matches(value), "{condition} refused {value}: {}", pattern.text());
        }
    }
}

#[test]
fn what_no_pattern_says_is_not_translated() {
    for condition in [
        r#"{"regex": "(?i)abc"}"#,
        r#"{"regex": "a|b"}"#,
        r#"{"regex": "/^abc.*$/i"}"#,
        r#"{"regex": "/^abc.*$/m"}"#,
        r#"{"regex": "[a-c]x"}"#,
        r#"{"regex": "^a+$"}"#,
        r#"{"ilike": "%abc%"}"#,
        r#"{"ilike": "ord%pdf"}"#,
        r#"{"ilike": "ord_r"}"#,
        r#"{"glob": "a?c"}"#,
        r#"{"glob": "img[0-9]*.png"}"#,
        r#"{"glob": "*.{jpg,png}"}"#,
        r#"{"like": "100\\%"}"#,
        r#"{"like": "a_b%"}"#,
        r#"{"like": "a*b%"}"#,
        r#"{"regex": "a*b"}"#,
        r#"{"regex": "^a.c$"}"#,
        r#"{"notMatches": "a.b"}"#,
        r#"{"regex": "^i-[0-9a-f]+$"}"#,
        r#"{"regex": "^a.+b$"}"#,
        r#"{"not": {"not": "x"}}"#,
        r#"{"not": {"regex": "a*b"}}"#,
        r#"{"not": {"gt": 5}}"#,
        r#"{"notmatches": "[ab]"}"#,
        r#"{"not": {"cidr": "10.0.0.0/8"}}"#,
        r#"{"not": {"prefix": "a", "suffix": "b"}}"#,
        r#"{"$regex": "^a", "$options": "i"}"#,
        r#"{"$elemMatch": {"a": 1}}"#,
        r#"{"$all": ["a", "b"]}"#,
        r#"{"ne": null}"#,
    ] {
        assert!(translated(condition).is_none(), "{condition}");
    }
}
