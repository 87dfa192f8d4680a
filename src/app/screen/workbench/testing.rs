//! A workbench on a model, driven by messages: what the tests here and those of its drawing begin with.

use super::{CarriedEvents, Workbench};
use crate::app::effect::{Effect, Work};
use crate::app::keymap::Keymap;
use crate::app::message::{Message, ReadBack, Stamped, WriteOutcome};
use crate::app::model::{Model, Start};
use crate::app::popup::Popup;
use crate::app::read::{Answer, Read};
use crate::app::request::{Pending, Req};
use crate::app::testing::keys_of;
use crate::app::{Screen, update};
use crate::model::{Arn, CallError, Millis, Rule, RuleKey, RuleState, Session};
use std::sync::Arc;

pub(crate) const PATTERN: &str =
    "{\n  \"source\": [\"aws.ec2\"],\n  \"detail\": {\n    \"state\": [\"stopped\"]\n  }\n}";
const STOPPED: &str = r#"{"version":"0","id":"1","source":"aws.ec2","detail-type":"EC2 Instance State-change Notification",
 "account":"111122223333","time":"2026-11-20T14:03:12Z","region":"us-east-1","resources":[],"detail":{"state":"stopped"}}"#;

/// A model with a workbench on it, and everything it asked the world to do.
pub(crate) struct Bench {
    pub model: Model,
    pub out: Vec<Effect>,
    now: Millis,
}

pub(crate) fn rule(pattern: Option<&str>) -> Rule {
    Rule {
        bus: "default".into(),
        name: "ec2-stopped".into(),
        arn: Arn::from("arn:aws:events:us-east-1:111122223333:rule/ec2-stopped"),
        state: RuleState::Enabled,
        pattern: pattern.map(str::to_owned),
        schedule: None,
        description: Some("page the team".into()),
        ..Rule::default()
    }
}

impl Bench {
    pub fn empty(size: (u16, u16)) -> Self {
        let session = Session {
            region: "us-east-1".into(),
            account: Some("111122223333".into()),
            profile: Some("prod".into()),
            ..Session::default()
        };
        let now = 1_795_183_200_000;
        let mut model = Model::new(Start { size, now, session, keymap: Keymap::default(), local_offset: 0 });
        model.shared.account.learn(Answer::SavedEvents(Ok(Vec::new())), true, now);
        Self { model, out: Vec::new(), now }
    }

    pub fn push(mut self, key: Option<RuleKey>, captured: Option<CarriedEvents>) -> Self {
        self.model.stack.push(Screen::Workbench(Box::new(Workbench::open(key, captured))));
        self.send(Message::Tick);
        self
    }

    pub fn with_rule(mut self, rule: Rule) -> Self {
        self.model.shared.account.rules.entry(rule.bus.clone()).or_default().set(vec![rule], self.now);
        self
    }

    /// On a rule, whose reading and draft have been answered.
    pub fn on(pattern: &str) -> Self {
        Self::on_with(pattern, None)
    }

    /// On a rule, with events carried there.
    pub fn on_with(pattern: &str, captured: Option<CarriedEvents>) -> Self {
        let mut bench =
            Self::empty((120, 40)).with_rule(rule(Some(pattern))).push(Some(rule(None).key()), captured);
        bench.answer(Answer::Rule(rule(None).key(), Ok(rule(Some(pattern)))));
        bench.answer(Answer::Draft(rule(None).key(), Ok(None)));
        let event = bench.bench().event_key();
        bench.answer(Answer::Draft(event, Ok(None)));
        bench.out.clear();
        bench
    }

    pub fn send(&mut self, message: Message) -> &mut Self {
        self.out.extend(update(&mut self.model, Stamped { at: self.now, message }));
        self
    }

    pub fn resize(&mut self, width: u16, height: u16) -> &mut Self {
        self.send(Message::Resize(width, height))
    }

    pub fn wait(&mut self, by: Millis) -> &mut Self {
        self.now += by;
        self.send(Message::Tick)
    }

    /// Answers something that was asked for.
    pub fn answer(&mut self, answer: Answer) -> &mut Self {
        let req = self.req(&Pending::Read(answer.read()));
        self.send(Message::Answer { req, last: true, answer })
    }

    /// Answers the question to AWS that is under way.
    pub fn aws_says(&mut self, outcome: Result<Option<bool>, CallError>) -> &mut Self {
        let test = self.out.iter().rev().find_map(|effect| match effect {
            Effect::Work(Work::Read { read: Read::TestPattern(test), .. }) => Some(test.clone()),
            _ => None,
        });
        self.answer(Answer::TestPattern(test.expect("was asked"), outcome))
    }

    /// Ends the saving that is under way.
    pub fn saved(&mut self, outcome: Result<ReadBack, CallError>) -> &mut Self {
        let outcome = WriteOutcome::Saved(rule(None).key(), outcome);
        let req = self.req(&outcome.pending());
        self.send(Message::Written { req, outcome })
    }

    fn req(&self, pending: &Pending) -> Req {
        self.model.shared.requests.req(pending).expect("was asked")
    }

    /// Presses keys; any word that names none is typed.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for key in keys_of(keys) {
            self.send(Message::Key(key));
        }
        self
    }

    pub fn bench(&mut self) -> &mut Workbench {
        match self.model.stack.last_mut() {
            Some(Screen::Workbench(bench)) => bench,
            other => panic!("{other:?}"),
        }
    }

    pub fn text(&mut self) -> String {
        self.bench().pattern.editor.text().to_owned()
    }

    pub fn go_to(&mut self, needle: &str) -> &mut Self {
        let at = self.text().find(needle).expect("in the pattern");
        self.bench().pattern.editor.go_to(at);
        self
    }

    pub fn notice(&self) -> String {
        self.model.shared.notice.as_ref().map_or_else(String::new, |notice| notice.text.clone())
    }

    pub fn menu(&self) -> Vec<String> {
        match &self.model.popup {
            Some(Popup::Menu(menu)) => {
                let items = menu.items.iter().map(|item| format!("{} {}", item.key, item.label));
                std::iter::once(menu.title.clone()).chain(items).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    pub fn drafts(&self) -> Vec<&Effect> {
        self.out
            .iter()
            .filter(|e| matches!(e, Effect::Work(Work::SaveDraft { .. } | Work::DropDraft { .. })))
            .collect()
    }
}

pub(crate) fn captured() -> CarriedEvents {
    CarriedEvents { from: "tail", events: vec![Arc::from(STOPPED), Arc::from("no event")], at: Some(0) }
}
