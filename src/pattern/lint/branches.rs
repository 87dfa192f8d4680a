//! Branches of an `$or` that do another thing than their writer is likely to mean: one whose list replaces
//! that of the whole pattern, and one that another branch covers.

use super::{LintKind, Lints};
use crate::pattern::{Leaf, Part, PartKind, Pattern};

/// What a branch asks: paths, each with its list.
type AskedTexts = Vec<(Vec<u8>, String)>;

/// So many branches are held against each other.
const MOST: usize = 50;

/// The branch of an `$or` that a part lies in.
fn branch_of(pattern: &Pattern, part: usize) -> Option<usize> {
    let is_branch = |at: &usize| pattern.parts.get(*at).is_some_and(|part| part.kind == PartKind::Branch);
    std::iter::successors(Some(part), |&at| pattern.parts.get(at)?.parent).find(is_branch)
}

/// The branches around a part, from the inside out.
fn branches_around(pattern: &Pattern, part: usize) -> impl Iterator<Item = usize> {
    let outer = |branch: &usize| branch_of(pattern, pattern.parts.get(*branch)?.parent?);
    std::iter::successors(branch_of(pattern, part), outer)
}

impl Lints<'_> {
    /// A list in a branch that takes the place of one before the `$or`, which is then not asked there.
    pub(super) fn replacing(&mut self, leaf: &Leaf) {
        let pattern = self.pattern;
        let Some(own) = branch_of(pattern, leaf.part) else { return };
        let is_around = |other: &&Leaf| {
            let around = branch_of(pattern, other.part);
            other.node == leaf.node
                && other.part < leaf.part
                && around != Some(own)
                && around.is_none_or(|around| branches_around(pattern, leaf.part).any(|one| one == around))
        };
        if pattern.leaves.iter().any(|other| is_around(&other)) {
            let name = crate::pattern::explain::name(pattern, leaf);
            self.add(
                LintKind::ReplacedList,
                self.key(leaf),
                format!(
                    "In this branch of the \"$or\" the list replaces the one of {name} before it, so that one is not \
                        asked here"
                ),
                "Write it in one place: before the \"$or\", or in each branch with the values that are meant there.",
                None,
            );
        }
    }

    /// Branches that ask all that another one asks, and more: what satisfies them satisfies that one.
    pub(super) fn covered_branches(&mut self) {
        let pattern = self.pattern;
        let is_or = |(_, part): &(usize, &Part)| part.kind == PartKind::Or;
        for (or, _) in pattern.parts.iter().enumerate().filter(is_or) {
            let is_own = |part: &Part| part.kind == PartKind::Branch && part.parent == Some(or);
            let branches: Vec<usize> = (0..pattern.parts.len())
                .filter(|at| pattern.parts.get(*at).is_some_and(is_own))
                .take(MOST)
                .collect();
            // With an `$or` of its own a branch asks other things, too.
            let asked: Vec<Option<AskedTexts>> =
                branches.iter().map(|branch| asked_in(pattern, *branch)).collect();
            let covers = |other: usize, at: usize| -> Option<bool> {
                let (wide, narrow) = (asked.get(other)?.as_ref()?, asked.get(at)?.as_ref()?);
                let all = wide.iter().all(|one| narrow.contains(one));
                // Of two that are the same, the later one is told.
                Some(all && (wide.len() < narrow.len() || other < at))
            };
            for (at, branch) in branches.iter().enumerate() {
                let wide = (0..branches.len()).find(|other| *other != at && covers(*other, at) == Some(true));
                let Some((wide, part)) = wide.zip(pattern.parts.get(*branch)) else { continue };
                let number = wide + 1;
                self.add(
                    LintKind::TakesMore,
                    pattern.document().value(part.node).span(),
                    format!("Whatever satisfies this branch satisfies branch {number} as well, so it does nothing."),
                    format!("Remove it, or change branch {number} if more is to be asked there."),
                    None,
                );
            }
        }
    }
}

/// The paths and lists of a branch; none where it has another `$or` in it.
fn asked_in(pattern: &Pattern, branch: usize) -> Option<AskedTexts> {
    let inside = |leaf: &&Leaf| branches_around(pattern, leaf.part).any(|around| around == branch);
    let leaves: Vec<&Leaf> = pattern.leaves.iter().filter(inside).collect();
    let list = |leaf: &Leaf| pattern.parts.get(leaf.part).map(|part| pattern.document().value(part.node));
    leaves
        .into_iter()
        .map(|leaf| {
            let own = branch_of(pattern, leaf.part) == Some(branch);
            own.then_some((pattern.tree.name(leaf.node), list(leaf)?.compact()))
        })
        .collect()
}
