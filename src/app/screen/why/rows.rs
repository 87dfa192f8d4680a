//! The rows of the ladder: each rung, and beneath it what was found, where it is unfolded.

use super::Why;
use crate::app::page::{Line, Role};
use crate::diagnose::{Finding, Ladder, Rung, Status, by_cause};
use crate::text::{counted, fit};

/// A row, told apart by what it is about and not by its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LadderRow {
    /// The conclusion.
    Conclusion,
    /// A rung.
    Rung(u8),
    /// One finding on it.
    Finding {
        /// The rung.
        rung: u8,
        /// The check.
        id: &'static str,
        /// The target it is about.
        target: Option<String>,
        /// Which of several such findings.
        nth: usize,
    },
}

impl LadderRow {
    /// The rung that it is, or stands on.
    pub fn rung(&self) -> Option<u8> {
        match self {
            Self::Conclusion => None,
            Self::Rung(rung) | Self::Finding { rung, .. } => Some(*rung),
        }
    }

    /// The finding of the row in a ladder.
    pub fn finding<'l>(&self, ladder: &'l Ladder) -> Option<&'l Finding> {
        let Self::Finding { rung, id, target, nth } = self else { return None };
        let findings = &ladder.rungs.get(usize::from(*rung))?.findings;
        findings.iter().filter(|found| found.id == *id && found.target == *target).nth(*nth)
    }

    fn of(rung: &Rung, at: usize) -> Option<Self> {
        let found = rung.findings.get(at)?;
        let alike = |other: &&Finding| other.id == found.id && other.target == found.target;
        let nth = rung.findings.iter().take(at).filter(alike).count();
        Some(Self::Finding { rung: rung.number, id: found.id, target: found.target.clone(), nth })
    }
}

/// The role of a status.
pub(super) fn role(status: Status) -> Role {
    match status {
        Status::Ok => Role::Good,
        Status::CannotSee => Role::Dim,
        Status::Suspect => Role::Warn,
        Status::Fault => Role::Bad,
    }
}

impl Why {
    /// Findings of a rung that are shown where it is unfolded: what cannot be seen is not told before all
    /// answers are there, and what is in order only where the operator unfolded the rung.
    fn visible_findings<'l>(&self, rung: &'l Rung) -> impl Iterator<Item = (usize, &'l Finding)> {
        let awaits = self.awaits(rung.number);
        let all = self.folds.contains_key(&rung.number) || rung.status < Status::Suspect;
        let is_shown = move |(_, found): &(usize, &Finding)| match found.status {
            Status::Ok => all,
            Status::CannotSee => !awaits,
            Status::Suspect | Status::Fault => true,
        };
        rung.findings.iter().enumerate().filter(is_shown)
    }

    fn is_unfolded(&self, rung: &Rung) -> bool {
        self.folds.get(&rung.number).copied().unwrap_or(rung.status >= Status::Suspect)
    }

    /// Finds the rows anew, and the selected one among them.
    pub(super) fn find_rows(&mut self) {
        let Some(ladder) = self.ladder() else {
            self.rows.clear();
            return;
        };
        let mut rows = vec![LadderRow::Conclusion];
        for rung in &ladder.rungs {
            rows.push(LadderRow::Rung(rung.number));
            if self.is_unfolded(rung) {
                rows.extend(self.visible_findings(rung).filter_map(|(at, _)| LadderRow::of(rung, at)));
            }
        }
        let cause = ladder.cause().and_then(|cause| {
            rows.iter().find(|row| row.finding(ladder).is_some_and(|found| std::ptr::eq(found, cause)))
        });
        let wanted = self.selected.as_ref().or(cause);
        let at = wanted.and_then(|wanted| {
            let same = rows.iter().position(|row| row == wanted);
            let rung = wanted.rung().map(LadderRow::Rung);
            same.or_else(|| rows.iter().position(|row| Some(row) == rung.as_ref()))
        });
        let at = at.unwrap_or(if self.selected.is_some() { self.selection.at } else { 0 });
        let height = self.panes().ladder_rows();
        self.selection.select(at, rows.len(), height);
        self.rows = rows;
    }

    /// What a row says, no wider than `width`.
    pub fn line(&self, row: &LadderRow, width: usize, spinner: char) -> Line {
        let Some(ladder) = self.ladder() else { return Line::new() };
        let cause = ladder.cause();
        match row {
            LadderRow::Conclusion => {
                let (sign, role, text) = self.conclusion(ladder, spinner);
                let line = Line::of(role, &format!(" {sign} "));
                let room = width.saturating_sub(line.width());
                line.add(Role::Heading, &fit(&text, room))
            }
            LadderRow::Rung(number) => match ladder.rungs.get(usize::from(*number)) {
                Some(rung) => self.rung_line(rung, width, spinner),
                None => Line::new(),
            },
            LadderRow::Finding { .. } => {
                let Some(found) = row.finding(ladder) else { return Line::new() };
                let end =
                    if cause.is_some_and(|cause| std::ptr::eq(cause, found)) { " ◂ cause" } else { "" };
                let head = format!("{} {}", found.status.sign(), found.name());
                let room = width.saturating_sub(5 + crate::text::width(end));
                // A cause is told in full of the first target that it is about.
                let rung = row.rung().and_then(|rung| ladder.rungs.get(usize::from(rung)));
                let all = rung.map(|rung| by_cause(&rung.findings)).unwrap_or_default();
                let short = all.iter().find_map(|findings| findings.of_other(found));
                let text = fit(&format!("{head}  {}", short.as_ref().unwrap_or(&found.title)), room);
                let (sign, rest) = text.split_at(found.status.sign().len_utf8().min(text.len()));
                let mut line = Line::of(Role::Text, "     ").add(role(found.status), sign);
                let (name, title) = rest.split_at(found.name().len().saturating_add(1).min(rest.len()));
                let weight = if found.status >= Status::Suspect { Role::Text } else { Role::Dim };
                line = line.add(Role::Heading, name).add(weight, title);
                line.add(Role::Accent, end)
            }
        }
    }

    /// What it all comes to: a sign with its role, and a sentence. Nothing is concluded from what is still
    /// being asked, but that a cause was found.
    pub(super) fn conclusion(&self, ladder: &Ladder, spinner: char) -> (char, Role, String) {
        match ladder.cause().map(|cause| cause.status) {
            None if self.awaited() > 0 => {
                (spinner, Role::Dim, "Nothing is wrong so far; still asking.".to_owned())
            }
            None => {
                let status = if ladder.works() { Status::Ok } else { Status::CannotSee };
                (status.sign(), role(status), ladder.conclusion())
            }
            Some(status) => (status.sign(), role(status), ladder.conclusion()),
        }
    }

    fn rung_line(&self, rung: &Rung, width: usize, spinner: char) -> Line {
        let count = self.visible_findings(rung).count();
        let all = rung.findings.len();
        let fold = match (count, self.is_unfolded(rung)) {
            (0, _) => ' ',
            (_, true) => '▾',
            (_, false) => '▸',
        };
        let waits = self.awaits(rung.number) && rung.status < Status::Suspect;
        let (sign, word, role) = if waits {
            (spinner, "asking", Role::Dim)
        } else {
            (rung.status.sign(), rung.status.word(), role(rung.status))
        };
        let question = rung.question();
        let line = Line::of(Role::Dim, &format!(" {fold} "))
            .add(Role::Heading, &format!("{} ", rung.number))
            .add(role, &format!("{sign} {word:<11}"))
            .add(Role::Text, question);
        let note = match fold {
            '▸' => format!("  {}", counted(count, "finding", "findings")),
            '▾' if count < all => format!("  {count} of {}", counted(all, "finding", "findings")),
            _ => return line,
        };
        let room = width.saturating_sub(line.width());
        line.add(Role::Dim, &fit(&note, room))
    }
}
