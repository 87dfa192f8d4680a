//! What is said of how the reading of a list stands: on its border, and in the place of its rows.

use super::page::Role;
use super::remote::ReadingState;
use super::rows_shown::RowCounts;
use super::shared::Shared;
use crate::text::{grouped, safe};

/// How old the rows are, and why they are not newer; nothing of what nobody has asked for. `rows` is how many
/// there are.
pub fn age(standing: &ReadingState, rows: usize, shared: &Shared, spinner: char) -> Option<(Role, String)> {
    Some(match (&standing.error, standing.at) {
        (Some(error), Some(at)) => {
            (Role::Bad, format!("✗ stale since {}: {}", shared.time_of_day(at), safe(&error.message)))
        }
        (Some(error), None) => (Role::Bad, format!("✗ incomplete: {}", safe(&error.message))),
        (None, Some(_)) if standing.loading => (Role::Dim, format!("{spinner} reading again")),
        (None, Some(at)) => (Role::Dim, format!("as of {}", shared.time_of_day(at))),
        (None, None) if standing.loading => (Role::Dim, format!("{spinner} {} so far", grouped(rows))),
        (None, None) => return None,
    })
}

/// The text in the place of a list's rows when none is shown: why, and which keys help; nothing of what
/// nobody has asked for. `rows` is what they are called, and `ending` ends the sentence that there are none:
/// where, and how the first is made.
pub fn instead_of_rows(
    (rows, ending): (&str, &str),
    standing: &ReadingState,
    counts: &RowCounts<'_>,
    shared: &Shared,
    spinner: char,
) -> Option<(Role, String)> {
    if let Some(error) = &standing.error {
        Some((Role::Bad, error.to_string()))
    } else if shared.connection.is_loading() {
        Some((Role::Dim, format!("{spinner} connecting…")))
    } else if standing.loading {
        Some((Role::Dim, format!("{spinner} reading…")))
    } else if counts.all > 0 || standing.at.is_some() {
        Some((Role::Dim, counts.none_shown(rows, ending, &shared.keymap)))
    } else {
        None
    }
}
