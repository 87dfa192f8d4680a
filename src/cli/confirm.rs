//! The question before a write.

use super::exit::{Exit, Failure};
use crate::app::confirm::Confirmed;
use crate::model::Session;
use crate::runtime::streams;
use crate::text::safe;
use rustix::termios::{QueueSelector, tcflush};
use std::io::{self, BufRead as _, IsTerminal as _};

/// What was answered on the command line already.
#[derive(Clone, Debug, Default)]
pub(super) struct GivenAnswers {
    /// `--yes`.
    pub yes: bool,
    /// `--account-label`.
    pub label: Option<String>,
}

/// Asks on the terminal; `--yes` answers beforehand, with `--account-label` where the account's label is to
/// be typed. Without a terminal only that will do. Whoever gives a label means the account of that label and
/// no other, whether or not it is to be typed.
pub(super) fn confirm(question: &str, session: &Session, given: &GivenAnswers) -> Result<Confirmed, Failure> {
    if let Some(why) = session.read_only {
        return Err(super::account::writes_nothing(why));
    }
    let label = session.settings.label_to_type();
    let why = match (&given.label, session.settings.label.as_deref()) {
        (Some(other), Some(own)) if other != own => {
            format!(
                "--account-label says {other}, and this account is {own}. Give --account-label {own} if that is \
                 the account you mean."
            )
        }
        (Some(other), None) => {
            format!(
                "--account-label says {other}, and config.toml gives this account no label. Omit --account-label if this is the account you mean."
            )
        }
        (None, Some(own)) if given.yes && label.is_some() => {
            format!(
                "This account is {own}, and config.toml asks for its label before a change. Add --account-label \
                 {own} if that is the account you mean."
            )
        }
        (Some(_) | None, Some(_)) | (None, None) => String::new(),
    };
    if !why.is_empty() {
        return Err(Failure::new(Exit::Refused, format!("Not confirmed: {why} Nothing was done.")));
    }
    ask(question, given.yes, label)?;
    Ok(Confirmed::on_command_line(label.map(str::to_owned)))
}

/// Asks on the terminal, for a yes or for the label that is to be typed; `--yes` answers beforehand.
pub(super) fn ask(question: &str, is_answered: bool, label: Option<&str>) -> Result<(), Failure> {
    if is_answered {
        return Ok(());
    }
    if !io::stdin().is_terminal() || !streams::stderr_is_terminal() {
        return Err(Failure::new(
            Exit::Refused,
            "Not confirmed: without a terminal to ask on, changes need --yes. Nothing was done.",
        ));
    }
    let line = match label {
        Some(label) => format!("{} Type {} to go on: ", safe(question), safe(label)),
        None => format!("{} [y/N] ", safe(question)),
    };
    // What was typed before the question is no answer to it.
    let _ = tcflush(io::stdin(), QueueSelector::IFlush);
    let _ = streams::errors().ask(&line);
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    let answer = answer.trim();
    let yes = label.map_or(matches!(answer, "y" | "Y" | "yes"), |label| answer == label);
    if yes && read.is_ok() {
        Ok(())
    } else {
        Err(Failure::new(Exit::Refused, "Not confirmed. Nothing was done."))
    }
}
