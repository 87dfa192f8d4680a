//! Why a pattern matches an event, or why not: a tree over the pattern with the values that each part met,
//! and for each part that fails the nearest miss.
//!
//! The verdict is that of [`Pattern::matches`], always; the tree is made from the same collected values and
//! the same decisions. What is said about an `$or` is said about one of its alternatives: the first that
//! matches or, when none does, the one that came closest. The module `catalogue` lists every sort of near
//! miss and defines what closest means.
//!
//! The tree is truthful: an object or branch is satisfied if all parts of it are, unless a miss of its own
//! says why these do not go together; an `$or` is if one of its branches is. Parts that the alternative
//! spoken of leaves out are judged as parts of the nearest one that has them.
//!
//! The work is bounded: beyond what the verdict costs, it is linear in the event and the pattern, with an
//! upper bound on all that compares one with the other (the module `effort`). Texts of any length are cut in
//! sentences, and fixes never write long ones.
//!
//! `tree` makes the verdicts of all parts, `field` finds the miss of a field, `value` that of one value and
//! one item, `wording` says how two texts differ, `fixes` changes the pattern.

mod catalogue;
mod effort;
mod field;
mod fixes;
mod miss;
mod survey;
#[cfg(test)]
mod tests;
mod tree;
mod value;
mod wording;

use std::ops::Range;

pub use catalogue::MissKind;
pub use miss::Miss;
pub use survey::{Survey, survey};

use super::{Event, Pattern, Verdict};
use crate::json::{NodeId, Position};
use field::event_paths::Drawn;
pub(super) use field::name;
pub(super) use fixes::moved_field::{unwrapped, wrap};
#[cfg(feature = "explorer")]
pub(crate) use tree::cloudtrails;
pub(super) use value::encodings::{base64, entities_decoded, percent_decoded};
pub(crate) use value::placeholder::is_of_a_template;
pub(super) use value::placeholder::{is_left_to_fill, is_unfilled};
pub(super) use value::regex::{
    as_exact_wildcards, as_wildcards, between_slashes, classes_as_stars, each_alternative,
};
pub(super) use wording::similarity::plain_looks;

/// A pattern laid out beside an event.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// The verdict, the same as that of [`Pattern::matches`].
    pub matched: Verdict,
    /// The parts of the pattern in document order; the first is the whole, and parents come before their
    /// children.
    pub nodes: Vec<Node>,
    nearness: Nearness,
}

/// One part of a pattern: an object, the list of an `$or`, a branch of it, or a field's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What sort of part it is.
    pub kind: NodeKind,
    /// Its parent in [`Explanation::nodes`]; none for the first.
    pub parent: Option<usize>,
    /// How many parents there are above it.
    pub depth: usize,
    /// The joined path, `$or` left out; empty for the top. Lone surrogates show as U+FFFD.
    pub path: String,
    /// The bytes of the part in the pattern's text: the value, without its name.
    pub span: Range<usize>,
    /// The bytes of its name; empty for the top and for branches.
    pub key: Range<usize>,
    /// Where the part begins.
    pub position: Position,
    /// Whether it is satisfied, as part of the alternative that is explained; `None` where the step budget
    /// ran out, and for a list that counts for nothing because another one replaces it.
    pub matched: Option<bool>,
    /// Whether it is what the verdict rests on: a field of the alternative that is explained, or a part that
    /// keeps its fields apart.
    pub decisive: bool,
    /// The event's values at a field's path, in document order, the first fifty.
    pub found: Vec<FoundValue>,
    /// How many more values there are.
    pub more: usize,
    /// Why it is not satisfied.
    pub miss: Option<Miss>,
}

/// What sort of part a [`Node`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// An object: all fields in it must be satisfied.
    Object,
    /// The list of an `$or`: one branch must be.
    Or,
    /// One branch of an `$or`.
    Branch,
    /// A field's list: one item must be.
    Field,
}

/// A value of the event at a field's path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundValue {
    /// The node in the event's document.
    pub node: NodeId,
    /// Its JSON pointer (RFC 6901) in the event.
    pub pointer: String,
    /// Its text as it stands in the event, JSON; characters that a terminal would obey are escaped. A string
    /// of more than ten thousand bytes is cut, and ends in `…`.
    pub value: String,
    /// Whether it satisfies one of the list's items by itself.
    pub satisfies: bool,
}

/// Lays a pattern out beside an event.
///
/// ```
/// use buslens::pattern::{Event, Pattern, explain};
///
/// let pattern = Pattern::parse(r#"{"detail": {"bucket": {"name": ["reports"]}}}"#)?;
/// let event = Event::parse(br#"{"detail": {"bucket": "reports"}}"#)?;
/// for (part, miss) in explain(&pattern, &event).misses() {
///     println!("{}: {}", part.path, miss.sentence);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn explain(pattern: &Pattern, event: &Event) -> Explanation {
    tree::Explainer::new(pattern, event, &Drawn::new(event.root())).run()
}

/// How near an event comes to a pattern, without the words: smaller is nearer, a match is nearest. First the
/// fields that fail, then the sum of the ranks of their misses, of the alternative with the fewest and
/// smallest faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nearness {
    /// How many fields of it fail in themselves; one when only the choice of array
    /// elements does.
    pub failing: usize,
    /// The sum of the ranks of their misses.
    pub rank: u32,
}

impl Explanation {
    /// Why it does not match, nearest miss first; empty when it does. All of these stand in the way of the
    /// alternative that came closest.
    pub fn misses(&self) -> Vec<(&Node, &Miss)> {
        let decisive = self.nodes.iter().filter(|node| node.decisive && node.matched != Some(true));
        let mut misses: Vec<_> =
            decisive.filter_map(|node| node.miss.as_ref().map(|miss| (node, miss))).collect();
        misses.sort_by_key(|(_, miss)| miss.rank);
        misses
    }

    /// The nearest miss that says something: running out of steps is told only where there is nothing else.
    pub fn first_reason(&self) -> Option<(&Node, &Miss)> {
        let misses = self.misses();
        let decided = misses.iter().find(|(_, miss)| miss.kind != MissKind::Undecided);
        decided.or(misses.first()).copied()
    }

    /// How near the event came.
    pub fn nearness(&self) -> Nearness {
        self.nearness
    }

    /// The children of a node, in document order.
    pub fn children(&self, index: usize) -> impl Iterator<Item = usize> {
        self.nodes
            .iter()
            .enumerate()
            .skip(index + 1)
            .filter(move |(_, node)| node.parent == Some(index))
            .map(|(at, _)| at)
    }
}
