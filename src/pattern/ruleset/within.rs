//! Texts that hold a few given bytes somewhere: each place of a value is looked up once for each length that
//! there is, mostly in a few bits that say there is nothing.

use super::hash::Map;
use super::probe::Few;

/// The few bytes, by their length.
#[derive(Debug, Default)]
pub(super) struct Within(Vec<OfLength>);

#[derive(Debug)]
struct OfLength {
    length: usize,
    filed: Map<u64, Vec<u32>>,
    /// A bit for each of the bytes filed, by [`bit`]; a power of two of them.
    sieve: Vec<u64>,
}

/// Bits of the sieve for each that is filed.
const BITS: usize = 16;

impl Within {
    pub(super) fn file(&mut self, few: Few, alternative: u32) {
        let at = self.0.iter().position(|other| other.length == few.length).unwrap_or_else(|| {
            self.0.push(OfLength { length: few.length, filed: Map::default(), sieve: Vec::new() });
            self.0.len() - 1
        });
        self.0[at].file(few.bytes, alternative);
    }

    /// How many are filed under these bytes.
    pub(super) fn load(&self, few: Few) -> u64 {
        let of_length = self.0.iter().find(|other| other.length == few.length);
        of_length.and_then(|of_length| of_length.filed.get(&few.bytes)).map_or(0, |filed| filed.len() as u64)
    }

    /// `buffer` is to be used again.
    #[inline]
    pub(super) fn find(&self, text: &[u8], buffer: &mut Vec<u8>, out: &mut Vec<u32>) {
        for of_length in &self.0 {
            if of_length.length <= text.len() {
                of_length.find(text, buffer, out);
            }
        }
    }
}

impl OfLength {
    fn file(&mut self, bytes: u64, alternative: u32) {
        self.filed.entry(bytes).or_default().push(alternative);
        if self.filed.len() * BITS > self.sieve.len() * 64 {
            let words = self.filed.len() * 2 * BITS / 64;
            self.sieve = vec![0; words.next_power_of_two().max(16)];
            for bytes in self.filed.keys() {
                set(&mut self.sieve, *bytes);
            }
        } else {
            set(&mut self.sieve, bytes);
        }
    }

    fn find(&self, text: &[u8], buffer: &mut Vec<u8>, out: &mut Vec<u32>) {
        // Eight bytes can be read at each place.
        buffer.clear();
        buffer.extend_from_slice(text);
        buffer.extend_from_slice(&[0; Few::MOST - 1]);
        let unused = 64 - 8 * u32::try_from(self.length).unwrap_or(8);
        for window in buffer.windows(Few::MOST).take(text.len() - self.length + 1) {
            let Some(window) = window.first_chunk() else { return };
            let bytes = u64::from_le_bytes(*window) << unused >> unused;
            let (word, bit) = bit(&self.sieve, bytes);
            if self.sieve[word] & bit != 0
                && let Some(filed) = self.filed.get(&bytes)
            {
                out.extend_from_slice(filed);
            }
        }
    }
}

fn set(sieve: &mut [u64], bytes: u64) {
    let (word, bit) = bit(sieve, bytes);
    sieve[word] |= bit;
}

/// Where the bit for these bytes is.
fn bit(sieve: &[u64], bytes: u64) -> (usize, u64) {
    let spread = bytes.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (usize::try_from(spread >> 38).unwrap_or(0) & (sieve.len() - 1), 1 << (spread >> 32 & 63))
}
