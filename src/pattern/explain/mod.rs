//! Why a pattern matches an event, or why not: a tree over the pattern with the values that each part met, and for each part that fails the
//! nearest miss.
//!
//! The verdict is that of [`Pattern::matches`], always; the tree is made from the same collected values and the same decisions. What is said about
//! an `$or` is said about one of its alternatives: the first that matches or, when none does, the one that came closest. [`MissKind`] and the
//! module `miss` define what closest means.

mod elements;
mod field;
mod miss;
mod operator;
mod similar;
#[cfg(test)]
mod tests;
mod value;
mod write;

use std::ops::Range;

pub use miss::{Edit, Mend, Miss, MissKind};

use super::consistency::{self, Scopes, Step};
use super::event::{self, Found, Met};
use super::item::Scalar;
use super::{Alternative, Event, Leaf, LeafId, PartKind, Pattern, Verdict};
use crate::json::{LineIndex, NodeId, Position};
use field::Failing;
pub(super) use field::{name, wrap};
pub(super) use similar::plain_looks;

/// As many of a leaf's values are listed.
const MOST_FOUND: usize = 50;

/// A pattern laid out beside an event.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The verdict, the same as that of [`Pattern::matches`].
    pub matched: Verdict,
    /// The parts of the pattern in document order; the first is the whole, and parents come before their children.
    pub nodes: Vec<Node>,
}

/// One part of a pattern: an object, the list of an `$or`, a branch of it, or a field's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What sort of part it is.
    pub kind: NodeKind,
    /// Its parent in [`Explanation::nodes`]; none for the first.
    pub parent: Option<usize>,
    /// How many parents there are above it.
    pub depth: usize,
    /// The joined path, `$or` left out; empty for the top. Lone surrogates show as U+FFFD.
    pub path: String,
    /// The bytes of the part in the pattern's text: the value, without its name.
    pub span: Range<usize>,
    /// The bytes of its name; empty for the top and for branches.
    pub key: Range<usize>,
    /// Where the part begins.
    pub position: Position,
    /// Whether it is satisfied, as part of the alternative that is explained; `None` where the step budget ran out.
    pub matched: Option<bool>,
    /// Whether it is what the verdict rests on: a field of the alternative that is explained, or a part that keeps its fields apart.
    pub decisive: bool,
    /// The event's values at a field's path, in document order, the first fifty.
    pub found: Vec<FoundValue>,
    /// How many more values there are.
    pub more: usize,
    /// Why it is not satisfied.
    pub miss: Option<Miss>,
}

/// What sort of part a [`Node`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// An object: all fields in it must be satisfied.
    Object,
    /// The list of an `$or`: one branch must be.
    Or,
    /// One branch of an `$or`.
    Branch,
    /// A field's list: one item must be.
    Field,
}

/// A value of the event at a field's path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundValue {
    /// The node in the event's document.
    pub node: NodeId,
    /// Its JSON pointer (RFC 6901) in the event.
    pub pointer: String,
    /// Its text as it stands in the event, JSON; characters that a terminal would obey are escaped.
    pub value: String,
    /// Whether it satisfies one of the list's items by itself.
    pub satisfies: bool,
}

/// Lays a pattern out beside an event.
pub fn explain(pattern: &Pattern, event: &Event) -> Explanation {
    Explainer::new(pattern, event).run()
}

/// How near an event comes to a pattern, without the words: smaller is nearer, a match is nearest. First the fields that fail, then the sum of
/// the ranks of their misses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nearness {
    /// How many fields of the closest alternative fail; one when only the choice of array elements does.
    pub failing: usize,
    /// The sum of the ranks of their misses.
    pub rank: u32,
}

impl Explanation {
    /// Why it does not match, nearest miss first; empty when it does. All of these stand in the way of the alternative that came closest.
    pub fn misses(&self) -> Vec<(&Node, &Miss)> {
        let decisive = self.nodes.iter().filter(|node| node.decisive && node.matched != Some(true));
        let mut misses: Vec<_> = decisive.filter_map(|node| node.miss.as_ref().map(|miss| (node, miss))).collect();
        misses.sort_by_key(|(_, miss)| miss.rank);
        misses
    }

    /// How near the event came.
    pub fn nearness(&self) -> Nearness {
        if self.matched == Verdict::Match {
            return Nearness { failing: 0, rank: 0 };
        }
        let misses = self.misses();
        Nearness { failing: misses.len().max(1), rank: misses.iter().map(|(_, miss)| miss.rank).sum() }
    }

    /// The children of a node, in document order.
    pub fn children(&self, index: usize) -> impl Iterator<Item = usize> {
        self.nodes.iter().enumerate().skip(index + 1).filter(move |(_, node)| node.parent == Some(index)).map(|(at, _)| at)
    }
}

struct Explainer<'a> {
    pattern: &'a Pattern,
    event: &'a Event,
    found: Found,
    steps: Vec<Option<Step>>,
    /// By leaf, its miss, if any, once it was asked for.
    misses: Vec<Asked>,
}

/// What is known of a leaf's nearest miss.
#[derive(Clone)]
enum Asked {
    NotYet,
    Known(Option<Miss>),
}

/// What became of an alternative.
struct Outcome<'a> {
    alternative: &'a Alternative,
    verdict: Verdict,
    failing: Vec<LeafId>,
}

impl<'a> Explainer<'a> {
    fn new(pattern: &'a Pattern, event: &'a Event) -> Self {
        let found = event::collect(pattern, event);
        let leaves = pattern.leaves.len();
        Self { pattern, event, found, steps: vec![None; leaves], misses: vec![Asked::NotYet; leaves] }
    }

    fn run(mut self) -> Explanation {
        let (verdict, closest) = self.judge();
        let lines = LineIndex::new(self.pattern.text());
        let mut nodes = self.nodes(&lines);
        match closest {
            Some(outcome) => self.fill(&mut nodes, verdict, &outcome),
            None => settle(&mut nodes),
        }
        if let Some(top) = nodes.first_mut() {
            top.matched = match verdict {
                Verdict::Match => Some(true),
                Verdict::NoMatch => Some(false),
                Verdict::Undecided => None,
            };
            if verdict == Verdict::Undecided {
                top.miss = Some(undecided());
                top.decisive = true;
            }
        }
        Explanation { matched: verdict, nodes }
    }

    /// The verdict as [`Pattern::matches`] finds it, and the alternative to speak of.
    fn judge(&mut self) -> (Verdict, Option<Outcome<'a>>) {
        let pattern = self.pattern;
        let mut verdict = Verdict::NoMatch;
        let mut closest: Option<((usize, u32), Outcome<'a>)> = None;
        for alternative in &pattern.alternatives {
            let outcome = pattern.decide(alternative, self.event, &self.found, &mut self.steps);
            if outcome == Verdict::Match {
                return (outcome, Some(Outcome { alternative, verdict: outcome, failing: Vec::new() }));
            }
            if outcome == Verdict::Undecided {
                verdict = outcome;
            }
            let failing = self.failing(alternative);
            let ranks = failing.iter().map(|id| self.miss(*id).map_or(0, |miss| miss.rank)).sum();
            let near = match (outcome, failing.len()) {
                (Verdict::Undecided, _) => (0, 0),
                // Every field is satisfied by itself.
                (_, 0) => (1, MissKind::Elements.rank() * 100),
                (_, count) => (count, ranks),
            };
            if closest.as_ref().is_none_or(|(best, _)| near < *best) {
                closest = Some((near, Outcome { alternative, verdict: outcome, failing }));
            }
        }
        (verdict, closest.map(|(_, outcome)| outcome))
    }

    fn step(&mut self, id: LeafId) -> Step {
        let (Some(leaf), Some(slot)) = (self.pattern.leaf(id), self.steps.get_mut(id.index())) else {
            return Step::default();
        };
        slot.get_or_insert_with(|| leaf.step(self.event, &self.found)).clone()
    }

    /// The leaves of an alternative that no choice could satisfy.
    fn failing(&mut self, alternative: &Alternative) -> Vec<LeafId> {
        let mut failing = Vec::new();
        let mut sound: Vec<Step> = Vec::new();
        for &(_, id) in &alternative.fields {
            let step = self.step(id);
            let satisfied = !step.hits.is_empty()
                || match &step.unless {
                    None => false,
                    Some(values) if values.is_empty() => true,
                    Some(values) if values.contains(&Scopes::ROOT) => false,
                    // Absence may follow from the elements that the fields before it choose.
                    Some(_) => {
                        let context: Vec<&Step> = sound.iter().chain([&step]).collect();
                        consistency::decide(&context, &self.found.scopes, self.pattern.alternatives.len()) != Verdict::NoMatch
                    }
                };
            if satisfied {
                sound.push(step);
            } else {
                failing.push(id);
            }
        }
        failing
    }

    fn miss(&mut self, id: LeafId) -> Option<Miss> {
        let (pattern, event) = (self.pattern, self.event);
        let leaf = pattern.leaf(id)?;
        let slot = self.misses.get_mut(id.index())?;
        if let Asked::Known(miss) = slot {
            return miss.clone();
        }
        let miss = Failing::new(pattern, event, leaf, self.found.at(leaf.path)).miss();
        let miss = replaces(pattern, event, leaf, self.found.at(leaf.path)).or(miss);
        *slot = Asked::Known(miss.clone());
        miss
    }

    /// The parts without verdicts.
    fn nodes(&mut self, lines: &LineIndex) -> Vec<Node> {
        let pattern = self.pattern;
        let mut nodes: Vec<Node> = Vec::with_capacity(pattern.parts.len());
        for part in &pattern.parts {
            let span = pattern.document().value(part.node).span();
            let (found, more) = match part.kind {
                PartKind::Leaf(id) => self.values(id),
                PartKind::Object | PartKind::Or | PartKind::Branch => (Vec::new(), 0),
            };
            nodes.push(Node {
                kind: match part.kind {
                    PartKind::Object => NodeKind::Object,
                    PartKind::Or => NodeKind::Or,
                    PartKind::Branch => NodeKind::Branch,
                    PartKind::Leaf(_) => NodeKind::Field,
                },
                parent: part.parent,
                depth: part.parent.and_then(|parent| nodes.get(parent)).map_or(0, |parent| parent.depth + 1),
                path: field::path_text(pattern, part),
                position: lines.position(pattern.text(), span.start),
                span,
                key: part.key.clone(),
                matched: None,
                decisive: false,
                found,
                more,
                miss: None,
            });
        }
        nodes
    }

    fn values(&self, id: LeafId) -> (Vec<FoundValue>, usize) {
        let Some(leaf) = self.pattern.leaf(id) else { return (Vec::new(), 0) };
        let met = self.found.at(leaf.path);
        let document = self.event.document();
        let values = met.iter().take(MOST_FOUND).map(|met| {
            let value = document.value(met.node);
            let scalar = Scalar::new(value);
            FoundValue {
                node: met.node,
                pointer: document.pointer(value),
                value: value.compact(),
                satisfies: leaf.clauses.iter().any(|clause| clause.item.matches(&scalar)),
            }
        });
        (values.collect(), met.len().saturating_sub(MOST_FOUND))
    }

    /// Verdicts and misses for all parts, after the alternative that is spoken of.
    fn fill(&mut self, nodes: &mut [Node], verdict: Verdict, closest: &Outcome<'a>) {
        let pattern = self.pattern;
        let mut used = vec![false; pattern.leaves.len()];
        for &(_, id) in pattern.alternatives.iter().flat_map(|alternative| &alternative.fields) {
            if let Some(used) = used.get_mut(id.index()) {
                *used = true;
            }
        }
        for (at, part) in pattern.parts.iter().enumerate() {
            let PartKind::Leaf(id) = part.kind else { continue };
            let in_closest = closest.alternative.fields.iter().any(|&(_, field)| field == id);
            let (matched, miss) = if !used.get(id.index()).copied().unwrap_or(false) {
                (Some(true), Some(overridden()))
            } else if in_closest && closest.failing.contains(&id) {
                (Some(false), self.miss(id))
            } else if in_closest {
                (Some(true), None)
            } else {
                let step = self.step(id);
                let alone = consistency::decide(&[&step], &self.found.scopes, pattern.alternatives.len()) == Verdict::Match;
                (Some(alone), if alone { None } else { self.miss(id) })
            };
            if let Some(node) = nodes.get_mut(at) {
                node.matched = matched;
                node.decisive = in_closest;
                node.miss = miss;
            }
        }
        settle(nodes);
        if verdict == Verdict::NoMatch && closest.verdict == Verdict::NoMatch && closest.failing.is_empty() {
            self.apart(nodes, closest.alternative);
        }
    }

    /// Puts the reason on the innermost part that holds all of the fields which do not go together.
    fn apart(&mut self, nodes: &mut [Node], alternative: &Alternative) {
        let steps: Vec<Step> = alternative.fields.iter().map(|&(_, id)| self.step(id)).collect();
        let Some(apart) = elements::apart(self.pattern, self.event, &self.found, alternative, &steps) else { return };
        let mut common: Option<Vec<usize>> = None;
        for id in &apart.leaves {
            let Some(leaf) = self.pattern.leaf(*id) else { continue };
            let above: Vec<usize> =
                std::iter::successors(nodes.get(leaf.part).and_then(|node| node.parent), |&at| nodes.get(at)?.parent).collect();
            common = Some(match common {
                None => above,
                Some(common) => common.into_iter().filter(|at| above.contains(at)).collect(),
            });
        }
        let place = common.and_then(|common| common.first().copied()).unwrap_or(0);
        if let Some(node) = nodes.get_mut(place) {
            node.miss = Some(apart.miss);
            node.decisive = true;
        }
        let mut at = Some(place);
        while let Some(node) = at.and_then(|at| nodes.get_mut(at)) {
            node.matched = Some(false);
            at = node.parent;
        }
    }
}

/// A list of the same path that stands before a failing one, and would have been satisfied.
fn replaces(pattern: &Pattern, event: &Event, leaf: &Leaf, met: &[Met]) -> Option<Miss> {
    let earlier = pattern.leaves.iter().take_while(|other| other.part != leaf.part).filter(|other| other.path == leaf.path);
    let in_or = |leaf: &Leaf| pattern.above(leaf.part).any(|part| part.kind == PartKind::Branch);
    earlier.filter(|other| !in_or(other)).find_map(|other| {
        let satisfied = met.iter().map(|met| Scalar::new(event.document().value(met.node))).find_map(|scalar| {
            let clause = other.clauses.iter().find(|clause| clause.item.matches(&scalar))?;
            Some(similar::shorten(&pattern.document().value(clause.node).shown()))
        })?;
        let sentence = format!(
            "{} is written twice in the pattern, and only the last list counts; the earlier one, with {satisfied}, would have matched.",
            name(pattern, leaf)
        );
        Some(plain(MissKind::Overridden, &sentence))
    })
}

/// Derives the verdicts of objects, branches and `$or`s from their children.
fn settle(nodes: &mut [Node]) {
    for at in (0..nodes.len()).rev() {
        let Some(node) = nodes.get(at) else { continue };
        let (kind, parent, own) = (node.kind, node.parent, node.matched);
        // Children come later, so by now they have all reported to `matched`.
        let matched = match kind {
            NodeKind::Field => own,
            NodeKind::Object | NodeKind::Branch => Some(own.unwrap_or(true)),
            NodeKind::Or => Some(own.unwrap_or(false)),
        };
        if let Some(node) = nodes.get_mut(at) {
            node.matched = matched;
            if kind == NodeKind::Or && matched == Some(false) {
                node.miss = Some(branches());
            }
        }
        if let (Some(matched), Some(parent)) = (matched, parent.and_then(|parent| nodes.get_mut(parent))) {
            parent.matched = Some(match (parent.kind, parent.matched) {
                (NodeKind::Or, before) => before.unwrap_or(false) || matched,
                (_, before) => before.unwrap_or(true) && matched,
            });
        }
    }
}

fn plain(kind: MissKind, sentence: &str) -> Miss {
    Miss { kind, sentence: sentence.to_owned(), mend: None, rank: kind.rank() * 100 }
}

fn branches() -> Miss {
    plain(MissKind::Branches, "None of the branches of this \"$or\" matches.")
}

fn overridden() -> Miss {
    plain(MissKind::Overridden, "The same path is written again further down, and the later list replaces this one.")
}

fn undecided() -> Miss {
    plain(
        MissKind::Undecided,
        "The event has several arrays on one path, through names that occur twice or hold a full stop, and the question which elements go together \
         is too hard to be decided within the step budget. Ask AWS with TestEventPattern.",
    )
}
