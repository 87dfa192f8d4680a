//! What IAM policy documents allow: the decision that AWS would take, with the statement it rests on.
//!
//! [`Policy::parse`] reads a document, [`Access::decide`] judges one [`Request`] by the policies that bear on
//! it, [`Delivery`] says which requests EventBridge makes when it delivers. Everything is judged with three
//! values: a condition that this module does not know, or a key whose value nobody can know from outside,
//! makes a statement *unknown*, and a decision that hangs on it is [`Decision::Unknown`], never allowed or
//! denied.
//!
//! # How a request is judged
//!
//! Sources: IAM user guide, "Policy evaluation logic", "IAM JSON policy elements reference", "IAM JSON policy
//! elements: Condition operators", "Multivalued context keys"; KMS developer guide, "Key policies in AWS
//! KMS".
//!
//! - A statement that denies wins over every one that allows.
//! - In one account, the policies of the caller or the policy of the resource may allow. A resource's policy
//!   that names an account (its id, or `…:root`) hands the decision to that account's own policies.
//! - Across accounts, both must allow. A permissions boundary must allow beside the caller's policies, and
//!   beside a resource's policy that names the role itself; not where it names the role's session.
//! - `NotPrincipal` in a statement that denies spares those it names: a role only where its account is named
//!   as well.
//! - A key's policy and a role's trust policy must allow in any case.
//! - A service such as `events.amazonaws.com` has no policies of its own: only the resource's policy counts.
//!
//! What stands outside of these documents (service and resource control policies of the organization, session
//! policies, VPC endpoint policies) can deny and is not seen here.

mod access;
mod condition;
mod context;
mod decision;
mod delivery;
mod document;
mod error;
mod glob;
mod operator;
mod principal;
mod request;
mod statement;

#[cfg(test)]
mod any_tests;
#[cfg(test)]
mod slip_tests;
#[cfg(test)]
mod tests;

pub use access::{Access, Resource};
pub use condition::Condition;
pub use context::{KeyValue, RequestContext};
pub use decision::{Cited, Decision, Lack, PolicyOrigin};
pub use delivery::{Delivery, KEY_USES, LOG_DELIVERY, SERVICE, TOPICS};
pub use document::Policy;
pub(crate) use request::OF_EVENT;
pub use request::{Caller, Request};
pub use statement::Effect;

/// An answer of three: what is not known stays so, however it is combined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Truth {
    Yes,
    No,
    /// Why it cannot be told, as a clause: "the operator StringSound is not known".
    Unknown(String),
}

impl Truth {
    fn of(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }

    /// Both: one `No` settles it.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::No, _) | (_, Self::No) => Self::No,
            (Self::Unknown(why), _) | (_, Self::Unknown(why)) => Self::Unknown(why),
            (Self::Yes, Self::Yes) => Self::Yes,
        }
    }

    /// Either: one `Yes` settles it.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, _) | (_, Self::Yes) => Self::Yes,
            (Self::Unknown(why), _) | (_, Self::Unknown(why)) => Self::Unknown(why),
            (Self::No, Self::No) => Self::No,
        }
    }

    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown(why) => Self::Unknown(why),
        }
    }
}

/// The account id in an ARN; empty where there is none.
fn account_of(arn: &str) -> &str {
    arn_part(arn, 4)
}

/// A part of an ARN, `arn` being 0; empty where there is none.
fn arn_part(arn: &str, part: usize) -> &str {
    arn.splitn(6, ':').nth(part).unwrap_or("")
}

/// Texts in a row, of many the first three.
fn listed(texts: &[String]) -> String {
    crate::text::listed(texts, "or", 3)
}
