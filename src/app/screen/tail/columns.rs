//! The list's columns: how wide they are, and the pages that a row's cells run over.
//!
//! Both are known here because a row that runs over several lines moves the window. Cutting and padding
//! cells, and the heads over them, is left to `ui`.

use super::cells::{Cells, Widest, about_text, rules_text};
use crate::app::page::{Page, Role};
use crate::text::time;

/// Widths in columns; a blank lies between two of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The time, with a place for `~`.
    pub time: usize,
    /// `source`.
    pub source: usize,
    /// `detail-type`.
    pub detail_type: usize,
    /// The rules that match.
    pub rules: usize,
    /// What the event is about.
    pub about: usize,
}

/// The heads of the columns.
const HEADS: [&str; 4] = ["source", "detail-type", RULES, "about"];
/// That of the rules, and what it is where there is room.
const RULES: &str = "rules";
const RULES_IN_FULL: &str = "rules that match";

impl Columns {
    /// The widths for a list that wide. A column gets what its widest cell takes; where that is too much for
    /// all, the wide ones share what the narrow ones leave.
    pub fn new(list: u16, widest: Widest) -> Self {
        let time = time::OF_DAY_COLUMNS + 1;
        // One blank before the time, and one before each other column.
        let room = usize::from(list).saturating_sub(time + 5);
        let mut wanted = widest;
        for (wanted, head) in wanted.iter_mut().zip(HEADS) {
            *wanted = (*wanted).max(head.len());
        }
        let fits = |most: usize| wanted.iter().map(|wanted| (*wanted).min(most)).sum::<usize>() <= room;
        let most = (1..=room).rev().find(|most| fits(*most)).unwrap_or(0);
        let [source, detail_type, rules, about] = wanted.map(|wanted| wanted.min(most));
        let left = room.saturating_sub(source + detail_type + rules + about);
        Self { time, source, detail_type, rules, about: about + left }
    }

    /// The heads of the columns behind the time, and how wide each is.
    pub fn heads(self) -> [(&'static str, usize); 4] {
        let [source, detail_type, rules, about] = HEADS;
        let rules = if self.rules >= RULES_IN_FULL.len() { RULES_IN_FULL } else { rules };
        [(source, self.source), (detail_type, self.detail_type), (rules, self.rules), (about, self.about)]
    }

    /// Columns that the words for a line that is no event take: never cut.
    pub fn tag(self, what: &str) -> usize {
        self.source.max(what.len())
    }
}

/// The cells of a row behind its time as pages beside each other, each as wide as the number with it and a
/// blank from the next. A row is as tall as the tallest, and never without a line.
pub fn pages(cells: &Cells, columns: Columns, list: u16) -> Vec<(Page, usize)> {
    let list = usize::from(list);
    let wrapped =
        |(role, text, room): (Role, &str, usize)| (Page::text(role, text).wrapped(room.max(1)), room);
    match cells {
        Cells::Event { source, detail_type, rules: matching, about: found } => {
            let (role, names) = rules_text(matching);
            let about = about_text(found);
            let texts =
                [(Role::Text, source), (Role::Text, detail_type), (role, &names), (Role::Accent, &about)];
            let cells = texts.into_iter().zip(columns.heads().map(|(_, room)| room));
            cells.map(|((role, text), room)| wrapped((role, text, room))).collect()
        }
        Cells::Line { what, text } => {
            let tag = columns.tag(what);
            let room = list.saturating_sub(columns.time + 1 + tag + 2);
            vec![wrapped((Role::Warn, what, tag)), wrapped((Role::Dim, text, room))]
        }
        Cells::Marker { text, is_loss } => {
            let role = if *is_loss { Role::Warn } else { Role::Dim };
            vec![wrapped((role, &format!("── {text}"), list.saturating_sub(1)))]
        }
    }
}

/// Lines that the pages of a row take beside each other.
pub fn height(pages: &[(Page, usize)]) -> usize {
    pages.iter().map(|(page, _)| page.len()).max().unwrap_or(1).max(1)
}
