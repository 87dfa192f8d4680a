//! Tails whose screen was left. They run on for a while, so that going back to one finds it as it was; then
//! they end, because AWS bills a live tail by the minute.

use super::carried_events::CarriedEvents;
use super::effect::{Effect, TailId};
use super::tail_session::{TailSession, WatchedGroup};
use crate::model::{Millis, RuleKey, TailUpdate};
use crate::text::time::{MINUTE, span};
use std::sync::Arc;

/// How long a tail that was left runs on.
const RUNS_ON: Millis = MINUTE;
/// How many run on at once: each is billed.
const AT_ONCE: usize = 2;
/// How many whose session is over keep their events.
const KEPT: usize = 3;
/// Events that are taken to the workbench at most.
const CARRIED: usize = 5_000;
/// Bytes that these may hold together, unless there is only one.
const KEPT_BYTES: usize = 64 << 20;

/// The tails that were left.
#[derive(Debug, Default)]
pub struct LeftTails {
    /// Those that run on, and until when.
    tails: Vec<(Millis, TailSession)>,
    /// Those whose session is over, the oldest first: their events are still of use.
    over: Vec<TailSession>,
}

impl LeftTails {
    /// The tail of a group as it was left: running, or over with the events it has.
    pub(super) fn take(&mut self, group: &WatchedGroup) -> Option<TailSession> {
        if let Some(at) = self.tails.iter().position(|(_, session)| session.group() == group) {
            return Some(self.tails.remove(at).1);
        }
        let at = self.over.iter().position(|session| session.group() == group)?;
        Some(self.over.remove(at))
    }

    /// The events of an earlier tap of a rule, whose session is over.
    pub(super) fn take_tapped(&mut self, rule: &RuleKey) -> Option<TailSession> {
        let of_rule = |session: &TailSession| session.group().tap.is_some() && session.group().rule == *rule;
        let at = self.over.iter().position(of_rule)?;
        Some(self.over.remove(at))
    }

    fn keep(&mut self, session: TailSession) {
        self.over.retain(|other| other.group() != session.group());
        self.over.push(session);
        let bytes = |over: &[TailSession]| over.iter().map(|session| session.store().bytes()).sum::<usize>();
        while self.over.len() > KEPT || (self.over.len() > 1 && bytes(&self.over) > KEPT_BYTES) {
            self.over.remove(0);
        }
    }

    /// News of a tail that was left; false when there is no such tail.
    pub fn news(&mut self, tail: TailId, update: &TailUpdate, now: Millis) -> bool {
        let found = self.tails.iter_mut().find(|(_, session)| session.id() == tail);
        found.map(|(_, session)| session.news(update, now)).is_some()
    }

    /// The tails of rules of a bus, running ones first, the newest of each first.
    pub(in crate::app) fn of_bus(&self, bus: &str) -> impl Iterator<Item = &TailSession> {
        let running = self.tails.iter().rev().map(|(_, session)| session);
        running.chain(self.over.iter().rev()).filter(move |session| session.group().rule.bus == bus)
    }

    /// Whether a tail of this rule was left and runs on, which AWS bills.
    pub fn runs(&self, rule: &RuleKey) -> bool {
        self.tails.iter().any(|(_, session)| session.group().rule == *rule)
    }

    /// How many run on.
    pub fn running(&self) -> usize {
        self.tails.len()
    }

    /// The newest events that tails of a bus's rules have captured, the newest tail's first, for the
    /// workbench.
    pub(in crate::app) fn captured(&self, bus: &str) -> Option<CarriedEvents> {
        let mut events = Vec::new();
        for session in self.of_bus(bus) {
            let store = session.store();
            let entries = store.rows().iter().rev().filter_map(|row| store.entry(*row));
            let left = CARRIED - events.len();
            let entries = entries.filter(|entry| entry.is_event()).take(left);
            events.extend(entries.map(|entry| Arc::clone(entry.text())));
        }
        (!events.is_empty()).then_some(CarriedEvents { from: "tail", events, at: None })
    }

    /// The operator has left a tail. Answers what is to be said of it; nothing when it had ended.
    pub(super) fn leave(
        &mut self,
        session: TailSession,
        now: Millis,
        out: &mut Vec<Effect>,
    ) -> Option<String> {
        // A tap is removed at once: nobody watches it any more.
        if session.group().tap.is_some() {
            let mut session = session;
            session.close(out);
            session.end(now);
            self.keep(session);
            return Some("The tap is being removed; its events are kept.".to_owned());
        }
        if !session.is_running() {
            self.keep(session);
            return None;
        }
        self.tails.push((now + RUNS_ON, session));
        if self.tails.len() > AT_ONCE {
            let (_, mut oldest) = self.tails.remove(0);
            oldest.close(out);
            oldest.end(now);
            self.keep(oldest);
        }
        Some(format!("The tail runs on for {}, then ends: AWS bills it by the minute.", span(RUNS_ON)))
    }

    /// Ends the tails that were left long enough ago. Returns a sentence for each, and when the next one
    /// ends.
    pub(super) fn end_due(&mut self, now: Millis, out: &mut Vec<Effect>) -> (Vec<String>, Option<Millis>) {
        let (over, on): (Vec<_>, Vec<_>) = std::mem::take(&mut self.tails)
            .into_iter()
            .partition(|(until, session)| *until <= now || !session.is_running());
        self.tails = on;
        let mut sentences = Vec::new();
        for (_, mut session) in over {
            let rule = &session.group().rule.name;
            sentences.push(if session.is_running() {
                format!(
                    "The tail of {rule} has ended, {} after it was left; its events are kept.",
                    span(RUNS_ON)
                )
            } else {
                format!("The tail of {rule}, which was left, ended by itself; its events are kept.")
            });
            session.close(out);
            session.end(now);
            self.keep(session);
        }
        (sentences, self.tails.iter().map(|(until, _)| *until).min())
    }

    /// Ends every tail that was left: the account on screen is another one now.
    pub(super) fn end_all(&mut self, out: &mut Vec<Effect>) {
        self.over.clear();
        for (_, session) in std::mem::take(&mut self.tails) {
            session.close(out);
        }
    }
}
