//! The strict JSON reader's fast twin: passes over tokens and whole values, eight bytes at a time where it can, and builds nothing.
//!
//! What it accepts [`crate::json`] accepts. It says only *sound* or [`Unsure`]; whoever needs the reason, or wants to be sure, reads the
//! text again with the strict reader. That the bytes are UTF-8 is checked before, once for the whole event.

#![allow(clippy::inline_always)] // each is the inner loop of some walk; the benchmark `ruleset` pays for it

use crate::json::Limits;

/// Not well formed, cut off, or near one of the strict reader's limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unsure;

/// The strict reader's own limits hold for whatever it reads. Digits are counted from the number's first byte and names by their bytes, both
/// of which are never less than what the strict reader counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub(super) depth: usize,
    pub(super) number: usize,
    pub(super) name: usize,
}

impl Bounds {
    pub(super) const NONE: Self = Self { depth: usize::MAX, number: usize::MAX, name: usize::MAX };
}

impl From<Limits> for Bounds {
    fn from(limits: Limits) -> Self {
        Self { depth: limits.depth, number: limits.number, name: limits.name }
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = ONES << 7;

#[inline(always)]
pub(super) fn word(text: &[u8], at: usize) -> Option<u64> {
    text.get(at..)?.first_chunk::<8>().map(|chunk| u64::from_le_bytes(*chunk))
}

/// Marks the high bit of bytes that are zero; only the lowest mark is certain to be right.
#[inline(always)]
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & HIGHS
}

#[inline(always)]
fn lowest(marks: u64) -> usize {
    (marks.trailing_zeros() / 8) as usize
}

/// Marks quotes, backslashes and bytes below 0x20; only the lowest mark is certain to be right.
#[inline(always)]
fn special(word: u64) -> u64 {
    let control = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
    zeros(word ^ (ONES * 0x22)) | zeros(word ^ (ONES * 0x5c)) | control
}

/// From behind a string's opening quote to behind its closing one, and whether there is an escape between.
#[inline(always)]
pub(super) fn string(text: &[u8], mut at: usize) -> Result<(usize, bool), Unsure> {
    loop {
        if let Some(word) = word(text, at) {
            let marks = special(word);
            if marks == 0 {
                at += 8;
                continue;
            }
            at += lowest(marks);
        } else {
            while text.get(at).is_some_and(|b| *b >= 0x20 && *b != b'"' && *b != b'\\') {
                at += 1;
            }
        }
        return match text.get(at) {
            Some(b'"') => Ok((at + 1, false)),
            Some(b'\\') => escaped(text, at),
            _ => Err(Unsure),
        };
    }
}

#[cold]
fn escaped(text: &[u8], mut at: usize) -> Result<(usize, bool), Unsure> {
    loop {
        match text.get(at) {
            Some(b'"') => return Ok((at + 1, true)),
            Some(b'\\') => match text.get(at + 1) {
                Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at += 2,
                Some(b'u') if text.get(at + 2..at + 6).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) => at += 6,
                _ => return Err(Unsure),
            },
            Some(b) if *b >= 0x20 => at += 1,
            _ => return Err(Unsure),
        }
    }
}

#[inline(always)]
fn digits(text: &[u8], mut at: usize) -> usize {
    while let Some(word) = word(text, at) {
        // The high half of a digit is 3, and stays 3 when 6 is added.
        let other = ((word & (ONES * 0xf0)) ^ (ONES * 0x30)) | ((word.wrapping_add(ONES * 0x06) & (ONES * 0xf0)) ^ (ONES * 0x30));
        if other != 0 {
            return at + lowest(other);
        }
        at += 8;
    }
    while text.get(at).is_some_and(u8::is_ascii_digit) {
        at += 1;
    }
    at
}

/// From a number's first byte to behind its last.
#[inline(always)]
pub(super) fn number(text: &[u8], start: usize, bounds: Bounds) -> Result<usize, Unsure> {
    let mut at = start + usize::from(text.get(start) == Some(&b'-'));
    match text.get(at) {
        Some(b'0') => at += 1,
        Some(b'1'..=b'9') => at = digits(text, at + 1),
        _ => return Err(Unsure),
    }
    if text.get(at) == Some(&b'.') {
        let end = digits(text, at + 1);
        if end == at + 1 {
            return Err(Unsure);
        }
        at = end;
    }
    if matches!(text.get(at), Some(b'e' | b'E')) {
        at = exponent(text, at)?;
    }
    if at - start > bounds.number { Err(Unsure) } else { Ok(at) }
}

#[cold]
fn exponent(text: &[u8], at: usize) -> Result<usize, Unsure> {
    let start = at + 1 + usize::from(matches!(text.get(at + 1), Some(b'+' | b'-')));
    let end = digits(text, start);
    if end == start { Err(Unsure) } else { Ok(end) }
}

/// Past white space.
#[inline(always)]
pub(super) fn space(text: &[u8], mut at: usize) -> usize {
    while matches!(text.get(at), Some(b' ' | b'\n' | b'\t' | b'\r')) {
        at += 1;
    }
    at
}

/// Past a value that is neither object nor array.
#[inline(always)]
pub(super) fn scalar(text: &[u8], at: usize, bounds: Bounds) -> Result<usize, Unsure> {
    match text.get(at) {
        Some(b'"') => string(text, at + 1).map(|(end, _)| end),
        Some(b'-' | b'0'..=b'9') => number(text, at, bounds),
        Some(b't') => literal(text, at, b"true"),
        Some(b'f') => literal(text, at, b"false"),
        Some(b'n') => literal(text, at, b"null"),
        _ => Err(Unsure),
    }
}

#[inline(always)]
fn literal(text: &[u8], at: usize, word: &[u8]) -> Result<usize, Unsure> {
    if text.get(at..at + word.len()) == Some(word) { Ok(at + word.len()) } else { Err(Unsure) }
}

/// A name with its quotes, and past the colon to its value: where the name begins and ends, whether it has escapes, where the value is.
#[inline(always)]
pub(super) fn name(text: &[u8], at: usize, bounds: Bounds) -> Result<(usize, usize, bool, usize), Unsure> {
    if text.get(at) != Some(&b'"') {
        return Err(Unsure);
    }
    let (behind, escapes) = string(text, at + 1)?;
    if behind - at > bounds.name {
        return Err(Unsure);
    }
    let colon = space(text, behind);
    if text.get(colon) != Some(&b':') {
        return Err(Unsure);
    }
    Ok((at + 1, behind - 1, escapes, space(text, colon + 1)))
}

/// Which containers are open below a value: one bit each, set for an object, 64 to a word.
#[derive(Debug, Default)]
pub(super) struct Nesting {
    bits: u64,
    depth: usize,
    full: Vec<u64>,
}

impl Nesting {
    #[inline(always)]
    fn open(&mut self, object: bool) {
        if self.depth > 0 && self.depth.is_multiple_of(64) {
            self.full.push(self.bits);
        }
        self.bits = self.bits << 1 | u64::from(object);
        self.depth += 1;
    }

    /// Closes one; answers whether the container around it is an object, or `None` when it was the outermost.
    #[inline(always)]
    fn close(&mut self) -> Option<bool> {
        self.depth -= 1;
        if self.depth == 0 {
            return None;
        }
        self.bits = if self.depth.is_multiple_of(64) { self.full.pop()? } else { self.bits >> 1 };
        Some(self.bits & 1 == 1)
    }
}

/// Past a value of any kind, every byte of it checked. `depth` containers are open around it.
pub(super) fn value(text: &[u8], mut at: usize, depth: usize, bounds: Bounds, nesting: &mut Nesting) -> Result<usize, Unsure> {
    let mut object = match text.get(at) {
        Some(b'{') => true,
        Some(b'[') => false,
        _ => return scalar(text, at, bounds),
    };
    let room = bounds.depth.saturating_sub(depth);
    nesting.depth = 0;
    nesting.full.clear();
    nesting.open(object);
    at = space(text, at + 1);
    let mut fresh = true;
    loop {
        // Here at the first or next member or element of the innermost container.
        if nesting.depth > room {
            return Err(Unsure);
        }
        let closing = if object { b'}' } else { b']' };
        let mut opened = false;
        if fresh && text.get(at) == Some(&closing) {
            at += 1;
        } else {
            loop {
                if object {
                    at = name(text, at, bounds)?.3;
                }
                match text.get(at) {
                    Some(bracket @ (b'{' | b'[')) => {
                        object = *bracket == b'{';
                        opened = true;
                        break;
                    }
                    _ => at = space(text, scalar(text, at, bounds)?),
                }
                match text.get(at) {
                    Some(b',') => at = space(text, at + 1),
                    Some(b) if *b == closing => {
                        at += 1;
                        break;
                    }
                    _ => return Err(Unsure),
                }
            }
        }
        if opened {
            nesting.open(object);
            at = space(text, at + 1);
            fresh = true;
            continue;
        }
        loop {
            let Some(outer) = nesting.close() else { return Ok(at) };
            object = outer;
            at = space(text, at);
            match text.get(at) {
                Some(b',') => {
                    at = space(text, at + 1);
                    fresh = false;
                    break;
                }
                Some(b'}') if object => at += 1,
                Some(b']') if !object => at += 1,
                _ => return Err(Unsure),
            }
        }
    }
}

/// Past an object or array of an input known to be sound: only quotes and brackets are looked at.
pub(super) fn sound_container(text: &[u8], mut at: usize) -> Result<usize, Unsure> {
    let mut depth = 0usize;
    loop {
        if let Some(word) = word(text, at) {
            // `[`, `]`, `{` and `}` differ in two bits only.
            let folded = word & (ONES * 0xdf);
            let marks = zeros(word ^ (ONES * 0x22)) | zeros(folded ^ (ONES * 0x5b)) | zeros(folded ^ (ONES * 0x5d));
            if marks == 0 {
                at += 8;
                continue;
            }
            at += lowest(marks);
        }
        match text.get(at).ok_or(Unsure)? {
            b'"' => {
                at = string(text, at + 1)?.0;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.checked_sub(1).ok_or(Unsure)?;
                if depth == 0 {
                    return Ok(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
}
