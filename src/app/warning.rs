//! What is valid in a pattern and yet questionable, wherever a pattern is written: in the workbench and in
//! forms.

use crate::catalogue::doubts;
use crate::diagnose::{PatternDoubt, pattern_doubts};
use crate::pattern::{Lint, Pattern};
use std::ops::Range;

/// Something in a valid pattern that its writer should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The bytes to underline.
    pub span: Range<usize>,
    /// What it is and what to do, in sentences.
    pub text: String,
    /// What would fix it.
    pub fix: Option<Fix>,
}

/// An edit of the pattern that would make a leaf match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What is replaced and by what, in ascending order.
    pub edits: Vec<(Range<usize>, String)>,
    /// What it does, such as `"Stopped" → "stopped"`.
    pub label: String,
}

/// What its writer should look at, or what the service may refuse, in document order.
pub fn warnings(pattern: &Pattern) -> Vec<Warning> {
    let warning = |lint: Lint| Warning {
        text: lint.flaw.to_string(),
        fix: lint.flaw.fix.as_ref().map(Fix::of),
        span: lint.flaw.span,
    };
    let mut warnings: Vec<_> = pattern.lints().into_iter().map(warning).collect();
    // What AWS has not been seen to send is a suspicion and no more: schemas are never complete.
    warnings.extend(doubts(pattern).into_iter().map(|doubt| Warning {
        text: format!("Suspect: {} {}", doubt.what, doubt.remedy),
        fix: None,
        span: doubt.span,
    }));
    let known = |doubt: PatternDoubt| Warning { text: doubt.text, fix: None, span: doubt.span };
    // A lint at the same place says the same, and has a fix.
    let told: Vec<_> = warnings.iter().map(|warning| warning.span.clone()).collect();
    let is_new =
        |doubt: &PatternDoubt| told.iter().all(|at| at.end <= doubt.span.start || doubt.span.end <= at.start);
    warnings.extend(pattern_doubts(pattern).into_iter().filter(is_new).map(known));
    warnings.sort_by_key(|warning| warning.span.start);
    warnings
}

impl Fix {
    pub(in crate::app) fn of(fix: &crate::pattern::Fix) -> Self {
        Self {
            edits: fix.edits.iter().map(|edit| (edit.start..edit.end, edit.text.clone())).collect(),
            label: uncapitalised(&fix.label),
        }
    }
}

fn uncapitalised(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
