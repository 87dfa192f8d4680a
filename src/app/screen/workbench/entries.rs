//! Entries of PutEvents among the events to try a pattern on: a pattern never sees them so, and each is taken
//! as EventBridge delivers it here.

use crate::app::shared::Shared;
use crate::json::{Document, Value};
use crate::model::EventEntry;
use crate::text::capitalised;
use std::sync::Arc;

/// Takes events in.
pub(super) struct Taking<'s> {
    shared: &'s Shared,
    /// How many of the events were entries.
    entries: usize,
}

impl<'s> Taking<'s> {
    pub(super) fn new(shared: &'s Shared) -> Self {
        Self { shared, entries: 0 }
    }

    /// The events that an object stands for: itself, or what is delivered of an entry or of a whole request.
    ///
    /// # Errors
    ///
    /// What is wrong with an entry, as a sentence.
    pub(super) fn events(&mut self, object: Value<'_>) -> Result<Vec<Arc<str>>, String> {
        if !EventEntry::is_written_in(object) {
            return Ok(vec![Arc::from(object.raw())]);
        }
        let entries =
            EventEntry::read_all(object.raw(), "").map_err(|why| format!("{}.", capitalised(&why)))?;
        self.entries += entries.len();
        let session = &self.shared.session;
        let account = session.account.as_deref().unwrap_or_default();
        let delivered = |entry: &EventEntry| entry.as_delivered(account, &session.region, self.shared.now);
        Ok(entries.iter().map(|entry| Arc::from(delivered(entry))).collect())
    }

    /// What is said of it; empty where none was an entry.
    pub(super) fn note(&self) -> &'static str {
        match self.entries {
            0 => "",
            1 => " It was an entry of PutEvents; this is what EventBridge delivers of it.",
            _ => " Entries of PutEvents among them are shown as EventBridge delivers them.",
        }
    }
}

/// What is delivered of a text that is an entry or a request, and what is said of it; `None` where it is
/// neither.
pub(super) fn delivered_events(text: &str, shared: &Shared) -> Option<(Vec<Arc<str>>, &'static str)> {
    // Most texts are events as they are delivered, and may be large: they need not be parsed here.
    if !text.contains("\"Detail\"") {
        return None;
    }
    let document = Document::parse(text).ok()?;
    let mut taking = Taking::new(shared);
    let found = taking.events(document.root()).ok()?;
    (taking.entries > 0).then(|| (found, taking.note()))
}

/// What is delivered of a text that is one entry.
pub(super) fn delivered_event(text: &str, shared: &Shared) -> Option<Arc<str>> {
    let (found, _) = delivered_events(text, shared)?;
    if let [one] = found.as_slice() { Some(Arc::clone(one)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Bench, rule};
    use crate::app::carried_events::CarriedEvents;
    use crate::app::message::Message;
    use crate::app::read::Answer;
    use crate::pattern::Verdict;

    const PATTERN: &str = r#"{"source":["shop"],"region":["eu-west-1"],"detail":{"n":[1]}}"#;
    const ENTRY: &str = r#"{"Source":"shop","DetailType":"Order","Detail":"{\"n\":1}"}"#;

    fn bench(captured: Option<CarriedEvents>) -> Bench {
        let mut bench = Bench::empty((120, 40));
        bench.model.shared.session.region = "eu-west-1".into();
        let mut bench = bench.with_rule(rule(Some(PATTERN))).push(Some(rule(None).key()), captured);
        bench.keys("");
        bench
    }

    fn is_matched(bench: &mut Bench) {
        let text = bench.bench().event().editor.text().to_owned();
        assert!(text.contains("\"detail-type\": \"Order\"") && !text.contains("Detail\""), "{text}");
        let verdict = bench.bench().judged.verdict;
        assert!(verdict == Some(Verdict::Match), "{verdict:?} on {text}");
    }

    #[test]
    fn an_entry_that_is_opened_or_pasted_is_tried_as_it_is_delivered_here() {
        let request = format!("{{\"Entries\":[{ENTRY},{ENTRY}]}}");
        for (text, said) in [
            (ENTRY.to_owned(), "Opened 1 event: e.json. It was an entry of PutEvents"),
            (format!("[{ENTRY},{{\"source\":\"b\"}}]"), "Opened 2 events: e.json."),
            (request, "shown as EventBridge delivers them"),
        ] {
            let mut bench = bench(None);
            bench.keys("ctrl-o").keys("e.json").keys("enter");
            bench.answer(Answer::EventFile("e.json".into(), Ok(text.clone())));
            assert!(bench.notice().contains(said), "{text}: {}", bench.notice());
            is_matched(&mut bench);
        }
        let mut pasted = bench(None);
        pasted.keys("F2").send(Message::Paste(ENTRY.into()));
        assert!(pasted.notice().contains("It was an entry of PutEvents"), "{}", pasted.notice());
        is_matched(&mut pasted);
    }

    #[test]
    fn an_entry_that_was_carried_here_is_tried_as_it_is_delivered() {
        let carried = CarriedEvents { from: "saved", events: vec![ENTRY.into()], at: Some(0) };
        is_matched(&mut bench(Some(carried)));
    }

    #[test]
    fn an_entry_with_a_fault_is_not_taken_and_said_to_be_none() {
        let mut bench = bench(None);
        bench.keys("ctrl-o").keys("e.json").keys("enter");
        let wrong = ENTRY.replace(r#"{\"n\":1}"#, "no json");
        bench.answer(Answer::EventFile("e.json".into(), Ok(wrong)));
        assert_eq!(bench.model.shared.alerts[0].title, "e.json was not opened");
    }
}
