//! Events read from files, as EventBridge delivers them or as PutEvents takes them, and written as each of
//! the two.

use super::{Envelope, EventEntry, Millis};
use crate::json::{Document, Kind, Value, one_by_one};
use crate::text::fnv;
use crate::text::time::rfc3339;
use jiff::Timestamp;
use serde_json::json;

/// What an entry of PutEvents may have (API reference, "PutEventsRequestEntry").
const OWN: [&str; 7] = ["Source", "DetailType", "Detail", "EventBusName", "Resources", "Time", "TraceHeader"];
/// What tells an event as it is delivered.
const DELIVERED: [&str; 3] = ["source", "detail-type", "detail"];

impl EventEntry {
    /// The id of an event that was not sent: the service gives each a true one.
    pub const NO_ID: &str = "00000000-0000-0000-0000-000000000000";

    /// A number for what the entry says, whenever and to whichever bus it is sent.
    pub fn content(&self) -> u64 {
        event_content(&self.source, &self.detail_type, &self.detail)
    }

    /// The entries that a file gives for this bus, in order: of an event or a list of them, each as
    /// EventBridge delivers it or as an entry of PutEvents; or of a whole request, `{"Entries": […]}`; or of
    /// several of these one after the other.
    ///
    /// # Errors
    ///
    /// What is no event, or what is missing or cannot be sent in one.
    pub fn read_all(text: &str, bus: &str) -> Result<Vec<Self>, String> {
        let document = match Document::parse(text) {
            Ok(document) => document,
            Err(error) => {
                let several: Vec<_> = one_by_one(text.as_bytes()).collect();
                if several.len() > 1 && Document::parse_bytes(several[0].1).is_ok() {
                    return Self::read_several(&several, bus);
                }
                // Without the full stop: it becomes part of a sentence.
                return Err(error.to_string().trim_end_matches('.').to_owned());
            }
        };
        let root = document.root();
        let list = match root.get("Entries") {
            Some(entries) => whole_request(root, entries)?,
            None if root.kind() == Kind::Array => root,
            None => return Ok(vec![entry(root, bus)?]),
        };
        let count = list.elements().count();
        let of_many = |at: usize, why: String| {
            if count == 1 { why } else { format!("event {} of {count}: {why}", at + 1) }
        };
        let entries = list.elements().enumerate();
        let entries: Vec<Self> = entries
            .map(|(at, event)| entry(event, bus).map_err(|why| of_many(at, why)))
            .collect::<Result<_, _>>()?;
        if entries.is_empty() { Err("the list holds no event".to_owned()) } else { Ok(entries) }
    }

    fn read_several(values: &[(usize, &[u8])], bus: &str) -> Result<Vec<Self>, String> {
        let mut entries = Vec::new();
        for (line, value) in values {
            let of = str::from_utf8(value).map_err(|_| "it is not UTF-8".to_owned());
            let read = of.and_then(|text| Self::read_all(text, bus));
            entries.extend(read.map_err(|why| format!("what begins on line {line}: {why}"))?);
        }
        Ok(entries)
    }

    /// The entry as PutEvents is sent it (API reference, "PutEventsRequestEntry"), its time in RFC 3339.
    pub fn as_sent(&self) -> serde_json::Value {
        let mut entry = json!({
            "EventBusName": self.bus, "Source": self.source, "DetailType": self.detail_type, "Detail": self.detail,
        });
        if !self.resources.is_empty() {
            entry["Resources"] = self.resources.clone().into();
        }
        if let Some(time) = self.time {
            entry["Time"] = rfc3339(time).into();
        }
        if let Some(trace) = &self.trace {
            entry["TraceHeader"] = trace.clone().into();
        }
        entry
    }

    /// True for one entry of PutEvents, and for a whole request. Without a `Detail` that is a text it is some
    /// other object, whose members happen to be called so.
    pub fn is_written_in(root: Value<'_>) -> bool {
        let is_entry = |of: Value<'_>| {
            let is_text = |name| of.get(name).is_some_and(|value| value.kind() == Kind::String);
            is_text("Detail")
                && (is_text("Source") || is_text("DetailType"))
                && DELIVERED.iter().all(|name| of.get(name).is_none())
        };
        let of_request = root.get("Entries").and_then(|entries| entries.element(0));
        is_entry(root) || of_request.is_some_and(is_entry)
    }

    /// The event as a bus of that account and region delivers it when it is sent then; an account or region
    /// that is not known is empty here, and left out there. The service gives an event its id, so that a
    /// placeholder stands for it.
    pub fn as_delivered(&self, account: &str, region: &str, now: Millis) -> String {
        let envelope = Envelope {
            id: Self::NO_ID,
            detail_type: &self.detail_type,
            source: &self.source,
            account,
            time: self.time.unwrap_or(now),
            region,
            resources: &self.resources,
        };
        envelope.around(&self.detail)
    }
}

/// A number for what an event says. How its detail is laid out does not matter.
pub fn event_content(source: &str, detail_type: &str, detail: &str) -> u64 {
    let read: Result<serde_json::Value, _> = serde_json::from_str(detail);
    // What is nested too deep for that, or has a number too large, is told apart all the same.
    let detail = read.map_or_else(|_| detail.to_owned(), |detail| detail.to_string());
    fnv([source, detail_type, &detail].join("\0").bytes())
}

/// The entries of a whole request.
fn whole_request<'d>(root: Value<'d>, entries: Value<'d>) -> Result<Value<'d>, String> {
    for member in root.members() {
        match &*member.key().to_string_lossy() {
            "Entries" => {}
            "EndpointId" => {
                return Err("`EndpointId` is given, and buslens sends to a bus and through no global endpoint: leave \
                            it out"
                    .to_owned());
            }
            other => return Err(format!("`{other}` is not part of a request to PutEvents")),
        }
    }
    if entries.kind() == Kind::Array { Ok(entries) } else { Err("`Entries` must be a list".to_owned()) }
}

fn entry(event: Value<'_>, bus: &str) -> Result<EventEntry, String> {
    if event.kind() != Kind::Object {
        return Err(format!("an event is an object, and this is {}", event.kind().noun()));
    }
    match OWN.into_iter().find(|name| event.get(name).is_some()) {
        Some(own) => own_entry(event, own, bus),
        None => entry_of_delivered(event, bus),
    }
}

/// An event in the form that it is delivered in.
fn entry_of_delivered(event: Value<'_>, bus: &str) -> Result<EventEntry, String> {
    let detail = event.get("detail").ok_or("`detail` is missing")?;
    if detail.kind() == Kind::String {
        let why = "`detail` must be an object, as the event is delivered; a text is the `Detail` of an entry of \
                   PutEvents";
        return Err(why.to_owned());
    }
    if detail.kind() != Kind::Object {
        return Err("`detail` must be an object".to_owned());
    }
    Ok(EventEntry {
        bus: Some(bus.to_owned()),
        source: required_text(event, "source")?,
        detail_type: required_text(event, "detail-type")?,
        detail: detail.raw().to_owned(),
        resources: texts(event, "resources")?,
        time: text(event, "time")?.map(|time| written_time("time", &time)).transpose()?,
        trace: None,
    })
}

/// An event in the form that PutEvents takes it in, known by one of its names.
fn own_entry(event: Value<'_>, known_by: &str, bus: &str) -> Result<EventEntry, String> {
    for member in event.members() {
        let name = member.key().to_string_lossy().into_owned();
        if DELIVERED.contains(&name.as_str()) {
            return Err(format!(
                "`{known_by}` is a name of PutEvents and `{name}` one of a delivered event: write all of it in one \
                 of the two forms"
            ));
        }
        if !OWN.contains(&name.as_str()) {
            return Err(format!(
                "`{name}` is not part of an entry of PutEvents, which has {}",
                OWN.join(", ")
            ));
        }
    }
    let named = text(event, "EventBusName")?;
    if let Some(named) = &named
        && !bus.is_empty()
        && named != bus
    {
        return Err(format!(
            "`EventBusName` is `{named}`, and the bus to send to is `{bus}`: leave it out, or name the same bus"
        ));
    }
    let detail = event.get("Detail").ok_or("`Detail` is missing")?;
    let detail = detail.owned_text().ok_or_else(|| {
        format!(
            "`Detail` must be a text that holds a JSON object, and this is {}; in the form of a delivered event, \
             `detail` is the object itself",
            detail.kind().noun()
        )
    })?;
    let held = Document::parse(detail.as_str()).map_err(|error| {
        format!("the text in `Detail` is not JSON: {}", error.to_string().trim_end_matches('.'))
    })?;
    if held.root().kind() != Kind::Object {
        return Err(format!(
            "the text in `Detail` must hold an object, and holds {}",
            held.root().kind().noun()
        ));
    }
    let time = match event.get("Time") {
        // Seconds since the epoch, as the AWS CLI takes them too.
        Some(at) if at.kind() == Kind::Number => Some(seconds(at.raw())?),
        Some(_) => text(event, "Time")?.map(|time| written_time("Time", &time)).transpose()?,
        None => None,
    };
    Ok(EventEntry {
        bus: Some(bus.to_owned()).filter(|bus| !bus.is_empty()).or(named),
        source: required_text(event, "Source")?,
        detail_type: required_text(event, "DetailType")?,
        detail,
        resources: texts(event, "Resources")?,
        time,
        trace: text(event, "TraceHeader")?,
    })
}

fn text(event: Value<'_>, name: &str) -> Result<Option<String>, String> {
    let Some(value) = event.get(name) else { return Ok(None) };
    value.owned_text().map(Some).ok_or_else(|| format!("`{name}` must be a text"))
}

fn required_text(event: Value<'_>, name: &str) -> Result<String, String> {
    text(event, name)?.ok_or_else(|| format!("`{name}` is missing"))
}

fn texts(event: Value<'_>, name: &str) -> Result<Vec<String>, String> {
    match event.get(name) {
        None => Ok(Vec::new()),
        Some(list) if list.kind() == Kind::Array => list
            .elements()
            .map(|one| one.owned_text().ok_or_else(|| format!("`{name}` must hold texts")))
            .collect(),
        Some(_) => Err(format!("`{name}` must be a list")),
    }
}

fn seconds(number: &str) -> Result<Millis, String> {
    let at = number.parse().ok().and_then(|at| jiff::SignedDuration::try_from_secs_f64(at).ok());
    at.and_then(|at| Timestamp::from_duration(at).ok())
        .map(Timestamp::as_millisecond)
        .ok_or_else(|| format!("`Time` is `{number}`: as a number it is seconds since 1970"))
}

fn written_time(name: &str, text: &str) -> Result<Millis, String> {
    let time: Timestamp = text
        .parse()
        .map_err(|_| format!("`{name}` is `{text}`: write it as 2026-11-21T14:03:07Z, or leave it out"))?;
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
    fn what_events_say_tells_them_apart_however_they_are_laid_out() {
        let of = |detail: &str| super::event_content("shop", "T", detail);
        assert_eq!(of(r#"{"a":1,"b":[2]}"#), of("{\n \"a\": 1,  \"b\": [ 2 ]}"));
        let deep = |inner: &str| format!("{}{inner}{}", "{\"a\":".repeat(200), "}".repeat(200));
        for (one, other) in [(deep("1"), deep("2")), (r#"{"n":1e400}"#.into(), r#"{"n":2e400}"#.into())] {
            assert_ne!(of(&one), of(&other));
        }
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
    fn an_entry_of_put_events_is_taken_as_it_stands_in_files_for_the_aws_cli() {
        let one = r#"{"Time":"2026-11-21T14:03:07Z","Source":"my.app","DetailType":"T","EventBusName":"orders",
            "Resources":["r"],"TraceHeader":"Root=1","Detail":"{\"n\": 12345678901234567890, \"n\": 1.0}"}"#;
        for text in [one.to_owned(), format!("[{one}]"), format!("{{\"Entries\": [{one}]}}")] {
            let entry = EventEntry::read_all(&text, "orders").unwrap().remove(0);
            assert_eq!((entry.source.as_str(), entry.detail_type.as_str()), ("my.app", "T"));
            assert_eq!(entry.detail, r#"{"n": 12345678901234567890, "n": 1.0}"#);
            assert_eq!((&entry.resources[..], entry.time), (&["r".to_owned()][..], Some(1_795_269_787_000)));
            assert_eq!(entry.trace.as_deref(), Some("Root=1"));
            let again = EventEntry::read_all(&entry.as_sent().to_string(), "orders").unwrap().remove(0);
            assert_eq!(again, entry, "what is sent can be read again");
        }
        let both = format!(r#"[{one}, {{"source":"s","detail-type":"T","detail":{{}}}}]"#);
        assert_eq!(EventEntry::read_all(&both, "orders").unwrap().len(), 2);
        let epoch = r#"{"Source":"s","DetailType":"T","Detail":"{}","Time":1795269787.5}"#;
        assert_eq!(EventEntry::read_all(epoch, "b").unwrap()[0].time, Some(1_795_269_787_500));
    }

    #[test]
    fn what_is_odd_in_an_entry_of_put_events_is_named() {
        for (text, wanted) in [
            (r#"{"Source":"s","DetailType":"T"}"#, "`Detail` is missing"),
            (r#"{"DetailType":"T","Detail":"{}"}"#, "`Source` is missing"),
            (r#"{"Source":"s","DetailType":"T","Detail":{}}"#, "must be a text that holds a JSON object"),
            (r#"{"Source":"s","DetailType":"T","Detail":"{"}"#, "the text in `Detail` is not JSON"),
            (r#"{"Source":"s","DetailType":"T","Detail":"[]"}"#, "must hold an object"),
            (r#"{"Source":"s","detail-type":"T","detail":{}}"#, "in one of the two forms"),
            (r#"{"Source":"s","DetailType":"T","Detail":"{}","Bus":"b"}"#, "`Bus` is not part of an entry"),
            (
                r#"{"Source":"s","DetailType":"T","Detail":"{}","EventBusName":"c"}"#,
                "the bus to send to is `b`",
            ),
            (r#"{"Source":"s","DetailType":"T","Detail":"{}","Time":"now"}"#, "`Time` is `now`"),
            (r#"{"Source":"s","DetailType":"T","Detail":"{}","Time":1e300}"#, "seconds since 1970"),
            (r#"{"Entries":{}}"#, "`Entries` must be a list"),
            (r#"{"Entries":[]}"#, "no event"),
            (r#"{"Entries":[],"EndpointId":"e"}"#, "through no global endpoint"),
            (r#"{"Entries":[],"Bus":"e"}"#, "`Bus` is not part of a request"),
            (r#"[{"source":"s","detail-type":"T","detail":{}},{"Source":"s"}]"#, "event 2 of 2: `Detail`"),
        ] {
            let error = EventEntry::read_all(text, "b").unwrap_err();
            assert!(error.contains(wanted), "{text}: {error}");
        }
    }

    #[test]
    fn an_event_is_delivered_with_what_the_service_adds() {
        let text = r#"{"Source":"s","DetailType":"T","Detail":"{\"n\":1.0}"}"#;
        let entry = EventEntry::read_all(text, "b").unwrap().remove(0);
        let event = entry.as_delivered("111122223333", "us-east-1", 1_795_269_787_999);
        assert!(event.ends_with(r#","detail":{"n":1.0}}"#), "{event}");
        let event: serde_json::Value = serde_json::from_str(&event).unwrap();
        assert_eq!(event["time"], "2026-11-21T14:03:07Z");
        assert_eq!((&event["account"], &event["region"]), (&"111122223333".into(), &"us-east-1".into()));
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
