//! Where else in the event the wanted value is, or a field of the wanted name.

use std::cmp::Reverse;

use crate::json::Value;
use crate::pattern::explain::field::Failing;
use crate::pattern::explain::field::event_paths::{path_for_sentence, reach, tips};
use crate::pattern::explain::field::value_there::There;
use crate::pattern::item::{Item, Scalar};
use crate::pattern::{Clause, ENVELOPE};
use crate::text::{letters_and_digits, listed};

impl<'a> Failing<'_, 'a> {
    /// A value elsewhere in the event that satisfies a condition which few values do; one under the same last
    /// name before others. Of that name it may also be one that `any` condition on values accepts.
    pub(in crate::pattern::explain) fn elsewhere(&self, any: bool) -> Option<(Value<'a>, Vec<Vec<u8>>)> {
        let special: Vec<&Clause> =
            self.leaf.clauses.iter().filter(|clause| is_special(&clause.item)).collect();
        let of_name: Vec<&Clause> =
            self.leaf.clauses.iter().filter(|clause| any && asks_a_value(&clause.item)).collect();
        if special.is_empty() && of_name.is_empty() {
            return None;
        }
        let atlas = self.scene.drawn.atlas();
        let last = self.steps.last().map(Vec::as_slice).unwrap_or_default();
        let name = letters_and_digits(&String::from_utf8_lossy(last));
        let mut other: Option<(_, Value<'a>, usize)> = None;
        for (place, value) in &atlas.leaves {
            let cost = (special.len() + of_name.len()) * 20;
            if !self.scene.effort.spend(cost + value.raw().len().min(2_000)) {
                break;
            }
            let scalar = Scalar::new(*value);
            let steps = atlas.steps(*place);
            let namesake = atlas.last(*place) == last;
            let is_special = special.iter().any(|clause| clause.item.matches(&scalar));
            // The envelope has these names in every event. What lies inside the very field is near by itself.
            let likely = || {
                let inside = steps.len() > self.steps.len() && steps.starts_with(&self.steps);
                (namesake && steps.len() > 1 || inside) && of_name.iter().any(|c| c.item.matches(&scalar))
            };
            if !is_special && !likely() {
                continue;
            }
            // Of several, one of the wanted name, one whose name is like it, one near the place, then the
            // first.
            let there = letters_and_digits(&String::from_utf8_lossy(atlas.last(*place)));
            let is_like = !name.is_empty() && (there.contains(&name) || name.contains(&there));
            let shared = steps.iter().zip(&self.steps).take_while(|(a, b)| a == b).count();
            let tail = if namesake { self.names_shared_at_the_end(&steps) } else { 0 };
            let near = (tail, is_like, shared, Reverse(steps.len()));
            if other.as_ref().is_none_or(|(best, ..)| near > *best) {
                other = Some((near, *value, *place));
            }
        }
        other.map(|(_, value, place)| (value, atlas.steps(place)))
    }

    /// That a value stands at other places, too, no deeper in the event, and none is called as the field is,
    /// or that another field of its name fits as well; as a sentence: which is meant cannot be known.
    pub(super) fn also_at(&self, value: Value<'a>, path: &[Vec<u8>]) -> Option<String> {
        let atlas = self.scene.drawn.atlas();
        let last =
            |path: &[Vec<u8>]| path.last().map(|step| letters_and_digits(&String::from_utf8_lossy(step)));
        if !self.scene.effort.spend(atlas.leaves.len() * 20) {
            return None;
        }
        let named = last(path) == last(&self.steps);
        let is_other = |place: usize, other: Value<'a>| {
            if named {
                // The name decides, unless several have it.
                Some(atlas.last(place)) == path.last().map(Vec::as_slice) && self.fits(&[other])
            } else {
                other.raw() == value.raw()
            }
        };
        let same = atlas.leaves.iter().filter(|(place, other)| is_other(*place, *other));
        let mut others: Vec<String> = same
            .map(|(place, _)| atlas.steps(*place))
            .filter(|steps| {
                let near = if named { steps.len() == path.len() } else { steps.len() <= path.len() };
                steps != path && *steps != self.steps && near
            })
            .map(|steps| path_for_sentence(&steps))
            .collect();
        others.dedup();
        let (others, any) = (listed(&others, "and", 3), !others.is_empty());
        let beginning = if named { "A value that fits is also at" } else { "It is also at" };
        any.then(|| format!("{beginning} {others}."))
    }

    /// The fields elsewhere with the same last name, but for letter case and marks: those whose value fits
    /// first, then those whose value is near, each group in document order.
    pub(super) fn namesakes(&self) -> &[(Vec<Vec<u8>>, There<'a>)] {
        self.namesakes.get_or_init(|| {
            let places = self.places_of_the_name();
            let mut found: Vec<(Vec<Vec<u8>>, There<'a>)> = places
                .map(|steps| {
                    let there = self.there(&steps, &reach(self.event.root(), &steps));
                    (steps, there)
                })
                .collect();
            found.sort_by_key(|(steps, there)| {
                let tail = Reverse(self.names_shared_at_the_end(steps));
                (!there.fits, !there.is_meant(), !there.is_near(), tail)
            });
            found
        })
    }

    /// How many of the last names of a path are those of the field: two of `order.customer.id` and
    /// `customer.id`.
    fn names_shared_at_the_end(&self, path: &[Vec<u8>]) -> usize {
        path.iter().rev().zip(self.steps.iter().rev()).take_while(|(a, b)| a == b).count()
    }

    /// A field of the same name elsewhere whose value would do, though the one at the place does not.
    pub(super) fn fitting_namesake(&self) -> Option<(&[Vec<u8>], Value<'a>)> {
        // A word such as "FAILED" may stand anywhere; of the envelope's fields any value is one that was
        // meant elsewhere.
        let is_plain = |item: &Item| {
            matches!(item, Item::Text(_) | Item::Null | Item::Number { .. } | Item::Bool(_) | Item::Fold(_))
        };
        let any_value = self.steps.len() == 1;
        let asks = self
            .leaf
            .clauses
            .iter()
            .all(|clause| asks_a_value(&clause.item) && (any_value || !is_plain(&clause.item)));
        let other = |(path, there): &&(Vec<Vec<u8>>, There<'a>)| {
            *path != self.steps && there.fits && path.last() == self.steps.last()
        };
        let (path, there) = if asks { self.namesakes().iter().find(other)? } else { return None };
        Some((path, there.value?))
    }

    /// Whether a field elsewhere has the same last name, whatever its value.
    pub(super) fn has_namesake(&self) -> bool {
        self.places_of_the_name().next().is_some()
    }

    /// The places elsewhere of a field with the same last name, but for letter case and marks.
    fn places_of_the_name(&self) -> impl Iterator<Item = Vec<Vec<u8>>> {
        const MOST: usize = 50;
        let atlas = self.scene.drawn.atlas();
        let last = self.steps.last().cloned().filter(|_| self.scene.effort.spend(atlas.places.len() * 10));
        let last = last.unwrap_or_default();
        let bare = |name: &[u8]| letters_and_digits(&String::from_utf8_lossy(name));
        let name = bare(&last);
        // The envelope has a name such as `id` or `source` in every event, so that it says nothing there.
        let of_all = is_of_the_envelope(&last);
        let is_name =
            move |other: &[u8]| !last.is_empty() && (other == last || name.len() > 2 && bare(other) == name);
        let places = atlas.places.iter().enumerate().skip(1);
        let named = places.filter(move |(at, _)| is_name(atlas.last(*at)));
        let steps = named.map(|(at, place)| (atlas.steps(at), place.first));
        let likely =
            steps.filter(move |(steps, value)| (steps.len() > 1 || !of_all) && !tips(*value).is_empty());
        likely.map(|(steps, _)| steps).take(MOST)
    }
}

/// Whether a value is a mere word, such as `pending`, which may stand in any field.
pub(super) fn is_word(value: Value<'_>) -> bool {
    /// Longer values say by themselves what they are of.
    const LONGEST: usize = 16;
    value.raw().len() <= LONGEST && !value.raw().bytes().any(|b| b.is_ascii_digit())
}

/// Whether the envelope has a field of that name.
fn is_of_the_envelope(name: &[u8]) -> bool {
    ENVELOPE.iter().any(|known| known.as_bytes() == name)
}

/// Whether a condition asks for a value, and not only that there is one or none.
fn asks_a_value(item: &Item) -> bool {
    match item {
        Item::Text(_)
        | Item::Null
        | Item::Prefix(_)
        | Item::Suffix(_)
        | Item::Address(_)
        | Item::Number { .. }
        | Item::Bool(_)
        | Item::Fold(_)
        | Item::FoldPrefix(_)
        | Item::FoldSuffix(_)
        | Item::Wildcard(_)
        | Item::Cidr(_)
        | Item::Numeric(_) => true,
        Item::Present | Item::Absent | Item::Not(_) => false,
    }
}

/// Conditions that few values satisfy, so that a value elsewhere which does is probably the one that is
/// meant.
pub(super) fn is_special(item: &Item) -> bool {
    match item {
        Item::Text(text) | Item::Prefix(text) | Item::Suffix(text) => text.len() > 2,
        Item::Address(_) => true,
        Item::Number { text, .. } => text.len() > 2,
        Item::Fold(folded) | Item::FoldPrefix(folded) | Item::FoldSuffix(folded) => folded.units.len() > 2,
        Item::Wildcard(wildcard) => wildcard.parts.iter().map(|part| part.len()).sum::<usize>() > 2,
        Item::Cidr(cidr) => cidr.bits >= 16,
        Item::Bool(_) | Item::Null | Item::Numeric(_) | Item::Present | Item::Absent | Item::Not(_) => false,
    }
}
