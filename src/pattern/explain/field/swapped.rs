//! Two fields of the pattern that have each other's values.

use crate::json::{Edit, Fix, Value};
use crate::pattern::Leaf;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::elsewhere::is_special;
use crate::pattern::explain::field::event_paths::{path_for_sentence, reach, tips};
use crate::pattern::explain::field::{Failing, in_or};
use crate::pattern::explain::fixes::moved_field::{sound, split};
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::for_sentence;
use crate::pattern::item::Scalar;

/// Fields that are looked at, at most.
const MOST: usize = 50;

impl<'a> Failing<'_, 'a> {
    /// That another field has what this one asks for, and the other way round.
    pub(super) fn swapped(&self, nearest: &mut Nearest) {
        let few = |leaf: &Leaf| {
            leaf.clauses.iter().all(|clause| is_special(&clause.item)) && !in_or(self.pattern, leaf)
        };
        let Some(mine) = self.met.first().map(|met| self.event.document().value(met.node)) else { return };
        let takes = |leaf: &Leaf, value: Value<'_>| {
            let scalar = Scalar::new(value);
            leaf.clauses.iter().any(|clause| clause.item.matches(&scalar))
        };
        let others = self.pattern.leaves.iter().filter(|leaf| leaf.part != self.leaf.part).take(MOST);
        if self.met.len() != 1 || !few(self.leaf) || !self.scene.effort.spend(mine.raw().len() + 50 * MOST) {
            return;
        }
        for other in others.filter(|leaf| few(leaf) && takes(leaf, mine)) {
            let steps = split(&self.pattern.tree.name(other.node));
            let there: Vec<Value<'a>> =
                reach(self.event.root(), &steps).into_iter().flat_map(|value| tips(value)).collect();
            let [theirs] = there.as_slice() else { continue };
            if !takes(self.leaf, *theirs) || takes(other, *theirs) {
                continue;
            }
            return nearest.offer(MissKind::Elsewhere, 0, || {
                let sentence = format!(
                    "{} is {} in this event and {} is {}: the pattern has the values of these two the other way round.",
                    self.name(),
                    for_sentence(mine),
                    path_for_sentence(&steps),
                    for_sentence(*theirs)
                );
                (sentence, self.exchanged(other))
            });
        }
    }

    /// Each of two lists in the other's place.
    fn exchanged(&self, other: &Leaf) -> Option<Fix> {
        let list = |leaf: &Leaf| Some(self.pattern.document().value(self.pattern.parts.get(leaf.part)?.node));
        let (a, b) = (list(self.leaf)?, list(other)?);
        let put = |place: Value<'_>, list: Value<'_>| Edit {
            start: place.span().start,
            end: place.span().end,
            text: list.raw().to_owned(),
        };
        let mut edits = vec![put(a, b), put(b, a)];
        edits.sort_by_key(|edit| edit.start);
        sound(self.pattern, Fix { label: "Exchange the two lists".to_owned(), edits })
    }
}
