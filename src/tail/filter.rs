//! What of a tail is shown.

use super::entry::{Entry, LineKind};
use crate::pattern::{Pattern, RuleSet, Scratch};
use memchr::memchr2_iter;
use std::sync::Arc;

/// Words that a line must contain, and `!words` that it must not; letter case never matters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    typed: String,
    words: Vec<Word>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    text: String,
    wanted: bool,
}

impl Words {
    /// Reads what the operator typed: words between blanks, each possibly with a `!` before it.
    pub fn parse(text: &str) -> Self {
        let word = |word: &str| {
            let (wanted, text) = word.strip_prefix('!').map_or((true, word), |rest| (false, rest));
            Word { text: text.to_lowercase(), wanted }
        };
        let words = text.split_whitespace().map(word).filter(|word| !word.text.is_empty()).collect();
        Self { typed: text.trim().to_owned(), words }
    }

    /// What the operator typed.
    pub fn text(&self) -> &str {
        &self.typed
    }

    /// True when there is no word.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a text has all the words, and none of the unwanted ones.
    pub fn accept(&self, text: &str) -> bool {
        self.words.iter().all(|word| word.is_in(text) == word.wanted)
    }
}

impl Word {
    fn is_in(&self, text: &str) -> bool {
        let (hay, needle) = (text.as_bytes(), self.text.as_bytes());
        if let (true, Some(first)) = (self.text.is_ascii(), needle.first()) {
            memchr2_iter(*first, first.to_ascii_uppercase(), hay).any(|at| {
                hay.get(at..at + needle.len()).is_some_and(|found| found.eq_ignore_ascii_case(needle))
            })
        } else {
            text.to_lowercase().contains(&self.text)
        }
    }
}

/// A pattern to filter by.
#[derive(Debug)]
pub struct ByPattern {
    pattern: Pattern,
    rules: RuleSet<()>,
}

impl ByPattern {
    /// Compiles a pattern for many lines.
    pub fn new(pattern: Pattern) -> Self {
        let mut rules = RuleSet::new();
        rules.add((), &pattern);
        Self { pattern, rules }
    }

    /// The pattern.
    pub fn pattern(&self) -> &Pattern {
        &self.pattern
    }

    fn accepts(&self, entry: &Entry, scratch: &mut Scratch) -> bool {
        let mut matching = Vec::new();
        match entry.line() {
            LineKind::Event(_) | LineKind::Json => {
                self.rules.matches(scratch, entry.text().as_bytes(), &mut matching).is_ok()
                    && !matching.is_empty()
            }
            LineKind::Broken { .. } | LineKind::Text => false,
        }
    }
}

/// What of a tail is shown: all of it, or what holds some words and is matched by a pattern.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The words.
    pub words: Words,
    /// The pattern.
    pub pattern: Option<Arc<ByPattern>>,
}

impl Filter {
    /// True when everything is shown.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.pattern.is_none()
    }

    /// Whether a line is shown. A pattern lets through JSON objects only.
    pub fn accepts(&self, entry: &Entry, scratch: &mut Scratch) -> bool {
        self.words.accept(entry.text())
            && self.pattern.as_ref().is_none_or(|pattern| pattern.accepts(entry, scratch))
    }

    /// What judging a line costs, in bytes looked at once.
    pub(super) fn cost(&self, entry: &Entry) -> usize {
        // Reading and judging an event takes about as long as looking for this many words in it.
        const ROW: usize = 16;
        const PATTERN: usize = 3;
        ROW + entry.text().len() * (self.words.words.len() + self.pattern.as_ref().map_or(0, |_| PATTERN))
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn every_word_must_be_there_and_no_unwanted_one() {
        for (typed, text, shown) in [
            ("", "anything", true),
            ("order", "OrderPlaced", true),
            ("ORDER", "orderplaced", true),
            ("placed order", "OrderPlaced", true),
            ("placed !order", "OrderPlaced", false),
            ("!cancelled", "OrderPlaced", true),
            ("!", "OrderPlaced", true),
            ("é", "É", true),
            ("d", "a", false),
            ("aab", "aaab", true),
        ] {
            assert_eq!(Words::parse(typed).accept(text), shown, "{typed:?} on {text:?}");
        }
    }
}
