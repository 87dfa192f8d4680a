//! Schedules that PutRule takes and refuses, when they run next, and how they are told in words.

mod errors;
mod random;

use super::*;

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
    assert_eq!(notes("cron(0/15, 10 * * ? *)"), ["0/15,: a comma with nothing beside it has no effect"]);
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
