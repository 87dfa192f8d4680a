//! The one value that tells events of a kind apart.
//!
//! A kind is a source with a detail-type. What its events are about is not looked up in a list of services:
//! it is the value that varies most among the first few hundred events of the kind while looking like a name
//! rather than like plumbing (times, random ids, long texts), and beside it, where there is one, a word out
//! of few, such as a state. The choice is made anew whenever the number of events seen has doubled, and
//! stands after [`ENOUGH`].

mod value_shape;

use super::duplicates::Seedless;
use super::entry::Entry;
use crate::json::{Document, Kind as JsonKind, Value, pointer_part};
use crate::model::Arn;
use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher, Hash};
use value_shape::{ALL, SHAPES, ValueShape};

/// Events of a kind after which the choice stands.
const ENOUGH: u32 = 256;
/// Kinds told apart; of events beyond them, each is judged alone.
const KINDS: usize = 512;
/// Values looked at in one event, and how deep they may lie below `detail`.
const LEAVES: usize = 64;
const DEPTH: u8 = 4;
/// Different values counted for one place.
const DISTINCT: u8 = 64;
/// Characters of a value shown at most.
const SHOWN: usize = 160;

/// A source with a detail-type, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindNumber(u32);

/// What an event is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventSubject {
    /// The value that tells it from others of its kind, cut at 160 characters.
    pub name: Option<String>,
    /// A word for what became of that, where there is one.
    pub state: Option<String>,
}

/// What was learnt about each kind of event.
#[derive(Clone, Debug, Default)]
pub struct Kinds {
    numbers: HashMap<(Box<str>, Box<str>), KindNumber, Seedless>,
    learnt: Vec<Learnt>,
    revision: u64,
}

#[derive(Clone, Debug, Default)]
struct Learnt {
    seen: u32,
    places: Vec<Spot>,
    choice: Choice,
}

/// Where a walk through an event is.
struct Walk<'e> {
    pointer: String,
    /// Values that may still be looked at.
    left: usize,
    /// The plain values beside `detail`, as they stand in the text.
    envelope: Vec<&'e str>,
}

/// JSON pointers to what is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Choice {
    first: Option<Box<str>>,
    second: Option<Box<str>>,
}

/// One place in the events of a kind.
#[derive(Clone, Debug)]
struct Spot {
    pointer: Box<str>,
    /// How many names lead to it; further out for what is not in `detail`.
    depth: u8,
    present: u32,
    bytes: u32,
    shapes: [u32; SHAPES],
    distinct: BTreeSet<u64>,
}

impl Spot {
    fn new(pointer: &str, depth: u8) -> Self {
        Self {
            pointer: pointer.into(),
            depth,
            present: 0,
            bytes: 0,
            shapes: [0; SHAPES],
            distinct: BTreeSet::new(),
        }
    }

    fn add(&mut self, value: Value<'_>) {
        self.present += 1;
        self.bytes = self.bytes.saturating_add(u32::try_from(value.raw().len()).unwrap_or(u32::MAX));
        let shape = ValueShape::of(value);
        for (count, other) in self.shapes.iter_mut().zip(ALL) {
            *count += u32::from(shape == other);
        }
        if self.distinct.len() < usize::from(DISTINCT) {
            self.distinct.insert(Seedless::default().hash_one(value.raw()));
        }
    }

    /// The shape that most of the values have.
    fn shape(&self) -> ValueShape {
        let best = self.shapes.iter().zip(ALL).max_by_key(|(count, _)| **count);
        best.map_or(ValueShape::Nothing, |(_, shape)| shape)
    }

    fn present_in(&self, seen: u32) -> f64 {
        f64::from(self.present) / f64::from(seen.max(1))
    }

    /// The last name on the way to it.
    fn name(&self) -> String {
        let last = self.pointer.rsplit('/').find(|step| step.parse::<usize>().is_err());
        last.unwrap_or_default().to_ascii_lowercase()
    }

    fn shallow(&self) -> f64 {
        1.0 / (1.0 + 0.35 * f64::from(self.depth.saturating_sub(1)))
    }

    fn short(&self, limit: f64) -> f64 {
        let average = f64::from(self.bytes) / f64::from(self.present.max(1));
        if average > limit { limit / average } else { 1.0 }
    }

    /// How many different values there are, from 0 (one) to 1 (`most` or more).
    fn varies(&self, most: f64) -> f64 {
        let distinct = f64::from(u8::try_from(self.distinct.len()).unwrap_or(DISTINCT));
        if distinct < 2.0 { 0.0 } else { (distinct.ln() / most.max(2.0).ln()).min(1.0) }
    }

    /// How well it names what the event is about.
    fn as_first(&self, seen: u32) -> f64 {
        let present = self.present_in(seen);
        // An account or region that is always the same says nothing about an event.
        if present < 0.5 || (self.depth > DEPTH + 1 && self.distinct.len() < 2) {
            return 0.0;
        }
        let name = self.name();
        let is_id = name.ends_with("id");
        let serves = |(word, ids_only): &(&str, bool)| name.contains(word) && (is_id || !ids_only);
        let hint = if PLUMBING.iter().any(serves) {
            0.25
        } else if SORTING.iter().any(|word| name.ends_with(word)) {
            0.4
        } else if NAMING.iter().any(|word| name.ends_with(word)) {
            1.25
        } else {
            1.0
        };
        // In a single event nothing varies yet; in several, a value that does not vary is chosen only when
        // there is no better one.
        let varies =
            if seen < 2 { 1.0 } else { self.varies(f64::from(seen).min(f64::from(DISTINCT))).max(0.001) };
        present * varies * self.shape().names() * self.shallow() * self.short(48.0) * hint
    }

    /// How well it tells what became of that.
    fn as_second(&self, seen: u32) -> f64 {
        let (present, few) = (self.present_in(seen), self.distinct.len() <= (seen as usize / 4).max(4));
        if present < 0.8 || !few || self.short(32.0) < 1.0 {
            return 0.0;
        }
        let name = self.name();
        let hint = if STATING.iter().any(|word| name.contains(word)) { 2.0 } else { 1.0 };
        let varies = match seen {
            0 | 1 if hint > 1.0 => 1.0,
            0 | 1 => 0.0,
            _ => self.varies(6.0),
        };
        present * varies * self.shape().states() * self.shallow() * hint
    }
}

/// How the names of values end that name a thing, in any domain.
const NAMING: [&str; 5] = ["id", "name", "key", "arn", "identifier"];
/// How the names of values end that tell kinds of things apart rather than things.
const SORTING: [&str; 5] = ["source", "type", "category", "kind", "class"];
/// Words in the names of values that only serve the transport; some of them only in the names of ids.
const PLUMBING: [(&str, bool); 13] = [
    ("request", true),
    ("event", true),
    ("trace", false),
    ("correlation", false),
    ("version", false),
    ("sequencer", false),
    ("token", false),
    ("etag", false),
    ("session", false),
    ("checksum", false),
    ("digest", false),
    ("agent", false),
    ("hash", false),
];
/// Words in the names of values that say what became of a thing, or was done to it.
const STATING: [&str; 8] =
    ["state", "status", "result", "outcome", "action", "reason", "operation", "eventname"];

impl Kinds {
    /// An event has come: learns from it and tells its kind. `None` when there are too many kinds already.
    pub(super) fn learn(&mut self, entry: &Entry, document: &Document) -> Option<KindNumber> {
        let name = (Box::from(entry.source()?.as_ref()), Box::from(entry.detail_type()?.as_ref()));
        let kind = match self.numbers.get(&name) {
            Some(kind) => *kind,
            None if self.learnt.len() >= KINDS => return None,
            None => {
                let kind = KindNumber(u32::try_from(self.learnt.len()).ok()?);
                self.numbers.insert(name, kind);
                self.learnt.push(Learnt::default());
                kind
            }
        };
        let learnt = self.learnt.get_mut(kind.0 as usize)?;
        if learnt.seen < ENOUGH {
            let before = learnt.choice.clone();
            learnt.add(document.root());
            if learnt.choice != before {
                self.revision += 1;
            }
        }
        Some(kind)
    }

    /// Changes whenever something shown before would be chosen otherwise now.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// What the event is about.
    pub fn subject_of(&self, kind: Option<KindNumber>, document: &Document) -> EventSubject {
        let learnt = kind.and_then(|kind| self.learnt.get(kind.0 as usize));
        let found = learnt.map(|learnt| learnt.choice.show(document.root())).unwrap_or_default();
        if found != EventSubject::default() {
            return found;
        }
        let mut alone = Learnt::default();
        alone.add(document.root());
        alone.choice.show(document.root())
    }
}

impl Learnt {
    fn add(&mut self, root: Value<'_>) {
        self.seen += 1;
        let mut walk = Walk { pointer: String::from("/detail"), left: LEAVES, envelope: Vec::new() };
        walk.envelope.extend(
            root.members().map(|member| member.value()).filter(|value| !is_container(*value)).map(Value::raw),
        );
        if let Some(detail) = root.get("detail") {
            self.walk(detail, 1, &mut walk);
        }
        for (pointer, depth) in [("/resources/0", 3), ("/account", 6), ("/region", 6)] {
            if let Some(value) = root.pointer(pointer) {
                self.spot(pointer, depth).add(value);
            }
        }
        if self.seen.is_power_of_two() {
            self.choose();
        }
        if self.seen == ENOUGH {
            self.places = Vec::new();
        }
    }

    fn walk(&mut self, value: Value<'_>, depth: u8, walk: &mut Walk<'_>) {
        let length = walk.pointer.len();
        for member in value.members() {
            if walk.left == 0 || depth > DEPTH {
                return;
            }
            walk.pointer.push('/');
            walk.pointer.push_str(&pointer_part(&member.key().to_string_lossy()));
            let value = member.value();
            match value.kind() {
                JsonKind::Object => self.walk(value, depth + 1, walk),
                JsonKind::Array => {
                    // The first of a list stands for it, where it is a plain value.
                    if let Some(first) = value.element(0).filter(|first| !is_container(*first)) {
                        walk.pointer.push_str("/0");
                        self.leaf(first, depth + 1, walk);
                    }
                }
                JsonKind::String | JsonKind::Number | JsonKind::True | JsonKind::False | JsonKind::Null => {
                    self.leaf(value, depth, walk);
                }
            }
            walk.pointer.truncate(length);
        }
    }

    fn leaf(&mut self, value: Value<'_>, depth: u8, walk: &mut Walk<'_>) {
        walk.left = walk.left.saturating_sub(1);
        let pointer = walk.pointer.as_str();
        // A value that repeats the envelope (its time, account, region) says nothing new.
        if walk.envelope.contains(&value.raw()) {
            return;
        }
        if self.places.len() < LEAVES * 2 || self.places.iter().any(|spot| *spot.pointer == *pointer) {
            self.spot(pointer, depth).add(value);
        }
    }

    fn spot(&mut self, pointer: &str, depth: u8) -> &mut Spot {
        let at = self.places.iter().position(|spot| *spot.pointer == *pointer).unwrap_or_else(|| {
            self.places.push(Spot::new(pointer, depth));
            self.places.len() - 1
        });
        &mut self.places[at]
    }

    fn choose(&mut self) {
        let best = |score: &dyn Fn(&Spot) -> f64| {
            let mut best: Option<(&Spot, f64)> = None;
            for spot in &self.places {
                let score = score(spot);
                // The earlier of equals, so that the event's own order decides.
                if score > best.map_or(0.0, |(_, best)| best) {
                    best = Some((spot, score));
                }
            }
            best.map(|(spot, _)| spot.pointer.clone())
        };
        let first = best(&|spot| spot.as_first(self.seen));
        let second =
            best(&|spot| if Some(&spot.pointer) == first.as_ref() { 0.0 } else { spot.as_second(self.seen) });
        self.choice = Choice { first, second };
    }
}

fn is_container(value: Value<'_>) -> bool {
    matches!(value.kind(), JsonKind::Object | JsonKind::Array)
}

impl Choice {
    fn show(&self, root: Value<'_>) -> EventSubject {
        let shown = |pointer: &Option<Box<str>>| {
            let value = root.pointer(pointer.as_deref()?)?;
            let text = match value.text() {
                // Of an ARN, the part that differs comes last.
                Some(text) => Arn::new(text.to_string_lossy()).name().to_owned(),
                None => value.compact(),
            };
            Some(text.chars().take(SHOWN).collect::<String>()).filter(|text| !text.is_empty())
        };
        EventSubject { name: shown(&self.first), state: shown(&self.second) }
    }
}
