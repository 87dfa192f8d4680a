//! The part of a store that a filter lets through, in order, with the cursor in it.

use super::filter::Filter;
use super::store::{Row, Store, StoredItem, merge};
use crate::pattern::Scratch;
use std::collections::VecDeque;

/// Rows shown, the selected one, and whether the newest is followed.
///
/// It is told of every row that comes and every row that goes, and never walks the store in one go: a new
/// filter is worked through from the newest row backwards, a bounded piece at a time.
#[derive(Debug)]
pub struct View {
    filter: Filter,
    scratch: Scratch,
    rows: VecDeque<Row>,
    /// Rows before this one have not been judged by the filter yet.
    unjudged: Option<Row>,
    paused: Option<Paused>,
    selected: usize,
    top: usize,
    follow: bool,
    /// The row that was selected under the filter before, until it has been judged by this one.
    wanted: Option<Row>,
}

/// While paused, rows that come are held back.
#[derive(Debug)]
struct Paused {
    /// The number of the last row that came before.
    since: u64,
    held: VecDeque<Row>,
}

impl Default for View {
    fn default() -> Self {
        Self {
            filter: Filter::default(),
            scratch: Scratch::new(),
            rows: VecDeque::new(),
            unjudged: None,
            paused: None,
            selected: 0,
            top: 0,
            follow: true,
            wanted: None,
        }
    }
}

impl View {
    /// The filter.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// The rows shown, oldest first.
    pub fn rows(&self) -> &VecDeque<Row> {
        &self.rows
    }

    /// The selected row.
    pub fn selected(&self) -> Option<Row> {
        self.rows.get(self.selected).copied()
    }

    /// The selected row's place among the rows shown.
    pub fn cursor(&self) -> usize {
        self.selected
    }

    /// The first row on the screen.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Puts another row first on the screen.
    pub fn scroll_to(&mut self, top: usize) {
        self.top = top.min(self.rows.len().saturating_sub(1));
    }

    /// True while the newest row is kept selected.
    pub fn is_following(&self) -> bool {
        self.follow
    }

    /// True while nothing moves.
    pub fn is_paused(&self) -> bool {
        self.paused.is_some()
    }

    /// Rows that came while paused and will be shown.
    pub fn held_back(&self) -> usize {
        self.paused.as_ref().map_or(0, |paused| paused.held.len())
    }

    /// Rows still to be judged by the filter.
    pub fn unjudged(&self, store: &Store) -> usize {
        self.unjudged.map_or(0, |bound| store.rows().partition_point(|row| *row < bound))
    }

    fn accepts(&mut self, row: Row, store: &Store) -> bool {
        match store.get(row) {
            // What the stream itself suffered is never filtered out.
            Some(StoredItem::Marker(_)) => true,
            Some(StoredItem::Entry(entry)) => self.filter.accepts(entry, &mut self.scratch),
            None => false,
        }
    }

    /// Rows have come into the store (in order).
    pub fn add(&mut self, rows: &[Row], store: &Store) {
        let unjudged = self.unjudged;
        let judged = rows.iter().copied().filter(|row| unjudged.is_none_or(|bound| *row >= bound));
        let shown: Vec<Row> = judged.filter(|row| self.accepts(*row, store)).collect();
        match &mut self.paused {
            Some(paused) => merge(&mut paused.held, &shown),
            None => self.insert(&shown),
        }
        self.trim(store);
    }

    fn insert(&mut self, rows: &[Row]) {
        let before = |place: Option<&Row>| place.map_or(0, |place| rows.partition_point(|row| row < place));
        let (above_selected, above_top) =
            (before(self.rows.get(self.selected)), before(self.rows.get(self.top)));
        merge(&mut self.rows, rows);
        self.selected += above_selected;
        self.top += above_top;
        if self.follow {
            self.select_last();
        }
    }

    fn select_last(&mut self) {
        self.selected = self.rows.len().saturating_sub(1);
    }

    /// Drops what the store has let go.
    fn trim(&mut self, store: &Store) {
        let gone = self.rows.partition_point(|row| !store.holds(*row));
        self.rows.drain(..gone);
        self.selected = self.selected.saturating_sub(gone);
        self.top = self.top.saturating_sub(gone);
        if let Some(paused) = &mut self.paused {
            paused.held.drain(..paused.held.partition_point(|row| !store.holds(*row)));
        }
    }

    /// Another filter; [`View::judge`] then finds what it lets through. What is selected stays so, if it is
    /// let through.
    pub fn set_filter(&mut self, filter: Filter, store: &Store) {
        self.wanted = self.selected().or(self.wanted).filter(|_| !self.follow);
        self.filter = filter;
        self.rows.clear();
        (self.selected, self.top) = (0, 0);
        if let Some(paused) = &mut self.paused {
            paused.held.clear();
        }
        self.unjudged = store.rows().back().map(|newest| newest.successor());
    }

    /// Judges more rows by the filter, newest first, for a cost of about `budget` bytes. True while there are
    /// more.
    pub fn judge(&mut self, store: &Store, budget: usize) -> bool {
        let Some(bound) = self.unjudged else { return false };
        let all = store.rows();
        let (mut at, mut spent, shown) = (all.partition_point(|row| *row < bound), 0, self.rows.len());
        while at > 0 && spent < budget {
            at -= 1;
            let Some(row) = all.get(at).copied() else { break };
            spent += store.entry(row).map_or(1, |entry| self.filter.cost(entry));
            if self.accepts(row, store) {
                match &mut self.paused {
                    Some(paused) if row.number() > paused.since => paused.held.push_front(row),
                    _ => self.rows.push_front(row),
                }
            }
        }
        self.unjudged = if at > 0 { all.get(at).copied() } else { None };
        let found = self.rows.len() - shown;
        self.top += found;
        if self.follow {
            self.select_last();
        } else if let Some(wanted) = self.wanted {
            let nearest = self.rows.partition_point(|row| *row < wanted);
            self.selected = nearest.min(self.rows.len().saturating_sub(1));
            self.wanted = self.wanted.filter(|wanted| self.unjudged.is_some_and(|bound| *wanted < bound));
        } else if shown == 0 {
            self.select_last();
        } else {
            self.selected += found;
        }
        self.unjudged.is_some()
    }

    /// Stops the view from moving.
    pub fn pause(&mut self, store: &Store) {
        if self.paused.is_none() {
            self.paused = Some(Paused { since: store.last_number(), held: VecDeque::new() });
        }
    }

    /// Shows what was held back.
    pub fn resume(&mut self) {
        if let Some(mut paused) = self.paused.take() {
            self.insert(paused.held.make_contiguous());
        }
    }

    /// Keeps the newest row selected, or leaves the selection where it is.
    pub fn set_follow(&mut self, follow: bool) {
        self.follow = follow;
        if follow {
            self.wanted = None;
            self.select_last();
        }
    }

    /// Selects a row by its place; the newest is then no longer followed.
    pub fn select(&mut self, at: usize) {
        self.wanted = None;
        self.follow = false;
        self.selected = at.min(self.rows.len().saturating_sub(1));
    }
}
