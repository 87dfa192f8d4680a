//! The strict JSON reader's fast twin: passes over tokens and whole values by their [`Marks`], and builds
//! nothing.
//!
//! What it accepts [`crate::json`] accepts. It says only *sound* or [`Unsure`]; whoever needs the reason, or
//! wants to be sure, reads the text again with the strict reader. That the bytes are UTF-8 is left to the
//! caller.

#![allow(clippy::inline_always)] // each is the inner loop of some walk; the benchmark `engine` pays for it

use super::marks::Marks;
use super::names::Names;
use super::nesting::Nesting;
use crate::json::Limits;

/// Not well formed, cut off, or near one of the strict reader's limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unsure;

/// The strict reader's own limits hold for whatever it reads. Digits are counted from the number's first byte
/// and names by their bytes, both of which are never less than what the strict reader counts.
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

/// Marks the high bit of bytes that are zero; only the lowest mark is certain to be right.
#[inline(always)]
fn zeros(word: u64) -> u64 {
    word.wrapping_sub(ONES) & !word & (ONES << 7)
}

#[inline(always)]
fn lowest(marks: u64) -> usize {
    (marks.trailing_zeros() / 8) as usize
}

#[inline(always)]
pub(super) fn word(text: &[u8], at: usize) -> Option<u64> {
    text.get(at..)?.first_chunk::<8>().map(|chunk| u64::from_le_bytes(*chunk))
}

/// A text that is being passed over; all positions are byte offsets. `LAZY` it is marked as far as somebody
/// looks, else all of it at once.
pub(super) struct Scan<'t, const LAZY: bool> {
    pub(super) text: &'t [u8],
    marks: &'t mut Marks,
    bounds: Bounds,
}

/// Where a token begins, and its first byte; behind the end that is 0, with which none begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct First {
    pub(super) at: usize,
    pub(super) byte: u8,
}

impl First {
    /// Whether it opens an object or an array.
    #[inline(always)]
    pub(super) fn opens(self) -> bool {
        matches!(self.byte, b'{' | b'[')
    }
}

/// A member's name, and the value behind its colon.
pub(super) struct Name {
    /// Where the name begins and ends, without its quotes.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) escapes: bool,
    /// There are neither escapes nor full stops in it.
    pub(super) plain: bool,
    pub(super) value: First,
}

/// What closes a container.
#[inline(always)]
pub(super) fn closing(object: bool) -> u8 {
    if object { b'}' } else { b']' }
}

impl<'t, const LAZY: bool> Scan<'t, LAZY> {
    pub(super) fn new(text: &'t [u8], marks: &'t mut Marks, bounds: Bounds) -> Self {
        marks.clear();
        if !LAZY {
            marks.more(text, usize::MAX);
        }
        Self { text, marks, bounds }
    }

    /// [`Marks::special`]; behind the end of the text everything is.
    #[inline(always)]
    fn special(&mut self, at: usize) -> u64 {
        match self.marks.special(at) {
            Some(window) => window,
            None if LAZY && self.marks.reach(self.text, at) => self.marks.special(at).unwrap_or(1),
            None => 1,
        }
    }

    /// [`Marks::digits`]; behind the end of the text nothing is.
    #[inline(always)]
    fn digits(&mut self, at: usize) -> u64 {
        match self.marks.digits(at) {
            Some(window) => window,
            None if LAZY && self.marks.reach(self.text, at) => self.marks.digits(at).unwrap_or(0),
            None => 0,
        }
    }

    /// A byte, or 0 behind the end.
    #[inline(always)]
    pub(super) fn byte(&self, at: usize) -> u8 {
        self.text.get(at).copied().unwrap_or(0)
    }

    #[inline(always)]
    pub(super) fn few<const N: usize>(&self, at: usize) -> Option<&'t [u8; N]> {
        self.text.get(at..)?.first_chunk()
    }

    /// The token at `at` or behind the white space there.
    #[inline(always)]
    pub(super) fn token(&self, at: usize) -> First {
        match self.few(at) {
            Some([byte, _]) if *byte > b' ' => First { at, byte: *byte },
            Some([b' ', byte]) if *byte > b' ' => First { at: at + 1, byte: *byte },
            _ => self.far(at),
        }
    }

    /// The same where there is much white space, or the text ends.
    #[cold]
    #[inline(never)]
    fn far(&self, at: usize) -> First {
        let rest = self.text.get(at..).unwrap_or_default();
        let at = at + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\t' | b'\r')).count();
        First { at, byte: self.byte(at) }
    }

    /// Past the comma that follows a value, to the next token; or the token that is none.
    #[inline(always)]
    pub(super) fn comma(&self, at: usize) -> Result<First, First> {
        match *self.few(at).unwrap_or(&[0; 3]) {
            [b',', b' ', byte] if byte > b' ' => Ok(First { at: at + 2, byte }),
            [b',', byte, _] if byte > b' ' => Ok(First { at: at + 1, byte }),
            [b' ', byte, _] if byte > b' ' && byte != b',' => Err(First { at: at + 1, byte }),
            [byte, ..] if byte > b' ' && byte != b',' => Err(First { at, byte }),
            _ => self.far_past(b',', at),
        }
    }

    #[inline(always)]
    fn far_past(&self, mark: u8, at: usize) -> Result<First, First> {
        let token = self.far(at);
        if token.byte == mark { Ok(self.far(token.at + 1)) } else { Err(token) }
    }

    /// From behind a string's opening quote to its closing one, and whether there is an escape between.
    #[inline(always)]
    pub(super) fn string(&mut self, mut at: usize) -> Result<(usize, bool), Unsure> {
        let mut window = self.special(at);
        while window == 0 {
            at = (at & !7) + 64;
            window = self.special(at);
        }
        at += window.trailing_zeros() as usize;
        match self.byte(at) {
            b'"' => Ok((at, false)),
            b'\\' => self.escaped(at),
            _ => Err(Unsure),
        }
    }

    #[cold]
    #[inline(never)]
    fn escaped(&self, mut at: usize) -> Result<(usize, bool), Unsure> {
        loop {
            match self.byte(at) {
                b'"' => return Ok((at, true)),
                b'\\' => match self.byte(at + 1) {
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => at += 2,
                    b'u' if self
                        .text
                        .get(at + 2..at + 6)
                        .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) =>
                    {
                        at += 6;
                    }
                    _ => return Err(Unsure),
                },
                0x20.. => at += 1,
                _ => return Err(Unsure),
            }
        }
    }

    /// Past a number without an exponent, or to some byte of another one.
    #[inline(always)]
    fn number(&mut self, start: First) -> Result<usize, Unsure> {
        // The sign counted as a digit, where the number ends depends on nothing but this mask.
        let window = self.digits(start.at) | 1;
        let whole = run(window);
        let zero = if start.byte == b'-' {
            if whole == 1 {
                return Err(Unsure);
            }
            whole > 2 && self.byte(start.at + 1) == b'0'
        } else {
            whole > 1 && start.byte == b'0'
        };
        if zero {
            return Err(Unsure);
        }
        let mut end = start.at + whole;
        if self.byte(end) == b'.' {
            let decimals = run(window >> whole >> 1);
            if decimals == 0 {
                return self.long(start);
            }
            end += 1 + decimals;
        }
        Ok(end)
    }

    /// Past a number with an exponent, or one that its window does not show whole; or it is none.
    #[cold]
    #[inline(never)]
    fn long(&self, start: First) -> Result<usize, Unsure> {
        let mut at = self.some_digits(start.at + usize::from(start.byte == b'-'))?;
        if self.byte(at) == b'.' {
            at = self.some_digits(at + 1)?;
        }
        if matches!(self.byte(at), b'e' | b'E') {
            at = self.some_digits(at + 1 + usize::from(matches!(self.byte(at + 1), b'+' | b'-')))?;
        }
        if at - start.at > self.bounds.number { Err(Unsure) } else { Ok(at) }
    }

    /// Past one digit and those that follow.
    fn some_digits(&self, at: usize) -> Result<usize, Unsure> {
        let count =
            self.text.get(at..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 { Err(Unsure) } else { Ok(at + count) }
    }

    /// The end of a value that is neither object nor array, and what follows it as [`Scan::comma`] says it.
    #[inline(always)]
    pub(super) fn scalar(&mut self, first: First) -> Result<(usize, Result<First, First>), Unsure> {
        let end = match first.byte {
            b'"' => self.string(first.at + 1)?.0 + 1,
            b'-' | b'0'..=b'9' => self.number(first)?,
            _ => self.word(first.at)?,
        };
        match self.comma(end) {
            Err(First { byte, .. }) if !matches!(byte, b'}' | b']') => {
                let end = self.long(first)?;
                Ok((end, self.comma(end)))
            }
            next => Ok((end, next)),
        }
    }

    #[inline(never)]
    fn word(&self, at: usize) -> Result<usize, Unsure> {
        let text = self.text.get(at..).unwrap_or_default();
        let word = [&b"true"[..], b"false", b"null"]
            .into_iter()
            .find(|word| text.starts_with(word))
            .ok_or(Unsure)?;
        Ok(at + word.len())
    }

    /// A name, and past the colon to its value.
    pub(super) fn name(&mut self, first: First) -> Result<Name, Unsure> {
        if first.byte != b'"' {
            return Err(Unsure);
        }
        let start = first.at + 1;
        let (end, escapes) = self.string(start)?;
        // With its quotes: the strict reader counts less.
        if end + 1 - first.at > self.bounds.name {
            return Err(Unsure);
        }
        let plain =
            !escapes && self.text.get(start..end).is_some_and(|name| memchr::memchr(b'.', name).is_none());
        let value = self.far_past(b':', end + 1).map_err(|_| Unsure)?;
        Ok(Name { start, end, escapes, plain, value })
    }

    /// Past an object or array, every byte of it checked. `depth` containers are open around it.
    pub(super) fn container(
        &mut self,
        first: First,
        depth: usize,
        names: &mut Names,
        full: &mut Vec<u64>,
    ) -> Result<usize, Unsure> {
        // A copy stays in registers.
        let mut scan = Scan::<'_, LAZY> { text: self.text, marks: &mut *self.marks, bounds: self.bounds };
        let room = scan.bounds.depth.saturating_sub(depth);
        let mut object = first.byte == b'{';
        let mut nesting = Nesting::new(object, full);
        let mut token = scan.token(first.at + 1);
        let mut empty = token.byte == closing(object);
        loop {
            // Here at the first or next member or element of the innermost container, or at the end of an
            // empty one.
            if !empty {
                if object {
                    token = names.read(&mut scan, token)?.value;
                }
                if token.opens() {
                    object = token.byte == b'{';
                    nesting.open(object);
                    if nesting.depth > room {
                        return Err(Unsure);
                    }
                    token = scan.token(token.at + 1);
                    empty = token.byte == closing(object);
                    continue;
                }
                match scan.scalar(token)?.1 {
                    Ok(next) => {
                        token = next;
                        continue;
                    }
                    Err(other) => token = other,
                }
            }
            empty = false;
            loop {
                if token.byte != closing(object) {
                    return Err(Unsure);
                }
                let end = token.at + 1;
                let Some(outer) = nesting.close() else { return Ok(end) };
                object = outer;
                match scan.comma(end) {
                    Ok(next) => {
                        token = next;
                        break;
                    }
                    Err(other) => token = other,
                }
            }
        }
    }

    /// Past an object or array of an input known to be sound: only quotes and brackets are looked at.
    pub(super) fn sound_container(&mut self, mut at: usize) -> Result<usize, Unsure> {
        let mut depth = 0usize;
        loop {
            if let Some(word) = word(self.text, at) {
                // `[`, `]`, `{` and `}` differ in two bits only.
                let folded = word & (ONES * 0xdf);
                let marks = zeros(word ^ (ONES * 0x22))
                    | zeros(folded ^ (ONES * 0x5b))
                    | zeros(folded ^ (ONES * 0x5d));
                if marks == 0 {
                    at += 8;
                    continue;
                }
                at += lowest(marks);
            }
            match self.text.get(at).ok_or(Unsure)? {
                b'"' => {
                    at = self.string(at + 1)?.0 + 1;
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
}

/// How many of the lowest bits are set in a row; 63 stands for all.
#[inline(always)]
fn run(window: u64) -> usize {
    (!window | 1 << 63).trailing_zeros() as usize
}
