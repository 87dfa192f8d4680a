//! Why a field did not match, and the nearest of several reasons. What sorts of reasons there are, and which
//! is nearer, is in `catalogue`.

use serde::Serialize;

use super::catalogue::MissKind;
use crate::json::Fix;

/// Why a leaf, or the objects around it, did not match: the nearest miss.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// The sort of miss.
    pub kind: MissKind,
    /// One or two sentences for the operator. Values from the event are quoted and hold nothing that a
    /// terminal would obey.
    pub sentence: String,
    /// A change of the pattern that would make this leaf match this event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
    /// How near it was: smaller is nearer. Only the order means something.
    #[serde(skip)]
    pub rank: u32,
}

impl Miss {
    /// Whether the value is the wanted one but for its writing.
    pub(super) fn is_of_writing(&self) -> bool {
        self.kind != MissKind::OtherKind && self.kind.rank() < MissKind::Elsewhere.rank()
    }
}

/// Collects misses and keeps the nearest; a sentence is only written for one that is nearer than those before
/// it.
#[derive(Debug, Default)]
pub(super) struct Nearest {
    miss: Option<Miss>,
    /// Whether the sentence says no more than that the two differ.
    bare: bool,
}

impl Nearest {
    /// Offers a miss. `distance` orders misses of one kind, 99 at most.
    pub(super) fn offer(
        &mut self,
        kind: MissKind,
        distance: usize,
        write: impl FnOnce() -> (String, Option<Fix>),
    ) {
        self.offer_at(kind.rank(), kind, distance, write);
    }

    /// Offers a place of a fitting name whose value does not fit: it counts for less than any place that has
    /// the value, and for more than a value of another sort.
    pub(super) fn offer_unfit(
        &mut self,
        kind: MissKind,
        distance: usize,
        write: impl FnOnce() -> (String, Option<Fix>),
    ) {
        /// As many ranks farther.
        const UNFIT: u32 = 5;
        self.offer_at(kind.rank() + UNFIT, kind, distance, write);
    }

    /// Offers a miss that any of another kind goes before.
    pub(super) fn offer_behind(
        &mut self,
        others: MissKind,
        kind: MissKind,
        write: impl FnOnce() -> (String, Option<Fix>),
    ) {
        self.offer_at(others.rank(), kind, 99, write);
    }

    /// Puts a miss in the place of the nearest so far.
    pub(super) fn offer_first(&mut self, kind: MissKind, write: impl FnOnce() -> (String, Option<Fix>)) {
        self.miss = None;
        self.offer(kind, 50, write);
    }

    /// Offers what is said only where no other item and no other reason comes near.
    pub(super) fn offer_last(
        &mut self,
        kind: MissKind,
        distance: usize,
        write: impl FnOnce() -> (String, Option<Fix>),
    ) {
        self.offer_at(MissKind::Different.rank(), kind, distance, write);
    }

    fn offer_at(
        &mut self,
        rank: u32,
        kind: MissKind,
        distance: usize,
        write: impl FnOnce() -> (String, Option<Fix>),
    ) {
        // A rank is a hundred, a distance less, so no distance ever outweighs a rank.
        let rank = rank * 100 + u32::try_from(distance.min(99)).unwrap_or(99);
        if self.miss.as_ref().is_none_or(|nearest| rank < nearest.rank) {
            let (sentence, fix) = write();
            self.miss = Some(Miss { kind, sentence, fix, rank });
            self.bare = false;
        }
    }

    /// Offers that a value is simply another one. Where no nearer miss turns up, all values and items are
    /// named together.
    pub(super) fn differs(&mut self, distance: usize, write: impl FnOnce() -> (String, Option<Fix>)) {
        let mut taken = false;
        self.offer(MissKind::Different, distance, || {
            taken = true;
            write()
        });
        self.bare |= taken;
    }

    /// Whether the nearest miss so far is that a value is simply another one.
    pub(super) fn is_bare(&self) -> bool {
        self.bare
    }

    /// Writes the sentence of the nearest miss anew.
    pub(super) fn say(&mut self, sentence: String) {
        if let Some(miss) = &mut self.miss {
            miss.sentence = sentence;
        }
    }

    /// Gives the nearest miss another fix.
    pub(super) fn fix(&mut self, fix: Fix) {
        if let Some(miss) = &mut self.miss {
            miss.fix = Some(fix);
        }
    }

    /// The nearest so far.
    pub(super) fn miss(&self) -> Option<&Miss> {
        self.miss.as_ref()
    }

    pub(super) fn into_miss(self) -> Option<Miss> {
        self.miss
    }
}
