//! Changes of a pattern that a miss offers. Every fix that writes an item is built here, so that none writes
//! a long text.

pub(in crate::pattern::explain) mod moved_field;

use crate::json::{Edit, Fix, Value};
use crate::pattern::explain::wording::similarity::shorten;

/// A fix does not write longer texts than this into a pattern, in bytes: the service would not take them.
const MOST_WRITTEN: usize = 2_000;

/// Puts other items in the place of one.
pub(in crate::pattern::explain) fn replace(item: Value<'_>, items: String) -> Option<Fix> {
    (items.len() <= MOST_WRITTEN)
        .then(|| Fix::replace(format!("Write {}", shorten(&items)), item.span(), items))
}

/// Puts an item behind another: any one of a list may match.
pub(in crate::pattern::explain) fn add(after: Value<'_>, item: &str) -> Option<Fix> {
    let end = after.span().end;
    let label = format!("Add {} to the list, if it is meant as well", shorten(item));
    (item.len() <= MOST_WRITTEN)
        .then(|| Fix { label, edits: vec![Edit { start: end, end, text: format!(", {item}") }] })
}
