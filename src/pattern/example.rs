//! The smallest event that a pattern matches, made from what it asks for: for a probe, and for whoever wants
//! to see what a pattern means.
//!
//! Each alternative is tried in turn: at each path the first value that its list takes, or nothing where the
//! absence will do. The engine has the last word, so that an event that is handed out always matches.

use super::event::Event;
use super::item::{Item, Not, Range, Scalar};
use super::{Alternative, Leaf, Pattern, Verdict};
use crate::json::{Document, Kind, Value};
use serde_json::Value as Json;
use std::fmt::Write as _;

/// Values that are tried where a list says only what must not be.
const ANY: [&str; 5] = ["\"example\"", "\"x-1\"", "\"Q\"", "0", "true"];

/// An event being put together: names in order, values as JSON text.
enum Tree {
    Value(String),
    Object(Vec<(String, Tree)>),
}

impl Pattern {
    /// The JSON of the smallest event that it matches, with nothing in it but what it asks for.
    ///
    /// Errors: why none was found, a clause such as `no value was found that detail.state takes`. An event
    /// may match all the same: of negations and wildcards only some values are tried.
    ///
    /// ```
    /// use buslens::pattern::Pattern;
    ///
    /// let pattern = Pattern::parse(r#"{"detail": {"state": [{"prefix": "stop"}]}}"#)?;
    /// assert_eq!(pattern.example()?, r#"{"detail":{"state":"stop"}}"#);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn example(&self) -> Result<String, String> {
        let mut why = "it asks for nothing that can be written as one event".to_owned();
        for alternative in &self.alternatives {
            match self.example_of(alternative) {
                Ok(text) => {
                    let fits = Event::parse(text.as_bytes())
                        .is_ok_and(|event| self.matches(&event) == Verdict::Match);
                    if fits {
                        return Ok(text);
                    }
                    "what it asks for at one path excludes what it asks for at another".clone_into(&mut why);
                }
                Err(because) => why = because,
            }
        }
        Err(why)
    }

    fn example_of(&self, alternative: &Alternative) -> Result<String, String> {
        let mut top = Tree::Object(Vec::new());
        for (_, id) in &alternative.fields {
            let Some(leaf) = self.leaf(*id) else { continue };
            if leaf.wants_absence() {
                continue;
            }
            let path = String::from_utf8_lossy(&self.tree.name(leaf.node)).into_owned();
            let value =
                self.value_for(leaf).ok_or_else(|| format!("no value was found that {path} takes"))?;
            top.put(&path, value)
                .map_err(|()| format!("{path} would have to be a value and an object at once"))?;
        }
        let mut text = String::new();
        top.write(&mut text);
        Ok(text)
    }

    /// The first value that a list takes.
    fn value_for(&self, leaf: &Leaf) -> Option<String> {
        let takes = |raw: &String| {
            Document::parse(raw.as_str()).is_ok_and(|document| {
                let scalar = Scalar::new(document.root());
                leaf.clauses.iter().any(|clause| clause.item.matches(&scalar))
            })
        };
        leaf.clauses
            .iter()
            .flat_map(|clause| candidates(&clause.item, self.document().value(clause.node)))
            .find(takes)
    }
}

/// Values that an item may take, as JSON.
pub(super) fn candidates(item: &Item, written: Value<'_>) -> Vec<String> {
    match item {
        Item::Text(_) | Item::Address(_) | Item::Number { .. } | Item::Bool(_) | Item::Null => {
            vec![written.get("exactly").unwrap_or(written).raw().to_owned()]
        }
        Item::Prefix(_) | Item::Suffix(_) | Item::Fold(_) | Item::FoldPrefix(_) | Item::FoldSuffix(_) => {
            first_text(written).map(|text| text.raw().to_owned()).into_iter().collect()
        }
        Item::Wildcard(wildcard) => {
            let parts: Vec<_> = wildcard.parts.iter().map(|part| String::from_utf8_lossy(part)).collect();
            vec![quoted(&parts.concat()), quoted(&parts.join("x"))]
        }
        Item::Numeric(range) => numbers(range),
        Item::Cidr(_) => {
            let text = first_text(written).and_then(crate::json::Value::owned_text).unwrap_or_default();
            vec![quoted(text.split('/').next().unwrap_or_default())]
        }
        Item::Present => ANY.map(str::to_owned).to_vec(),
        Item::Absent => Vec::new(),
        Item::Not(not) => {
            let mut all = ANY.map(str::to_owned).to_vec();
            if let Not::Numbers(_) = not {
                all.rotate_left(3);
            }
            all
        }
    }
}

/// The text inside an operator's objects: `{"prefix": {"equals-ignore-case": "a"}}` has one.
fn first_text(written: Value<'_>) -> Option<Value<'_>> {
    match written.kind() {
        Kind::String => Some(written),
        Kind::Object => written.members().next().and_then(|member| first_text(member.value())),
        Kind::Array | Kind::Number | Kind::True | Kind::False | Kind::Null => None,
    }
}

fn numbers(range: &Range) -> Vec<String> {
    let mut found = Vec::new();
    for bound in [range.low, range.high].into_iter().flatten() {
        found.push(bound.value);
    }
    if let (Some(low), Some(high)) = (range.low, range.high) {
        found.push(f64::midpoint(low.value, high.value).trunc());
        found.push(f64::midpoint(low.value, high.value));
    }
    found.extend(range.low.map(|low| low.value + 1.0));
    found.extend(range.high.map(|high| high.value - 1.0));
    found.into_iter().filter(|number| range.contains(*number)).filter_map(number).collect()
}

/// A whole number without a fraction, as people write it.
fn number(value: f64) -> Option<String> {
    #[allow(clippy::cast_possible_truncation)] // whole, and well within the range
    if value.fract() == 0.0 && value.abs() < 1e15 {
        return Some((value as i64).to_string());
    }
    serde_json::Number::from_f64(value).map(|number| number.to_string())
}

fn quoted(text: &str) -> String {
    Json::from(text).to_string()
}

impl Tree {
    /// Puts a value at a path; fails where a value is already on the way.
    fn put(&mut self, path: &str, value: String) -> Result<(), ()> {
        let Self::Object(members) = self else { return Err(()) };
        let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
        let at = members.iter().position(|(other, _)| other == name);
        match (rest, at) {
            (None, None) => {
                members.push((name.to_owned(), Self::Value(value)));
                Ok(())
            }
            (None, Some(_)) => Err(()),
            (Some(rest), Some(at)) => members.get_mut(at).ok_or(())?.1.put(rest, value),
            (Some(rest), None) => {
                let mut inner = Self::Object(Vec::new());
                inner.put(rest, value)?;
                members.push((name.to_owned(), inner));
                Ok(())
            }
        }
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Value(raw) => out.push_str(raw),
            Self::Object(members) => {
                out.push('{');
                for (at, (name, value)) in members.iter().enumerate() {
                    let _ = write!(out, "{}{}:", if at > 0 { "," } else { "" }, quoted(name));
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;
    use crate::pattern::{Event, Verdict};
    use proptest::prelude::*;

    fn example(text: &str) -> Result<String, String> {
        Pattern::parse(text).unwrap().example()
    }

    #[test]
    fn every_kind_of_item_gets_a_value_and_absence_none() {
        for (pattern, event) in [
            (r#"{"source":["shop"]}"#, r#"{"source":"shop"}"#),
            (r#"{"detail":{"n":[{"numeric":[">",0,"<=",5]}]}}"#, r#"{"detail":{"n":5}}"#),
            (r#"{"detail":{"n":[{"numeric":["<",-1.5]}]}}"#, r#"{"detail":{"n":-2.5}}"#),
            (r#"{"detail":{"n":[{"numeric":[">",1,"<",2]}]}}"#, r#"{"detail":{"n":1.5}}"#),
            (r#"{"a":[{"prefix":"p-"}],"b":[{"suffix":"-s"}]}"#, r#"{"a":"p-","b":"-s"}"#),
            (r#"{"a":[{"prefix":{"equals-ignore-case":"Ab"}}]}"#, r#"{"a":"Ab"}"#),
            (r#"{"a":[{"wildcard":"x*y\\*"}]}"#, r#"{"a":"xy*"}"#),
            (r#"{"a":[{"cidr":"10.1.0.0/16"}]}"#, r#"{"a":"10.1.0.0"}"#),
            (r#"{"a":[{"exists":true}],"b":[{"exists":false}]}"#, r#"{"a":"example"}"#),
            (r#"{"a":[{"anything-but":["example"]}]}"#, r#"{"a":"x-1"}"#),
            (r#"{"a":[{"anything-but":[0]}]}"#, r#"{"a":true}"#),
            (r#"{"$or":[{"a":[1]},{"b":[null]}]}"#, r#"{"a":1}"#),
            (r#"{"a":[12345678901234567890]}"#, r#"{"a":12345678901234567890}"#),
        ] {
            assert_eq!(example(pattern).as_deref(), Ok(event), "{pattern}");
        }
    }

    #[test]
    fn what_cannot_be_is_said() {
        let why = example(r#"{"a":["x"],"a.b":["y"]}"#);
        assert!(
            why.as_ref().is_err_and(|why| why.contains("at once") || why.contains("together")),
            "{why:?}"
        );
    }

    fn item() -> impl Strategy<Value = String> {
        let text = "[a-z.*/\\-]{0,6}".prop_map(|text| text.replace("**", "*"));
        let name = text.clone().prop_map(|text| serde_json::Value::from(text).to_string());
        prop_oneof![
            name.clone(),
            (-50_i32..50).prop_map(|n| n.to_string()),
            Just("null".to_owned()),
            name.clone().prop_map(|text| format!("{{\"prefix\":{text}}}")),
            name.clone().prop_map(|text| format!("{{\"suffix\":{text}}}")),
            name.clone().prop_map(|text| format!("{{\"equals-ignore-case\":{text}}}")),
            name.clone().prop_map(|text| format!("{{\"wildcard\":{text}}}")),
            name.prop_map(|text| format!("{{\"anything-but\":[{text},\"example\"]}}")),
            (-50_i32..50, 1_i32..9)
                .prop_map(|(low, by)| format!("{{\"numeric\":[\">\",{low},\"<\",{}]}}", low + by)),
            any::<bool>().prop_map(|there| format!("{{\"exists\":{there}}}")),
        ]
    }

    proptest! {
        #[test]
        fn an_example_always_matches(
            fields in proptest::collection::btree_map("[ab](\\.[ab]){0,2}", proptest::collection::vec(item(), 1..3), 1..5)
        ) {
            let members: Vec<String> =
                fields.iter().map(|(name, items)| format!("\"{name}\":[{}]", items.join(","))).collect();
            if let Ok(pattern) = Pattern::parse(&format!("{{{}}}", members.join(",")))
                && let Ok(text) = pattern.example()
            {
                let event = Event::parse(text.as_bytes()).unwrap();
                prop_assert_eq!(pattern.matches(&event), Verdict::Match, "{}", text);
            }
        }
    }
}
