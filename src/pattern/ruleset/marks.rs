//! One bit for each byte of a text: whether a string may end there, and whether it is a digit. With these,
//! strings and numbers are passed over in a few steps whatever their length, without a branch that depends on
//! it.

#![allow(clippy::inline_always)] // each is the inner loop of some walk; the benchmark `engine` pays for it

use super::kinds::{self, BLOCK, Kinds};

/// The marks of one text, and room for those of the next.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Where a string may end; behind the end of the text everything is special. Eight bytes of the text to a
    /// byte.
    special: Vec<u8>,
    digits: Vec<u8>,
    blocks: usize,
    other_than_ascii: bool,
}

/// How many blocks are marked in one go.
const STRIDE: usize = 16;

impl Marks {
    /// Forgets the text before.
    pub(super) fn clear(&mut self) {
        self.special.clear();
        self.digits.clear();
        self.blocks = 0;
        self.other_than_ascii = false;
    }

    /// Whether all bytes that were marked are ASCII.
    pub(super) fn ascii(&self) -> bool {
        !self.other_than_ascii
    }

    /// Marks the text as far as is needed to look at `at`; false when it was before, or `at` is behind the
    /// end.
    #[cold]
    #[inline(never)]
    pub(super) fn reach(&mut self, text: &[u8], at: usize) -> bool {
        let before = self.blocks;
        while at < text.len() && window(&self.special, at).is_none() {
            // Twice as much each time: what is wanted may be found early.
            self.more(text, self.blocks.clamp(1, STRIDE));
        }
        self.blocks > before
    }

    /// The bytes from `at` on at which a string may end, the lowest bit for `at` itself: 57 to 64 of them.
    /// `None` where nothing is marked.
    #[inline(always)]
    pub(super) fn special(&self, at: usize) -> Option<u64> {
        window(&self.special, at)
    }

    /// The bytes from `at` on that are digits, the lowest bit for `at` itself; `None` where nothing is
    /// marked.
    #[inline(always)]
    pub(super) fn digits(&self, at: usize) -> Option<u64> {
        window(&self.digits, at)
    }

    /// Marks the next `most` blocks of the text.
    pub(super) fn more(&mut self, text: &[u8], most: usize) {
        let rest = text.get(self.blocks * BLOCK..).unwrap_or_default();
        let (blocks, last) = rest.as_chunks();
        for blocks in blocks.get(..most).unwrap_or(blocks).chunks(STRIDE) {
            self.mark(blocks);
        }
        if blocks.len() < most {
            let mut block = [0; BLOCK];
            for (to, from) in block.iter_mut().zip(last) {
                *to = *from;
            }
            self.mark(&[block]);
            // A window may begin in the last block.
            self.special.extend_from_slice(&[0xff; BLOCK / 8]);
            self.digits.extend_from_slice(&[0; BLOCK / 8]);
        }
    }

    /// Marks up to [`STRIDE`] blocks.
    fn mark(&mut self, blocks: &[[u8; BLOCK]]) {
        let mut kinds = [Kinds::default(); STRIDE];
        kinds::of(blocks, &mut kinds);
        for kinds in kinds.iter().take(blocks.len()) {
            self.special.extend_from_slice(&kinds.special.to_le_bytes());
            self.digits.extend_from_slice(&kinds.digits.to_le_bytes());
            self.other_than_ascii |= !kinds.ascii;
        }
        self.blocks += blocks.len();
    }
}

#[inline(always)]
fn window(marks: &[u8], at: usize) -> Option<u64> {
    let byte = at / 8;
    marks.get(byte..byte + 8)?.as_array().map(|bits| u64::from_le_bytes(*bits) >> (at % 8))
}
