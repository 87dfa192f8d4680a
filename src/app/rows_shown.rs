//! How many of a list's rows are shown, what narrows them, and what is said where there are none, in words.

use super::command::{Context, Id};
use super::filter::Filter;
use super::keymap::Keymap;
use crate::text::grouped;

/// What a list's title tells.
#[derive(Clone, Debug)]
pub struct RowCounts<'a> {
    /// How many rows are shown.
    pub shown: usize,
    /// How many rows the list has.
    pub all: usize,
    /// The filter.
    pub filter: &'a Filter,
    /// Only rows with a problem are shown.
    pub problems: bool,
    /// Words about marked rows; may be empty.
    pub marks: String,
}

impl RowCounts<'_> {
    /// The words beside the list's name: how many rows there are, what narrows them, and how many are marked.
    pub fn note(&self) -> String {
        let Self { shown, all, filter, problems, marks } = self;
        if *all == 0 {
            return String::new();
        }
        let narrowed = !filter.is_empty() || *problems;
        // Commands take all marked rows, so these come before the reason why others are hidden.
        let parts = [
            if narrowed { format!("{} of {}", grouped(*shown), grouped(*all)) } else { grouped(*all) },
            if marks.is_empty() { String::new() } else { format!(" · {marks}") },
            if *problems { " · ! problems only".to_owned() } else { String::new() },
            if filter.is_empty() { String::new() } else { format!(" /{}", filter.text()) },
        ];
        parts.concat()
    }

    /// What is said where no row is shown of a list that has been read: why, and which keys help. `rows` is
    /// what they are called, and `ending` ends the sentence that there are none: where, and how the first is
    /// made.
    pub fn none_shown(&self, rows: &str, ending: &str, keymap: &Keymap) -> String {
        if self.all == 0 {
            return format!("There are no {rows} {ending}.");
        }
        let back = keymap.name(Id::Back, Context::Listing);
        match (self.filter.is_empty(), self.problems) {
            (_, false) => {
                format!(
                    "None of the {rows} passes the filter `{}`. {back} takes the filter away.",
                    self.filter.text()
                )
            }
            (true, true) => {
                let switch = keymap.name(Id::Problems, Context::Listing);
                format!(
                    "None of the {rows} has a problem that is known. {switch} or {back} shows all of them."
                )
            }
            (false, true) => {
                format!(
                    "None of the {rows} with a problem passes the filter `{}`. {back} takes the filter away.",
                    self.filter.text()
                )
            }
        }
    }
}
