//! A line of a text with marks under the place that is spoken of.

use crate::json::LineIndex;
use crate::text::{safe, width};
use std::ops::Range;

/// Characters shown before the place, of it, and behind it.
const BEFORE: usize = 48;
const MARKED: usize = 32;
const BEHIND: usize = 24;

/// The line in which the span begins, fit for a terminal and cut on both sides, and the marks under it.
pub(super) fn excerpt(text: &str, lines: &LineIndex, span: &Range<usize>) -> [String; 2] {
    let place = lines.position(text, span.start);
    let line = lines.line_span(text, place.line);
    let part = |from: usize, to: usize| {
        text.get(from.clamp(line.start, line.end)..to.clamp(line.start, line.end)).unwrap_or_default()
    };
    let before = part(line.start, span.start);
    let begin = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    let (cut, before) = (if begin > 0 { "…" } else { "" }, safe(before.get(begin..).unwrap_or_default()));
    let (marked, more) = first(part(span.start, span.end), MARKED);
    let (behind, rest) = if more { (String::new(), true) } else { first(part(span.end, line.end), BEHIND) };
    let shown = format!("{cut}{before}{marked}{behind}{}", if rest { "…" } else { "" });
    let marks = format!("{}{}", " ".repeat(width(cut) + width(&before)), "^".repeat(width(&marked).max(1)));
    [shown.replace('\u{2409}', " "), marks]
}

/// The first characters, and whether there are more.
fn first(text: &str, most: usize) -> (String, bool) {
    let end = text.char_indices().nth(most).map_or(text.len(), |(at, _)| at);
    (safe(text.get(..end).unwrap_or_default()), end < text.len())
}

#[cfg(test)]
mod tests {
    use super::excerpt;
    use crate::json::LineIndex;

    fn with_marker(text: &str, span: std::ops::Range<usize>) -> [String; 2] {
        excerpt(text, &LineIndex::new(text), &span)
    }

    #[test]
    fn marks_stand_under_what_they_mean() {
        assert_eq!(
            with_marker("{\n\t\"日本\": 1\n}", 13..14),
            [" \"日本\": 1".to_owned(), "         ^".to_owned()]
        );
        assert_eq!(with_marker("abc", 3..3), ["abc", "   ^"]);
        assert_eq!(with_marker("", 0..0), ["", "^"]);
        assert_eq!(with_marker("a\u{1b}b\nc", 1..5), ["a␛b", " ^^"]);
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let text = format!("{}X{}", "a".repeat(500), "b".repeat(500));
        let [line, marks] = with_marker(&text, 500..501);
        assert_eq!(line, format!("…{}X{}…", "a".repeat(48), "b".repeat(24)));
        assert_eq!(marks, format!("{}^", " ".repeat(49)));
        let [line, marks] = with_marker(&text, 0..1001);
        assert_eq!((line, marks), (format!("{}…", "a".repeat(32)), "^".repeat(32)));
    }
}
