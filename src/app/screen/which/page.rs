//! What a row says in one line, and what the selected one says in full.

use super::{RuleRow, Which};
use crate::app::page::{Line, Page, Role, Scroll};
use crate::diagnose::RuleVerdict;
use crate::text::{fit, fit_middle, padded};

/// Columns of the names.
const NAME: usize = 32;

fn role(verdict: &RuleVerdict) -> Role {
    match verdict {
        RuleVerdict::Match => Role::Good,
        RuleVerdict::Undecided => Role::Dim,
        RuleVerdict::Miss(_) => Role::Bad,
        RuleVerdict::Unreadable(_) => Role::Warn,
    }
}

impl RuleRow {
    /// The row in one line, no wider than `width`.
    pub fn line(&self, width: usize) -> Line {
        let (sign, role) = (self.verdict.sign(), role(&self.verdict));
        let name = padded(&fit_middle(&self.title, NAME), NAME);
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
        format!("{} {}  {}", self.verdict.sign(), self.title, self.verdict.words())
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
            let (sign, role) = (row.verdict.sign(), role(&row.verdict));
            page.push(
                Line::of(role, &format!("{sign} {}", row.title))
                    .add(Role::Text, "  ")
                    .add(Role::Text, &row.verdict.words())
                    .hang(2),
            );
            if row.is_off {
                page.push(Line::of(Role::Warn, "  It is off: it gets no events, whatever its pattern."));
            }
            if let RuleVerdict::Miss(miss) = &row.verdict
                && let Some(fix) = miss.fix()
            {
                page.push(Line::of(Role::Heading, "  to do  ").add(Role::Text, &fix.label).hang(9));
            }
        }
        self.reason = page.wrapped(width);
        self.scroll = Scroll::default();
    }
}
