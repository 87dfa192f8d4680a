//! The values of a place that a field may be meant for: whether one of them is wanted, and what is wrong with
//! the nearest where none is. So a name and a value that are both written wrong are reported, and corrected,
//! together.

use crate::json::{Fix, Value};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::Failing;
use crate::pattern::explain::field::event_paths::{MOST_VALUES, tips};
use crate::pattern::explain::fixes::moved_field::{list_with, with_edits};
use crate::pattern::explain::miss::{Miss, Nearest};
use crate::pattern::explain::value::for_sentence;
use crate::pattern::explain::value::part::SHORT;
use crate::pattern::{Event, Pattern, Verdict};

/// What stands at such a place.
pub(super) struct There<'a> {
    /// The value that is spoken of: one that is wanted, else the nearest, else the first.
    pub(super) value: Option<Value<'a>>,
    pub(super) fits: bool,
    /// What is wrong with it; none where it is simply another.
    miss: Option<Miss>,
}

impl There<'_> {
    /// Whether it is wanted, or would be if it were written as the pattern has it.
    pub(super) fn is_meant(&self) -> bool {
        self.fits || self.miss.as_ref().is_some_and(Miss::is_of_writing)
    }

    /// Whether it is meant, or near what is wanted: a part of it, or misspelled.
    pub(super) fn is_near(&self) -> bool {
        /// Names of kinds that share words are farther than this.
        const MISSPELLED: u32 = 50;
        let near = |miss: &Miss| {
            let short =
                miss.kind == MissKind::Part && miss.rank % 100 >= u32::try_from(SHORT).unwrap_or_default();
            matches!(miss.kind, MissKind::Part | MissKind::Arn) && !short
                || miss.kind == MissKind::Spelling && miss.rank % 100 < MISSPELLED
        };
        self.is_meant() || self.miss.as_ref().is_some_and(near)
    }

    /// That it is another value, as a clause with this word behind what is said of the place.
    pub(super) fn another(&self, word: &str) -> String {
        if self.fits || self.miss.is_some() || self.value.is_none() {
            String::new()
        } else {
            format!(", {word} its value there is none of those listed")
        }
    }

    /// What is wrong with it, as a sentence without its full stop behind the one on the place.
    pub(super) fn besides(&self) -> String {
        let Some(miss) = &self.miss else { return String::new() };
        let clause = miss.sentence.strip_suffix('.').unwrap_or(&miss.sentence);
        // The value is told with the place already.
        let known = self.value.map(|value| format!("The event has {}, and ", for_sentence(value)));
        let clause = known.and_then(|known| clause.strip_prefix(known.as_str())).unwrap_or(clause);
        let clause =
            clause.strip_prefix("The ").map_or_else(|| clause.to_owned(), |rest| format!("the {rest}"));
        format!(". The value there does not fit either: {clause}")
    }
}

impl<'a> Failing<'_, 'a> {
    /// What stands at another place of the event.
    pub(super) fn there(&self, path: &[Vec<u8>], values: &[Value<'a>]) -> There<'a> {
        let values: Vec<Value<'a>> = values.iter().flat_map(|value| tips(*value)).take(MOST_VALUES).collect();
        let wanted = values.iter().find(|value| self.fits(&[**value]));
        if wanted.is_some() || values.is_empty() {
            return There { value: wanted.copied(), fits: wanted.is_some(), miss: None };
        }
        let mut nearest = Nearest::default();
        let value = self.compared(&mut nearest, path, &values).or(values.first().copied());
        let is_explained = !nearest.is_bare();
        There { value, fits: false, miss: nearest.into_miss().filter(|_| is_explained) }
    }

    /// A fix that gives the field another name or place, with what puts its value there right; none where
    /// nothing can.
    pub(super) fn with_value(&self, fix: Option<Fix>, there: &There<'_>) -> Option<Fix> {
        let (fix, miss, value) = (fix?, there.miss.as_ref()?, there.value?);
        // What only asks for more than before is no slip.
        let value_fix = miss.fix.as_ref().filter(|_| there.is_near())?;
        let list = self.pattern.document().value(self.pattern.parts.get(self.leaf.part)?.node);
        let asked = Pattern::parse(&format!("{{\"a\": {}}}", list_with(list, &value_fix.edits)?)).ok()?;
        let event = Event::parse(format!("{{\"a\": {}}}", value.raw()).as_bytes()).ok()?;
        let label = value_fix.label.chars();
        let label: String = label.clone().take(1).flat_map(char::to_lowercase).chain(label.skip(1)).collect();
        let fix = Fix { label: format!("{}, and {label}", fix.label), ..fix };
        let takes = asked.matches(&event) == Verdict::Match;
        with_edits(self.pattern, self.leaf, fix, &value_fix.edits).filter(|_| takes)
    }
}
