//! Which of several alternatives is the one that was meant for an event: what is said of an `$or` is said of
//! it.
//!
//! An alternative that fails in a field which another one has right is meant for other events: of two
//! branches for two sources the one with the event's source is spoken of, however many of its other fields
//! fail, and the other's list is no place for a fix. A name or value that is only written wrong speaks for an
//! alternative all the same.

use std::cmp::Reverse;
use std::collections::HashSet;

use super::{AlternativeOutcome, Explainer};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::miss::Miss;
use crate::pattern::{LeafId, PathId, Verdict};

/// How far an alternative is from being meant: smaller is nearer.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Distance {
    fails: bool,
    /// Whether its source or detail-type is another one, where another alternative has the event's.
    of_another_kind: bool,
    /// Whether any other field of it is another one, where another alternative has the event's.
    for_others: bool,
    failing: usize,
    /// How near the farthest of its misses is.
    worst: usize,
    satisfied: Reverse<usize>,
    /// Of those that fail, or whether it is undecided.
    ranks: u32,
}

impl<'a> Explainer<'a> {
    /// The outcomes, the nearest first, of equals the first in document order.
    pub(super) fn nearest_first(
        &mut self,
        outcomes: Vec<AlternativeOutcome<'a>>,
    ) -> Vec<AlternativeOutcome<'a>> {
        let mut right: HashSet<PathId> = HashSet::new();
        for outcome in &outcomes {
            let fits = outcome.alternative.fields.iter().filter(|(_, id)| !outcome.failing.contains(id));
            right.extend(fits.map(|(path, _)| *path));
        }
        let mut ranked: Vec<(Distance, AlternativeOutcome<'a>)> =
            outcomes.into_iter().map(|outcome| (self.distance(&outcome, &right), outcome)).collect();
        ranked.sort_by(|(a, _), (b, _)| a.cmp(b));
        ranked.into_iter().map(|(_, outcome)| outcome).collect()
    }

    fn distance(&mut self, outcome: &AlternativeOutcome<'a>, right: &HashSet<PathId>) -> Distance {
        let (failing, ranks) = outcome.near;
        let mut distance = Distance {
            fails: outcome.verdict == Verdict::NoMatch,
            of_another_kind: false,
            for_others: false,
            failing,
            // What fails in no field, and still does, fails in the choice of array elements.
            worst: usize::from(outcome.failing.is_empty()),
            satisfied: Reverse(outcome.alternative.fields.len() - outcome.failing.len()),
            ranks,
        };
        for &id in &outcome.failing {
            let Some(miss) = self.miss(id) else { continue };
            let farness = farness(&miss);
            distance.worst = distance.worst.max(farness);
            if self.is_right_elsewhere(id, right) {
                distance.for_others |= farness > 0;
                // Names of services are near each other in spelling, too.
                let another = farness > 0 || miss.kind == MissKind::Spelling;
                distance.of_another_kind |= another && self.tells_the_kind(id);
            }
        }
        distance
    }

    fn is_right_elsewhere(&self, id: LeafId, right: &HashSet<PathId>) -> bool {
        self.pattern.leaf(id).is_some_and(|leaf| right.contains(&leaf.path))
    }

    fn tells_the_kind(&self, id: LeafId) -> bool {
        let Some(leaf) = self.pattern.leaf(id) else { return false };
        matches!(self.pattern.tree.name(leaf.node).as_slice(), b"source" | b"detail-type")
    }
}

/// Whether a field is only written wrong (0), misses what it asks for (1), or has nothing of it (2).
fn farness(miss: &Miss) -> usize {
    // Much of two names of kinds may be the same, and they are two.
    let misspelled = miss.kind == MissKind::Spelling && miss.rank % 100 < 50;
    if miss.kind == MissKind::OtherKind {
        2
    } else if misspelled || miss.rank < MissKind::Elsewhere.rank() * 100 {
        0
    } else if miss.rank < MissKind::Excluded.rank() * 100 {
        1
    } else {
        2
    }
}
