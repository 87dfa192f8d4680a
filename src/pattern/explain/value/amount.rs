//! Numbers as people write them: with a thousands separator, a decimal comma, a currency or a unit.

/// The number that a text spells; none for a plain number, and for what is none.
pub(super) fn spelled(text: &str) -> Option<f64> {
    let sign = |c: char| c.is_whitespace() || "$€£¥%°".contains(c);
    // A word before the number is a currency where it stands apart: `EUR 5`, and not `v5`.
    let named = text.split_once(' ').filter(|(word, _)| word.chars().all(char::is_alphabetic));
    let digits = named.map_or(text, |(_, rest)| rest);
    let digits = digits.trim_start_matches(sign).trim_end_matches(|c: char| sign(c) || c.is_alphabetic());
    let signed = digits.strip_prefix('-').unwrap_or(digits);
    let is_digit = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_digit());
    let edges = is_digit(signed.bytes().next()) && is_digit(signed.bytes().last());
    let marks = |c: char| matches!(c, '.' | ',' | '\'' | '_' | ' ' | '\u{a0}' | '\u{202f}');
    if !edges || text.len() > 60 || !signed.chars().all(|c| c.is_ascii_digit() || marks(c)) {
        return None;
    }
    // The last of two sorts of marks is the decimal one; of one sort, it is unless each group has three digits.
    let last = signed.rfind(['.', ',']);
    let other = last.is_some_and(|at| {
        let mark = signed.get(at..=at).unwrap_or_default();
        let before = signed.get(..at).unwrap_or_default();
        let behind = signed.len() - at - 1;
        !before.contains(mark) && (before.contains(marks) || behind != 3 || mark == ".")
    });
    let (whole, fraction) = match last.filter(|_| other) {
        Some(at) => (signed.get(..at)?, signed.get(at + 1..)?),
        None => (signed, ""),
    };
    let groups: Vec<&str> = whole.split(marks).collect();
    if groups.len() > 1 && groups.iter().skip(1).any(|group| group.len() != 3) {
        return None;
    }
    let minus = if digits.starts_with('-') { "-" } else { "" };
    let plain = format!("{minus}{}.{fraction}0", groups.concat());
    (plain.trim_end_matches('0').trim_end_matches('.') != text).then(|| plain.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::spelled;

    #[test]
    fn amounts_are_read() {
        for (text, number) in [
            ("1,250.00", 1250.0),
            ("1.250,00", 1250.0),
            ("1,250", 1250.0),
            ("12,5", 12.5),
            ("EUR 12.50", 12.5),
            ("$1,000,000", 1_000_000.0),
            ("1 250", 1250.0),
            ("85%", 85.0),
            ("-3,5 °C", -3.5),
            ("512 MB", 512.0),
        ] {
            assert_eq!(spelled(text), Some(number), "{text}");
        }
        for text in ["1.2.3", "a", "10.1.2.3", "", "v1", "2026-03-04", "12", "1,2,3"] {
            assert_eq!(spelled(text), None, "{text}");
        }
    }
}
