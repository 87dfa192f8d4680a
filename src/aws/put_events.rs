//! Sending events, PutEvents: batch after batch, each of them once.
//!
//! PutEvents has no token that would make a second sending harmless: what may have been taken is never sent
//! again here, and is said to be not known.

use super::client::Client;
use super::errors::refuses_events;
use super::services::Service;
use super::untrusted_text::sentence;
use crate::model::{CallError, EntryOutcome, ErrorKind, EventEntry};
use crate::text::one_line;
use aws_sdk_eventbridge::types as sdk;
use aws_smithy_types::DateTime;

/// Entries a call may carry (EventBridge API reference, "PutEvents").
const ENTRIES: usize = 10;
/// Bytes that the entries of a call may have in all, a little less than the service's 1 MB (user guide,
/// "Calculating PutEvents event entry size").
const BYTES: usize = 1_000_000;

impl Client {
    /// PutEvents. `told` hears of each batch when it is over, an outcome for each entry in order, and says
    /// whether to go on. What is not sent any more then, or after a batch that failed as a whole, is told
    /// last.
    ///
    /// Errors: what ended it before the last entry; each entry has been told of all the same.
    ///
    /// An event for a bus that does not exist is *not* refused (EventBridge user guide, "Sending events with
    /// PutEvents").
    pub async fn put_events(
        &self,
        entries: &[EventEntry],
        mut tell: impl FnMut(&[EntryOutcome]) -> bool,
    ) -> Result<(), CallError> {
        let mut left = entries;
        let mut ended = Ok(());
        let mut why = "stopped before it".to_owned();
        while !left.is_empty() {
            let (batch, rest) = left.split_at(batch(left));
            left = rest;
            let outcomes = match self.put_batch(batch).await {
                Ok(outcomes) => outcomes,
                Err(error) => {
                    why.clone_from(&error.message);
                    let outcome = if error.kind == ErrorKind::NotKnown {
                        EntryOutcome::NotKnown { why: why.clone() }
                    } else {
                        EntryOutcome::NotSent { why: why.clone() }
                    };
                    ended = Err(error);
                    tell(&vec![outcome; batch.len()]);
                    why = format!("the batch before it failed: {why}");
                    break;
                }
            };
            if !tell(&outcomes) {
                break;
            }
        }
        if !left.is_empty() {
            tell(&vec![EntryOutcome::NotSent { why }; left.len()]);
        }
        ended
    }

    async fn put_batch(&self, batch: &[EventEntry]) -> Result<Vec<EntryOutcome>, CallError> {
        let call = self.parts().events.put_events().set_entries(Some(batch.iter().map(entry).collect()));
        let answer = self.write(Service::Events, "PutEvents", call.send()).await;
        let answer = answer.map_err(|error| {
            let is_open = error.kind != ErrorKind::NotKnown && !refuses_events(&error);
            if is_open { error.not_known() } else { error }
        })?;
        let mut answered = answer.entries.unwrap_or_default().into_iter();
        Ok(batch.iter().map(|_| answered.next().map_or_else(entry_without_answer, outcome)).collect())
    }
}

/// How many of the entries go into the next call.
fn batch(entries: &[EventEntry]) -> usize {
    let mut bytes = 0;
    let fits = entries.iter().take(ENTRIES).take_while(|entry| {
        bytes += entry_size(entry);
        bytes < BYTES
    });
    // One that is too large by itself is the service's to refuse.
    fits.count().max(1).min(entries.len())
}

/// The size of an entry as the service counts it (user guide, "Calculating PutEvents event entry size").
pub(crate) fn entry_size(entry: &EventEntry) -> usize {
    let time = if entry.time.is_some() { 14 } else { 0 };
    let resources: usize = entry.resources.iter().map(String::len).sum();
    time + entry.source.len() + entry.detail_type.len() + entry.detail.len() + resources
}

fn entry(entry: &EventEntry) -> sdk::PutEventsRequestEntry {
    sdk::PutEventsRequestEntry::builder()
        .set_event_bus_name(entry.bus.clone())
        .source(&entry.source)
        .detail_type(&entry.detail_type)
        .detail(&entry.detail)
        .set_resources((!entry.resources.is_empty()).then(|| entry.resources.clone()))
        .set_time(entry.time.map(DateTime::from_millis))
        .set_trace_header(entry.trace.clone())
        .build()
}

fn outcome(entry: sdk::PutEventsResultEntry) -> EntryOutcome {
    match (entry.event_id.filter(|id| !id.is_empty()), entry.error_code) {
        (Some(id), None) => EntryOutcome::Done { id },
        (_, Some(code)) => EntryOutcome::Failed {
            code: one_line(&code),
            message: entry
                .error_message
                .map_or_else(|| "the server did not say why".to_owned(), |text| sentence(&text)),
        },
        (None, None) => entry_without_answer(),
    }
}

fn entry_without_answer() -> EntryOutcome {
    EntryOutcome::NotKnown { why: "the answer says nothing of this event".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::canned_server::{Canned, Lost, ok, refuse};
    use super::super::client::Client;
    use super::batch;
    use crate::model::{EntryOutcome, EventEntry};
    use serde_json::{Value, json};
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn event(detail: usize) -> EventEntry {
        EventEntry {
            source: "a".to_owned(),
            detail_type: "t".to_owned(),
            detail: "x".repeat(detail),
            ..EventEntry::default()
        }
    }

    async fn sent(client: &Client, events: usize) -> Vec<EntryOutcome> {
        let mut outcomes = Vec::new();
        let _ = client
            .put_events(&vec![event(2); events], |batch| {
                outcomes.extend_from_slice(batch);
                true
            })
            .await;
        outcomes
    }

    fn taken(asked: usize) -> Value {
        let entries: Vec<Value> = (0..asked).map(|n| json!({"EventId": format!("e{n}")})).collect();
        json!({"FailedEntryCount": 0, "Entries": entries})
    }

    fn entries(body: &Value) -> usize {
        body["Entries"].as_array().map(Vec::len).unwrap_or_default()
    }

    #[test]
    fn a_batch_has_ten_entries_and_less_than_a_megabyte() {
        assert_eq!(batch(&vec![event(2); 12]), 10);
        assert_eq!(batch(&vec![event(300_000); 12]), 3);
        assert_eq!(batch(&[event(2_000_000), event(2)]), 1);
    }

    #[tokio::test]
    async fn events_go_in_tens_and_each_has_its_outcome() {
        let server = Canned::start(|asked| {
            let mut answer = taken(entries(&asked.body));
            if entries(&asked.body) == 2 {
                answer["Entries"][1] = json!({"ErrorCode": "InternalFailure", "ErrorMessage": "later"});
            }
            ok(&answer)
        })
        .await;
        let outcomes = sent(&server.client, 12).await;
        assert_eq!((outcomes.len(), server.requests().len()), (12, 2));
        assert_eq!(outcomes[10], EntryOutcome::Done { id: "e0".to_owned() });
        assert!(matches!(&outcomes[11], EntryOutcome::Failed { code, .. } if code == "InternalFailure"));
    }

    #[tokio::test]
    async fn a_lost_answer_is_not_known_and_nothing_goes_out_twice() {
        let server = Canned::start(|asked| ok(&taken(entries(&asked.body)))).await;
        let batches = AtomicUsize::new(0);
        server.lose(move |_| (batches.fetch_add(1, Ordering::SeqCst) == 1).then_some(Lost::AfterIt));
        let outcomes = sent(&server.client, 35).await;
        let known = |outcome: &EntryOutcome| matches!(outcome, EntryOutcome::Done { .. });
        let lost = |outcome: &EntryOutcome| matches!(outcome, EntryOutcome::NotKnown { .. });
        let unsent = |outcome: &EntryOutcome| matches!(outcome, EntryOutcome::NotSent { .. });
        assert_eq!(outcomes.len(), 35);
        assert!(outcomes[..10].iter().all(known) && outcomes[10..20].iter().all(lost), "{outcomes:?}");
        assert!(outcomes[20..].iter().all(unsent), "{outcomes:?}");
        assert_eq!(server.requests().len(), 2, "the lost batch was sent once, and none after it");
    }

    #[tokio::test]
    async fn a_server_in_trouble_may_have_taken_them() {
        let server = Canned::start(|_| refuse(500, "InternalFailure", "oops")).await;
        assert!(matches!(sent(&server.client, 1).await[0], EntryOutcome::NotKnown { .. }));
        assert_eq!(server.requests().len(), 1);
    }

    #[tokio::test]
    async fn an_error_that_does_not_say_they_were_refused_leaves_them_not_known() {
        for (code, is_refused) in [
            ("ValidationException", true),
            ("AccessDeniedException", true),
            ("ResourceNotFoundException", true),
            ("AWS.SimpleQueueService.NonExistentQueue", false),
            ("InvalidParameterException", false),
        ] {
            let server = Canned::start(move |_| refuse(400, code, "said so")).await;
            let outcome = sent(&server.client, 1).await.remove(0);
            assert_eq!(matches!(outcome, EntryOutcome::NotSent { .. }), is_refused, "{code}: {outcome:?}");
            assert_eq!(matches!(outcome, EntryOutcome::NotKnown { .. }), !is_refused, "{code}: {outcome:?}");
        }
    }

    #[tokio::test]
    async fn what_was_refused_for_coming_too_fast_is_sent_again() {
        let calls = AtomicUsize::new(0);
        let server = Canned::start(move |asked| match calls.fetch_add(1, Ordering::SeqCst) {
            0 => refuse(400, "ThrottlingException", "Rate exceeded"),
            _ => ok(&taken(entries(&asked.body))),
        })
        .await;
        assert_eq!(sent(&server.client, 1).await, [EntryOutcome::Done { id: "e0".to_owned() }]);
    }

    #[tokio::test]
    async fn an_answer_that_leaves_entries_out_leaves_them_not_known() {
        let server = Canned::start(|_| ok(&taken(1))).await;
        let outcomes = sent(&server.client, 2).await;
        assert!(matches!(outcomes[1], EntryOutcome::NotKnown { .. }), "{outcomes:?}");
    }

    #[tokio::test]
    async fn who_stops_hears_of_what_was_not_sent() {
        let server = Canned::start(|asked| ok(&taken(entries(&asked.body)))).await;
        let (events, mut told) = (vec![event(2); 25], Vec::new());
        let outcome = server.client.put_events(&events, |batch| {
            told.push(batch.to_vec());
            false
        });
        assert_eq!(outcome.await, Ok(()));
        assert_eq!(told.iter().map(Vec::len).collect::<Vec<_>>(), [10, 15]);
        assert!(matches!(told[1][0], EntryOutcome::NotSent { .. }) && server.requests().len() == 1);
    }
}
