//! An event, and what a pattern's paths meet in it.

use std::fmt;

use super::consistency::Scopes;
use super::path::{PathNode, PathTree};
use super::{PathId, Pattern};
use crate::json::{Document, Kind, Limits, NodeId, SyntaxError, Value};

/// The names at the top of every event that EventBridge delivers (EventBridge user guide, "Event structure").
/// All are there in every event; `resources` is a list that may be empty, `detail` an object, the others are
/// texts.
pub const ENVELOPE: [&str; 9] =
    ["version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"];

/// Those of [`ENVELOPE`] without which TestEventPattern answers "Parameter Event is not valid." (recorded on
/// AWS). `detail`, `resources` and `version` are not asked for.
pub const ENVELOPE_TO_TEST: [&str; 6] = ["id", "account", "source", "time", "region", "detail-type"];

/// A JSON object to be judged.
///
/// EventBridge reads an event up to the closing brace of its object and no further, so text behind it is kept
/// but does no harm.
#[derive(Debug, Clone)]
pub struct Event {
    document: Document,
}

/// Why bytes are not an event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventError {
    /// They are not JSON.
    Syntax(SyntaxError),
    /// They are JSON, but no object: this is the noun of what they are, "an array".
    NotAnObject(&'static str),
}

impl Event {
    /// Reads an event, within the limits of EventBridge's reader ([`Limits::default`]).
    pub fn parse(bytes: &[u8]) -> Result<Self, EventError> {
        Self::from_document(
            Document::parse_first_bytes(bytes, &Limits::default()).map_err(EventError::Syntax)?,
        )
    }

    /// Takes a document that was read before.
    pub fn from_document(document: Document) -> Result<Self, EventError> {
        let kind = document.root().kind();
        if kind == Kind::Object { Ok(Self { document }) } else { Err(EventError::NotAnObject(kind.noun())) }
    }

    /// The tree.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The event's object.
    pub fn root(&self) -> Value<'_> {
        self.document.root()
    }
}

impl fmt::Display for EventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(error) => write!(f, "The event is not JSON. {error}"),
            Self::NotAnObject(noun) => {
                write!(f, "An event is a JSON object, and this is {noun}. Write {{ … }}.")
            }
        }
    }
}

impl std::error::Error for EventError {}

/// The values that lie at the paths of a pattern.
#[derive(Debug)]
pub(crate) struct Found {
    /// By [`PathId`].
    pub(crate) values: Vec<Vec<Met>>,
    pub(crate) scopes: Scopes,
}

/// A value at a path, and the innermost array element that it is tied to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Met {
    pub(crate) node: NodeId,
    pub(crate) scope: u32,
}

impl Found {
    /// What lies at one path, in document order.
    pub(crate) fn at(&self, path: PathId) -> &[Met] {
        self.values.get(path.index()).map_or(&[], Vec::as_slice)
    }
}

/// A container that the walk is in.
enum OpenContainer<'e> {
    Object { members: crate::json::Members<'e>, path: PathNode, scope: u32 },
    Array { elements: crate::json::Elements<'e>, path: PathNode, scope: u32, array: u32 },
}

/// Walks the event along the pattern's paths, once, leaving out every member that no path leads to.
///
/// A scalar that stands directly in an array is not tied to its place; an object or array that does ties
/// everything inside it.
pub(crate) fn collect(pattern: &Pattern, event: &Event) -> Found {
    let mut found = Found { values: vec![Vec::new(); pattern.paths.len()], scopes: Scopes::new() };
    let root =
        OpenContainer::Object { members: event.root().members(), path: PathTree::ROOT, scope: Scopes::ROOT };
    let mut inside = vec![root];
    let mut arrays = 0;
    while let Some(level) = inside.last_mut() {
        let (value, path, scope) = match level {
            OpenContainer::Object { members, path, scope } => {
                let Some(member) = members.next() else {
                    inside.pop();
                    continue;
                };
                let Some(path) = pattern.tree.descend(*path, member.key().as_bytes()) else { continue };
                (member.value(), path, *scope)
            }
            OpenContainer::Array { elements, path, scope, array } => {
                let Some(value) = elements.next() else {
                    inside.pop();
                    continue;
                };
                let tied = matches!(value.kind(), Kind::Object | Kind::Array);
                (value, *path, if tied { found.scopes.push(*scope, *array) } else { *scope })
            }
        };
        match value.kind() {
            Kind::Object => inside.push(OpenContainer::Object { members: value.members(), path, scope }),
            Kind::Array => {
                inside.push(OpenContainer::Array { elements: value.elements(), path, scope, array: arrays });
                arrays += 1;
            }
            Kind::String | Kind::Number | Kind::True | Kind::False | Kind::Null => {
                if let Some(id) = pattern.id_of(path)
                    && let Some(values) = found.values.get_mut(id.index())
                {
                    values.push(Met { node: value.id(), scope });
                }
            }
        }
    }
    found
}
