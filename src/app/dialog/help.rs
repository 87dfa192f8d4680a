//! The help screen: every command of the visible screen, its keys, and why it cannot be used where it cannot.

use crate::app::command::{Command, TABLE};
use crate::app::page::{Line, Page, Role};
use crate::app::visible::Visible;

/// Columns for the keys.
const KEYS: usize = 14;

/// The help of the visible screen: what acts first, what only moves about last.
pub(super) fn page(visible: &Visible<'_>) -> Page {
    let context = visible.context();
    let mut page = Page::new();
    let rows = || TABLE.iter().filter(|row| row.contexts.contains(&context));
    let acting = rows().filter(|row| !row.id.only_moves());
    for row in acting.chain(rows().filter(|row| row.id.only_moves())) {
        page.push(entry(visible, row, KEYS));
        if let Err(reason) = visible.can(row.id) {
            let line =
                Line::of(Role::Text, &" ".repeat(KEYS)).add(Role::Warn, "not now: ").add(Role::Dim, &reason);
            page.push(line.hang(KEYS));
        }
    }
    page.gap();
    for note in context.notes() {
        page.push(Line::of(Role::Dim, &visible.shared.keymap.fill(note, context)));
    }
    page
}

fn entry(visible: &Visible<'_>, row: &Command, width: usize) -> Line {
    let keys = visible.shared.keymap.keys(row.id, visible.context());
    let keys = keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    let keys = if keys.is_empty() { format!(":{}", row.name) } else { keys };
    let help = visible.shared.keymap.fill(row.help, visible.context());
    let gap = width.saturating_sub(crate::text::width(&keys)).max(1);
    Line::of(Role::Key, &keys).add(Role::Text, &" ".repeat(gap)).add(Role::Text, &help).hang(width)
}
