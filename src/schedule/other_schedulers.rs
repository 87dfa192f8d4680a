//! Expressions of other schedulers, recognised so that the error can say what they are and give the
//! translation: Unix cron with five fields, Quartz with seconds in front, expressions without `cron(…)`
//! around them, `@daily`, `at(…)`.

use super::error::{ScheduleError, for_sentence};
use super::field::CronField;
use std::ops::Range;

/// A text that is neither `rate(…)` nor `cron(…)`.
pub(super) fn unwrapped(text: &str) -> ScheduleError {
    let error = |problem: &str, advice: &str| ScheduleError::new(text, 0..text.len(), problem, advice);
    if text.is_empty() {
        return error("the expression is empty", "write `rate(5 minutes)` or `cron(0 10 * * ? *)`");
    }
    let lower = text.to_ascii_lowercase();
    for name in ["rate", "cron"] {
        let Some(rest) = lower.strip_prefix(name) else { continue };
        let given = text.get(name.len()..).unwrap_or_default();
        if text.starts_with(name) && rest.starts_with('(') {
            let closed = text.rfind(')');
            return match closed {
                Some(at) => ScheduleError::new(
                    text,
                    at + 1..text.len(),
                    "text after the closing parenthesis",
                    "take it away",
                )
                .fixed(text, text.get(..=at).unwrap_or_default().to_owned()),
                None => ScheduleError::new(
                    text,
                    text.len()..text.len(),
                    "the closing parenthesis is missing",
                    "add `)`",
                )
                .fixed(text, format!("{text})")),
            };
        }
        if rest.trim_start().starts_with('(') {
            return error(
                "the name stands in lower case, right before its parenthesis",
                "write `rate(…)` or `cron(…)`",
            )
            .fixed(text, format!("{name}{}", given.trim_start()));
        }
    }
    if lower.starts_with("at(") {
        return error(
            "one-time schedules belong to EventBridge Scheduler, not to rules",
            "make a schedule there, or write a cron expression with a single date and year",
        );
    }
    if let Some(nickname) = nickname(&lower) {
        return error("Unix nicknames are unknown here", "write it out").fixed(text, nickname.to_owned());
    }
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let wrapped = format!("cron({text})");
    match words.as_slice() {
        [value, unit] if value.bytes().all(|byte| byte.is_ascii_digit()) => {
            error("a rate stands in `rate(…)`", "write `rate(5 minutes)`")
                .fixed(text, format!("rate({value} {unit})"))
        }
        [_, _, _, _, _] => {
            let error = error(
                "five fields without `cron(…)` are Unix cron",
                "write `cron(minutes hours day-of-month month day-of-week year)`",
            );
            match from_unix(&words) {
                Some(fix) => error.fixed(text, fix),
                None => error,
            }
        }
        [_, _, _, _, _, _] => {
            error("a cron expression stands in `cron(…)`", "write `cron(0 10 * * ? *)`").fixed(text, wrapped)
        }
        _ => {
            error("it is neither `rate(…)` nor `cron(…)`", "write `rate(5 minutes)` or `cron(0 10 * * ? *)`")
        }
    }
}

fn nickname(text: &str) -> Option<&'static str> {
    Some(match text {
        "@yearly" | "@annually" => "cron(0 0 1 1 ? *)",
        "@monthly" => "cron(0 0 1 * ? *)",
        "@weekly" => "cron(0 0 ? * SUN *)",
        "@daily" | "@midnight" => "cron(0 0 * * ? *)",
        "@hourly" => "cron(0 * * * ? *)",
        _ => return None,
    })
}

/// A list of fields that is another scheduler's, or not six.
pub(super) fn other_dialect(whole: &str, inside: &Range<usize>, fields: &[&str]) -> Option<ScheduleError> {
    match fields {
        // Quartz puts seconds first and may leave the year out, so its sixth field is a day of the week.
        [seconds, rest @ .., last]
            if rest.len() == 4
                && (names_a_day(last) || is_with_seconds(seconds, rest, last, fields)) =>
        Some(
            ScheduleError::new(
                whole,
                inside.clone(),
                "this is Quartz with seconds in front and no year",
                "take the seconds away and add the year: minutes hours day-of-month month day-of-week year",
            )
            .fixed(whole, format!("cron({} {last} *)", rest.join(" "))),
        ),
        [minutes, hours, day, "?", weekday, "?"] => Some(not_for_month_and_year(whole, inside, [minutes, hours, day, weekday])),
        [_, _, _, _, _, _] => None,
        _ => Some(wrong_count(whole, inside, fields)),
    }
}

/// A `?` for both month and year, where neither of the two readings would be sure.
fn not_for_month_and_year(whole: &str, inside: &Range<usize>, fields: [&str; 4]) -> ScheduleError {
    let [minutes, hours, day, weekday] = fields;
    let (day, weekday) = match (day, weekday) {
        ("?", _) | (_, "?") => (day, weekday),
        (_, "*") => (day, "?"),
        ("*", _) => ("?", weekday),
        _ => (day, weekday),
    };
    ScheduleError::new(
        whole,
        inside.clone(),
        "`?` stands for a day only, not for month or year",
        "write `*` for every value; where this was Quartz, take its seconds away and add the year",
    )
    .fixed(whole, format!("cron({minutes} {hours} {day} * {weekday} *)"))
}

/// Whether six fields with a `?` where EventBridge's have their month or year are Quartz's with seconds in
/// front, rather than EventBridge's with that one field wrong. Seconds are one number or `*`, and the other
/// fields must fit their places.
fn is_with_seconds(seconds: &str, rest: &[&str], last: &str, fields: &[&str]) -> bool {
    if last != "?" && rest.get(2) != Some(&"?") {
        return false;
    }
    let sound = |fields: &[&str], last: &str| {
        super::Schedule::parse(&format!("cron({} {last})", fields.join(" "))).is_ok()
    };
    // Another field that has none of its own would be looked at again and again.
    let year_alone_is_wrong =
        rest.get(2) != Some(&"?") && fields.split_last().is_some_and(|(_, fields)| sound(fields, "*"));
    let plain = seconds == "*" || seconds.bytes().all(|byte| byte.is_ascii_digit());
    !year_alone_is_wrong && plain && sound(rest, &format!("{last} *"))
}

/// Not six fields.
pub(super) fn wrong_count(whole: &str, inside: &Range<usize>, fields: &[&str]) -> ScheduleError {
    let count = fields.len();
    let error = |problem: String| {
        ScheduleError::new(
            whole,
            inside.clone(),
            problem,
            "write all six: minutes hours day-of-month month day-of-week year",
        )
    };
    match fields {
        [_, _, _, _, _] if fields.contains(&"?") => error("the sixth field, the year, is missing".to_owned())
            .fixed(whole, format!("cron({} *)", fields.join(" "))),
        [_, _, _, _, _] => {
            let error = error("five fields are Unix cron, EventBridge has six with the year".to_owned());
            match from_unix(fields) {
                Some(fix) => error.fixed(whole, fix),
                None => error,
            }
        }
        _ => {
            let closed_up = fields.join(" ").replace(", ", ",");
            if closed_up.split(' ').count() == 6 {
                return error("a blank inside a list splits the field".to_owned())
                    .fixed(whole, format!("cron({closed_up})"));
            }
            match fields {
                [_, rest @ ..] if count == 7 => error(
                    "seven fields are Quartz with seconds in front, EventBridge has six without".to_owned(),
                )
                .fixed(whole, format!("cron({})", rest.join(" "))),
                [] => error("there are no fields".to_owned()),
                [one] => error(format!("`{}` is one field, there are six", for_sentence(one))),
                _ => error(format!("{count} fields are given, there are six")),
            }
        }
    }
}

/// Unix cron's five fields as an expression of ours; nothing where day of month and day of week are both set,
/// since Unix runs on either and EventBridge cannot.
fn from_unix(fields: &[&str]) -> Option<String> {
    let [minutes, hours, day, month, weekday] = fields else { return None };
    if *weekday == "*" {
        return Some(format!("cron({minutes} {hours} {day} {month} ? *)"));
    }
    if *day != "*" {
        return None;
    }
    let names: Option<Vec<String>> = weekday.split(',').map(unix_weekdays).collect();
    Some(format!("cron({minutes} {hours} ? {month} {} *)", names?.join(",")))
}

/// One entry of Unix cron's day of week, where 0 and 7 are Sunday, with names for numbers.
fn unix_weekdays(entry: &str) -> Option<String> {
    let name = |text: &str| match text.parse::<u8>() {
        Ok(0 | 7) => Some("SUN".to_owned()),
        Ok(1) => Some("MON".to_owned()),
        Ok(2) => Some("TUE".to_owned()),
        Ok(3) => Some("WED".to_owned()),
        Ok(4) => Some("THU".to_owned()),
        Ok(5) => Some("FRI".to_owned()),
        Ok(6) => Some("SAT".to_owned()),
        Ok(_) => None,
        Err(_) => Some(text.to_ascii_uppercase()),
    };
    match entry.split_once('-') {
        Some((from, to)) => Some(format!("{}-{}", name(from)?, name(to)?)),
        None => name(entry),
    }
}

fn names_a_day(field: &str) -> bool {
    field.bytes().any(|byte| byte.is_ascii_alphabetic()) && {
        let (low, high) = CronField::DayOfWeek.limits();
        field.split([',', '-', '#', '/']).all(|part| {
            let part = part.trim_end_matches(['L', 'l']);
            match part.parse::<u16>() {
                Ok(number) => (low..=high).contains(&number),
                Err(_) => {
                    part.is_empty()
                        || ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
                            .iter()
                            .any(|name| part.eq_ignore_ascii_case(name))
                }
            }
        })
    }
}
