//! The values of a field in the array elements that the pattern's other fields choose.

use crate::json::{PathStep, Value};
use crate::pattern::event::Met;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::Failing;
use crate::pattern::explain::field::event_paths::path_for_sentence;
use crate::pattern::explain::miss::Miss;
use crate::pattern::explain::value::for_sentence;

impl Failing<'_, '_> {
    /// The nearest miss of values that the pattern's other fields choose among `all` of the field, with the
    /// element that they lie in. Where they are simply others, a value of another element that is only
    /// written otherwise is told behind them.
    pub(in crate::pattern::explain) fn chosen_miss(&self, all: &[Met]) -> Option<Miss> {
        let mut miss = self.miss()?;
        // That one names its element itself.
        if miss.kind == MissKind::Present {
            return Some(miss);
        }
        let first = self.met.first().and_then(|met| self.element_of(*met));
        let one =
            first.filter(|first| self.met.iter().all(|met| self.element_of(*met).as_ref() == Some(first)));
        let Some(element) = one else { return Some(miss) };
        let place = format!(" It stands in {element}, which the pattern's other fields choose.");
        miss.sentence.push_str(&place);
        if let Some(like) = self.like_in_another(all).filter(|_| miss.kind == MissKind::Different) {
            miss.sentence.push_str(&like);
        }
        Some(miss)
    }

    /// That another element than those that are chosen has a value that is only written otherwise, as a
    /// sentence.
    fn like_in_another(&self, all: &[Met]) -> Option<String> {
        /// More values are not compared one by one.
        const MOST: usize = 20;
        let is_chosen = |met: &&Met| self.met.iter().any(|chosen| chosen.node == met.node);
        all.iter().filter(|met| !is_chosen(met)).take(MOST).find_map(|met| {
            let miss = Failing::new(self.scene, self.leaf, std::slice::from_ref(met)).miss()?;
            let how = if miss.kind == MissKind::LetterCase {
                "the letter case"
            } else if miss.kind == MissKind::WhiteSpace {
                "white space"
            } else {
                return None;
            };
            let (element, value) = (self.element_of(*met)?, self.event.document().value(met.node));
            Some(format!(" Of {}, in {element}, only {how} differs.", for_sentence(value)))
        })
    }

    fn element_of(&self, met: Met) -> Option<String> {
        self.element(self.event.document().value(met.node))
    }

    /// The innermost array element around a value: `element 0 of "detail.items"`.
    pub(super) fn element(&self, value: Value<'_>) -> Option<String> {
        let path = self.event.document().path_to(value);
        let at = path.iter().rposition(|step| matches!(step, PathStep::Index(_)))?;
        let Some(PathStep::Index(index)) = path.get(at) else { return None };
        // A scalar directly in an array is not tied to its place.
        path.get(at + 1)?;
        let keys = path.get(..at)?.iter().filter_map(|step| match step {
            PathStep::Key(key) => Some(key.as_bytes().to_vec()),
            PathStep::Index(_) => None,
        });
        Some(format!("element {index} of {}", path_for_sentence(&keys.collect::<Vec<_>>())))
    }
}
