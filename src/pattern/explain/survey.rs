//! Many patterns beside one event: those that match, and the nearest of those that do not.
//!
//! Words are found only for those that are asked for. The patterns are ranked in two steps, because counting
//! the fields that fail costs far less than ranking their misses: only patterns with as few failing fields as
//! the last one wanted are ranked further.

use super::{Explanation, Nearness, explain};
use crate::pattern::explain::field::event_paths::Drawn;
use crate::pattern::explain::tree::Explainer;
use crate::pattern::{Event, Pattern, Verdict};

/// What many patterns say about one event; patterns are named by their place in the list.
#[derive(Debug, Clone)]
pub struct Survey {
    /// Those that match, in the order of the list.
    pub matching: Vec<usize>,
    /// Those for which the step budget ran out, in the order of the list.
    pub undecided: Vec<usize>,
    /// How many do not match.
    pub missing: usize,
    /// The nearest of them, by [`Nearness`]; of equally near ones the order of the list decides.
    pub nearest: Vec<(usize, Explanation)>,
}

/// Judges one event by many patterns, and explains the `most` nearest of those that do not match.
///
/// ```
/// use buslens::pattern::{Event, Pattern, survey};
///
/// let [paid, gone] = [r#"{"state": ["PAID"]}"#, r#"{"state": ["GONE"]}"#].map(Pattern::parse);
/// let found = survey(&[&paid?, &gone?], &Event::parse(br#"{"state": "PAID"}"#)?, 1);
/// assert_eq!((found.matching, found.nearest[0].0), (vec![0], 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn survey(patterns: &[&Pattern], event: &Event, most: usize) -> Survey {
    let drawn = Drawn::new(event.root());
    let standings: Vec<_> =
        patterns.iter().map(|pattern| Explainer::new(pattern, event, &drawn).standing()).collect();
    let with = |wanted| {
        (0..)
            .zip(&standings)
            .filter(move |(_, (verdict, _))| *verdict == wanted)
            .map(|(at, _): (usize, _)| at)
    };
    let mut counts: Vec<_> = with(Verdict::NoMatch).filter_map(|at| Some(standings.get(at)?.1)).collect();
    counts.sort_unstable();
    let farthest = counts.get(most.saturating_sub(1)).or(counts.last()).copied().unwrap_or_default();
    let near = |(_, (verdict, failing)): &(_, &(Verdict, usize))| {
        most > 0 && *verdict == Verdict::NoMatch && *failing <= farthest
    };
    let candidates = patterns.iter().enumerate().zip(&standings).filter(near);
    let mut ranked: Vec<(Nearness, usize)> = candidates
        .map(|((at, pattern), _)| (Explainer::new(pattern, event, &drawn).nearness(), at))
        .collect();
    ranked.sort_unstable();
    let explained =
        ranked.iter().take(most).filter_map(|(_, at)| Some((*at, explain(patterns.get(*at)?, event))));
    Survey {
        matching: with(Verdict::Match).collect(),
        undecided: with(Verdict::Undecided).collect(),
        missing: counts.len(),
        nearest: explained.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_are_those_that_explaining_all_would_find() {
        let event = Event::parse(
            br#"{"source":"a","detail":{"state":"on","n":5,"tags":[{"k":"x","v":"1"},{"k":"y","v":"2"}]}}"#,
        )
        .unwrap();
        let texts: Vec<String> = (0..400)
            .map(|n| match n % 5 {
                0 => format!(r#"{{"source":["A"],"detail":{{"n":[{n}]}}}}"#),
                1 => format!(r#"{{"source":["a"],"detail":{{"n":[{{"numeric":["<",{}]}}]}}}}"#, n % 7),
                2 => r#"{"detail":{"tags":{"k":["x"],"v":["2"]}}}"#.to_owned(),
                3 => format!(r#"{{"$or":[{{"source":["b"]}},{{"detail":{{"state":["On"],"n":[{n}]}}}}]}}"#),
                _ => r#"{"source":["c"],"detail":{"state":["off"],"gone":["x"]}}"#.to_owned(),
            })
            .collect();
        let patterns: Vec<_> = texts.iter().map(|text| Pattern::parse(text).unwrap()).collect();
        let patterns: Vec<_> = patterns.iter().collect();
        let missing =
            patterns.iter().enumerate().filter(|(_, pattern)| pattern.matches(&event) == Verdict::NoMatch);
        let mut all: Vec<_> =
            missing.map(|(at, pattern)| (explain(pattern, &event).nearness(), at)).collect();
        all.sort_unstable();
        for most in [0, 1, 10, 150, 1_000] {
            let survey = survey(&patterns, &event, most);
            assert_eq!((survey.matching.len() + survey.missing, survey.missing), (400, all.len()));
            let found: Vec<_> =
                survey.nearest.iter().map(|(at, explanation)| (explanation.nearness(), *at)).collect();
            assert_eq!(found, all.iter().take(most).copied().collect::<Vec<_>>(), "{most}");
        }
    }
}
