//! The question before a write.

use super::exit::{Exit, Failure};
use crate::app::confirm::Confirmed;
use crate::model::Session;
use crate::runtime::streams;
use crate::text::safe;
use std::io::{self, BufRead as _, IsTerminal as _};

/// What was answered on the command line already.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    /// `--yes`.
    pub yes: bool,
    /// `--account-label`.
    pub label: Option<String>,
}

/// Asks on the terminal; `--yes` answers beforehand, with `--account-label` where the account's label is to
/// be typed. Without a terminal only that will do.
pub(super) fn confirm(question: &str, session: &Session, given: &Given) -> Result<Confirmed, Failure> {
    if let Some(why) = session.read_only {
        return Err(super::account::refused(why));
    }
    let label = session.settings.label_to_type();
    if let (true, Some(label)) = (given.yes, label)
        && given.label.as_deref() != Some(label)
    {
        let why = match &given.label {
            Some(other) => format!("--account-label says {other}, and this account is {label}."),
            None => format!("This account is {label}, and config.toml asks for its label before a change."),
        };
        let advice =
            format!("Add --account-label {label} if that is the account you mean. Nothing was done.");
        return Err(Failure::new(Exit::Refused, format!("Not confirmed: {why} {advice}")));
    }
    if given.yes {
        return Ok(Confirmed::on_command_line(label.map(str::to_owned)));
    }
    if !io::stdin().is_terminal() || !streams::stderr_is_terminal() {
        return Err(Failure::new(
            Exit::Refused,
            "Not confirmed: without a terminal to ask on, changes need --yes. Nothing was done.",
        ));
    }
    let ask = match label {
        Some(label) => format!("{} Type {} to go on: ", safe(question), safe(label)),
        None => format!("{} [y/N] ", safe(question)),
    };
    let _ = streams::errors().ask(&ask);
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    let answer = answer.trim();
    let yes = label.map_or(matches!(answer, "y" | "Y" | "yes"), |label| answer == label);
    if yes && read.is_ok() {
        Ok(Confirmed::on_command_line(label.map(str::to_owned)))
    } else {
        Err(Failure::new(Exit::Refused, "Not confirmed. Nothing was done."))
    }
}
