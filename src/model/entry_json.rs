//! Events as EventBridge delivers them, read as what PutEvents takes.

use super::{EventEntry, Millis};
use crate::json::{Document, Kind, Value};
use crate::text::time::rfc3339;
use jiff::Timestamp;

impl EventEntry {
    /// The entries that make these events, an event or a list of them, in order.
    ///
    /// # Errors
    ///
    /// What is no event, or is missing in one.
    pub fn read_all(text: &str, bus: &str) -> Result<Vec<Self>, String> {
        // What is said here is part of a sentence.
        let document =
            Document::parse(text).map_err(|error| error.to_string().trim_end_matches('.').to_owned())?;
        let root = document.root();
        if root.kind() != Kind::Array {
            return Ok(vec![entry(root, bus)?]);
        }
        let entries: Vec<_> = root.elements().map(|event| entry(event, bus)).collect::<Result<_, _>>()?;
        if entries.is_empty() { Err("the list holds no event".to_owned()) } else { Ok(entries) }
    }
}

fn entry(event: Value<'_>, bus: &str) -> Result<EventEntry, String> {
    if event.kind() != Kind::Object {
        return Err(format!("an event is an object, and this is {}", event.kind().noun()));
    }
    let text = |name: &str| match event.get(name) {
        None => Ok(None),
        Some(value) => {
            value.text().map(|text| Some(text.to_string())).ok_or_else(|| format!("`{name}` must be a text"))
        }
    };
    let wanted = |name: &str| text(name)?.ok_or_else(|| format!("`{name}` is missing"));
    let detail = event.get("detail").ok_or("`detail` is missing")?;
    if detail.kind() != Kind::Object {
        return Err("`detail` must be an object".to_owned());
    }
    let time = text("time")?.map(|time| moment(&time)).transpose()?;
    let resources = match event.get("resources") {
        None => Vec::new(),
        Some(list) if list.kind() == Kind::Array => list
            .elements()
            .map(|arn| arn.text().map(|text| text.to_string()).ok_or("`resources` must hold texts"))
            .collect::<Result<_, _>>()?,
        Some(_) => return Err("`resources` must be a list".to_owned()),
    };
    let source = wanted("source")?;
    Ok(EventEntry {
        bus: Some(bus.to_owned()),
        source,
        detail_type: wanted("detail-type")?,
        detail: detail.raw().to_owned(),
        resources,
        time,
    })
}

impl EventEntry {
    /// The entry as PutEvents is sent it (API reference, "PutEventsRequestEntry"), its time in RFC 3339.
    pub fn as_sent(&self) -> serde_json::Value {
        let mut entry = serde_json::json!({
            "EventBusName": self.bus, "Source": self.source, "DetailType": self.detail_type, "Detail": self.detail,
        });
        if !self.resources.is_empty() {
            entry["Resources"] = self.resources.clone().into();
        }
        if let Some(time) = self.time {
            entry["Time"] = rfc3339(time).into();
        }
        entry
    }
}

fn moment(text: &str) -> Result<Millis, String> {
    let time: Timestamp = text
        .parse()
        .map_err(|_| format!("`time` is `{text}`: write it as 2026-11-21T14:03:07Z, or leave it out"))?;
    Ok(time.as_millisecond())
}

#[cfg(test)]
mod tests {
    use crate::model::EventEntry;

    #[test]
    fn the_envelope_becomes_an_entry() {
        let text = r#"{"version":"0","id":"x","source":"my.app","detail-type":"T","time":"2026-11-21T14:03:07Z",
            "resources":["r"],"detail":{"n": 1.0, "n": 12345678901234567890}}"#;
        let entry = EventEntry::read_all(text, "orders").unwrap().remove(0);
        assert_eq!(
            (entry.bus.as_deref(), entry.source.as_str(), entry.detail_type.as_str()),
            (Some("orders"), "my.app", "T")
        );
        assert_eq!(entry.detail, r#"{"n": 1.0, "n": 12345678901234567890}"#);
        assert_eq!((entry.resources, entry.time), (vec!["r".to_owned()], Some(1_795_269_787_000)));
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        for (text, wanted) in [
            (r#"{"detail-type":"T","detail":{}}"#, "`source` is missing"),
            (r#"{"source":"s","detail":{}}"#, "`detail-type` is missing"),
            (r#"{"source":"s","detail-type":"T"}"#, "`detail` is missing"),
            (r#"{"source":"s","detail-type":"T","detail":"{}"}"#, "`detail` must be an object"),
            (r#"{"source":1,"detail-type":"T","detail":{}}"#, "`source` must be a text"),
            (r#"{"source":"s","detail-type":"T","detail":{},"time":"now"}"#, "write it as 2026"),
            (r#"{"source":"s","detail-type":"T","detail":{},"resources":"r"}"#, "`resources` must be a list"),
            ("[]", "no event"),
            ("[1]", "an event is an object"),
        ] {
            let error = EventEntry::read_all(text, "b").unwrap_err();
            assert!(error.contains(wanted), "{text}: {error}");
        }
        let error = EventEntry::read_all("{\"a\":", "b").unwrap_err();
        assert!(!error.ends_with('.'), "{error}");
    }

    #[test]
    fn what_is_shown_before_sending_is_what_is_sent() {
        let text = r#"{"source":"s","detail-type":"T","time":"2026-11-21T14:03:07Z","detail":{"n":1}}"#;
        let entry = EventEntry::read_all(text, "orders").unwrap().remove(0);
        assert_eq!(
            entry.as_sent(),
            serde_json::json!({"EventBusName": "orders", "Source": "s", "DetailType": "T", "Detail": "{\"n\":1}",
                "Time": "2026-11-21T14:03:07Z"})
        );
    }
}
