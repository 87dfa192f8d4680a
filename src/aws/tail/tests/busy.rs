//! Each event once, at rates where memory and the service's limits are felt.

use super::super::super::paging::Pages;
use super::super::Tail;
use super::super::handed_on::HandedOn;
use super::super::source::{Batch, Batches, Broken, LogSource, TailRefusal};
use super::{START, network};
use crate::model::{LogEvent, Millis, TailUpdate};
use futures_util::stream;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// A log that takes in events at a steady rate, each of them in it after a while.
#[derive(Clone)]
struct Busy {
    /// Events a second.
    rate: Millis,
    is_live: bool,
    start: Instant,
    /// When sessions break, in milliseconds after the start; for two seconds none opens.
    breaks: Arc<Mutex<Vec<Millis>>>,
}

/// How long an event takes to get into the log.
const TAKES: Millis = 300;
/// Events that a page and a session's update have.
const PAGE: usize = 10_000;
const UPDATE: usize = 500;

impl Busy {
    fn new(rate: Millis, is_live: bool, breaks: &[Millis]) -> Self {
        Self { rate, is_live, start: Instant::now(), breaks: Arc::new(Mutex::new(breaks.to_vec())) }
    }

    fn event(&self, n: Millis) -> LogEvent {
        let timestamp = START + n * 1_000 / self.rate;
        let (stream, message) = ("s".to_owned(), n.to_string());
        LogEvent { stream, timestamp, ingested: timestamp + TAKES, message, id: None }
    }

    /// The first event not in the log yet.
    fn end(&self) -> Millis {
        ((self.now() - START - TAKES).max(0) * self.rate).div_euclid(1_000)
    }
}

impl LogSource for Busy {
    async fn open(&self) -> Result<Batches, TailRefusal> {
        if !self.is_live {
            return Err(TailRefusal::Poll("not here".to_owned()));
        }
        let at = self.now() - START;
        if self.breaks.lock().unwrap().iter().any(|cut| (*cut..cut + 2_000).contains(&at)) {
            return Err(TailRefusal::Retry(network()));
        }
        let (source, next) = (self.clone(), self.end());
        Ok(Box::pin(stream::unfold((source, next), |(source, next)| async move {
            let from = source.now() - START;
            sleep(Duration::from_secs(1)).await;
            let cut = source.breaks.lock().unwrap().iter().any(|cut| (from..from + 1_000).contains(cut));
            if cut {
                return Some((Err(Broken::Failed(network())), (source, next)));
            }
            let end = source.end();
            let events: Vec<LogEvent> = (next..end).take(UPDATE).map(|n| source.event(n)).collect();
            let sampled = end - next > Millis::try_from(UPDATE).unwrap();
            Some((Ok(Batch { events, sampled }), (source, end)))
        })))
    }

    fn past(&self, from: Millis, to: Option<Millis>) -> Pages<LogEvent> {
        let first = ((from - START).max(0) * self.rate).div_euclid(1_000);
        let source = self.clone();
        Box::pin(stream::unfold(Some(first), move |next| {
            let source = source.clone();
            async move {
                let next = next?;
                // Four calls a second.
                sleep(Duration::from_millis(250)).await;
                let until = to.map_or(Millis::MAX, |to| ((to - START) * source.rate).div_euclid(1_000));
                let end = source.end().min(until);
                let page: Vec<LogEvent> = (next..end).take(PAGE).map(|n| source.event(n)).collect();
                let read = next + Millis::try_from(page.len()).unwrap();
                Some((Ok(page), (read < end).then_some(read)))
            }
        }))
    }

    fn now(&self) -> Millis {
        START + Millis::try_from(self.start.elapsed().as_millis()).unwrap()
    }

    fn skew(&self) -> Millis {
        0
    }

    fn surely(&self) -> Option<Millis> {
        Some(self.now())
    }

    fn has_taken_in(&self, _at: Millis, _fresh: bool) {}
}

/// What came of so many seconds of it.
struct Heard {
    /// How often each event came.
    times: Vec<u32>,
    sampled: usize,
    refilled: Vec<usize>,
    /// The times of events that were fetched from the log since the tail was live.
    fetched: Vec<Millis>,
    /// The times of which it was said that events may be missing.
    unfilled: Vec<(Millis, Millis)>,
    /// The times that were filled, and whether to their end.
    filled: Vec<(Millis, Millis, bool)>,
}

impl Heard {
    fn new(events: usize) -> Self {
        Self {
            times: vec![0; events],
            sampled: 0,
            refilled: vec![],
            fetched: vec![],
            unfilled: vec![],
            filled: vec![],
        }
    }

    fn take(&mut self, update: TailUpdate) {
        match update {
            TailUpdate::Events { events, sampled, refilled } => {
                self.sampled += usize::from(sampled);
                self.fetched.extend(events.iter().filter(|_| refilled).map(|event| event.timestamp));
                for event in events {
                    self.times[event.message.parse::<usize>().unwrap()] += 1;
                }
            }
            TailUpdate::Reconnected { from, to, refilled, earlier, .. } => {
                self.refilled.extend(refilled);
                let fetched = std::mem::take(&mut self.fetched);
                let number = |is: &dyn Fn(Millis) -> bool| fetched.iter().filter(|at| is(**at)).count();
                let of_that_time = number(&|at| (from..=to).contains(&at));
                assert_eq!(refilled, Some(of_that_time), "of {} to {}", from - START, to - START);
                assert!(earlier <= number(&|at| at < from), "{earlier} of {}", fetched.len());
            }
            TailUpdate::Unfilled { from, to, .. } => self.unfilled.push((from, to)),
            TailUpdate::Filled { from, to, whole, .. } => self.filled.push((from, to, whole)),
            TailUpdate::Dropped(_) | TailUpdate::Ended(_) => panic!("{update:?}"),
            TailUpdate::Live
            | TailUpdate::Backfilled
            | TailUpdate::Clock { .. }
            | TailUpdate::Polling { .. }
            | TailUpdate::Reconnecting { .. } => {}
        }
    }
}

async fn hear(busy: Busy, seconds: u64, memory: usize) -> Heard {
    let rate = usize::try_from(busy.rate).unwrap();
    let mut heard = Heard::new(rate * usize::try_from(seconds).unwrap() + rate);
    let end = busy.start + Duration::from_secs(seconds);
    let mut tail = Tail::remembering(busy, START, HandedOn::remembering(memory));
    while let Ok(Some(update)) = tokio::time::timeout_at(end, tail.next()).await {
        heard.take(update);
    }
    heard
}

/// Rates, how long, and a memory that forgets within that time.
const RATES: [(Millis, u64, usize); 4] =
    [(20, 120, 1_000), (500, 60, 15_000), (3_000, 24, 40_000), (10_000, 14, 80_000)];

#[tokio::test(start_paused = true)]
async fn polling_shows_each_event_once_at_any_rate() {
    for (rate, seconds, memory) in RATES {
        let heard = hear(Busy::new(rate, false, &[]), seconds, memory).await;
        let twice = heard.times.iter().filter(|times| **times > 1).count();
        assert_eq!(twice, 0, "at {rate} a second");
        assert_eq!(heard.unfilled, [], "at {rate} a second");
        let settled = usize::try_from(rate).unwrap() * usize::try_from(seconds - 8).unwrap();
        let missing = heard.times[..settled].iter().filter(|times| **times == 0).count();
        assert_eq!(missing, 0, "at {rate} a second");
    }
}

#[tokio::test(start_paused = true)]
async fn a_live_tail_shows_each_event_once_after_a_break_at_any_rate() {
    for (rate, seconds, memory) in RATES {
        let cut = Millis::try_from(seconds).unwrap() * 500;
        let heard = hear(Busy::new(rate, true, &[cut]), seconds, memory).await;
        let twice = heard.times.iter().filter(|times| **times > 1).count();
        assert_eq!(twice, 0, "at {rate} a second");
        assert_eq!(heard.refilled.len(), 1, "at {rate} a second: {:?}", heard.refilled);
        let settled = usize::try_from(rate).unwrap() * usize::try_from(seconds - 8).unwrap();
        let missing = heard.times[..settled].iter().filter(|times| **times == 0).count();
        if rate <= 500 {
            let away = usize::try_from(rate).unwrap() * 8;
            assert!(heard.refilled[0] <= away, "what had come before is not counted: {:?}", heard.refilled);
            assert_eq!((missing, heard.sampled), (0, 0), "at {rate} a second");
        } else {
            assert!(heard.sampled > 0, "what is left out at {rate} a second is said");
            // Away for two to four seconds, whatever was left out of those before.
            let most = usize::try_from(rate).unwrap() * 4;
            assert!(heard.refilled[0] <= most, "{:?} at {rate} a second", heard.refilled);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn thirty_breaks_of_one_tail_show_each_event_once_and_leave_none_out() {
    let breaks: Vec<Millis> = (1..=30).map(|n| n * 16_000 + 500).collect();
    let heard = hear(Busy::new(400, true, &breaks), 510, 30_000).await;
    let twice = heard.times.iter().filter(|times| **times > 1).count();
    let missing = heard.times[..400 * 500].iter().filter(|times| **times == 0).count();
    assert_eq!((twice, missing, heard.sampled), (0, 0, 0));
    assert_eq!(heard.refilled.len(), 30, "{:?}", heard.refilled);
}

/// How many events of a live tail at that rate did not come within a minute, and of how many it is said that
/// they may be missing; no event of a time that is said to be filled whole is missing, and none that nothing
/// is said of.
async fn missing_and_told(rate: Millis, memory: usize) -> (usize, usize) {
    const SECONDS: u64 = 60;
    let busy = Busy::new(rate, true, &[]);
    let (start, per_second) = (busy.start, usize::try_from(rate).unwrap());
    let mut heard = Heard::new(per_second * 62);
    let mut tail = Tail::remembering(busy.clone(), START, HandedOn::remembering(memory));
    while let Ok(Some(update)) =
        tokio::time::timeout_at(start + Duration::from_secs(SECONDS), tail.next()).await
    {
        heard.take(update);
    }
    tail.ender().notify_one();
    while let Some(update) = tail.next().await {
        heard.take(update);
    }
    // What has come into the log since the last word of the session is not known to it.
    let told_of = per_second * (usize::try_from(SECONDS).unwrap() - 2);
    let (mut missing, mut told) = (0, 0);
    for (n, times) in (0..).zip(&heard.times[..told_of]) {
        let at = busy.event(n).timestamp;
        let is_told = heard.unfilled.iter().any(|(from, to)| (*from..=*to).contains(&at));
        let is_filled = heard.filled.iter().any(|(from, to, whole)| *whole && (*from..*to).contains(&at));
        told += usize::from(is_told);
        if *times == 0 {
            missing += 1;
            assert!(is_told, "at {rate} a second the time {} ms is missing without a word", at - START);
            assert!(!is_filled, "at {rate} a second the time {} ms is called whole", at - START);
        }
    }
    (missing, told)
}

#[tokio::test(start_paused = true)]
async fn what_is_missing_of_a_live_tail_is_told_at_any_rate() {
    assert_eq!(missing_and_told(500, 600_000).await, (0, 0), "nothing is left out, and nothing told");
    for (rate, memory) in [(3_000, 600_000), (10_000, 600_000), (10_000, 80_000), (10_000, 10_000)] {
        let (missing, told) = missing_and_told(rate, memory).await;
        assert!(missing <= told, "at {rate} a second, remembering {memory}: {missing} of {told}");
        assert!(rate < 10_000 || missing > 0, "more came than is read, or this tells nothing");
    }
}
