//! Taps that were made here: which stand, who removes them, and that none outlives the program.
//!
//! Making and removing run to their end whatever becomes of the screen or the account on it: each tap keeps
//! the client that it was made with. What is left at the end is removed before the program ends.

use super::link::Wire;
use super::{Answers, without_panic};
use crate::app::Message;
use crate::app::confirm::Confirmed;
use crate::app::message::WriteOutcome;
use crate::app::request::Req;
use crate::aws::Client;
use crate::diagnose::{ProbePlan, ProbeStage, SETTLE, WAIT};
use crate::export::ours;
use crate::model::{CallError, ErrorKind, Session, Tap};
use crate::runtime::gate::{Gate, MadeTap, with_removal};
use crate::runtime::probe;
use crate::text::and_list;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How long the end of the program may be held up: somebody waits for their shell.
const PATIENCE: Duration = Duration::from_secs(30);

/// Those that stand, by their ids.
type StandingTaps = Arc<Mutex<BTreeMap<String, (Client, MadeTap)>>>;

/// The taps of this run.
pub(super) struct Taps {
    gate: Gate,
    answers: Answers,
    standing: StandingTaps,
    /// What is being made or removed.
    busy: JoinSet<()>,
    /// True once the program ends: a probe waits no longer then.
    ending: watch::Sender<bool>,
}

impl Taps {
    pub(super) fn new(gate: Gate, answers: Answers) -> Self {
        Self {
            gate,
            answers,
            standing: StandingTaps::default(),
            busy: JoinSet::new(),
            ending: watch::Sender::new(false),
        }
    }

    /// Makes a tap, and answers.
    pub(super) fn make(&mut self, req: Req, tap: Box<Tap>, confirmed: Confirmed, mut wire: Wire) {
        self.forget_done();
        let (gate, answers, standing) = (self.gate.clone(), self.answers.clone(), self.standing.clone());
        self.busy.spawn(async move {
            let Some(client) = wire.client().await else { return };
            let wanted = tap.clone();
            let making = async {
                let client = client?;
                let made = gate.make_tap(&client, *wanted, confirmed).await?;
                lock(&standing).insert(made.tap().id.clone(), (client, made));
                Ok(())
            };
            let outcome = without_panic("Making a tap", ErrorKind::NotKnown, Box::pin(making)).await;
            answers.give(Message::Written { req, outcome: WriteOutcome::Tapped(tap, outcome) });
        });
    }

    /// Makes the tap of a probe, sends its event, tells each stage, and removes the tap again.
    pub(super) fn probe(&mut self, req: Req, plan: Box<ProbePlan>, confirmed: Confirmed, mut wire: Wire) {
        self.forget_done();
        let (gate, answers, standing) = (self.gate.clone(), self.answers.clone(), self.standing.clone());
        let ending = self.ending.subscribe();
        self.busy.spawn(async move {
            let Some(client) = wire.client().await else { return };
            let answers_to = answers.clone();
            let probing = async {
                let client = client.map_err(probe_not_sent)?;
                let made = gate.make_tap(&client, plan.tap.clone(), confirmed.clone()).await;
                let made = made.map_err(probe_not_sent)?;
                lock(&standing).insert(plan.tap.id.clone(), (client.clone(), made));
                let mut tell = move |stage| answers_to.give(Message::ProbeStage { req, stage });
                let outcome = probed(&gate, &client, &plan, confirmed, ending, &mut tell).await;
                let made = lock(&standing).remove(&plan.tap.id);
                let Some((client, made)) = made else { return outcome };
                let removed = gate.remove_tap(&client, &made).await;
                if removed.is_err() {
                    // The end of the program tries once more.
                    lock(&standing).insert(plan.tap.id.clone(), (client, made));
                }
                match outcome {
                    Ok(()) => removed,
                    Err(error) => Err(with_removal(error, removed, "The tap was removed")),
                }
            };
            let outcome = without_panic(probe::OPERATION, ErrorKind::NotKnown, Box::pin(probing)).await;
            answers.give(Message::Written { req, outcome: WriteOutcome::Probed(plan, outcome) });
        });
    }

    /// Removes one that stands, and says so.
    pub(super) fn remove(&mut self, id: &str) {
        self.forget_done();
        let Some((client, made)) = lock(&self.standing).remove(id) else { return };
        let (gate, answers, standing) = (self.gate.clone(), self.answers.clone(), self.standing.clone());
        self.busy.spawn(async move {
            match gate.remove_tap(&client, &made).await {
                Ok(()) => {
                    let (id, subject) = (made.tap().id.clone(), made.tap().subject());
                    answers.give(Message::TapGone { id, subject });
                }
                Err(error) => {
                    answers.notice(not_wholly_removed(&made, &error));
                    // The end of the program tries once more.
                    lock(&standing).insert(made.tap().id.clone(), (client, made));
                }
            }
        });
    }

    fn forget_done(&mut self) {
        while self.busy.try_join_next().is_some() {}
    }

    /// Lets what is under way come to its end, and removes what still stands, for a while or until `leave`.
    /// Answers a sentence for each that is left.
    pub(super) async fn end(mut self, leave: impl Future<Output = ()>) -> Vec<String> {
        if self.waiting().is_none() {
            return Vec::new();
        }
        self.ending.send_replace(true);
        let standing = self.standing.clone();
        let clean: BTreeSet<String> =
            lock(&standing).values().map(|(client, _)| ours(client.session(), Tap::CLEAN)).collect();
        let clean = if clean.is_empty() { ours(&Session::default(), Tap::CLEAN) } else { and_list(&clean) };
        let gate = self.gate.clone();
        let work = async {
            while self.busy.join_next().await.is_some() {}
            let mut left = Vec::new();
            while let Some((_, (client, made))) = pop(&standing) {
                if let Err(error) = gate.remove_tap(&client, &made).await {
                    left.push(not_wholly_removed(&made, &error));
                }
            }
            left
        };
        let given_up = |why: &str| {
            vec![format!(
                "Removing the taps of this run {why}. Run {clean} to see what is left and to remove it."
            )]
        };
        tokio::select! {
            biased;
            left = work => left,
            () = leave => given_up("was cut short"),
            () = tokio::time::sleep(PATIENCE) => {
                given_up(&format!("took more than {} s and was given up", PATIENCE.as_secs()))
            }
        }
    }

    /// What is to be removed before the end, as a sentence for whoever waits.
    pub(super) fn waiting(&self) -> Option<String> {
        let subjects: Vec<String> =
            lock(&self.standing).values().map(|(_, made)| made.tap().subject()).collect();
        match subjects.as_slice() {
            [] if self.busy.is_empty() => None,
            [] => Some("Removing what is left of a tap…".to_owned()),
            some => Some(format!("Removing the tap of {}…", and_list(some))),
        }
    }
}

/// Why the tap of a probe is not there, with what that means for the event.
fn probe_not_sent(error: CallError) -> CallError {
    error.and_also("The event was not sent")
}

/// The probe, its tap being there.
async fn probed(
    gate: &Gate,
    client: &Client,
    plan: &ProbePlan,
    confirmed: Confirmed,
    mut ending: watch::Receiver<bool>,
    tell: &mut (dyn FnMut(ProbeStage) + Send),
) -> Result<(), CallError> {
    let ended = |kind, why: &str| Err(CallError::new(kind, probe::OPERATION, why));
    // The embedded account's rules take effect at once.
    let settle = if client.session().embedded { Duration::ZERO } else { SETTLE };
    tokio::select! {
        _ = ending.wait_for(|ending| *ending) => {
            return ended(ErrorKind::Refused, "the program ended before the event was sent");
        }
        () = tokio::time::sleep(settle) => {}
    }
    let Some(sent) = probe::send(gate, client, plan, confirmed, tell).await? else { return Ok(()) };
    tokio::select! {
        _ = ending.wait_for(|ending| *ending) => {
            ended(ErrorKind::NotKnown, "the event was sent, and the program ended before it was seen how far it got")
        }
        outcome = probe::follow(client, plan, &sent, WAIT, tell) => outcome,
    }
}

fn lock(standing: &StandingTaps) -> MutexGuard<'_, BTreeMap<String, (Client, MadeTap)>> {
    standing.lock().unwrap_or_else(PoisonError::into_inner)
}

fn pop(standing: &StandingTaps) -> Option<(String, (Client, MadeTap))> {
    lock(standing).pop_first()
}

fn not_wholly_removed(made: &MadeTap, error: &CallError) -> String {
    format!("The tap of {} is not wholly removed. {error}", made.tap().subject())
}
