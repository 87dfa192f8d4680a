//! Completion: the names and values that the events at hand have where the cursor is in the pattern, those
//! that AWS is known to send, and the operators where one of those belongs. What is put in is sound JSON,
//! with its quotes, brackets and commas.

mod cursor;
mod known;

use crate::json::{Document, Kind, Limits, Value, quote};
use cursor::{Cursor, ExpectedPart};
use std::ops::Range;

/// What is offered at the cursor.
#[derive(Debug)]
pub struct Completion {
    items: Vec<CompletionItem>,
    /// The selected one.
    pub selected: usize,
    at: Cursor,
}

/// One thing that can be put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletionItem {
    /// What it is called in the list.
    pub label: String,
    /// What stands there in the event, or what an operator does.
    pub note: String,
    insert: String,
    /// How far before the end of `insert` the cursor goes, in bytes.
    back: usize,
}

/// The edits that put an item in, and where the cursor goes then.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Insertion {
    pub edits: Vec<(Range<usize>, String)>,
    pub cursor: usize,
}

/// Events larger than this are not searched.
const LARGEST: usize = 1 << 20;
/// Items offered at most; typing narrows them down.
const MOST: usize = 200;

/// The operators of [`crate::pattern::OPERATORS`], each with the value it begins with, where the cursor goes
/// in that, counted from its end, and what it does.
const OPERATORS: [(&str, &str, usize, &str); 8] = [
    ("prefix", "\"\"", 1, "begins with"),
    ("suffix", "\"\"", 1, "ends with"),
    ("anything-but", "[]", 1, "is present, and none of these"),
    ("exists", "true", 0, "is present; with false, is absent"),
    ("equals-ignore-case", "\"\"", 1, "is the same in any letter case"),
    ("wildcard", "\"*\"", 1, "* stands for any characters"),
    ("numeric", "[\">\", 0]", 1, "compares numbers: = < <= > >="),
    ("cidr", "\"10.0.0.0/8\"", 1, "is an IP address in the block"),
];

impl Completion {
    /// What can stand at `cursor`, `None` where nothing is known to.
    pub(super) fn at<'e>(
        pattern: &str,
        cursor: usize,
        events: impl IntoIterator<Item = &'e str>,
    ) -> Option<Self> {
        let at = Cursor::find(pattern, cursor)?;
        let documents: Vec<_> = events
            .into_iter()
            .filter(|text| text.len() <= LARGEST)
            .filter_map(|text| Document::parse_first(text, &Limits::default()).ok())
            .collect();
        let mut items = Vec::new();
        match &at.expected {
            ExpectedPart::Name { path, used, followed } => {
                for (name, value) in documents.iter().flat_map(|document| names(document, path)) {
                    if !used.contains(&name) {
                        add(&mut items, name_item(&name, value, *followed));
                    }
                }
                known::names(&mut items, pattern, path, used, *followed);
                if at.typed.starts_with("\"$") || (at.typed.is_empty() && path.is_empty() && items.is_empty())
                {
                    add(
                        &mut items,
                        item("$or", "any one of several", "\"$or\": [{}, {}]", if *followed { 0 } else { 6 }),
                    );
                }
            }
            ExpectedPart::Operator { followed } => {
                for (name, value, back, note) in OPERATORS {
                    let insert =
                        if *followed { format!("\"{name}\"") } else { format!("\"{name}\": {value}") };
                    add(&mut items, item(name, note, &insert, if *followed { 0 } else { back }));
                }
            }
            ExpectedPart::Item { path, used } => {
                for value in documents.iter().flat_map(|document| leaves(document, path)) {
                    let raw = as_json(value);
                    if !used.contains(&raw) {
                        add(&mut items, item(&raw, "", &raw, 0));
                    }
                }
                known::values(&mut items, pattern, path, used);
                for (name, value, back, note) in OPERATORS {
                    add(
                        &mut items,
                        item(
                            &format!("{{\"{name}\": …}}"),
                            note,
                            &format!("{{\"{name}\": {value}}}"),
                            back + 1,
                        ),
                    );
                }
            }
            ExpectedPart::Value { path } => {
                for value in documents.iter().flat_map(|document| values_at(document, path)) {
                    match value.kind() {
                        Kind::Object => add(&mut items, item("{ }", "an object in the event", "{}", 1)),
                        Kind::Array | Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null => {
                            for leaf in scalars(value) {
                                let raw = as_json(leaf);
                                add(&mut items, item(&format!("[{raw}]"), "", &format!("[{raw}]"), 0));
                            }
                        }
                    }
                }
            }
        }
        let wanted = at.typed.trim_start_matches('"').to_lowercase();
        let fits = |item: &CompletionItem| {
            item.label.trim_start_matches(['"', '{', '[', ' ']).to_lowercase().contains(&wanted)
        };
        items.retain(fits);
        // what begins with the typed text goes before what only has it somewhere
        items.sort_by_key(|item| {
            !item.label.trim_start_matches(['"', '{', '[']).to_lowercase().starts_with(&wanted)
        });
        items.truncate(MOST);
        (!items.is_empty()).then_some(Self { items, selected: 0, at })
    }

    /// What is offered, best first.
    pub fn items(&self) -> &[CompletionItem] {
        &self.items
    }

    /// Where the completed text begins, in bytes of the pattern: the list hangs there.
    pub fn anchor(&self) -> usize {
        self.at.replaces.start
    }

    /// The selection, `by` places on, round and round.
    pub(super) fn step(&mut self, by: isize) {
        let count = self.items.len();
        let by = by.rem_euclid(isize::try_from(count).unwrap_or(1)).unsigned_abs();
        self.selected = (self.selected + by) % count.max(1);
    }

    /// What putting the selected item in means.
    pub(super) fn put(&self) -> Option<Insertion> {
        let item = self.items.get(self.selected)?;
        let mut edits = Vec::new();
        let mut shift = 0;
        if let Some(at) = self.at.comma_before {
            edits.push((at..at, ",".to_owned()));
            shift = 1;
        }
        let replaces = self.at.replaces.clone();
        let comma_after = if self.at.comma_after { "," } else { "" };
        let cursor = replaces.start + shift + item.insert.len() - item.back;
        edits.push((replaces, format!("{}{comma_after}", item.insert)));
        Some(Insertion { edits, cursor })
    }
}

fn item(label: &str, note: &str, insert: &str, back: usize) -> CompletionItem {
    CompletionItem { label: label.to_owned(), note: note.to_owned(), insert: insert.to_owned(), back }
}

fn add(items: &mut Vec<CompletionItem>, item: CompletionItem) {
    if !items.iter().any(|other| other.insert == item.insert) {
        items.push(item);
    }
}

fn name_item(name: &str, value: Value<'_>, followed: bool) -> CompletionItem {
    let (note, rest) = match value.kind() {
        Kind::Object => ("{…}".to_owned(), "{}"),
        Kind::Array => match scalars(value).next() {
            Some(first) => (format!("[{}…]", as_json(first)), "[]"),
            None if value.elements().any(|element| element.kind() == Kind::Object) => {
                ("[{…}]".to_owned(), "{}")
            }
            None => ("[]".to_owned(), "[]"),
        },
        Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null => (as_json(value), "[]"),
    };
    let quoted = quote(name.as_bytes());
    let (insert, back) = if followed { (quoted, 0) } else { (format!("{quoted}: {rest}"), 1) };
    CompletionItem { label: name.to_owned(), note, insert, back }
}

/// A scalar as JSON text that a pattern may hold and a terminal may show.
fn as_json(value: Value<'_>) -> String {
    value.text().map_or_else(|| value.raw().to_owned(), |text| quote(text.as_bytes()))
}

/// The value itself, or where it is an array, the scalars directly in it.
fn scalars(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let scalar = |value: &Value<'_>| !matches!(value.kind(), Kind::Object | Kind::Array);
    Some(value).filter(scalar).into_iter().chain(value.elements().filter(scalar))
}

fn leaves<'d>(document: &'d Document, path: &[String]) -> impl Iterator<Item = Value<'d>> {
    values_at(document, path).into_iter().flat_map(scalars)
}

fn names<'d>(document: &'d Document, path: &[String]) -> Vec<(String, Value<'d>)> {
    let objects = values_at(document, path)
        .into_iter()
        .flat_map(|value| std::iter::once(value).chain(value.elements()));
    objects
        .flat_map(Value::members)
        .map(|member| (member.key().to_string_lossy().into_owned(), member.value()))
        .collect()
}

/// The values at a path of names. Arrays add no step, and a name with dots is as good as its parts
/// (EventBridge reads `{"a.b":1}` and `{"a":{"b":1}}` as the same).
fn values_at<'d>(document: &'d Document, path: &[String]) -> Vec<Value<'d>> {
    let mut found = Vec::new();
    let mut open = vec![(document.root(), path.join("."))];
    while let Some((value, rest)) = open.pop() {
        if rest.is_empty() {
            found.push(value);
            continue;
        }
        for element in value.elements() {
            open.push((element, rest.clone()));
        }
        for member in value.members() {
            let name = member.key();
            let name = name.to_string_lossy();
            match rest.strip_prefix(name.as_ref()) {
                Some("") => open.push((member.value(), String::new())),
                Some(more) if !name.is_empty() => {
                    open.extend(more.strip_prefix('.').map(|more| (member.value(), more.to_owned())));
                }
                Some(_) | None => {}
            }
        }
    }
    found.reverse();
    found
}

#[cfg(test)]
mod tests;
