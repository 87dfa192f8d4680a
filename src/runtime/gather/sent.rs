//! What became of an event that was sent from here: by a command, the screen or a probe.

use crate::aws::{self, Client};
use crate::config::SentLog;
use crate::model::facts::{Sent, SentAs};
use crate::model::{Arn, Bus, CallError, EntryOutcome, ErrorKind, EventSent, NamedBus};
use crate::runtime::gate::place_to_read;
use std::io;

/// What was sent from here to the client's account and region, the newest first, and a sentence where not all
/// of it could be read.
pub(super) type Record = (Vec<EventSent>, Option<String>);

pub(super) async fn all(client: &Client, log: SentLog) -> Result<Record, CallError> {
    let place = place_to_read(client).await?;
    let read = tokio::task::spawn_blocking(move || log.list(&place)).await;
    read.map_err(io::Error::other).flatten().map_err(|error| unread(error.to_string()))
}

fn unread(why: String) -> CallError {
    CallError::new(ErrorKind::Other, "Reading sent.jsonl", why)
}

/// The newest answer to an event that was sent so, of several the one to the rule's bus; none where it was
/// not sent from here, or nobody knows what became of it.
///
/// Errors: it is not among what could be read, and not all could.
pub(super) fn find(
    (all, notice): &Record,
    bus: &str,
    rule: &Arn,
    by: &SentAs,
) -> Result<Option<Sent>, CallError> {
    let is_it = |sent: &&EventSent| match by {
        SentAs::Id(id) => matches!(&sent.outcome, EntryOutcome::Done { id: own } if own == id),
        SentAs::Content(content) => sent.entry.content() == *content,
    };
    let answered = all.iter().filter(is_it).filter_map(answer);
    let own = |sent: &&Sent| {
        NamedBus::beside(rule, sent.bus.as_deref().unwrap_or(Bus::DEFAULT)) == NamedBus::Here(bus)
    };
    let answered: Vec<Sent> = answered.collect();
    match (answered.iter().find(own).or(answered.first()), notice) {
        (None, Some(notice)) => Err(unread(notice.clone())),
        (found, _) => Ok(found.cloned()),
    }
}

/// What PutEvents answered; none where that is not known.
fn answer(sent: &EventSent) -> Option<Sent> {
    let failed = match &sent.outcome {
        EntryOutcome::Done { .. } => None,
        EntryOutcome::Failed { code, message } => Some((code.clone(), message.clone())),
        EntryOutcome::NotKnown { .. } | EntryOutcome::NotSent { .. } => return None,
    };
    Some(Sent { at: sent.at, bus: sent.entry.bus.clone(), failed, bytes: aws::entry_size(&sent.entry) })
}
