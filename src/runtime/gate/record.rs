//! Our own record of changes: kept before they are sent, with what became of them after.
//!
//! What is written where is `config`'s; who may change anything is the gate's.

use super::{Gate, Kept};
use crate::aws::Client;
use crate::model::{CallError, Change, End, ErrorKind, Held, Millis, Past, Place, Thing, Undoable};
use std::io;

impl Gate {
    /// What was changed in this account and region and can be taken back, the newest first, and a sentence
    /// where our record of it is damaged.
    ///
    /// Errors: our record cannot be read.
    pub async fn undoable(&self, client: &Client) -> Result<(Vec<Undoable>, Option<String>), CallError> {
        let place = place(client).await;
        let log = self.undo.clone();
        let read = tokio::task::spawn_blocking(move || log.list(&place)).await;
        read.map_err(io::Error::other)
            .flatten()
            .map_err(|error| CallError::new(ErrorKind::Other, "Reading undo.jsonl", error.to_string()))
    }

    /// The changes of a thing that were made from here, whatever became of them, the newest first.
    ///
    /// Errors: our record cannot be read.
    pub async fn past(&self, client: &Client, thing: &Thing) -> Result<Vec<Past>, CallError> {
        let (log, thing, place) = (self.undo.clone(), thing.clone(), place(client).await);
        let read = tokio::task::spawn_blocking(move || log.past(&place, &thing)).await;
        read.map_err(io::Error::other)
            .flatten()
            .map_err(|error| CallError::new(ErrorKind::Other, "Reading undo.jsonl", error.to_string()))
    }

    /// A copy of what was deleted, as a file.
    pub(super) async fn copy_of(
        &self,
        client: &Client,
        change: &Change,
        now: Millis,
        told: &mut Vec<String>,
    ) -> Option<String> {
        if client.session().embedded {
            return None;
        }
        let (log, of, place) = (self.undo.clone(), change.clone(), place(client).await);
        let written = tokio::task::spawn_blocking(move || log.copy_of(&of, &place, now)).await;
        match written.map_err(io::Error::other).flatten() {
            Ok(path) => path.map(|path| path.display().to_string()),
            Err(error) => {
                told.push(format!(
                    "No file with a copy of it could be written ({error}); the list of changes has it."
                ));
                None
            }
        }
    }

    /// Keeps a change before it is sent. Where that fails, a deletion is not sent: what goes would have no
    /// copy.
    pub(super) async fn begin(
        &self,
        client: &Client,
        change: &Change,
        kept: &Kept,
        now: Millis,
        told: &mut Vec<String>,
    ) -> Result<Option<String>, CallError> {
        if kept.undoes.is_some() {
            return Ok(None);
        }
        let (log, of, group, place) =
            (self.undo.clone(), change.clone(), kept.group.clone(), place(client).await);
        let lasting = !client.session().embedded;
        let begun = tokio::task::spawn_blocking(move || log.begin(&of, &group, place, now, lasting)).await;
        match begun.map_err(io::Error::other).flatten() {
            Ok(id) => Ok(Some(id)),
            Err(error) if change.to.is_none() => {
                let why = format!("no copy of {} could be kept ({error})", change.thing);
                let operation = change.steps().first().map_or("Deleting", |step| step.operation);
                Err(CallError::new(ErrorKind::Refused, operation, why).advise(
                    "Make the state directory writable, or name another in XDG_STATE_HOME. Nothing was sent.",
                ))
            }
            Err(error) => {
                tracing::warn!(%error, "a change could not be kept");
                told.push(format!("It could not be kept ({error}), so it cannot be undone here."));
                Ok(None)
            }
        }
    }

    /// Notes what became of a change, or that one was taken back.
    pub(super) fn end(
        &self,
        id: Option<String>,
        kept: &Kept,
        outcome: Result<Option<Held>, &CallError>,
        told: &mut Vec<String>,
    ) {
        let noted = match (id, &kept.undoes, outcome) {
            (Some(id), _, Ok(now)) => self.undo.end(&id, End::Done, now),
            (None, Some(undone), Ok(_)) => self.undo.end(undone, End::Taken, None),
            // It may have been done, in part or whole: it stays on the list, and is refused when it was not.
            (Some(_), _, Err(error)) if error.kind == ErrorKind::NotKnown || error.partial => Ok(()),
            (Some(id), _, Err(_)) => self.undo.end(&id, End::Failed, None),
            (None, _, _) => Ok(()),
        };
        if let Err(error) = noted {
            tracing::warn!(%error, "the end of a change could not be noted");
            told.push(format!("The list of what can be undone could not be written ({error})."));
        }
    }
}

/// The account and region that a client is over.
pub(super) async fn place(client: &Client) -> Place {
    let session = client.session();
    Place {
        account: client.account().await.unwrap_or_default(),
        region: session.region.clone(),
        endpoint: session.endpoint.clone().filter(|_| !session.embedded),
    }
}
