//! A number for a text, the same in every build and every run, which the standard library's hash is not.

/// The 64-bit FNV-1a hash (Fowler, Noll, Vo). It tells texts apart and keeps nobody out.
pub(crate) fn fnv(bytes: impl IntoIterator<Item = u8>) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, step)
}

#[cfg(test)]
mod tests {
    use super::fnv;

    /// Vectors of the algorithm's authors (isthe.com, "FNV test vectors").
    #[test]
    fn it_is_the_hash_by_that_name() {
        assert_eq!(fnv(*b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv(*b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv(*b"foobar"), 0x8594_4171_f739_67e8);
    }
}
