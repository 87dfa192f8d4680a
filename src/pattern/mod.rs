//! The engine: what an event pattern means.
//!
//! [`Pattern::parse`] gives a pattern or EventBridge's own error for it, [`Pattern::matches`] the verdict on
//! an [`Event`], and [`RuleSet`] the same verdict for many rules at once on an event's bytes. [`explain()`]
//! gives the reasons; [`Pattern::service_limits`] and [`Pattern::lints`] look at a pattern without an event.
//!
//! Everything here follows what EventBridge does, as recorded on AWS and as its open matcher (aws/event-ruler
//! 2.0.1) does it, also where its documentation says otherwise.
//!
//! # What a pattern says
//!
//! - A pattern is a JSON object, and so is an event; of both, what follows the closing brace is not read.
//! - An object names fields, an array lists what a field's value may be. All fields must fit; one item of a
//!   list is enough.
//! - A **path** is the names on the way joined by full stops, in patterns and events alike: `{"a": {"b": …}}`
//!   and `{"a.b": …}` are the same. When a pattern writes the same path twice, the later list replaces the
//!   earlier one.
//! - **`$or`** may stand in any object and holds two or more objects. It is unfolded while reading, in
//!   document order: a pattern is a list of alternatives, each with one list per path; a field adds itself to
//!   every alternative there is so far, and an `$or` replaces the alternatives by copies, one set for each
//!   branch. So a field written *behind* an `$or` overrides the same field in its branches, and one written
//!   before it does not.
//! - At most 256 paths in an alternative, 1,000 alternatives, 1,000 levels.
//!
//! # What an event offers
//!
//! Strings, numbers, true, false and null, each with its path. Arrays add nothing to a path, so a field may
//! have many values, and **any** of them may satisfy it: `anything-but "x"` is satisfied by `["x", "y"]`.
//! Empty objects and arrays offer nothing, and count as absent.
//!
//! The values chosen for the fields must not come from **different elements of one array**; scalars that
//! stand directly in an array are not tied to their place. The module `consistency` says how choices are
//! found, and what [`Verdict::Undecided`] is.
//!
//! # What an item asks
//!
//! - A string: the same characters, no normalisation, lone surrogates included. A string that reads as an IP
//!   address means that address, however it is written; the module `address` says what reads as one.
//! - A number: the same value where EventBridge can compare both (up to 15 significant digits it always can),
//!   or the same text. Never a string.
//! - `true`, `false`, `null`: themselves.
//! - `prefix`, `suffix`, `equals-ignore-case`, `wildcard`: strings only. The strings are compared with their
//!   quotes on, which shows where a prefix ends or a suffix begins with a quote. Letter case is folded in the
//!   pattern only, each UTF-16 unit to its lower and its upper mapping.
//! - `numeric`: numbers that can be compared, against bounds that must be. `cidr`: strings that read as an
//!   address, host bits of the block ignored.
//! - `exists`: `true` accepts any value; `false` wants no value at the path that goes with the choices made
//!   for the paths before it, in UTF-16 order of the joined path.
//! - `anything-but`: a value that is there and is not one of those listed; values of other types and null are
//!   not.
//!
//! # Known faults that are not imitated
//!
//! The open matcher loses matches behind dotted and duplicate keys, reads numbers as addresses in blocks, and
//! crashes on the largest float. Where a pattern could meet one of these, AWS itself has the last word.

mod address;
mod asks;
mod complexity;
mod consistency;
mod event;
mod example;
mod explain;
mod fold;
mod item;
mod limits;
mod lint;
mod loose_operator;
mod number;
mod parse;
mod path;
mod presence;
mod rule_settings;
mod ruleset;
pub(crate) mod services;
#[cfg(test)]
mod tests;
mod vocabulary;
mod wildcard;

use std::ops::Range;

pub use crate::json::{Edit, Fix, Flaw};
pub use asks::{Asked, Asks, Beginning, Kinds};
pub use event::{ENVELOPE, ENVELOPE_TO_TEST, Event, EventError};
pub use explain::{
    Explanation, FoundValue, Miss, MissKind, Nearness, Node, NodeKind, Survey, explain, survey,
};
#[cfg(feature = "explorer")]
pub(crate) use explain::{cloudtrails, is_of_a_template};
pub use limits::ServiceLimit;
#[cfg(feature = "explorer")]
pub(crate) use lint::known::{DETAIL_TYPES, LOOSE, notified_as};
pub use lint::{Lint, LintKind};
pub use parse::{OPERATORS, PatternError};
pub use ruleset::{RuleSet, Scratch};
#[cfg(feature = "explorer")]
pub(crate) use services::source_called;

use crate::json::{Document, NodeId};
use consistency::Choices;
use item::{Item, Scalar};
use path::{PathNode, PathTree};

/// An event pattern that EventBridge would accept.
///
/// ```
/// use buslens::pattern::{Event, Pattern, Verdict};
///
/// let pattern = Pattern::parse(r#"{"detail": {"amount": [{"numeric": [">", 100]}]}}"#)?;
/// let event = Event::parse(br#"{"detail": {"amount": [5, 250]}}"#)?;
/// assert_eq!(pattern.matches(&event), Verdict::Match);
///
/// let error = Pattern::parse(r#"{"detail": "PAID"}"#).unwrap_err();
/// println!("{error}"); // EventBridge's own sentence
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Pattern {
    document: Document,
    pub(crate) tree: PathTree,
    /// The distinct paths in EventBridge's order, by [`PathId`].
    pub(crate) paths: Vec<PathNode>,
    /// By node of the tree.
    ids: Vec<Option<PathId>>,
    pub(crate) leaves: Vec<Leaf>,
    /// The objects, `$or` lists, branches and leaves in document order.
    pub(crate) parts: Vec<Part>,
    pub(crate) alternatives: Vec<Alternative>,
}

/// What a pattern says about an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It matches.
    Match,
    /// It does not match.
    NoMatch,
    /// The step budget ran out: the event has several arrays on one path (by duplicate or dotted keys), which
    /// makes the question as hard as any.
    Undecided,
}

/// The number of a path: paths compare as EventBridge orders them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PathId(u32);

/// The number of a leaf in document order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LeafId(u32);

/// One way to match: all of its fields must be satisfied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alternative {
    /// In the order of the paths, each path once.
    pub(crate) fields: Vec<(PathId, LeafId)>,
}

/// A field's list of items.
#[derive(Debug, Clone)]
pub(crate) struct Leaf {
    pub(crate) path: PathId,
    pub(crate) node: PathNode,
    /// Its place in [`Pattern::parts`].
    pub(crate) part: usize,
    pub(crate) clauses: Vec<Clause>,
}

/// An item and where it stands in the pattern.
#[derive(Debug, Clone)]
pub(crate) struct Clause {
    pub(crate) item: Item,
    pub(crate) node: NodeId,
}

/// A place in a pattern that has a meaning of its own.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) kind: PartKind,
    /// In [`Pattern::parts`]; parents come before their children.
    pub(crate) parent: Option<usize>,
    /// The value in the pattern's document.
    pub(crate) node: NodeId,
    /// The bytes of the name; empty for the top and for branches.
    pub(crate) key: Range<usize>,
    pub(crate) path: PathNode,
}

/// What a [`Part`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartKind {
    /// An object of fields.
    Object,
    /// The list of an `$or`.
    Or,
    /// One object in it.
    Branch,
    /// A field's list.
    Leaf(LeafId),
}

impl Pattern {
    /// Reads a pattern, or says what is wrong with it in EventBridge's words and in ours.
    ///
    /// The service's own, stricter limits (length, wildcard complexity) are not applied here.
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        parse::parse(text)
    }

    /// The text that was read, and its tree.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The pattern's text.
    pub fn text(&self) -> &str {
        self.document.text()
    }

    /// Judges one event.
    pub fn matches(&self, event: &Event) -> Verdict {
        let found = event::collect(self, event);
        let mut steps: Vec<Option<Choices>> = vec![None; self.leaves.len()];
        let mut verdict = Verdict::NoMatch;
        for alternative in &self.alternatives {
            match self.decide(alternative, event, &found, &mut steps) {
                Verdict::Match => return Verdict::Match,
                Verdict::Undecided => verdict = Verdict::Undecided,
                Verdict::NoMatch => {}
            }
        }
        verdict
    }

    /// Judges one alternative. `steps` remembers what the leaves, which alternatives share, can choose from.
    pub(crate) fn decide(
        &self,
        alternative: &Alternative,
        event: &Event,
        found: &event::Found,
        steps: &mut [Option<Choices>],
    ) -> Verdict {
        for &(_, id) in &alternative.fields {
            let (Some(leaf), Some(slot)) = (self.leaves.get(id.index()), steps.get_mut(id.index())) else {
                return Verdict::NoMatch;
            };
            let step = slot.get_or_insert_with(|| leaf.step(event, found));
            if step.hits.is_empty() && step.unless.is_none() {
                return Verdict::NoMatch;
            }
        }
        let chosen: Vec<&Choices> =
            alternative.fields.iter().filter_map(|(_, id)| steps.get(id.index())?.as_ref()).collect();
        consistency::decide(&chosen, &found.scopes, self.alternatives.len())
    }

    pub(crate) fn id_of(&self, node: PathNode) -> Option<PathId> {
        self.ids.get(PathTree::index(node)).copied().flatten()
    }

    /// A part and those around it, innermost first.
    pub(crate) fn above(&self, part: usize) -> impl Iterator<Item = &Part> {
        std::iter::successors(self.parts.get(part), |part| {
            part.parent.and_then(|parent| self.parts.get(parent))
        })
    }

    pub(crate) fn leaf(&self, id: LeafId) -> Option<&Leaf> {
        self.leaves.get(id.index())
    }
}

impl Leaf {
    /// What the event offers for this leaf.
    pub(crate) fn step(&self, event: &Event, found: &event::Found) -> Choices {
        let met = found.at(self.path);
        let satisfies = |met: &&event::Met| {
            let scalar = Scalar::new(event.document().value(met.node));
            self.clauses.iter().any(|clause| clause.item.matches(&scalar))
        };
        Choices {
            hits: met.iter().filter(satisfies).map(|met| met.scope).collect(),
            unless: self.wants_absence().then(|| met.iter().map(|met| met.scope).collect()),
        }
    }

    /// Whether `exists: false` is among the items.
    pub(crate) fn wants_absence(&self) -> bool {
        self.clauses.iter().any(|clause| clause.item == Item::Absent)
    }
}

impl PathId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

impl LeafId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}
