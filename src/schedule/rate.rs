//! `rate(value unit)`. Source: user guide, "Rate expressions reference".

use super::error::{ScheduleError, for_sentence};
use jiff::{SignedDuration, Timestamp};
use std::fmt;
use std::ops::Range;

/// Regular intervals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many units, at least 1.
    pub value: u64,
    /// The unit.
    pub unit: RateUnit,
}

/// The units a rate may have; the service knows no seconds, weeks or months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum RateUnit {
    Minute,
    Hour,
    Day,
}

impl RateUnit {
    const ALL: [Self; 3] = [Self::Minute, Self::Hour, Self::Day];

    /// `minute`, `hour` or `day`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
        }
    }

    /// The length of one unit in seconds; a day is 24 hours, UTC has no other.
    pub fn seconds(self) -> i64 {
        match self {
            Self::Minute => 60,
            Self::Hour => 3_600,
            Self::Day => 86_400,
        }
    }
}

impl Rate {
    /// Reads what stands between the parentheses of `whole`.
    pub(super) fn parse(whole: &str, inside: Range<usize>) -> Result<Self, ScheduleError> {
        let body = whole.get(inside.clone()).unwrap_or_default();
        let trimmed = body.trim();
        let mut parts = trimmed.split_ascii_whitespace();
        let (value, unit, extra) = (parts.next(), parts.next(), parts.next());
        let (Some(value_text), Some(unit_text), None) = (value, unit, extra) else {
            return Err(ScheduleError::new(
                whole,
                inside,
                "a rate is a number and a unit with a blank between",
                "write it like `rate(5 minutes)`",
            ));
        };
        let place = |part: &str| {
            let start = inside.start + body.find(part).unwrap_or(0);
            start..start + part.len()
        };
        if trimmed.len() != body.len() {
            // `rate( 10 minutes )` is refused by the service, unlike blanks between the two.
            return Err(ScheduleError::new(
                whole,
                inside,
                "blanks next to the parentheses are refused",
                "take them away",
            )
            .fixed(whole, format!("rate({value_text} {unit_text})")));
        }
        let value = parse_value(whole, value_text, unit_text, place(value_text))?;
        let unit = parse_unit(whole, value, unit_text, inside.end - unit_text.len()..inside.end)?;
        Ok(Self { value, unit })
    }

    /// The first run strictly after `after`, runs being at `anchor` + 1, 2, 3… intervals.
    pub fn next_after(&self, after: Timestamp, anchor: Timestamp) -> Option<Timestamp> {
        let interval = i64::try_from(self.value).ok()?.checked_mul(self.unit.seconds())?;
        let elapsed = after.duration_since(anchor).as_nanos();
        let nanos = i128::from(interval) * 1_000_000_000;
        let count = if elapsed < 0 { 1 } else { elapsed / nanos + 1 };
        let seconds = i64::try_from(count).ok()?.checked_mul(interval)?;
        anchor.checked_add(SignedDuration::from_secs(seconds)).ok()
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value {
            1 => write!(f, "every {}", self.unit.word()),
            more => write!(f, "every {more} {}s", self.unit.word()),
        }
    }
}

fn parse_value(whole: &str, text: &str, unit: &str, span: Range<usize>) -> Result<u64, ScheduleError> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        let problem = format!("`{}` is not a positive whole number", for_sentence(text));
        let mut error =
            ScheduleError::new(whole, span, problem, "write digits only, such as `rate(5 minutes)`");
        if let Some((seconds_free, finer)) = finer(text, unit) {
            error = error.fixed(whole, format!("rate({seconds_free} {finer})"));
        }
        return Err(error);
    }
    match text.parse::<u64>() {
        Ok(0) => Err(ScheduleError::new(
            whole,
            span,
            "a rate of zero never runs",
            "write 1 or more, or disable the rule to stop it",
        )),
        Ok(value) => Ok(value),
        Err(_) => Err(ScheduleError::new(whole, span, "the number is too large", "write a smaller number")),
    }
}

/// `0.5 hours` and `1.5 days` as whole numbers of the next finer unit.
fn finer(text: &str, unit: &str) -> Option<(u64, &'static str)> {
    let (whole, tenths) = text.split_once('.')?;
    let (times, word) = match unit.trim_end_matches('s') {
        "hour" => (60, "minutes"),
        "day" => (24, "hours"),
        _ => return None,
    };
    let digit: u64 = tenths.trim_end_matches('0').parse().ok().filter(|digit| *digit < 10)?;
    let tenths = whole.parse::<u64>().ok()?.checked_mul(10)?.checked_add(digit)?.checked_mul(times)?;
    tenths.is_multiple_of(10).then_some((tenths / 10, word))
}

fn parse_unit(whole: &str, value: u64, text: &str, span: Range<usize>) -> Result<RateUnit, ScheduleError> {
    let singular = RateUnit::ALL.into_iter().find(|unit| text == unit.word());
    let plural = RateUnit::ALL.into_iter().find(|unit| text.strip_suffix('s') == Some(unit.word()));
    match (singular, plural, value) {
        (Some(unit), _, 1) | (_, Some(unit), 2..) => Ok(unit),
        (_, Some(unit), _) => {
            Err(ScheduleError::new(whole, span, "one is singular", "write the unit without `s`")
                .fixed(whole, format!("rate({value} {})", unit.word())))
        }
        (Some(unit), _, _) => {
            Err(ScheduleError::new(whole, span, "more than one is plural", "write the unit with `s`")
                .fixed(whole, format!("rate({value} {}s)", unit.word())))
        }
        (None, None, _) => Err(unknown_unit(whole, value, text, span)),
    }
}

fn unknown_unit(whole: &str, value: u64, text: &str, span: Range<usize>) -> ScheduleError {
    let lower = text.to_lowercase();
    let agreeing =
        |value: u64, word: &str| format!("rate({value} {word}{})", if value == 1 { "" } else { "s" });
    let advice = "write minutes, hours or days";
    if let Some(unit) = RateUnit::ALL.into_iter().find(|unit| lower.trim_end_matches('s') == unit.word()) {
        let problem = if lower == text { "the unit is misspelt" } else { "the unit must be in lower case" };
        return ScheduleError::new(whole, span, problem, advice).fixed(whole, agreeing(value, unit.word()));
    }
    let error = |problem: &str| ScheduleError::new(whole, span.clone(), problem, advice);
    match lower.as_str() {
        "second" | "seconds" | "sec" | "secs" | "s" => {
            error("there are no seconds: the shortest interval is one minute")
                .fixed(whole, "rate(1 minute)".to_owned())
        }
        "week" | "weeks" | "w" => error("there are no weeks in rates")
            .fixed(whole, value.checked_mul(7).map_or_else(String::new, |days| agreeing(days, "day"))),
        "min" | "mins" | "m" => error("the unit is written out").fixed(whole, agreeing(value, "minute")),
        "hr" | "hrs" | "h" => error("the unit is written out").fixed(whole, agreeing(value, "hour")),
        "d" => error("the unit is written out").fixed(whole, agreeing(value, "day")),
        "month" | "months" | "year" | "years" => ScheduleError::new(
            whole,
            span.clone(),
            "months and years differ in length and are not units of a rate",
            "write a cron expression such as `cron(0 0 1 * ? *)`",
        ),
        _ => error(&format!("`{}` is not a unit", for_sentence(text))),
    }
}
