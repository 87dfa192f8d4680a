//! Lists of named pairs, `[{"Key": "env", "Value": "prod"}]`, and objects with these keys as names: the one asked for
//! as the other.

use super::Failing;
use crate::json::{Fix, Value};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::event_paths::{Likeness, MOST_VALUES, Renaming, joined, objects, reach};
use crate::pattern::explain::fixes::moved_field::{rename, sound, split};
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::shown;
use crate::pattern::explain::wording::similarity::{literal, quoted};
use crate::pattern::item::Item;

impl<'a> Failing<'_, 'a> {
    /// A list of named pairs, `[{"Key": "env", "Value": "prod"}]`, that the pattern takes for an object with
    /// these names.
    pub(super) fn named_pairs(&self, nearest: &mut Nearest) {
        let Some((name, above)) = self.steps.split_last() else { return };
        let held = reach(self.event.root(), above);
        let pairs = || held.iter().flat_map(|value| objects(*value)).take(MOST_VALUES);
        let same = |text: &[u8]| text == name.as_slice();
        let but_for_case = |text: &[u8]| text.eq_ignore_ascii_case(name);
        for (object, cased) in pairs().map(|pair| (pair, true)).chain(pairs().map(|pair| (pair, false))) {
            let key = object.members().find(|member| {
                let is = |text: &[u8]| if cased { same(text) } else { but_for_case(text) };
                member.value().text().is_some_and(|text| is(text.as_bytes()))
            });
            let Some(key) = key else { continue };
            let beside = || {
                object.members().filter(|member| {
                    member.key_span() != key.key_span() && objects(member.value()).is_empty()
                })
            };
            let fitting = beside().find(|member| self.fits(&[member.value()]));
            let fits = fitting.is_some();
            let Some(value) = fitting.or_else(|| beside().next()) else { continue };
            let several = self.asks_for_another(above, name);
            return nearest.offer(MissKind::NameSpelling, 0, || {
                let (k, v) = (literal(key.key().as_bytes()), literal(value.key().as_bytes()));
                let wanted = literal(name);
                let there = key.value().owned_text().unwrap_or_default();
                let but =
                    if fits { String::new() } else { format!(", there with {}", shown(value.value())) };
                let how = if several {
                    format!(
                        "A pattern can ask for the {k} and {v} of one element only, and not for two elements at once."
                    )
                } else {
                    format!("Ask for {k} and {v} together.")
                };
                let sentence = format!(
                    "The event has no {}; {} is a list of objects with {k} and {v}, and {} is a value in \
                        it{but}. {how}",
                    self.name(),
                    joined(above),
                    quoted(there.as_bytes())
                );
                // A name of several steps would need more than another name.
                let field = self.pattern.parts.get(self.leaf.part).map(|part| &part.key);
                let alone = |key: &&std::ops::Range<usize>| {
                    self.pattern.text().get((*key).clone()).is_some_and(|text| text.len() == wanted.len())
                };
                let fix = field.filter(alone).filter(|_| fits && !several).and_then(|key| {
                    let fix = Fix::replace(
                        format!(
                            "Ask for {k} and \
                        {v}"
                        ),
                        key.clone(),
                        format!("{k}: [{}], {v}", literal(there.as_bytes())),
                    );
                    sound(self.pattern, fix)
                });
                (sentence, fix)
            });
        }
    }

    /// Whether the pattern asks for a name beside this one, in the same object.
    fn asks_for_another(&self, above: &[Vec<u8>], name: &[u8]) -> bool {
        self.pattern.leaves.iter().any(|leaf| {
            let steps = split(&self.pattern.tree.name(leaf.node));
            steps.split_last().is_some_and(|(last, before)| before == above && last.as_slice() != name)
        })
    }

    /// The reverse: `{"Key": ["env"], "Value": ["prod"]}` in the pattern, for an object that has the keys as
    /// names.
    pub(super) fn pair_for_a_map(&self, nearest: &mut Nearest) {
        let is = |step: &[u8], words: [&str; 2]| {
            words.iter().any(|word| step.eq_ignore_ascii_case(word.as_bytes()))
        };
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
        // Such a list it is, only that the two are called otherwise.
        let words = if of_key { KEYS } else { VALUES };
        let inside = |value: &Value<'a>| objects(*value).into_iter().flat_map(Value::members);
        let called = reach(self.event.root(), above).iter().flat_map(inside).find_map(|member| {
            let key = member.key().as_bytes().to_vec();
            (is(&key, words) && key != *name).then_some(key)
        });
        if let Some(called) = called {
            return self.called_otherwise(nearest, above, called);
        }
        let texts: Vec<&[u8]> = key.clauses.iter().filter_map(|clause| plain_text(&clause.item)).collect();
        let held = reach(self.event.root(), above);
        let has = |text: &[u8]| {
            let mut inside = held.iter().flat_map(|value| objects(*value)).take(MOST_VALUES);
            inside.any(|object| object.members().any(|member| member.key().as_bytes() == text))
        };
        let is_map = "is no list of keys and values but an object, in which each key is a name";
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
                    let (name, above) = (self.name(), joined(above));
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
                joined(above),
                joined(&there)
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
                sound(self.pattern, whole).filter(|_| beside)
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
                joined(above),
                quoted(&called)
            );
            let likeness = Likeness::Spelling(0);
            let renaming = Renaming { steps, at: above.len(), key: called, more: 0, likeness };
            (sentence, rename(self.pattern, self.leaf, &renaming))
        });
    }
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
