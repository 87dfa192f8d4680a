//! What the executor lets through to an account.

use crate::pty::LONGEST;
use buslens::internals::app::confirm::{Confirmed, Write, WriteOp};
use buslens::internals::app::effect::Work;
use buslens::internals::app::message::{Message, ReadBack, WriteOutcome};
use buslens::internals::app::read::{Answer, Read};
use buslens::internals::app::request::Req;
use buslens::internals::config::{RuleStates, SavedEvents, SentLog, UndoLog};
use buslens::internals::diagnose::{ProbeOf, ProbePlan};
use buslens::internals::model::{
    AccountSettings, Accounts, CallError, Change, ErrorKind, Held, ReadOnly, Rule, RuleKey, RuleState,
    Session, Thing,
};
use buslens::internals::runtime::executor::Setup;
use buslens::internals::runtime::whose_account::Embedded;
use buslens::internals::runtime::{Executor, WhoseAccount};
use buslens::local::{Fault, FaultKind, Options, Server};
use std::path::Path;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;

struct Desk {
    account: Embedded,
    executor: Executor,
    answers: UnboundedReceiver<Message>,
    last: u64,
}

impl Desk {
    fn new(state: &Path, read_only: Option<ReadOnly>) -> Self {
        Self::with(state, read_only, Accounts::default())
    }

    fn with(state: &Path, read_only: Option<ReadOnly>, accounts: Accounts) -> Self {
        let account = Embedded::with(Options { backlog: Duration::ZERO, ..Options::default() });
        let setup = Setup {
            account: WhoseAccount::Embedded(account.clone()),
            read_only,
            accounts,
            drafts: None,
            states: Some(RuleStates::under(state)),
            undo: UndoLog::default(),
            sent: SentLog::default(),
            saved: SavedEvents::under(state),
            clock: || 0,
        };
        let (executor, answers, _) = Executor::new(setup);
        Self { account, executor, answers, last: 0 }
    }

    fn connect(&mut self) -> Req {
        self.last += 1;
        let req = Req(self.last);
        self.executor.perform(Work::Connect { req, profile: None, region: None });
        req
    }

    /// The next message that `wanted` takes.
    async fn wait<T>(&mut self, wanted: impl Fn(Message) -> Option<T>) -> T {
        loop {
            let message =
                timeout(LONGEST, self.answers.recv()).await.expect("an answer").expect("an executor");
            if let Some(found) = wanted(message) {
                return found;
            }
        }
    }

    async fn connected(&mut self, wanted: Req) -> Result<Session, CallError> {
        self.wait(|message| match message {
            Message::Connected { req, last: true, outcome } if req == wanted => Some(outcome),
            _ => None,
        })
        .await
    }

    async fn rule(&mut self, name: &str) -> Rule {
        self.last += 1;
        let wanted = Req(self.last);
        let read = Read::Rule(RuleKey::new("default", name));
        self.executor.perform(Work::Read { req: wanted, read, urgent: true });
        self.wait(|message| match message {
            Message::Answer { req, answer: Answer::Rule(_, outcome), .. } if req == wanted => Some(outcome),
            _ => None,
        })
        .await
        .unwrap()
    }

    /// Confirms a switch, as the operator's `y` does.
    async fn switch(&mut self, rule: Rule, to: RuleState) -> Result<ReadBack, CallError> {
        self.write(WriteOp::SetState { rule, to }).await
    }

    async fn write(&mut self, op: WriteOp) -> Result<ReadBack, CallError> {
        self.last += 1;
        let wanted = Req(self.last);
        self.executor.perform(confirmed(op, wanted));
        self.wait(|message| match message {
            Message::Written { req, outcome } if req == wanted => Some(match outcome {
                WriteOutcome::Switched(_, outcome) | WriteOutcome::Saved(_, outcome) => outcome,
                WriteOutcome::Changed(..)
                | WriteOutcome::Sent(..)
                | WriteOutcome::Tapped(..)
                | WriteOutcome::Probed(..)
                | WriteOutcome::TapsRemoved(..) => {
                    unreachable!("no such write is made here")
                }
            }),
            _ => None,
        })
        .await
    }

    /// Makes the changes that one yes has sent, and answers what came of the last.
    async fn carry_out(&mut self, changes: &[Change], first: u64) -> WriteOutcome {
        for (n, change) in (first..).zip(changes) {
            let (req, group, op) = (Req(n), Req(first), WriteOp::Change(change.clone()));
            let confirmed = Confirmed::on_command_line(None);
            self.executor.perform(Work::Write(Write {
                req,
                op,
                confirmed,
                undoes: None,
                group,
                whole: None,
            }));
        }
        let last = first + changes.len() as u64 - 1;
        self.wait(|message| match message {
            Message::Written { req, outcome } if req == Req(last) => Some(outcome),
            _ => None,
        })
        .await
    }

    /// What a probe of this rule would consist of.
    async fn plan(&mut self, bus: &str, rule: &str) -> Box<ProbePlan> {
        self.last += 1;
        let wanted = Req(self.last);
        let of = ProbeOf { bus: bus.into(), rule: Some(rule.into()) };
        self.executor.perform(Work::Read { req: wanted, read: Read::ProbePlan(of), urgent: true });
        self.wait(|message| match message {
            Message::Answer { answer: Answer::ProbePlan(_, outcome), .. } => Some(Box::new(outcome.unwrap())),
            _ => None,
        })
        .await
    }

    /// What came of the next write that ends.
    async fn ended(&mut self) -> WriteOutcome {
        self.wait(|message| match message {
            Message::Written { outcome, .. } => Some(outcome),
            _ => None,
        })
        .await
    }

    fn plant(&self, fault: Fault) {
        self.account.server(|server| server.faults().plant(fault)).unwrap();
    }

    fn calls(&self, operation: &str) -> u64 {
        self.account.server(Server::calls).unwrap().get(operation).copied().unwrap_or(0)
    }
}

fn confirmed(op: WriteOp, req: Req) -> Work {
    Work::Write(Write {
        req,
        op,
        confirmed: Confirmed::on_command_line(None),
        undoes: None,
        group: req,
        whole: None,
    })
}

#[tokio::test]
async fn read_only_refuses_even_what_was_confirmed() {
    let home = tempfile::tempdir().unwrap();
    let mut desk = Desk::new(home.path(), Some(ReadOnly::Flag));
    desk.connect();
    let rule = desk.rule("ami-failed").await;
    let error = desk.switch(rule.clone(), RuleState::Disabled).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused);
    let new = Rule { description: Some("new".into()), ..rule.clone() };
    let error = desk.write(WriteOp::PutRule { was: rule, new }).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Refused);
    assert_eq!((desk.calls("DisableRule"), desk.calls("PutRule")), (0, 0));
}

/// `[accounts]` with one entry.
fn accounts(name: &str, read_only: bool, label: &str) -> Accounts {
    let mut accounts = Accounts::default();
    let label = Some(label.to_owned()).filter(|label| !label.is_empty());
    let settings =
        AccountSettings { type_label: label.is_some(), label, read_only, ..AccountSettings::default() };
    accounts.insert(name, settings);
    accounts
}

#[tokio::test]
async fn an_account_that_is_closed_by_its_number_takes_no_write_and_another_one_does() {
    for (name, open) in [(buslens::local::ACCOUNT, false), ("999988887777", true)] {
        let home = tempfile::tempdir().unwrap();
        let mut desk = Desk::with(home.path(), None, accounts(name, true, ""));
        let req = desk.connect();
        let session = desk.connected(req).await.unwrap();
        assert_eq!(session.read_only, (!open).then_some(ReadOnly::Account));
        let rule = desk.rule("ami-failed").await;
        let outcome = desk.switch(rule, RuleState::Disabled).await;
        assert_eq!(outcome.map_err(|error| error.kind).err(), (!open).then_some(ErrorKind::Refused));
        assert_eq!(desk.calls("DisableRule"), u64::from(open));
    }
}

#[tokio::test]
async fn while_nobody_knows_whose_account_it_is_a_closed_one_closes_all() {
    let home = tempfile::tempdir().unwrap();
    let mut desk = Desk::with(home.path(), None, accounts("999988887777", true, ""));
    let denied = Fault::of("GetCallerIdentity", FaultKind::Deny);
    desk.account.server(|server| server.faults().plant(denied)).unwrap();
    let req = desk.connect();
    assert_eq!(desk.connected(req).await.unwrap().read_only, Some(ReadOnly::AccountUnknown));
    let rule = desk.rule("ami-failed").await;
    let error = desk.switch(rule.clone(), RuleState::Disabled).await.unwrap_err();
    assert!(error.kind == ErrorKind::Refused && error.to_string().contains("GetCallerIdentity"), "{error}");
    assert_eq!(desk.calls("DisableRule"), 0);
    // The next write asks again whose it is.
    desk.account.server(|server| server.faults().clear()).unwrap();
    assert!(desk.switch(rule, RuleState::Disabled).await.unwrap().rule.state.is_disabled());
}

#[tokio::test]
async fn a_yes_without_the_accounts_label_is_none() {
    let home = tempfile::tempdir().unwrap();
    let accounts = accounts(buslens::local::ACCOUNT, false, "production");
    let mut desk = Desk::with(home.path(), None, accounts);
    desk.connect();
    let rule = desk.rule("ami-failed").await;
    let error = desk.switch(rule, RuleState::Disabled).await.unwrap_err();
    assert!(error.kind == ErrorKind::Refused && error.to_string().contains("production"), "{error}");
    assert_eq!(desk.calls("DisableRule"), 0);
}

#[tokio::test]
async fn a_state_that_cannot_be_kept_is_not_given_up() {
    let home = tempfile::tempdir().unwrap();
    let nowhere = home.path().join("a file");
    std::fs::write(&nowhere, "").unwrap();
    let mut desk = Desk::new(&nowhere, None);
    desk.connect();
    let special = desk.rule("assume-role-archive").await;
    let error = desk.switch(special, RuleState::Disabled).await.unwrap_err();
    assert_eq!((error.kind, desk.calls("DisableRule")), (ErrorKind::Refused, 0));
    assert!(error.to_string().contains("XDG_STATE_HOME"), "{error}");
    // Plain enabling brings this one back, so that nothing can be lost.
    let plain = desk.rule("ami-failed").await;
    assert!(desk.switch(plain, RuleState::Disabled).await.unwrap().rule.state.is_disabled());
}

#[tokio::test]
async fn a_managed_rule_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let mut desk = Desk::new(home.path(), None);
    desk.connect();
    let managed = desk.rule("AutoScalingManagedRule").await;
    let error = desk.switch(managed, RuleState::Disabled).await.unwrap_err();
    assert_eq!((error.kind, desk.calls("DisableRule")), (ErrorKind::Managed, 0));
}

#[tokio::test]
async fn only_the_newest_connection_answers() {
    let home = tempfile::tempdir().unwrap();
    let mut desk = Desk::new(home.path(), None);
    let first = desk.connect();
    let second = desk.connect();
    desk.connected(second).await.unwrap();
    drop(desk.executor);
    while let Some(message) = desk.answers.recv().await {
        assert!(!matches!(message, Message::Connected { req, .. } if req == first), "{message:?}");
    }
}

#[tokio::test]
async fn an_account_that_is_left_takes_its_questions_along() {
    let home = tempfile::tempdir().unwrap();
    let mut desk = Desk::new(home.path(), None);
    let slow =
        buslens::local::Fault::of("ListEventBuses", buslens::local::FaultKind::Delay { millis: 600_000 });
    desk.account.server(|server| server.faults().plant(slow)).unwrap();
    desk.connect();
    desk.executor.perform(Work::Read { req: Req(100), read: Read::Buses, urgent: true });
    let again = desk.connect();
    desk.connected(again).await.unwrap();
    assert_eq!(desk.rule("ami-failed").await.name, "ami-failed");
}

/// A new rule.
fn creation(name: &str, pattern: &str) -> Change {
    let settings = serde_json::json!({"EventPattern": pattern, "State": "ENABLED"});
    let held = Held::with_settings(settings.as_object().unwrap().clone());
    Change::create(Thing::Rule(RuleKey::new("default", name)), held)
}

#[tokio::test]
async fn who_leaves_waits_for_the_writes_under_way() {
    let home = tempfile::tempdir().unwrap();
    let mut desk = Desk::new(home.path(), None);
    desk.connect();
    let rule = desk.rule("ami-failed").await;
    let late = |millis| Fault::of("DisableRule", FaultKind::Delay { millis }).times(1);
    desk.account.server(|server| server.faults().plant(late(200))).unwrap();
    desk.executor.perform(confirmed(WriteOp::SetState { rule, to: RuleState::Disabled }, Req(99)));
    let waiting = desk.executor.waiting().expect("it is said what is waited for");
    assert!(waiting.contains("Switch rule ami-failed to DISABLED"), "{waiting}");
    let Desk { account, executor, mut answers, .. } = desk;
    assert_eq!(executor.finish(std::future::pending()).await, Vec::new());
    let mut ended = None;
    while let Ok(message) = answers.try_recv() {
        if let Message::Written { outcome, .. } = message {
            ended = outcome.sentence();
        }
    }
    assert_eq!(ended.as_deref(), Some("Done: Switch rule ami-failed to DISABLED."));
    assert_eq!(account.server(Server::calls).unwrap()["DisableRule"], 1);
}

#[tokio::test]
async fn who_leaves_at_once_hears_what_is_not_known() {
    let home = tempfile::tempdir().unwrap();
    let mut desk = Desk::new(home.path(), None);
    desk.connect();
    let rule = desk.rule("ami-failed").await;
    let never = Fault::of("DisableRule", FaultKind::Delay { millis: 3_600_000 });
    desk.account.server(|server| server.faults().plant(never)).unwrap();
    desk.executor.perform(confirmed(WriteOp::SetState { rule, to: RuleState::Disabled }, Req(99)));
    let Desk { account, executor, .. } = desk;
    let sent = async {
        while !account.server(Server::calls).unwrap().contains_key("DisableRule") {
            tokio::task::yield_now().await;
        }
    };
    let sent = async { timeout(LONGEST, sent).await.expect("the call is on its way") };
    let left = executor.finish(sent).await;
    assert!(left.len() == 1 && left[0].not_known, "{left:?}");
    assert!(
        left[0].sentence.starts_with("Not known whether it was done: Switch rule ami-failed"),
        "{left:?}"
    );
}

#[tokio::test]
async fn who_leaves_before_anything_was_sent_hears_that() {
    let home = tempfile::tempdir().unwrap();
    let mut desk = Desk::new(home.path(), None);
    desk.connect();
    let rule = desk.rule("ami-failed").await;
    desk.executor.perform(confirmed(WriteOp::SetState { rule, to: RuleState::Disabled }, Req(99)));
    let Desk { account, executor, .. } = desk;
    let left = executor.finish(async {}).await;
    let said = "Not sent, and nothing of it is done: Switch rule ami-failed to DISABLED.".to_owned();
    assert_eq!(left, [said.into()]);
    assert!(!account.server(Server::calls).unwrap().contains_key("DisableRule"));
}

/// A switch of a rule that is given up while this fault is in its way.
async fn given_up_behind(fault: FaultKind) -> (Result<ReadBack, CallError>, RuleState) {
    let home = tempfile::tempdir().unwrap();
    let mut desk = Desk::new(home.path(), None);
    desk.connect();
    let rule = desk.rule("ami-failed").await;
    let fault = Fault::of("DisableRule", fault);
    desk.account.server(|server| server.faults().plant(fault)).unwrap();
    desk.executor.perform(confirmed(WriteOp::SetState { rule, to: RuleState::Disabled }, Req(99)));
    let calls = || desk.account.server(Server::calls).unwrap();
    let sent = async {
        while !calls().contains_key("DisableRule") {
            tokio::task::yield_now().await;
        }
    };
    timeout(LONGEST, sent).await.expect("the call is on its way");
    desk.executor.perform(Work::CancelWrites(vec![Req(99)]));
    let outcome = desk
        .wait(|message| match message {
            Message::Written { req: Req(99), outcome: WriteOutcome::Switched(_, outcome) } => Some(outcome),
            _ => None,
        })
        .await;
    let state = desk.rule("ami-failed").await.state;
    (outcome, state)
}

#[tokio::test]
async fn what_the_service_keeps_refusing_is_given_up_and_nothing_of_it_is_done() {
    let (outcome, state) = given_up_behind(FaultKind::Throttle).await;
    let error = outcome.unwrap_err();
    assert_eq!((error.kind, state), (ErrorKind::Refused, RuleState::Enabled));
    let said = error.to_string();
    assert!(said.contains("cancelled before AWS accepted it. Nothing of it was done"), "{said}");
}

#[tokio::test]
async fn what_is_on_its_way_is_not_given_up() {
    let (outcome, state) = given_up_behind(FaultKind::Delay { millis: 300 }).await;
    assert_eq!((outcome.unwrap().rule.state, state), (RuleState::Disabled, RuleState::Disabled));
}

#[tokio::test]
async fn what_replaces_a_rule_is_made_before_the_rule_goes_or_the_rule_stays() {
    let home = tempfile::tempdir().unwrap();
    for refused in [true, false] {
        let mut desk = Desk::new(home.path(), None);
        let req = desk.connect();
        desk.connected(req).await.unwrap();
        let old = creation("old", r#"{"source":["a"]}"#);
        let gone = Change::delete(old.thing.clone(), old.to.clone().unwrap());
        desk.carry_out(&[old], 100).await;
        if refused {
            let deny = Fault::of("PutRule", FaultKind::Deny).times(1);
            desk.account.server(|server| server.faults().plant(deny)).unwrap();
        }
        let outcome = desk.carry_out(&[creation("new", r#"{"source":["a"]}"#), gone], 200).await;
        assert_eq!(desk.calls("DeleteRule"), u64::from(!refused), "{outcome:?}");
        let said = outcome.sentence().unwrap();
        assert_eq!(said.contains("what comes in its place could not be made"), refused, "{said}");
    }
}

#[tokio::test]
async fn a_probe_that_fails_tells_what_became_of_its_event_and_of_its_tap() {
    let home = tempfile::tempdir().unwrap();
    let deny = |operation| Fault::of(operation, FaultKind::Deny);
    for (denied, told) in [
        (&["PutTargets"][..], &["removed again", "The event was not sent"][..]),
        (&["FilterLogEvents"], &["FilterLogEvents", "The tap was removed"]),
        (
            &["FilterLogEvents", "DeleteLogGroup"],
            &["FilterLogEvents", "could not be removed", "buslens taps --clean"],
        ),
    ] {
        let mut desk = Desk::new(home.path(), None);
        desk.connect();
        let plan = desk.plan("orders", "orders-audit").await;
        denied.iter().for_each(|operation| desk.plant(deny(operation)));
        desk.executor.perform(confirmed(WriteOp::Probe(plan), Req(99)));
        let outcome = desk.ended().await;
        let said = outcome.sentence().unwrap();
        assert!(told.iter().all(|part| said.contains(part)), "{denied:?}: {said}");
    }
}

#[tokio::test]
async fn who_leaves_a_probe_hears_whether_its_event_was_sent() {
    let home = tempfile::tempdir().unwrap();
    let mut desk = Desk::new(home.path(), None);
    desk.connect();
    let plan = desk.plan("orders", "orders-audit").await;
    desk.plant(Fault::of("PutEvents", FaultKind::Delay { millis: 200 }));
    desk.executor.perform(confirmed(WriteOp::Probe(plan), Req(99)));
    let sending = async {
        while desk.calls("PutEvents") == 0 {
            tokio::task::yield_now().await;
        }
    };
    timeout(LONGEST, sending).await.expect("the event is on its way");
    let Desk { executor, mut answers, .. } = desk;
    assert_eq!(executor.finish(std::future::pending()).await, Vec::new());
    let mut said = Vec::new();
    while let Ok(message) = answers.try_recv() {
        if let Message::Written { outcome, .. } = message {
            said.extend(outcome.sentence());
        }
    }
    assert!(said[0].starts_with("Not known how far it got: Probe ") && said.len() == 1, "{said:?}");
    assert!(said[0].contains("the event was sent, and the program ended"), "{said:?}");
}

#[tokio::test]
async fn a_damaged_saved_event_is_told_once_and_again_when_another_one_is_damaged() {
    let home = tempfile::tempdir().unwrap();
    let events = home.path().join("events");
    std::fs::create_dir(&events).unwrap();
    let mut desk = Desk::new(home.path(), None);
    let mut told = Vec::new();
    for (round, name) in ["one", "one", "two", "two"].iter().enumerate() {
        std::fs::write(events.join(format!("{name}.json")), "{").unwrap();
        let req = Req(100 + round as u64);
        desk.executor.perform(Work::Read { req, read: Read::SavedEvents, urgent: true });
        loop {
            match timeout(LONGEST, desk.answers.recv()).await.unwrap().unwrap() {
                Message::Notice { text, .. } => told.push(text),
                Message::Answer { req: answered, .. } if answered == req => break,
                _ => {}
            }
        }
    }
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told[0].contains("one is damaged") && told[1].contains("two is damaged"), "{told:#?}");
}
