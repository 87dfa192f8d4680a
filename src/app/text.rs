//! What a character from outside looks like on a terminal. Widths are counted on it, so both the editor here and all of
//! `ui` go by this one place.

/// The character itself, or a visible stand-in of one column where a terminal would act on it: control characters
/// become their pictures (`␛` for escape, `␊` for a line feed), and what hides or reorders text becomes `U+FFFD`.
pub fn visible(c: char) -> char {
    match c {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '␡',
        // C1 controls, zero-width characters, bidirectional overrides and isolates, line and paragraph separators, BOM
        '\u{80}'..='\u{9f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {
            '\u{fffd}'
        }
        other => other,
    }
}
