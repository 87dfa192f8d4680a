//! What of a tail is shown.

use super::entry::Entry;
use memchr::{memchr2_iter, memmem};

/// Words that a line must contain, and `!words` that it must not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    words: Vec<Word>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    text: String,
    wanted: bool,
    /// Capitals count only where the operator typed one.
    exact: bool,
}

impl Words {
    /// Reads what the operator typed: words between blanks, each possibly with a `!` before it.
    pub fn parse(text: &str) -> Self {
        let word = |word: &str| {
            let (wanted, text) = word.strip_prefix('!').map_or((true, word), |rest| (false, rest));
            let exact = text.chars().any(char::is_uppercase);
            Word { text: text.to_owned(), wanted, exact }
        };
        Self { words: text.split_whitespace().map(word).filter(|word| !word.text.is_empty()).collect() }
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
        if self.exact {
            memmem::find(hay, needle).is_some()
        } else if let (true, Some(first)) = (self.text.is_ascii(), needle.first()) {
            memchr2_iter(*first, first.to_ascii_uppercase(), hay)
                .any(|at| hay.get(at..at + needle.len()).is_some_and(|found| found.eq_ignore_ascii_case(needle)))
        } else {
            text.to_lowercase().contains(&self.text)
        }
    }
}

/// What of a tail is shown: all of it, or what holds some words and is matched by a pattern.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The words.
    pub words: Words,
}

impl Filter {
    /// True when everything is shown.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a line is shown.
    pub fn accepts(&self, entry: &Entry) -> bool {
        self.words.accept(entry.text())
    }

    /// What judging a line costs, in bytes looked at once.
    pub(super) fn cost(&self, entry: &Entry) -> usize {
        const ROW: usize = 16;
        ROW + entry.text().len() * self.words.words.len()
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
            ("Order", "orderplaced", false),
            ("Order", "OrderPlaced", true),
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
