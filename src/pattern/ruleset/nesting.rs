//! The containers on the way, while something is passed over; a hostile document can open many.

#![allow(clippy::inline_always)] // the inner loop of every walk; the benchmark `engine` pays for it

/// Which containers are open below a value: one bit each, set for an object, 64 to a word.
pub(super) struct Nesting<'f> {
    bits: u64,
    pub(super) depth: usize,
    full: &'f mut Vec<u64>,
}

impl<'f> Nesting<'f> {
    #[inline(always)]
    pub(super) fn new(object: bool, full: &'f mut Vec<u64>) -> Self {
        full.clear();
        Self { bits: u64::from(object), depth: 1, full }
    }

    #[inline(always)]
    pub(super) fn open(&mut self, object: bool) {
        if self.depth.is_multiple_of(64) {
            self.full.push(self.bits);
        }
        self.bits = self.bits << 1 | u64::from(object);
        self.depth += 1;
    }

    /// Closes one; answers whether the container around it is an object, or `None` when it was the outermost.
    #[inline(always)]
    pub(super) fn close(&mut self) -> Option<bool> {
        self.depth -= 1;
        if self.depth == 0 {
            return None;
        }
        self.bits = if self.depth.is_multiple_of(64) { self.full.pop()? } else { self.bits >> 1 };
        Some(self.bits & 1 == 1)
    }
}
