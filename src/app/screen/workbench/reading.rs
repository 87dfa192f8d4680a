//! The two texts, read once for each version: a pattern or an event, else what is wrong with the text, and
//! what is worth a warning. What the one says to the other is [`super::verdict`]'s.

use crate::app::warning::{Fix, Warning, warnings};
use crate::json::{Document, Flaw, Limits, Position};
use crate::pattern::{Event, Pattern, PatternError};
use std::ops::Range;

/// Something wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFault {
    /// The bytes to underline.
    pub span: Range<usize>,
    /// The line and column, from 1.
    pub place: (usize, usize),
    /// EventBridge's own sentence, where it has one.
    pub service: Option<String>,
    /// What is wrong and what to do, in our words.
    pub ours: String,
    /// What would fix it.
    pub fix: Option<Fix>,
}

/// A pattern, read once for each version of its text.
#[derive(Debug)]
pub struct ReadPattern {
    /// The pattern, or what is wrong with it, the first fault first.
    pub outcome: Result<Pattern, Vec<TextFault>>,
    /// What is valid and yet questionable, or what the service may refuse, in document order.
    pub warnings: Vec<Warning>,
}

/// Reads a pattern.
pub fn read_pattern(text: &str) -> ReadPattern {
    match Pattern::parse(text) {
        Ok(pattern) => {
            let warnings = warnings(&pattern);
            ReadPattern { outcome: Ok(pattern), warnings }
        }
        Err(error) => ReadPattern { outcome: Err(faults(&error)), warnings: Vec::new() },
    }
}

/// An event, read once.
pub type ReadEvent = Result<Event, Vec<TextFault>>;

/// Reads an event.
pub fn read_event(text: &str) -> ReadEvent {
    let document = Document::parse_first(text, &Limits::default()).map_err(|error| {
        let all = match crate::json::repaired(text, &Limits::default()) {
            Some(repaired) if !repaired.faults.is_empty() => repaired.faults,
            Some(_) | None => vec![(error, None)],
        };
        let fault = |(error, fix): (crate::json::SyntaxError, Option<crate::json::Fix>)| TextFault {
            span: error.offset..error.offset,
            place: place(error.position),
            service: None,
            ours: error.flaw().to_string(),
            fix: fix.as_ref().map(Fix::of),
        };
        all.into_iter().map(fault).collect::<Vec<_>>()
    })?;
    let start = document.root().span().start;
    let position = document.position(start);
    Event::from_document(document).map_err(|error| {
        vec![TextFault {
            span: start..start + 1,
            place: place(position),
            service: None,
            ours: error.to_string(),
            fix: None,
        }]
    })
}

fn place(position: Position) -> (usize, usize) {
    (position.line, position.column)
}

/// Every fault of a pattern. EventBridge's sentence speaks of the first one only; the text it quotes behind
/// that sentence is on the screen anyway.
fn faults(error: &PatternError) -> Vec<TextFault> {
    let sentence = error.message().lines().next().unwrap_or_default().to_owned();
    let service = Some(sentence).filter(|_| !error.is_syntax());
    let fault = |(n, flaw): (usize, &Flaw)| TextFault {
        span: flaw.span.clone(),
        place: place(flaw.position),
        service: service.clone().filter(|_| n == 0),
        ours: flaw.to_string(),
        fix: flaw.fix.as_ref().map(Fix::of),
    };
    error.flaws().iter().enumerate().map(fault).collect()
}
