//! How large a JSON text may be, and how deep.

use super::document::OPEN;

/// How large a document may be. The defaults are those of EventBridge's reader (Jackson's
/// `StreamReadConstraints`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Levels of objects and arrays: 1,000.
    pub depth: usize,
    /// Digits of a number: 1,000.
    pub number: usize,
    /// UTF-16 units of a decoded name: 50,000.
    pub name: usize,
    /// Bytes of the text: just under 4 GiB, which is also the most that positions can express.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 1_000, number: 1_000, name: 50_000, bytes: OPEN as usize - 1 }
    }
}
