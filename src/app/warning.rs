//! What is valid in a pattern and yet questionable, wherever a pattern is written: in the workbench and in
//! forms.

use crate::catalogue::doubts;
use crate::diagnose::pattern_doubts;
use crate::json::Flaw;
use crate::pattern::Pattern;

/// What its writer should look at, or what the service may refuse, in document order.
pub fn warnings(pattern: &Pattern) -> Vec<Flaw> {
    let mut warnings: Vec<_> = pattern.lints().into_iter().map(|lint| lint.flaw).collect();
    // What AWS has not been seen to send is a suspicion and no more: schemas are never complete.
    let suspect = |flaw: Flaw| Flaw { what: format!("Suspect: {}", flaw.what), ..flaw };
    // A value is compared with that of the event beside it, and mended by that.
    let doubts = doubts(pattern).into_iter().filter(|doubt| !doubt.of_value);
    warnings.extend(doubts.map(|doubt| suspect(doubt.flaw)));
    // A lint at the same place says the same, and has a fix.
    let told: Vec<_> = warnings.iter().map(|warning| warning.span.clone()).collect();
    let is_new =
        |doubt: &Flaw| told.iter().all(|at| at.end <= doubt.span.start || doubt.span.end <= at.start);
    warnings.extend(pattern_doubts(pattern).into_iter().filter(is_new));
    warnings.sort_by_key(|warning| warning.span.start);
    warnings
}
