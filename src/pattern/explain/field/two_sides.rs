//! Names of the two sides of one thing: what was and what is, where something comes from and where it goes.

use crate::pattern::explain::wording::opposites::words;

/// Words for the two sides, as the fields of events have them: `previousState`, `oldImage` and `newImage`,
/// `sourceReference` and `destinationReference`, `desiredStatus` and `lastStatus`.
const SIDES: [(&str, &str); 22] = [
    ("old", "new"),
    ("previous", "current"),
    ("previous", "new"),
    ("previous", "next"),
    ("prev", "current"),
    ("prev", "next"),
    ("prior", "current"),
    ("last", "next"),
    ("last", "current"),
    ("before", "after"),
    ("from", "to"),
    ("source", "target"),
    ("source", "destination"),
    ("src", "dst"),
    ("src", "dest"),
    ("origin", "destination"),
    ("sender", "receiver"),
    ("sender", "recipient"),
    ("desired", "last"),
    ("desired", "actual"),
    ("expected", "actual"),
    ("original", "current"),
];

/// Names that stand at one step where two paths of the same length part, and agree behind it; none where they
/// part at several.
fn parted<'s>(one: &'s [Vec<u8>], other: &'s [Vec<u8>]) -> Option<(Vec<String>, Vec<String>)> {
    let mut apart = one.iter().zip(other).filter(|(a, b)| a != b);
    let (a, b) = apart.next().filter(|_| one.len() == other.len())?;
    let named = |step: &[u8]| words(&String::from_utf8_lossy(step));
    apart.next().is_none().then(|| (named(a), named(b)))
}

/// Whether two paths name the two sides of one thing, so that what the one has says nothing of the other:
/// `old.status` and `new.status`, `state` and `previousState`.
pub(super) fn are_sides(one: &[Vec<u8>], other: &[Vec<u8>]) -> bool {
    let Some((these, those)) = parted(one, other) else { return false };
    let side = |word: &str| SIDES.iter().any(|(a, b)| *a == word || *b == word);
    let are_two = |a: &str, b: &str| SIDES.iter().any(|(x, y)| (a, b) == (x, y) || (a, b) == (y, x));
    if these.len() == those.len() {
        let mut apart = these.iter().zip(&those).filter(|(a, b)| a != b);
        return apart.next().is_some_and(|(a, b)| are_two(a, b)) && apart.next().is_none();
    }
    // The side is said of one of the two only.
    let (few, many) = if these.len() < those.len() { (&these, &those) } else { (&those, &these) };
    let more: Vec<&String> = many.iter().filter(|word| !few.contains(word)).collect();
    few.iter().all(|word| many.contains(word)) && matches!(more.as_slice(), [word] if side(word))
}

/// Whether two paths name two of one thing: they share a word where they part.
pub(super) fn are_of_one_thing(one: &[Vec<u8>], other: &[Vec<u8>]) -> bool {
    parted(one, other).is_some_and(|(these, those)| these.iter().any(|word| those.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_are_told_by_their_names() {
        let path =
            |path: &str| -> Vec<Vec<u8>> { path.split('.').map(|step| step.as_bytes().to_vec()).collect() };
        for (one, other) in [
            ("detail.oldState", "detail.newState"),
            ("detail.state.value", "detail.previousState.value"),
            ("detail.before.status", "detail.after.status"),
            ("detail.sourceReference", "detail.destinationReference"),
            ("detail.from", "detail.to"),
        ] {
            assert!(
                are_sides(&path(one), &path(other)) && are_sides(&path(other), &path(one)),
                "{one} {other}"
            );
        }
        for (one, other) in [
            ("detail.state", "detail.stateReason"),
            ("detail.old.status", "detail.new.reason"),
            ("detail.orderId", "detail.parentOrderId"),
            ("detail.state", "state"),
        ] {
            assert!(!are_sides(&path(one), &path(other)), "{one} {other}");
        }
        assert!(are_of_one_thing(&path("detail.minSize"), &path("detail.maxSize")));
        assert!(!are_of_one_thing(&path("detail.owner"), &path("detail.approver")));
    }
}
