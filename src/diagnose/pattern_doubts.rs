//! What the checks find wrong with a pattern that is still being written: those that read nothing but its
//! text.
//!
//! Lints and schemas (`pattern`, `catalogue`) are the writer's own to ask; here is what only the catalogue of
//! causes knows: how CloudTrail names services and calls (M27), an operator outside a list (M28).

use super::case::Case;
use super::check::CHECKS;
use super::evidence::Evidence;
use super::report::Report;
use crate::json::Flaw;
use crate::model::{Arn, Bus, Rule, RuleState};
use crate::pattern::{Asked, Pattern};
use serde_json::Value;
use std::ops::Range;

/// The checks whose findings are told while a pattern is written.
const TOLD: [&str; 2] = ["M27", "M28"];

/// What is doubtful in a pattern by its text alone, in the order of the checks.
pub fn pattern_doubts(pattern: &Pattern) -> Vec<Flaw> {
    let text = pattern.text();
    let rule = Rule {
        bus: Bus::DEFAULT.to_owned(),
        name: String::new(),
        arn: Arn::default(),
        state: RuleState::Enabled,
        pattern: Some(text.to_owned()),
        ..Rule::default()
    };
    let evidence = Evidence::of(rule, "", "", 0);
    let case = Case::new(&evidence);
    let mut report = Report::of_wrongs();
    for check in CHECKS.iter().filter(|check| TOLD.contains(&check.id)) {
        report.begin(check.id, check.rung, check.often, check.tells);
        (check.run)(&case, &mut report);
    }
    let flaw_of = |finding: super::Finding| {
        let span = finding.evidence.iter().find_map(|shown| place(pattern, &shown.json)).unwrap_or(0..1);
        Flaw::of(text, span, finding.title, finding.remedy.map(|remedy| remedy.text).unwrap_or_default())
    };
    report.into_findings().into_iter().map(flaw_of).collect()
}

/// Where a pattern asks what a finding rests on, texts by their paths: the text; where the list has none of
/// them, the name at the end of the path.
fn place(pattern: &Pattern, shown: &Value) -> Option<Range<usize>> {
    let text = pattern.text();
    let quoted = |one: &str| Value::from(one).to_string();
    let (path, wanted) = shown.as_object()?.iter().next()?;
    let wanted: Vec<String> = match wanted.as_array() {
        Some(all) => all.iter().filter_map(Value::as_str).map(quoted).collect(),
        None => wanted.as_str().map(quoted).into_iter().collect(),
    };
    let lists = || pattern.asks().filter_map(|asks| asks.at(path)).map(Asked::span);
    let value = |list: Range<usize>| {
        let inside = text.get(list.clone())?;
        let at = |one: &String| inside.find(one).map(|at| list.start + at..list.start + at + one.len());
        wanted.iter().find_map(at)
    };
    // A field's name stands right before its list.
    let name = |list: Range<usize>| {
        let name = quoted(path.rsplit('.').next().unwrap_or(path));
        let at = text.get(..list.start)?.rfind(&name)?;
        Some(at..at + name.len())
    };
    lists().find_map(value).or_else(|| lists().find_map(name))
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
        // What is marked, and what stands right before it.
        for (pattern, (before, marked), said) in [
            (
                trail(r#""detail":{"eventSource":["EC2.amazonaws.com"]}"#),
                ("\"eventSource\":[", "\"EC2.amazonaws.com\""),
                "Write \"ec2.amazonaws.com\" at detail.eventSource",
            ),
            (
                trail(r#""detail":{"eventName":["ConsoleLogin"]}"#),
                ("\"detail-type\":[", "\"AWS API Call via CloudTrail\""),
                "AWS Console Sign In via CloudTrail",
            ),
            (
                r#"{"source":["aws.s3"],"detail":{"object":{"key":{"suffix":[".jpg"]}}}}"#.to_owned(),
                ("\"key\":{", "\"suffix\""),
                "Put the operator into the field's list",
            ),
            (
                r#"{"detail":{"a":[{"suffix":"x"}],"key":{"suffix":[".jpg"]}}}"#.to_owned(),
                ("\"key\":{", "\"suffix\""),
                "Put the operator into the field's list",
            ),
        ] {
            let found = pattern_doubts(&Pattern::parse(&pattern).unwrap());
            let is_there = |span: &std::ops::Range<usize>| {
                pattern[span.clone()] == *marked && pattern[..span.start].ends_with(before)
            };
            assert!(
                found.iter().any(|doubt| doubt.to_string().contains(said) && is_there(&doubt.span)),
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
