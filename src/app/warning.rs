//! What is valid in a pattern and yet questionable, wherever a pattern is written: in the workbench and in
//! forms.

use crate::catalogue::doubts;
use crate::diagnose::pattern_doubts;
use crate::json::Flaw;
use crate::pattern::Pattern;

/// Something that is questionable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What it is, where, and what to do.
    pub flaw: Flaw,
    /// It is about a value that AWS is not known to send there.
    pub of_value: bool,
}

/// What its writer should look at, or what the service may refuse, in document order.
pub fn warnings(pattern: &Pattern) -> Vec<Warning> {
    let plain = |flaw: Flaw| Warning { flaw, of_value: false };
    let mut warnings: Vec<_> = pattern.lints().into_iter().map(|lint| plain(lint.flaw)).collect();
    // What AWS has not been seen to send is a suspicion and no more: schemas are never complete.
    let suspect = |flaw: Flaw| Flaw { what: format!("Suspect: {}", flaw.what), ..flaw };
    let doubts = doubts(pattern).into_iter();
    warnings.extend(doubts.map(|doubt| Warning { of_value: doubt.of_value, flaw: suspect(doubt.flaw) }));
    // A lint at the same place says the same, and has a fix.
    let spans: Vec<_> = warnings.iter().map(|warning| warning.flaw.span.clone()).collect();
    let is_new =
        |doubt: &Flaw| spans.iter().all(|at| at.end <= doubt.span.start || doubt.span.end <= at.start);
    warnings.extend(pattern_doubts(pattern).into_iter().filter(is_new).map(plain));
    warnings.sort_by_key(|warning| warning.flaw.span.start);
    warnings
}
