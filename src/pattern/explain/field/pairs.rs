//! Lists of named pairs, `[{"Key": "env", "Value": "prod"}]`, and objects with these keys as names: the one
//! asked for as the other.

use super::Failing;
use crate::json::{Fix, Kind, Member, Value};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::event_paths::{
    Likeness, MOST_VALUES, Renaming, objects, path_for_sentence, reach,
};
use crate::pattern::explain::fixes::moved_field::{if_it_parses, relocate, rename, split};
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::for_sentence;
use crate::pattern::explain::wording::similarity::{literal, quoted};
use crate::pattern::item::Item;

impl<'a> Failing<'_, 'a> {
    /// A list of named pairs, `[{"Key": "env", "Value": "prod"}]`, that the pattern takes for an object with
    /// these names; at the field's place, or at another one.
    pub(super) fn named_pairs(&self, nearest: &mut Nearest) {
        let Some((name, above)) = self.steps.split_last() else { return };
        if let Some(pair) = self.pair(above, name) {
            return nearest.offer(MissKind::NameSpelling, 0, || self.of_a_pair(above, &pair));
        }
        self.pair_at_a_level(nearest, above);
    }

    /// A list of pairs in which the field is there itself, as the name of each pair's first: `Name`, which
    /// the pattern takes for the name of a tag.
    pub(super) fn pair_of_its_own_name(&self, nearest: &mut Nearest) {
        let Some((name, above)) = self.steps.split_last() else { return };
        let is_list = reach(self.event.root(), above).iter().any(|value| value.kind() == Kind::Array);
        let pair = self.pair(above, name).filter(|pair| {
            is_list
                && pair.fits
                && pair.key.key().as_bytes() == name
                && is_one_of(pair.value.key().as_bytes(), VALUES)
        });
        let Some(pair) = pair else { return };
        nearest.offer(MissKind::NameSpelling, 0, || {
            let (k, v) = (literal(name), literal(pair.value.key().as_bytes()));
            let sentence = format!(
                "{} is the name of each pair in this event, and {} one of these names; its value, {}, is at {}. Ask for {k} \
                    and {v} together.",
                self.name(),
                for_sentence(pair.key.value()),
                for_sentence(pair.value.value()),
                path_for_sentence(&[above, &split(pair.value.key().as_bytes())].concat())
            );
            (sentence, None)
        });
    }

    fn pair_at_a_level(&self, nearest: &mut Nearest, above: &[Vec<u8>]) {
        let Some(name) = self.steps.last() else { return };
        // The pair's name as a level, and its value below that.
        if let Some((name, above)) = above.split_last().filter(|(_, above)| !above.is_empty()) {
            let last = self.steps.last().map(Vec::as_slice).unwrap_or_default();
            let pair = self.pair(above, name).filter(|pair| pair.fits && pair.value.key().as_bytes() == last);
            if let Some(pair) = pair {
                return nearest.offer(MissKind::NameSpelling, 0, || self.of_a_pair(above, &pair));
            }
        }
        let atlas = self.scene.drawn.atlas();
        if !self.scene.effort.spend(atlas.leaves.len() * 10) {
            return;
        }
        let named =
            |value: &Value<'_>| value.text().is_some_and(|text| text.as_bytes().eq_ignore_ascii_case(name));
        let places =
            atlas.leaves.iter().filter(|(_, value)| named(value)).map(|(place, _)| atlas.steps(*place));
        for path in places.take(MOST_VALUES) {
            let Some((called, above)) = path.split_last() else { continue };
            // Elsewhere a word may be any field's value.
            let Some(pair) = self.pair(above, name).filter(|pair| pair.fits && is_one_of(called, KEYS))
            else {
                continue;
            };
            if is_one_of(pair.value.key().as_bytes(), VALUES) {
                return nearest.offer(MissKind::Elsewhere, 0, || self.of_a_pair(above, &pair));
            }
        }
    }

    /// The pair of that name among the objects of a place; one in the same letters before one in others,
    /// which is another name, and of these one whose value fits before others.
    fn pair(&self, above: &[Vec<u8>], name: &[u8]) -> Option<NamedPair<'a>> {
        let held = reach(self.event.root(), above);
        // An object alone is a pair by its names only: any value may be a word of the pattern.
        let is_list = held.iter().any(|value| value.kind() == Kind::Array);
        let mut best: Option<((bool, bool), NamedPair<'a>)> = None;
        for object in held.iter().flat_map(|value| objects(*value)).take(MOST_VALUES) {
            let is_key = |member: &Member<'a>| {
                (is_list || is_one_of(member.key().as_bytes(), KEYS))
                    && member.value().text().is_some_and(|text| text.as_bytes().eq_ignore_ascii_case(name))
            };
            let Some(key) = object.members().find(is_key) else { continue };
            let beside = || {
                object.members().filter(|member| {
                    member.key_span() != key.key_span() && objects(member.value()).is_empty()
                })
            };
            let fitting = beside().find(|member| self.fits(&[member.value()]));
            let fits = fitting.is_some();
            let Some(value) = fitting.or_else(|| beside().next()) else { continue };
            let is_same = key.value().text().is_some_and(|text| text.as_bytes() == name);
            let nearness = (is_same, fits);
            if best.as_ref().is_none_or(|(best, _)| nearness > *best) {
                best = Some((nearness, NamedPair { key, value, fits }));
            }
        }
        best.map(|(_, pair)| pair)
    }

    /// That the event has the field as a pair of a list there.
    fn of_a_pair(&self, above: &[Vec<u8>], pair: &NamedPair<'a>) -> (String, Option<Fix>) {
        let (k, v) = (literal(pair.key.key().as_bytes()), literal(pair.value.key().as_bytes()));
        let there = pair.key.value().owned_text().unwrap_or_default();
        let several = self.asks_for_another(above);
        let but = if pair.fits {
            String::new()
        } else {
            format!(", there with {}", for_sentence(pair.value.value()))
        };
        let how = if several {
            format!(
                "A pattern can ask for the {k} and {v} of one element only, and not for two elements at once."
            )
        } else {
            format!("Ask for {k} and {v} together.")
        };
        let is_list = reach(self.event.root(), above).iter().any(|value| value.kind() == Kind::Array);
        let (name, place, word) = (self.name(), path_for_sentence(above), quoted(there.as_bytes()));
        let sentence = if is_list || several {
            format!(
                "The event has no {name}; {place} is a list of objects with {k} and {v}, and {word} is a value in \
                    it{but}. {how}"
            )
        } else {
            format!(
                "The event has no {name}; {place} is an object with {k} and {v}, and {word} is its {k}{but}. {how}"
            )
        };
        if !pair.fits || several {
            return (sentence, None);
        }
        let target: Vec<Vec<u8>> = above.iter().cloned().chain(split(pair.value.key().as_bytes())).collect();
        let fix = relocate(self.pattern, self.leaf, &target).and_then(|mut fix| {
            let list = self.pattern.document().value(self.pattern.parts.get(self.leaf.part)?.node).raw();
            let asked = format!("{v}: {list}");
            let (at, edit) = fix.edits.iter_mut().find_map(|edit| Some((edit.text.rfind(&asked)?, edit)))?;
            edit.text.insert_str(at, &format!("{k}: [{}], ", literal(there.as_bytes())));
            fix.label = format!("Ask for {k} and {v}");
            if_it_parses(self.pattern, fix)
        });
        (sentence, fix)
    }

    /// A pair of the list that stands there in one text of the pattern: `env=prod`, `env:prod`.
    pub(super) fn pair_in_a_text(&self, container: Value<'a>) -> Option<(String, Option<Fix>)> {
        let [(clause, wanted)] = self.clauses().collect::<Vec<_>>()[..] else { return None };
        let text = plain_text(&clause.item).and_then(|text| std::str::from_utf8(text).ok())?;
        let (name, rest) = text.split_once(['=', ':'])?;
        let asked = rest.trim();
        let is = |value: Value<'_>, text: &str| {
            value.text().is_some_and(|there| there.as_bytes() == text.as_bytes())
        };
        // An object that has the name itself.
        let own = container.members().find(|member| member.key().as_bytes() == name.trim().as_bytes());
        if let Some(own) = own.filter(|own| is(own.value(), asked)) {
            let path: Vec<Vec<u8>> =
                self.steps.iter().cloned().chain([own.key().as_bytes().to_vec()]).collect();
            let sentence = format!(
                "{} is an object in this event, in which {} is a name with {}, and the pattern wants one text for both, {}. Ask \
                    for {}: [{}].",
                self.name(),
                quoted(own.key().as_bytes()),
                for_sentence(own.value()),
                quoted(text.as_bytes()),
                path_for_sentence(&path),
                for_sentence(own.value())
            );
            return Some((sentence, self.moved_with(&path, wanted, own.value().raw())));
        }
        let found = objects(container).into_iter().take(MOST_VALUES).find_map(|object| {
            let key = object.members().find(|member| is(member.value(), name.trim()))?;
            let value = object.members().find(|member| is(member.value(), asked))?;
            (key.key_span() != value.key_span()).then_some((key, value))
        });
        let (key, value) = found?;
        let (k, v) = (literal(key.key().as_bytes()), literal(value.key().as_bytes()));
        let sentence = format!(
            "{} is {} in this event, with {k} and {v}, and the pattern wants one text for both, {}. Ask for {k} and {v} \
                together.",
            self.name(),
            if container.kind() == Kind::Array { "a list of objects" } else { "an object" },
            quoted(text.as_bytes())
        );
        let fields = format!("{{{k}: [{}], {v}: [{}]}}", key.value().raw(), value.value().raw());
        let list = self.pattern.document().value(self.pattern.parts.get(self.leaf.part)?.node);
        let alone = list.elements().count() == 1 && list.elements().all(|only| only.span() == wanted.span());
        let fix = Fix::replace(format!("Ask for {k} and {v}"), list.span(), fields);
        Some((sentence, if_it_parses(self.pattern, fix).filter(|_| alone)))
    }

    /// Whether the pattern asks, beside this field, for another name of the list's pairs.
    fn asks_for_another(&self, list: &[Vec<u8>]) -> bool {
        let Some((name, above)) = self.steps.split_last() else { return false };
        self.pattern.leaves.iter().any(|leaf| {
            let steps = split(&self.pattern.tree.name(leaf.node));
            steps.split_last().is_some_and(|(last, before)| {
                before == above && last != name && self.pair(list, last).is_some()
            })
        })
    }

    /// The reverse: `{"Key": ["env"], "Value": ["prod"]}` in the pattern, for an object that has the keys as
    /// names.
    pub(super) fn pair_for_a_map(&self, nearest: &mut Nearest) {
        let is = is_one_of;
        let Some((name, above)) = self.steps.split_last() else { return };
        let of_key = is(name, KEYS);
        if !of_key && !is(name, VALUES) {
            return;
        }
        let other = self.pattern.leaves.iter().find(|leaf| {
            let steps = split(&self.pattern.tree.name(leaf.node));
            steps
                .split_last()
                .is_some_and(|(last, before)| before == above && is(last, if of_key { VALUES } else { KEYS }))
        });
        let Some(other) = other else { return };
        let (key, value) = if of_key { (self.leaf, other) } else { (other, self.leaf) };
        let texts: Vec<&[u8]> = key.clauses.iter().filter_map(|clause| plain_text(&clause.item)).collect();
        let held = reach(self.event.root(), above);
        let has = |text: &[u8]| {
            let mut inside = held.iter().flat_map(|value| objects(*value)).take(MOST_VALUES);
            inside.any(|object| object.members().any(|member| member.key().as_bytes() == text))
        };
        // Such a list it is, only that the two are called otherwise; an object may have a key that is called
        // `Name`.
        let words = if of_key { KEYS } else { VALUES };
        let inside = |value: &Value<'a>| objects(*value).into_iter().flat_map(Value::members);
        let called = held.iter().flat_map(inside).find_map(|member| {
            let key = member.key().as_bytes().to_vec();
            (is(&key, words) && key != *name).then_some(key)
        });
        // With the asked key among its names it is an object, whatever else it has.
        let is_map = texts.iter().any(|text| has(text));
        if let Some(called) = called.filter(|called| !is_map && !texts.contains(&called.as_slice())) {
            return self.called_otherwise(nearest, above, called);
        }
        let is_map = "is not a list of keys and values but an object, in which each key is a name";
        let Some(text) = texts.iter().find(|text| has(text)).copied() else {
            let named =
                above.last().map(|name| String::from_utf8_lossy(name).to_lowercase()).unwrap_or_default();
            let holds =
                held.iter().flat_map(|value| objects(*value)).any(|object| object.members().next().is_some());
            if let Some(text) = texts.first()
                && holds
                && MAPS.iter().any(|word| named.contains(word))
            {
                nearest.offer(MissKind::NameSpelling, 0, || {
                    let (name, above) = (self.name(), path_for_sentence(above));
                    let sentence =
                        format!("The event has no {name}: {above} {is_map}, and it has no {}.", quoted(text));
                    (sentence, None)
                });
            }
            return;
        };
        nearest.offer(MissKind::NameSpelling, 0, || {
            let there: Vec<Vec<u8>> = above.iter().cloned().chain([text.to_vec()]).collect();
            let sentence = format!(
                "The event has no {}: {} {is_map}. Ask for {}.",
                self.name(),
                path_for_sentence(above),
                path_for_sentence(&there)
            );
            let parts = self.pattern.parts.get(key.part).zip(self.pattern.parts.get(value.part));
            let fix = parts.filter(|_| key.clauses.len() == 1).and_then(|(key, value)| {
                // The two stand side by side, the key first, so that one name can take the place of both.
                let between = self.pattern.document().value(key.node).span().end..value.key.start;
                let beside = self.pattern.text().get(between)?.trim() == ",";
                let whole = Fix::replace(
                    format!("Ask for {}", literal(text)),
                    key.key.start..value.key.end,
                    literal(text),
                );
                if_it_parses(self.pattern, whole).filter(|_| beside)
            });
            (sentence, fix)
        });
    }
}

impl Failing<'_, '_> {
    /// A list of keys and values that has another name for one of the two.
    fn called_otherwise(&self, nearest: &mut Nearest, above: &[Vec<u8>], called: Vec<u8>) {
        nearest.offer(MissKind::NameSpelling, 0, || {
            let steps: Vec<Vec<u8>> = above.iter().cloned().chain([called.clone()]).collect();
            let sentence = format!(
                "The event has no {}: the objects of {} call it {}.",
                self.name(),
                path_for_sentence(above),
                quoted(&called)
            );
            let likeness = Likeness::Spelling(0);
            let renaming = Renaming { steps, at: above.len(), key: called, more: 0, likeness };
            (sentence, rename(self.pattern, self.leaf, &renaming))
        });
    }
}

/// A pair of a list, under a name that the pattern takes for a field's.
struct NamedPair<'a> {
    key: Member<'a>,
    value: Member<'a>,
    fits: bool,
}

fn is_one_of(name: &[u8], words: [&str; 2]) -> bool {
    words.iter().any(|word| name.eq_ignore_ascii_case(word.as_bytes()))
}

/// The names of a pair's two fields.
const KEYS: [&str; 2] = ["key", "name"];
const VALUES: [&str; 2] = ["value", "values"];
/// What things are called that have keys and values.
const MAPS: [&str; 4] = ["tag", "label", "dimension", "attribute"];

/// The plain string that an item asks for.
fn plain_text(item: &Item) -> Option<&[u8]> {
    if let Item::Text(text) = item { Some(text) } else { None }
}
