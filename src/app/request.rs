//! Which answers we are waiting for.
//!
//! Every read and write gets a fresh id. Asking again for the same forgets the older id, and switching
//! accounts forgets all of them; an answer whose id is unknown is dropped, here and nowhere else.

use super::read::Read;
use crate::model::{RuleKey, Thing};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The id of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Req(pub u64);

/// Something whose answer is awaited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pending {
    /// The connection to an account.
    Connection,
    /// Something that is read.
    Read(Read),
    /// The switching of a rule.
    Switch(RuleKey),
    /// The saving of an edited rule.
    Save(RuleKey),
    /// The making of a tap, by its id.
    Tap(String),
    /// A probe.
    Probing,
    /// The removal of taps that were found.
    RemovingTaps,
    /// Verdicts on captured events.
    Judging,
    /// A change of this thing.
    Change(Thing),
    /// A text being copied.
    Copy,
    /// An event being sent.
    Sending,
    /// An event being saved by this name, or deleted.
    SavedEvent(String),
    /// A file being written for the operator, by the path it was asked for.
    File(String),
}

/// The requests under way.
#[derive(Clone, Debug, Default)]
pub struct Requests {
    last: u64,
    pending: BTreeMap<Req, Pending>,
}

impl Requests {
    /// A new id; an older request for the same is forgotten.
    pub fn start(&mut self, pending: Pending) -> Req {
        self.pending.retain(|_, other| *other != pending);
        self.last += 1;
        let req = Req(self.last);
        self.pending.insert(req, pending);
        req
    }

    /// Whether the answer that has come to `req` is still wanted; the `last` one ends the request.
    pub fn take_answer(&mut self, req: Req, last: bool, to: &Pending) -> bool {
        let wanted = self.pending.get(&req) == Some(to);
        if wanted && last {
            self.pending.remove(&req);
        }
        wanted
    }

    /// Answers to everything asked so far are no longer wanted.
    pub fn forget_all(&mut self) {
        self.pending.clear();
    }

    /// Answers to such requests are no longer wanted.
    pub fn forget(&mut self, which: impl Fn(&Pending) -> bool) {
        self.pending.retain(|_, pending| !which(pending));
    }

    /// How many requests to read such things are under way.
    pub fn reading(&self, which: impl Fn(&Read) -> bool) -> usize {
        self.pending.values().filter(|pending| matches!(pending, Pending::Read(read) if which(read))).count()
    }

    /// True while a request for this is under way.
    pub fn is_pending(&self, pending: &Pending) -> bool {
        self.pending.values().any(|other| other == pending)
    }

    /// True while the answer to this very request is awaited.
    pub(super) fn has(&self, req: Req, pending: &Pending) -> bool {
        self.pending.get(&req) == Some(pending)
    }

    /// True while an event is being saved by name, or deleted.
    pub fn is_keeping_events(&self) -> bool {
        self.pending.values().any(|other| matches!(other, Pending::SavedEvent(_)))
    }

    /// True while this thing is being changed in any way: another change would cross it.
    pub fn is_changing(&self, thing: &Thing) -> bool {
        self.pending.values().any(|pending| match pending {
            Pending::Change(other) => other == thing,
            Pending::Switch(rule) | Pending::Save(rule) => matches!(thing, Thing::Rule(key) if key == rule),
            Pending::Connection
            | Pending::Read(_)
            | Pending::Tap(_)
            | Pending::Probing
            | Pending::RemovingTaps
            | Pending::Judging
            | Pending::Copy
            | Pending::Sending
            | Pending::SavedEvent(_)
            | Pending::File(_) => false,
        })
    }

    /// The newest id that was given; ids grow.
    pub(super) fn newest(&self) -> Req {
        Req(self.last)
    }

    /// The id under which this is awaited.
    #[cfg(test)]
    pub fn req(&self, pending: &Pending) -> Option<Req> {
        self.pending.iter().find(|(_, other)| *other == pending).map(|(req, _)| *req)
    }

    /// How many requests are under way.
    pub fn pending(&self) -> usize {
        self.pending.len()
    }
}
