//! Text from outside, made fit for a terminal.

pub use crate::app::text::{fit, width};

use crate::app::text::visible;
use unicode_width::UnicodeWidthChar;

/// The text without anything a terminal would act on: control characters and escape sequences become visible
/// stand-ins (`␛` for escape, `␊` for a line feed), and so do characters that reorder or hide text.
pub fn safe(text: &str) -> String {
    text.chars().map(visible).collect()
}

/// The text's last `width` columns, with `…` as the first where something was cut. Expects [`safe`] text.
pub fn cut_front(text: &str, width: usize) -> String {
    if crate::app::text::width(text) <= width {
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

#[cfg(test)]
mod tests {
    use super::{cut_front, safe};

    #[test]
    fn escape_sequences_become_visible() {
        assert_eq!(safe("a\u{1b}[31mb\r\n\u{202e}c\u{7f}"), "a␛[31mb␍␊\u{fffd}c␡");
    }

    #[test]
    fn cutting_counts_columns_and_shows_the_cut() {
        assert_eq!(cut_front("abcd", 3), "…cd");
        assert_eq!(cut_front("abc", 3), "abc");
        assert_eq!(cut_front("日本語", 4), "…語");
        assert_eq!(cut_front("abc", 0), "");
    }
}
