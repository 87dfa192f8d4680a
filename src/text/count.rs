//! Numbers of things, in words.

/// `one` for 1, else `many`: the word that goes with a number.
pub fn plural<'w>(n: impl TryInto<u64>, one: &'w str, many: &'w str) -> &'w str {
    if number(n) == 1 { one } else { many }
}

/// `1 rule`, `2,000 rules`.
pub fn counted(n: impl TryInto<u64>, one: &str, many: &str) -> String {
    let n = number(n);
    format!("{} {}", grouped(n), plural(n, one, many))
}

/// Things are counted in many types; there is never less than none, nor more than this.
fn number(n: impl TryInto<u64>) -> u64 {
    n.try_into().unwrap_or(u64::MAX)
}

/// `144,000`: digits in groups of three.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Bytes in the unit that fits: `999 B`, `1.5 kB`, `98 MB`; a kilobyte is 1,000 bytes. Cut, not rounded.
pub fn size(bytes: u64) -> String {
    let mut value = bytes;
    let mut last = 0;
    for unit in ["B", "kB", "MB", "GB"] {
        if value < 1000 {
            return if unit == "B" || value >= 10 {
                format!("{value} {unit}")
            } else {
                format!("{value}.{} {unit}", last / 100)
            };
        }
        last = value % 1000;
        value /= 1000;
    }
    format!("{value} TB")
}

/// `a`, `a and b`, `a, b and c`.
pub fn and_list(parts: impl IntoIterator<Item = impl ToString>) -> String {
    let parts: Vec<String> = parts.into_iter().map(|part| part.to_string()).collect();
    match parts.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{and_list, counted, grouped, size};

    #[test]
    fn things_are_counted_with_the_word_that_goes_with_the_number() {
        assert_eq!(counted(0, "bus", "buses"), "0 buses");
        assert_eq!(counted(1, "bus", "buses"), "1 bus");
        assert_eq!(counted(2_000, "rule", "rules"), "2,000 rules");
        assert_eq!([grouped(0), grouped(999), grouped(1_234_567)], ["0", "999", "1,234,567"]);
    }

    #[test]
    fn sizes_are_said_in_the_unit_that_fits() {
        for (bytes, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_500, "1.5 kB"),
            (98_765_432, "98 MB"),
            (5_000_000_000_000, "5 TB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn lists_read_as_a_sentence_does() {
        assert_eq!(and_list(["a"]), "a");
        assert_eq!(and_list(["a", "b"]), "a and b");
        assert_eq!(and_list([1, 2, 3]), "1, 2 and 3");
        assert_eq!(and_list([""; 0]), "");
    }
}
