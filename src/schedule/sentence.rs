//! A cron expression as a sentence: first the times of the day, then the days, months and years.

use super::cron::{Cron, weekday_name};
use super::field::{Item, ReadField};
use crate::text::and_list;

/// Times of the day that are listed one by one, at most; beyond that minutes and hours are said apart.
const MOST_TIMES: usize = 6;

pub(super) fn sentence(cron: &Cron) -> String {
    let (times, listed) = times(cron);
    let mut parts = vec![times];
    if let Some(days) = days(cron) {
        parts.push(days);
    } else if listed {
        parts.push("every day".to_owned());
    }
    if !cron.month.is_all() {
        parts.push(format!("in {}", and_list(cron.month.items.iter().map(|item| month(*item)))));
    }
    if !cron.year.is_all() {
        parts.push(format!(
            "in {}",
            and_list(cron.year.items.iter().map(|item| plain(*item, "year", &|year| year.to_string())))
        ));
    }
    parts.join(" ")
}

/// The time of day, and whether it is a list of times (which wants `every day` after it).
fn times(cron: &Cron) -> (String, bool) {
    let minutes: Vec<u16> = cron.minutes.values.all().collect();
    let hours: Vec<u16> = cron.hours.values.all().collect();
    if minutes.len() * hours.len() <= MOST_TIMES {
        let all = hours.iter().flat_map(|hour| minutes.iter().map(move |minute| clock(*hour, *minute)));
        return (format!("at {} UTC", and_list(all)), true);
    }
    let (first, last) = (minutes.first().copied().unwrap_or(0), minutes.last().copied().unwrap_or(59));
    if let [minute] = minutes.as_slice() {
        // One run an hour: say the hours.
        let text = match cron.hours.items.as_slice() {
            _ if cron.hours.is_all() => format!("every hour at minute {minute}"),
            [Item::Range(from, to)] => {
                format!("every hour from {} to {} UTC", clock(*from, *minute), clock(*to, *minute))
            }
            [Item::Step(from, to, by)] if from <= to => {
                format!(
                    "every {by} hours from {} to {} UTC",
                    clock(*from, *minute),
                    clock(last_step(*from, *to, *by), *minute)
                )
            }
            _ => format!("at {} UTC", and_list(hours.iter().map(|hour| clock(*hour, *minute)))),
        };
        return (text, false);
    }
    let minute_text = match cron.minutes.items.as_slice() {
        _ if cron.minutes.is_all() => "every minute".to_owned(),
        [Item::Step(0, 59, by)] => format!("every {by} minutes"),
        [Item::Step(from, to, by)] if from <= to => {
            format!("every {by} minutes from minute {from} to {}", last_step(*from, *to, *by))
        }
        [Item::Range(from, to)] => format!("every minute from minute {from} to {to}"),
        _ => format!("at minutes {}", and_list(minutes.iter().map(u16::to_string))),
    };
    let text = match cron.hours.items.as_slice() {
        _ if cron.hours.is_all() => match minute_text.strip_prefix("every") {
            Some(_) if !minute_text.contains(" from ") => minute_text,
            _ => format!("{minute_text} of every hour"),
        },
        [Item::One(hour)] => {
            format!("{minute_text} between {} and {} UTC", clock(*hour, first), clock(*hour, last))
        }
        [Item::Range(from, to)] => {
            format!("{minute_text} between {} and {} UTC", clock(*from, first), clock(*to, last))
        }
        _ => {
            format!(
                "{minute_text} of the hours {} UTC",
                and_list(hours.iter().map(|hour| format!("{hour:02}")))
            )
        }
    };
    (text, false)
}

/// The days, `None` where it is every day.
fn days(cron: &Cron) -> Option<String> {
    let field = if cron.day_of_month.is_open() { &cron.day_of_week } else { &cron.day_of_month };
    if field.is_all() {
        return None;
    }
    if cron.day_of_month.is_open() {
        let of_month = field.items.iter().any(|item| matches!(item, Item::LastOf(_) | Item::Nth(..)));
        let list = and_list(field.items.iter().map(|item| weekday(*item)));
        return Some(if of_month { format!("on {list} of the month") } else { format!("on {list}") });
    }
    Some(on_days(field))
}

fn on_days(field: &ReadField) -> String {
    let mut numbers = Vec::new();
    let mut others = Vec::new();
    for item in &field.items {
        match *item {
            Item::LastDay(0) => others.push("the last day".to_owned()),
            Item::LastDay(1) => others.push("the last day but one".to_owned()),
            Item::LastDay(before) => others.push(format!("the day {before} days before the last")),
            Item::LastWeekday => others.push("the last weekday (Monday to Friday)".to_owned()),
            Item::NearestWeekday(day) => {
                others.push(format!("the weekday (Monday to Friday) nearest to day {day}"));
            }
            Item::One(_) | Item::Range(..) => numbers.push(plain(*item, "day", &|day| day.to_string())),
            Item::All | Item::Step(..) | Item::LastOf(_) | Item::Nth(..) => {
                others.push(plain(*item, "day", &|day| day.to_string()));
            }
        }
    }
    let list = and_list(numbers.iter());
    let mut parts = others;
    match field.items.as_slice() {
        [Item::One(_)] => parts.insert(0, format!("day {list}")),
        _ if numbers.is_empty() => {}
        _ => parts.insert(0, format!("days {list}")),
    }
    format!("on {} of the month", and_list(parts.iter()))
}

fn weekday(item: Item) -> String {
    match item {
        Item::LastOf(day) => format!("the last {}", weekday_name(day)),
        Item::Nth(day, nth) => {
            let nth = match nth {
                1 => "first",
                2 => "second",
                3 => "third",
                4 => "fourth",
                _ => "fifth",
            };
            format!("the {nth} {}", weekday_name(day))
        }
        Item::All
        | Item::One(_)
        | Item::Range(..)
        | Item::Step(..)
        | Item::LastDay(_)
        | Item::LastWeekday
        | Item::NearestWeekday(_) => plain(item, "day", &|day| weekday_name(day).to_owned()),
    }
}

fn month(item: Item) -> String {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let name =
        |month: u16| NAMES.get(usize::from(month.saturating_sub(1))).copied().unwrap_or_default().to_owned();
    plain(item, "month", &name)
}

/// An entry that is a value, a range or a step.
fn plain(item: Item, unit: &str, name: &dyn Fn(u16) -> String) -> String {
    match item {
        Item::One(value) => name(value),
        Item::Range(from, to) | Item::Step(from, to, 1) => format!("{} to {}", name(from), name(to)),
        Item::Step(from, to, by) => {
            format!("every {by}{} {unit} from {} to {}", ordinal(by), name(from), name(to))
        }
        Item::All
        | Item::LastDay(_)
        | Item::LastWeekday
        | Item::NearestWeekday(_)
        | Item::LastOf(_)
        | Item::Nth(..) => {
            format!("every {unit}")
        }
    }
}

fn ordinal(number: u16) -> &'static str {
    match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}

fn last_step(from: u16, to: u16, by: u16) -> u16 {
    from + (to - from) / by.max(1) * by
}

fn clock(hour: u16, minute: u16) -> String {
    format!("{hour:02}:{minute:02}")
}
