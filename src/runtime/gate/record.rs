//! Our own record of changes: kept before they are sent, with what became of them after.
//!
//! What is written where is `config`'s; who may change anything is the gate's.

use super::{Gate, UndoLink};
use crate::aws::Client;
use crate::config::{Claim, Claimed};
use crate::model::{
    AccountPlace, CallError, Change, ChangeOutcome, Changed, End, ErrorKind, Held, Millis, Past, Rule,
    RuleWritten, Thing, ThingKind, Undoable,
};
use futures_util::future::join_all;
use std::io;
use std::time::Duration;
use tokio::time::Instant;

/// Changes of unknown end, and so many things that were made, are looked up before the list is shown; each
/// takes a call or some.
const LOOKED_UP: usize = 20;
/// What was made a moment ago may not be there for everybody yet.
const COMES_WITHIN: Millis = 60 * 1000;
/// After this a request that was lost does not arrive any more.
const ARRIVES_WITHIN: Millis = 10 * 60 * 1000;
/// How long another run that takes a change back is waited for, at most.
const OTHERS_CLAIM: Duration = Duration::from_secs(10);
/// How often it is looked whether it has ended.
const CLAIMED_AGAIN: Duration = Duration::from_millis(100);

/// What became of a change, as far as our record is about it.
#[derive(Clone, Debug)]
pub(super) enum Became {
    /// It was made, and the thing is this now.
    Made(Option<Held>),
    /// Some of it was made, and the thing is this now.
    Partly(Option<Held>),
    /// Nothing of it was made.
    NotMade,
    /// That cannot be told.
    NotKnown,
}

impl Became {
    /// True when a rule that was to be disabled surely is not.
    pub(super) fn is_still_on(&self) -> bool {
        match self {
            Self::NotMade => true,
            Self::Partly(now) => super::state(now.as_ref()).is_some_and(|state| !state.is_disabled()),
            Self::Made(_) | Self::NotKnown => false,
        }
    }
}

/// What became of a change that was carried out with this outcome.
pub(super) async fn became(client: &Client, change: &Change, outcome: &Result<Changed, CallError>) -> Became {
    let is_as_before = |now: Option<&Held>| change.outcome(now) == ChangeOutcome::NotMade;
    match outcome {
        Ok(Changed { now, .. }) if is_as_before(now.as_ref()) => {
            // A new or removed thing may take its time to come or go.
            if change.was.is_some() && change.to.is_some() { Became::NotMade } else { Became::NotKnown }
        }
        // A replay that is cancelled stays in the account.
        Ok(Changed { now: Some(_), .. })
            if change.to.is_none() && change.thing.kind() != ThingKind::Replay =>
        {
            Became::NotKnown
        }
        Ok(changed) if changed.differences.is_empty() => Became::Made(changed.now.clone()),
        Ok(changed) => Became::Partly(changed.now.clone()),
        Err(error) if error.kind == ErrorKind::NotKnown => Became::NotKnown,
        Err(error) if error.partial => match now_of(client, change).await {
            Ok(now) if is_as_before(now.as_ref()) => Became::NotMade,
            Ok(now) => Became::Partly(now),
            Err(_) => Became::NotKnown,
        },
        Err(_) => Became::NotMade,
    }
}

/// What became of a rule that was written by itself.
pub(super) fn became_of(was: &Rule, outcome: &Result<RuleWritten, CallError>) -> Became {
    match outcome {
        Ok(found) if was.as_held().differences(&found.rule.as_held()).is_empty() => Became::NotMade,
        Ok(found) if found.differences.is_empty() => Became::Made(Some(found.rule.as_held())),
        Ok(found) => Became::Partly(Some(found.rule.as_held())),
        Err(error) if error.kind == ErrorKind::NotKnown => Became::NotKnown,
        Err(_) => Became::NotMade,
    }
}

/// What a thing is now, as far as a change is about it; of what is made or removed, all.
async fn now_of(client: &Client, change: &Change) -> Result<Option<Held>, CallError> {
    match (&change.was, &change.to) {
        (Some(was), Some(_)) => client.read_whole(&change.thing, was).await,
        (_, _) => client.whole(&change.thing).await,
    }
}

impl Gate {
    /// What was changed in this account and region and can be taken back, the newest first, and a sentence
    /// where our record of it is damaged. Of changes whose end is not known, and of what was made, it is
    /// looked up what is there.
    ///
    /// Errors: our record cannot be read, or which account this is cannot be had at present.
    pub async fn undoable(
        &self,
        client: &Client,
        now: Millis,
    ) -> Result<(Vec<Undoable>, Option<String>), CallError> {
        let place = place_to_read(client).await?;
        let log = self.undo.clone();
        let read = tokio::task::spawn_blocking(move || log.list(&place)).await;
        let (mut all, notice) = read
            .map_err(io::Error::other)
            .flatten()
            .map_err(|error| CallError::new(ErrorKind::Other, "Reading undo.jsonl", error.to_string()))?;
        let open = all.iter().filter(|one| !one.known).take(LOOKED_UP);
        let looked_up = join_all(open.map(async |one| {
            let now = now_of(client, &one.change).await.ok();
            let found = now.as_ref().map(|now| one.change.outcome(now.as_ref()));
            let is_over = now.is_some_and(|now| one.change.has_run_its_course(now.as_ref()));
            (one.id.clone(), found.unwrap_or(ChangeOutcome::Unclear), is_over)
        }))
        .await;
        let mut seen: Vec<String> = Vec::new();
        for (id, found, is_over) in looked_up {
            match found {
                ChangeOutcome::Made(_) if is_over => all.retain(|one| one.id != id),
                ChangeOutcome::Made(change) => {
                    if let Some(one) = all.iter_mut().find(|one| one.id == id) {
                        one.change = *change;
                        one.known = true;
                        seen.push(id);
                    }
                }
                ChangeOutcome::NotMade => {
                    let gone = all.extract_if(.., |one| one.id == id);
                    for one in gone.filter(|one| now.saturating_sub(one.at) > ARRIVES_WITHIN) {
                        if let Err(error) = self.undo.end(&one.id, End::Failed, None) {
                            tracing::warn!(%error, "the end of a change could not be noted");
                        }
                    }
                }
                ChangeOutcome::Unclear => {}
            }
        }
        let made = all.iter().filter(|one| one.known && !seen.contains(&one.id) && one.change.creates());
        let over = join_all(made.take(LOOKED_UP).map(async |one| {
            let is_over = match client.describe(&one.change.thing).await {
                Ok(answer) => {
                    let found = Held::described(one.change.thing.kind(), &answer);
                    one.change.has_run_its_course(Some(&found))
                }
                Err(error) => error.kind == ErrorKind::NotFound && now.saturating_sub(one.at) > COMES_WITHIN,
            };
            is_over.then(|| one.id.clone())
        }))
        .await;
        // What has come to its end by itself, or was deleted since, is nothing to take back.
        all.retain(|one| !over.contains(&Some(one.id.clone())));
        // Nor is what is as it was.
        all.retain(|one| one.change.inverse().map_or(true, |inverse| !inverse.steps().is_empty()));
        Ok((all, notice))
    }

    /// The changes of a thing that were made from here, whatever became of them, the newest first, and a
    /// sentence where our record of them is damaged.
    ///
    /// Errors: as [`Gate::undoable`].
    pub async fn past(
        &self,
        client: &Client,
        thing: &Thing,
    ) -> Result<(Vec<Past>, Option<String>), CallError> {
        let (log, thing, place) = (self.undo.clone(), thing.clone(), place_to_read(client).await?);
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
        notices: &mut Vec<String>,
    ) -> Option<String> {
        if client.session().embedded {
            return None;
        }
        let (log, of, place) = (self.undo.clone(), change.clone(), place(client).await);
        let written = tokio::task::spawn_blocking(move || log.copy_of(&of, &place, now)).await;
        match written.map_err(io::Error::other).flatten() {
            Ok(path) => path.map(|path| path.display().to_string()),
            Err(error) => {
                notices.push(format!(
                    "No file with a copy of it could be written ({error}); the list of changes has it."
                ));
                None
            }
        }
    }

    /// Claims the change that an undo takes back, until the answer is dropped: another run may be about it,
    /// which is waited for as long as calls are, and not for ever.
    pub(super) async fn claim(
        &self,
        client: &Client,
        kept: &UndoLink,
        operation: &str,
    ) -> Result<Option<Claim>, CallError> {
        let Some(id) = &kept.undoes else { return Ok(None) };
        let refused =
            |why: &str, advice: &str| Err(CallError::new(ErrorKind::Changed, operation, why).advise(advice));
        let patience = client.patience().map_or(OTHERS_CLAIM, |patience| patience.min(OTHERS_CLAIM));
        let end = Instant::now() + patience;
        loop {
            let (log, id) = (self.undo.clone(), id.clone());
            let claimed = tokio::task::spawn_blocking(move || log.claim(&id)).await;
            match claimed.map_err(io::Error::other).flatten() {
                Ok(Claimed::Ours(claim)) => return Ok(Some(claim)),
                Ok(Claimed::TakenBack) => {
                    return refused("another run has taken this back meanwhile", "Nothing was sent.");
                }
                Ok(Claimed::Busy) if Instant::now() < end => tokio::time::sleep(CLAIMED_AGAIN).await,
                Ok(Claimed::Busy) => {
                    return refused(
                        "another run of buslens is taking a change back, and has not ended",
                        "Nothing was sent. Try again when it has ended.",
                    );
                }
                // A record that cannot be locked is no reason to leave a rule as it is.
                Err(error) => {
                    tracing::warn!(%error, "an undo could not be claimed");
                    return Ok(None);
                }
            }
        }
    }

    /// Keeps a change before it is sent. Where that fails, a deletion is not sent: what goes would have no
    /// copy. Of what an undo takes back there is the record of the change; only what it deletes is kept anew,
    /// whole, and with it the rest of that undo, so that it comes back as a whole.
    pub(super) async fn begin(
        &self,
        client: &Client,
        change: &Change,
        kept: &UndoLink,
        claim: Option<&Claim>,
        now: Millis,
        notices: &mut Vec<String>,
    ) -> Result<Option<String>, CallError> {
        if change.to.is_some() && claim.is_some_and(|claim| !claim.deletes) {
            return Ok(None);
        }
        let mut of = change.clone();
        if kept.undoes.is_some() && change.to.is_none() {
            let Some(whole) = client.whole(&change.thing).await? else { return Ok(None) };
            of.was = Some(whole);
        }
        let (log, kept, place) = (self.undo.clone(), kept.clone(), place(client).await);
        let lasting = !client.session().embedded;
        let begun = tokio::task::spawn_blocking(move || {
            log.begin(&of, &kept.group, kept.undoes, place, now, lasting).map(Some)
        })
        .await;
        match begun.map_err(io::Error::other).flatten() {
            Ok(id) => Ok(id),
            Err(error) if change.to.is_none() => {
                let why = format!("no copy of {} could be kept ({error})", change.thing);
                let operation = change.steps().first().map_or("Deleting", |step| step.operation);
                Err(CallError::new(ErrorKind::Refused, operation, why).advise(
                    "Make the state directory writable, or name another in XDG_STATE_HOME. Nothing was sent.",
                ))
            }
            Err(error) => {
                tracing::warn!(%error, "a change could not be kept");
                notices.push(format!("The change is done, but could not be noted for undo: {error}."));
                Ok(None)
            }
        }
    }

    /// Notes what became of a change under its id, and of the one that it takes back.
    pub(super) fn end(
        &self,
        id: Option<String>,
        kept: &UndoLink,
        change: &Change,
        became: &Became,
        notices: &mut Vec<String>,
    ) {
        let mut noted = Ok(());
        if let Some(id) = id {
            noted = match became {
                Became::Made(now) | Became::Partly(now) => self.undo.end(&id, End::Done, now.clone()),
                Became::NotMade => self.undo.end(&id, End::Failed, None),
                // It may have been done, in part or whole: it stays on the list.
                Became::NotKnown => Ok(()),
            };
        }
        if let Some(undone) = &kept.undoes {
            let ended = match became {
                Became::Made(_) => self.undo.end(undone, End::Taken, None),
                Became::Partly(None) if change.to.is_none() => self.undo.end(undone, End::Taken, None),
                // What is left to take back starts from what is there now.
                Became::Partly(now) => self.undo.end(undone, End::Done, now.clone()),
                Became::NotMade => Ok(()),
                Became::NotKnown => self.undo.end(undone, End::Open, None),
            };
            noted = noted.and(ended);
        }
        if let Err(error) = noted {
            tracing::warn!(%error, "the end of a change could not be noted");
            notices.push(format!("The list of what can be undone could not be written ({error})."));
        }
    }

    /// What the thing is, where an undo was refused because it has changed, and it is what the undo was to
    /// make of it.
    pub(super) async fn back_already(
        &self,
        client: &Client,
        change: &Change,
        kept: &UndoLink,
        error: &CallError,
    ) -> Option<Changed> {
        if kept.undoes.is_none() || error.kind != ErrorKind::Changed {
            return None;
        }
        let about = change.to.as_ref().or(change.was.as_ref())?;
        let now = client.read_whole(&change.thing, about).await.ok()?;
        change.is_made(now.as_ref()).then(|| Changed {
            thing: change.thing.clone(),
            now,
            differences: Vec::new(),
            unsent: false,
            copy: None,
        })
    }
}

/// The account and region whose records are to be read.
///
/// Errors: as [`Client::account_if_told`]: nothing found under no account would be told as if nothing had
/// been sent or changed.
pub(in crate::runtime) async fn place_to_read(client: &Client) -> Result<AccountPlace, CallError> {
    Ok(place_of(client, client.account_if_told().await?))
}

/// The account and region that a client is over.
pub(super) async fn place(client: &Client) -> AccountPlace {
    place_of(client, client.account().await)
}

fn place_of(client: &Client, account: Option<String>) -> AccountPlace {
    let session = client.session();
    AccountPlace {
        account: account.unwrap_or_default(),
        region: session.region.clone(),
        endpoint: session.endpoint.clone().filter(|_| !session.embedded),
    }
}
