//! How many rules stand to one event: which match, which nearly do and why not, and of which it cannot be
//! told.
//!
//! How near a rule comes is the engine's to say ([`survey`]). Here is in which order the rules are listed,
//! what is said of each, and what is left out: the same for `buslens which` and the screen.

use crate::json::Fix;
use crate::model::RuleState;
use crate::pattern::{Event, Explanation, Miss, Pattern, PatternError, survey};
use crate::text::{counted, plural};

/// A rule that an event is held against.
#[derive(Clone, Debug)]
pub struct AskedRule {
    /// Its name.
    pub name: String,
    /// Its bus, where that is known.
    pub bus: Option<String>,
    /// Its state, where that is known.
    pub state: Option<RuleState>,
    /// Its pattern, or why that cannot be read; none for a rule without one, such as a schedule.
    pub pattern: Option<Result<Pattern, PatternError>>,
}

impl AskedRule {
    /// Whether it is off: it gets no events then, whatever its pattern.
    pub fn is_off(&self) -> bool {
        self.state.as_ref().is_some_and(RuleState::is_disabled)
    }

    /// Its name, with `(off)` where it is.
    pub fn title(&self) -> String {
        if self.is_off() { format!("{} (off)", self.name) } else { self.name.clone() }
    }
}

/// How a rule stands to an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RuleVerdict {
    /// It matches.
    Match,
    /// It could not be decided within the steps allowed.
    Undecided,
    /// It does not match.
    Miss(NearMiss),
    /// Its pattern cannot be read, in a sentence.
    Unreadable(String),
}

/// Why a rule does not match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearMiss {
    /// How many fields fail.
    pub failing: usize,
    /// The first of them, by its joined path (empty for the whole), and why it fails.
    pub first: Option<(String, Miss)>,
}

impl NearMiss {
    fn of(explanation: &Explanation) -> Self {
        let first = explanation.first_reason().map(|(node, miss)| (node.path.clone(), miss.clone()));
        Self { failing: explanation.misses().len().max(1), first }
    }

    /// How many fields fail, in words.
    pub fn count(&self) -> String {
        counted(self.failing, "field fails", "fields fail")
    }

    /// What would make the rule match. Of several fields that fail, one fix would not.
    pub fn fix(&self) -> Option<&Fix> {
        self.first.as_ref().filter(|_| self.failing == 1)?.1.fix.as_ref()
    }
}

impl RuleVerdict {
    /// The sign before the rule.
    pub fn sign(&self) -> char {
        match self {
            Self::Match => '✓',
            Self::Undecided => '?',
            Self::Miss(_) => '✗',
            Self::Unreadable(_) => '!',
        }
    }

    /// In a line, without what would fix it.
    pub fn words(&self) -> String {
        match self {
            Self::Match => "matches".to_owned(),
            Self::Undecided => "undecided: too many arrays on one path to try all their elements".to_owned(),
            Self::Miss(miss) => match &miss.first {
                None => miss.count(),
                Some((path, first)) if path.is_empty() => format!("{} · {}", miss.count(), first.sentence),
                Some((path, first)) => format!("{} · {path}: {}", miss.count(), first.sentence),
            },
            Self::Unreadable(why) => format!("its pattern cannot be read: {why}"),
        }
    }
}

/// How rules stand to an event.
#[derive(Clone, Debug, Default)]
pub struct RuleVerdicts {
    /// The rules by their place in what was given: those that match and are on, those that match and are off,
    /// the undecided, the nearest misses, and those whose pattern cannot be read.
    pub rows: Vec<(usize, RuleVerdict)>,
    /// Rules that do not match and are not among the rows.
    pub further: usize,
    /// Rules without a pattern.
    pub without_pattern: usize,
}

impl RuleVerdicts {
    /// Holds an event against rules; `nearest` is how many of the misses are told.
    pub fn of(rules: &[AskedRule], event: &Event, nearest: usize) -> Self {
        let (mut places, mut patterns, mut unreadable) = (Vec::new(), Vec::new(), Vec::new());
        for (place, rule) in rules.iter().enumerate() {
            match &rule.pattern {
                Some(Ok(pattern)) => {
                    places.push(place);
                    patterns.push(pattern);
                }
                Some(Err(error)) => unreadable.push((place, RuleVerdict::Unreadable(error.in_line()))),
                None => {}
            }
        }
        let without_pattern = rules.len() - patterns.len() - unreadable.len();
        let found = survey(&patterns, event, nearest);
        let row = |at: usize, verdict| Some((*places.get(at)?, verdict));
        let mut rows: Vec<_> = found.matching.iter().filter_map(|at| row(*at, RuleVerdict::Match)).collect();
        // Disabled rules last: they would not have fired.
        rows.sort_by_key(|(place, _)| rules.get(*place).is_some_and(AskedRule::is_off));
        rows.extend(found.undecided.iter().filter_map(|at| row(*at, RuleVerdict::Undecided)));
        let miss =
            |(at, explanation): &(usize, Explanation)| row(*at, RuleVerdict::Miss(NearMiss::of(explanation)));
        rows.extend(found.nearest.iter().filter_map(miss));
        rows.extend(unreadable);
        Self { rows, further: found.missing - found.nearest.len(), without_pattern }
    }

    /// Those of the rows that match, by their place.
    pub fn matching(&self) -> impl Iterator<Item = usize> {
        self.rows.iter().filter(|(_, verdict)| *verdict == RuleVerdict::Match).map(|(place, _)| *place)
    }

    /// What is not among the rows, in words.
    pub fn left_out(&self) -> Vec<String> {
        let mut parts = Vec::new();
        if self.further > 0 {
            let verb = plural(self.further, "does", "do");
            parts.push(format!("{} {verb} not match", counted(self.further, "more rule", "more rules")));
        }
        if self.without_pattern > 0 {
            let without = counted(self.without_pattern, "rule has no pattern", "rules have no pattern");
            parts.push(without);
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::{AskedRule, RuleVerdict, RuleVerdicts};
    use crate::model::RuleState;
    use crate::pattern::{Event, Pattern};

    fn rule(name: &str, state: RuleState, pattern: Option<&str>) -> AskedRule {
        let pattern = pattern.map(Pattern::parse);
        AskedRule { name: name.into(), bus: None, state: Some(state), pattern }
    }

    #[test]
    fn every_rule_is_a_row_or_counted_and_those_that_would_have_fired_come_first() {
        let rules = [
            rule("off", RuleState::Disabled, Some(r#"{"source":["shop"]}"#)),
            rule("far", RuleState::Enabled, Some(r#"{"source":["till"],"detail":{"n":[1]}}"#)),
            rule("broken", RuleState::Enabled, Some(r#"{"source":"shop"}"#)),
            rule("near", RuleState::Enabled, Some(r#"{"source":["Shop"]}"#)),
            rule("hourly", RuleState::Enabled, None),
            rule("on", RuleState::Enabled, Some(r#"{"source":["shop"]}"#)),
        ];
        let event = Event::parse(br#"{"source":"shop","detail":{"n":2}}"#).unwrap();
        let names = |found: &RuleVerdicts| {
            let row =
                |(at, verdict): &(usize, RuleVerdict)| format!("{} {}", verdict.sign(), rules[*at].title());
            found.rows.iter().map(row).collect::<Vec<_>>().join(", ")
        };
        let all = RuleVerdicts::of(&rules, &event, 10);
        assert_eq!(names(&all), "✓ on, ✓ off (off), ✗ near, ✗ far, ! broken");
        assert_eq!(all.left_out(), ["1 rule has no pattern"]);
        assert!(all.rows[4].1.words().starts_with("its pattern cannot be read: "), "{:?}", all.rows[4]);
        let fixes: Vec<_> = all
            .rows
            .iter()
            .filter_map(|(_, verdict)| match verdict {
                RuleVerdict::Miss(miss) => Some(miss.fix().is_some()),
                RuleVerdict::Match | RuleVerdict::Undecided | RuleVerdict::Unreadable(_) => None,
            })
            .collect();
        assert_eq!(fixes, [true, false], "one fix would not make a rule match of which two fields fail");
        let one = RuleVerdicts::of(&rules, &event, 1);
        assert_eq!(names(&one), "✓ on, ✓ off (off), ✗ near, ! broken");
        assert_eq!(one.left_out(), ["1 more rule does not match", "1 rule has no pattern"]);
    }
}
