//! A call to AWS as the log of calls has it.

use super::Millis;
use serde::{Deserialize, Serialize};

/// A call to AWS: what was asked, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Its place in the order of all calls, from 1.
    pub number: u64,
    /// When it was asked for, by the service's clock.
    pub at: Millis,
    /// The call as the AWS CLI takes it. What may hold anybody's data or a secret is left out of it.
    pub line: String,
    /// It changes the account, or sends events.
    pub writes: bool,
    /// What came of it.
    pub outcome: CallOutcome,
    /// Milliseconds from asking to the end, or so far.
    pub millis: u64,
    /// Of these, milliseconds spent waiting for its turn.
    pub waited: u64,
    /// How often it was sent.
    pub attempts: u32,
    /// How often it was refused for coming too fast.
    pub throttled: u32,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CallOutcome {
    /// It goes on.
    UnderWay,
    /// It was answered, with this HTTP status.
    Answered(u16),
    /// It was answered, and the answer is no: this HTTP status and, where there is one, this code.
    Refused(u16, Option<String>),
    /// It is not allowed: this code.
    Denied(String),
    /// It went out, and no answer came.
    NoAnswer,
    /// It did not get there.
    NotSent,
    /// Nobody waited for its end.
    GivenUp,
    /// Credentials were asked for, and came.
    Given,
    /// Credentials were asked for, and none came.
    NotGiven,
}

impl CallOutcome {
    /// In a few words.
    pub fn in_words(&self) -> String {
        match self {
            Self::UnderWay => "under way".to_owned(),
            Self::Answered(status) | Self::Refused(status, None) => status.to_string(),
            Self::Refused(status, Some(code)) => format!("{status} {code}"),
            Self::Denied(_) => "denied".to_owned(),
            Self::NoAnswer => "no answer".to_owned(),
            Self::NotSent => "not sent".to_owned(),
            Self::GivenUp => "given up".to_owned(),
            Self::Given => "given".to_owned(),
            Self::NotGiven => "not given".to_owned(),
        }
    }

    /// The service's code, where it gave one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Denied(code) | Self::Refused(_, Some(code)) => Some(code),
            Self::UnderWay
            | Self::Answered(_)
            | Self::Refused(_, None)
            | Self::NoAnswer
            | Self::NotSent
            | Self::GivenUp
            | Self::Given
            | Self::NotGiven => None,
        }
    }

    /// True for an end that brought nothing.
    pub fn is_failure(&self) -> bool {
        match self {
            Self::UnderWay | Self::Answered(_) | Self::GivenUp | Self::Given => false,
            Self::Refused(..) | Self::Denied(_) | Self::NoAnswer | Self::NotSent | Self::NotGiven => true,
        }
    }
}

/// IAM policies for what was called in this run, and for all that can be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permissions {
    /// For what was used or denied, without what changes anything.
    pub used: String,
    /// For what was used or denied, with what changes the account.
    pub used_with_writes: String,
    /// For all that buslens reads.
    pub reads: String,
    /// For all that it does.
    pub all: String,
    /// The actions that were denied.
    pub denied: Vec<String>,
}
