//! Whole texts: a few are looked through, many are hashed.

use super::hash::{Map, word};
use super::index::append;

/// What is filed under texts.
#[derive(Debug, Default)]
pub(super) struct ByText {
    /// While there are few.
    few: Vec<FiledText>,
    many: Map<Box<[u8]>, Vec<u32>>,
}

#[derive(Debug)]
struct FiledText {
    /// The last bytes, by which texts differ more than by the first, and how many there are in all.
    tail: u64,
    length: usize,
    text: Box<[u8]>,
    filed: Vec<u32>,
}

/// So many are few: to look through them costs less than to hash a text.
const FEW: usize = 4;

impl ByText {
    pub(super) fn is_empty(&self) -> bool {
        self.few.is_empty() && self.many.is_empty()
    }

    pub(super) fn file(&mut self, text: &[u8], alternative: u32) {
        if let Some(entry) = self.few.iter_mut().find(|entry| *entry.text == *text) {
            entry.filed.push(alternative);
        } else if self.many.is_empty() && self.few.len() < FEW {
            let (tail, length) = (tail(text), text.len());
            self.few.push(FiledText { tail, length, text: text.into(), filed: vec![alternative] });
        } else {
            self.many.extend(self.few.drain(..).map(|entry| (entry.text, entry.filed)));
            self.many.entry(text.into()).or_default().push(alternative);
        }
    }

    #[inline]
    pub(super) fn get(&self, text: &[u8]) -> &[u32] {
        if !self.few.is_empty() {
            let (tail, length) = (tail(text), text.len());
            for entry in &self.few {
                if entry.tail == tail && entry.length == length && (length <= 8 || *entry.text == *text) {
                    return &entry.filed;
                }
            }
        } else if !self.many.is_empty()
            && let Some(filed) = self.many.get(text)
        {
            return filed;
        }
        &[]
    }

    #[inline]
    pub(super) fn find(&self, text: &[u8], out: &mut Vec<u32>) {
        append(self.get(text), out);
    }

    /// How many are filed under this one.
    pub(super) fn load(&self, text: &[u8]) -> u64 {
        self.get(text).len() as u64
    }
}

/// The last eight bytes; where there are less, all of them.
#[inline]
fn tail(text: &[u8]) -> u64 {
    text.last_chunk().map_or_else(|| word(text), |last| u64::from_le_bytes(*last))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts of up to 19 bytes that differ in length or in one byte, and of three bytes, in sets of any
    /// size.
    #[test]
    fn each_text_is_told_from_all_others() {
        let mut texts: Vec<Vec<u8>> = vec![Vec::new()];
        for length in 1..20 {
            texts.push(vec![b'a'; length]);
            for at in 0..length {
                let mut text = vec![b'a'; length];
                text[at] = b'b';
                texts.push(text);
            }
        }
        texts.extend([*b"abb", *b"bab", *b"bba", *b"bbb", *b"abc", *b"cab"].map(Vec::from));
        for size in [1, 2, FEW - 1, FEW, FEW + 1, 50] {
            for set in texts.chunks(size) {
                let mut filed = ByText::default();
                for (number, text) in (0..).zip(set) {
                    filed.file(text, number);
                    filed.file(text, 1_000 + number);
                }
                for text in &texts {
                    let expected: Vec<u32> = (0..)
                        .zip(set)
                        .filter(|(_, other)| *other == text)
                        .flat_map(|(number, _)| [number, 1_000 + number])
                        .collect();
                    assert_eq!(filed.get(text), expected, "{text:?} of {size}");
                }
            }
        }
    }
}
