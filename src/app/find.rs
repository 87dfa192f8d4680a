//! Where a text stands in another one, alike wherever something is looked for: in an editor, in JSON, in an
//! event, in a description. Filters of lists match loosely and are `filter`'s.

use std::ops::Range;

/// The places of `wanted` in a text, in order, none over another. Letter case matters only where `wanted` has
/// a capital.
pub(super) fn places(text: &str, wanted: &str) -> Vec<Range<usize>> {
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

#[cfg(test)]
mod tests {
    use super::places;

    #[test]
    fn places_of_a_text_letter_case_aside_unless_it_has_a_capital() {
        assert_eq!(places("State stateSTATE", "state"), [0..5, 6..11, 11..16]);
        assert_eq!(places("State state", "State"), std::iter::once(0..5).collect::<Vec<_>>());
        assert_eq!(places("aaa", "aa"), std::iter::once(0..2).collect::<Vec<_>>());
        assert_eq!(places("Grüße GRÜSSE", "grü"), [0..4, 8..12]);
        assert!(places("abc", "").is_empty());
    }
}
