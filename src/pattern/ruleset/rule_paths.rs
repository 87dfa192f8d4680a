//! The paths that rules name, as a tree of steps; names are cut at their full stops, as in
//! [`crate::pattern::path`].

use std::sync::Arc;

use super::hash::Map;

/// The tree. What somebody remembers about it holds as long as its [`RulePaths::state`] is the same.
#[derive(Debug)]
pub(super) struct RulePaths {
    nodes: Vec<PathStep>,
    state: Arc<()>,
}

#[derive(Debug, Default)]
struct PathStep {
    /// The number of the path that ends here.
    path: Option<u32>,
    steps: Map<Box<[u8]>, u32>,
}

impl Default for RulePaths {
    fn default() -> Self {
        Self { nodes: vec![PathStep::default()], state: Arc::default() }
    }
}

impl RulePaths {
    /// Where all paths begin.
    pub(super) const ROOT: u32 = 0;

    /// Of no other tree, and of this one only until it grows.
    pub(super) fn state(&self) -> &Arc<()> {
        &self.state
    }

    /// Whether there are no paths.
    pub(super) fn is_empty(&self) -> bool {
        self.nodes.len() == 1
    }

    /// The number of a path, `next` if it is new.
    pub(super) fn path(&mut self, path: &[u8], next: u32) -> u32 {
        let mut at = Self::ROOT;
        for step in path.split(|byte| *byte == b'.') {
            at = self.step(at, step).unwrap_or_else(|| self.grow(at, step));
        }
        if let Some(number) = self.ending(at) {
            return number;
        }
        self.nodes[at as usize].path = Some(next);
        self.state = Arc::default();
        next
    }

    fn grow(&mut self, at: u32, step: &[u8]) -> u32 {
        let new = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        self.nodes.push(PathStep::default());
        self.nodes[at as usize].steps.insert(step.into(), new);
        new
    }

    fn step(&self, node: u32, step: &[u8]) -> Option<u32> {
        self.nodes[node as usize].steps.get(step).copied()
    }

    /// Where a name leads.
    pub(super) fn child(&self, node: u32, name: &[u8]) -> Option<u32> {
        name.split(|byte| *byte == b'.').try_fold(node, |at, step| self.step(at, step))
    }

    /// How many steps lead on from here.
    pub(super) fn steps(&self, node: u32) -> u32 {
        u32::try_from(self.nodes[node as usize].steps.len()).unwrap_or(u32::MAX)
    }

    /// The path that ends here.
    pub(super) fn ending(&self, node: u32) -> Option<u32> {
        self.nodes[node as usize].path
    }
}
