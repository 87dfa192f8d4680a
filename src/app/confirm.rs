//! The one place where a write to an account becomes allowed.

use super::page::{Line, Page, Role};
use super::request::{Req, Requests};
pub use super::write::WriteOp;

/// Proof that somebody said yes. It cannot be built outside this module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed(());

impl Confirmed {
    /// The command line's `--yes`, or a `y` typed at its prompt.
    pub fn on_command_line() -> Self {
        Self(())
    }
}

/// A write that the operator has confirmed.
#[derive(Clone, Debug, PartialEq)]
pub struct Write {
    /// The request.
    pub req: Req,
    /// What to write.
    pub op: WriteOp,
    /// The proof that it was confirmed.
    pub confirmed: Confirmed,
}

/// The question before a write.
#[derive(Clone, Debug, PartialEq)]
pub struct Confirm {
    /// The question, such as `Disable orders-audit?`.
    pub title: String,
    /// What will happen, line by line; a diff's lines start with `-` or `+`.
    pub lines: Vec<String>,
    /// The word on the accepting button, such as `disable`.
    pub accept: String,
    /// Another write that this question can end in.
    pub other: Option<Alternative>,
    /// First line shown, when there are more than fit.
    pub scroll: u16,
    /// True while the accepting button is the one that enter presses; at first it is the cancelling one.
    pub accepting: bool,
    writes: Vec<WriteOp>,
}

/// Another write that a question can end in, on a key of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// The key.
    pub key: char,
    /// What it does, such as `enable as all`.
    pub label: String,
    write: WriteOp,
}

impl Confirm {
    /// A question whose accepting key sends `op`.
    pub fn new(title: impl Into<String>, lines: Vec<String>, accept: impl Into<String>, op: WriteOp) -> Self {
        Self::many(title, lines, accept, vec![op])
    }

    /// A question whose accepting key sends all of these.
    pub fn many(
        title: impl Into<String>,
        lines: Vec<String>,
        accept: impl Into<String>,
        writes: Vec<WriteOp>,
    ) -> Self {
        Self {
            title: title.into(),
            lines,
            accept: accept.into(),
            other: None,
            scroll: 0,
            accepting: false,
            writes,
        }
    }

    /// The same question with another way to say yes.
    #[must_use]
    pub fn or(mut self, key: char, label: impl Into<String>, op: WriteOp) -> Self {
        self.other = Some(Alternative { key, label: label.into(), write: op });
        self
    }

    /// The writes that the accepting key sends.
    pub fn ops(&self) -> impl Iterator<Item = &WriteOp> {
        self.writes.iter()
    }

    /// The write that the other key sends, where there is one.
    pub fn other_op(&self) -> Option<&WriteOp> {
        self.other.as_ref().map(|other| &other.write)
    }

    /// The key that the other write is on, where there is one.
    pub(super) fn other_key(&self) -> Option<char> {
        self.other.as_ref().map(|other| other.key)
    }

    /// What is asked, as it is shown.
    pub fn page(&self) -> Page {
        let mut page = Page::new();
        for line in &self.lines {
            let role = match line.as_bytes().first() {
                Some(b'+') => Role::Added,
                Some(b'-') => Role::Removed,
                Some(b'!') => Role::Warn,
                _ => Role::Text,
            };
            page.push(Line::of(role, line).hang(2));
        }
        page
    }

    /// The operator said yes.
    pub(super) fn accept(self, requests: &mut Requests) -> Vec<Write> {
        self.writes.into_iter().map(|write| send(write, requests)).collect()
    }

    /// The operator chose the other way; without one, nothing is sent.
    pub(super) fn accept_other(self, requests: &mut Requests) -> Vec<Write> {
        self.other.into_iter().map(|other| send(other.write, requests)).collect()
    }
}

fn send(op: WriteOp, requests: &mut Requests) -> Write {
    Write { req: requests.start(op.pending()), op, confirmed: Confirmed(()) }
}
