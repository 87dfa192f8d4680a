//! Field paths.
//!
//! A path is the names on the way joined by full stops, and EventBridge compares nothing but the joined text:
//! `{"a": {"b": 1}}` and `{"a.b": 1}` are the same path. Cutting every name at its full stops gives each path
//! exactly one sequence of steps, so paths live in a tree of steps and no path's text has to be built to walk
//! an event.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::json::cmp_utf16;

/// The paths of a pattern as a tree of steps.
#[derive(Debug, Clone)]
pub(crate) struct PathTree {
    nodes: Vec<Node>,
}

/// A node of a [`PathTree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct PathNode(u32);

#[derive(Debug, Clone)]
struct Node {
    parent: PathNode,
    depth: u32,
    step: Box<[u8]>,
    children: BTreeMap<Box<[u8]>, PathNode>,
}

impl PathTree {
    pub(crate) const ROOT: PathNode = PathNode(0);

    pub(crate) fn new() -> Self {
        Self {
            nodes: vec![Node {
                parent: Self::ROOT,
                depth: 0,
                step: Box::default(),
                children: BTreeMap::new(),
            }],
        }
    }

    /// The node that a name leads to, if any path goes that way.
    pub(crate) fn descend(&self, from: PathNode, name: &[u8]) -> Option<PathNode> {
        name.split(|&b| b == b'.').try_fold(from, |at, step| self.node(at).children.get(step).copied())
    }

    /// The node that a name leads to, made if need be.
    pub(super) fn grow(&mut self, from: PathNode, name: &[u8]) -> PathNode {
        let mut at = from;
        for step in name.split(|&b| b == b'.') {
            at = match self.node(at).children.get(step) {
                Some(&child) => child,
                None => self.push(at, step),
            };
        }
        at
    }

    fn push(&mut self, parent: PathNode, step: &[u8]) -> PathNode {
        let child = PathNode(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        let depth = self.node(parent).depth + 1;
        self.nodes.push(Node { parent, depth, step: step.into(), children: BTreeMap::new() });
        if let Some(node) = self.nodes.get_mut(parent.0 as usize) {
            node.children.insert(step.into(), child);
        }
        child
    }

    /// The joined path, WTF-8.
    pub(crate) fn name(&self, node: PathNode) -> Vec<u8> {
        self.steps(Self::ROOT, node).join(&b'.')
    }

    /// The steps below `above` down to `node`.
    fn steps(&self, above: PathNode, node: PathNode) -> Vec<&[u8]> {
        let mut steps = Vec::new();
        let mut at = node;
        while at != above && at != Self::ROOT {
            steps.push(&*self.node(at).step);
            at = self.node(at).parent;
        }
        steps.reverse();
        steps
    }

    /// The order in which EventBridge tries paths: by the UTF-16 units of the joined text.
    pub(super) fn compare(&self, a: PathNode, b: PathNode) -> Ordering {
        let common = self.common(a, b);
        let (a, b) = (self.steps(common, a), self.steps(common, b));
        let (a, b) = match (a.first(), b.first()) {
            // One path goes on where the other ends.
            (None, _) | (_, None) => return a.len().cmp(&b.len()),
            // They part inside this step, so the rest cannot matter unless one step begins the other.
            (Some(x), Some(y)) if !x.starts_with(y) && !y.starts_with(x) => return cmp_utf16(x, y),
            _ => (a.join(&b'.'), b.join(&b'.')),
        };
        cmp_utf16(&a, &b)
    }

    fn common(&self, mut a: PathNode, mut b: PathNode) -> PathNode {
        while a != b {
            if self.node(a).depth >= self.node(b).depth {
                a = self.node(a).parent;
            } else {
                b = self.node(b).parent;
            }
        }
        a
    }

    fn node(&self, node: PathNode) -> &Node {
        // Nodes are only made by this tree and never removed.
        &self.nodes[node.0 as usize]
    }

    /// An index below [`PathTree::len`], for tables over the nodes.
    pub(crate) fn index(node: PathNode) -> usize {
        node.0 as usize
    }

    /// The number of nodes, the root included.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joined_paths_are_one_however_they_are_cut() {
        let mut tree = PathTree::new();
        let a = tree.grow(PathTree::ROOT, b"a");
        let ab = tree.grow(a, b"b.c");
        assert_eq!(tree.grow(PathTree::ROOT, b"a.b.c"), ab);
        assert_eq!(tree.descend(PathTree::ROOT, b"a.b").and_then(|at| tree.descend(at, b"c")), Some(ab));
        assert_eq!(tree.descend(PathTree::ROOT, b"b"), None);
        let empty = tree.grow(a, b"");
        assert_eq!(tree.name(empty), b"a.");
        assert_eq!(tree.name(ab), b"a.b.c");
        assert_ne!(tree.grow(PathTree::ROOT, b""), PathTree::ROOT);
    }

    #[test]
    fn the_order_is_that_of_the_joined_text() {
        let names =
            ["a", "a.b", "a-b", "a.b.c", "a.b-c", "a.b!", "a.😀", "a.\u{ff5e}", "", ".", "a.", "ab", "b.a"];
        let mut tree = PathTree::new();
        let nodes: Vec<_> =
            names.iter().map(|name| (tree.grow(PathTree::ROOT, name.as_bytes()), *name)).collect();
        for (a, a_name) in &nodes {
            for (b, b_name) in &nodes {
                let units = a_name.encode_utf16().cmp(b_name.encode_utf16());
                assert_eq!(tree.compare(*a, *b), units, "{a_name} {b_name}");
            }
        }
    }
}
