//! Writes under way: each runs to its end whatever becomes of the screen or the account on it, and the end of
//! the program waits for them.
//!
//! What one yes makes, removes or takes back is carried out in order: where something could not be made,
//! nothing that it was to replace is removed. What may be written is the gate's.

use super::link::Wire;
use super::{Answers, LeftOver, without_panic};
use crate::app::Message;
use crate::app::confirm::{Write, WriteOp};
use crate::app::request::Req;
use crate::aws::Cancellation;
use crate::export::ours;
use crate::model::{CallError, ErrorKind, Millis, Session};
use crate::runtime::gate::{Gate, UndoLink};
use crate::text::and_list;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// How long the end of the program may be held up: what hangs this long has lost its connection.
const PATIENCE: Duration = Duration::from_secs(30);

/// Writes that are not over yet.
type UnderWay = Arc<Mutex<BTreeMap<Req, WriteUnderWay>>>;

/// A write that is not over yet.
struct WriteUnderWay {
    /// What it does.
    title: String,
    /// The session in which it was handed to the gate. Before that it waits for another, or for the
    /// connection, and nothing of it is sent.
    begun: Option<Session>,
    /// Takes true once nobody wants it any more.
    cancelled: watch::Sender<bool>,
}

/// The end of a write that others wait for.
type EndOfWrite = watch::Receiver<Option<Ended>>;

/// The writes of this run.
pub(super) struct Writes {
    gate: Gate,
    answers: Answers,
    /// When this run began: its writes are told from those of others by it.
    started: Millis,
    under_way: UnderWay,
    busy: JoinSet<()>,
    /// The newest of those that go in order, with the yes that sent it.
    newest: Option<(Req, EndOfWrite)>,
}

/// How a write that others wait for has ended.
#[derive(Clone, Copy, Debug)]
struct Ended {
    /// It, or one before it, was to make something and did not.
    lacking: bool,
}

impl Writes {
    pub(super) fn new(gate: Gate, answers: Answers, started: Millis) -> Self {
        let (under_way, busy) = (UnderWay::default(), JoinSet::new());
        Self { gate, answers, started, under_way, busy, newest: None }
    }

    /// Carries one out, and answers.
    pub(super) fn begin(&mut self, write: Write, mut wire: Wire) {
        while self.busy.try_join_next().is_some() {}
        let (before, done) = self.place(&write);
        let Write { req, op, confirmed, undoes, group, whole: _ } = write;
        let (cancelled, is_cancelled) = watch::channel(false);
        lock(&self.under_way).insert(req, WriteUnderWay { title: op.title(), begun: None, cancelled });
        let kept = UndoLink { undoes, group: format!("{}-{}", self.started, group.0) };
        let (gate, answers) = (self.gate.clone(), self.answers.clone());
        let under_way = Arc::clone(&self.under_way);
        self.busy.spawn(async move {
            let lacking = match before {
                // One that ended without a word has made nothing.
                Some(mut before) => {
                    before.wait_for(Option::is_some).await.is_ok_and(|ended| ended.is_some_and(|e| e.lacking))
                }
                None => false,
            };
            let end = op.clone();
            let mut unkept = Vec::new();
            let call = Box::pin(async {
                if lacking && op.removes() {
                    return Err(without_replacement(&op));
                }
                let Some(client) = wire.client().await else { return Err(account_was_left()) };
                let client = client?;
                match lock(&under_way).get_mut(&req) {
                    Some(open) if *open.cancelled.borrow() => return Err(cancelled_before_sending(&op)),
                    Some(open) => open.begun = Some(client.session().clone()),
                    // The program has ended meanwhile, and said that it was not sent.
                    None => return Err(account_was_left()),
                }
                let writing = gate.write(&client, op, &kept, confirmed, client.service_time(), &mut unkept);
                Ok(Cancellation::scope(is_cancelled, writing).await)
            });
            let outcome = without_panic("Writing", ErrorKind::NotKnown, call).await;
            let outcome = outcome.unwrap_or_else(|error| end.failed(error));
            lock(&under_way).remove(&req);
            if let Some(done) = done {
                done.send_replace(Some(Ended { lacking: lacking || (end.makes() && outcome.is_failure()) }));
            }
            answers.give(Message::Written { req, outcome });
            unkept.into_iter().for_each(|notice| answers.notice(notice));
        });
    }

    /// Nobody wants these any more: what the service has not acted on is not sent.
    pub(super) fn cancel(&self, writes: &[Req]) {
        let under_way = lock(&self.under_way);
        for open in writes.iter().filter_map(|req| under_way.get(req)) {
            open.cancelled.send_replace(true);
        }
    }

    /// What a write waits for, and where its end is told, where it goes in order.
    fn place(&mut self, write: &Write) -> (Option<EndOfWrite>, Option<watch::Sender<Option<Ended>>>) {
        if write.undoes.is_none() && !write.op.makes() && !write.op.removes() {
            return (None, None);
        }
        let (done, ended) = watch::channel(None);
        let before = self.newest.replace((write.group, ended));
        let before = before.filter(|(group, _)| *group == write.group).map(|(_, ended)| ended);
        (before, Some(done))
    }

    /// What the end of the program waits for, as a sentence.
    pub(super) fn waiting(&self) -> Option<String> {
        let titles: Vec<String> = lock(&self.under_way).values().map(|open| open.title.clone()).collect();
        (!titles.is_empty()).then(|| format!("Waiting for the answer to: {}.", and_list(&titles)))
    }

    /// Lets what is under way come to its end, for a while or until `leave`. Answers a sentence for each that
    /// is not over then.
    pub(super) async fn end(mut self, leave: impl Future<Output = ()>) -> Vec<LeftOver> {
        let all = async { while self.busy.join_next().await.is_some() {} };
        tokio::select! {
            biased;
            () = all => {}
            () = leave => {}
            () = tokio::time::sleep(PATIENCE) => {}
        }
        let left = std::mem::take(&mut *lock(&self.under_way));
        let words = |open: WriteUnderWay| match open {
            WriteUnderWay { title, begun: Some(session), .. } => LeftOver {
                sentence: format!(
                    "Not known whether it was done: {title}. Look at what is there before you do it again; {} has it \
                     where it was done.",
                    ours(&session, "undo --list")
                ),
                not_known: true,
            },
            WriteUnderWay { title, begun: None, .. } => {
                LeftOver::from(format!("Not sent, and nothing of it is done: {title}."))
            }
        };
        left.into_values().map(words).collect()
    }
}

fn lock(under_way: &UnderWay) -> MutexGuard<'_, BTreeMap<Req, WriteUnderWay>> {
    under_way.lock().unwrap_or_else(PoisonError::into_inner)
}

fn without_replacement(op: &WriteOp) -> CallError {
    let why = "what comes in its place could not be made";
    CallError::new(ErrorKind::Refused, op.title(), why).advise("It was not sent, and nothing of it is gone.")
}

fn cancelled_before_sending(op: &WriteOp) -> CallError {
    let why = "it was cancelled before it was sent";
    CallError::new(ErrorKind::Refused, op.title(), why).advise("Nothing of it was done.")
}

fn account_was_left() -> CallError {
    CallError::new(ErrorKind::Refused, "Writing", "the account was left before it was sent")
        .advise("Nothing was sent.")
}
