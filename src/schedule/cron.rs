//! `cron(minutes hours day-of-month month day-of-week year)`: reading the six fields, and the next run.
//! Source: user guide, "Cron expressions reference".

use super::error::ScheduleError;
use super::field::{CronField, Item, ReadField, Values};
use super::field_reader::Reader;
use super::other_schedulers;
use crate::json::Flaw;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use std::ops::Range;

/// A calendar schedule, in UTC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cron {
    pub(super) minutes: ReadField,
    pub(super) hours: ReadField,
    pub(super) day_of_month: ReadField,
    pub(super) month: ReadField,
    pub(super) day_of_week: ReadField,
    pub(super) year: ReadField,
    notes: Vec<Flaw>,
}

impl Cron {
    /// Reads what stands between the parentheses of `whole`.
    pub(super) fn parse(whole: &str, inside: Range<usize>) -> Result<Self, ScheduleError> {
        let spans = split(whole, inside.clone());
        let texts: Vec<&str> = spans.iter().map(|span| whole.get(span.clone()).unwrap_or_default()).collect();
        if let Some(error) = other_schedulers::other_dialect(whole, &inside, &texts) {
            return Err(error);
        }
        let mut reader = Reader { whole, notes: Vec::new() };
        let fields: Vec<ReadField> = CronField::ALL
            .into_iter()
            .zip(spans)
            .map(|(kind, span)| reader.field(kind, span))
            .collect::<Result<_, _>>()?;
        let notes = reader.notes;
        let Ok([minutes, hours, day_of_month, month, day_of_week, year]) = <[ReadField; 6]>::try_from(fields)
        else {
            return Err(other_schedulers::wrong_count(whole, &inside, &texts));
        };
        one_open_day(whole, &day_of_month, &day_of_week)?;
        Ok(Self { minutes, hours, day_of_month, month, day_of_week, year, notes })
    }

    /// What is accepted and may surprise.
    pub(super) fn notes(&self) -> &[Flaw] {
        &self.notes
    }

    /// The first run strictly after `after`.
    pub fn next_after(&self, after: Timestamp) -> Option<Timestamp> {
        let local = TimeZone::UTC.to_datetime(after);
        let minute = local.with().second(0).subsec_nanosecond(0).build().ok()?;
        let run = self.first_from(minute.checked_add(1.minute()).ok()?)?;
        TimeZone::UTC.to_timestamp(run).ok()
    }

    /// The first run at `from`, a whole minute, or later.
    fn first_from(&self, from: DateTime) -> Option<DateTime> {
        let first_year = u16::try_from(from.year()).unwrap_or(0);
        for year in self.year.values.from(first_year) {
            let first_month = if year == first_year { unsigned(from.month()) } else { 1 };
            for month in self.month.values.from(first_month) {
                let same_month = (year, month) == (first_year, unsigned(from.month()));
                let first_day = if same_month { unsigned(from.day()) } else { 1 };
                for day in self.days(year, month).from(first_day) {
                    let same_day = same_month && day == first_day;
                    let (hour, minute) =
                        if same_day { (unsigned(from.hour()), unsigned(from.minute())) } else { (0, 0) };
                    if let Some((hour, minute)) = self.time_from(hour, minute) {
                        return Some(date(year, month, day)?.at(signed(hour)?, signed(minute)?, 0, 0));
                    }
                }
            }
        }
        None
    }

    /// The first hour and minute of a day at the given time or later.
    fn time_from(&self, hour: u16, minute: u16) -> Option<(u16, u16)> {
        self.hours.values.from(hour).find_map(|next| {
            let minute = if next == hour { minute } else { 0 };
            Some((next, self.minutes.values.from(minute).next()?))
        })
    }

    /// The days of one month on which it runs.
    fn days(&self, year: u16, month: u16) -> Values {
        let mut days = Values::default();
        let Some(first) = date(year, month, 1) else { return days };
        let length = unsigned(first.days_in_month());
        let weekday = |day: u16| (unsigned(first.weekday().to_sunday_zero_offset()) + day - 1) % 7 + 1;
        let field = if self.day_of_month.is_open() { &self.day_of_week } else { &self.day_of_month };
        for day in 1..=length {
            let value = if field.kind == CronField::DayOfWeek { weekday(day) } else { day };
            if field.values.contains(value) {
                days.insert(day);
            }
        }
        for item in &field.items {
            let day = match *item {
                Item::LastDay(before) => length.checked_sub(before).filter(|day| *day > 0),
                Item::LastWeekday => Some(nearest_weekday(length, length, weekday(length))),
                Item::NearestWeekday(day) => {
                    (day <= length).then(|| nearest_weekday(day, length, weekday(day)))
                }
                Item::LastOf(wanted) => (length - 6..=length).find(|day| weekday(*day) == wanted),
                Item::Nth(wanted, nth) => {
                    let day = (1..=7).find(|day| weekday(*day) == wanted);
                    day.map(|day| day + 7 * (nth - 1)).filter(|day| *day <= length)
                }
                Item::All | Item::One(_) | Item::Range(..) | Item::Step(..) => None,
            };
            if let Some(day) = day {
                days.insert(day);
            }
        }
        days
    }
}

/// The Monday-to-Friday day nearest to `day` without leaving the month.
fn nearest_weekday(day: u16, length: u16, weekday: u16) -> u16 {
    const SUNDAY: u16 = 1;
    const SATURDAY: u16 = 7;
    match weekday {
        SATURDAY if day == 1 => 3,
        SATURDAY => day - 1,
        SUNDAY if day == length => day - 2,
        SUNDAY => day + 1,
        _ => day,
    }
}

/// "If you specify a value or a `*` in one of the fields, you must use a `?` in the other."
fn one_open_day(whole: &str, day_of_month: &ReadField, day_of_week: &ReadField) -> Result<(), ScheduleError> {
    const RULE: &str = "one of day-of-month and day-of-week must be `?`";
    let replaced = |span: &Range<usize>, by: &str| {
        let (before, after) = (whole.get(..span.start), whole.get(span.end..));
        format!("{}{by}{}", before.unwrap_or_default(), after.unwrap_or_default())
    };
    let both = day_of_month.span.start..day_of_week.span.end;
    match (day_of_month.is_open(), day_of_week.is_open()) {
        (true, false) | (false, true) => Ok(()),
        (true, true) => Err(ScheduleError::new(
            whole,
            both,
            "day-of-month and day-of-week cannot both be `?`",
            "fill in one",
        )
        .fixed(whole, replaced(&day_of_month.span, "*"))),
        (false, false) if day_of_week.is_all() => {
            Err(ScheduleError::new(whole, day_of_week.span.clone(), RULE, "write `?` for day-of-week")
                .fixed(whole, replaced(&day_of_week.span, "?")))
        }
        (false, false) if day_of_month.is_all() => {
            Err(ScheduleError::new(whole, day_of_month.span.clone(), RULE, "write `?` for day-of-month")
                .fixed(whole, replaced(&day_of_month.span, "?")))
        }
        (false, false) => Err(ScheduleError::new(
            whole,
            both,
            RULE,
            "make two rules, one with the day of the month and one with the weekday",
        )),
    }
}

/// The places of the words between blanks and tabs.
fn split(whole: &str, inside: Range<usize>) -> Vec<Range<usize>> {
    let mut spans = Vec::new();
    let mut at = inside.start;
    for word in whole.get(inside).unwrap_or_default().split([' ', '\t']) {
        if !word.is_empty() {
            spans.push(at..at + word.len());
        }
        at += word.len() + 1;
    }
    spans
}

fn date(year: u16, month: u16, day: u16) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, signed(month)?, signed(day)?).ok()
}

fn unsigned(value: i8) -> u16 {
    u16::from(value.unsigned_abs())
}

fn signed(value: u16) -> Option<i8> {
    i8::try_from(value).ok()
}

/// Weekday names for the sentence, 1 being Sunday.
pub(super) fn weekday_name(value: u16) -> &'static str {
    match Weekday::from_sunday_one_offset(signed(value).unwrap_or(1)) {
        Ok(Weekday::Monday) => "Monday",
        Ok(Weekday::Tuesday) => "Tuesday",
        Ok(Weekday::Wednesday) => "Wednesday",
        Ok(Weekday::Thursday) => "Thursday",
        Ok(Weekday::Friday) => "Friday",
        Ok(Weekday::Saturday) => "Saturday",
        Ok(Weekday::Sunday) | Err(_) => "Sunday",
    }
}
