//! Makes the tree: verdicts for all parts of a pattern, and misses for those that fail.

mod closest;
mod conflicts;
mod elements;
mod exclusion_slips;
mod helpful_fixes;
mod json;
mod named_branch;
mod other_kind;
mod overridden;
mod sibling_kind;
mod verdicts;

use crate::json::{Kind, LineIndex, Value};
use crate::pattern::consistency::{self, Choices, Scopes};
use crate::pattern::event::{self, Found, Met};
use crate::pattern::explain::catalogue::MissKind;
use crate::pattern::explain::field::event_paths::Drawn;
use crate::pattern::explain::field::{Failing, Scene, path_text};
use crate::pattern::explain::miss::Miss;
use crate::pattern::explain::{Explanation, FoundValue, Nearness, Node, NodeKind};
use crate::pattern::item::Scalar;
use crate::pattern::{Alternative, Event, LeafId, PartKind, Pattern, Verdict};
#[cfg(feature = "explorer")]
pub(crate) use other_kind::cloudtrails;

/// Values of a leaf that are listed, at most.
const MOST_FOUND: usize = 50;
/// Bytes of a value that are listed, at most; a longer one is cut.
const LONGEST_FOUND: usize = 10_000;

pub(in crate::pattern::explain) struct Explainer<'a> {
    pattern: &'a Pattern,
    scene: Scene<'a>,
    event: &'a Event,
    found: Found,
    /// By leaf, what it can choose from.
    steps: Vec<Option<Choices>>,
    /// By leaf, its miss, if any, once it was asked for.
    misses: Vec<Option<Option<Miss>>>,
}

/// What became of an alternative.
struct AlternativeOutcome<'a> {
    /// Its place among the alternatives.
    at: usize,
    alternative: &'a Alternative,
    verdict: Verdict,
    /// The leaves that no choice could satisfy.
    failing: Vec<LeafId>,
    /// How many fields fail, and the sum of the ranks of their misses.
    near: (usize, u32),
}

/// That of the alternative with the fewest and smallest faults.
fn nearness(outcomes: &[AlternativeOutcome<'_>]) -> Nearness {
    let (failing, rank) = outcomes.iter().map(|outcome| outcome.near).min().unwrap_or_default();
    Nearness { failing, rank }
}

impl<'a> Explainer<'a> {
    /// `drawn` belongs to that event; any number of patterns may share it.
    pub(in crate::pattern::explain) fn new(
        pattern: &'a Pattern,
        event: &'a Event,
        drawn: &'a Drawn<'a>,
    ) -> Self {
        let found = event::collect(pattern, event);
        let steps = pattern.leaves.iter().map(|leaf| Some(leaf.step(event, &found))).collect();
        let misses = vec![None; pattern.leaves.len()];
        Self { pattern, event, scene: Scene::new(pattern, event, drawn), found, steps, misses }
    }

    pub(in crate::pattern::explain) fn run(mut self) -> Explanation {
        let outcomes = self.outcomes();
        let outcomes = self.nearest_first(outcomes);
        let verdict = match outcomes.first() {
            Some(closest) if closest.verdict == Verdict::Match => Verdict::Match,
            _ if outcomes.iter().any(|outcome| outcome.verdict == Verdict::Undecided) => Verdict::Undecided,
            _ => Verdict::NoMatch,
        };
        let nearness = nearness(&outcomes);
        let mut nodes = self.nodes();
        self.leaves(&mut nodes, &outcomes);
        self.conflicts(&mut nodes, &outcomes, verdict);
        match verdict {
            Verdict::Match => {
                other_kind::caution(&mut nodes, self.pattern, self.event);
                exclusion_slips::note(&mut nodes, &self.scene);
            }
            Verdict::NoMatch => {
                named_branch::name_branches(&mut nodes, self.pattern);
                other_kind::tell_kind(&mut nodes, self.pattern, self.event, self.scene.drawn);
                sibling_kind::tell_sibling(&mut nodes, self.event);
                if let Some(closest) = outcomes.first() {
                    helpful_fixes::keep_what_helps(&mut nodes, self.pattern, self.event, closest);
                }
            }
            Verdict::Undecided => {}
        }
        if let Some(top) = nodes.first_mut() {
            top.matched = match verdict {
                Verdict::Match => Some(true),
                Verdict::NoMatch => Some(false),
                Verdict::Undecided => None,
            };
            if verdict == Verdict::Undecided {
                top.miss = Some(undecided());
                top.decisive = true;
            }
        }
        Explanation { matched: verdict, nodes, nearness }
    }

    /// The verdict, and how many fields of the closest alternative fail: what [`Nearness::failing`] will be,
    /// without looking for a miss.
    pub(in crate::pattern::explain) fn standing(&mut self) -> (Verdict, usize) {
        let pattern = self.pattern;
        let (mut verdict, mut fewest) = (Verdict::NoMatch, usize::MAX);
        for alternative in &pattern.alternatives {
            match pattern.decide(alternative, self.event, &self.found, &mut self.steps) {
                Verdict::Match => return (Verdict::Match, 0),
                Verdict::Undecided => verdict = Verdict::Undecided,
                Verdict::NoMatch => fewest = fewest.min(self.failing(alternative).len().max(1)),
            }
        }
        (verdict, fewest)
    }

    /// How many fields of an alternative fail; none of one that matches.
    fn failing_of(&mut self, at: usize) -> usize {
        let pattern = self.pattern;
        let Some(alternative) = pattern.alternatives.get(at) else { return usize::MAX };
        match pattern.decide(alternative, self.event, &self.found, &mut self.steps) {
            Verdict::Match => 0,
            Verdict::Undecided | Verdict::NoMatch => self.failing(alternative).len().max(1),
        }
    }

    /// How near the event comes, without the tree.
    pub(in crate::pattern::explain) fn nearness(&mut self) -> Nearness {
        nearness(&self.outcomes())
    }

    /// What became of each alternative, judged as [`Pattern::matches`] judges it, in document order.
    fn outcomes(&mut self) -> Vec<AlternativeOutcome<'a>> {
        let pattern = self.pattern;
        let mut outcomes: Vec<AlternativeOutcome<'a>> = Vec::with_capacity(pattern.alternatives.len());
        for (at, alternative) in pattern.alternatives.iter().enumerate() {
            let verdict = pattern.decide(alternative, self.event, &self.found, &mut self.steps);
            let failing = if verdict == Verdict::NoMatch { self.failing(alternative) } else { Vec::new() };
            let ranks = failing.iter().map(|id| self.miss(*id).map_or(0, |miss| miss.rank)).sum();
            let near = match (verdict, failing.len()) {
                (Verdict::Match | Verdict::Undecided, _) => (0, u32::from(verdict == Verdict::Undecided)),
                // Every field is satisfied by itself.
                (Verdict::NoMatch, 0) => (1, MissKind::Elements.rank() * 100),
                (Verdict::NoMatch, count) => (count, ranks),
            };
            outcomes.push(AlternativeOutcome { at, alternative, verdict, failing, near });
        }
        outcomes
    }

    fn step(&self, id: LeafId) -> Option<&Choices> {
        self.steps.get(id.index())?.as_ref()
    }

    /// The leaves of an alternative that no choice could satisfy.
    fn failing(&self, alternative: &Alternative) -> Vec<LeafId> {
        let mut failing = Vec::new();
        let mut sound: Vec<&Choices> = Vec::new();
        for &(_, id) in &alternative.fields {
            let Some(step) = self.step(id) else { continue };
            let satisfied = !step.hits.is_empty()
                || match &step.unless {
                    None => false,
                    Some(values) if values.is_empty() => true,
                    Some(values) if values.contains(&Scopes::ROOT) => false,
                    // Absence may follow from the elements that the fields before it choose.
                    Some(_) => {
                        sound.push(step);
                        let fits =
                            consistency::decide(&sound, &self.found.scopes, self.pattern.alternatives.len())
                                != Verdict::NoMatch;
                        sound.pop();
                        fits
                    }
                };
            if satisfied {
                sound.push(step);
            } else {
                failing.push(id);
            }
        }
        failing
    }

    fn miss(&mut self, id: LeafId) -> Option<Miss> {
        let leaf = self.pattern.leaf(id)?;
        if let Some(Some(miss)) = self.misses.get(id.index()) {
            return miss.clone();
        }
        self.scene.effort.begin();
        let miss = self.replaces(leaf).or_else(|| {
            let all = self.found.at(leaf.path);
            match self.chosen_with(id, all) {
                Some(chosen) => Failing::new(&self.scene, leaf, &chosen).chosen_miss(all),
                None => Failing::new(&self.scene, leaf, all).miss(),
            }
        });
        *self.misses.get_mut(id.index())? = Some(miss.clone());
        miss
    }

    /// Of a failing field's values those in the array elements that the other fields choose, where these
    /// choose some of them.
    fn chosen_with(&self, id: LeafId, all: &[Met]) -> Option<Vec<Met>> {
        const MOST_COMPARED: usize = 20_000;
        let of = |alternative: &&Alternative| alternative.fields.iter().any(|(_, other)| *other == id);
        let alternative = self.pattern.alternatives.iter().find(of)?;
        let others: Vec<&[u32]> = alternative
            .fields
            .iter()
            .filter(|(_, other)| *other != id)
            .filter_map(|(_, other)| Some(self.step(*other)?.hits.as_slice()))
            .filter(|hits| !hits.is_empty() && !hits.contains(&Scopes::ROOT))
            .collect();
        let compared = all.len() * others.iter().map(|hits| hits.len()).sum::<usize>();
        if all.len() < 2 || compared == 0 || compared > MOST_COMPARED {
            return None;
        }
        let agrees = |met: &&Met| {
            others.iter().all(|hits| hits.iter().any(|hit| self.found.scopes.agree(*hit, met.scope)))
        };
        let chosen: Vec<Met> = all.iter().filter(agrees).copied().collect();
        (!chosen.is_empty() && chosen.len() < all.len()).then_some(chosen)
    }

    /// The parts without verdicts.
    fn nodes(&self) -> Vec<Node> {
        let pattern = self.pattern;
        let lines = LineIndex::new(pattern.text());
        let mut nodes: Vec<Node> = Vec::with_capacity(pattern.parts.len());
        for part in &pattern.parts {
            let span = pattern.document().value(part.node).span();
            let (found, more) = match part.kind {
                PartKind::Leaf(id) => self.values(id),
                PartKind::Object | PartKind::Or | PartKind::Branch => (Vec::new(), 0),
            };
            nodes.push(Node {
                kind: match part.kind {
                    PartKind::Object => NodeKind::Object,
                    PartKind::Or => NodeKind::Or,
                    PartKind::Branch => NodeKind::Branch,
                    PartKind::Leaf(_) => NodeKind::Field,
                },
                parent: part.parent,
                depth: part.parent.and_then(|parent| nodes.get(parent)).map_or(0, |parent| parent.depth + 1),
                path: path_text(pattern, part),
                position: lines.position(pattern.text(), span.start),
                span,
                key: part.key.clone(),
                matched: None,
                decisive: false,
                found,
                more,
                miss: None,
            });
        }
        nodes
    }

    fn values(&self, id: LeafId) -> (Vec<FoundValue>, usize) {
        let Some(leaf) = self.pattern.leaf(id) else { return (Vec::new(), 0) };
        let met = self.found.at(leaf.path);
        let document = self.event.document();
        let values = met.iter().take(MOST_FOUND).map(|met| {
            let value = document.value(met.node);
            let scalar = Scalar::new(value);
            let satisfies = leaf.clauses.iter().any(|clause| clause.item.matches(&scalar));
            FoundValue {
                node: met.node,
                pointer: document.pointer(value),
                value: list_entry(value),
                satisfies,
            }
        });
        (values.collect(), met.len().saturating_sub(MOST_FOUND))
    }

    /// Verdicts and misses for the leaves, each as part of the nearest alternative that has it.
    fn leaves(&mut self, nodes: &mut [Node], outcomes: &[AlternativeOutcome<'a>]) {
        let pattern = self.pattern;
        let Some(closest) = outcomes.first() else { return };
        let taken = verdicts::branches(self.pattern, closest.alternative);
        let mut judged_in: Vec<Option<usize>> = vec![None; pattern.leaves.len()];
        for (at, outcome) in outcomes.iter().enumerate() {
            for &(_, id) in &outcome.alternative.fields {
                if let Some(slot) = judged_in.get_mut(id.index()) {
                    slot.get_or_insert(at);
                }
            }
        }
        for (at, part) in pattern.parts.iter().enumerate() {
            let PartKind::Leaf(id) = part.kind else { continue };
            let outcome = judged_in.get(id.index()).copied().flatten();
            let in_closest = outcome == Some(0);
            // Without a match a list that fails where it counts is judged there, so that the branches beside
            // the one that replaces it are not taken for matching.
            let fails_elsewhere = outcome
                .and_then(|outcome| outcomes.get(outcome))
                .is_some_and(|outcome| closest.verdict != Verdict::Match && outcome.failing.contains(&id));
            let replaced_here = !in_closest
                && !fails_elsewhere
                && closest.verdict != Verdict::Undecided
                && !verdicts::in_other_branch(pattern, at, &taken);
            let (matched, miss) = match outcome.and_then(|outcome| outcomes.get(outcome)) {
                None => (
                    None,
                    Some(overridden(
                        "The same path is written again further down, and the later list replaces this one.",
                    )),
                ),
                Some(_) if replaced_here => (
                    None,
                    Some(overridden(
                        "A branch of an \"$or\" further down lists the same path, and in it that list \
                            replaces this one.",
                    )),
                ),
                Some(outcome) if outcome.failing.contains(&id) => {
                    // Only the branch nearest to the event gets a fix: the others are for other events.
                    let miss =
                        self.miss(id).map(|miss| Miss { fix: miss.fix.filter(|_| in_closest), ..miss });
                    (Some(false), miss)
                }
                Some(_) => (Some(true), None),
            };
            if let Some(node) = nodes.get_mut(at) {
                node.matched = matched;
                node.decisive = in_closest;
                node.miss = miss;
            }
        }
    }
}

/// A value for the list of those found.
fn list_entry(value: Value<'_>) -> String {
    if value.raw().len() <= LONGEST_FOUND || value.kind() != Kind::String {
        return value.compact();
    }
    let text = value.owned_text().unwrap_or_default();
    let end = (0..=LONGEST_FOUND).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    crate::json::quote(format!("{}…", text.get(..end).unwrap_or_default()).as_bytes())
}

fn put(nodes: &mut [Node], place: usize, miss: Miss, decisive: bool) {
    if let Some(node) = nodes.get_mut(place) {
        node.miss = Some(miss);
        node.decisive |= decisive;
    }
}

pub(in crate::pattern::explain) fn plain(kind: MissKind, sentence: String) -> Miss {
    Miss { kind, sentence, fix: None, rank: kind.rank() * 100 }
}

fn overridden(sentence: &str) -> Miss {
    plain(MissKind::Overridden, sentence.to_owned())
}

fn undecided() -> Miss {
    plain(
        MissKind::Undecided,
        "The event has several arrays on one path, through names that occur twice or hold a full stop, and \
            the question which elements go together \
         is too hard to be decided within the step budget. Ask AWS with TestEventPattern."
            .to_owned(),
    )
}
