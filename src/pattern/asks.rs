//! What a pattern asks at a path, without any event: which texts it would take there.

use super::item::{Item, Number, Scalar};
use super::path::PathTree;
use super::{Alternative, Clause, Leaf, Pattern};
use crate::json::{Flaw, Kind, Value};

/// One alternative of a pattern: all that it asks must hold together.
#[derive(Debug, Clone, Copy)]
pub struct Asks<'p> {
    pattern: &'p Pattern,
    alternative: &'p Alternative,
}

/// The list that an alternative has at one path.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'p> {
    leaf: &'p Leaf,
    pattern: &'p Pattern,
}

/// How a text begins that satisfies an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beginning {
    /// The characters it begins with.
    pub text: String,
    /// It has no further ones.
    pub whole: bool,
}

impl Pattern {
    /// The alternatives that its `$or`s unfold to; one where there are none.
    pub fn asks(&self) -> impl Iterator<Item = Asks<'_>> {
        self.alternatives.iter().map(|alternative| Asks { pattern: self, alternative })
    }

    /// True when each alternative has a list at the path that passes the test.
    pub fn always_asks(&self, path: &str, test: impl Fn(Asked<'_>) -> bool) -> bool {
        self.asks().all(|asks| asks.at(path).is_some_and(&test))
    }

    /// True when one alternative has a list at the path that passes the test.
    pub fn ever_asks(&self, path: &str, test: impl Fn(Asked<'_>) -> bool) -> bool {
        self.asks().any(|asks| asks.at(path).is_some_and(&test))
    }

    /// True when one alternative has the text in its list at the path, or does not ask about the path.
    pub fn takes_at(&self, path: &str, text: &str) -> bool {
        self.asks().any(|asks| asks.at(path).is_none_or(|asked| asked.takes(text)))
    }

    /// The exact texts that are asked for at a path, by all alternatives together, each once.
    pub fn texts_at(&self, path: &str) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        for text in self.asks().filter_map(|asks| asks.at(path)).flat_map(Asked::texts) {
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        texts
    }
}

impl<'p> Asks<'p> {
    /// The list at a path, its names joined by full stops; none where the path is not asked about.
    pub fn at(self, path: &str) -> Option<Asked<'p>> {
        let node = self.pattern.tree.descend(PathTree::ROOT, path.as_bytes())?;
        let id = self.pattern.id_of(node)?;
        let at = self.alternative.fields.binary_search_by_key(&id, |(path, _)| *path).ok()?;
        let leaf = self.pattern.leaf(self.alternative.fields.get(at)?.1)?;
        Some(Asked { leaf, pattern: self.pattern })
    }

    /// Every path that is asked about, with its list.
    pub fn all(self) -> impl Iterator<Item = (String, Asked<'p>)> {
        self.alternative.fields.iter().filter_map(move |(_, leaf)| {
            let leaf = self.pattern.leaf(*leaf)?;
            let path = String::from_utf8_lossy(&self.pattern.tree.name(leaf.node)).into_owned();
            Some((path, Asked { leaf, pattern: self.pattern }))
        })
    }
}

impl<'p> Asked<'p> {
    /// Whether a text at this path would satisfy the list.
    pub fn takes(self, text: &str) -> bool {
        let number = Number::default();
        let scalar = Scalar::from_token(Kind::String, text.as_bytes(), &number);
        self.leaf.clauses.iter().any(|clause| clause.item.matches(&scalar))
    }

    /// Whether `true` or `false` at this path would.
    pub fn takes_bool(self, value: bool) -> bool {
        let number = Number::default();
        let (kind, text) = if value { (Kind::True, "true") } else { (Kind::False, "false") };
        let scalar = Scalar::from_token(kind, text.as_bytes(), &number);
        self.leaf.clauses.iter().any(|clause| clause.item.matches(&scalar))
    }

    /// Whether a number, as JSON writes it, would.
    pub fn takes_number(self, text: &str) -> bool {
        let number = Number::default();
        let scalar = Scalar::from_token(Kind::Number, text.as_bytes(), &number);
        self.leaf.clauses.iter().any(|clause| clause.item.matches(&scalar))
    }

    /// Whether the list asks for nothing but that the field is there, or nothing but that it is not.
    pub fn presence(self) -> Option<bool> {
        let all = |item: &Item| self.leaf.clauses.iter().all(|clause| clause.item == *item);
        match (all(&Item::Present), all(&Item::Absent)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            (_, _) => None,
        }
    }

    /// Whether the absence of the field would.
    pub fn takes_absence(self) -> bool {
        self.leaf.wants_absence()
    }

    /// The texts that are written out to be equalled.
    pub fn texts(self) -> Vec<String> {
        let document = self.pattern.document();
        let exact =
            self.leaf.clauses.iter().filter(|clause| matches!(clause.item, Item::Text(_) | Item::Address(_)));
        exact
            .filter_map(|clause| {
                let value = document.value(clause.node);
                // `exactly` stands in an object of its own.
                value.get("exactly").unwrap_or(value).owned_text()
            })
            .collect()
    }

    /// The items of the list, as they stand in the pattern.
    pub fn items(self) -> impl Iterator<Item = Value<'p>> {
        self.leaf.clauses.iter().map(move |clause| self.pattern.document().value(clause.node))
    }

    /// True when the list is nothing but texts to be equalled that pass the test.
    pub fn is_only(self, test: impl Fn(&str) -> bool) -> bool {
        let texts = self.texts();
        texts.len() == self.leaf.clauses.len() && texts.iter().all(|text| test(text))
    }

    /// How every text that satisfies the list begins, one beginning for each item; none where an item says
    /// nothing of the beginning, such as a suffix.
    pub fn beginnings(self) -> Option<Vec<Beginning>> {
        let begin = |clause: &Clause| {
            let (head, whole) = match &clause.item {
                Item::Text(text) => (text.as_ref(), true),
                Item::Prefix(text) => (text.as_ref(), false),
                Item::Wildcard(_) => {
                    let value = self.pattern.document().value(clause.node).get("wildcard")?.text()?;
                    let text = value.to_string_lossy();
                    // A backslash makes the next character plain; what comes before it is plain anyhow.
                    let head = text.split(['*', '\\']).next().unwrap_or_default();
                    return Some(Beginning { text: head.to_owned(), whole: head.len() == text.len() });
                }
                Item::Address(_)
                | Item::Number { .. }
                | Item::Bool(_)
                | Item::Null
                | Item::Suffix(_)
                | Item::Fold(_)
                | Item::FoldPrefix(_)
                | Item::FoldSuffix(_)
                | Item::Numeric(_)
                | Item::Cidr(_)
                | Item::Present
                | Item::Absent
                | Item::Not(_) => return None,
            };
            Some(Beginning { text: String::from_utf8_lossy(head).into_owned(), whole })
        };
        self.leaf.clauses.iter().map(begin).collect()
    }

    /// True when whatever satisfies the list is a text that begins so that the test passes.
    pub fn begins_only(self, test: impl Fn(&Beginning) -> bool) -> bool {
        self.beginnings().is_some_and(|all| !all.is_empty() && all.iter().all(test))
    }

    /// What its writer should look at, there in the pattern's text.
    pub fn flaw(self, what: impl Into<String>, remedy: impl Into<String>) -> Flaw {
        let span = self.span();
        let position = self.pattern.document().position(span.start);
        Flaw::at(span, position, what, remedy)
    }

    /// The bytes of the list in the pattern's text.
    pub fn span(self) -> std::ops::Range<usize> {
        match self.pattern.parts.get(self.leaf.part) {
            Some(part) => self.pattern.document().value(part.node).span(),
            None => 0..0,
        }
    }

    /// The kinds of JSON value that can satisfy the list: strings, numbers, and true and false.
    pub fn kinds(self) -> Kinds {
        let mut kinds = Kinds::default();
        for clause in &self.leaf.clauses {
            match &clause.item {
                Item::Text(_)
                | Item::Address(_)
                | Item::Prefix(_)
                | Item::Suffix(_)
                | Item::Fold(_)
                | Item::FoldPrefix(_)
                | Item::FoldSuffix(_)
                | Item::Wildcard(_)
                | Item::Cidr(_) => kinds.string = true,
                Item::Number { .. } | Item::Numeric(_) => kinds.number = true,
                Item::Bool(_) => kinds.boolean = true,
                Item::Null => kinds.null = true,
                Item::Present | Item::Absent | Item::Not(_) => kinds.any = true,
            }
        }
        kinds
    }
}

/// Which kinds of JSON value a list can be satisfied by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kinds {
    /// A string.
    pub string: bool,
    /// A number.
    pub number: bool,
    /// `true` or `false`.
    pub boolean: bool,
    /// `null`.
    pub null: bool,
    /// Values of every kind, or no value.
    pub any: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Pattern {
        Pattern::parse(text).unwrap()
    }

    #[test]
    fn each_alternative_is_asked_by_itself() {
        let pattern = pattern(
            r#"{"source":["aws.ec2","aws.s3"],"$or":[{"detail":{"state":["a"]}},{"detail.n":[{"numeric":[">",1]}]}]}"#,
        );
        assert!(pattern.always_asks("source", |asked| asked.is_only(|text| text.starts_with("aws."))));
        assert!(
            !pattern.always_asks("detail.state", |_| true) && pattern.ever_asks("detail.state", |_| true)
        );
        assert_eq!(pattern.texts_at("source"), ["aws.ec2", "aws.s3"]);
        let kinds: Vec<_> = pattern.asks().filter_map(|asks| asks.at("detail.n")).map(Asked::kinds).collect();
        assert_eq!(kinds, [Kinds { number: true, ..Kinds::default() }]);
        let paths: Vec<_> = pattern.asks().map(|asks| asks.all().count()).collect();
        assert_eq!(paths, [2, 2]);
    }

    #[test]
    fn what_a_list_takes_is_what_it_matches() {
        let pattern = pattern(r#"{"source":[{"prefix":"aws."},"shop"],"resources":[{"exists":false}]}"#);
        let asks = pattern.asks().next().unwrap();
        let source = asks.at("source").unwrap();
        assert!(source.takes("aws.ec2") && source.takes("shop") && !source.takes("other"));
        assert!(!source.is_only(|_| true));
        let begins = source.beginnings().unwrap();
        let begins: Vec<_> = begins.iter().map(|begin| (begin.text.as_str(), begin.whole)).collect();
        assert_eq!(begins, [("aws.", false), ("shop", true)]);
        assert!(source.begins_only(|begin| !begin.text.is_empty()));
        assert!(asks.at("resources").unwrap().takes_absence());
        let only_true = self::pattern(r#"{"detail":{"readOnly":[true]}}"#);
        assert!(
            only_true
                .always_asks("detail.readOnly", |asked| asked.takes_bool(true) && !asked.takes_bool(false))
        );
        assert!(asks.at("detail").is_none() && asks.at("sour").is_none());
    }
}
