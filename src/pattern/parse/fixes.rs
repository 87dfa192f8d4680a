//! Faults of a pattern that are fixed without thinking: brackets that are missing, an operator's name that is
//! misspelt, a sign turned round.

use super::items::OPERATORS;
use super::messages::PatternFault;
use crate::json::{Edit, Fix, quote};
use crate::pattern::vocabulary;
use crate::text::edits;
use std::ops::Range;

/// The change that a person would make; nothing where it is not known what was meant.
pub(super) fn of(fault: &PatternFault, span: &Range<usize>, text: &str) -> Option<Fix> {
    let written = text.get(span.clone())?;
    let replace = |with: &str| Some(Fix::replace(format!("Write {with}"), span.clone(), with.to_owned()));
    match fault {
        PatternFault::BareValue(_) => Some(Fix {
            label: format!("Put it into a list: [{written}]"),
            edits: vec![
                Edit { start: span.start, end: span.start, text: "[".to_owned() },
                Edit { start: span.end, end: span.end, text: "]".to_owned() },
            ],
        }),
        PatternFault::NestedArray => {
            let inner = written.strip_prefix('[')?.strip_suffix(']')?.trim();
            (!inner.is_empty()).then_some(())?;
            Some(Fix::replace("Take the inner brackets away".to_owned(), span.clone(), inner.to_owned()))
        }
        PatternFault::UnknownOperator(word) => replace(&quote(operator(word)?.as_bytes())),
        PatternFault::NumericOperator(_)
        | PatternFault::NumericSecondOperator(_)
        | PatternFault::NumericBadSecondOperator(_) => {
            replace(&quote(sign(written.trim_matches('"'))?.as_bytes()))
        }
        PatternFault::NumericNotArray => {
            written.parse::<f64>().ok()?;
            replace(&format!("[\"=\", {written}]"))
        }
        PatternFault::NumericOperand(_) => {
            let number = written.strip_prefix('"')?.strip_suffix('"')?;
            serde_json::from_str::<serde_json::Number>(number).ok()?;
            replace(number)
        }
        PatternFault::ExistsNotBool => match written.trim_matches('"').to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" => replace("true"),
            "false" | "0" | "no" => replace("false"),
            _ => None,
        },
        PatternFault::NotString(_) => {
            let is_scalar = !written.starts_with(['{', '[', '"']);
            is_scalar
                .then(|| Fix::replace(format!("Write \"{written}\""), span.clone(), format!("\"{written}\"")))
        }
        PatternFault::Misplaced(word) => word.fix(span, written),
        PatternFault::NotAnObject
        | PatternFault::EmptyObject
        | PatternFault::EmptyArray
        | PatternFault::NoOperator
        | PatternFault::SecondOperator
        | PatternFault::OrNotArray
        | PatternFault::OrBranchNotObject
        | PatternFault::OrTooFew
        | PatternFault::ReservedInOr(_)
        | PatternFault::AffixNoName(_)
        | PatternFault::AffixUnsupported(..)
        | PatternFault::Wildcard(_)
        | PatternFault::NumericFirstMember(_)
        | PatternFault::NumericTooMany
        | PatternFault::NumericTooManyTerms
        | PatternFault::NumericOrder
        | PatternFault::Incomparable(..)
        | PatternFault::TooManyElements
        | PatternFault::ButNoName
        | PatternFault::ButUnsupported(_)
        | PatternFault::ButBareValue
        | PatternFault::ButListMember
        | PatternFault::ButListMixed
        | PatternFault::ButFoldMember(_)
        | PatternFault::ButAffixMember(_)
        | PatternFault::ButWildcardMember(_)
        | PatternFault::ButEmptyAffix(_)
        | PatternFault::ButEmptyList
        | PatternFault::Cidr(_)
        | PatternFault::TooManyPaths
        | PatternFault::TooManyAlternatives
        | PatternFault::TooLong(_) => None,
    }
}

/// The operator that a word is nearest to.
pub(super) fn operator(word: &str) -> Option<&'static str> {
    let meant = vocabulary::operator(word).or_else(|| vocabulary::renamed(word));
    let near = || {
        let most = if word.len() <= 4 { 1 } else { 2 };
        let lower = word.to_ascii_lowercase();
        let near = OPERATORS.iter().filter_map(|name| Some((edits(&lower, name, most)?, *name)));
        near.min_by_key(|(edits, _)| *edits).map(|(_, name)| name)
    };
    meant.or_else(near)
}

/// The sign that is meant by one that EventBridge does not know.
fn sign(written: &str) -> Option<&'static str> {
    Some(match written.trim().to_ascii_lowercase().as_str() {
        "=>" | "≥" | "gte" | "ge" => ">=",
        "=<" | "≤" | "lte" | "le" => "<=",
        "==" | "===" | "eq" | "equals" => "=",
        "gt" => ">",
        "lt" => "<",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::pattern::Pattern;

    /// The text after the fix of each fault in turn, until none is left that has one.
    fn fixed(text: &str) -> String {
        let mut text = text.to_owned();
        for _ in 0..20 {
            let Err(error) = Pattern::parse(&text) else { break };
            let Some(fix) = error.flaws().iter().find_map(|flaw| flaw.fix.clone()) else { break };
            text = fix.apply(&text);
        }
        text
    }

    #[test]
    fn mechanical_faults_are_fixed_one_after_the_other() {
        for (text, fix) in [
            (r#"{"source": "aws.ec2"}"#, r#"{"source": ["aws.ec2"]}"#),
            (r#"{"a": [{"prefx": "x"}]}"#, r#"{"a": [{"prefix": "x"}]}"#),
            (r#"{"a": [{"prefxi": "x"}]}"#, r#"{"a": [{"prefix": "x"}]}"#),
            (r#"{"a": [{"anything_but": "x"}]}"#, r#"{"a": [{"anything-but": "x"}]}"#),
            (r#"{"a": [{"numeric": ["=>", 5]}]}"#, r#"{"a": [{"numeric": [">=", 5]}]}"#),
            (r#"{"a": [{"numeric": [">", "5"]}]}"#, r#"{"a": [{"numeric": [">", 5]}]}"#),
            (r#"{"a": [{"exists": "true"}]}"#, r#"{"a": [{"exists": true}]}"#),
            (r#"{"a": [["x", "y"]]}"#, r#"{"a": ["x", "y"]}"#),
            (r#"{"a": [{"prefix": 5}]}"#, r#"{"a": [{"prefix": "5"}]}"#),
            (
                "{\"source\" => 'aws.ec2',\n \"detail\": {\"state\": stopped, \"n\": [{\"prefx\": \"a\"}],}\n",
                "{\"source\" : [\"aws.ec2\"],\n \"detail\": {\"state\": [\"stopped\"], \"n\": [{\"prefix\": \"a\"}]}}\n",
            ),
        ] {
            assert_eq!(fixed(text), fix, "{text}");
        }
    }

    #[test]
    fn a_fault_at_what_was_put_in_stands_between_characters() {
        for text in ["{\"a\":[{\"anythbut6:\u{6723}", "{\"a\":[\"\u{6723}", "{\"\u{6723}", "{\"a\":[{\"é:ü}}"]
        {
            let error = Pattern::parse(text).unwrap_err();
            for flaw in error.flaws() {
                assert!(text.get(flaw.span.clone()).is_some(), "{text}: {flaw:?}");
            }
        }
    }

    #[test]
    fn faults_behind_broken_json_are_told_too_each_at_its_place() {
        let text = "{\"a\" => [1],\n \"b\": \"x\",\n \"c\": [{\"prefx\": \"y\"}],\n}";
        let error = Pattern::parse(text).unwrap_err();
        let lines: Vec<_> =
            error.flaws().iter().map(|flaw| (flaw.position.line, flaw.fix.is_some())).collect();
        assert!(error.is_syntax());
        assert_eq!(lines, [(1, true), (2, true), (3, true), (3, true)], "{:#?}", error.flaws());
    }

    #[test]
    fn what_is_meant_by_nothing_that_is_known_gets_no_fix() {
        for text in [r#"{"a": [{"xyzzy": 1}]}"#, r#"{"a": []}"#, r#"{"a": [{"numeric": ["~", 1]}]}"#, "[]"] {
            assert_eq!(fixed(text), text);
        }
    }
}
