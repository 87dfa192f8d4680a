//! Which answers we are waiting for, and where each one goes.
//!
//! Every read and write gets a fresh id, and an id leads to a [`Slot`]. Asking again for the same slot
//! forgets the older id, and switching accounts forgets all of them; a reply whose id is unknown is dropped,
//! here and nowhere else.

use crate::model::{Arn, RuleKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The id of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Req(pub u64);

/// Where an answer belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The connection to an account.
    Session,
    /// The list of buses.
    Buses,
    /// One bus in full.
    Bus(String),
    /// A bus's rules.
    Rules(String),
    /// One rule, read again.
    Rule(RuleKey),
    /// A rule's targets.
    Targets(RuleKey),
    /// A bus's or rule's tags.
    Tags(Arn),
    /// A rule's metrics.
    Metrics(RuleKey),
    /// A log group.
    LogGroup(String),
    /// One of the plain listings (archives, connections, …).
    Listing(super::account::Listing),
    /// The rules a target is used by.
    UsedBy(Arn),
    /// The state a rule had before it was disabled, from our own file; the toggle waits for it.
    RememberedState(RuleKey),
    /// A draft kept from an earlier edit.
    Draft(RuleKey),
    /// AWS's verdict for the workbench, with the workbench's revision it was asked at.
    AskAws(u64),
    /// The switching of a rule.
    Toggle(RuleKey),
    /// The saving of an edited rule.
    Save(RuleKey),
    /// The names of the profiles on this machine.
    Profiles,
    /// A file being written for the operator.
    File(String),
    /// A file of events being read.
    EventFile,
}

impl Slot {
    /// True for a piece of the account that is kept, and read again when the account is.
    pub fn is_of_account(&self) -> bool {
        use Slot::{Bus, Buses, Listing, LogGroup, Metrics, Rule, Rules, Tags, Targets};
        matches!(
            self,
            Buses
                | Bus(_)
                | Rules(_)
                | Rule(_)
                | Targets(_)
                | Tags(_)
                | Metrics(_)
                | LogGroup(_)
                | Listing(_)
        )
    }
}

/// The requests under way.
#[derive(Clone, Debug, Default)]
pub struct Requests {
    last: u64,
    pending: BTreeMap<Req, Slot>,
}

impl Requests {
    /// A new id for `slot`; an older request for the same slot is forgotten.
    pub fn start(&mut self, slot: Slot) -> Req {
        self.pending.retain(|_, other| *other != slot);
        self.last += 1;
        let req = Req(self.last);
        self.pending.insert(req, slot);
        req
    }

    /// Where the answer to `req` goes, while it is still wanted.
    pub fn slot(&self, req: Req) -> Option<&Slot> {
        self.pending.get(&req)
    }

    /// The last answer to `req` has come.
    pub fn finish(&mut self, req: Req) -> Option<Slot> {
        self.pending.remove(&req)
    }

    /// Answers to everything asked so far are no longer wanted.
    pub fn forget_all(&mut self) {
        self.pending.clear();
    }

    /// Answers to requests for these slots are no longer wanted.
    pub fn forget(&mut self, which: impl Fn(&Slot) -> bool) {
        self.pending.retain(|_, slot| !which(slot));
    }

    /// How many requests for such slots are under way.
    pub fn count(&self, which: impl Fn(&Slot) -> bool) -> usize {
        self.pending.values().filter(|slot| which(slot)).count()
    }

    /// True while a request for `slot` is under way.
    pub fn is_pending(&self, slot: &Slot) -> bool {
        self.pending.values().any(|other| other == slot)
    }

    /// How many requests are under way.
    pub fn pending(&self) -> usize {
        self.pending.len()
    }
}
