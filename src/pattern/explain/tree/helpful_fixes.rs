//! Tries fixes, and drops each that leaves no pattern, or as many fields failing as before.

use crate::pattern::explain::Node;
use crate::pattern::explain::field::event_paths::Drawn;
use crate::pattern::explain::tree::{AlternativeOutcome, Explainer};
use crate::pattern::{Event, Pattern, Verdict};

/// Longer patterns and events, in bytes, are not tried: each fix costs a reading of both.
const LONGEST: usize = 200_000;
/// Fixes that are tried with the event, at most.
const MOST: usize = 20;
/// Patterns of more bytes than this are not read again for each fix; the service would not take them.
const LONGEST_READ: usize = 20_000;

/// Takes away the fixes that make no pattern, and those of the closest alternative that do not help. A name
/// that is put right helps whatever the value there.
pub(super) fn keep_what_helps(
    nodes: &mut [Node],
    pattern: &Pattern,
    event: &Event,
    closest: &AlternativeOutcome<'_>,
) {
    let tried = pattern.text().len() + event.document().text().len() <= LONGEST;
    let mut left = MOST;
    for node in nodes.iter_mut() {
        let of_value = node.decisive && !node.found.is_empty();
        let Some(miss) = &mut node.miss else { continue };
        let Some(fix) = &miss.fix else { continue };
        let has_to_help = tried && left > 0 && of_value;
        if !has_to_help && pattern.text().len() > LONGEST_READ {
            continue;
        }
        left -= usize::from(has_to_help);
        let helps = Pattern::parse(&fix.apply(pattern.text()))
            .is_ok_and(|fixed| !has_to_help || fails_in_less(&fixed, pattern, event, closest));
        if !helps {
            miss.fix = None;
        }
    }
}

/// Whether the alternative that is spoken of fails in fewer fields than before.
fn fails_in_less(
    fixed: &Pattern,
    pattern: &Pattern,
    event: &Event,
    closest: &AlternativeOutcome<'_>,
) -> bool {
    let drawn = Drawn::new(event.root());
    let mut explainer = Explainer::new(fixed, event, &drawn);
    let before = closest.failing.len().max(1);
    if fixed.alternatives.len() == pattern.alternatives.len() {
        return explainer.failing_of(closest.at) < before;
    }
    let (verdict, failing) = explainer.standing();
    verdict == Verdict::Match || failing < before
}
