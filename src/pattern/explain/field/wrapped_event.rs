//! What was given as the event holds the event, or is none: a message of another service, an entry for
//! PutEvents, the content of `detail` alone.

use crate::json::{Document, Kind, Value};
use crate::pattern::explain::field::event_paths::{Atlas, path_for_sentence};
use crate::pattern::explain::field::other_events;

/// Texts longer than this are not read for an event inside them.
const LONGEST: usize = 1_000_000;
/// Texts that are read, at most.
const MOST: usize = 20;

/// Names of the envelope that the content of `detail` may have as well, at most.
const MOST_BY_CHANCE: usize = 2;

/// That what was given is no event of a bus, as a clause.
fn not_of_a_bus(what: &str) -> String {
    format!("this is no event from a bus but {what}")
}

/// How the event is wrapped, as a clause; `None` for what looks like an event, or like nothing known.
pub(in crate::pattern::explain) fn wrapping(
    atlas: &Atlas<'_>,
    root: Value<'_>,
    names_in_detail: impl Fn(&[u8]) -> bool,
    asks_detail: bool,
) -> Option<String> {
    let has = |value: Value<'_>, name: &str| value.get(name).is_some();
    if ["detail-type", "detail"].iter().any(|name| has(root, name)) {
        return None;
    }
    let envelope = ["version", "id", "account", "time", "region", "resources"];
    // A few of these names are those of other things, too; an event has all of them.
    let few = envelope.iter().filter(|name| has(root, name)).count() <= MOST_BY_CHANCE;
    let bare = few && root.members().any(|member| names_in_detail(member.key().as_bytes()));
    let content =
        || bare.then(|| "this looks like the content of \"detail\" without the event around it".to_owned());
    // Events of other services have a source, too, such as what an alarm's action gets.
    if has(root, "source") {
        return other_events::clause(root).map(not_of_a_bus).or_else(content);
    }
    let is_event =
        |value: Value<'_>| has(value, "detail-type") || (has(value, "source") && has(value, "detail"));
    let is_entry =
        |value: Value<'_>| has(value, "DetailType") && (has(value, "Source") || has(value, "Detail"));
    let entry = "EventBridge turns \"Source\", \"DetailType\" and \"Detail\" into \"source\", \
        \"detail-type\" and \"detail\"";
    if is_entry(root) {
        return Some(format!("this is an entry for PutEvents, not the event that it becomes; {entry}"));
    }
    for (place, value) in atlas.places.iter().enumerate().skip(1).map(|(at, place)| (at, place.first)) {
        let inside = crate::pattern::explain::field::event_paths::objects(value);
        let Some(object) = inside.first() else { continue };
        if is_event(*object) {
            return Some(format!(
                "the event lies inside, at {}; what EventBridge matches is that object alone",
                path_for_sentence(&atlas.steps(place))
            ));
        }
        if is_entry(*object) {
            return Some(format!(
                "there are entries for PutEvents, at {}; {entry}",
                path_for_sentence(&atlas.steps(place))
            ));
        }
    }
    let texts = atlas.leaves.iter().filter(|(_, value)| {
        value.kind() == Kind::String && value.raw().len() < LONGEST && value.raw().starts_with("\"{")
    });
    for (place, value) in texts.take(MOST) {
        let text = value.owned_text()?;
        let Ok(mut inside) = Document::parse(text) else { continue };
        let steps = atlas.steps(*place);
        // A queue that a topic feeds has the topic's message inside its own.
        let message = inside.root().get("Message").and_then(Value::owned_text);
        let twice = message
            .and_then(|message| Document::parse(message).ok())
            .filter(|message| is_event(message.root()));
        let through = if twice.is_some() { ", in its \"Message\"" } else { "" };
        inside = twice.unwrap_or(inside);
        if is_event(inside.root()) {
            let last =
                steps.last().map(|step| String::from_utf8_lossy(step).into_owned()).unwrap_or_default();
            let what = match last.as_str() {
                "body" if has(root, "requestContext") || has(root, "httpMethod") => {
                    "this is a request that a function gets from API Gateway or a URL"
                }
                "body" => "this is an SQS message",
                "Message" => "this is an SNS message",
                _ => "this is an envelope",
            };
            return Some(format!(
                "{what}, and the event is the JSON text inside it, at {}{through}; what EventBridge matches \
                    is that alone",
                path_for_sentence(&steps)
            ));
        }
    }
    if let Some(what) = other_events::clause(root) {
        return Some(not_of_a_bus(what));
    }
    let nothing = asks_detail && root.members().next().is_some();
    content().or_else(|| {
        nothing.then(|| {
            "this is no event from a bus: it has neither \"source\" nor \"detail-type\" nor \"detail\""
                .to_owned()
        })
    })
}
