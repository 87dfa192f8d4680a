//! What the pattern says to the event, leaf by leaf, in the shape that the panes and the status lines need.

use super::ask::Ours;
use crate::json::{Document, Limits, Position};
use crate::pattern::{Event, Pattern, PatternError, Problem, Verdict};
use std::ops::Range;

/// What the two texts amount to.
#[derive(Debug, Default)]
pub struct Judgement {
    /// What is wrong with the pattern, the first fault first.
    pub pattern_faults: Vec<Fault>,
    /// What is wrong with the event.
    pub event_fault: Option<Fault>,
    /// The verdict; `None` while one of the texts cannot be read.
    pub verdict: Option<Verdict>,
    /// Each leaf of the pattern.
    pub leaves: Vec<Leaf>,
    /// What is to be said of the verdict where no leaf is to blame.
    pub note: Option<String>,
    /// What is valid and yet questionable, or what the service may refuse.
    pub warnings: Vec<String>,
}

/// Something wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The bytes to underline.
    pub span: Range<usize>,
    /// The line and column, from 1.
    pub place: (usize, usize),
    /// EventBridge's own sentence, where it has one.
    pub service: Option<String>,
    /// What is wrong and what to do, in our words.
    pub ours: String,
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
    /// What would mend it.
    pub mend: Option<Mend>,
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

/// An edit of the pattern that would make a leaf match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mend {
    /// What is replaced and by what, in ascending order.
    pub edits: Vec<(Range<usize>, String)>,
    /// What it does, such as `"Stopped" → "stopped"`.
    pub label: String,
}

/// An event, read once.
pub type ReadEvent = Result<Event, Fault>;

/// Reads an event.
pub fn read_event(text: &str) -> ReadEvent {
    let document = Document::parse_first(text, &Limits::default()).map_err(|error| {
        let ours = format!("{}. {}", error.what(), error.remedy());
        Fault { span: error.offset..error.offset, place: place(error.position), service: None, ours }
    })?;
    let start = document.root().span().start;
    let position = document.position(start);
    Event::from_document(document).map_err(|error| Fault {
        span: start..start + 1,
        place: place(position),
        service: None,
        ours: error.to_string(),
    })
}

fn place(position: Position) -> (usize, usize) {
    (position.line, position.column)
}

/// Every fault of a pattern. EventBridge's sentence speaks of the first one only; the text it quotes behind that sentence
/// is on the screen anyway.
fn faults(error: &PatternError) -> Vec<Fault> {
    let sentence = error.message().lines().next().unwrap_or_default().to_owned();
    let service = Some(sentence).filter(|_| !error.is_syntax());
    let fault = |(n, problem): (usize, &Problem)| Fault {
        span: problem.span.clone(),
        place: place(problem.position),
        service: service.clone().filter(|_| n == 0),
        ours: format!("{}. {}", problem.what, problem.remedy),
    };
    error.problems().iter().enumerate().map(fault).collect()
}

impl Judgement {
    /// Judges a pattern on an event.
    pub fn of(pattern: &str, event: &ReadEvent) -> Self {
        let mut judged = Self { event_fault: event.as_ref().err().cloned(), ..Self::default() };
        let pattern = match Pattern::parse(pattern) {
            Ok(pattern) => pattern,
            Err(error) => {
                judged.pattern_faults = faults(&error);
                return judged;
            }
        };
        if !pattern.document().trailing().is_empty() {
            judged.warnings.push("What stands behind the closing brace is kept, and EventBridge does not read it.".to_owned());
        }
        let Ok(event) = event else { return judged };
        judged.verdict = Some(pattern.matches(event));
        judged
    }

    /// True when the pattern can be saved as far as its own text goes.
    pub fn is_valid(&self) -> bool {
        self.pattern_faults.is_empty()
    }

    /// The verdict as the comparison with AWS's wants it.
    pub(super) fn ours(&self) -> Ours {
        match self.verdict {
            Some(Verdict::Match) => Ours::Match,
            Some(Verdict::NoMatch) => Ours::NoMatch,
            Some(Verdict::Undecided) => Ours::Undecided,
            None if self.pattern_faults.is_empty() => Ours::BadEvent,
            None => Ours::Invalid,
        }
    }

    /// The mend to offer: that of the failing leaf to speak of, else the first there is.
    pub fn mend(&self, cursor: usize) -> Option<&Mend> {
        let spoken = self.failing(cursor).and_then(|leaf| leaf.mend.as_ref());
        spoken.or_else(|| self.leaves.iter().filter(|leaf| leaf.mark == Mark::Fail).find_map(|leaf| leaf.mend.as_ref()))
    }

    /// How many leaves match and fail.
    pub fn counts(&self) -> (usize, usize) {
        let count = |mark| self.leaves.iter().filter(|leaf| leaf.mark == mark).count();
        (count(Mark::Match), count(Mark::Fail))
    }

    /// The failing leaf to speak of: the one the cursor is in, else the first.
    pub fn failing(&self, cursor: usize) -> Option<&Leaf> {
        let mut failing = self.leaves.iter().filter(|leaf| leaf.mark == Mark::Fail);
        let here = failing.clone().find(|leaf| leaf.span.start <= cursor && cursor <= leaf.span.end);
        here.or_else(|| failing.next())
    }
}
