//! What the pattern says to the event, leaf by leaf, in the shape that the panes and the status lines need.

use super::reading::{ReadEvent, ReadPattern, TextFault};
use crate::app::warning::Warning;
use crate::json::{Document, Fix, Flaw};
use crate::pattern::{Explanation, MissKind, Node, NodeKind, Verdict, explain};
use crate::text::grouped;
use std::ops::Range;

/// What the two texts amount to.
#[derive(Debug, Default)]
pub struct Judgement {
    /// What is wrong with the pattern, the first fault first.
    pub pattern_faults: Vec<TextFault>,
    /// What is wrong with the event, the first fault first.
    pub event_faults: Vec<TextFault>,
    /// The verdict; `None` while one of the texts cannot be read.
    pub verdict: Option<Verdict>,
    /// Each leaf of the pattern, and objects whose fields match apart but not together, in document order.
    pub leaves: Vec<Leaf>,
    /// How many fields have to match, an `$or` counted as one.
    pub wanted: usize,
    /// How many of them do.
    pub matching: usize,
    /// Why nothing is said of single leaves, where the question is too hard.
    pub undecided: Option<String>,
    /// What is valid and yet questionable, or what the service may refuse, in document order.
    pub warnings: Vec<Flaw>,
    /// Indexes of the leaves with a reason, the nearest miss first.
    nearest: Vec<usize>,
}

/// A leaf of the pattern and what it met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf {
    /// The dotted path.
    pub path: String,
    /// Its verdict.
    pub mark: Mark,
    /// Its bytes in the pattern, from the name's quote to the end of the array.
    pub span: Range<usize>,
    /// The event's values it met, in bytes of the event.
    pub met: Vec<Range<usize>>,
    /// Those values in words: `"stopped"`, or `absent`.
    pub found: String,
    /// Why it failed: one sentence.
    pub reason: Option<String>,
    /// What would fix it.
    pub fix: Option<Fix>,
}

/// A leaf's verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// It matches.
    Match,
    /// It does not.
    Fail,
    /// Not decided.
    Undecided,
    /// In an alternative of `$or` that does not matter, because another one matches.
    Aside,
}

impl Mark {
    /// The mark on the screen.
    pub fn glyph(self) -> char {
        match self {
            Self::Match => '✓',
            Self::Fail => '✗',
            Self::Undecided => '?',
            Self::Aside => '·',
        }
    }
}

impl Judgement {
    /// Judges a pattern on an event.
    pub fn of(pattern: &ReadPattern, event: &ReadEvent) -> Self {
        let mut judged =
            Self { event_faults: event.as_ref().err().cloned().unwrap_or_default(), ..Self::default() };
        match (&pattern.outcome, event) {
            (Err(faults), _) => judged.pattern_faults.clone_from(faults),
            (Ok(pattern), Ok(event)) => judged.explain(&explain(pattern, event), event.document()),
            (Ok(_), Err(_)) => {}
        }
        // A doubt about a value is left out where the verdict shows already that the event has another one.
        let is_shown_by_verdict = |at: &Range<usize>| {
            let is_there = |leaf: &Leaf| leaf.span.start < at.end && at.start < leaf.span.end;
            judged.leaves.iter().any(|leaf| leaf.mark == Mark::Fail && is_there(leaf))
        };
        let of_use = |warning: &&Warning| !(warning.of_value && is_shown_by_verdict(&warning.flaw.span));
        judged.warnings =
            pattern.warnings.iter().filter(of_use).map(|warning| warning.flaw.clone()).collect();
        judged
    }

    fn explain(&mut self, explanation: &Explanation, event: &Document) {
        self.verdict = Some(explanation.matched);
        let nodes = &explanation.nodes;
        let parents = |node: &Node| {
            std::iter::successors(node.parent.and_then(|at| nodes.get(at)), |node| nodes.get(node.parent?))
        };
        for node in nodes {
            let or_above = parents(node).filter(|parent| parent.kind == NodeKind::Or);
            let (mut inside, mut aside) = (false, false);
            for or in or_above {
                inside = true;
                aside |= or.matched == Some(true);
            }
            if !inside && matches!(node.kind, NodeKind::Field | NodeKind::Or) {
                self.wanted += 1;
                self.matching += usize::from(node.matched == Some(true));
            }
            let miss = node.miss.as_ref();
            let listed = match node.kind {
                NodeKind::Field => true,
                // the fields of this object match apart and not together
                NodeKind::Object | NodeKind::Branch => {
                    miss.is_some_and(|miss| miss.kind != MissKind::Undecided)
                }
                NodeKind::Or => false,
            };
            if !listed {
                self.undecided = self.undecided.take().or_else(|| {
                    miss.filter(|miss| miss.kind == MissKind::Undecided).map(|miss| miss.sentence.clone())
                });
                continue;
            }
            let mark = match node.matched {
                None if miss.is_some_and(|miss| miss.kind == MissKind::Overridden) => Mark::Aside,
                Some(true) => Mark::Match,
                Some(false) if aside => Mark::Aside,
                Some(false) => Mark::Fail,
                None => Mark::Undecided,
            };
            self.leaves.push(Leaf::new(node, mark, event));
        }
        let at = |wanted: &Node| self.leaves.iter().position(|leaf| leaf.span == span_of(wanted));
        self.nearest = explanation.misses().into_iter().filter_map(|(node, _)| at(node)).collect();
    }

    /// The fix to offer: that of the warning the cursor is in, else that of the failing leaf to speak of,
    /// else the first there is.
    pub fn fix(&self, cursor: usize) -> Option<&Fix> {
        let at_cursor = self.warning_at(cursor).and_then(|warning| warning.fix.as_ref());
        let of_shown = || self.failing(cursor).and_then(|leaf| leaf.fix.as_ref());
        let failing =
            || self.leaves.iter().filter(|leaf| leaf.mark == Mark::Fail).find_map(|leaf| leaf.fix.as_ref());
        let warning = || self.warnings.iter().find_map(|warning| warning.fix.as_ref());
        at_cursor.or_else(of_shown).or_else(failing).or_else(warning)
    }

    /// The fix of a fault of the pattern: of the one that the cursor is nearest to behind, else of the first
    /// that has one.
    pub fn fault_fix(faults: &[TextFault], cursor: usize) -> Option<&Fix> {
        let flaws = || faults.iter().map(|fault| &fault.flaw);
        let here = flaws().filter(|flaw| flaw.span.start <= cursor && cursor <= flaw.span.end);
        let here = here.filter_map(|flaw| flaw.fix.as_ref()).next_back();
        here.or_else(|| flaws().find_map(|flaw| flaw.fix.as_ref()))
    }

    /// The warning that a byte of the pattern is in, the narrowest of several.
    pub fn warning_at(&self, place: usize) -> Option<&Flaw> {
        let here =
            self.warnings.iter().filter(|warning| warning.span.start <= place && place <= warning.span.end);
        here.min_by_key(|warning| warning.span.len())
    }

    /// The leaf that a byte of the pattern is in.
    pub fn at(&self, place: usize) -> Option<&Leaf> {
        let here = self.leaves.iter().filter(|leaf| leaf.span.start <= place && place <= leaf.span.end);
        here.min_by_key(|leaf| leaf.span.len())
    }

    /// The failing leaf to speak of: the one the cursor is in, else the nearest miss.
    pub fn failing(&self, cursor: usize) -> Option<&Leaf> {
        let mut failing =
            self.nearest.iter().filter_map(|at| self.leaves.get(*at)).filter(|leaf| leaf.mark == Mark::Fail);
        let here = failing.clone().filter(|leaf| leaf.span.start <= cursor && cursor <= leaf.span.end);
        here.min_by_key(|leaf| leaf.span.len()).or_else(|| failing.next())
    }
}

impl Leaf {
    fn new(node: &Node, mark: Mark, event: &Document) -> Self {
        let shown = node.found.iter().filter(|value| mark != Mark::Match || value.satisfies);
        let values: Vec<_> = shown.clone().take(NAMED).map(|value| value.value.as_str()).collect();
        let more = shown.clone().count() + node.more - values.len();
        let found = match (values.is_empty(), more) {
            (true, _) if node.kind == NodeKind::Field => "absent".to_owned(),
            (_, 0) => values.join(", "),
            (_, more) => format!("{} and {} more", values.join(", "), grouped(more)),
        };
        Self {
            path: if node.path.is_empty() { "the whole".to_owned() } else { node.path.clone() },
            mark,
            span: span_of(node),
            met: shown.map(|value| event.value(value.node).span()).collect(),
            found,
            reason: node.miss.as_ref().map(|miss| miss.sentence.clone()),
            fix: node.miss.as_ref().and_then(|miss| miss.fix.clone()),
        }
    }
}

/// Values of a leaf named in words.
const NAMED: usize = 3;

/// A part with its name.
fn span_of(node: &Node) -> Range<usize> {
    let start = if node.key.is_empty() { node.span.start } else { node.key.start };
    start..node.span.end
}

#[cfg(test)]
mod tests {
    use super::super::reading::{read_event, read_pattern};
    use super::*;

    const EVENT: &str =
        r#"{"source":"aws.ec2","detail":{"state":"stopped","items":[{"a":1,"b":2},{"a":3,"b":4}]}}"#;

    fn judge(pattern: &str) -> Judgement {
        Judgement::of(&read_pattern(pattern), &read_event(EVENT))
    }

    fn marks(judged: &Judgement) -> String {
        judged.leaves.iter().map(|leaf| leaf.mark.glyph()).collect()
    }

    #[test]
    fn each_leaf_knows_its_verdict_and_both_its_places() {
        let pattern = r#"{"source":["aws.ec2"],"detail":{"state":["Stopped"],"gone":[1]}}"#;
        let judged = judge(pattern);
        assert_eq!((marks(&judged).as_str(), judged.matching, judged.wanted), ("✓✗✗", 1, 3));
        let state = &judged.leaves[1];
        assert_eq!(&pattern[state.span.clone()], r#""state":["Stopped"]"#);
        assert_eq!((&EVENT[state.met[0].clone()], state.found.as_str()), ("\"stopped\"", "\"stopped\""));
        assert_eq!(judged.leaves[2].found, "absent");
        assert_eq!(
            judged.failing(0).map(|leaf| leaf.path.as_str()),
            Some("detail.state"),
            "the nearest miss"
        );
        let gone = pattern.find("gone").unwrap();
        assert_eq!(
            judged.failing(gone).map(|leaf| leaf.path.as_str()),
            Some("detail.gone"),
            "where the cursor is"
        );
        assert!(judged.fix(0).is_some());
    }

    #[test]
    fn a_branch_that_does_not_matter_is_set_aside() {
        let judged =
            judge(r#"{"$or":[{"source":["aws.ec2"]},{"source":["aws.s3"]}],"detail":{"state":["stopped"]}}"#);
        assert_eq!((marks(&judged).as_str(), judged.matching, judged.wanted), ("✓·✓", 2, 2));
        let judged =
            judge(r#"{"$or":[{"source":["aws.sqs"]},{"source":["aws.s3"]}],"detail":{"state":["stopped"]}}"#);
        assert_eq!((marks(&judged).as_str(), judged.matching, judged.wanted), ("✗✗✓", 1, 2));
    }

    #[test]
    fn fields_that_match_apart_and_not_together_say_so() {
        let judged = judge(r#"{"detail":{"items":{"a":[1],"b":[4]}}}"#);
        assert_eq!(judged.verdict, Some(Verdict::NoMatch));
        assert_eq!((judged.matching, judged.wanted), (2, 2));
        let spoken = judged.failing(0).and_then(|leaf| leaf.reason.clone()).unwrap_or_default();
        assert!(spoken.contains("element"), "{spoken}");
    }

    #[test]
    fn an_invalid_pattern_has_the_services_sentence_and_ours_at_its_place() {
        let judged = judge("{\n  \"source\": \"aws.ec2\"\n}");
        let fault = &judged.pattern_faults[0];
        assert_eq!(fault.service.as_deref(), Some("\"source\" must be an object or an array"));
        assert_eq!(fault.flaw.position.line, 2);
        assert!(judged.verdict.is_none() && judged.leaves.is_empty());
    }

    #[test]
    fn what_is_questionable_knows_its_place_and_its_fix() {
        let pattern = "{\"source\":[\"aws.ec2\"],\"detail\":{\"state\":[\"stopped\"]}} and more";
        let judged = judge(pattern);
        assert_eq!(judged.verdict, Some(Verdict::Match));
        let warning = &judged.warnings[0];
        assert_eq!(&pattern[warning.span.clone()], "and more");
        assert_eq!(
            judged.fix(0),
            warning.fix.as_ref(),
            "it is offered wherever the cursor is, when nothing else is"
        );
        assert_eq!(judged.warning_at(pattern.len()), Some(warning));
    }

    #[test]
    fn what_the_catalogue_of_causes_knows_is_said_while_typing_and_once() {
        let pattern = r#"{"detail":{"eventSource":["eventbridge.amazonaws.com"],"key":{"suffix":[".jpg"]}}}"#;
        let warnings = judge(pattern).warnings;
        let said = |text: &str| warnings.iter().find(|warning| warning.to_string().contains(text)).unwrap();
        assert_eq!(
            &pattern[said("it is `events.amazonaws.com`").span.clone()],
            "\"eventbridge.amazonaws.com\""
        );
        assert_eq!(&pattern[said("stands outside a list").span.clone()], "\"suffix\"");
        let service = judge(r#"{"detail":{"eventSource":["aws.ec2"]}}"#).warnings;
        assert_eq!(service.len(), 1, "{service:?}");
    }

    #[test]
    fn the_fix_of_the_warning_at_the_cursor_goes_before_that_of_the_miss() {
        let pattern = "{\"detail\":{\"state\":[\"Stopped\"]}} x";
        let judged = judge(pattern);
        let label = |cursor: usize| judged.fix(cursor).map(crate::json::Fix::clause).unwrap_or_default();
        assert_eq!(label(0), "write \"stopped\"");
        assert_eq!(label(pattern.len()), "remove it");
    }

    #[test]
    fn an_event_that_cannot_be_read_has_no_verdict() {
        for text in ["", "[1]", "{\"a\":", "\u{1b}[31m"] {
            let judged = Judgement::of(&read_pattern("{\"a\":[1]}"), &read_event(text));
            assert!(!judged.event_faults.is_empty() && judged.verdict.is_none(), "{text}");
        }
    }
}
