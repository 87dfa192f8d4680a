//! Texts with an encoding undone: Base64, percent-encoding, HTML's entities.

use crate::pattern::explain::value::numerals::whole_number;
use std::ops::Range;

/// What a text of at least four characters is in Base64 (RFC 4648, both alphabets, padding or not).
pub(in crate::pattern) fn base64(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_end_matches('=').bytes().map(|b| match b {
        b'A'..=b'Z' => Some(b - b'A'),
        b'a'..=b'z' => Some(b - b'a' + 26),
        b'0'..=b'9' => Some(b - b'0' + 52),
        b'+' | b'-' => Some(62),
        b'/' | b'_' => Some(63),
        _ => None,
    });
    let digits: Vec<u8> = digits.collect::<Option<_>>().filter(|digits: &Vec<u8>| digits.len() >= 4)?;
    let mut out = Vec::with_capacity(digits.len());
    for group in digits.chunks(4) {
        let bits =
            group.iter().fold(0_u32, |bits, digit| bits << 6 | u32::from(*digit)) << (6 * (4 - group.len()));
        out.extend(bits.to_be_bytes().into_iter().skip(1).take(group.len().checked_sub(1)?));
    }
    Some(out)
}

/// The characters of a text, each with the bytes that it comes from.
type Decoded = Vec<(char, Range<usize>)>;

/// The characters of a text with `+` and `%XX` decoded, as often as that was done, each with the bytes that
/// it comes from.
pub(in crate::pattern::explain) fn url_decoded(text: &str) -> Decoded {
    // What is a plus sign behind the first time was no blank.
    again(percent_decoded(text, true), |text| percent_decoded(text, false))
}

/// The decoded characters of a text that has such codes; one without is read as it is, with its plus signs.
pub(in crate::pattern::explain) fn url_decoded_where_coded(text: &str) -> Decoded {
    let plain = percent_decoded(text, false);
    if plain.len() == text.chars().count() { plain } else { url_decoded(text) }
}

/// The characters of a text with HTML's entities decoded, each with the bytes that it comes from.
pub(in crate::pattern::explain) fn html_decoded(text: &str) -> Decoded {
    again(entities_decoded(text), entities_decoded)
}

/// What is said of two texts of which one is encoded for URLs, as a clause.
pub(super) fn said_of_urls(texts: [&str; 2]) -> &'static str {
    if texts.into_iter().any(is_twice_for_urls) {
        "one of them is URL-encoded twice (a blank as \"%2520\"), and EventBridge does not decode it"
    } else {
        "one of them is URL-encoded (a blank as \"+\" or \"%20\"), and EventBridge does not decode it"
    }
}

/// Whether a text was encoded for URLs twice: `%2520`.
fn is_twice_for_urls(text: &str) -> bool {
    let is_code = |rest: &str| rest.get(..2).is_some_and(|code| code.bytes().all(|b| b.is_ascii_hexdigit()));
    text.split("%25").skip(1).any(is_code)
}

/// Whether a text was written for HTML twice: `&amp;amp;`.
pub(super) fn is_twice_for_html(text: &str) -> bool {
    let is_name = |rest: &str| {
        let name = rest.split_once(';').map(|(name, _)| name).unwrap_or_default();
        !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
    };
    text.split("&amp;").skip(1).any(is_name)
}

/// Decodes what decoding left, until nothing changes any more; no text is encoded many times.
fn again(mut decoded: Decoded, decode: impl Fn(&str) -> Decoded) -> Decoded {
    const MOST: usize = 2;
    for _ in 0..MOST {
        let text: String = decoded.iter().map(|(c, _)| *c).collect();
        let inner = decode(&text);
        if inner.len() == decoded.len() {
            break;
        }
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let outer = |range: Range<usize>| {
            let first = starts.partition_point(|start| *start < range.start);
            let last = starts.partition_point(|start| *start < range.end).checked_sub(1)?;
            Some(decoded.get(first)?.1.start..decoded.get(last)?.1.end)
        };
        decoded = inner.into_iter().filter_map(|(c, range)| Some((c, outer(range)?))).collect();
    }
    decoded
}

/// The characters of a text with `%XX` decoded once, and `+` as a blank if `plus`.
pub(in crate::pattern) fn percent_decoded(text: &str, plus: bool) -> Decoded {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        // Several encoded bytes may make one character.
        let mut bytes = Vec::new();
        while let Some(byte) = rest
            .get(bytes.len() * 3..bytes.len() * 3 + 3)
            .and_then(|part| part.strip_prefix('%'))
            .and_then(|hex| u8::try_from(whole_number(hex, 16)?).ok())
        {
            bytes.push(byte);
        }
        for chunk in bytes.utf8_chunks() {
            for c in chunk.valid().chars() {
                out.push((c, at..at + 3 * c.len_utf8()));
                at += 3 * c.len_utf8();
            }
            // Bytes that are no character stay as they are written.
            let end = at + 3 * chunk.invalid().len();
            for c in text.get(at..end).unwrap_or_default().chars() {
                out.push((c, at..at + 1));
                at += 1;
            }
        }
        if !bytes.is_empty() {
            continue;
        }
        let Some(c) = rest.chars().next() else { break };
        out.push((if c == '+' && plus { ' ' } else { c }, at..at + c.len_utf8()));
        at += c.len_utf8();
    }
    out
}

/// The characters of a text with HTML's entities decoded once.
pub(in crate::pattern) fn entities_decoded(text: &str) -> Decoded {
    /// The names of HTML 4 and `apos`, each with its character's code point.
    const ENTITIES: &str = include_str!("entities.txt");
    const LONGEST: usize = 10;
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let entity = || {
            let inner = rest.strip_prefix('&')?;
            let inner = inner.get(..inner.bytes().take(LONGEST + 1).position(|byte| byte == b';')?)?;
            let code = match inner.strip_prefix('#') {
                Some(code) => match code.strip_prefix(['x', 'X']) {
                    Some(hex) => whole_number(hex, 16)?,
                    None => whole_number(code, 10)?,
                },
                None => {
                    let mut known = ENTITIES.lines().filter_map(|line| line.split_once(' '));
                    whole_number(known.find(|(name, _)| *name == inner)?.1, 16)?
                }
            };
            Some((char::from_u32(u32::try_from(code).ok()?)?, inner.len() + 2))
        };
        let Some(c) = rest.chars().next() else { break };
        let (c, length) = entity().unwrap_or((c, c.len_utf8()));
        out.push((c, at..at + length));
        at += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_encoded_twice_is_decoded_twice_and_its_bytes_are_known() {
        for (text, decoded, last) in [
            ("a%2520b", url_decoded("a%2520b"), 1..6),
            ("a%20b", url_decoded("a%20b"), 1..4),
            ("a+b", url_decoded("a+b"), 1..2),
            ("a&amp;nbsp;b", html_decoded("a&amp;nbsp;b"), 1..11),
        ] {
            let (c, range) = decoded[1].clone();
            assert!(c.is_whitespace() && range == last && decoded.len() == 3, "{text}: {decoded:?}");
        }
        let plain: String = url_decoded("a%252Bb%2520c").into_iter().map(|(c, _)| c).collect();
        assert_eq!(plain, "a+b c");
        let signs = url_decoded("%+f%-1").into_iter().chain(html_decoded("&#+65;&#x+41;"));
        assert_eq!(signs.map(|(c, _)| c).collect::<String>(), "% f%-1&#+65;&#x+41;");
        assert!(is_twice_for_urls("a%2520b") && !is_twice_for_urls("a%20b") && !is_twice_for_urls("100%25"));
        assert!(is_twice_for_html("a&amp;amp;b") && !is_twice_for_html("a &amp; b; c"));
    }
}
