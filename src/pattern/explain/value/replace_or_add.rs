//! Whether another item takes the place of the pattern's or stands beside it: what was meant has to stay.

use crate::json::{Fix, Value};
use crate::pattern::explain::fixes::if_one;
use crate::pattern::explain::value::Pair;
use crate::pattern::explain::wording::slips::is_only_a_slip;
use crate::pattern::{Event, Pattern, Verdict, example};

impl Pair<'_> {
    /// Puts another item in the place of this one where it takes all that this one took, else beside it.
    pub(in crate::pattern::explain) fn keeping(&self, text: &str) -> Option<Fix> {
        if covers(text, self.wanted) { self.instead(text.to_owned()) } else { self.add(text) }
    }

    /// Whether a fix puts something in the place of this item.
    pub(in crate::pattern::explain) fn replaces(&self, fix: &Fix) -> bool {
        fix.edits
            .iter()
            .any(|edit| edit.start <= self.wanted.span().start && edit.end >= self.wanted.span().end)
    }

    /// Puts another item in the place of this one where this one can only be misspelled.
    pub(in crate::pattern::explain) fn corrected(&self, met: &str, wanted: &str, text: &str) -> Option<Fix> {
        // Two words may be near each other in spelling: `billing` and `building`.
        if is_only_a_slip(met, wanted) { self.instead(text.to_owned()).map(if_one) } else { None }
    }
}

/// Whether an item takes what another one takes: of what that one begins, ends or goes on with, at least what
/// stands in it.
fn covers(item: &str, other: Value<'_>) -> bool {
    let Ok(asked) = Pattern::parse(&format!("{{\"a\": [{}]}}", other.raw())) else { return false };
    let Ok(wider) = Pattern::parse(&format!("{{\"a\": [{item}]}}")) else { return false };
    let examples = asked
        .leaves
        .iter()
        .flat_map(|leaf| leaf.clauses.iter())
        .flat_map(|clause| example::candidates(&clause.item, asked.document().value(clause.node)));
    let mut examples = examples.peekable();
    examples.peek().is_some()
        && examples.all(|value| {
            Event::parse(format!("{{\"a\": {value}}}").as_bytes())
                .is_ok_and(|event| wider.matches(&event) == Verdict::Match)
        })
}
