//! The tail against a scripted service, in paused time.

mod busy;
mod clocks;

use super::super::clock::ServiceClock;
use super::super::paging::Pages;
use super::Tail;
use super::source::{Batch, Batches, Broken, LogSource, TailRefusal};
use crate::model::{CallError, ErrorKind, LogEvent, Millis, TailUpdate};
use futures_util::stream;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// What a session does, in order; at its end the server closes it.
#[derive(Clone)]
enum Turn {
    Say(Vec<LogEvent>),
    Sampled(Vec<LogEvent>),
    /// A sign of life every second, for this long.
    Beat(u64),
    /// Seconds in which nothing is said.
    Wait(u64),
    Fail,
    TimeOut,
}

#[derive(Clone)]
struct Script {
    state: Arc<Mutex<Scripted>>,
    /// By how much the service's clock is ahead of the one that `since` is read from.
    skew: Millis,
    /// The clock that the tail goes by; the service's own where there is none.
    clock: Option<ServiceClock>,
    start: Instant,
    /// Readings of the past that are answered.
    answered: usize,
    /// Errors of the past come after two pages, and not at once.
    breaks_after_pages: bool,
}

struct Scripted {
    opens: VecDeque<Result<Vec<Turn>, TailRefusal>>,
    opened: usize,
    /// The log: when an event can be read, and the event.
    log: Vec<(Millis, LogEvent)>,
    /// Errors of the next readings of the past.
    past_errors: VecDeque<Option<CallError>>,
    /// When the past was read, and from when on.
    reads: Vec<(Millis, Millis)>,
}

impl Script {
    fn new(opens: Vec<Result<Vec<Turn>, TailRefusal>>) -> Self {
        let state = Scripted {
            opens: opens.into(),
            opened: 0,
            log: Vec::new(),
            past_errors: VecDeque::new(),
            reads: Vec::new(),
        };
        let (state, start) = (Arc::new(Mutex::new(state)), Instant::now());
        Self { state, skew: 0, clock: None, start, answered: usize::MAX, breaks_after_pages: false }
    }

    /// The log holds this from so many milliseconds after the start on.
    fn holding(self, at: Millis, event: LogEvent) -> Self {
        self.state.lock().unwrap().log.push((START + at, event));
        self
    }

    fn past_errors(self, errors: Vec<Option<CallError>>) -> Self {
        self.state.lock().unwrap().past_errors = errors.into();
        self
    }

    /// The service's time.
    fn time(&self) -> Millis {
        START + Millis::try_from(self.start.elapsed().as_millis()).unwrap()
    }

    fn opened(&self) -> usize {
        self.state.lock().unwrap().opened
    }

    fn reads(&self) -> Vec<(Millis, Millis)> {
        self.state.lock().unwrap().reads.clone()
    }
}

impl LogSource for Script {
    async fn open(&self) -> Result<Batches, TailRefusal> {
        let steps = {
            let mut state = self.state.lock().unwrap();
            state.opened += 1;
            state.opens.pop_front().unwrap_or_else(|| Ok(vec![Turn::Beat(1_000_000)]))?
        };
        let steps: VecDeque<Turn> = steps
            .into_iter()
            .flat_map(|step| match step {
                Turn::Beat(seconds) if seconds <= 100_000 => {
                    vec![Turn::Beat(1); usize::try_from(seconds).unwrap()]
                }
                other => vec![other],
            })
            .collect();
        Ok(Box::pin(stream::unfold(steps, |mut steps| async move {
            loop {
                return Some(match steps.pop_front()? {
                    Turn::Say(events) => (Ok(Batch { events, sampled: false }), steps),
                    Turn::Sampled(events) => (Ok(Batch { events, sampled: true }), steps),
                    Turn::Beat(seconds) => {
                        sleep(Duration::from_secs(1)).await;
                        if seconds > 1 {
                            steps.push_front(Turn::Beat(seconds - 1));
                        }
                        (Ok(Batch::default()), steps)
                    }
                    Turn::Wait(seconds) => {
                        sleep(Duration::from_secs(seconds)).await;
                        continue;
                    }
                    Turn::Fail => (Err(Broken::Failed(network())), steps),
                    Turn::TimeOut => (Err(Broken::TimedOut), steps),
                });
            }
        })))
    }

    fn past(&self, from: Millis, to: Option<Millis>) -> Pages<LogEvent> {
        let now = self.time();
        let mut state = self.state.lock().unwrap();
        state.reads.push((now, from));
        if state.reads.len() > self.answered {
            return Box::pin(stream::pending());
        }
        let error = state.past_errors.pop_front().flatten();
        // What is refused of a reading that was sound at first is its going on.
        let at_once = |error: &CallError| error.kind != ErrorKind::Invalid && !self.breaks_after_pages;
        if let Some(error) = error.clone().filter(at_once) {
            return Box::pin(stream::iter([Err(error)]));
        }
        let until = to.unwrap_or(Millis::MAX);
        let there = |event: &LogEvent| event.timestamp >= from && event.timestamp <= until;
        let found = state.log.iter().filter(|(at, event)| *at <= now && there(event));
        let pages = found.map(|(_, event)| Ok(vec![event.clone()]));
        let pages: Vec<_> = match error {
            // What was read last is read again first.
            Some(error) => pages.take(1 + usize::from(self.breaks_after_pages)).chain([Err(error)]).collect(),
            None => pages.collect(),
        };
        Box::pin(stream::iter(pages))
    }

    fn skew(&self) -> Millis {
        self.clock.as_ref().map_or(self.skew, ServiceClock::skew)
    }

    fn now(&self) -> Millis {
        self.clock.as_ref().map_or_else(|| self.time(), ServiceClock::now)
    }

    fn surely(&self) -> Option<Millis> {
        self.clock.as_ref().map_or_else(|| Some(self.time()), ServiceClock::surely)
    }

    fn has_taken_in(&self, at: Millis, fresh: bool) {
        if let Some(clock) = &self.clock {
            clock.learn_past(at, fresh);
        }
    }
}

const START: Millis = 1_790_000_000_000;

fn network() -> CallError {
    CallError::new(ErrorKind::Network, "StartLiveTail", "the line is cut")
}

/// An event `after` milliseconds after the start.
fn event(name: &str, after: Millis) -> LogEvent {
    LogEvent {
        stream: "s".to_owned(),
        timestamp: START + after,
        ingested: START + after + 1,
        message: name.to_owned(),
        id: None,
    }
}

/// All that the tail says in so many seconds, events by their messages.
async fn listen(tail: &mut Tail, seconds: u64) -> Vec<String> {
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut said = Vec::new();
    while let Ok(Some(update)) = tokio::time::timeout_at(end, tail.next()).await {
        match update {
            TailUpdate::Live => said.push("live".to_owned()),
            TailUpdate::Backfilled => said.push("backfilled".to_owned()),
            TailUpdate::Clock { skew } => said.push(format!("clock {skew}")),
            TailUpdate::Polling { reason, every, .. } => {
                said.push(format!("polling every {every}: {reason}"));
            }
            TailUpdate::Events { events, refilled, sampled } => {
                let kind = if refilled { "past" } else { "now" };
                let sampled = if sampled { " sampled" } else { "" };
                said.extend(events.iter().map(|event| format!("{kind} {}{sampled}", event.message)));
            }
            TailUpdate::Reconnecting { reason, wait } => said.push(format!("again in {wait}: {reason}")),
            TailUpdate::Reconnected { away, refilled, earlier, .. } => {
                let earlier = if earlier > 0 { format!(" and {earlier} earlier") } else { String::new() };
                said.push(format!("back after {away} with {refilled:?}{earlier}"));
            }
            TailUpdate::Unfilled { error, .. } => said.push(format!("unfilled: {}", error.message)),
            TailUpdate::Filled { events, whole, .. } => said.push(format!("filled {events}, whole: {whole}")),
            TailUpdate::Dropped(events) => said.push(format!("dropped {events}")),
            TailUpdate::Ended(error) => said.push(format!("ended: {:?}", error.map(|error| error.kind))),
        }
    }
    said
}

#[tokio::test(start_paused = true)]
async fn backfill_and_session_overlap_and_each_event_comes_once() {
    let script = Script::new(vec![Ok(vec![Turn::Say(vec![event("b", -10), event("c", 5)]), Turn::Beat(60)])])
        .holding(0, event("too old", -700_000))
        .holding(0, event("a", -60_000))
        .holding(0, event("b", -10));
    let mut tail = Tail::start(script, START - 600_000);
    let mut said = listen(&mut tail, 20).await;
    assert_eq!(said.remove(0), "live");
    assert_eq!(said.pop().as_deref(), Some("backfilled"), "{said:?}");
    said.sort();
    assert_eq!(said, ["now b", "now c", "past a"]);
}

/// A machine two minutes ahead asks for the last minute by its own clock, which for the service is to come.
#[tokio::test(start_paused = true)]
async fn a_clock_that_is_ahead_loses_nothing() {
    let log = |script: Script| {
        Script { skew: -120_000, ..script }
            .holding(0, event("before", -30_000))
            .holding(5_000, event("lost", 5_000))
    };
    let live = log(Script::new(vec![Ok(vec![Turn::Beat(4), Turn::Fail])]));
    let mut tail = Tail::start(live, START + 120_000 - 60_000);
    let said = listen(&mut tail, 30).await;
    assert!(said.contains(&"past before".to_owned()) && said.contains(&"past lost".to_owned()), "{said:?}");
    let polled = log(Script::new(vec![Err(TailRefusal::Poll("not here".to_owned()))]));
    let mut tail = Tail::start(polled, START + 120_000 - 60_000);
    let said = listen(&mut tail, 30).await;
    assert_eq!(said, ["polling every 2: not here", "clock -120000", "past before", "backfilled", "now lost"]);
}

#[tokio::test(start_paused = true)]
async fn silence_is_a_dead_link_and_the_gap_is_refilled() {
    let script =
        Script::new(vec![Ok(vec![Turn::Say(vec![event("a", 1)]), Turn::Beat(20), Turn::Wait(1_000)])])
            .holding(0, event("a", 1))
            .holding(22_000, event("lost", 22_000));
    let mut tail = Tail::start(script.clone(), START);
    let said = listen(&mut tail, 60).await;
    let cut = "again in 1000: the session gave no sign of life for 15 s";
    let back = "back after 16000 with Some(1)";
    assert_eq!(said, ["live", "now a", "backfilled", cut, "live", "past lost", back]);
    assert_eq!(script.opened(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_reached_its_three_hours_is_renewed_without_a_word() {
    let sessions = vec![
        Ok(vec![Turn::Beat(50), Turn::TimeOut]),
        Ok(vec![Turn::Beat(11_000)]),
        Ok(vec![Turn::Say(vec![event("c", 20_000)]), Turn::Beat(60)]),
    ];
    let script = Script::new(sessions).holding(50_000, event("between", 50_000));
    let mut tail = Tail::start(script.clone(), START);
    let said = listen(&mut tail, 3 * 3_600).await;
    assert_eq!(said, ["live", "backfilled", "live", "past between", "live", "now c"]);
    assert_eq!(script.opened(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_closes_at_once_is_polled_and_not_hammered() {
    let quick = || Ok(vec![Turn::Say(vec![event("old", 0)])]);
    let script = Script::new(vec![quick(), quick(), quick(), quick()])
        .holding(0, event("old", 0))
        .holding(10_000, event("new", 10_000))
        .holding(40_000, event("late", 12_000));
    let mut tail = Tail::start(script.clone(), START);
    let said = listen(&mut tail, 100).await;
    assert_eq!(said.iter().filter(|text| text.ends_with(" old")).count(), 1);
    assert_eq!(said.iter().filter(|text| *text == "backfilled").count(), 1);
    let sound = |text: &&String| {
        text.ends_with(" old")
            || ["live", "backfilled"].contains(&text.as_str())
            || text.starts_with("back after")
    };
    let rest: Vec<_> = said.iter().filter(|text| !sound(text)).collect();
    let closed = "the server closed the session";
    assert_eq!(rest[..2], [&format!("again in 1000: {closed}"), &format!("again in 2000: {closed}")]);
    assert_eq!(
        rest[2..],
        [&format!("polling every 2: no session held after 3 tries: {closed}"), "now new", "now late"]
    );
    assert_eq!(script.opened(), 3);
    let polls: Vec<Millis> =
        script.reads().into_iter().map(|(at, _)| at - START).filter(|at| *at > 3_500).collect();
    assert!(polls.len() > 40 && polls.windows(2).all(|pair| pair[1] - pair[0] >= 2_000), "{polls:?}");
}

#[tokio::test(start_paused = true)]
async fn a_session_is_tried_again_after_a_while_of_polling() {
    let fail = || Err(TailRefusal::Retry(network()));
    let script = Script::new(vec![fail(), fail(), fail()]);
    let mut tail = Tail::start(script.clone(), START);
    let said = listen(&mut tail, 400).await;
    assert_eq!(said.last().map(String::as_str), Some("live"));
    assert_eq!(script.opened(), 4);
}

#[tokio::test(start_paused = true)]
async fn where_live_tail_is_refused_the_past_is_read_first_and_then_polled() {
    let script = Script::new(vec![Err(TailRefusal::Poll("not here".to_owned()))])
        .holding(0, event("before", -1_000))
        .holding(5_000, event("same", 5_000))
        .holding(5_000, event("same", 5_000));
    let mut tail = Tail::start(script.clone(), START - 60_000);
    let said = listen(&mut tail, 800).await;
    assert_eq!(said, ["polling every 2: not here", "past before", "backfilled", "now same", "now same"]);
    assert_eq!(script.opened(), 1);
    assert_eq!(listen(&mut tail, 200).await, ["live"], "it is asked for again after a while");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_closes_sessions_in_good_order_gets_another_chance() {
    let quick = || Ok(vec![]);
    let script = Script::new(vec![quick(), quick(), quick()]);
    let mut tail = Tail::start(script.clone(), START);
    let said = listen(&mut tail, 400).await;
    assert!(said.iter().any(|text| text.starts_with("polling")), "{said:?}");
    assert_eq!(said.last().map(String::as_str), Some("live"));
    assert_eq!(script.opened(), 4);
}

#[tokio::test(start_paused = true)]
async fn what_sampling_left_out_is_fetched_once_the_rush_is_over() {
    let shown = event("shown", 4_900);
    let script =
        Script::new(vec![Ok(vec![Turn::Beat(5), Turn::Sampled(vec![shown.clone()]), Turn::Beat(60)])])
            .holding(5_000, shown)
            .holding(5_500, event("left out", 4_950));
    let mut tail = Tail::start(script, START);
    let said = listen(&mut tail, 30).await;
    assert_eq!(said, ["live", "backfilled", "now shown sampled", "past left out", "filled 1, whole: true"]);
}

#[tokio::test(start_paused = true)]
async fn polls_that_fail_are_told_and_made_up_for() {
    let script = Script::new(vec![Err(TailRefusal::Poll("not here".to_owned()))])
        .past_errors(vec![None, Some(network()), Some(network())])
        .holding(3_000, event("meanwhile", 3_000));
    let mut tail = Tail::start(script, START);
    let said = listen(&mut tail, 30).await;
    let again = "again in 2000: the line is cut";
    let back = "back after 6000 with Some(1)";
    assert_eq!(said, ["polling every 2: not here", "backfilled", again, again, "past meanwhile", back]);
}

#[tokio::test(start_paused = true)]
async fn a_poll_whose_going_on_is_refused_begins_again() {
    let refused = CallError::new(ErrorKind::Invalid, "FilterLogEvents", "The specified nextToken is invalid");
    let script = Script::new(vec![Err(TailRefusal::Poll("not here".to_owned()))])
        .past_errors(vec![Some(refused)])
        .holding(0, event("one", 0))
        .holding(0, event("two", 0));
    let said = listen(&mut Tail::start(script, START), 30).await;
    let events: Vec<_> = said.iter().filter(|said| said.starts_with("past ")).collect();
    assert_eq!(events, ["past one", "past two"], "{said:?}");
    assert!(!said.iter().any(|said| said.starts_with("ended")), "{said:?}");
}

#[tokio::test(start_paused = true)]
async fn what_ends_a_tail_is_its_last_word() {
    let denied = CallError::new(ErrorKind::Denied, "FilterLogEvents", "no");
    let gone = CallError::new(ErrorKind::NotFound, "StartLiveTail", "no such group");
    let mut tail = Tail::start(Script::new(vec![Err(TailRefusal::End(gone))]), START);
    assert_eq!(listen(&mut tail, 5).await, ["ended: Some(NotFound)"]);
    assert_eq!(tail.next().await, None);
    let polled =
        Script::new(vec![Err(TailRefusal::Poll("not here".to_owned()))]).past_errors(vec![Some(denied)]);
    let mut tail = Tail::start(polled, START);
    assert_eq!(listen(&mut tail, 5).await, ["polling every 2: not here", "ended: Some(Denied)"]);
}

/// What is told after somebody has ended the tail.
async fn owed(mut tail: Tail) -> Vec<(Millis, Millis)> {
    tail.ender().notify_one();
    let mut owed = Vec::new();
    while let Some(update) = tail.next().await {
        match update {
            TailUpdate::Unfilled { from, to, error } => {
                assert!(error.to_string().contains("the tail ended first"), "{error}");
                owed.push((from - START, to - START));
            }
            other => panic!("{other:?}"),
        }
    }
    owed
}

#[tokio::test(start_paused = true)]
async fn what_a_tail_that_is_ended_still_owes_is_told() {
    let beats = || vec![Ok(vec![Turn::Beat(12), Turn::Fail]), Ok(vec![Turn::Beat(60)])];
    let script = Script { answered: 1, ..Script::new(beats()) };
    let mut tail = Tail::start(script, START);
    assert_eq!(listen(&mut tail, 20).await.last().map(String::as_str), Some("live"));
    let [(from, to)] = owed(tail).await[..] else { panic!("one time") };
    assert!(from <= 12_000 && (13_000..14_000).contains(&to), "a gap that is being filled: {from} {to}");

    let mut tail = Tail::start(Script::new(beats()), START);
    listen(&mut tail, 20).await;
    assert_eq!(owed(tail).await, [], "it was filled");

    let mut away = beats();
    away.splice(1.., [Err(TailRefusal::Retry(network())), Err(TailRefusal::Retry(network()))]);
    let mut tail = Tail::start(Script::new(away), START);
    listen(&mut tail, 14).await;
    assert_eq!(owed(tail).await, [(12_000, 14_000)], "nobody listens");

    let refused = vec![Err(TailRefusal::Poll("not here".to_owned()))];
    let script = Script { answered: 0, ..Script::new(refused) };
    let mut tail = Tail::start(script, START - 60_000);
    listen(&mut tail, 5).await;
    assert_eq!(owed(tail).await, [(-60_000, 5_000)], "a poll of what was before");

    let sampled = vec![Ok(vec![Turn::Beat(5), Turn::Sampled(vec![event("a", 4_900)]), Turn::Beat(60)])];
    let mut tail = Tail::start(Script::new(sampled), START);
    listen(&mut tail, 6).await;
    assert_eq!(owed(tail).await, [(3_000, 5_000)], "the rest of a sample");

    for (silent, told) in [(2, vec![]), (7, vec![(5_000, 12_000)])] {
        let quiet = vec![Ok(vec![Turn::Beat(5), Turn::Wait(60)])];
        let mut tail = Tail::start(Script::new(quiet), START);
        listen(&mut tail, 5 + silent).await;
        assert_eq!(owed(tail).await, told, "a session that has said nothing for {silent} s");
    }
}

#[tokio::test(start_paused = true)]
async fn a_continuation_that_is_refused_is_begun_again() {
    let refused = CallError::new(ErrorKind::Other, "FilterLogEvents", "The specified nextToken is invalid");
    let polled = Script::new(vec![Err(TailRefusal::Poll("not here".to_owned()))])
        .past_errors(vec![None, Some(refused)])
        .holding(3_000, event("meanwhile", 3_000));
    let said = listen(&mut Tail::start(polled, START), 30).await;
    assert!(said.contains(&"past meanwhile".to_owned()), "{said:?}");
}

#[tokio::test(start_paused = true)]
async fn a_group_that_was_there_and_is_gone_is_waited_for() {
    let gone = || CallError::new(ErrorKind::NotFound, "StartLiveTail", "no such group");
    let session = || Ok(vec![Turn::Beat(12), Turn::Fail]);
    let mut opens = vec![session()];
    opens.extend((0..6).map(|_| Err(TailRefusal::End(gone()))));
    opens.push(Ok(vec![Turn::Say(vec![event("a", 60_000)]), Turn::Beat(100)]));
    let mut tail = Tail::start(Script::new(opens), START);
    let said = listen(&mut tail, 150).await;
    assert_eq!(said.iter().filter(|line| line.contains("no such group")).count(), 6, "{said:#?}");
    assert!(
        said.contains(&"now a".to_owned()) && !said.iter().any(|line| line.starts_with("ended")),
        "{said:#?}"
    );
    assert!(said.last().is_some_and(|line| line.starts_with("back after")), "{said:#?}");
    let polled = Script::new(vec![Err(TailRefusal::Poll("not here".to_owned()))]);
    let mut tail = Tail::start(polled.past_errors(vec![None, Some(gone()), None]), START);
    let said = listen(&mut tail, 20).await;
    assert!(said.iter().any(|line| line.contains("no such group")), "{said:#?}");
    assert!(!said.iter().any(|line| line.starts_with("ended")), "{said:#?}");
}

#[tokio::test(start_paused = true)]
async fn a_past_that_cannot_be_read_does_not_stop_the_session() {
    let denied = CallError::new(ErrorKind::Denied, "FilterLogEvents", "it needs logs:FilterLogEvents");
    let sessions = vec![
        Ok(vec![Turn::Beat(12), Turn::Fail]),
        Ok(vec![Turn::Sampled(vec![event("a", 14_000)]), Turn::Beat(60)]),
    ];
    let script = Script::new(sessions).past_errors(vec![Some(denied.clone()), Some(denied)]);
    let mut tail = Tail::start(script, START);
    let said = listen(&mut tail, 30).await;
    let unfilled = "unfilled: it needs logs:FilterLogEvents";
    let cut = "again in 1000: the line is cut";
    let rest = ["live", "now a sampled", unfilled, "back after 1000 with None", "filled 0, whole: true"];
    assert_eq!(said, [&["live", unfilled, cut][..], &rest].concat());
}

#[tokio::test(start_paused = true)]
async fn a_link_that_is_lost_at_once_has_read_what_came_before_when_it_is_back() {
    let late = Err(TailRefusal::Retry(network()));
    let script = Script::new(vec![late, Ok(vec![Turn::Beat(60)])]).holding(0, event("a", -5));
    let mut tail = Tail::start(script, START - 1_000);
    let cut = "again in 1000: the line is cut";
    let back = "back after 1000 with Some(1)";
    assert_eq!(listen(&mut tail, 30).await, [cut, "live", "past a", back, "backfilled"]);
}

#[tokio::test(start_paused = true)]
async fn a_refill_that_stumbles_starts_over_without_doubles() {
    let script = Script::new(vec![]).past_errors(vec![Some(network())]).holding(0, event("a", -5));
    let mut tail = Tail::start(script.clone(), START - 1_000);
    assert_eq!(listen(&mut tail, 30).await, ["live", "past a", "backfilled"]);
    assert_eq!(script.reads().len(), 2);
}
