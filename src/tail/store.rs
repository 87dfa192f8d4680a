//! The ring: entries and markers in the order of the events' times.

use super::duplicates::{Content, Copies};
use super::entry::Entry;
use super::lag::Lags;
use super::marker::Marker;
use super::subject::Kinds;
use crate::model::{LogEvent, Millis};
use std::collections::VecDeque;

/// How much a store holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Rows at most: 100,000.
    pub rows: usize,
    /// Bytes of text and of what is kept beside it: 160 MiB.
    pub bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { rows: 100_000, bytes: 160 << 20 }
    }
}

/// A row's place in the order, and the row itself while the store holds it.
///
/// Rows are ordered by the event's own time, else the log's, then by when the log took it in, then by when it
/// came here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row {
    at: Millis,
    ingested: Millis,
    number: u64,
    slot: u32,
}

impl Row {
    /// A place directly behind it.
    pub(super) fn successor(self) -> Self {
        Self { number: self.number + 1, slot: 0, ..self }
    }

    /// Its number in the order of arrival, from 1.
    pub fn number(self) -> u64 {
        self.number
    }
}

/// What a row is.
#[derive(Clone, Debug)]
pub enum StoredItem {
    /// A line of the log.
    Entry(Entry),
    /// Something about the stream.
    Marker(Marker),
}

/// How events came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// When.
    pub at: Millis,
    /// Fetched from the log after the fact, so that how long they took to get here says nothing.
    pub refilled: bool,
}

/// The events of one tail.
#[derive(Clone, Debug, Default)]
pub struct Store {
    limits: Limits,
    slots: Vec<Option<(u64, StoredItem)>>,
    free: Vec<u32>,
    order: VecDeque<Row>,
    /// The newest row that was evicted. Rows older than it are not taken any more, or the ring would have
    /// holes.
    floor: Option<Row>,
    bytes: usize,
    events: usize,
    evicted: u64,
    repeated: u64,
    last: u64,
    copies: Copies,
    kinds: Kinds,
    lags: Lags,
}

impl Store {
    /// An empty store.
    pub fn new(limits: Limits) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Takes events in, each once. Answers the rows that are new and still held, in order.
    pub fn take(&mut self, events: &[LogEvent], arrival: Arrival) -> Vec<Row> {
        let mut rows = Vec::with_capacity(events.len());
        for event in events {
            let content = Content::of(event);
            if !self.copies.is_new(content, event) {
                self.repeated += 1;
                continue;
            }
            let (mut entry, document) = Entry::read(event, content);
            if let Some(document) = document.filter(|_| entry.is_event()) {
                entry.set_kind(self.kinds.learn(&entry, &document));
                if !arrival.refilled {
                    self.lags.add(arrival.at - entry.time());
                }
            }
            self.bytes += entry.weight();
            self.events += 1;
            rows.push(self.put(entry.time(), event.ingested, StoredItem::Entry(entry)));
        }
        self.insert(rows)
    }

    /// The source starts over: what it shows from now on, it may have shown before.
    pub fn start_over(&mut self) {
        self.copies.start_over();
    }

    /// Puts a marker after everything there is so far.
    pub fn mark(&mut self, marker: Marker, now: Millis) -> Row {
        let (at, ingested) = match self.order.back() {
            // An event from the future must not pull the marker there with it.
            Some(row) if row.at <= now => (row.at, row.ingested),
            _ => (now, Millis::MAX),
        };
        let row = self.put(at, ingested, StoredItem::Marker(marker));
        self.insert(vec![row]);
        row
    }

    /// Puts another marker in the place of one; false when that is no longer held.
    pub fn amend(&mut self, row: Row, marker: Marker) -> bool {
        match self.slots.get_mut(row.slot as usize) {
            Some(Some((number, item @ StoredItem::Marker(_)))) if *number == row.number => {
                *item = StoredItem::Marker(marker);
                true
            }
            _ => false,
        }
    }

    fn put(&mut self, at: Millis, ingested: Millis, item: StoredItem) -> Row {
        self.last += 1;
        let number = self.last;
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            u32::try_from(self.slots.len() - 1).unwrap_or(u32::MAX)
        });
        if let Some(place) = self.slots.get_mut(slot as usize) {
            *place = Some((number, item));
        }
        Row { at, ingested, number, slot }
    }

    /// Merges rows into the order; what comes near its end, as in a live tail nearly all does, costs next to
    /// nothing.
    fn insert(&mut self, mut rows: Vec<Row>) -> Vec<Row> {
        rows.sort_unstable();
        if let Some(floor) = self.floor {
            let too_old = rows.partition_point(|row| *row <= floor);
            for row in rows.drain(..too_old) {
                self.let_go(row);
            }
        }
        merge(&mut self.order, &rows);
        while self.order.len() > self.limits.rows || (self.bytes > self.limits.bytes && self.order.len() > 1)
        {
            let Some(row) = self.order.pop_front() else { break };
            self.let_go(row);
            self.floor = Some(row);
        }
        if let Some(floor) = self.floor {
            rows.drain(..rows.partition_point(|row| *row <= floor));
        }
        rows
    }

    fn let_go(&mut self, row: Row) {
        let Some((_, item)) = self.slots.get_mut(row.slot as usize).and_then(Option::take) else { return };
        self.free.push(row.slot);
        match item {
            StoredItem::Entry(entry) => {
                self.bytes -= entry.weight();
                self.events -= 1;
                self.evicted += 1;
                self.copies.forget(entry.content);
            }
            StoredItem::Marker(_) => {}
        }
    }

    /// What is in a row; `None` once it was let go.
    pub fn get(&self, row: Row) -> Option<&StoredItem> {
        match self.slots.get(row.slot as usize) {
            Some(Some((number, item))) if *number == row.number => Some(item),
            _ => None,
        }
    }

    /// The line of the log in a row; `None` for markers, too.
    pub fn entry(&self, row: Row) -> Option<&Entry> {
        match self.get(row)? {
            StoredItem::Entry(entry) => Some(entry),
            StoredItem::Marker(_) => None,
        }
    }

    /// The rows, oldest first.
    pub fn rows(&self) -> &VecDeque<Row> {
        &self.order
    }

    /// True while the row is held.
    pub fn holds(&self, row: Row) -> bool {
        self.floor.is_none_or(|floor| row > floor)
    }

    /// Lines of the log held.
    pub fn events(&self) -> usize {
        self.events
    }

    /// Lines let go, because the store was full.
    pub fn evicted(&self) -> u64 {
        self.evicted
    }

    /// Lines that came again after the source had started over, and were not taken twice.
    #[cfg(test)]
    pub fn repeated(&self) -> u64 {
        self.repeated
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// The number of the row that came last.
    pub fn last_number(&self) -> u64 {
        self.last
    }

    /// What was learnt about the kinds of events.
    pub fn kinds(&self) -> &Kinds {
        &self.kinds
    }

    /// How long events take to get here.
    pub fn lags(&self) -> &Lags {
        &self.lags
    }
}

/// Merges sorted rows into sorted rows, touching only what is later than the first of the new ones.
pub(super) fn merge(into: &mut VecDeque<Row>, rows: &[Row]) {
    let Some(first) = rows.first() else { return };
    let later: Vec<Row> = into.drain(into.partition_point(|row| row < first)..).collect();
    let (mut later, mut rows) = (later.into_iter().peekable(), rows.iter().copied().peekable());
    loop {
        match (later.peek(), rows.peek()) {
            (Some(old), Some(new)) if old < new => into.extend(later.next()),
            (_, Some(_)) => into.extend(rows.next()),
            (Some(_), None) => into.extend(later.next()),
            (None, None) => return,
        }
    }
}
