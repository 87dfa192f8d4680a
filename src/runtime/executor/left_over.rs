//! What is told of work that the end of the program came upon.

/// What the end of the program leaves behind, or has brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOver {
    /// A sentence for the operator.
    pub sentence: String,
    /// It is of a change of which nobody knows whether it was made.
    pub not_known: bool,
}

impl From<String> for LeftOver {
    fn from(sentence: String) -> Self {
        Self { sentence, not_known: false }
    }
}
