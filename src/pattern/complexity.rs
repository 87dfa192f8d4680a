//! How complex the wildcards of a pattern are by the service's count.
//!
//! A wildcard text in its quotes is a sequence of tokens: bytes and stars. One input can match several
//! beginnings of that sequence in full, such as `"a` with both `"a` and `"a*`; the most that any single input
//! can match, over all wildcards of one field together, is the field's complexity, and that of its most
//! complex field is the pattern's. The sets of beginnings that inputs can match are enumerated.
//!
//! A wildcard that several alternatives of a `$or` bring to one field counts once where the service's matcher
//! finds it there already, and again where it does not: see [`Trie`].

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::item::{Item, Not, Range};
use super::number;
use super::wildcard::Wildcard;
use super::{Leaf, PathId, Pattern};

/// Beginnings that are looked at, set after set, at most. Only texts far above the service's limits have
/// more; what was found by then is a lower bound.
const MAX_WORK: usize = 500_000;

/// The complexity of a pattern's wildcards, 0 without any.
pub(super) fn of_pattern(pattern: &Pattern) -> usize {
    let any =
        pattern.leaves.iter().flat_map(|leaf| &leaf.clauses).any(|clause| texts(&clause.item).is_some());
    if !any {
        return 0;
    }
    let machine = Machine::new(pattern);
    let (mut known, mut work) = (HashMap::new(), MAX_WORK);
    machine
        .fields()
        .map(|field| *known.entry(&field.wildcards).or_insert_with(|| field.trie.most(&mut work)))
        .max()
        .unwrap_or(0)
}

/// States that are made at most; what further ones could add is left out.
const MAX_STATES: usize = 10_000;

/// The alternatives joined as the service joins them, because it counts items together only where they meet
/// in one state: alternatives share a state as long as they begin with the same paths and an item of each.
struct Machine {
    states: Vec<Counted>,
}

#[derive(Default)]
struct Counted {
    fields: BTreeMap<PathId, Field>,
    /// Where `exists: false` leads; the service's count does not go there.
    absent: BTreeMap<PathId, usize>,
}

/// What a state asks of one path, and where each item leads.
#[derive(Default)]
struct Field {
    plain: BTreeMap<String, usize>,
    /// The items with wildcards, as they came.
    wildcards: Vec<Texts>,
    /// The items with wildcards, each once and with its number.
    items: HashMap<Texts, usize>,
    trie: Trie,
}

impl Machine {
    fn new(pattern: &Pattern) -> Self {
        let mut machine = Self { states: vec![Counted::default()] };
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

    /// Adds a field to a state; an item that is there already keeps its way, a new one takes that of the item
    /// before it.
    fn add(&mut self, state: usize, path: PathId, leaf: &Leaf) -> BTreeSet<usize> {
        let mut next = BTreeSet::new();
        let mut last = None;
        for clause in &leaf.clauses {
            for name in names(&clause.item) {
                let fresh = last.unwrap_or(self.states.len());
                let Some(state) = self.states.get_mut(state) else { continue };
                let to = if clause.item == Item::Absent {
                    *state.absent.entry(path).or_insert(fresh)
                } else {
                    let field = state.fields.entry(path).or_default();
                    match texts(&clause.item) {
                        Some(texts) => field.add(texts, fresh),
                        None => *field.plain.entry(name).or_insert(fresh),
                    }
                };
                if to == self.states.len() {
                    self.states.push(Counted::default());
                }
                last = Some(to);
                next.insert(to);
            }
        }
        next
    }

    /// The fields in each state that values lead to.
    fn fields(&self) -> impl Iterator<Item = &Field> {
        let mut reached = BTreeSet::from([0]);
        let mut open = vec![0];
        let mut fields = Vec::new();
        while let Some(state) = open.pop().and_then(|at| self.states.get(at)) {
            for field in state.fields.values() {
                fields.push(field);
                open.extend(
                    field.plain.values().copied().chain(field.trie.ends()).filter(|to| reached.insert(*to)),
                );
            }
        }
        fields.into_iter()
    }
}

impl Field {
    fn add(&mut self, texts: Texts, fresh: usize) -> usize {
        let number = self.items.len();
        let item = *self.items.entry(texts.clone()).or_insert(number);
        let to = texts.tokens.iter().fold(fresh, |to, text| self.trie.add(item, text, to));
        self.wildcards.push(texts);
        to
    }
}

/// What makes an item the same as another for the service. A plain number is two items: its value and its
/// text.
fn names(item: &Item) -> Vec<String> {
    let value = |number: f64| format!("= {:?}", number + 0.0);
    match item {
        Item::Number { text, value: number } => {
            number.map(value).into_iter().chain([format!("text {text}")]).collect()
        }
        Item::Numeric(Range { low: Some(low), high: Some(high) })
            if number::compare(low.value, high.value).is_eq() =>
        {
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
enum WildcardToken {
    Byte(u8),
    Star,
}

/// The wildcards of one item as tokens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Texts {
    /// Whether they are those of an `anything-but`, whose texts are matched as one.
    excluded: bool,
    tokens: Vec<Vec<WildcardToken>>,
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
        | Item::Not(Not::Texts(_) | Not::Numbers(_) | Not::Prefixes(_) | Not::Suffixes(_) | Not::Folded(_)) => {
            None
        }
    }
}

fn tokens(wildcard: &Wildcard) -> Vec<WildcardToken> {
    let mut out = vec![WildcardToken::Byte(b'"')];
    for (at, part) in wildcard.parts.iter().enumerate() {
        if at > 0 {
            out.push(WildcardToken::Star);
        }
        out.extend(part.iter().copied().map(WildcardToken::Byte));
    }
    out.push(WildcardToken::Byte(b'"'));
    out
}

/// The beginnings of a field's wildcards. The service's matcher shares those of a text with the texts that
/// came before, if they begin alike, but behind a star only up to a letter that has two cases, where it fears
/// for `equals-ignore-case`. A text that comes again is therefore there several times from that letter on,
/// and each time leads to a state of its own.
struct Trie {
    nodes: Vec<Beginning>,
}

#[derive(Default)]
struct Beginning {
    token: Option<WildcardToken>,
    /// Whether a star is in it.
    open: bool,
    /// The items with texts that begin so.
    items: BTreeSet<usize>,
    /// The item, if this is one of its whole texts, and where it leads.
    whole: Option<(usize, usize)>,
    next: BTreeMap<WildcardToken, Vec<usize>>,
}

impl Default for Trie {
    fn default() -> Self {
        Self { nodes: vec![Beginning::default()] }
    }
}

impl Trie {
    /// Adds a text, and says where it leads: to `fresh`, if it is not there yet.
    fn add(&mut self, item: usize, text: &[WildcardToken], fresh: usize) -> usize {
        let Some((last, inner)) = text.split_last() else { return fresh };
        let mut at = 0;
        let mut shared = true;
        for (index, &token) in inner.iter().enumerate() {
            let known =
                if shared { self.shared(at, token, inner.get(index..).unwrap_or_default()) } else { None };
            shared = known.is_some();
            at = known.unwrap_or_else(|| self.push(at, token, None));
            if let Some(node) = self.nodes.get_mut(at) {
                node.items.insert(item);
            }
        }
        let mut ends =
            self.after(at, *last).filter_map(|next| self.nodes.get(next).and_then(|node| node.whole));
        if let Some((_, to)) = ends.find(|&(known, _)| known == item) {
            return to;
        }
        drop(ends);
        self.push(at, *last, Some((item, fresh)));
        fresh
    }

    /// The beginning that is one token longer, if the matcher takes the one that is there. `rest` begins with
    /// that token.
    fn shared(&self, at: usize, token: WildcardToken, rest: &[WildcardToken]) -> Option<usize> {
        let mut known = self
            .after(at, token)
            .filter(|&next| self.nodes.get(next).is_some_and(|node| node.whole.is_none()));
        let next = known.next()?;
        let fixed = self.nodes.get(next).is_some_and(|node| !node.open);
        let kept = fixed
            || token == WildcardToken::Star
            || (self.after(at, WildcardToken::Star).next().is_none() && !has_two_cases(rest));
        kept.then_some(next)
    }

    fn after(&self, at: usize, token: WildcardToken) -> impl Iterator<Item = usize> {
        self.nodes.get(at).and_then(|node| node.next.get(&token)).into_iter().flatten().copied()
    }

    fn push(&mut self, from: usize, token: WildcardToken, whole: Option<(usize, usize)>) -> usize {
        let open = token == WildcardToken::Star || self.nodes.get(from).is_some_and(|node| node.open);
        let to = self.nodes.len();
        self.nodes.push(Beginning { token: Some(token), open, whole, ..Beginning::default() });
        if let Some(node) = self.nodes.get_mut(from) {
            node.next.entry(token).or_default().push(to);
        }
        to
    }

    /// Where whole texts lead.
    fn ends(&self) -> impl Iterator<Item = usize> {
        self.nodes.iter().filter_map(|node| node.whole.map(|(_, to)| to))
    }

    /// The most beginnings that one input matches, each once for every item that begins so. What it looks at
    /// is taken from `work`.
    fn most(&self, work: &mut usize) -> usize {
        let start = BTreeSet::from([0]);
        let mut seen = HashSet::from([start.clone()]);
        let mut open = vec![start];
        let mut most = 0;
        while let Some(set) = open.pop() {
            most = most.max(self.count(&set));
            for byte in self.bytes(&set) {
                if *work == 0 {
                    break;
                }
                let next = self.step(&set, byte);
                *work = work.saturating_sub(set.len() + next.len());
                if seen.insert(next.clone()) {
                    open.push(next);
                }
            }
        }
        most
    }

    fn count(&self, set: &BTreeSet<usize>) -> usize {
        let nodes = || set.iter().filter_map(|&at| self.nodes.get(at));
        let wholes: BTreeSet<_> = nodes().filter_map(|node| node.whole).collect();
        nodes().map(|node| node.items.len()).sum::<usize>() + wholes.len()
    }

    /// The bytes that lead on from a set. Any other byte leaves only the stars, which every byte does.
    fn bytes(&self, set: &BTreeSet<usize>) -> BTreeSet<u8> {
        let tokens = set.iter().filter_map(|&at| self.nodes.get(at)).flat_map(|node| node.next.keys());
        tokens
            .filter_map(|token| if let WildcardToken::Byte(byte) = token { Some(*byte) } else { None })
            .collect()
    }

    fn step(&self, set: &BTreeSet<usize>, byte: u8) -> BTreeSet<usize> {
        let mut next = BTreeSet::new();
        for &at in set {
            if self.nodes.get(at).is_some_and(|node| node.token == Some(WildcardToken::Star)) {
                next.insert(at);
            }
            for to in self.after(at, WildcardToken::Byte(byte)) {
                next.insert(to);
                // A star may stand for nothing, so the beginning that ends with it is matched at once.
                next.extend(self.after(to, WildcardToken::Star));
            }
        }
        next
    }
}

/// Whether these tokens begin with a character, not with the inside of one, that has an upper and a lower
/// case.
fn has_two_cases(tokens: &[WildcardToken]) -> bool {
    let bytes: Vec<u8> = tokens
        .iter()
        .map_while(|token| if let WildcardToken::Byte(byte) = token { Some(*byte) } else { None })
        .take(4)
        .collect();
    let char = bytes.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next());
    char.is_some_and(|c| c.len_utf16() == 1 && !c.to_lowercase().eq(c.to_uppercase()))
}
