//! Finds the values at wanted paths in an event's bytes: one pass, nothing else is built.

#![allow(clippy::inline_always)] // each is the inner loop of some walk; the benchmark `ruleset` pays for it

use super::index::Map;
use super::marks::Marks;
use super::names::Names;
use super::scan::{self, Bounds, First, Name, Scan, Unsure, closing};

use crate::pattern::consistency::Scopes;
use crate::pattern::item::Number;

/// The paths that rules name, as a tree of steps; names are cut at their full stops, as in
/// [`crate::pattern::path`].
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
        None => {
            text[at..].iter().take(length.min(8)).rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
        }
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
                step.head == head
                    && step.name.len() == length
                    && (length <= 8 || *step.name == text[at..at + length])
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
    /// What is known of the number, once somebody has asked.
    pub(super) number: Number,
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
    /// For passing over nested containers.
    nesting: Vec<u64>,
    marks: Marks,
    names: Names,
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
        self.names.start();
    }

    /// Walks an event. `SOUND` input is taken at its word: unwanted parts are passed over unread, a name
    /// counts once an object, and the walk ends when there is nothing left to find.
    pub(super) fn walk<const SOUND: bool>(
        &mut self,
        wanted: &Wanted,
        paths: usize,
        text: &[u8],
        bounds: Bounds,
    ) -> Result<(), Unsure> {
        self.clear(paths);
        let mut marks = std::mem::take(&mut self.marks);
        let end = self.members(wanted, &mut Scan::<SOUND>::new(text, &mut marks, bounds), bounds.depth);
        // What follows the closing brace need not be UTF-8.
        let utf8 =
            |end| marks.ascii() || text.get(..end).is_some_and(|event| std::str::from_utf8(event).is_ok());
        let sound = end.is_ok_and(|end| SOUND || utf8(end));
        self.marks = marks;
        if sound { Ok(()) } else { Err(Unsure) }
    }

    /// Walks the event's object; answers where it ends, or where there was nothing left to find.
    fn members<const SOUND: bool>(
        &mut self,
        wanted: &Wanted,
        scan: &mut Scan<'_, SOUND>,
        depth: usize,
    ) -> Result<usize, Unsure> {
        let mut arrays = 0;
        let mut token = scan.token(0);
        if token.byte != b'{' {
            return Err(Unsure);
        }
        let mut here =
            Open { node: ROOT, element: Scopes::ROOT, array: 0, object: true, left: wanted.steps(ROOT) };
        if SOUND && here.left == 0 {
            return Ok(token.at);
        }
        token = scan.token(token.at + 1);
        let mut empty = token.byte == b'}';
        loop {
            // Here at the first or next member or element of the innermost wanted container, or at the end of
            // an empty one.
            if !empty {
                let child = if here.object {
                    let name = self.names.read(scan, token)?;
                    token = name.value;
                    self.child(wanted, here.node, scan.text, &name)
                } else {
                    Some(here.node)
                };
                if here.object && child.is_some() {
                    here.left = here.left.saturating_sub(1);
                }
                let (end, next) = if token.opens() {
                    let object = token.byte == b'{';
                    if let Some(node) = child
                        && (!object || wanted.steps(node) > 0)
                    {
                        if self.open.len() + 1 >= depth {
                            return Err(Unsure);
                        }
                        let element = if here.object {
                            here.element
                        } else {
                            self.scopes.push(here.element, here.array)
                        };
                        arrays += u32::from(!object);
                        self.open.push(here);
                        here = Open { node, element, array: arrays, object, left: wanted.steps(node) };
                        token = scan.token(token.at + 1);
                        empty = token.byte == closing(object);
                        continue;
                    }
                    let end = if SOUND {
                        scan.sound_container(token.at)?
                    } else {
                        scan.container(token, self.open.len() + 1, &mut self.names, &mut self.nesting)?
                    };
                    (end, scan.comma(end))
                } else if let Some(path) = child.and_then(|node| wanted.nodes[node as usize].path) {
                    self.take(path, scan, token, here.element)?
                } else {
                    scan.scalar(token)?
                };
                if SOUND && here.left == 0 && here.object && self.done() {
                    return Ok(end);
                }
                match next {
                    Ok(next) => {
                        token = next;
                        continue;
                    }
                    Err(other) => token = other,
                }
            }
            empty = false;
            loop {
                if token.byte != closing(here.object) {
                    return Err(Unsure);
                }
                let end = token.at + 1;
                let Some(outer) = self.open.pop() else { return Ok(end) };
                here = outer;
                if SOUND && here.left == 0 && here.object && self.done() {
                    return Ok(end);
                }
                match scan.comma(end) {
                    Ok(next) => {
                        token = next;
                        break;
                    }
                    Err(other) => token = other,
                }
            }
        }
    }

    /// The values at a path, the last one first.
    pub(super) fn at(&self, path: u32) -> impl Iterator<Item = &Found> {
        let get = |after: u32| self.found.get((after as usize).wrapping_sub(1));
        std::iter::successors(self.last.get(path as usize).and_then(|last| get(*last)), move |found| {
            get(found.before)
        })
    }

    /// True when no container around the present one can hold anything that is still wanted.
    fn done(&self) -> bool {
        self.open.iter().all(|open| open.object && open.left == 0)
    }

    /// Where a name leads.
    #[inline(always)]
    fn child(&mut self, wanted: &Wanted, node: u32, text: &[u8], name: &Name) -> Option<u32> {
        if name.escapes {
            let from = self.decoded.len();
            crate::json::decode_into(&text[name.start..name.end], &mut self.decoded);
            let found = wanted.descend(node, &self.decoded[from..]);
            self.decoded.truncate(from);
            return found;
        }
        if name.plain {
            wanted.step(node, text, name.start, name.end - name.start)
        } else {
            wanted.descend(node, &text[name.start..name.end])
        }
    }

    /// Keeps a value; answers where it ends and what follows it, as [`Scan::scalar`] does.
    #[inline(always)]
    fn take<const SOUND: bool>(
        &mut self,
        path: u32,
        scan: &mut Scan<'_, SOUND>,
        first: First,
        element: u32,
    ) -> Result<(usize, Result<First, First>), Unsure> {
        let (behind, next) = scan.scalar(first)?;
        let (mut start, mut end, mut decoded) = (first.at, behind, false);
        let token = match first.byte {
            b'"' => Token::Text,
            b't' => Token::True,
            b'f' => Token::False,
            b'n' => Token::Null,
            _ => Token::Number,
        };
        if token == Token::Text {
            (start, end) = (start + 1, end - 1);
            let text = &scan.text[start..end];
            decoded = memchr::memchr(b'\\', text).is_some();
            if decoded {
                let from = self.decoded.len();
                crate::json::decode_into(text, &mut self.decoded);
                (start, end) = (from, self.decoded.len());
            }
        }
        let last = &mut self.last[path as usize];
        let before = *last;
        if before == 0 {
            self.met.push(path);
        }
        self.found.push(Found { token, start, end, decoded, element, before, number: Number::default() });
        *last = u32::try_from(self.found.len()).map_err(|_| Unsure)?;
        Ok((behind, next))
    }
}
