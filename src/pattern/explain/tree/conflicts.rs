//! Fields that are satisfied one by one but not together.

use super::elements::{self, Apart, Sound};
use super::{AlternativeOutcome, Explainer, plain, put, verdicts};
use crate::pattern::explain::Node;
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::fixes::moved_field::scope;
use crate::pattern::{LeafId, Verdict};

impl<'a> Explainer<'a> {
    /// Reasons for parts whose fields are satisfied one by one but not together, and verdicts for all parts
    /// that have others inside.
    pub(super) fn conflicts(
        &self,
        nodes: &mut [Node],
        outcomes: &[AlternativeOutcome<'a>],
        verdict: Verdict,
    ) {
        let Some(closest) = outcomes.first() else { return };
        let taken = verdicts::branches(self.pattern, closest.alternative);
        if closest.verdict == Verdict::NoMatch
            && let Some(apart) = self.apart(closest, &closest.failing)
        {
            let place = self.common(&apart);
            put(nodes, place, apart.miss, true);
        }
        self.scene.effort.begin();
        // Elsewhere in an `$or` the branch is what has the reason, so that it does not look like one that
        // matches.
        let tied = self.found.scopes.len() > 1;
        for outcome in outcomes.iter().skip(1).filter(|outcome| tied && outcome.verdict == Verdict::NoMatch) {
            let branch =
                outcome.alternative.fields.iter().filter_map(|(_, id)| self.pattern.leaf(*id)).find_map(
                    |leaf| {
                        scope(self.pattern, leaf.part).filter(|at| {
                            !taken.get(*at).copied().unwrap_or(false)
                                && nodes.get(*at).is_some_and(|node| node.miss.is_none())
                        })
                    },
                );
            let Some(branch) = branch else { continue };
            // Which elements hold what is worth a search for as many branches as a reader looks at, with long
            // arrays for fewer.
            let steps = outcome.alternative.fields.iter().filter_map(|(_, id)| self.step(*id));
            let cost: usize =
                steps.map(|step| step.hits.len() + step.unless.as_ref().map_or(0, Vec::len) + 10).sum();
            if !self.scene.effort.spend(cost.saturating_mul(50)) {
                if outcome.failing.is_empty() {
                    put(
                        nodes,
                        branch,
                        plain(
                            MissKind::Elements,
                            "The fields are satisfied only by different elements of an array.".to_owned(),
                        ),
                        false,
                    );
                }
                continue;
            }
            let Some(apart) = self.apart(outcome, &outcome.failing) else { continue };
            let within = |id: &LeafId| {
                let leaf = self.pattern.leaf(*id);
                leaf.is_some_and(|leaf| {
                    std::iter::successors(Some(leaf.part), |&at| self.pattern.parts.get(at)?.parent)
                        .any(|at| at == branch)
                })
            };
            if apart.leaves.iter().any(within) {
                put(nodes, branch, apart.miss, false);
            }
        }
        verdicts::settle(nodes, &taken);
        // Whatever still looks as if it matched as a whole does so through choices that do not go together.
        for outcome in outcomes
            .iter()
            .filter(|outcome| verdict == Verdict::NoMatch && outcome.verdict == Verdict::NoMatch)
        {
            if nodes.first().is_none_or(|top| top.matched == Some(false)) {
                break;
            }
            let leaves = outcome.alternative.fields.iter().filter_map(|(_, id)| self.pattern.leaf(*id));
            if leaves.filter_map(|leaf| nodes.get(leaf.part)).any(|node| node.matched == Some(false)) {
                continue;
            }
            if let Some(apart) = self.apart(outcome, &[]) {
                let place = self.common(&apart);
                put(nodes, place, apart.miss, false);
                verdicts::settle(nodes, &taken);
            }
        }
    }

    /// What keeps the fields of an alternative apart, but for some that fail anyway.
    fn apart(&self, outcome: &AlternativeOutcome<'a>, without: &[LeafId]) -> Option<Apart> {
        let sound: Vec<Sound<'_>> = outcome
            .alternative
            .fields
            .iter()
            .filter(|(_, id)| !without.contains(id))
            .filter_map(|&(_, id)| Some(Sound { id, leaf: self.pattern.leaf(id)?, step: self.step(id)? }))
            .collect();
        if sound.is_empty() { None } else { elements::apart(self.pattern, self.event, &self.found, &sound) }
    }

    /// The innermost part that holds all of the fields which do not go together.
    fn common(&self, apart: &Apart) -> usize {
        let above = |id: &LeafId| -> Vec<usize> {
            let parent = |at: usize| self.pattern.parts.get(at).and_then(|part| part.parent);
            self.pattern
                .leaf(*id)
                .map(|leaf| std::iter::successors(parent(leaf.part), |&at| parent(at)).collect())
                .unwrap_or_default()
        };
        let common = apart
            .leaves
            .iter()
            .map(above)
            .reduce(|common, above| common.into_iter().filter(|at| above.contains(at)).collect());
        common.and_then(|common| common.first().copied()).unwrap_or(0)
    }
}
