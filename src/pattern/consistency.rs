//! Array consistency: the values chosen for the paths must not come from different elements of one array.
//!
//! Each path of an alternative chooses one of its values that satisfies it, in the order of the paths;
//! `exists: false` chooses nothing, and may do so only if every value at its path contradicts the choices
//! made before it. Finding choices that go together is a search with full backtracking. What keeps it short:
//!
//! - The array elements form a tree ([`Scopes`]), and for each path only the part of that tree that leads to
//!   its values is looked at. Below an element that an earlier choice has fixed, nothing else is visited.
//! - A choice matters to later paths only as far as they meet the same arrays, so choices that agree there
//!   are tried once.
//! - What is left over after a path depends on nothing but the fixed elements that later paths meet; a
//!   combination that failed is not tried again.
//!
//! Where all values of a path lie along one chain of nested arrays, which is every event without duplicate or
//! dotted keys, the combinations are as many as the elements, and the search is linear. With several arrays
//! on one path it is as hard as satisfiability; then a budget ends it ([`budget`]), and the answer is that
//! there is none.

use std::borrow::Borrow;
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use super::Verdict;

/// Spreads the numbers of elements and arrays, which are given out one by one, so nobody can choose them to
/// collide.
#[derive(Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u32(u32::from(byte));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = (self.0.rotate_left(5) ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

type Map<V> = HashMap<u32, V, BuildHasherDefault<Spread>>;
type Set = HashSet<u32, BuildHasherDefault<Spread>>;

/// The array elements that values are tied to, as a tree. An element comes after the one it lies in.
#[derive(Debug)]
pub(crate) struct Scopes {
    parents: Vec<u32>,
    arrays: Vec<u32>,
}

impl Default for Scopes {
    fn default() -> Self {
        Self { parents: vec![0], arrays: vec![u32::MAX] }
    }
}

impl Scopes {
    /// Tied to nothing.
    pub(crate) const ROOT: u32 = 0;

    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Forgets all elements, keeping the memory.
    pub(crate) fn clear(&mut self) {
        self.parents.truncate(1);
        self.arrays.truncate(1);
    }

    /// The number of elements and one.
    pub(crate) fn len(&self) -> usize {
        self.parents.len()
    }

    /// A new element of an array that lies in `parent`. The numbers of arrays are the caller's.
    pub(crate) fn push(&mut self, parent: u32, array: u32) -> u32 {
        let scope = u32::try_from(self.parents.len()).unwrap_or(u32::MAX);
        self.parents.push(parent);
        self.arrays.push(array);
        scope
    }

    /// The element that this one lies in.
    pub(crate) fn parent(&self, scope: u32) -> u32 {
        self.parents.get(scope as usize).copied().unwrap_or(Self::ROOT)
    }

    /// The array that an element stands in.
    pub(crate) fn array(&self, scope: u32) -> u32 {
        self.arrays.get(scope as usize).copied().unwrap_or(u32::MAX)
    }

    /// The element and those around it, innermost first.
    pub(crate) fn chain(&self, scope: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(Some(scope), |&s| Some(self.parent(s))).take_while(|&s| s != Self::ROOT)
    }

    /// Whether two values tied to these elements can be chosen together.
    pub(crate) fn agree(&self, a: u32, b: u32) -> bool {
        let chosen: Map<u32> = self.chain(a).map(|scope| (self.array(scope), scope)).collect();
        self.chain(b).all(|scope| chosen.get(&self.array(scope)).is_none_or(|&other| other == scope))
    }
}

/// What one path of an alternative can choose from; steps come in the order of the paths.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choices {
    /// The elements of the values that satisfy the path.
    pub(crate) hits: Vec<u32>,
    /// With `exists: false` among the items: the elements of *all* values at the path.
    pub(crate) unless: Option<Vec<u32>>,
}

/// The steps that the search may take beyond those that a single chain of arrays can need, shared evenly by
/// the alternatives of a pattern.
pub(crate) const EXTRA_STEPS: usize = 100_000;

/// The budget of one alternative out of `alternatives`, whose paths meet `elements` array elements
/// altogether.
///
/// Without duplicate or dotted keys the search takes at most a few steps for each element and path, so this
/// never ends it.
pub(crate) fn budget(elements: usize, alternatives: usize) -> usize {
    elements.saturating_mul(4) + (EXTRA_STEPS / alternatives.max(1)).max(1_000)
}

/// Whether choices can be made for all steps; `Undecided` when the budget ran out.
pub(crate) fn decide(steps: &[impl Borrow<Choices>], scopes: &Scopes, alternatives: usize) -> Verdict {
    let steps: Vec<&Choices> = steps.iter().map(Borrow::borrow).collect();
    let hopeless = |step: &&Choices| {
        step.hits.is_empty() && step.unless.as_ref().is_none_or(|values| values.contains(&Scopes::ROOT))
    };
    if steps.iter().any(hopeless) {
        return Verdict::NoMatch;
    }
    let free = |step: &&Choices| {
        step.hits.contains(&Scopes::ROOT) || step.unless.as_ref().is_some_and(Vec::is_empty)
    };
    if steps.iter().all(free) {
        return Verdict::Match;
    }
    Search::new(&steps, scopes, alternatives).run()
}

/// The part of the tree of elements that leads to some values of a path.
#[derive(Default)]
struct Reach {
    /// The elements with values directly in them.
    own: Set,
    /// Under an element, the arrays that lead on.
    arrays: Map<Vec<u32>>,
    /// In an array, the elements that lead on.
    elements: Map<Vec<u32>>,
    known: Set,
}

impl Reach {
    fn new(values: &[u32], scopes: &Scopes) -> Self {
        let mut reach = Self::default();
        for &value in values {
            reach.own.insert(value);
            for scope in scopes.chain(value) {
                if !reach.known.insert(scope) {
                    break;
                }
                let array = scopes.array(scope);
                let elements = reach.elements.entry(array).or_default();
                if elements.is_empty() {
                    reach.arrays.entry(scopes.parent(scope)).or_default().push(array);
                }
                elements.push(scope);
            }
        }
        reach
    }
}

struct Search<'s> {
    scopes: &'s Scopes,
    hits: Vec<Reach>,
    unless: Vec<Option<Reach>>,
    /// The last step that meets an array.
    last: Map<usize>,
    /// The element that the choices so far have fixed in an array.
    fixed: Map<u32>,
    /// What the choices so far have in common with later steps; see [`Search::key`].
    chosen: Vec<u32>,
    failed: HashSet<(usize, Vec<u32>)>,
    steps: usize,
}

/// The budget is used up.
struct Exhausted;

impl<'s> Search<'s> {
    fn new(steps: &[&Choices], scopes: &'s Scopes, alternatives: usize) -> Self {
        let hits: Vec<_> = steps.iter().map(|step| Reach::new(&step.hits, scopes)).collect();
        let unless: Vec<_> =
            steps.iter().map(|step| step.unless.as_ref().map(|values| Reach::new(values, scopes))).collect();
        let mut last = Map::default();
        let mut elements = steps.len();
        for (step, (hits, unless)) in hits.iter().zip(&unless).enumerate() {
            for reach in std::iter::once(hits).chain(unless) {
                elements += reach.known.len() + 1;
                for &array in reach.elements.keys() {
                    last.insert(array, step);
                }
            }
        }
        let steps = budget(elements, alternatives);
        Self {
            scopes,
            hits,
            unless,
            last,
            fixed: Map::default(),
            chosen: Vec::new(),
            failed: HashSet::new(),
            steps,
        }
    }

    fn run(mut self) -> Verdict {
        match self.solve(0) {
            Ok(true) => Verdict::Match,
            Ok(false) => Verdict::NoMatch,
            Err(Exhausted) => Verdict::Undecided,
        }
    }

    /// Chooses for this step and all later ones. One level for each path of an alternative, of which there
    /// are at most 256.
    fn solve(&mut self, step: usize) -> Result<bool, Exhausted> {
        if step == self.hits.len() {
            return Ok(true);
        }
        let key = self.key(step);
        if self.failed.contains(&key) {
            return Ok(false);
        }
        if self.may_be_absent(step)? && self.solve(step + 1)? {
            return Ok(true);
        }
        for choice in self.choices(step)? {
            let fixed = self.fix(choice);
            let new = choice != Scopes::ROOT && !self.chosen.contains(&choice);
            if new {
                self.chosen.push(choice);
            }
            let solved = self.solve(step + 1)?;
            if new {
                self.chosen.pop();
            }
            for array in fixed {
                self.fixed.remove(&array);
            }
            if solved {
                return Ok(true);
            }
        }
        self.failed.insert(key);
        Ok(false)
    }

    fn spend(&mut self) -> Result<(), Exhausted> {
        self.steps = self.steps.checked_sub(1).ok_or(Exhausted)?;
        Ok(())
    }

    /// All that later steps can know of the choices so far: the fixed elements in arrays that they meet.
    fn key(&self, step: usize) -> (usize, Vec<u32>) {
        let mut known: Vec<u32> = self
            .chosen
            .iter()
            .map(|&scope| self.project(scope, step))
            .filter(|&s| s != Scopes::ROOT)
            .collect();
        known.sort_unstable();
        known.dedup();
        (step, known)
    }

    /// The innermost of the elements around a value whose array is met at this step or later.
    fn project(&self, scope: u32, step: usize) -> u32 {
        self.scopes.chain(scope).find(|&s| self.matters(self.scopes.array(s), step)).unwrap_or(Scopes::ROOT)
    }

    fn matters(&self, array: u32, step: usize) -> bool {
        self.last.get(&array).is_some_and(|&last| last >= step)
    }

    /// Fixes the elements around a chosen value; the arrays that were not fixed before are returned.
    fn fix(&mut self, choice: u32) -> Vec<u32> {
        let mut fixed = Vec::new();
        for scope in self.scopes.chain(choice) {
            let array = self.scopes.array(scope);
            if self.fixed.insert(array, scope).is_some() {
                break;
            }
            fixed.push(array);
        }
        fixed
    }

    /// Whether the step is `exists: false` and every value at its path contradicts the choices so far.
    fn may_be_absent(&mut self, step: usize) -> Result<bool, Exhausted> {
        let Some(reach) = self.unless.get(step).and_then(Option::as_ref) else {
            return Ok(false);
        };
        let mut open = vec![Scopes::ROOT];
        let mut spent = 0;
        let mut absent = true;
        while let Some(scope) = open.pop() {
            spent += 1;
            if reach.own.contains(&scope) {
                absent = false;
                break;
            }
            for array in reach.arrays.get(&scope).into_iter().flatten() {
                match self.fixed.get(array) {
                    Some(fixed) if reach.known.contains(fixed) => open.push(*fixed),
                    Some(_) => {}
                    None => absent = false,
                }
            }
        }
        (0..spent).try_for_each(|_| self.spend())?;
        Ok(absent)
    }

    /// The elements that this step can choose beside the choices so far, cut down to what later steps can
    /// tell apart.
    fn choices(&mut self, step: usize) -> Result<Vec<u32>, Exhausted> {
        let mut choices = Vec::new();
        let mut spent = 0;
        if let Some(reach) = self.hits.get(step) {
            let mut open = vec![Scopes::ROOT];
            while let Some(scope) = open.pop() {
                spent += 1;
                let mut direct = reach.own.contains(&scope);
                for array in reach.arrays.get(&scope).into_iter().flatten() {
                    match self.fixed.get(array) {
                        Some(fixed) if reach.known.contains(fixed) => open.push(*fixed),
                        Some(_) => {}
                        None if self.matters(*array, step + 1) => {
                            let elements = reach.elements.get(array).into_iter().flatten();
                            open.extend(elements.rev());
                        }
                        // No later step meets this array, so any of its elements will do, and none needs a
                        // name.
                        None => direct = true,
                    }
                }
                if direct {
                    choices.push(self.project(scope, step + 1));
                }
            }
        }
        let mut seen = Set::default();
        choices.retain(|choice| seen.insert(*choice));
        (0..spent).try_for_each(|_| self.spend())?;
        Ok(choices)
    }
}
