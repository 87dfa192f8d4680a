//! Wildcards: `*` stands for any run of characters, also for none.

use memchr::memmem;

/// A wildcard text cut at its stars: `a*b\*c` is `["a", "b*c"]`. Without a star there is one part.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Wildcard {
    pub(crate) parts: Box<[Box<[u8]>]>,
}

/// What is wrong with a wildcard text. The number is the byte of the fault as EventBridge counts it: UTF-8,
/// from 0, with the opening quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WildcardFault {
    /// `**`
    Consecutive(usize),
    /// A backslash in front of anything but `*` and `\`.
    Escape(usize),
}

/// A text as a wildcard that stands for itself alone.
pub(crate) fn escape_wildcard(text: &str) -> String {
    text.replace('\\', "\\\\").replace('*', "\\*")
}

/// A text with one star where it has two, which stand for folders elsewhere, also for none: here a star takes
/// slashes, too. Where a name follows, `a/**/b`, each of two texts takes its share, `a/b` and `a/*/b`: no
/// star ends at a slash. None of a text without two stars, or with a backslash, which may belong to one of
/// them.
pub(crate) fn with_single_stars(text: &str) -> Option<Vec<String>> {
    /// More texts are not written out.
    const MOST: usize = 4;
    (text.contains("**") && !text.contains('\\')).then_some(())?;
    let mut pieces = text.split("**/");
    let mut texts = vec![pieces.next().unwrap_or_default().to_owned()];
    for piece in pieces {
        let begins = texts.iter().all(|text| text.is_empty() || text.ends_with('/'));
        let without = if piece.starts_with('*') || !begins { Vec::new() } else { texts.clone() };
        let slash = if without.is_empty() { "" } else { "/" };
        texts.iter_mut().for_each(|text| text.extend(["*", slash, piece]));
        texts.extend(without.into_iter().map(|text| text + piece));
        (texts.len() <= MOST).then_some(())?;
    }
    for text in &mut texts {
        while text.contains("**") {
            *text = text.replace("**", "*");
        }
    }
    Some(texts)
}

impl Wildcard {
    pub(crate) fn read(text: &[u8]) -> Result<Self, WildcardFault> {
        let mut parts = vec![Vec::new()];
        let mut at = 0;
        while let Some(&byte) = text.get(at) {
            let next = text.get(at + 1).copied();
            match (byte, next) {
                (b'*', Some(b'*')) => return Err(WildcardFault::Consecutive(position(text, at))),
                (b'*', _) => parts.push(Vec::new()),
                (b'\\', Some(escaped @ (b'*' | b'\\'))) => {
                    push(&mut parts, escaped);
                    at += 1;
                }
                (b'\\', _) => return Err(WildcardFault::Escape(position(text, at))),
                _ => push(&mut parts, byte),
            }
            at += 1;
        }
        Ok(Self { parts: parts.into_iter().map(Vec::into_boxed_slice).collect() })
    }

    /// The text of a wildcard that matches the same.
    pub(crate) fn text(&self) -> Vec<u8> {
        let mut text = Vec::new();
        for (at, part) in self.parts.iter().enumerate() {
            if at > 0 {
                text.push(b'*');
            }
            for &byte in part {
                if matches!(byte, b'*' | b'\\') {
                    text.push(b'\\');
                }
                text.push(byte);
            }
        }
        text
    }

    /// Whether the whole text fits. Each part takes the first place that it can, which is never wrong; linear
    /// in the text.
    pub(crate) fn matches(&self, text: &[u8]) -> bool {
        self.reach(text) == Reach::All
    }

    /// How far the parts get.
    pub(crate) fn reach(&self, text: &[u8]) -> Reach {
        let Some((first, rest)) = self.parts.split_first() else {
            return Reach::All;
        };
        let Some(mut left) = text.strip_prefix(&**first) else {
            return Reach::Part(0);
        };
        let Some((last, middle)) = rest.split_last() else {
            return if left.is_empty() { Reach::All } else { Reach::End };
        };
        for (at, part) in middle.iter().enumerate() {
            match memmem::find(left, part) {
                Some(found) => left = left.get(found + part.len()..).unwrap_or_default(),
                None => return Reach::Part(at + 1),
            }
        }
        if left.ends_with(last) { Reach::All } else { Reach::Part(rest.len()) }
    }
}

/// How far a text goes along with a wildcard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// To the end: it matches.
    All,
    /// This part (from 0) is not to be found where it is wanted.
    Part(usize),
    /// All parts fit but the text goes on.
    End,
}

fn push(parts: &mut [Vec<u8>], byte: u8) {
    if let Some(part) = parts.last_mut() {
        part.push(byte);
    }
}

/// EventBridge turns the text into UTF-8 with its quotes, which makes one byte (`?`) of a lone surrogate.
fn position(text: &[u8], at: usize) -> usize {
    let before = text.get(..at).unwrap_or_default();
    let surrogates = crate::json::units(before).filter(Result::is_err).count();
    at + 1 - 2 * surrogates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(wildcard: &str, text: &str) -> bool {
        Wildcard::read(wildcard.as_bytes()).unwrap().matches(text.as_bytes())
    }

    #[test]
    fn stars() {
        for (wildcard, text) in [
            ("*", ""),
            ("*", "x"),
            ("a*", "a"),
            ("*a", "a"),
            ("a*a", "aa"),
            ("a*b*c", "a.b.b.c"),
            ("*a*", "bab"),
            ("", ""),
            ("a", "a"),
            (r"a\*b", "a*b"),
            (r"\**", "*x"),
            (r"\\*", r"\x"),
            ("*ab", "aab"),
            ("*aab*", "aaab"),
        ] {
            assert!(matches(wildcard, text), "{wildcard} {text}");
        }
        for (wildcard, text) in [
            ("a*a", "a"),
            ("a*b", "ab "),
            ("", "x"),
            ("a", "ab"),
            (r"a\*b", "axb"),
            ("a*b*a", "aba "),
            ("*ab*b", "ab"),
            ("a*", "ba"),
        ] {
            assert!(!matches(wildcard, text), "{wildcard} {text}");
        }
    }

    #[test]
    fn faults_are_counted_in_bytes_behind_a_quote() {
        let fault = |text: &str| Wildcard::read(text.as_bytes()).unwrap_err();
        assert_eq!(fault("**"), WildcardFault::Consecutive(1));
        assert_eq!(fault("é😀**"), WildcardFault::Consecutive(7));
        assert_eq!(fault("a\\"), WildcardFault::Escape(2));
        assert_eq!(fault("*\\n"), WildcardFault::Escape(2));
        assert_eq!(Wildcard::read(b"\xed\xa0\x80**").unwrap_err(), WildcardFault::Consecutive(2));
    }

    #[test]
    fn many_stars_stay_linear() {
        let wildcard = Wildcard::read("a*".repeat(2_000).as_bytes()).unwrap();
        assert!(!wildcard.matches("b".repeat(1_000_000).as_bytes()));
        assert!(
            Wildcard::read(format!("{}b", "a*".repeat(2_000)).as_bytes())
                .unwrap()
                .reach("a".repeat(1_000_000).as_bytes())
                == Reach::Part(2_000)
        );
    }
}
