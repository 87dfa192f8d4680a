//! What is wrong with an expression, where, and what to write instead.

use std::fmt;
use std::ops::Range;

/// Why an expression is refused. `Display` is one sentence: the expression, the fault, the way out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ScheduleError {
    expression: String,
    /// Where the fault lies: bytes of the expression as it was given.
    pub span: Range<usize>,
    /// What is wrong, such as `one is singular`.
    pub problem: String,
    /// What to do next, such as `write the unit without s`.
    pub advice: String,
    /// A whole expression that is surely accepted here and most likely meant.
    pub fix: Option<String>,
}

impl ScheduleError {
    pub(super) fn new(
        expression: &str,
        span: Range<usize>,
        problem: impl Into<String>,
        advice: impl Into<String>,
    ) -> Self {
        Self {
            expression: shown(expression),
            span,
            problem: problem.into(),
            advice: advice.into(),
            fix: None,
        }
    }

    /// With a corrected expression. If that has a further fault, the correction of that one; none if it has
    /// none.
    pub(super) fn fixed(mut self, fix: String) -> Self {
        self.fix = match super::Schedule::parse(&fix) {
            Ok(_) => Some(fix),
            Err(next) => next.fix,
        };
        self
    }
}

impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}: ", self.expression, self.problem)?;
        match &self.fix {
            Some(fix) => write!(f, "write `{}`", shown(fix)),
            None => f.write_str(&self.advice),
        }
    }
}

/// Something the service accepts that does not do what it seems to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The part of the expression it is about, in bytes.
    pub span: Range<usize>,
    /// One sentence.
    pub message: String,
}

/// A piece of an expression that is fit for a terminal, at most 100 characters.
pub(super) fn shown(text: &str) -> String {
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
