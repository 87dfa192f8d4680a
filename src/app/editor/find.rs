//! Where a text stands in another one.

use std::ops::Range;

/// The places of `wanted` in a text, in order, none over another. Letter case matters only where `wanted` has a
/// capital.
pub fn places(text: &str, wanted: &str) -> Vec<Range<usize>> {
    if wanted.is_empty() {
        return Vec::new();
    }
    if wanted.chars().any(char::is_uppercase) {
        return text.match_indices(wanted).map(|(at, found)| at..at + found.len()).collect();
    }
    let wanted: Vec<char> = wanted.chars().collect();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(rest) = text.get(from..).filter(|rest| !rest.is_empty()) {
        let mut chars = rest.char_indices();
        let is_here = wanted.iter().all(|wanted| chars.next().is_some_and(|(_, c)| same(c, *wanted)));
        let next = chars.offset();
        if is_here {
            found.push(from..from + next);
            from += next;
        } else {
            from += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

fn same(a: char, b: char) -> bool {
    a == b || a.to_lowercase().eq(b.to_lowercase())
}
