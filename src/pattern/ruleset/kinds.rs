//! What the bytes of a text are, as masks of 64 bits for 64 bytes each.
//!
//! On x86-64 processors with AVX2 a few vectors do it; everywhere else plain loops, of which the compiler
//! makes vectors as far as it can.

/// The bytes that share a mask.
pub(super) const BLOCK: usize = 64;

/// What the bytes of a block are; the first byte has the lowest bit.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kinds {
    /// Quotes, backslashes, and bytes below 0x20: where a string may end.
    pub(super) special: u64,
    pub(super) digits: u64,
    /// Whether all bytes are ASCII.
    pub(super) ascii: bool,
}

/// Says of each block what it is.
pub(super) fn of(blocks: &[[u8; BLOCK]], to: &mut [Kinds]) {
    #[cfg(target_arch = "x86_64")]
    if avx2::of(blocks, to) {
        return;
    }
    plain(blocks, to);
}

fn plain(blocks: &[[u8; BLOCK]], to: &mut [Kinds]) {
    for (block, to) in blocks.iter().zip(to) {
        *to = Kinds {
            special: mask(block, |byte| byte == b'"' || byte == b'\\' || byte < b' '),
            digits: mask(block, |byte| byte.wrapping_sub(b'0') < 10),
            ascii: block.is_ascii(),
        };
    }
}

fn mask(block: &[u8; BLOCK], is: impl Fn(u8) -> bool) -> u64 {
    let mut flags = [0; BLOCK];
    for (n, (flag, byte)) in flags.iter_mut().zip(block).enumerate() {
        *flag = if is(*byte) { 1 << (n % 8) } else { 0 };
    }
    let mut mask = [0; BLOCK / 8];
    for (bits, flags) in mask.iter_mut().zip(flags.as_chunks::<8>().0) {
        // No two flags share a bit, so their sum is in the highest byte of the product.
        [*bits, ..] = u64::from_le_bytes(*flags).wrapping_mul(0x0101_0101_0101_0101).to_be_bytes();
    }
    u64::from_le_bytes(mask)
}

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use super::{BLOCK, Kinds};
    use std::arch::x86_64::{
        __m256i, _mm256_cmpeq_epi8, _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256,
        _mm256_set_epi64x, _mm256_set1_epi8, _mm256_sub_epi8,
    };

    /// False when the processor cannot do it.
    #[allow(unsafe_code)] // there is no other way to call a function that not every processor can run
    pub(super) fn of(blocks: &[[u8; BLOCK]], to: &mut [Kinds]) -> bool {
        let there = is_x86_feature_detected!("avx2");
        if there {
            // SAFETY: the processor has what the function was compiled for.
            unsafe { vectors(blocks, to) }
        }
        there
    }

    #[target_feature(enable = "avx2")]
    fn vectors(blocks: &[[u8; BLOCK]], to: &mut [Kinds]) {
        for (block, to) in blocks.iter().zip(to) {
            let (low, high) = block.split_at(BLOCK / 2);
            let (low, high) = (load(low), load(high));
            *to = Kinds {
                special: mask(special(low), special(high)),
                digits: mask(digits(low), digits(high)),
                ascii: _mm256_movemask_epi8(_mm256_or_si256(low, high)) == 0,
            };
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn load(bytes: &[u8]) -> __m256i {
        let word = |n: usize| bytes.as_chunks::<8>().0.get(n).map_or(0, |word| i64::from_le_bytes(*word));
        _mm256_set_epi64x(word(3), word(2), word(1), word(0))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn mask(low: __m256i, high: __m256i) -> u64 {
        let mask = |half| u64::from(_mm256_movemask_epi8(half).cast_unsigned());
        mask(low) | mask(high) << 32
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn is(bytes: __m256i, byte: u8) -> __m256i {
        _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte.cast_signed()))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn up_to(bytes: __m256i, byte: u8) -> __m256i {
        _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, _mm256_set1_epi8(byte.cast_signed())), bytes)
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn special(bytes: __m256i) -> __m256i {
        _mm256_or_si256(up_to(bytes, 0x1f), _mm256_or_si256(is(bytes, b'"'), is(bytes, b'\\')))
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn digits(bytes: __m256i) -> __m256i {
        up_to(_mm256_sub_epi8(bytes, _mm256_set1_epi8(b'0'.cast_signed())), 9)
    }
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, Kinds, of, plain};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn vectors_and_loops_say_the_same(bytes in prop::collection::vec(any::<u8>(), 4 * BLOCK)) {
            let (blocks, _) = bytes.as_chunks();
            let (mut vectors, mut loops) = ([Kinds::default(); 4], [Kinds::default(); 4]);
            of(blocks, &mut vectors);
            plain(blocks, &mut loops);
            prop_assert_eq!(vectors, loops);
            for (byte, at) in bytes.iter().zip(0..) {
                let is = |mask: u64| mask >> (at % BLOCK) & 1 == 1;
                prop_assert_eq!(is(loops[at / BLOCK].special), matches!(byte, b'"' | b'\\' | 0..0x20));
                prop_assert_eq!(is(loops[at / BLOCK].digits), byte.is_ascii_digit());
            }
        }
    }
}
