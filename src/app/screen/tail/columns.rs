//! The list's columns: how wide they are, and a row laid out in them.

use super::cells::Cells;
use super::rules::Matching;
use crate::app::page::{Line, Page, Role};
use crate::tail::About;
use crate::text::{fit, padded, time, width};

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

/// The heads of the columns; of the third, [`RULES`] where it has room for that.
const HEADS: [&str; 4] = ["source", "detail-type", "rules", "about"];
const RULES: &str = "rules that match";
/// Columns that the last one claims at most; it gets what is left anyway.
const ABOUT: usize = 48;

/// Columns that the widest cells seen so far take: source, detail-type, rules, about.
pub type Widest = [usize; 4];

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

    fn widths(self) -> [usize; 4] {
        [self.source, self.detail_type, self.rules, self.about]
    }

    /// The line of heads.
    pub fn heads(self) -> Line {
        let mut line = Line::of(Role::Dim, &format!(" {:<1$}", " time", self.time));
        for (head, room) in HEADS.into_iter().zip(self.widths()) {
            let head = if head == HEADS[2] && room >= RULES.len() { RULES } else { head };
            line.push(Role::Dim, &format!(" {}", padded(head, room)));
        }
        line
    }
}

/// The rules that match, in one cell; how many more is never what is cut.
fn rules(matching: &Matching, room: usize) -> (Role, String) {
    match matching {
        Matching::Unknown => (Role::Dim, "…".into()),
        Matching::NoEvent => (Role::Dim, "–".into()),
        Matching::None => (Role::Dim, "none that is on".into()),
        Matching::Some { first, more: 0 } => (Role::Text, fit(first, room)),
        Matching::Some { first, more } => {
            let more = format!(" +{more}");
            (Role::Text, fit(first, room.saturating_sub(more.len())) + &more)
        }
    }
}

/// What an event is about, in one cell: the name is cut before the state is.
fn about_in(about: &About, room: usize) -> String {
    const NAME: usize = 6;
    let name = about.name.as_deref().unwrap_or_default();
    match about.state.as_deref() {
        None => fit(name, room),
        Some(state) if name.is_empty() => fit(state, room),
        Some(state) => {
            let left = room.saturating_sub(width(state) + 1).max(NAME);
            fit(&format!("{} {state}", fit(name, left)), room)
        }
    }
}

/// The whole text of a rules' cell.
fn all_rules(matching: &Matching) -> (Role, String) {
    rules(matching, usize::MAX)
}

/// What the cells of a row take.
pub(super) fn widths(cells: &Cells) -> Widest {
    match cells {
        Cells::Event { source, detail_type, rules: matching, about } => {
            [width(source), width(detail_type), width(&all_rules(matching).1), width(&about_in(about, ABOUT))]
        }
        Cells::Line { what, .. } => [what.len(), 0, 0, 0],
        Cells::Marker { .. } => [0; 4],
    }
}

/// A row behind its time, cut to one line.
pub fn cut(cells: &Cells, columns: Columns, list: u16) -> Line {
    match cells {
        Cells::Event { source, detail_type, rules: matching, about } => {
            let (role, names) = rules(matching, columns.rules);
            let mut line = Line::of(Role::Text, &format!(" {}", padded(source, columns.source)));
            line.push(Role::Text, &format!(" {}", padded(detail_type, columns.detail_type)));
            line.push(role, &format!(" {}", padded(&names, columns.rules)));
            line.push(Role::Text, " ");
            line.push(Role::Accent, &about_in(about, columns.about));
            line
        }
        Cells::Line { what, text } => {
            let room = usize::from(list).saturating_sub(columns.time + 1 + columns.source + 2);
            let mut line =
                Line::of(Role::Warn, &format!(" {}", padded(what, columns.source.max(what.len()))));
            line.push(Role::Dim, " ");
            line.push(Role::Dim, &fit(text, room.saturating_sub(what.len().saturating_sub(columns.source))));
            line
        }
        Cells::Marker { text, is_loss } => {
            let role = if *is_loss { Role::Warn } else { Role::Dim };
            let room = usize::from(list).saturating_sub(1);
            let text = fit(&format!("── {text} "), room);
            let dashes = "─".repeat(room.saturating_sub(width(&text)));
            Line::of(role, &(text + &dashes))
        }
    }
}

/// A row behind its time, with long cells run over as many lines as they need.
pub fn wrapped(cells: &Cells, columns: Columns, list: u16) -> Vec<Line> {
    match cells {
        Cells::Event { source, detail_type, rules: matching, about } => {
            let (role, names) = all_rules(matching);
            let about = about_in(about, usize::MAX);
            let texts =
                [(Role::Text, source), (Role::Text, detail_type), (role, &names), (Role::Accent, &about)];
            let pages: Vec<(Page, usize)> = texts
                .into_iter()
                .zip(columns.widths())
                .map(|((role, text), room)| (Page::text(role, text).wrapped(room.max(1)), room))
                .collect();
            let height = pages.iter().map(|(page, _)| page.len()).max().unwrap_or(1).max(1);
            let line = |row: usize| {
                let mut line = Line::new();
                for (page, room) in &pages {
                    line.push(Role::Text, " ");
                    let mut used = 0;
                    for span in page.lines().get(row).map(Line::spans).unwrap_or_default() {
                        line.push(span.role(), span.text());
                        used += width(span.text());
                    }
                    line.push(Role::Text, &" ".repeat(room.saturating_sub(used)));
                }
                line
            };
            (0..height).map(line).collect()
        }
        Cells::Line { what, text } => {
            let tag = columns.source.max(what.len());
            let room = usize::from(list).saturating_sub(columns.time + 1 + tag + 2).max(1);
            let page = Page::text(Role::Dim, text).wrapped(room);
            let line = |(at, rest): (usize, &Line)| {
                let mut line =
                    Line::of(Role::Warn, &format!(" {} ", padded(if at == 0 { what } else { "" }, tag)));
                line.push(Role::Dim, &rest.plain());
                line
            };
            let lines: Vec<_> = page.lines().iter().enumerate().map(line).collect();
            if lines.is_empty() { vec![cut(cells, columns, list)] } else { lines }
        }
        Cells::Marker { text, is_loss } => {
            let role = if *is_loss { Role::Warn } else { Role::Dim };
            let page =
                Page::text(role, &format!("── {text}")).wrapped(usize::from(list).saturating_sub(1).max(1));
            page.lines().to_vec()
        }
    }
}
