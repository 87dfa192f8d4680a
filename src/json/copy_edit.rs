//! Changes of a copy that let the reading of it go on.

use super::lexer::bare;
use super::pairs::in_array;
use std::ops::Range;

/// What is put in the place of parts of the copy.
pub(super) struct CopyEdit {
    /// In the order of the text.
    pub(super) edits: Vec<(Range<usize>, String)>,
    /// What it does, where a person would make it too.
    pub(super) label: Option<String>,
}

impl CopyEdit {
    pub(super) fn one(range: Range<usize>, with: String, label: Option<String>) -> Self {
        Self { edits: vec![(range, with)], label }
    }
}

/// Takes out dots that stand for something, with a comma beside them; something stands in for what is alone
/// in its brackets.
pub(super) fn without_dots(text: &str, at: usize) -> CopyEdit {
    let (before, rest) = (text.get(..at).unwrap_or_default(), text.get(at..).unwrap_or_default());
    let end = text.len() - rest.trim_start_matches(['.', '…']).len();
    let behind = text.get(end..).unwrap_or_default().trim_start();
    let range = match (before.trim_end().strip_suffix(','), behind.strip_prefix(',')) {
        (Some(kept), _) => kept.len()..end,
        (None, Some(kept)) => at..text.len() - kept.len(),
        (None, None) => {
            let with = match (before.trim_end().ends_with(':'), in_array(before)) {
                (true, _) => "[0]",
                (false, true) => "0",
                (false, false) => "\"…\": [0]",
            };
            return CopyEdit::one(at..end, with.to_owned(), None);
        }
    };
    CopyEdit::one(range, String::new(), None)
}

/// Puts quotes around what stands at a place without them; a quote that ends it already is kept.
pub(super) fn quoted(text: &str, start: usize) -> Option<CopyEdit> {
    let word = bare(text.get(start..)?);
    let end = start + word.len();
    let is_closed = text.get(end..)?.starts_with('"');
    let with = format!("\"{}\"", word.replace('\\', "\\\\"));
    let label = Some(format!("Write {with}"));
    Some(CopyEdit::one(start..end + usize::from(is_closed), with, label))
}
