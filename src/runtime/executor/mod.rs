//! Effects, carried out: calls to the account, tails, files.
//!
//! Every effect becomes a task that answers with one or more messages. Tasks belong to an account: when
//! another one is chosen, the old one's reads and tails end at once, and its writes run to their end unheard.
//! Which call goes first when many wait is `aws`'s (its lanes); who may write is [`Gate`]'s.

mod files;
mod judging;
mod left_over;
mod link;
mod reads;
mod tails;
mod taps;
mod writes;

#[cfg(feature = "internals")]
pub use judging::judge_on_all_cores;
pub use left_over::LeftOver;

use super::drafts::DraftKeeper;
use super::gate::Gate;
use super::gather::Lists;
use super::whose_account::WhoseAccount;
use crate::app::Message;
use crate::app::confirm::{Write, WriteOp};
use crate::app::effect::{TailId, Work};
use crate::app::read::Readable;
use crate::app::request::Req;
use crate::app::shared::Level;
use crate::aws::Client;
use crate::config::{DraftKey, Drafts, RuleStates, SavedEvents, SentLog, UndoLog};
use crate::model::{
    Accounts, CallError, Conditions, ErrorKind, Millis, ReadOnly, RuleKey, Session, TailUpdate,
};
use futures_util::FutureExt as _;
use link::{Link, Wire};
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};
use tails::Tails;
use taps::Taps;
use tokio::sync::mpsc::{Receiver, UnboundedReceiver, UnboundedSender, channel, unbounded_channel};
use tokio::sync::watch;
use writes::Writes;

/// Batches of a tail's news that may wait for the loop.
const TAIL_QUEUE: usize = 16;

/// What the executor works with.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Whose account, and how it is reached.
    pub account: WhoseAccount,
    /// What makes every write be refused, where something does.
    pub read_only: Option<ReadOnly>,
    /// What is said of single accounts.
    pub accounts: Accounts,
    /// Where drafts are kept; `None` where this user has no home directory.
    pub drafts: Option<Drafts>,
    /// Where rule states are kept.
    pub states: Option<RuleStates>,
    /// Where changes are kept.
    pub undo: UndoLog,
    /// Our own record of events that were sent.
    pub sent: SentLog,
    /// Events that the operator has saved by name.
    pub saved: SavedEvents,
    /// The time.
    pub clock: fn() -> Millis,
}

/// Carries out effects. Needs a tokio runtime.
pub struct Executor {
    setup: Setup,
    gate: Gate,
    answers: Answers,
    /// Kept so that the wire stays open; replaced by each new connection.
    link: Arc<watch::Sender<Link>>,
    wire: Wire,
    /// The account as far as it is known, for the drafts.
    session: watch::Sender<Session>,
    tails: Tails,
    taps: Taps,
    writes: Writes,
    /// The number of the newest request for verdicts.
    judging: Arc<AtomicU64>,
    keeper: Option<DraftKeeper>,
    /// What the questions of the diagnosis under way share, and when it began.
    lists: Mutex<Option<(Millis, Arc<Lists>)>>,
}

/// Where answers go.
#[derive(Clone, Debug)]
struct Answers {
    send: UnboundedSender<Message>,
    /// What was said last of each kind of file of ours.
    said: Arc<Mutex<BTreeMap<&'static str, String>>>,
}

impl Answers {
    /// One message; nobody listens any more when the program is ending.
    fn give(&self, message: Message) {
        let _ = self.send.send(message);
    }

    /// A line for the operator that answers nothing.
    fn notice(&self, text: String) {
        self.say(Level::Problem, text);
    }

    /// What is wrong with the files that are read by this operation. What is read again and again while it is
    /// on the screen says it again only when it is another.
    fn notice_of(&self, operation: &'static str, text: String) {
        let before = {
            let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
            said.insert(operation, text.clone())
        };
        if !text.is_empty() && before.as_ref() != Some(&text) {
            self.notice(text);
        }
    }

    fn say(&self, level: Level, text: String) {
        self.give(Message::Notice { level, text });
    }
}

/// Where the answer to one read goes, and what it answers: only what is of its kind can be given.
#[derive(Clone, Debug)]
struct Reply<R: Readable> {
    answers: Answers,
    req: Req,
    key: R::Key,
}

impl<R: Readable> Reply<R> {
    /// A part of it; more follows.
    fn page(&self, page: R::Answer) {
        let answer = R::answer(self.key.clone(), Ok(page));
        self.answers.give(Message::Answer { req: self.req, last: false, answer });
    }

    /// All of it, or its last part, or why it cannot be had.
    fn end(self, outcome: Result<R::Answer, CallError>) {
        let answer = R::answer(self.key, outcome);
        self.answers.give(Message::Answer { req: self.req, last: true, answer });
    }

    /// What becomes of it when the task breaks.
    fn panic_reply(self) -> PanicReply<impl FnOnce(CallError) + Send + 'static> {
        PanicReply { operation: R::OPERATION, say: move |error| self.end(Err(error)) }
    }
}

/// What is said when a task breaks.
struct PanicReply<F> {
    operation: &'static str,
    say: F,
}

impl Executor {
    /// An executor, with the ends on which its answers and the tails' news come out.
    pub fn new(setup: Setup) -> (Self, UnboundedReceiver<Message>, Receiver<(TailId, TailUpdate)>) {
        let (send, answers) = unbounded_channel();
        let (send_tails, tails) = channel(TAIL_QUEUE);
        let (link, wire) = Wire::new();
        let answers_to = Answers { send, said: Arc::default() };
        let told = answers_to.clone();
        let keeper = setup
            .drafts
            .clone()
            .map(|drafts| DraftKeeper::start(drafts, setup.clock, move |text| told.notice(text)));
        let gate = Gate {
            read_only: setup.read_only,
            accounts: setup.accounts.clone(),
            states: setup.states.clone(),
            undo: setup.undo.clone(),
            sent: setup.sent.clone(),
        };
        let executor = Self {
            taps: Taps::new(gate.clone(), answers_to.clone()),
            writes: Writes::new(gate.clone(), answers_to.clone(), (setup.clock)()),
            gate,
            answers: answers_to,
            link,
            wire,
            session: watch::Sender::new(Session::default()),
            tails: Tails::new(send_tails),
            judging: Arc::default(),
            keeper,
            lists: Mutex::default(),
            setup,
        };
        (executor, answers, tails)
    }

    /// Starts to carry out what is not the loop's own.
    pub fn perform(&mut self, work: Work) {
        match work {
            Work::Connect { req, profile, region } => self.connect(req, profile, region),
            Work::Read { req, read, urgent } => self.read(req, read, urgent),
            Work::Judge(judging) => self.judge(judging),
            Work::Write(write) => self.write(write),
            Work::CancelWrites(writes) => self.writes.cancel(&writes),
            Work::OpenTail { tail, source } => self.tails.open(tail, source, self.wire.clone()),
            Work::CloseTail { tail } => self.tails.close(tail),
            Work::RemoveTap(id) => self.taps.remove(&id),
            Work::SaveDraft { rule, text, base } => {
                let key = draft_key(&self.session.borrow(), rule);
                if let Some(keeper) = &self.keeper {
                    keeper.save(key, text, base);
                }
            }
            Work::DropDraft { rule } => {
                let key = draft_key(&self.session.borrow(), rule);
                if let Some(keeper) = &self.keeper {
                    keeper.drop_draft(key);
                }
            }
            Work::SaveFile { req, path, text, instead_of } => self.save_file(req, path, text, instead_of),
            Work::SaveEvent { req, event, replace } => self.save_event(req, event, replace),
            Work::DeleteEvent { req, name } => self.delete_event(req, name),
        }
    }

    /// True while a tail is open.
    pub fn has_tails(&self) -> bool {
        !self.tails.is_empty()
    }

    /// A tail has ended by itself.
    pub fn forget_tail(&mut self, tail: TailId) {
        self.tails.close(tail);
    }

    /// What the end of the program waits for, in sentences.
    pub fn waiting(&self) -> Option<String> {
        let all: Vec<String> = self.writes.waiting().into_iter().chain(self.taps.waiting()).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }

    /// Ends everything; edits on their way to the disk get there, writes come to their end, and taps are
    /// removed, unless `leave` comes before. Answers what is left.
    pub async fn finish(self, leave: impl Future<Output = ()>) -> Vec<LeftOver> {
        let Self { taps, tails, keeper, writes, .. } = self;
        drop((tails, keeper));
        let leave = leave.shared();
        let (mut left, taps_left) = tokio::join!(writes.end(leave.clone()), taps.end(leave));
        left.extend(taps_left.into_iter().map(LeftOver::from));
        left
    }

    /// Another account, or the same one again: what belonged to the old one ends.
    fn connect(&mut self, req: Req, profile: Option<String>, region: Option<String>) {
        let (link, wire) = Wire::new();
        self.tails.close_all();
        self.lists = Mutex::default();
        // The work holds it weakly: as long as it lives, the account is not left.
        let weak = Arc::downgrade(&link);
        self.link = link;
        self.wire = wire.clone();
        self.session.send_replace(Session::default());
        let (answers, session, account, gate) =
            (self.answers.clone(), self.session.clone(), self.setup.account.clone(), self.gate.clone());
        let work = async move {
            let client = match account.connect(profile, region).await {
                Ok(client) => client,
                Err(error) => {
                    if let Some(link) = weak.upgrade() {
                        link.send_replace(Link::Down(error.clone()));
                    }
                    return answers.give(Message::Connected { req, last: true, outcome: Err(error) });
                }
            };
            let known = |found: &Session| gate.accounts.applied(found.clone(), gate.read_only);
            let at_first = known(client.session());
            let Some(link) = weak.upgrade() else { return };
            tell_conditions(&client, req, answers.clone(), wire);
            link.send_replace(Link::Up(client.clone()));
            drop(link);
            answers.give(Message::Connected { req, last: false, outcome: Ok(at_first.clone()) });
            let outcome = match client.identity().await {
                Ok(found) => Ok(known(&found)),
                // Credentials that do not work make every other call fail too; anything else only leaves the
                // name open.
                Err(error) if matches!(error.kind, ErrorKind::NoCredentials | ErrorKind::Expired) => {
                    Err(error)
                }
                Err(error) => {
                    tracing::warn!(%error, "the account's number stays unknown");
                    Ok(at_first.clone())
                }
            };
            session.send_replace(outcome.as_ref().unwrap_or(&at_first).clone());
            answers.give(Message::Connected { req, last: true, outcome });
        };
        let answers = self.answers.clone();
        let say = move |error| answers.give(Message::Connected { req, last: true, outcome: Err(error) });
        self.spawn(PanicReply { operation: "Connecting", say }, work);
    }

    fn write(&mut self, write: Write) {
        match &write.op {
            WriteOp::Tap(tap) => self.taps.make(write.req, tap.clone(), write.confirmed, self.wire.clone()),
            WriteOp::Probe(plan) => {
                self.taps.probe(write.req, plan.clone(), write.confirmed, self.wire.clone());
            }
            // Not ended by a change of account: half a write is worse than one whose answer nobody reads.
            WriteOp::SetState { .. }
            | WriteOp::PutRule { .. }
            | WriteOp::Change(_)
            | WriteOp::Send(_)
            | WriteOp::RemoveTaps(_) => {
                self.writes.begin(write, self.wire.clone());
            }
        }
    }

    /// Where the answer to this goes.
    fn reply<R: Readable>(&self, req: Req, _: R, key: R::Key) -> Reply<R> {
        Reply { answers: self.answers.clone(), req, key }
    }

    /// A task that ends when its account is left. A fault in it is an answer, not the end of the program.
    fn spawn<F: FnOnce(CallError) + Send + 'static>(
        &self,
        panic_reply: PanicReply<F>,
        work: impl Future<Output = ()> + Send + 'static,
    ) {
        let wire = self.wire.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = wire.until_left() => {}
                outcome = without_panic(panic_reply.operation, ErrorKind::Other, work.map(Ok)) => {
                    if let Err(error) = outcome {
                        (panic_reply.say)(error);
                    }
                }
            }
        });
    }
}

/// Tells the operator what becomes of calls that take long, for as long as the account is on screen: its last
/// writes may outlast that.
fn tell_conditions(client: &Client, req: Req, answers: Answers, wire: Wire) {
    let mut conditions = client.conditions();
    tokio::spawn(async move {
        let mut before = Conditions::default();
        let left = wire.until_left();
        tokio::pin!(left);
        loop {
            tokio::select! {
                biased;
                () = &mut left => return,
                // It ends when the last clone of the client goes.
                changed = conditions.changed() => if changed.is_err() { return },
            }
            let now = conditions.borrow_and_update().clone();
            let is_over = before.unanswered.is_some() && now.unanswered.is_none()
                || before.slowed.is_some() && now.slowed.is_none()
                || before.wait.is_some() && now.wait.is_none();
            if is_over {
                // What goes on is said again; the clock was said once.
                let goes_on = Conditions { skew: 0, ..now.clone() }.sentences();
                answers.give(Message::Told { req, text: goes_on.join(" ") });
            }
            for text in now.news(&before) {
                answers.give(Message::Told { req, text });
            }
            before = now;
        }
    });
}

/// Which file a draft goes to: what is typed before the service tells the account is kept under none, and
/// found again.
fn draft_key(session: &Session, rule: RuleKey) -> DraftKey {
    DraftKey { account: session.account.clone().unwrap_or_default(), region: session.region.clone(), rule }
}

/// The outcome; a panic on the way is an error like any other, and the hook has written it to the log.
async fn without_panic<T>(
    operation: &str,
    kind: ErrorKind,
    work: impl Future<Output = Result<T, CallError>>,
) -> Result<T, CallError> {
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|_| {
        Err(CallError::new(kind, operation, "a fault in buslens itself").advise("The log has the details."))
    })
}
