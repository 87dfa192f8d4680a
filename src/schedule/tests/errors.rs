//! What is said of schedules that EventBridge refuses, and their fixes.

use super::*;

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
            "`rate(0.5 hours)`: `0.5` is not a positive whole number: write `rate(30 minutes)`",
        ),
        (
            "rate(1 month)",
            "month",
            "`rate(1 month)`: months and years differ in length and are not units of a rate. Write a cron expression such as `cron(0 0 1 * ? *)`.",
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
            "`cron(0 10 * * \\u{1b}[31m *)`: `\\u{1b}[31m` is not a value of day-of-week. Write 1-7 or SUN-SAT, or `*` for every value.",
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
        ("cron(0 15 10 ? * *)", "Quartz", "cron(15 10 ? * * *)"),
        ("cron(0 0 12 ? * 2-6)", "Quartz", "cron(0 12 ? * 2-6 *)"),
        ("cron(0 12 * ? * ?)", "not for month or year", "cron(0 12 * * ? *)"),
        ("cron(0 15 10 ? * MON-FRI)", "Quartz", "cron(15 10 ? * MON-FRI *)"),
    ] {
        let error = error(expression);
        assert!(error.flaw.what.contains(words), "{expression}: {error}");
        assert_eq!(error.corrected(expression).unwrap_or_default(), fixed, "{expression}");
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
