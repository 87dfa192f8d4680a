//! The tail's loop: one link at a time (a session, a pause, or polling), the reading of what was missed
//! beside it.

use super::super::paging::Pages;
use super::handed_on::{HandedOn, SeenIn};
use super::outbox::Outbox;
use super::source::{Batch, Batches, Broken, LogSource, TailRefusal};
use super::times::{Away, Found, ReadUpTo};
use crate::model::{CallError, ErrorKind, LogEvent, Millis, TailUpdate};
use futures_util::future::BoxFuture;
use futures_util::{StreamExt as _, TryStreamExt as _};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// A session sends something every second, even when nothing happened; this much silence means the link is
/// dead.
const SILENCE: Duration = Duration::from_secs(15);
/// The service ends sessions after 3 h; a little earlier we open the next one ourselves.
const RENEW: Duration = Duration::from_mins(179);
/// A session that lived this long was a sound one.
const SOUND: Duration = Duration::from_secs(10);
/// Tries to open a session, or sessions that ended at once, before the log is polled instead.
pub(super) const TRIES: u32 = 3;
/// The longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// Seconds between two polls: FilterLogEvents has a quota of its own in each region.
pub(super) const POLL: u32 = 2;
/// How long polling goes on before a session is tried again: where it failed, and where it was refused. Twice
/// as long after each try that came to nothing, up to [`LONGEST_POLLING`].
const POLL_FOR: Duration = Duration::from_mins(5);
const REFUSED_FOR: Duration = Duration::from_mins(15);
const LONGEST_POLLING: Duration = Duration::from_hours(1);

pub(super) enum Link<'a> {
    Opening(BoxFuture<'a, Result<Batches, TailRefusal>>),
    Open { session: Batches, opened: Instant, heard: Instant },
    Pausing { until: Instant },
    Polling(Polling),
}

pub(super) struct Polling {
    /// The poll under way.
    pub(super) poll: Option<Pages<LogEvent>>,
    /// When the next one starts; while one is under way, when it started.
    pub(super) next: Instant,
    pub(super) polls: u32,
    /// When a session is to be tried again.
    give_up: Instant,
    /// A page of the poll under way has come: what is refused then is its continuation.
    pub(super) paged: bool,
    /// The poll under way reads what was there before it.
    pub(super) catching_up: bool,
    pub(super) found: Found,
    /// The time of the newest event that the poll under way has read, if it has read one.
    pub(super) reached: Millis,
    /// From when on the poll under way reads, and when it began.
    pub(super) pass: (Millis, ReadUpTo),
    /// From when on the poll before it read, and when that began, if it has read all there was.
    pub(super) before: Option<(Millis, ReadUpTo)>,
    /// The last poll took longer than it may, so that there is no time for reading far back.
    pub(super) is_behind: bool,
}

/// What the link said.
enum News {
    Opened(Result<Batches, TailRefusal>),
    Batch(Option<Result<Batch, Broken>>),
    Silent,
    Renew,
    Retry,
    PollDue,
    Page(Result<Option<Vec<LogEvent>>, CallError>),
}

/// A reading of the log's past, beside an open session.
pub(super) struct Fill {
    pub(super) from: Millis,
    /// What came before this was there before, whatever is read again.
    pub(super) missing_from: Millis,
    /// Where it ends; at the present where there is no time.
    pub(super) to: Option<Millis>,
    pub(super) pages: Pages<LogEvent>,
    /// When the reading began: what came after it is the session's.
    pub(super) begun: Millis,
    pub(super) found: Found,
    /// Events read, found new or not.
    pub(super) read: usize,
    /// The time of the newest event read.
    pub(super) reached: Millis,
    pub(super) failures: u32,
    /// The times of which it was said that events may be missing, since it failed so often.
    pub(super) announced: Option<(Millis, Millis)>,
    /// The times that were announced so of a reading before this one, which this one makes up for.
    pub(super) announced_before: Option<(Millis, Millis)>,
    pub(super) not_before: Instant,
    /// When the link was away, if it was.
    pub(super) away: Option<Away>,
}

/// Seconds of which the service sent a part only, not filled yet.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sampled {
    pub(super) from: Millis,
    pub(super) to: Millis,
}

pub(super) struct TailRun<'a, S, T> {
    pub(super) source: &'a S,
    pub(super) out: Outbox<T>,
    pub(super) seen: HandedOn,
    pub(super) fill: Option<Fill>,
    pub(super) sampled: Option<Sampled>,
    /// When the service last sent a part only.
    pub(super) last_sampled: Millis,
    /// Nothing older was asked for, by this machine's clock.
    pub(super) asked_since: Millis,
    /// By how much the service's clock was ahead when the times here were taken from it.
    pub(super) skew: Millis,
    /// The time up to which all events are known to have been handed on, or to be in the fill under way.
    pub(super) known: ReadUpTo,
    /// When the link was lost, if it is.
    pub(super) lost: Option<ReadUpTo>,
    pub(super) failures: u32,
    was_sound: bool,
    /// The log was there: a session has opened, or a poll has read it. A group that goes after that may come
    /// back, as one does that is deleted and made again.
    pub(super) was_there: bool,
    /// What was there before the tail was opened has been read, or it was said that it cannot be.
    pub(super) is_backfilled: bool,
    /// Times in a row that polling was followed by no sound session.
    rounds: u32,
    /// By how much the service's clock is ahead, as it was said last.
    pub(super) told_skew: Millis,
}

/// Runs a tail until it ends for good, its reader goes, or `end` is notified.
pub(super) async fn run<S: LogSource, T: Send>(
    source: S,
    since: Millis,
    seen: HandedOn,
    out: Outbox<T>,
    end: Arc<Notify>,
) {
    let asked_since = TailRun::<S, T>::in_service_time(&source, since);
    let mut run = TailRun {
        source: &source,
        out,
        seen,
        fill: None,
        sampled: None,
        last_sampled: Millis::MIN,
        asked_since,
        skew: 0,
        known: ReadUpTo::new(asked_since),
        lost: None,
        failures: 0,
        was_sound: false,
        was_there: false,
        is_backfilled: false,
        rounds: 0,
        told_skew: 0,
    };
    let mut link = run.open();
    loop {
        let has_room = run.out.has_room();
        let may_read = has_room || !matches!(link, Link::Polling(_));
        let next = tokio::select! {
            biased;
            () = end.notified() => {
                run.tell_owed(Some(&link));
                break;
            }
            there = run.out.hand_on() => if there { continue } else { return },
            news = link.news(), if may_read => run.hear(link, news),
            page = page_of(&mut run.fill), if has_room && run.fill.is_some() => {
                run.on_page(page);
                continue;
            }
        };
        match next {
            Ok(next) => link = next,
            Err(error) => {
                run.tell_owed(None);
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

impl<'a, S: LogSource, T: Send> TailRun<'a, S, T> {
    fn open(&self) -> Link<'a> {
        let source = self.source;
        Link::Opening(Box::pin(source.open()))
    }

    /// What becomes of the link; an error ends the tail.
    fn hear(&mut self, mut link: Link<'a>, news: News) -> Result<Link<'a>, CallError> {
        match news {
            News::Opened(Ok(session)) => Ok(self.on_open(session)),
            News::Opened(Err(TailRefusal::End(error))) if self.is_gone(&error) => {
                Ok(self.wait_for_it(&error))
            }
            News::Opened(Err(TailRefusal::End(error))) => Err(error),
            News::Opened(Err(TailRefusal::Poll(reason))) => Ok(self.poll(reason, REFUSED_FOR)),
            News::Opened(Err(TailRefusal::Retry(error))) => Ok(self.on_failure(&error)),
            News::Batch(Some(Ok(batch))) => {
                self.take_time();
                self.learn(&batch.events, self.known.is_recent(self.source.now()));
                self.tell_skew();
                self.known = ReadUpTo::new(self.source.now());
                if batch.sampled {
                    self.was_sampled(&batch.events);
                }
                self.hand_on(SeenIn::Live, batch.events, false, batch.sampled);
                self.fill_sampled();
                if let Link::Open { heard, .. } = &mut link {
                    *heard = Instant::now();
                }
                Ok(link)
            }
            News::Batch(Some(Err(Broken::TimedOut))) | News::Renew | News::Retry => Ok(self.open()),
            News::Batch(Some(Err(Broken::Failed(error)))) => Ok(self.broke(&link, &error)),
            News::Batch(None) => Ok(self.broke(&link, &broken("the server closed the session"))),
            News::Silent => Ok(self.broke(&link, &broken("the session gave no sign of life for 15 s"))),
            News::PollDue => {
                if let Link::Polling(polling) = &mut link {
                    if Instant::now() >= polling.give_up {
                        // One try this time: polling goes on at once when it comes to nothing.
                        self.failures = TRIES - 1;
                        return Ok(self.open());
                    }
                    self.start_poll(polling);
                }
                Ok(link)
            }
            News::Page(page) => {
                if let Link::Polling(polling) = &mut link {
                    let page = page.map(|events| Some(self.unseen(polling, events?)));
                    self.tell_skew();
                    self.polled(polling, page)?;
                }
                Ok(link)
            }
        }
    }

    fn broke(&mut self, link: &Link<'a>, error: &CallError) -> Link<'a> {
        if let Link::Open { opened, .. } = link
            && opened.elapsed() >= SOUND
        {
            self.failures = 0;
            self.rounds = 0;
            self.was_sound = true;
        }
        self.on_failure(error)
    }

    /// The past has been read up to the present.
    pub(super) fn has_backfilled(&mut self) {
        if !std::mem::replace(&mut self.is_backfilled, true) {
            self.out.push(TailUpdate::Backfilled);
        }
    }

    fn on_open(&mut self, session: Batches) -> Link<'a> {
        self.take_time();
        self.was_there = true;
        let now = self.source.now();
        self.seen.start_pass(SeenIn::Live);
        self.seen.start_pass(SeenIn::Past);
        // What came while no session was open, with a margin for late arrivals; and what an unfinished fill
        // still owes.
        let owed = self.fill.take();
        let unfinished = owed.as_ref().map_or(Millis::MAX, |fill| self.goes_on_from(fill));
        let missing = owed.as_ref().map_or(Millis::MAX, Fill::missing).min(self.margin(self.known.time));
        let announced_before = owed.and_then(|fill| fill.announced_at_all());
        let from = self.margin(self.surely(self.known.time)).min(unfinished).max(self.since());
        let away = self.lost.take().map(|lost| self.away(lost));
        self.fill = Some(Fill {
            missing_from: from.max(missing),
            announced_before,
            ..self.start_fill(from, None, away)
        });
        self.known = ReadUpTo::new(now);
        self.out.push(TailUpdate::Live);
        Link::Open { session, opened: Instant::now(), heard: Instant::now() }
    }

    /// A session could not be opened, or broke. After [`TRIES`] without a sound one the log is polled for a
    /// while.
    fn on_failure(&mut self, error: &CallError) -> Link<'a> {
        self.failures += 1;
        self.lost.get_or_insert(self.known);
        if self.failures >= TRIES && !self.was_sound {
            let reason = format!("no session held after {TRIES} tries: {}", error.message);
            return self.poll(reason, POLL_FOR);
        }
        let wait = pause(self.failures);
        self.out.push(reconnecting(error, wait));
        Link::Pausing { until: Instant::now() + wait }
    }

    /// The log was there and is not any more.
    pub(super) fn is_gone(&self, error: &CallError) -> bool {
        self.was_there && error.kind == ErrorKind::NotFound
    }

    fn wait_for_it(&mut self, error: &CallError) -> Link<'a> {
        self.failures += 1;
        self.lost.get_or_insert(self.known);
        let wait = pause(self.failures);
        self.out.push(reconnecting(error, wait));
        Link::Pausing { until: Instant::now() + wait }
    }

    fn poll(&mut self, reason: String, poll_for: Duration) -> Link<'a> {
        self.take_time();
        let time = poll_for.saturating_mul(1 << self.rounds.min(10)).min(LONGEST_POLLING);
        let retry = Millis::try_from(time.as_millis()).unwrap_or(Millis::MAX);
        self.out.push(TailUpdate::Polling { reason, every: POLL, retry });
        self.failures = 0;
        self.lost = None;
        if let Some(fill) = self.fill.take() {
            self.known.time = self.known.time.min(fill.missing());
        }
        let next = Instant::now();
        self.rounds += 1;
        Link::Polling(Polling {
            poll: None,
            next,
            polls: 0,
            give_up: next + time,
            paged: false,
            catching_up: true,
            found: Found::default(),
            reached: Millis::MIN,
            pass: (Millis::MAX, self.known),
            before: None,
            is_behind: false,
        })
    }
}

/// 1, 2, 4, … seconds, up to [`LONGEST_PAUSE`].
pub(super) fn pause(failures: u32) -> Duration {
    Duration::from_secs(1 << failures.saturating_sub(1).min(10)).min(LONGEST_PAUSE)
}

pub(super) fn reconnecting(error: &CallError, wait: Duration) -> TailUpdate {
    let wait = Millis::try_from(wait.as_millis()).unwrap_or(Millis::MAX);
    TailUpdate::Reconnecting { reason: error.message.clone(), wait }
}

fn broken(why: &str) -> CallError {
    CallError::new(ErrorKind::Network, "StartLiveTail", why)
}
