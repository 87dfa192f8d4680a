//! Finds the values at wanted paths in an event's bytes: one pass, nothing else is built.
//!
//! From a value to the next leads a gap that mostly was seen before (`shape`), so its bytes are compared and
//! not read; of the values only the ends are looked for (`scan`).

#![allow(clippy::inline_always)] // each is the inner loop of some walk; the benchmark `engine` pays for it

use super::chunk;
use super::learn::Learner;
use super::rule_paths::RulePaths;
use super::scan::{Bounds, Text, Unsure};
use super::shape::{Ahead, Move, STILL, Shape};
use crate::pattern::consistency::Scopes;
use crate::pattern::item::Number;

/// What kind of token a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Text,
    Number,
    True,
    False,
    Null,
}

/// A value at a wanted path.
#[derive(Clone, Debug)]
pub(super) struct ValueAt {
    pub(super) token: Token,
    /// Where its characters are: in the event, or where `decoded`, in [`Values::decoded`].
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) decoded: bool,
    /// The array element it is tied to, in [`Values::scopes`].
    pub(super) element: u32,
    /// The value found before it at the same path, an index into [`Values::found`] plus one.
    pub(super) before: u32,
    /// What is known of the number, once somebody has asked.
    pub(super) number: Number,
}

/// What walks need, and what the last one found.
#[derive(Debug, Default)]
pub(super) struct Walk {
    pub(super) values: Values,
    learner: Learner,
    /// Of events in default mode, and of sound input.
    shapes: [Shape; 2],
}

/// The values that were found.
#[derive(Debug, Default)]
pub(super) struct Values {
    pub(super) found: Vec<ValueAt>,
    pub(super) scopes: Scopes,
    pub(super) decoded: Vec<u8>,
    /// By path: the last value found, an index into `found` plus one.
    pub(super) last: Vec<u32>,
    /// The paths that have a value, each once.
    pub(super) met: Vec<u32>,
    /// The containers on the way that may hold wanted values, but the innermost.
    open: Vec<EnteredContainer>,
    /// The innermost.
    here: EnteredContainer,
    /// How many arrays were entered that may hold wanted values.
    arrays: u32,
}

/// A container on the way.
#[derive(Clone, Copy, Debug, Default)]
struct EnteredContainer {
    /// The array element it is tied to.
    element: u32,
    /// Which array, numbered in the order of the event.
    array: u32,
}

impl Walk {
    /// Walks an event. `SOUND` input is taken at its word: a name counts once an object, the bytes need not
    /// be UTF-8, and the walk ends when there is nothing left to find.
    pub(super) fn walk<const SOUND: bool>(
        &mut self,
        wanted: &RulePaths,
        paths: usize,
        bytes: &[u8],
        bounds: Bounds,
    ) -> Result<(), Unsure> {
        let Self { values, learner, shapes: [default, sound] } = self;
        values.clear(paths);
        let shape = if SOUND { sound } else { default };
        let end = walk::<SOUND>(values, learner, shape, wanted, &Text::new(bytes, bounds))?;
        // What follows the closing brace need not be UTF-8.
        let sound = SOUND || bytes.get(..end).is_some_and(is_utf8);
        if sound { Ok(()) } else { Err(Unsure) }
    }
}

/// From value to value; answers where the event ends, or where there was nothing left to find.
#[inline(always)]
fn walk<const SOUND: bool>(
    values: &mut Values,
    learner: &mut Learner,
    shape: &mut Shape,
    wanted: &RulePaths,
    text: &Text<'_>,
) -> Result<usize, Unsure> {
    shape.start(wanted);
    let (mut before, mut likely, mut at) = (Shape::START, shape.gap(Shape::START).likely, 0);
    loop {
        let mut number = likely;
        let mut gap = shape.gap(number);
        let behind = if gap.fits(text, at) { value(gap.ahead, text, at + gap.length) } else { Err(Unsure) };
        let (end, escapes) = match behind {
            Ok(behind) => behind,
            Err(Unsure) => {
                let behind;
                (number, behind) = turn::<SOUND>(learner, shape, wanted, before, text, at)?;
                gap = shape.gap(number);
                behind
            }
        };
        gap.meet();
        if !gap.quiet {
            if gap.moves != STILL {
                values.go(shape.movement(gap.moves));
            }
            if let Some(path) = gap.path {
                values.take(path, text, gap.ahead, at + gap.length, end, escapes)?;
            }
            if gap.ahead == Ahead::End || gap.last {
                return Ok(end);
            }
        }
        (before, likely, at) = (number, gap.likely, end);
    }
}

/// The gap that follows where it is not the likely one, and past the value behind it.
#[inline(never)]
fn turn<const SOUND: bool>(
    learner: &mut Learner,
    shape: &mut Shape,
    wanted: &RulePaths,
    before: u32,
    text: &Text<'_>,
    at: usize,
) -> Result<(u32, (usize, bool)), Unsure> {
    let number = match shape.other(before, text, at) {
        Some(gap) => gap,
        None => learner.read::<SOUND>(shape, wanted, before, text, at)?,
    };
    let gap = shape.gap(number);
    Ok((number, value(gap.ahead, text, at + gap.length)?))
}

impl Values {
    /// Forgets the event before.
    #[inline(always)]
    pub(super) fn clear(&mut self, paths: usize) {
        for path in self.met.drain(..) {
            self.last[path as usize] = 0;
        }
        if self.last.len() != paths {
            self.last.resize(paths, 0);
        }
        self.found.clear();
        self.scopes.clear();
        self.decoded.clear();
        self.open.clear();
        self.here = EnteredContainer { element: Scopes::ROOT, array: 0 };
        self.arrays = 0;
    }

    fn go(&mut self, movement: &Move) {
        for _ in 0..movement.leave {
            self.here = self.open.pop().unwrap_or_default();
        }
        for enter in &movement.enter {
            let around = self.here;
            self.open.push(around);
            if enter.element {
                self.here.element = self.scopes.push(around.element, around.array);
            }
            if enter.array {
                self.arrays += 1;
                self.here.array = self.arrays;
            }
        }
    }

    /// The values at a path, the last one first.
    pub(super) fn at(&self, path: u32) -> impl Iterator<Item = &ValueAt> {
        let get = |after: u32| self.found.get((after as usize).wrapping_sub(1));
        std::iter::successors(self.last.get(path as usize).and_then(|last| get(*last)), move |found| {
            get(found.before)
        })
    }

    /// Keeps a value.
    #[inline(always)]
    fn take(
        &mut self,
        path: u32,
        text: &Text<'_>,
        ahead: Ahead,
        mut start: usize,
        mut end: usize,
        decoded: bool,
    ) -> Result<(), Unsure> {
        let token = match ahead {
            Ahead::Text => Token::Text,
            Ahead::Number | Ahead::End => Token::Number,
            Ahead::Word => match text.byte(start) {
                b't' => Token::True,
                b'f' => Token::False,
                _ => Token::Null,
            },
        };
        if decoded {
            let from = self.decoded.len();
            crate::json::decode_into(text.bytes.get(start..end).ok_or(Unsure)?, &mut self.decoded);
            (start, end) = (from, self.decoded.len());
        }
        let last = &mut self.last[path as usize];
        let before = *last;
        if before == 0 {
            self.met.push(path);
        }
        let element = self.here.element;
        self.found.push(ValueAt { token, start, end, decoded, element, before, number: Number::default() });
        *last = u32::try_from(self.found.len()).map_err(|_| Unsure)?;
        Ok(())
    }
}

fn is_utf8(text: &[u8]) -> bool {
    chunk::ascii(text) || std::str::from_utf8(text).is_ok()
}

/// Past a value; whether there are escapes in it.
#[inline(always)]
fn value(ahead: Ahead, text: &Text<'_>, start: usize) -> Result<(usize, bool), Unsure> {
    // The two that are met most are asked for first.
    if ahead == Ahead::Number {
        return text.number(start).map(|end| (end, false));
    }
    match ahead {
        Ahead::Text => text.string(start),
        Ahead::Word => text.word(start).map(|end| (end, false)),
        Ahead::Number | Ahead::End => Ok((start, false)),
    }
}
