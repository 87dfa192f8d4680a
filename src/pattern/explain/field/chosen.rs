//! The values of a field in the array elements that the pattern's other fields choose.

use crate::json::{PathStep, Value};
use crate::pattern::event::Met;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::Failing;
use crate::pattern::explain::field::event_paths::path_for_sentence;
use crate::pattern::explain::miss::Miss;
use crate::pattern::explain::value::for_sentence;

impl Failing<'_, '_> {
    /// The nearest miss of values that the pattern's other fields choose among `all` of the field, with the element that they
    /// lie in. Where they are simply others, a value of another element that is only written otherwise is told first.
    pub(in crate::pattern::explain) fn chosen_miss(&self, all: &[Met]) -> Option<Miss> {
        let mut miss = self.miss()?;
        // That one names its element itself.
        if miss.kind == MissKind::Present {
            return Some(miss);
        }
        let value = |met: &Met| self.event.document().value(met.node);
        let place = |met: &Met| self.element(value(met));
        let first = self.met.first().and_then(|met| Some((place(met)?, value(met))));
        let one = first.filter(|(first, _)| self.met.iter().all(|met| place(met).as_ref() == Some(first)));
        let Some((element, there)) = one else { return Some(miss) };
        let slip = || Failing::new(self.scene, self.leaf, all).miss().filter(Miss::is_of_writing);
        if let Some(slip) = slip().filter(|_| miss.kind == MissKind::Different) {
            let but = format!("But the pattern's other fields choose {element}, where it is");
            miss.sentence = format!("{} {but} {}.", slip.sentence, for_sentence(there));
        } else {
            let place = format!(" It stands in {element}, which the pattern's other fields choose.");
            miss.sentence.push_str(&place);
        }
        Some(miss)
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
