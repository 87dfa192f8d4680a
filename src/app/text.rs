//! What a character from outside looks like on a terminal. Widths are counted on it, so both the editor here
//! and all of `ui` go by this one place.

use unicode_width::UnicodeWidthChar;

/// The character itself, or a visible stand-in of one column where a terminal would act on it: control
/// characters become their pictures (`␛` for escape, `␊` for a line feed), and what hides or reorders text
/// becomes `U+FFFD`.
pub fn visible(c: char) -> char {
    match c {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '␡',
        // C1 controls, zero-width characters, bidirectional overrides and isolates, line and paragraph
        // separators, BOM
        '\u{80}'..='\u{9f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => '\u{fffd}',
        other => other,
    }
}

/// The text cut to `width` columns, with `…` as its last column where something was cut. Expects text that is
/// [`visible`].
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

/// Columns that a text takes. Expects text that is [`visible`].
pub fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn cutting_counts_columns_and_shows_the_cut() {
        assert_eq!(fit("abc", 3), "abc");
        assert_eq!(fit("abcd", 3), "ab…");
        assert_eq!(fit("日本語", 4), "日…");
        assert_eq!(fit("日本語", 6), "日本語");
        assert_eq!(fit("x", 0), "");
    }
}
