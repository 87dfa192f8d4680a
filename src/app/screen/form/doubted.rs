//! The fields of a form in which something stands that is valid and yet questionable, such as a value that AWS is
//! not known to send.

use super::FormView;
use super::notes::is_pattern;
use crate::app::form::{Slot, unknown_values};
use crate::app::shared::Shared;
use crate::app::warning::{Warning, warnings};
use crate::json::Document;
use crate::pattern::Pattern;

/// What is questionable in a pattern; nothing in one that is not valid.
pub(super) fn doubts(pattern: &str) -> Vec<Warning> {
    Pattern::parse(pattern).map(|pattern| warnings(&pattern)).unwrap_or_default()
}

/// The field of words that a place of the pattern that is made of them comes from.
fn word_at(pattern: &Document, place: usize) -> Slot {
    let ends_behind = |(name, slot): &(&str, Slot)| {
        let end = pattern.root().get(name)?.span().end;
        (place < end).then_some((end, *slot))
    };
    let words = [("source", Slot::Source), ("detail-type", Slot::DetailType)];
    let nearest = words.iter().filter_map(ends_behind).min_by_key(|(end, _)| *end);
    nearest.map_or(Slot::Where, |(_, slot)| slot)
}

impl FormView {
    /// Works out which fields are marked.
    pub(super) fn mark_doubted(&mut self, shared: &Shared) {
        self.doubted.clear();
        if !self.has_pattern() || self.is_half_typed() {
            return;
        }
        if !self.unknown_values().is_empty() {
            self.doubted.push(Slot::Where);
        }
        let pattern = self.pattern(shared);
        let found = doubts(&pattern);
        if found.is_empty() {
            return;
        }
        let entries = self.form.entries.iter().map(|entry| entry.slot);
        self.doubted.extend(entries.filter(|slot| is_pattern(*slot)));
        if let (false, Ok(document)) = (self.is_pattern_by_hand(), Document::parse(pattern)) {
            self.doubted.extend(found.iter().map(|warning| word_at(&document, warning.flaw.span.start)));
        }
    }

    /// Whether the part of a source or detail-type that is typed stands for a whole one, which the next key takes.
    pub(super) fn is_half_typed(&self) -> bool {
        matches!(self.slot(), Slot::Source | Slot::DetailType) && self.choice_to_take().is_some()
    }

    /// Values in the words of a pattern that are none of those known there.
    pub(super) fn unknown_values(&self) -> Vec<(String, &'static [&'static str])> {
        if self.is_pattern_by_hand() {
            return Vec::new();
        }
        let of = |slot| self.text_of(slot);
        unknown_values(&of(Slot::Source), &of(Slot::DetailType), &of(Slot::Where))
    }

    /// What is said of those before they are sent.
    pub(super) fn about_values(&self) -> Vec<String> {
        let line = |(value, known): (String, &[&str])| {
            format!("! `{value}` is none of the values known there: {}.", known.join(", "))
        };
        self.unknown_values().into_iter().map(line).collect()
    }

    /// Whether what stands in a field is questionable.
    pub fn is_doubted(&self, at: usize) -> bool {
        self.form.entries.get(at).is_some_and(|entry| self.doubted.contains(&entry.slot))
    }
}
