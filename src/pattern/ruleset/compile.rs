//! Alternatives made ready for judging.

use super::probe::probes_suffice;
use crate::pattern::item::Item;
use crate::pattern::{Alternative, Pattern};

/// One alternative of one rule.
#[derive(Debug)]
pub(super) struct Compiled {
    pub(super) rule: u32,
    /// In EventBridge's order of the paths.
    pub(super) conditions: Box<[Condition]>,
    /// How many alternatives its pattern has, which share one step budget.
    pub(super) siblings: usize,
    /// True where being found by the index is enough: such an event matches, without judging it again.
    pub(super) index_suffices: bool,
}

/// What is asked at one path.
#[derive(Debug)]
pub(super) struct Condition {
    pub(super) path: u32,
    pub(super) items: Box<[Item]>,
    /// `exists: false` is among the items.
    pub(super) absence: bool,
}

impl Compiled {
    pub(super) fn new(
        rule: u32,
        pattern: &Pattern,
        alternative: &Alternative,
        mut number: impl FnMut(&[u8]) -> u32,
    ) -> Self {
        let leaves = alternative.fields.iter().filter_map(|(_, leaf)| pattern.leaf(*leaf));
        let conditions = leaves.map(|leaf| Condition {
            path: number(&pattern.tree.name(leaf.node)),
            items: leaf.clauses.iter().map(|clause| clause.item.clone()).collect(),
            absence: leaf.wants_absence(),
        });
        let conditions: Box<[Condition]> = conditions.collect();
        let index_suffices = matches!(&*conditions, [only] if only.items.iter().all(probes_suffice));
        Self { rule, conditions, siblings: pattern.alternatives.len(), index_suffices }
    }
}
