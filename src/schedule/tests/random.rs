//! Expressions and instants at random, beside a reading of the fields minute by minute.

use super::*;
use jiff::{ToSpan, civil::DateTime, tz::TimeZone};
use proptest::prelude::*;

/// A second reading of a cron expression, minute by minute and straight from the text, that shares nothing
/// with the first.
mod by_brute_force {
    use super::*;

    pub(super) fn runs_at(fields: &[String], minute: DateTime) -> bool {
        let [minutes, hours, day, month, weekday, year] = fields else { panic!("six fields") };
        let number = |value: i8| i64::from(value);
        holds(minutes, number(minute.minute()), 0, 59)
            && holds(hours, number(minute.hour()), 0, 23)
            && holds(month, number(minute.month()), 1, 12)
            && holds(year, i64::from(minute.year()), 1970, 2199)
            && (weekday == "?" || weekday.split(',').any(|entry| on_weekday(entry, minute)))
            && (day == "?" || day.split(',').any(|entry| on_day(entry, minute)))
    }

    fn holds(field: &str, value: i64, low: i64, high: i64) -> bool {
        field.split(',').any(|entry| entry_holds(entry, value, low, high))
    }

    fn entry_holds(entry: &str, value: i64, low: i64, high: i64) -> bool {
        let (range, step) =
            entry.split_once('/').map_or((entry, 1), |(range, step)| (range, step.parse().unwrap()));
        let (from, to) = match range.split_once('-') {
            _ if range == "*" => (low, high),
            Some((from, to)) => (number(from), number(to)),
            None if entry.contains('/') => (number(range), high),
            None => (number(range), number(range)),
        };
        let wrapped = if value < from { value + high - low + 1 } else { value };
        let to = if to < from { to + high - low + 1 } else { to };
        wrapped <= to && (wrapped - from) % step == 0
    }

    fn number(text: &str) -> i64 {
        let months = ["", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
        let weekdays = ["", "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
        let named =
            months.iter().position(|name| *name == text).or(weekdays.iter().position(|name| *name == text));
        named.filter(|at| *at > 0).map_or_else(|| text.parse().unwrap(), |at| i64::try_from(at).unwrap())
    }

    fn on_weekday(entry: &str, minute: DateTime) -> bool {
        let today = i64::from(minute.weekday().to_sunday_one_offset());
        if let Some((day, nth)) = entry.split_once('#') {
            let weeks_before = (1..6).filter(|weeks| i64::from(minute.day()) - 7 * weeks >= 1).count();
            return number(day) == today && nth.parse::<usize>().unwrap() == weeks_before + 1;
        }
        if let Some(day) = entry.strip_suffix('L') {
            let in_a_week = minute.checked_add(7.days()).unwrap();
            return (day.is_empty() && today == 7)
                || (!day.is_empty() && number(day) == today && in_a_week.month() != minute.month());
        }
        entry_holds(entry, today, 1, 7)
    }

    fn on_day(entry: &str, minute: DateTime) -> bool {
        let (today, length) = (i64::from(minute.day()), i64::from(minute.date().days_in_month()));
        let working = |day: i64| {
            let date = minute.date().with().day(i8::try_from(day).unwrap()).build().unwrap();
            (2..=6).contains(&date.weekday().to_sunday_one_offset())
        };
        if entry == "L" {
            return today == length;
        }
        if entry == "LW" {
            return working(today) && (today + 1..=length).all(|day| !working(day));
        }
        if let Some(before) = entry.strip_prefix("L-") {
            return today == length - before.parse::<i64>().unwrap();
        }
        if let Some(wanted) = entry.strip_suffix('W') {
            let wanted: i64 = wanted.parse().unwrap();
            let nearest =
                (1..=length).filter(|day| working(*day)).min_by_key(|day| ((day - wanted).abs(), *day));
            return wanted <= length && nearest == Some(today);
        }
        entry_holds(entry, today, 1, 31)
    }
}

fn values(low: u16, high: u16, steps: bool) -> impl Strategy<Value = String> {
    let value = low..=high;
    let entry = prop_oneof![
        3 => value.clone().prop_map(|value| value.to_string()),
        2 => (value.clone(), value.clone()).prop_map(|(a, b)| format!("{}-{}", a.min(b), a.max(b))),
        1 => (value.clone(), value.clone()).prop_map(move |(a, b)| if low > 1000 { format!("{a}") } else { format!("{a}-{b}") }),
        2 => (value.clone(), 1..=7_u16).prop_map(move |(a, by)| if steps { format!("{a}/{by}") } else { a.to_string() }),
        1 => (value.clone(), value, 1..=7_u16).prop_map(move |(a, b, by)| {
            if steps { format!("{}-{}/{by}", a.min(b), a.max(b)) } else { a.to_string() }
        }),
    ];
    prop_oneof![2 => Just("*".to_owned()), 5 => prop::collection::vec(entry, 1..3).prop_map(|list| list.join(","))]
}

fn day_fields() -> impl Strategy<Value = (String, String)> {
    let weekday = prop_oneof![
        values(1, 7, false),
        (1..=7_u8, 1..=5_u8).prop_map(|(day, nth)| format!("{day}#{nth}")),
        (1..=7_u8).prop_map(|day| format!("{day}L")),
        Just("L".to_owned()),
        Just("MON-FRI".to_owned()),
    ];
    let day = prop_oneof![
        values(1, 31, true),
        (1..=31_u8).prop_map(|day| format!("{day}W")),
        (1..=30_u8).prop_map(|before| format!("L-{before}")),
        Just("L".to_owned()),
        Just("LW".to_owned()),
        Just("1,LW".to_owned()),
    ];
    prop_oneof![
        day.prop_map(|day| (day, "?".to_owned())),
        weekday.prop_map(|weekday| ("?".to_owned(), weekday))
    ]
}

fn cron_fields() -> impl Strategy<Value = Vec<String>> {
    (values(0, 59, true), values(0, 23, true), day_fields(), values(1, 12, true), values(2024, 2030, true))
        .prop_map(|(minutes, hours, (day, weekday), month, year)| {
            vec![minutes, hours, day, month, weekday, year]
        })
}

/// An instant between 2024 and 2030.
fn instants() -> impl Strategy<Value = Timestamp> {
    (1_704_067_200_i64..1_893_456_000, 0..1_000_000_000_i32)
        .prop_map(|(seconds, nanos)| Timestamp::new(seconds, nanos).unwrap())
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_with_a_place(text in "\\PC{0,40}|(rate|cron)\\([ \
        -~]{0,40}\\)|cron\\(([0-9*?/,#LW-]{1,5} ){5}[0-9*/,-]{1,5}\\)") {
        match Schedule::parse(&text) {
            Ok(schedule) => {
                prop_assert!(!schedule.sentence().is_empty());
                let _ = schedule.next_after(Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH);
            }
            Err(error) => {
                prop_assert!(text.get(error.flaw.span.clone()).is_some());
                prop_assert!(!error.to_string().chars().any(char::is_control));
                if let Some(fix) = error.corrected(&text) {
                    prop_assert!(Schedule::parse(&fix).is_ok(), "{fix}");
                }
            }
        }
    }

    #[test]
    fn runs_increase(fields in cron_fields(), after in instants(), rate in 1..5000_u64) {
        let crons = Schedule::parse(&format!("cron({})", fields.join(" "))).unwrap();
        let rates = Schedule::parse(&format!("rate({rate} \
            {})", if rate == 1 { "minute" } else { "minutes" })).unwrap();
        for schedule in [crons, rates] {
            let runs: Vec<_> = std::iter::once(after).chain(schedule.runs(after, after).take(20)).collect();
            prop_assert!(runs.is_sorted_by(|a, b| a < b));
        }
    }
}

proptest! {
    // Minute by minute is slow, so fewer cases.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_next_run_is_the_first_minute_that_fits(fields in cron_fields(), after in instants()) {
        let expression = format!("cron({})", fields.join(" "));
        let schedule = Schedule::parse(&expression).unwrap();
        let next = schedule.next_after(after, after);
        prop_assert!(next.is_none_or(|next| next > after));
        let start = TimeZone::UTC.to_datetime(after);
        let mut minute = start.with().second(0).subsec_nanosecond(0).build().unwrap();
        // Three weeks at most: far runs are judged by their own minute, and by nothing fitting before.
        for _ in 0..30_240 {
            minute = minute.checked_add(1.minute()).unwrap();
            let at = TimeZone::UTC.to_timestamp(minute).unwrap();
            let fits = by_brute_force::runs_at(&fields, minute);
            prop_assert_eq!(fits, next == Some(at), "{} at {}", expression, minute);
            if fits {
                break;
            }
        }
        if let Some(next) = next {
            prop_assert!(by_brute_force::runs_at(&fields, TimeZone::UTC.to_datetime(next)), "{expression} \
                at {next}");
        }
    }
}
