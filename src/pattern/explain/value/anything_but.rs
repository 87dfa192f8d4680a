//! What `anything-but` excludes.

use crate::json::{Edit, Fix, Kind, Value};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::miss::Nearest;
use crate::pattern::explain::value::Pair;
use crate::pattern::explain::wording::similarity::{literal, quoted, shorten};
use crate::pattern::item::{Not, Scalar, ends_with, starts_with};

impl Pair<'_> {
    /// What `anything-but` says of the value.
    pub(in crate::pattern::explain) fn excluded(&self, nearest: &mut Nearest, not: &Not) {
        nearest.offer(MissKind::Excluded, 0, || {
            let (met, text) = (self.met(), self.scalar.text().unwrap_or_default());
            let mut single = false;
            let entry = match not {
                Not::Texts(list) => {
                    single = list.len() == 1;
                    "it is in the list".to_owned()
                }
                Not::Numbers(list) => {
                    single = list.len() == 1;
                    "it is in the list".to_owned()
                }
                Not::Prefixes(list) => list
                    .iter()
                    .find(|p| starts_with(text, p))
                    .map_or_else(String::new, |p| format!("it begins with {}", quoted(p))),
                Not::Suffixes(list) => list
                    .iter()
                    .find(|s| ends_with(text, s))
                    .map_or_else(String::new, |s| format!("it ends with {}", quoted(s))),
                Not::Folded(list) => match list.iter().position(|folded| folded.equals(text)) {
                    Some(_) => "in any letter case, it is in the list".to_owned(),
                    None => String::new(),
                },
                Not::Wildcards(list) => list
                    .iter()
                    .find(|w| w.matches(text))
                    .map_or_else(String::new, |w| format!("it fits {}", quoted(&w.text()))),
            };
            let sentence = if single {
                format!("The event has {met}, and the pattern wants anything but that.")
            } else {
                format!("The event has {met}, which \"anything-but\" excludes: {entry}.")
            };
            (sentence, self.include(not))
        });
    }

    /// Takes what excludes the value out of the list; nothing where that is all the list has.
    fn include(&self, not: &Not) -> Option<Fix> {
        let value = self.wanted.members().next()?.value();
        let list = if value.kind() == Kind::Object { value.members().next()?.value() } else { value };
        let entries: Vec<Value<'_>> =
            if list.kind() == Kind::Array { list.elements().collect() } else { vec![list] };
        let excludes = |entry: &Value<'_>| {
            let text = entry.text().map(|text| text.into_bytes().into_owned()).unwrap_or_default();
            let text: Box<[u8]> = text.into();
            let one = match not {
                Not::Texts(_) => Not::Texts([text].into()),
                Not::Numbers(_) => Not::Numbers(Scalar::new(*entry).number().into_iter().collect()),
                Not::Prefixes(_) => Not::Prefixes([text].into()),
                Not::Suffixes(_) => Not::Suffixes([text].into()),
                Not::Folded(_) => Not::Folded([crate::pattern::fold::Folded::new(&text)].into()),
                Not::Wildcards(_) => {
                    Not::Wildcards(crate::pattern::wildcard::Wildcard::read(&text).ok().into_iter().collect())
                }
            };
            one.excludes(self.scalar)
        };
        let (out, kept): (Vec<Value<'_>>, Vec<Value<'_>>) = entries.iter().partition(|entry| excludes(entry));
        if kept.is_empty() {
            // Without its only entry the condition would accept every value.
            return None;
        }
        let named: Vec<String> = out
            .iter()
            .map(|entry| {
                shorten(&entry.text().map_or_else(|| entry.raw().to_owned(), |text| literal(text.as_bytes())))
            })
            .collect();
        let edits = out.iter().filter_map(|entry| {
            let at = entries.iter().position(|other| other.id() == entry.id())?;
            // With the comma behind it; the last ones with the comma before them.
            let next = entries
                .get(at + 1)
                .filter(|_| entries.iter().skip(at).any(|later| kept.iter().any(|k| k.id() == later.id())));
            let (start, end) = match (next, at.checked_sub(1).and_then(|before| entries.get(before))) {
                (Some(next), _) => (entry.span().start, next.span().start),
                (None, Some(before)) => (before.span().end, entry.span().end),
                (None, None) => (entry.span().start, entry.span().end),
            };
            Some(Edit { start, end, text: String::new() })
        });
        Some(Fix {
            label: format!("Let it through: take {} out of the list", named.join(", ")),
            edits: edits.collect(),
        })
    }
}
