//! A text that is copied, and what became of it. Data alone; what is done with it is `copying`'s.

use super::request::Req;
use serde::{Deserialize, Serialize};

/// What became of a text that was to be copied.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CopyOutcome {
    /// A program has taken it.
    Taken {
        /// Where it is, for the end of the sentence, such as ` to tmux's buffer`; empty for the clipboard.
        place: String,
    },
    /// The terminal was asked to take it; terminals do not answer.
    SentToTerminal {
        /// What to do when it did not, as a sentence.
        advice: String,
    },
    /// It could not be copied.
    Refused {
        /// Half a sentence.
        why: String,
    },
}

/// A text on its way to the clipboard.
#[derive(Clone, Debug)]
pub(super) struct Copying {
    /// The request.
    pub(super) req: Req,
    /// What it is, for the sentence.
    pub(super) what: String,
    /// The text.
    pub(super) text: String,
}
