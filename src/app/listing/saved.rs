//! How an event that was saved by name is listed.

use super::{About, Listed, ListingRow, RowsAre};
use crate::app::shared::Shared;
use crate::model::SavedEvent;
use crate::text::size;
use serde_json::Value;

impl Listed for SavedEvent {
    const ABOUT: About =
        About::new(RowsAre::SavedEvents, "saved events", &["name", "source", "detail-type", "size"])
            .where_none("yet")
            .first("{new} writes one; in a tail, {keep-event} saves one that is there")
            .no_change("a saved event is changed by saving another one by its name");

    fn row(&self, _: &Shared) -> ListingRow {
        let event = serde_json::from_str::<Value>(&self.text);
        let text = |name: &str| {
            let value = event.as_ref().ok().and_then(|event| event.get(name)?.as_str());
            value.unwrap_or_default().to_owned()
        };
        let bytes = u64::try_from(self.text.len()).unwrap_or(u64::MAX);
        ListingRow {
            cells: vec![self.name.clone(), text("source"), text("detail-type"), size(bytes)],
            arn: None,
            problem: event.is_err(),
            json: event.unwrap_or_else(|_| Value::from(self.text.clone())),
            command: None,
            leads: Vec::new(),
        }
    }
}
