//! What a few bytes are, sixteen or thirty-two at a time: one bit for each, the lowest for the first.
//!
//! All x86-64 processors have the vectors that this takes (SSE2), so nothing has to be asked; everywhere else
//! plain loops say the same.

#![allow(clippy::inline_always)] // the inner loop of every walk; the benchmark `engine` pays for it

/// How many bytes are looked at in one go.
pub(super) const WIDE: usize = 32;
/// The half of that.
pub(super) const HALF: usize = 16;

#[cfg(not(target_arch = "x86_64"))]
use plain as how;
#[cfg(target_arch = "x86_64")]
use vectors as how;

/// Quotes, backslashes, and bytes below 0x20: where a string may end.
#[inline(always)]
pub(super) fn special(bytes: &[u8; HALF]) -> u32 {
    how::special(bytes)
}

/// The bytes that are digits, and those that are digits or full stops.
#[inline(always)]
pub(super) fn digits(bytes: &[u8; WIDE]) -> [u32; 2] {
    how::digits(bytes)
}

/// The bytes that both have at the same place.
#[inline(always)]
pub(super) fn same(a: &[u8; WIDE], b: &[u8; WIDE]) -> u32 {
    how::same(a, b)
}

/// Whether all of them are below 0x80.
#[inline(always)]
pub(super) fn ascii(text: &[u8]) -> bool {
    let (blocks, rest) = text.as_chunks();
    // The rest is looked at with some bytes before it, so that there is one way for any number of them.
    let last = if rest.is_empty() { Some(true) } else { text.last_chunk().map(how::block_is_ascii) };
    last.unwrap_or_else(|| text.is_ascii()) && blocks.iter().all(how::block_is_ascii)
}

/// How many bytes are told to be ASCII in one go.
const BLOCK: usize = 128;

#[cfg(any(test, not(target_arch = "x86_64")))]
mod plain {
    use super::{BLOCK, HALF, WIDE};

    fn mask(flags: impl Iterator<Item = bool>) -> u32 {
        flags.zip(0..).fold(0, |mask, (flag, at)| mask | u32::from(flag) << at)
    }

    pub(super) fn special(bytes: &[u8; HALF]) -> u32 {
        mask(bytes.iter().map(|byte| matches!(byte, b'"' | b'\\' | 0..0x20)))
    }

    pub(super) fn digits(bytes: &[u8; WIDE]) -> [u32; 2] {
        let digit = |byte: &u8| byte.is_ascii_digit();
        [mask(bytes.iter().map(digit)), mask(bytes.iter().map(|byte| digit(byte) || *byte == b'.'))]
    }

    pub(super) fn same(a: &[u8; WIDE], b: &[u8; WIDE]) -> u32 {
        mask(a.iter().zip(b).map(|(a, b)| a == b))
    }

    pub(super) fn block_is_ascii(bytes: &[u8; BLOCK]) -> bool {
        bytes.is_ascii()
    }
}

#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code)] // there is no other way to call what the compiler does not know every processor to have
mod vectors {
    use super::{BLOCK, HALF, WIDE};

    #[inline(always)]
    pub(super) fn special(bytes: &[u8; HALF]) -> u32 {
        // SAFETY: every x86-64 processor has SSE2; it belongs to the architecture.
        unsafe { sse2::special(bytes) }
    }

    #[inline(always)]
    pub(super) fn digits(bytes: &[u8; WIDE]) -> [u32; 2] {
        // SAFETY: as above.
        unsafe { sse2::digits(bytes) }
    }

    #[inline(always)]
    pub(super) fn same(a: &[u8; WIDE], b: &[u8; WIDE]) -> u32 {
        // SAFETY: as above.
        unsafe { sse2::same(a, b) }
    }

    #[inline(always)]
    pub(super) fn block_is_ascii(bytes: &[u8; BLOCK]) -> bool {
        // SAFETY: as above.
        unsafe { sse2::block_is_ascii(bytes) }
    }

    mod sse2 {
        use super::{BLOCK, HALF, WIDE};
        use std::arch::x86_64::{
            __m128i, _mm_cmpeq_epi8, _mm_loadu_si128, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128,
            _mm_set1_epi8, _mm_sub_epi8,
        };

        #[inline(always)]
        fn halves(bytes: &[u8; WIDE]) -> (&[u8; HALF], &[u8; HALF]) {
            let (low, high) = bytes.split_at(HALF);
            (low.as_array().unwrap_or(&[0; HALF]), high.as_array().unwrap_or(&[0; HALF]))
        }

        #[inline]
        #[target_feature(enable = "sse2")]
        fn load(bytes: &[u8; HALF]) -> __m128i {
            // SAFETY: the place is as long as what is read, which may begin anywhere.
            unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
        }

        #[inline]
        #[target_feature(enable = "sse2")]
        fn is(bytes: __m128i, byte: u8) -> __m128i {
            _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte.cast_signed()))
        }

        #[inline]
        #[target_feature(enable = "sse2")]
        fn up_to(bytes: __m128i, byte: u8) -> __m128i {
            _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(byte.cast_signed())), bytes)
        }

        #[inline]
        #[target_feature(enable = "sse2")]
        fn mask(bytes: __m128i) -> u32 {
            _mm_movemask_epi8(bytes).cast_unsigned()
        }

        #[inline]
        #[target_feature(enable = "sse2")]
        pub(super) fn special(bytes: &[u8; HALF]) -> u32 {
            let bytes = load(bytes);
            mask(_mm_or_si128(up_to(bytes, 0x1f), _mm_or_si128(is(bytes, b'"'), is(bytes, b'\\'))))
        }

        #[inline]
        #[target_feature(enable = "sse2")]
        fn half_digits(bytes: __m128i) -> [u32; 2] {
            let digits = up_to(_mm_sub_epi8(bytes, _mm_set1_epi8(b'0'.cast_signed())), 9);
            [mask(digits), mask(_mm_or_si128(digits, is(bytes, b'.')))]
        }

        #[inline]
        #[target_feature(enable = "sse2")]
        pub(super) fn digits(bytes: &[u8; WIDE]) -> [u32; 2] {
            let (low, high) = halves(bytes);
            let ([digits, both], [more_digits, more_both]) =
                (half_digits(load(low)), half_digits(load(high)));
            [digits | more_digits << HALF, both | more_both << HALF]
        }

        #[inline]
        #[target_feature(enable = "sse2")]
        pub(super) fn same(a: &[u8; WIDE], b: &[u8; WIDE]) -> u32 {
            let ((a, more_a), (b, more_b)) = (halves(a), halves(b));
            let same = |a, b| mask(_mm_cmpeq_epi8(load(a), load(b)));
            same(a, b) | same(more_a, more_b) << HALF
        }

        #[inline]
        #[target_feature(enable = "sse2")]
        pub(super) fn block_is_ascii(bytes: &[u8; BLOCK]) -> bool {
            let (halves, _) = bytes.as_chunks();
            let mut all = load(&[0; HALF]);
            for half in halves {
                all = _mm_or_si128(all, load(half));
            }
            mask(all) == 0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, HALF, WIDE, ascii, digits, plain, same, special};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn vectors_and_loops_say_the_same(
            a in prop::array::uniform32(any::<u8>()),
            b in prop::array::uniform32(0_u8..4),
            c in prop::array::uniform32(0_u8..4),
        ) {
            prop_assert_eq!(digits(&a), plain::digits(&a));
            prop_assert_eq!(same(&b, &c), plain::same(&b, &c));
            let (halves, _) = a.as_chunks::<HALF>();
            for half in halves {
                prop_assert_eq!(special(half), plain::special(half));
            }
        }

        #[test]
        fn a_text_of_any_length_is_told_to_be_ascii(
            text in prop::collection::vec(0..=0x7f_u8, 0..4 * BLOCK),
            at in any::<usize>(),
        ) {
            prop_assert!(ascii(&text));
            let mut other = text;
            if !other.is_empty() {
                let at = at % other.len();
                other[at] |= 0x80;
                prop_assert!(!ascii(&other));
            }
        }
    }

    #[test]
    fn every_byte_is_told_at_every_place() {
        for byte in 0..=u8::MAX {
            for at in 0..WIDE {
                let mut bytes = [b'x'; WIDE];
                bytes[at] = byte;
                let bit = |is: bool| u32::from(is) << at;
                let digit = bit(byte.is_ascii_digit());
                assert_eq!(digits(&bytes), [digit, digit | bit(byte == b'.')]);
                assert_eq!(same(&bytes, &[b'x'; WIDE]), u32::MAX ^ bit(byte != b'x'));
                let mut block = [b'x'; BLOCK];
                block[BLOCK - WIDE..].copy_from_slice(&bytes);
                assert_eq!(ascii(&block), plain::block_is_ascii(&block));
                assert_eq!(ascii(&block), byte < 0x80);
                if let (Some(half), true) = (bytes.first_chunk(), at < HALF) {
                    assert_eq!(special(half), bit(matches!(byte, b'"' | b'\\' | 0..0x20)));
                }
            }
        }
    }
}
