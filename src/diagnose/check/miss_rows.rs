//! Which row of the catalogue a miss belongs to, and whether it is likelier a mistake than an event which the
//! pattern is meant to leave out.

use crate::diagnose::case::Case;
use crate::pattern::{Miss, MissKind, Node, Pattern};
use crate::text::{edits, may_be_region};

/// The row of the catalogue that a kind of miss belongs to, and whether it looks like a slip of whoever wrote
/// the pattern. Where no event was named, the others say no more than that the pattern leaves some events
/// out, as it should.
pub(super) fn cause_of(kind: MissKind) -> (&'static str, bool) {
    match kind {
        MissKind::LetterCase | MissKind::WhiteSpace | MissKind::LookAlike => ("M6", true),
        MissKind::Separator => ("M7", true),
        MissKind::Type | MissKind::Precision => ("M8", true),
        MissKind::Empty => ("M9", true),
        MissKind::Wrapped
        | MissKind::Level
        | MissKind::NameCase
        | MissKind::NameSpelling
        | MissKind::InsideText
        | MissKind::Elsewhere
        | MissKind::Container
        | MissKind::Overridden => ("M10", true),
        MissKind::Elements => ("M26", true),
        MissKind::Keyword => ("M28", true),
        MissKind::Notation
        | MissKind::StarIsLiteral
        | MissKind::Syntax
        | MissKind::Spelling
        | MissKind::Part
        | MissKind::Arn
        | MissKind::Placeholder
        | MissKind::Caution => ("M5", true),
        MissKind::Different
        | MissKind::BreaksOff
        | MissKind::Range
        | MissKind::Block
        | MissKind::Excluded
        | MissKind::Present
        | MissKind::Absent
        | MissKind::Branches
        | MissKind::Origin
        | MissKind::OtherKind
        | MissKind::Undecided => ("M5", false),
    }
}

/// Whether a miss is likelier a mistake than an event which the pattern is meant to leave out.
pub(super) fn is_slip(case: &Case<'_>, node: &Node, miss: &Miss) -> bool {
    cause_of(miss.kind).1 && !(miss.kind == MissKind::Arn && asks_another(case, node))
}

/// Whether a field asks for another resource of the kind that the event has there: an ARN that is the same
/// but for the name at its end, by more than a slip.
fn asks_another(case: &Case<'_>, node: &Node) -> bool {
    let parts = |text: &str| {
        let (head, name) = text.split_at_checked(text.rfind([':', '/'])?)?;
        Some((head.to_owned(), name.to_owned()))
    };
    let found: Vec<(String, String)> =
        node.found.iter().filter_map(|found| parts(found.value.trim_matches('"'))).collect();
    let asked = case.pattern().into_iter().flat_map(Pattern::asks).filter_map(|asks| asks.at(&node.path));
    let mut texts = asked.flat_map(crate::pattern::Asked::texts);
    texts.any(|text| {
        let Some((head, name)) = parts(&text) else { return false };
        let mut alike = found.iter().filter(|(other, _)| *other == head).peekable();
        alike.peek().is_some() && !alike.any(|(_, other)| is_slip_of(&name, other))
    })
}

/// Whether a name is likelier another one misspelt than that of another resource: `shop-2` is no slip for
/// `shop-1`, nor is `dev` for `prd`. Each begins with the sign before it.
fn is_slip_of(name: &str, other: &str) -> bool {
    /// Names as long as [`LONG`] may have two slips; of those that are no longer than [`SHORT`] one letter
    /// makes another.
    const LONG: usize = 9;
    const SHORT: usize = 4;
    let letters = |text: &str| text.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    let shorter = name.len().min(other.len());
    let most = if shorter < LONG { 1 } else { SLIPS };
    shorter > SHORT && letters(name) != letters(other) && edits(name, other, most).is_some()
}

/// Whether none of the captured events of its kind has what a field asks for, and what it asks for is
/// likelier a mistake than something that seldom comes: that the field be absent or null, an account or a
/// region that is not there.
pub(super) fn takes_none(case: &Case<'_>, node: &Node, miss: &Miss) -> bool {
    if !case.evidence.left_out_at.contains(&node.path) {
        return false;
    }
    let all = case.captured().map_or(0, |captured| captured.all);
    let asked = || case.pattern().into_iter().flat_map(Pattern::asks).filter_map(|asks| asks.at(&node.path));
    let only_null = || {
        asked().all(|asked| {
            let kinds = asked.kinds();
            kinds.null && !(kinds.any || kinds.string || kinds.number || kinds.boolean)
        })
    };
    let texts = || asked().flat_map(crate::pattern::Asked::texts);
    let no_region =
        || node.path == "region" && texts().all(|text| !may_be_region(&text)) && texts().next().is_some();
    match miss.kind {
        MissKind::Present => all >= SEVERAL,
        MissKind::Different => no_region() || all >= SEVERAL && only_null(),
        MissKind::Origin if node.path == "region" => no_region(),
        MissKind::Origin => {
            let seen = case.seen_text(&node.path).unwrap_or_default();
            texts().any(|text| edits(&text, &seen, SLIPS).is_some())
        }
        MissKind::OtherKind
        | MissKind::LetterCase
        | MissKind::WhiteSpace
        | MissKind::LookAlike
        | MissKind::Separator
        | MissKind::Type
        | MissKind::Notation
        | MissKind::Precision
        | MissKind::Placeholder
        | MissKind::StarIsLiteral
        | MissKind::Syntax
        | MissKind::Empty
        | MissKind::Overridden
        | MissKind::Wrapped
        | MissKind::Keyword
        | MissKind::Level
        | MissKind::NameCase
        | MissKind::NameSpelling
        | MissKind::InsideText
        | MissKind::Elsewhere
        | MissKind::Part
        | MissKind::Arn
        | MissKind::Spelling
        | MissKind::BreaksOff
        | MissKind::Range
        | MissKind::Block
        | MissKind::Elements
        | MissKind::Excluded
        | MissKind::Container
        | MissKind::Absent
        | MissKind::Branches
        | MissKind::Undecided
        | MissKind::Caution => false,
    }
}

/// So many events that have a field show that it is no rare one.
const SEVERAL: usize = 2;
/// Letters in which the account or name that is meant may differ from the one that is asked for.
const SLIPS: usize = 2;

#[cfg(test)]
mod tests {
    use super::is_slip_of;

    #[test]
    fn a_name_is_a_slip_by_a_letter_or_two_and_another_resource_by_its_digits() {
        for (name, other, is_slip) in [
            ("/prodd", "/prod", true),
            ("/ordres-queue", "/orders-queue", true),
            ("/shop-1", "/shop-2", false),
            ("/dev", "/prd", false),
            ("/blue", "/green", false),
            ("/orders", "/billing", false),
        ] {
            assert_eq!(is_slip_of(name, other), is_slip, "{name} {other}");
        }
    }
}
