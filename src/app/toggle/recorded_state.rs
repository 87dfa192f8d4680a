//! The state that a rule had before it was switched off, as it is on record.

use crate::app::read::{Read, SwitchedOff};
use crate::model::{CallError, Rule, RuleState, StateBefore};

/// What is known of the state that a rule had while it was on.
pub(super) type Before = StateBefore<CallError>;

/// The state that a rule had before it was switched off, where one is on record.
pub(super) type StateOnRecord = Result<Option<RuleState>, CallError>;

/// What the special CloudTrail state is.
pub(super) const SPECIAL: &str =
    "`all` is ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS: the rule also takes read-only API calls.";

/// What is read before a rule is switched on.
pub(super) const RECORDED: &str = "the state it had before";

/// What is known of the state that a rule had, by what is on record.
pub(super) fn before(rule: &Rule, recorded: &StateOnRecord) -> Before {
    Before::of(rule, recorded.clone())
}

/// The look for the recorded state.
pub(super) fn recorded_state(rule: &Rule) -> Read {
    Read::RecordedState(SwitchedOff { rule: rule.key(), arn: rule.arn.clone() })
}
