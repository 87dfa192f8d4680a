//! The one place where a write to an account becomes allowed.

use super::page::{Line, Page, Role};
use super::request::{Req, Requests};
pub use super::write::WriteOp;
use crate::model::AccountSettings;

/// Proof that somebody said yes, with the account's label where it was typed. It cannot be built outside this
/// module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed {
    label: Option<String>,
}

impl Confirmed {
    /// The command line's `--yes`, or a `y` typed at its prompt, or the label of the account.
    pub fn on_command_line(label: Option<String>) -> Self {
        Self { label }
    }

    /// The label that was typed.
    pub fn label(&self) -> Option<&str> {
        self.label.as_deref()
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
    /// The change in our record that it takes back, where it is an undo.
    pub undoes: Option<String>,
    /// The first request of its undo group: the writes that one yes has sent, or the step that began what
    /// this one ends.
    pub group: Req,
    /// What it is the last step of, in a few words.
    pub whole: Option<String>,
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
    /// What is said when it is cancelled, where something was changed before it.
    pub declined: Option<String>,
    /// What this is the end of, where they are taken back as one.
    pub ends: Option<Begun>,
    /// First line shown, when there are more than fit.
    pub scroll: u16,
    /// True while the accepting button is the one that enter presses; at first it is the cancelling one.
    pub accepting: bool,
    /// The account's label being typed, where the configuration asks for that before a change.
    pub typing: Option<Typing>,
    writes: Vec<WriteOp>,
    /// What each of the writes takes back in our record; empty when they are no undo.
    undoes: Vec<String>,
}

/// Something of several steps whose first was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The request of the first step.
    pub by: Req,
    /// The whole in a few words, such as `Move rule orders from bus lab to bus default`.
    pub title: String,
}

/// The label of an account being typed, after a yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typing {
    /// The label to be typed.
    pub label: String,
    /// What is typed so far.
    pub text: String,
    /// The last name entered was not the label.
    pub wrong: bool,
    /// The operator said yes to the other write.
    other: bool,
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
            declined: None,
            ends: None,
            scroll: 0,
            accepting: false,
            typing: None,
            writes,
            undoes: Vec::new(),
        }
    }

    /// Puts `new` where its lines say `old`.
    pub(in crate::app) fn replace(&mut self, old: &str, new: &str) {
        for line in &mut self.lines {
            *line = line.replace(old, new);
        }
    }

    /// The same question, whose writes take these changes of our record back, one each.
    #[must_use]
    pub fn undoing(mut self, undoes: Vec<String>) -> Self {
        self.undoes = undoes;
        self
    }

    /// The same question, with lines that are to be read before what is asked.
    #[must_use]
    pub fn noting(mut self, notes: impl IntoIterator<Item = String>) -> Self {
        self.note(notes);
        self
    }

    /// Adds lines that are to be read before what is asked.
    pub fn note(&mut self, notes: impl IntoIterator<Item = String>) {
        // After the line that names the account.
        let at = self.lines.iter().position(String::is_empty).map_or(0, |at| at + 1);
        let mut notes: Vec<String> = notes.into_iter().collect();
        if !notes.is_empty() {
            notes.push(String::new());
        }
        self.lines.splice(at..at, notes);
    }

    /// The same question with another way to say yes.
    #[must_use]
    pub fn or(mut self, key: char, label: impl Into<String>, op: WriteOp) -> Self {
        self.other = Some(Alternative { key, label: label.into(), write: op });
        self
    }

    /// The writes that the accepting key sends.
    #[cfg(test)]
    pub fn ops(&self) -> impl Iterator<Item = &WriteOp> {
        self.writes.iter()
    }

    /// The word for what the accepting button does now.
    pub fn accepts(&self) -> &str {
        match (&self.typing, &self.other) {
            (Some(typing), Some(other)) if typing.other => &other.label,
            (Some(_) | None, _) => &self.accept,
        }
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
            let is_signed = matches!(role, Role::Added | Role::Removed);
            let indent = line.len() - line.trim_start().len();
            let line = Line::of(role, line);
            page.push(if is_signed { line.hang(4).signed() } else { line.hang(indent + 2) });
        }
        if let Some(typing) = &self.typing {
            page.push(Line::default());
            let ask = format!("! Type the account's label, {}, to go on:", typing.label);
            page.push(Line::of(Role::Warn, &ask).hang(2));
            page.push(Line::of(Role::Text, &format!("  {}▏", typing.text)).hang(2));
            if typing.wrong {
                page.push(Line::of(Role::Bad, "! That is not the label; nothing was sent.").hang(2));
            }
        }
        page
    }

    /// The operator said yes: the writes, or the question again where the account's label is still to be
    /// typed.
    pub(super) fn accept(
        self: Box<Self>,
        account: &AccountSettings,
        requests: &mut Requests,
    ) -> Result<Vec<Write>, Box<Self>> {
        let other = self.typing.as_ref().is_some_and(|typing| typing.other);
        self.on_answer(other, account, requests)
    }

    /// The operator chose the other way; without one, nothing is sent.
    pub(super) fn accept_other(
        self: Box<Self>,
        account: &AccountSettings,
        requests: &mut Requests,
    ) -> Result<Vec<Write>, Box<Self>> {
        self.on_answer(true, account, requests)
    }

    fn on_answer(
        mut self: Box<Self>,
        other: bool,
        account: &AccountSettings,
        requests: &mut Requests,
    ) -> Result<Vec<Write>, Box<Self>> {
        if let Some(label) = account.label_to_type() {
            match &mut self.typing {
                Some(typing) if typing.text.trim() == label => {}
                Some(typing) => {
                    typing.wrong = true;
                    return Err(self);
                }
                typing @ None => {
                    let (label, text) = (label.to_owned(), String::new());
                    *typing = Some(Typing { label, text, wrong: false, other });
                    // What is asked for stands below the rest.
                    self.scroll = u16::MAX;
                    return Err(self);
                }
            }
        }
        let confirmed = Confirmed { label: self.typing.map(|typing| typing.label) };
        let writes =
            if other { self.other.map(|other| other.write).into_iter().collect() } else { self.writes };
        let mut undoes = if other { Vec::new() } else { self.undoes }.into_iter();
        let (mut group, whole) = self.ends.map(|begun| (begun.by, begun.title)).unzip();
        let write = |op: WriteOp| {
            let req = requests.start(op.pending());
            let group = *group.get_or_insert(req);
            let (confirmed, whole) = (confirmed.clone(), whole.clone());
            Write { req, op, confirmed, undoes: undoes.next(), group, whole }
        };
        Ok(writes.into_iter().map(write).collect())
    }

    /// A character of the label.
    pub(super) fn type_in(&mut self, c: char) {
        if let Some(typing) = &mut self.typing {
            typing.text.push(c);
            typing.wrong = false;
        }
    }

    /// The last character of the label is taken back.
    pub(super) fn type_back(&mut self) {
        if let Some(typing) = &mut self.typing {
            typing.text.pop();
            typing.wrong = false;
        }
    }
}
