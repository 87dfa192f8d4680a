//! A marked test event for a rule: the smallest one that its pattern matches, as far as a sender can choose
//! it.

use crate::model::{EventEntry, Millis};
use crate::pattern::{Event, Pattern, Verdict};
use crate::text::and_list;
use serde_json::json;

/// The name in the detail that marks a probe; its value tells one from another.
pub const MARK: &str = "buslens-probe";
/// What is sent where the pattern asks for nothing.
const SOURCE: &str = "buslens.probe";
const DETAIL_TYPE: &str = "buslens probe";

/// A test event, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    /// The entry of PutEvents.
    pub entry: EventEntry,
    /// The event as the bus will have it, but for its id.
    pub event: String,
}

impl Probe {
    /// The smallest event that the pattern matches, marked, as it would be sent then to a bus of that account
    /// and region.
    ///
    /// Errors: why there is none, a clause. Senders choose source, detail-type, resources, time and detail;
    /// the rest is AWS's, and so are sources that begin with `aws.` (API reference, "PutEventsRequestEntry").
    pub fn of(
        pattern: &Pattern,
        bus: &str,
        mark: &str,
        account: &str,
        region: &str,
        now: Millis,
    ) -> Result<Self, String> {
        let example = pattern.example()?;
        // Numbers of the detail keep their digits: its text is taken, not its value.
        let document = crate::json::Document::parse(example).map_err(|error| error.to_string())?;
        let root = document.root();
        let text = |name: &str, otherwise: &str| match root.get(name) {
            None => Ok(otherwise.to_owned()),
            Some(value) => value
                .owned_text()
                .ok_or_else(|| format!("its {name} would have to be something other than a text")),
        };
        let (source, detail_type) = (text("source", SOURCE)?, text("detail-type", DETAIL_TYPE)?);
        if source.starts_with("aws.") {
            return Err(format!("its source would be {source}, and only AWS sends events of such a source"));
        }
        if source.is_empty() || detail_type.is_empty() {
            return Err("its source or detail-type would have to be empty".to_owned());
        }
        let resources = match root.get("resources") {
            None => Vec::new(),
            Some(_) => vec![text("resources", "")?],
        };
        let mark = format!("{}:{}", json!(MARK), json!(mark));
        let detail = match root.get("detail").map(|detail| detail.raw().to_owned()) {
            None => format!("{{{mark}}}"),
            Some(raw) => match raw.strip_suffix('}') {
                Some("{") => format!("{{{mark}}}"),
                Some(open) => format!("{open},{mark}}}"),
                None => return Err("its detail would have to be something other than an object".to_owned()),
            },
        };
        let bus = Some(bus.to_owned());
        let entry = EventEntry { bus, source, detail_type, detail, resources, ..EventEntry::default() };
        let event = entry.as_delivered(account, region, now);
        let fits =
            Event::parse(event.as_bytes()).is_ok_and(|event| pattern.matches(&event) == Verdict::Match);
        if !fits {
            let asked = ["id", "version", "account", "region", "time"];
            let asked: Vec<&str> =
                asked.into_iter().filter(|name| pattern.ever_asks(name, |_| true)).collect();
            return Err(if asked.is_empty() {
                format!("with the mark {MARK} in its detail it would not match any more")
            } else {
                format!("it asks for a certain {}, which AWS sets and no sender can choose", and_list(asked))
            });
        }
        Ok(Self { entry, event })
    }
}

#[cfg(test)]
mod tests {
    use super::{MARK, Probe};
    use crate::pattern::Pattern;

    fn probe(pattern: &str) -> Result<Probe, String> {
        Probe::of(&Pattern::parse(pattern).unwrap(), "orders", "m1", "111122223333", "us-east-1", 1_000)
    }

    #[test]
    fn a_probe_is_the_smallest_event_with_a_mark() {
        let found = probe(r#"{"source":["shop"],"detail":{"n":[{"numeric":[">",12345678901]}]}}"#).unwrap();
        assert_eq!(found.entry.detail, format!(r#"{{"n":12345678902,"{MARK}":"m1"}}"#));
        assert_eq!(
            (found.entry.source.as_str(), found.entry.detail_type.as_str()),
            ("shop", "buslens probe")
        );
        let event: serde_json::Value = serde_json::from_str(&found.event).unwrap();
        assert_eq!(event["detail"][MARK], "m1");
        let any = probe(r#"{"account":["111122223333"]}"#).unwrap();
        assert_eq!(any.entry.detail, format!(r#"{{"{MARK}":"m1"}}"#));
        let resources = probe(r#"{"resources":[{"prefix":"arn:aws:s3"}]}"#).unwrap();
        assert_eq!(resources.entry.resources, ["arn:aws:s3"]);
    }

    #[test]
    fn what_no_sender_can_choose_is_said() {
        for (pattern, why) in [
            (r#"{"source":["aws.ec2"]}"#, "only AWS sends"),
            (r#"{"account":["999999999999"]}"#, "certain account"),
            (r#"{"region":["eu-west-1"]}"#, "certain region"),
            (r#"{"detail":["x"]}"#, "something other than an object"),
            (r#"{"detail":{"buslens-probe":[{"exists":false}]}}"#, "mark"),
        ] {
            let said = probe(pattern).unwrap_err();
            assert!(said.contains(why), "{pattern}: {said}");
        }
    }
}
