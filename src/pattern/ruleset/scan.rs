//! The strict JSON reader's fast twin: finds where tokens end, and builds nothing.
//!
//! What it accepts [`crate::json`] accepts. It says only *sound* or [`Unsure`]; whoever needs the reason, or
//! wants to be sure, reads the text again with the strict reader. That the bytes are UTF-8 is left to the
//! caller.

#![allow(clippy::inline_always)] // each is the inner loop of some walk; the benchmark `engine` pays for it

use super::chunk::{self, HALF, WIDE};
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

/// A text that is being passed over, with enough zeros behind it that nobody has to look where it ends: a
/// zero stands in no token. All positions are byte offsets.
pub(super) struct Text<'t> {
    pub(super) bytes: &'t [u8],
    pub(super) bounds: Bounds,
    /// The last bytes again, with the zeros, and where they begin in the text.
    tail: [u8; 2 * WIDE],
    tail_from: usize,
}

static ZEROS: [u8; WIDE] = [0; WIDE];

/// Where a token begins, and its first byte; behind the end that is 0, with which none begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct First {
    pub(super) at: usize,
    pub(super) byte: u8,
}

/// A member's name.
pub(super) struct Name {
    /// Where it begins and ends, without its quotes.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) escapes: bool,
    /// Where its colon ends.
    pub(super) behind: usize,
}

impl<'t> Text<'t> {
    #[inline(always)]
    pub(super) fn new(bytes: &'t [u8], bounds: Bounds) -> Self {
        let tail_from = bytes.len().saturating_sub(WIDE);
        let mut tail = [0; 2 * WIDE];
        if let Some(last) = bytes.last_chunk::<WIDE>() {
            let [low, _] = tail.as_chunks_mut::<WIDE>().0 else {
                return Self { bytes, bounds, tail, tail_from };
            };
            *low = *last;
        } else {
            for (to, from) in tail.iter_mut().zip(bytes) {
                *to = *from;
            }
        }
        Self { bytes, bounds, tail, tail_from }
    }

    /// The bytes from `at` on.
    #[inline(always)]
    pub(super) fn window<const N: usize>(&self, at: usize) -> &[u8; N] {
        match self.bytes.get(at..at.wrapping_add(N)).and_then(<[u8]>::as_array) {
            Some(window) => window,
            None => self.last(at),
        }
    }

    #[cold]
    #[inline(never)]
    fn last<const N: usize>(&self, at: usize) -> &[u8; N] {
        let tail = self.tail.get(at.saturating_sub(self.tail_from)..).unwrap_or(&ZEROS);
        tail.first_chunk().or(ZEROS.first_chunk()).unwrap_or(&[0; N])
    }

    /// A byte, or 0 behind the end.
    #[inline(always)]
    pub(super) fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// The token at `at` or behind the white space there.
    #[inline(always)]
    pub(super) fn token(&self, at: usize) -> First {
        let byte = self.byte(at);
        if byte > b' ' { First { at, byte } } else { self.far(at) }
    }

    fn far(&self, at: usize) -> First {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let at = at + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\t' | b'\r')).count();
        First { at, byte: self.byte(at) }
    }

    /// From behind a string's opening quote to its closing one, and whether there is an escape between.
    #[inline(always)]
    pub(super) fn string(&self, mut at: usize) -> Result<(usize, bool), Unsure> {
        let mut special = chunk::special(self.window(at));
        while special == 0 {
            at += HALF;
            special = chunk::special(self.window(at));
        }
        at += special.trailing_zeros() as usize;
        if self.byte(at) == b'"' { Ok((at, false)) } else { self.escaped(at) }
    }

    #[cold]
    #[inline(never)]
    fn escaped(&self, mut at: usize) -> Result<(usize, bool), Unsure> {
        loop {
            at += match chunk::special(self.window(at)) {
                0 => HALF,
                special => special.trailing_zeros() as usize,
            };
            match self.byte(at) {
                b'"' => return Ok((at, true)),
                b'\\' => match self.byte(at + 1) {
                    b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => at += 2,
                    b'u' if self
                        .bytes
                        .get(at + 2..at + 6)
                        .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) =>
                    {
                        at += 6;
                    }
                    _ => return Err(Unsure),
                },
                0x20.. => {}
                _ => return Err(Unsure),
            }
        }
    }

    /// Past a number.
    #[inline(always)]
    pub(super) fn number(&self, start: usize) -> Result<usize, Unsure> {
        let window: &[u8; WIDE] = self.window(start);
        let digits = chunk::digits(window);
        let sign = u32::from(window[0] == b'-');
        // With the sign counted as a digit, where the number ends depends on nothing but this mask.
        let whole = run(digits | sign);
        if whole <= sign || (window[sign as usize] == b'0' && whole > 1 + sign) {
            return Err(Unsure);
        }
        let mut end = whole;
        if whole < LAST && window[whole as usize] == b'.' {
            let decimals = run(digits >> whole >> 1);
            if decimals == 0 {
                return Err(Unsure);
            }
            end += 1 + decimals;
        }
        if end >= LAST || window[end as usize] | 0x20 == b'e' {
            return self.long(start);
        }
        Ok(start + end as usize)
    }

    /// Past a number with an exponent, or one that its window does not show whole; or it is none. That there
    /// is no zero too many in front has been seen.
    #[cold]
    #[inline(never)]
    fn long(&self, start: usize) -> Result<usize, Unsure> {
        let mut at = self.some_digits(start + usize::from(self.byte(start) == b'-'))?;
        if self.byte(at) == b'.' {
            at = self.some_digits(at + 1)?;
        }
        if matches!(self.byte(at), b'e' | b'E') {
            at = self.some_digits(at + 1 + usize::from(matches!(self.byte(at + 1), b'+' | b'-')))?;
        }
        if at - start > self.bounds.number { Err(Unsure) } else { Ok(at) }
    }

    /// Past one digit and those that follow.
    fn some_digits(&self, at: usize) -> Result<usize, Unsure> {
        let count =
            self.bytes.get(at..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 { Err(Unsure) } else { Ok(at + count) }
    }

    /// Past `true`, `false` or `null`.
    #[inline(always)]
    pub(super) fn word(&self, at: usize) -> Result<usize, Unsure> {
        match self.window(at) {
            [b't', b'r', b'u', b'e', _] | [b'n', b'u', b'l', b'l', _] => Ok(at + 4),
            b"false" => Ok(at + 5),
            _ => Err(Unsure),
        }
    }

    /// A name, and past its colon.
    pub(super) fn name(&self, at: usize) -> Result<Name, Unsure> {
        let first = self.token(at);
        if first.byte != b'"' {
            return Err(Unsure);
        }
        let start = first.at + 1;
        let (end, escapes) = self.string(start)?;
        // With its quotes: the strict reader counts less.
        if end + 1 - first.at > self.bounds.name {
            return Err(Unsure);
        }
        let colon = self.token(end + 1);
        if colon.byte != b':' {
            return Err(Unsure);
        }
        Ok(Name { start, end, escapes, behind: colon.at + 1 })
    }
}

/// The last place in a window, of whose bytes each has a bit.
const LAST: u32 = u32::BITS - 1;

/// How many of the lowest bits are set in a row.
#[inline(always)]
fn run(mask: u32) -> u32 {
    (!mask).trailing_zeros()
}
