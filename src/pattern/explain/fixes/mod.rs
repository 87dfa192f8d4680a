//! Changes of a pattern that a miss offers. Every fix that writes an item is built here, so that none writes
//! a long text.

pub(in crate::pattern::explain) mod moved_field;

use crate::json::{Edit, Fix, Value};
use crate::pattern::explain::wording::similarity::shorten;

/// A fix does not write longer texts than this into a pattern, in bytes: the service would not take them.
const MOST_WRITTEN: usize = 2_000;

/// Behind the label of a fix that adds an item: it may not be meant.
const IF_MEANT: &str = ", if it is meant as well";
/// Behind that of one that takes what may be two things for one.
const IF_ONE: &str = ", if the two are one";

/// Behind that of one that takes more than was asked for.
const IF_ALL: &str = ", if all that this takes is meant";
/// Behind that of one that makes several values of one.
pub(in crate::pattern::explain) const IF_SEVERAL: &str = ", if several values are meant";

/// A fix that takes more than the pattern did, as its label says.
pub(in crate::pattern::explain) fn if_all(fix: Fix) -> Fix {
    Fix { label: fix.label + IF_ALL, ..fix }
}

/// Behind that of one that asks for another field.
const IF_THAT_FIELD: &str = ", if that is the field that is meant";

/// Behind that of one that takes one writing in the place of any.
const IF_LETTERS: &str = ", if it is always written in these letters";

/// Behind that of one that takes in what the event's sender should not have written so.
const UNLESS_CORRECTED: &str = ", if that cannot be corrected where it comes from";
/// Said of what the event has, in such a case.
pub(in crate::pattern::explain) const CORRECT_IT: &str =
    "The pattern's is the clean one: correct the event's where it comes from.";

/// A fix that takes in what is the event's slip, as its label says.
pub(in crate::pattern::explain) fn unless_corrected(fix: Fix) -> Fix {
    let label = fix.label.strip_suffix(IF_MEANT).unwrap_or(&fix.label);
    Fix { label: format!("{label}{UNLESS_CORRECTED}"), ..fix }
}

/// A fix that asks for a field of another name, as its label says.
pub(in crate::pattern::explain) fn if_that_field(fix: Fix) -> Fix {
    Fix { label: fix.label + IF_THAT_FIELD, ..fix }
}

/// A fix of what may be two things, as its label says.
pub(in crate::pattern::explain) fn if_one(fix: Fix) -> Fix {
    Fix { label: fix.label + IF_ONE, ..fix }
}

/// A fix that takes one writing of a text in the place of any, as its label says.
pub(in crate::pattern::explain) fn if_letters(fix: Fix) -> Fix {
    Fix { label: fix.label + IF_LETTERS, ..fix }
}

/// On what condition a fix is offered, as its label says; of one for several items.
pub(in crate::pattern::explain) fn condition_of_several(label: &str) -> &'static str {
    if label.ends_with(IF_MEANT) {
        ", if they are meant as well"
    } else if label.ends_with(IF_ONE) {
        ", if each two are one"
    } else if label.ends_with(IF_ALL) {
        IF_ALL
    } else if label.ends_with(IF_SEVERAL) {
        IF_SEVERAL
    } else if label.ends_with(UNLESS_CORRECTED) {
        UNLESS_CORRECTED
    } else {
        ""
    }
}

/// Puts other items in the place of one.
pub(in crate::pattern::explain) fn replace(item: Value<'_>, items: String) -> Option<Fix> {
    (items.len() <= MOST_WRITTEN)
        .then(|| Fix::replace(format!("Write {}", shorten(&items)), item.span(), items))
}

/// Puts an item behind another: any one of a list may match.
pub(in crate::pattern::explain) fn add(after: Value<'_>, item: &str) -> Option<Fix> {
    let end = after.span().end;
    let label = format!("Add {} to the list{IF_MEANT}", shorten(item));
    (item.len() <= MOST_WRITTEN)
        .then(|| Fix { label, edits: vec![Edit { start: end, end, text: format!(", {item}") }] })
}
