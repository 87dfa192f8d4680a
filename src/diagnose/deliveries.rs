//! What keeps targets that a change writes from being delivered to: what [`super::diagnose`] finds of that,
//! told with the change.

use super::evidence::Evidence;
use super::ladder::{Finding, Status};
use super::question::Question;
use super::remedy::as_typed;
use crate::model::{Change, RuleKey, Thing};
use crate::text::and_list;
use std::collections::BTreeSet;

/// What is said of something that buslens does not ask for.
const BY_HAND: &str = "by hand";

/// The rung of what is in the way of deliveries.
const DELIVERY: u8 = 5;

/// What is found on other rungs and is of the target alone: that it lacks its role, and that it is where the
/// rule does not reach. AWS takes such targets, a bus of another region without a role among them.
const OF_TARGET: [&str; 2] = ["T9", "T16"];

/// The rule, and the ids of its targets that are new or otherwise than before.
pub fn targets_written_by(change: &Change) -> Option<(&RuleKey, BTreeSet<&str>)> {
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

/// What is to be expected of deliveries to targets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeliveryOutlook {
    /// What keeps some from being delivered to, surely, or of a bus elsewhere without a role, as AWS
    /// documents it.
    pub in_the_way: Vec<InTheWay>,
    /// What would show what else may be in the way: permissions, and looks by hand.
    pub needs: BTreeSet<String>,
}

/// What is to be expected of deliveries to the targets of these ids.
pub fn delivery_outlook(evidence: &Evidence, ids: &BTreeSet<&str>) -> DeliveryOutlook {
    let findings = super::diagnose(evidence).rungs.into_iter().flat_map(|rung| {
        rung.findings
            .into_iter()
            .filter(move |found| rung.number == DELIVERY || OF_TARGET.contains(&found.id))
    });
    let is_of_one = |found: &Finding| found.target.as_deref().is_some_and(|id| ids.contains(id));
    let mut outlook = DeliveryOutlook::default();
    for found in findings.filter(is_of_one) {
        match found.status {
            Status::Suspect if OF_TARGET.contains(&found.id) => {
                outlook.in_the_way.push(InTheWay { id: found.id, lines: lines(&found) });
            }
            Status::Fault => {
                outlook.in_the_way.push(InTheWay { id: found.id, lines: lines(&found) });
            }
            // What the operator has to ask for is of deliveries so far.
            Status::CannotSee if found.ask.is_none() => outlook.needs.extend(found.needs),
            Status::CannotSee | Status::Suspect | Status::Ok => {}
        }
    }
    outlook
}

/// That what may be in the way was not wholly seen, for that needs these, and what asks again, unless they
/// are all looked at by hand; none where nothing is needed.
pub fn not_wholly_seen(needs: &BTreeSet<String>, asks: &str) -> Option<String> {
    let can_be_asked = needs.iter().any(|need| !need.contains(BY_HAND));
    let again = if can_be_asked { format!(" {asks} asks again.") } else { String::new() };
    let needs = (!needs.is_empty()).then(|| and_list(needs))?;
    Some(format!("! Whether EventBridge may deliver there was not wholly seen: needs {needs}.{again}"))
}

fn lines(found: &Finding) -> Vec<String> {
    let mut lines = vec![format!("! {}  {}", found.name(), found.title)];
    if let Some(remedy) = found.to_do() {
        lines.extend(Some(&remedy.text).filter(|text| !text.is_empty()).map(|text| format!("    {text}")));
        lines.extend(remedy.commands().map(|command| format!("    {}", as_typed(command))));
    }
    lines
}
