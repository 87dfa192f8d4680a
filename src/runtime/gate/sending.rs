//! Sending events through the gate, and the record of those that the screen and probes sent.

use super::Gate;
use super::record::{place, place_to_read};
use crate::app::confirm::Confirmed;
use crate::aws::Client;
use crate::model::{CallError, EntryOutcome, ErrorKind, EventEntry, EventSent, Millis};
use std::io;

impl Gate {
    /// Sends events. `told` hears the outcomes of each batch when it is over, one for each entry, in order,
    /// and says whether to go on.
    ///
    /// Errors: as [`Gate::write`], and what kept the rest from being sent; entries that are refused one by
    /// one are no error of the whole.
    pub async fn send(
        &self,
        client: &Client,
        entries: &[EventEntry],
        confirmed: Confirmed,
        told: impl FnMut(&[EntryOutcome]) -> bool,
    ) -> Result<(), CallError> {
        self.open(client, "PutEvents", &confirmed).await?;
        client.put_events(entries, told).await
    }

    /// Sends an event, and keeps that it was sent.
    ///
    /// Errors: as [`Gate::send`].
    pub async fn send_one(
        &self,
        client: &Client,
        entry: &EventEntry,
        confirmed: Confirmed,
        now: Millis,
    ) -> Result<EntryOutcome, CallError> {
        let mut outcome = None;
        let sent = self.send(client, std::slice::from_ref(entry), confirmed, |told| {
            outcome = told.first().cloned();
            true
        });
        let ended = sent.await;
        let unanswered =
            || EntryOutcome::NotKnown { why: "the answer says nothing of this event".to_owned() };
        if let Some(outcome) = &outcome {
            let sent = EventSent {
                at: now,
                place: place(client).await,
                entry: entry.clone(),
                outcome: outcome.clone(),
            };
            let (log, lasting) = (self.sent.clone(), !client.session().embedded);
            let kept = tokio::task::spawn_blocking(move || log.add(&sent, lasting)).await;
            if let Err(error) = kept.map_err(io::Error::other).flatten() {
                tracing::warn!(%error, "that an event was sent could not be kept");
            }
        }
        ended.map(|()| outcome.unwrap_or_else(unanswered))
    }

    /// The events that were sent from here in this account and region, the newest first, and a sentence where
    /// our record of them is damaged.
    ///
    /// Errors: as [`Gate::undoable`].
    pub async fn sent(&self, client: &Client) -> Result<(Vec<EventSent>, Option<String>), CallError> {
        let (log, place) = (self.sent.clone(), place_to_read(client).await?);
        let read = tokio::task::spawn_blocking(move || log.list(&place)).await;
        read.map_err(io::Error::other)
            .flatten()
            .map_err(|error| CallError::new(ErrorKind::Other, "Reading sent.jsonl", error.to_string()))
    }
}
