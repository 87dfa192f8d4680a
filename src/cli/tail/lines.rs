//! What `buslens tail` says of an event and of what is between the events: a line for people, an object for
//! programs.
//!
//! Which rule an event is of is `tail`'s to decide; what goes to which stream is left to the command.

use crate::cli::times::offset_at;
use crate::json::{Document, Value};
use crate::model::{LogEvent, Millis, SEEN_LATE, TailUpdate};
use crate::tail::{Matching, OTHER, UNSURE};
use crate::text::counted;
use crate::text::time::{clock_with_millis, span};
use serde_json::json;
use std::fmt::Write as _;

/// What a program that reads the events must know about what is between them, as an object of its own.
pub(super) fn stream_object(
    update: &TailUpdate,
    now: Millis,
    group: Option<&str>,
) -> Option<serde_json::Value> {
    let mut object = match update {
        TailUpdate::Reconnected { from, to, refilled, earlier, .. } => {
            let mut gap = json!({"from": from, "to": to});
            if let Some(events) = refilled {
                gap["events"] = json!(events);
            }
            if *earlier > 0 {
                gap["earlier"] = json!(earlier);
            }
            json!({ "gap": gap })
        }
        TailUpdate::Unfilled { from, to, error } => {
            json!({"gap": {"from": from, "to": to, "error": error.to_string()}})
        }
        TailUpdate::Dropped(events) => json!({ "dropped": events }),
        TailUpdate::Events { events, sampled: true, .. } => {
            json!({"sampled": {"second": now.div_euclid(1_000), "shown": events.len()}})
        }
        TailUpdate::Filled { from, to, events, whole } => {
            json!({"filled": {"from": from, "to": to, "events": events, "whole": whole}})
        }
        TailUpdate::Events { sampled: false, .. }
        | TailUpdate::Live
        | TailUpdate::Backfilled
        | TailUpdate::Clock { .. }
        | TailUpdate::Polling { .. }
        | TailUpdate::Reconnecting { .. }
        | TailUpdate::Ended(_) => return None,
    };
    if let Some(group) = group {
        object["group"] = json!(group);
    }
    Some(object)
}

/// What a reader of the events must know about what is between them.
pub(super) fn news(update: &TailUpdate) -> Option<String> {
    Some(match update {
        TailUpdate::Live => "live.".to_owned(),
        TailUpdate::Polling { reason, every, retry } => {
            let (retry, late) = (span(*retry), span(SEEN_LATE));
            format!(
                "reading the log every {every} s instead of live: {reason}; live is tried again in {retry}. What is \
                 logged more than {late} after its time does not appear."
            )
        }
        TailUpdate::Reconnecting { reason, wait } => {
            format!("connection lost ({reason}); trying again in {} s.", wait / 1000)
        }
        TailUpdate::Reconnected { away, refilled, earlier, .. } => {
            let counted = |events| counted(events, "event", "events");
            let events = match (refilled, earlier) {
                (None, _) => "the events of that time could not be fetched".to_owned(),
                (Some(0), 0) => "nothing was missed".to_owned(),
                (Some(0), earlier) => format!("fetched {} from before that time", counted(*earlier)),
                (Some(events), 0) => format!("fetched {} of that time", counted(*events)),
                (Some(events), earlier) => {
                    format!(
                        "fetched {} of that time, and {} from before it",
                        counted(*events),
                        counted(*earlier)
                    )
                }
            };
            format!("connected again after {} s; {events}.", away / 1000)
        }
        TailUpdate::Unfilled { from, to, error } => {
            format!("events between {} and {} may be missing: {error}", clock_time(*from), clock_time(*to))
        }
        TailUpdate::Filled { events, whole, .. } if *events > 0 || !*whole => {
            let events = counted(*events, "event", "events");
            let rest = if *whole { "." } else { "; there were more than can be read." };
            format!("fetched {events} that had been missing{rest}")
        }
        TailUpdate::Dropped(events) => {
            let events = counted(*events, "event", "events");
            format!("dropped {events}: they came faster than they could be printed.")
        }
        // The clock is said for all calls alike.
        TailUpdate::Clock { .. }
        | TailUpdate::Backfilled
        | TailUpdate::Events { .. }
        | TailUpdate::Filled { .. }
        | TailUpdate::Ended(_) => return None,
    })
}

fn clock_time(at: Millis) -> String {
    clock_with_millis(at, offset_at(at))
}

/// Time, source, detail-type, whether another rule has delivered it, detail; a log line that is no event as
/// it is.
pub(super) fn line(event: &LogEvent, by: &Matching) -> String {
    let time = clock_time(event.timestamp);
    let Ok(document) = Document::parse(event.message.as_str()) else {
        return format!("{time}  {}", event.message);
    };
    let text = |name: &str| document.root().get(name).and_then(Value::text).map(|text| text.to_string());
    let (Some(source), Some(detail_type)) = (text("source"), text("detail-type")) else {
        return format!("{time}  {}", without_line_breaks(document.root().raw()));
    };
    let detail =
        document.root().get("detail").map(|detail| without_line_breaks(detail.raw())).unwrap_or_default();
    let other = match by {
        Matching::Others { first, more: 0 } => format!("{OTHER}{first}  "),
        Matching::Others { first, more } => format!("{OTHER}{first} +{more}  "),
        Matching::Unsure { own, or, more: 0 } => format!("{UNSURE}{own} or {or}  "),
        Matching::Unsure { own, or, more } => format!("{UNSURE}{own} or {or} +{more}  "),
        Matching::Unknown | Matching::NoEvent | Matching::None | Matching::Some { .. } => String::new(),
    };
    format!("{time}  {source}  {detail_type}  {other}{detail}")
}

pub(super) fn event_object(event: &LogEvent, by: &Matching) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let mut head = format!("{{\"time\":{},\"stream\":{}", event.timestamp, text(&event.stream));
    if let Matching::Others { first, more } = by {
        let _ = write!(head, ",\"other\":{}", json!({"rule": first, "more": more}));
    } else if let Matching::Unsure { or, more, .. } = by {
        let _ = write!(head, ",\"maybe_other\":{}", json!({"rule": or, "more": more}));
    }
    match Document::parse(event.message.as_str()) {
        // As it came, so that long numbers and doubled keys stay what they are.
        Ok(document) => format!("{head},\"event\":{}}}", without_line_breaks(document.root().raw())),
        Err(_) => format!("{head},\"message\":{}}}", text(&event.message)),
    }
}

/// JSON on one line: a line break in valid JSON is always white space between its parts.
fn without_line_breaks(json: &str) -> String {
    json.split(['\n', '\r']).map(str::trim).collect()
}

#[cfg(test)]
mod tests {
    use super::{event_object, line, news, stream_object, without_line_breaks};
    use crate::app::testing::rule;
    use crate::model::{CallError, ErrorKind, LogEvent, RuleKey, TailUpdate};
    use crate::tail::{Matching, Sharer, TailRules};
    use serde_json::json;

    fn event(message: &str) -> LogEvent {
        LogEvent { stream: "s\"1".into(), timestamp: 5, ingested: 6, message: message.into(), id: None }
    }

    #[test]
    fn an_event_stays_as_it_came_and_on_one_line() {
        let text = "{\n  \"n\": 12345678901234567890.10,\r\n  \"n\": 1\n}";
        assert_eq!(
            event_object(&event(text), &Matching::Unknown),
            r#"{"time":5,"stream":"s\"1","event":{"n": 12345678901234567890.10,"n": 1}}"#
        );
        assert_eq!(
            event_object(&event("no \u{1b}event"), &Matching::Unknown),
            r#"{"time":5,"stream":"s\"1","message":"no \u001bevent"}"#
        );
        assert_eq!(without_line_breaks("[1,\n2]"), "[1,2]");
    }

    #[test]
    fn what_is_missing_stands_between_the_events_as_objects() {
        let object = |update: &TailUpdate| stream_object(update, 90_000, None).unwrap();
        let back = |refilled, earlier| TailUpdate::Reconnected {
            away: 4_000,
            from: 76_000,
            to: 80_000,
            refilled,
            earlier,
        };
        let of_that_time = object(&back(Some(7), 0));
        assert_eq!(of_that_time, json!({"gap": {"from": 76_000, "to": 80_000, "events": 7}}));
        let with_earlier = object(&back(Some(7), 2))["gap"].clone();
        assert_eq!(with_earlier, json!({"from": 76_000, "to": 80_000, "events": 7, "earlier": 2}));
        assert_eq!(object(&back(None, 0)), json!({"gap": {"from": 76_000, "to": 80_000}}));
        let sampled = TailUpdate::Events { events: vec![event("x")], refilled: false, sampled: true };
        assert_eq!(object(&sampled), json!({"sampled": {"second": 90, "shown": 1}}));
        assert_eq!(object(&TailUpdate::Dropped(3)), json!({"dropped": 3}));
        let error = CallError::new(ErrorKind::Denied, "FilterLogEvents", "no");
        let unfilled = TailUpdate::Unfilled { from: 1, to: 2, error };
        assert_eq!(object(&unfilled)["gap"]["from"], json!(1));
        let of_many = stream_object(&TailUpdate::Dropped(3), 0, Some("g"));
        assert_eq!(of_many, Some(json!({"dropped": 3, "group": "g"})));
        assert_eq!(stream_object(&TailUpdate::Live, 0, None), None);
    }

    #[test]
    fn what_is_told_of_the_stream_counts_as_people_do() {
        let back = |events, earlier| {
            let refilled = Some(events);
            news(&TailUpdate::Reconnected { away: 4_000, from: 5_000, to: 9_000, refilled, earlier }).unwrap()
        };
        assert_eq!(back(0, 0), "connected again after 4 s; nothing was missed.");
        assert_eq!(back(1, 0), "connected again after 4 s; fetched 1 event of that time.");
        assert_eq!(
            back(2, 1),
            "connected again after 4 s; fetched 2 events of that time, and 1 event from before it."
        );
        assert_eq!(back(0, 3), "connected again after 4 s; fetched 3 events from before that time.");
        let filled = |events, whole| news(&TailUpdate::Filled { from: 0, to: 1, events, whole });
        assert_eq!(filled(0, true), None);
        assert_eq!(filled(1, true).unwrap(), "fetched 1 event that had been missing.");
        assert!(filled(0, false).unwrap().ends_with("; there were more than can be read."));
        let dropped = news(&TailUpdate::Dropped(1_200)).unwrap();
        assert_eq!(dropped, "dropped 1,200 events: they came faster than they could be printed.");
        assert!(news(&TailUpdate::Dropped(1)).unwrap().starts_with("dropped 1 event:"));
    }

    #[test]
    fn people_get_time_source_and_kind_first() {
        let shown =
            line(&event(r#"{"source":"aws.ec2","detail-type":"T","detail":{"a":1}}"#), &Matching::Unknown);
        assert!(shown.ends_with("  aws.ec2  T  {\"a\":1}"), "{shown}");
        assert!(line(&event("plain"), &Matching::NoEvent).ends_with("  plain"));
        assert!(line(&event("[1]"), &Matching::NoEvent).ends_with("  [1]"));
    }

    #[test]
    fn what_another_rule_delivered_into_the_group_is_marked() {
        let bus = [
            rule("orders", "shipped", r#"{"detail-type":["Shipped"]}"#),
            rule("orders", "to-logs", r#"{"source":["shop"]}"#),
        ];
        let mut rules = TailRules::default();
        rules.refresh(&RuleKey::new("orders", "shipped"), Some(&bus), &[]);
        let told = |kind: &str, rules: &mut TailRules| {
            let event = event(&format!(r#"{{"source":"shop","detail-type":"{kind}","detail":{{}}}}"#));
            let by = rules.matching(&event.message);
            (line(&event, &by), event_object(&event, &by))
        };
        let (text, object) = told("Placed", &mut rules);
        assert!(text.ends_with("  shop  Placed  other: to-logs  {}"), "{text}");
        assert!(object.contains(r#""other":{"rule":"to-logs","more":0},"event":"#), "{object}");
        let (text, object) = told("Shipped", &mut rules);
        assert!(!text.contains("other") && !object.contains("other"), "{text} {object}");

        // One on another bus delivers into the same group, and no event says which of the two it was.
        let copies = [rule("audit", "copies", r#"{"source":["shop"]}"#)];
        let keys = [copies[0].key(), RuleKey::new("closed", "unread")];
        let sharers =
            [Sharer { key: &keys[0], rule: Some(&copies[0]) }, Sharer { key: &keys[1], rule: None }];
        rules.refresh(&RuleKey::new("orders", "shipped"), Some(&bus), &sharers);
        let (text, object) = told("Shipped", &mut rules);
        assert!(text.ends_with("  shop  Shipped  ? shipped or copies on audit +1  {}"), "{text}");
        assert!(object.contains(r#""maybe_other":{"rule":"copies on audit","more":1},"event":"#), "{object}");
        let (text, _) = told("Placed", &mut rules);
        assert!(text.ends_with("  shop  Placed  other: copies on audit  {}"), "{text}");
    }
}
