//! Effects, carried out: calls to the account, tails, files.
//!
//! Every effect becomes a task that answers with one or more messages. Tasks belong to an account: when
//! another one is chosen, the old one's reads and tails end at once, and its writes run to their end unheard.
//! Which call goes first when many wait is `aws`'s (its lanes); who may write is [`Gate`]'s.

mod files;
mod link;
mod reads;
mod tails;

use super::drafts::DraftKeeper;
use super::gate::Gate;
use super::home::Home;
use crate::app::effect::{TailId, Write};
use crate::app::message::Reply;
use crate::app::model::Level;
use crate::app::request::Req;
use crate::app::{Effect, Message};
use crate::aws::Client;
use crate::config::{DraftKey, Drafts, RuleStates};
use crate::model::{CallError, ErrorKind, Millis, RuleKey, Session, TailUpdate};
use futures_util::FutureExt as _;
use link::{Link, Wire};
use std::panic::AssertUnwindSafe;
use tails::Tails;
use tokio::sync::mpsc::{Receiver, UnboundedReceiver, UnboundedSender, channel, unbounded_channel};
use tokio::sync::watch;

/// Batches of a tail's news that may wait for the loop.
const TAIL_QUEUE: usize = 16;

/// What the executor works with.
#[derive(Clone, Debug)]
pub struct Setup {
    /// Whose account, and how it is reached.
    pub home: Home,
    /// Refuse every write.
    pub read_only: bool,
    /// Where drafts are kept; `None` where there is no home for them.
    pub drafts: Option<Drafts>,
    /// Where rule states are kept.
    pub states: Option<RuleStates>,
    /// The time.
    pub clock: fn() -> Millis,
}

/// Carries out effects. Needs a tokio runtime.
pub struct Executor {
    setup: Setup,
    gate: Gate,
    answers: Answers,
    /// Kept so that the wire stays open; replaced by each new connection.
    link: watch::Sender<Link>,
    wire: Wire,
    /// The account as far as it is known, for the drafts.
    session: watch::Sender<Session>,
    tails: Tails,
    keeper: Option<DraftKeeper>,
}

/// Where answers go.
#[derive(Clone, Debug)]
struct Answers {
    send: UnboundedSender<Message>,
}

impl Answers {
    /// One answer; nobody listens any more when the program is ending.
    fn give(&self, req: Req, last: bool, outcome: Result<Reply, CallError>) {
        let _ = self.send.send(Message::Reply { req, last, outcome });
    }

    /// A line for the operator that answers nothing.
    fn notice(&self, text: String) {
        let _ = self.send.send(Message::Notice { level: Level::Problem, text });
    }
}

impl Executor {
    /// An executor, with the ends on which its answers and the tails' news come out.
    pub fn new(setup: Setup) -> (Self, UnboundedReceiver<Message>, Receiver<(TailId, TailUpdate)>) {
        let (send, answers) = unbounded_channel();
        let (send_tails, tails) = channel(TAIL_QUEUE);
        let (link, wire) = Wire::new();
        let answers_to = Answers { send };
        let told = answers_to.clone();
        let keeper = setup
            .drafts
            .clone()
            .map(|drafts| DraftKeeper::start(drafts, setup.clock, move |text| told.notice(text)));
        let executor = Self {
            gate: Gate { read_only: setup.read_only, states: setup.states.clone() },
            answers: answers_to,
            link,
            wire,
            session: watch::Sender::new(Session::default()),
            tails: Tails::new(send_tails),
            keeper,
            setup,
        };
        (executor, answers, tails)
    }

    /// Starts to carry out an effect that is not the loop's own.
    pub fn perform(&mut self, effect: Effect) {
        match effect {
            Effect::Connect { req, profile, region } => self.connect(req, profile, region),
            Effect::Read { req, read } => self.read(req, read),
            Effect::Write(write) => self.write(write),
            Effect::OpenTail { tail, source } => self.tails.open(tail, source, self.wire.clone()),
            Effect::CloseTail { tail } => self.tails.close(tail),
            Effect::SaveDraft { rule, text, base } => {
                let key = draft_key(&self.session.borrow(), rule);
                if let Some(keeper) = &self.keeper {
                    keeper.save(key, text, base);
                }
            }
            Effect::DropDraft { rule } => {
                let key = draft_key(&self.session.borrow(), rule);
                if let Some(keeper) = &self.keeper {
                    keeper.drop_draft(key);
                }
            }
            Effect::SaveFile { req, path, text } => self.save_file(req, path, text),
            Effect::Wake { .. } | Effect::Copy(_) | Effect::Suspend | Effect::Redraw | Effect::Quit => {}
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

    /// Ends everything; edits on their way to the disk get there.
    pub fn finish(self) {
        drop(self);
    }

    /// Another account, or the same one again: what belonged to the old one ends.
    fn connect(&mut self, req: Req, profile: Option<String>, region: Option<String>) {
        let (link, wire) = Wire::new();
        self.tails.close_all();
        self.link = link.clone();
        self.wire = wire.clone();
        self.session.send_replace(Session::default());
        let (answers, session, home, read_only) =
            (self.answers.clone(), self.session.clone(), self.setup.home.clone(), self.setup.read_only);
        let work = async move {
            let client = match home.connect(profile, region).await {
                Ok(client) => client,
                Err(error) => {
                    link.send_replace(Link::Down(error.clone()));
                    return answers.give(req, true, Err(error));
                }
            };
            let known = |found: &Session| Session { read_only, ..found.clone() };
            let at_first = known(client.session());
            link.send_replace(Link::Up(client.clone()));
            answers.give(req, false, Ok(Reply::Connected(at_first.clone())));
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
            answers.give(req, true, outcome.map(Reply::Connected));
        };
        self.spawn(req, "Connecting", wire, work);
    }

    fn write(&self, Write { req, op, confirmed }: Write) {
        let (gate, answers, mut wire, clock) =
            (self.gate.clone(), self.answers.clone(), self.wire.clone(), self.setup.clock);
        // Not ended by a change of account: half a write is worse than one whose answer nobody reads.
        tokio::spawn(async move {
            let Some(client) = wire.client().await else { return };
            let call = Box::pin(async { gate.write(&client?, op, confirmed, clock()).await });
            let outcome = caught("Writing", call).await;
            answers.give(
                req,
                true,
                outcome.map(|written| Reply::Written { rule: written.rule, surprises: written.surprises }),
            );
        });
    }

    /// A task that ends when its account is left. A fault in it is an answer, not the end of the program.
    fn spawn(
        &self,
        req: Req,
        operation: &'static str,
        wire: Wire,
        work: impl Future<Output = ()> + Send + 'static,
    ) {
        let answers = self.answers.clone();
        tokio::spawn(async move {
            tokio::select! {
                () = wire.left() => {}
                outcome = caught(operation, work.map(Ok)) => {
                    if let Err(error) = outcome {
                        answers.give(req, true, Err(error));
                    }
                }
            }
        });
    }

    /// A task with the client.
    fn call<W>(
        &self,
        req: Req,
        operation: &'static str,
        work: impl FnOnce(Client, Answers) -> W + Send + 'static,
    ) where
        W: Future<Output = Result<Reply, CallError>> + Send,
    {
        let (answers, mut wire) = (self.answers.clone(), self.wire.clone());
        self.spawn(req, operation, self.wire.clone(), async move {
            let Some(client) = wire.client().await else { return };
            let outcome = match client {
                Ok(client) => work(client, answers.clone()).await,
                Err(error) => Err(error),
            };
            answers.give(req, true, outcome);
        });
    }
}

/// Which file a draft goes to. The account is known by the time that anybody has a rule to edit, unless the
/// service does not tell it.
fn draft_key(session: &Session, rule: RuleKey) -> DraftKey {
    DraftKey { account: session.account.clone().unwrap_or_default(), region: session.region.clone(), rule }
}

/// The outcome; a panic on the way is an error like any other, and the hook has written it to the log.
async fn caught<T>(
    operation: &str,
    work: impl Future<Output = Result<T, CallError>>,
) -> Result<T, CallError> {
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|_| {
        Err(CallError::new(ErrorKind::Other, operation, "a fault in buslens itself")
            .advise("The log has the details."))
    })
}
