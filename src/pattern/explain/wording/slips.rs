//! What can only be a misspelling, and what may be a name of its own.

use crate::pattern::explain::wording::differences::is_confusing;
use crate::pattern::explain::wording::opposites::{is_opposite, words};

/// Shorter words with a letter too many or too few are other words, as `cat` and `cart`.
const LETTER: usize = 5;
/// Shorter words with another letter are other words, as `state` and `stage`.
const OTHER_LETTER: usize = 7;
/// Letters change places in words that are no shorter.
const SWAPPED: usize = 4;

/// Whether two texts near each other in spelling can only be one, so that the one may take the other's place. What goes
/// on at an end of a word (`order` and `orders`), begins otherwise, is short, or has other digits may be a name of its
/// own.
pub(in crate::pattern::explain) fn is_only_a_slip(a: &str, b: &str) -> bool {
    let (these, those) = (words(a), words(b));
    these.len() == those.len()
        && !is_opposite(a, b)
        && these.iter().zip(&those).filter(|(a, b)| a != b).all(|(a, b)| is_one_word(a, b))
}

fn is_one_word(a: &str, b: &str) -> bool {
    let (m, w): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let apart: Vec<(char, char)> = m.iter().copied().zip(w.iter().copied()).filter(|(a, b)| a != b).collect();
    let same_length = m.len() == w.len();
    if same_length && apart.iter().all(|(a, b)| is_confusing(&a.to_string(), &b.to_string())) {
        return true;
    }
    let sorted = |chars: &[char]| {
        let mut chars = chars.to_vec();
        chars.sort_unstable();
        chars
    };
    let shorter = m.len().min(w.len());
    if same_length && sorted(&m) == sorted(&w) {
        let letters = apart.iter().all(|(a, b)| a.is_alphabetic() && b.is_alphabetic());
        return apart.len() == 2 && letters && (shorter >= SWAPPED || m.iter().any(char::is_ascii_digit));
    }
    if m.iter().chain(&w).any(|c| !c.is_alphabetic()) {
        return false;
    }
    let goes_on = a.starts_with(b) || b.starts_with(a) || a.ends_with(b) || b.ends_with(a);
    let least = if same_length { OTHER_LETTER } else { LETTER };
    !goes_on && m.first() == w.first() && shorter >= least - usize::from(!same_length)
}

/// Whether one text goes on within a word where the other begins or ends: `orders` of `order`, `reopened` of `open`,
/// `prod10` of `prod1`; not `order.placed`, nor `orderPlaced`.
pub(in crate::pattern::explain) fn is_cut_in_a_word(long: &str, part: &str) -> bool {
    let open = |edge: Option<(char, char)>| {
        edge.is_none_or(|(a, b)| {
            !a.is_alphanumeric() || !b.is_alphanumeric() || a.is_lowercase() && b.is_uppercase()
        })
    };
    let (first, last) = (part.chars().next(), part.chars().next_back());
    !long.match_indices(part).take(20).any(|(at, _)| {
        let before = long.get(..at).and_then(|before| before.chars().next_back());
        let behind = long.get(at + part.len()..).and_then(|behind| behind.chars().next());
        open(before.zip(first)) && open(last.zip(behind))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_from_names_of_their_own() {
        for (a, b) in [
            ("refnd", "refund"),
            ("stoped", "stopped"),
            ("StateChagne", "StateChange"),
            ("relaese-web", "release-web"),
            ("us-east-l", "us-east-1"),
            ("5 minuts", "5 minutes"),
            ("arn:aws:ecs:clutser/prod", "arn:aws:ecs:cluster/prod"),
        ] {
            assert!(is_only_a_slip(a, b) && is_only_a_slip(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("order", "orders"),
            ("OrderPlaced", "OrdersPlaced"),
            ("EUR", "EUT"),
            ("prod-db-01", "prod-db-02"),
            ("m5.large", "m6.large"),
            ("app", "appdb"),
            ("male", "female"),
            ("GET", "GETX"),
            ("state", "stage"),
            ("import", "export"),
            ("north", "south"),
            ("i-0a", "i-0f"),
            ("tales", "sales"),
        ] {
            assert!(!is_only_a_slip(a, b) && !is_only_a_slip(b, a), "{a} {b}");
        }
    }

    #[test]
    fn words_are_cut() {
        for (long, part) in
            [("orders", "order"), ("reopened", "open"), ("prod10", "prod1"), ("https", "http")]
        {
            assert!(is_cut_in_a_word(long, part), "{long} {part}");
        }
        for (long, part) in [("orders.eu", "orders"), ("AssumedRole", "Role"), ("x/incoming/", "incoming/")] {
            assert!(!is_cut_in_a_word(long, part), "{long} {part}");
        }
    }
}
