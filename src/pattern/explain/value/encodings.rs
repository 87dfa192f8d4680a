//! Texts with an encoding undone: Base64, percent-encoding, HTML's entities.

use std::ops::Range;

/// What a text of at least four characters is in Base64 (RFC 4648, both alphabets, padding or not).
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
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

/// The characters of a text with `+` and `%XX` decoded, each with the bytes that it comes from.
pub(super) fn url_decoded(text: &str) -> Vec<(char, Range<usize>)> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        // Several encoded bytes may make one character.
        let mut bytes = Vec::new();
        while let Some(byte) = rest
            .get(bytes.len() * 3..bytes.len() * 3 + 3)
            .and_then(|part| part.strip_prefix('%'))
            .and_then(|hex| u8::from_str_radix(hex, 16).ok())
        {
            bytes.push(byte);
        }
        if let Some(decoded) = std::str::from_utf8(&bytes).ok().filter(|decoded| !decoded.is_empty()) {
            for c in decoded.chars() {
                out.push((c, at..at + 3 * c.len_utf8()));
                at += 3 * c.len_utf8();
            }
            continue;
        }
        let Some(c) = rest.chars().next() else { break };
        out.push((if c == '+' { ' ' } else { c }, at..at + c.len_utf8()));
        at += c.len_utf8();
    }
    out
}

/// The characters of a text with HTML's entities decoded, each with the bytes that it comes from.
pub(super) fn html_decoded(text: &str) -> Vec<(char, Range<usize>)> {
    /// The names of HTML 4 and `apos`, each with its character's code point.
    const ENTITIES: &str = include_str!("entities.txt");
    const LONGEST: usize = 10;
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let entity = || {
            let inner = rest.strip_prefix('&')?.split_once(';')?.0;
            let code = match inner.strip_prefix('#') {
                _ if inner.len() > LONGEST => return None,
                Some(code) => match code.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => code.parse().ok()?,
                },
                None => {
                    let mut known = ENTITIES.lines().filter_map(|line| line.split_once(' '));
                    u32::from_str_radix(known.find(|(name, _)| *name == inner)?.1, 16).ok()?
                }
            };
            Some((char::from_u32(code)?, inner.len() + 2))
        };
        let Some(c) = rest.chars().next() else { break };
        let (c, length) = entity().unwrap_or((c, c.len_utf8()));
        out.push((c, at..at + length));
        at += length;
    }
    out
}
