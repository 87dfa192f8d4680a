//! The marks of the tree: which branches an alternative goes through, and how verdicts follow from those of
//! the parts inside.

use std::collections::HashSet;

use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::miss::Miss;
use crate::pattern::explain::tree::plain;
use crate::pattern::explain::{Node, NodeKind};
use crate::pattern::{Alternative, PartKind, PathId, Pattern};

/// By part, whether an alternative goes through it: of each `$or` one branch.
pub(in crate::pattern::explain) fn branches(pattern: &Pattern, alternative: &Alternative) -> Vec<bool> {
    let parts = &pattern.parts;
    let mut used = vec![false; parts.len()];
    for leaf in alternative.fields.iter().filter_map(|(_, id)| pattern.leaf(*id)) {
        let mut at = Some(leaf.part);
        while let Some(slot) = at.and_then(|at| used.get_mut(at)).filter(|used| !**used) {
            *slot = true;
            at = at.and_then(|at| parts.get(at)?.parent);
        }
    }
    // A branch whose lists are all replaced further down has no field in the alternative that goes through
    // it.
    let paths: HashSet<PathId> = alternative.fields.iter().map(|(path, _)| *path).collect();
    let mut replaced = vec![None; parts.len()];
    for (at, part) in parts.iter().enumerate().rev() {
        let inside: Option<bool> = replaced.get(at).copied().flatten();
        let own = match part.kind {
            PartKind::Leaf(id) => pattern.leaf(id).is_some_and(|leaf| paths.contains(&leaf.path)),
            PartKind::Object | PartKind::Branch => inside.unwrap_or(true),
            PartKind::Or => inside.unwrap_or(false),
        };
        if let Some(slot) = replaced.get_mut(at) {
            *slot = Some(own);
        }
        let above = part.parent.and_then(|parent| Some((parts.get(parent)?.kind, replaced.get_mut(parent)?)));
        if let Some((kind, slot)) = above {
            *slot = Some(if kind == PartKind::Or {
                slot.unwrap_or(false) || own
            } else {
                slot.unwrap_or(true) && own
            });
        }
    }
    let mut entered = vec![false; parts.len()];
    // By `$or`, the branch that is gone through.
    let mut chosen: Vec<Option<usize>> = vec![None; parts.len()];
    for state in [&used, &replaced.iter().map(|replaced| *replaced == Some(true)).collect()] {
        for (at, part) in parts
            .iter()
            .enumerate()
            .filter(|(at, part)| part.kind == PartKind::Branch && state.get(*at) == Some(&true))
        {
            if let Some(slot) = part.parent.and_then(|or| chosen.get_mut(or)) {
                slot.get_or_insert(at);
            }
        }
    }
    for (at, part) in parts.iter().enumerate() {
        let above = part.parent.is_none_or(|parent| entered.get(parent) == Some(&true));
        let here = part.kind != PartKind::Branch
            || part.parent.is_none_or(|or| chosen.get(or).copied().flatten() == Some(at));
        if let Some(slot) = entered.get_mut(at) {
            *slot = above && here;
        }
    }
    entered
}

/// Whether a part lies in a branch that was not taken.
pub(in crate::pattern::explain) fn in_other_branch(pattern: &Pattern, part: usize, taken: &[bool]) -> bool {
    std::iter::successors(Some(part), |&at| pattern.parts.get(at)?.parent).any(|at| {
        pattern.parts.get(at).is_some_and(|part| part.kind == PartKind::Branch)
            && !taken.get(at).copied().unwrap_or(false)
    })
}

/// Derives the verdicts of objects, branches and `$or`s from their children and from their own misses.
pub(in crate::pattern::explain) fn settle(nodes: &mut [Node], taken: &[bool]) {
    for node in nodes.iter_mut().filter(|node| node.kind != NodeKind::Field) {
        node.matched = None;
    }
    let mut branches: Vec<(usize, usize)> = vec![(0, 0); nodes.len()];
    for at in (0..nodes.len()).rev() {
        let Some(node) = nodes.get_mut(at) else { continue };
        // Children come later, so by now they have all reported to `matched`.
        let apart = node.miss.as_ref().is_some_and(|miss| miss.kind == MissKind::Elements);
        let matched = match node.kind {
            NodeKind::Field => node.matched,
            NodeKind::Object | NodeKind::Branch => Some(node.matched.unwrap_or(true) && !apart),
            NodeKind::Or => Some(node.matched.unwrap_or(false)),
        };
        node.matched = matched;
        if node.kind == NodeKind::Or {
            let (count, taken) = branches.get(at).copied().unwrap_or_default();
            // Branches were counted from the last.
            node.miss =
                (matched == Some(false)).then(|| none_of(count, (taken > 0).then(|| count + 1 - taken)));
        }
        let (kind, parent) = (node.kind, node.parent);
        if kind == NodeKind::Branch
            && let Some((count, nearest)) = parent.and_then(|parent| branches.get_mut(parent))
        {
            *count += 1;
            if taken.get(at).copied().unwrap_or(false) {
                *nearest = *count;
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

fn none_of(count: usize, closest: Option<usize>) -> Miss {
    let which = closest.map_or_else(String::new, |number| format!(" Branch {number} came closest."));
    plain(MissKind::Branches, format!("None of the {count} branches of this \"$or\" matches.{which}"))
}
