//! Letter case as EventBridge's `equals-ignore-case` sees it.
//!
//! The *pattern* is folded, never the event: each UTF-16 unit of the pattern stands for its lower-case or its
//! upper-case mapping (Unicode's full mappings, no language), and for nothing else. ß therefore matches ß and
//! SS but not ss, Σ matches Σ and σ but not ς, and the title-case letter ǅ does not match itself.
//!
//! A character above U+FFFF is two units, and EventBridge's matcher loses each of them on the way to UTF-8:
//! it writes a question mark. So 😀 here matches `??` and not itself. This is a fault of that matcher, and as
//! its answers are what counts, they are given.

use crate::json;

/// A text of the pattern, folded.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Folded {
    /// What each unit may be, lower case first; the two are the same where a unit has no case.
    pub(crate) units: Box<[[Box<[u8]>; 2]]>,
}

impl Folded {
    pub(crate) fn new(text: &[u8]) -> Self {
        Self { units: json::units(text).map(mappings).collect() }
    }

    /// The text in lower case, if it is ASCII: then it folds as ASCII does.
    pub(super) fn ascii(&self) -> Option<Box<[u8]>> {
        let lower = |[lower, _]: &[Box<[u8]>; 2]| {
            if let [byte] = **lower { byte.is_ascii().then_some(byte) } else { None }
        };
        self.units.iter().map(lower).collect()
    }

    /// Whether the text begins with this; if so, what follows.
    pub(crate) fn strip_prefix<'t>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        self.units.iter().try_fold(text, |rest, [lower, upper]| {
            rest.strip_prefix(&**lower).or_else(|| rest.strip_prefix(&**upper))
        })
    }

    fn strip_suffix<'t>(&self, text: &'t [u8]) -> Option<&'t [u8]> {
        self.units.iter().rev().try_fold(text, |rest, [lower, upper]| {
            rest.strip_suffix(&**lower).or_else(|| rest.strip_suffix(&**upper))
        })
    }

    pub(crate) fn equals(&self, text: &[u8]) -> bool {
        self.strip_prefix(text).is_some_and(<[u8]>::is_empty)
    }

    /// Like [`super::item::starts_with`], folded.
    pub(crate) fn starts(&self, text: &[u8]) -> bool {
        self.strip_prefix(text).is_some() || {
            let quoted = [text, b"\""].concat();
            self.equals(&quoted)
        }
    }

    /// Like [`super::item::ends_with`], folded.
    pub(crate) fn ends(&self, text: &[u8]) -> bool {
        self.strip_suffix(text).is_some() || {
            let quoted = [b"\"", text].concat();
            self.strip_suffix(&quoted).is_some_and(<[u8]>::is_empty)
        }
    }
}

const LOST: &[u8] = b"??";

fn mappings(unit: Result<char, u16>) -> [Box<[u8]>; 2] {
    match unit {
        Ok(c) if c.len_utf16() == 1 => {
            let bytes = |mapped: &str| mapped.as_bytes().into();
            [bytes(&c.to_lowercase().collect::<String>()), bytes(&c.to_uppercase().collect::<String>())]
        }
        // Two units that are lost: see the module's documentation.
        Ok(_) => [LOST.into(), LOST.into()],
        Err(surrogate) => {
            let itself: Box<[u8]> = json::surrogate_bytes(surrogate).into();
            [itself.clone(), itself]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn equal(pattern: &str, text: &str) -> bool {
        Folded::new(pattern.as_bytes()).equals(text.as_bytes())
    }

    #[test]
    fn only_the_mappings_of_the_pattern_match() {
        for (pattern, text) in [
            ("aBc", "AbC"),
            ("ß", "ß"),
            ("ß", "SS"),
            ("Σ", "σ"),
            ("Σ", "Σ"),
            ("ς", "Σ"),
            ("İ", "i̇"),
            ("İ", "İ"),
            ("ı", "I"),
            ("\u{212a}", "k"),
            ("ŉ", "ʼN"),
            ("ﬀ", "FF"),
            ("Ⱥ", "ⱥ"),
            ("ǅ", "ǆ"),
            ("😀", "??"),
            ("", ""),
        ] {
            assert!(equal(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("SS", "ß"),
            ("ß", "ss"),
            ("Σ", "ς"),
            ("I", "ı"),
            ("i", "İ"),
            ("k", "\u{212a}"),
            ("ǅ", "ǅ"),
            ("a", "ab"),
            ("ab", "a"),
            ("𐐀", "𐐨"),
            ("😀", "😀"),
            ("a", ""),
        ] {
            assert!(!equal(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn prefixes_and_suffixes() {
        let f = |pattern: &str| Folded::new(pattern.as_bytes());
        assert!(f("AB").starts(b"abc") && f("BC").ends(b"abc") && f("").starts(b"") && f("").ends(b""));
        assert!(!f("bc").starts(b"abc") && !f("ab").ends(b"abc"));
        assert!(f("ABC\"").starts(b"abc") && f("\"ABC").ends(b"abc"), "the quotes leak");
        assert!(!f("\"AB").ends(b"abc") && !f("BC\"").starts(b"abc"));
    }

    /// Taking the first mapping that fits is right because no mapping of a unit begins or ends with the
    /// other.
    #[test]
    fn the_two_mappings_of_a_unit_never_compete() {
        for c in (0..=0xffff).filter_map(char::from_u32) {
            let [lower, upper] = mappings(Ok(c));
            let competes = lower != upper
                && (lower.starts_with(&upper)
                    || upper.starts_with(&lower)
                    || lower.ends_with(&upper)
                    || upper.ends_with(&lower));
            assert!(!competes, "U+{:04X}", u32::from(c));
        }
    }
}
