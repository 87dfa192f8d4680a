//! Where a pattern stands that was given as a file: the file itself, or a rule in it, whose places are looked
//! up there.

use crate::import::FileRule;
use crate::json::Position;
use serde::Serialize;

/// A pattern's place.
pub(super) struct PatternPlace {
    file: String,
    /// The rule that it is of, where the file is not the pattern itself.
    rule: Option<FileRule>,
}

/// The pattern of a rule in a file, in an answer whose places and edits count in its text.
#[derive(Debug, Serialize)]
pub(super) struct CountedIn<'p> {
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'p str>,
    text: &'p str,
    /// Where in the file it begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

impl PatternPlace {
    pub(super) fn new(file: &str, rule: Option<FileRule>) -> Self {
        Self { file: file.to_owned(), rule }
    }

    /// Where something in the pattern stands in the file: `file:line:column`. Of what is known by its pattern
    /// alone, the place in that is said to be one.
    pub(super) fn of(&self, place: Position, offset: usize) -> String {
        let file = &self.file;
        match self.rule.as_ref().map(|rule| (rule, rule.place(offset))) {
            None => format!("{file}:{}:{}", place.line, place.column),
            Some((_, Some((line, column)))) => format!("{file}:{line}:{column}"),
            Some((rule, None)) => {
                format!("the pattern of {} in {file}:{}:{}", rule.name, place.line, place.column)
            }
        }
    }

    /// The pattern that places and edits count in, where that is not the file.
    pub(super) fn counted_in(&self) -> Option<CountedIn<'_>> {
        let rule = self.rule.as_ref()?;
        let start = rule.place(0);
        Some(CountedIn {
            rule: (!rule.is_alone).then_some(rule.name.as_str()),
            text: rule.pattern.as_deref().unwrap_or_default(),
            line: start.map(|(line, _)| line),
            column: start.map(|(_, column)| column),
        })
    }
}
