//! JSON paths as `InputPath` and `InputPathsMap` take them.
//!
//! Source: user guide, "Amazon EventBridge input transformation": dot notation, dashes, underscores, letters
//! and digits, array indices, `*` and slashes. `PutTargets` refuses two kinds of path (`InputPath for target
//! ID is invalid.`): those that do not begin with `$`, and names in quoted brackets. Everything else it takes
//! and evaluates at run time, so a path of another dialect of JSON path is accepted there and finds nothing.

use crate::json::{Document, Fix, Flaw, Kind, Value, quote};
use std::ops::Range;

/// A path that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonPath {
    steps: Vec<JsonPathStep>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum JsonPathStep {
    /// `.name`
    Name(String),
    /// `[2]`
    Index(usize),
    /// `.*`, `[*]`
    Any,
}

/// Why a text is not a path that the service evaluates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathFault {
    /// Where in the path, what, and what to do. The fix gives the path that was most likely meant.
    pub flaw: Box<Flaw>,
    /// Whether `PutTargets` refuses it. If not, it is accepted and finds nothing.
    pub refused: bool,
}

/// What a path found.
#[derive(Clone, Debug)]
pub enum PathResult<'d> {
    /// Nothing.
    Nothing,
    /// One value; the path has no `*`.
    One(Value<'d>),
    /// The values of a path with `*`, in document order, perhaps none. They are sent as an array.
    Many(Vec<Value<'d>>),
}

impl JsonPath {
    /// What the path finds in every event, where that is no plain value: the event itself and its `detail`
    /// are objects, `resources` is an array, and what a `*` finds is sent as one.
    pub fn container(&self) -> Option<&'static str> {
        match self.steps.as_slice() {
            [] => Some(Kind::Object.noun()),
            [JsonPathStep::Name(name)] if name == "detail" => Some(Kind::Object.noun()),
            [JsonPathStep::Name(name)] if name == "resources" => Some(Kind::Array.noun()),
            steps if steps.contains(&JsonPathStep::Any) => Some(Kind::Array.noun()),
            _ => None,
        }
    }

    /// Reads a path.
    pub fn parse(text: &str) -> Result<Self, PathFault> {
        let Some(rest) = text.strip_prefix('$') else {
            let flaw = Flaw::of(
                text,
                0..text.len(),
                "a path begins with `$`, the whole event",
                "Write for example `$.detail.state`.",
            );
            return Err(PathFault {
                flaw: Box::new(flaw.with(fix(text, &format!("$.{text}")))),
                refused: true,
            });
        };
        let mut steps = Vec::new();
        let mut rest = rest;
        while !rest.is_empty() {
            let at = text.len() - rest.len();
            let (step, length) = match rest.strip_prefix('.') {
                Some(after) => name(text, at, after)?,
                None => match rest.strip_prefix('[') {
                    Some(after) => bracket(text, at, after)?,
                    None => {
                        return Err(unsupported(text, at..text.len(), "a `.` or `[` comes before each step"));
                    }
                },
            };
            steps.push(step);
            rest = rest.get(length..).unwrap_or_default();
        }
        Ok(Self { steps })
    }

    /// Looks the path up. Of a key that occurs twice in one object the last counts.
    pub fn find<'d>(&self, event: &'d Document) -> PathResult<'d> {
        let mut found = vec![event.root()];
        for step in &self.steps {
            found = found.into_iter().flat_map(|value| step.follow(value)).collect();
        }
        match (self.steps.contains(&JsonPathStep::Any), found.first()) {
            (true, _) => PathResult::Many(found),
            (false, Some(value)) => PathResult::One(*value),
            (false, None) => PathResult::Nothing,
        }
    }
}

impl JsonPathStep {
    fn follow<'d>(&self, value: Value<'d>) -> Vec<Value<'d>> {
        match self {
            Self::Name(name) => value.get(name).into_iter().collect(),
            Self::Index(index) => value.element(*index).into_iter().collect(),
            Self::Any if value.kind() == Kind::Object => {
                value.members().map(|member| member.value()).collect()
            }
            Self::Any => value.elements().collect(),
        }
    }
}

/// A step `.name`, and its length with the dot.
fn name(text: &str, at: usize, after: &str) -> Result<(JsonPathStep, usize), PathFault> {
    let length = after.find(['.', '[']).unwrap_or(after.len());
    let name = after.get(..length).unwrap_or_default();
    match name {
        "" if after.starts_with('.') => {
            Err(unsupported(text, at..text.len(), "`..`, at any depth, is not supported"))
        }
        "" => Err(unsupported(text, at..at + 1, "a name is missing after the `.`")),
        "*" => Ok((JsonPathStep::Any, 2)),
        _ => Ok((JsonPathStep::Name(name.to_owned()), length + 1)),
    }
}

/// A step in brackets, and its length with them.
fn bracket(text: &str, at: usize, after: &str) -> Result<(JsonPathStep, usize), PathFault> {
    let quoted = after.trim_start().chars().next().filter(|char| matches!(char, '\'' | '"'));
    if let Some(mark) = quoted {
        // Refused, although the API reference of "Target" allows bracket notation; that of "PutTargets" does
        // not.
        let inner = after.trim_start().get(1..).unwrap_or_default();
        let close = inner.find(mark).unwrap_or(inner.len());
        let name = inner.get(..close).unwrap_or_default();
        let rest = inner.get(close..).unwrap_or_default().trim_start_matches(mark).trim_start();
        let rest = rest.strip_prefix(']').unwrap_or(rest);
        let dotted = !name.is_empty() && !name.contains(['.', '[', ']', '\'', '"', '*']);
        let remedy = if dotted {
            format!("Write `.{name}`.", name = inside(name))
        } else {
            format!("Rename the key {}: no path can reach it.", quote(name.as_bytes()))
        };
        let meant = format!("{}.{name}{rest}", text.get(..at).unwrap_or_default());
        let span = at..text.len() - rest.len();
        let flaw = Flaw::of(text, span, "names in brackets are not supported", remedy);
        let fix = if dotted { fix(text, &meant) } else { None };
        return Err(PathFault { flaw: Box::new(flaw.with(fix)), refused: true });
    }
    let Some(close) = after.find(']') else {
        return Err(unsupported(text, at..text.len(), "the `]` is missing"));
    };
    let inner = after.get(..close).unwrap_or_default();
    let step = match inner {
        "*" => JsonPathStep::Any,
        _ if !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_digit()) => {
            // An index beyond `usize` finds nothing, as any index beyond the array does.
            JsonPathStep::Index(inner.parse().unwrap_or(usize::MAX))
        }
        _ => {
            return Err(unsupported(
                text,
                at..at + close + 2,
                "brackets hold an index such as `[0]`, or `*`",
            ));
        }
    };
    Ok((step, close + 2))
}

fn unsupported(text: &str, span: Range<usize>, what: &str) -> PathFault {
    let remedy = "Write names after dots and indices in brackets, such as `$.detail.items[0].id`.";
    PathFault { flaw: Box::new(Flaw::of(text, span, what, remedy)), refused: false }
}

/// A correction that is itself valid, or the correction of that correction.
fn fix(given: &str, path: &str) -> Option<Fix> {
    let meant = match JsonPath::parse(path) {
        Ok(_) => path.to_owned(),
        Err(fault) => fault.flaw.fix?.apply(path),
    };
    Some(Fix::rewrite(given, meant))
}

/// Text from outside for the middle of a sentence.
pub(super) fn inside(text: &str) -> String {
    let quoted = quote(text.as_bytes());
    quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default().to_owned()
}
