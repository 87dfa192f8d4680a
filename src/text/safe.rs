//! Which characters a terminal may be given, and what stands for the others.
//!
//! A terminal acts on control characters; other characters reverse the direction of the text, are invisible,
//! or look like a blank, so that two different texts look the same. None of them is ever printed as it is: a
//! person gets a visible stand-in, a program that reads JSON gets an escape with the same meaning.

use std::borrow::Cow;
use std::fmt::Write as _;

/// True for a character that is never printed as it is.
///
/// These are Unicode's controls (general category Cc), format characters (Cf), line and paragraph separators
/// (Zl, Zp), and all that its property `Default_Ignorable_Code_Point` names, whether assigned by now or not
/// (Unicode Character Database, `DerivedCoreProperties.txt`), and the code points that are no characters
/// (`Noncharacter_Code_Point`), of which each terminal makes something else. The line feed is one of them: to
/// print several lines, split the text first.
pub const fn is_unsafe(c: char) -> bool {
    match c {
        ' '..='~' => false,
        '\0'..='\u{9f}'
        | '\u{ad}'
        | '\u{34f}'
        | '\u{600}'..='\u{605}'
        | '\u{61c}'
        | '\u{6dd}'
        | '\u{70f}'
        | '\u{890}'..='\u{891}'
        | '\u{8e2}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{110bd}'
        | '\u{110cd}'
        | '\u{13430}'..='\u{1343f}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}'
        | '\u{fdd0}'..='\u{fdef}' => true,
        // The last two of each plane.
        _ => c as u32 & 0xfffe == 0xfffe,
    }
}

/// What a character is called that cannot be seen, or looks like another one; `None` where its looks are
/// enough.
pub(crate) fn character_name(c: char) -> Option<&'static str> {
    Some(match c {
        '\t' => "a tab",
        '\n' => "a line feed",
        '\r' => "a carriage return",
        '\u{a0}' => "a no-break space",
        '\u{202f}' => "a narrow no-break space",
        '\u{3000}' => "a wide blank",
        '\u{ad}' => "a soft hyphen",
        '\u{200b}' => "a zero-width space",
        '\u{200c}' | '\u{200d}' => "a zero-width joiner",
        '\u{34f}' => "an invisible joiner",
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            "an invisible mark for the direction of writing"
        }
        '\u{2060}'..='\u{2065}' => "an invisible character",
        '\u{fe00}'..='\u{fe0f}' => "an invisible variation selector",
        '\u{feff}' => "a byte order mark",
        '\u{fb00}'..='\u{fb06}' | '\u{132}' | '\u{133}' => "two letters in one",
        '\u{2010}' | '\u{2011}' => "another hyphen",
        '\u{2013}' => "an en dash",
        '\u{2014}' => "an em dash",
        '\u{2212}' => "a minus sign",
        '\u{2018}' | '\u{2019}' => "a curly apostrophe",
        '\u{201c}' | '\u{201d}' => "a curly quotation mark",
        '\u{2026}' => "an ellipsis",
        '\u{300}'..='\u{36f}' => "an accent of its own",
        '\u{370}'..='\u{3ff}' => "a Greek letter",
        '\u{400}'..='\u{52f}' => "a Cyrillic letter",
        '\u{ff01}'..='\u{ff5e}' => "a full-width character",
        ' '..='~' => return None,
        c if c.is_whitespace() => "another sort of blank",
        _ => return None,
    })
}

/// The character itself, or a visible stand-in of one column for an unsafe one: control characters become
/// their pictures (`␛` for escape, `␊` for a line feed), all others `U+FFFD`.
pub fn visible(c: char) -> char {
    match c {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '␡',
        c if is_unsafe(c) => '\u{fffd}',
        c => c,
    }
}

/// The text with [`visible`] stand-ins for unsafe characters: for any text from outside that a person will
/// read.
pub fn safe(text: &str) -> String {
    text.chars().map(visible).collect()
}

/// JSON with its unsafe characters as escapes, which changes nothing in its values, and on one line: line
/// feeds and tabs between its parts become blanks.
pub fn safe_json(json: &str) -> Cow<'_, str> {
    if !json.contains(is_unsafe) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 16);
    let (mut quoted, mut escaped) = (false, false);
    for c in json.chars() {
        match c {
            '\t' | '\n' | '\r' if !quoted => out.push(' '),
            c if is_unsafe(c) => push_json_escape(&mut out, c),
            c => out.push(c),
        }
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
    }
    Cow::Owned(out)
}

/// Writes a character as JSON escapes: `\u001b`; above U+FFFF as the two halves of its surrogate pair
/// (RFC 8259, section 7).
pub fn push_json_escape(out: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        // Writing to a String cannot fail.
        let _ = write!(out, "\\u{unit:04x}");
    }
}

/// A text from outside as part of a sentence: each run of white space and control characters becomes one
/// blank, every other unsafe character its stand-in.
pub fn one_line(text: &str) -> String {
    let blanks = |c: char| c.is_whitespace() || c.is_control();
    let words: Vec<String> = text.split(blanks).filter(|word| !word.is_empty()).map(safe).collect();
    words.join(" ")
}

/// A value as [`one_line`] writes it; `nothing` where there is none.
#[cfg(feature = "explorer")]
pub(crate) fn one_line_or_nothing(text: Option<&str>) -> String {
    text.map_or_else(|| "nothing".to_owned(), one_line)
}

#[cfg(test)]
mod tests {
    use super::{is_unsafe, one_line, push_json_escape, safe, safe_json, visible};

    #[test]
    fn escape_sequences_become_visible() {
        assert_eq!(safe("a\u{1b}[31mb\r\n\u{202e}c\u{7f}"), "a␛[31mb␍␊\u{fffd}c␡");
        assert_eq!(safe("日本 é"), "日本 é");
    }

    #[test]
    fn what_hides_or_turns_text_is_unsafe_and_what_is_read_is_not() {
        for c in
            "\u{80}\u{9b}\u{9d}\u{90}\u{ad}\u{34f}\u{61c}\u{115f}\u{1160}\u{17b4}\u{180b}\u{180e}\u{180f}\
                  \u{200b}\u{200e}\u{2028}\u{202a}\u{202e}\u{2060}\u{2066}\u{2069}\u{206a}\u{3164}\u{fe00}\
                  \u{fe0e}\u{fe0f}\u{feff}\u{ffa0}\u{fff9}\u{fffb}\u{13430}\u{1bca0}\u{1d173}\u{e0001}\
                  \u{e0041}\u{e007f}\u{e0100}\u{e01ef}\u{fdd0}\u{fdef}\u{fffe}\u{ffff}\u{1fffe}\u{10ffff}"
                .chars()
        {
            assert!(is_unsafe(c), "U+{:04X}", u32::from(c));
            assert!(!is_unsafe(visible(c)));
        }
        for c in " ~éß\u{fdcf}\u{fdf0}\u{fffc}\u{e000}\u{a0}日本א\u{301}\u{fffd}\u{2400}…·▲😀".chars()
        {
            assert!(!is_unsafe(c), "U+{:04X}", u32::from(c));
            assert_eq!(visible(c), c);
        }
    }

    /// Unicode's own words, as the standard library knows them.
    #[test]
    fn every_control_character_is_unsafe() {
        assert!(('\0'..=char::MAX).filter(|c| c.is_control()).all(is_unsafe));
    }

    #[test]
    fn an_escape_means_the_character_it_stands_for() {
        let all: String = ('\0'..=char::MAX).filter(|c| is_unsafe(*c)).collect();
        let json = serde_json::to_string(&all).unwrap();
        let escaped = safe_json(&json);
        assert!(escaped.chars().all(|c| !is_unsafe(c)));
        assert_eq!(serde_json::from_str::<String>(&escaped).unwrap(), all);
        let parts = "{\t\"a\\\"\t\":\r\n1}";
        assert_eq!(safe_json(parts), r#"{ "a\"\u0009":  1}"#, "between parts nothing is escaped");
        let mut tag = String::new();
        push_json_escape(&mut tag, '\u{e0041}');
        assert_eq!(tag, r"\udb40\udc41");
    }

    #[test]
    fn a_text_for_a_sentence_is_one_line() {
        assert_eq!(one_line(" bad\u{1b}]0;x\u{7} name\r\n\t\u{202e}here. "), "bad ]0;x name \u{fffd}here.");
        assert_eq!(one_line("\n"), "");
    }
}
