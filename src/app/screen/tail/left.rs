//! Tails whose screen was left. They run on for a while, so that going back to one finds it as it was; then
//! they end, because AWS bills a live tail by the minute.

use super::session::{Group, Session};
use crate::app::effect::{Effect, TailId};
use crate::app::model::{Level, Shared};
use crate::model::{Millis, TailUpdate};

/// How long a tail that was left runs on.
const RUNS_ON: Millis = 60_000;
/// How many run on at once: each holds its events.
const AT_ONCE: usize = 2;

/// The tails that were left.
#[derive(Debug, Default)]
pub struct Left {
    tails: Vec<(Millis, Session)>,
}

impl Left {
    pub(super) fn take(&mut self, group: &Group) -> Option<Session> {
        let at = self.tails.iter().position(|(_, session)| session.group() == group)?;
        Some(self.tails.remove(at).1)
    }

    /// News of a tail that was left; false when there is no such tail.
    pub fn news(&mut self, tail: TailId, update: &TailUpdate, now: Millis) -> bool {
        let found = self.tails.iter_mut().find(|(_, session)| session.id() == tail);
        found.map(|(_, session)| session.news(update, now)).is_some()
    }

    /// True when no tail runs on.
    pub fn is_empty(&self) -> bool {
        self.tails.is_empty()
    }
}

impl Shared {
    /// The operator has left a tail.
    pub(super) fn leave_tail(&mut self, session: Session, out: &mut Vec<Effect>) {
        if !session.is_running() {
            return;
        }
        self.left.tails.push((self.now + RUNS_ON, session));
        if self.left.tails.len() > AT_ONCE {
            let (_, oldest) = self.left.tails.remove(0);
            oldest.close(out);
        }
        self.notify(Level::Info, "The tail runs on for 60 s, then ends: AWS bills it by the minute.");
    }

    /// Ends the tails that were left long enough ago, and sees to it that the others are looked at in time.
    pub fn end_left_tails(&mut self, out: &mut Vec<Effect>) {
        let now = self.now;
        let (over, on): (Vec<_>, Vec<_>) = std::mem::take(&mut self.left.tails)
            .into_iter()
            .partition(|(until, session)| *until <= now || !session.is_running());
        self.left.tails = on;
        for (_, session) in over {
            session.close(out);
            let rule = &session.group().rule.name;
            self.notify(Level::Info, format!("The tail of {rule} has ended, 60 s after it was left."));
        }
        if let Some(next) = self.left.tails.iter().map(|(until, _)| *until).min() {
            self.wake(next, out);
        }
    }

    /// Ends every tail that was left: the account on screen is another one now.
    pub fn drop_left_tails(&mut self, out: &mut Vec<Effect>) {
        for (_, session) in std::mem::take(&mut self.left.tails) {
            session.close(out);
        }
    }
}
