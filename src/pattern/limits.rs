//! The limits that the service sets beyond the pattern language: a second pass over a valid pattern.

use std::fmt;

use super::{Pattern, complexity};

/// A limit of the service that a pattern goes past.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ServiceLimit {
    /// The wildcards are too complex. AWS accepted 7 and refused 11; 10 as the highest accepted is inferred.
    WildcardComplexity {
        /// What [`Pattern::wildcard_complexity`] gives.
        complexity: usize,
    },
    /// More characters than the quota (2,048, EventBridge user guide "Quotas"), which can be raised on
    /// request.
    Length {
        /// The pattern's characters.
        characters: usize,
    },
    /// More characters than the quota can be raised to (4,096).
    MaximumLength {
        /// The pattern's characters.
        characters: usize,
    },
}

impl ServiceLimit {
    /// The highest complexity of wildcards that the service is taken to accept.
    pub const MAX_COMPLEXITY: usize = 10;
    /// The quota for a pattern's length, in characters.
    pub const LENGTH_QUOTA: usize = 2_048;
    /// The length up to which the quota can be raised, in characters.
    pub const MAX_LENGTH: usize = 4_096;
}

/// What AWS says, or what the quota means, and what to do.
impl fmt::Display for ServiceLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WildcardComplexity { complexity } => write!(
                f,
                "Rule is too complex - try using fewer wildcard characters or fewer repeating character \
                    sequences after a wildcard \
                 character (its complexity is {complexity}, and the service takes {} at most)",
                Self::MAX_COMPLEXITY
            ),
            Self::Length { characters } => write!(
                f,
                "The pattern has {characters} characters; the quota is {} unless it was raised for this \
                    account (up to {})",
                Self::LENGTH_QUOTA,
                Self::MAX_LENGTH
            ),
            Self::MaximumLength { characters } => {
                write!(
                    f,
                    "The pattern has {characters} characters; EventBridge takes {} at most: split the rule",
                    Self::MAX_LENGTH
                )
            }
        }
    }
}

impl Pattern {
    /// The limits of the service that the pattern goes past; the language itself has none of them.
    pub fn service_limits(&self) -> Vec<ServiceLimit> {
        let mut limits = Vec::new();
        let complexity = self.wildcard_complexity();
        if complexity > ServiceLimit::MAX_COMPLEXITY {
            limits.push(ServiceLimit::WildcardComplexity { complexity });
        }
        let characters = self.text().chars().count();
        if characters > ServiceLimit::MAX_LENGTH {
            limits.push(ServiceLimit::MaximumLength { characters });
        } else if characters > ServiceLimit::LENGTH_QUOTA {
            limits.push(ServiceLimit::Length { characters });
        }
        limits
    }

    /// The largest number of beginnings of one field's wildcards that a single input can match; 0 without
    /// wildcards.
    pub fn wildcard_complexity(&self) -> usize {
        complexity::of_pattern(self)
    }

    /// The number of alternatives that the `$or`s unfold to; 1 without any.
    pub fn alternative_count(&self) -> usize {
        self.alternatives.len()
    }
}
