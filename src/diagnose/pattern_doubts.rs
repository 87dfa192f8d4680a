//! What the checks find wrong with a pattern that is still being written: those that read nothing but its text.
//!
//! Lints and schemas (`pattern`, `catalogue`) are the writer's own to ask; here is what only the catalogue of causes
//! knows: how CloudTrail names services and calls (M27), an operator outside a list (M28).

use super::case::Case;
use super::check::CHECKS;
use super::evidence::Evidence;
use super::report::Report;
use crate::model::{Arn, Bus, Rule, RuleState};
use crate::pattern::Pattern;
use serde_json::Value;
use std::ops::Range;

/// The checks whose findings are told while a pattern is written.
const TOLD: [&str; 2] = ["M27", "M28"];

/// Something in a valid pattern that keeps events away, or may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternDoubt {
    /// The bytes of the pattern that it is about.
    pub span: Range<usize>,
    /// What is wrong and what to do, in sentences.
    pub text: String,
}

/// What is doubtful in a pattern by its text alone, in the order of the checks.
pub fn pattern_doubts(pattern: &Pattern) -> Vec<PatternDoubt> {
    let text = pattern.text();
    let rule = Rule {
        bus: Bus::DEFAULT.to_owned(),
        name: String::new(),
        arn: Arn::default(),
        state: RuleState::Enabled,
        pattern: Some(text.to_owned()),
        schedule: None,
        description: None,
        role: None,
        managed_by: None,
        created_by: None,
    };
    let evidence = Evidence::of(rule, "", "", 0);
    let case = Case::new(&evidence);
    let mut report = Report::of_wrongs();
    for check in CHECKS.iter().filter(|check| TOLD.contains(&check.id)) {
        report.begin(check.id, check.rung, check.often);
        (check.run)(&case, &mut report);
    }
    let told = |finding: super::Finding| {
        let span = finding.evidence.iter().find_map(|shown| place(text, &shown.json)).unwrap_or(0..1);
        let remedy = finding.remedy.map(|remedy| format!(" {}", remedy.text)).unwrap_or_default();
        PatternDoubt { span, text: format!("{}{remedy}", finding.title) }
    };
    report.into_findings().into_iter().map(told).collect()
}

/// Where the text has what a finding rests on: a text, one of several, or the name at the end of a path.
fn place(text: &str, shown: &Value) -> Option<Range<usize>> {
    let quoted = |name: &str| {
        let quoted = Value::from(name).to_string();
        text.find(&quoted).map(|at| at..at + quoted.len())
    };
    match shown {
        Value::String(one) => quoted(one),
        Value::Array(all) => all.iter().find_map(|one| place(text, one)),
        Value::Object(members) => {
            members.keys().find_map(|path| quoted(path.rsplit('.').next().unwrap_or(path)))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::pattern_doubts;
    use crate::pattern::Pattern;

    #[test]
    fn what_the_text_gives_away_is_told_where_it_stands() {
        let trail = |rest: &str| {
            format!(r#"{{"source":["aws.ec2"],"detail-type":["AWS API Call via CloudTrail"],{rest}}}"#)
        };
        for (pattern, marked, said) in [
            (
                trail(r#""detail":{"eventSource":["aws.ec2"]}"#),
                "\"aws.ec2\"",
                "Write \"ec2.amazonaws.com\" at detail.eventSource",
            ),
            (
                trail(r#""detail":{"eventName":["ConsoleLogin"]}"#),
                "\"AWS API Call via CloudTrail\"",
                "AWS Console Sign In via CloudTrail",
            ),
            (
                r#"{"source":["aws.s3"],"detail":{"object":{"key":{"suffix":[".jpg"]}}}}"#.to_owned(),
                "\"suffix\"",
                "Put the operator into the field's list",
            ),
        ] {
            let found = pattern_doubts(&Pattern::parse(&pattern).unwrap());
            let about = |doubt: &super::PatternDoubt| pattern[doubt.span.clone()].to_owned();
            assert!(
                found.iter().any(|doubt| doubt.text.contains(said) && about(doubt) == marked),
                "{pattern}: {found:?}"
            );
        }
        for sound in [
            r#"{"source":["aws.ec2"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventSource":["ec2.amazonaws.com"]}}"#,
            r#"{"detail":{"key":[{"suffix":".jpg"}]}}"#,
        ] {
            assert_eq!(pattern_doubts(&Pattern::parse(sound).unwrap()), []);
        }
    }
}
