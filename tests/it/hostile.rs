//! Texts that terminals act on, put into every field of a JSON document that can hold a text of somebody
//! else's.
//!
//! Which fields those are is not written down here: each place is tried once, and what is still understood
//! with another text in it is a field that comes from outside. So no field can be forgotten.

use crate::terminal_safety::payloads;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Payloads in one text.
const AT_ONCE: usize = 8;

/// Puts the payloads in. The same text always becomes the same, so that what refers to something by its name
/// still does.
pub struct Hostile {
    seed: u64,
    /// Texts that are left alone, because somebody types them.
    kept: &'static [&'static str],
    payloads: Vec<String>,
    /// Every place a text was found at, and whether it is a field that comes from outside. A place is the
    /// names on the way to it; one that names a member ends with `{}`.
    pub places: BTreeMap<String, bool>,
    /// The payloads that were used, by their numbers.
    pub used: BTreeSet<usize>,
}

impl Hostile {
    pub fn new(seed: u64, kept: &'static [&'static str]) -> Self {
        Self { seed, kept, payloads: payloads(), places: BTreeMap::new(), used: BTreeSet::new() }
    }

    fn number(&self, text: &str) -> usize {
        let start = 0xcbf2_9ce4_8422_2325_u64 ^ self.seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let hash =
            text.bytes().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        usize::try_from(hash >> 33).unwrap()
    }

    /// The text with payloads in it; a JSON text stays one, with payloads in its own texts. One text in eight
    /// stays as it is, so that what a screen does with sound ones is seen, too.
    pub fn text(&mut self, text: &str) -> String {
        if let Ok(inner @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str::<Value>(text) {
            return self.inner(inner).to_string();
        }
        let number = self.number(text);
        if number.is_multiple_of(8) || self.kept.contains(&text) || text.contains('\u{1b}') {
            return text.to_owned();
        }
        let from = number % self.payloads.len();
        let chosen: Vec<usize> = (from..from + AT_ONCE).map(|at| at % self.payloads.len()).collect();
        let added: String = chosen.iter().map(|at| self.payloads[*at].as_str()).collect();
        self.used.extend(chosen);
        // What has parts is not taken apart; elsewhere the payload stands where columns are not cut.
        let half = text.char_indices().nth(text.chars().count() / 2).map_or(text.len(), |(at, _)| at);
        let at = if text.contains([':', '/']) { text.len() } else { half };
        format!("{}{added}{}", &text[..at], &text[at..])
    }

    fn inner(&mut self, value: Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(&text)),
            Value::Array(items) => items.into_iter().map(|item| self.inner(item)).collect(),
            Value::Object(members) => {
                let known = |name: &str| matches!(name, "source" | "detail" | "detail-type" | "id" | "time");
                let members = members.into_iter().map(|(name, value)| {
                    let name = if known(&name) { name } else { self.text(&name) };
                    (name, self.inner(value))
                });
                members.collect::<Map<_, _>>().into()
            }
            other @ (Value::Null | Value::Bool(_) | Value::Number(_)) => other,
        }
    }

    /// The document with payloads in every field that comes from outside. `understood` says whether a
    /// document is still one, and gives what was understood of it.
    pub fn document(&mut self, document: &Value, understood: &dyn Fn(&Value) -> Option<Value>) -> Value {
        let mut places = Vec::new();
        find(document, &mut String::new(), &mut Vec::new(), &mut places);
        for (place, path) in places {
            if self.places.contains_key(&place) {
                continue;
            }
            // A text that stands nowhere else, so that it can be found again.
            let mark = format!("{}tried", at(document, &path));
            let tried = understood(&with(document, &path, &mark));
            let is_kept = tried.is_some_and(|value| value.to_string().contains(&raw(&mark)));
            self.places.insert(place, is_kept);
        }
        self.put(document, &mut String::new())
    }

    fn put(&mut self, value: &Value, place: &mut String) -> Value {
        let length = place.len();
        match value {
            Value::String(text) if self.places.get(place.as_str()) == Some(&true) => {
                Value::String(self.text(text))
            }
            Value::Array(items) => {
                place.push_str("[]");
                let items = items.iter().map(|item| self.put(item, place)).collect();
                place.truncate(length);
                items
            }
            Value::Object(members) => {
                let mut out = Map::new();
                for (name, member) in members {
                    place.push('.');
                    place.push_str(name);
                    let free = self.places.get(&format!("{place}{{}}")) == Some(&true);
                    let member = self.put(member, place);
                    place.truncate(length);
                    out.insert(if free { self.text(name) } else { name.clone() }, member);
                }
                out.into()
            }
            other => other.clone(),
        }
    }

    /// How many places are fields that come from outside.
    pub fn fields(&self) -> usize {
        self.places.values().filter(|is_field| **is_field).count()
    }
}

fn raw(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap();
    quoted[1..quoted.len() - 1].to_owned()
}

/// A step on the way to a place.
#[derive(Clone)]
enum Step {
    Item(usize),
    Member(String),
    /// The name of a member itself.
    Name(String),
}

/// Every text of the document: its place, and the way to it.
fn find(value: &Value, place: &mut String, way: &mut Vec<Step>, out: &mut Vec<(String, Vec<Step>)>) {
    let length = place.len();
    match value {
        Value::String(_) => out.push((place.clone(), way.clone())),
        Value::Array(items) => {
            place.push_str("[]");
            for (at, item) in items.iter().enumerate() {
                way.push(Step::Item(at));
                find(item, place, way, out);
                way.pop();
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                place.push('.');
                place.push_str(name);
                out.push((format!("{place}{{}}"), [&way[..], &[Step::Name(name.clone())]].concat()));
                way.push(Step::Member(name.clone()));
                find(member, place, way, out);
                way.pop();
                place.truncate(length);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    place.truncate(length);
}

fn at<'a>(document: &'a Value, way: &'a [Step]) -> &'a str {
    let mut value = document;
    for step in way {
        match step {
            Step::Item(at) => value = &value[*at],
            Step::Member(name) => value = &value[name.as_str()],
            Step::Name(name) => return name,
        }
    }
    value.as_str().unwrap()
}

fn with(document: &Value, way: &[Step], text: &str) -> Value {
    let mut document = document.clone();
    let mut value = &mut document;
    for step in way {
        match step {
            Step::Item(at) => value = &mut value[*at],
            Step::Member(name) => value = &mut value[name.as_str()],
            Step::Name(name) => {
                let members = value.as_object_mut().unwrap();
                let member = members.remove(name).unwrap();
                members.insert(text.to_owned(), member);
                return document;
            }
        }
    }
    *value = Value::String(text.to_owned());
    document
}
