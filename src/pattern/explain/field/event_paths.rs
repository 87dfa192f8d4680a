//! Walking an event by names: what lies at a path, which names there are, and which name is meant for
//! another.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::json::{Elements, Kind, Members, Value};
use crate::pattern::explain::effort::Effort;
use crate::pattern::explain::field::short_names;
use crate::pattern::explain::wording::similarity::{latin_looks, quoted, tolerance, without_space};
use crate::text::{edits, letters_and_digits};

/// Values of one field that are looked at for a sentence, at most.
pub(in crate::pattern::explain) const MOST_VALUES: usize = 200;
/// Values of the event that are searched for one that lies elsewhere, at most.
const MOST_LEAVES: usize = 20_000;

/// Every path of an event, each once, and the values at them in document order, up to that many.
#[derive(Debug)]
pub(in crate::pattern::explain) struct Atlas<'e> {
    pub(in crate::pattern::explain) places: Vec<EventPath<'e>>,
    /// Values that are neither objects nor arrays, each with the index of its place.
    pub(in crate::pattern::explain) leaves: Vec<(usize, Value<'e>)>,
}

/// A path of an event.
#[derive(Debug)]
pub(in crate::pattern::explain) struct EventPath<'e> {
    above: Option<usize>,
    step: Vec<u8>,
    /// The first value at the path, containers included.
    pub(in crate::pattern::explain) first: Value<'e>,
}

impl<'e> Atlas<'e> {
    pub(in crate::pattern::explain) fn new(root: Value<'e>) -> Self {
        enum Inside<'e> {
            Object(Members<'e>, usize),
            Array(Elements<'e>, usize),
        }
        let mut atlas = Self {
            places: vec![EventPath { above: None, step: Vec::new(), first: root }],
            leaves: Vec::new(),
        };
        let mut known: HashMap<(usize, Vec<u8>), usize> = HashMap::new();
        let mut open = vec![Inside::Object(root.members(), 0)];
        while let Some(level) = open.last_mut() {
            let (value, place) = match level {
                Inside::Object(members, above) => {
                    let Some(member) = members.next() else {
                        open.pop();
                        continue;
                    };
                    let (above, step) = (*above, member.key().as_bytes().to_vec());
                    let place = *known.entry((above, step.clone())).or_insert_with(|| {
                        atlas.places.push(EventPath { above: Some(above), step, first: member.value() });
                        atlas.places.len() - 1
                    });
                    (member.value(), place)
                }
                Inside::Array(elements, place) => {
                    let Some(value) = elements.next() else {
                        open.pop();
                        continue;
                    };
                    (value, *place)
                }
            };
            match value.kind() {
                Kind::Object => open.push(Inside::Object(value.members(), place)),
                Kind::Array => open.push(Inside::Array(value.elements(), place)),
                Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null => {
                    atlas.leaves.push((place, value));
                }
            }
            if atlas.leaves.len() + atlas.places.len() > MOST_LEAVES {
                break;
            }
        }
        atlas
    }

    /// The steps of a path, cut at full stops.
    pub(in crate::pattern::explain) fn steps(&self, place: usize) -> Vec<Vec<u8>> {
        let mut steps: Vec<&[u8]> = Vec::new();
        let mut at = self.places.get(place);
        while let Some(EventPath { above: Some(above), step, .. }) = at {
            steps.push(step);
            at = self.places.get(*above);
        }
        steps.reverse();
        steps.into_iter().flat_map(|step| step.split(|&b| b == b'.').map(<[u8]>::to_vec)).collect()
    }

    /// The last step of a path.
    pub(in crate::pattern::explain) fn last(&self, place: usize) -> &[u8] {
        self.places
            .get(place)
            .map_or(&[], |place| place.step.rsplit(|&b| b == b'.').next().unwrap_or_default())
    }
}

/// An [`Atlas`] that is drawn when it is first asked for.
#[derive(Debug)]
pub(in crate::pattern::explain) struct Drawn<'e> {
    root: Value<'e>,
    atlas: OnceCell<Atlas<'e>>,
    /// By the letters and digits of a whole path, the first leaf at such a path.
    joined: OnceCell<HashMap<String, usize>>,
}

impl<'e> Drawn<'e> {
    pub(in crate::pattern::explain) fn new(root: Value<'e>) -> Self {
        Self { root, atlas: OnceCell::new(), joined: OnceCell::new() }
    }

    pub(in crate::pattern::explain) fn atlas(&self) -> &Atlas<'e> {
        self.atlas.get_or_init(|| Atlas::new(self.root))
    }

    /// The first value at a path of these letters and digits, with its path.
    pub(in crate::pattern::explain) fn at_joined(&self, bare: &str) -> Option<(Vec<Vec<u8>>, Value<'e>)> {
        let atlas = self.atlas();
        let joined = self.joined.get_or_init(|| {
            let mut joined = HashMap::new();
            for (at, (place, _)) in atlas.leaves.iter().enumerate().take(MOST_LEAVES / 10) {
                joined.entry(bare_path(&atlas.steps(*place))).or_insert(at);
            }
            joined
        });
        let (place, value) = atlas.leaves.get(*joined.get(bare)?)?;
        Some((atlas.steps(*place), *value))
    }
}

/// The letters and digits of a path, in lower case: `order.id`, `orderId` and `order_id` are one.
pub(in crate::pattern::explain) fn bare_path(steps: &[Vec<u8>]) -> String {
    letters_and_digits(&String::from_utf8_lossy(&steps.concat()))
}

/// A path with one step or two replaced by similar ones that the event has.
pub(in crate::pattern::explain) struct Renaming {
    pub(in crate::pattern::explain) steps: Vec<Vec<u8>>,
    /// The first step that is replaced.
    pub(in crate::pattern::explain) at: usize,
    pub(in crate::pattern::explain) key: Vec<u8>,
    /// How many further steps are.
    pub(in crate::pattern::explain) more: usize,
    pub(in crate::pattern::explain) likeness: Likeness,
}

/// How one name resembles another; the nearer the smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::pattern::explain) enum Likeness {
    /// Only the letter case differs.
    Case,
    /// Only white space differs.
    Space,
    /// Only characters that look alike differ.
    Looks,
    /// Other characters differ, this far.
    Spelling(usize),
}

/// The most similar path that exists in the event, one step away from the wanted one; where there is none,
/// two steps. `nearness` says how near the values of a place are: 0 for those that are wanted.
pub(in crate::pattern::explain) fn similar_path<'e>(
    root: Value<'e>,
    steps: &[Vec<u8>],
    effort: &Effort,
    nearness: &dyn Fn(&[Value<'e>]) -> usize,
) -> Option<Renaming> {
    let one = similar_below(root, steps, effort, nearness, 0);
    one.or_else(|| similar_below(root, steps, effort, nearness, 1))
}

/// The most similar path below a value, that many steps besides the first away.
fn similar_below<'e>(
    root: Value<'e>,
    steps: &[Vec<u8>],
    effort: &Effort,
    nearness: &dyn Fn(&[Value<'e>]) -> usize,
    more: usize,
) -> Option<Renaming> {
    let mut best: Option<((usize, Likeness), Renaming)> = None;
    let mut above = vec![root];
    for (at, step) in steps.iter().enumerate() {
        let Ok(wanted) = std::str::from_utf8(step) else { break };
        let rest = steps.get(at + 1..).unwrap_or_default();
        for object in above.iter().flat_map(|value| objects(*value)).take(MOST_VALUES) {
            for member in object.members().take(MOST_VALUES) {
                let key = member.key();
                let Some(name) = key.as_str().filter(|name| *name != wanted) else { continue };
                if !effort.spend(20 * (name.len() + wanted.len())) {
                    return best.map(|(_, best)| best);
                }
                let Some(likeness) = likeness(name, wanted, effort) else { continue };
                let below = match more {
                    0 => Some((rest.to_vec(), likeness)),
                    _ => similar_below(member.value(), rest, effort, nearness, more - 1)
                        .map(|below| (below.steps, likeness.and(below.likeness))),
                };
                let Some((rest, likeness)) = below else { continue };
                let there = reach(member.value(), &rest);
                if there.is_empty() {
                    continue;
                }
                // A name that leads to a wanted value goes before a more similar one that does not.
                let rank = (nearness(&there), likeness);
                if best.as_ref().is_none_or(|(other, _)| rank < *other) {
                    let key = name.as_bytes().to_vec();
                    let above = steps.get(..at).unwrap_or_default().iter().cloned();
                    let steps = above.chain([key.clone()]).chain(rest).collect();
                    best = Some((rank, Renaming { steps, at, key, more, likeness }));
                }
            }
        }
        above = reach(root, steps.get(..=at).unwrap_or_default());
        if above.is_empty() {
            break;
        }
    }
    best.map(|(_, best)| best)
}

impl Likeness {
    /// That of a path of which two names differ.
    fn and(self, other: Self) -> Self {
        let distance = |likeness| match likeness {
            Self::Case | Self::Space | Self::Looks => 1,
            Self::Spelling(distance) => distance,
        };
        Self::Spelling(distance(self) + distance(other))
    }
}

/// How far a name is from one that has some of its words written short.
const SHORTER: usize = 3;
/// How far a name is from one that it begins.
pub(in crate::pattern::explain) const BEGINS: usize = 7;

/// Whether one name may be meant for another, and how far apart they are.
fn likeness(name: &str, wanted: &str, effort: &Effort) -> Option<Likeness> {
    if name.to_lowercase() == wanted.to_lowercase() {
        return Some(Likeness::Case);
    }
    if without_space(name).to_lowercase() == without_space(wanted).to_lowercase() {
        return Some(Likeness::Space);
    }
    let seen = |text: &str| latin_looks(text);
    if latin_looks(name) == latin_looks(wanted) || seen(name) == seen(wanted) {
        return Some(Likeness::Looks);
    }
    let (bare, bare_wanted) = (letters_and_digits(name), letters_and_digits(wanted));
    if bare == bare_wanted && !bare.is_empty() {
        return Some(Likeness::Spelling(1));
    }
    let singular = |name: &str| name.strip_suffix('s').map(str::to_owned);
    if singular(&bare) == Some(bare_wanted.clone()) || singular(&bare_wanted) == Some(bare.clone()) {
        return Some(Likeness::Spelling(2));
    }
    if short_names::are_one(name, wanted) {
        return Some(Likeness::Spelling(SHORTER));
    }
    // `retry` for `retryable`: the one begins with the other.
    let (short, long) =
        if bare.len() < bare_wanted.len() { (&bare, &bare_wanted) } else { (&bare_wanted, &bare) };
    if short.len() >= 4 && long.starts_with(short.as_str()) && long.len() - short.len() <= 6 {
        return Some(Likeness::Spelling(BEGINS));
    }
    let most = tolerance(bare_wanted.chars().count());
    if bare.len().abs_diff(bare_wanted.len()) > 4 * most
        || !effort.spend(bare.len().min(300) * bare_wanted.len().min(300))
    {
        return None;
    }
    edits(&bare, &bare_wanted, most).map(|distance| Likeness::Spelling(distance + 2))
}

/// The values at a path below a value, containers included; arrays are looked through.
pub(in crate::pattern::explain) fn reach<'e>(from: Value<'e>, steps: &[Vec<u8>]) -> Vec<Value<'e>> {
    let mut found = Vec::new();
    let mut open = vec![(from, 0)];
    let mut looked = 0;
    while let Some((value, at)) = open.pop() {
        looked += 1;
        if looked > MOST_LEAVES || found.len() > MOST_VALUES {
            break;
        }
        if at == steps.len() {
            found.push(value);
            continue;
        }
        match value.kind() {
            Kind::Array => {
                let from = open.len();
                open.extend(value.elements().take(MOST_LEAVES).map(|element| (element, at)));
                // What is pushed last is looked at first, and the first element should be.
                open.get_mut(from..).unwrap_or_default().reverse();
            }
            Kind::Object => {
                let from = open.len();
                let Some(first) = steps.get(at) else { continue };
                for member in value.members() {
                    let key = member.key();
                    if !key.as_bytes().starts_with(first) {
                        continue;
                    }
                    let taken = key.as_bytes().split(|&b| b == b'.');
                    let count = taken.clone().count();
                    if steps
                        .get(at..at + count)
                        .is_some_and(|wanted| taken.zip(wanted).all(|(a, b)| a == b.as_slice()))
                    {
                        open.push((member.value(), at + count));
                    }
                }
                open.get_mut(from..).unwrap_or_default().reverse();
            }
            Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null => {}
        }
    }
    found
}

/// The objects that a value is, looking through arrays.
pub(in crate::pattern::explain) fn objects(value: Value<'_>) -> Vec<Value<'_>> {
    through_arrays(value).into_iter().filter(|value| value.kind() == Kind::Object).collect()
}

/// The scalars that a path ending at this value has: itself, or those directly in its arrays.
pub(in crate::pattern::explain) fn tips(value: Value<'_>) -> Vec<Value<'_>> {
    through_arrays(value)
        .into_iter()
        .filter(|value| !matches!(value.kind(), Kind::Object | Kind::Array))
        .collect()
}

/// The value itself, or what its arrays hold, in document order.
fn through_arrays(value: Value<'_>) -> Vec<Value<'_>> {
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        if found.len() > MOST_VALUES {
            break;
        }
        if value.kind() == Kind::Array {
            let from = open.len();
            open.extend(value.elements().take(MOST_VALUES));
            open.get_mut(from..).unwrap_or_default().reverse();
        } else {
            found.push(value);
        }
    }
    found
}

/// The names of the fields directly inside some values, each once.
pub(in crate::pattern::explain) fn names(values: &[Value<'_>]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for member in values.iter().flat_map(|value| objects(*value)).flat_map(Value::members).take(MOST_VALUES) {
        let name = quoted(member.key().as_bytes());
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// A path for a sentence.
pub(in crate::pattern::explain) fn path_for_sentence(steps: &[Vec<u8>]) -> String {
    quoted(&steps.join(&b'.'))
}
