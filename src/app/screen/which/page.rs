//! What a row says in one line, and what the selected one says in full.

use super::{RuleRow, RuleVerdict, Which};
use crate::app::page::{Line, Page, Role, Scroll};
use crate::text::{counted, fit, fit_middle, padded};

/// Columns of the names.
const NAME: usize = 32;

impl RuleVerdict {
    fn sign(&self) -> (char, Role) {
        match self {
            Self::Match => ('✓', Role::Good),
            Self::Undecided => ('?', Role::Dim),
            Self::Miss { .. } => ('✗', Role::Bad),
            Self::Unreadable(_) => ('!', Role::Warn),
        }
    }

    /// In words, without what would fix it.
    fn words(&self) -> String {
        match self {
            Self::Match => "matches".to_owned(),
            Self::Undecided => "undecided: too many arrays on one path to try all their elements".to_owned(),
            Self::Miss { failing, path, reason, .. } => {
                let count = match failing {
                    1 => "1 field fails".to_owned(),
                    count => format!("{} fail", counted(*count, "field", "fields")),
                };
                let path = if path.is_empty() { String::new() } else { format!("{path}: ") };
                format!("{count} · {path}{reason}")
            }
            Self::Unreadable(why) => format!("its pattern cannot be read: {why}"),
        }
    }
}

impl RuleRow {
    /// A disabled rule gets no events, whatever its pattern.
    fn title(&self) -> String {
        if self.state.is_disabled() { format!("{} (off)", self.name) } else { self.name.clone() }
    }

    /// The row in one line, no wider than `width`.
    pub fn line(&self, width: usize) -> Line {
        let (sign, role) = self.verdict.sign();
        let name = padded(&fit_middle(&self.title(), NAME), NAME);
        let room = width.saturating_sub(NAME + 5);
        let weight = if self.verdict == RuleVerdict::Match { Role::Good } else { Role::Text };
        Line::of(Role::Text, " ")
            .add(role, &format!("{sign} "))
            .add(Role::Heading, &name)
            .add(Role::Text, "  ")
            .add(weight, &fit(&self.verdict.words(), room))
    }

    /// The row as plain text, for copying.
    pub(super) fn text(&self) -> String {
        format!("{} {}  {}", self.verdict.sign().0, self.title(), self.verdict.words())
    }
}

impl Which {
    /// Lays the reason of the selected rule out anew.
    pub(super) fn lay_out(&mut self) {
        let panes = self.panes();
        self.selection.select(self.selection.at, self.rows.len(), panes.rows());
        let width = usize::from(panes.reason.width.saturating_sub(4));
        let mut page = Page::new();
        if let Some(row) = self.selected() {
            let (sign, role) = row.verdict.sign();
            page.push(
                Line::of(role, &format!("{sign} {}", row.title()))
                    .add(Role::Text, "  ")
                    .add(Role::Text, &row.verdict.words())
                    .hang(2),
            );
            if row.state.is_disabled() {
                page.push(Line::of(Role::Warn, "  It is off: it gets no events, whatever its pattern."));
            }
            if let RuleVerdict::Miss { fix: Some(fix), .. } = &row.verdict {
                page.push(Line::of(Role::Heading, "  to do  ").add(Role::Text, fix).hang(9));
            }
        }
        self.reason = page.wrapped(width);
        self.scroll = Scroll::default();
    }
}
