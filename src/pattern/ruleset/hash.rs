//! Hashing of short keys. Only rules and the shapes of a few thousand gaps are ever put into such maps, so
//! what events bring cannot pile up.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map by short keys.
pub(super) type Map<K, V> = HashMap<K, V, BuildHasherDefault<Quick>>;

/// FNV's idea on eight bytes at a time.
#[derive(Default)]
pub(super) struct Quick(u64);

impl Hasher for Quick {
    #[inline]
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.write_u64(u64::from_le_bytes(*word));
        }
        self.write_u64(word(rest) ^ (bytes.len() as u64) << 56);
    }

    #[inline]
    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(26) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }
}

/// Less than eight bytes as one word, in which those in the middle may stand twice. Two of one length are the
/// same if their words are.
#[inline]
pub(super) fn word(bytes: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32;
    }
    match bytes {
        [] => 0,
        [first, .., last] => u64::from(*first) | u64::from(bytes[1]) << 8 | u64::from(*last) << 16,
        [only] => u64::from(*only),
    }
}
