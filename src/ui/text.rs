//! Text from outside, made fit for a terminal.

use crate::app::text::visible;
use unicode_width::UnicodeWidthChar;

/// The text without anything a terminal would act on: control characters and escape sequences become visible
/// stand-ins (`␛` for escape, `␊` for a line feed), and so do characters that reorder or hide text.
pub fn safe(text: &str) -> String {
    text.chars().map(visible).collect()
}

/// The text cut to `width` columns, with `…` as its last column where something was cut. Expects [`safe`] text.
pub fn fit(text: &str, width: usize) -> String {
    let mut used = 0;
    let mut out = String::new();
    for c in text.chars() {
        let w = c.width().unwrap_or(0);
        if used + w > width {
            while used + 1 > width {
                let Some(last) = out.pop() else { return out };
                used -= last.width().unwrap_or(0);
            }
            out.push('…');
            return out;
        }
        used += w;
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{fit, safe};

    #[test]
    fn escape_sequences_become_visible() {
        assert_eq!(safe("a\u{1b}[31mb\r\n\u{202e}c\u{7f}"), "a␛[31mb␍␊\u{fffd}c␡");
    }

    #[test]
    fn cutting_counts_columns_and_shows_the_cut() {
        assert_eq!(fit("abc", 3), "abc");
        assert_eq!(fit("abcd", 3), "ab…");
        assert_eq!(fit("日本語", 4), "日…");
        assert_eq!(fit("日本語", 6), "日本語");
        assert_eq!(fit("x", 0), "");
    }
}
