//! A field at another level: `detail` left out, written once too often, or written where it does not belong.

use crate::json::{Edit, Fix, Value};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::Failing;
use crate::pattern::explain::field::event_paths::{Likeness, path_for_sentence, reach, similar_path, tips};
use crate::pattern::explain::fixes::if_that_field;
use crate::pattern::explain::fixes::moved_field::{
    chain, if_it_parses, relocate, scope, split, superfluous, wrap,
};
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::for_sentence;
use crate::pattern::explain::wording::similarity::literal;
use crate::pattern::vocabulary::operator;
use crate::pattern::{ENVELOPE, Part, PartKind};
use std::collections::{BTreeMap, BTreeSet};

impl<'a> Failing<'_, 'a> {
    /// `detail` left out, written once too often, or written where it does not belong.
    pub(in crate::pattern::explain) fn level(&self, nearest: &mut Nearest) {
        let detail = || b"detail".to_vec();
        let (inner, outside) = match self.steps.split_first() {
            Some((first, rest)) if *first == detail() && !rest.is_empty() => (rest.to_vec(), true),
            _ => (std::iter::once(detail()).chain(self.steps.iter().cloned()).collect(), false),
        };
        let values = reach(self.event.root(), &inner);
        let Some(value) = values.iter().flat_map(|value| tips(*value)).next() else {
            if !outside {
                self.level_and_name(nearest, &inner);
            }
            return;
        };
        let there = self.there(&inner, &values);
        // A name such as `id`, which every event has at the top, is hardly meant there where `detail` has it
        // deeper.
        if outside && !there.is_near() && self.has_namesake() {
            return;
        }
        let fits = there.fits;
        let write = || {
            let (name, place) = (self.name(), path_for_sentence(&inner));
            let shown = for_sentence(there.value.unwrap_or(value));
            let but = there.another("though");
            let besides = there.besides();
            if outside {
                let moved = || relocate(self.pattern, self.leaf, &inner);
                let fix = moved().or_else(|| superfluous(self.pattern, self.leaf, &inner)).filter(|_| fits);
                let both = if fits { None } else { self.with_value(moved(), &there) };
                let sentence = if inner.first() == Some(&detail()) {
                    format!(
                        "The event has no {name}: the pattern writes \"detail\" once too often. {place} \
                        is {shown}{but}{besides}."
                    )
                } else {
                    format!(
                        "The event has no {name}; {place} is outside \"detail\", where it is \
                        {shown}{but}{besides}."
                    )
                };
                return (sentence, both.or(fix));
            }
            let chain = chain(self.pattern, self.leaf);
            // The name is right there, whatever the value; one that is only written otherwise is put right,
            // too.
            let top = chain.first();
            let into = relocate(self.pattern, self.leaf, &inner).filter(|fix| fix.edits.len() > 1);
            // Of two lists for one path only the later counts.
            let is_asked = self.is_asked(&inner);
            let fix = into.or_else(|| self.all_branches_inside_detail()).or_else(|| {
                top.filter(|_| !is_asked).map(|(_, part)| Fix {
                    label: "Put it inside \
                    \"detail\""
                        .into(),
                    edits: wrap(self.pattern, part),
                })
            });
            let both = if fits { None } else { self.with_value(fix.clone(), &there) };
            // A list without elements is what the event has of the field: nothing may be right.
            if let Some(empty) = reach(self.event.root(), &self.steps).first() {
                let noun = empty.kind().noun();
                let sentence = format!(
                    "{name} is {noun} without values in this event, which counts as absent; {place} is {shown}{but}. If that \
                        is meant, \"detail\" is missing in the pattern{besides}."
                );
                return (sentence, both.or(fix).map(if_that_field));
            }
            let sentence = format!(
                "The event has no {name}; it is {place}, where it is {shown}{but}. \"detail\" is missing in the \
                    pattern{besides}."
            );
            (sentence, both.or(fix))
        };
        // A field that the envelope happens to have is no better place than one with the value.
        if there.is_near() || !outside {
            nearest.offer(MissKind::Level, usize::from(!fits), write);
        } else {
            nearest.offer_unfit(MissKind::Level, 1, write);
        }
    }

    /// An operator in the place of a field's list, where `detail` is left out as well.
    pub(super) fn operator_without_detail(&self, nearest: &mut Nearest, at: usize, word: &str) {
        let above = self.steps.get(..at).unwrap_or_default();
        let Some(own) = operator(word).filter(|_| above.first().is_some_and(|name| name != b"detail")) else {
            return;
        };
        let inner: Vec<Vec<u8>> = std::iter::once(b"detail".to_vec()).chain(above.iter().cloned()).collect();
        let values = reach(self.event.root(), &inner);
        let Some(value) = values.iter().flat_map(|value| tips(*value)).next() else { return };
        nearest.offer(MissKind::Keyword, 0, || {
            let last = path_for_sentence(self.steps.get(at - 1..at).unwrap_or_default());
            let sentence = format!(
                "The event has no {}; it is {}, where it is {}. \"detail\" is missing in the pattern, and {} below {last} is \
                    taken for the name of a field. An operator stands as an object in the field's list: {last}: \
                    [{{\"{own}\": …}}].",
                path_for_sentence(above),
                path_for_sentence(&inner),
                for_sentence(value),
                literal(word.as_bytes()),
            );
            (sentence, self.in_list_inside_detail(at, word, own))
        });
    }

    /// Puts an operator into its field's list, and the field inside `detail`, which the pattern has nowhere.
    fn in_list_inside_detail(&self, at: usize, word: &str, own: &str) -> Option<Fix> {
        let root = self.pattern.document().root();
        let listed = self.put_into_list(at, word, own).filter(|_| root.get("detail").is_none())?;
        let top = chain(self.pattern, self.leaf).first()?.1;
        let mut edits = wrap(self.pattern, top);
        edits.extend(listed.edits);
        edits.sort_by_key(|edit| (edit.start, edit.end));
        if_it_parses(
            self.pattern,
            Fix { label: "Put it inside \"detail\", the operator in a list".to_owned(), edits },
        )
    }

    /// Puts the field inside `detail`, and those of the other branches of an `$or` that leave it out as well;
    /// nothing where a branch has several such fields, or `detail` beside one, and nothing where there are
    /// more branches than anybody changes at once: each of their fields would go through all of them.
    fn all_branches_inside_detail(&self) -> Option<Fix> {
        const MOST: usize = 50;
        let parts = &self.pattern.parts;
        let or = parts.get(scope(self.pattern, self.leaf.part)?)?.parent?;
        let key =
            |part: &Part| self.pattern.text().get(part.key.clone()).unwrap_or_default().trim_matches('"');
        let is_branch = |at: &usize| parts.get(*at).is_some_and(|part| part.parent == Some(or));
        let mut strays: BTreeMap<usize, &Part> = BTreeMap::new();
        let mut with_detail: BTreeSet<usize> = BTreeSet::new();
        for part in parts {
            let Some(branch) = part.parent.filter(is_branch) else { continue };
            if key(part) == "detail" {
                with_detail.insert(branch);
            } else if !ENVELOPE.contains(&key(part)) && part.kind != PartKind::Or {
                let another = strays.insert(branch, part).is_some();
                (!another && strays.len() <= MOST).then_some(())?;
            }
        }
        if strays.len() < 2 || strays.keys().any(|branch| with_detail.contains(branch)) {
            return None;
        }
        let mut edits: Vec<Edit> = strays.values().flat_map(|stray| wrap(self.pattern, stray)).collect();
        edits.sort_by_key(|edit| (edit.start, edit.end));
        let label = "Put it inside \"detail\", in each branch of the \"$or\"".to_owned();
        if_it_parses(self.pattern, Fix { label, edits })
    }

    /// `detail` left out, and a name inside it written otherwise.
    fn level_and_name(&self, nearest: &mut Nearest, inner: &[Vec<u8>]) {
        let envelope = |name: &Vec<u8>| ENVELOPE.iter().any(|known| known.as_bytes() == name.as_slice());
        if self.steps.first().is_none_or(envelope) {
            return;
        }
        let nearness = |values: &[Value<'a>]| usize::from(!self.there(inner, values).is_meant());
        let Some(renaming) = similar_path(self.event.root(), inner, &self.scene.effort, &nearness) else {
            return;
        };
        let path: Vec<Vec<u8>> = renaming.steps.iter().flat_map(|step| split(step)).collect();
        let there = self.there(&path, &reach(self.event.root(), &path));
        let Some(value) = there.value else { return };
        if path.first().map(Vec::as_slice) != Some(b"detail")
            || !there.is_meant() && matches!(renaming.likeness, Likeness::Spelling(_))
        {
            return;
        }
        // A name at the top that is only written otherwise is nearer.
        let at_top = |values: &[Value<'a>]| usize::from(!self.there(&self.steps, values).is_meant());
        let top = similar_path(self.event.root(), &self.steps, &self.scene.effort, &at_top);
        if top.is_some_and(|top| self.there(&top.steps, &reach(self.event.root(), &top.steps)).is_meant()) {
            return;
        }
        nearest.offer(MissKind::Level, 20 + usize::from(!there.fits), || {
            let sentence = format!(
                "The event has no {}; it has {} ({}): \"detail\" is missing in the pattern, and the name is written \
                    otherwise{}{}.",
                self.name(),
                path_for_sentence(&path),
                for_sentence(value),
                there.another("and"),
                there.besides()
            );
            let fix = relocate(self.pattern, self.leaf, &path);
            let both = if there.fits { None } else { self.with_value(fix.clone(), &there) };
            (sentence, both.or(fix))
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::pattern::{Event, Pattern, explain};

    /// How many places the fix changes of a field that each of so many branches writes outside `detail`.
    fn changed_places(branches: usize) -> usize {
        let branches: Vec<String> =
            (0..branches).map(|at| format!("{{\"n{at}\": [\"{at}\"], \"source\": [\"a\"]}}")).collect();
        let pattern = Pattern::parse(&format!("{{\"$or\": [{}]}}", branches.join(", "))).unwrap();
        let event = Event::parse(br#"{"source": "a", "detail": {"n1": "1"}}"#).unwrap();
        let explanation = explain(&pattern, &event);
        explanation.misses().first().and_then(|(_, miss)| miss.fix.as_ref()).map_or(0, |fix| fix.edits.len())
    }

    #[test]
    fn of_more_branches_than_anybody_changes_at_once_one_is_changed() {
        assert_eq!((changed_places(3), changed_places(50)), (6, 100));
        assert_eq!((changed_places(51), changed_places(500)), (2, 2));
    }
}
