//! Rules being switched together: what is to become of each, and what came of the writes; and other changes
//! that are under way. Data alone; what is done with it is `toggle`'s and `changing`'s.

use super::request::Req;
use crate::model::{RuleKey, RuleState, Thing};

/// Questions being prepared and writes under way, of more than one rule at a time.
#[derive(Debug, Default)]
pub(super) struct Switching {
    /// The question being prepared, while states before are still being read.
    pub(super) gathering: Option<Vec<(RuleKey, SwitchPlan)>>,
    /// The writes that one yes has sent, until all are answered.
    pub(super) batches: Vec<Vec<Member>>,
}

/// What is to become of a rule.
#[derive(Debug)]
pub(super) enum SwitchPlan {
    /// The state it had before it was switched off is being read.
    Awaited,
    /// It is switched.
    Switch { to: RuleState, note: String },
    /// It stays as it is, for this reason.
    LeftOut(String),
}

/// A rule whose write was sent.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) rule: RuleKey,
    pub(super) from: RuleState,
    pub(super) outcome: Option<SwitchOutcome>,
}

/// What came of a write.
#[derive(Debug)]
pub(super) enum SwitchOutcome {
    Written {
        now: RuleState,
        surprises: Vec<String>,
    },
    /// Sent, and no answer tells whether it was done.
    NotKnown(String),
    Failed(String),
}

/// Changes that one yes has sent.
#[derive(Debug, Default)]
pub(super) struct Together(pub(super) Vec<ChangeSent>);

/// A change that was sent.
#[derive(Debug)]
pub(super) struct ChangeSent {
    pub(super) req: Req,
    /// What is changed.
    pub(super) thing: Thing,
    /// It removes that.
    pub(super) removes: bool,
    /// It takes another one back.
    pub(super) undoes: bool,
    /// What it is the last step of, in a few words.
    pub(super) whole: Option<String>,
    /// What came of it, in a line.
    pub(super) outcome: Option<String>,
    /// It failed, wholly or in part, or its outcome is not known.
    pub(super) failed: bool,
}
