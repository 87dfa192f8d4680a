//! From text to [`Pattern`], or to every fault that can be seen.
//!
//! The pattern is gone through by [`walk`], the values of its lists by [`items`]. Here is how one goes about
//! it, what becomes of the faults that are found, and how far a text that is not JSON is read all the same.

mod anything_but;
mod assemble;
mod cidr_fault;
mod encodings;
mod error;
mod fixes;
mod foreign_conditions;
mod foreign_texts;
mod items;
pub(in crate::pattern) mod messages;
mod misplaced;
mod numeric;
mod numeric_fault;
mod other_form;
mod other_shapes;
mod shown_by_event;
#[cfg(test)]
mod translation_tests;
mod walk;

use std::collections::HashMap;
use std::ops::Range;

use crate::json::{self, Document, Limits};
use crate::pattern::Pattern;
use assemble::assemble;
pub use error::PatternError;
use error::{FaultAt, What};
pub use items::OPERATORS;
use messages::PatternFault;
use walk::{Fields, Stop, Walk, closed, entered};

/// Our own limit: far above any quota of EventBridge, and low enough that no pattern text can exhaust memory.
const MAX_BYTES: usize = 4 << 20;

pub(in crate::pattern) fn parse(text: &str) -> Result<Pattern, PatternError> {
    read(text).map_err(|refused| PatternError::new(text, refused.first, refused.others))
}

/// Whether a text is a pattern. Makes no error, so that a fix can be checked without working out fixes again.
pub(in crate::pattern) fn is_valid(text: &str) -> bool {
    read(text).is_ok()
}

/// The faults of a text that is no pattern.
struct Refused {
    first: FaultAt,
    others: Vec<FaultAt>,
}

fn read(text: &str) -> Result<Pattern, Box<Refused>> {
    if text.len() > MAX_BYTES {
        let found = FaultAt {
            what: What::Fault(PatternFault::TooLong(MAX_BYTES)),
            span: MAX_BYTES..text.len(),
            unread: 0,
        };
        return Err(Box::new(Refused { first: found, others: Vec::new() }));
    }
    let partial = Document::parse_partial(text, &Limits::default());
    let mut walk = Walk::new(&partial.document);
    let stopped = walk.top().is_err();
    let Walk { found, deferred, leaves, parts, paths, alternatives, .. } = walk;
    let syntax = partial.error.filter(|_| stopped).map(|error| {
        let span = error.offset..error.offset;
        FaultAt { unread: error.offset, span, what: What::Syntax(error, None) }
    });
    let behind = if syntax.is_some() { read_on(text) } else { Vec::new() };
    // What EventBridge finds while it reads comes before what it finds when the rule is put together.
    let mut all = found.into_iter().chain(syntax).chain(deferred);
    match all.next() {
        Some(first) => {
            let (first, others) = together(first, all.chain(behind));
            Err(Box::new(Refused { first, others }))
        }
        None => Ok(assemble(partial.document, paths, leaves, parts, &alternatives)),
    }
}

/// All faults of a text that is not JSON, each at its place in it: what the reader is told of a copy in which
/// the faults of its JSON are repaired.
fn read_on(text: &str) -> Vec<FaultAt> {
    let Some(repaired) = json::repaired(text, &Limits::default()) else { return Vec::new() };
    let mut walk = Walk::new(&repaired.partial.document);
    // Where the reading stops at last, the copy ends.
    let _ = walk.top();
    let syntax = repaired.faults.iter().map(|(error, fix)| {
        let span = error.offset..error.offset;
        FaultAt { unread: error.offset, span, what: What::Syntax(error.clone(), fix.clone()) }
    });
    let of_copy = walk.found.into_iter().chain(walk.deferred);
    let meant =
        of_copy.filter_map(|found| Some(FaultAt { span: repaired.as_written(&found.span)?, ..found }));
    syntax.chain(meant).collect()
}

/// The fault to speak of first and the others in the order of the text, each told once, with its fix where
/// one of the tellings has one.
fn together(mut first: FaultAt, others: impl Iterator<Item = FaultAt>) -> (FaultAt, Vec<FaultAt>) {
    // By their span, so that a pattern full of faults does not compare each with all.
    let mut kept: HashMap<Range<usize>, Vec<(usize, FaultAt)>> = HashMap::new();
    for (at, found) in others.enumerate() {
        if found.is_same(&first) {
            first.take_fix(found);
            continue;
        }
        let here = kept.entry(found.span.clone()).or_default();
        match here.iter_mut().find(|(_, known)| found.is_same(known)) {
            Some((_, known)) => known.take_fix(found),
            None => here.push((at, found)),
        }
    }
    let mut kept: Vec<_> = kept.into_values().flatten().collect();
    kept.sort_by_key(|(at, found)| (found.span.start, *at));
    (first, kept.into_iter().map(|(_, found)| found).collect())
}
