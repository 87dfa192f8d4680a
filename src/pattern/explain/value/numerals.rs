//! Whole numbers in other digits than those of ten: `0xFF`, `0o644`, `0b101`, and `ff` or `0644` where the
//! other side has the same number; numbers that a text has in digits of other scripts, with its fraction, or
//! behind letters.

use crate::pattern::explain::value::notation::is_digits;
use crate::pattern::explain::wording::similarity::latin_looks;

/// Said of a sum with its fraction and of the number that counts its hundredths.
pub(super) const HUNDREDTHS: &str = "a number never equals a string, and the number would be the same sum, counted in hundredths, as cents are";

/// Said of a number and of a text that ends in it.
pub(super) const MORE_BEFORE_NUMBER: &str =
    "a number never equals a string, and the text has more before the number";

/// How a text has a number otherwise than its digits, as a clause.
pub(super) fn of_number_and_text(text: &str, digits: &str) -> Option<&'static str> {
    /// Numbers of fewer digits stand in texts by chance.
    const LEAST: usize = 3;
    if !text.contains('\u{2212}') && text != digits && latin_looks(text) == digits {
        return Some("a number never equals a string, and the text has other digits, which look alike");
    }
    let in_cents = text.split_once('.').is_some_and(|(whole, cents)| {
        let both = format!("{whole}{cents}");
        is_digits(&both) && cents.len() == 2 && both.trim_start_matches('0') == digits
    });
    if in_cents {
        return Some(HUNDREDTHS);
    }
    let behind = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    let before = text.strip_suffix(behind).unwrap_or_default();
    let named = before.len() > 1 && before.ends_with(['-', '_', '#', ':', '/']);
    (digits.len() >= LEAST && behind == digits && named).then_some(MORE_BEFORE_NUMBER)
}

/// Whether two texts are one number, of which one is not written in the digits of ten.
pub(super) fn are_one(a: &str, b: &str) -> bool {
    let (marked, plain) = ([number_with_prefix(a), number_with_prefix(b)], [plain(a), plain(b)]);
    let same = |a: Option<u128>, b: Option<u128>| a.is_some() && a == b;
    let [a_marked, b_marked] = marked;
    let [a_plain, b_plain] = plain;
    same(a_marked, b_plain)
        || same(b_marked, a_plain)
        || same(a_marked, b_marked)
        // Without a mark it is a number in other digits only where the other side says so.
        || bare(a).any(|value| Some(value) == b_marked || Some(value) == b_plain)
        || bare(b).any(|value| Some(value) == a_marked || Some(value) == a_plain)
}

/// Whether neither text says by a mark in which digits it is written, so that they may be two things.
pub(super) fn is_guessed(a: &str, b: &str) -> bool {
    are_one(a, b) && number_with_prefix(a).is_none() && number_with_prefix(b).is_none()
}

/// A number whose first two characters say in which digits it is written.
fn number_with_prefix(text: &str) -> Option<u128> {
    let (mark, digits) = text.split_at_checked(2)?;
    let radix = match mark {
        "0x" | "0X" => 16,
        "0o" | "0O" => 8,
        "0b" | "0B" => 2,
        _ => return None,
    };
    whole_number(digits, radix)
}

/// A number in the digits of ten.
fn plain(text: &str) -> Option<u128> {
    if text.starts_with('0') { None } else { whole_number(text, 10) }
}

/// What a text may be in other digits: letters among them are those of sixteen, a nought before them those of
/// eight.
fn bare(text: &str) -> impl Iterator<Item = u128> {
    let lettered =
        text.len() > 1 && number_with_prefix(text).is_none() && text.bytes().any(|b| b.is_ascii_alphabetic());
    let octal = text.len() > 2 && text.starts_with('0');
    let sixteen = if lettered { whole_number(text, 16) } else { None };
    // The digits of seven and less are one number in both.
    let eight = if octal {
        whole_number(text, 8).filter(|value| whole_number(text, 10) != Some(*value))
    } else {
        None
    };
    sixteen.into_iter().chain(eight)
}

/// The whole number that digits alone say: no sign, no blank.
pub(super) fn whole_number(digits: &str, radix: u32) -> Option<u128> {
    let all = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    all.then(|| u128::from_str_radix(digits, radix).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::are_one;

    #[test]
    fn one_number_in_two_sorts_of_digits() {
        for (a, b) in [
            ("0xFF", "255"),
            ("ff", "255"),
            ("0x1F", "1f"),
            ("0XFF", "0xff"),
            ("0644", "420"),
            ("0o644", "420"),
            ("0b101", "5"),
        ] {
            assert!(are_one(a, b) && are_one(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("0xFF", "256"),
            ("10", "16"),
            ("a", "10"),
            ("0644", "644"),
            ("ff", "ee"),
            ("0x", "0"),
            ("0b1", "177"),
        ] {
            assert!(!are_one(a, b) && !are_one(b, a), "{a} {b}");
        }
    }
}
