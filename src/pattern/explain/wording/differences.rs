//! In words, where two texts differ.

use crate::pattern::explain::wording::similarity::{literal, plain_looks, quoted, without_space};
use crate::text::character_name;

/// Characters that are shown before a place.
const BEFORE: usize = 20;
/// A shorter text stands inside many others by chance.
const LEAST_INSIDE: usize = 3;

/// What stands where the texts part, as a clause: `the event has "east" where the pattern has "west"`.
pub(in crate::pattern::explain) fn difference(met: &str, wanted: &str) -> String {
    for (who, long, short) in [("event", met, wanted), ("pattern", wanted, met)] {
        let more = long
            .strip_suffix(short)
            .filter(|more| !more.is_empty() && !short.is_empty() && !long.starts_with(short));
        if let Some(more) = more {
            return format!("the {who} has {} more at the beginning", some(more));
        }
        let around = long.split_once(short).filter(|(before, behind)| {
            short.chars().count() >= LEAST_INSIDE && !before.is_empty() && !behind.is_empty()
        });
        if let Some((before, behind)) = around {
            let (before, behind) = (some(before), some(behind));
            return format!("the {who} has {before} more at the beginning and {behind} more at the end");
        }
    }
    let (m, w): (Vec<char>, Vec<char>) = (met.chars().collect(), wanted.chars().collect());
    let mut start = m.iter().zip(&w).take_while(|(a, b)| a == b).count();
    let apart: Vec<(String, String)> = m
        .iter()
        .zip(&w)
        .filter(|(a, b)| a != b)
        .map(|(a, b)| (a.to_string(), b.to_string()))
        .take(BEFORE)
        .collect();
    if let [(a, b), _, ..] = apart.as_slice()
        && m.len() == w.len()
        && apart.iter().all(|(a, b)| is_confusing(a, b))
    {
        let (at, a, b) = (start + 1, confusing(a), confusing(b));
        return format!("character {at} is {a} in the event and {b} in the pattern, and others differ alike");
    }
    let behind =
        m.iter().skip(start).rev().zip(w.iter().skip(start).rev()).take_while(|(a, b)| a == b).count();
    let (mut m_end, mut w_end) = (m.len() - behind, w.len() - behind);
    let text = |chars: &[char], from: usize, to: usize| -> String {
        chars.get(from..to).unwrap_or_default().iter().collect()
    };
    let place = |chars: &[char], end: usize| match (start, end == chars.len()) {
        (0, _) => "at the beginning".to_owned(),
        (_, true) => "at the end".to_owned(),
        _ => {
            let before = text(chars, start.saturating_sub(BEFORE), start);
            // From the beginning of a word on.
            let cut = start > BEFORE && chars.get(start - BEFORE - 1).is_some_and(|c| c.is_alphanumeric());
            let word = before.find(|c: char| !c.is_alphanumeric()).filter(|_| cut);
            let from = word.map_or(before.as_str(), |at| before.get(at..).unwrap_or_default());
            let from = from.trim_start_matches(|c: char| cut && !c.is_alphanumeric());
            format!("behind {}", quoted(if from.is_empty() { &before } else { from }.as_bytes()))
        }
    };
    let (only_m, only_w) = (text(&m, start, m_end), text(&w, start, w_end));
    if only_w.is_empty() {
        return format!("the event has {} more {}", some(&only_m), place(&m, m_end));
    }
    if only_m.is_empty() {
        return format!("the pattern has {} more {}", some(&only_w), place(&w, w_end));
    }
    if let ([a, b], [c, d]) =
        (m.get(start..m_end).unwrap_or_default(), w.get(start..w_end).unwrap_or_default())
        && (a, b) == (d, c)
    {
        return format!(
            "two characters are swapped: the event has {} where the pattern has {}",
            quoted(only_m.as_bytes()),
            quoted(only_w.as_bytes())
        );
    }
    let single = only_m.chars().count() == 1 && only_w.chars().count() == 1;
    let at = start + 1;
    // Whole words say more than the letters in which they differ.
    let is_word = |c: Option<&char>| c.is_some_and(|c| c.is_alphanumeric());
    if only_m.chars().chain(only_w.chars()).all(char::is_alphanumeric) {
        while start > 0 && is_word(m.get(start - 1)) {
            start -= 1;
        }
        while is_word(m.get(m_end)) {
            m_end += 1;
            w_end += 1;
        }
    }
    let whole = start == 0 && m_end == m.len();
    if single && (whole || only_m.len() > 1 || only_w.len() > 1 || is_confusing(&only_m, &only_w)) {
        let name = |text: &str| if is_confusing(&only_m, &only_w) { confusing(text) } else { some(text) };
        return format!(
            "character {at} is {} in the event and {} in the pattern",
            name(&only_m),
            name(&only_w)
        );
    }
    let (m_word, w_word) =
        if whole { (only_m, only_w) } else { (text(&m, start, m_end), text(&w, start, w_end)) };
    let from = if whole { format!("from character {at} on ") } else { String::new() };
    format!("{from}the event has {} where the pattern has {}", some(&m_word), some(&w_word))
}

/// A text that is one character shows by its name where its looks would not tell.
fn some(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => character(c),
        _ => quoted(text.as_bytes()),
    }
}

/// Characters that are easily taken for each other.
pub(in crate::pattern::explain) fn is_confusing(a: &str, b: &str) -> bool {
    ["O0oQ", "1lI|", "5S", "2Z", "8B"].iter().any(|alike| alike.contains(a) && alike.contains(b))
}

/// One of those characters, by its name.
fn confusing(text: &str) -> String {
    let name = match text {
        "l" => "a small L",
        "I" => "a capital i",
        "|" => "a bar",
        _ if text.chars().all(|c| c.is_ascii_digit()) => "the digit",
        _ => "the letter",
    };
    format!("{} ({name})", quoted(text.as_bytes()))
}

/// A character by its looks, and where these would not tell, by its name and number.
pub(in crate::pattern::explain) fn character(c: char) -> String {
    let looks = literal(c.to_string().as_bytes());
    let name = match c {
        ' ' => return "a blank".to_owned(),
        c => match character_name(c) {
            Some(name) => name,
            None if c.is_ascii() => return looks,
            None => return format!("{looks} (U+{:04X})", u32::from(c)),
        },
    };
    if looks.contains('\\') {
        format!("{name} (U+{:04X})", u32::from(c))
    } else {
        format!("{looks} ({name}, U+{:04X})", u32::from(c))
    }
}

/// How the white space of two texts differs that are the same without it.
pub(in crate::pattern::explain) fn space_difference(met: &str, wanted: &str) -> String {
    let unusual = |text: &str| text.chars().find(|c| c.is_whitespace() && *c != ' ').map(character);
    let of =
        |who: &str, text: &str| unusual(text).map_or_else(String::new, |name| format!(": {who} has {name}"));
    if met.replace("\r\n", "\n") == wanted.replace("\r\n", "\n") {
        let who = if met.len() > wanted.len() { "event" } else { "pattern" };
        return format!(
            "only the ends of lines differ, and they count: the {who} has a carriage return (U+000D) before the line feed"
        );
    }
    let case = if without_space(met) == without_space(wanted) { "" } else { " and letter case" };
    let (place, named) = if met.trim_start() == wanted {
        (" at the beginning of the event's value", of("the event", met))
    } else if met.trim_end() == wanted {
        (" at the end of the event's value", of("the event", met))
    } else if met == wanted.trim_start() {
        (" at the beginning of the pattern's text", of("the pattern", wanted))
    } else if met == wanted.trim_end() {
        (" at the end of the pattern's text", of("the pattern", wanted))
    } else {
        let named = if unusual(met).is_some() { of("the event", met) } else { of("the pattern", wanted) };
        let named = if named.is_empty() && case.is_empty() {
            format!(": {}", difference(met, wanted))
        } else {
            named
        };
        ("", named)
    };
    format!("only white space{case}{place} differs, and it counts{named}")
}

/// Where the same mark stands for the same other one in several places, or one side has a mark that the other
/// leaves out throughout.
pub(in crate::pattern::explain) fn marks(met: &str, wanted: &str) -> Option<String> {
    let (m, w): (Vec<char>, Vec<char>) = (met.chars().collect(), wanted.chars().collect());
    if m.len() == w.len() {
        let mut pairs: Vec<(char, char)> =
            m.iter().zip(&w).filter(|(a, b)| a != b).map(|(a, b)| (*a, *b)).collect();
        pairs.dedup();
        let [(a, b)] = pairs.as_slice() else { return None };
        return Some(format!("the event has {} where the pattern has {}", character(*a), character(*b)));
    }
    let (who, long, short) =
        if m.len() > w.len() { ("event", met, wanted) } else { ("pattern", wanted, met) };
    let mark = long.chars().find(|c| !c.is_alphanumeric() && !short.contains(*c))?;
    let others: String = long.chars().filter(|c| *c != mark).collect();
    let many = long.chars().filter(|c| *c == mark).count() > 1;
    (others == short && many)
        .then(|| format!("the {who} has {} in it, which the other has not", character(mark)))
}

/// The first character at which two texts part that look the same.
pub(in crate::pattern::explain) fn look_difference(met: &str, wanted: &str) -> String {
    let name = |c: Option<char>| c.map_or("nothing".into(), character);
    let at = met.chars().zip(wanted.chars()).take_while(|(x, y)| x == y).count();
    let (in_met, in_wanted) = (met.chars().nth(at), wanted.chars().nth(at));
    // An invisible character shifts all that follows, so the other side has nothing there.
    let unseen = |c: Option<char>| c.is_some_and(|c| plain_looks(&c.to_string()).is_empty());
    let (in_met, in_wanted) = match (unseen(in_met), unseen(in_wanted)) {
        (true, false) => (in_met, None),
        (false, true) => (None, in_wanted),
        _ => (in_met, in_wanted),
    };
    format!("character {} is {} in the event and {} in the pattern", at + 1, name(in_met), name(in_wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_in_words() {
        for (met, wanted, words) in [
            ("us-east-1", "us-west-1", "the event has \"east\" where the pattern has \"west\""),
            ("stopped", "stoped", "the event has \"p\" more behind \"stop\""),
            ("stopped", "stopped.", "the pattern has \".\" more at the end"),
            ("nightly_build", "nightly-build", "the event has \"_\" where the pattern has \"-\""),
            ("EUR", "EUT", "character 3 is \"R\" in the event and \"T\" in the pattern"),
            (
                "A0O1",
                "A001",
                "character 3 is \"O\" (the letter) in the event and \"0\" (the digit) in the pattern",
            ),
            (
                "A000",
                "AOO0",
                "character 2 is \"0\" (the digit) in the event and \"O\" (the letter) in the pattern, and others \
                    differ alike",
            ),
            ("abc", "xyz", "from character 1 on the event has \"abc\" where the pattern has \"xyz\""),
            ("", "x", "the pattern has \"x\" more at the beginning"),
        ] {
            assert_eq!(difference(met, wanted), words);
        }
        assert_eq!(
            space_difference("a", "a\t"),
            "only white space at the end of the pattern's text differs, and it counts: the pattern has a \
                tab (U+0009)"
        );
        assert!(space_difference("a\u{a0}b", "a b").contains("no-break space"));
        assert_eq!(
            look_difference("a\u{200b}b", "ab"),
            "character 2 is a zero-width space (U+200B) in the event and nothing in the pattern"
        );
    }
}
