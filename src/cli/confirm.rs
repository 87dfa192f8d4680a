//! The question before a write.

use super::exit::{Exit, Failure};
use crate::app::confirm::Confirmed;
use crate::runtime::streams;
use crate::text::safe;
use std::io::{self, BufRead as _, IsTerminal as _};

/// Asks on the terminal; `--yes` answers beforehand. Without a terminal only `--yes` will do.
pub(super) fn confirm(question: &str, yes: bool) -> Result<Confirmed, Failure> {
    if yes {
        return Ok(Confirmed::on_command_line());
    }
    if !io::stdin().is_terminal() || !streams::stderr_is_terminal() {
        return Err(Failure::new(
            Exit::Refused,
            "Not confirmed: without a terminal to ask on, changes need --yes. Nothing was done.",
        ));
    }
    let _ = streams::errors().ask(&format!("{} [y/N] ", safe(question)));
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    match answer.trim() {
        "y" | "Y" | "yes" if read.is_ok() => Ok(Confirmed::on_command_line()),
        _ => Err(Failure::new(Exit::Refused, "Not confirmed. Nothing was done.")),
    }
}
