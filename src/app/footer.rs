//! The footer: what it shows, which keys fit, and where each stands. Used by drawing and by clicks.

use super::command::Id;
use super::shared::waiting::Waiting;
use super::visible::Visible;
use crate::text::{safe, width};

/// Columns between two of them.
pub const BETWEEN: usize = 3;

/// What the footer shows where no popup lies over the screen, in this order: what is being typed, what is
/// awaited, a notice, a problem that was not acknowledged, changes that take long, else keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shows {
    /// What is being typed.
    Typed,
    /// What is being read to be opened, or a form that was sent.
    Awaited(Waiting),
    /// A line that was said.
    Notice,
    /// The oldest problem that was not acknowledged.
    Alert,
    /// Changes that take long.
    Slow(Waiting),
    /// The keys that matter most.
    Keys,
}

/// What the footer shows.
pub fn shows(visible: &Visible<'_>) -> Shows {
    let shared = visible.shared;
    if visible.screen.prompt().is_some() {
        Shows::Typed
    } else if let Some(line) = shared.awaited_line() {
        Shows::Awaited(line)
    } else if shared.notice.as_ref().is_some_and(|notice| !notice.aside) {
        Shows::Notice
    } else if !shared.alerts.is_empty() {
        Shows::Alert
    } else if let Some(line) = shared.unanswered_line(visible.context()) {
        Shows::Slow(line)
    } else {
        Shows::Keys
    }
}

/// The oldest problem that was not acknowledged, and what can be done about it.
pub fn alert(visible: &Visible<'_>) -> Option<(String, String)> {
    let alerts = &visible.shared.alerts;
    let alert = alerts.first()?;
    let more = match alerts.len() {
        1 => String::new(),
        n => format!(" (1 of {n})"),
    };
    let first = alert.text.lines().next().unwrap_or_default();
    let key = |id| visible.shared.keymap.name(id, visible.context());
    Some((
        format!(" ✗ {}: {}{more}", safe(&alert.title), safe(first)),
        format!(" · {} read · {} ok ", key(Id::Messages), key(Id::Back)),
    ))
}

/// A key and what it does, as it stands in the footer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Which of the pairs it is.
    pub at: usize,
    /// Its first column, and the one behind its last.
    pub from: usize,
    /// The column behind its last.
    pub to: usize,
}

/// As many of the pairs as fit into `room` columns, the last one always among them.
pub fn fitting(rows: &[(String, String)], room: usize) -> Vec<Placed> {
    let own = |(key, title): &(String, String)| width(key) + 1 + width(title);
    let last = rows.last().map_or(0, |row| own(row) + BETWEEN);
    let mut placed: Vec<Placed> = Vec::new();
    let mut used = 1;
    for (at, row) in rows.iter().enumerate() {
        let wide = own(row);
        let is_last = at + 1 == rows.len();
        if !is_last && used + wide + BETWEEN + last > room {
            continue;
        }
        let from = placed.last().map_or(1, |before| before.to + BETWEEN);
        placed.push(Placed { at, from, to: from + wide });
        used += wide + BETWEEN;
    }
    placed
}

/// The keys of the visible screen and what they do.
pub fn keys(visible: &Visible<'_>) -> Vec<(Id, (String, String))> {
    let context = visible.context();
    let pair = |id: Id, title: String| (id, (visible.shared.keymap.name(id, context), title));
    visible.footer().into_iter().map(|row| pair(row.id, visible.title(row))).collect()
}

/// The command whose key stands at a column of the footer.
pub(super) fn command_at(visible: &Visible<'_>, column: u16) -> Option<Id> {
    at_column(keys(visible), visible, column)
}

/// What stands at a column of the footer that has these keys.
pub(super) fn at_column<T>(
    keys: Vec<(T, (String, String))>,
    visible: &Visible<'_>,
    column: u16,
) -> Option<T> {
    let (of, rows): (Vec<T>, Vec<_>) = keys.into_iter().unzip();
    let is_hit = |it: &Placed| (it.from..it.to).contains(&usize::from(column));
    let hit = fitting(&rows, usize::from(visible.shared.size.0)).into_iter().find(is_hit)?;
    of.into_iter().nth(hit.at)
}

#[cfg(test)]
mod tests {
    use super::fitting;

    #[test]
    fn pairs_stand_one_behind_the_other_and_the_last_is_always_there() {
        let rows: Vec<_> = [("a", "first"), ("b", "a long second"), ("c", "x")]
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .into();
        let at = |room| fitting(&rows, room).iter().map(|it| (it.at, it.from, it.to)).collect::<Vec<_>>();
        assert_eq!(at(80), [(0, 1, 8), (1, 11, 26), (2, 29, 32)]);
        assert_eq!(at(20), [(0, 1, 8), (2, 11, 14)]);
    }
}
