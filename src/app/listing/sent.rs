//! How an event that was sent from here is listed.

use super::{About, Listed, ListingRow, RowsAre, row};
use crate::app::shared::Shared;
use crate::model::{EntryOutcome, EventSent};
use crate::text::time::{in_full, of_day};
use serde_json::{Value, json};

impl Listed for EventSent {
    const ABOUT: About = About::new(
        RowsAre::SentEvents,
        "sent events",
        &["at", "outcome", "bus", "source", "detail-type", "id"],
    )
    .newest_first()
    .where_none("from here yet")
    .no_new("this lists what was sent; sending is a command of its own")
    .no_change("what was sent cannot be changed")
    .no_delete("what was sent cannot be changed");

    fn row(&self, shared: &Shared) -> ListingRow {
        let (outcome, id) = match &self.outcome {
            EntryOutcome::Done { id } => ("taken", id.clone()),
            EntryOutcome::Failed { code, .. } => (code.as_str(), String::new()),
            EntryOutcome::NotKnown { .. } => ("not known", String::new()),
            EntryOutcome::NotSent { .. } => ("not sent", String::new()),
        };
        let detail = serde_json::from_str::<Value>(&self.entry.detail).unwrap_or_default();
        let offset = shared.offset();
        let cells = vec![
            of_day(self.at, false, shared.now, offset),
            outcome.to_owned(),
            self.entry.bus.clone().unwrap_or_default(),
            self.entry.source.clone(),
            self.entry.detail_type.clone(),
            id,
        ];
        let plain = row(
            cells,
            None,
            vec![
                ("sent", json!(in_full(self.at, true, offset))),
                ("source", json!(self.entry.source)),
                ("detail-type", json!(self.entry.detail_type)),
                ("resources", json!(self.entry.resources)),
                ("detail", detail),
            ],
        );
        let problem = !matches!(self.outcome, EntryOutcome::Done { .. });
        ListingRow { problem, time: Some((0, self.at)), ..plain }
    }
}
