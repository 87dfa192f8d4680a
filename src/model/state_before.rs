//! Which state a rule comes back to when it is switched on again.
//!
//! `EnableRule` carries no state (EventBridge API reference), so a rule that was in the special CloudTrail
//! state would come back as plain `ENABLED`. The state it had is recorded before buslens disables it; what
//! that record means is decided here, for the screen and the command line alike.

use super::{Rule, RuleState};

/// What is known of the state that a disabled rule had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateBefore<E> {
    /// It is on record, and can be set.
    Known(RuleState),
    /// It does not matter: a rule without a pattern takes no events, so the special state means nothing to
    /// it.
    Schedule,
    /// Nothing is on record.
    NoRecord,
    /// The record says that it was off before as well, so its state while it was on is unknown.
    WasOff,
    /// One is on record that this version does not know. It is never written: whoever asked chooses.
    Unknown(String),
    /// The record could not be read. Whoever asked chooses.
    Unreadable(E),
}

impl<E> StateBefore<E> {
    /// What the record of this rule means.
    pub fn of(rule: &Rule, record: Result<Option<RuleState>, E>) -> Self {
        match record {
            Ok(Some(RuleState::Other(state))) => Self::Unknown(state),
            Ok(Some(state @ (RuleState::Enabled | RuleState::EnabledWithAllCloudTrail))) => {
                Self::Known(state)
            }
            Ok(None | Some(RuleState::Disabled)) | Err(_) if rule.pattern.is_none() => Self::Schedule,
            Ok(None) => Self::NoRecord,
            Ok(Some(RuleState::Disabled)) => Self::WasOff,
            Err(error) => Self::Unreadable(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::StateBefore;
    use crate::model::{Rule, RuleState};

    fn rule(pattern: Option<&str>) -> Rule {
        Rule {
            bus: "default".into(),
            name: "r".into(),
            arn: "arn:aws:events:eu-west-1:1:rule/r".into(),
            state: RuleState::Disabled,
            pattern: pattern.map(str::to_owned),
            ..Rule::default()
        }
    }

    #[test]
    fn a_record_is_believed_only_as_far_as_it_can_be_set_again() {
        let of = |record| StateBefore::of(&rule(Some("{}")), record);
        for state in [RuleState::Enabled, RuleState::EnabledWithAllCloudTrail] {
            assert_eq!(of(Ok::<_, ()>(Some(state.clone()))), StateBefore::Known(state));
        }
        assert_eq!(of(Ok(Some(RuleState::Other("PAUSED".into())))), StateBefore::Unknown("PAUSED".into()));
        assert_eq!(of(Ok(Some(RuleState::Disabled))), StateBefore::WasOff);
        assert_eq!(of(Ok(None)), StateBefore::NoRecord);
        assert_eq!(of(Err(())), StateBefore::Unreadable(()));
    }

    #[test]
    fn a_schedule_needs_no_record() {
        let of = |record| StateBefore::of(&rule(None), record);
        assert_eq!((of(Ok(None)), of(Err(()))), (StateBefore::Schedule, StateBefore::Schedule));
    }
}
