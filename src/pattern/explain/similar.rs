//! How alike two texts are.

use crate::json;

/// Longer texts are not compared character by character.
const LONGEST: usize = 300;

/// The fewest insertions, deletions, replacements and swaps of neighbours that turn one text into the other, if there are at most `most`.
pub(super) fn edits(a: &str, b: &str, most: usize) -> Option<usize> {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(LONGEST + 1).collect(), b.chars().take(LONGEST + 1).collect());
    if a.len().abs_diff(b.len()) > most || a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let up = last.get(j + 1).map_or(usize::MAX, |n| n + 1);
            let left = row.last().map_or(usize::MAX, |n| n + 1);
            let across = last.get(j).map_or(usize::MAX, |n| n + usize::from(x != y));
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(&y) && b.get(j - 1) == Some(&x);
            let swap = if swapped { before.get(j - 1).map_or(usize::MAX, |n| n + 1) } else { usize::MAX };
            row.push(up.min(left).min(across).min(swap));
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|&edits| edits <= most)
}

/// How many characters may differ for texts of this length to be called misspelled.
pub(super) fn tolerance(characters: usize) -> usize {
    match characters {
        0..=2 => 0,
        3..=5 => 1,
        6..=11 => 2,
        _ => 3,
    }
}

/// The text without any white space.
pub(super) fn without_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The text with characters that look like ASCII ones replaced, and invisible ones left out.
pub(in crate::pattern) fn plain_looks(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' | '\u{ad}' => Some('-'),
            '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{b4}' => Some('\''),
            '\u{201c}'..='\u{201f}' | '\u{2033}' => Some('"'),
            '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(' '),
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{202a}'..='\u{202e}' => None,
            '\u{2024}' | '\u{ff0e}' => Some('.'),
            '\u{2044}' | '\u{2215}' | '\u{ff0f}' => Some('/'),
            '\u{a789}' | '\u{ff1a}' | '\u{2236}' => Some(':'),
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
            _ => Some(c),
        })
        .collect()
}

/// The name without letter case, separators and the like: `detailType`, `detail_type` and `detail-type` are one.
pub(super) fn bare_name(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Text for a sentence: quoted, safe for a terminal, long ones cut in the middle.
pub(super) fn quoted(text: &[u8]) -> String {
    shorten(&json::quote(text))
}

/// Long text cut in the middle.
pub(super) fn shorten(text: &str) -> String {
    const SHOWN: usize = 100;
    let count = text.chars().count();
    if count <= SHOWN {
        return text.to_owned();
    }
    let head: String = text.chars().take(SHOWN * 2 / 3).collect();
    let tail: String = text.chars().skip(count - SHOWN / 3).collect();
    format!("{head}…{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances() {
        assert_eq!(edits("stopped", "stoped", 3), Some(1));
        assert_eq!(edits("instnace", "instance", 3), Some(1), "neighbours swapped");
        assert_eq!(edits("abc", "xyz", 2), None);
        assert_eq!(edits("", "", 0), Some(0));
        assert_eq!(edits("kitten", "sitting", 3), Some(3));
        assert_eq!(bare_name("detail-Type"), bare_name("detail_type"));
        assert_eq!(plain_looks("a\u{2013}b\u{200b}\u{a0}c"), "a-b c");
        assert_eq!(shorten(&"x".repeat(300)).chars().count(), 100);
    }
}
