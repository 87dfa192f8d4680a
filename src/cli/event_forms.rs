//! Events as other programs write them: the names of an SDK in the place of EventBridge's, or the detail
//! alone. What they are taken for is said.

use crate::diagnose::Destination;
use crate::json::{Document, Kind, Value, quote};
use crate::model::Millis;
use crate::pattern::{ENVELOPE, Pattern};
use crate::text::time::{HOUR, rfc3339};
use crate::text::{and_list, letters_and_digits};

/// Names at the top of what other services send around an event, or in its place.
const AROUND: [&str; 8] =
    ["records", "message", "body", "entries", "event", "events", "requestpayload", "awslogs"];

/// How long ago an event was that has no time: no metric lags as much behind, and no log group finds it too
/// old.
const BEFORE: Millis = HOUR;

/// An event with the names that EventBridge delivers, and a clause on what was made of it.
pub(super) struct Reformed {
    pub(super) text: String,
    pub(super) how: String,
}

/// The name at the top of an event that is meant by another writing of it.
fn envelope_name(name: &str) -> Option<&'static str> {
    ENVELOPE.into_iter().find(|known| letters_and_digits(known) == letters_and_digits(name))
}

/// An object whose names at the top are an event's in other letters: `detailType`, `Source`. Of an object
/// that has one of them as EventBridge writes it beside, that one is meant.
pub(super) fn renamed(event: Value<'_>) -> Option<Reformed> {
    let names: Vec<String> =
        event.members().map(|member| member.key().to_string_lossy().into_owned()).collect();
    let has = |wanted: &str| names.iter().any(|name| envelope_name(name) == Some(wanted));
    let exact = |wanted: &str| names.iter().any(|name| name == wanted);
    let other =
        |name: &&String| envelope_name(name).is_some_and(|known| known != name.as_str() && !exact(known));
    let others: Vec<&String> = names.iter().filter(other).collect();
    let is_event = has("detail") && (has("source") || has("detail-type"));
    if others.is_empty() || !is_event {
        return None;
    }
    let member = |(name, member): (&String, crate::json::Member<'_>)| {
        let value = member.value();
        let known = envelope_name(name).filter(|_| others.contains(&name));
        // In the form of PutEvents it is the text of an object.
        let inner = value.owned_text().filter(|_| known == Some("detail"));
        let inner = inner
            .filter(|text| Document::parse(text.as_str()).is_ok_and(|it| it.root().kind() == Kind::Object));
        let raw = inner.unwrap_or_else(|| value.raw().to_owned());
        format!("{}:{raw}", quote(known.unwrap_or(name).as_bytes()))
    };
    let text = format!("{{{}}}", names.iter().zip(event.members()).map(member).collect::<Vec<_>>().join(","));
    let other_names: Vec<String> =
        others.iter().filter_map(|name| Some(format!("`{name}` for `{}`", envelope_name(name)?))).collect();
    Some(Reformed {
        text,
        how: format!("has {} of EventBridge's events, and is taken as such a one", and_list(&other_names)),
    })
}

/// An object that lacks what is at the top of every event, with what the rule's pattern asks for there; one
/// that has nothing of it is taken for the detail.
pub(super) fn completed(event: Value<'_>, pattern: &Pattern, to: Destination<'_>) -> Option<Reformed> {
    let names: Vec<String> =
        event.members().map(|member| member.key().to_string_lossy().into_owned()).collect();
    let is_around = |name: &String| AROUND.contains(&letters_and_digits(name).as_str());
    let holds_event = event.members().any(|member| member.value().get("detail-type").is_some());
    if event.kind() != Kind::Object || names.is_empty() || holds_event || names.iter().any(is_around) {
        return None;
    }
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let is_bare = !["source", "detail-type", "detail"].into_iter().any(has);
    // What has a detail and no other part of an envelope is one that somebody shortened.
    let lacking: Vec<&str> =
        ["source", "detail-type"].into_iter().filter(|name| is_bare || !has(name)).collect();
    let unplaced = ["account", "region"];
    let asked_place = unplaced.into_iter().filter(|name| !has(name) && pattern.ever_asks(name, |_| true));
    let lacking: Vec<&str> = lacking.into_iter().chain(asked_place.filter(|_| !is_bare)).collect();
    if lacking.is_empty() || !is_bare && !has("detail") {
        return None;
    }
    let asked = |name: &str| {
        let texts = pattern.texts_at(name);
        texts.into_iter().next().or_else(|| {
            let mut begun = pattern.asks().filter_map(|asks| asks.at(name)?.beginnings()).flatten();
            begun.next().map(|begin| begin.text)
        })
    };
    let mut members: Vec<String> = Vec::new();
    let mut add = |name: &str, text: &str| {
        members.push(format!("{}:{}", quote(name.as_bytes()), quote(text.as_bytes())));
    };
    for name in lacking.iter().filter(|name| !unplaced.contains(name)) {
        if let Some(text) = asked(name).filter(|text| !text.is_empty()) {
            add(name, &text);
        }
    }
    let time = rfc3339(to.now - BEFORE);
    // Without an id: the one that stands for none tells an entry that was not sent.
    let place = [
        ("version", "0"),
        ("account", to.account.unwrap_or_default()),
        ("region", to.region),
        ("time", time.as_str()),
    ];
    for (name, text) in place.into_iter().filter(|(name, text)| (is_bare || !has(name)) && !text.is_empty()) {
        add(name, text);
    }
    if is_bare || !has("resources") {
        members.push("\"resources\":[]".to_owned());
    }
    let how = if is_bare {
        members.push(format!("\"detail\":{}", event.raw()));
        "has neither source nor detail-type nor detail, and is taken for the detail of an event whose source and \
         detail-type are those that the rule asks for"
            .to_owned()
    } else {
        let own = names.iter().zip(event.members());
        members
            .extend(own.map(|(name, member)| format!("{}:{}", quote(name.as_bytes()), member.value().raw())));
        format!(
            "has no {}, which every event has: what this rule asks for, and where it is, is taken",
            and_list(&lacking)
        )
    };
    Some(Reformed { text: format!("{{{}}}", members.join(",")), how })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by(event: &str, pattern: Option<&str>) -> Option<(String, String)> {
        let document = Document::parse(event).unwrap();
        let reformed = match pattern {
            None => renamed(document.root()),
            Some(text) => {
                let to = Destination { account: Some("111122223333"), region: "us-east-1", now: 0 };
                completed(document.root(), &Pattern::parse(text).unwrap(), to)
            }
        };
        reformed.map(|Reformed { text, how }| (text, how))
    }

    #[test]
    fn the_names_of_an_sdk_become_those_of_an_event() {
        let (text, how) =
            by(r#"{"id":"1","source":"shop","detailType":"Order","detail":{"n":1.50}}"#, None).unwrap();
        assert_eq!(text, r#"{"id":"1","source":"shop","detail-type":"Order","detail":{"n":1.50}}"#);
        assert!(how.starts_with("has `detailType` for `detail-type` of EventBridge's events"), "{how}");
        let (text, _) =
            by(r#"{"Source":"shop","DetailType":"Order","Detail":{"Source":"web"}}"#, None).unwrap();
        assert_eq!(text, r#"{"source":"shop","detail-type":"Order","detail":{"Source":"web"}}"#);
        let (text, _) = by(r#"{"source":"shop","detail_type":"Order","detail":"{\"n\":1}"}"#, None).unwrap();
        assert_eq!(text, r#"{"source":"shop","detail-type":"Order","detail":"{\"n\":1}"}"#);
        let (text, _) = by(r#"{"Source":"shop","detail-type":"Order","Detail":"{\"n\":1}"}"#, None).unwrap();
        assert_eq!(text, r#"{"source":"shop","detail-type":"Order","detail":{"n":1}}"#);
        // One that is whole, and one whose own field is called so.
        assert_eq!(by(r#"{"source":"shop","detail-type":"Order","detail":{},"Source":"x"}"#, None), None);
        assert_eq!(by(r#"{"Source":"shop","total":1}"#, None), None);
    }

    #[test]
    fn what_an_event_lacks_is_what_the_rule_asks_for() {
        let asks = r#"{"source":["shop"],"detail-type":[{"prefix":"Order"}],"account":["111122223333"],"detail":{"n":[1]}}"#;
        let event = |bare: &str| {
            let (text, how) = by(bare, Some(asks)).unwrap();
            let pattern = Pattern::parse(asks).unwrap();
            let event = crate::pattern::Event::parse(text.as_bytes()).unwrap();
            assert_eq!(pattern.matches(&event), crate::pattern::Verdict::Match, "{text}");
            how
        };
        assert!(event(r#"{"n":1}"#).contains("taken for the detail of an event"));
        assert!(event(r#"{"detail":{"n":1}}"#).starts_with("has no source, detail-type and account"));
        assert!(event(r#"{"source":"shop","detail":{"n":1}}"#).starts_with("has no detail-type and account"));
        for other in [
            r#"{"source":"shop","detail-type":"Order","account":"1","detail":{}}"#,
            r#"{"Records":[{"body":"{}"}]}"#,
            r#"{"event":{"n":1}}"#,
            r#"{"x":{"source":"shop","detail-type":"Order"}}"#,
            r#"{"source":"shop","n":1}"#,
        ] {
            assert_eq!(by(other, Some(asks)), None, "{other}");
        }
    }
}
