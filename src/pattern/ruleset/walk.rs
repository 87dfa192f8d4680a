//! Finds the values at wanted paths in an event's bytes: one pass, nothing else is built.

#![allow(clippy::inline_always)] // each is the inner loop of some walk; the benchmark `ruleset` pays for it

use std::cell::OnceCell;

use super::index::Map;
use super::scan::{self, Bounds, Nesting, Unsure};
use crate::pattern::consistency::Scopes;

/// The paths that rules name, as a tree of steps; names are cut at their full stops, as in [`crate::pattern::path`].
#[derive(Debug)]
pub(super) struct Wanted {
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    /// The number of the path that ends here.
    path: Option<u32>,
    few: Vec<Step>,
    /// In place of `few` when there are many.
    many: Map<Box<[u8]>, u32>,
}

#[derive(Debug)]
struct Step {
    /// The first eight bytes, zeros behind a shorter name.
    head: u64,
    name: Box<[u8]>,
    node: u32,
}

const FEW: usize = 8;
const ROOT: u32 = 0;

impl Node {
    fn steps(&self) -> usize {
        self.few.len() + self.many.len()
    }
}

/// The first eight bytes of a name that begins at `at`, zeros behind a shorter one.
#[inline(always)]
fn head(text: &[u8], at: usize, length: usize) -> u64 {
    match scan::word(text, at) {
        Some(word) if length >= 8 => word,
        Some(word) => word & ((1 << (length * 8)) - 1),
        None => text[at..].iter().take(length.min(8)).rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

impl Default for Wanted {
    fn default() -> Self {
        Self { nodes: vec![Node::default()] }
    }
}

impl Wanted {
    /// The number of a path, `next` if it is new.
    pub(super) fn path(&mut self, path: &[u8], next: u32) -> u32 {
        let mut at = ROOT;
        for step in path.split(|byte| *byte == b'.') {
            at = self.step(at, step, 0, step.len()).unwrap_or_else(|| self.grow(at, step));
        }
        *self.nodes[at as usize].path.get_or_insert(next)
    }

    fn grow(&mut self, at: u32, step: &[u8]) -> u32 {
        let new = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes.push(Node::default());
        let node = &mut self.nodes[at as usize];
        if node.few.len() < FEW && node.many.is_empty() {
            node.few.push(Step { head: head(step, 0, step.len()), name: step.into(), node: new });
        } else {
            node.many.extend(node.few.drain(..).map(|step| (step.name, step.node)));
            node.many.insert(step.into(), new);
        }
        new
    }

    #[inline(always)]
    fn step(&self, node: u32, text: &[u8], at: usize, length: usize) -> Option<u32> {
        let node = &self.nodes[node as usize];
        if node.many.is_empty() {
            let head = head(text, at, length);
            let same = |step: &&Step| {
                step.head == head && step.name.len() == length && (length <= 8 || *step.name == text[at..at + length])
            };
            node.few.iter().find(same).map(|step| step.node)
        } else {
            node.many.get(&text[at..at + length]).copied()
        }
    }

    /// Where a name leads that has escapes or full stops.
    #[cold]
    fn descend(&self, node: u32, name: &[u8]) -> Option<u32> {
        name.split(|byte| *byte == b'.').try_fold(node, |at, step| self.step(at, step, 0, step.len()))
    }

    fn steps(&self, node: u32) -> usize {
        self.nodes[node as usize].steps()
    }
}

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
pub(super) struct Found {
    pub(super) token: Token,
    /// Where its characters are: in the event, or where `decoded`, in [`Walk::decoded`].
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) decoded: bool,
    /// The array element it is tied to, in [`Walk::scopes`].
    pub(super) element: u32,
    /// The value found before it at the same path, an index into [`Walk::found`] plus one.
    pub(super) before: u32,
    /// What the number is as a float, once somebody has asked.
    pub(super) number: OnceCell<Option<f64>>,
}

/// What a walk found, and its buffers.
#[derive(Debug, Default)]
pub(super) struct Walk {
    pub(super) found: Vec<Found>,
    pub(super) scopes: Scopes,
    pub(super) decoded: Vec<u8>,
    /// By path: the last value found, an index into `found` plus one.
    pub(super) last: Vec<u32>,
    /// The paths that have a value, each once.
    pub(super) met: Vec<u32>,
    open: Vec<Open>,
    nesting: Nesting,
}

/// A container on the way.
#[derive(Clone, Copy, Debug)]
struct Open {
    node: u32,
    element: u32,
    /// Which array, numbered in the order of the event.
    array: u32,
    object: bool,
    /// Wanted names not met yet, for sound input.
    left: usize,
}

impl Walk {
    fn clear(&mut self, paths: usize) {
        for path in self.met.drain(..) {
            self.last[path as usize] = 0;
        }
        self.last.resize(paths, 0);
        self.found.clear();
        self.scopes.clear();
        self.decoded.clear();
        self.open.clear();
    }

    /// Walks an event. `SOUND` input is taken at its word: unwanted parts are passed over unread, a name counts once an object, and the walk
    /// ends when there is nothing left to find.
    pub(super) fn walk<const SOUND: bool>(
        &mut self,
        wanted: &Wanted,
        paths: usize,
        text: &[u8],
        bounds: Bounds,
    ) -> Result<(), Unsure> {
        self.clear(paths);
        let mut arrays = 0;
        let mut at = scan::space(text, 0);
        if text.get(at) != Some(&b'{') {
            return Err(Unsure);
        }
        at = scan::space(text, at + 1);
        let mut here = Open { node: ROOT, element: Scopes::ROOT, array: 0, object: true, left: wanted.steps(ROOT) };
        if SOUND && here.left == 0 {
            return Ok(());
        }
        let mut fresh = true;
        'container: loop {
            if self.open.len() >= bounds.depth {
                return Err(Unsure);
            }
            let closing = if here.object { b'}' } else { b']' };
            if fresh && text.get(at) == Some(&closing) {
                at += 1;
            } else {
                loop {
                    let child = if here.object {
                        let (start, end, escapes, value) = scan::name(text, at, bounds)?;
                        at = value;
                        self.child(wanted, here.node, text, start, end, escapes)
                    } else {
                        Some(here.node)
                    };
                    match (child, text.get(at)) {
                        (Some(node), Some(bracket @ (b'{' | b'['))) => {
                            let object = *bracket == b'{';
                            let left = wanted.steps(node);
                            if here.object {
                                here.left = here.left.saturating_sub(1);
                            }
                            if left > 0 || !object {
                                let element = if here.object { here.element } else { self.scopes.push(here.element, here.array) };
                                arrays += u32::from(!object);
                                self.open.push(here);
                                here = Open { node, element, array: arrays, object, left };
                                at = scan::space(text, at + 1);
                                fresh = true;
                                continue 'container;
                            }
                            at = self.pass::<SOUND>(text, at, bounds)?;
                        }
                        (Some(node), _) => {
                            if here.object {
                                here.left = here.left.saturating_sub(1);
                            }
                            at = self.take(wanted, node, text, at, here.element, bounds)?;
                        }
                        (None, Some(b'{' | b'[')) => at = self.pass::<SOUND>(text, at, bounds)?,
                        (None, _) => at = scan::scalar(text, at, bounds)?,
                    }
                    if SOUND && here.left == 0 && here.object && self.done() {
                        return Ok(());
                    }
                    at = scan::space(text, at);
                    match text.get(at) {
                        Some(b',') => at = scan::space(text, at + 1),
                        Some(b) if *b == closing => {
                            at += 1;
                            break;
                        }
                        _ => return Err(Unsure),
                    }
                }
            }
            loop {
                let Some(outer) = self.open.pop() else { return Ok(()) };
                here = outer;
                if SOUND && here.left == 0 && here.object && self.done() {
                    return Ok(());
                }
                at = scan::space(text, at);
                match text.get(at) {
                    Some(b',') => {
                        at = scan::space(text, at + 1);
                        fresh = false;
                        break;
                    }
                    Some(b'}') if here.object => at += 1,
                    Some(b']') if !here.object => at += 1,
                    _ => return Err(Unsure),
                }
            }
        }
    }

    /// The values at a path, the last one first.
    pub(super) fn at(&self, path: u32) -> impl Iterator<Item = &Found> {
        let get = |after: u32| self.found.get((after as usize).wrapping_sub(1));
        std::iter::successors(self.last.get(path as usize).and_then(|last| get(*last)), move |found| get(found.before))
    }

    /// True when no container around the present one can hold anything that is still wanted.
    fn done(&self) -> bool {
        self.open.iter().all(|open| open.object && open.left == 0)
    }

    #[inline(always)]
    fn child(&mut self, wanted: &Wanted, node: u32, text: &[u8], start: usize, end: usize, escapes: bool) -> Option<u32> {
        if escapes {
            let from = self.decoded.len();
            crate::json::decode_into(&text[start..end], &mut self.decoded);
            let found = wanted.descend(node, &self.decoded[from..]);
            self.decoded.truncate(from);
            return found;
        }
        match wanted.step(node, text, start, end - start) {
            None if memchr::memchr(b'.', &text[start..end]).is_some() => wanted.descend(node, &text[start..end]),
            found => found,
        }
    }

    #[inline(always)]
    fn pass<const SOUND: bool>(&mut self, text: &[u8], at: usize, bounds: Bounds) -> Result<usize, Unsure> {
        if SOUND {
            scan::sound_container(text, at)
        } else {
            scan::value(text, at, self.open.len() + 1, bounds, &mut self.nesting)
        }
    }

    #[inline(always)]
    fn take(
        &mut self,
        wanted: &Wanted,
        node: u32,
        text: &[u8],
        at: usize,
        element: u32,
        bounds: Bounds,
    ) -> Result<usize, Unsure> {
        let Some(path) = wanted.nodes[node as usize].path else {
            return scan::scalar(text, at, bounds);
        };
        let mut decoded = false;
        let (token, mut start, mut end, behind) = match text.get(at) {
            Some(b'"') => {
                let (behind, escapes) = scan::string(text, at + 1)?;
                decoded = escapes;
                (Token::Text, at + 1, behind - 1, behind)
            }
            first => {
                let behind = scan::scalar(text, at, bounds)?;
                let token = match first {
                    Some(b't') => Token::True,
                    Some(b'f') => Token::False,
                    Some(b'n') => Token::Null,
                    _ => Token::Number,
                };
                (token, at, behind, behind)
            }
        };
        if decoded {
            let from = self.decoded.len();
            crate::json::decode_into(&text[start..end], &mut self.decoded);
            (start, end) = (from, self.decoded.len());
        }
        let last = &mut self.last[path as usize];
        let before = *last;
        if before == 0 {
            self.met.push(path);
        }
        self.found.push(Found { token, start, end, decoded, element, before, number: OnceCell::new() });
        *last = u32::try_from(self.found.len()).map_err(|_| Unsure)?;
        Ok(behind)
    }
}
