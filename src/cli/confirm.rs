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
    confirm_typing(question, None, session, given)
}

/// Like [`confirm`]; a `word`, the name of what goes, is typed in place of a yes, as on the screen.
pub(super) fn confirm_typing(
    question: &str,
    word: Option<&str>,
    session: &Session,
    given: &GivenAnswers,
) -> Result<Confirmed, Failure> {
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
    let typed: Vec<&str> = word.into_iter().chain(label).collect();
    ask(question, given.yes, &typed)?;
    Ok(Confirmed::on_command_line(label.map(str::to_owned)))
}

/// Asks on the terminal, for a yes or for the words that are to be typed, one after the other; `--yes`
/// answers beforehand.
pub(super) fn ask(question: &str, is_answered: bool, typed: &[&str]) -> Result<(), Failure> {
    if is_answered {
        return Ok(());
    }
    if !io::stdin().is_terminal() || !streams::stderr_is_terminal() {
        return Err(Failure::new(
            Exit::Refused,
            "Not confirmed: without a terminal to ask on, changes need --yes. Nothing was done.",
        ));
    }
    let refused = |why: String| Failure::new(Exit::Refused, format!("Not confirmed{why}. Nothing was done."));
    if typed.is_empty() {
        let yes = matches!(answered(&format!("{} [y/N] ", safe(question))).as_str(), "y" | "Y" | "yes");
        return if yes { Ok(()) } else { Err(refused(String::new())) };
    }
    let mut before = format!("{} ", safe(question));
    for wanted in typed {
        let answer = answered(&format!("{before}Type {} to go on: ", safe(wanted)));
        if answer != *wanted {
            let why =
                if answer.is_empty() { String::new() } else { format!(": `{answer}` is not `{wanted}`") };
            return Err(refused(why));
        }
        before.clear();
    }
    Ok(())
}

/// What is answered on the terminal; nothing where that cannot be read.
fn answered(ask: &str) -> String {
    // What was typed before the question is no answer to it.
    let _ = tcflush(io::stdin(), QueueSelector::IFlush);
    let _ = streams::errors().ask(ask);
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    read.map(|_| answer.trim().to_owned()).unwrap_or_default()
}
