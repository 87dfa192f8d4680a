//! From the values that were found to the rules that match.

use super::compile::{Compiled, Condition};
use super::index::{Index, append};
use super::walk::{Token, ValueAt, Values};
use crate::json::Kind;
use crate::pattern::Verdict;
use crate::pattern::consistency::{self, Choices, Scopes};
use crate::pattern::item::Scalar;

/// The verdicts on one event, and buffers.
#[derive(Debug, Default)]
pub(super) struct Judge {
    /// Rules that match, ascending.
    pub(super) matching: Vec<u32>,
    /// Rules for which the step budget ran out, ascending.
    pub(super) undecided: Vec<u32>,
    candidates: Vec<u32>,
    /// By alternative: the event it was last judged for.
    judged: Vec<u64>,
    event: u64,
    lower: Vec<u8>,
    /// By element: for how many tied conditions it will do, and the last of them.
    votes: Vec<(u32, u32)>,
    tied: Vec<u32>,
}

/// What the values say to one condition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    No,
    /// With a value, or an absence, that is tied to nothing.
    Free,
    /// Only with values inside array elements.
    Tied,
    /// Perhaps by an absence that depends on other choices.
    Depends,
}

impl Judge {
    pub(super) fn run(
        &mut self,
        alternatives: &[Compiled],
        index: &Index,
        values: &Values,
        event: &[u8],
        alive: impl Fn(u32) -> bool,
    ) {
        self.matching.clear();
        self.undecided.clear();
        self.candidates.clear();
        self.event += 1;
        self.judged.resize(alternatives.len(), 0);
        for path in &values.met {
            let Some(filed) = index.path(*path) else { continue };
            for found in values.at(*path) {
                filed.find(&scalar(values, found, event), &mut self.lower, &mut self.candidates);
            }
        }
        let found = self.candidates.len();
        append(index.always(), &mut self.candidates);
        for at in 0..self.candidates.len() {
            let number = self.candidates[at];
            if std::mem::replace(&mut self.judged[number as usize], self.event) == self.event {
                continue;
            }
            let alternative = &alternatives[number as usize];
            if !alive(alternative.rule) || self.matching.last() == Some(&alternative.rule) {
                continue;
            }
            let verdict = if alternative.index_suffices && at < found {
                Verdict::Match
            } else {
                self.decide(alternative, values, event)
            };
            match verdict {
                Verdict::Match => self.matching.push(alternative.rule),
                Verdict::Undecided => self.undecided.push(alternative.rule),
                Verdict::NoMatch => {}
            }
        }
        if self.matching.len() > 1 {
            self.matching.sort_unstable();
            self.matching.dedup();
        }
        if !self.undecided.is_empty() {
            self.undecided.sort_unstable();
            self.undecided.dedup();
            self.undecided.retain(|rule| self.matching.binary_search(rule).is_err());
        }
    }

    /// How many alternatives the last event led to.
    #[cfg(test)]
    pub(super) fn candidates(&self) -> usize {
        self.candidates.len()
    }

    fn decide(&mut self, alternative: &Compiled, values: &Values, event: &[u8]) -> Verdict {
        self.tied.clear();
        let mut depends = false;
        for (at, condition) in (0..).zip(&alternative.conditions) {
            match says(condition, values, event) {
                Says::No => return Verdict::NoMatch,
                Says::Free => {}
                Says::Tied => self.tied.push(at),
                Says::Depends => depends = true,
            }
        }
        if !depends {
            if self.tied.len() < 2 {
                return Verdict::Match;
            }
            if let Some(together) = self.vote(alternative, values, event) {
                return if together { Verdict::Match } else { Verdict::NoMatch };
            }
        }
        let steps: Vec<Choices> =
            alternative.conditions.iter().map(|condition| step(condition, values, event)).collect();
        consistency::decide(&steps, &values.scopes, alternative.siblings)
    }

    /// The common case: the values of each tied condition stand in elements of one array that lies in no
    /// other. Then an element must do for all conditions on its array. `None` when it is not that case.
    fn vote(&mut self, alternative: &Compiled, values: &Values, event: &[u8]) -> Option<bool> {
        let Self { votes, tied, .. } = self;
        votes.clear();
        votes.resize(values.scopes.len(), (0, u32::MAX));
        let mut groups = [(u32::MAX, 0u32, false); 4];
        for at in tied.iter() {
            let condition = &alternative.conditions[*at as usize];
            let mut array = None;
            for found in values.at(condition.path) {
                if !satisfies(condition, &scalar(values, found, event)) {
                    continue;
                }
                if values.scopes.parent(found.element) != Scopes::ROOT
                    || *array.get_or_insert(values.scopes.array(found.element))
                        != values.scopes.array(found.element)
                {
                    return None;
                }
                let vote = &mut votes[found.element as usize];
                if vote.1 != *at {
                    *vote = (vote.0 + 1, *at);
                }
            }
            let array = array?;
            let group = groups.iter_mut().find(|group| group.0 == array || group.0 == u32::MAX)?;
            *group = (array, group.1 + 1, false);
        }
        for (element, (votes, _)) in (0..).zip(votes.iter()) {
            if *votes > 0
                && let Some(group) = groups.iter_mut().find(|group| group.0 == values.scopes.array(element))
            {
                group.2 |= *votes == group.1;
            }
        }
        Some(groups.iter().all(|group| group.0 == u32::MAX || group.2))
    }
}

fn says(condition: &Condition, values: &Values, event: &[u8]) -> Says {
    let mut says = Says::No;
    let mut any = false;
    for found in values.at(condition.path) {
        any = true;
        if (says == Says::No || found.element == Scopes::ROOT)
            && satisfies(condition, &scalar(values, found, event))
        {
            if found.element == Scopes::ROOT {
                return Says::Free;
            }
            says = Says::Tied;
        }
    }
    match (condition.absence, any) {
        (false, _) => says,
        (true, false) => Says::Free,
        (true, true) => Says::Depends,
    }
}

fn satisfies(condition: &Condition, scalar: &Scalar<'_>) -> bool {
    condition.items.iter().any(|item| item.matches(scalar))
}

fn step(condition: &Condition, values: &Values, event: &[u8]) -> Choices {
    let satisfying =
        values.at(condition.path).filter(|found| satisfies(condition, &scalar(values, found, event)));
    let mut hits: Vec<u32> = satisfying.map(|found| found.element).collect();
    hits.reverse();
    let all = || values.at(condition.path).map(|found| found.element).collect();
    Choices { hits, unless: condition.absence.then(all) }
}

/// The value as the items see it.
#[inline]
fn scalar<'e>(values: &'e Values, found: &'e ValueAt, event: &'e [u8]) -> Scalar<'e> {
    let bytes =
        if found.decoded { &values.decoded[found.start..found.end] } else { &event[found.start..found.end] };
    let kind = match found.token {
        Token::Text => Kind::String,
        Token::Number => Kind::Number,
        Token::True => Kind::True,
        Token::False => Kind::False,
        Token::Null => Kind::Null,
    };
    Scalar::from_token(kind, bytes, &found.number)
}
