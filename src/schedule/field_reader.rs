//! Reads the fields of a cron expression: from text to values, or to what is wrong and what to write instead.

use super::error::{ScheduleError, for_sentence};
use super::field::{CronField, Item, ReadField, Values};
use crate::json::Flaw;
use std::ops::Range;

/// Reads the fields of one expression.
pub(super) struct Reader<'a> {
    pub(super) whole: &'a str,
    pub(super) notes: Vec<Flaw>,
}

impl<'a> Reader<'a> {
    pub(super) fn field(&mut self, kind: CronField, span: Range<usize>) -> Result<ReadField, ScheduleError> {
        let text = self.text(&span);
        let mut field =
            ReadField { kind, items: Vec::new(), values: Values::none_of(kind), span: span.clone() };
        let mut entries = Vec::new();
        let mut at = span.start;
        for entry in text.split(',') {
            if !entry.is_empty() {
                entries.push(at..at + entry.len());
            }
            at += entry.len() + 1;
        }
        if entries.is_empty() {
            return Err(self.error(span, format!("{} has no value", kind.name()), range_advice(kind)));
        }
        if text.split(',').count() > entries.len() {
            // Seen on AWS: `cron(0/5, 9-18, ?, *, MON-FRI, *)` is accepted.
            self.note(span.clone(), "a comma with nothing beside it has no effect", "Take it out.");
        }
        if entries.len() == 1 && text.trim_matches(',') == "?" {
            return match kind {
                CronField::DayOfMonth | CronField::DayOfWeek => Ok(field),
                CronField::Minutes | CronField::Hours | CronField::Month | CronField::Year => Err(self
                    .error(
                        span.clone(),
                        format!("`?` stands for a day only, not for {}", kind.name()),
                        "write `*` for every value",
                    )
                    .fixed(self.whole, self.replaced(&span, "*"))),
            };
        }
        if entries.len() > 1 && kind == CronField::DayOfWeek && text.contains('#') {
            // "If you use a '#' character, you can define only one expression in the day-of-week field."
            return Err(self.error(
                span,
                "with `#` a single entry is all that day-of-week may hold",
                "make a rule for each of them",
            ));
        }
        for entry in entries {
            let item = self.item(kind, entry)?;
            field.items.push(item);
            add(&mut field.values, kind, item);
        }
        Ok(field)
    }

    fn item(&mut self, kind: CronField, span: Range<usize>) -> Result<Item, ScheduleError> {
        let text = self.text(&span);
        let (low, high) = kind.limits();
        if let Some((left, right)) = text.split_once('/') {
            return self.step(kind, &span, left, right);
        }
        let upper = text.to_ascii_uppercase();
        match kind {
            CronField::DayOfMonth => {
                if upper == "L" {
                    return Ok(Item::LastDay(0));
                }
                if upper == "LW" {
                    return Ok(Item::LastWeekday);
                }
                if upper.starts_with("L-") {
                    return self.days_before_last(span);
                }
                if upper.ends_with('W') {
                    let day = self.value(kind, span.start..span.end - 1)?;
                    return Ok(Item::NearestWeekday(day));
                }
            }
            CronField::DayOfWeek => {
                if upper == "L" {
                    self.note(
                        span,
                        "`L` alone is Saturday, the last day of the week; `6L` is the last \
                        Friday of the month",
                        "Write `SAT` if Saturday is meant.",
                    );
                    return Ok(Item::One(high));
                }
                if upper.ends_with('L') {
                    return Ok(Item::LastOf(self.value(kind, span.start..span.end - 1)?));
                }
                if let Some((day, nth)) = text.split_once('#') {
                    let split = span.start + day.len();
                    let day = self.value(kind, span.start..split)?;
                    return match nth.parse::<u16>() {
                        Ok(nth @ 1..=5) if self.digits(split + 1..span.end) => Ok(Item::Nth(day, nth)),
                        _ => Err(self.error(
                            split + 1..span.end,
                            "after `#` comes which one of the month: 1 to 5",
                            "write for example `3#2` for the second Tuesday",
                        )),
                    };
                }
            }
            CronField::Minutes | CronField::Hours | CronField::Month | CronField::Year => {}
        }
        if text == "*" {
            return Ok(Item::All);
        }
        if text.contains('?') {
            return Err(self.error(span, "`?` stands alone", "take out either it or the rest of the field"));
        }
        match text.split_once('-') {
            Some((from, _)) => {
                let split = span.start + from.len();
                let (from, to) = self.bounds(kind, span, split)?;
                Ok(if (from, to) == (low, high) { Item::All } else { Item::Range(from, to) })
            }
            None => Ok(Item::One(self.value(kind, span)?)),
        }
    }

    fn step(
        &mut self,
        kind: CronField,
        span: &Range<usize>,
        left: &str,
        right: &str,
    ) -> Result<Item, ScheduleError> {
        let (low, high) = kind.limits();
        if kind == CronField::DayOfWeek {
            // The table of wildcards leaves `/` out for day-of-week.
            return Err(self.error(
                span.clone(),
                "day-of-week takes no steps",
                "list the days, for example `MON,WED,FRI`",
            ));
        }
        let split = span.start + left.len();
        let place = split + 1..span.end;
        let most = kind.largest_step();
        let by = match right.parse::<u16>() {
            Ok(by) if self.digits(place.clone()) && (1..=most).contains(&by) => by,
            Ok(_) if self.digits(place.clone()) => {
                let replaced = self.replaced(span, &low.to_string());
                let error = self.error(
                    place,
                    format!("a step in {} is 1 to {most}", kind.name()),
                    "write a smaller one, or a single value",
                );
                // `*/60` in minutes means once an hour, `*/24` in hours once a day.
                let once = matches!(kind, CronField::Minutes | CronField::Hours)
                    && matches!(left, "" | "*" | "0")
                    && right.parse() == Ok(most + 1);
                return Err(if once { error.fixed(self.whole, replaced) } else { error });
            }
            _ => {
                return Err(self.error(
                    place,
                    format!("`{}` is not a step", for_sentence(right)),
                    "write a whole number after `/`",
                ));
            }
        };
        let (from, to) = match left {
            "" | "*" => (low, high),
            _ if left.contains('-') => {
                let dash = span.start + left.find('-').unwrap_or(0);
                self.bounds(kind, span.start..split, dash)?
            }
            _ => (self.value(kind, span.start..split)?, high),
        };
        let cycle = high - low + 1;
        if kind != CronField::Year
            && kind != CronField::DayOfMonth
            && (from, to) == (low, high)
            && !cycle.is_multiple_of(by)
        {
            self.note(
                span.clone(),
                &format!(
                    "{by} does not divide {cycle}: the last interval before {} start again is shorter",
                    kind.name()
                ),
                &format!("Take a step that divides {cycle} if all intervals shall be equal."),
            );
        }
        Ok(Item::Step(from, to, by))
    }

    fn days_before_last(&self, span: Range<usize>) -> Result<Item, ScheduleError> {
        let digits = span.start + 2..span.end;
        match self.text(&digits).parse::<u16>() {
            Ok(days @ 1..=30) if self.digits(digits.clone()) => Ok(Item::LastDay(days)),
            _ => Err(self.error(
                digits,
                "after `L-` comes a number of days, 1 to 30",
                "write for example `L-3`",
            )),
        }
    }

    /// The two ends of a range whose dash is at `dash`.
    fn bounds(
        &mut self,
        kind: CronField,
        span: Range<usize>,
        dash: usize,
    ) -> Result<(u16, u16), ScheduleError> {
        let from = self.value(kind, span.start..dash)?;
        let to = self.value(kind, dash + 1..span.end)?;
        if from > to {
            if kind == CronField::Year {
                let turned = format!("{to}-{from}");
                return Err(self
                    .error(span.clone(), "the range runs backwards", "write the earlier year first")
                    .fixed(self.whole, self.replaced(&span, &turned)));
            }
            self.note(
                span,
                "this range wraps around its end, which the documentation does not promise",
                "Write two ranges with a comma between them.",
            );
        }
        Ok((from, to))
    }

    fn value(&self, kind: CronField, span: Range<usize>) -> Result<u16, ScheduleError> {
        let text = self.text(&span);
        let (low, high) = kind.limits();
        if self.digits(span.clone()) {
            let number = text.parse::<u16>().ok();
            if let Some(number) = number.filter(|number| (low..=high).contains(number)) {
                return Ok(number);
            }
            if (kind, number) == (CronField::DayOfWeek, Some(0)) {
                let problem = "days of the week count from 1, Sunday, unlike Unix cron";
                return Err(self
                    .error(span.clone(), problem, range_advice(kind))
                    .fixed(self.whole, self.replaced(&span, "SUN")));
            }
            let problem = format!("{} goes from {low} to {high}{}", kind.name(), kind.takes_names());
            return Err(self.error(span, problem, range_advice(kind)));
        }
        let upper = text.to_ascii_uppercase();
        for (name, value) in kind.names().iter().zip(low..) {
            if upper == *name {
                return Ok(value);
            }
        }
        let error = |problem: String| self.error(span.clone(), problem, range_advice(kind));
        if text.is_empty() {
            return Err(error(format!("a value of {} is missing here", kind.name())));
        }
        let long = kind.names().iter().find(|name| upper.starts_with(**name));
        Err(match long {
            Some(name) => error(format!("names in {} have three letters", kind.name()))
                .fixed(self.whole, self.replaced(&span, name)),
            None => error(format!("`{}` is not a value of {}", for_sentence(text), kind.name())),
        })
    }

    fn text(&self, span: &Range<usize>) -> &'a str {
        self.whole.get(span.clone()).unwrap_or_default()
    }

    fn digits(&self, span: Range<usize>) -> bool {
        let text = self.text(&span);
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
    }

    fn error(
        &self,
        span: Range<usize>,
        problem: impl Into<String>,
        advice: impl Into<String>,
    ) -> ScheduleError {
        ScheduleError::new(self.whole, span, problem, advice)
    }

    fn note(&mut self, span: Range<usize>, what: &str, remedy: &str) {
        self.notes.push(Flaw::of(self.whole, span, what, remedy));
    }

    fn replaced(&self, span: &Range<usize>, by: &str) -> String {
        let before = self.whole.get(..span.start).unwrap_or_default();
        let after = self.whole.get(span.end..).unwrap_or_default();
        format!("{before}{by}{after}")
    }
}

fn range_advice(kind: CronField) -> String {
    let (low, high) = kind.limits();
    format!("write {low}-{high}{}, or `*` for every value", kind.takes_names())
}

/// Adds the values that an item stands for in every month.
fn add(values: &mut Values, kind: CronField, item: Item) {
    let (low, high) = kind.limits();
    let (from, to, by) = match item {
        Item::All => (low, high, 1),
        Item::One(value) => (value, value, 1),
        Item::Range(from, to) => (from, to, 1),
        Item::Step(from, to, by) => (from, to, by),
        Item::LastDay(_) | Item::LastWeekday | Item::NearestWeekday(_) | Item::LastOf(_) | Item::Nth(..) => {
            return;
        }
    };
    let cycle = high - low + 1;
    let to = if from > to { to + cycle } else { to };
    for value in (from..=to).step_by(usize::from(by.max(1))) {
        values.insert(low + (value - low) % cycle);
    }
}
