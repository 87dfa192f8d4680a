//! The word that is typed to confirm changes, where a plain yes is too little.

use super::{Change, Thing, ThingKind};
use crate::text::counted;

impl Change {
    /// Whether the thing goes, or what authorizes a connection, which does not come back either.
    fn takes_away(&self) -> bool {
        let was = self.was.as_ref().is_some_and(|was| was.deauthorized);
        self.to.as_ref().is_none_or(|to| to.deauthorized && !was)
    }
}

/// What is typed in place of a yes before these changes: the name of what goes, or how many things go. None
/// where nothing goes.
pub fn word_to_type<'c>(changes: impl Iterator<Item = &'c Change>) -> Option<String> {
    let gone: Vec<&Thing> =
        changes.filter(|change| change.takes_away()).map(|change| &change.thing).collect();
    match gone.as_slice() {
        [] => None,
        [one] => Some(one.name().to_owned()),
        several => Some(counted_things(several.iter().copied())),
    }
}

/// Several things, counted: `2 rules`, or `2 things` where they are of several kinds.
pub fn counted_things<'t>(things: impl Iterator<Item = &'t Thing>) -> String {
    let kinds: Vec<ThingKind> = things.map(Thing::kind).collect();
    match kinds.first().filter(|first| kinds.iter().all(|kind| kind == *first)) {
        Some(kind) => counted(kinds.len(), kind.noun(), &kind.nouns()),
        None => counted(kinds.len(), "thing", "things"),
    }
}
