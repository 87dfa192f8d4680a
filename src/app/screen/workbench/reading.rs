//! The two texts, read once for each version: a pattern or an event, else what is wrong with the text, and
//! what is worth a warning. What the one says to the other is [`super::verdict`]'s.

use crate::app::warning::{Warning, warnings};
use crate::json::{Document, Fix, Flaw, Limits, SyntaxError};
use crate::pattern::{Event, Pattern, PatternError};

/// Something wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextFault {
    /// What is wrong and what to do, in our words.
    pub flaw: Flaw,
    /// EventBridge's own sentence, where it has one.
    pub service: Option<String>,
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
        let fault = |(error, fix): (SyntaxError, Option<Fix>)| TextFault {
            flaw: Flaw { span: error.offset..error.offset, fix, ..error.flaw() },
            service: None,
        };
        all.into_iter().map(fault).collect::<Vec<_>>()
    })?;
    let start = document.root().span().start;
    let position = document.position(start);
    Event::from_document(document).map_err(|error| {
        let flaw = Flaw::at(start..start + 1, position, error.to_string(), "");
        vec![TextFault { flaw, service: None }]
    })
}

/// Every fault of a pattern. EventBridge's sentence speaks of the first one only; the text it quotes behind
/// that sentence is on the screen anyway.
fn faults(error: &PatternError) -> Vec<TextFault> {
    let sentence = error.message().lines().next().unwrap_or_default().to_owned();
    let service = Some(sentence).filter(|_| !error.is_syntax());
    let fault = |(n, flaw): (usize, &Flaw)| TextFault {
        flaw: flaw.clone(),
        service: service.clone().filter(|_| n == 0),
    };
    error.flaws().iter().enumerate().map(fault).collect()
}
