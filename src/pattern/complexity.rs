//! How complex the wildcards of a pattern are by the service's count.
//!
//! A wildcard text in its quotes is a sequence of tokens: bytes and stars. One input can match several beginnings of that sequence in full, such
//! as `"a` with both `"a` and `"a*`; the most that any single input can match, over all wildcards of one field together, is the field's
//! complexity, and that of its most complex field is the pattern's. The sets of beginnings that inputs can match are enumerated.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::item::{Item, Not, Range};
use super::number;
use super::wildcard::Wildcard;
use super::{Leaf, PathId, Pattern};

/// As many sets of beginnings are looked at; more need texts far above the service's limits, and what was found by then is a lower bound.
const MAX_SETS: usize = 20_000;

/// The complexity of a pattern's wildcards, 0 without any.
pub(super) fn of_pattern(pattern: &Pattern) -> usize {
    let any = pattern.leaves.iter().flat_map(|leaf| &leaf.clauses).any(|clause| texts(&clause.item).is_some());
    if !any {
        return 0;
    }
    let mut known = HashMap::new();
    Machine::new(pattern).fields().map(|items| *known.entry(items).or_insert_with_key(of_field)).max().unwrap_or(0)
}

/// As many states are made at most; what more of them could add is left out.
const MAX_STATES: usize = 10_000;

/// The alternatives joined as the service joins them, because it counts items together only where they meet in one state: alternatives share a
/// state as long as they begin with the same paths and an item of each.
struct Machine {
    states: Vec<State>,
}

#[derive(Default)]
struct State {
    /// By path, the items and where each leads.
    values: BTreeMap<PathId, BTreeMap<String, (Option<Texts>, usize)>>,
    /// Where `exists: false` leads; the service's count does not go there.
    absent: BTreeMap<PathId, usize>,
}

impl Machine {
    fn new(pattern: &Pattern) -> Self {
        let mut machine = Self { states: vec![State::default()] };
        for alternative in &pattern.alternatives {
            let mut at = BTreeSet::from([0]);
            for &(path, id) in &alternative.fields {
                let Some(leaf) = pattern.leaf(id) else { continue };
                at = at.into_iter().flat_map(|state| machine.add(state, path, leaf)).collect();
                if machine.states.len() > MAX_STATES {
                    return machine;
                }
            }
        }
        machine
    }

    /// Adds a field to a state; an item that is there already keeps its way, a new one takes that of the item before it.
    fn add(&mut self, state: usize, path: PathId, leaf: &Leaf) -> BTreeSet<usize> {
        let mut next = BTreeSet::new();
        let mut last = None;
        for clause in &leaf.clauses {
            let absent = clause.item == Item::Absent;
            for name in names(&clause.item) {
                let fresh = last.unwrap_or(self.states.len());
                let Some(state) = self.states.get_mut(state) else { continue };
                let to = if absent {
                    *state.absent.entry(path).or_insert(fresh)
                } else {
                    state.values.entry(path).or_default().entry(name).or_insert_with(|| (texts(&clause.item), fresh)).1
                };
                if to == self.states.len() {
                    self.states.push(State::default());
                }
                last = Some(to);
                next.insert(to);
            }
        }
        next
    }

    /// The wildcards of each field in each state that values lead to.
    fn fields(&self) -> impl Iterator<Item = BTreeSet<Texts>> {
        let mut reached = BTreeSet::from([0]);
        let mut open = vec![0];
        let mut fields = Vec::new();
        while let Some(state) = open.pop().and_then(|at| self.states.get(at)) {
            for items in state.values.values() {
                fields.push(items.values().filter_map(|(texts, _)| texts.clone()).collect());
                open.extend(items.values().map(|(_, to)| *to).filter(|to| reached.insert(*to)));
            }
        }
        fields.into_iter()
    }
}

/// What makes an item the same as another for the service. A plain number is two items: its value and its text.
fn names(item: &Item) -> Vec<String> {
    let value = |number: f64| format!("= {:?}", number + 0.0);
    match item {
        Item::Number { text, value: number } => number.map(value).into_iter().chain([format!("text {text}")]).collect(),
        Item::Numeric(Range { low: Some(low), high: Some(high) }) if number::compare(low.value, high.value).is_eq() => {
            vec![value(low.value)]
        }
        Item::Not(not) => vec![format!("{:?}", not.sorted())],
        Item::Text(_)
        | Item::Address(_)
        | Item::Bool(_)
        | Item::Null
        | Item::Prefix(_)
        | Item::Suffix(_)
        | Item::Fold(_)
        | Item::FoldPrefix(_)
        | Item::FoldSuffix(_)
        | Item::Wildcard(_)
        | Item::Numeric(_)
        | Item::Cidr(_)
        | Item::Present
        | Item::Absent => vec![format!("{item:?}")],
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Token {
    Byte(u8),
    Star,
}

/// The wildcards of one item as tokens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Texts {
    /// Whether they are those of an `anything-but`, whose texts are matched as one.
    excluded: bool,
    tokens: Vec<Vec<Token>>,
}

fn texts(item: &Item) -> Option<Texts> {
    match item {
        Item::Wildcard(wildcard) => Some(Texts { excluded: false, tokens: vec![tokens(wildcard)] }),
        Item::Not(Not::Wildcards(wildcards)) => {
            let mut all: Vec<_> = wildcards.iter().map(tokens).collect();
            all.sort_unstable();
            all.dedup();
            Some(Texts { excluded: true, tokens: all })
        }
        Item::Text(_)
        | Item::Address(_)
        | Item::Number { .. }
        | Item::Bool(_)
        | Item::Null
        | Item::Prefix(_)
        | Item::Suffix(_)
        | Item::Fold(_)
        | Item::FoldPrefix(_)
        | Item::FoldSuffix(_)
        | Item::Numeric(_)
        | Item::Cidr(_)
        | Item::Present
        | Item::Absent
        | Item::Not(Not::Texts(_) | Not::Numbers(_) | Not::Prefixes(_) | Not::Suffixes(_) | Not::Folded(_)) => None,
    }
}

fn tokens(wildcard: &Wildcard) -> Vec<Token> {
    let mut out = vec![Token::Byte(b'"')];
    for (at, part) in wildcard.parts.iter().enumerate() {
        if at > 0 {
            out.push(Token::Star);
        }
        out.extend(part.iter().copied().map(Token::Byte));
    }
    out.push(Token::Byte(b'"'));
    out
}

/// The most beginnings that one input matches. Inside one item, a beginning that two texts share counts once, and so do its whole texts.
fn of_field(items: &BTreeSet<Texts>) -> usize {
    let mut trie = Trie::default();
    let start: BTreeSet<usize> = items.iter().enumerate().map(|(item, texts)| trie.add(item, &texts.tokens)).collect();
    let mut seen = HashSet::from([start.clone()]);
    let mut open = vec![start];
    let mut most = 0;
    while let Some(set) = open.pop() {
        most = most.max(trie.count(&set));
        for byte in trie.bytes(&set) {
            let next = trie.step(&set, byte);
            if seen.len() < MAX_SETS && seen.insert(next.clone()) {
                open.push(next);
            }
        }
    }
    most
}

#[derive(Default)]
struct Trie {
    nodes: Vec<Beginning>,
}

#[derive(Default)]
struct Beginning {
    token: Option<Token>,
    /// The item, if this is one of its whole texts.
    whole: Option<usize>,
    next: BTreeMap<Token, usize>,
}

impl Trie {
    fn add(&mut self, item: usize, texts: &[Vec<Token>]) -> usize {
        let root = self.push(None);
        for text in texts {
            let mut at = root;
            for &token in text {
                let known = self.nodes.get(at).and_then(|node| node.next.get(&token)).copied();
                let next = known.unwrap_or_else(|| self.push(Some(token)));
                if let Some(node) = self.nodes.get_mut(at) {
                    node.next.insert(token, next);
                }
                at = next;
            }
            if let Some(node) = self.nodes.get_mut(at) {
                node.whole = Some(item);
            }
        }
        root
    }

    fn push(&mut self, token: Option<Token>) -> usize {
        self.nodes.push(Beginning { token, whole: None, next: BTreeMap::new() });
        self.nodes.len() - 1
    }

    fn count(&self, set: &BTreeSet<usize>) -> usize {
        let nodes = || set.iter().filter_map(|&at| self.nodes.get(at)).filter(|node| node.token.is_some());
        let wholes: BTreeSet<usize> = nodes().filter_map(|node| node.whole).collect();
        nodes().filter(|node| node.whole.is_none()).count() + wholes.len()
    }

    /// The bytes that lead on from a set. Any other byte leaves only the stars, which every byte does.
    fn bytes(&self, set: &BTreeSet<usize>) -> BTreeSet<u8> {
        let tokens = set.iter().filter_map(|&at| self.nodes.get(at)).flat_map(|node| node.next.keys());
        tokens.filter_map(|token| if let Token::Byte(byte) = token { Some(*byte) } else { None }).collect()
    }

    fn step(&self, set: &BTreeSet<usize>, byte: u8) -> BTreeSet<usize> {
        let mut next = BTreeSet::new();
        for &at in set {
            let Some(node) = self.nodes.get(at) else { continue };
            if node.token == Some(Token::Star) {
                next.insert(at);
            }
            if let Some(&to) = node.next.get(&Token::Byte(byte)) {
                next.insert(to);
                // A star may stand for nothing, so the beginning that ends with it is matched at once.
                next.extend(self.nodes.get(to).and_then(|to| to.next.get(&Token::Star)));
            }
        }
        next
    }
}
