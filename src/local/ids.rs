//! Identifiers that look like AWS's and come out the same under the same seed.

use crate::text::fnv;
use fastrand::Rng;
use std::fmt::Write as _;

/// Spreads neighbouring numbers over all of them (the finaliser of splitmix64).
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// A generator of ids. Two with the same seed give the same ids in the same order.
#[derive(Clone, Debug)]
pub(super) struct Ids(Rng);

impl Ids {
    pub(super) fn new(seed: u64) -> Self {
        Self(Rng::with_seed(seed))
    }

    /// A generator for one thing of many: the same `seed` and `parts` always give the same one, whatever was
    /// drawn elsewhere.
    pub(super) fn of(seed: u64, parts: &[u64]) -> Self {
        Self(Rng::with_seed(parts.iter().fold(seed, |hash, part| mix(hash ^ mix(*part)))))
    }

    /// As [`Ids::of`], for a thing known by name.
    pub(super) fn by_name(seed: u64, name: &str) -> Self {
        Self::of(seed, &[Self::key(name)])
    }

    /// A number that stands for a name.
    pub(super) fn key(name: &str) -> u64 {
        fnv(name.bytes())
    }

    /// A version 4 UUID, lower case.
    pub(super) fn uuid(&mut self) -> String {
        let bits = (self.0.u128(..) & !(0xf000 << 64) & !(0xc000 << 48)) | (0x4000 << 64) | (0x8000 << 48);
        let text = format!("{bits:032x}");
        let mut out = String::with_capacity(36);
        for (at, digit) in text.chars().enumerate() {
            if matches!(at, 8 | 12 | 16 | 20) {
                out.push('-');
            }
            out.push(digit);
        }
        out
    }

    /// `len` lower-case hexadecimal digits.
    pub(super) fn hex(&mut self, len: usize) -> String {
        (0..len).map(|_| self.0.digit(16)).collect()
    }

    /// `len` decimal digits, the first not zero.
    pub(super) fn digits(&mut self, len: usize) -> String {
        (0..len)
            .map(|at| if at == 0 { char::from(b'0' + self.0.u8(1..=9)) } else { self.0.digit(10) })
            .collect()
    }

    /// `len` upper-case letters and digits, as in access key ids.
    pub(super) fn upper(&mut self, len: usize) -> String {
        (0..len).map(|_| self.0.alphanumeric().to_ascii_uppercase()).collect()
    }

    /// A whole number, both ends included; the ends may come in either order.
    pub(super) fn int(&mut self, a: i64, b: i64) -> i64 {
        self.0.i64(a.min(b)..=a.max(b))
    }

    /// An index below `len`; 0 when `len` is 0.
    pub(super) fn index(&mut self, len: usize) -> usize {
        if len == 0 { 0 } else { self.0.usize(..len) }
    }

    /// An IPv4 address of a public-looking range.
    pub(super) fn ipv4(&mut self) -> String {
        let mut out = String::from(["203.0.113", "198.51.100", "192.0.2"][self.index(3)]);
        let _ = write!(out, ".{}", self.0.u8(1..=254));
        out
    }
}

#[cfg(test)]
mod tests {
    use super::Ids;

    #[test]
    fn uuids_are_version_four_and_repeat_under_a_seed() {
        let (mut a, mut b) = (Ids::new(7), Ids::new(7));
        let id = a.uuid();
        assert_eq!(id, b.uuid());
        assert_ne!(id, a.uuid());
        assert_eq!(id.len(), 36);
        let parts: Vec<_> = id.split('-').map(str::len).collect();
        assert_eq!(parts, [8, 4, 4, 4, 12]);
        assert!(id[14..].starts_with('4') && id[19..].starts_with(['8', '9', 'a', 'b']), "{id}");
    }

    #[test]
    fn one_of_many_does_not_depend_on_the_others() {
        assert_eq!(Ids::of(1, &[2, 3]).hex(8), Ids::of(1, &[2, 3]).hex(8));
        assert_ne!(Ids::of(1, &[2, 3]).hex(8), Ids::of(1, &[3, 2]).hex(8));
        assert_ne!(Ids::of(1, &[2]).hex(8), Ids::of(2, &[2]).hex(8));
    }
}
