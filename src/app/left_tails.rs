//! Tails whose screen was left. They run on for a while, so that going back to one finds it as it was; then
//! they end, because AWS bills a live tail by the minute.

use super::effect::{Effect, TailId};
use super::tail_session::{Group, Session};
use crate::model::{Millis, TailUpdate};

/// How long a tail that was left runs on.
const RUNS_ON: Millis = 60_000;
/// How many run on at once: each holds its events.
const AT_ONCE: usize = 2;

/// The tails that were left, each with the time until which it runs on.
#[derive(Debug, Default)]
pub struct LeftTails {
    tails: Vec<(Millis, Session)>,
}

impl LeftTails {
    /// Takes a tail that was left back to a screen, if there is one of this group.
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

    /// The operator has left a tail. Answers what is to be said of it; nothing when it had ended.
    pub(super) fn leave(&mut self, session: Session, now: Millis, out: &mut Vec<Effect>) -> Option<String> {
        if !session.is_running() {
            return None;
        }
        self.tails.push((now + RUNS_ON, session));
        if self.tails.len() > AT_ONCE {
            let (_, oldest) = self.tails.remove(0);
            oldest.close(out);
        }
        Some("The tail runs on for 60 s, then ends: AWS bills it by the minute.".to_owned())
    }

    /// Ends the tails that were left long enough ago. Answers what is to be said of each, and when the next
    /// one is to be looked at.
    pub(super) fn end_due(&mut self, now: Millis, out: &mut Vec<Effect>) -> (Vec<String>, Option<Millis>) {
        let (over, on): (Vec<_>, Vec<_>) = std::mem::take(&mut self.tails)
            .into_iter()
            .partition(|(until, session)| *until <= now || !session.is_running());
        self.tails = on;
        let mut said = Vec::new();
        for (_, session) in over {
            session.close(out);
            let rule = &session.group().rule.name;
            said.push(format!("The tail of {rule} has ended, 60 s after it was left."));
        }
        (said, self.tails.iter().map(|(until, _)| *until).min())
    }

    /// Ends every tail that was left: the account on screen is another one now.
    pub(super) fn end_all(&mut self, out: &mut Vec<Effect>) {
        for (_, session) in std::mem::take(&mut self.tails) {
            session.close(out);
        }
    }
}
