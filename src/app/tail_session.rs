//! An open tail: its events, what is shown of them, and how the connection is doing. It outlives the screen
//! it is shown on ([`super::left_tails`]).

use super::effect::{Effect, TailId, Work};
use crate::model::{Arn, CallError, Millis, RuleKey, TailSource, TailUpdate, Tap};
use crate::tail::{Arrival, Limits, Marker, Row, Store, View};
use std::collections::VecDeque;

/// How far back the log is read when a tail is opened.
pub const BACKFILL: Millis = 10 * 60 * 1_000;

/// Things that went wrong with a tail that are kept.
const TROUBLES: usize = 20;

/// What a tail reads: a rule's log-group target, or the group of a tap of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchedGroup {
    /// The rule.
    pub rule: RuleKey,
    /// The log group's name.
    pub name: String,
    /// The target's ARN.
    pub arn: Arn,
    /// True when the target transforms the event, so that the log holds what came out of that.
    pub transformed: bool,
    /// The tap that the group belongs to, and goes with.
    pub tap: Option<Box<Tap>>,
}

impl WatchedGroup {
    /// The group of a tap of that rule.
    pub(super) fn of_tap(rule: RuleKey, tap: Box<Tap>) -> Self {
        Self { rule, name: tap.group(), arn: tap.group_arn.clone(), transformed: false, tap: Some(tap) }
    }
}

/// How the log is read instead of a live session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polling {
    /// Why.
    pub reason: String,
    /// Seconds between.
    pub every: u32,
    /// When a live session is tried again.
    pub next: Millis,
}

/// How the connection is doing.
#[derive(Clone, Debug, PartialEq)]
pub enum TailState {
    /// The first answer is awaited.
    Opening,
    /// Events come as they happen.
    Live,
    /// The log is read every so often.
    Polling(Polling),
    /// The connection was lost.
    Reconnecting {
        /// When it was lost.
        since: Millis,
        /// When the next attempt is made.
        next: Millis,
        /// How the log was read until then, where that was not live: that goes on afterwards.
        polled: Option<Polling>,
    },
    /// It is over.
    Ended {
        /// When it ended.
        at: Millis,
        /// Why, unless it was closed.
        error: Option<CallError>,
    },
}

/// An open tail.
#[derive(Debug)]
pub struct TailSession {
    id: TailId,
    group: WatchedGroup,
    opened: Millis,
    state: TailState,
    store: Store,
    /// What is shown of the events.
    pub view: View,
    /// What the log took in before it was opened is still being read.
    reads_past: bool,
    gaps: u64,
    sampled: u64,
    dropped: u64,
    /// Milliseconds by which the service's clock is ahead of this machine's.
    skew: Millis,
    /// The marker of a loss, and when that was: it waits for what is missing, which the connection does not.
    lost: Option<(Row, Millis)>,
    /// What went wrong, the newest last, each with its time.
    troubles: VecDeque<(Millis, String)>,
    /// The marker that further sampled seconds, or dropped events, are added to while nothing else comes.
    sampling: Option<(Row, u64)>,
    dropping: Option<(Row, u64)>,
}

impl TailSession {
    /// Opens a tail, and reads what the log took in over the last ten minutes.
    pub fn open(group: WatchedGroup, limits: Limits, id: TailId, now: Millis, out: &mut Vec<Effect>) -> Self {
        let mut session = Self {
            id,
            group,
            opened: now,
            state: TailState::Opening,
            store: Store::new(limits),
            view: View::default(),
            reads_past: false,
            gaps: 0,
            sampled: 0,
            dropped: 0,
            skew: 0,
            lost: None,
            troubles: VecDeque::new(),
            sampling: None,
            dropping: None,
        };
        session.start(now - BACKFILL, id, now, out);
        session
    }

    fn start(&mut self, since: Millis, id: TailId, now: Millis, out: &mut Vec<Effect>) {
        self.id = id;
        self.state = TailState::Opening;
        self.opened = now;
        self.reads_past = since < now;
        self.lost = None;
        let source = TailSource { group: self.group.name.clone(), arn: Some(self.group.arn.clone()), since };
        out.push(Effect::Work(Work::OpenTail { tail: self.id, source }));
    }

    /// Opens a tail again, under a new id, that has ended, lost its connection or polls; does nothing to one
    /// that is live or about to be.
    pub fn reopen(&mut self, id: TailId, now: Millis, out: &mut Vec<Effect>) {
        let whole_until = match self.state {
            TailState::Opening | TailState::Live => return,
            TailState::Ended { at, .. } => at,
            TailState::Reconnecting { since, .. } => since,
            // Polling may be behind: the newest event says how far the log was surely read.
            TailState::Polling { .. } => {
                let newest = self.store.rows().iter().rev().find_map(|row| self.store.entry(*row));
                newest.map_or(self.opened, |entry| entry.timestamp() - self.skew).min(now)
            }
        };
        if self.is_running() {
            out.push(Effect::Work(Work::CloseTail { tail: self.id }));
        }
        self.mark(Marker::Reopened, now);
        // What arrived late just before is read again; what is here already is not taken twice.
        self.store.start_over();
        self.start(whole_until - BACKFILL, id, now, out);
    }

    /// Goes on with another group, that of a new tap of the same rule, from now on; the events stay.
    pub(super) fn move_to(&mut self, group: WatchedGroup, id: TailId, now: Millis, out: &mut Vec<Effect>) {
        self.group = group;
        self.mark(Marker::Reopened, now);
        self.start(now, id, now, out);
    }

    /// Its id.
    pub fn id(&self) -> TailId {
        self.id
    }

    /// What it reads.
    pub fn group(&self) -> &WatchedGroup {
        &self.group
    }

    /// How the connection is doing.
    pub fn state(&self) -> &TailState {
        &self.state
    }

    /// When it was opened.
    pub fn opened_at(&self) -> Millis {
        self.opened
    }

    /// The events.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// How the log is read instead of live, or was until the connection was lost.
    fn polling(&self) -> Option<&Polling> {
        match &self.state {
            TailState::Polling(polling) => Some(polling),
            TailState::Reconnecting { polled, .. } => polled.as_ref(),
            TailState::Opening | TailState::Live | TailState::Ended { .. } => None,
        }
    }

    /// What went wrong, the newest last, each with its time.
    pub fn troubles(&self) -> impl DoubleEndedIterator<Item = &(Millis, String)> {
        self.troubles.iter()
    }

    /// True while what the log took in before it was opened is still being read: what of it is missing is not
    /// known yet.
    pub fn reads_past(&self) -> bool {
        self.reads_past && self.is_running()
    }

    /// Gaps that could not be refilled.
    pub fn gaps(&self) -> u64 {
        self.gaps
    }

    /// Seconds of which the service sent only a sample.
    pub fn sampled(&self) -> u64 {
        self.sampled
    }

    /// Events dropped on our side.
    pub fn dropped_count(&self) -> u64 {
        self.dropped
    }

    /// Milliseconds by which the service's clock is ahead of this machine's; how long events take is by the
    /// service's.
    pub fn skew(&self) -> Millis {
        self.skew
    }

    /// Takes another filter.
    pub fn set_filter(&mut self, filter: crate::tail::Filter) {
        self.view.set_filter(filter, &self.store);
    }

    /// Judges more of the events by the filter; true while some are left.
    pub fn judge(&mut self, budget: usize) -> bool {
        self.view.judge(&self.store, budget)
    }

    /// Stops the list from moving, or shows what came meanwhile.
    pub fn toggle_pause(&mut self) {
        if self.view.is_paused() {
            self.view.resume();
        } else {
            self.view.pause(&self.store);
        }
    }

    fn mark(&mut self, marker: Marker, at: Millis) -> Row {
        self.note_down(&marker, at);
        if marker.is_of_the_connection() {
            // What is sampled or dropped from here on is another row, behind this one.
            self.sampling = None;
            self.dropping = None;
        }
        let row = self.store.mark(marker, at);
        self.view.add(&[row], &self.store);
        row
    }

    /// Keeps what went wrong to be read in full: rows are cut, and go.
    fn note_down(&mut self, marker: &Marker, at: Millis) {
        if !marker.has_reason() {
            return;
        }
        let text = marker.to_string();
        // Every try fails for the same reason: the newest stands for them.
        self.troubles.retain(|(_, known)| *known != text);
        if self.troubles.len() == TROUBLES {
            self.troubles.pop_front();
        }
        self.troubles.push_back((at, text));
    }

    /// Puts another marker in the place of one, or at the end when that was let go.
    fn amend(&mut self, row: Row, marker: Marker, now: Millis) -> Row {
        self.note_down(&marker, now);
        if self.store.amend(row, marker.clone()) { row } else { self.mark(marker, now) }
    }

    /// Takes what the tail says.
    pub fn news(&mut self, update: &TailUpdate, now: Millis) {
        match update {
            // After a loss, what is missing is still being read; its marker waits for that, the state does
            // not.
            TailUpdate::Live => self.state = TailState::Live,
            TailUpdate::Polling { reason, every, retry } => {
                let before = self.polling();
                let is_new = before.is_none_or(|before| (&before.reason, before.every) != (reason, *every));
                let polling = Polling { reason: reason.clone(), every: *every, next: now + retry };
                self.state = TailState::Polling(polling);
                // What goes on is one row.
                if is_new {
                    self.mark(Marker::Polling { reason: reason.clone(), every: *every }, now);
                }
            }
            TailUpdate::Events { events, refilled, sampled } => {
                self.dropping = None;
                if *sampled {
                    self.sampled += 1;
                    let seconds = self.sampling.map_or(1, |(_, seconds)| seconds + 1);
                    let row = match self.sampling {
                        Some((row, _)) => self.amend(row, Marker::Sampled { seconds }, now),
                        None => self.mark(Marker::Sampled { seconds }, now),
                    };
                    self.sampling = Some((row, seconds));
                } else if !refilled {
                    self.sampling = None;
                }
                let rows = self.store.take(events, Arrival { at: now + self.skew, refilled: *refilled });
                self.view.add(&rows, &self.store);
            }
            TailUpdate::Reconnecting { reason, wait } => {
                let marker = Marker::Lost { reason: reason.clone() };
                let (row, since) = match self.lost {
                    Some((row, since)) => (self.amend(row, marker, now), since),
                    None => (self.mark(marker, now), now),
                };
                self.lost = Some((row, since));
                let polled = self.polling().cloned();
                self.state = TailState::Reconnecting { since, next: now + wait, polled };
            }
            TailUpdate::Reconnected { away, refilled, earlier, .. } => {
                let marker = Marker::Reconnected { away: *away, refilled: *refilled, earlier: *earlier };
                match self.lost.take() {
                    Some((row, _)) => self.amend(row, marker, now),
                    None => self.mark(marker, now),
                };
                self.gaps += u64::from(refilled.is_none());
                if let TailState::Reconnecting { polled, .. } = &mut self.state {
                    self.state = polled.take().map_or(TailState::Live, TailState::Polling);
                }
            }
            TailUpdate::Backfilled => self.reads_past = false,
            TailUpdate::Unfilled { from, to, error } => {
                self.reads_past = false;
                self.gaps += 1;
                self.mark(Marker::Unfilled { span: (to - from).max(0), error: error.clone() }, *to);
            }
            TailUpdate::Filled { to, events, whole, .. } => {
                if *events > 0 || !whole {
                    self.mark(Marker::Filled { events: *events, whole: *whole }, *to);
                }
            }
            TailUpdate::Clock { skew } => self.skew = *skew,
            TailUpdate::Dropped(events) => {
                self.dropped += events;
                let events = events + self.dropping.map_or(0, |(_, events)| events);
                let row = match self.dropping {
                    Some((row, _)) => self.amend(row, Marker::Dropped { events }, now),
                    None => self.mark(Marker::Dropped { events }, now),
                };
                self.dropping = Some((row, events));
            }
            TailUpdate::Ended(error) => {
                self.lost = None;
                self.state = TailState::Ended { at: now, error: error.clone() };
                self.mark(Marker::Ended { error: error.clone() }, now);
            }
        }
    }

    /// True while a session runs on the service's side.
    pub fn is_running(&self) -> bool {
        !matches!(self.state, TailState::Ended { .. })
    }

    /// The session is over, by our own doing; the events stay.
    pub fn end(&mut self, now: Millis) {
        if self.is_running() {
            self.lost = None;
            self.state = TailState::Ended { at: now, error: None };
        }
    }

    /// Ends the session, and has its tap removed.
    pub fn close(&self, out: &mut Vec<Effect>) {
        if self.is_running() {
            out.push(Effect::Work(Work::CloseTail { tail: self.id }));
        }
        if let Some(tap) = &self.group.tap {
            out.push(Effect::Work(Work::RemoveTap(tap.id.clone())));
        }
    }
}
