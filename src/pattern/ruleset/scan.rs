//! The strict JSON reader's fast twin: finds where tokens end, and builds nothing.
//!
//! What it accepts [`crate::json`] accepts. It says only *sound* or [`Unsure`]; whoever needs the reason, or
//! wants to be sure, reads the text again with the strict reader. That the bytes are UTF-8 is left to the
//! caller.

#![allow(clippy::inline_always)] // each is the inner loop of some walk; the benchmark `engine` pays for it

use std::cell::OnceCell;

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
    /// The last bytes again, with the zeros, once somebody has come there.
    tail: OnceCell<[u8; 2 * WIDE]>,
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
        Self { bytes, bounds, tail: OnceCell::new() }
    }

    /// The bytes from `at` on.
    #[inline(always)]
    pub(super) fn window<const N: usize>(&self, at: usize) -> &[u8; N] {
        match self.bytes.get(at..).and_then(<[u8]>::first_chunk) {
            Some(window) => window,
            None => self.last(at),
        }
    }

    #[cold]
    #[inline(never)]
    fn last<const N: usize>(&self, at: usize) -> &[u8; N] {
        let from = self.bytes.len().saturating_sub(WIDE);
        let tail = self.tail.get_or_init(|| {
            let mut tail = [0; 2 * WIDE];
            for (to, byte) in tail.iter_mut().zip(self.bytes.get(from..).unwrap_or_default()) {
                *to = *byte;
            }
            tail
        });
        let tail = tail.get(at.saturating_sub(from)..).unwrap_or(&ZEROS);
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
        let mut window = self.window(at);
        let mut special = chunk::special(window);
        while special == 0 {
            at += HALF;
            window = self.window(at);
            special = chunk::special(window);
        }
        let first = special.trailing_zeros() as usize;
        at += first;
        // The remainder is for the compiler, who does not know that a window has no more bits.
        if window[first % HALF] == b'"' { Ok((at, false)) } else { self.escaped(at) }
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

    /// Past a number. Where it ends is told by one mask, and only then whether all of it is as it should be:
    /// what stands behind it can be looked at meanwhile.
    #[inline(always)]
    pub(super) fn number(&self, start: usize) -> Result<usize, Unsure> {
        let window: &[u8; WIDE] = self.window(start);
        let [digits, digits_and_dots] = chunk::digits(window);
        let sign = u32::from(window[0] == b'-');
        let length = run(digits_and_dots | sign);
        // Of the longest the next byte is not in the window.
        if length > sign && length < u32::BITS {
            let dots = (digits ^ digits_and_dots) & !(u32::MAX << length);
            let ends = digits >> sign & digits >> (length - 1);
            let zero = u32::from(window[sign as usize] == b'0') & digits >> (sign + 1);
            let next = window[length as usize % WIDE] | 0x20;
            if ends & !zero & 1 == 1 && dots & dots.wrapping_sub(1) == 0 && next != b'e' {
                return Ok(start + length as usize);
            }
        }
        self.other_number(start)
    }

    /// Past a number with an exponent, or one that is longer than its window; an error where it is not a
    /// number.
    #[cold]
    #[inline(never)]
    fn other_number(&self, start: usize) -> Result<usize, Unsure> {
        let mut at = start + usize::from(self.byte(start) == b'-');
        let zero = self.byte(at) == b'0';
        let whole = at;
        at = self.some_digits(at)?;
        if zero && at > whole + 1 {
            return Err(Unsure);
        }
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

/// How many of the lowest bits are set in a row.
#[inline(always)]
fn run(mask: u32) -> u32 {
    (!mask).trailing_zeros()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    /// All that can be made of what numbers are made of, also where it does not fit into a window.
    #[test]
    fn numbers_are_those_of_the_strict_reader() {
        let mut texts: Vec<String> = vec![String::new()];
        let mut from = 0;
        for _ in 0..5 {
            let shorter = texts[from..].to_vec();
            from = texts.len();
            texts
                .extend(shorter.iter().flat_map(|text| "-+.e019".chars().map(move |c| format!("{text}{c}"))));
        }
        for length in 28..36 {
            let digits = "1".repeat(length);
            let forms = ["", "-", "0", "-0", "0.", "-1.", "1e", "1.1.", "--", "1-"];
            texts.extend(forms.iter().flat_map(|form| {
                [format!("{form}{digits}"), format!("{digits}{form}1"), format!("{digits}{form}")]
            }));
        }
        for text in texts {
            let numbers = Document::parse(&*text).is_ok();
            for behind in ["", ",", "\"", " -", "]                                        ]"] {
                let whole = text.clone() + behind;
                let found = Text::new(whole.as_bytes(), Limits::default().into()).number(0);
                assert_eq!(found == Ok(text.len()), numbers, "{whole}");
            }
        }
    }
}
