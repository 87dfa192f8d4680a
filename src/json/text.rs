//! The characters of a JSON string as WTF-8 bytes.
//!
//! JSON may name half of a surrogate pair (`"\ud800"`), which no `str` can hold and which EventBridge keeps
//! and compares. WTF-8 is UTF-8 that also encodes such halves (3 bytes, `ED A0..BF xx`); two halves that form
//! a pair are always joined to one character of 4 bytes, so equal strings are equal bytes.

use crate::text::{is_unsafe, push_json_escape};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::{self, Write as _};

/// The decoded characters of a string or key: WTF-8, borrowed from the document when it has no escapes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Text<'d>(Cow<'d, [u8]>);

impl<'d> Text<'d> {
    /// Takes the characters of a `str` as they are.
    pub fn from_str_exact(text: &'d str) -> Self {
        Self(Cow::Borrowed(text.as_bytes()))
    }

    /// Takes characters that are WTF-8 already.
    pub(crate) fn from_wtf8(bytes: &'d [u8]) -> Self {
        Self(Cow::Borrowed(bytes))
    }

    /// Decodes what stands between the quotes of a JSON string that the reader has found sound.
    ///
    /// An escape that is not sound is kept as it stands.
    pub(crate) fn decode(inner: &'d str) -> Self {
        if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
            return Self::from_str_exact(inner);
        }
        let mut decoded = Vec::with_capacity(inner.len());
        decode_into(inner.as_bytes(), &mut decoded);
        Self(Cow::Owned(decoded))
    }

    /// The WTF-8 bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The text, unless it holds a lone surrogate.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// The bytes, borrowed from the document where possible.
    pub fn into_bytes(self) -> Cow<'d, [u8]> {
        self.0
    }

    /// The text with U+FFFD for each lone surrogate. Control characters are kept: see [`quote`] for what may
    /// go to a terminal.
    pub fn to_string_lossy(&self) -> Cow<'_, str> {
        match std::str::from_utf8(&self.0) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(
                units(&self.0).map(|unit| unit.ok().unwrap_or(char::REPLACEMENT_CHARACTER)).collect(),
            ),
        }
    }
}

impl PartialEq<str> for Text<'_> {
    fn eq(&self, other: &str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl PartialEq<&str> for Text<'_> {
    fn eq(&self, other: &&str) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

/// Shows the text as [`quote`] does, without the quotes.
impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = quote(self.as_bytes());
        f.write_str(quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default())
    }
}

/// Writes WTF-8 as a JSON string that is also safe on a terminal: what [`crate::text::is_unsafe`] names and
/// lone surrogates are escaped, everything else stands as it is.
pub fn quote(text: &[u8]) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for unit in units(text) {
        match unit {
            Ok('"') => out.push_str("\\\""),
            Ok('\\') => out.push_str("\\\\"),
            Ok('\n') => out.push_str("\\n"),
            Ok('\r') => out.push_str("\\r"),
            Ok('\t') => out.push_str("\\t"),
            Ok(c) if is_unsafe(c) => push_json_escape(&mut out, c),
            Ok(c) => out.push(c),
            // Writing to a String cannot fail.
            Err(surrogate) => _ = write!(out, "\\u{surrogate:04x}"),
        }
    }
    out.push('"');
    out
}

/// See [`units`].
pub(crate) struct Units<'t> {
    rest: &'t [u8],
}

/// The characters of WTF-8 bytes; a lone surrogate comes as `Err(unit)`.
pub(crate) fn units(text: &[u8]) -> Units<'_> {
    Units { rest: text }
}

impl Iterator for Units<'_> {
    type Item = Result<char, u16>;

    fn next(&mut self) -> Option<Self::Item> {
        let (&first, tail) = self.rest.split_first()?;
        let (len, bits) = match first {
            0..0x80 => (0, u32::from(first)),
            0xe0..0xf0 => (2, u32::from(first & 0x0f)),
            0xf0.. => (3, u32::from(first & 0x07)),
            _ => (1, u32::from(first & 0x1f)),
        };
        let (more, rest) = tail.split_at(len.min(tail.len()));
        self.rest = rest;
        let code = more.iter().fold(bits, |code, &byte| (code << 6) | u32::from(byte & 0x3f));
        Some(char::from_u32(code).ok_or(u16::try_from(code).unwrap_or(0xfffd)))
    }
}

/// Orders two texts by their UTF-16 units, as Java and therefore EventBridge orders field names.
///
/// It differs from the order of bytes where a character above U+FFFF (units from D800) meets one from U+E000
/// to U+FFFF.
pub(crate) fn cmp_utf16(a: &[u8], b: &[u8]) -> Ordering {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    match (a.get(same), b.get(same)) {
        // The lead bytes EE and EF begin U+E000..U+FFFF; F0 and above begin what UTF-16 writes with
        // surrogates.
        (Some(&x), Some(&y)) => match (x, y) {
            (0xee | 0xef, 0xf0..) => Ordering::Greater,
            (0xf0.., 0xee | 0xef) => Ordering::Less,
            _ => x.cmp(&y),
        },
        (x, y) => x.is_some().cmp(&y.is_some()),
    }
}

/// Appends the characters of what stands between a string's quotes.
pub(crate) fn decode_into(inner: &[u8], out: &mut Vec<u8>) {
    let mut rest = inner;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        let (plain, escape) = rest.split_at(at);
        out.extend_from_slice(plain);
        let (code, used) = match escape.get(1) {
            Some(b'u') => match unit(escape) {
                Some(high @ 0xd800..0xdc00) => match escape.get(6..).and_then(unit) {
                    Some(low @ 0xdc00..0xe000) => (0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00), 12),
                    _ => (high, 6),
                },
                Some(code) => (code, 6),
                None => (u32::from(b'\\'), 1),
            },
            Some(b'b') => (8, 2),
            Some(b'f') => (12, 2),
            Some(b'n') => (10, 2),
            Some(b'r') => (13, 2),
            Some(b't') => (9, 2),
            Some(&other) if other.is_ascii() => (u32::from(other), 2),
            _ => (u32::from(b'\\'), 1),
        };
        push_code(out, code);
        rest = escape.get(used..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
}

/// The value of `\uXXXX` at the beginning of the bytes.
fn unit(escape: &[u8]) -> Option<u32> {
    let digits = escape.strip_prefix(b"\\u")?.get(..4)?;
    digits.iter().try_fold(0, |code, &digit| Some(code * 16 + char::from(digit).to_digit(16)?))
}

fn push_code(out: &mut Vec<u8>, code: u32) {
    match char::from_u32(code) {
        Some(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        None => out.extend_from_slice(&surrogate_bytes(u16::try_from(code).unwrap_or(0xfffd))),
    }
}

/// A lone surrogate by the three-byte scheme of WTF-8.
pub(crate) fn surrogate_bytes(unit: u16) -> [u8; 3] {
    let byte = |shift: u32, mark: u8| u8::try_from((unit >> shift) & 0x3f).unwrap_or(0) | mark;
    [0xe0 | byte(12, 0), byte(6, 0x80), byte(0, 0x80)]
}
