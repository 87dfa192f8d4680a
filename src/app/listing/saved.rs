//! How an event that was saved by name is listed.

use super::{About, Listed, ListingRow, RowsAre};
use crate::app::shared::Shared;
use crate::json::Document;
use crate::model::SavedEvent;
use crate::text::size;
use serde_json::Value;

impl Listed for SavedEvent {
    const ABOUT: About =
        About::new(RowsAre::SavedEvents, "saved events", &["name", "source", "detail-type", "size"])
            // What was saved may be large, and is read whole for its row.
            .costly_rows()
            .where_none("yet")
            .first("{new} creates one; in a tail, {save-event-by-name} saves the selected event")
            .no_change("a saved event is changed by saving another one by its name");

    fn row(&self, _: &Shared) -> ListingRow {
        // Our own reader reads what is nested too deep for the other.
        let event = Document::parse(self.text.as_str()).ok();
        let text = |name: &str| {
            let value = event.as_ref().and_then(|event| event.root().get(name)?.owned_text());
            value.unwrap_or_default()
        };
        let bytes = u64::try_from(self.text.len()).unwrap_or(u64::MAX);
        ListingRow {
            cells: vec![self.name.clone(), text("source"), text("detail-type"), size(bytes)],
            arn: None,
            state: None,
            problem: self.damage().is_some(),
            json: serde_json::from_str(&self.text).unwrap_or_else(|_| Value::from(self.text.as_str())),
            command: None,
            leads: Vec::new(),
            reason: None,
            time: None,
        }
    }
}
