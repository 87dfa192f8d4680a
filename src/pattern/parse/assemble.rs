//! Makes a [`Pattern`] of the parts that were read.

use super::Fields;
use crate::json::Document;
use crate::pattern::path::{PathNode, PathTree};
use crate::pattern::{Alternative, Leaf, Part, Pattern};

/// Numbers the paths in EventBridge's order and lists each alternative in it.
pub(super) fn assemble(
    document: Document,
    tree: PathTree,
    mut leaves: Vec<Leaf>,
    parts: Vec<Part>,
    alternatives: &[Fields],
) -> Pattern {
    let mut order: Vec<PathNode> = leaves.iter().map(|leaf| leaf.node).collect();
    order.sort_unstable();
    order.dedup();
    order.sort_by(|a, b| tree.compare(*a, *b));
    let mut ids = vec![None; tree.len()];
    for (id, node) in order.iter().enumerate() {
        if let Some(slot) = ids.get_mut(PathTree::index(*node)) {
            *slot = Some(crate::pattern::PathId(u32::try_from(id).unwrap_or(u32::MAX)));
        }
    }
    let id_of = |node: PathNode| {
        ids.get(PathTree::index(node)).copied().flatten().unwrap_or(crate::pattern::PathId(0))
    };
    for leaf in &mut leaves {
        leaf.path = id_of(leaf.node);
    }
    let alternatives = alternatives
        .iter()
        .map(|fields| {
            let mut fields: Vec<_> = fields.iter().map(|(node, leaf)| (id_of(*node), *leaf)).collect();
            fields.sort_unstable();
            Alternative { fields }
        })
        .collect();
    Pattern { document, tree, paths: order, ids, leaves, parts, alternatives }
}
