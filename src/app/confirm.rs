//! The one place where a write to an account becomes allowed.

use super::effect::{Effect, Write, WriteOp};
use super::request::Req;

/// Proof that somebody said yes. It cannot be built outside this module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Confirmed(());

impl Confirmed {
    /// The command line's `--yes`, or a `y` typed at its prompt.
    pub fn on_command_line() -> Self {
        Self(())
    }
}

/// The question before a write.
#[derive(Clone, Debug, PartialEq)]
pub struct Confirm {
    /// The question, such as `Disable rule orders-audit?`.
    pub title: String,
    /// What will happen, line by line; a diff's lines start with `-` or `+`.
    pub lines: Vec<String>,
    /// The word on the accepting key, such as `disable`.
    pub accept: String,
    /// The write that the accepting key sends.
    pub op: WriteOp,
    /// The request's id, reserved with its slot when the question was asked.
    pub req: Req,
    /// First line shown, when there are more than fit.
    pub scroll: u16,
}

impl Confirm {
    /// The operator said yes.
    pub fn accept(self) -> Effect {
        Effect::Write(Write { req: self.req, op: self.op, confirmed: Confirmed(()) })
    }
}
