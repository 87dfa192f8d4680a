use super::*;
use jiff::{ToSpan, civil::DateTime, tz::TimeZone};
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The next runs after an instant, as texts.
fn next(expression: &str, after: &str, count: usize) -> Vec<String> {
    let schedule = Schedule::parse(expression).unwrap_or_else(|error| panic!("{error}"));
    schedule.runs(at(after), at("2026-01-01T00:00:00Z")).take(count).map(|run| run.to_string()).collect()
}

fn error(expression: &str) -> ScheduleError {
    Schedule::parse(expression).expect_err(expression)
}

#[test]
fn what_put_rule_accepted_is_accepted() {
    // Accepted by the service, or given as examples in "Cron expressions reference".
    for expression in [
        "cron(0 2 ? * SAT *)",
        "cron(0 12 * * ? *)",
        "cron(5,35 14 * * ? *)",
        "cron(15 10 ? * 6L 2002-2005)",
        "cron(0 2 ? * SAT#3 *)",
        "cron(* * ? * SAT#3 *)",
        "cron(0/5 5 ? JAN 1-5 2022)",
        "cron(0 18 ? * MON-FRI *)",
        "cron(0 8 1 * ? *)",
        "cron(0/15 * * * ? *)",
        "cron(0/5 8-17 ? * MON-FRI *)",
        "cron(0/30 0-2 ? * MON-FRI *)",
        "cron(0-15/1 8-8 ? * 2,3,4,5,6,7 *)",
        "cron(0 0 1 1-12/3 ? *)",
        "cron(0/5, 9-18, ?, *, MON-FRI, *)",
        "cron(0 10 LW * ? *)",
        "cron(0 10 L-3 * ? *)",
        "cron(0 10 3W * ? *)",
        "cron(0 10 ? jan-Mar mOn *)",
        "cron(0 0 1 1 ? 1970)",
        "cron(0 0 1 1 ? 2199)",
        "rate(1 minute)",
        "rate(5 minutes)",
        "rate(1 hour)",
        "rate(12 hours)",
        "rate(1 day)",
        "rate(7 days)",
        "rate(5  minutes)",
    ] {
        if let Err(error) = Schedule::parse(expression) {
            panic!("{error}");
        }
    }
}

#[test]
fn what_put_rule_refused_is_refused() {
    for expression in [
        "rate(10 seconds)",
        "rate(10 years)",
        "rate(1 minutes)",
        "rate(1 hours)",
        "rate(1 days)",
        "rate(10 minute)",
        "rate(10 hour)",
        "rate(10 day)",
        "rate()",
        "rate(10)",
        "rate(10 minutess)",
        "rate(foo minutes)",
        "rate(0 minutes)",
        "rate(-10 minutes)",
        "rate(10 MINUTES)",
        "rate( 10 minutes )",
        " rate(10 minutes)",
        "cron(0 1 * * * *)",
        "cron(7 20 * * NOT *)",
        "cron(INVALID)",
        "cron(0 dummy ? * MON-FRI *)",
        "cron(71 8 1 * ? *)",
        "cron(*/60 * * * ? *)",
        "cron(0 10 ? * 3#1,6#3 *)",
        "cron(7 20 * * 1-7 *)",
        "",
    ] {
        assert!(Schedule::parse(expression).is_err(), "{expression}");
    }
}

#[test]
fn errors_say_what_and_where_and_what_to_write() {
    for (expression, place, sentence) in [
        ("rate(1 minutes)", "minutes", "`rate(1 minutes)`: one is singular: write `rate(1 minute)`"),
        ("rate(5 hour)", "hour", "`rate(5 hour)`: more than one is plural: write `rate(5 hours)`"),
        (
            "rate(0 minutes)",
            "0",
            "`rate(0 minutes)`: a rate of zero never runs. Write 1 or more, or disable the rule to stop it.",
        ),
        (
            "rate(10 MINUTES)",
            "MINUTES",
            "`rate(10 MINUTES)`: the unit must be in lower case: write `rate(10 minutes)`",
        ),
        ("rate(2 weeks)", "weeks", "`rate(2 weeks)`: there are no weeks in rates: write `rate(14 days)`"),
        (
            "rate(0.5 hours)",
            "0.5",
            "`rate(0.5 hours)`: `0.5` is no positive whole number: write `rate(30 minutes)`",
        ),
        (
            "rate(1 month)",
            "month",
            "`rate(1 month)`: months and years differ in length and are no units of a rate. Write a cron expression such as `cron(0 0 1 * ? *)`.",
        ),
        (
            " rate(5 minutes)",
            " ",
            "` rate(5 minutes)`: white space around an expression is refused: write `rate(5 minutes)`",
        ),
        (
            "rate(5 minutes",
            "",
            "`rate(5 minutes`: the closing parenthesis is missing: write `rate(5 minutes)`",
        ),
        (
            "Rate(5 minutes)",
            "Rate(5 minutes)",
            "`Rate(5 minutes)`: the name stands in lower case, right before its parenthesis: write `rate(5 \
                minutes)`",
        ),
        ("5 minutes", "5 minutes", "`5 minutes`: a rate stands in `rate(…)`: write `rate(5 minutes)`"),
        (
            "cron(0 10 * * * *)",
            "*",
            "`cron(0 10 * * * *)`: one of day-of-month and day-of-week must be `?`: write `cron(0 10 * * ? \
                *)`",
        ),
        (
            "cron(0 10 * * MON *)",
            "*",
            "`cron(0 10 * * MON *)`: one of day-of-month and day-of-week must be `?`: write `cron(0 10 ? * \
                MON *)`",
        ),
        (
            "cron(0 10 ? * ? *)",
            "? * ?",
            "`cron(0 10 ? * ? *)`: day-of-month and day-of-week cannot both be `?`: write `cron(0 10 * * ? \
                *)`",
        ),
        (
            "cron(0 10 1 * MON *)",
            "1 * MON",
            "`cron(0 10 1 * MON *)`: one of day-of-month and day-of-week must be `?`. Make two rules, one with the day of the month and one with the weekday.",
        ),
        (
            "30 9 * * 1-5",
            "30 9 * * 1-5",
            "`30 9 * * 1-5`: five fields without `cron(…)` are Unix cron: write `cron(30 9 ? * MON-FRI *)`",
        ),
        (
            "cron(30 9 * * 0,6)",
            "30 9 * * 0,6",
            "`cron(30 9 * * 0,6)`: five fields are Unix cron, EventBridge has six with the year: write \
                `cron(30 9 ? * SUN,SAT *)`",
        ),
        (
            "cron(0 10 * * ?)",
            "0 10 * * ?",
            "`cron(0 10 * * ?)`: the sixth field, the year, is missing: write `cron(0 10 * * ? *)`",
        ),
        (
            "cron(0 0 12 * * ?)",
            "0 0 12 * * ?",
            "`cron(0 0 12 * * ?)`: this is Quartz with seconds in front and no year: write `cron(0 12 * * ? \
                *)`",
        ),
        (
            "cron(0 15 10 ? * MON-FRI)",
            "0 15 10 ? * MON-FRI",
            "`cron(0 15 10 ? * MON-FRI)`: this is Quartz with seconds in front and no year: write `cron(15 \
                10 ? * MON-FRI *)`",
        ),
        (
            "cron(0 0 12 * * ? *)",
            "0 0 12 * * ? *",
            "`cron(0 0 12 * * ? *)`: seven fields are Quartz with seconds in front, EventBridge has six \
                without: write `cron(0 12 * * ? *)`",
        ),
        (
            "cron(0 10 ? * MON, WED *)",
            "0 10 ? * MON, WED *",
            "`cron(0 10 ? * MON, WED *)`: a blank inside a list splits the field: write `cron(0 10 ? * \
                MON,WED *)`",
        ),
        (
            "cron(0 10 ? * 0 *)",
            "0",
            "`cron(0 10 ? * 0 *)`: days of the week count from 1, Sunday, unlike Unix cron: write `cron(0 \
                10 ? * SUN *)`",
        ),
        (
            "cron(0 24 * * ? *)",
            "24",
            "`cron(0 24 * * ? *)`: hours goes from 0 to 23. Write 0-23, or `*` for every value.",
        ),
        (
            "cron(*/60 * * * ? *)",
            "60",
            "`cron(*/60 * * * ? *)`: a step in minutes is 1 to 59: write `cron(0 * * * ? *)`",
        ),
        (
            "cron(0 10 ? * MON/2 *)",
            "MON/2",
            "`cron(0 10 ? * MON/2 *)`: day-of-week takes no steps. List the days, for example `MON,WED,FRI`.",
        ),
        (
            "cron(0 10 ? * MON#6 *)",
            "6",
            "`cron(0 10 ? * MON#6 *)`: after `#` comes which one of the month: 1 to 5. Write for example `3#2` for the second Tuesday.",
        ),
        (
            "cron(0 10 ? * MONDAY *)",
            "MONDAY",
            "`cron(0 10 ? * MONDAY *)`: names in day-of-week have three letters: write `cron(0 10 ? * MON \
                *)`",
        ),
        (
            "cron(? 10 * * ? *)",
            "?",
            "`cron(? 10 * * ? *)`: `?` stands for a day only, not for minutes: write `cron(* 10 * * ? *)`",
        ),
        (
            "cron(0 10 * * ? 2030-2026)",
            "2030-2026",
            "`cron(0 10 * * ? 2030-2026)`: the range runs backwards: write `cron(0 10 * * ? 2026-2030)`",
        ),
        (
            "cron(0 10 1- * ? *)",
            "",
            "`cron(0 10 1- * ? *)`: a value of day-of-month is missing here. Write 1-31, or `*` for every value.",
        ),
        ("@daily", "@daily", "`@daily`: Unix nicknames are unknown here: write `cron(0 0 * * ? *)`"),
        (
            "at(2026-01-01T00:00:00)",
            "at(2026-01-01T00:00:00)",
            "`at(2026-01-01T00:00:00)`: one-time schedules belong to EventBridge Scheduler, not to rules. Make a schedule there, or write a cron expression with a single date and year.",
        ),
        (
            "cron(0 10 * * \u{1b}[31m *)",
            "\u{1b}[31m",
            "`cron(0 10 * * \\u{1b}[31m *)`: `\\u{1b}[31m` is no value of day-of-week. Write 1-7 or SUN-SAT, or `*` for every value.",
        ),
    ] {
        let error = error(expression);
        assert_eq!(error.to_string(), sentence);
        assert_eq!(expression.get(error.flaw.span.clone()), Some(place), "{expression}");
    }
}

#[test]
fn a_question_mark_for_the_year_is_told_from_seconds_in_front() {
    for (expression, words, fixed) in [
        ("cron(0/5 9-22 * 1-4,11,12 1-7 ?)", "not for year", "cron(0/5 9-22 * 1-4,11,12 ? *)"),
        ("cron(0 12 ? * MON ?)", "not for year", "cron(0 12 ? * MON *)"),
        ("cron(0 12 1 * ? ?)", "not for year", "cron(0 12 1 * ? *)"),
        ("cron(*/10 8 * * ? ?)", "not for year", "cron(*/10 8 * * ? *)"),
        ("cron(0 0 12 * * ?)", "Quartz", "cron(0 12 * * ? *)"),
        ("cron(0 15 10 1 1-6 ?)", "Quartz", "cron(15 10 1 1-6 ? *)"),
        ("cron(0 15 10 ? * MON-FRI)", "Quartz", "cron(15 10 ? * MON-FRI *)"),
    ] {
        let error = error(expression);
        assert!(error.flaw.what.contains(words), "{expression}: {error}");
        assert_eq!(error.corrected(expression).as_deref(), Some(fixed), "{expression}");
    }
}

#[test]
fn a_fix_corrects_every_fault_at_once() {
    let corrected = |expression: &str| error(expression).corrected(expression);
    assert_eq!(corrected("CRON(0 10 * * MONDAY *)").as_deref(), Some("cron(0 10 ? * MON *)"));
    assert_eq!(corrected("*/60 * * * *").as_deref(), Some("cron(0 * * * ? *)"));
    assert_eq!(corrected("cron(61 10 * * * *)"), None);
    assert_eq!(
        error("cron(0\t10 * * * *)").to_string(),
        "`cron(0\\u{9}10 * * * *)`: one of day-of-month and day-of-week must be `?`: write `cron(0\\u{9}10 \
            * * ? *)`"
    );
}

#[test]
fn next_runs_of_crons() {
    for (expression, after, expected) in [
        (
            "cron(15 10 ? * MON-FRI *)",
            "2026-11-20T10:15:00Z",
            vec!["2026-11-23T10:15:00Z", "2026-11-24T10:15:00Z"],
        ),
        (
            "cron(15 10 ? * MON-FRI *)",
            "2026-11-20T10:14:59.999Z",
            vec!["2026-11-20T10:15:00Z", "2026-11-23T10:15:00Z"],
        ),
        (
            "cron(0/15 * * * ? *)",
            "2026-12-31T23:40:00Z",
            vec!["2026-12-31T23:45:00Z", "2027-01-01T00:00:00Z"],
        ),
        ("cron(0 0 L * ? *)", "2028-01-31T00:00:00Z", vec!["2028-02-29T00:00:00Z", "2028-03-31T00:00:00Z"]),
        ("cron(0 0 L-3 2 ? *)", "2026-01-01T00:00:00Z", vec!["2026-02-25T00:00:00Z", "2027-02-25T00:00:00Z"]),
        ("cron(0 0 29 2 ? *)", "2026-01-01T00:00:00Z", vec!["2028-02-29T00:00:00Z", "2032-02-29T00:00:00Z"]),
        // 1 August 2026 is a Saturday, 15 November 2026 a Sunday, 31 January 2027 a Sunday.
        ("cron(0 0 1W * ? *)", "2026-07-31T00:00:00Z", vec!["2026-08-03T00:00:00Z", "2026-09-01T00:00:00Z"]),
        (
            "cron(0 0 15W 11 ? *)",
            "2026-01-01T00:00:00Z",
            vec!["2026-11-16T00:00:00Z", "2027-11-15T00:00:00Z"],
        ),
        ("cron(0 0 LW * ? *)", "2027-01-01T00:00:00Z", vec!["2027-01-29T00:00:00Z", "2027-02-26T00:00:00Z"]),
        ("cron(0 0 31W * ? *)", "2027-01-01T00:00:00Z", vec!["2027-01-29T00:00:00Z", "2027-03-31T00:00:00Z"]),
        ("cron(0 0 ? * 6L *)", "2026-11-01T00:00:00Z", vec!["2026-11-27T00:00:00Z", "2026-12-25T00:00:00Z"]),
        ("cron(0 0 ? * 3#2 *)", "2026-11-01T00:00:00Z", vec!["2026-11-10T00:00:00Z", "2026-12-08T00:00:00Z"]),
        (
            "cron(0 0 ? * SUN#5 *)",
            "2026-11-01T00:00:00Z",
            vec!["2026-11-29T00:00:00Z", "2027-01-31T00:00:00Z"],
        ),
        (
            "cron(0 0 ? * FRI-MON *)",
            "2026-11-16T00:00:00Z",
            vec!["2026-11-20T00:00:00Z", "2026-11-21T00:00:00Z"],
        ),
        (
            "cron(0 22-1 * * ? *)",
            "2026-11-16T00:30:00Z",
            vec!["2026-11-16T01:00:00Z", "2026-11-16T22:00:00Z"],
        ),
        ("cron(0 0 1 1 ? 2026/100)", "2026-01-01T00:00:00Z", vec!["2126-01-01T00:00:00Z"]),
        ("cron(0 0 1 1 ? *)", "1066-10-14T09:00:00Z", vec!["1970-01-01T00:00:00Z", "1971-01-01T00:00:00Z"]),
        ("cron(59 23 31 12 ? 2199)", "2026-01-01T00:00:00Z", vec!["2199-12-31T23:59:00Z"]),
    ] {
        assert_eq!(
            next(expression, after, expected.len().max(2))[..expected.len()],
            expected,
            "{expression}"
        );
    }
}

#[test]
fn schedules_without_a_future_end() {
    for expression in [
        "cron(0 0 31 2 ? *)",
        "cron(0 0 30 2 ? *)",
        "cron(0 0 31 4,6,9,11 ? *)",
        "cron(0 0 29 2 ? 2027)",
        "cron(15 10 ? * 6L 2002-2005)",
        "cron(0 0 L-30 2,4 ? *)",
        "cron(0 0 ? 2 SUN#5 2027)",
    ] {
        assert_eq!(next(expression, "2026-01-01T00:00:00Z", 1), Vec::<String>::new(), "{expression}");
    }
    assert_eq!(next("cron(* * * * ? *)", "2199-12-31T23:59:00Z", 1), Vec::<String>::new());
    assert_eq!(next("cron(* * * * ? *)", &Timestamp::MAX.to_string(), 1), Vec::<String>::new());
    assert_eq!(next("cron(0 0 1 1 ? *)", &Timestamp::MIN.to_string(), 1), ["1970-01-01T00:00:00Z"]);
}

#[test]
fn rates_count_from_their_anchor() {
    let (minutes, anchor) = (Schedule::parse("rate(5 minutes)").unwrap(), at("2026-01-01T00:00:30Z"));
    let after = |text| minutes.next_after(at(text), anchor).map(|run| run.to_string());
    assert_eq!(after("2025-06-01T00:00:00Z").as_deref(), Some("2026-01-01T00:05:30Z"));
    assert_eq!(after("2026-01-01T00:00:30Z").as_deref(), Some("2026-01-01T00:05:30Z"));
    assert_eq!(after("2026-01-01T00:05:30Z").as_deref(), Some("2026-01-01T00:10:30Z"));
    assert_eq!(after("2026-03-01T12:01:00Z").as_deref(), Some("2026-03-01T12:05:30Z"));
    let days = Schedule::parse("rate(2 days)").unwrap();
    assert_eq!(days.next_after(at("2026-01-02T00:00:00Z"), anchor), Some(at("2026-01-03T00:00:30Z")));
    for huge in ["rate(18446744073709551615 days)", "rate(99999999999 days)"] {
        assert_eq!(Schedule::parse(huge).unwrap().next_after(anchor, anchor), None);
    }
    assert_eq!(minutes.next_after(Timestamp::MAX, anchor), None);
    assert_eq!(minutes.next_after(Timestamp::MIN, Timestamp::MAX), None);
}

#[test]
fn sentences() {
    for (expression, sentence) in [
        ("rate(1 minute)", "every minute"),
        ("rate(1 day)", "every day"),
        ("rate(5 hours)", "every 5 hours"),
        ("cron(15 10 ? * MON-FRI *)", "at 10:15 UTC on Monday to Friday"),
        ("cron(0 10 * * ? *)", "at 10:00 UTC every day"),
        ("cron(5,35 14 * * ? *)", "at 14:05 and 14:35 UTC every day"),
        ("cron(0 2 ? * SAT *)", "at 02:00 UTC on Saturday"),
        ("cron(0/15 * * * ? *)", "every 15 minutes"),
        ("cron(* * * * ? *)", "every minute"),
        ("cron(30 * * * ? *)", "every hour at minute 30"),
        ("cron(0/10 * ? * MON-FRI *)", "every 10 minutes on Monday to Friday"),
        ("cron(0/5 8-17 ? * MON-FRI *)", "every 5 minutes between 08:00 and 17:55 UTC on Monday to Friday"),
        ("cron(0 8-17 ? * MON-FRI *)", "every hour from 08:00 to 17:00 UTC on Monday to Friday"),
        ("cron(0 0/2 * * ? *)", "every 2 hours from 00:00 to 22:00 UTC"),
        (
            "cron(* 5 ? * SAT#3 *)",
            "every minute between 05:00 and 05:59 UTC on the third Saturday of the month",
        ),
        ("cron(15 10 ? * 6L 2002-2005)", "at 10:15 UTC on the last Friday of the month in 2002 to 2005"),
        ("cron(0 8 1 * ? *)", "at 08:00 UTC on day 1 of the month"),
        ("cron(0 8 1,15 JAN-MAR ? *)", "at 08:00 UTC on days 1 and 15 of the month in January to March"),
        ("cron(0 8 L * ? *)", "at 08:00 UTC on the last day of the month"),
        ("cron(0 8 L-3 * ? *)", "at 08:00 UTC on the day 3 days before the last of the month"),
        ("cron(0 8 LW * ? *)", "at 08:00 UTC on the last weekday (Monday to Friday) of the month"),
        (
            "cron(0 8 15W * ? 2027)",
            "at 08:00 UTC on the weekday (Monday to Friday) nearest to day 15 of the month in 2027",
        ),
        ("cron(0 8 1/2 * ? *)", "at 08:00 UTC on every 2nd day from 1 to 31 of the month"),
        (
            "cron(0 8 1 1/3 ? *)",
            "at 08:00 UTC on day 1 of the month in every 3rd month from January to December",
        ),
    ] {
        assert_eq!(Schedule::parse(expression).unwrap().sentence(), sentence, "{expression}");
    }
}

#[test]
fn notes_name_what_may_surprise() {
    let notes = |expression: &str| -> Vec<String> {
        let schedule = Schedule::parse(expression).unwrap();
        schedule
            .notes()
            .iter()
            .map(|note| format!("{}: {}", &expression[note.span.clone()], note.what))
            .collect()
    };
    assert_eq!(notes("cron(0 10 * * ? *)"), Vec::<String>::new());
    assert_eq!(notes("cron(0/15, 10 * * ? *)"), ["0/15,: a comma with nothing beside it counts for nothing"]);
    assert_eq!(
        notes("cron(*/45 * ? * L *)"),
        [
            "*/45: 45 does not divide 60: the last interval before minutes start again is shorter",
            "L: `L` alone is Saturday, the last day of the week; `6L` is the last Friday of the month",
        ]
    );
    assert_eq!(
        notes("cron(0 22-4 * * ? *)"),
        ["22-4: this range wraps around its end, which the documentation does not promise"]
    );
}

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
