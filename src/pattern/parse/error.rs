//! The answer to a pattern that is not valid.

use std::fmt::{self, Write as _};
use std::ops::Range;

use super::fixes;
use crate::json::{self, Fix, Flaw, LineIndex, Position, SyntaxError};
use crate::pattern::parse::messages::{PatternFault, Suffix};

/// Why a text is not an event pattern: EventBridge's sentence for the first fault, and every fault that could
/// be seen in ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    message: String,
    syntax: bool,
    flaws: Vec<Flaw>,
}

impl PatternError {
    pub(in crate::pattern) fn new(text: &str, first: FaultAt, others: Vec<FaultAt>) -> Self {
        let lines = LineIndex::new(text);
        let syntax = matches!(first.what, What::Syntax(..));
        let message = first.message(text, &lines);
        // Of another language one fault says all.
        let foreign = syntax && (is_yaml(text) || is_terraform(text) || without_backslashes(text).is_some());
        let others = others.into_iter().filter(|found| !matches!(found.what, What::Syntax(..)) || !foreign);
        let flaws = std::iter::once(first).chain(others).map(|found| found.flaw(text, &lines)).collect();
        Self { message, syntax, flaws }
    }

    /// EventBridge's sentence with its ` at [Source: …; line: …, column: …]`, without the words that AWS puts
    /// before it.
    ///
    /// For JSON that is broken (see [`PatternError::is_syntax`]) it is our own: AWS's text is its parser's
    /// and changes with its version.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Whether the text is not even JSON.
    pub fn is_syntax(&self) -> bool {
        self.syntax
    }

    /// The first fault, in our words.
    pub fn first(&self) -> &Flaw {
        // There is always one; an error without faults is not made.
        static NONE: Flaw = Flaw {
            span: 0..0,
            position: Position { line: 1, column: 1 },
            what: String::new(),
            remedy: String::new(),
            fix: None,
        };
        self.flaws.first().unwrap_or(&NONE)
    }

    /// The refusal in one line, with the place and the remedy of the first fault.
    #[cfg(feature = "explorer")]
    pub(crate) fn in_line(&self) -> String {
        let sentence = self.to_string();
        if self.syntax {
            return sentence;
        }
        let first = self.first();
        let sentence = sentence.lines().next().unwrap_or_default();
        format!("{sentence} ({} of the pattern: {}. {})", first.position, first.what, first.remedy)
    }

    /// All faults, the one that [`PatternError::message`] speaks of first, the others in document order.
    pub fn flaws(&self) -> &[Flaw] {
        &self.flaws
    }
}

/// The whole sentence as the AWS API gives it: `Event pattern is not valid. Reason: …`.
impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Event pattern is not valid. Reason: {}", self.message)
    }
}

impl std::error::Error for PatternError {}

/// A fault and where it was met.
#[derive(Debug, Clone)]
pub(in crate::pattern) struct FaultAt {
    pub(in crate::pattern) what: What,
    /// What to underline.
    pub(in crate::pattern) span: Range<usize>,
    /// The first byte that EventBridge's reader had not taken yet.
    pub(in crate::pattern) unread: usize,
}

#[derive(Debug, Clone)]
pub(in crate::pattern) enum What {
    Fault(PatternFault),
    /// Broken JSON, with the change that lets it be read on, where a person would make it too.
    Syntax(SyntaxError, Option<Fix>),
}

impl FaultAt {
    /// Whether it is the same fault at the same place.
    pub(in crate::pattern) fn is_same(&self, other: &Self) -> bool {
        let same = || match (&self.what, &other.what) {
            (What::Fault(a), What::Fault(b)) => a == b,
            (What::Syntax(a, _), What::Syntax(b, _)) => a.kind == b.kind,
            (What::Fault(_), What::Syntax(..)) | (What::Syntax(..), What::Fault(_)) => false,
        };
        self.span == other.span && same()
    }

    /// Takes the fix of another telling of it.
    pub(in crate::pattern) fn take_fix(&mut self, other: Self) {
        if let (What::Syntax(_, fix @ None), What::Syntax(_, found)) = (&mut self.what, other.what) {
            *fix = found;
        }
    }

    fn message(&self, text: &str, lines: &LineIndex) -> String {
        match &self.what {
            What::Syntax(error, _) => format!("{error}"),
            What::Fault(fault) => {
                let described = fault.described();
                let mut message = described.service.into_owned();
                let times = match described.suffix {
                    Suffix::None => 0,
                    Suffix::Once => 1,
                    Suffix::Twice => 2,
                };
                let place = location(text, lines.position(text, self.unread));
                (0..times).for_each(|_| message.push_str(&place));
                message
            }
        }
    }

    fn flaw(self, text: &str, lines: &LineIndex) -> Flaw {
        match &self.what {
            What::Fault(fault) => {
                let position = lines.position(text, self.span.start);
                let described = fault.described();
                let fix = fixes::of(fault, &self.span, text);
                Flaw::at(self.span, position, described.what, described.remedy).with(fix)
            }
            // In the words of a text that is no JSON at all, what misses a quotation mark is not the fault.
            What::Syntax(error, _) if is_yaml(text) => Flaw {
                what: "a pattern is a JSON object, and this is written as YAML".to_owned(),
                remedy: "Write it as JSON: {\"source\": [\"aws.ec2\"]}.".to_owned(),
                ..error.flaw()
            },
            What::Syntax(error, _) if is_terraform(text) => Flaw {
                what: "a pattern is JSON, and this is written in Terraform's language".to_owned(),
                remedy: "Write it as JSON, {\"source\": [\"aws.ec2\"]}; in a file of Terraform's, jsonencode() makes it \
                    of what stands there."
                    .to_owned(),
                ..error.flaw()
            }
            .with(inside_of_jsonencode(text)),
            What::Syntax(error, fix) => match without_backslashes(text) {
                Some(bare) => Flaw {
                    what: "the quotation marks stand behind backslashes, as JSON has them inside a text"
                        .to_owned(),
                    remedy: "Write the pattern itself, without them.".to_owned(),
                    ..error.flaw()
                }
                .with(Some(Fix::replace(
                    "Take the backslashes out".to_owned(),
                    0..text.len(),
                    bare,
                ))),
                None => error.flaw().with(fix.clone()),
            },
        }
    }
}

/// Whether a text is `jsonencode(…)`, or an object whose first name has no quotes and an equals sign behind it.
fn is_terraform(text: &str) -> bool {
    let name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let first = text.trim_start().strip_prefix('{').map(|rest| rest.trim_start().trim_start_matches(name));
    let equals =
        |rest: &str| rest.trim_start().strip_prefix('=').is_some_and(|rest| !rest.starts_with(['=', '>']));
    text.trim_start().starts_with("jsonencode(") || first.is_some_and(equals)
}

/// What stands in Terraform's function, where it is JSON.
fn inside_of_jsonencode(text: &str) -> Option<Fix> {
    let inside = text.trim().strip_prefix("jsonencode(")?.strip_suffix(')')?.trim();
    let is_json = json::Document::parse(inside).is_ok();
    is_json.then(|| Fix::replace("Write what is inside".to_owned(), 0..text.len(), inside.to_owned()))
}

/// A pattern that was copied out of a text of JSON, where each quotation mark has a backslash, without these.
fn without_backslashes(text: &str) -> Option<String> {
    let inside = text.trim().trim_matches(['"', '\'']);
    if !inside.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with("\\\"")) {
        return None;
    }
    let bare = inside.replace("\\\"", "\"").replace("\\n", "\n");
    json::Document::parse(bare.as_str()).is_ok().then_some(bare)
}

/// Whether a text begins with a name and a colon, as YAML does, and not with a bracket.
fn is_yaml(text: &str) -> bool {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with(['#', '-']));
    let (name, value) = line.and_then(|line| line.split_once(':')).unwrap_or_default();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    // What goes on with another name in quotes is JSON without its braces.
    !name.is_empty() && name.chars().all(is_name) && !goes_on_with_a_name(value)
}

/// Whether another name in quotes follows; what stands in brackets is part of the value.
fn goes_on_with_a_name(value: &str) -> bool {
    let mut depth = 0_i32;
    value.char_indices().any(|(at, c)| {
        depth += i32::from(matches!(c, '[' | '{')) - i32::from(matches!(c, ']' | '}'));
        depth == 0 && value.get(at..).is_some_and(|rest| rest.starts_with(", \""))
    })
}

/// The place as EventBridge's reader (Jackson) words it: the first 500 UTF-16 units of the text, control
/// characters but line ends escaped.
fn location(text: &str, position: Position) -> String {
    const SHOWN: usize = 500;
    let mut out = String::from("\n at [Source: (String)\"");
    let mut units = 0;
    for c in text.chars() {
        if units >= SHOWN {
            break;
        }
        units += c.len_utf16();
        match c {
            '\n' | '\r' => out.push(c),
            // The cut went through a pair; half a pair prints as a question mark.
            _ if units > SHOWN => out.push('?'),
            _ if c.is_control() => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    let all = json::utf16_len(text);
    if all > SHOWN {
        let _ = write!(out, "[truncated {} chars]", all - SHOWN);
    }
    let _ = write!(out, "; line: {}, column: {}]", position.line, position.column);
    out
}
