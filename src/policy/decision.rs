//! What comes of judging a request, and its words.

use super::condition::{Asks, Condition};
use super::context::near_key;
use super::glob::{covers, pieces};
use super::statement::Effect;
use super::{arn_part, listed};
use crate::text::{and_list, arn_parts, edits};
use std::fmt;
use std::ops::Range;

/// What [`Decision::NotAllowed`] calls a permissions boundary.
pub(super) const BOUNDARY: &str = "the permissions boundary";

/// Which of the documents a statement stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyOrigin {
    /// The policy of the resource, its trust policy or key policy.
    Resource,
    /// A policy of the caller: the place in the list that was handed in.
    Caller(usize),
    /// The caller's permissions boundary.
    Boundary,
}

/// A statement by its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cited {
    /// The document.
    pub origin: PolicyOrigin,
    /// The document's name, where it is one of several.
    pub policy: Option<String>,
    /// The statement's number in it, from 1.
    pub number: usize,
    /// Its `Sid`.
    pub sid: Option<String>,
    /// Its conditions.
    pub conditions: Vec<Condition>,
    /// Its bytes in the document.
    pub span: Range<usize>,
}

impl fmt::Display for Cited {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "statement {}", self.number)?;
        if let Some(sid) = &self.sid {
            write!(f, " ({sid})")?;
        }
        match (self.origin, &self.policy) {
            (PolicyOrigin::Resource | PolicyOrigin::Caller(_), Some(policy)) => {
                write!(f, " of the policy {policy}")
            }
            (PolicyOrigin::Resource, None) => Ok(()),
            (PolicyOrigin::Caller(_), None) => f.write_str(" of the caller's policies"),
            (PolicyOrigin::Boundary, _) => f.write_str(" of the permissions boundary"),
        }
    }
}

/// What a statement asks for and the request does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// It speaks of somebody else.
    Principal {
        /// The caller.
        wanted: String,
        /// Whom it names.
        written: String,
    },
    /// It allows something else.
    Action {
        /// The action.
        wanted: String,
        /// What it allows.
        written: String,
    },
    /// It is about something else.
    Resource {
        /// The resource's ARN.
        wanted: String,
        /// What it names.
        written: String,
    },
    /// A condition is not met.
    Condition {
        /// The condition.
        condition: Condition,
        /// What the request holds under its key; nothing where it lacks the key.
        found: Vec<String>,
        /// The values hold `*` or `?`, which this operator takes as they stand.
        star_is_plain: bool,
        /// The values hold variables, which a policy of this version takes as they stand.
        variable_is_plain: bool,
    },
}

impl Lack {
    /// Whether it is about a resource of another name, and not of this name in another region or account.
    pub(super) fn is_about_another(&self) -> bool {
        let Self::Resource { wanted, written } = self else { return false };
        let named = arn_part(wanted, 5);
        let mut parts = named.split(':');
        let name = match (parts.next(), parts.next()) {
            (Some(_), Some(name)) => name,
            (first, _) => first.unwrap_or_default(),
        };
        !name.is_empty()
            && !written.to_lowercase().contains(&name.to_lowercase())
            && !begins_nearly(wanted, written)
    }

    /// How far it keeps a statement from a request: another caller or action is further than a condition.
    pub(super) fn weight(&self) -> u32 {
        match self {
            // A service that is let in, be it another one or that of another region, is nearer than accounts.
            Self::Principal { wanted, written } => match service_of(wanted) {
                None => 5,
                Some(wanted) => {
                    let mut services = written.split([' ', ',']).filter_map(service_of).peekable();
                    match services.peek() {
                        None => 6,
                        Some(_) => 5 - u32::from(services.any(|service| service == wanted)),
                    }
                }
            },
            Self::Action { .. } => 4,
            Self::Resource { .. } => 2,
            Self::Condition { .. } => 1,
        }
    }
}

/// Whether what stands before the star of an ARN is written nearly as the other one begins.
fn begins_nearly(wanted: &str, written: &str) -> bool {
    const SLIPS: usize = 2;
    let Some((head, _)) = written.trim_end_matches(":*").split_once('*') else { return false };
    let length = head.chars().count();
    (length.saturating_sub(1)..=length + 1).any(|length| {
        let beginning: String = wanted.chars().take(length).collect();
        edits(head, &beginning, SLIPS).is_some()
    })
}

/// The name of a service by its principal: `logs` of `logs.eu-west-1.amazonaws.com`.
fn service_of(principal: &str) -> Option<&str> {
    let (name, rest) = principal.split_once('.')?;
    rest.contains("amazonaws.").then_some(name)
}

/// In what the ARN of a statement differs from a resource's of the same name, in brackets. Of several ARNs,
/// which are told with blanks between them, nothing.
fn difference_in_words(wanted: &str, written: &str) -> &'static str {
    let differ = |part: usize| {
        let written = arn_part(written, part);
        !written.contains(['*', '?']) && written != arn_part(wanted, part)
    };
    if !written.starts_with("arn:")
        || written.contains(' ')
        || (Lack::Resource { wanted: wanted.into(), written: written.into() }).is_about_another()
    {
        ""
    } else if differ(3) {
        " (the region is another one)"
    } else if differ(4) {
        " (the account is another one)"
    } else if wanted.strip_prefix(written).is_some_and(|rest| rest.starts_with(':')) {
        " (\":*\" is left off at its end)"
    } else if wanted.to_lowercase().starts_with(written.to_lowercase().trim_end_matches(":*"))
        && !wanted.starts_with(written.trim_end_matches(":*"))
    {
        " (the letter case is another one)"
    } else {
        ""
    }
}

/// In what little a condition's only value differs from what the request has, in brackets; nothing where it
/// is another one.
fn slip_in_words(condition: &Condition, found: &[String]) -> &'static str {
    let ([written], [found]) = (condition.values.as_slice(), found) else { return "" };
    if condition.asks() != Asks::These {
        return "";
    }
    if written.trim() == found {
        return " (there is white space around it in the policy)";
    }
    if written.eq_ignore_ascii_case(found) {
        return " (the letter case is another one)";
    }
    let (Some(written), Some(found)) = (arn_parts(written), arn_parts(found)) else { return "" };
    let pairs = written.iter().zip(found).enumerate();
    let mut differ = pairs.filter(|(_, (written, found))| !covers(&pieces(written), found)).map(|(at, _)| at);
    match (differ.next(), differ.next()) {
        (Some(1), None) => " (the partition is another one)",
        (Some(3), None) => " (the region is another one)",
        (Some(4), None) => " (the account is another one)",
        (Some(_) | None, _) => "",
    }
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Principal { wanted, written } => write!(f, "it names {written} and not {wanted}"),
            Self::Action { wanted, written } => write!(f, "it is for {written} and not for {wanted}"),
            Self::Resource { wanted, written } => {
                let shown = wanted.replace(":log-stream:any", ":log-stream:*");
                write!(
                    f,
                    "it is about {written} and not about {shown}{}",
                    difference_in_words(wanted, written)
                )
            }
            Self::Condition { condition, found, star_is_plain, variable_is_plain } => {
                let Condition { operator, key, values } = condition;
                match condition.asks() {
                    Asks::Missing => write!(f, "its condition {operator} wants no {key}, ")?,
                    Asks::Any => write!(f, "its condition {operator} wants some {key}, ")?,
                    Asks::Others => {
                        write!(f, "its condition {operator} wants another {key} than {}, ", listed(values))?;
                    }
                    Asks::These => write!(f, "its condition {operator} wants {key} {}, ", listed(values))?,
                }
                match (found.as_slice(), near_key(key)) {
                    ([], Some(known)) => {
                        write!(f, "and there is no such key: {known} is written alike")?;
                    }
                    ([], None) => write!(f, "and the request has no {key}")?,
                    (found, _) => {
                        write!(
                            f,
                            "and the request has {}{}",
                            listed(found),
                            slip_in_words(condition, found)
                        )?;
                    }
                }
                if *star_is_plain {
                    let like = if operator.contains("String") { "StringLike" } else { "ArnLike" };
                    write!(f, " ({operator} takes a * as it stands; {like} takes it for any characters)")?;
                }
                if *variable_is_plain {
                    f.write_str(
                        " (a policy whose Version is not 2012-10-17 takes ${…} as it stands; with that one it is filled in)",
                    )?;
                }
                Ok(())
            }
        }
    }
}

/// The statement that comes closest to allowing a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearestStatement {
    /// The statement.
    pub statement: Cited,
    /// What the request lacks for it, at least one thing.
    pub lacks: Vec<Lack>,
}

impl fmt::Display for NearestStatement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "The nearest is {}: ", self.statement)?;
        for (at, lack) in self.lacks.iter().enumerate() {
            if at > 0 {
                f.write_str("; ")?;
            }
            write!(f, "{lack}")?;
        }
        f.write_str(".")
    }
}

/// What AWS would answer, as far as the documents handed in say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Allowed, by these statements: one, or one of each side across accounts.
    Allowed(Vec<Cited>),
    /// These statements deny it, at least one.
    Denied(Vec<Cited>),
    /// No statement allows it.
    NotAllowed {
        /// What does not allow it, as a noun: "the resource's policy", "the caller's policies".
        by: &'static str,
        /// The statement that comes closest.
        nearest: Option<NearestStatement>,
    },
    /// It hangs on something that is not known.
    Unknown {
        /// The statement it hangs on.
        statement: Cited,
        /// Whether that statement allows or denies.
        effect: Effect,
        /// Why, as a clause.
        why: String,
    },
}

impl Decision {
    /// True only where it is known to be allowed.
    pub fn is_allowed(&self) -> bool {
        match self {
            Self::Allowed(_) => true,
            Self::Denied(_) | Self::NotAllowed { .. } | Self::Unknown { .. } => false,
        }
    }

    /// True where a statement denies it.
    pub(crate) fn is_denied(&self) -> bool {
        match self {
            Self::Denied(_) => true,
            Self::Allowed(_) | Self::NotAllowed { .. } | Self::Unknown { .. } => false,
        }
    }

    /// True where the caller's permissions boundary is what does not allow it.
    pub(crate) fn is_by_boundary(&self) -> bool {
        match self {
            Self::NotAllowed { by, .. } => *by == BOUNDARY,
            Self::Allowed(_) | Self::Denied(_) | Self::Unknown { .. } => false,
        }
    }

    /// Why it cannot be told, as a clause.
    pub(crate) fn doubt(&self) -> Option<&str> {
        match self {
            Self::Unknown { why, .. } => Some(why),
            Self::Allowed(_) | Self::Denied(_) | Self::NotAllowed { .. } => None,
        }
    }

    /// True only where it is known to be refused.
    pub fn is_refused(&self) -> bool {
        match self {
            Self::Denied(_) | Self::NotAllowed { .. } => true,
            Self::Allowed(_) | Self::Unknown { .. } => false,
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Allowed(by) => {
                write!(f, "Allowed by {}.", and_list(by))
            }
            Self::Denied(by) => {
                f.write_str("Denied by ")?;
                for (at, one) in by.iter().enumerate() {
                    match (at, at + 1 == by.len()) {
                        (0, _) => {}
                        (_, true) => f.write_str(", and by ")?,
                        (_, false) => f.write_str(", by ")?,
                    }
                    write!(f, "{one}")?;
                    for (at, Condition { operator, key, values }) in one.conditions.iter().enumerate() {
                        let joined = if at == 0 { ", on the condition" } else { " and" };
                        write!(f, "{joined} {operator} {key} {}", listed(values))?;
                    }
                }
                f.write_str(".")
            }
            Self::NotAllowed { by, nearest: None } => {
                write!(f, "Not allowed: no statement of {by} allows anything.")
            }
            Self::NotAllowed { by, nearest: Some(nearest) } => {
                write!(f, "Not allowed: no statement of {by} covers it. {nearest}")
            }
            Self::Unknown { statement, effect: Effect::Allow, why } => {
                write!(f, "It cannot be told whether it is allowed: {statement} may allow it, but {why}.")
            }
            Self::Unknown { statement, effect: Effect::Deny, why } => {
                write!(f, "It cannot be told whether it is allowed: {statement} may deny it, but {why}.")
            }
        }
    }
}
