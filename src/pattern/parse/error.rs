//! The answer to a pattern that is not valid.

use std::fmt::{self, Write as _};
use std::ops::Range;

use super::fixes;
use super::other_form::OtherForm;
use crate::json::{self, Fix, Flaw, LineIndex, Position, SyntaxError};
use crate::pattern::parse::messages::{PatternFault, Suffix};

/// Why a text is not an event pattern: EventBridge's sentence for the first fault, and every fault that could
/// be seen in ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    message: String,
    syntax: bool,
    other_form: bool,
    flaws: Vec<Flaw>,
}

impl PatternError {
    pub(in crate::pattern) fn new(text: &str, first: FaultAt, others: Vec<FaultAt>) -> Self {
        let lines = LineIndex::new(text);
        let syntax = matches!(first.what, What::Syntax(..));
        let is_object = !matches!(first.what, What::Fault(PatternFault::NotAnObject));
        let form = if syntax || !is_object { OtherForm::of(text) } else { None };
        let form = form.or_else(|| if syntax { None } else { OtherForm::of_json(text) });
        let message = first.message(text, &lines, form.as_ref());
        let other_form = form.as_ref().is_some_and(|form| !form.is_of_files);
        // Of another form one sentence says all.
        let flaws = match form {
            Some(form) => vec![first.of_whole(text, &lines, &form)],
            None => std::iter::once(first).chain(others).map(|found| found.flaw(text, &lines)).collect(),
        };
        Self { message, syntax, other_form, flaws }
    }

    /// EventBridge's sentence with its ` at [Source: …; line: …, column: …]`, without the words that AWS puts
    /// before it.
    ///
    /// For JSON that is broken (see [`PatternError::is_syntax`]) it is our own: AWS's text is its parser's
    /// and changes with its version.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Whether the text is a pattern in another form, or with something around it, which the only fault
    /// tells: none of those that files with rules have.
    #[cfg(feature = "explorer")]
    pub(crate) fn is_of_another_form(&self) -> bool {
        self.other_form
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

    pub(super) fn flaws_mut(&mut self) -> &mut Vec<Flaw> {
        &mut self.flaws
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

    fn message(&self, text: &str, lines: &LineIndex, form: Option<&OtherForm>) -> String {
        match &self.what {
            What::Syntax(error, _) => match form {
                Some(form) => format!("{}: {}. {}", error.position, form.what, form.remedy),
                None => format!("{error}"),
            },
            What::Fault(fault) => {
                let described = fault.describe();
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

    /// The fault in the words for a text that is no pattern as a whole.
    fn of_whole(self, text: &str, lines: &LineIndex, form: &OtherForm) -> Flaw {
        let position = lines.position(text, self.span.start);
        Flaw::at(self.span, position, form.what.clone(), form.remedy.clone()).with(form.fix(text))
    }

    fn flaw(self, text: &str, lines: &LineIndex) -> Flaw {
        match &self.what {
            What::Fault(fault) => {
                let position = lines.position(text, self.span.start);
                let described = fault.describe();
                let fix = fixes::of(fault, &self.span, text);
                Flaw::at(self.span, position, described.what, described.remedy).with(fix)
            }
            What::Syntax(error, fix) => error.flaw().with(fix.clone()),
        }
    }
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
