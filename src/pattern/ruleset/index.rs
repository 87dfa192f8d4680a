//! From a value to the alternatives that it may satisfy, without looking at the others.
//!
//! Each alternative is filed once, when its rule is added, under the probes of the condition that is thought
//! to be met most rarely: by the kind of its items, and by how many are filed there already. Memory is linear
//! in the rules: every item gives one or two probes, wildcards too.

use super::by_length::{ByLength, End};
use super::by_text::ByText;
use super::compile::{Compiled, Condition};
use super::hash::Map;
use super::intervals::Intervals;
use super::probe::{FilingKey, cost, key, probes};
use super::within::Within;
use crate::json::Kind;
use crate::pattern::address::Address;
use crate::pattern::item::Scalar;

/// The alternatives, filed under the values that may satisfy them.
#[derive(Debug, Default)]
pub(super) struct Index {
    paths: Vec<Option<Box<PathIndex>>>,
    /// Those that no value leads to, because all they ask for is an absence.
    always: Vec<u32>,
}

impl Index {
    /// Files an alternative.
    pub(super) fn file(&mut self, number: u32, alternative: &Compiled) {
        let pivots = alternative.conditions.iter().filter_map(|condition| {
            let filed = self.path(condition.path);
            let probes = condition.probes(filed)?;
            let cost = probes.iter().map(|probe| cost(probe, filed)).fold(0, u64::saturating_add);
            Some((cost, condition.path, probes))
        });
        let Some((_, path, probes)) = pivots.min_by_key(|(cost, ..)| *cost) else {
            self.always.push(number);
            return;
        };
        let path = path as usize;
        if self.paths.len() <= path {
            self.paths.resize_with(path + 1, || None);
        }
        let filed = self.paths[path].get_or_insert_default();
        for probe in probes {
            filed.file(probe, number);
        }
    }

    pub(super) fn always(&self) -> &[u32] {
        &self.always
    }

    #[inline]
    pub(super) fn path(&self, path: u32) -> Option<&PathIndex> {
        self.paths.get(path as usize)?.as_deref()
    }
}

impl Condition {
    /// Where a satisfying value can be filed; `None` where an absence satisfies too.
    fn probes(&self, filed: Option<&PathIndex>) -> Option<Vec<FilingKey>> {
        let mut found = Vec::new();
        self.items.iter().try_for_each(|item| probes(item, filed, &mut found))?;
        Some(found)
    }
}

type Filed = Vec<u32>;

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
    within: Within,
    any: Filed,
    /// Whether anything is filed for which it takes more than the whole text.
    looks_into_texts: bool,
}

impl PathIndex {
    pub(super) fn file(&mut self, probe: FilingKey, alternative: u32) {
        self.looks_into_texts |= probe.looks_into_texts();
        match probe {
            FilingKey::Text(text) => self.texts.file(&text, alternative),
            FilingKey::Folded(text) => self.folded.file(&text, alternative),
            FilingKey::Prefix(text) => self.prefixes.file(&text, End::Front, alternative),
            FilingKey::Suffix(text) => self.suffixes.file(&text, End::Back, alternative),
            FilingKey::FoldedPrefix(text) => self.folded_prefixes.file(&text, End::Front, alternative),
            FilingKey::FoldedSuffix(text) => self.folded_suffixes.file(&text, End::Back, alternative),
            FilingKey::Within(few) => self.within.file(few, alternative),
            FilingKey::Number(bits) => self.numbers.entry(bits).or_default().push(alternative),
            FilingKey::NumberText(text) => self.number_texts.file(&text, alternative),
            FilingKey::Range(range) => self.ranges.file(range, alternative),
            FilingKey::True => self.literals[0].push(alternative),
            FilingKey::False => self.literals[1].push(alternative),
            FilingKey::Null => self.literals[2].push(alternative),
            FilingKey::Address(address) => self.addresses.entry(address).or_default().push(alternative),
            FilingKey::Block(block) => {
                let at = self.blocks.iter().position(|(bits, _)| *bits == block.bits).unwrap_or_else(|| {
                    self.blocks.push((block.bits, Map::default()));
                    self.blocks.len() - 1
                });
                self.blocks[at].1.entry(block.address.network(block.bits)).or_default().push(alternative);
            }
            FilingKey::Any => self.any.push(alternative),
        }
    }

    /// How many are filed where this probe would be.
    pub(super) fn load(&self, probe: &FilingKey) -> u64 {
        fn count(filed: Option<&Filed>) -> u64 {
            filed.map_or(0, |filed| filed.len() as u64)
        }
        match probe {
            FilingKey::Text(text) => self.texts.load(text),
            FilingKey::Folded(text) => self.folded.load(text),
            FilingKey::Prefix(text) => self.prefixes.load(text, End::Front),
            FilingKey::Suffix(text) => self.suffixes.load(text, End::Back),
            FilingKey::FoldedPrefix(text) => self.folded_prefixes.load(text, End::Front),
            FilingKey::FoldedSuffix(text) => self.folded_suffixes.load(text, End::Back),
            FilingKey::Within(few) => self.within.load(*few),
            FilingKey::Number(bits) => count(self.numbers.get(bits)),
            FilingKey::NumberText(text) => self.number_texts.load(text),
            FilingKey::Range(range) => self.ranges.load(*range),
            FilingKey::True => count(self.literals.first()),
            FilingKey::False => count(self.literals.get(1)),
            FilingKey::Null => count(self.literals.get(2)),
            FilingKey::Address(address) => count(self.addresses.get(address)),
            FilingKey::Block(block) => {
                let blocks = self.blocks.iter().find(|(bits, _)| *bits == block.bits);
                blocks.map_or(0, |(bits, blocks)| count(blocks.get(&block.address.network(*bits))))
            }
            FilingKey::Any => count(Some(&self.any)),
        }
    }

    /// Everything that this value may satisfy. `lower` is a buffer to be used again.
    pub(super) fn find(&self, met: &Scalar<'_>, lower: &mut Vec<u8>, out: &mut Vec<u32>) {
        append(&self.any, out);
        if let Some(text) = met.text() {
            self.texts.find(text, out);
            if !self.looks_into_texts {
                return;
            }
            self.prefixes.find(text, End::Front, out);
            self.suffixes.find(text, End::Back, out);
            self.within.find(text, lower, out);
            if !(self.folded.is_empty() && self.folded_prefixes.is_empty() && self.folded_suffixes.is_empty())
            {
                lower.clear();
                lower.extend(text.iter().map(u8::to_ascii_lowercase));
                self.folded.find(lower, out);
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
            self.number_texts.find(text, out);
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

/// Mostly there is none, or one, which takes no copying of memory.
#[inline]
pub(super) fn append(filed: &[u32], out: &mut Vec<u32>) {
    match filed {
        [] => {}
        [only] => out.push(*only),
        more => out.extend_from_slice(more),
    }
}
