//! Reading the log: polls where there is no session, and what a session has missed. How far back, at what
//! cost, and what is said when it is too much.

use super::handed_on::SeenIn;
use super::run::{Fill, POLL, Polling, Sampled, TRIES, TailRun, pause, reconnecting};
use super::source::{LogSource, is_final};
use super::times::{Away, Found, ReadUpTo};
use crate::model::{CallError, ErrorKind, LogEvent, Millis, SEEN_LATE, TailUpdate};
use crate::text::grouped;
use std::time::Duration;
use tokio::time::Instant;

/// How far reading reaches back: startTime is about the event's own time, and events arrive late.
const NEAR: Millis = 30_000;
const FAR: Millis = SEEN_LATE;
/// No less than this, however many events that means.
const NEAREST: Millis = 5_000;
/// Events that may be read once more for the sake of late ones.
const NEAR_EVENTS: usize = 20_000;
const FAR_EVENTS: usize = 200_000;
/// Every so many polls one reaches back far.
const FAR_EVERY: u32 = 15;
/// A poll that takes this long will never catch up.
const BEHIND: Duration = Duration::from_mins(1);
/// Where a log that outruns us is gone on with, before the present.
const SKIP_TO: Millis = 10_000;
/// Sampled seconds are read this long after they are over: by then the log has them.
const SETTLED: Millis = 5_000;
/// Events read to fill sampled seconds at one go.
const SAMPLED_EVENTS: usize = 100_000;

impl Polling {
    /// Whether it is the going on of a poll that was refused, and not what was asked for.
    fn is_continuation(&self, error: &CallError) -> bool {
        self.paged && error.kind == ErrorKind::Invalid
    }
}

impl<S: LogSource, T: Send> TailRun<'_, S, T> {
    /// From when on the log is read when a session opens and it is known up to that time.
    pub(super) fn margin(&self, known: Millis) -> Millis {
        // Where a part only was sent, late events cannot be told from those that were left out.
        let most = if known.saturating_sub(self.last_sampled) < FAR { NEAR } else { FAR };
        self.seen.reach(known, NEAREST, most, FAR_EVENTS)
    }

    /// From when on a fill that did not get to its end goes on.
    pub(super) fn goes_on_from(&self, fill: &Fill) -> Millis {
        self.seen.reach(fill.reached, NEAREST, NEAR, NEAR_EVENTS).max(fill.from)
    }

    pub(super) fn start_fill(&self, from: Millis, to: Option<Millis>, away: Option<Away>) -> Fill {
        let (pages, not_before) = (self.source.past(from, to), Instant::now());
        let begun = self.source.now();
        Fill {
            from,
            missing_from: from,
            to,
            pages,
            begun,
            found: Found::default(),
            read: 0,
            reached: from,
            failures: 0,
            announced: None,
            announced_before: None,
            not_before,
            away,
        }
    }

    pub(super) fn start_poll(&mut self, polling: &mut Polling) {
        let is_far = polling.polls.is_multiple_of(FAR_EVERY) && !polling.is_behind;
        let (most, events) = if is_far { (FAR, FAR_EVENTS) } else { (NEAR, NEAR_EVENTS) };
        self.seen.start_pass(SeenIn::Live);
        let known = self.surely(self.known.time);
        let from = self.seen.reach(known, NEAREST, most, events).max(self.since());
        polling.poll = Some(self.source.past(from, None));
        polling.pass = (from, ReadUpTo::new(self.source.now()));
        polling.polls = polling.polls.wrapping_add(1);
        polling.next = Instant::now();
        polling.found = Found::default();
        polling.paged = false;
        polling.reached = Millis::MIN;
    }

    /// What of a page of a poll has not been handed on. It was taken in a moment ago where the poll before
    /// read the same times, and began a moment ago: what is read again only, and what was left out, may be of
    /// any age.
    pub(super) fn unseen(&mut self, polling: &mut Polling, events: Vec<LogEvent>) -> Vec<LogEvent> {
        self.learn(&events, false);
        polling.reached = polling.reached.max(newest(&events));
        let new = self.new_of(SeenIn::Live, events);
        if let Some((from, began)) = polling.before
            && began.is_recent(self.source.now())
        {
            self.learn(new.iter().filter(|event| event.timestamp >= from), true);
        }
        new
    }

    /// The poll brought a page of which this has not been handed on, its end, or an error; an error that will
    /// stay ends the tail.
    pub(super) fn polled(
        &mut self,
        polling: &mut Polling,
        page: Result<Option<Vec<LogEvent>>, CallError>,
    ) -> Result<(), CallError> {
        match page {
            Ok(Some(events)) => {
                polling.paged = true;
                let away = self.lost.map(|lost| self.away(lost));
                polling.found.count(&events, away, None);
                self.hand_on_new(events, polling.catching_up, false);
                self.skip_if_outrun(polling);
            }
            Ok(None) => {
                self.was_there = true;
                let now = self.source.now();
                if let Some(lost) = self.lost.take() {
                    let Found { away, earlier, .. } = polling.found;
                    let back = self.away(lost).back(Some(away), earlier);
                    self.out.push(back);
                }
                self.has_backfilled();
                // The poll saw all there was when it started, so that is how far we know.
                let took = Millis::try_from(polling.next.elapsed().as_millis()).unwrap_or(0);
                self.known = ReadUpTo { time: now - took, at: polling.next };
                self.failures = 0;
                polling.poll = None;
                polling.before = Some(polling.pass);
                polling.catching_up = false;
                let due = polling.next + Duration::from_secs(POLL.into());
                polling.is_behind = due < Instant::now();
                polling.next = due.max(Instant::now());
            }
            // A refused token was not given to this tail: the next poll begins without one.
            Err(error) if is_final(&error) && !self.is_gone(&error) && !polling.is_continuation(&error) => {
                return Err(error);
            }
            Err(error) => {
                self.failures += 1;
                self.lost.get_or_insert(self.known);
                // What has been read of it is known.
                self.known.time = self.known.time.max(polling.reached.min(self.source.now()));
                let wait = pause(self.failures).max(Duration::from_secs(POLL.into()));
                self.out.push(reconnecting(&error, wait));
                polling.poll = None;
                polling.before = None;
                polling.catching_up = true;
                polling.polls = 0;
                polling.next = Instant::now() + wait;
            }
        }
        Ok(())
    }

    /// A log that grows faster than it can be read is not followed into the past for ever: what lies between
    /// is left out, and that is said.
    fn skip_if_outrun(&mut self, polling: &mut Polling) {
        let (now, from) = (self.source.now(), polling.reached.max(self.known.time));
        let to = now - SKIP_TO;
        if polling.catching_up || polling.next.elapsed() < BEHIND || from >= to {
            return;
        }
        let why = "the log grows faster than it can be read (FilterLogEvents gives 1 MB a call, a few calls a \
                   second)";
        let error = CallError::new(ErrorKind::Throttled, "FilterLogEvents", why)
            .advise("Narrow the rule's pattern, or query the log with Logs Insights.");
        self.tell_unfilled(from, to, error);
        self.known = ReadUpTo::new(to);
        polling.poll = None;
        polling.before = None;
        polling.next = Instant::now();
        polling.is_behind = true;
    }

    /// The fill brought a page, its end, or an error.
    pub(super) fn on_page(&mut self, page: Result<Option<Vec<LogEvent>>, CallError>) {
        let Some(mut fill) = self.fill.take() else { return };
        match page {
            Ok(Some(events)) => {
                self.learn(&events, false);
                // A page that is read again after each failure is no progress.
                if newest(&events) > fill.reached {
                    fill.reached = newest(&events);
                    fill.failures = 0;
                }
                fill.read += events.len();
                let new = self.new_of(SeenIn::Past, events);
                fill.found.count(&new, fill.away, fill.announced_at_all());
                self.hand_on_new(new, true, false);
                match fill.to {
                    Some(to) if fill.read > SAMPLED_EVENTS => self.sampled_cut(&fill, to),
                    Some(_) | None => self.fill = Some(fill),
                }
            }
            Ok(None) => match fill.to {
                Some(to) => self.sampled_filled(&fill, to),
                None => {
                    if let Some((from, to)) = fill.announced_at_all() {
                        self.out.push(TailUpdate::Filled {
                            from,
                            to,
                            events: fill.found.announced,
                            whole: true,
                        });
                    }
                    if let Some(away) = fill.away {
                        self.out.push(away.back(Some(fill.found.away), fill.found.earlier));
                    }
                    self.has_backfilled();
                }
            },
            Err(error) if !is_final(&error) => {
                if fill.failures == TRIES && fill.announced.is_none() {
                    fill.announced = Some(self.tell_fill_failed(&mut fill, error));
                }
                // From where it was: what has been handed on is known, so nothing comes twice.
                self.seen.start_pass(SeenIn::Past);
                fill.failures += 1;
                fill.not_before = Instant::now() + pause(fill.failures);
                fill.from = self.goes_on_from(&fill);
                fill.pages = self.source.past(fill.from, fill.to);
                self.fill = Some(fill);
            }
            Err(error) if fill.announced.is_none() => {
                self.tell_fill_failed(&mut fill, error);
            }
            Err(_) => {}
        }
    }

    /// Says of which times events may be missing, and gives them.
    fn tell_fill_failed(&mut self, fill: &mut Fill, error: CallError) -> (Millis, Millis) {
        // What came after it began is the session's.
        let announced = self.tell_unfilled(fill.missing(), fill.to.unwrap_or(fill.begun), error);
        self.is_backfilled |= fill.to.is_none();
        if let Some(away) = fill.away.take() {
            self.out.push(away.back(None, 0));
        }
        announced
    }

    /// The service sent these of the events of a second, and held others back.
    pub(super) fn was_sampled(&mut self, shown: &[LogEvent]) {
        let now = self.known.time;
        let recent = |event: &LogEvent| (now - NEAR..=now).contains(&event.timestamp);
        let oldest = shown.iter().filter(|event| recent(event)).map(|event| event.timestamp).min();
        // What was held back may be older than what was sent.
        let from = oldest.unwrap_or(now).min(now - 2_000);
        self.sampled = Some(match self.sampled {
            Some(before) => Sampled { from: before.from.min(from), to: now },
            None => Sampled { from, to: now },
        });
        self.last_sampled = now;
    }

    /// Reads what was left out of sampled seconds, once they are over and nothing else is read.
    pub(super) fn fill_sampled(&mut self) {
        if self.fill.is_some() {
            return;
        }
        let Some(Sampled { from, to }) = self.sampled else { return };
        // While it goes on, a piece at a time.
        let known = self.known.time;
        if known < to + SETTLED && known < from + FAR / 10 {
            return;
        }
        let to = to.min(known - SETTLED).max(from);
        self.sampled =
            self.sampled.filter(|sampled| sampled.to > to).map(|sampled| Sampled { from: to, ..sampled });
        let from = from.max(self.since());
        // What is not remembered would come twice, so that it is not read.
        let floor = self.seen.floor();
        if from < floor.min(to) {
            self.tell_unfilled(
                from,
                floor.min(to),
                too_many("they came faster than the rest could be fetched"),
            );
        }
        let from = from.max(floor);
        if from <= to {
            self.seen.start_pass(SeenIn::Past);
            self.fill = Some(self.start_fill(from, Some(to), None));
        }
    }

    /// There is more in sampled seconds than is read of them: what was fetched is told, and the times of what
    /// was not.
    fn sampled_cut(&mut self, fill: &Fill, to: Millis) {
        self.sampled_filled(fill, fill.reached);
        let most = grouped(SAMPLED_EVENTS as u64);
        let why = format!("there were more than the {most} that are fetched at one go");
        self.tell_unfilled(fill.missing(), to, too_many(&why));
    }

    fn sampled_filled(&mut self, fill: &Fill, to: Millis) {
        let whole = fill.to.is_none_or(|end| to >= end);
        // From where it was asked for or told, wherever it was gone on from after a failure.
        let from = fill.announced.map_or(fill.missing_from, |(from, _)| from);
        self.out.push(TailUpdate::Filled { from, to: to.max(from), events: fill.found.all, whole });
    }

    /// Hands on what has not been yet.
    pub(super) fn hand_on(&mut self, lane: SeenIn, events: Vec<LogEvent>, refilled: bool, sampled: bool) {
        let new = self.new_of(lane, events);
        self.hand_on_new(new, refilled, sampled);
    }

    fn new_of(&mut self, lane: SeenIn, mut events: Vec<LogEvent>) -> Vec<LogEvent> {
        events.retain(|event| self.seen.is_new(lane, event));
        events
    }

    fn hand_on_new(&mut self, mut events: Vec<LogEvent>, refilled: bool, sampled: bool) {
        events.sort_by_key(|event| event.timestamp);
        if !events.is_empty() || sampled {
            self.out.push(TailUpdate::Events { events, refilled, sampled });
        }
    }
}

/// Why the rest of sampled seconds is not read.
fn too_many(why: &str) -> CallError {
    CallError::new(
        ErrorKind::Throttled,
        "FilterLogEvents",
        format!("AWS sent only a part of these events, and {why}"),
    )
    .advise("Narrow the rule's pattern, or query the log with Logs Insights.")
}

fn newest(events: &[LogEvent]) -> Millis {
    events.iter().map(|event| event.timestamp).max().unwrap_or(Millis::MIN)
}
