//! Ranges that may hold a number: each run of them is a balanced tree laid out in an array, sorted by lower
//! bound, each node with the highest bound below it. A query costs a logarithm a run, and one step for each
//! range that is found; adding one now and then merges runs of about the same length, so there are few.

use crate::pattern::item::Range;

/// The ranges, each with the alternative that it is filed for.
#[derive(Debug, Default)]
pub(super) struct Intervals {
    /// In no order.
    latest: Vec<Interval>,
    /// Each at least twice as long as the next.
    runs: Vec<Vec<Interval>>,
}

#[derive(Debug, Clone, Copy)]
struct Interval {
    low: f64,
    high: f64,
    /// The highest `high` in the subtree whose middle this row is.
    reach: f64,
    alternative: u32,
}

/// How many are kept in no order.
const LATEST: usize = 32;

impl Intervals {
    pub(super) fn is_empty(&self) -> bool {
        self.latest.is_empty() && self.runs.is_empty()
    }

    pub(super) fn file(&mut self, range: Range, alternative: u32) {
        let (low, high) = ends(range);
        self.latest.push(Interval { low, high, reach: high, alternative });
        if self.latest.len() < LATEST {
            return;
        }
        let mut run = std::mem::take(&mut self.latest);
        // Several runs may be due at once; sorting finds what is in order already.
        while let Some(before) = self.runs.pop_if(|before| before.len() < 2 * run.len()) {
            run.extend(before);
        }
        run.sort_by(|a, b| a.low.total_cmp(&b.low));
        reach(&mut run);
        self.runs.push(run);
    }

    /// How many may hold what this range holds; counting ends when there are many.
    pub(super) fn load(&self, range: Range) -> u64 {
        let (low, high) = ends(range);
        let value = match (low.is_finite(), high.is_finite()) {
            (true, true) => f64::midpoint(low, high),
            (true, false) => low,
            (false, _) => high,
        };
        let mut found = 0;
        self.each(value, &mut |_| {
            found += 1;
            found < MANY
        });
        found
    }

    pub(super) fn find(&self, value: f64, out: &mut Vec<u32>) {
        self.each(value, &mut |alternative| {
            out.push(alternative);
            true
        });
    }

    /// Hands over those that may hold the value, until told to stop.
    fn each(&self, value: f64, take: &mut dyn FnMut(u32) -> bool) {
        for row in &self.latest {
            if row.low <= value && value <= row.high && !take(row.alternative) {
                return;
            }
        }
        for run in &self.runs {
            if !stab(run, value, take) {
                return;
            }
        }
    }
}

const MANY: u64 = 64;

fn ends(range: Range) -> (f64, f64) {
    (
        range.low.map_or(f64::NEG_INFINITY, |bound| bound.value),
        range.high.map_or(f64::INFINITY, |bound| bound.value),
    )
}

/// Fills `reach` below the middle row; as deep as the logarithm of the rows.
fn reach(rows: &mut [Interval]) -> f64 {
    if rows.is_empty() {
        return f64::NEG_INFINITY;
    }
    let middle = rows.len() / 2;
    let (left, rest) = rows.split_at_mut(middle);
    let [row, right @ ..] = rest else { return f64::NEG_INFINITY };
    row.reach = row.high.max(reach(left)).max(reach(right));
    row.reach
}

/// False when told to stop.
fn stab(rows: &[Interval], value: f64, take: &mut dyn FnMut(u32) -> bool) -> bool {
    let middle = rows.len() / 2;
    let (left, rest) = rows.split_at(middle);
    let [row, right @ ..] = rest else { return true };
    if row.reach < value {
        return true;
    }
    stab(left, value, take)
        && (row.low > value || ((row.high < value || take(row.alternative)) && stab(right, value, take)))
}

#[cfg(test)]
mod tests {
    use super::Intervals;
    use crate::pattern::item::{Bound, Range};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_ranges_that_hold_a_number_are_found(
            ranges in prop::collection::vec((0_i32..40, 0_i32..12, 0_u8..4), 0..300),
            value in 0_i32..50,
        ) {
            let mut intervals = Intervals::default();
            let mut wanted = Vec::new();
            for ((low, width, open), alternative) in ranges.into_iter().zip(0..) {
                let bound = |value: i32| Some(Bound { value: f64::from(value), inclusive: true });
                let range = Range {
                    low: bound(low).filter(|_| open != 1),
                    high: bound(low + width).filter(|_| open != 2),
                };
                intervals.file(range, alternative);
                if range.contains(f64::from(value)) {
                    wanted.push(alternative);
                }
            }
            let mut found = Vec::new();
            intervals.find(f64::from(value), &mut found);
            found.sort_unstable();
            prop_assert_eq!(found, wanted);
        }
    }
}
