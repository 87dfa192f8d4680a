//! Keys under which an alternative is filed.
//!
//! Of each alternative one condition is its *pivot*: the one that the fewest events are likely to meet. An
//! item of the pivot becomes one or two [`FilingKey`]s, and a value that satisfies the item always finds one
//! of them; the reverse need not hold, because what is found is judged in full afterwards.

use super::index::PathIndex;
use crate::pattern::address::{Address, Cidr};
use crate::pattern::item::{Item, Not, Range};
use crate::pattern::wildcard::Wildcard;

/// Such a key.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum FilingKey {
    Text(Box<[u8]>),
    /// An ASCII text in lower case.
    Folded(Box<[u8]>),
    Prefix(Box<[u8]>),
    Suffix(Box<[u8]>),
    FoldedPrefix(Box<[u8]>),
    FoldedSuffix(Box<[u8]>),
    /// A few bytes that stand somewhere in a text.
    Within(Few),
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

/// One to eight bytes, the first one lowest, zeros behind the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Few {
    pub(super) bytes: u64,
    pub(super) length: usize,
}

impl Few {
    /// The most bytes.
    pub(super) const MOST: usize = 8;

    /// All in the text that have this length.
    pub(super) fn all(text: &[u8], length: usize) -> impl Iterator<Item = Self> {
        text.windows(length.max(1)).map(move |few| {
            let bytes = few.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
            Self { bytes, length }
        })
    }
}

impl FilingKey {
    /// Whether a text may be found under it by something else than all of its bytes.
    pub(super) fn looks_into_texts(&self) -> bool {
        match self {
            Self::Folded(_)
            | Self::Prefix(_)
            | Self::Suffix(_)
            | Self::FoldedPrefix(_)
            | Self::FoldedSuffix(_)
            | Self::Within(_)
            | Self::Address(_)
            | Self::Block(_) => true,
            Self::Text(_)
            | Self::Number(_)
            | Self::NumberText(_)
            | Self::Range(_)
            | Self::True
            | Self::False
            | Self::Null
            | Self::Any => false,
        }
    }

    /// How common a satisfying value is thought to be; only the order matters.
    pub(super) fn breadth(&self) -> u64 {
        let by_length =
            |length: usize| 2 + 64u64.checked_shr(u32::try_from(length).unwrap_or(64)).unwrap_or(0);
        match self {
            Self::Text(_) | Self::Number(_) | Self::NumberText(_) | Self::Address(_) | Self::Folded(_) => 1,
            Self::Prefix(text) | Self::Suffix(text) | Self::FoldedPrefix(text) | Self::FoldedSuffix(text) => {
                by_length(text.len())
            }
            // Wherever one may stand has to be looked at, so it has to be worth it.
            Self::Within(few) => 12 * by_length(few.length),
            Self::True | Self::False | Self::Null => 16,
            Self::Block(block) => 2 + u64::from(32u32.saturating_sub(block.bits)),
            Self::Range(_) => 8,
            Self::Any => 1 << 20,
        }
    }
}

/// The probes of an item, those of several that fewest are filed under; `None` when the item asks for an
/// absence, which no value finds.
pub(super) fn probes(item: &Item, filed: Option<&PathIndex>, out: &mut Vec<FilingKey>) -> Option<()> {
    let quote_leak = |text: &[u8]| text.strip_suffix(b"\"").map(Box::from);
    let leak_quote = |text: &[u8]| text.strip_prefix(b"\"").map(Box::from);
    match item {
        Item::Text(text) => out.push(FilingKey::Text(text.clone())),
        Item::Address(address) => out.push(FilingKey::Address(*address)),
        Item::Number { text, value } => {
            out.push(FilingKey::NumberText(text.as_bytes().into()));
            out.extend(value.map(|value| FilingKey::Number(key(value))));
        }
        Item::Bool(true) => out.push(FilingKey::True),
        Item::Bool(false) => out.push(FilingKey::False),
        Item::Null => out.push(FilingKey::Null),
        Item::Prefix(text) => {
            out.extend(quote_leak(text).map(FilingKey::Text));
            out.push(FilingKey::Prefix(text.clone()));
        }
        Item::Suffix(text) => {
            out.extend(leak_quote(text).map(FilingKey::Text));
            out.push(FilingKey::Suffix(text.clone()));
        }
        Item::Fold(folded) => out.push(folded.ascii().map_or(FilingKey::Any, FilingKey::Folded)),
        Item::FoldPrefix(folded) => match folded.ascii() {
            Some(text) => {
                out.extend(quote_leak(&text).map(FilingKey::Folded));
                out.push(FilingKey::FoldedPrefix(text));
            }
            None => out.push(FilingKey::Any),
        },
        Item::FoldSuffix(folded) => match folded.ascii() {
            Some(text) => {
                out.extend(leak_quote(&text).map(FilingKey::Folded));
                out.push(FilingKey::FoldedSuffix(text));
            }
            None => out.push(FilingKey::Any),
        },
        Item::Wildcard(wildcard) => out.push(rarest(wildcard, filed)),
        Item::Numeric(range) => out.push(match (range.low, range.high) {
            (Some(low), Some(high))
                if key(low.value) == key(high.value) && low.inclusive && high.inclusive =>
            {
                FilingKey::Number(key(low.value))
            }
            _ => FilingKey::Range(*range),
        }),
        Item::Cidr(block) => out.push(FilingKey::Block(*block)),
        Item::Present => out.push(FilingKey::Any),
        Item::Not(
            Not::Texts(_)
            | Not::Numbers(_)
            | Not::Prefixes(_)
            | Not::Suffixes(_)
            | Not::Folded(_)
            | Not::Wildcards(_),
        ) => {
            out.push(FilingKey::Any);
        }
        Item::Absent => return None,
    }
    Some(())
}

/// Places of a wildcard that are looked at for the rarest one, at most.
const PLACES: usize = 128;

/// What a text must begin with, end with, or have within that fits a wildcard: the one under which the fewest
/// are filed. Many wildcards may share their beginning and differ further in.
fn rarest(wildcard: &Wildcard, filed: Option<&PathIndex>) -> FilingKey {
    let (first, last) = match &*wildcard.parts {
        [] => return FilingKey::Any,
        [text] => return FilingKey::Text(text.clone()),
        [first, .., last] => (first, last),
    };
    let ends = [FilingKey::Prefix(first.clone()), FilingKey::Suffix(last.clone())];
    let ends =
        ends.into_iter().zip([first, last]).filter(|(_, text)| !text.is_empty()).map(|(probe, _)| probe);
    let within = wildcard.parts.iter().filter(|part| !part.is_empty()).flat_map(|part| {
        let length = if part.len() < 4 { part.len() } else { [4, 6, 8][(part.len().min(8) - 4) / 2] };
        Few::all(part, length).map(FilingKey::Within)
    });
    ends.chain(within.take(PLACES)).min_by_key(|probe| cost(probe, filed)).unwrap_or(FilingKey::Any)
}

/// What filing one more under a probe costs each event, by a rough guess; only the order matters.
pub(super) fn cost(probe: &FilingKey, filed: Option<&PathIndex>) -> u64 {
    probe.breadth().saturating_mul(1 + filed.map_or(0, |filed| filed.load(probe)))
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
pub(super) fn key(value: f64) -> u64 {
    (value + 0.0).to_bits()
}
