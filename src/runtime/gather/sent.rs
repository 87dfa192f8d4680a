//! What became of an event that was sent from here: by a command, the screen or a probe.

use crate::aws::{self, Client};
use crate::config::SentLog;
use crate::model::facts::{Sent, SentAs};
use crate::model::{Bus, CallError, EntryOutcome, ErrorKind, EventSent};
use crate::runtime::gate::place_to_read;
use std::io;

/// What was sent from here to the client's account and region, the newest first.
pub(super) async fn all(client: &Client, log: SentLog) -> Result<Vec<EventSent>, CallError> {
    let place = place_to_read(client).await?;
    let read = tokio::task::spawn_blocking(move || log.list(&place)).await;
    let (all, _) = read
        .map_err(io::Error::other)
        .flatten()
        .map_err(|error| CallError::new(ErrorKind::Other, "Reading sent.jsonl", error.to_string()))?;
    Ok(all)
}

/// The newest answer to an event that was sent so, of several the one to this bus; none where it was not sent
/// from here, or nobody knows what became of it.
pub(super) fn find(all: &[EventSent], bus: &str, by: &SentAs) -> Option<Sent> {
    let is_it = |sent: &&EventSent| match by {
        SentAs::Id(id) => matches!(&sent.outcome, EntryOutcome::Done { id: own } if own == id),
        SentAs::Content(content) => sent.entry.content() == *content,
    };
    let answered = all.iter().filter(is_it).filter_map(answered);
    let own = |sent: &Sent| {
        let named = sent.bus.as_deref().unwrap_or(Bus::DEFAULT);
        named == bus || named.ends_with(&format!(":event-bus/{bus}"))
    };
    let answered: Vec<Sent> = answered.collect();
    answered.iter().find(|sent| own(sent)).or(answered.first()).cloned()
}

/// What PutEvents answered; none where that is not known.
fn answered(sent: &EventSent) -> Option<Sent> {
    let failed = match &sent.outcome {
        EntryOutcome::Done { .. } => None,
        EntryOutcome::Failed { code, message } => Some((code.clone(), message.clone())),
        EntryOutcome::NotKnown { .. } | EntryOutcome::NotSent { .. } => return None,
    };
    Some(Sent { bus: sent.entry.bus.clone(), failed, bytes: aws::entry_size(&sent.entry) })
}
