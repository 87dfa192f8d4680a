//! What comes of a suite's cases.

use super::{Case, ExpectedInput, Suite};
use crate::input::Variables;
use crate::model::Received;
use crate::pattern::{Explanation, Verdict, explain};

/// What came of a case.
#[derive(Debug)]
pub(crate) struct CaseOutcome<'s> {
    /// The case.
    pub(crate) case: &'s Case,
    /// What is not as expected; nothing when all is.
    pub(crate) surprises: Vec<Surprise>,
}

/// Something that is not as expected.
#[derive(Debug)]
pub(crate) enum Surprise {
    /// The pattern says something else of the event.
    Verdict {
        /// What it says.
        found: Verdict,
        /// And why.
        explanation: Explanation,
    },
    /// A target receives something else.
    Received {
        /// The target's id.
        target: String,
        /// What it is to receive.
        expected: String,
        /// What it receives.
        found: String,
    },
    /// A target receives nothing.
    NotSent {
        /// The target's id.
        target: String,
        /// Why.
        why: String,
    },
}

impl Suite {
    /// Runs all cases.
    pub(crate) fn run(&self) -> Vec<CaseOutcome<'_>> {
        self.cases.iter().map(|case| CaseOutcome { case, surprises: self.surprises(case) }).collect()
    }

    fn surprises(&self, case: &Case) -> Vec<Surprise> {
        let explanation = explain(&self.pattern, &case.event);
        let found = explanation.matched;
        let wanted = if case.matches { Verdict::Match } else { Verdict::NoMatch };
        if found != wanted {
            return vec![Surprise::Verdict { found, explanation }];
        }
        let rule_name = self.rule.rsplit('/').next().unwrap_or_default();
        let variables = Variables { rule_arn: &self.rule, rule_name, ingestion_time: None };
        let mut surprises = Vec::new();
        for (id, expected) in &case.receives {
            let Some(target) = self.targets.iter().find(|target| target.id == *id) else { continue };
            let found = match target.receives(case.event.document(), &variables) {
                Ok(Received::Text(text)) => text,
                Ok(Received::Log(entry)) => entry.message,
                Err(unsent) => {
                    surprises.push(Surprise::NotSent { target: id.clone(), why: unsent.to_string() });
                    continue;
                }
            };
            if !expected.is(&found) {
                let expected = expected.to_string();
                surprises.push(Surprise::Received { target: id.clone(), expected, found });
            }
        }
        surprises
    }
}

impl ExpectedInput {
    fn is(&self, found: &str) -> bool {
        match self {
            Self::Text(text) => text == found,
            Self::Json(value) => {
                serde_json::from_str::<serde_json::Value>(found).is_ok_and(|found| found == *value)
            }
        }
    }
}

impl std::fmt::Display for ExpectedInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Json(value) => write!(f, "{value}"),
        }
    }
}
