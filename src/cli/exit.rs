//! Exit codes, and how a failure is said: on standard error, in one piece.

use crate::model::{CallError, ErrorKind, repeating, typed_as_shown};
use crate::runtime::streams;
use crate::text::{capitalised, fit_middle, safe};
use std::borrow::Cow;
use std::ffi::OsString;
use std::fmt;
use std::process::ExitCode;

/// The exit codes, the same for every command. Of several, the greater one says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Yes, or done.
    Done = 0,
    /// No, or a fault was found.
    No = 1,
    /// The input is bad, or names what is not there: a rule, a bus, an archive, a profile, a change to undo.
    BadInput = 2,
    /// The command line is wrong.
    Usage = 3,
    /// AWS or the network failed.
    Aws = 4,
    /// Refused: read-only, a managed rule, or not confirmed.
    Refused = 5,
    /// A change or an event went out, and it is not known whether it was done.
    NotKnown = 6,
    /// The terminal went away under the explorer, or standard output could not take what a command had to
    /// say.
    OutputGone = 7,
}

impl Exit {
    /// As the process gives it.
    pub fn code(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}

/// A command that did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What failed, why, and what to do next; empty when all has been said already.
    pub message: String,
    /// What else went wrong, each said by itself.
    pub also: Vec<String>,
    /// What was named is not there: it may have been misnamed.
    pub is_absent: bool,
}

impl Failure {
    /// A failure with this code and these words.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), also: Vec::new(), is_absent: false }
    }

    /// What was given cannot be used.
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::new(Exit::BadInput, message)
    }

    /// What was given cannot be used, in a file or a place in one.
    pub(super) fn bad_in(place: &impl fmt::Display, why: impl fmt::Display) -> Self {
        Self::bad(format!("{place}: {why}"))
    }

    /// What was named is not there.
    pub(super) fn absent(message: impl Into<String>) -> Self {
        Self { is_absent: true, ..Self::bad(message) }
    }

    /// A refusal that came from this operation itself, before any call, is bad input; any other error keeps
    /// its code.
    pub(super) fn refused_by(error: CallError, operation: &str) -> Self {
        if error.kind != ErrorKind::Refused || error.operation != operation {
            return Self::from(error);
        }
        let mut message = format!("{}.", capitalised(error.message.trim_end_matches('.')));
        if let Some(advice) = error.advice {
            message = format!("{message} {advice}");
        }
        Self::bad(message)
    }

    /// Says it and gives the code.
    pub fn report(&self) -> ExitCode {
        if !self.message.is_empty() {
            say(&self.message);
        }
        self.also.iter().for_each(|text| say(text));
        self.exit.code()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        let exit = match error.kind {
            ErrorKind::Managed | ErrorKind::Refused | ErrorKind::Changed => Exit::Refused,
            ErrorKind::Invalid | ErrorKind::NotFound => Exit::BadInput,
            ErrorKind::NotKnown => Exit::NotKnown,
            ErrorKind::NoCredentials
            | ErrorKind::Expired
            | ErrorKind::NoRegion
            | ErrorKind::Denied
            | ErrorKind::Throttled
            | ErrorKind::Unsupported
            | ErrorKind::Network
            | ErrorKind::Other => Exit::Aws,
        };
        let is_absent = error.kind == ErrorKind::NotFound;
        // Several faults of one change are lines of their own where there is room for them.
        Self { is_absent, ..Self::new(exit, error.to_string().replace('\n', "; ")) }
    }
}

/// A line for the operator on standard error.
pub(super) fn say(text: &str) {
    // Nobody may be there to read it, which is no reason to fall over.
    let _ = streams::errors().line(&format!("buslens: {}", safe(&shortened(&repeating_arguments(text)))));
}

/// A sentence with the arguments of the command line as they may be repeated.
pub(super) fn repeating_arguments(text: &str) -> String {
    let given = std::env::args_os().skip(1).map(|given| given.to_string_lossy().into_owned());
    given.fold(text.to_owned(), |text, given| {
        let value =
            given.strip_prefix("--").and_then(|option| option.split_once('=')).map(|(_, value)| value);
        repeating(&text, value.unwrap_or(&given), REPEATED)
    })
}

/// A sentence in which no word is longer than [`LONGEST_WORD`]: what was pasted by mistake is not repeated
/// whole.
fn shortened(text: &str) -> Cow<'_, str> {
    if text.split_whitespace().all(|word| word.len() <= LONGEST_WORD) {
        return Cow::Borrowed(text);
    }
    let words = text.split(' ').map(|word| fit_middle(word, LONGEST_WORD));
    Cow::Owned(words.collect::<Vec<_>>().join(" "))
}

/// Lines for the operator on standard error, each as it is but fit for a terminal.
pub(super) fn complain(lines: &[String]) {
    let mut err = streams::errors();
    for line in lines {
        let _ = err.line(&safe(line));
    }
}

/// Columns of a word that are repeated at most: a path may be long.
const LONGEST_WORD: usize = 1_000;
/// Columns of an argument that are repeated at most.
const REPEATED: usize = 300;

/// An argument as it is repeated in a sentence: one line, and not as long as what was pasted by mistake.
pub(super) fn argument(given: &OsString) -> OsString {
    typed_as_shown(&given.to_string_lossy(), REPEATED).into()
}

/// What clap has to say: help and version on standard output, mistakes on standard error with our code for
/// them. Arguments are repeated in it, and they may be anybody's words.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    let message = error.render();
    let (plain, coloured) = (message.to_string(), message.ansi().to_string());
    let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && std::env::var_os("TERM").is_some_and(|term| term != "dumb");
    if error.use_stderr() {
        let _ = streams::errors().coloured(&plain, &coloured, wanted && streams::stderr_is_terminal());
        return Exit::Usage.code();
    }
    let mut out = streams::output();
    let _ = out.coloured(&plain, &coloured, wanted && streams::stdout_is_terminal());
    let _ = out.flush();
    Exit::Done.code()
}

#[cfg(test)]
mod tests {
    use super::{Exit, Failure, shortened};
    use crate::model::{CallError, ErrorKind};

    #[test]
    fn only_what_the_operation_itself_refused_is_bad_input() {
        let refused =
            || CallError::new(ErrorKind::Refused, "A probe", "there is no event").advise("Name a rule.");
        let told = Failure::refused_by(refused(), "A probe");
        assert_eq!(told, Failure::bad("There is no event. Name a rule."));
        assert_eq!(Failure::refused_by(refused(), "PutRule").exit, Exit::Refused);
        let denied = CallError::new(ErrorKind::Denied, "A probe", "no");
        assert_eq!(Failure::refused_by(denied, "A probe").exit, Exit::Aws);
    }

    #[test]
    fn what_was_pasted_by_mistake_is_not_repeated_whole() {
        assert_eq!(shortened("There is no bus a here."), "There is no bus a here.");
        let said = format!("There is no bus {}\nhere.", "a".repeat(10_000));
        let told = shortened(&said);
        assert!(
            told.len() < 1_100 && told.starts_with("There is no bus aaa") && told.ends_with("here."),
            "{told}"
        );
    }

    #[test]
    fn what_is_not_there_is_bad_input_and_no_failure_of_the_network() {
        for (kind, exit) in [(ErrorKind::NotFound, Exit::BadInput), (ErrorKind::Network, Exit::Aws)] {
            assert_eq!(Failure::from(CallError::new(kind, "DescribeRule", "no")).exit, exit);
        }
    }
}
