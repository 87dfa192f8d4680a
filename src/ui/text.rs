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

/// The text's last `width` columns, with `…` as the first where something was cut. Expects [`safe`] text.
pub fn cut_front(text: &str, width: usize) -> String {
    if self::width(text) <= width {
        return text.to_owned();
    }
    let mut used = 1;
    let mut kept: Vec<char> = Vec::new();
    for c in text.chars().rev() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        kept.push(c);
    }
    let mut out = String::from(if width == 0 { "" } else { "…" });
    out.extend(kept.iter().rev());
    out
}

/// Columns that a text takes. Expects [`safe`] text.
pub fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

#[cfg(test)]
mod tests {
    use super::{cut_front, fit, safe};

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
        assert_eq!(cut_front("abcd", 3), "…cd");
        assert_eq!(cut_front("abc", 3), "abc");
        assert_eq!(cut_front("日本語", 4), "…語");
        assert_eq!(cut_front("abc", 0), "");
    }
}
