//! Items that do not do what they look like, and lists that ask for nothing.

use super::{LintKind, Lints, known};
use crate::json::Fix;
use crate::json::{self, Kind};
use crate::pattern::explain::{is_left_to_fill, plain_looks};
use crate::pattern::item::{Item, Not, Scalar};
use crate::pattern::loose_operator::{self, Loose};
use crate::pattern::wildcard::{Wildcard, escape_wildcard};
use crate::pattern::{Clause, Leaf, OPERATORS};

impl Lints<'_> {
    pub(super) fn items(&mut self, leaf: &Leaf) {
        let path = self.pattern.tree.name(leaf.node);
        for clause in &leaf.clauses {
            self.item(clause);
            // A wrong account has a sentence of its own.
            if path != b"account" {
                self.unfilled(&path, clause);
            }
        }
        let items: Vec<_> =
            leaf.clauses.iter().map(|clause| self.pattern.document().value(clause.node)).collect();
        // Where the field's name is the operator, that is what is wrong.
        let is_named =
            OPERATORS.iter().any(|name| path.rsplit(|b| *b == b'.').next() == Some(name.as_bytes()));
        if let (Some(loose), Some(first), Some(last)) =
            (loose_operator::loose_operator(&items).filter(|_| !is_named), items.first(), items.last())
        {
            let (remedy, fix) = match loose {
                Loose::Meant { items, .. } => {
                    let span = first.span().start..last.span().end;
                    (format!("Write {items}."), Some(Fix::write(span, items)))
                }
                Loose::Refused { hint } => (hint, None),
            };
            self.add(
                LintKind::UnlikelyValue,
                first.span(),
                "This operator stands in the list as a value of its own, and asks for that text.",
                remedy,
                fix,
            );
        }
        self.beginning_or_end(leaf);
        self.bounds_apart(leaf);
        let excluding = || {
            leaf.clauses.iter().filter_map(|clause| {
                let Item::Not(not) = &clause.item else { return None };
                Some(std::mem::discriminant(not))
            })
        };
        let open = excluding().count();
        let every = leaf
            .clauses
            .iter()
            .any(|clause| accepts_every_string(&clause.item) || clause.item == Item::Present);
        let Some(part) = self.pattern.parts.get(leaf.part) else { return };
        let span = part.key.clone();
        if open > 1 {
            self.add(
                LintKind::AcceptsEveryValue,
                span,
                "One item of a list is enough, and what one \"anything-but\" excludes another accepts: \
                    together they exclude only what all of them do.",
                if excluding().all(|kind| Some(kind) == excluding().next()) {
                    "Put all excluded values into one \"anything-but\" list."
                } else {
                    "Keep one of them: one \"anything-but\" excludes texts, numbers or what one operator \
                        takes, and not several of these."
                },
                None,
            );
        } else if leaf.clauses.len() > 1
            && (every
                || open == 1 && leaf.clauses.iter().any(|clause| Self::takes_what_is_excluded(leaf, clause)))
        {
            self.add(
                LintKind::AcceptsEveryValue,
                span,
                "One item of a list is enough, and one here accepts nearly every value, so the others do \
                    not matter.",
                "Remove the item that accepts everything, or the others.",
                None,
            );
        }
    }

    /// A beginning and an end in one list, of which one is enough.
    fn beginning_or_end(&mut self, leaf: &Leaf) {
        let ([Clause { item: Item::Prefix(prefix), .. }, Clause { item: Item::Suffix(suffix), .. }]
        | [Clause { item: Item::Suffix(suffix), .. }, Clause { item: Item::Prefix(prefix), .. }]) =
            leaf.clauses.as_slice()
        else {
            return;
        };
        let (Ok(begin), Ok(end)) = (std::str::from_utf8(prefix), std::str::from_utf8(suffix)) else { return };
        let Some(part) = self.pattern.parts.get(leaf.part) else { return };
        let wildcard = format!("{}*{}", escape_wildcard(begin), escape_wildcard(end));
        let item = format!("{{\"wildcard\": {}}}", json::quote(wildcard.as_bytes()));
        let list = self.pattern.document().value(part.node).span();
        self.add(
            LintKind::TakesMore,
            part.key.clone(),
            "One item of a list is enough: this takes what begins so, and also what ends so.",
            format!("Write {item} if both are wanted."),
            Some(Fix::replace(format!("Write {item}"), list, format!("[{item}]"))),
        );
    }

    /// Whether an item takes every text that the list's `anything-but` excludes.
    fn takes_what_is_excluded(leaf: &Leaf, clause: &Clause) -> bool {
        let takes = |text: &[u8]| {
            json::Document::parse(json::quote(text))
                .is_ok_and(|document| clause.item.matches(&Scalar::new(document.root())))
        };
        !matches!(clause.item, Item::Not(_) | Item::Absent)
            && leaf.clauses.iter().any(|other| {
                matches!(&other.item, Item::Not(Not::Texts(texts)) if texts.iter().all(|text| takes(text)))
            })
    }

    /// A star among the texts that `anything-but` excludes.
    fn excluded_star(&mut self, clause: &Clause) {
        let Item::Not(Not::Texts(texts)) = &clause.item else { return };
        let starred = |text: &[u8]| text.contains(&b'*');
        if !texts.iter().any(|text| starred(text)) {
            return;
        }
        let value = self.pattern.document().value(clause.node);
        let written = value.members().next().map(|member| member.value());
        let all = texts.iter().all(|text| starred(text) && Wildcard::read(text).is_ok());
        let fix = written.filter(|_| all).map(|written| {
            let text = format!("{{\"anything-but\": {{\"wildcard\": {}}}}}", written.raw());
            Fix::write(value.span(), text)
        });
        self.add(
            LintKind::TakesMore,
            value.span(),
            "In \"anything-but\" a star is only a star; this excludes nothing else in its place.",
            "Use {\"anything-but\": {\"wildcard\": …}} if any text may stand there.",
            fix,
        );
    }

    /// A text that a template should have filled in.
    fn unfilled(&mut self, path: &[u8], clause: &Clause) {
        let value = self.pattern.document().value(clause.node);
        let Some(text) = value.owned_text().filter(|text| is_left_to_fill(path, text)) else { return };
        self.add(
            LintKind::UnlikelyValue,
            value.span(),
            format!(
                "{} is a placeholder that was not filled in, and asks for these very characters.",
                json::quote(text.as_bytes())
            ),
            "Write the value that it stands for.",
            None,
        );
    }

    fn item(&mut self, clause: &Clause) {
        self.excluded_star(clause);
        self.unlikely_exclusion(clause);
        let value = self.pattern.document().value(clause.node);
        let text = match &clause.item {
            Item::Text(text) | Item::Prefix(text) | Item::Suffix(text) => {
                String::from_utf8_lossy(text).into_owned()
            }
            Item::Fold(_) | Item::FoldPrefix(_) | Item::FoldSuffix(_) | Item::Wildcard(_) => {
                value.leaves().next().and_then(crate::json::Value::owned_text).unwrap_or_default()
            }
            Item::Address(_)
            | Item::Number { .. }
            | Item::Bool(_)
            | Item::Null
            | Item::Numeric(_)
            | Item::Cidr(_)
            | Item::Present
            | Item::Absent
            | Item::Not(_) => return,
        };
        self.star(clause, &text, value.kind() == Kind::String);
        let span = value.span();
        if text.trim() != text
            && !matches!(clause.item, Item::Wildcard(_) | Item::Prefix(_) | Item::Suffix(_))
        {
            self.add(
                LintKind::HiddenCharacters,
                span.clone(),
                "This text begins or ends with white space, which counts.",
                "Remove it unless the value really has it.",
                None,
            );
        }
        if let Some(odd) = text.chars().find(|c| plain_looks(&c.to_string()) != c.to_string()) {
            self.add(
                LintKind::HiddenCharacters,
                span.clone(),
                format!(
                    "This text holds U+{:04X}, which looks like a plain character or like nothing but is \
                        another.",
                    u32::from(odd)
                ),
                "Type the character again unless the value really has it.",
                None,
            );
        }
        if matches!(clause.item, Item::Fold(_) | Item::FoldPrefix(_) | Item::FoldSuffix(_))
            && text.chars().any(|c| c.len_utf16() == 2)
        {
            self.add(
                LintKind::NeverMatches,
                span,
                "EventBridge loses characters above U+FFFF (such as 😀) when it folds letter case, so this \
                    does not match its own text.",
                "Write the text as a plain string.",
                None,
            );
        }
    }

    fn star(&mut self, clause: &Clause, text: &str, plain: bool) {
        let value = self.pattern.document().value(clause.node);
        let (whole, operator) = match &clause.item {
            Item::Text(_) if plain => (text.to_owned(), "a plain string"),
            Item::Prefix(_) => (format!("{text}*"), "a prefix"),
            Item::Suffix(_) => (format!("*{text}"), "a suffix"),
            Item::Text(_)
            | Item::Address(_)
            | Item::Number { .. }
            | Item::Bool(_)
            | Item::Null
            | Item::Fold(_)
            | Item::FoldPrefix(_)
            | Item::FoldSuffix(_)
            | Item::Wildcard(_)
            | Item::Numeric(_)
            | Item::Cidr(_)
            | Item::Present
            | Item::Absent
            | Item::Not(_) => return,
        };
        if !text.contains('*') {
            return;
        }
        // A field may hold a star alone, as principals and schedules do.
        if plain && text == "*" {
            return self.add(
                LintKind::LiteralStar,
                value.span(),
                "In a plain string a star is only a star; this matches the text \"*\" alone.",
                "Ask for {\"exists\": true} if any value may stand there.",
                None,
            );
        }
        let mut wildcard = whole;
        while wildcard.contains("**") {
            wildcard = wildcard.replace("**", "*");
        }
        let fix = Wildcard::read(wildcard.as_bytes()).is_ok().then(|| {
            let text = format!("{{\"wildcard\": {}}}", json::quote(wildcard.as_bytes()));
            Fix::write(value.span(), text)
        });
        self.add(
            LintKind::LiteralStar,
            value.span(),
            format!("In {operator} a star is only a star; this does not match anything else in its place."),
            "Use {\"wildcard\": …} if any text may stand there.",
            fix,
        );
    }

    /// An alternative that every event satisfies.
    pub(super) fn everything(&mut self) {
        let trivial = |leaf: &Leaf| {
            let name = self.pattern.tree.name(leaf.node);
            let always = known::STRINGS.iter().any(|known| known.as_bytes() == name);
            let any = leaf
                .clauses
                .iter()
                .any(|clause| clause.item == Item::Present || accepts_every_string(&clause.item));
            let version = name == b"version"
                && leaf
                    .clauses
                    .iter()
                    .any(|clause| matches!(&clause.item, Item::Text(text) if **text == *b"0"));
            let unknown = !known::ENVELOPE
                .iter()
                .any(|known| name.split(|&b| b == b'.').next() == Some(known.as_bytes()));
            (always && any)
                || version
                || (leaf.wants_absence()
                    && (unknown || leaf.clauses.iter().any(|clause| clause.item == Item::Present)))
        };
        let every = self.pattern.alternatives.iter().any(|alternative| {
            alternative.fields.iter().filter_map(|(_, id)| self.pattern.leaf(*id)).all(trivial)
        });
        if every {
            self.add(
                LintKind::MatchesEverything,
                self.pattern.document().root().span(),
                "Every event on the bus matches this pattern.",
                "Name a source or a detail-type, unless all events are meant; a target on the same bus may \
                    then loop.",
                None,
            );
        }
    }
}

fn accepts_every_string(item: &Item) -> bool {
    match item {
        Item::Prefix(text) | Item::Suffix(text) => text.is_empty(),
        Item::FoldPrefix(folded) | Item::FoldSuffix(folded) => folded.units.is_empty(),
        Item::Wildcard(wildcard) => {
            wildcard.parts.len() > 1 && wildcard.parts.iter().all(|part| part.is_empty())
        }
        Item::Text(_)
        | Item::Address(_)
        | Item::Number { .. }
        | Item::Bool(_)
        | Item::Null
        | Item::Fold(_)
        | Item::Numeric(_)
        | Item::Cidr(_)
        | Item::Present
        | Item::Absent
        | Item::Not(_) => false,
    }
}
