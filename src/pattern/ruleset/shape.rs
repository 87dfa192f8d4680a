//! The shape of the events seen so far. Events of a stream repeat it: between one value and the next stand
//! the same names and brackets again and again, in the very same bytes.
//!
//! Such a stretch is a [`Gap`], and what it means depends on nothing but its bytes and the container that it
//! begins in ([`Container`]). So once it has been read as JSON, comparing its bytes is enough; and what
//! mostly follows a gap is tried first. Reading one for the first time is left to `learn`.

#![allow(clippy::inline_always)] // the inner loop of every walk; the benchmark `engine` pays for it

use std::cell::Cell;
use std::hash::Hasher;
use std::sync::Arc;

use super::chunk::{self, WIDE};
use super::hash::{Map, Quick};
use super::rule_paths::RulePaths;
use super::scan::Text;

/// What stands behind a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ahead {
    /// A string; its opening quote belongs to the gap, its closing one to the gap that follows.
    Text,
    Number,
    /// `true`, `false` or `null`.
    Word,
    /// Nothing that matters: the event's closing brace belongs to the gap.
    End,
}

/// What stands between a value and the next one.
#[derive(Debug)]
#[repr(align(64))] // one multiplication less on the way to the next one
pub(super) struct Gap {
    /// Its first bytes, and which of these there are.
    start: [u8; WIDE],
    mask: u32,
    pub(super) length: usize,
    pub(super) ahead: Ahead,
    /// It leaves and enters nothing, and what stands behind it is a value that nobody wants, not the last
    /// one.
    pub(super) quiet: bool,
    /// After the value behind it there is nothing left to find.
    pub(super) last: bool,
    /// The wanted path of the value behind it.
    pub(super) path: Option<u32>,
    /// Which containers to leave and enter, in [`Shape::moves`]; [`STILL`] for none.
    pub(super) moves: u32,
    /// The gap that mostly follows.
    pub(super) likely: u32,
    /// How often it was met.
    visits: Cell<u32>,
    /// Others that did follow, with how often, the more frequent first.
    others: Vec<(u32, u32)>,
    /// How often a gap followed that was none of these.
    strange: u32,
    /// The containers that it begins and ends in.
    from: u32,
    pub(super) place: u32,
    /// Its bytes after the first ones.
    rest: Box<[u8]>,
}

/// A container by its nesting.
#[derive(Debug, Clone, Copy)]
pub(super) struct Container {
    pub(super) parent: u32,
    pub(super) object: bool,
    /// Where in the tree of wanted paths; `None` below a name that nobody wants.
    pub(super) node: Option<u32>,
    /// RulePaths names not met yet, for sound input.
    pub(super) left: u32,
    pub(super) depth: usize,
    /// Neither here nor around it is anything left to find, for sound input.
    pub(super) done: bool,
}

/// How the containers change that hold wanted values.
#[derive(Debug, Default, Clone)]
pub(super) struct Move {
    /// So many are left, and then these are entered.
    pub(super) leave: u32,
    pub(super) enter: Vec<Enter>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Enter {
    pub(super) array: bool,
    /// It is an array's element.
    pub(super) element: bool,
}

/// No move.
pub(super) const STILL: u32 = u32::MAX;

/// A gap as it was read.
#[derive(Debug)]
pub(super) struct ReadGap<'m> {
    pub(super) length: usize,
    pub(super) ahead: Ahead,
    pub(super) last: bool,
    pub(super) path: Option<u32>,
    pub(super) place: u32,
    pub(super) movement: &'m Move,
}

/// Places and gaps, by number.
#[derive(Debug)]
pub(super) struct Shape {
    gaps: Vec<Gap>,
    known: Map<u64, u32>,
    places: Vec<Container>,
    place_numbers: Map<(u32, bool, Option<u32>, u32), u32>,
    moves: Vec<Move>,
    /// Which tree of wanted paths it is about.
    wanted: Option<Arc<()>>,
    /// How many gaps found no room.
    crowded: usize,
}

/// More gaps than this are not remembered.
const MOST: usize = 4_096;
/// Nor gaps that are longer.
const LONGEST: usize = 512;
/// Of more gaps than these one is not expected to follow.
const OTHERS: usize = 8;
/// A gap is followed by anything, such as the keys of a map, when this often something strange came and the
/// known ones did not come more often.
const STRANGE: u32 = 64;

impl Default for Shape {
    fn default() -> Self {
        let mut shape = Self {
            gaps: Vec::new(),
            known: Map::default(),
            places: Vec::new(),
            place_numbers: Map::default(),
            moves: Vec::new(),
            wanted: None,
            crowded: 0,
        };
        shape.clear();
        shape
    }
}

impl Shape {
    /// The gap before the event, so to speak.
    pub(super) const START: u32 = 0;
    /// The gap that found no room, read anew each time.
    const STRAY: u32 = 1;
    /// A gap that no event has.
    const NEVER: u32 = 2;
    /// The place around the event.
    pub(super) const OUTSIDE: u32 = 0;

    fn clear(&mut self) {
        self.gaps.clear();
        self.known.clear();
        self.places.clear();
        self.place_numbers.clear();
        self.moves.clear();
        self.crowded = 0;
        self.places.push(Container {
            parent: Self::OUTSIDE,
            object: false,
            node: Some(RulePaths::ROOT),
            left: 0,
            depth: 0,
            done: true,
        });
        self.moves.push(Move::default());
        for _ in [Self::START, Self::STRAY, Self::NEVER] {
            self.gaps.push(Gap::never());
        }
    }

    /// To be called before each event.
    pub(super) fn start(&mut self, wanted: &RulePaths) {
        let same = self.wanted.as_ref().is_some_and(|known| Arc::ptr_eq(known, wanted.state()));
        if !same || self.crowded > 8 * MOST || self.places.len() > MOST {
            self.clear();
            self.wanted = Some(Arc::clone(wanted.state()));
        }
    }

    #[inline(always)]
    pub(super) fn gap(&self, number: u32) -> &Gap {
        &self.gaps[number as usize]
    }

    /// Of the gaps that did follow one, one that does now, but the likely one.
    pub(super) fn other(&mut self, before: u32, text: &Text<'_>, at: usize) -> Option<u32> {
        let Gap { likely, visits, others, strange, .. } = &self.gaps[before as usize];
        let hits = others
            .iter()
            .fold(visits.get().saturating_sub(*strange), |hits, (_, count)| hits.saturating_sub(*count));
        if *strange > STRANGE && *strange > hits {
            return None;
        }
        let likely = *likely;
        let found = others.iter().position(|(other, _)| self.gaps[*other as usize].leads(text, at));
        let place = found?;
        let others = &mut self.gaps[before as usize].others;
        others[place].1 = others[place].1.saturating_add(1);
        let (other, count) = others[place];
        if place > 0 && others[place - 1].1 < count {
            others.swap(place - 1, place);
        } else if place == 0 && hits < count {
            others[0] = (likely, hits);
            self.gaps[before as usize].likely = other;
        }
        Some(other)
    }

    pub(super) fn place(&self, number: u32) -> &Container {
        &self.places[number as usize]
    }

    pub(super) fn movement(&self, number: u32) -> &Move {
        &self.moves[number as usize]
    }

    /// The number of a container in another.
    pub(super) fn place_in(&mut self, parent: u32, object: bool, node: Option<u32>, left: u32) -> u32 {
        *self.place_numbers.entry((parent, object, node, left)).or_insert_with(|| {
            let around = self.places[parent as usize];
            let done = object && node.is_some() && left == 0 && around.done;
            self.places.push(Container { parent, object, node, left, depth: around.depth + 1, done });
            u32::try_from(self.places.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// Remembers what was read behind a gap; answers under which number it is now found.
    pub(super) fn learn(&mut self, before: u32, bytes: &[u8], read: &ReadGap<'_>) -> u32 {
        let Gap { place: from, others, strange, .. } = &mut self.gaps[before as usize];
        let from = *from;
        *strange = strange.saturating_add(1);
        let wild = others.len() >= OTHERS && *strange > STRANGE;
        if wild || bytes.len() > LONGEST {
            return self.stray(read);
        }
        let name = name(from, bytes, read.ahead);
        let known = self.known.get(&name).copied().filter(|known| {
            let gap = &self.gaps[*known as usize];
            gap.from == from && gap.ahead == read.ahead && gap.is(bytes)
        });
        let number = match known {
            Some(known) => known,
            None if self.gaps.len() >= MOST => {
                self.crowded += 1;
                return self.stray(read);
            }
            None => {
                let number = u32::try_from(self.gaps.len()).unwrap_or(u32::MAX);
                let moves = if read.movement.is_still() {
                    STILL
                } else {
                    self.moves.push(read.movement.clone());
                    u32::try_from(self.moves.len() - 1).unwrap_or(STILL)
                };
                self.gaps.push(Gap::new(from, bytes, read, moves));
                self.known.insert(name, number);
                number
            }
        };
        if before != Self::STRAY {
            let before = &mut self.gaps[before as usize];
            if before.likely == Self::NEVER {
                before.likely = number;
            } else if before.others.len() < OTHERS {
                before.others.push((number, 1));
            } else if let Some(rarest) = before.others.last_mut() {
                *rarest = (number, 1);
            }
        }
        number
    }

    fn stray(&mut self, read: &ReadGap<'_>) -> u32 {
        let moves = if read.movement.is_still() { STILL } else { 0 };
        if let Some(movement) = self.moves.first_mut() {
            movement.clone_from(read.movement);
        }
        let gap = &mut self.gaps[Self::STRAY as usize];
        *gap = Gap { place: read.place, ..Gap::new(read.place, &[], read, moves) };
        gap.length = read.length;
        Self::STRAY
    }
}

impl Gap {
    fn never() -> Self {
        let start = [0; WIDE];
        let read = ReadGap {
            // No number begins with a zero byte.
            ahead: Ahead::Number,
            length: 0,
            last: false,
            path: None,
            place: Shape::OUTSIDE,
            movement: &Move { leave: 0, enter: Vec::new() },
        };
        Self { start, mask: 1, ..Self::new(Shape::OUTSIDE, &[], &read, STILL) }
    }

    fn new(from: u32, bytes: &[u8], read: &ReadGap<'_>, moves: u32) -> Self {
        let mut start = [0; WIDE];
        for (to, byte) in start.iter_mut().zip(bytes) {
            *to = *byte;
        }
        let missing = WIDE.saturating_sub(bytes.len());
        Self {
            start,
            mask: u32::MAX.checked_shr(u32::try_from(missing).unwrap_or(0)).unwrap_or(0),
            length: read.length,
            ahead: read.ahead,
            quiet: moves == STILL && read.path.is_none() && read.ahead != Ahead::End && !read.last,
            last: read.last,
            path: read.path,
            moves,
            likely: Shape::NEVER,
            visits: Cell::new(0),
            others: Vec::new(),
            strange: 0,
            from,
            place: read.place,
            rest: bytes.get(WIDE..).unwrap_or_default().into(),
        }
    }

    /// Counts that it was met.
    #[inline(always)]
    pub(super) fn meet(&self) {
        self.visits.set(self.visits.get().wrapping_add(1));
    }

    /// Whether its bytes stand here.
    #[inline(always)]
    pub(super) fn fits(&self, text: &Text<'_>, at: usize) -> bool {
        let same = chunk::same(&self.start, text.window(at));
        same & self.mask == self.mask && (self.rest.is_empty() || self.goes_on(text, at))
    }

    #[inline(never)]
    fn goes_on(&self, text: &Text<'_>, at: usize) -> bool {
        text.bytes.get(at + WIDE..).is_some_and(|behind| behind.starts_with(&self.rest))
    }

    /// Whether its bytes stand here, and a value of its kind behind them.
    fn leads(&self, text: &Text<'_>, at: usize) -> bool {
        self.fits(text, at) && self.ahead.begins(text.byte(at + self.length))
    }

    fn is(&self, bytes: &[u8]) -> bool {
        let (start, rest) = bytes.split_at(bytes.len().min(WIDE));
        self.length == bytes.len() && self.start.starts_with(start) && *self.rest == *rest
    }
}

impl Ahead {
    /// Whether such a value may begin with this byte; of a string, what follows its opening quote.
    fn begins(self, byte: u8) -> bool {
        match self {
            Self::Text | Self::End => true,
            Self::Number => matches!(byte, b'-' | b'0'..=b'9'),
            Self::Word => matches!(byte, b't' | b'f' | b'n'),
        }
    }
}

impl Move {
    fn is_still(&self) -> bool {
        self.leave == 0 && self.enter.is_empty()
    }
}

fn name(from: u32, bytes: &[u8], ahead: Ahead) -> u64 {
    let mut hasher = Quick::default();
    hasher.write_u64(u64::from(from) << 8 | ahead as u64);
    hasher.write(bytes);
    hasher.finish()
}
