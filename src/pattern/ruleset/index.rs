//! From a value to the rules it may satisfy, without looking at the others.
//!
//! Of each alternative one condition is its *pivot*: the one that the fewest events are likely to meet. An
//! item of the pivot becomes a [`Probe`], and a value that satisfies the item always finds the probe; the
//! reverse need not hold, because whoever is found is judged in full afterwards. Memory is linear in the
//! rules: every item gives one or two probes, wildcards too.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::json::Kind;
use crate::pattern::address::{Address, Cidr};
use crate::pattern::item::{Item, Not, Range, Scalar};

/// A key under which an alternative is filed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Probe {
    Text(Box<[u8]>),
    /// An ASCII text in lower case.
    Folded(Box<[u8]>),
    Prefix(Box<[u8]>),
    Suffix(Box<[u8]>),
    FoldedPrefix(Box<[u8]>),
    FoldedSuffix(Box<[u8]>),
    Number(u64),
    NumberText(Box<[u8]>),
    Range(Range),
    True,
    False,
    Null,
    Address(Address),
    Block(Cidr),
    /// Any value at the path.
    Any,
}

impl Probe {
    /// How common a satisfying value is thought to be; only the order matters.
    pub(super) fn breadth(&self) -> u64 {
        match self {
            Self::Text(_) | Self::Number(_) | Self::NumberText(_) | Self::Address(_) | Self::Folded(_) => 1,
            Self::Prefix(text) | Self::Suffix(text) | Self::FoldedPrefix(text) | Self::FoldedSuffix(text) => {
                2 + 64u64.checked_shr(u32::try_from(text.len()).unwrap_or(64)).unwrap_or(0)
            }
            Self::True | Self::False | Self::Null => 16,
            Self::Block(block) => 2 + u64::from(32u32.saturating_sub(block.bits)),
            Self::Range(_) => 256,
            Self::Any => 1 << 20,
        }
    }
}

/// The probes of an item; `None` when the item asks for an absence, which no value finds.
pub(super) fn probes(item: &Item, out: &mut Vec<Probe>) -> Option<()> {
    let quote_leak = |text: &[u8]| text.strip_suffix(b"\"").map(Box::from);
    let leak_quote = |text: &[u8]| text.strip_prefix(b"\"").map(Box::from);
    match item {
        Item::Text(text) => out.push(Probe::Text(text.clone())),
        Item::Address(address) => out.push(Probe::Address(*address)),
        Item::Number { text, value } => {
            out.push(Probe::NumberText(text.as_bytes().into()));
            out.extend(value.map(|value| Probe::Number(key(value))));
        }
        Item::Bool(true) => out.push(Probe::True),
        Item::Bool(false) => out.push(Probe::False),
        Item::Null => out.push(Probe::Null),
        Item::Prefix(text) => {
            out.extend(quote_leak(text).map(Probe::Text));
            out.push(Probe::Prefix(text.clone()));
        }
        Item::Suffix(text) => {
            out.extend(leak_quote(text).map(Probe::Text));
            out.push(Probe::Suffix(text.clone()));
        }
        Item::Fold(folded) => out.push(folded.ascii().map_or(Probe::Any, Probe::Folded)),
        Item::FoldPrefix(folded) => match folded.ascii() {
            Some(text) => {
                out.extend(quote_leak(&text).map(Probe::Folded));
                out.push(Probe::FoldedPrefix(text));
            }
            None => out.push(Probe::Any),
        },
        Item::FoldSuffix(folded) => match folded.ascii() {
            Some(text) => {
                out.extend(leak_quote(&text).map(Probe::Folded));
                out.push(Probe::FoldedSuffix(text));
            }
            None => out.push(Probe::Any),
        },
        Item::Wildcard(wildcard) => out.push(match &*wildcard.parts {
            [text] => Probe::Text(text.clone()),
            [first, ..] if !first.is_empty() => Probe::Prefix(first.clone()),
            [.., last] if !last.is_empty() => Probe::Suffix(last.clone()),
            _ => Probe::Any,
        }),
        Item::Numeric(range) => out.push(match (range.low, range.high) {
            (Some(low), Some(high))
                if key(low.value) == key(high.value) && low.inclusive && high.inclusive =>
            {
                Probe::Number(key(low.value))
            }
            _ => Probe::Range(*range),
        }),
        Item::Cidr(block) => out.push(Probe::Block(*block)),
        Item::Present => out.push(Probe::Any),
        Item::Not(
            Not::Texts(_)
            | Not::Numbers(_)
            | Not::Prefixes(_)
            | Not::Suffixes(_)
            | Not::Folded(_)
            | Not::Wildcards(_),
        ) => {
            out.push(Probe::Any);
        }
        Item::Absent => return None,
    }
    Some(())
}

/// Whether a value that finds a probe of the item satisfies the item.
pub(super) fn probes_suffice(item: &Item) -> bool {
    match item {
        Item::Text(_) | Item::Address(_) | Item::Bool(_) | Item::Null | Item::Present => true,
        Item::Number { .. }
        | Item::Prefix(_)
        | Item::Suffix(_)
        | Item::Fold(_)
        | Item::FoldPrefix(_)
        | Item::FoldSuffix(_)
        | Item::Wildcard(_)
        | Item::Numeric(_)
        | Item::Cidr(_)
        | Item::Absent
        | Item::Not(_) => false,
    }
}

/// −0 and 0 are one number.
fn key(value: f64) -> u64 {
    (value + 0.0).to_bits()
}

/// FNV's idea on eight bytes at a time: the keys are short, and only rules are ever put in, so
/// what events bring cannot pile up.
#[derive(Default)]
pub(super) struct Quick(u64);

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.write_u64(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        self.write_u64(u64::from_le_bytes(last) ^ (bytes.len() as u64) << 56);
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(26) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }
}

pub(super) type Map<K, V> = HashMap<K, V, BuildHasherDefault<Quick>>;
type Filed = Vec<u32>;
type ByText = Map<Box<[u8]>, Filed>;

/// What is filed for one path.
#[derive(Debug, Default)]
pub(super) struct PathIndex {
    texts: ByText,
    folded: ByText,
    prefixes: ByLength,
    suffixes: ByLength,
    folded_prefixes: ByLength,
    folded_suffixes: ByLength,
    numbers: Map<u64, Filed>,
    number_texts: ByText,
    ranges: Intervals,
    literals: [Filed; 3],
    addresses: Map<Address, Filed>,
    blocks: Vec<(u32, Map<Address, Filed>)>,
    any: Filed,
}

impl PathIndex {
    pub(super) fn file(&mut self, probe: Probe, alternative: u32) {
        match probe {
            Probe::Text(text) => self.texts.entry(text).or_default().push(alternative),
            Probe::Folded(text) => self.folded.entry(text).or_default().push(alternative),
            Probe::Prefix(text) => self.prefixes.file(&text, End::Front, alternative),
            Probe::Suffix(text) => self.suffixes.file(&text, End::Back, alternative),
            Probe::FoldedPrefix(text) => self.folded_prefixes.file(&text, End::Front, alternative),
            Probe::FoldedSuffix(text) => self.folded_suffixes.file(&text, End::Back, alternative),
            Probe::Number(bits) => self.numbers.entry(bits).or_default().push(alternative),
            Probe::NumberText(text) => self.number_texts.entry(text).or_default().push(alternative),
            Probe::Range(range) => self.ranges.file(range, alternative),
            Probe::True => self.literals[0].push(alternative),
            Probe::False => self.literals[1].push(alternative),
            Probe::Null => self.literals[2].push(alternative),
            Probe::Address(address) => self.addresses.entry(address).or_default().push(alternative),
            Probe::Block(block) => {
                let at = self.blocks.iter().position(|(bits, _)| *bits == block.bits).unwrap_or_else(|| {
                    self.blocks.push((block.bits, Map::default()));
                    self.blocks.len() - 1
                });
                self.blocks[at].1.entry(block.address.network(block.bits)).or_default().push(alternative);
            }
            Probe::Any => self.any.push(alternative),
        }
    }

    /// To be called once, when all is filed.
    pub(super) fn finish(&mut self) {
        self.ranges.finish();
    }

    /// Everything that this value may satisfy. `lower` is a buffer to be used again.
    pub(super) fn find(&self, met: &Scalar<'_>, lower: &mut Vec<u8>, out: &mut Vec<u32>) {
        out.extend_from_slice(&self.any);
        if let Some(text) = met.text() {
            take(&self.texts, text, out);
            self.prefixes.find(text, End::Front, out);
            self.suffixes.find(text, End::Back, out);
            if !(self.folded.is_empty()
                && self.folded_prefixes.0.is_empty()
                && self.folded_suffixes.0.is_empty())
            {
                lower.clear();
                lower.extend(text.iter().map(u8::to_ascii_lowercase));
                take(&self.folded, lower, out);
                self.folded_prefixes.find(lower, End::Front, out);
                self.folded_suffixes.find(lower, End::Back, out);
            }
            if !(self.addresses.is_empty() && self.blocks.is_empty())
                && let Some(address) = met.address()
            {
                out.extend(self.addresses.get(&address).into_iter().flatten());
                for (bits, blocks) in &self.blocks {
                    out.extend(blocks.get(&address.network(*bits)).into_iter().flatten());
                }
            }
        } else if let Some(text) = met.number_bytes() {
            take(&self.number_texts, text, out);
            if !(self.numbers.is_empty() && self.ranges.is_empty())
                && let Some(value) = met.float()
            {
                out.extend(self.numbers.get(&key(value)).into_iter().flatten());
                self.ranges.find(value, out);
            }
        } else {
            match met.kind {
                Kind::True => out.extend_from_slice(&self.literals[0]),
                Kind::False => out.extend_from_slice(&self.literals[1]),
                Kind::Null => out.extend_from_slice(&self.literals[2]),
                Kind::Object | Kind::Array | Kind::String | Kind::Number => {}
            }
        }
    }
}

fn take(map: &ByText, text: &[u8], out: &mut Vec<u32>) {
    if !map.is_empty()
        && let Some(filed) = map.get(text)
    {
        out.extend_from_slice(filed);
    }
}

#[derive(Clone, Copy)]
enum End {
    Front,
    Back,
}

/// Prefixes or suffixes by a few lengths: each is filed under its longest part whose length is in the series
/// 0, 1, 2, 3, 4, 6, 8, 12, 16, …, so a value of any length is looked up a few dozen times at the most.
#[derive(Debug, Default)]
struct ByLength(Vec<(usize, ByText)>);

impl ByLength {
    fn file(&mut self, text: &[u8], end: End, alternative: u32) {
        let length = step_down(text.len());
        let part = cut(text, length, end);
        let at = self.0.iter().position(|(other, _)| *other == length).unwrap_or_else(|| {
            self.0.push((length, Map::default()));
            self.0.len() - 1
        });
        self.0[at].1.entry(part.into()).or_default().push(alternative);
    }

    fn find(&self, text: &[u8], end: End, out: &mut Vec<u32>) {
        for (length, map) in &self.0 {
            if *length <= text.len() {
                take(map, cut(text, *length, end), out);
            }
        }
    }
}

fn cut(text: &[u8], length: usize, end: End) -> &[u8] {
    match end {
        End::Front => &text[..length],
        End::Back => &text[text.len() - length..],
    }
}

/// The largest of 0, 1, 2, 3, 4, 6, 8, 12, 16, 24, … that is not above `length`.
fn step_down(length: usize) -> usize {
    if length < 2 {
        return length;
    }
    let power = 1 << length.ilog2();
    if length >= power + power / 2 { power + power / 2 } else { power }
}

/// Ranges that may hold a number: a balanced tree laid out in an array, sorted by lower bound, each node with
/// the highest bound below it. A query costs the logarithm of the ranges, and one step for each that is
/// found.
#[derive(Debug, Default)]
struct Intervals {
    rows: Vec<Interval>,
}

#[derive(Debug, Clone, Copy)]
struct Interval {
    low: f64,
    high: f64,
    /// The highest `high` in the subtree whose middle this row is.
    reach: f64,
    alternative: u32,
}

impl Intervals {
    fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn file(&mut self, range: Range, alternative: u32) {
        let low = range.low.map_or(f64::NEG_INFINITY, |bound| bound.value);
        let high = range.high.map_or(f64::INFINITY, |bound| bound.value);
        self.rows.push(Interval { low, high, reach: high, alternative });
    }

    fn finish(&mut self) {
        self.rows.sort_by(|a, b| a.low.total_cmp(&b.low));
        reach(&mut self.rows);
    }

    fn find(&self, value: f64, out: &mut Vec<u32>) {
        stab(&self.rows, value, out);
    }
}

/// Fills `reach` below the middle row; as deep as the logarithm of the rows.
fn reach(rows: &mut [Interval]) -> f64 {
    if rows.is_empty() {
        return f64::NEG_INFINITY;
    }
    let middle = rows.len() / 2;
    let (left, rest) = rows.split_at_mut(middle);
    let [row, right @ ..] = rest else { return f64::NEG_INFINITY };
    row.reach = row.high.max(reach(left)).max(reach(right));
    row.reach
}

fn stab(rows: &[Interval], value: f64, out: &mut Vec<u32>) {
    let middle = rows.len() / 2;
    let (left, rest) = rows.split_at(middle);
    let [row, right @ ..] = rest else { return };
    if row.reach < value {
        return;
    }
    stab(left, value, out);
    if row.low <= value {
        if row.high >= value {
            out.push(row.alternative);
        }
        stab(right, value, out);
    }
}
