//! What can only be a misspelling, and what may be a name of its own.

use crate::pattern::explain::wording::differences::is_confusing;
use crate::pattern::explain::wording::opposites::{is_opposite, words};

/// Shorter words with a letter too many or too few are other words, as `cat` and `cart`.
const LETTER: usize = 5;
/// A word that has as many letters before its digits is no id.
const NAMED: usize = 4;
/// Letters change places in words that are no shorter.
const SWAPPED: usize = 4;
/// A vowel changes places with another letter in words that are no shorter: of shorter words both may be
/// words, as `form` and `from`.
const SWAPPED_VOWEL: usize = 6;

/// Whether two texts near each other in spelling can only be one, so that the one may take the other's place.
/// What goes on at an end of a word (`order` and `orders`), begins otherwise, is short, or has other digits
/// may be a name of its own.
pub(in crate::pattern::explain) fn is_only_a_slip(a: &str, b: &str) -> bool {
    let (these, those) = (words(a), words(b));
    these.len() == those.len()
        && !is_opposite(a, b)
        && !marks_make_another(a, b)
        && these.iter().zip(&those).filter(|(a, b)| a != b).all(|(a, b)| is_one_word(a, b))
}

/// Whether two texts that differ in marks are two values by them: a sign (`5` and `-5`, `A+` and `A`, `C#`
/// and `C`), or a mark that moves the digits (`15` and `1.5`).
pub(in crate::pattern::explain) fn marks_make_another(a: &str, b: &str) -> bool {
    /// Fewer digits are no date or time without its marks.
    const DATED: usize = 4;
    let is_signed = |text: &str| {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let before = text.starts_with('-') && digit(text.chars().nth(1));
        let grade = text.ends_with('-') && text.chars().count() <= 3;
        let others: String = text.chars().filter(|c| matches!(c, '+' | '#')).collect();
        (before, grade, others)
    };
    // Of two texts in which blanks are written as plus signs these say nothing.
    if is_signed(a) != is_signed(b) && !a.contains('%') && !b.contains('%') && a.len().min(b.len()) < 12 {
        return true;
    }
    let runs = |text: &str| -> Vec<String> {
        let runs = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
        runs.map(str::to_owned).collect()
    };
    let (these, those) = (runs(a), runs(b));
    if these == those || these.concat() != those.concat() {
        return false;
    }
    let pointed = |text: &str| {
        let chars: Vec<char> = text.chars().collect();
        chars.windows(3).any(|three| matches!(three, [a, '.', b] if a.is_ascii_digit() && b.is_ascii_digit()))
    };
    let grouped = |runs: &[String]| runs.len() > 1 && runs.iter().skip(1).all(|run| run.len() == 3);
    let comma = |text: &str, runs: &[String]| text.contains(',') && !grouped(runs);
    let few = these.concat().len() < DATED;
    few || pointed(a) || pointed(b) || comma(a, &these) || comma(b, &those)
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
    // In an id letters are digits, too.
    let is_id = |word: &str| {
        let digit = word.contains(|c: char| c.is_ascii_digit());
        let lettered = word.chars().take_while(|c| c.is_alphabetic()).count();
        let named = lettered >= NAMED && word.chars().skip(lettered).all(|c| c.is_ascii_digit());
        word.len() >= NAMED && (digit && !named || word.chars().all(|c| c.is_ascii_hexdigit()))
    };
    if is_id(a) || is_id(b) {
        return false;
    }
    if same_length && sorted(&m) == sorted(&w) {
        let letters = apart.iter().all(|(a, b)| a.is_alphabetic() && b.is_alphabetic());
        // Letters farther apart change places in other words: `reversed` and `reserved`.
        let mut places = m.iter().zip(&w).enumerate().filter(|(_, (a, b))| a != b).map(|(at, _)| at);
        let beside = places.next().zip(places.next()).is_some_and(|(one, other)| one + 1 == other);
        let swapped = apart.len() == 2 && beside;
        let least =
            if apart.iter().any(|(a, b)| is_vowel(*a) || is_vowel(*b)) { SWAPPED_VOWEL } else { SWAPPED };
        return swapped && letters && (shorter >= least || m.iter().any(char::is_ascii_digit));
    }
    // A word with another letter is another one, however long: `production` and `protection`.
    if same_length || m.iter().chain(&w).any(|c| !c.is_alphabetic()) {
        return false;
    }
    let (few, many) = if m.len() < w.len() { (&m, &w) } else { (&w, &m) };
    let goes_on = a.starts_with(b) || b.starts_with(a) || a.ends_with(b) || b.ends_with(a);
    let mut rest = many.iter();
    let only_more = few.iter().all(|c| rest.any(|other| other == c));
    // A letter more and another letter changed make two words: `billing` and `building`.
    only_more && !goes_on && m.first() == w.first() && shorter + 1 >= LETTER && lacks_no_sound(few, many)
}

/// Whether the letters that one of two words has more are vowels, or doubled: with another consonant it is
/// another word, as `depletion` is not `deletion`.
fn lacks_no_sound(few: &[char], many: &[char]) -> bool {
    let mut left = few.iter().peekable();
    let mut before = None;
    many.iter().enumerate().all(|(at, c)| {
        let is_there = left.next_if_eq(&c).is_some();
        let doubled = before == Some(*c) || many.get(at + 1) == Some(c);
        before = Some(*c);
        is_there || doubled || is_vowel(*c)
    })
}

fn is_vowel(c: char) -> bool {
    "aeiouy".contains(c)
}

/// Whether one text goes on within a word where the other begins or ends: `orders` of `order`, `reopened` of
/// `open`, `prod10` of `prod1`; not `order.placed`, nor `orderPlaced`.
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

/// Whether `text` is cut in a word of `whole`, which has these letters more there.
pub(in crate::pattern::explain) fn lacks_letters(text: &str, whole: &str, more: &str) -> bool {
    !more.is_empty() && more.chars().all(char::is_alphabetic) && is_cut_in_a_word(whole, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_from_names_of_their_own() {
        for (a, b) in [
            ("refnd", "refund"),
            ("stoped", "stopped"),
            ("amdin", "admin"),
            ("StateChagne", "StateChange"),
            ("relaese-web", "release-web"),
            ("Notificaton", "Notification"),
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
            ("production", "protection"),
            ("charged", "changed"),
            ("transaction", "translation"),
            ("reversed", "reserved"),
            ("prescribed", "proscribed"),
            ("import", "export"),
            ("north", "south"),
            ("i-0a", "i-0f"),
            ("tales", "sales"),
            ("deletion", "depletion"),
            ("contact", "contract"),
            ("form", "from"),
            ("trail", "trial"),
            ("i-0f1e2d3c4b5a69788", "i-0f1e2c3d4b5a69788"),
            ("run-abdc", "run-abcd"),
            ("ORD-BA12", "ORD-AB12"),
            ("5", "-5"),
            ("UTC-01:00", "UTC+01:00"),
            ("A", "A+"),
            ("C++", "C#"),
            ("15", "1.5"),
            ("10.0.0.1", "100.0.1"),
            ("A12", "A1-2"),
        ] {
            assert!(!is_only_a_slip(a, b) && !is_only_a_slip(b, a), "{a} {b}");
        }
    }

    #[test]
    fn marks_that_say_nothing_make_no_other_value() {
        for (a, b) in [
            ("shutting_down", "shutting-down"),
            ("2026/03/04", "20260304"),
            ("1,000", "1000"),
            ("12:30", "1230"),
            ("TIMED_OUT", "TIMEDOUT"),
            ("10.0.0.1", "10-0-0-1"),
        ] {
            assert!(!marks_make_another(a, b), "{a} {b}");
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
