//! Patterns that were read from a file before the explorer began.

use serde::{Deserialize, Serialize};

/// A pattern of a file, to be tried in the workbench.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenPattern {
    /// The file, as it was named.
    pub file: String,
    /// What the rule is called there.
    pub name: String,
    /// It has that name there, and not only a word for what has none.
    pub is_named: bool,
    /// The bus it names; none where it names none.
    pub bus: Option<String>,
    /// The pattern, as JSON text.
    pub pattern: String,
    /// What of the pattern is not known before it is deployed, as it stands in it.
    pub unknown: Vec<String>,
}
