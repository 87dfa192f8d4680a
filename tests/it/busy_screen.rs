//! The explorer's tail over a busy log whose connections break, whose answers get lost, and that refuses half
//! of what it is asked: each event once, or told, on the screen.
//!
//! `BUSLENS_RATES=20,500,3000,10000 BUSLENS_SECONDS=60` measures where the suite only looks; the figures go
//! to standard error.

use crate::busy_log::{Log, from_environment, now};
use crate::loop_in_process::{Desk, Options};
use crate::stand_in::{StandIn, too_fast};
use buslens::internals::app::screen::tail::TailSession;
use buslens::internals::app::{Model, Screen};
use buslens::internals::runtime::whose_account::Embedded;
use buslens::internals::tail::{Marker, StoredItem};
use buslens::local::Server;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A rule of the demo that delivers to a log group.
const RULE: &str = "ec2-state-changes";

/// How a log is watched.
struct Watch {
    rate: i64,
    seconds: i64,
    is_live: bool,
    resets: Vec<i64>,
    away: i64,
    /// Half of everything is refused for coming too fast.
    refuses_half: bool,
}

fn session(model: &Model) -> Option<&TailSession> {
    match model.screen() {
        Screen::Tail(tail) => tail.session(),
        Screen::Browse(_)
        | Screen::Workbench(_)
        | Screen::Json(_)
        | Screen::Listing(_)
        | Screen::Form(_)
        | Screen::Why(_)
        | Screen::Which(_) => None,
    }
}

/// What the screen has of the log.
#[derive(Debug)]
struct Seen {
    /// Events that are held, and those that were let go for newer ones.
    events: usize,
    let_go: usize,
    twice: usize,
    /// Events that are told to be missing.
    told: usize,
}

fn seen(session: &TailSession, log: &Log) -> Seen {
    let store = session.store();
    let mut times = vec![0_u32; usize::try_from(log.all()).unwrap()];
    let mut told = 0;
    for item in store.rows().iter().filter_map(|row| store.get(*row)) {
        match item {
            StoredItem::Entry(entry) => times[entry.text().parse::<usize>().unwrap()] += 1,
            StoredItem::Marker(Marker::Dropped { events }) => told += usize::try_from(*events).unwrap(),
            StoredItem::Marker(Marker::Unfilled { span, .. }) => {
                told += usize::try_from(span * log.rate / 1_000 + 1).unwrap();
            }
            StoredItem::Marker(_) => {}
        }
    }
    let twice = times.iter().filter(|times| **times > 1).count();
    Seen { events: store.events(), let_go: usize::try_from(store.evicted()).unwrap(), twice, told }
}

impl Watch {
    /// Watches until every event is there or told, and says what the screen says then.
    async fn run(self) -> String {
        let Self { rate, seconds, is_live, resets, away, refuses_half } = self;
        let what = format!(
            "{rate}/s for {seconds} s on the screen, {}, {} resets{}",
            if is_live { "live" } else { "polling" },
            resets.len(),
            if refuses_half { ", half of the calls refused" } else { "" }
        );
        let home = tempfile::tempdir().unwrap();
        let behind =
            Embedded::with(buslens::local::Options { backlog: Duration::ZERO, ..Default::default() });
        let account = behind.server(Server::endpoint).unwrap();
        let log = Arc::new(Log {
            rate,
            millis: seconds * 1_000,
            start: now() + 3_000,
            is_live,
            resets,
            away,
            loses: 5,
            filters: AtomicUsize::new(0),
            ahead: 0,
            has_account: true,
        });
        let answering = Arc::clone(&log);
        let calls = AtomicUsize::new(0);
        let server = StandIn::start(Some(&account), move |asked| {
            let about_the_log = matches!(asked.operation.as_str(), "FilterLogEvents" | "StartLiveTail");
            if refuses_half && about_the_log && calls.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) {
                return too_fast(asked);
            }
            answering.answer(asked)
        });
        let endpoint = Some(server.endpoint().to_owned());
        let mut desk = Desk::start(home.path(), Options { endpoint, ..Options::of(behind.clone()) });
        desk.wait_for(RULE).await;
        desk.press(&format!(":rule {RULE}<enter>"));
        desk.settle().await;
        desk.press("l");
        desk.wait_for(&format!("{RULE} › tail")).await;
        let began = Instant::now();
        let all = usize::try_from(log.all()).unwrap();
        let count = |model: &Model| session(model).map(|session| seen(session, &log));
        // A whole look costs: first the number alone.
        let patience = Duration::from_secs(u64::try_from(seconds).unwrap() + 90);
        let came = desk
            .until(patience, |model| {
                session(model).is_some_and(|session| {
                    let store = session.store();
                    let there = store.events() + usize::try_from(store.evicted()).unwrap();
                    there >= all || seen_is_whole(there, session, &log)
                })
            })
            .await;
        let found = count(&desk.explorer.model).unwrap();
        // The frame that shows the last of them.
        let counted = format!(" · {} events · ", found.events);
        let screen = desk.wait(&counted, |screen| screen.replace(',', "").contains(&counted)).await;
        let took = began.elapsed();
        let calls = server.times("FilterLogEvents");
        eprintln!("{what}: {all} events, {found:?}, {calls} FilterLogEvents, {took:.0?}");
        assert!(came, "{what}: {found:?}\n{screen}");
        assert_eq!(found.twice, 0, "{what}: {found:?}\n{screen}");
        assert!(found.events + found.let_go <= all, "{what}: {found:?}\n{screen}");
        screen
    }
}

/// Whether what is missing is told.
fn seen_is_whole(there: usize, session: &TailSession, log: &Log) -> bool {
    (session.gaps() > 0 || session.dropped_count() > 0) && {
        let found = seen(session, log);
        there + found.told >= usize::try_from(log.all()).unwrap()
    }
}

fn resets(every: i64, times: i64) -> Vec<i64> {
    (1..=times).map(|n| n * every).collect()
}

#[tokio::test]
async fn each_event_is_on_the_screen_once_live_and_polling_over_resets_and_lost_answers() {
    let seconds = from_environment("BUSLENS_SECONDS", "9")[0];
    for rate in from_environment("BUSLENS_RATES", "600") {
        for is_live in [true, false] {
            let resets = vec![seconds * 333, seconds * 667];
            let watch = Watch { rate, seconds, is_live, resets, away: 2_000, refuses_half: false };
            let screen = watch.run().await;
            assert!(is_live || !screen.contains("● live"), "{screen}");
        }
    }
}

#[tokio::test]
async fn after_thirty_resets_in_a_row_nothing_is_there_twice_and_what_is_missing_is_told() {
    let resets = resets(450, 30);
    let watch = Watch { rate: 200, seconds: 15, is_live: true, resets, away: 200, refuses_half: false };
    watch.run().await;
}

#[tokio::test]
async fn a_tail_that_is_refused_half_of_its_calls_tells_what_is_missing_and_that_it_is_slowed_down() {
    let watch =
        Watch { rate: 100, seconds: 9, is_live: false, resets: Vec::new(), away: 0, refuses_half: true };
    let screen = watch.run().await;
    assert!(screen.contains("The service limits how fast calls may come"), "{screen}");
}
