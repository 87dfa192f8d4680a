//! How an event that was saved by name is listed.

use super::{Listed, ListingRow};
use crate::app::shared::Shared;
use crate::model::SavedEvent;
use crate::text::size;
use serde_json::Value;

impl Listed for SavedEvent {
    const TITLE: &'static str = "saved events";
    const COLUMNS: &'static [&'static str] = &["name", "source", "detail-type", "size"];

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
