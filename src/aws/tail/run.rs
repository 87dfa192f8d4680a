//! The tail's loop: one link at a time (a session, a pause, or polling), the reading of what was missed
//! beside it.

use super::super::paging::Pages;
use super::outbox::Outbox;
use super::seen::{Lane, Seen};
use super::source::{Batch, Broken, LogSource, Refusal, Session, is_final};
use crate::model::{CallError, ErrorKind, LogEvent, Millis, TailUpdate};
use futures_util::future::BoxFuture;
use futures_util::{StreamExt as _, TryStreamExt as _};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// A session sends something every second, even when nothing happened; this much silence means the link is
/// dead.
const SILENCE: Duration = Duration::from_secs(15);
/// The service ends sessions after 3 h; a little earlier we open the next one ourselves.
const RENEW: Duration = Duration::from_mins(179);
/// A session that lived this long was a sound one.
const SOUND: Duration = Duration::from_secs(10);
/// Tries to open a session, or sessions that ended at once, before the log is polled instead.
const TRIES: u32 = 3;
/// The longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Seconds between two polls: FilterLogEvents has a quota of its own in each region.
const POLL: u32 = 2;
/// How long polling goes on before a session is tried again, where it failed rather than was refused.
const POLL_FOR: Duration = Duration::from_mins(5);
/// How far polls and refills reach back: startTime is about the event's own time, and events arrive late.
const NEAR: Millis = 30_000;
const FAR: Millis = 300_000;
/// Every so many polls one reaches back far.
const FAR_EVERY: u32 = 15;

enum Link<'a> {
    Opening(BoxFuture<'a, Result<Session, Refusal>>),
    Open { session: Session, opened: Instant, heard: Instant },
    Pausing { until: Instant },
    Polling(Polling),
}

struct Polling {
    /// The poll under way.
    poll: Option<Pages<LogEvent>>,
    /// When the next one starts; while one is under way, when it started.
    next: Instant,
    polls: u32,
    /// When a session is to be tried again.
    give_up: Option<Instant>,
    /// The poll under way reads what was there before it.
    catching_up: bool,
    found: usize,
}

/// What the link said.
enum News {
    Opened(Result<Session, Refusal>),
    Batch(Option<Result<Batch, Broken>>),
    Silent,
    Renew,
    Retry,
    PollDue,
    Page(Result<Option<Vec<LogEvent>>, CallError>),
}

/// A reading of the log's past, beside an open session.
struct Fill {
    from: Millis,
    pages: Pages<LogEvent>,
    found: usize,
    failures: u32,
    not_before: Instant,
    /// The link was away this long, if it was.
    away: Option<Millis>,
}

struct Run<'a, S, T> {
    source: &'a S,
    out: Outbox<T>,
    seen: Seen,
    fill: Option<Fill>,
    /// Nothing older is shown.
    since: Millis,
    /// The time up to which all events are known to have been handed on, or to be in the fill under way.
    known: Millis,
    /// When the link was lost, if it is.
    lost: Option<Millis>,
    failures: u32,
    was_sound: bool,
}

/// Runs a tail until it ends for good or its reader goes.
pub(super) async fn run<S: LogSource, T: Send>(source: S, since: Millis, out: Outbox<T>) {
    let mut run = Run {
        source: &source,
        out,
        seen: Seen::new(),
        fill: None,
        since,
        known: since,
        lost: None,
        failures: 0,
        was_sound: false,
    };
    let mut link = run.open();
    loop {
        let has_room = run.out.has_room();
        let may_read = has_room || !matches!(link, Link::Polling(_));
        let next = tokio::select! {
            biased;
            there = run.out.hand_on() => if there { continue } else { return },
            news = link.news(), if may_read => run.hear(link, news),
            page = page_of(&mut run.fill), if has_room && run.fill.is_some() => {
                run.filled(page);
                continue;
            }
        };
        match next {
            Ok(next) => link = next,
            Err(error) => {
                run.out.push(TailUpdate::Ended(Some(error)));
                break;
            }
        }
    }
    while !run.out.is_empty() && run.out.hand_on().await {}
}

/// The next page of the fill; waits for ever where there is none. Safe to cancel.
async fn page_of(fill: &mut Option<Fill>) -> Result<Option<Vec<LogEvent>>, CallError> {
    let Some(fill) = fill else { return std::future::pending().await };
    sleep_until(fill.not_before).await;
    fill.pages.try_next().await
}

impl Link<'_> {
    /// Waits for what comes next. Safe to cancel: whatever is under way stays in the link.
    async fn news(&mut self) -> News {
        match self {
            Self::Opening(opening) => News::Opened(opening.await),
            Self::Open { session, opened, heard } => tokio::select! {
                biased;
                batch = session.next() => News::Batch(batch),
                () = sleep_until(*heard + SILENCE) => News::Silent,
                () = sleep_until(*opened + RENEW) => News::Renew,
            },
            Self::Pausing { until } => {
                sleep_until(*until).await;
                News::Retry
            }
            Self::Polling(Polling { poll: Some(pages), .. }) => News::Page(pages.try_next().await),
            Self::Polling(Polling { poll: None, next, .. }) => {
                sleep_until(*next).await;
                News::PollDue
            }
        }
    }
}

impl<'a, S: LogSource, T: Send> Run<'a, S, T> {
    fn open(&self) -> Link<'a> {
        let source = self.source;
        Link::Opening(Box::pin(source.open()))
    }

    /// What becomes of the link; an error ends the tail.
    fn hear(&mut self, mut link: Link<'a>, news: News) -> Result<Link<'a>, CallError> {
        match news {
            News::Opened(Ok(session)) => Ok(self.opened(session)),
            News::Opened(Err(Refusal::End(error))) => Err(error),
            News::Opened(Err(Refusal::Poll(reason))) => Ok(self.poll(reason, None)),
            News::Opened(Err(Refusal::Retry(error))) => Ok(self.failed(&error, Some(POLL_FOR))),
            News::Batch(Some(Ok(batch))) => {
                self.known = self.source.now();
                self.hand_on(Lane::Live, batch.events, false, batch.sampled);
                if let Link::Open { heard, .. } = &mut link {
                    *heard = Instant::now();
                }
                Ok(link)
            }
            News::Batch(Some(Err(Broken::TimedOut))) | News::Renew | News::Retry => Ok(self.open()),
            News::Batch(Some(Err(Broken::Failed(error)))) => Ok(self.broke(&link, &error, Some(POLL_FOR))),
            // A server that closes session upon session in good order has no real Live Tail, and will not get
            // one soon.
            News::Batch(None) => Ok(self.broke(&link, &broken("the server closed the session"), None)),
            News::Silent => {
                let why = "the session gave no sign of life for 15 s";
                Ok(self.broke(&link, &broken(why), Some(POLL_FOR)))
            }
            News::PollDue => {
                if let Link::Polling(polling) = &mut link {
                    if polling.give_up.is_some_and(|at| Instant::now() >= at) {
                        return Ok(self.open());
                    }
                    self.start_poll(polling);
                }
                Ok(link)
            }
            News::Page(page) => {
                if let Link::Polling(polling) = &mut link {
                    self.polled(polling, page)?;
                }
                Ok(link)
            }
        }
    }

    fn broke(&mut self, link: &Link<'a>, error: &CallError, poll_for: Option<Duration>) -> Link<'a> {
        if let Link::Open { opened, .. } = link
            && opened.elapsed() >= SOUND
        {
            self.failures = 0;
            self.was_sound = true;
        }
        self.failed(error, poll_for)
    }

    fn opened(&mut self, session: Session) -> Link<'a> {
        let now = self.source.now();
        self.seen.start_pass(Lane::Live);
        self.seen.start_pass(Lane::Past);
        // What came while no session was open, with a margin for late arrivals; and what an unfinished fill
        // still owes.
        let unfinished = self.fill.as_ref().map(|fill| fill.from);
        let from = unfinished.unwrap_or(Millis::MAX).min(self.known - FAR).max(self.since);
        let away = self.lost.take().map(|lost| now - lost);
        self.fill = Some(Fill {
            from,
            pages: self.source.past(from),
            found: 0,
            failures: 0,
            not_before: Instant::now(),
            away,
        });
        self.known = now;
        self.out.push(TailUpdate::Live);
        Link::Open { session, opened: Instant::now(), heard: Instant::now() }
    }

    /// A session could not be opened, or broke. After [`TRIES`] without a sound one the log is polled, for so
    /// long.
    fn failed(&mut self, error: &CallError, poll_for: Option<Duration>) -> Link<'a> {
        self.failures += 1;
        self.lost.get_or_insert(self.known);
        if self.failures >= TRIES && !self.was_sound {
            let reason = format!("no session held after {} tries: {}", self.failures, error.message);
            return self.poll(reason, poll_for.map(|time| Instant::now() + time));
        }
        let wait = pause(self.failures);
        self.out.push(reconnecting(error, wait));
        Link::Pausing { until: Instant::now() + wait }
    }

    fn poll(&mut self, reason: String, give_up: Option<Instant>) -> Link<'a> {
        self.out.push(TailUpdate::Polling { reason, every: POLL });
        self.failures = 0;
        self.lost = None;
        if let Some(fill) = self.fill.take() {
            self.known = self.known.min(fill.from);
        }
        let next = Instant::now();
        Link::Polling(Polling { poll: None, next, polls: 0, give_up, catching_up: true, found: 0 })
    }

    fn start_poll(&mut self, polling: &mut Polling) {
        let reach = if polling.polls.is_multiple_of(FAR_EVERY) { FAR } else { NEAR };
        self.seen.start_pass(Lane::Live);
        polling.poll = Some(self.source.past((self.known - reach).max(self.since)));
        polling.polls = polling.polls.wrapping_add(1);
        polling.next = Instant::now();
        polling.found = 0;
    }

    /// The poll brought a page, its end, or an error; an error that will stay ends the tail.
    fn polled(
        &mut self,
        polling: &mut Polling,
        page: Result<Option<Vec<LogEvent>>, CallError>,
    ) -> Result<(), CallError> {
        match page {
            Ok(Some(events)) => polling.found += self.hand_on(Lane::Live, events, polling.catching_up, false),
            Ok(None) => {
                let now = self.source.now();
                if let Some(lost) = self.lost.take() {
                    self.out
                        .push(TailUpdate::Reconnected { away: now - lost, refilled: Some(polling.found) });
                }
                // The poll saw all there was when it started, so that is how far we know.
                self.known = now - Millis::try_from(polling.next.elapsed().as_millis()).unwrap_or(0);
                self.failures = 0;
                polling.poll = None;
                polling.catching_up = false;
                polling.next = (polling.next + Duration::from_secs(POLL.into())).max(Instant::now());
            }
            Err(error) if is_final(&error) => return Err(error),
            Err(error) => {
                self.failures += 1;
                self.lost.get_or_insert(self.known);
                let wait = pause(self.failures).max(Duration::from_secs(POLL.into()));
                self.out.push(reconnecting(&error, wait));
                polling.poll = None;
                polling.catching_up = true;
                polling.polls = 0;
                polling.next = Instant::now() + wait;
            }
        }
        Ok(())
    }

    /// The fill brought a page, its end, or an error.
    fn filled(&mut self, page: Result<Option<Vec<LogEvent>>, CallError>) {
        let Some(mut fill) = self.fill.take() else { return };
        match page {
            Ok(Some(events)) => {
                fill.found += self.hand_on(Lane::Past, events, true, false);
                self.fill = Some(fill);
            }
            Ok(None) => {
                if let Some(away) = fill.away {
                    self.out.push(TailUpdate::Reconnected { away, refilled: Some(fill.found) });
                }
            }
            Err(error) if !is_final(&error) && fill.failures < TRIES => {
                // From the start again: what has been handed on is known, so nothing comes twice.
                self.seen.start_pass(Lane::Past);
                fill.failures += 1;
                fill.not_before = Instant::now() + pause(fill.failures);
                fill.pages = self.source.past(fill.from);
                self.fill = Some(fill);
            }
            Err(error) => {
                self.out.push(TailUpdate::Unfilled { from: fill.from, to: self.source.now(), error });
                if let Some(away) = fill.away {
                    self.out.push(TailUpdate::Reconnected { away, refilled: None });
                }
            }
        }
    }

    /// Hands on what has not been yet, and says how many that were.
    fn hand_on(&mut self, lane: Lane, mut events: Vec<LogEvent>, refilled: bool, sampled: bool) -> usize {
        events.retain(|event| self.seen.is_new(lane, event));
        events.sort_by_key(|event| event.timestamp);
        let found = events.len();
        if found > 0 || sampled {
            self.out.push(TailUpdate::Events { events, refilled, sampled });
        }
        found
    }
}

/// 1, 2, 4, … seconds, up to [`LONGEST_PAUSE`].
fn pause(failures: u32) -> Duration {
    Duration::from_secs(1 << failures.saturating_sub(1).min(10)).min(LONGEST_PAUSE)
}

fn reconnecting(error: &CallError, wait: Duration) -> TailUpdate {
    let wait = Millis::try_from(wait.as_millis()).unwrap_or(Millis::MAX);
    TailUpdate::Reconnecting { reason: error.message.clone(), wait }
}

fn broken(why: &str) -> CallError {
    CallError::new(ErrorKind::Network, "StartLiveTail", why)
}
