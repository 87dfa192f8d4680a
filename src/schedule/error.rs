//! What is wrong with an expression, where, and what to write instead.

use std::fmt;
use std::ops::Range;

use crate::json::{Fix, Flaw};

/// Why an expression is refused. `Display` is the expression, the fault, the way out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ScheduleError {
    expression: String,
    /// Where in the expression, what is wrong, and what to do. The fix gives a whole expression that is
    /// surely accepted here and most likely meant.
    pub flaw: Box<Flaw>,
}

impl ScheduleError {
    pub(super) fn new(
        expression: &str,
        span: Range<usize>,
        problem: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            expression: for_sentence(expression),
            flaw: Box::new(Flaw::of(expression, span, problem, advice)),
        }
    }

    /// With a corrected expression. If that has a further fault, with the correction of that, where there is
    /// one.
    pub(super) fn fixed(mut self, expression: &str, fix: String) -> Self {
        self.flaw.fix = match super::Schedule::parse(&fix) {
            Ok(_) => Some(Fix::rewrite(expression, fix)),
            Err(next) => next.corrected(&fix).map(|fix| Fix::rewrite(expression, fix)),
        };
        self
    }

    /// The whole expression as the fix makes it of the one that was given.
    pub fn corrected(&self, expression: &str) -> Option<String> {
        self.flaw.fix.as_ref().map(|fix| fix.apply(expression))
    }
}

impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.expression, self.flaw.what)?;
        match self.flaw.fix.as_ref().and_then(|fix| fix.edits.first()) {
            Some(edit) => write!(f, ": write `{}`", for_sentence(&edit.text)),
            None => write!(f, ". {}", self.flaw.remedy),
        }
    }
}

/// A piece of an expression that is fit for a terminal, at most 100 characters.
pub(super) fn for_sentence(text: &str) -> String {
    const MOST: usize = 100;
    let mut out = String::new();
    for (count, char) in text.chars().enumerate() {
        if count == MOST {
            out.push('…');
            break;
        }
        if crate::text::is_unsafe(char) {
            out.extend(char.escape_unicode());
        } else {
            out.push(char);
        }
    }
    out
}
