//! What the columns of the rows in the window say. Made once for each row and kept while it is near the
//! window, because finding it out means reading the event.

use crate::app::page::Role;
use crate::json::Document;
use crate::model::Millis;
use crate::tail::{
    Entry, EventSubject, LineKind, Matching, OTHER, Row, Store, StoredItem, TailRules, UNSURE,
};
use crate::text::{fit_middle, safe, time::of_day, width};
use std::collections::HashMap;
use std::sync::Arc;

/// Rows kept at most.
const KEPT: usize = 2_000;
/// Characters of a line that is no event that are shown in the list.
const SHOWN: usize = 400;

/// Columns that the last cell of a row claims at most; it gets what is left anyway.
const ABOUT: usize = 48;

/// Columns that the widest cells seen so far take: source, detail-type, rules, about.
pub type Widest = [usize; 4];

/// A row, ready to be drawn: free of anything a terminal would act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cells {
    /// An event.
    Event {
        /// `source`.
        source: String,
        /// `detail-type`.
        detail_type: String,
        /// The rules that match.
        rules: Matching,
        /// What tells it from others of its kind.
        about: EventSubject,
    },
    /// A line that is no event.
    Line {
        /// What it is, in a word or two.
        what: &'static str,
        /// The line, or its beginning.
        text: String,
    },
    /// Something about the stream.
    Marker {
        /// In one sentence.
        text: String,
        /// Whether events are missing.
        is_loss: bool,
    },
}

impl Cells {
    /// What they take.
    fn widths(&self) -> Widest {
        match self {
            Self::Event { source, detail_type, rules, about } => {
                let about = width(&about_text(about)).min(ABOUT);
                [width(source), width(detail_type), width(&rules_text(rules).1), about]
            }
            Self::Line { what, .. } => [what.len(), 0, 0, 0],
            Self::Marker { .. } => [0; 4],
        }
    }
}

/// What a row says of the rules that match, in full.
pub fn rules_text(matching: &Matching) -> (Role, String) {
    match matching {
        Matching::Unknown => (Role::Dim, "…".into()),
        Matching::NoEvent => (Role::Dim, "–".into()),
        Matching::None => (Role::Dim, "none that is on".into()),
        Matching::Others { first, more: 0 } => (Role::Warn, format!("{OTHER}{first}")),
        Matching::Others { first, more } => (Role::Warn, format!("{OTHER}{first} +{more}")),
        Matching::Unsure { own, or, more: 0 } => (Role::Warn, format!("{UNSURE}{own} or {or}")),
        Matching::Unsure { own, or, more } => (Role::Warn, format!("{UNSURE}{own} or {or} +{more}")),
        Matching::Some { first, more: 0 } => (Role::Text, first.clone()),
        Matching::Some { first, more } => (Role::Text, format!("{first} +{more}")),
    }
}

/// The rules that match, in one cell; the number of those left out is never cut off.
pub fn rules_cell(matching: &Matching, room: usize) -> (Role, String) {
    match matching {
        Matching::Some { first, more } if *more > 0 => {
            let more = format!(" +{more}");
            (Role::Text, fit_middle(first, room.saturating_sub(more.len())) + &more)
        }
        Matching::Others { first, more } => {
            let more = if *more > 0 { format!(" +{more}") } else { String::new() };
            let name = format!("{OTHER}{first}");
            (Role::Warn, fit_middle(&name, room.saturating_sub(more.len())) + &more)
        }
        Matching::Unsure { own, or, more } => {
            let more = if *more > 0 { format!(" +{more}") } else { String::new() };
            let names = fit_middle(&format!("{own} or {or}"), room.saturating_sub(UNSURE.len() + more.len()));
            (Role::Warn, format!("{UNSURE}{names}{more}"))
        }
        Matching::Some { first, .. } => (Role::Text, fit_middle(first, room)),
        Matching::Unknown | Matching::NoEvent | Matching::None => rules_text(matching),
    }
}

/// What a row says an event is about, in full.
pub fn about_text(about: &EventSubject) -> String {
    let parts = [about.name.as_deref(), about.state.as_deref()];
    parts.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The rows in and near the window.
#[derive(Clone, Debug, Default)]
pub struct Cache {
    made_with: (u64, u64),
    rows: HashMap<u64, Cells>,
    /// Columns that the widest cells seen so far take: they never shrink, or the list would jump about.
    pub widest: Widest,
}

impl Cache {
    /// Makes the rows ready that are not yet.
    pub fn prepare(&mut self, rows: impl Iterator<Item = Row>, store: &Store, rules: &mut TailRules) {
        let made_with = (store.kinds().revision(), rules.revision());
        if self.made_with != made_with || self.rows.len() > KEPT {
            self.rows.clear();
            self.made_with = made_with;
        }
        for row in rows {
            let Some(item) = store.get(row) else { continue };
            // Markers are few, and amended in place.
            if let (StoredItem::Entry(_), true) = (item, self.rows.contains_key(&row.number())) {
                continue;
            }
            let cells = cells(item, store, rules);
            for (widest, width) in self.widest.iter_mut().zip(cells.widths()) {
                *widest = (*widest).max(width);
            }
            self.rows.insert(row.number(), cells);
        }
    }

    /// A row that was made ready.
    pub fn get(&self, row: Row) -> Option<&Cells> {
        self.rows.get(&row.number())
    }
}

fn cells(item: &StoredItem, store: &Store, rules: &mut TailRules) -> Cells {
    let entry = match item {
        StoredItem::Entry(entry) => entry,
        StoredItem::Marker(marker) => {
            return Cells::Marker { text: safe(&marker.to_string()), is_loss: marker.is_loss() };
        }
    };
    let what = match entry.line() {
        LineKind::Event(_) => return event(entry, store, rules),
        LineKind::Json => "no event",
        LineKind::Broken { .. } => "broken JSON",
        LineKind::Text => "no JSON",
    };
    let start: String = entry.text().chars().skip_while(|c| c.is_whitespace()).take(SHOWN).collect();
    Cells::Line { what, text: safe(&start) }
}

fn event(entry: &Entry, store: &Store, rules: &mut TailRules) -> Cells {
    let read = Document::parse(Arc::clone(entry.text())).ok();
    let safe_text =
        |text: Option<std::borrow::Cow<'_, str>>| text.map(|text| safe(&text)).unwrap_or_default();
    Cells::Event {
        source: safe_text(entry.source()),
        detail_type: safe_text(entry.detail_type()),
        rules: rules.matching(entry.text()),
        about: read
            .as_ref()
            .map(|document| safe_subject(&store.kinds().subject_of(entry.kind(), document)))
            .unwrap_or_default(),
    }
}

fn safe_subject(found: &EventSubject) -> EventSubject {
    EventSubject { name: found.name.as_deref().map(safe), state: found.state.as_deref().map(safe) }
}

/// The time column: the event's own time, or the log's marked `~`.
pub fn time(entry: &Entry, now: Millis, offset: i32) -> String {
    match entry.event_time() {
        Some(time) => format!(" {}", of_day(time.at, time.has_fraction, now, offset)),
        None => format!("~{}", of_day(entry.timestamp(), true, now, offset)),
    }
}
