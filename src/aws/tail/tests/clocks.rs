//! A tail whose answers are dated by somebody in between.

use super::super::super::clock::ServiceClock;
use super::super::Tail;
use super::super::source::TailRefusal;
use super::{START, Script, Turn, event, listen, network};
use crate::model::{CallError, ErrorKind, LogEvent, Millis, TailUpdate};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use std::time::Duration;
use tokio::time::Instant;

const MINUTES: Millis = 60_000;

impl Script {
    /// Its answers are dated so many milliseconds off; the machine's own clock is right.
    fn dated(self, off: Millis) -> Self {
        let start = self.start;
        let here = move || START + Millis::try_from(start.elapsed().as_millis()).unwrap();
        let clock = ServiceClock::here(here);
        let date = DateTime::from_millis(START + off).fmt(Format::HttpDate).unwrap();
        clock.learn_date(&date, clock.tick());
        Self { clock: Some(clock), ..self }
    }
}

/// What a tail says of times: how long a link was away, and of which spans events may be missing.
async fn spans(mut tail: Tail, seconds: u64) -> Vec<Millis> {
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut spans = Vec::new();
    let mut note = |update| match update {
        TailUpdate::Reconnected { away, .. } => spans.push(away),
        TailUpdate::Unfilled { from, to, .. } | TailUpdate::Filled { from, to, .. } => spans.push(to - from),
        TailUpdate::Live
        | TailUpdate::Backfilled
        | TailUpdate::Clock { .. }
        | TailUpdate::Polling { .. }
        | TailUpdate::Events { .. }
        | TailUpdate::Reconnecting { .. }
        | TailUpdate::Dropped(_)
        | TailUpdate::Ended(_) => {}
    };
    while let Ok(Some(update)) = tokio::time::timeout_at(end, tail.next()).await {
        note(update);
    }
    tail.ender().notify_one();
    while let Some(update) = tail.next().await {
        note(update);
    }
    spans
}

#[tokio::test(start_paused = true)]
async fn polling_goes_by_what_the_log_has_taken_in() {
    for off in [-10 * MINUTES, -20_000, 20_000, 10 * MINUTES] {
        let names: Vec<String> = (0..40).map(|n: Millis| format!("{off} {n}")).collect();
        let mut script = Script::new(vec![Err(TailRefusal::Poll("not here".to_owned()))]).dated(off);
        for (n, name) in (0..).zip(&names) {
            script = script.holding(n * 4_000, event(name, n * 4_000));
        }
        let said = listen(&mut Tail::start(script, START), 40 * 4 + 10).await;
        for name in &names {
            let times = said.iter().filter(|said| said.ends_with(name)).count();
            assert_eq!(times, 1, "{name}: {said:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_refill_goes_by_what_the_log_has_taken_in() {
    for off in [-10 * MINUTES, 10 * MINUTES] {
        let sessions = vec![
            Ok(vec![Turn::Say(vec![event("first", 0)]), Turn::Beat(12), Turn::Fail]),
            Err(TailRefusal::Retry(network())),
            Ok(vec![Turn::Beat(60)]),
        ];
        let script = Script::new(sessions).holding(13_000, event("missed", 13_000)).dated(off);
        let said = listen(&mut Tail::start(script.clone(), START - MINUTES), 60).await;
        assert_eq!(said.iter().filter(|said| *said == "past missed").count(), 1, "{off}: {said:?}");
        assert!(said.contains(&"back after 3000 with Some(1)".to_owned()), "{off}: {said:?}");
        // Before anything has come, too.
        let sessions = vec![Ok(vec![Turn::Beat(12), Turn::Fail]), Ok(vec![Turn::Beat(60)])];
        let script = Script::new(sessions).holding(13_000, event("missed", 12_500)).dated(off);
        let said = listen(&mut Tail::start(script, START), 60).await;
        assert_eq!(said.iter().filter(|said| *said == "past missed").count(), 1, "{off}: {said:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_span_that_is_told_is_below_zero() {
    let denied = || Some(CallError::new(ErrorKind::Denied, "FilterLogEvents", "no"));
    for off in [-10 * MINUTES, 10 * MINUTES] {
        for polled in [false, true] {
            let first =
                if polled { Err(TailRefusal::Poll("not here".to_owned())) } else { Ok(vec![Turn::Beat(5)]) };
            let sampled = vec![Turn::Sampled(vec![event("a", 4_000)]), Turn::Beat(12), Turn::Fail];
            let errors =
                if polled { vec![None, Some(network()), Some(network())] } else { vec![denied(), denied()] };
            let script = Script::new(vec![first, Ok(sampled), Ok(vec![Turn::Beat(10), Turn::Wait(60)])])
                .past_errors(errors)
                .holding(3_000, event("b", 3_000))
                .dated(off);
            let spans = spans(Tail::start(script, START - MINUTES), 40).await;
            assert!(!spans.is_empty() && spans.iter().all(|span| *span >= 0), "{off} {polled}: {spans:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_refill_that_fails_for_long_is_told_and_made_up_for() {
    let page = || Some(CallError::new(ErrorKind::Network, "FilterLogEvents", "a web page came"));
    let script = Script::new(vec![Ok(vec![Turn::Beat(12), Turn::Fail]), Ok(vec![Turn::Beat(1_000)])])
        .past_errors([vec![None], (0..9).map(|_| page()).collect()].concat())
        .holding(12_500, event("missed", 12_500));
    let said = listen(&mut Tail::start(script, START), 300).await;
    let rest =
        ["unfilled: a web page came", "back after 1000 with None", "past missed", "filled 1, whole: true"];
    assert_eq!(said[said.len() - 4..], rest, "{said:?}");
}

#[tokio::test(start_paused = true)]
async fn what_is_read_again_says_nothing_of_the_clock() {
    let polled = || Script::new(vec![Err(TailRefusal::Poll("not here".to_owned()))]);
    for age in [20_000, 2 * MINUTES, 4 * MINUTES, 300 * MINUTES] {
        let script = polled().holding(0, event("old", -age)).dated(0);
        let said = listen(&mut Tail::start(script.clone(), START - 600 * MINUTES), 60).await;
        assert_eq!(script.clock.as_ref().unwrap().skew(), 0, "{age}");
        assert!(said.iter().all(|said| !said.starts_with("clock")), "{age}: {said:?}");
    }
    // Taken in at 3 s, and found by the first poll that reaches so far back, at 30 s.
    let late = LogEvent { ingested: START + 3_000, ..event("late", -MINUTES) };
    let script = polled().holding(0, event("first", -1_000)).holding(4_000, late).dated(0);
    let said = listen(&mut Tail::start(script.clone(), START - 600 * MINUTES), 60).await;
    assert!(said.contains(&"now late".to_owned()), "{said:?}");
    assert_eq!(script.clock.unwrap().skew(), 0, "{said:?}");
}

/// The times told as those of which events may be missing, and those as made up for.
async fn told(mut tail: Tail, seconds: u64) -> (Vec<(Millis, Millis)>, Vec<(Millis, Millis)>) {
    let end = Instant::now() + Duration::from_secs(seconds);
    let (mut missing, mut filled) = (Vec::new(), Vec::new());
    while let Ok(Some(update)) = tokio::time::timeout_at(end, tail.next()).await {
        match update {
            TailUpdate::Unfilled { from, to, .. } => missing.push((from - START, to - START)),
            TailUpdate::Filled { from, to, .. } => filled.push((from - START, to - START)),
            TailUpdate::Live
            | TailUpdate::Backfilled
            | TailUpdate::Clock { .. }
            | TailUpdate::Polling { .. }
            | TailUpdate::Events { .. }
            | TailUpdate::Reconnecting { .. }
            | TailUpdate::Reconnected { .. }
            | TailUpdate::Dropped(_)
            | TailUpdate::Ended(_) => {}
        }
    }
    (missing, filled)
}

#[tokio::test(start_paused = true)]
async fn the_times_that_were_told_as_missing_are_the_ones_that_are_told_as_made_up_for() {
    let cut = || Some(network());
    // Some of it is read before each failure, more of it after.
    let events = |script: Script| {
        (0..20).fold(script, |script, n: Millis| {
            script.holding(0, event(&n.to_string(), n * MINUTES - 25 * MINUTES))
        })
    };
    let beats = || Ok(vec![Turn::Beat(1_000)]);
    let errors = vec![cut(); 6];
    let script = events(Script::new(vec![beats()])).past_errors(errors.clone());
    let (missing, filled) = told(Tail::start(script, START - 30 * MINUTES), 300).await;
    assert_eq!((missing.len(), &missing), (1, &filled));
    // So they are where the session breaks meanwhile.
    let sessions = vec![Ok(vec![Turn::Beat(20), Turn::Fail]), beats()];
    let script = events(Script::new(sessions)).past_errors(errors);
    let (missing, filled) = told(Tail::start(script, START - 30 * MINUTES), 300).await;
    assert_eq!((missing.len(), &missing), (1, &filled));
}

#[tokio::test(start_paused = true)]
async fn a_refill_that_goes_on_between_its_failures_is_not_told_as_failed() {
    // What is refused after a page is its going on; each time one page more is read.
    let after_a_page = || Some(CallError::new(ErrorKind::Throttled, "FilterLogEvents", "slower"));
    let mut script = Script { breaks_after_pages: true, ..Script::new(vec![Ok(vec![Turn::Beat(1_000)])]) }
        .past_errors((0..8).map(|_| after_a_page()).collect());
    for n in 0..20 {
        script = script.holding(0, event(&n.to_string(), n * MINUTES - 25 * MINUTES));
    }
    let said = listen(&mut Tail::start(script, START - 30 * MINUTES), 300).await;
    assert!(said.iter().all(|said| !said.starts_with("unfilled")), "{said:?}");
    assert_eq!(said.iter().filter(|said| said.starts_with("past ")).count(), 20, "{said:?}");
}
