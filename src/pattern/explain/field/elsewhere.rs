//! Where else in the event the wanted value is, or a field of the wanted name.

use std::cmp::Reverse;
use std::collections::HashSet;

use crate::json::{Fix, Text, Value};
use crate::pattern::Clause;
use crate::pattern::explain::field::Failing;
use crate::pattern::explain::field::event_paths::{joined, tips};
use crate::pattern::explain::fixes::moved_field::with_item;
use crate::pattern::explain::wording::similarity::{bare_name, listed, literal};
use crate::pattern::item::{Item, Scalar};

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
        let name = bare_name(&String::from_utf8_lossy(last));
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
            // Of several, one of the wanted name, one whose name is like it, one near the place, then the first.
            let there = bare_name(&String::from_utf8_lossy(atlas.last(*place)));
            let is_like = !name.is_empty() && (there.contains(&name) || name.contains(&there));
            let shared = steps.iter().zip(&self.steps).take_while(|(a, b)| a == b).count();
            let near = (namesake, is_like, shared, Reverse(steps.len()));
            if other.as_ref().is_none_or(|(best, ..)| near > *best) {
                other = Some((near, *value, *place));
            }
        }
        other.map(|(_, value, place)| (value, atlas.steps(place)))
    }

    /// That a value stands at other places, too, no deeper in the event, and none is called as the field is, as a
    /// sentence: which is meant cannot be known.
    pub(super) fn also_at(&self, value: Value<'a>, path: &[Vec<u8>]) -> Option<String> {
        let atlas = self.scene.drawn.atlas();
        if path.last() == self.steps.last() || !self.scene.effort.spend(atlas.leaves.len() * 20) {
            return None;
        }
        let same = atlas.leaves.iter().filter(|(_, other)| other.raw() == value.raw());
        let mut others: Vec<String> = same
            .map(|(place, _)| atlas.steps(*place))
            .filter(|steps| steps != path && *steps != self.steps && steps.len() <= path.len())
            .map(|steps| joined(&steps))
            .collect();
        others.dedup();
        (!others.is_empty()).then(|| format!("It is also at {}.", listed(&others, 3, "and")))
    }

    /// Whether a value is one of the wanted texts but for letter case.
    pub(super) fn differs_in_case(&self, value: Value<'a>) -> bool {
        value.text().is_some_and(|text| self.lowered().contains(&lower(&text)))
    }

    /// A wanted text that is one of some values but for letter case and marks, with that value as JSON.
    fn written_otherwise(&self, values: &[Value<'a>]) -> Option<(Value<'a>, String)> {
        let bare = |text: &str| Some(bare_name(text)).filter(|bare| !bare.is_empty());
        let there: Vec<String> = values.iter().filter_map(|value| value.owned_text()).collect();
        self.clauses().find_map(|(clause, wanted)| {
            let Item::Text(text) = &clause.item else { return None };
            let asked = bare(std::str::from_utf8(text).ok()?)?;
            let met = there.iter().find(|met| bare(met).as_ref() == Some(&asked))?;
            Some((wanted, literal(met.as_bytes())))
        })
    }

    /// What is to be said of values that do not satisfy the field, as a clause.
    pub(super) fn but(&self, values: &[Value<'a>], fits: bool) -> &'static str {
        match (fits, self.written_otherwise(values).is_some()) {
            (true, _) => "",
            (false, true) => ", and its value there is written otherwise than in the list, which counts",
            (false, false) => ", and its value there is none of those listed",
        }
    }

    /// A fix that gives the field another name or place, with the value as it is written there.
    pub(super) fn with_value(&self, fix: Option<Fix>, values: &[Value<'a>]) -> Option<Fix> {
        let (mut fix, (wanted, item)) = (fix?, self.written_otherwise(values)?);
        fix.label = format!("{}, with {item}", fix.label);
        with_item(self.pattern, self.leaf, fix, wanted, &item)
    }

    /// The wanted texts in small letters.
    fn lowered(&self) -> HashSet<String> {
        let text = |clause: &Clause| {
            if let Item::Text(text) = &clause.item {
                Some(String::from_utf8_lossy(text).to_lowercase())
            } else {
                None
            }
        };
        self.leaf.clauses.iter().filter_map(text).collect()
    }

    /// A field elsewhere with the same last name, if that name is one that says something.
    pub(super) fn namesake(&self) -> Option<(Vec<Vec<u8>>, Value<'a>)> {
        const GENERAL: [&[u8]; 12] = [
            b"id",
            b"name",
            b"type",
            b"state",
            b"status",
            b"value",
            b"key",
            b"arn",
            b"source",
            b"version",
            b"time",
            b"resources",
        ];
        let last = self.steps.last()?;
        // A general name says something where its value is the wanted one but for letter case.
        let general = last.len() < 3 || GENERAL.contains(&last.as_slice());
        let atlas = self.scene.drawn.atlas();
        if !self.scene.effort.spend(atlas.places.len() * 10) {
            return None;
        }
        let wanted = if general { self.lowered() } else { HashSet::new() };
        let is_wanted = |value: Value<'a>| value.text().is_some_and(|text| wanted.contains(&lower(&text)));
        let places =
            atlas.places.iter().enumerate().skip(1).filter(|(at, _)| atlas.last(*at) == last.as_slice());
        let found = places
            .filter_map(|(at, place)| Some((at, *tips(place.first).first()?)))
            // An event may have a general name thousands of times.
            .take_while(|(_, value)| !general || self.scene.effort.spend(20 + value.raw().len().min(2_000)))
            .filter(|(at, value)| !general || (is_wanted(*value) && atlas.steps(*at).len() > 1));
        let (at, value) = found.max_by_key(|(at, value)| (self.fits(&[*value]), Reverse(*at)))?;
        Some((atlas.steps(at), value))
    }
}

fn lower(text: &Text<'_>) -> String {
    text.to_string_lossy().to_lowercase()
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
fn is_special(item: &Item) -> bool {
    match item {
        Item::Text(text) | Item::Prefix(text) | Item::Suffix(text) => text.len() > 2,
        Item::Address(_) => true,
        Item::Number { text, .. } => text.len() > 2,
        Item::Fold(folded) | Item::FoldPrefix(folded) | Item::FoldSuffix(folded) => folded.units.len() > 2,
        Item::Wildcard(wildcard) => wildcard.parts.iter().map(|part| part.len()).sum::<usize>() > 2,
        Item::Cidr(cidr) => cidr.bits >= 8,
        Item::Bool(_) | Item::Null | Item::Numeric(_) | Item::Present | Item::Absent | Item::Not(_) => false,
    }
}
