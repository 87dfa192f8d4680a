//! The event store behind a live tail: pure data, fed with what the log delivers and read by the screen.
//!
//! - [`Store`] is a ring, bounded by count and by bytes. It keeps rows in the order of the events' own times,
//!   puts late arrivals in their place, takes each event once whatever way it came, and counts what it had to
//!   let go.
//! - A row is an [`Entry`], one line of the log read once into the few facts a list shows, or a [`Marker`]:
//!   something the operator must know about the stream itself (a reconnection, a gap, a second that was only
//!   sampled).
//! - A [`View`] is the part of a store that a [`Filter`] lets through, kept up to date row by row, so that no
//!   frame ever walks the whole store.
//! - [`TailRules`] tells which rules match an event, and whether another one than the tail's own delivered
//!   it.
//! - `subject::Kinds` finds, per source and detail-type, the one value that tells events apart.
//!
//! A line that is no event is kept and shown as what it is. Reading logs is `aws`'s, screens are `app`'s.

mod delivered;
mod duplicates;
mod entry;
mod filter;
mod lag;
mod marker;
mod store;
mod subject;
mod view;

#[cfg(test)]
mod tests;

pub use delivered::{Matching, OTHER, Sharer, TailRules, UNSURE};
pub use entry::{Entry, LineKind};
pub use filter::{ByPattern, Filter, Words};
pub use marker::Marker;
pub use store::{Arrival, Limits, Row, Store, StoredItem};
pub use subject::EventSubject;
pub use view::View;
