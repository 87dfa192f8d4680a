//! Alternatives made ready for judging, and the index over them.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use super::index::{Map, PathIndex, Probe, probes, probes_suffice};
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
    /// Whoever the index finds matches, and need not be judged.
    pub(super) sure: bool,
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
        let sure = matches!(&*conditions, [only] if only.items.iter().all(probes_suffice));
        Self { rule, conditions, siblings: pattern.alternatives.len(), sure }
    }
}

/// The alternatives, filed under the values that may satisfy them.
#[derive(Debug)]
pub(super) struct Index {
    paths: Vec<Option<Box<PathIndex>>>,
    /// Those that no value leads to, because all they ask for is an absence.
    always: Vec<u32>,
    filed: usize,
}

impl Index {
    /// Files each alternative under the condition that is thought to be met most rarely: by the kind of its
    /// items, and by how many others ask the same.
    pub(super) fn new(alternatives: &[Compiled], paths: usize) -> Self {
        let mut index = Self {
            paths: std::iter::repeat_with(|| None).take(paths).collect(),
            always: Vec::new(),
            filed: alternatives.len(),
        };
        let mut shared: Map<u64, u64> = Map::default();
        for condition in alternatives.iter().flat_map(|alternative| &alternative.conditions) {
            for probe in condition.probes().into_iter().flatten() {
                *shared.entry(name(condition.path, &probe)).or_default() += 1;
            }
        }
        for (number, alternative) in (0..).zip(alternatives) {
            let breadth = |condition: &Condition, probes: &[Probe]| {
                let one = |probe: &Probe| {
                    probe
                        .breadth()
                        .saturating_mul(shared.get(&name(condition.path, probe)).copied().unwrap_or(1))
                };
                probes.iter().map(one).fold(0, u64::saturating_add)
            };
            let pivots =
                alternative.conditions.iter().filter_map(|condition| Some((condition, condition.probes()?)));
            match pivots.min_by_key(|(condition, probes)| breadth(condition, probes)) {
                Some((condition, probes)) => {
                    let filed = index.paths[condition.path as usize].get_or_insert_default();
                    for probe in probes {
                        filed.file(probe, number);
                    }
                }
                None => index.always.push(number),
            }
        }
        for path in index.paths.iter_mut().flatten() {
            path.finish();
        }
        index
    }

    /// How many alternatives there were when it was made.
    pub(super) fn filed(&self) -> usize {
        self.filed
    }

    pub(super) fn always(&self) -> &[u32] {
        &self.always
    }

    pub(super) fn path(&self, path: u32) -> Option<&PathIndex> {
        self.paths.get(path as usize)?.as_deref()
    }
}

impl Condition {
    /// Where a satisfying value can be filed; `None` where an absence satisfies too.
    fn probes(&self) -> Option<Vec<Probe>> {
        let mut found = Vec::new();
        self.items.iter().try_for_each(|item| probes(item, &mut found))?;
        Some(found)
    }
}

/// A number for a probe at a path; that two share one would only make a pivot worse.
fn name(path: u32, probe: &Probe) -> u64 {
    let mut hasher = DefaultHasher::new();
    (path, format!("{probe:?}")).hash(&mut hasher);
    hasher.finish()
}
