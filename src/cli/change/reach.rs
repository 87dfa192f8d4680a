//! Whether EventBridge may deliver to targets that were just written: what `buslens why` would find of that is said
//! at once, with the command that puts it right.

use super::super::exit::{complain, say};
use crate::aws::Client;
use crate::diagnose::{Evidence, Question, Status, diagnose};
use crate::model::{CallError, Change, RuleKey, Thing};
use crate::runtime::gather::{Lists, gather_some};
use std::collections::BTreeSet;

/// The rung of what is in the way of deliveries.
const DELIVERY: u8 = 5;

/// Says what keeps the targets that a change has written from being delivered to.
pub(super) async fn tell(client: &Client, change: &Change) {
    let Some((key, written)) = written(change) else { return };
    match in_the_way(client, key, &written).await {
        Ok(lines) => complain(&lines),
        Err(error) => {
            say(&format!("whether EventBridge may deliver to what was written is not known: {error}"));
        }
    }
}

/// The rule, and the targets that are new or otherwise than before.
fn written(change: &Change) -> Option<(&RuleKey, BTreeSet<&str>)> {
    let (Thing::Rule(key), Some(to)) = (&change.thing, &change.to) else { return None };
    let before = change.was.as_ref().and_then(|was| was.targets.as_ref());
    let is_new = |(id, target): &(&String, _)| before.and_then(|before| before.get(*id)) != Some(*target);
    let ids: BTreeSet<&str> = to.targets.iter().flatten().filter(is_new).map(|(id, _)| id.as_str()).collect();
    (!ids.is_empty()).then_some((key, ids))
}

async fn in_the_way(
    client: &Client,
    key: &RuleKey,
    written: &BTreeSet<&str>,
) -> Result<Vec<String>, CallError> {
    let rule = client.rule(key).await?;
    let mut evidence = Evidence::within(rule, client.session(), client.service_time());
    let is_about_it = |question: &Question| {
        question.rungs().contains(&DELIVERY)
            && !question.is_on_request()
            && !matches!(question, Question::Metrics | Question::Records(_))
    };
    gather_some(client, &Lists::default(), &mut evidence, is_about_it).await;
    let ladder = diagnose(&evidence);
    let faults = ladder.rungs.iter().filter(|rung| rung.number == DELIVERY).flat_map(|rung| &rung.findings);
    let faults = faults.filter(|found| {
        found.status == Status::Fault && found.target.as_deref().is_some_and(|id| written.contains(id))
    });
    let mut lines = Vec::new();
    for found in faults {
        lines.push(format!("! {}  {}", found.name(), found.title));
        let Some(remedy) = found.to_do() else { continue };
        lines.extend(Some(&remedy.text).filter(|text| !text.is_empty()).map(|text| format!("    {text}")));
        lines.extend(remedy.commands().map(|command| format!("    $ {command}")));
    }
    Ok(lines)
}
