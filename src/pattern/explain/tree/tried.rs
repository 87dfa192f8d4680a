//! Fixes are tried: what leaves as many fields failing as before is not offered.

use crate::pattern::explain::field::event_paths::Drawn;
use crate::pattern::explain::tree::Explainer;
use crate::pattern::explain::{Nearness, Node};
use crate::pattern::{Event, Pattern, Verdict};

/// Longer patterns and events, in bytes, are not tried: each fix costs a reading of both.
const LONGEST: usize = 200_000;
/// Fixes that are tried, at most.
const MOST: usize = 20;

/// Takes away the fixes of values of the nearest alternative that do not help. A name that is put right helps whatever
/// the value there.
pub(super) fn keep_what_helps(nodes: &mut [Node], pattern: &Pattern, event: &Event, nearness: Nearness) {
    if pattern.text().len() + event.document().text().len() > LONGEST {
        return;
    }
    for miss in nodes
        .iter_mut()
        .filter(|node| node.decisive && !node.found.is_empty())
        .filter_map(|node| node.miss.as_mut())
        .take(MOST)
    {
        let Some(fix) = &miss.fix else { continue };
        let helps = Pattern::parse(&fix.apply(pattern.text())).is_ok_and(|fixed| {
            let drawn = Drawn::new(event.root());
            let (verdict, failing) = Explainer::new(&fixed, event, &drawn).standing();
            verdict == Verdict::Match || failing < nearness.failing
        });
        if !helps {
            miss.fix = None;
        }
    }
}
