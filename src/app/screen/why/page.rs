//! What the selected row rests on, as a page: the sentence in full, what to do, the change as a difference,
//! the commands, and the evidence, which is folded to a line each until it is asked for in full.

use super::rows::role;
use super::{LadderRow, Why};
use crate::app::command::{Context, Id};
use crate::app::keymap::Keymap;
use crate::app::page::{Line, Page, Role, Scroll, json};
use crate::app::shared::Shared;
use crate::diagnose::{Ask, Exhibit, Finding, Ladder, Rung, SettingChange, Status, as_typed, by_cause};
use crate::json::Document;
use crate::text::fit;
use similar::{ChangeTag, TextDiff};

/// Unchanged lines shown around a change.
const AROUND: usize = 2;

impl Why {
    /// Lays everything out anew.
    pub(super) fn lay_out(&mut self, shared: &Shared) {
        let before = self.rows.get(self.selection.at).cloned();
        self.find_rows();
        let now = self.rows.get(self.selection.at);
        if before.as_ref() != now {
            self.scroll = Scroll::default();
        }
        let panes = self.panes();
        let width = panes.evidence_width();
        self.evidence = self.page(width, shared).wrapped(width);
        self.scroll.clamp(self.evidence.len(), panes.evidence_rows());
    }

    fn page(&self, width: usize, shared: &Shared) -> Page {
        let (Some(ladder), Some(row)) = (self.ladder(), self.rows.get(self.selection.at)) else {
            return Page::new();
        };
        let keymap = &shared.keymap;
        match row {
            LadderRow::Conclusion => self.conclusion_page(ladder, shared),
            LadderRow::Rung(number) => {
                ladder.rungs.get(usize::from(*number)).map(rung_page).unwrap_or_default()
            }
            LadderRow::Finding { .. } => {
                let page = |found| finding_page(found, width, self.in_full, self.ask_here(found, keymap));
                row.finding(ladder).map(page).unwrap_or_default()
            }
        }
    }

    /// The sentence in full, and where nothing is wrong, what could not be seen.
    fn conclusion_page(&self, ladder: &Ladder, shared: &Shared) -> Page {
        let (_, role, text) = self.conclusion(ladder, ' ');
        let mut page = Page::new();
        page.push(Line::of(role, &text));
        if ladder.cause().is_some() || self.awaited() > 0 {
            return page;
        }
        let unseen = ladder.ranked().into_iter().filter(|found| found.status == Status::CannotSee);
        for found in unseen {
            page.gap();
            page.push(headed(found).hang(2));
            let line = match found.ask {
                Some(Ask::Event) => self.ask_here(found, &shared.keymap),
                // That is asked where it is the selected one.
                Some(ask @ (Ask::DeadLetters | Ask::History)) => {
                    Some(ask_line(ask, " on its row", &shared.keymap))
                }
                None => None,
            };
            line.into_iter().for_each(|line| page.push(line));
        }
        page
    }

    /// What the pane of the evidence is called.
    pub fn evidence_title(&self) -> String {
        match self.rows.get(self.selection.at) {
            Some(LadderRow::Conclusion) => "what it comes to".to_owned(),
            Some(LadderRow::Rung(number)) => format!("step {}", number + 1),
            Some(LadderRow::Finding { id, .. }) => format!("{id}: evidence"),
            None => "evidence".to_owned(),
        }
    }

    /// What stands in the place of the ladder while the rule is being read, and when it could not be.
    pub fn no_ladder(&self, spinner: char) -> Page {
        match self.error() {
            Some(error) => Page::text(Role::Bad, &format!("The rule cannot be read: {error}")),
            None => Page::text(Role::Dim, &format!("{spinner} reading the rule")),
        }
    }

    /// How what a finding lacks is asked for on the selected row; nothing where its key does something else
    /// there, since it has been asked.
    fn ask_here(&self, found: &Finding, keymap: &Keymap) -> Option<Line> {
        self.ask_title()?;
        Some(ask_line(found.ask?, "", keymap))
    }
}

/// How the operator gives or asks for what would tell more; `place` is where the key does it.
fn ask_line(ask: Ask, place: &str, keymap: &Keymap) -> Line {
    let text = match ask {
        Ask::Event => {
            "{apply-fix} takes one from the library. {edit} goes to the workbench: there a file can be opened, and \
             {why} looks into the rule with the event beside its pattern. Or watch a rule of this bus first: what its \
             tail has seen is used here."
        }
        Ask::DeadLetters => "{apply-fix}{place} reads the dead letters, which counts as receiving them.",
        Ask::History => "{apply-fix}{place} asks who changed the rule.",
    };
    let text = text.replace("{place}", place).replace("{why}", &keymap.name(Id::Why, Context::Workbench));
    Line::of(Role::Dim, &keymap.fill(&text, Context::Why)).hang(2)
}

fn rung_page(rung: &Rung) -> Page {
    let mut page = Page::new();
    page.push(Line::of(Role::Heading, rung.question()).hang(2));
    if rung.findings.is_empty() {
        page.gap();
        page.push(Line::of(Role::Dim, "Nothing to say."));
    }
    for cause in by_cause(&rung.findings) {
        page.gap();
        page.push(head_line(cause.first.status, &cause.name(), &cause.title()).hang(2));
    }
    page
}

/// Sign, id, target and sentence.
fn headed(found: &Finding) -> Line {
    head_line(found.status, &found.name(), &found.title)
}

fn head_line(status: Status, name: &str, title: &str) -> Line {
    let head = format!("{} {name}", status.sign());
    Line::of(role(status), &head).add(Role::Text, "  ").add(Role::Text, title)
}

fn finding_page(found: &Finding, width: usize, in_full: bool, ask: Option<Line>) -> Page {
    let mut page = Page::new();
    page.push(headed(found).hang(2));
    if let Some(remedy) = found.to_do() {
        page.gap();
        if !remedy.text.is_empty() {
            page.push(Line::of(Role::Heading, "to do  ").add(Role::Text, &remedy.text).hang(7));
        }
        if let Some(change) = &remedy.change {
            page.append(difference(change));
        }
        for command in remedy.commands() {
            page.push(match as_typed(command).strip_prefix("$ ") {
                Some(command) => Line::of(Role::Key, "$ ").add(Role::Text, command).hang(2),
                None => Line::of(Role::Dim, command).hang(2),
            });
        }
    }
    ask.into_iter().for_each(|line| page.push(line));
    for (at, exhibit) in found.evidence.iter().enumerate() {
        if at == 0 || in_full {
            page.gap();
        }
        add_exhibit(&mut page, exhibit, width, in_full);
    }
    page
}

fn add_exhibit(page: &mut Page, exhibit: &Exhibit, width: usize, in_full: bool) {
    let text = exhibit.json.to_string();
    let source = format!("{}  ", exhibit.source);
    let room = width.saturating_sub(crate::text::width(&source));
    if !in_full || crate::text::width(&text) <= room {
        let line = Line::of(Role::Dim, &source);
        page.push(line.add(Role::Text, &fit(&text, room)).hang(2));
    } else {
        page.push(Line::of(Role::Dim, &exhibit.source).hang(2));
        page.append(json::fitted(&text, width));
    }
}

/// A setting before and after, line by line.
fn difference(change: &SettingChange) -> Page {
    let laid_out =
        |text: &str| Document::parse(text).map_or_else(|_| text.to_owned(), |document| document.pretty(2));
    let shown = |text: &Option<String>| text.as_deref().map(laid_out).unwrap_or_default();
    let (old, new) = (shown(&change.before), shown(&change.after));
    let mut page = Page::new();
    page.push(Line::of(Role::Dim, &change.setting));
    let diff = TextDiff::from_lines(&old, &new);
    for (n, group) in diff.grouped_ops(AROUND).iter().enumerate() {
        if n > 0 {
            page.push(Line::of(Role::Dim, "  ⋯"));
        }
        for line in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let (sign, role) = match line.tag() {
                ChangeTag::Delete => ('-', Role::Removed),
                ChangeTag::Insert => ('+', Role::Added),
                ChangeTag::Equal => (' ', Role::Text),
            };
            page.push(
                Line::of(role, &format!("{sign} {}", line.value().trim_end_matches(['\n', '\r']))).hang(4),
            );
        }
    }
    page
}
