//! Opening what a rule is connected to: its targets, their dead-letter queues, an API destination's
//! connection, the bus that it is on. What is AWS's other services' is read as the diagnosis reads it, and
//! shown as JSON.

use super::Browse;
use crate::app::effect::Effect;
use crate::app::popup::{Action, Menu, MenuItem, Popup, number_keys};
use crate::app::read::{Answer, Read, RuleQuestion};
use crate::app::remote::Remote;
use crate::app::shared::{Level, Shared};
use crate::app::step::{Open, Step};
use crate::diagnose::{Fact, Question};
use crate::export;
use crate::model::{Arn, Rule, TargetKind, Thing, with_times};
use serde_json::{Map, Value, json};

/// What is being read to be opened.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Opening {
    Thing(Thing),
    /// The question to ask, the title of the page, and the rule's targets that lead there, as JSON.
    Evidence(Box<RuleQuestion>, String, Option<Value>),
}

/// What was read, each under the call that answers it so.
fn as_answered(targets: Option<&Value>, fact: &Fact) -> Value {
    let listed = targets.map(|targets| ("ListTargetsByRule", targets.clone()));
    let all = listed.into_iter().chain(fact.as_api());
    all.map(|(call, answer)| (call.to_owned(), answer)).collect::<Map<_, _>>().into()
}

impl Browse {
    /// A choice among what the rule's targets lead to.
    pub(super) fn follow_menu(&mut self, shared: &mut Shared) -> Step {
        let Some(rule) = self.rule(shared).and_then(|key| shared.account.rule(&key).cloned()) else {
            shared.notify(Level::Info, "Select a rule first.");
            return Step::Stay;
        };
        let targets = shared.account.targets.get(&rule.key()).map(Remote::rows).unwrap_or_default();
        let mut places: Vec<(String, Arn)> = Vec::new();
        for target in targets {
            places.push((target.kind_and_name(), target.arn.clone()));
            let destination =
                shared.account.api_destinations.rows().iter().find(|known| known.arn == target.arn);
            if let Some(known) = destination {
                let connection = &known.connection;
                places.push((format!("connection {}", connection.name()), connection.clone()));
            }
            if let Some(queue) = &target.dead_letter {
                places.push((format!("dead letters {}", queue.name()), queue.clone()));
            }
        }
        places.dedup();
        if places.is_empty() {
            let known = shared.account.targets.get(&rule.key()).is_some_and(|targets| targets.at().is_some());
            let why =
                if known { "has no targets to open" } else { "has targets that have not been read yet" };
            shared.notify(Level::Info, format!("{} {why}.", rule.name));
            return Step::Stay;
        }
        let items = places
            .into_iter()
            .zip(number_keys())
            .map(|((label, arn), key)| MenuItem::new(key, label, Action::Follow(rule.key(), arn)));
        Step::Popup(Popup::Menu(Menu::new(format!("Open what {} leads to", rule.name), items.collect())))
    }

    /// Goes to what an ARN names, or reads it to show it.
    pub(in crate::app) fn follow(
        &mut self,
        rule: &Rule,
        arn: &Arn,
        shared: &mut Shared,
        out: &mut Vec<Effect>,
    ) -> Step {
        let here = arn.is_beside(&rule.arn);
        let name = arn.name().to_owned();
        let kind = TargetKind::of(arn);
        let question = match (arn.service(), kind) {
            ("events", TargetKind::Bus) if here => {
                shared.account.know_bus(&name, shared.now);
                self.goto_bus(&name);
                return Step::Stay;
            }
            ("events", TargetKind::Bus) => Some(Question::TargetBus(arn.clone())),
            ("events", TargetKind::ApiDestination) if here => {
                return self.open_thing(Thing::Destination(name), shared, out);
            }
            ("events", _) if arn.resource().starts_with("connection/") && here => {
                return self.open_thing(Thing::Connection(name), shared, out);
            }
            ("logs", _) => Some(Question::Group(arn.clone())),
            ("sqs", _) => Some(Question::Queue(arn.clone())),
            ("sns", _) => Some(Question::Topic(arn.clone())),
            ("lambda", _) => Some(Question::Function(arn.clone())),
            ("states", _) => Some(Question::Machine(arn.clone())),
            _ => None,
        };
        let Some(question) = question else {
            let text = format!(
                "{arn}\n\nWhat {} says of it is not read here. Its own service and the AWS CLI do: the ARN can be \
                    copied from here.",
                arn.service()
            );
            return Step::Popup(Popup::message(format!("{} {name}", arn.service()), text));
        };
        let raised = RuleQuestion { rule: rule.key(), arn: rule.arn.clone(), run: shared.now, question };
        let title = format!("{} {}", kind.noun(), arn.name());
        let targets = shared.account.targets.get(&rule.key()).map(Remote::rows).unwrap_or_default();
        let own: Vec<Value> =
            targets.iter().filter(|target| target.arn == *arn).map(export::json::target).collect();
        let listed = (!own.is_empty()).then(|| json!({"Targets": own}));
        self.opening = Some(Opening::Evidence(Box::new(raised.clone()), title.clone(), listed));
        shared.fetch_to_open(Read::Evidence(raised), title, out);
        Step::Stay
    }

    fn open_thing(&mut self, thing: Thing, shared: &mut Shared, out: &mut Vec<Effect>) -> Step {
        self.opening = Some(Opening::Thing(thing.clone()));
        let what = thing.to_string();
        shared.fetch_to_open(Read::Described(thing), what, out);
        Step::Stay
    }

    /// What was asked for has come.
    pub(super) fn on_answer(&mut self, answer: &Answer, shared: &mut Shared) -> Step {
        let (title, outcome) = match (answer, &self.opening) {
            (Answer::Described(thing, outcome), Some(Opening::Thing(wanted))) if thing == wanted => {
                (thing.to_string(), outcome.clone().map(with_times))
            }
            (Answer::Evidence(raised, outcome), Some(Opening::Evidence(wanted, title, targets)))
                if raised == &**wanted =>
            {
                let answer = |fact: &Fact| as_answered(targets.as_ref(), fact);
                (title.clone(), outcome.as_ref().map(answer).map_err(Clone::clone))
            }
            _ => return Step::Stay,
        };
        self.opening = None;
        match outcome {
            Ok(value) => Step::Open(Open::Json { title, text: format!("{value:#}") }),
            Err(error) => {
                shared.alert(format!("{title} cannot be opened"), error.to_string());
                Step::Stay
            }
        }
    }
}
