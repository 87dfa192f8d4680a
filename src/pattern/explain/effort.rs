//! A bound on the work that goes into finding words.
//!
//! Comparing every item of a long list with every value of a long array, and each character with each, would
//! cost far more than the verdict. What is compared is paid for out of one purse for the whole explanation;
//! once it is empty, the nearest miss found so far stands.

use std::cell::Cell;

/// What is left to spend, about one for each byte that is looked at.
#[derive(Debug)]
pub(super) struct Effort {
    left: Cell<usize>,
    /// What of it the leaf at hand may spend.
    share: Cell<usize>,
}

impl Effort {
    /// Some ten milliseconds.
    const WHOLE: usize = 20_000_000;
    /// What every leaf may spend, however many came before it.
    const LEAST: usize = 20_000;

    pub(super) fn new() -> Self {
        Self { left: Cell::new(Self::WHOLE), share: Cell::new(Self::WHOLE) }
    }

    /// Begins with another leaf: it may spend a quarter of what is left, so that none takes everything from
    /// those behind it.
    pub(super) fn begin(&self) {
        self.share.set((self.left.get() / 4).max(Self::LEAST));
    }

    /// Spends, and says whether there was anything left: the last purchase may cost more than there is.
    pub(super) fn spend(&self, cost: usize) -> bool {
        let share = self.share.get();
        self.share.set(share.saturating_sub(cost));
        self.left.set(self.left.get().saturating_sub(cost));
        share > 0
    }
}
