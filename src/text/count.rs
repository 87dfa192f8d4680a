//! Numbers of things and things in a row, in words.

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
pub fn grouped(n: impl TryInto<u64>) -> String {
    let digits = number(n).to_string();
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

/// `a`, `a and b`, `a, b and c`; `nothing` where there is none.
pub fn and_list(parts: impl IntoIterator<Item = impl ToString>) -> String {
    listed(parts, "and", usize::MAX)
}

/// `a`, `a or b`, `a, b or c`; `nothing` where there is none.
pub fn or_list(parts: impl IntoIterator<Item = impl ToString>) -> String {
    listed(parts, "or", usize::MAX)
}

/// Things in a row with a word before the last one. Of more than `most` only so many are named and the others
/// counted, as in `a, b and 3 more`; a single other one takes no more room by its name, and is named.
pub fn listed(parts: impl IntoIterator<Item = impl ToString>, word: &str, most: usize) -> String {
    let parts: Vec<String> = parts.into_iter().map(|part| part.to_string()).collect();
    listed_of(&parts, parts.len(), word, most)
}

/// Like [`listed`], for `count` things of which only the first are at hand: one more than `most`, or all.
pub fn listed_of(first: &[String], count: usize, word: &str, most: usize) -> String {
    if count > first.len() || count.saturating_sub(1) > most {
        let named = first.get(..most.min(first.len())).unwrap_or_default();
        return format!("{} {word} {} more", named.join(", "), grouped(number(count - named.len())));
    }
    match first {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} {word} {last}", most.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{and_list, counted, grouped, listed, listed_of, or_list, size};

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
        assert_eq!(or_list(["a", "b", "c"]), "a, b or c");
        assert_eq!(and_list([""; 0]), "nothing");
    }

    #[test]
    fn of_many_the_first_are_named_and_the_others_counted_unless_it_is_one_alone() {
        assert_eq!(listed(["a", "b"], "and", 2), "a and b");
        assert_eq!(listed(["a", "b", "c"], "and", 2), "a, b and c");
        assert_eq!(listed(["a", "b", "c", "d"], "or", 2), "a, b or 2 more");
        let first = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(listed_of(&first, 3, "and", 2), "a, b and c");
        assert_eq!(listed_of(&first, 4_000, "and", 2), "a, b and 3,998 more");
    }
}
