//! `cron(…)` and `rate(…)` expressions of scheduled rules: reading them, saying them in words, and their next
//! runs.
//!
//! The rules are those of the EventBridge user guide, pages "Cron expressions reference", "Rate expressions
//! reference" and "Setting a schedule pattern for scheduled rules (legacy)". Where the pages are silent we do
//! what Quartz does, whose syntax this is and whose habits the service shows: `LW`, names in any case, ranges
//! that wrap (`FRI-MON`), a step on a range, stray commas that count for nothing, `*/60` refused.
//!
//! AWS answers every fault with the one sentence `Parameter ScheduleExpression is not valid.`;
//! [`ScheduleError`] says what is wrong, where, and what to write instead.
//!
//! ```
//! use buslens::schedule::Schedule;
//!
//! let schedule = Schedule::parse("cron(15 10 ? * MON-FRI *)")?;
//! assert_eq!(schedule.sentence(), "at 10:15 UTC on Monday to Friday");
//! let saturday = "2026-11-28T12:00:00Z".parse()?;
//! let next = schedule.next_after(saturday, saturday).map(|run| run.to_string());
//! assert_eq!(next.as_deref(), Some("2026-11-30T10:15:00Z"));
//!
//! let error = Schedule::parse("cron(0 12 * * * *)").unwrap_err();
//! println!("{error}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! No clock is read here: instants are handed in. All work is bounded: a run is looked for month by month up
//! to the year 2199, so an expression that never runs (31 February, a year gone by) ends with `None`. Whether
//! the bus may have schedules at all (the default bus only) is for others to say.

mod cron;
mod error;
mod field;
mod field_reader;
mod other_schedulers;
mod rate;
mod sentence;

#[cfg(test)]
mod tests;

pub use cron::Cron;
pub use error::ScheduleError;
pub use rate::{Rate, RateUnit};

use crate::json::Flaw;
use jiff::Timestamp;
use std::fmt;

/// The API's limit on `ScheduleExpression`, in characters (EventBridge API reference, "`PutRule`").
const MAX_CHARS: usize = 256;

/// The time of day, the weekday and the calendar day are always UTC for a rule's schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Schedule {
    /// `rate(value unit)`: regular intervals from an anchor.
    Rate(Rate),
    /// `cron(minutes hours day-of-month month day-of-week year)`.
    Cron(Box<Cron>),
}

impl Schedule {
    /// Reads a whole expression as `PutRule` takes it. Only lower-case `rate` and `cron` without a blank
    /// around them count.
    pub fn parse(text: &str) -> Result<Self, ScheduleError> {
        if text.chars().count() > MAX_CHARS {
            return Err(ScheduleError::new(
                text,
                0..text.len(),
                "longer than 256 characters",
                "shorten its lists",
            ));
        }
        if text.trim() != text {
            let start = text.len() - text.trim_start().len();
            let place = if start > 0 { 0..start } else { text.trim_end().len()..text.len() };
            return Err(ScheduleError::new(
                text,
                place,
                "white space around an expression is refused",
                "take it away",
            )
            .fixed(text, text.trim().to_owned()));
        }
        if let Some(inside) = inside(text, "rate") {
            return Rate::parse(text, inside).map(Self::Rate);
        }
        if let Some(inside) = inside(text, "cron") {
            return Cron::parse(text, inside).map(Box::new).map(Self::Cron);
        }
        Err(other_schedulers::unwrapped(text))
    }

    /// The first run strictly after `after`; `None` when there is none (or none that a timestamp can hold).
    ///
    /// `anchor` counts for rates only: the instant from which the intervals are laid out, the first run being
    /// one interval later. "Rate expressions reference" says a rate "starts when you create the scheduled
    /// event rule"; no field of the API shows that instant, and disabling and enabling may move it, so runs
    /// of a rate are as good as the anchor given.
    pub fn next_after(&self, after: Timestamp, anchor: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Rate(rate) => rate.next_after(after, anchor),
            Self::Cron(cron) => cron.next_after(after),
        }
    }

    /// All runs strictly after `after`, earliest first; the iterator ends when there are no more. `anchor` as
    /// in [`next_after`](Self::next_after).
    pub fn runs(&self, after: Timestamp, anchor: Timestamp) -> Runs<'_> {
        Runs { schedule: self, anchor, last: Some(after) }
    }

    /// One sentence without a capital or a full stop, such as `at 10:15 UTC on Monday to Friday` or `every 5
    /// minutes`.
    pub fn sentence(&self) -> String {
        match self {
            Self::Rate(rate) => rate.to_string(),
            Self::Cron(cron) => sentence::sentence(cron),
        }
    }

    /// What the service accepts and a reader may stumble over, with places in the expression.
    pub fn notes(&self) -> &[Flaw] {
        match self {
            Self::Rate(_) => &[],
            Self::Cron(cron) => cron.notes(),
        }
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence())
    }
}

/// The runs of a schedule, earliest first.
#[derive(Clone, Debug)]
pub struct Runs<'a> {
    schedule: &'a Schedule,
    anchor: Timestamp,
    last: Option<Timestamp>,
}

impl Iterator for Runs<'_> {
    type Item = Timestamp;

    fn next(&mut self) -> Option<Timestamp> {
        self.last = self.schedule.next_after(self.last?, self.anchor);
        self.last
    }
}

/// The byte range between `name(` and the closing parenthesis that ends the text.
fn inside(text: &str, name: &str) -> Option<std::ops::Range<usize>> {
    let rest = text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')')?;
    let start = name.len() + 1;
    Some(start..start + rest.len())
}
