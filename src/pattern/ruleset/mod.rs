//! Many rules at once, for streams: JSON bytes in, matching rules out.
//!
//! One pass over the bytes finds the values at the paths that any rule names (`wanted`, `walk`) and passes
//! over everything else without building it. What stands between two values, names and brackets, mostly
//! stood so in some event before: then its bytes are compared and not read (`shape`; what is new is read by
//! `learn`). Of the values themselves only the ends are looked for (`scan`, by `chunk`s of bytes). An index
//! (`index`) leads from the values to the few alternatives that they may satisfy, and only these are judged,
//! by the same items and the same consistency search as [`Pattern::matches`]; so the cost of an event hardly
//! depends on how many rules there are.
//!
//! # Bounds
//!
//! - Memory is linear in the rules: an item is filed under two keys at the most, and no automaton is built,
//!   so wildcards cannot blow it up.
//! - Once warm, an event allocates nothing, unless fields of one rule lie in *nested* arrays or need `exists:
//!   false` inside arrays; then the consistency search of [`Pattern::matches`] runs with its own step budget,
//!   and its verdict may be undecided here as there.

mod by_length;
mod by_text;
mod chunk;
mod compile;
mod hash;
mod index;
mod intervals;
mod judge;
mod learn;
mod probe;
mod rule_paths;
mod scan;
mod shape;
#[cfg(test)]
mod tests;
mod walk;
mod within;

use std::collections::HashMap;
use std::hash::Hash;

use super::{Event, EventError, Pattern};
use crate::json::Limits;
use compile::Compiled;
use index::Index;
use rule_paths::RulePaths;
use scan::Bounds;
use walk::Walk;

/// A set of rules, each under an id of the caller's choice.
///
/// ```
/// use buslens::pattern::{Pattern, RuleSet, Scratch};
///
/// let mut rules = RuleSet::new();
/// rules.add("paid", &Pattern::parse(r#"{"detail": {"state": ["PAID"]}}"#)?);
/// let (mut scratch, mut matching) = (Scratch::new(), Vec::new());
/// rules.matches(&mut scratch, br#"{"detail": {"state": "PAID"}}"#, &mut matching)?;
/// assert_eq!(matching, ["paid"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct RuleSet<I> {
    wanted: RulePaths,
    /// The wanted paths, by number.
    paths: Vec<Vec<u8>>,
    /// By number; `None` where a rule was removed.
    rules: Vec<Option<I>>,
    numbers: HashMap<I, u32>,
    alternatives: Vec<Compiled>,
    index: Index,
}

/// Buffers for [`RuleSet::matches`], to be used again for the next event, and the mode it works in.
#[derive(Debug, Default)]
pub struct Scratch {
    sound: bool,
    walk: Walk,
    judge: judge::Judge,
}

impl Scratch {
    /// The default mode: the whole event is read, and every syntax error up to its closing brace is reported.
    pub fn new() -> Self {
        Self::default()
    }

    /// For input known to be sound, such as what EventBridge itself delivered: unwanted parts are passed over
    /// unread, names are taken to be unique in their object, and reading ends when there is nothing left to
    /// find. Errors in what was not read go unnoticed.
    pub fn for_sound_input() -> Self {
        Self { sound: true, ..Self::default() }
    }
}

impl<I> Default for RuleSet<I> {
    fn default() -> Self {
        Self {
            wanted: RulePaths::default(),
            paths: Vec::new(),
            rules: Vec::new(),
            numbers: HashMap::new(),
            alternatives: Vec::new(),
            index: Index::default(),
        }
    }
}

/// With more rules than this, those that were removed are forgotten when they are the most.
const FEW: usize = 64;

impl<I: Clone + Eq + Hash> RuleSet<I> {
    /// No rules.
    pub fn new() -> Self {
        Self::default()
    }

    /// The number of rules.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Adds a rule; one that has this id already is replaced.
    pub fn add(&mut self, id: I, pattern: &Pattern) {
        self.remove(&id);
        let number = number_after(&self.rules);
        self.numbers.insert(id.clone(), number);
        for alternative in &pattern.alternatives {
            let compiled = Compiled::new(number, pattern, alternative, |path| {
                number_of(&mut self.wanted, &mut self.paths, path)
            });
            self.index.file(number_after(&self.alternatives), &compiled);
            self.alternatives.push(compiled);
        }
        self.rules.push(Some(id));
    }

    /// Takes a rule out; answers whether it was there.
    pub fn remove(&mut self, id: &I) -> bool {
        let Some(number) = self.numbers.remove(id) else {
            return false;
        };
        if let Some(rule) = self.rules.get_mut(number as usize) {
            *rule = None;
        }
        if self.rules.len() > FEW && self.numbers.len() < self.rules.len() / 2 {
            self.compact();
        }
        true
    }

    /// Forgets what only removed rules needed.
    fn compact(&mut self) {
        let paths = std::mem::take(&mut self.paths);
        self.wanted = RulePaths::default();
        self.index = Index::default();
        let mut moved = vec![None; self.rules.len()];
        for (number, (from, _)) in (0..).zip(self.rules.iter().enumerate().filter(|(_, rule)| rule.is_some()))
        {
            moved[from] = Some(number);
        }
        self.rules.retain(Option::is_some);
        self.numbers =
            (0..).zip(self.rules.iter().flatten()).map(|(number, id)| (id.clone(), number)).collect();
        self.alternatives.retain_mut(|alternative| {
            let Some(rule) = moved[alternative.rule as usize] else {
                return false;
            };
            alternative.rule = rule;
            for condition in &mut alternative.conditions {
                condition.path =
                    number_of(&mut self.wanted, &mut self.paths, &paths[condition.path as usize]);
            }
            true
        });
        for (number, alternative) in (0..).zip(&self.alternatives) {
            self.index.file(number, alternative);
        }
    }

    /// Appends the ids of the rules that match, in the order in which they were added.
    ///
    /// Rules for which the step budget ran out are not among them; [`RuleSet::undecided`] names those.
    pub fn matches(
        &self,
        scratch: &mut Scratch,
        event: &[u8],
        matching: &mut Vec<I>,
    ) -> Result<(), EventError> {
        self.walk(scratch, event)?;
        let Scratch { walk, judge, .. } = scratch;
        judge.run(&self.alternatives, &self.index, &walk.values, event, |rule| {
            self.rules.get(rule as usize).is_some_and(Option::is_some)
        });
        matching.extend(self.ids(&judge.matching));
        Ok(())
    }

    /// The rules for which the last event in this scratch could not be decided; see
    /// [`Verdict::Undecided`](super::Verdict::Undecided).
    pub fn undecided<'a>(&'a self, scratch: &'a Scratch) -> impl Iterator<Item = I> + 'a {
        self.ids(&scratch.judge.undecided)
    }

    fn ids<'a>(&'a self, rules: &'a [u32]) -> impl Iterator<Item = I> + 'a {
        rules.iter().filter_map(|rule| self.rules.get(*rule as usize)?.clone())
    }

    fn walk(&self, scratch: &mut Scratch, event: &[u8]) -> Result<(), EventError> {
        let (walk, paths) = (&mut scratch.walk, self.paths.len());
        let bounds = Bounds::from(Limits::default());
        if scratch.sound && self.wanted.is_empty() {
            walk.values.clear(paths);
            return Ok(());
        }
        if scratch.sound && walk.walk::<true>(&self.wanted, paths, event, bounds).is_ok() {
            return Ok(());
        }
        if walk.walk::<false>(&self.wanted, paths, event, bounds).is_ok() {
            return Ok(());
        }
        Event::parse(event)?;
        // Sound after all: a number or name is long, but not by the strict reader's count.
        walk.walk::<false>(&self.wanted, paths, event, Bounds::NONE)
            .map_err(|scan::Unsure| EventError::NotAnObject("unreadable"))
    }
}

/// The number of what comes next.
fn number_after<T>(these: &[T]) -> u32 {
    u32::try_from(these.len()).unwrap_or(u32::MAX)
}

fn number_of(wanted: &mut RulePaths, paths: &mut Vec<Vec<u8>>, path: &[u8]) -> u32 {
    let next = number_after(paths);
    let number = wanted.path(path, next);
    if number == next {
        paths.push(path.to_vec());
    }
    number
}
