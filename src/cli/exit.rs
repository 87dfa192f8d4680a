//! Exit codes, and how a failure is said: on standard error, in one piece.

use super::args::Global;
use crate::export::quoted;
use crate::model::{CallError, Endpoint, ErrorKind};
use crate::runtime::streams;
use crate::text::{capital, safe};
use std::fmt;
use std::process::ExitCode;
use std::sync::OnceLock;

/// The exit codes, the same for every command. Of several, the greater one says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Yes, or done.
    Done = 0,
    /// No, or a fault was found.
    No = 1,
    /// The input is bad, or names what is not there: a rule, a bus, an archive, a change to undo.
    BadInput = 2,
    /// The command line is wrong.
    Usage = 3,
    /// AWS or the network failed.
    Aws = 4,
    /// Refused: read-only, a managed rule, or not confirmed.
    Refused = 5,
    /// A change or an event went out, and it is not known whether it was done.
    NotKnown = 6,
    /// The terminal went away under the explorer, or standard output could not take what a command had to say.
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
}

impl Failure {
    /// A failure with this code and these words.
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into() }
    }

    /// What was given cannot be used.
    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::new(Exit::BadInput, message)
    }

    /// The same, of a file or a place in one.
    pub(super) fn bad_in(place: &impl fmt::Display, why: impl fmt::Display) -> Self {
        Self::bad(format!("{place}: {why}"))
    }

    /// What this operation refused, itself and before it asked for anything to be done, is a fault of what
    /// was asked for; any other error as it is.
    pub(super) fn refused_by(error: CallError, operation: &str) -> Self {
        if error.kind != ErrorKind::Refused || error.operation != operation {
            return Self::from(error);
        }
        let mut message = format!("{}.", capital(error.message.trim_end_matches('.')));
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
        Self::new(exit, error.to_string())
    }
}

/// A line for the operator on standard error.
pub(super) fn say(text: &str) {
    // Nobody may be there to read it, which is no reason to fall over.
    let _ = streams::errors().line(&format!("buslens: {}", safe(&offered(text))));
}

/// Lines for the operator on standard error, each as it is but fit for a terminal.
pub(super) fn complain(lines: &[String]) {
    let mut err = streams::errors();
    for line in lines {
        let _ = err.line(&safe(&offered(line)));
    }
}

/// Commands that no account is chosen for.
const WITHOUT_ACCOUNT: [&str; 10] =
    ["demo", "serve", "event", "match", "render", "check", "schedule", "replay", "completions", "man"];

/// The options by which this run has chosen its account, each after a blank.
static CHOSEN: OnceLock<String> = OnceLock::new();

/// Lets the commands that are offered go to the account that this run's options choose.
pub(super) fn reach(global: &Global) {
    let endpoint = global.endpoint_url.as_deref().map(Endpoint::from);
    let options = [
        ("profile", global.profile.as_deref()),
        ("region", global.region.as_deref()),
        ("endpoint-url", endpoint.as_deref()),
    ];
    let options =
        options.into_iter().filter_map(|(name, value)| Some(format!(" --{name} {}", quoted(value?))));
    let _ = CHOSEN.set(options.collect());
}

fn offered(text: &str) -> String {
    with_options(text, CHOSEN.get().map_or("", String::as_str))
}

/// A text in which each command of ours that asks an account, between two backticks, has these options.
fn with_options(text: &str, options: &str) -> String {
    const OURS: &str = "`buslens ";
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, command)) = rest.split_once(OURS).filter(|_| !options.is_empty()) {
        let (command, behind) = command.split_once('`').unwrap_or((command, ""));
        let verb = command.split_whitespace().next().unwrap_or_default();
        let goes_elsewhere = WITHOUT_ACCOUNT.contains(&verb)
            || command.contains("--profile ")
            || command.contains("--region ")
            || command.contains("--endpoint-url ");
        let more = if goes_elsewhere || verb.starts_with('-') { "" } else { options };
        let closing = if before.len() + OURS.len() + command.len() < rest.len() { "`" } else { "" };
        out.extend([before, OURS, command, more, closing]);
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// What clap has to say: help and version on standard output, mistakes on standard error with our code for
/// them. Arguments are repeated in it, and they may be anybody's words.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    let said = error.render();
    let (plain, coloured) = (said.to_string(), said.ansi().to_string());
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
    use super::{Exit, Failure, WITHOUT_ACCOUNT, with_options};
    use crate::cli::args::parser;
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
    fn commands_that_are_offered_go_where_this_one_went() {
        let with = |text: &str| with_options(text, " --profile p");
        for (text, wanted) in [
            ("no command", "no command"),
            ("`buslens buses` lists them.", "`buslens buses --profile p` lists them."),
            ("`buslens why a --bus b`, `aws x`", "`buslens why a --bus b --profile p`, `aws x`"),
            (
                "look with `buslens demo` or `buslens undo`",
                "look with `buslens demo` or `buslens undo --profile p`",
            ),
            ("`buslens rules --region x`", "`buslens rules --region x`"),
            ("cut `buslens rules", "cut `buslens rules --profile p"),
        ] {
            assert_eq!(with(text), wanted);
            assert_eq!(with_options(text, ""), text);
        }
        let all: Vec<String> =
            parser().get_subcommands().map(|command| command.get_name().to_owned()).collect();
        assert!(WITHOUT_ACCOUNT.iter().all(|name| all.iter().any(|one| one == name)), "{all:?}");
    }

    #[test]
    fn what_is_not_there_is_bad_input_and_no_failure_of_the_network() {
        for (kind, exit) in [(ErrorKind::NotFound, Exit::BadInput), (ErrorKind::Network, Exit::Aws)] {
            assert_eq!(Failure::from(CallError::new(kind, "DescribeRule", "no")).exit, exit);
        }
    }
}
