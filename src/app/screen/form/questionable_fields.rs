//! The fields of a form in which something stands that is valid and yet questionable, such as a value that
//! AWS is not known to send.

use super::FormView;
use super::notes::is_pattern;
use crate::app::form::{Slot, UnknownValue, unknown_values};
use crate::app::shared::Shared;
use crate::app::warning::{Warning, warnings};
use crate::json::Document;
use crate::pattern::Pattern;

/// What is valid in a form and yet questionable.
#[derive(Debug, Default)]
pub(super) struct Doubts {
    /// What is questionable in the pattern; nothing in one that is not valid.
    pub(super) warnings: Vec<Warning>,
    /// Values in the words of the pattern that are none of those known there.
    pub(super) values: Vec<UnknownValue>,
    /// The fields that it stands in.
    marked: Vec<Slot>,
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
    /// Works out what is questionable, and which fields are marked.
    pub(super) fn doubt(&mut self, shared: &Shared) {
        self.doubts = Doubts::default();
        if !self.has_pattern() || self.is_half_typed() {
            return;
        }
        let (values, pattern) = (self.unknown_values(), self.pattern(shared));
        let warnings = Pattern::parse(pattern.as_str()).map(|read| warnings(&read)).unwrap_or_default();
        let mut marked: Vec<Slot> = Vec::new();
        if !values.is_empty() {
            marked.push(Slot::Where);
        }
        if !warnings.is_empty() {
            let entries = self.form.entries.iter().map(|entry| entry.slot);
            marked.extend(entries.filter(|slot| is_pattern(*slot)));
            if let (false, Ok(document)) = (self.is_pattern_by_hand(), Document::parse(pattern)) {
                marked.extend(warnings.iter().map(|warning| word_at(&document, warning.flaw.span.start)));
            }
        }
        self.doubts = Doubts { warnings, values, marked };
    }

    /// Whether the part of a source or detail-type that is typed stands for a whole one, which the next key
    /// takes.
    fn is_half_typed(&self) -> bool {
        matches!(self.slot(), Slot::Source | Slot::DetailType) && self.choice_to_take().is_some()
    }

    /// Values in the words of a pattern that are none of those known there.
    pub(super) fn unknown_values(&self) -> Vec<UnknownValue> {
        if self.is_pattern_by_hand() {
            return Vec::new();
        }
        let of = |slot| self.text_of(slot);
        unknown_values(&of(Slot::Source), &of(Slot::DetailType), &of(Slot::Where))
    }

    /// What is said of those before they are sent.
    pub(super) fn about_values(&self) -> Vec<String> {
        self.unknown_values().iter().map(UnknownValue::line).collect()
    }

    /// Whether what stands in a field is questionable.
    pub fn is_doubted(&self, at: usize) -> bool {
        self.form.entries.get(at).is_some_and(|entry| self.doubts.marked.contains(&entry.slot))
    }
}
