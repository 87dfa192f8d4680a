//! Sending events through the gate, and the record of those that were sent.

use super::Gate;
use super::record::{place, place_to_read};
use crate::app::confirm::Confirmed;
use crate::aws::Client;
use crate::model::{AccountPlace, CallError, EntryOutcome, ErrorKind, EventEntry, EventSent, Millis};
use std::io;
use tokio::sync::mpsc::unbounded_channel;

impl Gate {
    /// Sends events, and keeps which were sent. `told` hears the outcomes of each batch when it is over, one
    /// for each entry, in order, and says whether to go on.
    ///
    /// A sentence where that they were sent could not be kept.
    ///
    /// Errors: as [`Gate::write`], and what kept the rest from being sent; entries that are refused one by
    /// one are no error of the whole.
    pub async fn send(
        &self,
        client: &Client,
        entries: &[EventEntry],
        confirmed: Confirmed,
        now: impl Fn() -> Millis,
        mut tell: impl FnMut(&[EntryOutcome]) -> bool,
    ) -> Result<Option<String>, CallError> {
        self.open(client, "PutEvents", &confirmed).await?;
        let place = place(client).await;
        let is_alone = entries.len() == 1;
        let mut left = entries.iter();
        let (over, mut batches) = unbounded_channel();
        let sending = async move {
            let put = client.put_events(entries, |outcomes| {
                let at = now();
                let sent = outcomes.iter().zip(left.by_ref()).map(|(outcome, entry)| EventSent {
                    at,
                    place: place.clone(),
                    entry: entry.clone(),
                    outcome: outcome.clone(),
                });
                // Of many, those that were not sent are in the file that they come from.
                let is_kept =
                    |sent: &EventSent| is_alone || !matches!(sent.outcome, EntryOutcome::NotSent { .. });
                // The other end is there as long as this one.
                let _ = over.send(sent.filter(is_kept).collect::<Vec<_>>());
                tell(outcomes)
            });
            put.await
        };
        let keeping = async {
            let mut unkept = None;
            while let Some(mut sent) = batches.recv().await {
                while let Ok(more) = batches.try_recv() {
                    sent.extend(more);
                }
                if let Err(error) = self.keep_sent(client, sent).await {
                    tracing::warn!(%error, "that events were sent could not be kept");
                    unkept = Some(format!("That they were sent could not be kept: {error}."));
                }
            }
            unkept
        };
        let (outcome, unkept) = tokio::join!(sending, keeping);
        outcome.map(|()| unkept)
    }

    /// Keeps that events were sent.
    async fn keep_sent(&self, client: &Client, sent: Vec<EventSent>) -> io::Result<()> {
        let (log, lasting) = (self.sent.clone(), !client.session().embedded);
        let add = move || log.add(&sent, lasting);
        tokio::task::spawn_blocking(add).await.map_err(io::Error::other).flatten()
    }

    /// Sends an event, and keeps that it was sent; a sentence where that could not be kept.
    ///
    /// Errors: as [`Gate::send`].
    pub async fn send_one(
        &self,
        client: &Client,
        entry: &EventEntry,
        confirmed: Confirmed,
        now: Millis,
    ) -> Result<(EntryOutcome, Option<String>), CallError> {
        let mut outcome = None;
        let sent = self.send(
            client,
            std::slice::from_ref(entry),
            confirmed,
            || now,
            |outcomes| {
                outcome = outcomes.first().cloned();
                true
            },
        );
        let ended = sent.await;
        let unanswered =
            || EntryOutcome::NotKnown { why: "the answer says nothing of this event".to_owned() };
        ended.map(|unkept| (outcome.unwrap_or_else(unanswered), unkept))
    }

    /// The account, as far as it is told, and region under which what is sent with this client is recorded.
    pub async fn place(&self, client: &Client) -> AccountPlace {
        place(client).await
    }

    /// The events that were sent from here in this account and region, the newest first, and a sentence where
    /// our record of them is damaged, or what is sent now cannot be added to it.
    ///
    /// Errors: as [`Gate::undoable`].
    pub async fn events_sent(&self, client: &Client) -> Result<(Vec<EventSent>, Option<String>), CallError> {
        let (log, place) = (self.sent.clone(), place_to_read(client).await?);
        let (sends, lasting) = (self.read_only.is_none(), !client.session().embedded);
        let read = tokio::task::spawn_blocking(move || {
            let (sent, notice) = log.list(&place)?;
            let full = if sends { log.check_room(lasting).err() } else { None };
            let unkept = full.map(|error| {
                format!(
                    "What is sent now cannot be kept ({error}): neither you nor a later run will see here that it \
                     was sent."
                )
            });
            let notices: Vec<String> = notice.into_iter().chain(unkept).collect();
            Ok((sent, (!notices.is_empty()).then(|| notices.join(" "))))
        })
        .await;
        read.map_err(io::Error::other)
            .flatten()
            .map_err(|error| CallError::new(ErrorKind::Other, "Reading sent.jsonl", error.to_string()))
    }
}
