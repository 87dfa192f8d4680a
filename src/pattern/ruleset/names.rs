//! The names of the event before, in the order in which they stood: events of a stream repeat their shape,
//! and a name that stands where it stood before, in the very bytes that were found sound then, need not be
//! looked at one byte after the other.

#![allow(clippy::inline_always)] // the inner loop of every walk; the benchmark `engine` pays for it

use super::scan::{First, Name, Scan, Unsure};

/// The first names of the event before.
#[derive(Debug)]
pub(super) struct Names {
    seen: [Seen; PLACES],
    /// How many names of the present event were met.
    met: usize,
}

/// So many names are remembered; those that follow take their places.
const PLACES: usize = 256;

/// The beginning of a member that was found sound: its name without escapes, the colon, and the white space
/// around that.
#[derive(Debug, Clone, Copy)]
struct Seen {
    /// Zeros behind it.
    words: [u64; 2],
    /// Where the name's closing quote and where the value is, counted from the opening quote.
    end: u8,
    value: u8,
    plain: bool,
}

/// How long such a beginning may be.
const LONGEST: usize = 16;

/// Which bits of a word belong to its first bytes, so many of them.
const MASKS: [u64; 9] = {
    let mut masks = [u64::MAX; 9];
    let mut length = 0;
    while length < 8 {
        masks[length] = (1 << (8 * length)) - 1;
        length += 1;
    }
    masks
};

#[inline(always)]
fn mask(length: usize) -> u64 {
    MASKS.get(length).copied().unwrap_or(u64::MAX)
}

impl Default for Names {
    fn default() -> Self {
        // What was never seen must be sound, too.
        let nameless =
            Seen { words: [u64::from_le_bytes(*b"\"\":\0\0\0\0\0"), 0], end: 1, value: 3, plain: true };
        Self { seen: [nameless; PLACES], met: 0 }
    }
}

impl Names {
    /// To be called before each event.
    pub(super) fn start(&mut self) {
        self.met = 0;
    }

    /// Reads the name that begins at `first`, and past the colon to its value.
    #[inline(always)]
    pub(super) fn read<const LAZY: bool>(
        &mut self,
        scan: &mut Scan<'_, LAZY>,
        first: First,
    ) -> Result<Name, Unsure> {
        let seen = &mut self.seen[self.met % PLACES];
        self.met += 1;
        let value = usize::from(seen.value);
        if let Some(bytes) = scan.few(first.at)
            && let [low, high] = words(bytes)
            && (low ^ seen.words[0]) & mask(value) == 0
            && (value <= 8 || (high ^ seen.words[1]) & mask(value - 8) == 0)
        {
            let at = first.at + value;
            let byte = scan.byte(at);
            if byte > b' ' {
                let end = first.at + usize::from(seen.end);
                return Ok(Name {
                    start: first.at + 1,
                    end,
                    escapes: false,
                    plain: seen.plain,
                    value: First { at, byte },
                });
            }
        }
        seen.learn(scan, first)
    }
}

impl Seen {
    #[inline(never)]
    fn learn<const LAZY: bool>(&mut self, scan: &mut Scan<'_, LAZY>, first: First) -> Result<Name, Unsure> {
        let name = scan.name(first)?;
        let (end, value) = (name.end - first.at, name.value.at - first.at);
        if let (false, 1..=LONGEST, Some(bytes)) = (name.escapes, value, scan.few(first.at))
            && let (Ok(end), Ok(short)) = (u8::try_from(end), u8::try_from(value))
        {
            let [low, high] = words(bytes);
            let words = [low & mask(value), high & if value < 8 { 0 } else { mask(value - 8) }];
            *self = Self { words, end, value: short, plain: name.plain };
        }
        Ok(name)
    }
}

#[inline(always)]
fn words(bytes: &[u8; LONGEST]) -> [u64; 2] {
    let word = |n: usize| bytes.as_chunks::<8>().0.get(n).map_or(0, |word| u64::from_le_bytes(*word));
    [word(0), word(1)]
}
