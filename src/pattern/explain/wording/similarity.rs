//! How alike two texts are.

use crate::json;
use crate::pattern::explain::wording::differences::is_confusing;
use crate::pattern::explain::wording::opposites::is_opposite;
use crate::text::{edits, is_unsafe, push_json_escape};

/// How far two texts are apart by misspelling: like [`edits`], but no word may differ more than one of its
/// length does when misspelled, and none may be the opposite of the other's. `north` is no misspelling of
/// `south`.
pub(in crate::pattern::explain) fn misspelled(a: &str, b: &str, most: usize) -> Option<usize> {
    let distance = edits(a, b, most)?;
    let words = |text: &str| -> Vec<String> { folded_words(text).collect() };
    let (these, those) = (words(a), words(b));
    let alike = these.len() != those.len()
        || these.iter().zip(&those).filter(|(a, b)| a != b).all(|(a, b)| {
            let length = a.chars().count().max(b.chars().count());
            edits(a, b, tolerance(length).max(usize::from(length == 2))).is_some() || is_confusing(a, b)
        });
    Some(distance).filter(|_| alike && !is_opposite(a, b))
}

/// What stands between marks and blanks, in small letters.
pub(in crate::pattern::explain) fn folded_words(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// How many characters may differ for texts of this length to be called misspelled.
pub(in crate::pattern::explain) fn tolerance(characters: usize) -> usize {
    match characters {
        0..=2 => 0,
        3..=5 => 1,
        6..=11 => 2,
        _ => 3,
    }
}

/// The text without any white space.
pub(in crate::pattern::explain) fn without_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The text with characters that look like ASCII ones replaced, and invisible ones left out.
pub(in crate::pattern) fn plain_looks(text: &str) -> String {
    text.chars().filter_map(plain).collect()
}

/// One of them; none for an invisible one.
fn plain(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(c);
    }
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => Some('-'),
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{b4}' | '\u{2bc}' => Some('\''),
        '\u{201c}'..='\u{201f}' | '\u{2033}' => Some('"'),
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(' '),
        // Signs of units, which are letters, too: micro, kelvin, ohm, ångström.
        '\u{b5}' => Some('\u{3bc}'),
        '\u{212a}' => Some('K'),
        '\u{2126}' => Some('\u{3a9}'),
        '\u{212b}' => Some('\u{c5}'),
        c if is_unsafe(c) && !c.is_control() => None,
        '\u{2024}' | '\u{ff0e}' | '\u{b7}' | '\u{2027}' => Some('.'),
        '\u{2044}' | '\u{2215}' | '\u{ff0f}' => Some('/'),
        '\u{a789}' | '\u{ff1a}' | '\u{2236}' | '\u{2d0}' => Some(':'),
        '\u{2217}' | '\u{204e}' => Some('*'),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        '\u{1d400}'..='\u{1d6a3}' => {
            // Mathematical letters: alphabets of 26 capitals and 26 small letters, one behind the other.
            let at = (u32::from(c) - 0x1d400) % 52;
            char::from_u32(if at < 26 { u32::from('A') + at } else { u32::from('a') + at - 26 })
        }
        '\u{1d7ce}'..='\u{1d7ff}' => char::from_u32(u32::from('0') + (u32::from(c) - 0x1d7ce) % 10),
        _ => Some(c),
    }
}

/// The text without what nobody puts into it on purpose: invisible characters, white space around it, and
/// blanks and letters of another width.
pub(in crate::pattern::explain) fn cleaned(text: &str) -> String {
    let seen = |c: char| match c {
        c if c.is_whitespace() && !c.is_control() => Some(' '),
        '\u{ff01}'..='\u{ff5e}' => plain(c),
        // That is how a letter is drawn, as a picture or in black.
        '\u{fe00}'..='\u{fe0f}' => Some(c),
        c if is_unsafe(c) && !c.is_control() => None,
        c => Some(c),
    };
    text.chars().filter_map(seen).collect::<String>().trim().to_owned()
}

/// [`plain_looks`], and letters of other scripts replaced by the Latin ones that they look like.
pub(in crate::pattern::explain) fn latin_looks(text: &str) -> String {
    text.chars().flat_map(looks).collect()
}

/// The characters that one looks like: Latin letters for those of other scripts and styles, letter by letter
/// for those that are two in one, nothing for what cannot be seen.
pub(in crate::pattern::explain) fn looks(c: char) -> impl Iterator<Item = char> {
    const JOINED: [(char, [char; 3]); 18] = [
        ('½', ['1', '/', '2']),
        ('¼', ['1', '/', '4']),
        ('¾', ['3', '/', '4']),
        ('№', ['N', 'o', '\0']),
        ('™', ['T', 'M', '\0']),
        ('\u{fb00}', ['f', 'f', '\0']),
        ('\u{fb01}', ['f', 'i', '\0']),
        ('\u{fb02}', ['f', 'l', '\0']),
        ('\u{fb03}', ['f', 'f', 'i']),
        ('\u{fb04}', ['f', 'f', 'l']),
        ('\u{fb05}', ['s', 't', '\0']),
        ('\u{fb06}', ['s', 't', '\0']),
        ('\u{132}', ['I', 'J', '\0']),
        ('\u{133}', ['i', 'j', '\0']),
        ('\u{153}', ['o', 'e', '\0']),
        ('\u{152}', ['O', 'E', '\0']),
        ('\u{e6}', ['a', 'e', '\0']),
        ('\u{2026}', ['.', '.', '.']),
    ];
    let joined = || JOINED.iter().find(|(joined, _)| *joined == c).map(|(_, letters)| *letters);
    let kana = || katakana(c).map(|[letter, mark]| [letter, mark, '\0']);
    let several = if c.is_ascii() { None } else { joined().or_else(kana) };
    let out = several.unwrap_or_else(|| [plain(c).map_or('\0', latin), '\0', '\0']);
    // NUL stands for nothing, except where the text has one.
    out.into_iter()
        .enumerate()
        .filter(move |(at, out)| *out != '\0' || (c == '\0' && *at == 0))
        .map(|(_, c)| c)
}

/// A katakana letter, half as wide (JIS X 0201) or voiced, as the plain letter and its mark; NUL where there
/// is none.
fn katakana(c: char) -> Option<[char; 2]> {
    const HALF: &str = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜";
    const VOICED: &str = "ガギグゲゴザジズゼゾダヂヅデドバビブベボ";
    const HALF_VOICED: &str = "パピプペポ";
    let back = |by: u32| char::from_u32(u32::from(c) - by);
    match c {
        '\u{ff61}'..='\u{ff9f}' => {
            let at = usize::try_from(u32::from(c) - 0xff61).ok()?;
            HALF.chars().nth(at).map(|letter| [letter, '\0'])
        }
        '\u{3099}' => Some(['゛', '\0']),
        '\u{309a}' => Some(['゜', '\0']),
        'ヴ' => Some(['ウ', '゛']),
        c if VOICED.contains(c) => back(1).map(|letter| [letter, '゛']),
        c if HALF_VOICED.contains(c) => back(2).map(|letter| [letter, '゜']),
        _ => None,
    }
}

/// The Latin letter that a Cyrillic or Greek one looks like.
fn latin(c: char) -> char {
    const LOOKS: [(&str, &str); 3] = [
        ("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789"),
        ("аеорсухіјѕһԁԛԝүգАВЕКМНОРСТУХІЈЅԌ", "aeopcyxijshdqwyqABEKMHOPCTYXIJSG"),
        ("οαινυρκτΑΒΕΖΗΙΚΜΝΟΡΤΥΧıɑɡⅼⅰⅴⅹſℓ", "oaivupktABEZHIKMNOPTYXiaglivxsl"),
    ];
    if c.is_ascii() {
        return c;
    }
    // Digits of other scripts, each ten in a row.
    for zero in ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}'] {
        if let Some(digit) = u32::from(c).checked_sub(u32::from(zero)).filter(|digit| *digit < 10) {
            return char::from_digit(digit, 10).unwrap_or(c);
        }
    }
    let found = LOOKS
        .iter()
        .flat_map(|(other, latin)| other.chars().zip(latin.chars()))
        .find(|(other, _)| *other == c);
    found.map_or(c, |(_, latin)| latin)
}

/// Whether two texts differ only in how accents are put on letters: as marks of their own (Unicode's NFD) or
/// within the letter (NFC).
pub(in crate::pattern::explain) fn composed_alike(a: &str, b: &str) -> bool {
    let mark = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    let (mut a, mut b) = (a.chars().peekable(), b.chars().peekable());
    let mut apart = false;
    loop {
        let (x, y) = match (a.next(), b.next()) {
            (None, None) => return apart,
            (Some(x), Some(y)) => (x, y),
            _ => return false,
        };
        if x == y {
            continue;
        }
        let mut marks = (0, 0);
        while a.next_if(mark).is_some() {
            marks.0 += 1;
        }
        while b.next_if(mark).is_some() {
            marks.1 += 1;
        }
        let composed = match marks {
            (0, 1..) => x,
            (1.., 0) => y,
            _ => return false,
        };
        if composed.is_ascii() || !composed.is_alphabetic() {
            return false;
        }
        apart = true;
    }
}

/// Whether two texts differ only in that one writes letters with marks without them, or as two: `Köln`,
/// `Koln` and `Koeln`.
pub(in crate::pattern::explain) fn transcribed_alike(a: &str, b: &str) -> bool {
    const WRITTEN: [(char, &str); 8] = [
        ('ä', "ae"),
        ('ö', "oe"),
        ('ü', "ue"),
        ('ß', "ss"),
        ('å', "aa"),
        ('ø', "oe"),
        ('æ', "ae"),
        ('œ', "oe"),
    ];
    const MARKED: [(char, &str); 9] = [
        ('a', "àáâãäåāăą"),
        ('c', "çćč"),
        ('e', "èéêëēęě"),
        ('i', "ìíîïī"),
        ('n', "ñńň"),
        ('o', "òóôõöøōő"),
        ('s', "śšş"),
        ('u', "ùúûüūůű"),
        ('z', "źžż"),
    ];
    let bare = |c: char| MARKED.iter().find(|(_, marked)| marked.contains(c)).map_or(c, |(bare, _)| *bare);
    let plain = |text: &str, two: bool| -> String {
        let mut out = String::new();
        for c in text.chars().flat_map(char::to_lowercase) {
            match WRITTEN.iter().find(|(letter, _)| *letter == c && two) {
                Some((_, letters)) => out.push_str(letters),
                None => out.push(bare(c)),
            }
        }
        out
    };
    a.is_ascii() != b.is_ascii() && [true, false].iter().any(|two| plain(a, *two) == plain(b, *two))
}

/// Text for a sentence: quoted, safe for a terminal, with invisible characters escaped, long ones cut in the
/// middle.
pub(in crate::pattern::explain) fn quoted(text: &[u8]) -> String {
    // Of a long text only both ends are looked at, so that a sentence costs the same for a megabyte.
    if text.len() > FAR {
        let lossy = |part: Option<&[u8]>| String::from_utf8_lossy(part.unwrap_or_default()).into_owned();
        let ends = format!("{}{}", lossy(text.get(..FAR / 2)), lossy(text.get(text.len() - FAR / 2..)));
        return shorten(&literal(ends.as_bytes()));
    }
    shorten(&literal(text))
}

/// Twice the bytes that can be shown of a text, with some to spare.
const FAR: usize = 2_000;

/// A JSON string with every character visible: what cannot be told apart on a screen is escaped.
pub(in crate::pattern::explain) fn literal(text: &[u8]) -> String {
    let quote = json::quote(text);
    if !quote.contains(is_unseen) {
        return quote;
    }
    let mut out = String::with_capacity(quote.len() + 8);
    for c in quote.chars() {
        if is_unseen(c) {
            push_json_escape(&mut out, c);
        } else {
            out.push(c);
        }
    }
    out
}

/// What a JSON string shows as it is, and what still cannot be told by looking: white space other than a
/// blank and marks that merge with the letter before them.
fn is_unseen(c: char) -> bool {
    (c.is_whitespace() && c != ' ') || matches!(c, '\u{300}'..='\u{36f}')
}

/// Long text cut in the middle.
pub(in crate::pattern::explain) fn shorten(text: &str) -> String {
    const SHOWN: usize = 100;
    if text.len() <= SHOWN || text.chars().nth(SHOWN).is_none() {
        return text.to_owned();
    }
    let at = |index: Option<(usize, char)>| index.map_or(0, |(at, _)| at);
    let head = text.get(..at(text.char_indices().nth(SHOWN * 2 / 3))).unwrap_or_default();
    let tail = text.get(at(text.char_indices().rev().nth(SHOWN / 3 - 1))..).unwrap_or_default();
    format!("{head}…{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::letters_and_digits;

    #[test]
    fn likeness() {
        assert_eq!(letters_and_digits("detail-Type"), letters_and_digits("detail_type"));
        assert_eq!(plain_looks("a\u{2013}b\u{200b}\u{a0}c"), "a-b c");
        assert_eq!(cleaned("\u{feff}IN\u{a0}TRAN\u{ad}SIT\r\n"), "IN TRANSIT");
        assert_eq!(shorten(&"x".repeat(300)).chars().count(), 100);
        assert_eq!(latin_looks("\u{430}ws.\u{ff45}c2\u{2026}"), "aws.ec2...");
        assert!(composed_alike("Zu\u{308}rich", "Z\u{fc}rich") && !composed_alike("Zurich", "Z\u{fc}rich"));
        assert!(transcribed_alike("Köln-2", "Koeln-2") && transcribed_alike("Gruesse", "Grüße"));
        assert!(transcribed_alike("Café Süd", "Cafe Sued") && transcribed_alike("Núñez", "Nunez"));
        assert!(!transcribed_alike("Koln", "Koeln") && !transcribed_alike("Köln", "Bonn"));
        assert_eq!(literal("a\u{a0}b\u{200b}".as_bytes()), r#""a\u00a0b\u200b""#);
        assert!(quoted("ä".repeat(10_000_000).as_bytes()).chars().count() <= 100);
    }
}
