//! What keeps targets that a change writes from being delivered to: what [`super::diagnose`] finds of that, told
//! with the change.

use super::evidence::Evidence;
use super::ladder::{Finding, Status};
use super::question::Question;
use crate::model::{Change, RuleKey, Thing};
use std::collections::BTreeSet;

/// The rung of what is in the way of deliveries.
const DELIVERY: u8 = 5;

/// The rule, and the ids of its targets that are new or otherwise than before.
pub fn written_targets(change: &Change) -> Option<(&RuleKey, BTreeSet<&str>)> {
    let (Thing::Rule(key), Some(to)) = (&change.thing, &change.to) else { return None };
    let before = change.was.as_ref().and_then(|was| was.targets.as_ref());
    let is_new = |(id, target): &(&String, _)| before.and_then(|before| before.get(*id)) != Some(*target);
    let ids: BTreeSet<&str> = to.targets.iter().flatten().filter(is_new).map(|(id, _)| id.as_str()).collect();
    (!ids.is_empty()).then_some((key, ids))
}

/// Whether what a question asks bears on what is in the way of deliveries to come.
pub fn bears_on_deliveries(question: &Question) -> bool {
    question.rungs().contains(&DELIVERY)
        && !question.is_on_request()
        && !matches!(question, Question::Metrics | Question::Records(_))
}

/// Something that keeps a target from being delivered to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InTheWay {
    /// The check's id.
    pub id: &'static str,
    /// What it is, and what puts it right.
    pub lines: Vec<String>,
}

/// What surely keeps these targets from being delivered to, with what puts it right.
pub fn in_the_way(evidence: &Evidence, ids: &BTreeSet<&str>) -> Vec<InTheWay> {
    let found = of_targets(evidence, ids).into_iter();
    let faults = found.filter(|found| found.status == Status::Fault);
    faults.map(|found| InTheWay { id: found.id, lines: lines(&found) }).collect()
}

/// The permissions that would show what else may be in their way.
pub fn unseen(evidence: &Evidence, ids: &BTreeSet<&str>) -> BTreeSet<String> {
    let found = of_targets(evidence, ids).into_iter();
    // What the operator has to ask for is of deliveries so far.
    let unseen = found.filter(|found| found.status == Status::CannotSee && found.ask.is_none());
    unseen.filter_map(|found| found.needs).collect()
}

/// What is found of deliveries to these targets.
fn of_targets(evidence: &Evidence, ids: &BTreeSet<&str>) -> Vec<Finding> {
    let rungs = super::diagnose(evidence).rungs.into_iter().filter(|rung| rung.number == DELIVERY);
    let is_of_one = |found: &Finding| found.target.as_deref().is_some_and(|id| ids.contains(id));
    rungs.flat_map(|rung| rung.findings).filter(is_of_one).collect()
}

fn lines(found: &Finding) -> Vec<String> {
    let mut lines = vec![format!("! {}  {}", found.name(), found.title)];
    if let Some(remedy) = found.to_do() {
        lines.extend(Some(&remedy.text).filter(|text| !text.is_empty()).map(|text| format!("    {text}")));
        lines.extend(remedy.commands().map(|command| format!("    $ {command}")));
    }
    lines
}
